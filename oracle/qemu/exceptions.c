// SPDX-License-Identifier: MIT
#include "exceptions.h"

const struct hq_exception_info hq_exceptions[HQ_EXCEPTION_COUNT] = {
    {"UNEXPLAINED", "", ""},
#define HQ_EXCEPTION(id, section, reason) {#id, section, reason},
#include "exceptions.def"
#undef HQ_EXCEPTION
};

enum hq_exception hq_explain(const struct hq_difference *d)
{
    (void)d;
    return HQ_UNEXPLAINED;
}
