// SPDX-License-Identifier: MIT
#include "cli/accept.h"

#include <string.h>

enum { TOLERATE = 0x200, SUPPRESSIONS };

static const struct argp_option options[] = {
    {"tolerate", TOLERATE, "KIND,...", 0, "Findings that do not count; all: none does", 4},
    {"suppressions", SUPPRESSIONS, "FILE", 0, "Likewise the causes that it accepts", 4},
    {0}};

static unsigned kinds_in(const char *list)
{
    unsigned kinds = 0;

    if (strcmp(list, "all") == 0)
        return ~0u;
    for (size_t n; *list; list += n + (list[n] == ',')) {
        unsigned k = 0;

        n = strcspn(list, ",");
        while (k < HL_FINDING_COUNT &&
               (strlen(hl_finding_names[k]) != n || strncmp(hl_finding_names[k], list, n) != 0))
            k++;
        if (k == HL_FINDING_COUNT)
            cli_die("--tolerate: no such finding: %.*s", (int)n, list);
        kinds |= 1u << k;
    }
    return kinds;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct cli_accepted *accepted = state->input;
    struct hl_error error;

    switch (key) {
    case TOLERATE:
        accepted->kinds |= kinds_in(arg);
        return 0;
    case SUPPRESSIONS:
        if (!hl_suppressions_read(&accepted->known, arg, &error))
            cli_die("%s", error.text);
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

void cli_accepted_print(FILE *out, const struct cli_accepted *accepted)
{
    for (unsigned i = 0; i < accepted->known.count; i++)
        if (accepted->known.list[i].stated && !accepted->known.needed[i])
            fprintf(out, "suppression not needed: %s\n", accepted->known.list[i].words);
}
