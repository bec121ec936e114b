/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.h - well-formed UTF-8, RFC 3629, one character at a time.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"

/*
 * How many octets (1 to 4) the character at S takes, which has LEN octets,
 * and its number in *RET_CP (may be NULL).  0 if no well-formed sequence
 * starts there: cut off, overlong, a surrogate, beyond U+10FFFF, or LEN is 0.
 */
size_t utf8_next(const char *s, size_t len, uint32_t *ret_cp);

/*
 * Write the character with this number, up to U+10FFFF, at TO, where there is
 * room for it; returns how many octets (1 to 4) it takes.
 */
size_t utf8_put(char *to, uint32_t cp);

/* The same at the end of TO. */
void utf8_append(struct bytes *to, uint32_t cp);

/*
 * Could it deceive a terminal, a log or a reader's eye?  Controls (C0, C1,
 * DEL), bidirectional controls, line separators, the byte order mark.
 */
bool utf8_deceives(uint32_t cp);

#endif
