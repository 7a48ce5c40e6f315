// SPDX-License-Identifier: MIT
/* hitless sweep: all pairs of entries with representative values, judged. */
#include "cli/sweep.h"
#include "case/names.h"
#include "subject/subject.h"

#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEQUENCER = 0x100, ASSUME, UNIT, FIELDS, PAIRS, SHARD, JOBS, OUT, JSON };

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0,
     "The sequencer: a name that `hitless sequencers' lists, or the path of a shared object", 2},
    {"assume", ASSUME, "LIST", 0,
     "Assumptions: ats-quiesced, or none (default: what the sequencer needs)", 2},
    {"unit", UNIT, "64|128", 0, "Bits that the SMMU reads at once (default 64)", 2},
    {"fields", FIELDS, "NAME,...", 0, "Only these are changed (default: all of the layout)", 2},
    {"pairs", PAIRS, "N", 0, "At most so many of each SMMU, scattered over all (default: all)", 2},
    {"shard", SHARD, "I/N", 0, "Only the Ith of N parts", 2},
    {"jobs", JOBS, "N", 0, "Processes (default: one a core)", 2},
    {"out", OUT, "DIR", 0,
     "Keep what is done and a case of each cause there; a run that was ended goes on from it", 3},
    {"json", JSON, NULL, 0, "One JSON object", 3},
    {0}};

static uint64_t number(const char *option, const char *arg, uint64_t most)
{
    char *rest;
    unsigned long long value;

    errno = 0;
    value = strtoull(arg, &rest, 10);
    if (*arg < '0' || *arg > '9' || *rest || errno || value < 1 || value > most)
        cli_die("%s: a number from 1 to %" PRIu64 ", not %s", option, most, arg);
    return value;
}

