/* SPDX-License-Identifier: MIT */
#define RQ_nr_pinned 0
