# SPDX-License-Identifier: MIT
find_program(SCDOC scdoc)
if(SCDOC AND EXISTS ${PROJECT_SOURCE_DIR}/docs/man/hitless.1.scd)
  add_custom_command(
    OUTPUT ${PROJECT_BINARY_DIR}/hitless.1
    COMMAND ${SCDOC} < ${PROJECT_SOURCE_DIR}/docs/man/hitless.1.scd > ${PROJECT_BINARY_DIR}/hitless.1
    DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/hitless.1.scd
    VERBATIM)
  add_custom_target(man ALL DEPENDS ${PROJECT_BINARY_DIR}/hitless.1)
  install(FILES ${PROJECT_BINARY_DIR}/hitless.1 DESTINATION share/man/man1)
endif()
