// SPDX-License-Identifier: MIT
// The same interface from C++: always through V=0, by halves of qwords, as a 32-bit machine would.
extern "C" {
#include <update/sequencer.h>
}

namespace {

class Entry {
public:
    explicit Entry(const hl_update *update) : u(update), memory(update->current) {}

    void put(const hl_entry &next)
    {
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            half(8 * i, memory.q[i], next.q[i]);
            half(8 * i + 4, memory.q[i] >> 32, next.q[i] >> 32);
        }
        memory = next;
        u->writer->sync(u->writer);
    }

private:
    void half(unsigned offset, uint64_t before, uint64_t after)
    {
        if (static_cast<uint32_t>(before) != static_cast<uint32_t>(after))
            u->writer->store(u->writer, offset, 4, static_cast<uint32_t>(after), 0);
    }

    const hl_update *u;
    hl_entry memory;
};

void update(const hl_sequencer *, const hl_update *u)
{
    Entry entry(u);

    entry.put(hl_entry_andnot(u->current, u->decoder->valid));
    entry.put(hl_entry_andnot(u->target, u->decoder->valid));
    entry.put(u->target);
}

hl_sequencer describe()
{
    hl_sequencer s = {};

    s.abi = HL_SEQUENCER_ABI;
    s.kinds = HL_KIND_STE | HL_KIND_CD;
    s.name = "through-off";
    s.description = "always through V=0, in 32-bit stores";
    s.update = update;
    return s;
}

} // namespace

extern "C" {
extern const hl_sequencer hitless_sequencer;
const hl_sequencer hitless_sequencer = describe();
}
