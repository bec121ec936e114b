/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.h - points in time as RFC 3339 writes them, and time that only grows.
 *
 * A point in time is an int64_t: seconds since 1970-01-01T00:00:00Z.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/err.h"

enum { CLOCK_TEXT = 32 }; /* room for a formatted time and its NUL */

/* The time of day. */
int64_t clock_now(void);

/* Microseconds since some fixed moment; never goes back. */
int64_t clock_mono_us(void);

/* "2026-11-22T18:54:56Z" (RFC 3339 section 5.6), any year from 0 to 9999. */
const char *clock_format(int64_t t, char ret_text[static CLOCK_TEXT]);

/*
 * Read RFC 3339 ("2026-11-22T18:54:56Z", any offset, fractions cut off), a
 * date alone (midnight UTC), or "@" and seconds.  ERR_USAGE otherwise.
 */
int clock_parse(const char *text, int64_t *ret_t, struct err *err) _must_check_;

/*
 * Read the Date of an HTTP message (RFC 9110 section 5.6.7) in the one form
 * that may be sent: "Sun, 06 Nov 1994 08:49:37 GMT", of LEN characters.  A
 * day of the week that the date does not have is passed over; false for all
 * else.
 */
bool clock_parse_http(const char *text, size_t len, int64_t *ret_t);

/* Seconds for a calendar date in UTC; false if there is no such moment. */
bool clock_from_civil(int year, int month, int day, int hour, int minute,
	int second, int64_t *ret_t);

/*
 * A span in words for people: "71 days", "6 min 3 s", "2 years".  Two units
 * at most, sign dropped; RET_TEXT has CLOCK_TEXT characters.
 */
const char *clock_span(int64_t seconds, char ret_text[static CLOCK_TEXT]);

#endif
