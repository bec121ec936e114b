/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf.c - the confirmation of a token, member by member.  All that are known
 * must hold; what cannot be judged here is no pass.
 */
#include "judge/cnf.h"

#include "base/b64.h"
#include "cli/report_json.h"
#include "judge/thumb.h"
#include "proof/thumb.h"

/* What is judged, and how it stands. */
struct bench {
	struct report *r;
	const struct cnf *cnf;
	const struct cnf_case *c;
	const char *method; /* the first that was judged */
	size_t n_pass, n_fail;
	bool unproven; /* one that would hold is */
};

/* ---- a value and what was presented ------------------------------------- */

static void
verdict(struct bench *b, enum cnf_method m, bool holds)
{
	if (b->method == NULL)
		b->method = cnf_method_name(m);
	b->n_pass += holds;
	b->n_fail += !holds;
}

static bool
same(const struct cnf_item *i, struct view presented)
{
	return i->has_digest
		&& view_eq((struct view){ i->digest, CNF_DIGEST }, presented);
}

/* Does the value have its form?  Says so if not, or if it is odd. */
static void
say_form(struct bench *b, enum cnf_method m, const struct cnf_item *i)
{
	if (i->has_digest && i->spare_bits) {
		report_check(b->r, &check_cnf_form, VERDICT_WARN,
			"%s: bits of the last character belong to no octet, "
			"and are not zero (RFC 4648 section 3.5)",
			cnf_method_name(m));
		report_advise(b->r,
			"strict readers refuse it: encode the 32 octets anew");
	} else if (i->text == NULL) {
		report_check(b->r, &check_cnf_form, VERDICT_FAIL,
			"%s is no string", cnf_method_name(m));
	}
}

static char *
brief(const struct cnf_item *i)
{
	return i->text != NULL ? judge_thumb_brief(i->text)
			       : xstrdup("no string");
}

/* "x5t#S256 is A…, that of the certificate B…" */
static void
say_differs(struct bench *b, const struct check *check, enum cnf_method m,
	struct view presented, const char *whose)
{
	const struct cnf_item *i = &b->cnf->item[m];
	_cleanup_str_ char *value = brief(i), *right = b64url(presented);

	report_check(b->r, check, VERDICT_FAIL, "%s is %s; that of %s is %s",
		cnf_method_name(m), value, whose, right);
}

static bool
has_certs(const struct cnf_case *c)
{
	return c->certs != NULL && c->certs->has_cert;
}

static char *
cert_name(const struct cnf_case *c)
{
	return has_certs(c) ? cnf_cert_name(c->certs, &c->certs->cert[0])
			    : xstrdup("the certificate");
}

/* ---- x5t#S256 and x5t --------------------------------------------------- */

static void
check_x5t_s256(struct bench *b)
{
	const struct cnf_item *i = &b->cnf->item[CNF_X5T_S256];
	_cleanup_str_ char *name = NULL;
	bool holds = same(i, b->c->x5t_s256);

	if (i->json == NULL)
		return;
	say_form(b, CNF_X5T_S256, i);
	verdict(b, CNF_X5T_S256, holds);
	if (b->c->x5t_s256.len == 0) {
		report_check(b->r, &check_cnf_x5t_s256, VERDICT_FAIL,
			"no certificate was presented");
		report_advise(b->r,
			"give the certificate of the connection: --cert");
		return;
	}
	name = cert_name(b->c);
	if (holds) {
		report_check(b->r, &check_cnf_x5t_s256, VERDICT_PASS, "%s",
			name);
		return;
	}
	say_differs(b, &check_cnf_x5t_s256, CNF_X5T_S256, b->c->x5t_s256, name);
	if (i->text != NULL && !b->c->brief && b->c->certs != NULL)
		judge_cnf_x5t_cause(b->r, i, b->c->certs);
}

/* SHA-1 may well be of this very certificate: it binds nothing. */
static void
check_x5t(struct bench *b)
{
	const struct cnf_item *i = &b->cnf->item[CNF_X5T];
	bool alone = b->cnf->item[CNF_X5T_S256].json == NULL;

	if (i->json == NULL)
		return;
	report_check(b->r, &check_cnf_x5t_s256,
		alone ? VERDICT_FAIL : VERDICT_WARN,
		"x5t is no confirmation method: it is SHA-1, and ignored");
	report_advise(b->r, "the issuer must write x5t#S256");
	if (!alone)
		return;
	verdict(b, CNF_X5T, false);
	report_diagnosis(b->r, judge_cnf_cause("x5t-sha1"), CONFIDENCE_CERTAIN,
		"the issuer wrote x5t, the SHA-1 thumbprint");
	report_because(b->r, "cnf has x5t, and no x5t#S256");
	report_advise(b->r,
		"the issuer must write x5t#S256 (RFC 8705 section 3.1)");
}

