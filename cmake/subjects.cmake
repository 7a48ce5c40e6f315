# SPDX-License-Identifier: MIT
# hitless_wired: drivers out of trees that the user names, each a folder of src/subjects. What is taken of a tree
# goes into the build directory only.
set(HITLESS_SUBJECTS "" CACHE STRING "Subjects and their trees: xen=DIR;freebsd=DIR (hitless subjects lists them)")
set(hl_wired_room ${PROJECT_SOURCE_DIR}/src/subjects)
file(GLOB hl_wired_tables CONFIGURE_DEPENDS ${hl_wired_room}/*/subject)
file(GLOB hl_wired_sources CONFIGURE_DEPENDS ${hl_wired_room}/*.c)

# What is wrong with a tree, in one line; a script knows a tree that cannot be judged by these words.
function(hl_wired_refuse name why)
  message(FATAL_ERROR " HITLESS_SUBJECTS: ${name}: ${why}") # the blank: not wrapped
endfunction()

set(hl_wired_options -std=gnu11 -fno-strict-aliasing -fwrapv -Wno-pedantic -Wno-conversion -Wno-sign-conversion
    -Wno-sign-compare -Wno-shadow -Wno-unused-parameter -Wno-address-of-packed-member)

# Take the code of the subject's tree, and see whether it compiles.
function(hl_wired_extract name tree out)
  find_program(HITLESS_CTAGS NAMES ctags-universal universal-ctags ctags)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env CTAGS=${HITLESS_CTAGS} ${hl_wired_room}/extract.sh ${name} ${tree} ${out}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE why ERROR_STRIP_TRAILING_WHITESPACE)
  if(status)
    hl_wired_refuse(${name} "${why}")
  endif()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${CMAKE_C_COMPILER} ${hl_wired_options} -O0 -fsyntax-only
            -Werror=implicit-function-declaration -I${hl_wired_room}/.. -isystem ${out} -DHL_WIRED_HASH=""
            ${hl_wired_room}/${name}/${name}.c
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE text)
  if(status)
    string(REGEX MATCH "[^\n]*error:[^\n]*" line "${text}")
    hl_wired_refuse(${name} "the shim lacks something: ${line}")
  endif()
endfunction()

set(hl_wired_trees)
foreach(pair IN LISTS HITLESS_SUBJECTS)
  string(REGEX MATCH "^([a-z0-9.-]+)=(.+)$" matched "${pair}")
  set(name "${CMAKE_MATCH_1}")
  set(tree "${CMAKE_MATCH_2}")
  if(NOT matched OR NOT EXISTS ${hl_wired_room}/${name}/subject)
    message(FATAL_ERROR " HITLESS_SUBJECTS: ${pair}: not NAME=DIR of a subject")
  endif()
  get_filename_component(hl_wired_tree_${name} ${tree} ABSOLUTE BASE_DIR ${CMAKE_BINARY_DIR})
  list(APPEND hl_wired_trees ${name})
endforeach()

set(hl_wired_declared)
set(hl_wired_listed)
set(hl_wired_libraries)
foreach(table IN LISTS hl_wired_tables)
  get_filename_component(folder ${table} DIRECTORY)
  get_filename_component(name ${folder} NAME)
  string(MAKE_C_IDENTIFIER hl_wired_${name} symbol)
  foreach(key title licence source known files also tables reshadows)
    file(STRINGS ${table} value LIMIT_COUNT 1 REGEX "^${key}: ")
    string(REGEX REPLACE "^${key}: *" "" ${key} "${value}")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table})
  set(judged "NULL, NULL, NULL, \"\", \"\", \"\", \"\"")
  if(name IN_LIST hl_wired_trees)
    set(out ${CMAKE_BINARY_DIR}/subjects/${name})
    set(tree ${hl_wired_tree_${name}})
    hl_wired_extract(${name} ${tree} ${out})
    separate_arguments(inputs UNIX_COMMAND "${files}")
    list(TRANSFORM inputs PREPEND ${tree}/)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${inputs} ${hl_wired_room}/extract.sh
                 ${hl_wired_room}/${name}/${name}.c)
    file(SHA256 ${out}/text hash)
    file(STRINGS ${out}/info.h version REGEX "HL_WIRED_VERSION")
    string(REGEX REPLACE "^[^\"]*\"(.*)\"$" "\\1" version "${version}")
    file(STRINGS ${out}/info.h functions REGEX "HL_WIRED_FUNCTIONS")
    string(REGEX REPLACE "^[^\"]*\"(.*)\"$" "\\1" functions "${functions}")
    hitless_hooked(${symbol} SOURCES ${folder}/${name}.c OPTIONS ${hl_wired_options})
    target_include_directories(${symbol}_objects PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_include_directories(${symbol}_objects SYSTEM PRIVATE ${out})
    target_compile_definitions(${symbol}_objects PRIVATE HL_WIRED_HASH="${hash}")
    target_link_libraries(${symbol} PUBLIC hitless_wired)
    set_source_files_properties(${folder}/${name}.c PROPERTIES OBJECT_DEPENDS "${out}/taken.inc;${out}/info.h")
    list(APPEND hl_wired_libraries ${symbol})
    string(APPEND hl_wired_declared "extern const struct hl_sequencer ${symbol};\n")
    set(owner "NULL, NULL")
    if(reshadows)
      set(owner "&${symbol}_reshadow, NULL")
      string(APPEND hl_wired_declared "extern const struct hl_reshadow ${symbol}_reshadow;\n")
    endif()
    if(tables)
      string(REGEX REPLACE "NULL$" "&${symbol}_tables" owner "${owner}")
      string(APPEND hl_wired_declared "extern const struct hl_owner ${symbol}_tables;\n")
    endif()
    set(judged "&${symbol}, ${owner}, \"${version}\", \"${hash}\",\n     \"${functions}\", \"${tree}\"")
  endif()
  # Another way in which its code is called is a sequencer of its own.
  foreach(way IN LISTS also)
    string(REPLACE "&${symbol}, ${owner}," "&${symbol}_${way}, NULL, NULL," judged_so "${judged}")
    if(name IN_LIST hl_wired_trees)
      string(APPEND hl_wired_declared "extern const struct hl_sequencer ${symbol}_${way};\n")
    endif()
    string(APPEND hl_wired_listed
           "    {\"${name}-${way}\", \"${title}: ${way}\", \"${licence}\", \"${source}\", \"${known}\", ${judged_so}},\n")
  endforeach()
  string(APPEND hl_wired_listed
         "    {\"${name}\", \"${title}\", \"${licence}\", \"${source}\", \"${known}\", ${judged}},\n")
endforeach()
file(CONFIGURE OUTPUT subjects/table.c CONTENT "// SPDX-License-Identifier: MIT
#include \"subjects/subjects.h\"

${hl_wired_declared}
const struct hl_wired hl_wired[] = {
${hl_wired_listed}    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
" @ONLY)
# A driver of our own with its stream table, in plain C: compiled as they are.
list(REMOVE_ITEM hl_wired_sources ${hl_wired_room}/owner_builtin.c)
hitless_hooked(hitless_owners SOURCES ${hl_wired_room}/owner_builtin.c OPTIONS -I${hl_wired_room}/..)
add_library(hitless_wired STATIC ${hl_wired_sources} ${CMAKE_BINARY_DIR}/subjects/table.c)
target_link_libraries(hitless_wired PUBLIC hitless_core hitless_hook hitless_owners ${hl_wired_libraries})
target_link_libraries(hitless_owners PUBLIC hitless_wired)
if(HITLESS_TOOLS)
  foreach(name IN LISTS hl_wired_trees)
    add_test(NAME subjects.drift.${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/subjects/drift.sh ${PROJECT_SOURCE_DIR} ${name}
             ${hl_wired_tree_${name}})
    set_tests_properties(subjects.drift.${name} PROPERTIES ENVIRONMENT "CTAGS=${HITLESS_CTAGS}")
  endforeach()
endif()
