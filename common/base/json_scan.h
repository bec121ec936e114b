/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_scan.h - the words of strict JSON (RFC 8259, RFC 7493), read one after
 * the other: strings, numbers, literals.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/bytes.h"
#include "base/err.h"

enum { JSON_SCAN_SLACK = 8 }; /* octets that are written at once */

struct json_scan {
	const uint8_t *start, *at, *end; /* of the text; never NULL */
	char *to; /* where the next word is copied, as json_scan_room() says */
	struct err *err;
};

/* Octets that the copies of all words of a text of LEN octets may take. */
static inline size_t
json_scan_room(size_t len)
{
	return len + 1 + JSON_SCAN_SLACK;
}

/* ERR_INPUT: WHAT is wrong at the place AT; always -1. */
int
json_scan_fault(const struct json_scan *s, const uint8_t *at, const char *what);

/* The next octet, or -1 at the end. */
static inline int
json_scan_peek(const struct json_scan *s)
{
	return s->at < s->end ? *s->at : -1;
}

/* Step over OCTET if it is the next one. */
static inline bool
json_scan_take(struct json_scan *s, char octet)
{
	if (json_scan_peek(s) != octet)
		return false;
	s->at++;
	return true;
}

static inline void
json_scan_white(struct json_scan *s)
{
	/* Most often there is none, as the first comparison shows. */
	while (s->at < s->end && *s->at <= ' '
		&& (*s->at == ' ' || *s->at == '\t' || *s->at == '\n'
			|| *s->at == '\r'))
		s->at++;
}

/*
 * A string, whose quote is next: *RET gets its copy without escapes, behind
 * which stands a NUL, and *RET_LEN its length.
 */
int
json_scan_string(struct json_scan *s, char **ret, size_t *ret_len) _must_check_;

/* A number: *RET gets its copy as it is written, *RET_VALUE what it says. */
int json_scan_number(struct json_scan *s, char **ret, double *ret_value)
	_must_check_;

/* The word "true", "false" or "null". */
int json_scan_literal(struct json_scan *s, const char *word) _must_check_;

#endif
