# SPDX-License-Identifier: MIT
# hitless_driver: the whole arm-smmu-v3 driver of HITLESS_LINUX_TREE with the kernel's own IOMMU core, to run in this
# process (src/driver/kernel.h), and the machine around it. HITLESS_DRIVER_WHY says why there is none.
option(HITLESS_DRIVER "Build a full HITLESS_LINUX_TREE's whole driver, too" ON)
option(HITLESS_LINUX_HOOK "The whole driver's plain stores are heard of, too (src/hook)" OFF)
option(HITLESS_DRIVER_COVERED "The whole driver tells which of its lines were reached (clang): ./dev coverage --linux" OFF)
set(hl_kernel ${PROJECT_SOURCE_DIR}/src/driver/kernel)
set(hl_driver_out ${CMAKE_BINARY_DIR}/driver)

# All of the tree that is compiled; after a bar: whether a tree may lack it.
set(hl_driver_tree_sources
    drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c
    drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3-sva.c
    drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3-iommufd.c|
    drivers/iommu/io-pgtable-arm.c
    drivers/iommu/io-pgtable.c
    drivers/iommu/iommu.c
    drivers/iommu/iommu-sva.c
    drivers/iommu/io-pgfault.c
    drivers/iommu/iommu-pages.c|
    drivers/iommu/iommufd/driver.c|
    lib/xarray.c lib/radix-tree.c lib/idr.c lib/rbtree.c lib/find_bit.c lib/bitmap.c lib/sort.c
    lib/hweight.c lib/refcount.c lib/llist.c lib/list_sort.c lib/ctype.c)
# What a tree has that others lack: a macro of the shim, a file, a regular expression.
set(hl_driver_features
    "FOLIO_ALLOC|drivers/iommu/iommu-pages.c|__folio_alloc_node"
    "RESET|include/linux/iommu.h|pci_dev_reset_iommu_prepare"
    "PAGING_FLAGS|include/linux/iommu.h|iommu_paging_domain_alloc_flags"
    "PASID_REPLACE|drivers/iommu/iommu-priv.h|iommu_replace_device_pasid"
    "VIOMMU|include/linux/iommu.h|viommu_init"
    "VDEVICE_INIT|include/linux/iommufd.h|vdevice_init"
    "DISABLE_ACTION|drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c|arm_smmu_disable_action"
    "DEV_FEATURES|include/linux/iommu.h|iommu_dev_enable_feature")

set(hl_tree ${hl_linux_tree})
function(hl_driver_refuse why)
  set(HITLESS_DRIVER_WHY "${why}" PARENT_SCOPE)
  message(STATUS "HITLESS_LINUX_TREE: no whole driver: ${why}") # one line
endfunction()

set(HITLESS_DRIVER_WHY "")
if(NOT HITLESS_LINUX_TREE)
  set(HITLESS_DRIVER_WHY "it needs a kernel tree")
  return()
elseif(NOT HITLESS_DRIVER)
  set(HITLESS_DRIVER_WHY "HITLESS_DRIVER is OFF")
  return()
endif()
foreach(file include/linux/kconfig.h include/linux/iommu.h include/asm-generic/Kbuild lib/xarray.c
             drivers/iommu/iommu-priv.h)
  if(NOT EXISTS ${hl_tree}/${file})
    hl_driver_refuse("${hl_tree}/${file}: no such file")
    return()
  endif()
endforeach()
set(hl_driver_sources)
foreach(source IN LISTS hl_driver_tree_sources)
  string(REGEX MATCH "\\|$" optional "${source}")
  string(REPLACE "|" "" source "${source}")
  if(EXISTS ${hl_tree}/${source})
    list(APPEND hl_driver_sources ${hl_tree}/${source})
  elseif(NOT optional)
    hl_driver_refuse("${hl_tree}/${source}: no such file")
    return()
  endif()
endforeach()
set(hl_driver_definitions)
foreach(line IN LISTS hl_driver_features)
  string(REGEX MATCH "^([^|]*)\\|([^|]*)\\|(.*)$" line "${line}")
  if(EXISTS ${hl_tree}/${CMAKE_MATCH_2})
    set(name HL_HAS_${CMAKE_MATCH_1})
    file(STRINGS ${hl_tree}/${CMAKE_MATCH_2} found LIMIT_COUNT 1 REGEX "${CMAKE_MATCH_3}")
    if(found)
      list(APPEND hl_driver_definitions ${name})
    endif()
  endif()
endforeach()

