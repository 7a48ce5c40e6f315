// SPDX-License-Identifier: MIT
/* What became of a file's replay: its class, and its cause in words. */
#include "cli/triage.h"

#include <ctype.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const triage_class_names[TRIAGE_CLASSES] = {
    "finding", "sanitizer-error", "crash", "timeout", "out-of-memory", "unreadable", "pass"};

static void set(struct triage_shown *s, enum triage_class class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* One line: what is printed of it cannot move a terminal's cursor. */
static void set(struct triage_shown *s, enum triage_class class, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(s->cause, sizeof s->cause, format, args);
    va_end(args);
    for (char *c = s->cause; *c; c++)
        if (iscntrl((unsigned char)*c))
            *c = ' ';
    s->class = class;
}

static const char *text_of(struct json_object *object, const char *key)
{
    struct json_object *value;

    return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : NULL;
}

static void copy(char *to, size_t size, const char *text)
{
    snprintf(to, size, "%s", text ? text : "");
}

/* A line that tells of a finding: it has a title. */
static bool read_line(const char *line, struct triage_shown *s)
{
    struct json_object *object = *line == '{' ? json_tokener_parse(line) : NULL;
    const char *title = object ? text_of(object, "title") : NULL, *reproducer;

    if (title) {
        set(s, TRIAGE_FINDING, "%s", title);
        copy(s->finding, sizeof s->finding, text_of(object, "finding"));
        copy(s->sequencer, sizeof s->sequencer, text_of(object, "sequencer"));
        reproducer = text_of(object, "reproducer");
        s->reproducer = reproducer ? strdup(reproducer) : NULL;
    }
    json_object_put(object);
    return title != NULL;
}

/* Look at each line until one is what is looked for. */
static bool any_line(const char *out, bool (*is)(const char *line, void *context), void *context)
{
    char *text = strdup(out), *rest = text, *line;
    bool found = false;

    while (text && !found && (line = strsep(&rest, "\n")))
        found = is(line, context);
    free(text);
    return found;
}

static bool is_finding(const char *line, void *shown)
{
    return read_line(line, shown);
}

/* A case does not say who built its entries, which a cause may. */
static bool is_same_cause(const char *a, const char *b)
{
    static const char made[] = ", both as the driver makes them";
    const char *note = strstr(a, made);

    if (strcmp(a, b) == 0)
        return true;
    return note && strncmp(a, b, (size_t)(note - a)) == 0 &&
           strcmp(note + strlen(made), b + (note - a)) == 0;
}

static bool is_this(const char *line, void *cause)
{
    struct triage_shown s = {.ran = true};
    const bool is = read_line(line, &s) && is_same_cause(cause, s.cause);

    free(s.reproducer);
    return is;
}

bool triage_shows(const struct cli_task *t, const char *cause)
{
    char words[TRIAGE_WORDS];

    copy(words, sizeof words, cause);
    return t->end == CLI_EXITED && any_line(t->out, is_this, words);
}

static size_t length_of_line(const char *text)
{
    return strcspn(text, "\n");
}

/* The function of the first frame that is not the sanitizers' runtime or the C library's. */
static void first_frame(const char *report, char *name, size_t size)
{
    static const char *const theirs[] = {"__",   "mem",    "str",    "abort",  "raise",
                                         "free", "malloc", "calloc", "realloc"};
    const char *frame = report;

    *name = '\0';
    while ((frame = strstr(frame, " in ")) != NULL) {
        bool skip = false;

        frame += strlen(" in ");
        for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
            skip |= strncmp(frame, theirs[i], strlen(theirs[i])) == 0;
        if (skip)
            continue;
        snprintf(name, size, " in %.*s", (int)strcspn(frame, " \n("), frame);
        return;
    }
}

/* "==12==ERROR: AddressSanitizer: heap-buffer-overflow on ...": the sanitizer and what it is. */
static bool read_report(const char *err, struct triage_shown *s)
{
    static const char *const kinds[] = {
        "AddressSanitizer: ", "MemorySanitizer: ", "LeakSanitizer: ", "ThreadSanitizer: ",
        "UndefinedBehaviorSanitizer: "};
    const char *at = NULL;
    char frame[128];
    size_t what;

    for (size_t i = 0; !at && i < sizeof kinds / sizeof *kinds; i++)
        if ((at = strstr(err, kinds[i])) != NULL)
            what = strlen(kinds[i]);
    if (!at)
        return false;
    what += strcspn(at + what, " \n");
    first_frame(at, frame, sizeof frame);
    set(s, TRIAGE_SANITIZER, "%.*s%s", (int)what, at, frame);
    return true;
}

/* "x.c:12:3: runtime error: index 9 out of bounds": alike whatever the values are. */
static bool read_runtime_error(const char *err, struct triage_shown *s)
{
    const char *at = strstr(err, ": runtime error: "), *line = at;
    char *c;

    if (!at)
        return false;
    while (line > err && line[-1] != '\n')
        line--;
    set(s, TRIAGE_SANITIZER, "%.*s", (int)length_of_line(line), line);
    c = strstr(s->cause, ": runtime error: ");
    for (c = c ? c : s->cause; *c; c++)
        if (isdigit((unsigned char)*c))
            *c = '#';
    return true;
}

/* The line of error without the program's name and the path, which differ. */
static void read_complaint(const char *err, const char *path, struct triage_shown *s)
{
    const char *begin = err;
    size_t length = strlen(path);

    if (strncmp(begin, "hitless: ", strlen("hitless: ")) == 0)
        begin += strlen("hitless: ");
    if (strncmp(begin, path, length) == 0 && begin[length] == ':')
        begin += length + 1;
    begin += strspn(begin, "0123456789: ");
    set(s, TRIAGE_UNREADABLE, "%.*s", (int)length_of_line(begin), begin);
}

static void read_exit(const struct cli_task *t, const char *path, struct triage_shown *s)
{
    if (t->status == CLI_BAD)
        read_complaint(t->err, path, s);
    else if (t->status != CLI_NOTHING)
        set(s, TRIAGE_CRASH, "ended with status %d", t->status);
    else if (!t->said.ended)
        set(s, TRIAGE_CRASH, "ended before its end: its subject called _exit()");
    else
        set(s, TRIAGE_PASS, "%s", "");
}

void triage_read(const struct cli_task *t, const char *path, struct triage_shown *s)
{
    *s = (struct triage_shown){.ran = t->end != CLI_NOT_BEGUN, .seconds = t->seconds};
    copy(s->target, sizeof s->target, t->said.target);
    if (t->end == CLI_TOO_LONG)
        set(s, TRIAGE_TIMEOUT, "no end");
    else if (t->end == CLI_TOO_LARGE)
        set(s, TRIAGE_OUT_OF_MEMORY, "more memory than it may have");
    else if (!s->ran || any_line(t->out, is_finding, s) || read_report(t->err, s) ||
             read_runtime_error(t->err, s))
        return;
    else if (t->end == CLI_SIGNALLED)
        set(s, TRIAGE_CRASH, "ended by signal %d (%s)", t->status, strsignal(t->status));
    else
        read_exit(t, path, s);
}
