/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt.h - one table of options per command, from which everything follows:
 * parsing, --help, the OPTIONS section of the manual, shell completion.
 *
 * A row names the variable that it fills through a typed pointer, so that the
 * compiler, not a test, finds an option stored into the wrong type.
 */
#ifndef CLI_OPT_H
#define CLI_OPT_H

#include "base/base.h"
#include "base/err.h"

enum opt_kind {
	KIND_END,
	KIND_GROUP,
	KIND_FLAG,  /* no argument; may be repeated without harm */
	KIND_COUNT, /* no argument; counts */
	KIND_STR,
	KIND_FILE,
	KIND_WORD,
	KIND_MAYBE,    /* --name or --name=ARG, never a separate argument */
	KIND_INT,      /* a whole number from min to max */
	KIND_MS,       /* seconds with up to three decimals, kept in ms */
	KIND_LIST,     /* as KIND_STR, each use adds one */
	KIND_NEEDS,    /* a rule: option name only together with other */
	KIND_EXCLUDES, /* a rule: name never together with other */
};

/* Grows with each use; zeroed at first; never freed before the exit. */
struct opt_list {
	const char **value;
	size_t n, cap;
};

struct opt {
	enum opt_kind kind;
	char letter; /* '\0' if it has none */
	const char *name;
	const char *arg;   /* "FILE", or NULL for a flag */
	const char *help;  /* one line, no capital, no full stop;
					   NULL: works, but is not shown */
	const char *words; /* KIND_WORD: "text json tap";
					   KIND_MAYBE, STR, LIST: offered words
					   or NULL */
	int min, max;      /* KIND_INT, KIND_MS (in ms) */
	union {
		bool *flag;
		int *num;
		const char **str;
		struct opt_list *list;
	} to;
};

/* clang-format off */
#define OPT_GROUP(title) \
	{ .kind = KIND_GROUP, .help = (title) }
#define OPT_FLAG(l, n, v, h) \
	{ .kind = KIND_FLAG, .letter = (l), .name = (n), .help = (h), \
	  .to.flag = (v) }
#define OPT_COUNT(l, n, v, h) \
	{ .kind = KIND_COUNT, .letter = (l), .name = (n), .help = (h), \
	  .to.num = (v) }
#define OPT_STR(l, n, v, a, h) \
	{ .kind = KIND_STR, .letter = (l), .name = (n), .arg = (a), \
	  .help = (h), .to.str = (v) }
#define OPT_FILE(l, n, v, h) \
	{ .kind = KIND_FILE, .letter = (l), .name = (n), .arg = "FILE", \
	  .help = (h), .to.str = (v) }
#define OPT_WORD(l, n, v, w, h) \
	{ .kind = KIND_WORD, .letter = (l), .name = (n), .arg = "WORD", \
	  .help = (h), .words = (w), .to.str = (v) }
/* Without an argument the variable becomes "". */
#define OPT_MAYBE(l, n, v, a, h) \
	{ .kind = KIND_MAYBE, .letter = (l), .name = (n), .arg = (a), \
	  .help = (h), .to.str = (v) }
#define OPT_MAYBE_WORDS(l, n, v, a, w, h) \
	{ .kind = KIND_MAYBE, .letter = (l), .name = (n), .arg = (a), \
	  .help = (h), .words = (w), .to.str = (v) }
#define OPT_INT(l, n, v, a, lo, hi, h) \
	{ .kind = KIND_INT, .letter = (l), .name = (n), .arg = (a), \
	  .help = (h), .min = (lo), .max = (hi), .to.num = (v) }
#define OPT_MS(l, n, v, lo, hi, h) \
	{ .kind = KIND_MS, .letter = (l), .name = (n), .arg = "SECONDS", \
	  .help = (h), .min = (lo), .max = (hi), .to.num = (v) }
#define OPT_LIST(l, n, v, a, w, h) \
	{ .kind = KIND_LIST, .letter = (l), .name = (n), .arg = (a), \
	  .help = (h), .words = (w), .to.list = (v) }
#define OPT_NEEDS(n, other) \
	{ .kind = KIND_NEEDS, .name = (n), .arg = (other) }
/* NAME may be "name=WORD": only with this word. */
#define OPT_EXCLUDES(n, other) \
	{ .kind = KIND_EXCLUDES, .name = (n), .arg = (other) }
#define OPT_END			{ .kind = KIND_END }
/* clang-format on */

enum { OPT_MAX = 96 }; /* rows of a table, common ones included */

/* Is it a row that a user can type (no group, no rule)? */
bool opt_is_option(const struct opt *o);

/*
 * Parse ARGV by the table; on success *ret_first is the index of the first
 * operand (options and operands may mix; ARGV is reordered, "--" ends the
 * options).  ERR_USAGE names the option, what is wrong, and what would be
 * right (a near name for an unknown one).
 */
int opt_parse(const struct opt *opts, int argc, char **argv, int *ret_first,
	struct err *err) _must_check_;

/* How many of N values, each of which may be NULL, are "-": standard input. */
size_t opt_count_input(const char *const *values, size_t n);

/* The word of a list that is nearest to a mistyped one, or NULL. */
const char *opt_nearest(const char *const *words, const char *typed);

#endif
