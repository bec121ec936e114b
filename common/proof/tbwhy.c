/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy.c - what was signed instead of tokenbinding_type, key_parameters and
 * EKM, and by which scheme.
 */
#include "proof/tbwhy.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "base/hex.h"
#include "proof/tbwhy_try.h"

/*
 * Messages, a letter for each part: t tokenbinding_type, p key_parameters, e
 * EKM, i Token Binding ID, k the key alone, h and H the EKM in hex, b in
 * base64url, s SHA-256 of the EKM, a digit that octet.  Unhashed ones are cut
 * to the length of a digest.
 */
static const struct message {
	const char *parts;
	const struct tbwhy_row *row; /* NULL: as it should be */
	const char *words;
	enum { ONCE, TWICE, NEVER } hashed;
} messages[] = {
	{ "tpe", NULL, "", ONCE },
	{ "e", &tbwhy_bare_ekm, "the 32 octets of the EKM alone", ONCE },
	{ "e", &tbwhy_draft, "the EKM alone, unhashed", NEVER },
	{ "pte", &tbwhy_order, "key_parameters || tokenbinding_type || EKM",
		ONCE },
	{ "etp", &tbwhy_order, "EKM || tokenbinding_type || key_parameters",
		ONCE },
	{ "ept", &tbwhy_order, "EKM || key_parameters || tokenbinding_type",
		ONCE },
	{ "te", &tbwhy_incomplete, "tokenbinding_type || EKM", ONCE },
	{ "pe", &tbwhy_incomplete, "key_parameters || EKM", ONCE },
	{ "tp", &tbwhy_incomplete, "type and parameters without an EKM", ONCE },
	{ "0pe", &tbwhy_other_type, "the type provided (0)", ONCE },
	{ "1pe", &tbwhy_other_type, "the type referred (1)", ONCE },
	{ "t0e", &tbwhy_other_params, "rsa2048_pkcs1.5 (0)", ONCE },
	{ "t1e", &tbwhy_other_params, "rsa2048_pss (1)", ONCE },
	{ "t2e", &tbwhy_other_params, "ecdsap256 (2)", ONCE },
	{ "tie", &tbwhy_whole_id, "type || Token Binding ID || EKM", ONCE },
	{ "ie", &tbwhy_whole_id, "Token Binding ID || EKM", ONCE },
	{ "tpie", &tbwhy_whole_id,
		"type || parameters || Token Binding ID || EKM", ONCE },
	{ "tpke", &tbwhy_whole_id, "type || parameters || key || EKM", ONCE },
	{ "tpei", &tbwhy_whole_id,
		"type || parameters || EKM || Token Binding ID", ONCE },
	{ "tph", &tbwhy_text_ekm, "the EKM in hex", ONCE },
	{ "tpH", &tbwhy_text_ekm, "the EKM in upper-case hex", ONCE },
	{ "tpb", &tbwhy_text_ekm, "the EKM in base64url", ONCE },
	{ "h", &tbwhy_text_ekm, "the EKM in hex, alone", ONCE },
	{ "b", &tbwhy_text_ekm, "the EKM in base64url, alone", ONCE },
	{ "tps", &tbwhy_hashed_ekm, "SHA-256 of the EKM", ONCE },
	{ "s", &tbwhy_hashed_ekm, "SHA-256 of the EKM, alone", ONCE },
	{ "tpe", &tbwhy_twice_hashed, "SHA-256 of SHA-256", TWICE },
	{ "tpe", &tbwhy_unhashed, "the first 32 octets, unhashed", NEVER },
};

static void
put_text(struct bytes *to, char *text)
{
	bytes_append_str(to, text);
	wipe(text, strlen(text));
	free(text);
}

static void
put_part(struct bytes *to, char part, const struct tbmsg_binding *b,
	struct view ekm)
{
	uint8_t digest[HASH_MAX], octet = (uint8_t)(part - '0');

