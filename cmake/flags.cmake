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

# A build has over a hundred programs, and a sanitizer's are large: the linker that is fast, where it is there.
find_program(HITLESS_LLD ld.lld)
if(HITLESS_LLD AND NOT DEFINED ENV{LIB_FUZZING_ENGINE})
  add_link_options(-fuse-ld=lld)
endif()

# The engine's link flags: OSS-Fuzz's if it gives some (an archive with main(), often C++: then C++
# links), else the compiler's own libFuzzer (with afl-clang-fast: AFL++'s driver for the same entry point).
separate_arguments(HITLESS_ENGINE UNIX_COMMAND "$ENV{LIB_FUZZING_ENGINE}")
set(hl_edges FALSE) # instrumented for libFuzzer
if(HITLESS_FUZZ AND HITLESS_ENGINE)
  enable_language(CXX)
  if(CMAKE_C_FLAGS MATCHES "fuzzer-no-link")
    set(hl_edges TRUE)
  endif()
elseif(HITLESS_FUZZ)
  set(HITLESS_ENGINE -fsanitize=fuzzer)
  if(NOT CMAKE_C_COMPILER MATCHES "afl-")
    set(hl_edges TRUE)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
endif()
if(hl_edges)
  # Edges are what guides: a program's bytes are the values that are compared, so that tracing
  # comparisons finds little and costs half of the speed (measured by bench/).
  add_compile_options(-fno-sanitize-coverage=trace-cmp,indirect-calls,stack-depth)
  set(HITLESS_UNGUIDED -fno-sanitize-coverage=edge,inline-8bit-counters,pc-table)
endif()
