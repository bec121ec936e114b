/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.c - tests of base/clock.h: RFC 3339's examples, and the C library as
 * an oracle for the calendar.
 */
#include "base/clock.h"

#include "tap.h"

static void
test_parse(void)
{
	static const struct {
		const char *text, *utc;
	} good[] = {
		/* RFC 3339 section 5.8 */
		{ "1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50Z" },
		{ "1996-12-19T16:39:57-08:00", "1996-12-20T00:39:57Z" },
		{ "1990-12-31T23:59:60Z", "1991-01-01T00:00:00Z" },
		{ "1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z" },
		{ "1937-01-01T12:00:27.87+00:20", "1937-01-01T11:40:27Z" },
		/* and around it */
		{ "2026-11-22T18:54:56Z", "2026-11-22T18:54:56Z" },
		{ "2026-11-22t18:54:56z", "2026-11-22T18:54:56Z" },
		{ "2026-11-22 18:54:56Z", "2026-11-22T18:54:56Z" },
		{ "2026-11-22T18:54:56-00:00", "2026-11-22T18:54:56Z" },
		{ "2026-11-22T18:54:56.999999999999Z", "2026-11-22T18:54:56Z" },
		{ "2026-11-22", "2026-11-22T00:00:00Z" },
		{ "2024-02-29", "2024-02-29T00:00:00Z" },
		{ "2000-02-29", "2000-02-29T00:00:00Z" },
		{ "0000-02-29", "0000-02-29T00:00:00Z" },
		{ "0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z" },
		{ "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
		{ "@0", "1970-01-01T00:00:00Z" },
		{ "@-1", "1969-12-31T23:59:59Z" },
		{ "@1000000000", "2001-09-09T01:46:40Z" },
		{ "@2147483648", "2038-01-19T03:14:08Z" },
		{ "@253402300799", "9999-12-31T23:59:59Z" },
		{ "@-62167219200", "0000-01-01T00:00:00Z" },
	};
	char text[CLOCK_TEXT];
	struct err err;
	int64_t t;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		ok(clock_parse(good[i].text, &t, &err) == 0
				&& strcmp(clock_format(t, text), good[i].utc)
					== 0,
			"%s", good[i].text);
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"",
		"now",
		"2026",
		"2026-11",
		"2026-11-22T",
		"2026-11-22T18",
		"2026-11-22T18:54",
		"2026-11-22T18:54Z",
		"2026-11-22T18:54:56",
		"2026-11-22T18:54:56.Z",
		"2026-11-22T18:54:56,5Z",
		"2026-11-22T18:54:56ZZ",
		"2026-11-22T18:54:56Z ",
		" 2026-11-22T18:54:56Z",
		"2026-11-22Z",
		"26-11-22",
		"2026-1-22",
		"2026-11-2",
		"20261122",
		"12026-11-22",
		"2026-00-01",
		"2026-13-01",
		"2026-11-00",
		"2026-11-31",
		"2023-02-29",
		"1900-02-29",
		"2100-02-29",
		"2024-02-30",
		"2026-11-22T24:00:00Z",
		"2026-11-22T18:60:00Z",
		"2026-11-22T18:54:61Z",
		"2026-11-22T18:54:60Z",
		"1990-12-31T23:59:60-08:00",
		"2026-11-22T18:54:56+1:00",
		"2026-11-22T18:54:56+0100",
		"2026-11-22T18:54:56+24:00",
		"2026-11-22T18:54:56+01:60",
		"2026-11-22T18:54:56+01",
		"0000-01-01T00:00:00+00:01",
		"9999-12-31T23:59:59-00:01",
		"9999-12-31T23:59:60Z",
		"-001-01-01",
		"+2026-11-22",
		"@",
		"@-",
		"@+1",
		"@ 1",
		"@1 ",
		"@1.5",
		"@0x10",
		"@--1",
		"@253402300800",
		"@-62167219201",
		"@9223372036854775808",
		"@99999999999999999999999999",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err err = { 0 };
		int64_t t = 42;

		ok(clock_parse(bad[i], &t, &err) == -1 && t == 42
				&& err.kind == ERR_USAGE && err.text[0] != '\0',
			"refused: \"%s\"", bad[i]);
	}
}

/* An odd step meets all months, days of a month and times of day. */
static void
test_calendar(void)
{
	const int64_t from = -62167219200, to = 253402300800, step = 1036805;
	size_t wrong = 0, n = 0;

	for (int64_t t = from; t < to; t += step, n++) {
		time_t when = (time_t)t;
		char mine[CLOCK_TEXT], theirs[64];
		struct tm tm;
		int64_t back = t + 1;

		gmtime_r(&when, &tm);
		snprintf(theirs, sizeof(theirs),
			"%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
			tm.tm_sec);
		wrong += strcmp(clock_format(t, mine), theirs) != 0
			|| !clock_from_civil(tm.tm_year + 1900, tm.tm_mon + 1,
				tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
				&back)
			|| back != t;
	}
	ok(wrong == 0 && n > 300000, "%zu moments as the C library has them",
		n);
}

