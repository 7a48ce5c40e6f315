# SPDX-License-Identifier: MIT
# hitless_linux: the arm-smmu-v3 driver of HITLESS_LINUX_TREE as a sequencer (src/linux/linux.h), or
# without a tree, a library that says so. The driver's code is taken into the build directory only.
set(HITLESS_LINUX_TREE "" CACHE PATH "Linux kernel tree whose arm-smmu-v3 driver becomes `linux`")
get_filename_component(hl_linux_room ${CMAKE_CURRENT_LIST_DIR}/../src/linux ABSOLUTE)
set(hl_linux_common ${hl_linux_room}/features.c ${hl_linux_room}/version.c ${hl_linux_room}/vmm.c)

if(NOT HITLESS_LINUX_TREE)
  add_library(hitless_linux STATIC ${hl_linux_room}/absent.c ${hl_linux_common})
  target_link_libraries(hitless_linux PUBLIC hitless_core)
  return()
endif()

find_program(HITLESS_CTAGS NAMES ctags-universal universal-ctags ctags)
if(NOT HITLESS_CTAGS)
  message(FATAL_ERROR " HITLESS_LINUX_TREE needs universal-ctags")
endif()
get_filename_component(hl_linux_tree ${HITLESS_LINUX_TREE} ABSOLUTE BASE_DIR ${CMAKE_BINARY_DIR})
set(hl_linux_out ${CMAKE_BINARY_DIR}/linux)
file(MAKE_DIRECTORY ${hl_linux_out})

# Editing the tree, as `git bisect` does, configures again.
file(GLOB hl_linux_inputs ${hl_linux_tree}/Makefile ${hl_linux_tree}/include/linux/io-pgtable.h
     ${hl_linux_tree}/drivers/iommu/io-pgtable-arm.[ch]
     ${hl_linux_tree}/drivers/iommu/arm/arm-smmu-v3/*.[ch])
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
             ${hl_linux_inputs} ${hl_linux_room}/extract.sh ${hl_linux_room}/features.def)

execute_process(
  COMMAND ${CMAKE_COMMAND} -E env CTAGS=${HITLESS_CTAGS} ${hl_linux_room}/extract.sh
          ${hl_linux_tree} ${hl_linux_out}
  RESULT_VARIABLE hl_linux_status OUTPUT_QUIET ERROR_VARIABLE hl_linux_error
  ERROR_STRIP_TRAILING_WHITESPACE)
if(hl_linux_status)
  message(FATAL_ERROR " HITLESS_LINUX_TREE: ${hl_linux_error}") # the blank: not wrapped
endif()
file(SHA256 ${hl_linux_out}/text hl_linux_hash)

# The driver is compiled in the kernel's dialect; only our own lines may warn.
set(hl_linux_options -fno-strict-aliasing -fwrapv -Wno-pedantic -Wno-conversion
    -Wno-sign-conversion -Wno-sign-compare -Wno-shadow)

# A tree that has the functions, but needs something of the kernel that the shim lacks.
foreach(source driver.c make.c kunit.c)
  execute_process(
    COMMAND ${CMAKE_C_COMPILER} -fsyntax-only -w -std=gnu11 -I${hl_linux_room}/.. -isystem
            ${hl_linux_out} -isystem ${hl_linux_out}/stub -DHL_LINUX_HASH=0
            ${hl_linux_room}/${source}
    RESULT_VARIABLE hl_linux_status OUTPUT_QUIET ERROR_VARIABLE hl_linux_error)
  if(hl_linux_status)
    string(REGEX MATCH "[^\n]*error:[^\n]*" hl_linux_error "${hl_linux_error}")
    message(FATAL_ERROR " HITLESS_LINUX_TREE: the shim lacks something: ${hl_linux_error}")
  endif()
endforeach()

add_library(hitless_linux STATIC ${hl_linux_room}/driver.c ${hl_linux_room}/make.c
            ${hl_linux_common})
set(hl_linux_targets hitless_linux)
if(HITLESS_TOOLS)
  add_executable(hitless_kunit ${hl_linux_room}/kunit.c)
  list(APPEND hl_linux_targets hitless_kunit)
endif()
foreach(target IN LISTS hl_linux_targets)
  target_compile_options(${target} PRIVATE ${hl_linux_options})
  target_include_directories(${target} PRIVATE ${hl_linux_room}/..)
  target_include_directories(${target} SYSTEM PRIVATE ${hl_linux_out} ${hl_linux_out}/stub)
  set_target_properties(${target} PROPERTIES C_EXTENSIONS ON)
endforeach()
target_compile_definitions(hitless_linux PRIVATE HL_LINUX_HASH="${hl_linux_hash}")
target_link_libraries(hitless_linux PUBLIC hitless_core)
set_source_files_properties(${hl_linux_room}/driver.c ${hl_linux_room}/make.c
  ${hl_linux_room}/kunit.c PROPERTIES OBJECT_DEPENDS "${hl_linux_inputs};${hl_linux_out}/info.h")
if(HITLESS_TOOLS)
  add_test(NAME linux.kunit COMMAND hitless_kunit)
  foreach(test sequencer make)
    add_executable(linux_${test}_test ${hl_linux_room}/../../tests/linux/${test}_test.c)
    target_link_libraries(linux_${test}_test PRIVATE hitless_linux)
    add_test(NAME linux.${test} COMMAND linux_${test}_test)
  endforeach()
  add_test(NAME linux.drift COMMAND ${hl_linux_room}/../../tests/linux/drift.sh
           ${hl_linux_room}/../.. ${CMAKE_COMMAND})
  add_test(NAME linux.mutant COMMAND ${hl_linux_room}/../../tests/linux/mutant.sh
           ${hl_linux_room}/../..)
  add_test(NAME linux.bisect COMMAND ${hl_linux_room}/../../tests/linux/bisect.sh
           ${hl_linux_room}/../..)
  add_test(NAME linux.used COMMAND ${hl_linux_room}/../../tests/linux/used.sh
           ${CMAKE_BINARY_DIR}/fuzz/replay_used ${hl_linux_room}/../../reproducers
           ${CMAKE_BINARY_DIR}/corpus/fuzz_used)
  set_tests_properties(linux.drift linux.mutant linux.bisect PROPERTIES ENVIRONMENT
    "HITLESS_LINUX_TREE=${hl_linux_tree};CTAGS=${HITLESS_CTAGS}")
endif()
