/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_client_auth_subject_dn, RFC 8705 section 2.1.2, against a certificate.
 */
#include "base/alloc.h"
#include "judge/match_one.h"
#include "proof/cert.h"

static const char subject_dn[] = "tls_client_auth_subject_dn";

static enum match_result
result_of(const struct dn_match *m)
{
	static const enum match_result results[] = {
		[DN_EXACT] = MATCH_EXACT,
		[DN_SAME] = MATCH_SAME,
		[DN_FORMAT] = MATCH_FORMAT,
		[DN_REVERSED] = MATCH_REVERSED,
		[DN_SHUFFLED] = MATCH_SHUFFLED,
		[DN_CASE] = MATCH_CASE,
		[DN_DIFFERS] = MATCH_DIFFERS,
		[DN_UNREADABLE] = MATCH_UNREADABLE,
	};

	return results[m->relation];
}

/* Who prints it so, if that is known. */
static char *
with_program(const struct dn_match *m, const char *words)
{
	if (m->form == NULL || m->form->programs == NULL)
		return xstrdup(words);
	return xasprintf("%s, as %s prints it", words, m->form->programs);
}

static char *
same_words(const struct dn_match *m)
{
	if (m->folded)
		return xstrdup("the subject in other letters or spaces, "
			       "which name the same");
	return with_program(m, "the subject in another spelling");
}

static char *
format_words(const struct dn_match *m)
{
	if (m->form == NULL && m->unquoted)
		return xstrdup("the subject with a separator in a value that "
			       "has no \\ before it");
	return with_program(m, "the subject in a form that is not RFC 4514");
}

static char *
evidence_of(const struct dn_match *m)
{
	switch (m->relation) {
	case DN_EXACT:
		return xstrdup("the subject as RFC 4514 writes it");
	case DN_SAME:
		return same_words(m);
	case DN_FORMAT:
		return format_words(m);
	case DN_REVERSED:
		return with_program(m, "the subject in reverse order");
	case DN_SHUFFLED:
		return with_program(m,
			"the subject with its parts in another order");
	case DN_CASE:
		return xasprintf("not the subject: case counts here: %s",
			m->difference);
	case DN_UNREADABLE:
		return xasprintf("no distinguished name: %s", m->difference);
	default:
		return xasprintf("not the subject: %s", m->difference);
	}
}

static bool
take(const struct x509 *x, struct dn_match *m, struct match_found *found)
{
	enum match_result result = result_of(m);

	if (result > found->result
		|| (result == found->result && m->distance >= found->distance))
		return false;
	match_found_done(found);
	*found = (struct match_found){ .result = result,
		.distance = m->distance,
		.form = m->form != NULL ? m->form->name : NULL,
		.evidence = evidence_of(m),
		.key = subject_dn,
		.right = cert_name_text(x->subject) };
	return true;
}

/* A certificate may have no subject at all, or one that nobody can read. */
static bool
take_nothing(const char *words, struct match_found *found)
{
	if (found->result <= MATCH_DIFFERS)
		return false;
	match_found_done(found);
	*found = (struct match_found){ .result = MATCH_DIFFERS,
		.distance = SIZE_MAX,
		.evidence = xasprintf("not the subject: %s", words) };
	return true;
}

bool
match_dn(const struct x509 *x, const char *value, struct match_found *found)
{
	_cleanup_dn_match_ struct dn_match m = { .difference = NULL };
	_cleanup_dn_ struct dn dn = { .n = 0 };
	struct err err;

	if (dn_parse(x->subject, &dn, &err) < 0)
		return take_nothing(err.text, found);
	if (dn.n == 0)
		return take_nothing("the certificate's is empty", found);
	dn_match(&dn, view_of_str(value), &m);
	return take(x, &m, found);
}

void
match_found_done(struct match_found *found)
{
	free(found->evidence);
	free(found->right);
	*found = (struct match_found){ .result = MATCH_NONE };
}
