/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.h - an HTML page without scripts and without anything from elsewhere,
 * readable on a phone and in the dark.
 *
 * Every text that is given here is escaped here, and nowhere else.
 */
#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

#include "base/strbuf.h"

/* TEXT for a place between tags or in a quoted attribute. */
void page_escape(struct strbuf *out, const char *text);

/* Up to the first heading: TONE is "pass", "fail" or "warn". */
void page_begin(struct strbuf *out, const char *tone, const char *word,
	const char *fmt, ...) _printf_(4, 5);

/* A heading, with rows or texts behind it. */
void page_section(struct strbuf *out, const char *fmt, ...) _printf_(2, 3);

/* A section that is folded until somebody wants to see it. */
void page_fold(struct strbuf *out, const char *fmt, ...) _printf_(2, 3);
void page_unfold(struct strbuf *out);

/* A paragraph. */
void page_text(struct strbuf *out, const char *fmt, ...) _printf_(2, 3);

/* A name and its value; rows that follow each other are one list. */
void page_row(struct strbuf *out, const char *name, const char *fmt, ...)
	_printf_(3, 4);

/* The same for a value that is copied and compared, octet by octet. */
void page_code(struct strbuf *out, const char *name, const char *fmt, ...)
	_printf_(3, 4);

/* A value that stands alone, to be copied. */
void page_block(struct strbuf *out, const char *fmt, ...) _printf_(2, 3);

/* A link; HREF is our own. */
void page_link(struct strbuf *out, const char *href, const char *fmt, ...)
	_printf_(3, 4);

void page_end(struct strbuf *out);

#endif
