// SPDX-License-Identifier: MIT
/* A model of one of an SMMU's programming interfaces, the Non-secure one unless
 * hl_model_interface() says another: registers with their acknowledgements, the Command queue, the
 * Event and PRI queues. IHI 0070 sections 3.5, 4, 6.3, 7 and 8. It translates nothing and caches
 * nothing: what an SMMU may hold is said by its listeners, which hear of all that it takes. Nothing
 * happens by itself: hl_model_run() lets time pass. */
#ifndef HITLESS_DRIVER_MODEL_H
#define HITLESS_DRIVER_MODEL_H

#include "driver/command.h"

enum hl_model_register {
#define HL_MODEL_REGISTER(id, offset, bytes, writable, guard) HL_MREG_##id,
#include "driver/model_registers.def"
#undef HL_MODEL_REGISTER
    HL_MREG_COUNT
};

struct hl_model_register_info {
    const char *name; /* "STRTAB_BASE" */
    uint32_t offset;
    uint8_t bytes;
};
extern const struct hl_model_register_info hl_model_register_list[HL_MREG_COUNT];

/* CR0 and CR0ACK (6.3.9) */
enum {
    HL_CR0_SMMUEN = 1 << 0,
    HL_CR0_PRIQEN = 1 << 1,
    HL_CR0_EVENTQEN = 1 << 2,
    HL_CR0_CMDQEN = 1 << 3,
    HL_CR0_ATSCHK = 1 << 4,
    HL_CR0_VMW = 7 << 6,
    HL_CR0_DPT_WALK_EN = 1 << 10
};
/* IRQ_CTRL (6.3.16), GERROR (6.3.19) */
enum { HL_IRQ_CTRL_GERROR = 1, HL_IRQ_CTRL_PRIQ = 2, HL_IRQ_CTRL_EVENTQ = 4 };
enum {
    HL_GERROR_CMDQ = 1 << 0,
    HL_GERROR_EVENTQ_ABT = 1 << 2,
    HL_GERROR_PRIQ_ABT = 1 << 3,
    HL_GERROR_MSI_CMDQ_ABT = 1 << 4,
    HL_GERROR_MSI_EVENTQ_ABT = 1 << 5,
    HL_GERROR_MSI_PRIQ_ABT = 1 << 6,
    HL_GERROR_MSI_GERROR_ABT = 1 << 7
};
/* CMDQ_CONS.ERR (7.1) */
enum { HL_CERROR_NONE, HL_CERROR_ILL, HL_CERROR_ABT, HL_CERROR_ATC_INV_SYNC };

enum hl_interrupt { HL_IRQ_GERROR, HL_IRQ_EVENTQ, HL_IRQ_PRIQ, HL_IRQ_SYNC, HL_IRQ_COUNT };

/* What is around the SMMU. Addresses are physical, as it puts them out. */
struct hl_model_host {
    void *context;
    /* `qwords` qwords, at a multiple of 8. False: an external abort. */
    bool (*read)(void *context, uint64_t address, unsigned qwords, uint64_t *q);
    /* 4 or 8 bytes: an MSI, or a qword of a record of a queue. False: an external abort. */
    bool (*write)(void *context, uint64_t address, unsigned bytes, uint64_t value);
    /* A wired interrupt; NULL: none is wired. */
    void (*interrupt)(void *context, enum hl_interrupt interrupt);
    /* An ATS Invalidate Request: false, the endpoint does not answer in time (3.9.1.4). NULL: all
     * do. */
    bool (*invalidate)(void *context, const struct hl_command *command);
};

/* Who hears of what the SMMU takes. Any member but the context may be NULL. */
struct hl_model_listener {
    void *context;
    /* Taken from the queue; it is legal. From now on it may have its effect. SYNC is not told here.
     * An ATC_INV or PRI_RESP that is IGNORED, since SMMUEN is 0 (4.5), is not told at all. */
    void (*command)(void *context, const struct hl_command *command);
    /* A SYNC has completed: all commands before it are in force. Its completion signal comes after
     * this. */
    void (*synced)(void *context);
    /* A register has a new value, which may have its effect from now on. CR0, IRQ_CTRL and GBPA
     * have it at the latest when `updated' is told, which is with the same values. */
    void (*wrote)(void *context, enum hl_model_register reg, uint64_t old, uint64_t value);
    void (*updated)(void *context, enum hl_model_register reg, uint64_t old, uint64_t value);
    /* A write without effect, or one that breaks a rule of the queue's indexes; why: a constant.
     * Software must not do this. */
    void (*refused)(void *context, enum hl_model_register reg, uint64_t value, const char *why);
    /* CMDQ_PROD published commands number from..to - 1, as hl_model.consumed counts them. */
    void (*published)(void *context, uint64_t from, uint64_t to);
    /* Command consumption stopped (7.1): enum HL_CERROR_*; the command, or NULL if its opcode is
     * reserved or it could not be read; why: a constant. */
    void (*failed)(void *context, unsigned error, const struct hl_command *command,
                   const char *why);
};
enum { HL_MODEL_LISTENERS = 6 };

