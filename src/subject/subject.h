// SPDX-License-Identifier: MIT
/* Names of what is judged, the same for every command, fuzz target and case file:
 *
 *   update-safe      a built-in one
 *   linux            the kernel tree's of this build
 *   linux-7.3        the same, where the tree is of just this series; linux-7.3.4, linux-7.4-rc1:
 * of just this release
 *   xen, xen-4.17    a subject of src/subjects, of this build's tree of it
 *   ./mine.so        any name with a slash: a shared object that exports one
 *   as its source says: the one that was linked in, by HITLESS_SEQUENCER_SOURCE
 *
 * What a shared object exports is known here by the object's absolute path, so that a name in a
 * report or a case finds it again from anywhere. */
#ifndef HITLESS_SUBJECT_SUBJECT_H
#define HITLESS_SUBJECT_SUBJECT_H

#include "device/layer.h"
#include "linux/linux.h"
#include "nested/hypervisor.h"
#include "subjects/subjects.h"
#include "update/sequencer.h"

enum { HL_SUBJECT_NAME = 256, HL_SUBJECT_WHY = 512 };

/* NULL: why says it, in one line. folder: where a relative path begins, as of a case file; NULL:
 * the working directory. */
const struct hl_sequencer *hl_find_sequencer(const char *name, const char *folder,
                                             char why[HL_SUBJECT_WHY]);
const struct hl_hypervisor *hl_find_hypervisor(const char *name, const char *folder,
                                               char why[HL_SUBJECT_WHY]);

/* The Security state that needs (enum hl_need) leave. False: any. */
bool hl_subject_security(unsigned needs, enum hl_security *security);

/* Whether it is the name of a subject of src/subjects. */
bool hl_subject_is_wired(const char *name);

/* A subject that is a hypervisor, too, by its sequencer; NULL: it is none. */
const struct hl_reshadow *hl_subject_reshadow(const struct hl_sequencer *sequencer);

/* A driver with its stream table: a subject's, or a built-in one. */
const struct hl_owner *hl_find_owner(const char *name, char why[HL_SUBJECT_WHY]);

const struct hl_attach_layer *hl_find_attach(const char *name, const char *folder,
                                             char why[HL_SUBJECT_WHY]);

/* What is judged where nobody names anything: the one that was linked in, the kernel tree's, or
 * update-safe. */
const struct hl_sequencer *hl_default_sequencer(void);

/* False only for the name of a kernel tree that is not the one of this build. */
bool hl_subject_present(const char *name);

/* Whether two names, each with its folder as above, mean the same subject. */
bool hl_subject_same(const char *a, const char *a_folder, const char *b, const char *b_folder);

/* Foreign code, of a shared object or linked in, is run so that it takes nothing down when it
 * crashes, exits or does not return: a sequencer then says so (hl_sequencer.failed). In processes
 * of its own, or in this one, which is fast, and for programs that end with the first finding. A
 * subject's answer must follow from its arguments: apart, it remembers nothing between calls. The
 * time that one call may take is HITLESS_SUBJECT_TIMEOUT, in milliseconds; default: 5000, 1000. */
enum hl_isolation { HL_ISOLATE_APART, HL_ISOLATE_HERE };
void hl_subject_isolate(enum hl_isolation how);

/* The name of a hypervisor or an attach layer that failed so since the last time; NULL: none did.
 */
const char *hl_subject_layer_failed(struct hl_failure *failure);

/* What HITLESS_SEQUENCER_SOURCE exports; NULL: nothing of the kind. */
const struct hl_sequencer *hl_linked_sequencer(void);
const struct hl_hypervisor *hl_linked_hypervisor(void);
const struct hl_attach_layer *hl_linked_attach(void);

/* What is wrong with HITLESS_SUBJECT_TIMEOUT, or NULL: it is in order, or not set. */
const char *hl_subject_timeout_wrong(void);

#endif