static void
test_edges(void)
{
	char text[CLOCK_TEXT];
	int64_t t = 42;

	ok(strcmp(clock_format(253402300800, text), "@253402300800") == 0
			&& strcmp(clock_format(INT64_MIN, text),
				   "@-9223372036854775808")
				== 0,
		"what has no year of four digits");
	ok(!clock_from_civil(-1, 12, 31, 0, 0, 0, &t)
			&& !clock_from_civil(10000, 1, 1, 0, 0, 0, &t)
			&& !clock_from_civil(2026, 0, 1, 0, 0, 0, &t)
			&& !clock_from_civil(2026, 13, 1, 0, 0, 0, &t)
			&& !clock_from_civil(2026, 2, 29, 0, 0, 0, &t)
			&& !clock_from_civil(2026, 1, 0, 0, 0, 0, &t)
			&& !clock_from_civil(2026, 1, 1, 24, 0, 0, &t)
			&& !clock_from_civil(2026, 1, 1, 0, 60, 0, &t)
			&& !clock_from_civil(2026, 1, 1, 0, 0, 60, &t)
			&& !clock_from_civil(2026, 1, 1, -1, 0, 0, &t)
			&& t == 42,
		"no such moments");
	ok(clock_now() > 1700000000, "now is after 2023");
	t = clock_mono_us();
	ok(clock_mono_us() >= t, "time only grows");
}

static void
test_span(void)
{
	static const struct {
		int64_t seconds;
		const char *words;
	} spans[] = {
		{ 0, "0 s" },
		{ 1, "1 s" },
		{ 59, "59 s" },
		{ 60, "1 min" },
		{ 363, "6 min 3 s" },
		{ -363, "6 min 3 s" },
		{ 3599, "59 min 59 s" },
		{ 3600, "1 h" },
		{ 5 * 3600 + 20 * 60 + 7, "5 h 20 min" },
		{ 86399, "23 h 59 min" },
		{ 86400, "1 day" },
		{ 90000, "1 day 1 h" },
		{ 172800, "2 days" },
		{ 71 * 86400 + 3601, "71 days" },
		{ 398 * 86400, "398 days" },
		{ 730 * 86400, "730 days" },
		{ 731 * 86400, "2 years" },
		{ 801 * 86400, "2 years 70 days" },
		{ INT64_C(3653) * 86400, "10 years" },
		{ INT64_C(4000) * 86400, "10 years" },
	};
	char text[CLOCK_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(spans); i++)
		ok(strcmp(clock_span(spans[i].seconds, text), spans[i].words)
				== 0,
			"%s: %s", spans[i].words, text);
	ok(strlen(clock_span(INT64_MIN, text)) < CLOCK_TEXT,
		"the longest span: %s", text);
}

static void
test_http(void)
{
	static const struct {
		const char *text, *utc;
	} good[] = {
		/* RFC 9110 section 5.6.7 */
		{ "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z" },
		{ "Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00Z" },
		{ "Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z" },
		/* the day of the week is not looked up */
		{ "Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z" },
	};
	static const char *const bad[] = { "", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994", "Sun, 6 Nov 1994 08:49:37 GMT ",
		"Sun, 06 nov 1994 08:49:37 GMT",
		"Son, 06 Nov 1994 08:49:37 GMT",
		"Sun, 31 Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 24:00:00 GMT",
		"Sun, 06 Nov 1994 08:49:37 UTC",
		"Sun; 06 Nov 1994 08:49:37 GMT",
		"Sun, 06-Nov-1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:61 GMT",
		"Sun, 06 Nov 19x4 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:37 GMTx" };
	char text[CLOCK_TEXT];
	int64_t t = 0;

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		ok(clock_parse_http(good[i].text, strlen(good[i].text), &t)
				&& strcmp(clock_format(t, text), good[i].utc)
					== 0,
			"%s", good[i].text);
	t = 7;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!clock_parse_http(bad[i], strlen(bad[i]), &t) && t == 7,
			"no HTTP date: %s", bad[i]);
	ok(!clock_parse_http("Sun, 06 Nov 1994 08:49\0"
			     "37 GMT",
		   29, &t),
		"no HTTP date: a NUL in it");
}

int
main(void)
{
	test_parse();
	test_refused();
	test_calendar();
	test_edges();
	test_span();
	test_http();
	return tap_done();
}
