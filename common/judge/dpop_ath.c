/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_ath.c - every reading of an ath against every hash of what may have
 * been taken for the token.
 */
#include "judge/dpop_ath.h"

#include "base/alloc.h"
#include "base/hex.h"

struct words {
	const char *cause, *words; /* NULL: it is no mistake */
};

/* ---- encodings ---------------------------------------------------------- */

/* Characters that are looked into: every token is hashed over and over. */
enum { ATH_LEN_MAX = 512, TOKEN_LEN_MAX = 1 << 16 };

static bool
read_url(struct view text, struct bytes *octets)
{
	struct err err;

	return b64_decode(text, B64_URL, octets, &err) == 0;
}

static bool
read_other_base64(struct view text, struct bytes *octets)
{
	struct err err;

	return b64_decode(text, B64_URL | B64_PAD_MAY, octets, &err) == 0
		|| b64_decode(text, B64_STD | B64_PAD_MAY, octets, &err) == 0;
}

static bool
read_hex(struct view text, struct bytes *octets)
{
	struct err err;

	return hex_decode(text, octets, &err) == 0;
}

static bool
read_hex_in_base64(struct view text, struct bytes *octets)
{
	_cleanup_bytes_ struct bytes hex = { 0 };

	return read_other_base64(text, &hex)
		&& read_hex(bytes_view(&hex), octets);
}

static const struct {
	bool (*read)(struct view text, struct bytes *octets);
	struct words say;
} encodings[] = {
	{ read_url, { NULL, NULL } },
	{ read_other_base64,
		{ "dpop-ath-padded",
			"ath is base64 with padding or in the other alphabet, "
			"not base64url" } },
	{ read_hex, { "dpop-ath-hex", "ath is in hex, not in base64url" } },
	{ read_hex_in_base64,
		{ "dpop-ath-hex",
			"ath is base64 of the hash in hex, not of its "
			"octets" } },
};

/* ---- what was hashed ---------------------------------------------------- */

/* Part N, from 0, of what dots separate; empty if there is none. */
static struct view
part_of(struct view token, int n)
{
	struct view rest = token;

	for (;;) {
		const uint8_t *dot = rest.len > 0
			? memchr(rest.data, '.', rest.len)
			: NULL;
		size_t len = dot != NULL ? (size_t)(dot - rest.data) : rest.len;

		if (n-- == 0)
			return view_part(rest, 0, len);
		rest = view_part(rest, len + 1, rest.len);
		if (dot == NULL)
			return rest;
	}
}

static void
make_token(struct view token, struct bytes *to)
{
	bytes_append_view(to, token);
}

static void
make_payload(struct view token, struct bytes *to)
{
	bytes_append_view(to, part_of(token, 1));
}

static void
make_claims(struct view token, struct bytes *to)
{
	struct err err;

	if (b64_decode(part_of(token, 1), B64_URL, to, &err) < 0)
		bytes_clear(to);
}

static void
make_input(struct view token, struct bytes *to)
{
	size_t len = part_of(token, 0).len + 1 + part_of(token, 1).len;

	bytes_append_view(to, view_part(token, 0, len));
}

static void
make_signature(struct view token, struct bytes *to)
{
	bytes_append_view(to, part_of(token, 2));
}

static void
make_dpop(struct view token, struct bytes *to)
{
	bytes_append_str(to, "DPoP ");
	bytes_append_view(to, token);
}

static void
make_bearer(struct view token, struct bytes *to)
{
	bytes_append_str(to, "Bearer ");
	bytes_append_view(to, token);
}

static void
make_line(struct view token, struct bytes *to)
{
	bytes_append_view(to, token);
	bytes_append_str(to, "\n");
}

static void
make_quoted(struct view token, struct bytes *to)
{
	bytes_append_str(to, "\"");
	bytes_append_view(to, token);
	bytes_append_str(to, "\"");
}

static void
make_octets(struct view token, struct bytes *to)
{
	struct err err;

	if (b64_decode(token, B64_URL, to, &err) < 0)
		bytes_clear(to);
}

static const char of_payload[] = "dpop-ath-of-payload";
static const char of_more[] = "dpop-ath-of-more";

