/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape.h - how text that somebody else supplied is written, one function a
 * syntax: the only place where that is decided.
 */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include "base/json_write.h"

/*
 * For terminals and logs: control characters (C0, C1, DEL), bidirectional
 * controls, line separators and octets that are not UTF-8 become \n, \t or
 * \xNN; a backslash stays.
 */
void escape_text(struct strbuf *out, const char *s);

/* How many columns escape_text() would fill, counting a character as one. */
size_t escape_text_width(const char *s);

/* A JSON string with its quotes. */
static inline void
escape_json(struct strbuf *out, const char *s)
{
	json_write_string(out, s);
}

/* A description in TAP: as escape_text(), and no directive begins in it. */
void escape_tap(struct strbuf *out, const char *s);

/* A YAML double-quoted scalar on one line, as TAP's diagnostics need it. */
void escape_yaml(struct strbuf *out, const char *s);

/*
 * XML 1.0 character data that also fits into a quoted attribute; controls
 * that XML cannot hold become \xNN.
 */
void escape_xml(struct strbuf *out, const char *s);

/*
 * Text of a monitoring plugin: as escape_text(), and no "|" begins perfdata.
 */
void escape_plugin(struct strbuf *out, const char *s);

/*
 * A label of perfdata, without quotes: what could end it or be taken for
 * something else becomes "_".
 */
void escape_perf(struct strbuf *out, const char *s);

/*
 * A label's value in the exposition format, with its quotes; what
 * escape_text() would not let through is written as it does, except that what
 * is not UTF-8 becomes U+FFFD.
 */
void escape_label(struct strbuf *out, const char *s);

/* Part of a line of man(7) text: backslashes, leading dots, hyphens. */
void escape_roff(struct strbuf *out, const char *s);

#endif
