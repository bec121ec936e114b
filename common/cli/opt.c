/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt.c - a command line read by an option table; the only user of getopt.
 */
#include "cli/opt.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>

#include "base/alloc.h"
#include "cli/opt_hint.h"

enum {
	FIRST_LONG = 256, /* getopt's value for row 0: above letters */
};

#define DIGITS "0123456789"

bool
opt_is_option(const struct opt *o)
{
	return o->kind != KIND_END && o->kind != KIND_GROUP
		&& o->kind != KIND_NEEDS && o->kind != KIND_EXCLUDES;
}

static int
has_argument(const struct opt *o)
{
	if (o->kind == KIND_FLAG || o->kind == KIND_COUNT)
		return no_argument;
	return o->kind == KIND_MAYBE ? optional_argument : required_argument;
}

static bool
word_in(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *w = words; *w != '\0'; w += strspn(w, " ")) {
		size_t len = strcspn(w, " ");

		if (len == n && memcmp(w, word, n) == 0)
			return true;
		w += len;
	}
	return false;
}

static bool
read_int(const char *s, int *ret_n)
{
	const char *digits = *s == '-' ? s + 1 : s;
	long n;

	errno = 0;
	n = strtol(s, NULL, 10);
	if (*digits == '\0' || digits[strspn(digits, DIGITS)] != '\0'
		|| errno != 0 || n < INT32_MIN || n > INT32_MAX)
		return false;
	*ret_n = (int)n;
	return true;
}

static bool
read_ms(const char *s, int *ret_ms)
{
	enum { WHOLE_MAX = 6, PART_MAX = 3 };
	size_t whole = strspn(s, DIGITS), part = 0;
	const char *dot = s + whole;
	int ms = 0;

	if (*dot == '.')
		part = strspn(dot + 1, DIGITS);
	if (whole == 0 || whole > WHOLE_MAX || part > PART_MAX
		|| (*dot == '.' && part == 0)
		|| dot[*dot == '.' ? part + 1 : 0] != '\0')
		return false;
	for (size_t i = 0; i < whole; i++)
		ms = 10 * ms + (s[i] - '0');
	for (size_t i = 1; i <= PART_MAX; i++)
		ms = 10 * ms + (i <= part ? dot[i] - '0' : 0);
	*ret_ms = ms;
	return true;
}

static int
store_number(const struct opt *o, const char *arg, struct err *err)
{
	int n;

	if (o->kind == KIND_MS) {
		if (!read_ms(arg, &n) || n < o->min || n > o->max)
			return err_set(err, ERR_USAGE,
				"--%s: '%s' is not a number of seconds from %g "
				"to %g",
				o->name, arg, o->min / 1000.0, o->max / 1000.0);
	} else if (!read_int(arg, &n) || n < o->min || n > o->max) {
		return err_set(err, ERR_USAGE,
			"--%s: '%s' is not a whole number from %d to %d",
			o->name, arg, o->min, o->max);
	}
	*o->to.num = n;
	return 0;
}

static void
store_list(struct opt_list *list, const char *arg)
{
	list->value = xgrow(list->value, &list->cap, list->n + 1,
		sizeof(*list->value));
	list->value[list->n++] = arg;
}

static int
store(const struct opt *o, const char *arg, struct err *err)
{
	switch (o->kind) {
	case KIND_FLAG:
		*o->to.flag = true;
		return 0;
	case KIND_COUNT:
		++*o->to.num;
		return 0;
	case KIND_INT:
	case KIND_MS:
		return store_number(o, arg, err);
	case KIND_LIST:
		store_list(o->to.list, arg);
		return 0;
	case KIND_WORD:
		if (!word_in(o->words, arg))
			return opt_refuse_word(o, arg, err);
		break;
	default:
		break;
	}
	*o->to.str = arg != NULL ? arg : "";
	return 0;
}

static bool
may_repeat(const struct opt *o)
{
	return o->kind == KIND_FLAG || o->kind == KIND_COUNT
		|| o->kind == KIND_LIST;
}

/* The row for what getopt_long() returned. */
static const struct opt *
row_of(const struct opt *opts, int c)
{
	const struct opt *o = opts;

	if (c >= FIRST_LONG)
		return opts + (c - FIRST_LONG);
	while (!opt_is_option(o) || o->letter != c)
		o++;
	return o;
}

