// SPDX-License-Identifier: MIT
#include "update/sequencer.h"

const struct hl_need_info hl_needs[HL_NEED_COUNT] = {
    {"non-secure", "it drives the Non-secure interface only"},
    {"default-options", "it is judged under the decoder's default options"},
    {"ats-quiesced", "ATS is off at the endpoint while EATS changes"},
    {"legal-entries", "neither the old entry nor the target is ILLEGAL"},
    {"sanitised-entries", "entries set no bit that its own used function does not report"},
    {"defined-configs", "entries have no Reserved encoding of Config"},
    {"el1-or-e2h", "CDs are of StreamWorld EL1, or of EL2 with E2H"},
    {"own-entries", "walks and stage 2 parents are of entries that its own code makes"},
    {"fresh-entries", "entries are what its own code writes into an entry of zeros"},
    {"secure", "it drives the Secure interface only"},
    {"realm", "it drives the Realm interface only"},
};
