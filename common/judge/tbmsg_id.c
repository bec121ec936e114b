/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_id.c - comparing Token Binding IDs, and the mix-ups of provided and
 * referred.
 */
#include "judge/tbmsg_id.h"

#include "judge/tbmsg_cause.h"
#include "judge/tell_tbmsg.h"

enum { BRIEF = 43 }; /* characters of a hash, shown whole */

static void
id_is(struct report *r, const char *cause, const char *what, const char *mend)
{
	report_diagnosis(r, tbmsg_cause_find(cause), CONFIDENCE_CERTAIN,
		"the expected ID is %s", what);
	report_advise(r, "%s", mend);
}

static bool
is_id(struct view id, struct view expected, bool is_hash)
{
	return is_hash ? tbid_has_hash(id, expected) : view_eq(id, expected);
}

/* The same RSA key, with the other parameters. */
static bool
is_same_key(struct view id, struct view expected, bool is_hash)
{
	_cleanup_bytes_ struct bytes other = { 0 };

	if (id.len < 1 || id.data[0] > TBID_RSA2048_PSS)
		return false;
	bytes_append_view(&other, id);
	other.data[0] ^= TBID_RSA2048_PKCS1_5 ^ TBID_RSA2048_PSS;
	return is_id(bytes_view(&other), expected, is_hash);
}

static void
explain(struct report *r, const struct tbmsg *m, const struct tbmsg_binding *b,
	struct view expected, bool is_hash)
{
	const struct tbmsg_binding *other = tbmsg_find(m,
		b->type == TBMSG_PROVIDED ? TBMSG_REFERRED : TBMSG_PROVIDED);
	bool mixed = other != NULL && is_id(other->id, expected, is_hash);

	if (mixed && other->type == TBMSG_REFERRED)
		id_is(r, "id-is-referred", "that of the referred binding",
			"compare tokens for this server with the provided "
			"binding; the referred one is for tokens that are "
			"issued for another server");
	else if (mixed)
		id_is(r, "id-is-provided", "that of the provided binding",
			"bind the token to the referred ID: it is for the "
			"server that sent the client here");
	else if (is_same_key(b->id, expected, is_hash))
		id_is(r, "id-other-parameters",
			"that of the same key with other key parameters",
			"one RSA key has two IDs, for rsa2048_pkcs1.5 and "
			"rsa2048_pss: let both servers negotiate the same");
}

void
judge_tbmsg_id(struct report *r, const struct check *check, unsigned type,
	const struct tbmsg *m, const enum tbmsg_result *results,
	struct view expected, bool is_hash)
{
	const struct tbmsg_binding *binding = tbmsg_find(m, type);
	_cleanup_str_ char *want = tell_tbmsg_brief(expected, BRIEF);
	_cleanup_str_ char *id = NULL;
	bool same;

	if (binding == NULL) {
		report_check(r, check, VERDICT_FAIL, "there is no %s binding",
			tbmsg_type_name(type));
		return;
	}
	same = is_hash ? tbid_has_hash(binding->id, expected)
		       : view_eq(binding->id, expected);
	id = tell_tbmsg_brief(binding->id, BRIEF);
	if (same && results[binding - m->binding] != TBMSG_VALID)
		report_check(r, check, VERDICT_FAIL,
			"it is, but its signature is not verified");
	else if (same)
		report_check(r, check, VERDICT_PASS, "%s", want);
	else
		report_check(r, check, VERDICT_FAIL, "%s%s is not %s",
			is_hash ? "SHA-256 of " : "", id, want);
	if (!same)
		explain(r, m, binding, expected, is_hash);
}