	if (part == 't')
		bytes_append(to, &b->type, 1);
	else if (part == 'p')
		bytes_append(to, &b->params, 1);
	else if (part == 'e')
		bytes_append_view(to, ekm);
	else if (part == 'i')
		bytes_append_view(to, b->id);
	else if (part == 'k')
		bytes_append_view(to, b->key);
	else if (part == 'h' || part == 'H')
		put_text(to,
			hex_encode(ekm, part == 'h' ? HEX_LOWER : HEX_UPPER));
	else if (part == 'b')
		put_text(to, b64url(ekm));
	else if (part == 's')
		bytes_append(to, digest, hash_data(HASH_SHA256, ekm, digest));
	else
		bytes_append(to, &octet, 1);
}

/* What stands for the message; a digest where it is not hashed once. */
static void
make_message(const struct message *m, const struct tbmsg_binding *b,
	struct view ekm, struct bytes *ret)
{
	uint8_t digest[HASH_MAX];
	size_t len;

	for (const char *part = m->parts; *part != '\0'; part++)
		put_part(ret, *part, b, ekm);
	if (m->hashed == NEVER && ret->len > hash_len(HASH_SHA256))
		ret->len = hash_len(HASH_SHA256);
	if (m->hashed != TWICE)
		return;
	len = hash_data(HASH_SHA256, bytes_view(ret), digest);
	bytes_clear(ret);
	bytes_append(ret, digest, len);
}

/* ---- readings ----------------------------------------------------------- */

struct tbwhy_reading *
tbwhy_add_reading(struct tbwhy_readings *r, const struct tbwhy_row *row,
	char *because)
{
	r->reading = xgrow(r->reading, &r->cap, r->n + 1, sizeof(*r->reading));
	r->reading[r->n] = (struct tbwhy_reading){ .row = row,
		.because = because };
	return &r->reading[r->n++];
}

void
tbwhy_readings_done(struct tbwhy_readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->reading[i].because);
	free(r->reading);
	pubkey_free(r->key);
}

bool
tbwhy_fits(const struct tbwhy_reading *r, enum hash_alg hash,
	struct view message)
{
	uint8_t octets[HASH_MAX];
	struct view digest = message;

	if (r->is_pss)
		return rsaem_pss_fits(&r->pss, hash, message);
	if (hash != HASH_NONE)
		digest = (struct view){ octets,
			hash_data(hash, message, octets) };
	if (r->key != NULL)
		return pubkey_verify_digest(r->key, KEY_SIGN_ECDSA_SHA256, hash,
			digest, (struct view){ r->rs, sizeof(r->rs) });
	return (r->pkcs1.hash == hash || r->pkcs1.hash == HASH_NONE)
		&& view_eq(r->pkcs1.digest, digest);
}

/* ---- the search --------------------------------------------------------- */

static void
add(struct tbwhy *w, const struct tbwhy_row *row, char *because)
{
	if (w->n < TBWHY_MAX) {
		w->row[w->n] = row;
		w->because[w->n++] = because;
	} else {
		free(because);
	}
}

/* What a signature that fits shows of the scheme. */
static void
add_scheme(struct tbwhy *w, const struct tbmsg_binding *b,
	const struct tbwhy_reading *r, enum hash_alg hash)
{
	bool rsa = r->key == NULL;

	if (rsa && r->is_pss != (b->params == TBID_RSA2048_PSS))
		add(w, &tbwhy_scheme,
			xasprintf("the signature is RSASSA-%s, the parameters "
				  "say %s",
				r->is_pss ? "PSS" : "PKCS1-v1_5",
				tbid_params_name(b->params)));
	if (hash != HASH_SHA256 && hash != HASH_NONE)
		add(w, &tbwhy_hash,
			xasprintf("the signature is over %s", hash_name(hash)));
	if (rsa && !r->is_pss && r->pkcs1.hash == HASH_NONE)
		add(w, &tbwhy_no_digest_info,
			xstrdup("the padding holds a bare digest"));
	if (r->is_pss && r->pss.mgf != HASH_SHA256)
		add(w, &tbwhy_pss_mgf1,
			xasprintf("MGF1 uses %s", hash_name(r->pss.mgf)));
	if (r->is_pss && r->pss.salt_len != hash_len(HASH_SHA256))
		add(w, &tbwhy_pss_salt,
			xasprintf("the salt has %zu octets", r->pss.salt_len));
}

