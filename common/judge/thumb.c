/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that should be x5t#S256 (RFC 8705 section 3.1): which certificate
 * they name, or by which wrong recipe they were made.
 */
#include "judge/thumb.h"

#include <sys/stat.h>

#include "base/b64.h"
#include "base/io.h"

enum {
	SHOWN_MAX = 40,      /* characters of a value in a sentence */
	WHOLE_MAX = 1 << 20, /* octets of a file that was hashed */
};

const struct check judge_thumb_expected = {
	"thumbprint.expected",
	"a certificate of the input has the expected x5t#S256",
	"RFC 8705 section 3.1",
};

static const struct cause causes[] = {
	{ "x5t-hex", "the thumbprint is written in hex" },
	{ "x5t-hex-upper", "the thumbprint is written in upper-case hex" },
	{ "x5t-colon-hex", "the thumbprint is written in hex with colons" },
	{ "x5t-double-encoded", "the thumbprint was encoded twice" },
	{ "x5t-padded", "the thumbprint has base64 padding" },
	{ "x5t-std-base64", "the thumbprint is in base64, not base64url" },
	{ "x5t-sha1", "it is the SHA-1 thumbprint" },
	{ "x5t-wrong-hash-len", "it was made with SHA-384 or SHA-512" },
	{ "x5t-of-pem", "it is a hash of PEM text" },
	{ "x5t-of-spki", "it is a hash of the public key" },
	{ "x5t-is-jkt", "it is the JWK thumbprint of the key" },
	{ "x5t-of-chain", "it is a hash of a whole file" },
	{ "x5t-is-tbh", "it is the hash of a Token Binding ID" },
	{ "x5t-is-binding-id", "it is a Token Binding ID" },
	{ "x5t-is-key-id", "it is a key identifier of an extension" },
	{ "x5t-of-other", "it belongs to a certificate that is not here" },
};

const struct cause *const judge_thumb_causes[] = { &causes[0], &causes[1],
	&causes[2], &causes[3], &causes[4], &causes[5], &causes[6], &causes[7],
	&causes[8], &causes[9], &causes[10], &causes[11], &causes[12],
	&causes[13], &causes[14], &causes[15], NULL };

const struct cause *
judge_thumb_cause(const char *id)
{
	size_t i = 0;

	while (strcmp(causes[i].id, id) != 0)
		i++;
	return &causes[i];
}

/* Rows that come first in the table explain better. */
static bool
is_better(const struct recipe *a, const struct recipe *b)
{
	return a != NULL && (b == NULL || a < b);
}

void
judge_thumb_right(const struct x509 *x, char ret_text[static THUMB_S256_TEXT])
{
	uint8_t digest[HASH_MAX];
	size_t len = hash_data(HASH_SHA256, x->der, digest);

	b64_encode_to(ret_text, (struct view){ digest, len }, B64_URL);
}

static bool
is_right(const struct thumb_claim *c)
{
	return c->recipe == recipe_rows;
}

static bool
compare(struct thumb_claim *c, const struct x509 *x, const char *source,
	size_t index, struct view file)
{
	const struct recipe *row;

	if (!c->readable || is_right(c))
		return false;
	row = recipe_match(&c->value, x, file);
	if (!is_better(row, c->recipe))
		return false;
	free(c->source);
	c->source = xstrdup(source);
	c->recipe = row;
	c->index = index;
	judge_thumb_right(x, c->right);
	return true;
}

/* A long value is known by its two ends. */
char *
judge_thumb_brief(const char *text)
{
	size_t len = strlen(text);

	if (len <= SHOWN_MAX)
		return xasprintf("%s (%zu characters)", text, len);
	return xasprintf("%.12s…%s (%zu characters)", text, text + len - 6,
		len);
}

/* "certificate 2 of chain.pem", or just the file's name if there is one. */
static char *
whose(const struct thumb_judge *j, const struct thumb_claim *c)
{
	const char *source = io_name(c->source);

	if (j->seen == 1)
		return xstrdup(source);
	return xasprintf("certificate %zu of %s", c->index + 1, source);
}

static void
say_near(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *value = judge_thumb_brief(c->text),
			   *owner = whose(j, c);
	_cleanup_str_ char *phrase = recipe_phrase(c->recipe);

	report_check(r, &judge_thumb_expected, VERDICT_FAIL, "%s is %s of %s",
		value, phrase, owner);
	report_diagnosis(r, judge_thumb_cause(c->recipe->cause),
		CONFIDENCE_CERTAIN, "the value is %s", c->recipe->words);
	report_because(r, "%s is %s of %s", value, phrase, owner);
	report_advise(r, "%s: %s", c->recipe->mend, c->right);
}

static char *
all_of_them(const struct thumb_judge *j)
{
	return j->seen == 1 ? xstrdup(j->source)
			    : xasprintf("any of the %zu certificates", j->seen);
}

