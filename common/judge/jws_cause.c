/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws_cause.c - which mistake, or which trick, explains a signature that does
 * not verify.  None of them makes it valid.
 */
#include "base/der.h"
#include "judge/jws.h"
#include "proof/rsaem.h"

enum { TRIED_MAX = 64 };

static const struct cause causes[] = {
	{ "jws-hmac-of-public-key", "a public key was used as HMAC secret" },
	{ "jws-other-algorithm", "it was signed by another algorithm" },
	{ "jws-other-key", "it was signed by another key of the set" },
	{ "jws-der", "the ECDSA signature is DER" },
	{ "jws-pss-salt", "the salt of PSS has another length" },
	{ "jws-unfit-key", "it was signed by a key that is not for it" },
};

const struct cause *const judge_jws_causes[] = { &causes[0], &causes[1],
	&causes[2], &causes[3], &causes[4], &causes[5], NULL };

enum {
	HMAC_OF_KEY,
	OTHER_ALGORITHM,
	OTHER_KEY,
	DER_SIGNATURE,
	PSS_SALT,
	UNFIT_KEY
};

/* ---- HMAC with a public key --------------------------------------------- */

static bool
is_hmac(const struct jws *j, enum hash_alg hash, struct view secret)
{
	uint8_t mac[HASH_MAX];
	size_t len = hash_hmac(hash, secret, j->input, mac);

	return len > 0 && view_eq((struct view){ mac, len }, j->signature);
}

static bool
has_public_key(const struct jwks *set)
{
	size_t i = 0;

	while (i < set->n && set->key[i].is_oct)
		i++;
	return i < set->n;
}

/* What an attacker has of the key is its file, with a line end or without. */
static bool
hmac_of_key(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	struct view file = bytes_view(&k->source);

	if (j->alg->kind != JWA_HMAC || !has_public_key(&k->set)
		|| (!is_hmac(j, j->alg->hash, file)
			&& !is_hmac(j, j->alg->hash, view_trim(file))))
		return false;
	report_diagnosis(r, &causes[HMAC_OF_KEY], CONFIDENCE_CERTAIN,
		"somebody took the public key for a secret, and made an HMAC "
		"with it");
	report_because(r, "the HMAC with the octets of %s is the signature",
		k->name);
	report_advise(r,
		"it is a known attack on readers that let alg choose: make "
		"sure that none accepts it, and find out who sent it");
	return true;
}

/* ---- another key, another algorithm ------------------------------------- */

static bool
verifies(const struct jwk *key, const struct jwa *alg, const struct jws *j)
{
	return key->fault.kind == ERR_NONE
		&& (key->is_oct ? alg->kind == JWA_HMAC
				: alg->kind != JWA_HMAC
					&& jwa_takes(alg, key->type))
		&& jwk_verify(key, alg, j->input, j->signature);
}

static void
say_key_of(struct report *r, const struct jwk *key, const char *file)
{
	report_because(r, "with kid %s of %s it verifies",
		key->kid != NULL ? key->kid : "(none)", file);
}

static void
say_other(struct report *r, const struct jws *j, const struct jwk *key,
	const struct jwa *alg, const char *file)
{
	struct err why;

	if (alg != j->alg) {
		report_diagnosis(r, &causes[OTHER_ALGORITHM],
			CONFIDENCE_CERTAIN,
			"it was signed by %s, but alg is %s", alg->name,
			j->alg_name);
		report_because(r, "as %s the signature verifies", alg->name);
		report_advise(r,
			"the issuer must write the algorithm that it uses");
		return;
	}
	if (jwk_fits(key, alg, &why) < 0) {
		report_diagnosis(r, &causes[UNFIT_KEY], CONFIDENCE_CERTAIN,
			"it was signed by a key that is not for it: %s",
			why.text);
		say_key_of(r, key, file);
		report_advise(r,
			"the issuer must sign with a key for this, or mend "
			"what the key set says of it");
		return;
	}
	report_diagnosis(r, &causes[OTHER_KEY], CONFIDENCE_CERTAIN,
		"it was signed by another key than its kid says");
	say_key_of(r, key, file);
	if (j->kid != NULL)
		report_because(r, "the header says kid %s", j->kid);
	report_advise(r, "the issuer must write the kid of the key that signs");
}