/* getopt returned C, which is ':' or '?'; TYPED is where it stopped. */
static int
refuse(const struct opt *opts, int c, const char *typed, struct err *err)
{
	const struct opt *o;

	if (c == ':') {
		o = row_of(opts, optopt);
		return err_set(err, ERR_USAGE,
			"--%s: needs an argument: --%s=%s", o->name, o->name,
			o->arg);
	}
	if (optopt >= FIRST_LONG)
		return err_set(err, ERR_USAGE, "--%s: takes no argument",
			row_of(opts, optopt)->name);
	if (optopt != 0)
		return err_set(err, ERR_USAGE, "-%c: no such option", optopt);
	return opt_refuse_name(opts, typed + strlen("--"), err);
}

/* Is it option NAME, or option "NAME=WORD" that was given this WORD? */
static bool
is_meant(const struct opt *o, const char *name)
{
	size_t len = strcspn(name, "=");

	return strncmp(o->name, name, len) == 0 && o->name[len] == '\0'
		&& (name[len] == '\0'
			|| strcmp(*o->to.str, name + len + 1) == 0);
}

static bool
is_given(const struct opt *opts, const bool *given, const char *name)
{
	for (size_t i = 0; opts[i].kind != KIND_END; i++)
		if (given[i] && is_meant(&opts[i], name))
			return true;
	return false;
}

static int
check_rules(const struct opt *opts, const bool *given, struct err *err)
{
	for (const struct opt *o = opts; o->kind != KIND_END; o++) {
		bool needs = o->kind == KIND_NEEDS;

		if (!needs && o->kind != KIND_EXCLUDES)
			continue;
		if (is_given(opts, given, o->name)
			&& is_given(opts, given, o->arg) != needs)
			return err_set(err, ERR_USAGE, "--%s %s --%s", o->name,
				needs ? "needs" : "excludes", o->arg);
	}
	return 0;
}

/* The table in getopt's own terms. */
static void
for_getopt(const struct opt *opts, struct option *longs, char *letters)
{
	*letters++ = ':';
	for (const struct opt *o = opts; o->kind != KIND_END; o++) {
		assert(o - opts < OPT_MAX);
		if (!opt_is_option(o))
			continue;
		*longs++ = (struct option){ o->name, has_argument(o), NULL,
			FIRST_LONG + (int)(o - opts) };
		if (o->letter == '\0')
			continue;
		*letters++ = o->letter;
		for (int i = has_argument(o); i > 0; i--)
			*letters++ = ':';
	}
	*longs = (struct option){ .name = NULL };
	*letters = '\0';
}

/* The word that getopt reads next, or goes on to read, or NULL. */
static const char *
next_options(char **argv)
{
	char **word = argv + (optind > 0 ? optind : 1);

	while (*word != NULL && ((*word)[0] != '-' || (*word)[1] == '\0'))
		word++;
	return *word;
}

int
opt_parse(const struct opt *opts, int argc, char **argv, int *ret_first,
	struct err *err)
{
	struct option longs[OPT_MAX + 1];
	char letters[3 * OPT_MAX + 2];
	bool given[OPT_MAX] = { false };
	int c;

	for_getopt(opts, longs, letters);
	optind = 0;
	opterr = 0;
	for (;;) {
		const char *word = next_options(argv);
		const struct opt *o;

		c = getopt_long(argc, argv, letters, longs, NULL);
		if (c == -1)
			break;
		if (opt_refuse_dash(opts, word, err) < 0)
			return -1;
		if (c == '?' || c == ':')
			return refuse(opts, c, argv[optind - 1], err);
		o = row_of(opts, c);
		if (given[o - opts] && !may_repeat(o))
			return err_set(err, ERR_USAGE,
				"--%s: given twice: give it once", o->name);
		given[o - opts] = true;
		if (store(o, optarg, err) < 0)
			return -1;
	}
	if (check_rules(opts, given, err) < 0)
		return -1;
	*ret_first = optind;
	return 0;
}

size_t
opt_count_input(const char *const *values, size_t n)
{
	size_t inputs = 0;

	for (size_t i = 0; i < n; i++)
		inputs += values[i] != NULL && strcmp(values[i], "-") == 0;
	return inputs;
}
