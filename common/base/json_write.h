/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_write.h - JSON that we write (RFC 8259), string by string: what others
 * supplied stays a string, whatever is in it.
 *
 * Braces, brackets and the commas inside of arrays are the caller's.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include "base/strbuf.h"

/*
 * A string with its quotes; what is not UTF-8 becomes U+FFFD, and what could
 * deceive a terminal or a reader's eye (utf8_deceives()) \uNNNN.
 */
void json_write_string(struct strbuf *out, const char *s);

/* LEN octets of one, without quotes. */
void json_write_chars(struct strbuf *out, const char *s, size_t len);

/*
 * The name of a member and its colon, after a comma unless it is the first of
 * its object; the value comes next.  The others write a value, too.
 */
void json_write_name(struct strbuf *out, const char *name);
void json_write_text(struct strbuf *out, const char *name, const char *value);
void json_write_integer(struct strbuf *out, const char *name, int64_t value);
void json_write_boolean(struct strbuf *out, const char *name, bool value);

/* An array of strings, which ends with NULL. */
void json_write_texts(struct strbuf *out, const char *name,
	const char *const *values);

#endif
