/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk_member.c - the members of a JWK that hold numbers.  They may be secret:
 * no complaint shows any of them.
 */
#include "proof/jwk_member.h"

#include "base/b64.h"

const char jwk_ec_section[] = "RFC 7518 section 6.2";
const char jwk_rsa_section[] = "RFC 7518 section 6.3";
const char jwk_private_words[] = "a private key: only its public half is used";
static const char okp_section[] = "RFC 8037 section 2";

static const struct jwk_curve curves[] = {
	{ "P-256", "EC", KEY_EC_P256, 32, jwk_ec_section },
	{ "P-384", "EC", KEY_EC_P384, 48, jwk_ec_section },
	{ "P-521", "EC", KEY_EC_P521, 66, jwk_ec_section },
	{ "Ed25519", "OKP", KEY_ED25519, 32, okp_section },
	{ "Ed448", "OKP", KEY_ED448, 57, okp_section },
};

const struct jwk_curve *
jwk_curve_find(const struct json *jwk)
{
	const struct json *crv = json_get(jwk, "crv");
	const struct json *kty = json_get(jwk, "kty");

	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		if (jwk_is_text(crv, curves[i].crv)
			&& jwk_is_text(kty, curves[i].kty))
			return &curves[i];
	return NULL;
}

const struct jwk_curve *
jwk_curve_of(enum key_type type)
{
	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		if (curves[i].type == type)
			return &curves[i];
	return NULL;
}

bool
jwk_curve_has_y(const struct jwk_curve *c)
{
	return c->section == jwk_ec_section;
}

bool
jwk_is_text(const struct json *j, const char *want)
{
	const char *s = json_string(j);

	return s != NULL && strcmp(s, want) == 0;
}

/* Why TEXT is not base64url (RFC 7515 section 2), without a word of it. */
static const char *
b64_fault(const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789-_";
	size_t len = strlen(text);

	if (strpbrk(text, " \t\r\n") != NULL)
		return "has white space or line breaks";
	if (strpbrk(text, "+/") != NULL)
		return "is standard base64, with '+' or '/': write '-' and '_'";
	if (strchr(text, '=') != NULL)
		return "is padded with '=': leave that away";
	if (strspn(text, digits) != len)
		return "is not base64url";
	if (len % 4 == 1)
		return "has a length that no encoder of base64url makes: is it "
		       "cut off?";
	return "ends with a character whose unused bits are not zero, which no "
	       "encoder of base64url makes: is it cut off?";
}

int
jwk_octets(const struct json *jwk, const char *name, const char *section,
	size_t limit, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	const struct json *member = json_get(jwk, name);
	const char *text = json_string(member);
	bool is_long;

	if (member == NULL)
		return err_set(err, ERR_INPUT, "no %s (%s)", name, section);
	if (text == NULL)
		return err_set(err, ERR_INPUT, "%s is not a string (%s)", name,
			section);
	is_long = strlen(text) >= B64_ROOM(limit);
	if (!is_long && b64_decode(view_of_str(text), B64_URL, &data, err) < 0)
		return err_set(err, ERR_INPUT, "%s %s (RFC 7515 section 2)",
			name, b64_fault(text));
	if (is_long || data.len > limit)
		return err_set(err, ERR_INPUT,
			"%s is longer than the limit of %zu octets", name,
			limit);
	bytes_move(ret, &data);
	return 0;
}

int
jwk_fixed(const struct json *jwk, const char *name, const struct jwk_curve *c,
	struct bytes *ret, struct err *err)
{
	if (jwk_octets(jwk, name, c->section, JWK_NUMBER_MAX, ret, err) < 0)
		return -1;
	if (ret->len == c->len)
		return 0;
	return err_set(err, ERR_INPUT,
		"%s has %zu octets: with %s it has %zu, leading zeros "
		"included (%s)",
		name, ret->len, c->crv, c->len, c->section);
}