/* ---- jkt and jwk -------------------------------------------------------- */

/* The thumbprint of the key that was proven: of DPoP, else of TLS. */
static struct view
key_presented(const struct bench *b, uint8_t digest[static HASH_MAX],
	const char **ret_whose)
{
	*ret_whose = "the key of the DPoP proof";
	if (b->c->jkt.len > 0)
		return b->c->jkt;
	*ret_whose = "the certificate's key";
	if (has_certs(b->c) && thumb_jkt(&b->c->certs->cert[0].x, digest))
		return (struct view){ digest, CNF_DIGEST };
	return (struct view){ NULL, 0 };
}

/* It is the right one, and a proof that does not hold names it. */
static void
say_holds(struct bench *b, const struct check *check, const char *whose,
	bool unproven)
{
	b->unproven |= unproven;
	if (unproven)
		report_check(b->r, check, VERDICT_FAIL,
			"it is %s, but nobody has proven that", whose);
	else
		report_check(b->r, check, VERDICT_PASS, "%s", whose);
}

static void
say_no_key(struct bench *b, const struct check *check)
{
	report_check(b->r, check, VERDICT_FAIL, "no key was proven");
	report_advise(b->r,
		"give the proof that came with the token: --dpop PROOF "
		"--method M --url U");
}

/* A thumbprint of the certificate in the place of that of its key. */
static void
jkt_cause(struct bench *b, const struct cnf_item *i)
{
	if (!same(i, b->c->x5t_s256) || b->c->x5t_s256.len == 0)
		return;
	report_diagnosis(b->r, judge_cnf_cause("jkt-is-x5t"),
		CONFIDENCE_CERTAIN,
		"jkt holds the thumbprint of the certificate");
	report_because(b->r, "it is x5t#S256 of what was presented");
	report_advise(b->r,
		"the issuer must write it as x5t#S256 (RFC 8705), not as jkt");
}

static void
check_jkt(struct bench *b)
{
	const struct cnf_item *i = &b->cnf->item[CNF_JKT];
	uint8_t digest[HASH_MAX];
	const char *whose;
	struct view key;
	bool holds;

	if (i->json == NULL)
		return;
	key = key_presented(b, digest, &whose);
	holds = key.len > 0 && same(i, key);
	say_form(b, CNF_JKT, i);
	verdict(b, CNF_JKT, holds);
	if (key.len == 0)
		say_no_key(b, &check_cnf_jkt);
	else if (holds)
		say_holds(b, &check_cnf_jkt, whose, b->c->key_unproven);
	else
		say_differs(b, &check_cnf_jkt, CNF_JKT, key, whose);
	if (!holds)
		jkt_cause(b, i);
}

static void
check_jwk(struct bench *b)
{
	const struct jwk *jwk = &b->cnf->jwk;
	_cleanup_str_ char *right = NULL;
	uint8_t digest[HASH_MAX];
	const char *whose;
	struct view key;
	bool holds;

	if (b->cnf->item[CNF_JWK].json == NULL)
		return;
	key = key_presented(b, digest, &whose);
	right = b64url(key);
	holds = key.len > 0 && jwk->fault.kind == ERR_NONE
		&& strcmp(jwk->jkt, right) == 0;
	verdict(b, CNF_JWK, holds);
	if (jwk->fault.kind != ERR_NONE)
		report_check(b->r, &check_cnf_jwk, VERDICT_FAIL, "%s",
			jwk->fault.text);
	else if (jwk->is_private)
		report_check(b->r, &check_cnf_form, VERDICT_WARN,
			"jwk holds a private or symmetric key, in the clear");
	if (jwk->fault.kind != ERR_NONE)
		return;
	if (key.len == 0)
		say_no_key(b, &check_cnf_jwk);
	else if (holds)
		say_holds(b, &check_cnf_jwk, whose, b->c->key_unproven);
	else
		report_check(b->r, &check_cnf_jwk, VERDICT_FAIL,
			"the thumbprint of jwk is %s; that of %s is %s",
			jwk->jkt, whose, right);
}

/* ---- tbh, and the rest -------------------------------------------------- */