# Headers asm/x.h that are ours, or one line: asm-generic's.
set(hl_driver_wrappers)
foreach(from include/uapi/asm-generic include/asm-generic include/asm-generic/vdso)
  file(GLOB headers RELATIVE ${hl_tree}/${from} ${hl_tree}/${from}/*.h)
  string(REGEX MATCH "/vdso$" sub ${from})
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "^/" "" header "${sub}/${header}")
    if(NOT EXISTS ${hl_kernel}/include/asm/${header})
      set(text "#include <asm-generic/${header}>\n")
      set(to ${hl_driver_out}/include/asm/${header})
      set(was)
      if(EXISTS ${to})
        file(READ ${to} was)
      endif()
      if(NOT was STREQUAL text)
        file(WRITE ${to} "${text}")
      endif()
    endif()
  endforeach()
endforeach()
file(STRINGS ${hl_tree}/Makefile numbers LIMIT_COUNT 3 REGEX "^(VERSION|PATCHLEVEL|SUBLEVEL) *= *[0-9]*")
string(REGEX REPLACE "[A-Z]+ *= *" "" numbers "${numbers}")
string(REPLACE ";" "." hl_driver_release "${numbers}")
file(CONFIGURE OUTPUT ${hl_driver_out}/include/generated/utsrelease.h
     CONTENT "#define UTS_RELEASE \"${hl_driver_release}\"\n")

file(GLOB hl_driver_shim CONFIGURE_DEPENDS ${hl_kernel}/*.c)
# The kernel's dialect and includes; only a mistake that cannot be compiled is one, as with src/linux.
set(hl_driver_options -std=gnu11 -w -Werror=implicit-function-declaration -nostdinc -fms-extensions -fshort-wchar
    -funsigned-char -fno-common -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks -fno-builtin -fPIE
    -fdata-sections
    -I${hl_kernel}/include -I${hl_driver_out}/include -I${hl_tree}/include -I${hl_tree}/include/uapi
    -I${hl_tree}/drivers/iommu
    "SHELL:-include ${hl_tree}/include/linux/compiler-version.h"
    "SHELL:-include ${hl_tree}/include/linux/kconfig.h"
    "SHELL:-include ${hl_tree}/include/linux/compiler_types.h"
    "SHELL:-include ${hl_kernel}/include/asm/initcalls.h")
# What a sanitizer puts around variables would break arrays that the linker makes.
if(CMAKE_C_COMPILER_ID MATCHES "Clang")
  list(APPEND hl_driver_options "SHELL:-mllvm -asan-globals=0")
else()
  list(APPEND hl_driver_options "SHELL:--param asan-globals=0")
endif()
list(APPEND hl_driver_definitions __KERNEL__ "KBUILD_MODNAME=\"arm_smmu_v3\"" "KBUILD_BASENAME=\"arm_smmu_v3\""
     "KBUILD_MODFILE=\"arm_smmu_v3\"" __KBUILD_MODNAME=arm_smmu_v3)

# arm64's asm/tlbflush.h includes linux/mmu_notifier.h, which these rely on.
set(hl_driver_notified "/arm-smmu-v3[a-z-]*\\.c$|/kernel/(operations|nesting)\\.c$")
# Each source with options of its own, after bars.
set(hl_driver_checked)
foreach(source IN LISTS hl_driver_sources hl_driver_shim)
  set(options)
  if(source MATCHES "${hl_driver_notified}")
    list(APPEND options -include ${hl_tree}/include/linux/mmu_notifier.h -include ${hl_kernel}/include/asm/readers.h)
  endif()
  if(HITLESS_UNGUIDED AND NOT source MATCHES "/drivers/iommu/") # the driver and the core guide an engine, the rest does not
    list(APPEND options ${HITLESS_UNGUIDED})
  endif()
  if(HITLESS_DRIVER_COVERED AND source MATCHES "/arm-smmu-v3/")
    list(APPEND options -fprofile-instr-generate -fcoverage-mapping)
  endif()
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${options}")
  list(PREPEND options ${source})
  list(JOIN options "|" source)
  list(APPEND hl_driver_checked ${source})
endforeach()

# Whether it fits is known now, in one line, and not when it is built. Where a cache remembers what was compiled, it is
# compiled just as it is built, which then costs nothing; else as fast as the names that are missing can be known.
set(command ${CMAKE_C_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER})
list(SORT hl_driver_definitions)
list(TRANSFORM hl_driver_definitions PREPEND "-D" OUTPUT_VARIABLE defines)
list(TRANSFORM hl_driver_options REPLACE "^SHELL:" "" OUTPUT_VARIABLE flags)
list(TRANSFORM flags REPLACE "^(-include|-mllvm|--param) " "\\1;")
if(CMAKE_C_COMPILER_LAUNCHER MATCHES "ccache")
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(as_built UNIX_COMMAND "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}}")
  get_directory_property(options COMPILE_OPTIONS)
  list(APPEND command ${defines} ${as_built} ${options} ${flags} -std=gnu11)
else()
  list(APPEND command ${defines} -O1 ${flags})
endif()
list(JOIN command "\n" command)
file(WRITE ${hl_driver_out}/check-command "${command}\n")
execute_process(COMMAND ${hl_kernel}/check.sh ${hl_driver_out}/check ${CMAKE_NM} ${hl_driver_checked}
                WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
                INPUT_FILE ${hl_driver_out}/check-command
                OUTPUT_VARIABLE hl_driver_lacks ERROR_VARIABLE hl_driver_lacks OUTPUT_STRIP_TRAILING_WHITESPACE)
if(hl_driver_lacks)
  hl_driver_refuse("${hl_driver_lacks}")
  return()
endif()

# The driver itself, which stores to what the SMMU is described by, apart from the rest: it is compiled with the hook, too.
set(hl_driver_smmu ${hl_driver_sources})
list(FILTER hl_driver_smmu INCLUDE REGEX "/drivers/iommu/arm/")
list(REMOVE_ITEM hl_driver_sources ${hl_driver_smmu})
function(hl_driver_objects name)
  add_library(${name} OBJECT ${ARGN})
  set_target_properties(${name} PROPERTIES C_EXTENSIONS ON EXPORT_COMPILE_COMMANDS OFF)
  target_compile_options(${name} PRIVATE ${hl_driver_options})
  target_compile_definitions(${name} PRIVATE ${hl_driver_definitions})
endfunction()
hl_driver_objects(hitless_kernel ${hl_driver_sources} ${hl_driver_shim})

# One object in which only hlk_*() can be seen. What it calls besides hlh_*() is C's (memcpy, strlen), or the hook.
function(hl_driver_library name hooked)
  set(out ${hl_driver_out}/${name})
  hl_driver_objects(${name}_smmu ${hl_driver_smmu})
  set(renames)
  if(hooked)
    list(JOIN hl_hook_options " " options)
    target_compile_options(${name}_smmu PRIVATE "SHELL:${options}")
    set(renames ${hl_hook_renames})
  endif()
  add_custom_command(
    OUTPUT ${out}.o
    COMMAND ${CMAKE_LINKER} -r -o ${out}-smmu.o $<TARGET_OBJECTS:${name}_smmu>
    COMMAND ${CMAKE_OBJCOPY} ${renames} ${out}-smmu.o
    COMMAND ${CMAKE_LINKER} -r -T ${hl_kernel}/data.lds -o ${out}-whole.o ${out}-smmu.o $<TARGET_OBJECTS:hitless_kernel>
    COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=hlk_* --remove-section=.export_symbol
            --remove-section=.rela.export_symbol ${out}-whole.o ${out}.o
    DEPENDS hitless_kernel $<TARGET_OBJECTS:hitless_kernel> ${name}_smmu $<TARGET_OBJECTS:${name}_smmu> ${hl_kernel}/data.lds
    COMMAND_EXPAND_LISTS VERBATIM)
  set_source_files_properties(${out}.o PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  set(sources machine.c watched.c plain.c)
  list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/driver/)
  add_library(${name} STATIC ${sources} ${out}.o)
  target_compile_definitions(${name} PRIVATE _GNU_SOURCE $<$<BOOL:${hooked}>:HITLESS_LINUX_HOOK>)
  target_link_libraries(${name} PUBLIC hitless_core hitless_hook)
  if(HITLESS_DRIVER_COVERED)
    target_link_options(${name} PUBLIC -fprofile-instr-generate)
  endif()
endfunction()
hl_driver_library(hitless_driver ${HITLESS_LINUX_HOOK})
if(HITLESS_TOOLS AND NOT HITLESS_LINUX_HOOK AND NOT HITLESS_SANITIZE AND NOT HITLESS_FUZZ)
  hl_driver_library(hitless_driver_hooked ON) # beside the other
endif()

if(HITLESS_TOOLS)
  set(hl_driver_tests ${PROJECT_SOURCE_DIR}/tests/linux)
  pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
  add_executable(driver_trace ${hl_driver_tests}/driver_trace.c)
  add_executable(driver_test ${hl_driver_tests}/driver_test.c)
  target_link_libraries(driver_trace PRIVATE hitless_driver)
  target_link_libraries(driver_test PRIVATE hitless_driver PkgConfig::CMOCKA)
  add_test(NAME linux.driver COMMAND driver_test)
  add_test(NAME linux.driver_trace COMMAND ${hl_driver_tests}/driver_trace.sh $<TARGET_FILE:driver_trace>
                                           ${hl_driver_tests}/driver_traces.txt)
  add_test(NAME linux.driver_drift COMMAND ${hl_driver_tests}/driver_drift.sh ${PROJECT_SOURCE_DIR} ${CMAKE_COMMAND}
                                           ${CMAKE_BINARY_DIR})
  set_tests_properties(linux.driver_drift PROPERTIES ENVIRONMENT "HITLESS_LINUX_TREE=${hl_tree};NM=${CMAKE_NM}")
  set_tests_properties(linux.driver linux.driver_trace linux.driver_drift PROPERTIES LABELS linux)
endif()
