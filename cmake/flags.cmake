# SPDX-License-Identifier: MIT
# One set of compiler flags for everything that is ours.
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -fno-omit-frame-pointer -g)
if(HITLESS_WERROR)
  add_compile_options(-Werror)
endif()
if(HITLESS_SANITIZE)
  add_compile_options(-fsanitize=${HITLESS_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HITLESS_SANITIZE})
endif()

# The engine's link flag: OSS-Fuzz's if it gives one, else the compiler's own libFuzzer (with
# afl-clang-fast that is AFL++'s driver for the same entry point).
set(HITLESS_ENGINE "$ENV{LIB_FUZZING_ENGINE}")
if(HITLESS_FUZZ AND NOT HITLESS_ENGINE)
  set(HITLESS_ENGINE -fsanitize=fuzzer)
  if(NOT CMAKE_C_COMPILER MATCHES "afl-")
    # Edges are what guides: a program's bytes are the values that are compared, so that tracing
    # comparisons finds little and costs half of the speed (measured by bench/).
    add_compile_options(-fsanitize=fuzzer-no-link
                        -fno-sanitize-coverage=trace-cmp,indirect-calls,stack-depth)
    set(HITLESS_UNGUIDED -fno-sanitize-coverage=edge,inline-8bit-counters,pc-table)
  endif()
endif()