static bool
try(const struct tbmsg_binding *b, const struct tbwhy_reading *r,
	const struct message *m, enum hash_alg hash, struct view ekm,
	struct tbwhy *w)
{
	_cleanup_bytes_ struct bytes message = { 0 };

	make_message(m, b, ekm, &message);
	if (!tbwhy_fits(r, m->hashed == NEVER ? HASH_NONE : hash,
		    bytes_view(&message)))
		return false;
	if (r->row != NULL)
		add(w, r->row, xstrdup(r->because));
	add_scheme(w, b, r, m->hashed == NEVER ? HASH_NONE : hash);
	if (m->row != NULL)
		add(w, m->row, xasprintf("what was signed: %s", m->words));
	return true;
}

/*
 * Each attempt at ECDSA takes a verification: of its readings that had to be
 * mended only DER is likely enough to go with a second mistake.
 */
static bool
is_worth(const struct tbwhy_reading *r, const struct message *m,
	enum hash_alg hash)
{
	if (r->key == NULL)
		return m->hashed != NEVER || hash == HASH_SHA256;
	if (hash != HASH_SHA256)
		return m->row == NULL && r->row == NULL;
	return r->row == NULL || r->row == &tbwhy_der || m->row == NULL;
}

static bool
search(const struct tbmsg_binding *b, const struct tbwhy_reading *r,
	struct view ekm, struct tbwhy *w)
{
	static const enum hash_alg hashes[] = { HASH_SHA256, HASH_SHA1,
		HASH_SHA384, HASH_SHA512 };

	for (size_t h = 0; h < ARRAY_LEN(hashes); h++)
		for (size_t i = 0; i < ARRAY_LEN(messages); i++)
			if (is_worth(r, &messages[i], hashes[h])
				&& try(b, r, &messages[i], hashes[h], ekm, w))
				return true;
	return false;
}

/* Another EKM is no mistake in the signature: all else must be right. */
static bool
search_others(const struct tbmsg_binding *b, const struct tbwhy_readings *all,
	const struct tbwhy_ekm *others, size_t n, struct tbwhy *w)
{
	for (size_t i = 0; i < n && i < TBWHY_OTHERS_MAX; i++) {
		for (size_t k = 0; k < all->n; k++) {
			if (all->reading[k].row != NULL
				|| !try(b, &all->reading[k], &messages[0],
					HASH_SHA256, others[i].ekm, w))
				continue;
			add(w, others[i].row,
				xasprintf("it verifies with the EKM of %s",
					others[i].name));
			w->ekm = &others[i];
			return true;
		}
	}
	return false;
}

bool
tbwhy_find(const struct tbmsg_binding *b, struct view ekm,
	const struct tbwhy_ekm *others, size_t n_others, struct tbwhy *ret)
{
	_cleanup_(tbwhy_readings_done) struct tbwhy_readings all = { .n = 0 };
	bool found = false;

	*ret = (struct tbwhy){ .n = 0 };
	if (tbid_params_name(b->params) == NULL)
		return false;
	if (b->params == TBID_ECDSAP256)
		tbwhy_ec_readings(b, &all);
	else
		tbwhy_rsa_readings(b, &all);
	found = search_others(b, &all, others, n_others, ret);
	for (size_t i = 0; !found && i < all.n; i++)
		found = search(b, &all.reading[i], ekm, ret);
	/* A signature that is right after all explains nothing. */
	return found && ret->n > 0;
}

void
tbwhy_done(struct tbwhy *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->because[i]);
	*w = (struct tbwhy){ .n = 0 };
}
