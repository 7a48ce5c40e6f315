// SPDX-License-Identifier: MIT
#include "case/wanted.h"
#include "case/names.h"

#include <string.h>

static const struct hl_version first = {{0, 0, 0, 0}};
static const struct hl_version last = {{UINT_MAX, UINT_MAX, UINT_MAX, UINT_MAX}};

static bool is_end(char c)
{
    return c == '\0' || c == ' ';
}

/* "7.3", "7.3.4" or "7.4-rc1" as the range of its releases. Returns what follows, or NULL. */
static const char *read_series(const char *text, struct hl_wanted *w)
{
    unsigned parts;

    text = hl_version_read(text, &w->from, &parts);
    if (!text)
        return NULL;
    w->below = w->from;
    if (w->from.part[HL_VERSION_RC] != HL_VERSION_FINAL) {
        w->below.part[HL_VERSION_RC]++;
        return text;
    }
    w->from.part[HL_VERSION_RC] = w->below.part[HL_VERSION_RC] = 0;
    w->below.part[parts - 1]++;
    return text;
}

/* A version as the bound of a range that is still open there. */
static const char *read_bound(const char *text, struct hl_version *bound,
                              const struct hl_version *open)
{
    return hl_version_compare(bound, open) == 0 ? hl_version_read(text, bound, NULL) : NULL;
}

static const char *read_feature(const char *text, unsigned *set)
{
    while (*text == ' ')
        text++;
    for (unsigned i = 0; i < HL_FEATURE_COUNT; i++) {
        const size_t length = strlen(hl_linux_features[i].name);
        if (strncmp(text, hl_linux_features[i].name, length) == 0 && is_end(text[length])) {
            *set |= 1u << i;
            return text + length;
        }
    }
    return NULL;
}

static const char *read_condition(const char *text, struct hl_wanted *w)
{
    if (strncmp(text, ">=", 2) == 0)
        return read_bound(text + 2, &w->from, &first);
    if (text[0] == '<')
        return read_bound(text + 1, &w->below, &last);
    if (strncmp(text, "with ", 5) == 0)
        return read_feature(text + 5, &w->with);
    if (strncmp(text, "without ", 8) == 0)
        return read_feature(text + 8, &w->without);
    return NULL;
}

static bool begins_with(const char *text, const char *name)
{
    const size_t length = strlen(name);

    return strncmp(text, name, length) == 0 && strchr("- <>", text[length]);
}

/* Whose trees the text is about; returns what follows the name, NULL: of nobody's. The longest name
 * counts. */
static const char *read_name(const char *text, struct hl_wanted *w)
{
    const char *name = NULL;

    if (strchr(text, '/'))
        return NULL;
    for (const struct hl_wired *s = hl_wired; s->name; s++) {
        if (!begins_with(text, s->name) || (name && strlen(s->name) < strlen(name)))
            continue;
        w->wired = s;
        name = s->name;
    }
    if (!name && begins_with(text, "linux")) {
        w->is_linux = true;
        name = "linux";
    }
    return name ? text + strlen(name) : NULL;
}

bool hl_wanted_parse(const char *text, struct hl_wanted *w, struct hl_error *error)
{
    const char *after, *rest, *at;

    *w = (struct hl_wanted){.from = first, .below = last};
    rest = after = read_name(text, w);
    if (!after)
        return true;
    for (at = rest; rest && *rest; at = rest) {
        if (rest == after && *rest == '-') {
            rest = read_series(rest + 1, w);
        } else {
            rest += strspn(rest, " ");
            rest = read_condition(rest, w);
        }
        if (!rest || !is_end(*rest))
            return hl_error_set(error,
                                "not a release, a range or a feature of Linux: %.64s (linux-7.3, "
                                "linux>=7.0 <7.3, linux with update_safe)",
                                at + strspn(at, " -"));
    }
    if (hl_version_compare(&w->from, &w->below) >= 0 || (w->with & w->without))
        return hl_error_set(error, "no Linux can be all of: %.64s", text);
    return true;
}

bool hl_wanted_is_range(const struct hl_wanted *w)
{
    return w->is_linux || w->wired;
}

bool hl_wanted_meet(const struct hl_wanted *a, const struct hl_wanted *b)
{
    return a->wired == b->wired && hl_version_compare(&a->from, &b->below) < 0 &&
           hl_version_compare(&b->from, &a->below) < 0 && !(a->with & b->without) &&
           !(b->with & a->without);
}

bool hl_wanted_is_within(const struct hl_wanted *a, const struct hl_wanted *b)
{
    return hl_version_compare(&a->from, &b->from) >= 0 &&
           hl_version_compare(&a->below, &b->below) <= 0 && !(b->with & ~a->with) &&
           !(b->without & ~a->without);
}

/* A tree that does not say its version matches what asks for none. */
static bool in_range(const struct hl_wanted *w, const char *text)
{
    struct hl_version version;

    if (!hl_version_read(text, &version, NULL))
        return hl_version_compare(&w->from, &first) == 0 &&
               hl_version_compare(&w->below, &last) == 0;
    return hl_version_compare(&version, &w->from) >= 0 &&
           hl_version_compare(&version, &w->below) < 0;
}

bool hl_wanted_matches(const struct hl_wanted *w, const struct hl_linux_info *tree)
{
    struct hl_version version;

    return w->is_linux && tree && hl_version_read(tree->version, &version, NULL) &&
           in_range(w, tree->version) && !(w->with & ~tree->features) &&
           !(w->without & tree->features);
}

static bool matches(const struct hl_wanted *w, const struct hl_linux_info *tree,
                    const struct hl_wired *wired)
{
    if (wired)
        return w->wired == wired && wired->sequencer && !w->with && !w->without &&
               in_range(w, wired->version);
    return hl_wanted_matches(w, tree);
}

static unsigned expected(const struct hl_case *c, const struct hl_linux_info *tree,
                         const struct hl_wired *wired)
{
    struct hl_wanted best = {.from = first, .below = last}, wanted;
    unsigned found = c->expectations;
    struct hl_error ignored;

    for (unsigned i = 0; i < c->expectations; i++) {
        if (!hl_wanted_parse(c->expect[i].sequencer, &wanted, &ignored) ||
            !matches(&wanted, tree, wired))
            continue;
        if (found < c->expectations && !hl_wanted_is_within(&wanted, &best))
            continue;
        best = wanted;
        found = i;
    }
    return found;
}

unsigned hl_case_expected(const struct hl_case *c, const struct hl_linux_info *tree)
{
    return expected(c, tree, NULL);
}

unsigned hl_case_expected_of(const struct hl_case *c, const struct hl_wired *wired)
{
    return expected(c, NULL, wired);
}
