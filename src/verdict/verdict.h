// SPDX-License-Identifier: MIT
/* The verdict on one update: its outcome, and what is wrong with it. */
#ifndef HITLESS_VERDICT_VERDICT_H
#define HITLESS_VERDICT_VERDICT_H

#include "observe/observe.h"

enum hl_outcome { HL_UNCHANGED, HL_HITLESS, HL_BREAKING, HL_TORN, HL_OUTCOME_COUNT };
extern const char *const hl_outcome_names[HL_OUTCOME_COUNT];

enum hl_finding_kind {
#define HL_FINDING(constant, name, advice, doc) constant,
#include "verdict/findings.def"
#undef HL_FINDING
    HL_FINDING_COUNT
};
struct hl_finding_info {
    const char *name;
    const char *doc;
    bool advice;
};
extern const struct hl_finding_info hl_finding_list[HL_FINDING_COUNT];
extern const char *const hl_finding_names[HL_FINDING_COUNT];

struct hl_finding {
    enum hl_finding_kind kind;
    unsigned epoch; /* from 1; 0: not of one epoch */
    unsigned rule;  /* of an illegal view; else 0 */
    struct hl_entry
        view; /* what was observed; unsound-*: what the mask leads to; wrong-final: the end */
    struct hl_entry bits; /* unsound-*: the bits at fault; wrong-final: those that differ;
                             subject-warning: those of the target that it does not call used;
                             reserved-field: those that are RES0 */
    const char *how;      /* subject-crash, subject-hang: in a few words, a constant; else NULL */
};

enum {
    HL_MAX_FINDINGS = 32,
    HL_MAX_PER_KIND = 8, /* a wide tear has hundreds of views: one kind must not hide another */
    HL_CHECK_MASKS = 1,  /* question.checks: judge the sequencer's own used and update_safe */
    HL_CHECK_ADVICE = 2, /* question.checks: look for excess syncs, and for RES0 fields */
    HL_CHECK_ALL = 3
};

struct hl_question {
    const struct hl_decoder *decoder;
    const struct hl_sequencer *sequencer;
    struct hl_entry old;
    struct hl_entry target;
    const struct hl_meaning *old_meaning; /* if decoded already, by this decoder; else NULL */
    const struct hl_meaning *target_meaning;
    const struct hl_entry *safe; /* NULL: the sequencer's own */
    bool old_made, target_made;  /* by the subject's own makers: it may not warn of them */
    struct hl_entry overlook;    /* regime bits that are no difference: hl_ste_assume() */
    unsigned unit;               /* qwords that the SMMU reads at once: 1 or 2; 0 means 1 */
    unsigned checks;             /* HL_CHECK_*, or-ed; tears and breaks are always judged */
};

struct hl_verdict {
    enum hl_outcome outcome;
    bool too_many_views; /* the case exceeds HL_MAX_VIEWS: no verdict */
    uint64_t views;
    unsigned findings;                /* in finding[], the first of each kind */
    uint64_t found[HL_FINDING_COUNT]; /* all of them, by kind */
    struct hl_finding finding[HL_MAX_FINDINGS];
    struct hl_log log;  /* what the sequencer did */
    struct hl_log plan; /* needless-break: what it could have done */
    bool plan_gave_up;  /* a break of which the planner cannot say whether it was needed */
};

/* Run the sequencer and judge what could be observed. */
void hl_judge(const struct hl_question *question, struct hl_verdict *verdict);

/* Judge a given log instead of running a sequencer: tears and breaks only. question->sequencer may
 * be NULL. */
void hl_judge_log(const struct hl_question *question, const struct hl_log *log,
                  struct hl_verdict *verdict);

/* Whether a finding of this kind is about one entry that was observed. */
bool hl_finding_has_view(enum hl_finding_kind kind);

/* Whether findings of this kind are advice: they neither end a fuzz run nor make a check fail. */
bool hl_finding_is_advice(enum hl_finding_kind kind);

/* Whether any finding is more than advice. */
bool hl_verdict_is_bad(const struct hl_verdict *verdict);

enum hl_plan_answer {
    HL_PLAN_NONE,   /* there is no hitless sequence: update/path.h says in which sense */
    HL_PLAN_FOUND,  /* it is in *plan, and has been judged hitless */
    HL_PLAN_GAVE_UP /* never with the decoders of smmu/ */
};

/* Search for a hitless sequence. */
enum hl_plan_answer hl_plan(const struct hl_question *question, struct hl_log *plan);

#endif
