// SPDX-License-Identifier: MIT
/* The machine around the driver that runs in this process (kernel.h): its memory, the model SMMU,
 * and who listens. There is one, because there is one kernel. */
#ifndef HITLESS_DRIVER_MACHINE_H
#define HITLESS_DRIVER_MACHINE_H

#include "driver/kernel.h"
#include "driver/model.h"
#include "hook/hook.h"

/* A store to memory that the SMMU may read: 1 to 8 bytes within a qword. WRITE_ONCE() is VOLATILE.
 * Others are heard of in a build with the hook only (HITLESS_LINUX_HOOK), in coherent memory, and
 * after they were done; smaller ones as the qword that they make. */
struct hl_machine_store {
    uint64_t address, old, value;
    unsigned bytes;
    enum hl_hook_how how;
};

/* Who hears of what the kernel's side does, in the order in which they were added. All members may
 * be NULL. Commands and registers are heard of from the model (hl_machine_model(),
 * hl_model_listen()). */
struct hl_machine_listener {
    void *context;
    /* The queues' own entries are not told. */
    void (*store)(void *context, const struct hl_machine_store *store);
    void (*barrier)(void *context, enum hlk_barrier barrier);
    void (*alloc)(void *context, uint64_t address, uint64_t bytes, enum hlk_use use);
    void (*freed)(void *context, uint64_t address, uint64_t bytes);
    /* MMIO, as the driver does it. */
    void (*mmio)(void *context, bool write, uint64_t offset, unsigned bytes, uint64_t value);
    /* The driver waits; the model has not gone on yet. */
    void (*wait)(void *context);
    void (*ats)(void *context, unsigned dev, bool on);
    void (*pri)(void *context, unsigned dev, bool on);
    void (*warn)(void *context, const char *file, int line, const char *text);
    void (*print)(void *context, char level, const char *text);
};
enum { HL_MACHINE_LISTENERS = 6 };

/* Map the memory and boot the kernel, once a process; again: nothing. False: errno says why not. */
bool hl_machine_boot(void);

/* From a kernel that has just booted: a new model with these features, and the driver's probe.
 * Listeners to the model and the machine are none before `listen', which may be NULL and adds them.
 * 0 or -errno. */
int hl_machine_probe(const struct hlk_machine *machine, const struct hl_registers *regs,
                     const struct hl_model_shape *shape, void (*listen)(void *context),
                     void *context);

/* Another kernel boots: the memory of the old one stays as it is, and is not used. Then its probe;
 * crashed: as kdump's kernel. */
int hl_machine_reboot(const struct hlk_machine *machine, bool crashed);

/* Remember all that the kernel's side and the model are, and return to it; what listens is the
 * listeners' own to restore. hl_machine_probe() forgets what was saved. */
void hl_machine_save(void);
void hl_machine_restore(void);
/* Bytes that hl_machine_restore() copies. */
unsigned long hl_machine_saved(void);

bool hl_machine_listen(const struct hl_machine_listener *listener);
struct hl_model *hl_machine_model(void);
/* Commands that the model takes at each wait of the driver's; 0: all that there are. */
void hl_machine_pace(unsigned commands);

/* Between operations, or in a wait: tell of the stores that nothing has come after. */
void hl_machine_settle(void);
/* Whether plain stores are heard of, and how the hook agrees with WRITE_ONCE()'s own: since the
 * process began, in coherent memory. */
struct hl_machine_agreement {
    bool hooked;
    uint64_t both;                /* WRITE_ONCE()s of which the hook knew, too */
    uint64_t unhooked;            /* of which it did not */
    uint64_t alone[HL_HOOK_HOWS]; /* stores that only the hook knew; UNSEEN: that neither knew */
    uint64_t queues;              /* of those, not told: entries of queues */
};
struct hl_machine_agreement hl_machine_agreement(void);
/* Whether hl_machine_settle() compares all coherent memory with a shadow of it, too, which finds
 * what the hook does not know (UNSEEN). Default: it does not. */
void hl_machine_compare(bool always);

/* Memory by the SMMU's address: NULL where there is none in [address, address + bytes). */
void *hl_machine_memory(uint64_t address, uint64_t bytes);
/* Read it as the SMMU does: what the driver gave back, too. False: no memory is there. */
bool hl_machine_read(uint64_t address, unsigned bytes, void *to);

#endif
