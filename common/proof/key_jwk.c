/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_jwk.c - private keys as JWK.  All that GnuTLS would take in silence and
 * sign with in vain is refused here: parts that do not fit each other.
 */
#include "proof/key_jwk.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "base/json.h"
#include "proof/jwk_member.h"

enum { RSA_MIN = 64 }; /* octets of a modulus that can sign */

static gnutls_datum_t
datum(const struct bytes *b)
{
	return (gnutls_datum_t){ b->data, (unsigned)b->len };
}

/* Base64urlUInt, RFC 7518 section 2. */
static int
get_number(const struct json *jwk, const char *name, struct bytes *ret,
	struct err *err)
{
	if (jwk_octets(jwk, name, jwk_rsa_section, JWK_NUMBER_MAX, ret, err)
		< 0)
		return -1;
	if (ret->len == 0 || ret->data[0] == 0)
		return err_set(err, ERR_INPUT,
			"%s is zero, or begins with an octet of zero, which is "
			"to be left away (RFC 7518 section 2)",
			name);
	return 0;
}

/* ---- keys on curves ----------------------------------------------------- */

static gnutls_ecc_curve_t
gnutls_curve(enum key_type type)
{
	static const gnutls_ecc_curve_t curves[] = {
		[KEY_EC_P256] = GNUTLS_ECC_CURVE_SECP256R1,
		[KEY_EC_P384] = GNUTLS_ECC_CURVE_SECP384R1,
		[KEY_EC_P521] = GNUTLS_ECC_CURVE_SECP521R1,
		[KEY_ED25519] = GNUTLS_ECC_CURVE_ED25519,
		[KEY_ED448] = GNUTLS_ECC_CURVE_ED448,
	};

	return curves[type];
}

static int
import_curve(const struct json *jwk, gnutls_x509_privkey_t key, struct err *err)
{
	_cleanup_bytes_ struct bytes x = { 0 }, y = { 0 }, d = { 0 };
	const struct jwk_curve *c = jwk_curve_find(jwk);
	gnutls_datum_t dx, dy, dd;
	bool has_y;
	int rc;

	if (c == NULL)
		return err_set(err, ERR_INPUT,
			"crv is none that can sign here: with kty EC, P-256, "
			"P-384 or P-521, with OKP, Ed25519 or Ed448");
	has_y = jwk_curve_has_y(c);
	if (jwk_fixed(jwk, "x", c, &x, err) < 0
		|| (has_y && jwk_fixed(jwk, "y", c, &y, err) < 0)
		|| jwk_fixed(jwk, "d", c, &d, err) < 0)
		return -1;
	dx = datum(&x);
	dy = datum(&y);
	dd = datum(&d);
	rc = gnutls_x509_privkey_import_ecc_raw(key, gnutls_curve(c->type), &dx,
		has_y ? &dy : NULL, &dd);
	if (rc >= 0)
		rc = gnutls_x509_privkey_verify_params(key);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the parts are no key: d is not the private half of "
			"%s",
			has_y ? "the point x, y" : "x");
	return 0;
}

/* ---- RSA ---------------------------------------------------------------- */

enum { N, E, D, P, Q, DP, DQ, QI, RSA_MEMBERS };

static const char *const rsa_names[RSA_MEMBERS] = { "n", "e", "d", "p", "q",
	"dp", "dq", "qi" };

struct rsa {
	struct bytes number[RSA_MEMBERS];
};

static void
rsa_done(struct rsa *rsa)
{
	for (size_t i = 0; i < RSA_MEMBERS; i++)
		bytes_done(&rsa->number[i]);
}

static int
get_rsa(const struct json *jwk, struct rsa *rsa, struct err *err)
{
	if (json_get(jwk, "oth") != NULL)
		return err_set(err, ERR_INPUT,
			"an RSA key of more than two primes (oth): GnuTLS "
			"cannot use it");
	for (size_t i = P; i < RSA_MEMBERS; i++)
		if (json_get(jwk, rsa_names[i]) == NULL)
			return err_set(err, ERR_INPUT,
				"no %s: an RSA key needs p, q, dp, dq and qi "
				"beside d here (RFC 7518 section 6.3.2), as "
				"GnuTLS cannot sign with d alone",
				rsa_names[i]);
	for (size_t i = 0; i < RSA_MEMBERS; i++)
		if (get_number(jwk, rsa_names[i], &rsa->number[i], err) < 0)
			return -1;
	if (rsa->number[N].len < RSA_MIN)
		return err_set(err, ERR_INPUT,
			"n has %zu octets: fewer than %d cannot sign",
			rsa->number[N].len, RSA_MIN);
	return 0;
}

/* Compare with what we were given, wipe, free. */
static bool
is_same(gnutls_datum_t *made, const struct bytes *given)
{
	struct view v = { made->data, made->size };
	bool same;

	while (v.len > 0 && v.data[0] == 0)
		v = view_part(v, 1, v.len);
	same = view_eq_secret(v, bytes_view(given));
	if (made->data != NULL)
		wipe(made->data, made->size);
	gnutls_free(made->data);
	return same;
}

