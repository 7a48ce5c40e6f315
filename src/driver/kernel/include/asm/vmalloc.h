/* SPDX-License-Identifier: MIT */
/* Nothing of an architecture is needed. */
