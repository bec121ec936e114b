/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop.c - the server's side of DPoP, check by check.
 */
#include "judge/dpop.h"

#include "judge/dpop_cause.h"
#include "judge/dpop_request.h"
#include "judge/jws.h"
#include "judge/tell_dpop.h"

/* Where a proof is judged. */
struct bench {
	struct report *r;
	const struct dpop *d;
	bool brief;
};

static void
skip(const struct bench *b, const struct check *check, const char *why)
{
	report_check(b->r, check, VERDICT_SKIP, "%s", why);
}

/* ---- the proof as such -------------------------------------------------- */

static void
check_single(const struct bench *b)
{
	size_t n = b->d->count;

	if (n == 0) {
		report_check(b->r, &check_dpop_single, VERDICT_FAIL,
			"there is no proof");
		report_advise(b->r,
			"send a proof of its own with every request, in the "
			"header field DPoP");
		return;
	}
	report_check(b->r, &check_dpop_single,
		n == 1 ? VERDICT_PASS : VERDICT_FAIL, "%zu proof%s%s", n,
		n == 1 ? "" : "s",
		b->d->joined ? " in one field, with commas between" : "");
	if (n > 1)
		report_advise(b->r,
			"send one DPoP header field; a server must refuse "
			"more");
}

/* The first thing for which it is no JWT; ERR_NONE if it is one. */
static const struct err *
form_fault(const struct dpop *d)
{
	/* That alg is missing is said where alg is judged. */
	bool is_alg = json_is_object(d->jws.head)
		&& json_get(d->jws.head, "alg") == NULL;

	if (d->jws.form_fault.kind != ERR_NONE)
		return &d->jws.form_fault;
	if (d->jws.header_fault.kind != ERR_NONE && !is_alg)
		return &d->jws.header_fault;
	return d->claims_fault.kind != ERR_NONE ? &d->claims_fault
						: &d->jws.crit_fault;
}

static void
check_form(const struct bench *b)
{
	const struct err *fault = form_fault(b->d);

	if (b->d->count == 0)
		skip(b, &check_dpop_form, "there is no proof");
	else if (fault->kind != ERR_NONE)
		report_check(b->r, &check_dpop_form, VERDICT_FAIL, "%s%s",
			fault == &b->d->claims_fault ? "the claims: " : "",
			fault->text);
	else
		report_check(b->r, &check_dpop_form, VERDICT_PASS,
			"a signed JWT with a header and claims");
}

/* ---- the claims that must be there -------------------------------------- */

/* Report N faults of claims as one check. */
static void
claim_fault(const struct bench *b, size_t *n, const char *name,
	const char *words)
{
	if ((*n)++ == 0)
		report_check(b->r, &check_dpop_claims, VERDICT_FAIL, "%s %s",
			name, words);
	else
		report_because(b->r, "%s %s", name, words);
}

static void
text_claim(const struct bench *b, size_t *n, const char *name,
	const struct dpop_claim *claim, bool is_needed)
{
	if (!claim->is_there && is_needed)
		claim_fault(b, n, name, "is missing");
	else if (claim->is_there && claim->text == NULL)
		claim_fault(b, n, name, "is no string");
	else if (claim->is_there && claim->text[0] == '\0')
		claim_fault(b, n, name, "is empty");
}

/* ath and nonce have checks of their own that know whether they are needed. */
static void
check_claims(const struct bench *b)
{
	const struct dpop *d = b->d;
	size_t n = 0, len;

	text_claim(b, &n, "jti", &d->jti, true);
	text_claim(b, &n, "htm", &d->htm, true);
	text_claim(b, &n, "htu", &d->htu, true);
	if (!d->has_iat)
		claim_fault(b, &n, "iat", "is missing");
	else if (!d->is_iat_sound)
		claim_fault(b, &n, "iat", "is no number of seconds since 1970");
	text_claim(b, &n, "ath", &d->ath, false);
	text_claim(b, &n, "nonce", &d->nonce, false);
	if (n > 0) {
		report_advise(b->r,
			"every proof has the strings jti, htm and htu, and the "
			"number iat");
		return;
	}
	len = strlen(d->jti.text);
	report_check(b->r, &check_dpop_claims,
		len > DPOP_JTI_MAX ? VERDICT_WARN : VERDICT_PASS,
		len > DPOP_JTI_MAX ? "jti has %zu octets"
				   : "jti (%zu octets), htm, htu and iat",
		len);
	if (len > DPOP_JTI_MAX)
		report_advise(b->r,
			"a short random jti will do; servers may refuse one "
			"that is too long to remember (RFC 9449 section 11.1)");
}

/* ---- the header --------------------------------------------------------- */

static void
check_type(const struct bench *b)
{
	_cleanup_str_ char *typ = tell_dpop_text(b->d->jws.typ);

	if (dpop_is_type(b->d->jws.typ)) {
		report_check(b->r, &check_dpop_type, VERDICT_PASS, "%s", typ);
		return;
	}
	if (b->d->jws.typ != NULL)
		report_check(b->r, &check_dpop_type, VERDICT_FAIL,
			"typ is '%s'", typ);
	else
		report_check(b->r, &check_dpop_type, VERDICT_FAIL,
			"there is no typ");
	judge_dpop_type_cause(b->r, b->d);
}

/* Is it one of which private keys sign and public keys verify, and we too? */
static bool
is_usable(const struct jwa *alg)
{
	return alg != NULL && alg->kind != JWA_NONE && alg->kind != JWA_HMAC
		&& alg->kind != JWA_UNSUPPORTED;
}

