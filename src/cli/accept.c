// SPDX-License-Identifier: MIT
#include "cli/accept.h"
#include "case/cause.h"
#include "case/names.h"

#include <string.h>

enum { TOLERATE = 0x200, SUPPRESSIONS };

static const struct argp_option options[] = {
    {"tolerate", TOLERATE, "KIND,...", 0, "Findings that do not count; all: none does", 4},
    {"suppressions", SUPPRESSIONS, "FILE", 0, "Likewise the causes that it accepts", 4},
    {0}};

void cli_accept_kinds(struct cli_accepted *accepted, const char *list)
{
    if (strcmp(list, "all") == 0)
        accepted->kinds = ~0u;
    if (strcmp(list, "all") == 0)
        return;
    for (size_t n; *list; list += n + (list[n] == ',')) {
        char name[64];
        enum hl_finding_kind kind;

        n = strcspn(list, ",");
        if (!n)
            continue;
        if (n >= sizeof name)
            cli_die("--tolerate: no such finding: %.*s", (int)n, list);
        memcpy(name, list, n);
        name[n] = '\0';
        if (!hl_finding_parse(name, &kind))
            cli_die("--tolerate: no such finding: %s", name);
        accepted->kinds |= 1u << kind;
    }
}

void cli_accept_file(struct cli_accepted *accepted, const char *path)
{
    struct hl_error error;

    if (!hl_suppressions_read(&accepted->known, path, &error))
        cli_die("%s", error.text);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct cli_accepted *accepted = state->input;

    switch (key) {
    case TOLERATE:
        cli_accept_kinds(accepted, arg);
        return 0;
    case SUPPRESSIONS:
        cli_accept_file(accepted, arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cli_accept_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

bool cli_accepts(struct cli_accepted *accepted, const struct hl_cause *cause)
{
    const bool known = hl_suppresses(&accepted->known, cause); /* counts, too */

    return known || (accepted->kinds >> cause->kind & 1);
}

bool cli_accepts_finding(struct cli_accepted *accepted, const struct hl_question *q,
                         const struct hl_finding *f, const char *title)
{
    struct hl_meaning old, target;

    hl_decode(q->decoder, &q->old, &old);
    hl_decode(q->decoder, &q->target, &target);
    return cli_accepts(accepted,
                       &(struct hl_cause){.kind = f->kind,
                                          .title = title,
                                          .rule = f->rule ? q->decoder->rule_name(f->rule) : NULL,
                                          .from = q->decoder->config_name(old.config),
                                          .to = q->decoder->config_name(target.config)});
}

bool cli_accepts_not_all(struct cli_accepted *accepted, const struct hl_question *q,
                         const struct hl_verdict *v)
{
    bool left = false;

    for (unsigned i = 0; i < v->findings; i++) {
        const struct hl_finding *f = &v->finding[i];
        char title[HL_CAUSE_TEXT];

        if (hl_finding_is_advice(f->kind))
            continue;
        hl_cause_words(q, f, "", false, title);
        left |= !cli_accepts_finding(accepted, q, f, title);
    }
    return left;
}

void cli_accepted_print(FILE *out, const struct cli_accepted *accepted)
{
    for (unsigned i = 0; i < accepted->known.count; i++)
        if (accepted->known.list[i].stated && !accepted->known.needed[i])
            fprintf(out, "suppression not needed: %s\n", accepted->known.list[i].words);
}
