// SPDX-License-Identifier: MIT
/* hitless subjects: the drivers that can be wired up, and of which this build has a tree. */
#include "cli/cli.h"
#include "subject/subject.h"

static void show(const struct hl_wired *w)
{
    printf("%-18s %s, %s; from: %s; known: %s\n", w->name, w->title, w->licence, w->source,
           *w->known ? w->known : "-");
    if (w->sequencer)
        printf("%-18s here: %s of %s, sha256 %s of: %s\n", "",
               *w->version ? w->version : "no version", w->tree, w->hash, w->functions);
    else
        printf("%-18s not here: ./dev fuzz --subject %s [--tree DIR]\n", "", w->name);
}

int cli_subjects(int argc, char **argv)
{
    const bool json = cli_parse_list(
        "List the subjects: drivers that are taken out of a tree of theirs.", argc, argv);

    for (const struct hl_wired *w = hl_wired; w->name; w++)
        if (json)
            cli_print_object(
                "name", w->name, "title", w->title, "licence", w->licence, "source", w->source,
                "known", *w->known ? w->known : NULL, "state", w->sequencer ? "here" : "no tree",
                "version", w->sequencer && *w->version ? w->version : NULL, "hash",
                w->sequencer ? w->hash : NULL, "tables", w->owner ? "judged" : NULL, NULL);
        else
            show(w);
    return CLI_NOTHING;
}
