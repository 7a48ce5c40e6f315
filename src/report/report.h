// SPDX-License-Identifier: MIT
/* Verdicts and meanings for people and for programs. */
#ifndef HITLESS_REPORT_REPORT_H
#define HITLESS_REPORT_REPORT_H

#include "case/trial.h"

#include <stdio.h>

struct json_object;

/* One step of a log. */
enum hl_step_kind { HL_STEP_STORE, HL_STEP_BARRIER, HL_STEP_SYNC };
struct hl_log_step {
    enum hl_step_kind kind;
    unsigned epoch; /* from 1 */
    unsigned qword;
    uint64_t before, after;
    const struct hl_store *store; /* NULL: it is none */
    char part[32];                /* " (bytes 4 to 7)", where only these were stored; else empty */
};
struct hl_steps {
    const struct hl_log *log;
    struct hl_entry memory; /* before the next step */
    unsigned store, barrier, sync;
};
void hl_steps_begin(struct hl_steps *steps, const struct hl_log *log);
/* False: there are no more. */
bool hl_steps_next(struct hl_steps *steps, struct hl_log_step *step);

/* The objects that --json prints; to be freed by json_object_put(). */
struct json_object *hl_json_meaning(const struct hl_trial *trial, const struct hl_entry *entry,
                                    const struct hl_meaning *meaning);
struct json_object *hl_json_verdict(const struct hl_trial *trial, const struct hl_verdict *verdict);
/* Add the verdict on a case, if it can be judged, and whose it is. */
void hl_json_crash(struct json_object *object, const struct hl_case *c,
                   const struct hl_sequencer *sequencer, const struct hl_verdict *verdict);
struct json_object *hl_json_object(void);
/* Move all members to another object; the one that is left is freed. */
void hl_json_move(struct json_object *to, struct json_object *from);
/* Add a member, a text or null. */
void hl_json_tag(struct json_object *object, const char *key, const char *text);
/* Print an object in one line, and free it. */
void hl_json_print(FILE *out, struct json_object *object);

/* Text in pieces, faster than stdio; as large as the longest line at least. */
struct hl_buffer {
    FILE *out;
    size_t length;
    char text[65536];
};
void hl_buffer_put(struct hl_buffer *b, const char *text);
/* Write what is there. Write errors stay in the stream, as ferror() tells. */
void hl_buffer_flush(struct hl_buffer *b);

/* What an entry means, as one line, and what it sets although that is RES0. */
void hl_text_meaning(struct hl_buffer *b, const struct hl_trial *trial,
                     const struct hl_entry *entry, const struct hl_meaning *meaning);
/* The outcome, the counts, and the first findings of each kind with their views. */
void hl_text_verdict(FILE *out, const struct hl_trial *trial, const struct hl_verdict *verdict);
/* "used-bits", and the version and the hash of the source that it has. */
void hl_text_sequencer(FILE *out, const struct hl_sequencer *sequencer);
/* The steps of a log, one line each, with the fields that each store changes. */
void hl_text_steps(FILE *out, const struct hl_trial *trial, const struct hl_log *log,
                   unsigned indent);

enum { HL_EFFECT_TEXT = 256 };
/* What the SMMU does with a transaction of this stream, in a few words. */
void hl_text_effect(const struct hl_trial *trial, const struct hl_meaning *meaning,
                    char text[HL_EFFECT_TEXT]);

/* What a few probe transactions do with a bad view, and with the old and the new entry, in a small
 * canonical memory: those that do what neither side does, or that there are none. */
void hl_text_transactions(FILE *out, const struct hl_trial *trial, const struct hl_entry *view,
                          unsigned indent);

/* The whole update as a timeline. colour: use terminal escapes. */
void hl_explain(FILE *out, const struct hl_trial *trial, const struct hl_verdict *verdict,
                bool colour);

/* A record of the Event queue, its first four qwords, in a line; and as an object of JSON. */
void hl_text_event(FILE *out, const uint64_t record[4]);
struct json_object *hl_json_event(const uint64_t record[4]);

/* The same as a page, complete in itself. */
void hl_explain_html(FILE *out, const struct hl_trial *trial, const struct hl_verdict *verdict);

/* A finding of a whole driver as such a page, with lanes for memory, the command queue, the SMMU
 * and devices: of the object that `hitless replay --json' prints. False, and nothing is written: it
 * is of no whole driver. */
bool hl_explain_lanes(FILE *out, struct json_object *told);

/* The block that a fuzz target prints before it aborts. program: its input as a program file, or
 * NULL; replay: the command that shows it again. */
void hl_report_crash(FILE *out, const struct hl_case *c, const struct hl_sequencer *sequencer,
                     const struct hl_verdict *verdict, const char *program, const char *replay);

#endif