/* It may well be right, but for a certificate that nobody showed us. */
static void
say_other(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *value = judge_thumb_brief(c->text),
			   *all = all_of_them(j);

	report_check(r, &judge_thumb_expected, VERDICT_FAIL,
		"%s is not made from %s, rightly or by any known mistake",
		value, all);
	report_diagnosis(r, judge_thumb_cause("x5t-of-other"),
		CONFIDENCE_LIKELY,
		"the value belongs to another certificate: one from before a "
		"renewal, another client's, that of another hop (a proxy), or "
		"the CA's");
	report_because(r,
		"%s is not made from %s, rightly or by any known mistake",
		value, all);
	report_advise(r,
		"find the certificate that the token was issued for, and "
		"connect with that; if it was renewed, get a new token");
}

static void
say_strange(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *value = NULL;

	if (c->readable) {
		say_other(j, c, r);
	} else {
		value = judge_thumb_brief(c->text);
		report_check(r, &judge_thumb_expected, VERDICT_FAIL,
			"%s is no digest in any usual encoding", value);
	}
	if (j->seen == 1)
		report_advise(r, "the x5t#S256 of %s is %s", j->source,
			j->right);
}

static void
say_claim(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *owner = NULL;

	if (!is_right(c) && c->recipe != NULL) {
		say_near(j, c, r);
	} else if (!is_right(c)) {
		say_strange(j, c, r);
	} else {
		owner = whose(j, c);
		report_check(r, &judge_thumb_expected, VERDICT_PASS,
			"%s is the x5t#S256 of %s", c->right, owner);
	}
}

static void
say_headline(const struct thumb_judge *j, struct report *r)
{
	_cleanup_str_ char *owner = NULL;
	size_t wrong = 0;

	for (size_t i = 0; i < j->n; i++)
		wrong += !is_right(&j->claim[i]);
	if (j->n > 1 && wrong > 0) {
		report_headline(r, "DIFFERS",
			"%zu of %zu values are not the x5t#S256 of any "
			"certificate given",
			wrong, j->n);
	} else if (j->n > 1) {
		report_headline(r, "HOLDS",
			"all %zu values are the x5t#S256 of a certificate "
			"given",
			j->n);
	} else if (wrong > 0 && j->seen == 1) {
		report_headline(r, "DIFFERS", "%s has another x5t#S256",
			j->source);
	} else if (wrong > 0) {
		report_headline(r, "DIFFERS",
			"none of the %zu certificates has this x5t#S256",
			j->seen);
	} else {
		owner = whose(j, &j->claim[0]);
		report_headline(r, "HOLDS", "%s has this x5t#S256", owner);
	}
}

/* For programs: text says the same in sentences. */
static void
tell_claims(const struct thumb_judge *j, struct report *r)
{
	report_open_list(r, "expected", NULL);
	for (size_t i = 0; i < j->n; i++) {
		const struct thumb_claim *c = &j->claim[i];

		report_open(r, NULL, NULL);
		report_string(r, "value", NULL, "%s", c->text);
		if (c->recipe != NULL) {
			report_string(r, "recipe", NULL, "%s", c->recipe->name);
			report_string(r, "source", NULL, "%s", c->source);
			report_integer(r, "index", NULL, (int64_t)c->index);
		}
		report_close(r);
	}
	report_close(r);
}

int
judge_thumb_begin(struct thumb_judge *j, const char *const *values, size_t n,
	struct err *err)
{
	*j = (struct thumb_judge){ .claim = xcalloc(n, sizeof(*j->claim)),
		.n = n };
	for (size_t i = 0; i < n; i++) {
		struct view bare = recipe_bare(view_of_str(values[i]));

		if (bare.len == 0)
			return err_set(err, ERR_USAGE,
				"--expect: empty: is the variable set?");
		j->claim[i].text = xstrndup((const char *)bare.data, bare.len);
		j->claim[i].readable = recipe_read(j->claim[i].text,
			&j->claim[i].value);
	}
	return 0;
}

void
judge_thumb_whole(const char *name, struct bytes *ret)
{
	struct err err = { 0 };
	struct stat st;

	if (stat(name, &st) == 0 && S_ISREG(st.st_mode)
		&& io_load(name, WHOLE_MAX, ret, &err) < 0)
		bytes_clear(ret);
}

bool
judge_thumb_see(struct thumb_judge *j, const struct x509 *x, const char *source,
	size_t index, struct view file)
{
	bool better = false;

	if (j->seen++ == 0) {
		j->source = xstrdup(io_name(source));
		judge_thumb_right(x, j->right);
	}
	for (size_t i = 0; i < j->n; i++)
		better |= compare(&j->claim[i], x, source, index, file);
	return better;
}

void
judge_thumb_say(const struct thumb_judge *j, struct report *r)
{
	say_headline(j, r);
	for (size_t i = 0; i < j->n; i++)
		say_claim(j, &j->claim[i], r);
	tell_claims(j, r);
}

void
judge_thumb_done(struct thumb_judge *j)
{
	for (size_t i = 0; i < j->n; i++) {
		free(j->claim[i].source);
		free(j->claim[i].text);
	}
	free(j->claim);
	free(j->source);
	*j = (struct thumb_judge){ 0 };
}
