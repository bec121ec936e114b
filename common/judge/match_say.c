/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What follows from comparing registered values with certificates: verdicts,
 * causes, and what to register, RFC 8705 section 2.1.2.
 */
#include "base/io.h"
#include "judge/match.h"

enum { SHOWN_MAX = 160 }; /* octets of a value in a sentence */

enum cause_number {
	CAUSE_ORDER,
	CAUSE_FORMAT,
	CAUSE_DN_CASE,
	CAUSE_DN,
	CAUSE_NO_DN,
	CAUSE_TYPE,
	CAUSE_IN_SUBJECT,
	CAUSE_CASE,
	CAUSE_WILDCARD,
	CAUSE_SAN,
	CAUSE_NO_SAN,
};

static const struct cause causes[] = {
	{ "subject-dn-order", "the name has its parts in another order" },
	{ "subject-dn-format", "the name is in a form that is not RFC 4514" },
	{ "subject-dn-case", "the name differs in case, where case counts" },
	{ "subject-dn-mismatch", "it is another subject" },
	{ "subject-dn-unreadable", "it is no distinguished name" },
	{ "san-type", "the value is a name of another type" },
	{ "san-in-subject", "the value is in the subject, not among the SANs" },
	{ "san-case", "the name differs in case, where case counts" },
	{ "san-wildcard", "only a wildcard covers the name" },
	{ "san-mismatch", "the certificate has no such name" },
	{ "san-unreadable", "such a name cannot look like that" },
};

const struct cause *const judge_match_causes[] = { &causes[0], &causes[1],
	&causes[2], &causes[3], &causes[4], &causes[5], &causes[6], &causes[7],
	&causes[8], &causes[9], &causes[10], NULL };

/* What a result means for a subject, for a SAN, and in a sentence. */
static const struct {
	const char *name;
	enum cause_number of_dn, of_san;
	enum confidence confidence;
	const char *words;
} results[] = {
	[MATCH_EXACT] = { .name = "exact" },
	[MATCH_SAME] = { .name = "equivalent" },
	[MATCH_FORMAT] = { "format", CAUSE_FORMAT, CAUSE_FORMAT,
		CONFIDENCE_CERTAIN,
		"the right subject is registered in a form that servers do not "
		"compare" },
	[MATCH_REVERSED] = { "reversed", CAUSE_ORDER, CAUSE_ORDER,
		CONFIDENCE_CERTAIN,
		"the right subject is registered in reverse order" },
	[MATCH_SHUFFLED] = { "shuffled", CAUSE_ORDER, CAUSE_ORDER,
		CONFIDENCE_CERTAIN,
		"the right subject is registered with its parts in another "
		"order" },
	[MATCH_OTHER_TYPE] = { "other-type", CAUSE_TYPE, CAUSE_TYPE,
		CONFIDENCE_CERTAIN,
		"the value is registered as a name of the wrong type" },
	[MATCH_IN_SUBJECT] = { "in-subject", CAUSE_IN_SUBJECT, CAUSE_IN_SUBJECT,
		CONFIDENCE_CERTAIN,
		"the certificate has the value in its subject only, where "
		"servers do not look for it" },
	[MATCH_CASE] = { "case", CAUSE_DN_CASE, CAUSE_CASE, CONFIDENCE_CERTAIN,
		"the value differs in the case of letters, and case counts "
		"here" },
	[MATCH_WILDCARD] = { "wildcard", CAUSE_WILDCARD, CAUSE_WILDCARD,
		CONFIDENCE_CERTAIN,
		"the certificate has a wildcard, which names no client" },
	[MATCH_DIFFERS] = { "differs", CAUSE_DN, CAUSE_SAN, CONFIDENCE_LIKELY,
		"another certificate's name is registered, or it was typed "
		"wrongly" },
	[MATCH_UNREADABLE] = { "unreadable", CAUSE_NO_DN, CAUSE_NO_SAN,
		CONFIDENCE_CERTAIN, "the value is nothing that can match" },
	[MATCH_NONE] = { .name = "none" },
};

/* ---- facts --------------------------------------------------------------- */

static void
tell_form(struct report *r, const char *name, const char *text)
{
	report_open(r, NULL, NULL);
	report_string(r, "form", NULL, "%s", name);
	report_string(r, "value", NULL, "%s", text);
	report_close(r);
}

void
judge_match_tell(struct report *r, const struct x509 *x)
{
	_cleanup_dn_ struct dn dn = { .n = 0 };
	int level = r->level;
	struct err err;

	if (dn_parse(x->subject, &dn, &err) < 0)
		return;
	if (level < 1)
		report_level(r, 1);
	report_open_list(r, "subject_forms", NULL);
	for (const struct dn_form *f = dn_forms; f->name != NULL; f++) {
		_cleanup_str_ char *text = dn_form_text(f, &dn);

		tell_form(r, f->name, text);
	}
	report_close(r);
	for (const struct dn_form *f = dn_forms; f->name != NULL; f++) {
		_cleanup_str_ char *text = dn_form_text(f, &dn);

		report_line(r, f == dn_forms ? "subject" : "", "%-15s  %s",
			f->name, text);
	}
	report_level(r, level);
}

