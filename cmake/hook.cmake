# SPDX-License-Identifier: MIT
# hitless_hook: plain C stores of code that is not changed for it become events (src/hook/hook.h).
#
#   hitless_hooked(NAME SOURCES ... [OPTIONS ...])
#
# makes the target NAME, to be linked with: the sources, compiled so that each store is told. OPTIONS are the compiler's, as
# the subject needs them; one of them may be another -O. Sanitizers are left out of it, since none goes with the hook.
hitless_room_sources(hook_sources hook)
add_library(hitless_hook STATIC ${hook_sources})
target_include_directories(hitless_hook PUBLIC ${PROJECT_SOURCE_DIR}/src)

# volatile is told apart. No built-in functions: gcc copies and sets small pieces with no call and no hook.
set(hl_hook_options -fno-sanitize=all -fsanitize=thread -fno-builtin)
if(CMAKE_C_COMPILER_ID MATCHES "Clang")
  list(APPEND hl_hook_options -mllvm -tsan-distinguish-volatile=1)
else()
  list(APPEND hl_hook_options --param tsan-distinguish-volatile=1 -Wno-tsan) # fences are told, too
endif()
if(hl_edges) # what guides an engine stays
  list(APPEND hl_hook_options -fsanitize=fuzzer-no-link)
endif()
# Neither compiler tells of what these write.
set(hl_hook_renames --redefine-sym memcpy=hl_hook_memcpy --redefine-sym memmove=hl_hook_memmove --redefine-sym
                    memset=hl_hook_memset)

function(hitless_hooked name)
  cmake_parse_arguments(PARSE_ARGV 1 hooked "" "" "SOURCES;OPTIONS")
  add_library(${name}_objects OBJECT ${hooked_SOURCES})
  list(JOIN hl_hook_options " " options)
  target_compile_options(${name}_objects PRIVATE "SHELL:${options}" ${hooked_OPTIONS})
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.o)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${CMAKE_LINKER} -r -o ${object} $<TARGET_OBJECTS:${name}_objects>
    COMMAND ${CMAKE_OBJCOPY} ${hl_hook_renames} ${object}
    DEPENDS ${name}_objects $<TARGET_OBJECTS:${name}_objects>
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  add_library(${name} STATIC ${object})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE C)
  target_link_libraries(${name} PUBLIC hitless_hook)
endfunction()
