/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that should be x5t#S256 (RFC 8705 section 3.1): which certificate
 * they name, or by which wrong recipe they were made.
 */
#include "judge/thumb.h"

#include "base/b64.h"

enum { SHOWN_MAX = 40 }; /* characters of a value in a sentence */

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
};

const struct cause *const judge_thumb_causes[] = { &causes[0], &causes[1],
	&causes[2], &causes[3], &causes[4], &causes[5], &causes[6], &causes[7],
	&causes[8], &causes[9], &causes[10], &causes[11], NULL };

static const struct cause *
find_cause(const char *id)
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

static void
right_value(const struct x509 *x, char ret_text[static THUMB_S256_TEXT])
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

static void
compare(struct thumb_claim *c, const struct x509 *x, const char *source,
	size_t index, struct view file)
{
	const struct recipe *row;

	if (!c->readable || is_right(c))
		return;
	row = recipe_match(&c->value, x, file);
	if (!is_better(row, c->recipe))
		return;
	free(c->source);
	c->source = xstrdup(source);
	c->recipe = row;
	c->index = index;
	right_value(x, c->right);
}

/* A long value is known by its two ends. */
static char *
shorten(const char *text)
{
	size_t len = strlen(text);

	if (len == 0)
		return xstrdup("an empty value");
	if (len <= SHOWN_MAX)
		return xasprintf("%s (%zu characters)", text, len);
	return xasprintf("%.12s…%s (%zu characters)", text, text + len - 6,
		len);
}

/* "certificate 2 of chain.pem", or just the file's name if there is one. */
static char *
whose(const struct thumb_judge *j, const struct thumb_claim *c)
{
	const char *source = strcmp(c->source, "-") == 0 ? "standard input"
							 : c->source;

	if (j->seen == 1)
		return xstrdup(source);
	return xasprintf("certificate %zu of %s", c->index + 1, source);
}

static void
say_near(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *value = shorten(c->text), *owner = whose(j, c);

	report_check(r, &judge_thumb_expected, VERDICT_FAIL, "%s is %s of %s",
		value, c->recipe->name, owner);
	report_diagnosis(r, find_cause(c->recipe->cause), CONFIDENCE_CERTAIN,
		"the value is %s", c->recipe->words);
	report_because(r, "%s is %s of %s", value, c->recipe->name, owner);
	report_advise(r, "%s: %s", c->recipe->mend, c->right);
}

static void
say_strange(const struct thumb_judge *j, const struct thumb_claim *c,
	struct report *r)
{
	_cleanup_str_ char *value = shorten(c->text);

	if (!c->readable)
		report_check(r, &judge_thumb_expected, VERDICT_FAIL,
			"%s is no digest in any usual encoding", value);
	else
		report_check(r, &judge_thumb_expected, VERDICT_FAIL,
			"%s is made from none of the %zu certificates, rightly "
			"or by any known mistake",
			value, j->seen);
	if (j->seen == 1)
		report_advise(r, "the x5t#S256 of %s is %s", j->source,
			j->right);
	else
		report_advise(r,
			"compare with the certificate that the token was "
			"issued for: was it renewed, or is it another hop's?");
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

void
judge_thumb_begin(struct thumb_judge *j, const char *const *values, size_t n)
{
	*j = (struct thumb_judge){ .claim = xcalloc(n, sizeof(*j->claim)),
		.n = n };
	for (size_t i = 0; i < n; i++) {
		j->claim[i].text = values[i];
		j->claim[i].readable = recipe_read(values[i],
			&j->claim[i].value);
	}
}

void
judge_thumb_see(struct thumb_judge *j, const struct x509 *x, const char *source,
	size_t index, struct view file)
{
	if (j->seen++ == 0) {
		j->source = xstrdup(
			strcmp(source, "-") == 0 ? "standard input" : source);
		right_value(x, j->right);
	}
	for (size_t i = 0; i < j->n; i++)
		compare(&j->claim[i], x, source, index, file);
}

void
judge_thumb_say(const struct thumb_judge *j, struct report *r)
{
	say_headline(j, r);
	for (size_t i = 0; i < j->n; i++)
		say_claim(j, &j->claim[i], r);
}

void
judge_thumb_done(struct thumb_judge *j)
{
	for (size_t i = 0; i < j->n; i++)
		free(j->claim[i].source);
	free(j->claim);
	free(j->source);
	*j = (struct thumb_judge){ 0 };
}
