// SPDX-License-Identifier: MIT
/* A stand-in for the engines that link a main() of their own, in C++, and call the target as
 * honggfuzz and Centipede do: Initialize if it is there, then each input from a fresh buffer of its
 * exact size, again and again in one process. Needs the C++ linker and library; counts the edges
 * that its callbacks see. */
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

extern "C" {
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

static std::set<uint32_t> *edges;

void __sanitizer_cov_trace_pc_guard_init(uint32_t *start, uint32_t *stop)
{
    static uint32_t last;
    if (start == stop || *start)
        return; // called again for the same guards
    for (uint32_t *guard = start; guard < stop; guard++)
        *guard = ++last;
}

void __sanitizer_cov_trace_pc_guard(uint32_t *guard)
{
    if (edges)
        edges->insert(*guard);
}

void __sanitizer_cov_pcs_init(const uintptr_t *, const uintptr_t *)
{
}
void __sanitizer_cov_trace_pc_indir(uintptr_t)
{
}
void __sanitizer_cov_trace_cmp1(uint8_t, uint8_t)
{
}
void __sanitizer_cov_trace_cmp2(uint16_t, uint16_t)
{
}
void __sanitizer_cov_trace_cmp4(uint32_t, uint32_t)
{
}
void __sanitizer_cov_trace_cmp8(uint64_t, uint64_t)
{
}
void __sanitizer_cov_trace_const_cmp1(uint8_t, uint8_t)
{
}
void __sanitizer_cov_trace_const_cmp2(uint16_t, uint16_t)
{
}
void __sanitizer_cov_trace_const_cmp4(uint32_t, uint32_t)
{
}
void __sanitizer_cov_trace_const_cmp8(uint64_t, uint64_t)
{
}
void __sanitizer_cov_trace_switch(uint64_t, uint64_t *)
{
}
}

int main(int argc, char **argv)
{
    std::set<uint32_t> seen;
    int executions = 0;

    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    edges = &seen;
    for (int round = 0; round < 2; round++)
        for (int i = 1; i < argc; i++) {
            std::ifstream in(argv[i], std::ios::binary);
            std::vector<uint8_t> bytes((std::istreambuf_iterator<char>(in)),
                                       std::istreambuf_iterator<char>());
            if (!in.is_open() || LLVMFuzzerTestOneInput(bytes.data(), bytes.size()) != 0)
                return 1;
            executions++;
        }
    edges = nullptr;
    std::printf("engine: %d executions, %zu edges\n", executions, seen.size());
    return 0;
}
