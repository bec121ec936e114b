/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_text.h - what the parts of the text format share: lines, the blank
 * lines between them, and the facts.
 */
#ifndef CLI_RENDER_TEXT_H
#define CLI_RENDER_TEXT_H

#include "cli/render.h"

/* Begin a line with INDENT spaces; a blank line that is due comes first. */
void text_line(struct report_out *out, size_t indent);

/*
 * TEXT and the end of its line, which stands at COLUMN.  Words that do not fit
 * go on below, HANG columns from the left; a word is never broken.
 */
void text_words(struct report_out *out, size_t column, size_t hang,
	const char *text);

/* If another line follows, a blank line comes between. */
void text_gap(struct report_out *out);

/* Where the facts of a report that begins stand. */
void text_facts_begin(struct report_out *out, size_t indent);

/* The facts that R holds at the moment. */
void text_facts(struct report_out *out, const struct report *r);

#endif