static void
check_tbh(struct bench *b)
{
	const struct cnf_item *i = &b->cnf->item[CNF_TBH];
	bool holds = same(i, b->c->tbh);

	if (i->json == NULL)
		return;
	say_form(b, CNF_TBH, i);
	verdict(b, CNF_TBH, holds);
	if (b->c->tbh.len == 0) {
		report_check(b->r, &check_cnf_tbh, VERDICT_FAIL,
			"no Token Binding was proven");
		report_advise(b->r,
			"give the message that came with the token: --tbmsg "
			"TBMSG --ekm EKM");
	} else if (holds) {
		say_holds(b, &check_cnf_tbh, "the provided Token Binding ID",
			b->c->tbh_unproven);
	} else {
		say_differs(b, &check_cnf_tbh, CNF_TBH, b->c->tbh,
			"the provided Token Binding ID");
	}
}

/* Unknown members are ignored (RFC 7800 section 3.1), but not if alone. */
static bool
check_other(struct bench *b)
{
	static const enum cnf_method others[] = { CNF_KID, CNF_JWE, CNF_JKU };
	bool decided = b->n_pass + b->n_fail > 0;
	const char *name = b->cnf->unknown;

	for (size_t i = ARRAY_LEN(others); i-- > 0;)
		if (b->cnf->item[others[i]].json != NULL)
			name = cnf_method_name(others[i]);
	if (name == NULL)
		return true;
	if (b->method == NULL)
		b->method = name;
	report_check(b->r, &check_cnf_other,
		decided ? VERDICT_WARN : VERDICT_UNDECIDED,
		"%s names a key by other means, which were not looked at",
		name);
	report_advise(b->r, "%s",
		decided ? "make sure that nobody relies on it"
			: "find out which key it is, and compare that");
	return decided;
}

/* ---- all of it ---------------------------------------------------------- */

static void
tell(struct bench *b)
{
	report_json(b->r, "cnf", NULL, b->cnf->json);
	report_open(b->r, "binding", NULL);
	if (b->method != NULL)
		report_string(b->r, "method", NULL, "%s", b->method);
	else
		report_null(b->r, "method", NULL);
	report_boolean(b->r, "matches", NULL,
		b->n_pass > 0 && b->n_fail == 0 && !b->unproven);
	report_close(b->r);
}

/* Two proofs are wanted, and one was given: that is easily overlooked. */
static void
say_both(struct bench *b)
{
	if (b->cnf->item[CNF_X5T_S256].json == NULL
		|| b->cnf->item[CNF_JKT].json == NULL || b->n_pass != 1
		|| b->n_fail != 1 || b->c->brief)
		return;
	report_diagnosis(b->r, judge_cnf_cause("cnf-both-jkt-and-x5t"),
		CONFIDENCE_CERTAIN,
		"the token is bound to a certificate and to a DPoP key");
	report_because(b->r, "cnf has x5t#S256 and jkt; one of them holds");
	report_advise(b->r,
		"both must be proven: the certificate of the connection, and a "
		"DPoP proof");
}

static enum verdict
no_cnf(struct report *r, const struct token *t, const struct cnf *cnf,
	bool is_brief)
{
	if (t->claims == NULL)
		return VERDICT_UNDECIDED;
	if (cnf->json == NULL) {
		report_check(r, &check_cnf_present, VERDICT_FAIL,
			"there is no cnf: whoever holds the token may use it");
		if (!is_brief)
			judge_cnf_missing_cause(r, t);
		return VERDICT_FAIL;
	}
	report_check(r, &check_cnf_form, VERDICT_FAIL, "%s", cnf->fault.text);
	report_diagnosis(r, judge_cnf_cause("cnf-malformed"),
		CONFIDENCE_CERTAIN, "%s", cnf->fault.text);
	report_advise(r,
		"the issuer must write an object: {\"x5t#S256\": \"…\"}");
	return VERDICT_FAIL;
}

enum verdict
judge_cnf(struct report *r, const struct token *t, const struct cnf *cnf,
	const struct cnf_case *c)
{
	struct bench b = { .r = r, .cnf = cnf, .c = c };
	bool decided;

	if (cnf->json == NULL || cnf->fault.kind != ERR_NONE) {
		if (cnf->json != NULL)
			tell(&b);
		return no_cnf(r, t, cnf, c->brief);
	}
	report_check(r, &check_cnf_present, VERDICT_PASS, "cnf is there");
	check_x5t_s256(&b);
	check_x5t(&b);
	check_jkt(&b);
	check_jwk(&b);
	check_tbh(&b);
	decided = check_other(&b);
	say_both(&b);
	tell(&b);
	if (b.n_fail > 0)
		return VERDICT_FAIL;
	return decided ? VERDICT_PASS : VERDICT_UNDECIDED;
}