static const char *
algorithm_words(const struct jwa *alg)
{
	if (alg == NULL)
		return "unknown";
	if (alg->kind == JWA_NONE)
		return "without a signature it proves nothing";
	return alg->kind == JWA_HMAC ? "symmetric" : "not supported here";
}

static void
check_algorithm(const struct bench *b)
{
	const struct jwa *alg = b->d->jws.alg;
	_cleanup_str_ char *name = tell_dpop_text(b->d->jws.alg_name);

	if (is_usable(alg)) {
		report_check(b->r, &check_dpop_algorithm, VERDICT_PASS, "%s",
			name);
		return;
	}
	if (b->d->jws.alg_name == NULL)
		report_check(b->r, &check_dpop_algorithm, VERDICT_FAIL,
			"there is no alg");
	else
		report_check(b->r, &check_dpop_algorithm, VERDICT_FAIL,
			"alg is '%s': %s", name, algorithm_words(alg));
	if (alg != NULL && alg->kind == JWA_HMAC)
		judge_dpop_symmetric_cause(b->r, b->d);
	else
		report_advise(b->r,
			"sign with ES256, or what the server's metadata list "
			"in dpop_signing_alg_values_supported");
}

/* Returns whether it verifies; else ERR says why not. */
static bool
verifies(const struct dpop *d, struct err *err)
{
	if (!d->has_jwk)
		err_set(err, ERR_INPUT, "the header has no jwk");
	else if (d->jwk.fault.kind != ERR_NONE)
		err_set(err, ERR_INPUT, "jwk: %s", d->jwk.fault.text);
	else if (jwk_fits(&d->jwk, d->jws.alg, err) < 0)
		err_context(err, "jwk");
	else if (jwk_verify(&d->jwk, d->jws.alg, d->jws.input,
			 d->jws.signature))
		return true;
	else
		err_set(err, ERR_INPUT, "not with the jwk in the header");
	return false;
}

/* The mistakes of any signer, with the one key that there is. */
static void
explain_signature(const struct bench *b)
{
	const struct jws *j = &b->d->jws;
	struct jwk key = b->d->jwk;
	const struct jws_keys keys = { .set = { .key = &key, .n = 1 },
		.name = "the proof" };

	/* It may be that only the key must not be used like that. */
	if (b->d->has_jwk && key.fault.kind == ERR_NONE
		&& ((jwa_takes(j->alg, key.type)
			    && jwk_verify(&key, j->alg, j->input, j->signature))
			|| judge_jws_mistake(b->r, j, &keys)))
		return;
	report_advise(b->r,
		"sign header and claims exactly as they are sent, with the "
		"private key of jwk");
}

static void
check_signature(const struct bench *b)
{
	struct err err;

	if (!is_usable(b->d->jws.alg)) {
		skip(b, &check_dpop_signature,
			"alg is none with which a proof could be signed");
	} else if (verifies(b->d, &err)) {
		report_check(b->r, &check_dpop_signature, VERDICT_PASS,
			"%s, key %s", b->d->jws.alg_name, b->d->jwk.jkt);
	} else {
		report_check(b->r, &check_dpop_signature, VERDICT_FAIL, "%s",
			err.text);
		if (!b->brief)
			explain_signature(b);
	}
}

/* A member that only a private or a symmetric key has, or NULL. */
static const char *
private_member(const struct json *jwk)
{
	static const char *const names[] = { "d", "p", "q", "dp", "dq", "qi",
		"oth", "k" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (json_get(jwk, names[i]) != NULL)
			return names[i];
	return NULL;
}

static void
check_public_key(const struct bench *b)
{
	const char *name;

	if (!b->d->has_jwk) {
		skip(b, &check_dpop_public_key, "the header has no jwk");
		return;
	}
	name = private_member(json_get(b->d->jws.head, "jwk"));
	report_check(b->r, &check_dpop_public_key,
		name == NULL ? VERDICT_PASS : VERDICT_FAIL,
		name == NULL ? "no member of a private key is in jwk"
			     : "jwk has the member '%s'",
		name);
	if (name == NULL)
		return;
	report_advise(b->r,
		"use another key from now on: whoever saw the proof has this "
		"one");
	report_advise(b->r, "put only the public members into jwk");
}

/* ---- all of it ---------------------------------------------------------- */

static void
check_header(const struct bench *b)
{
	if (!json_is_object(b->d->jws.head)) {
		skip(b, &check_dpop_type, "there is no header");
		skip(b, &check_dpop_algorithm, "there is no header");
		skip(b, &check_dpop_signature, "there is no header");
		skip(b, &check_dpop_public_key, "there is no header");
		return;
	}
	check_type(b);
	check_algorithm(b);
	check_signature(b);
	check_public_key(b);
}

enum verdict
judge_dpop(struct report *r, const struct dpop *d, const struct dpop_case *c)
{
	const struct bench b = { .r = r, .d = d, .brief = c->brief };
	size_t first = r->n_findings;

	tell_dpop(r, d, c->access_token, !c->brief);
	check_single(&b);
	check_form(&b);
	if (json_is_object(d->claims))
		check_claims(&b);
	else
		skip(&b, &check_dpop_claims, "there are no claims");
	check_header(&b);
	judge_dpop_request(r, d, c);
	for (size_t i = first; i < r->n_findings; i++)
		if (r->findings[i].verdict == VERDICT_FAIL)
			return VERDICT_FAIL;
	return VERDICT_PASS;
}
