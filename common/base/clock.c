/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.c - points in time, RFC 3339, in the proleptic Gregorian calendar.
 */
#include "base/clock.h"

#include <errno.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

#define YEAR_0     INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define YEAR_10000 INT64_C(253402300800)
#define MEAN_YEAR  INT64_C(31556952) /* 365.2425 days */

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {
		31,
		28,
		31,
		30,
		31,
		30,
		31,
		31,
		30,
		31,
		30,
		31,
	};

	return days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* Days from 0000-01-01 to the first day of YEAR (0 to 10000). */
static int64_t
days_before_year(int64_t year)
{
	/* Year 0 is itself a leap year, hence the rounding up. */
	return year * 365 + (year + 3) / 4 - (year + 99) / 100
		+ (year + 399) / 400;
}

/* Read exactly N digits; moves *P behind them. */
static bool
digits(const char **p, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		v = v * 10 + (**p - '0');
	}
	*ret = v;
	return true;
}

static bool
literal(const char **p, const char *one_of)
{
	if (**p == '\0' || !strchr(one_of, **p))
		return false;
	(*p)++;
	return true;
}

/* "Z" or "+hh:mm": the seconds that local time is ahead of UTC. */
static bool
offset(const char **p, int64_t *ret)
{
	bool west = **p == '-';
	int hour, minute;

	if (literal(p, "Zz")) {
		*ret = 0;
		return true;
	}
	if (!literal(p, "+-") || !digits(p, 2, &hour) || !literal(p, ":")
		|| !digits(p, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*ret = (hour * HOUR + minute * MINUTE) * (west ? -1 : 1);
	return true;
}

static void
fraction(const char **p)
{
	if (**p != '.' || (*p)[1] < '0' || (*p)[1] > '9')
		return;
	(*p)++;
	while (**p >= '0' && **p <= '9')
		(*p)++;
}

static bool
parse_rfc3339(const char *p, int64_t *ret_t)
{
	int year, month, day, hour, minute, second;
	int64_t ahead = 0, t;
	bool leap = false;

	if (!digits(&p, 4, &year) || !literal(&p, "-") || !digits(&p, 2, &month)
		|| !literal(&p, "-") || !digits(&p, 2, &day))
		return false;
	hour = minute = second = 0;
	if (*p != '\0') {
		if (!literal(&p, "Tt ") || !digits(&p, 2, &hour)
			|| !literal(&p, ":") || !digits(&p, 2, &minute)
			|| !literal(&p, ":") || !digits(&p, 2, &second))
			return false;
		fraction(&p);
		if (!offset(&p, &ahead) || *p != '\0')
			return false;
		leap = second == 60;
	}
	if (!clock_from_civil(year, month, day, hour, minute,
		    leap ? 59 : second, &t))
		return false;
	t += leap - ahead;
	/* A leap second ends a day of UTC; for us it is the next midnight. */
	if (t < YEAR_0 || t >= YEAR_10000 || (leap && t % DAY != 0))
		return false;
	*ret_t = t;
	return true;
}

static bool
parse_seconds(const char *p, int64_t *ret_t)
{
	const char *first = *p == '-' ? p + 1 : p;
	long long t;
	char *end;

	if (*first < '0' || *first > '9')
		return false;
	errno = 0;
	t = strtoll(p, &end, 10);
	if (errno != 0 || *end != '\0' || t < YEAR_0 || t >= YEAR_10000)
		return false;
	*ret_t = t;
	return true;
}

int64_t
clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec;
}

int64_t
clock_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* Write N digits of V and what comes behind them; returns where to go on. */
static char *
put(char *p, int v, int n, char behind)
{
	for (int i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	p[n] = behind;
	return p + n + 1;
}

const char *
clock_format(int64_t t, char ret_text[static CLOCK_TEXT])
{
	int64_t days, year;
	int second, month = 1;
	char *p = ret_text;

	if (t < YEAR_0 || t >= YEAR_10000) {
		snprintf(ret_text, CLOCK_TEXT, "@%lld", (long long)t);
		return ret_text;
	}
	days = (t - YEAR_0) / DAY;
	second = (int)((t - YEAR_0) % DAY);
	year = days / 365;
	while (days_before_year(year) > days)
		year--;
	days -= days_before_year(year);
	while (days >= days_in_month((int)year, month))
		days -= days_in_month((int)year, month++);
	p = put(p, (int)year, 4, '-');
	p = put(p, month, 2, '-');
	p = put(p, (int)days + 1, 2, 'T');
	p = put(p, second / HOUR, 2, ':');
	p = put(p, second / MINUTE % 60, 2, ':');
	p = put(p, second % 60, 2, 'Z');
	*p = '\0';
	return ret_text;
}

int
clock_parse(const char *text, int64_t *ret_t, struct err *err)
{
	if (text[0] == '@' ? parse_seconds(text + 1, ret_t)
			   : parse_rfc3339(text, ret_t))
		return 0;
	return err_set(err, ERR_USAGE,
		"%s: not a time: write it as 2026-11-22T18:54:56Z, 2026-11-22 "
		"or @SECONDS",
		text);
}

/* The number of a name among names of three letters, from 1; or 0. */
static int
name_index(const char *p, const char *names)
{
	for (int i = 1; *names != '\0'; i++, names += 3)
		if (memcmp(p, names, 3) == 0)
			return i;
	return 0;
}

bool
clock_parse_http(const char *text, size_t len, int64_t *ret_t)
{
	static const char form[] = "Sun, 06 Nov 1994 08:49:37 GMT";
	int day, month, year, hour, minute, second;
	char copy[sizeof(form)];
	const char *p = copy + 5;
	int64_t t;

	if (len != sizeof(form) - 1)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	month = name_index(copy + 8, "JanFebMarAprMayJunJulAugSepOctNovDec");
	if (name_index(copy, "SunMonTueWedThuFriSat") == 0 || month == 0
		|| memcmp(copy + 3, ", ", 2) != 0 || !digits(&p, 2, &day)
		|| copy[7] != ' ' || copy[11] != ' ')
		return false;
	p = copy + 12;
	if (!digits(&p, 4, &year) || !literal(&p, " ") || !digits(&p, 2, &hour)
		|| !literal(&p, ":") || !digits(&p, 2, &minute)
		|| !literal(&p, ":") || !digits(&p, 2, &second)
		|| strcmp(p, " GMT") != 0
		|| !clock_from_civil(year, month, day, hour, minute,
			second == 60 ? 59 : second, &t))
		return false;
	*ret_t = t + (second == 60);
	return true;
}

bool
clock_from_civil(int year, int month, int day, int hour, int minute, int second,
	int64_t *ret_t)
{
	int64_t days;

	if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1
		|| day > days_in_month(year, month) || hour < 0 || hour > 23
		|| minute < 0 || minute > 59 || second < 0 || second > 59)
		return false;
	days = days_before_year(year) + day - 1;
	for (int m = 1; m < month; m++)
		days += days_in_month(year, m);
	*ret_t = YEAR_0 + days * DAY + hour * HOUR + minute * MINUTE + second;
	return true;
}

const char *
clock_span(int64_t seconds, char ret_text[static CLOCK_TEXT])
{
	static const struct {
		uint64_t size;
		const char *one, *many;
	} units[] = {
		{ MEAN_YEAR, "year", "years" },
		{ DAY, "day", "days" },
		{ HOUR, "h", "h" },
		{ MINUTE, "min", "min" },
		{ 1, "s", "s" },
	};
	uint64_t s = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	uint64_t big, small;
	size_t u = 0;

	/* Up to two years people count in days. */
	if (s < 2 * units[0].size)
		u = 1;
	while (u + 1 < ARRAY_LEN(units) && s < units[u].size)
		u++;
	big = s / units[u].size;
	small = u + 1 < ARRAY_LEN(units) ? s % units[u].size / units[u + 1].size
					 : 0;
	/* The smaller unit of a large count is noise. */
	if ((u == 0 && big >= 10) || (u == 1 && big >= 2))
		small = 0;
	snprintf(ret_text, CLOCK_TEXT, "%llu %s", (unsigned long long)big,
		big == 1 ? units[u].one : units[u].many);
	if (small > 0)
		snprintf(ret_text + strlen(ret_text),
			CLOCK_TEXT - strlen(ret_text), " %llu %s",
			(unsigned long long)small,
			small == 1 ? units[u + 1].one : units[u + 1].many);
	return ret_text;
}
