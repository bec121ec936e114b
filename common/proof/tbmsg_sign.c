/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_sign.c - signatures of Token Bindings, made and verified: RFC 8471
 * section 3.3.
 */
#include "base/alloc.h"
#include "proof/pubkey.h"
#include "proof/tbmsg.h"

static const enum key_sign algs[TBID_PARAMS] = {
	[TBID_RSA2048_PKCS1_5] = KEY_SIGN_RSA_PKCS1_SHA256,
	[TBID_RSA2048_PSS] = KEY_SIGN_RSA_PSS_SHA256,
	[TBID_ECDSAP256] = KEY_SIGN_ECDSA_SHA256,
};

/* The ID of KEY with each of the parameters that it can have. */
static int
key_id(const struct key *key, unsigned params, struct bytes *ret,
	struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	struct public_key public;

	if (key_spki(key, &spki, err) < 0)
		return -1;
	if (!x509_spki(bytes_view(&spki), &public)
		|| !tbid_build(&public, params, ret))
		return err_set(err, ERR_INPUT,
			"the key cannot be used with %s: it takes %s",
			tbid_params_name(params),
			params == TBID_ECDSAP256 ? "EC keys of P-256"
						 : "RSA keys of 2048 bits");
	return 0;
}

unsigned
tbmsg_key_params(const struct key *key)
{
	unsigned fit = 0;

	for (unsigned params = 0; params < TBID_PARAMS; params++) {
		_cleanup_bytes_ struct bytes id = { 0 };
		struct err err;

		if (key_id(key, params, &id, &err) == 0)
			fit |= 1u << params;
	}
	return fit;
}

int
tbmsg_add(struct bytes *list, unsigned type, const struct key *key,
	unsigned params, struct view ekm, struct view extensions,
	struct err *err)
{
	_cleanup_bytes_ struct bytes id = { 0 }, signature = { 0 };
	uint8_t tbs[TBMSG_TBS_LEN];
	int rc;

	if (key_id(key, params, &id, err) < 0)
		return -1;
	tbmsg_tbs(type, params, ekm, tbs);
	rc = key_sign(key, algs[params], (struct view){ tbs, sizeof(tbs) },
		&signature, err);
	wipe(tbs, sizeof(tbs));
	if (rc < 0)
		return -1;
	tbmsg_put(list, type, bytes_view(&id), bytes_view(&signature),
		extensions);
	return 0;
}

static int
make_pubkey(const struct tbmsg_binding *b, struct pubkey **ret, struct err *err)
{
	if (b->params == TBID_ECDSAP256)
		return pubkey_p256(view_part(b->point, 0, TBID_P256_LEN),
			view_part(b->point, TBID_P256_LEN, TBID_P256_LEN), ret,
			err);
	return pubkey_rsa(b->modulus, b->exponent, ret, err);
}

/* The key of a binding whose signature is worth a try, else NULL. */
static struct pubkey *
provable_key(const struct tbmsg_binding *b)
{
	struct pubkey *key = NULL;
	struct err err;

	if (tbid_params_name(b->params) == NULL
		|| b->fault[TBMSG_PART_KEY].field != NULL
		|| b->fault[TBMSG_PART_SIGNATURE].field != NULL
		|| make_pubkey(b, &key, &err) < 0)
		return NULL;
	return key;
}

static bool
proves(const struct pubkey *key, const struct tbmsg_binding *b, struct view ekm)
{
	uint8_t tbs[TBMSG_TBS_LEN];
	bool good;

	tbmsg_tbs(b->type, b->params, ekm, tbs);
	good = pubkey_verify(key, algs[b->params],
		(struct view){ tbs, sizeof(tbs) }, b->signature);
	wipe(tbs, sizeof(tbs));
	return good;
}

enum tbmsg_result
tbmsg_verify(const struct tbmsg_binding *b, struct view ekm)
{
	_cleanup_pubkey_ struct pubkey *key = provable_key(b);

	if (tbid_params_name(b->params) == NULL)
		return TBMSG_UNEVALUATED;
	return key != NULL && proves(key, b, ekm) ? TBMSG_VALID : TBMSG_INVALID;
}

size_t
tbmsg_verify_any(const struct tbmsg_binding *b, const struct view *ekms,
	size_t n, size_t *ret_tried)
{
	/* Each octet of an exponent takes a time of its own. */
	enum { USUAL_EXPONENT = 4, FEW = 64 };
	size_t most = b->exponent.len > USUAL_EXPONENT ? FEW : TBMSG_TRIES_MAX;
	_cleanup_pubkey_ struct pubkey *key = provable_key(b);

	*ret_tried = key == NULL ? n : n < most ? n : most;
	for (size_t i = 0; key != NULL && i < *ret_tried; i++)
		if (proves(key, b, ekms[i]))
			return i;
	return n;
}

void
tbmsg_check_points(struct tbmsg *m)
{
	for (size_t i = 0; i < m->n; i++) {
		struct tbmsg_binding *b = &m->binding[i];
		struct tbmsg_fault *fault = &b->fault[TBMSG_PART_KEY];
		_cleanup_pubkey_ struct pubkey *key = NULL;
		struct err err;

		if (b->params != TBID_ECDSAP256 || fault->field != NULL
			|| b->point.len == 0 || make_pubkey(b, &key, &err) == 0)
			continue;
		*fault = (struct tbmsg_fault){ "TB_ECPoint.point",
			tbmsg_offset(m, b->point),
			xstrdup("a point of the curve P-256"),
			xstrdup("a point that is not on it") };
	}
}

const char *
tbmsg_result_name(enum tbmsg_result result)
{
	static const char *const names[] = {
		[TBMSG_VALID] = "valid",
		[TBMSG_INVALID] = "invalid",
		[TBMSG_UNEVALUATED] = "unevaluated",
	};

	return names[result];
}