/* GnuTLS computes these anew and never looks at those that it is given. */
static int
check_crt(gnutls_x509_privkey_t key, const struct rsa *rsa, struct err *err)
{
	gnutls_datum_t made[RSA_MEMBERS] = { 0 };
	int rc = gnutls_x509_privkey_export_rsa_raw2(key, &made[N], &made[E],
		&made[D], &made[P], &made[Q], &made[QI], &made[DP], &made[DQ]);
	size_t bad = RSA_MEMBERS;

	for (size_t i = 0; i < RSA_MEMBERS; i++)
		if (!is_same(&made[i], &rsa->number[i]) && bad == RSA_MEMBERS)
			bad = i;
	if (rc < 0)
		return err_set(err, ERR_INPUT, "%s", gnutls_strerror(rc));
	if (bad < RSA_MEMBERS)
		return err_set(err, ERR_INPUT,
			"the parts are no key: %s does not fit the others",
			rsa_names[bad]);
	return 0;
}

/* GnuTLS tells only by a signature, some 1 ms, whether e fits d. */
static int
check_exponents(gnutls_x509_privkey_t key, struct err *err)
{
	unsigned char word[] = "d and e";
	gnutls_datum_t data = { word, sizeof(word) }, sig = { NULL, 0 };
	gnutls_privkey_t signer = NULL;
	int rc = gnutls_privkey_init(&signer);

	if (rc >= 0)
		rc = gnutls_privkey_import_x509(signer, key, 0);
	if (rc >= 0)
		rc = gnutls_privkey_sign_data2(signer, GNUTLS_SIGN_RSA_SHA256,
			0, &data, &sig);
	gnutls_privkey_deinit(signer);
	gnutls_free(sig.data);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the parts are no key: e and d do not fit each other");
	return 0;
}

static int
import_rsa(const struct json *jwk, gnutls_x509_privkey_t key, struct err *err)
{
	_cleanup_(rsa_done) struct rsa rsa = { 0 };
	gnutls_datum_t part[RSA_MEMBERS];
	int rc;

	if (get_rsa(jwk, &rsa, err) < 0)
		return -1;
	for (size_t i = 0; i < RSA_MEMBERS; i++)
		part[i] = datum(&rsa.number[i]);
	rc = gnutls_x509_privkey_import_rsa_raw2(key, &part[N], &part[E],
		&part[D], &part[P], &part[Q], &part[QI], &part[DP], &part[DQ]);
	if (rc >= 0)
		rc = gnutls_x509_privkey_verify_params(key);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the parts are no key: n is not the product of p and "
			"q, "
			"or they are no primes");
	if (check_crt(key, &rsa, err) < 0)
		return -1;
	return check_exponents(key, err);
}

/* ---- which key ---------------------------------------------------------- */

static int
import(const struct json *jwk, struct gnutls_x509_privkey_int **ret_key,
	struct err *err)
{
	const struct json *kty = json_get(jwk, "kty");
	bool rsa = jwk_is_text(kty, "RSA");
	gnutls_x509_privkey_t key = NULL;
	int rc;

	if (jwk_is_text(kty, "oct"))
		return err_set(err, ERR_INPUT,
			"a symmetric key (kty oct): expected a private key");
	if (!rsa && !jwk_is_text(kty, "EC") && !jwk_is_text(kty, "OKP"))
		return err_set(err, ERR_INPUT,
			"kty is missing, or neither EC, RSA nor OKP (RFC 7517 "
			"section 4.1)");
	if (json_get(jwk, "d") == NULL)
		return err_set(err, ERR_INPUT,
			"holds a public key but no private key: give the "
			"private key's file");
	rc = gnutls_x509_privkey_init(&key);
	if (rc < 0)
		return err_set(err, ERR_SYSTEM, "%s", gnutls_strerror(rc));
	rc = rsa ? import_rsa(jwk, key, err) : import_curve(jwk, key, err);
	if (rc < 0)
		gnutls_x509_privkey_deinit(key);
	else
		*ret_key = key;
	return rc;
}

/* The JWK Set's only private key (RFC 7517 section 5). */
static int
import_of_set(const struct json *keys, struct gnutls_x509_privkey_int **ret_key,
	struct err *err)
{
	const struct json *found = NULL;
	size_t n = 0, all = 0;

	for (const struct json *k = json_first(keys); k; k = json_next(k)) {
		all++;
		if (json_get(k, "d") == NULL)
			continue;
		found = k;
		n++;
	}
	if (n == 0)
		return err_set(err, ERR_INPUT,
			"a JWK Set of %zu keys, none of them private: give the "
			"private key's file",
			all);
	if (n > 1)
		return err_set(err, ERR_INPUT,
			"a JWK Set with %zu private keys: give one of them in "
			"its own file",
			n);
	return import(found, ret_key, err);
}

/* JSON's (RFC 8259 section 2), which is less than other texts allow. */
static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
key_jwk_is(struct view in)
{
	while (in.len > 0 && is_white(in.data[0]))
		in = view_part(in, 1, in.len);
	return in.len > 0 && in.data[0] == '{';
}

int
key_jwk(struct view text, struct gnutls_x509_privkey_int **ret_key,
	struct err *err)
{
	_cleanup_json_ struct json *root = NULL;
	const struct json *keys;
	int rc;

	if (json_parse(text, &root, err) < 0)
		return -1;
	keys = json_get(root, "keys");
	rc = json_is_array(keys) ? import_of_set(keys, ret_key, err)
				 : import(root, ret_key, err);
	return rc < 0 ? err_context(err, "JWK") : 0;
}
