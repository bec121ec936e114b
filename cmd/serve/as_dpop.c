/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_dpop.c - is this proof one for this request, and the first of its kind?
 */
#include "serve/as_dpop.h"

#include "judge/dpop.h"
#include "serve/proven.h"

/* By a nonce, and not by its iat alone, a proof may be good for so long. */
_Static_assert(2 * AS_NONCE_S < PROVEN_PROOF_S, "proofs are forgotten");

/* Nonces need no memory: each is a MAC of the span of time it belongs to. */
static void
nonce_of(const struct lab *l, int64_t span, char ret[static AS_NONCE_TEXT])
{
	uint8_t mac[HASH_MAX], octets[8];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)((uint64_t)span >> 8 * i);
	hash_hmac(HASH_SHA256,
		(struct view){ l->nonce_key, sizeof(l->nonce_key) },
		(struct view){ octets, sizeof(octets) }, mac);
	b64_encode_to(ret, (struct view){ mac, hash_len(HASH_SHA256) },
		B64_URL);
}

void
as_dpop_nonce(const struct lab *l, int64_t now,
	char ret_nonce[static AS_NONCE_TEXT])
{
	nonce_of(l, now / AS_NONCE_S, ret_nonce);
}

/* That of now, unless the client has the one before. */
static void
nonce_for(const struct lab *l, const struct dpop *d, int64_t now,
	char ret[static AS_NONCE_TEXT])
{
	const char *got = d->nonce.text;

	nonce_of(l, now / AS_NONCE_S - 1, ret);
	if (got == NULL || strcmp(got, ret) != 0)
		as_dpop_nonce(l, now, ret);
}

static int
judge(const struct lab *l, const struct lab_client *c, const struct dpop *d,
	const struct http_request *q, int64_t now, struct as_error *e)
{
	struct report r = { .now = now, .terse = true };
	_cleanup_str_ char *url = xasprintf("%s%s", proven_origin(l, q),
		q->path);
	char nonce[AS_NONCE_TEXT];
	const struct dpop_case k = {
		.method = q->method,
		.url = url,
		.nonce = c->dpop_nonce || d->nonce.is_there ? nonce : NULL,
		.max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY,
		.brief = true,
	};
	int result = 0;

	nonce_for(l, d, now, nonce);
	if (judge_dpop(&r, d, &k) == VERDICT_FAIL)
		result = as_error_judged(e,
			report_main_finding(&r)->check == &check_dpop_nonce
				? "use_dpop_nonce"
				: "invalid_dpop_proof",
			&r);
	report_done(&r);
	return result;
}

static int
demand_first(const struct lab *l, const struct dpop *d, int64_t now,
	struct as_error *e)
{
	struct err err;
	int added = proven_use(l, d, now, &err);

	if (added < 0)
		return as_error_own(e, &err);
	if (added > 0)
		return 0;
	as_error_set(e, "invalid_dpop_proof",
		"a proof with this jti was used before: each request needs one "
		"of its own");
	e->check = check_proven_replay.id;
	return -1;
}

int
as_dpop(const struct lab *l, const struct lab_client *c,
	const struct http_request *q, int64_t now,
	char ret_jkt[static JWK_JKT_TEXT], struct as_error *e)
{
	_cleanup_bytes_ struct bytes fields = { 0 };
	struct dpop d;
	int result;

	if (http_header_count(q, "DPoP") == 0) {
		if (c->dpop_bound)
			return as_error_set(e, "invalid_dpop_proof",
				"this client's tokens are bound to the key of "
				"a proof, and the request has no field DPoP");
		*ret_jkt = '\0';
		return 0;
	}
	proven_fields(q, "DPoP", &fields);
	dpop_read(bytes_view(&fields), &d);
	result = judge(l, c, &d, q, now, e);
	if (result == 0)
		result = demand_first(l, &d, now, e);
	if (result == 0)
		snprintf(ret_jkt, JWK_JKT_TEXT, "%s", d.jwk.jkt);
	dpop_done(&d);
	return result;
}

void
as_dpop_algs(const char *ret_names[static AS_DPOP_ALGS])
{
	size_t n = 0;

	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		if (a->kind != JWA_NONE && a->kind != JWA_HMAC
			&& a->kind != JWA_UNSUPPORTED && n < AS_DPOP_ALGS - 1)
			ret_names[n++] = a->name;
	ret_names[n] = NULL;
}