static const struct {
	void (*make)(struct view token, struct bytes *to);
	struct words say;
} sources[] = {
	{ make_token, { NULL, NULL } },
	{ make_payload,
		{ of_payload,
			"ath is the hash of the token's payload, "
			"as it is encoded" } },
	{ make_claims,
		{ of_payload, "ath is the hash of the token's claims" } },
	{ make_input,
		{ of_payload,
			"ath is the hash of the token without its "
			"signature" } },
	{ make_signature,
		{ of_payload, "ath is the hash of the token's signature" } },
	{ make_octets,
		{ of_payload,
			"ath is the hash of the octets that the token "
			"encodes" } },
	{ make_dpop,
		{ of_more,
			"ath is the hash of the token with \"DPoP \" in "
			"front" } },
	{ make_bearer,
		{ of_more,
			"ath is the hash of the token with \"Bearer \" in "
			"front" } },
	{ make_line,
		{ of_more, "ath is the hash of the token and a line's end" } },
	{ make_quoted,
		{ of_more,
			"ath is the hash of the token in quotation "
			"marks" } },
};

/* ---- the hash ----------------------------------------------------------- */

static const struct {
	enum hash_alg hash; /* HASH_NONE: none was taken */
	struct words say;
} hashes[] = {
	{ HASH_SHA256, { NULL, NULL } },
	{ HASH_SHA1, { "dpop-ath-hash", "ath is made with SHA-1" } },
	{ HASH_SHA384, { "dpop-ath-hash", "ath is made with SHA-384" } },
	{ HASH_SHA512, { "dpop-ath-hash", "ath is made with SHA-512" } },
	{ HASH_MD5, { "dpop-ath-hash", "ath is made with MD5" } },
	{ HASH_NONE, { "dpop-ath-hash", "ath is the token, not its hash" } },
};

static const struct words half = { "dpop-ath-half",
	"ath is the left half of the hash, as at_hash of OpenID Connect is" };

/* ---- all against all ---------------------------------------------------- */

static void
add(struct dpop_ath *why, const struct words *w)
{
	if (w->cause == NULL)
		return;
	why->part[why->n].cause = w->cause;
	why->part[why->n++].words = w->words;
}

/* Which hash of SOURCE is OCTETS? */
static bool
find_hash(struct view octets, struct view source, struct dpop_ath *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(hashes); i++) {
		uint8_t digest[HASH_MAX];
		struct view v = source;

		if (hashes[i].hash != HASH_NONE)
			v = (struct view){ digest,
				hash_data(hashes[i].hash, source, digest) };
		if (v.len == 0 || octets.len == 0)
			continue;
		if (view_eq(octets, v)) {
			add(ret, &hashes[i].say);
			return true;
		}
		if (hashes[i].hash != HASH_NONE
			&& view_eq(octets, view_part(v, 0, v.len / 2))) {
			add(ret, &hashes[i].say);
			add(ret, &half);
			return true;
		}
	}
	return false;
}

static bool
find_source(struct view octets, struct view token, struct dpop_ath *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
		_cleanup_bytes_ struct bytes source = { 0 };

		sources[i].make(token, &source);
		if (source.len == 0
			|| !find_hash(octets, bytes_view(&source), ret))
			continue;
		add(ret, &sources[i].say);
		return true;
	}
	return false;
}

bool
dpop_ath_find(const char *ath, struct view token, struct dpop_ath *ret)
{
	struct view text = view_of_str(ath);

	*ret = (struct dpop_ath){ .n = 0 };
	/* The token itself may be longer than any hash. */
	if (view_eq(text, token)) {
		add(ret, &hashes[ARRAY_LEN(hashes) - 1].say);
		return true;
	}
	if (text.len > ATH_LEN_MAX || token.len > TOKEN_LEN_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
		_cleanup_bytes_ struct bytes octets = { 0 };

		if (!encodings[i].read(text, &octets)
			|| !find_source(bytes_view(&octets), token, ret))
			continue;
		add(ret, &encodings[i].say);
		return true;
	}
	return false;
}

bool
dpop_ath_is(const char *text, struct view digest)
{
	for (size_t i = 0; i < ARRAY_LEN(encodings); i++) {
		_cleanup_bytes_ struct bytes octets = { 0 };

		if (encodings[i].read(view_of_str(text), &octets)
			&& view_eq(bytes_view(&octets), digest))
			return true;
	}
	return false;
}