/* For programs: text says the same in sentences. */
static void
tell_claims(const struct match_judge *j, struct report *r)
{
	report_open_list(r, "matches", NULL);
	for (size_t i = 0; i < j->n; i++) {
		const struct match_claim *c = &j->claim[i];

		report_open(r, NULL, NULL);
		report_string(r, "key", NULL, "%s", c->key->name);
		report_string(r, "value", NULL, "%s", c->value);
		report_string(r, "result", NULL, "%s",
			results[c->found.result].name);
		if (c->found.form != NULL)
			report_string(r, "form", NULL, "%s", c->found.form);
		if (c->found.right != NULL) {
			report_string(r, "register_key", NULL, "%s",
				c->found.key);
			report_string(r, "register_value", NULL, "%s",
				c->found.right);
		}
		report_string(r, "source", NULL, "%s", c->source);
		report_integer(r, "index", NULL, (int64_t)c->index);
		report_close(r);
	}
	report_close(r);
}

/* ---- verdicts ------------------------------------------------------------ */

static bool
is_accepted(const struct match_claim *c)
{
	return c->found.result <= MATCH_SAME;
}

/* "certificate 2 of chain.pem", or just the file's name if there is one. */
static char *
whose(const struct match_judge *j, const struct match_claim *c)
{
	const char *source = io_name(c->source);

	if (j->seen == 1)
		return xstrdup(source);
	return xasprintf("certificate %zu of %s", c->index + 1, source);
}

static char *
shorten(const char *value)
{
	if (strlen(value) <= SHOWN_MAX)
		return xstrdup(value);
	return xasprintf("%.*s… (%zu characters)", SHOWN_MAX, value,
		strlen(value));
}

static void
say_spelling(const struct match_claim *c, const char *value, struct report *r)
{
	report_check(r, &judge_match_spelling, VERDICT_WARN,
		"%s is not, octet for octet, %s", value, c->found.right);
	report_advise(r,
		"register exactly %s=%s: servers that compare text refuse "
		"any other",
		c->found.key, c->found.right);
}

static void
advise(const struct match_claim *c, struct report *r)
{
	if (c->found.right == NULL)
		report_advise(r,
			"connect with the certificate whose name is "
			"registered, or register a name that this one has");
	else if (c->found.result >= MATCH_DIFFERS)
		report_advise(r,
			"if this is the client's certificate, register exactly "
			"%s=%s",
			c->found.key, c->found.right);
	else
		report_advise(r, "register exactly %s=%s", c->found.key,
			c->found.right);
}

static void
say_refused(const struct match_claim *c, const char *owner, const char *value,
	struct report *r)
{
	enum match_result result = c->found.result;
	enum cause_number number = c->key->type == 0 ? results[result].of_dn
						     : results[result].of_san;

	report_check(r, c->key->check, VERDICT_FAIL, "%s: %s is %s", owner,
		value, c->found.evidence);
	report_diagnosis(r, &causes[number], results[result].confidence, "%s",
		results[result].words);
	report_because(r, "%s: %s is %s", owner, value, c->found.evidence);
	advise(c, r);
}

static void
say_claim(const struct match_judge *j, const struct match_claim *c,
	struct report *r)
{
	_cleanup_str_ char *owner = whose(j, c), *value = shorten(c->value);

	if (!is_accepted(c)) {
		say_refused(c, owner, value, r);
		return;
	}
	report_check(r, c->key->check, VERDICT_PASS, "%s: %s is %s", owner,
		value, c->found.evidence);
	if (c->found.result == MATCH_SAME)
		say_spelling(c, value, r);
}

static char *
words_of_all(const struct match_judge *j, size_t wrong)
{
	_cleanup_str_ char *owner = whose(j, &j->claim[0]);

	if (j->n > 1 && wrong > 0)
		return xasprintf("%zu of %zu registered values match no "
				 "certificate given",
			wrong, j->n);
	if (j->n > 1)
		return xasprintf("all %zu registered values match", j->n);
	if (wrong > 0 && j->seen > 1)
		return xasprintf("none of the %zu certificates matches what is "
				 "registered",
			j->seen);
	return xasprintf("%s %s what is registered", owner,
		wrong > 0 ? "does not match" : "matches");
}

static void
say_headline(const struct match_judge *j, struct report *r)
{
	_cleanup_str_ char *words = NULL, *before = NULL;
	size_t wrong = 0;

	for (size_t i = 0; i < j->n; i++)
		wrong += !is_accepted(&j->claim[i]);
	words = words_of_all(j, wrong);
	if (r->word != NULL && strcmp(r->word, "DIFFERS") == 0)
		return;
	if (wrong > 0) {
		report_headline(r, "DIFFERS", "%s", words);
	} else if (r->word != NULL && strcmp(r->word, "HOLDS") == 0) {
		before = xstrdup(r->headline);
		report_headline(r, "HOLDS", "%s; %s", before, words);
	} else {
		report_headline(r, "HOLDS", "%s", words);
	}
}

void
judge_match_say(const struct match_judge *j, struct report *r)
{
	say_headline(j, r);
	for (size_t i = 0; i < j->n; i++)
		say_claim(j, &j->claim[i], r);
	tell_claims(j, r);
}
