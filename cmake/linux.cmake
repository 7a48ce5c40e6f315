# SPDX-License-Identifier: MIT
# hitless_linux: the arm-smmu-v3 driver of HITLESS_LINUX_TREE as a sequencer (src/linux/linux.h), or
# without a tree, a library that says so. The driver's code is taken into the build directory only.
set(HITLESS_LINUX_TREE "" CACHE PATH "Linux kernel tree whose arm-smmu-v3 driver becomes `linux`")
get_filename_component(hl_linux_room ${CMAKE_CURRENT_LIST_DIR}/../src/linux ABSOLUTE)
set(hl_linux_common ${hl_linux_room}/features.c ${hl_linux_room}/version.c ${hl_linux_room}/vmm.c)

if(NOT HITLESS_LINUX_TREE)
  add_library(hitless_linux STATIC ${hl_linux_room}/absent.c ${hl_linux_room}/unmade.c ${hl_linux_common})
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
             ${hl_linux_inputs} ${hl_linux_room}/extract.sh ${hl_linux_room}/take.awk
             ${hl_linux_room}/features.def)

# What is wrong with the tree, in one line; a script knows a tree that cannot be judged by these words.
function(hl_linux_refuse why)
  message(FATAL_ERROR " HITLESS_LINUX_TREE: ${why}") # the blank: not wrapped
endfunction()

# Take the driver's code. makers_unknown: why what makes entries is not known, if that turned out since.
function(hl_linux_extract makers_unknown)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env CTAGS=${HITLESS_CTAGS} "MAKERS_UNKNOWN=${makers_unknown}"
            ${hl_linux_room}/extract.sh ${hl_linux_tree} ${hl_linux_out}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE why ERROR_STRIP_TRAILING_WHITESPACE)
  if(status)
    hl_linux_refuse("${why}")
  endif()
endfunction()

# The driver is compiled in the kernel's dialect; only our own lines may warn.
set(hl_linux_options -fno-strict-aliasing -fwrapv -Wno-pedantic -Wno-conversion
    -Wno-sign-conversion -Wno-sign-compare -Wno-shadow)

# Compile sources and link them: out is empty, or the line of the first thing that the tree needs and
# the shim lacks, also where only a linker would notice. It is optimised in no way, so that no call
# vanishes that another build would keep. What is ours (hl_*) need not be there.
function(hl_linux_check out)
  set(objects)
  foreach(source IN LISTS ARGN)
    set(object ${hl_linux_out}/check-${source}.o)
    execute_process(
      COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${CMAKE_C_COMPILER} -std=gnu11 -O0 -g -fPIC ${hl_linux_options} -Wsystem-headers
              -Werror=implicit-function-declaration -I${hl_linux_room}/.. -isystem ${hl_linux_out}
              -isystem ${hl_linux_out}/stub -DHL_LINUX_HASH=0 -c ${hl_linux_room}/${source} -o ${object}
      RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE text)
    if(status)
      string(REGEX MATCH "[^\n]*error:[^\n]*" line "${text}")
      set(${out} "${line}" PARENT_SCOPE)
      return()
    endif()
    list(APPEND objects ${object})
  endforeach()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${CMAKE_C_COMPILER} -shared -fPIC ${objects} -Wl,-z,defs -o ${hl_linux_out}/check.so
    OUTPUT_QUIET ERROR_VARIABLE text)
  string(REGEX MATCHALL "[^\n]*undefined (reference to|symbol:)[^\n]*" lines "${text}")
  list(FILTER lines EXCLUDE REGEX "undefined (reference to|symbol:) [`']?hl_")
  set(line)
  if(lines) # the tree's own file, whatever the linker makes of #line
    list(GET lines 0 line)
    string(REGEX REPLACE ".*undefined (reference to|symbol:) [`']?([A-Za-z0-9_]+).*" "\\2" name "${line}")
    set(line "${name} is declared, and defined nowhere")
    foreach(file IN LISTS hl_linux_inputs)
      file(STRINGS ${file} calls LIMIT_COUNT 1 REGEX "(^|[^A-Za-z0-9_])${name}\\(")
      if(calls AND file MATCHES "\\.c$")
        set(line "${file}: ${line}")
        break()
      endif()
    endforeach()
  endif()
  set(${out} "${line}" PARENT_SCOPE)
endfunction()

hl_linux_extract("")
hl_linux_check(hl_linux_lacks driver.c)
if(hl_linux_lacks)
  hl_linux_refuse("the shim lacks something: ${hl_linux_lacks}")
endif()
file(STRINGS ${hl_linux_out}/info.h hl_linux_unknown REGEX "HL_LINUX_MAKERS_UNKNOWN")
if(NOT hl_linux_unknown)
  hl_linux_check(hl_linux_lacks driver.c make.c)
  if(hl_linux_lacks)
    hl_linux_extract("${hl_linux_lacks}")
    file(STRINGS ${hl_linux_out}/info.h hl_linux_unknown REGEX "HL_LINUX_MAKERS_UNKNOWN")
  endif()
endif()
set(hl_linux_make make.c)
if(hl_linux_unknown)
  set(hl_linux_make unmade.c)
  string(REGEX REPLACE "^[^\"]*\"(.*)\"$" "\\1" hl_linux_unknown "${hl_linux_unknown}")
  message(STATUS "HITLESS_LINUX_TREE: this tree's makers are not known: ${hl_linux_unknown}")
endif()
file(STRINGS ${hl_linux_out}/info.h hl_linux_cases REGEX "HL_LINUX_KUNIT_CASES [1-9]")
set(hl_linux_lacks "${hl_linux_tree}: no arm-smmu-v3-test.c with a KUNIT_CASE")
if(hl_linux_cases)
  hl_linux_check(hl_linux_lacks kunit.c)
endif()
set(hl_linux_kunit ${HITLESS_TOOLS})
if(hl_linux_lacks)
  set(hl_linux_kunit OFF)
  message(STATUS "HITLESS_LINUX_TREE: the driver's own test cannot be run: ${hl_linux_lacks}")
endif()
file(SHA256 ${hl_linux_out}/text hl_linux_hash)

add_library(hitless_linux STATIC ${hl_linux_room}/driver.c ${hl_linux_room}/${hl_linux_make}
            ${hl_linux_common})
set(hl_linux_targets hitless_linux)
if(hl_linux_kunit)
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
  if(hl_linux_kunit)
    add_test(NAME linux.kunit COMMAND hitless_kunit)
  endif()
  foreach(test sequencer make)
    add_executable(linux_${test}_test ${hl_linux_room}/../../tests/linux/${test}_test.c)
    target_link_libraries(linux_${test}_test PRIVATE hitless_linux)
    add_test(NAME linux.${test} COMMAND linux_${test}_test)
    set_tests_properties(linux.${test} PROPERTIES SKIP_RETURN_CODE 77)
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
  # What they are about is ours: tools/bisect, and extract.sh.
  set_tests_properties(linux.bisect linux.drift PROPERTIES LABELS any-series COST 90)
  set_tests_properties(linux.drift linux.mutant linux.bisect PROPERTIES ENVIRONMENT
    "HITLESS_LINUX_TREE=${hl_linux_tree};CTAGS=${HITLESS_CTAGS}")
endif()
