# SPDX-License-Identifier: MIT
# libhitless.a, position independent, with its headers, a pkg-config file and a CMake package.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(hitless_pic STATIC ${core_sources})
target_include_directories(hitless_pic PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
                                              $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/hitless>)
target_compile_options(hitless_pic PRIVATE -fvisibility=hidden)
set_target_properties(hitless_pic PROPERTIES POSITION_INDEPENDENT_CODE ON OUTPUT_NAME hitless EXPORT_NAME core)

install(TARGETS hitless_pic EXPORT hitless ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(room entry smmu translate observe update verdict nested device)
  install(DIRECTORY src/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hitless
          FILES_MATCHING PATTERN *.h PATTERN *.def)
endforeach()
install(EXPORT hitless NAMESPACE hitless:: FILE hitlessConfig.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hitless)
write_basic_package_version_file(hitlessConfigVersion.cmake COMPATIBILITY SameMinorVersion)
file(RELATIVE_PATH up /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/hitless.pc.in hitless.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/hitlessConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hitless)
install(FILES ${PROJECT_BINARY_DIR}/hitless.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
