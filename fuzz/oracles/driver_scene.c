// SPDX-License-Identifier: MIT
#include "oracles/driver_scene.h"

#include <inttypes.h>
#include <setjmp.h>
#include <string.h>

static struct hl_scene scene;
static const struct hl_scene_log *told;
static struct hlk_machine described; /* what runs: it must stay */
static jmp_buf out;                  /* of an operation that does not end, or is the last */
static bool running;                 /* operations of a program */
static bool (*is_last)(const struct hl_scene_finding *finding);

/* The last machine that was probed, to come back to without a probe. */
static struct {
    bool taken;
    int result;
    struct hl_registers regs;
    unsigned address_bits;
    struct hl_watched watched;
    bool ended;
    unsigned findings;
    struct hl_scene_finding finding[HL_SCENE_FINDINGS];
} saved;

const struct hl_scene *hl_scene(void)
{
    return &scene;
}

/* ---- Findings ---- */

void hl_scene_until(bool (*ends)(const struct hl_scene_finding *finding))
{
    is_last = ends;
}

bool hl_scene_alike(const struct hl_scene_finding *a, const struct hl_scene_finding *b)
{
    return strcmp(a->title, b->title) == 0 && a->severity == b->severity && a->within == b->within;
}

static void add(const struct hl_scene_finding *f)
{
    for (unsigned i = 0; i < scene.findings; i++)
        if (hl_scene_alike(&scene.finding[i], f))
            return;
    if (is_last && is_last(f))
        scene.ended = true;
    if (scene.findings < HL_SCENE_FINDINGS)
        scene.finding[scene.findings++] = *f;
    if (told && told->found)
        told->found(told->context, f);
}

static const char *words_of_pasid(int64_t pasid, char text[32])
{
    if (pasid < 0)
        snprintf(text, 32, "without PASID");
    else
        snprintf(text, 32, "with PASID %" PRId64, pasid);
    return text;
}

/* Where it is, with its numbers. */
static void say_place(const struct hl_driver_finding *j, char words[HL_SCENE_WORDS])
{
    const struct hl_place *place = &j->structure.place;
    char pasid[32];

    if (j->where == HL_AT_STRUCTURE)
        snprintf(words, HL_SCENE_WORDS, "%s of StreamID 0x%x, SubstreamID %u, at 0x%" PRIx64 ": %s",
                 hl_structure_names[place->structure], place->sid, place->ssid, place->address,
                 j->structure.why ? j->structure.why : "");
    else if (j->where == HL_AT_MEMORY)
        snprintf(words, HL_SCENE_WORDS, "memory at 0x%" PRIx64 ", 0x%" PRIx64 " bytes: %s",
                 j->address, j->bytes, j->why ? j->why : "");
    else if (j->where == HL_AT_FAULT)
        snprintf(words, HL_SCENE_WORDS, "%s of StreamID 0x%x is never answered", j->why, j->sid);
    else
        snprintf(words, HL_SCENE_WORDS, "traffic of StreamID 0x%x %s, ATS %s%s%s", j->sid,
                 words_of_pasid(j->pasid, pasid), j->ats ? "on" : "off",
                 j->why && *j->why ? ": " : "", j->why ? j->why : "");
}

/* outermost: the operation that has ended with all that came in it. */
static const char *around(enum hl_operation_kind kind, enum hl_operation_kind outermost)
{
    return kind == outermost ? NULL : hl_driver_operation_name(outermost);
}

static void take_judged(enum hl_operation_kind outermost)
{
    struct hl_driver_judge *judge = &scene.watched.judge;

    for (unsigned i = 0; i < judge->findings && i < HL_JUDGE_FINDINGS; i++) {
        const struct hl_driver_finding *j = &judge->finding[i];
        struct hl_scene_finding f = {.kind = j->kind,
                                     .severity = j->severity,
                                     .operation = hl_driver_operation_name(j->operation),
                                     .within = around(j->operation, outermost),
                                     .section = j->section,
                                     .judged = true,
                                     .by = *j};
        char title[HL_DRIVER_TITLE];

        snprintf(f.title, sizeof f.title, "%s", hl_driver_finding_title(j, title));
        say_place(j, f.words);
        add(&f);
    }
    hl_driver_judge_clear(judge);
}

static const char *short_name(const char *file)
{
    const char *last = strrchr(file, '/');

    return last ? last + 1 : file;
}

static enum hl_operation_kind now(void)
{
    return scene.begun ? scene.last : HL_DO_COUNT;
}

/* What the scene itself finds. */
static struct hl_scene_finding found_here(enum hl_finding_kind kind)
{
    return (struct hl_scene_finding){.kind = kind,
                                     .severity = hl_severity_of_kind(kind),
                                     .operation = hl_driver_operation_name(now()),
                                     .within = scene.depth > 1 ? around(now(), scene.under_way[0])
                                                               : NULL};
}

static void warned(void *context, const char *file, int line, const char *text)
{
    struct hl_scene_finding f = found_here(HL_SUBJECT_WARNING);

    (void)context;
    snprintf(f.title, sizeof f.title, "%s %s:%d in %s", hl_finding_names[f.kind], short_name(file),
             line, f.operation);
    snprintf(f.words, sizeof f.words, "%s:%d: %s", file, line, text ? text : "");
    add(&f);
}

