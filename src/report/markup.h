// SPDX-License-Identifier: MIT
/* What pages and pictures have in common. A page is complete in itself. */
#ifndef HITLESS_REPORT_MARKUP_H
#define HITLESS_REPORT_MARKUP_H

#include <stdio.h>

/* Text, with what HTML and XML take as markup escaped; control characters but newlines become '?'.
 */
void hl_markup_text(FILE *out, const char *text);

/* The beginning of a page, to <body> and its heading, and its end. style: further rules, or empty.
 */
void hl_page_begin(FILE *out, const char *title, const char *style);
void hl_page_end(FILE *out);

/* Before the end: arrow keys, Home and End go from one [data-step] to the next, as the focus. */
void hl_page_keys(FILE *out);

#endif
