/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exporter.c - TLS exporters: the PRF of RFC 5246 section 5 for RFC 5705, and
 * HKDF-Expand-Label of RFC 8446 sections 7.1 and 7.5.
 */
#include "proof/exporter.h"

static int
refused(enum hash_alg alg, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "the TLS library refuses %s",
		hash_name(alg));
}

/* What both versions demand. */
static int
check_limits(const char *label, size_t context_len, enum hash_alg alg,
	size_t len, struct err *err)
{
	size_t label_len = strlen(label);
	size_t most = EXPORTER_BLOCKS_MAX * hash_len(alg);

	if (label_len == 0 || label_len > EXPORTER_LABEL_MAX)
		return err_set(err, ERR_INPUT,
			"a label of %zu octets: an exporter's has 1 to %d",
			label_len, EXPORTER_LABEL_MAX);
	if (context_len > EXPORTER_CONTEXT_MAX)
		return err_set(err, ERR_INPUT,
			"a context of %zu octets: an exporter's has %d at most",
			context_len, EXPORTER_CONTEXT_MAX);
	if (len == 0 || len > most)
		return err_set(err, ERR_INPUT,
			"%zu octets of keying material: an exporter with %s "
			"gives 1 to %zu",
			len, hash_name(alg), most);
	return 0;
}

/* ---- TLS 1.3 ------------------------------------------------------------ */

/* With a length of one octet in front. */
static void
append_short(struct bytes *b, const char *prefix, struct view v)
{
	uint8_t len = (uint8_t)(strlen(prefix) + v.len);

	bytes_append(b, &len, sizeof(len));
	bytes_append_str(b, prefix);
	bytes_append_view(b, v);
}

/* HKDF-Expand-Label(SECRET, LABEL, Hash(MESSAGES), LEN). */
static int
expand_label(enum hash_alg alg, struct view secret, const char *label,
	struct view messages, size_t len, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes info = { 0 }, out = { 0 };
	uint8_t digest[HASH_MAX];
	size_t digest_len = hash_data(alg, messages, digest);

	if (digest_len == 0)
		return refused(alg, err);
	bytes_append_u16(&info, len);
	append_short(&info, "tls13 ", view_of_str(label));
	append_short(&info, "", (struct view){ digest, digest_len });
	if (!hash_hkdf_expand(alg, secret, bytes_view(&info),
		    bytes_reserve(&out, len), len))
		return refused(alg, err);
	out.len = len;
	bytes_move(ret, &out);
	return 0;
}

enum hash_alg
exporter_hash(size_t len)
{
	if (len == hash_len(HASH_SHA256))
		return HASH_SHA256;
	return len == hash_len(HASH_SHA384) ? HASH_SHA384 : HASH_NONE;
}

int
exporter_tls13(struct view exporter_secret, const char *label,
	struct view context, size_t len, struct bytes *ret, struct err *err)
{
	enum hash_alg alg = exporter_hash(exporter_secret.len);
	const struct view nothing = { 0 };
	_cleanup_bytes_ struct bytes derived = { 0 };

	if (alg == HASH_NONE)
		return err_set(err, ERR_INPUT,
			"an exporter secret of %zu octets: TLS 1.3 has 32 "
			"(SHA-256) or 48 (SHA-384)",
			exporter_secret.len);
	if (check_limits(label, context.len, alg, len, err) < 0)
		return -1;
	if (expand_label(alg, exporter_secret, label, nothing, hash_len(alg),
		    &derived, err)
		< 0)
		return -1;
	return expand_label(alg, bytes_view(&derived), "exporter", context, len,
		ret, err);
}

/* ---- TLS 1.2 ------------------------------------------------------------ */

static int
check_len(const char *what, struct view v, size_t len, struct err *err)
{
	if (v.len == len)
		return 0;
	return err_set(err, ERR_INPUT, "a %s of %zu octets: TLS 1.2 has %zu",
		what, v.len, len);
}

/*
 * P_hash(SECRET, SEED).  WORK holds A(i) and then the seed, so that its tail,
 * its head and the whole are the three messages.
 */
static int
p_hash(enum hash_alg alg, struct view secret, struct view seed, size_t len,
	struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes work = { 0 }, out = { 0 }, room = { 0 };
	uint8_t *mac = bytes_reserve(&room, HASH_MAX);
	size_t block = hash_len(alg);
	struct view message;

	bytes_append(&work, mac, block);
	bytes_append_view(&work, seed);
	message = view_part(bytes_view(&work), block, SIZE_MAX);
	bytes_reserve(&out, len);
	while (out.len < len) {
		if (hash_hmac(alg, secret, message, mac) == 0)
			return refused(alg, err);
		memcpy(work.data, mac, block);
		if (hash_hmac(alg, secret, bytes_view(&work), mac) == 0)
			return refused(alg, err);
		bytes_append(&out, mac,
			len - out.len < block ? len - out.len : block);
		message = view_part(bytes_view(&work), 0, block);
	}
	bytes_move(ret, &out);
	return 0;
}

int
exporter_tls12(struct view master_secret, struct view client_random,
	struct view server_random, enum hash_alg prf, const char *label,
	const struct view *context, size_t len, struct bytes *ret,
	struct err *err)
{
	_cleanup_bytes_ struct bytes seed = { 0 };

	if (prf != HASH_SHA256 && prf != HASH_SHA384)
		return err_set(err, ERR_INPUT,
			"no cipher suite of TLS 1.2 has a PRF with %s",
			hash_name(prf));
	if (check_len("master secret", master_secret, EXPORTER_MASTER, err) < 0
		|| check_len("client random", client_random, EXPORTER_RANDOM,
			   err)
			< 0
		|| check_len("server random", server_random, EXPORTER_RANDOM,
			   err)
			< 0
		|| check_limits(label, context != NULL ? context->len : 0, prf,
			   len, err)
			< 0)
		return -1;
	bytes_append_str(&seed, label);
	bytes_append_view(&seed, client_random);
	bytes_append_view(&seed, server_random);
	if (context != NULL) {
		bytes_append_u16(&seed, context->len);
		bytes_append_view(&seed, *context);
	}
	return p_hash(prf, master_secret, bytes_view(&seed), len, ret, err);
}
