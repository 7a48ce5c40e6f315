// SPDX-License-Identifier: MIT
#include "exceptions.h"

#include <stddef.h>

const struct hq_exception_info hq_exceptions[HQ_EXCEPTION_COUNT] = {
    {"UNEXPLAINED", "", ""},
#define HQ_EXCEPTION(id, section, reason) {#id, section, reason},
#include "exceptions.def"
};

typedef bool view_change(const struct hq_difference *, struct hq_view *);
typedef bool answer_change(const struct hq_difference *, const struct hq_view *,
                           struct hq_expected *);

static view_change *const views[HQ_EXCEPTION_COUNT] = {
#define HQ_VIEW(id, section, reason) [HQ_EXCEPTION_##id] = hq_view_##id,
#define HQ_ANSWER(id, section, reason)
#include "exceptions.def"
};

static answer_change *const answers[HQ_EXCEPTION_COUNT] = {
#define HQ_VIEW(id, section, reason)
#define HQ_ANSWER(id, section, reason) [HQ_EXCEPTION_##id] = hq_answer_##id,
#include "exceptions.def"
};

/* Whether the exceptions `first` to `last`, those that apply, lead to QEMU's answer. *cause: the
 * first that applied. */
static bool leads(const struct hq_difference *d, enum hq_exception first, enum hq_exception last,
                  enum hq_exception *cause)
{
    struct hq_view view = {.ste = d->c->ste, .cd = d->c->cd, .memory = {.ram = d->ram}};
    struct hq_expected expected = d->expected;
    bool changed = false;

    *cause = HQ_UNEXPLAINED;
    for (enum hq_exception i = first; i <= last; i++)
        if (views[i] && views[i](d, &view)) {
            changed = true;
            *cause = *cause ? *cause : i;
        }
    if (changed)
        expected = hq_expect_view(d->smmu, d->c, &view);
    for (enum hq_exception i = first; i <= last; i++)
        if (answers[i] && answers[i](d, &view, &expected))
            *cause = *cause ? *cause : i;
    return *cause && hq_same(&expected.answer, &d->qemu);
}

enum hq_exception hq_explain(const struct hq_difference *d)
{
    enum hq_exception cause;

    for (enum hq_exception i = 1; i < HQ_EXCEPTION_COUNT; i++)
        if (leads(d, i, i, &cause))
            return cause;
    return leads(d, 1, HQ_EXCEPTION_COUNT - 1, &cause) ? cause : HQ_UNEXPLAINED;
}
