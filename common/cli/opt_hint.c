/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt_hint.c - which option was meant: a near name, or the one that does what
 * the typed one does for curl or openssl.
 */
#include "cli/opt_hint.h"

#include "base/alloc.h"

enum { WORD_LEN_MAX = 40 }; /* longer words are not compared */

/* What fingers remember, and the option of ours that tells what to do. */
static const struct {
	const char *typed, *option, *hint;
} aliases[] = {
	{ "CAfile", "ca", "did you mean --ca?" },
	{ "cacert", "ca", "did you mean --ca?" },
	{ "connect", "servername", "HOST:PORT stands alone" },
	{ "connect-to", "servername", "did you mean --servername?" },
	{ "insecure", "no-verify", "did you mean --no-verify?" },
	{ "tls1_2", "tls", "did you mean --tls=1.2?" },
	{ "tls1_3", "tls", "did you mean --tls=1.3?" },
	{ "tlsv1.2", "tls", "did you mean --tls=1.2?" },
	{ "tlsv1.3", "tls", "did you mean --tls=1.3?" },
	{ "verify-hostname", "servername", "did you mean --servername?" },
	{ "verify_hostname", "servername", "did you mean --servername?" },
};

static bool
has_option(const struct opt *opts, const char *name)
{
	for (const struct opt *o = opts; o->kind != KIND_END; o++)
		if (opt_is_option(o) && strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* What to do instead of a NAME of other tools, or NULL. */
static const char *
alias(const struct opt *opts, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcmp(aliases[i].typed, name) == 0
			&& has_option(opts, aliases[i].option))
			return aliases[i].hint;
	return NULL;
}

int
opt_refuse_name(const struct opt *opts, const char *typed, struct err *err)
{
	_cleanup_str_ char *name = xstrndup(typed, strcspn(typed, "="));
	_cleanup_str_ char *list = xstrdup("");
	const char *names[OPT_MAX + 1] = { NULL }, *near, *hint;
	size_t n = 0, matches = 0;

	for (const struct opt *o = opts; o->kind != KIND_END; o++) {
		char *longer;

		if (!opt_is_option(o))
			continue;
		names[n++] = o->name;
		if (strncmp(o->name, name, strlen(name)) != 0)
			continue;
		longer = xasprintf("%s%s--%s", list, matches++ > 0 ? ", " : "",
			o->name);
		free(list);
		list = longer;
	}
	if (matches > 0)
		return err_set(err, ERR_USAGE, "--%s: ambiguous: %s", name,
			list);
	hint = alias(opts, name);
	if (hint != NULL)
		return err_set(err, ERR_USAGE, "--%s: no such option: %s", name,
			hint);
	near = opt_nearest(names, name);
	return err_set(err, ERR_USAGE, "--%s: no such option%s%s%s", name,
		near != NULL ? ": did you mean --" : "",
		near != NULL ? near : "", near != NULL ? "?" : "");
}

int
opt_refuse_dash(const struct opt *opts, const char *word, struct err *err)
{
	_cleanup_str_ char *name = NULL;
	const char *hint;

	if (word[1] == '-' || word[2] == '\0')
		return 0;
	name = xstrndup(word + 1, strcspn(word + 1, "="));
	if (has_option(opts, name))
		return err_set(err, ERR_USAGE,
			"-%s: no such option: long options have two dashes: "
			"--%s",
			name, name);
	hint = alias(opts, name);
	return hint == NULL ? 0
			    : err_set(err, ERR_USAGE, "-%s: no such option: %s",
				    name, hint);
}

int
opt_refuse_word(const struct opt *o, const char *typed, struct err *err)
{
	_cleanup_str_ char *copy = xstrdup(o->words);
	const char *words[OPT_MAX + 1] = { NULL }, *near = NULL;
	char *rest = copy;
	size_t n = 0;

	while (n < OPT_MAX && rest != NULL)
		words[n++] = strsep(&rest, " ");
	/* A number beside another is no slip of the fingers. */
	if (typed[strspn(typed, "0123456789.")] != '\0')
		near = opt_nearest(words, typed);
	return err_set(err, ERR_USAGE, "--%s: '%s' is none of: %s%s%s%s",
		o->name, typed, o->words, near != NULL ? ": did you mean " : "",
		near != NULL ? near : "", near != NULL ? "?" : "");
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Letters to insert, drop, change or swap with a neighbour to get B from A. */
static size_t
distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	size_t d[WORD_LEN_MAX + 1][WORD_LEN_MAX + 1];

	if (la > WORD_LEN_MAX || lb > WORD_LEN_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= la; i++) {
		for (size_t j = 0; j <= lb; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			d[i][j] = least(d[i][j], d[i - 1][j] + 1);
			d[i][j] = least(d[i][j], d[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2]
				&& a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[la][lb];
}

const char *
opt_nearest(const char *const *words, const char *typed)
{
	size_t len = strlen(typed), best = len / 4 + 2;
	const char *near = NULL;

	for (; *words != NULL; words++) {
		size_t d = distance(*words, typed);

		if (len > 0 && strncmp(*words, typed, len) == 0)
			d = 0;
		if (d < best) {
			best = d;
			near = *words;
		}
	}
	return near;
}