/* What struct hl_registers does not say. Zero: what is in parentheses. */
struct hl_model_shape {
    uint8_t cmdqs, eventqs,
        priqs;            /* log2 of the queues' entries at most, where IDR1 has 0 (8, 7, 7) */
    bool no_msi, no_sev;  /* IDR0.MSI, IDR0.SEV are 0 whatever the registers say */
    bool sev;             /* IDR0.SEV is 1 whatever they say */
    bool bypass_at_reset; /* GBPA.ABORT resets to 0 (to 1) */
    uint32_t iidr;
};

/* A model can be copied: it does not point into itself. */
struct hl_model {
    struct hl_registers regs;  /* as given, but for what the shape says, CR0 and CR2 */
    enum hl_security security; /* of the programming interface */
    struct hl_model_host host;
    struct hl_model_listener listener[HL_MODEL_LISTENERS];
    uint8_t listeners;
    bool stuck; /* inconsistent queue indexes: no command is taken until CMDQEN is written 0 (3.5.1)
                 */
    bool atc_lost; /* an ATC_INV since the last SYNC was not answered */
    uint64_t value[HL_MREG_COUNT];
    uint64_t published, consumed; /* commands, since the queue was enabled first */
    uint64_t syncs, sevs;
};

/* Out of reset, with the features of these registers, of which the SMMU's cr0 and cr2 are not
 * taken: software writes them. shape may be NULL. */
void hl_model_init(struct hl_model *model, const struct hl_registers *regs,
                   const struct hl_model_shape *shape, const struct hl_model_host *host);

/* Of another Security state, right after hl_model_init(): its StreamIDs, and what SSec may be in
 * commands (4.1.6). Its registers are at the offsets of the Non-secure ones. */
void hl_model_interface(struct hl_model *model, enum hl_security security);

/* False: there are HL_MODEL_LISTENERS already. */
bool hl_model_listen(struct hl_model *model, const struct hl_model_listener *listener);

/* MMIO, of 4 or 8 bytes, from the base of page 0. */
uint64_t hl_model_read(const struct hl_model *model, uint64_t offset, unsigned bytes);
void hl_model_write(struct hl_model *model, uint64_t offset, unsigned bytes, uint64_t value);

/* Let time pass: register updates complete, then at most `commands` commands are consumed. Returns
 * how many were; fewer: the queue is empty, disabled, or has an error. */
unsigned hl_model_run(struct hl_model *model, unsigned commands);
/* Whether hl_model_run() could do anything. */
bool hl_model_is_idle(const struct hl_model *model);

enum hl_model_queue { HL_MODEL_CMDQ, HL_MODEL_EVENTQ, HL_MODEL_PRIQ, HL_MODEL_QUEUES };
/* Where this queue lies. False: it is disabled, for certain (6.3.9). */
bool hl_model_queue_memory(const struct hl_model *model, enum hl_model_queue queue,
                           uint64_t *address, uint64_t *bytes);

/* An event (four qwords) or a page request (two) goes to its queue (3.5, 7.2, 8.1). False: it is
 * lost: the queue is disabled, full, or its memory cannot be written. */
bool hl_model_post_event(struct hl_model *model, const uint64_t record[4]);
bool hl_model_post_page_request(struct hl_model *model, const uint64_t record[2]);

/* An error of GERROR becomes active, unless it is. */
void hl_model_raise(struct hl_model *model, unsigned error);
/* Whether one of these errors of GERROR is active (6.3.19). */
bool hl_model_error_is_active(const struct hl_model *model, unsigned errors);

/* The features, with CR0 and CR2 as software has set them: for hl_smmu_init(). */
void hl_model_registers(const struct hl_model *model, struct hl_registers *regs);

#endif