/* The header's own comes first: EdDSA has two names. */
static const struct jwa *
find_algorithm(const struct jwk *key, const struct jws *j)
{
	const struct jwa *a = jwa_rows;

	if (verifies(key, j->alg, j))
		return j->alg;
	while (a->name != NULL && (a == j->alg || !verifies(key, a, j)))
		a++;
	return a->name != NULL ? a : NULL;
}

static bool
other(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	for (size_t i = 0; i < k->set.n && i < TRIED_MAX; i++) {
		const struct jwk *key = &k->set.key[i];
		const struct jwa *alg = find_algorithm(key, j);

		if (alg == NULL)
			continue;
		say_other(r, j, key, alg, k->name);
		return true;
	}
	return false;
}

/* ---- DER ---------------------------------------------------------------- */

/* An INTEGER as so many octets; false if it is larger. */
static bool
put_number(struct view *in, size_t len, struct bytes *out)
{
	struct der number;
	struct view v;

	if (!der_read_tag(in, DER_INTEGER, &number))
		return false;
	v = number.value;
	while (v.len > 0 && v.data[0] == 0)
		v = view_part(v, 1, v.len);
	if (v.len > len)
		return false;
	for (size_t i = v.len; i < len; i++)
		bytes_append_u8(out, 0);
	bytes_append_view(out, v);
	return true;
}

static bool
der_signature(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	size_t half = j->alg->sig_len / 2;
	_cleanup_bytes_ struct bytes raw = { 0 };
	struct view in = j->signature;
	struct der sequence;

	if (j->alg->kind != JWA_ECDSA
		|| !der_read_tag(&in, DER_SEQUENCE, &sequence)
		|| !put_number(&sequence.value, half, &raw)
		|| !put_number(&sequence.value, half, &raw))
		return false;
	for (size_t i = 0; i < k->set.n && i < TRIED_MAX; i++) {
		struct jws mended = *j;

		mended.signature = bytes_view(&raw);
		if (!verifies(&k->set.key[i], j->alg, &mended))
			continue;
		report_diagnosis(r, &causes[DER_SIGNATURE], CONFIDENCE_CERTAIN,
			"the signature is DER, as TLS and OpenSSL write it");
		report_because(r, "as R and S of %zu octets each it verifies",
			half);
		report_advise(r,
			"the issuer must write R || S (RFC 7518 section 3.4)");
		return true;
	}
	return false;
}

/* ---- the salt of PSS ---------------------------------------------------- */

/* Whose salt it is, in *RET; NULL if the signature is not by KEY. */
static const struct rsaem_pss_reading *
find_salt(const struct jwk *key, const struct jws *j, struct rsaem_pss *ret)
{
	uint8_t em[RSAEM_MAX];
	size_t len;

	if (key->type != KEY_RSA
		|| !rsaem_open(key->key.n, key->key.e, j->signature, em, &len)
		|| !rsaem_pss((struct view){ em, len }, rsaem_bits(key->key.n),
			ret))
		return NULL;
	for (size_t i = 0; i < ret->n; i++)
		if (ret->readings[i].mgf == j->alg->hash
			&& rsaem_pss_fits(&ret->readings[i], j->alg->hash,
				j->input))
			return &ret->readings[i];
	return NULL;
}

static bool
pss_salt(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	const struct rsaem_pss_reading *found = NULL;
	struct rsaem_pss pss;

	if (j->alg->kind != JWA_RSA_PSS)
		return false;
	for (size_t i = 0; i < k->set.n && i < TRIED_MAX && found == NULL; i++)
		found = find_salt(&k->set.key[i], j, &pss);
	if (found == NULL)
		return false;
	report_diagnosis(r, &causes[PSS_SALT], CONFIDENCE_CERTAIN,
		"the salt has %zu octets, not %zu", found->salt_len,
		hash_len(j->alg->hash));
	report_because(r, "with that salt the signature is right");
	report_advise(r,
		"the issuer must make the salt as long as the hash (RFC 7518 "
		"section 3.5): libraries often take the longest that fits");
	return true;
}

bool
judge_jws_mistake(struct report *r, const struct jws *j,
	const struct jws_keys *k)
{
	return j->signature.len > 0
		&& (hmac_of_key(r, j, k) || other(r, j, k)
			|| der_signature(r, j, k) || pss_salt(r, j, k));
}

void
judge_jws_cause(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	if (j->signature.len == 0 || judge_jws_mistake(r, j, k))
		return;
	report_advise(r,
		"no known mistake explains it: it may have been changed, or "
		"be from another issuer");
}