/* It takes for ever: what is left of it goes with the next machine. */
static _Noreturn void leave(const char *why)
{
    struct hl_scene_finding f = found_here(HL_SUBJECT_HANG);

    if (!scene.stuck) {
        snprintf(f.title, sizeof f.title, "%s in %s", hl_finding_names[f.kind], f.operation);
        snprintf(f.words, sizeof f.words, "%s", why);
        add(&f);
    }
    longjmp(out, 1);
}

static void waits(void *context)
{
    (void)context;
    if (++scene.waits <= HL_SCENE_WAITS)
        return;
    scene.stuck = scene.depth > 1;
    leave("it waits for the SMMU without end");
}

static void takes(void *context, const struct hl_command *command)
{
    (void)context;
    if (scene.depth == 1 && scene.last == HL_DO_INVALIDATE &&
        hl_by_page_exceeds(&scene.by_page, command))
        leave("it invalidates page by page what one command for the ASID would");
}

static void listen_first(struct hl_watched *w)
{
    static const struct hl_machine_listener own = {.wait = waits, .warn = warned};
    static const struct hl_model_listener of_model = {.command = takes};

    (void)w;
    if (told) {
        hl_machine_listen(&told->machine);
        hl_model_listen(hl_machine_model(), &told->model);
    }
    hl_machine_listen(&own);
    hl_model_listen(hl_machine_model(), &of_model);
}

/* ---- Operations ---- */

static void begins(void *context, const struct hl_operation *o)
{
    (void)context;
    scene.last = o->kind;
    if (scene.depth == 0) {
        scene.waits = 0;
        scene.by_page = (struct hl_by_page){0};
    }
    if (scene.depth < HL_JUDGE_DEPTH)
        scene.under_way[scene.depth] = o->kind;
    scene.depth++;
    scene.begun++;
    if (told && told->begin)
        told->begin(told->context, o);
}

static void ends(void *context, const struct hl_operation *o, int result)
{
    (void)context;
    if (--scene.depth == 0)
        take_judged(o->kind);
    else if (scene.depth <= HL_JUDGE_DEPTH)
        scene.last = scene.under_way[scene.depth - 1];
    if (told && told->end)
        told->end(told->context, o, result);
    if (scene.ended && scene.depth == 0 && running)
        longjmp(out, 1);
}

bool hl_scene_boot(void)
{
    return hl_machine_boot();
}

static void start(void)
{
    scene.begun = scene.depth = scene.waits = scene.findings = 0;
    scene.stuck = scene.ended = running = false;
}

static void save(const struct hl_registers *regs, unsigned address_bits, int result)
{
    saved.taken = true;
    saved.result = result;
    saved.regs = *regs;
    saved.address_bits = address_bits;
    hl_watched_copy(&saved.watched, &scene.watched);
    saved.ended = scene.ended;
    saved.findings = scene.findings;
    memcpy(saved.finding, scene.finding, scene.findings * sizeof scene.finding[0]);
    hl_machine_save();
}

/* By members: between them lies what nobody has set. */
static bool same_device(const struct hlk_device *a, const struct hlk_device *b)
{
    for (unsigned i = 0; i < HLK_STREAMS; i++)
        if (a->sid[i] != b->sid[i])
            return false;
    return a->streams == b->streams && a->pasid_bits == b->pasid_bits && a->pci == b->pci &&
           a->ats == b->ats && a->ats_required == b->ats_required && a->pri == b->pri &&
           a->stall == b->stall && a->canwbs == b->canwbs;
}

static bool same_machine(const struct hlk_machine *a, const struct hlk_machine *b)
{
    for (unsigned i = 0; i < HLK_DEVICES; i++)
        if (!same_device(&a->device[i], &b->device[i]))
            return false;
    return a->devices == b->devices && a->coherent == b->coherent && a->msi == b->msi &&
           a->passthrough == b->passthrough && a->disable_msipolling == b->disable_msipolling &&
           a->disable_bypass == b->disable_bypass && a->kdump == b->kdump;
}

static bool is_saved(const struct hlk_machine *machine, const struct hl_registers *regs,
                     unsigned address_bits)
{
    return saved.taken && same_machine(&described, machine) &&
           memcmp(&saved.regs, regs, sizeof *regs) == 0 && saved.address_bits == address_bits;
}

static void come_back(void)
{
    hl_machine_restore();
    hl_watched_copy(&scene.watched, &saved.watched);
    start();
    scene.ended = saved.ended;
    scene.findings = saved.findings;
    memcpy(scene.finding, saved.finding, saved.findings * sizeof saved.finding[0]);
}

int hl_scene_begin(const struct hlk_machine *machine, const struct hl_registers *regs,
                   unsigned address_bits, const struct hl_scene_log *log)
{
    static const struct hl_conduct_host also = {.begin = begins, .end = ends};
    int result;

    if (!log && is_saved(machine, regs, address_bits)) {
        come_back();
        return saved.result;
    }
    saved.taken = false;
    told = log;
    described = *machine;
    start();
    scene.watched.judging = true;
    scene.watched.also = &also;
    scene.watched.listen_first = listen_first;
    scene.watched.address_bits = address_bits;
    if (setjmp(out))
        return -1;
    result = hl_watched_probe(&scene.watched, &described, regs, NULL);
    take_judged(HL_DO_COUNT);
    if (!log)
        save(regs, address_bits, result);
    return result;
}

void hl_scene_run(const struct hl_operation *operation, unsigned count)
{
    if (scene.ended)
        return;
    running = true;
    if (setjmp(out) == 0)
        hl_watched_do(&scene.watched, operation, count);
}
