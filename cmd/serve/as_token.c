/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_token.c - making access tokens, and knowing them again.
 */
#include "serve/as_token.h"

#include "base/b64.h"
#include "base/random.h"
#include "proof/jws.h"
#include "proof/jws_make.h"

enum { OPAQUE_LEN = 32 };

static const char kind[] = "token";

/* What is kept of a secret. */
static struct view
hash_of(struct view token, uint8_t ret[static HASH_MAX])
{
	return (struct view){ ret, hash_data(HASH_SHA256, token, ret) };
}

static int
make_opaque(const struct lab *l, struct view claims, int64_t expires,
	int64_t now, struct bytes *ret, struct err *err)
{
	uint8_t octets[OPAQUE_LEN], digest[HASH_MAX];
	_cleanup_bytes_ struct bytes token = { 0 };
	char *room = (char *)bytes_reserve(&token, B64_ROOM(OPAQUE_LEN));
	int added;

	if (random_fill(octets, sizeof(octets), err) < 0)
		return -1;
	token.len = b64_encode_to(room, (struct view){ octets, OPAQUE_LEN },
		B64_URL);
	wipe(octets, sizeof(octets));
	added = store_add(l->store, kind, hash_of(bytes_view(&token), digest),
		claims, expires, now, err);
	if (added < 0)
		return -1;
	if (added == 0)
		return err_set(err, ERR_SYSTEM, "two tokens are the same");
	bytes_move(ret, &token);
	return 0;
}

int
as_token_make(const struct lab *l, struct view claims, int64_t expires,
	int64_t now, struct bytes *ret_token, struct err *err)
{
	const struct jws_member members[] = {
		{ .name = "typ", .text = "at+jwt" },
		{ .name = "kid", .text = l->public.jkt },
		{ .name = NULL },
	};

	if (l->opaque)
		return make_opaque(l, claims, expires, now, ret_token, err);
	return jws_make(l->signer, members, claims, ret_token, err);
}

/* ---- knowing them again ------------------------------------------------- */

static int
no(struct err *err, const char *why)
{
	err_set(err, ERR_INPUT, "%s", why);
	return 0;
}

static int
read_opaque(const struct lab *l, struct view token, int64_t now,
	struct bytes *ret, struct err *err)
{
	uint8_t digest[HASH_MAX];
	int found = store_get(l->store, kind, hash_of(token, digest), now, ret,
		err);

	return found != 0 ? found
			  : no(err, "it is no token of ours, or has expired");
}

/* Its time: all else of the claims is what we wrote. */
static int
read_claims(struct view payload, int64_t now, struct bytes *ret,
	struct err *err)
{
	_cleanup_json_ struct json *claims = NULL;
	int64_t expires;

	if (json_parse(payload, &claims, err) < 0)
		return 0;
	if (!json_integer(json_get(claims, "exp"), &expires) || now >= expires)
		return no(err, "it has expired");
	bytes_clear(ret);
	bytes_append_view(ret, payload);
	return 1;
}

/* Only what we make: one algorithm, one type, one key. */
static int
judge_signed(const struct lab *l, const struct jws *j, struct err *err)
{
	if (j->form_fault.kind != ERR_NONE)
		return no(err, j->form_fault.text);
	if (j->header_fault.kind != ERR_NONE)
		return no(err, j->header_fault.text);
	if (j->crit_fault.kind != ERR_NONE)
		return no(err, j->crit_fault.text);
	if (j->alg == NULL || strcmp(j->alg->name, "ES256") != 0)
		return no(err, "its alg is not ES256");
	if (!jws_is_type(j->typ, "at+jwt"))
		return no(err, "its typ is not at+jwt: it is no access token");
	if (!jwk_verify(&l->public, j->alg, j->input, j->signature))
		return no(err, "its signature is not by our key");
	return 1;
}

static int
read_signed(const struct lab *l, struct view token, int64_t now,
	struct bytes *ret, struct err *err)
{
	_cleanup_jws_ struct jws j;

	jws_read(token, &j);
	return judge_signed(l, &j, err) > 0
		? read_claims(j.payload, now, ret, err)
		: 0;
}

int
as_token_read(const struct lab *l, struct view token, int64_t now,
	struct bytes *ret_claims, struct err *err)
{
	/* A JWS has dots, and what we make without one never has. */
	if (memchr(token.data, '.', token.len) == NULL)
		return read_opaque(l, token, now, ret_claims, err);
	return read_signed(l, token, now, ret_claims, err);
}