static void parse_shard(struct sweep *s, const char *arg)
{
    int used = 0;

    if (sscanf(arg, "%u/%u%n", &s->shard, &s->shards, &used) != 2 || arg[used] || *arg < '0' ||
        *arg > '9' || s->shard < 1 || s->shard > s->shards || s->shards > 65536)
        cli_die("--shard: not I/N with I from 1 to N: %s", arg);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct sweep *s = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &s->settings;
        state->child_inputs[1] = &s->accepted;
        return 0;
    case SEQUENCER:
        s->sequencer = cli_sequencer(arg);
        s->name = arg;
        return 0;
    case ASSUME:
        if (!hl_assumptions_parse(arg, &s->settings.setting.assume))
            cli_die("--assume: unknown assumption in: %s", arg);
        s->assumed = true;
        return 0;
    case UNIT:
        if (!hl_unit_parse(arg, &s->settings.reads_128))
            cli_die("--unit: neither 64 nor 128: %s", arg);
        return 0;
    case FIELDS:
        s->fields = arg;
        return 0;
    case PAIRS:
        s->budget = number("--pairs", arg, UINT64_MAX);
        return 0;
    case SHARD:
        parse_shard(s, arg);
        return 0;
    case JOBS:
        s->jobs = (unsigned)number("--jobs", arg, 256);
        return 0;
    case OUT:
        s->folder = arg;
        return 0;
    case JSON:
        s->json = true;
        return 0;
    case ARGP_KEY_ARG:
        cli_die("sweep: unexpected argument: %s", arg);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const bool *wanted_fields(const struct sweep *s)
{
    static bool wanted[(int)HL_STE_FIELD_COUNT > (int)HL_CD_FIELD_COUNT ? (int)HL_STE_FIELD_COUNT
                                                                        : (int)HL_CD_FIELD_COUNT];
    const struct hl_layout *layout =
        s->settings.kind == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout;
    const char *list = s->fields;

    if (!list)
        return NULL;
    for (size_t n; *list; list += n + (list[n] == ',')) {
        const struct hl_field *f;
        char name[64];

        n = strcspn(list, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, list);
        f = hl_field_find(layout, name);
        if (!f)
            cli_die("--fields: the %s has no field %s", layout->name, name);
        wanted[f - layout->fields] = true;
    }
    return wanted;
}

/* Needs that the settings do not meet are refused, as is what would say nothing of it. */
static void settle(struct sweep *s)
{
    const struct hl_sequencer *q;
    enum hl_security security;

    if (!s->sequencer) {
        s->sequencer = hl_default_sequencer();
        s->name = s->sequencer->name;
    }
    q = s->sequencer;
    if (hl_sequencer_needs(q, HL_NEEDS_ATS_QUIESCED) && !s->assumed)
        s->settings.setting.assume.ats_quiesced = true;
    if (hl_subject_security(q->needs, &security) && s->settings.setting.security != security)
        cli_die("--security: %s needs %s", q->name, hl_security_names[security]);
    if (s->settings.has_ste && s->settings.kind != HL_KIND_CD)
        cli_die("--ste: only with --kind cd");
    if (!s->jobs) {
        const long cores = sysconf(_SC_NPROCESSORS_ONLN);

        s->jobs = cores > 0 && cores <= 256 ? (unsigned)cores : 1;
    }
}

static void add_smmu(struct sweep *s, const struct hl_registers *regs, const char *profile)
{
    struct sweep_smmu *m = &s->smmu[s->smmus];
    const char *why;

    if (s->smmus == SWEEP_SMMUS)
        cli_die("more than %d SMMUs", SWEEP_SMMUS);
    m->settings = s->settings;
    m->settings.setting.regs = *regs;
    snprintf(m->settings.profile, sizeof m->settings.profile, "%s", profile);
    why = hl_space_build(&m->space, &m->settings, s->sequencer, wanted_fields(s));
    if (why)
        cli_die("%s%s%s", profile, *profile ? ": " : "", why);
    m->first = s->tasks;
    m->all = (uint64_t)m->space.count * m->space.count;
    m->tiles = hl_tiles_within(m->space.count, s->budget, &m->pairs);
    s->tasks += m->tiles;
    s->smmus++;
}

static void add_smmus(struct sweep *s)
{
    static const struct hl_registers none;

    if (*s->settings.profile || memcmp(&none, &s->settings.setting.regs, sizeof none) != 0)
        add_smmu(s, &s->settings.setting.regs, s->settings.profile);
    else
        for (size_t i = 0; i < hl_profile_count; i++)
            add_smmu(s, &hl_profiles[i].regs, hl_profiles[i].name);
    s->done = calloc(s->tasks ? s->tasks : 1, sizeof *s->done);
    if (!s->done)
        cli_die("sweep: %s", strerror(errno));
}

struct sweep_smmu *sweep_tile(struct sweep *s, unsigned task, struct hl_tile *tile)
{
    unsigned i = 0;

    while (task >= s->smmu[i].first + s->smmu[i].tiles)
        i++;
    *tile = hl_tile_at(s->smmu[i].space.count, task - s->smmu[i].first);
    return &s->smmu[i];
}

/* The pair, judged again: its finding of this cause. */
static const struct hl_finding *find_again(struct sweep *s, const struct sweep_cause *c,
                                           struct hl_question *q, struct hl_verdict *v,
                                           char title[HL_CAUSE_TEXT])
{
    struct hl_tile tile;
    const struct sweep_smmu *m = sweep_tile(s, c->first.task, &tile);

    *q = hl_tile_question(&m->space, &tile, c->first.pair);
    hl_judge(q, v);
    for (unsigned i = 0; i < v->findings; i++) {
        hl_cause_words(q, &v->finding[i], "", false, title);
        if (hl_cause_hash(title) == c->hash)
            return &v->finding[i];
    }
    cli_die("sweep: %s does not do the same again", s->name);
}

static void write_case(FILE *out, const void *c)
{
    hl_case_write(out, c);
}

static void save_case(struct sweep *s, const struct sweep_cause *cause)
{
    static struct hl_verdict v;
    static struct hl_case c;
    struct hl_question q;
    struct hl_tile tile;
    char path[4096], title[HL_CAUSE_TEXT];

    find_again(s, cause, &q, &v, title);
    c = sweep_tile(s, cause->first.task, &tile)->settings;
    snprintf(c.title, sizeof c.title, "%s", title);
    c.old = q.old;
    c.target = q.target;
    q.checks = HL_CHECK_ALL; /* as whoever checks the case asks */
    hl_judge(&q, &v);
    hl_case_expect(&c, s->sequencer, &v);
    if (snprintf(path, sizeof path, "%s/%016" PRIx64 ".yaml", s->folder, cause->hash) >=
        (int)sizeof path)
        cli_die("--out: %s: %s", s->folder, strerror(ENAMETOOLONG));
    cli_write_file("--out", path, write_case, &c);
}

static struct sweep_cause *cause_of(struct sweep *s, const struct hl_tile_cause *one, unsigned task)
{
    static struct hl_verdict v;
    struct sweep_cause *c = s->cause;
    struct hl_question q;

    while (c < s->cause + s->causes && c->hash != one->hash)
        c++;
    if (c < s->cause + s->causes)
        return c;
    if (s->causes == SWEEP_CAUSES)
        return NULL;
    s->causes++;
    *c = (struct sweep_cause){.hash = one->hash, .kind = one->kind, .first = {task, one->first}};
    c->accepted =
        cli_accepts_finding(&s->accepted, &q, find_again(s, c, &q, &v, c->title), c->title);
    if (s->folder)
        save_case(s, c);
    return c;
}

static bool is_before(unsigned task, uint32_t pair, const struct sweep_place *place)
{
    return task < place->task || (task == place->task && pair < place->pair);
}

void sweep_count(struct sweep *s, unsigned task, const struct hl_tile_result *r)
{
    struct hl_tile tile;
    struct sweep_smmu *m = sweep_tile(s, task, &tile);

    s->done[task] = true;
    m->judged += r->pairs;
    m->unjudged += r->unjudged;
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        m->outcome[i] += r->outcome[i];
    s->more += r->more;
    for (unsigned i = 0; i < r->causes; i++) {
        struct sweep_cause *c = cause_of(s, &r->cause[i], task);

        if (!c) {
            s->more += r->cause[i].count;
            continue;
        }
        c->count += r->cause[i].count;
        if (is_before(task, r->cause[i].first, &c->first))
            c->first = (struct sweep_place){task, r->cause[i].first};
    }
}

/* How many pairs the order has before this one, and this one. */
static uint64_t pairs_until(struct sweep *s, const struct sweep_place *place)
{
    uint64_t n = place->pair + UINT64_C(1);

    for (unsigned task = 0; task < place->task; task++) {
        struct hl_tile tile;

        sweep_tile(s, task, &tile);
        n += (uint64_t)tile.olds * tile.targets;
    }
    return n;
}

static int by_place(const void *a, const void *b)
{
    const struct sweep_cause *x = a, *y = b;

    if (is_before(x->first.task, x->first.pair, &y->first))
        return -1;
    return is_before(y->first.task, y->first.pair, &x->first) ? 1
           : x->hash < y->hash                                ? -1
                                                              : x->hash > y->hash;
}

static void name_smmu(const struct sweep_smmu *m, char *text, size_t size)
{
    hl_smmu_format(&m->settings.setting.regs, text, size);
}

static void show_text(struct sweep *s)
{
    char name[HL_CASE_TEXT];

    printf("%s, one field changed%s%s, by its representative values", s->name,
           s->fields ? ": " : "", s->fields ? s->fields : "");
    if (s->shards > 1)
        printf("; shard %u of %u", s->shard, s->shards);
    printf("\n%-16s %8s %13s %13s %12s %12s %12s %12s\n", "SMMU", "entries", "pairs", "judged",
           "unchanged", "hitless", "breaking", "torn");
    for (unsigned i = 0; i < s->smmus; i++) {
        const struct sweep_smmu *m = &s->smmu[i];

        name_smmu(m, name, sizeof name);
        printf("%-16.60s %8u %13" PRIu64 " %13" PRIu64, name, m->space.count, m->all, m->judged);
        for (unsigned o = 0; o < HL_OUTCOME_COUNT; o++)
            printf(" %12" PRIu64, m->outcome[o]);
        putchar('\n');
        if (m->unjudged)
            printf("  not judged, of more than %d views: %" PRIu64 "\n", HL_MAX_VIEWS, m->unjudged);
        if (m->pairs < m->all)
            printf("  left out by --pairs: %" PRIu64 "\n", m->all - m->pairs);
        if (m->space.illegal + m->space.refused)
            printf("  entries not asked for: %u ILLEGAL here, %u that it does not take\n",
                   m->space.illegal, m->space.refused);
    }
    for (unsigned i = 0; i < s->causes; i++)
        printf("%12" PRIu64 "  %s  (first: pair %" PRIu64 "%s)\n", s->cause[i].count,
               s->cause[i].title, pairs_until(s, &s->cause[i].first),
               s->cause[i].accepted ? "; accepted" : "");
    if (s->more)
        printf("%12" PRIu64 "  findings of causes beyond those\n", s->more);
    if (!s->causes)
        puts("no finding");
    cli_accepted_print(stdout, &s->accepted);
}

static void put_count(struct json_object *o, const char *key, uint64_t n)
{
    json_object_object_add(o, key, json_object_new_uint64(n));
}

static void show_json(struct sweep *s)
{
    struct json_object *all = hl_json_object(), *smmus = json_object_new_array(),
                       *causes = json_object_new_array();
    char name[HL_CASE_TEXT];

    hl_json_tag(all, "sequencer", s->name);
    hl_json_tag(all, "fields", s->fields);
    put_count(all, "shard", s->shard);
    put_count(all, "shards", s->shards);
    for (unsigned i = 0; i < s->smmus; i++) {
        const struct sweep_smmu *m = &s->smmu[i];
        struct json_object *o = json_object_new_object();

        name_smmu(m, name, sizeof name);
        hl_json_tag(o, "smmu", name);
        put_count(o, "entries", m->space.count);
        put_count(o, "illegal", m->space.illegal);
        put_count(o, "refused", m->space.refused);
        put_count(o, "pairs", m->all);
        put_count(o, "judged", m->judged);
        put_count(o, "left-out", m->all - m->pairs);
        put_count(o, "unjudged", m->unjudged);
        for (unsigned k = 0; k < HL_OUTCOME_COUNT; k++)
            put_count(o, hl_outcome_names[k], m->outcome[k]);
        json_object_array_add(smmus, o);
    }
    for (unsigned i = 0; i < s->causes; i++) {
        const struct sweep_cause *c = &s->cause[i];
        struct json_object *o = json_object_new_object();

        hl_json_tag(o, "finding", hl_finding_names[c->kind]);
        hl_json_tag(o, "title", c->title);
        put_count(o, "count", c->count);
        put_count(o, "first", pairs_until(s, &c->first));
        json_object_object_add(o, "accepted", json_object_new_boolean(c->accepted));
        json_object_array_add(causes, o);
    }
    json_object_object_add(all, "smmus", smmus);
    json_object_object_add(all, "causes", causes);
    put_count(all, "more", s->more);
    hl_json_print(stdout, all);
}

int cli_sweep(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&cli_smmu_argp, 0, NULL, 0}, {&cli_accept_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "",
        "Judge updates from each entry to each other: of every kind of configuration, with one "
        "field changed to each of its "
        "representative values (all, up to 6 bits; else 0, powers of two, all ones). Without "
        "--smmu, on every "
        "profile. The pairs and their order follow from the arguments alone.",
        children,
        NULL,
        NULL};
    static struct sweep s = {.budget = UINT64_MAX, .shard = 1, .shards = 1};
    int status = CLI_NOTHING;

    cli_case_begin(&s.settings);
    memset(&s.settings.setting.regs, 0, sizeof s.settings.setting.regs); /* all profiles */
    *s.settings.profile = '\0';
    cli_parse(&argp, argc, argv, &s);
    settle(&s);
    add_smmus(&s);
    if (s.folder)
        sweep_journal_open(&s);
    sweep_work(&s);
    qsort(s.cause, s.causes, sizeof s.cause[0], by_place);
    for (unsigned i = 0; i < s.causes; i++) {
        if (s.folder)
            save_case(&s, &s.cause[i]);
        if (!s.cause[i].accepted)
            status = CLI_FOUND;
    }
    (s.json ? show_json : show_text)(&s);
    return s.more ? CLI_FOUND : status;
}
