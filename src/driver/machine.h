// SPDX-License-Identifier: MIT
/* The machine around the driver that runs in this process (kernel.h): its memory, the model SMMU,
 * and who listens. There is one, because there is one kernel. */
#ifndef HITLESS_DRIVER_MACHINE_H
#define HITLESS_DRIVER_MACHINE_H

#include "driver/kernel.h"
#include "driver/model.h"

/* Who hears of what the kernel's side does, in the order in which they were added. All members may
 * be NULL. Commands and registers are heard of from the model (hl_machine_model(),
 * hl_model_listen()). */
struct hl_machine_listener {
    void *context;
    /* A store to memory that the SMMU may read, before it is done. The queues' own entries are not
     * told. */
    void (*store)(void *context, uint64_t address, unsigned bytes, uint64_t old, uint64_t value);
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

/* Another kernel boots while the SMMU is on, as after a crash: the memory of the old one stays as
 * it is, and is not used. Then its probe, as kdump's kernel. */
int hl_machine_reboot(const struct hlk_machine *machine);

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

/* Memory by the SMMU's address: NULL where there is none in [address, address + bytes). */
void *hl_machine_memory(uint64_t address, uint64_t bytes);
/* Read it as the SMMU does: what the driver gave back, too. False: no memory is there. */
bool hl_machine_read(uint64_t address, unsigned bytes, void *to);

#endif
