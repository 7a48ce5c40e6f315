// SPDX-License-Identifier: MIT
/* The arm-smmu-v3 driver's own code as a sequencer. One translation unit, so that the compiler sees
 * the driver's loops and what they call at once. */
#include "linux/linux.h"

#include <stdint.h>
#include <string.h>

/* One update. The writer may longjmp out of it, so nothing outlives it but the pointer, which the
 * next update replaces. */
struct run;
static _Thread_local struct run *hl_run;
static inline void hl_write_once(uint64_t *where, uint64_t value);
#define WRITE_ONCE(x, value) hl_write_once(&(x), (value))

#include "linux/shim.h"

#include "info.h"

#include <arm-smmu-v3.h>

#include <sequencer.inc>

_Thread_local unsigned hl_warnings;

struct run {
    struct arm_smmu_entry_writer writer;
    const struct hl_update *update;
    __le64 entry[HL_QWORDS];
};

static inline void hl_write_once(uint64_t *where, uint64_t value)
{
    struct run *run = hl_run;

    *where = value;
    hl_store64(run->update->writer, (unsigned)(where - run->entry), value);
}

static void sync_entry(struct arm_smmu_entry_writer *writer)
{
    const struct hl_update *u = container_of(writer, struct run, writer)->update;

    u->writer->sync(u->writer);
}

static const struct arm_smmu_entry_writer_ops ste_ops = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_ste_used,
#ifdef HL_HAS_arm_smmu_get_ste_update_safe
    .get_update_safe = arm_smmu_get_ste_update_safe,
#endif
};

static const struct arm_smmu_entry_writer_ops cd_ops = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_cd_used,
#ifdef HL_HAS_arm_smmu_get_cd_update_safe
    .get_update_safe = arm_smmu_get_cd_update_safe,
#endif
};

#ifdef HL_HAS_arm_smmu_get_ste_update_safe
/* The update_safe mask that the caller gave. */
static void given_safe(const __le64 *current, const __le64 *target, __le64 *safe)
{
    (void)current;
    (void)target;
    memcpy(safe, hl_run->update->safe->q, sizeof(hl_run->update->safe->q));
}

static const struct arm_smmu_entry_writer_ops ste_ops_given = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_ste_used,
    .get_update_safe = given_safe,
};

static const struct arm_smmu_entry_writer_ops cd_ops_given = {
    .sync = sync_entry,
    .get_used = arm_smmu_get_cd_used,
    .get_update_safe = given_safe,
};
#else
/* A tree without update_safe has no place for a mask: it is ignored. */
#define ste_ops_given ste_ops
#define cd_ops_given cd_ops
#endif

/* Inlined for each table of operations: its calls become direct. */
static inline __attribute__((always_inline)) void
write_entry(const struct hl_update *u, const struct arm_smmu_entry_writer_ops *ops)
{
    struct run run = {.writer.ops = ops, .update = u};
    const unsigned warnings = hl_warnings;

    memcpy(run.entry, u->current.q, sizeof(run.entry));
    hl_run = &run;
    arm_smmu_write_entry(&run.writer, run.entry, u->target.q);
    hl_run = NULL;
    if (hl_warnings != warnings && u->writer->warn)
        u->writer->warn(u->writer);
}

static __attribute__((flatten)) void update(const struct hl_sequencer *self,
                                            const struct hl_update *u)
{
    (void)self;
    if (u->safe)
        write_entry(u, u->decoder->kind == HL_KIND_CD ? &cd_ops_given : &ste_ops_given);
    else if (u->decoder->kind == HL_KIND_CD)
        write_entry(u, &cd_ops);
    else
        write_entry(u, &ste_ops);
}

static void used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *used)
{
    (void)self;
    memset(used, 0, sizeof(*used));
    if (decoder->kind == HL_KIND_CD)
        arm_smmu_get_cd_used(entry->q, used->q);
    else
        arm_smmu_get_ste_used(entry->q, used->q);
}

#ifdef HL_HAS_arm_smmu_get_ste_update_safe
static void update_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe)
{
    const struct arm_smmu_entry_writer_ops *ops = decoder->kind == HL_KIND_CD ? &cd_ops : &ste_ops;

    (void)self;
    memset(safe, 0, sizeof(*safe));
    if (ops->get_update_safe)
        ops->get_update_safe(current->q, target->q, safe->q);
}
#endif

static const struct hl_origin origin = {"Linux", HL_LINUX_VERSION, HL_LINUX_HASH};

static const struct hl_sequencer sequencer = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE | HL_KIND_CD,
    .name = "linux",
    .description = "the arm-smmu-v3 driver of Linux " HL_LINUX_VERSION,
    .update = update,
    .used = used,
#ifdef HL_HAS_arm_smmu_get_ste_update_safe
    .update_safe = update_safe,
#endif
    /* Its attach code turns ATS off around a change of EATS; its makers build all entries. */
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_ATS_QUIESCED | HL_NEEDS_LEGAL |
             HL_NEEDS_SANITISED | HL_NEEDS_CONFIGS | HL_NEEDS_EL1_OR_E2H | HL_NEEDS_OWN_ENTRIES,
    .origin = &origin,
};

const struct hl_sequencer *hl_linux_sequencer(void)
{
    return &sequencer;
}

const struct hl_linux_info *hl_linux_info(void)
{
    static const struct hl_linux_info info = {.version = HL_LINUX_VERSION,
                                              .hash = HL_LINUX_HASH,
                                              .functions = HL_LINUX_FUNCTIONS,
#ifdef HL_LINUX_MAKERS_UNKNOWN
                                              .makers_unknown = HL_LINUX_MAKERS_UNKNOWN,
#endif
#define HL_LINUX_FEATURE(id, name, symbol, doc) | HL_SHOWS_##symbol << HL_FEATURE_##id
                                              .features = 0u
#include "linux/features.def"
#undef HL_LINUX_FEATURE
    };
    return &info;
}

unsigned hl_linux_warnings(void)
{
    unsigned n = hl_warnings;

    hl_warnings = 0;
    return n;
}
