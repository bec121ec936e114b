/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values as people paste them, and recipes in words.
 */
#include <ctype.h>

#include "base/alloc.h"
#include "proof/recipe.h"

static const char claim_name[] = "x5t#S256";
static const char around[] = " \t\r\n\"'`,;{}[]";

static bool
is_in(uint8_t c, const char *set)
{
	return c != 0 && strchr(set, c) != NULL;
}

static const uint8_t *
find(struct view in, const char *mark)
{
	if (in.data == NULL)
		return NULL;
	return memmem(in.data, in.len, mark, strlen(mark));
}

static struct view
trim(struct view v)
{
	while (v.len > 0 && is_in(v.data[0], around))
		v = view_part(v, 1, v.len);
	while (v.len > 0 && is_in(v.data[v.len - 1], around))
		v.len--;
	return v;
}

/* What stands behind the claim's name, up to what ends a value. */
static struct view
claimed(struct view v, const uint8_t *name)
{
	size_t skip = (size_t)(name - v.data) + sizeof(claim_name) - 1, n = 0;

	v = view_part(v, skip, v.len);
	while (v.len > 0
		&& (is_in(v.data[0], around) || v.data[0] == ':'
			|| v.data[0] == '='))
		v = view_part(v, 1, v.len);
	while (n < v.len && !is_in(v.data[n], around))
		n++;
	return view_part(v, 0, n);
}

/* What sha256sum writes has the file's name behind it. */
static struct view
without_file(struct view v)
{
	const uint8_t *p = find(v, "  ");

	return p != NULL ? view_part(v, 0, (size_t)(p - v.data)) : v;
}

/* Base64 ends with "=", too, so something else must follow. */
static size_t
behind_equals(struct view v)
{
	const uint8_t *p = memchr(v.data, '=', v.len);
	size_t at = p != NULL ? (size_t)(p - v.data) + 1 : v.len;

	return at < v.len && v.data[at] != '=' ? at : 0;
}

/* "AC:2D" is a value, "sha256:ac2d" has a name before it. */
static size_t
behind_colon(struct view v)
{
	const uint8_t *p = memchr(v.data, ':', v.len);
	size_t at = p != NULL ? (size_t)(p - v.data) : v.len;

	if (at == v.len
		|| (at == 2 && isxdigit(v.data[0]) && isxdigit(v.data[1])))
		return 0;
	return at + 1;
}

struct view
recipe_bare(struct view text)
{
	struct view v = trim(text);
	const uint8_t *name = find(v, claim_name);
	size_t skip = 1;

	if (name != NULL)
		return claimed(v, name);
	v = without_file(v);
	while (v.len > 0 && skip > 0) {
		skip = behind_equals(v);
		if (skip == 0)
			skip = behind_colon(v);
		v = trim(view_part(v, skip, v.len));
	}
	return v;
}

char *
recipe_phrase(const struct recipe *row)
{
	static const char *const scripts[] = {
		[RECIPE_B64URL] = "base64url",
		[RECIPE_B64URL_PAD] = "padded base64url",
		[RECIPE_B64] = "base64",
		[RECIPE_HEX] = "hex",
		[RECIPE_HEX_UPPER] = "upper-case hex",
		[RECIPE_COLON] = "lower-case hex with colons",
		[RECIPE_COLON_UPPER] = "hex with colons",
		[RECIPE_URL_OF_HEX] = "base64url of hex",
		[RECIPE_URL_OF_HEX_UPPER] = "base64url of upper-case hex",
		[RECIPE_URL_OF_COLON] =
			"base64url of lower-case hex with colons",
		[RECIPE_URL_OF_COLON_UPPER] = "base64url of hex with colons",
		[RECIPE_URL_OF_B64URL] = "base64url of base64url",
		[RECIPE_URL_OF_B64] = "base64url of base64",
	};
	static const char *const inputs[] = {
		[RECIPE_DER] = "the DER",
		[RECIPE_PEM] = "the PEM text",
		[RECIPE_PEM_CRLF] = "the PEM text with CRLF line ends",
		[RECIPE_PEM_OPEN] = "the PEM text without its last line end",
		[RECIPE_BODY] = "the base64 text",
		[RECIPE_BODY_LINES] = "the base64 lines",
		[RECIPE_SPKI] = "the public key",
		[RECIPE_JKT] = "the JWK",
		[RECIPE_FILE] = "the whole file",
		[RECIPE_BINDING] = "the Token Binding ID",
		[RECIPE_BINDING_PSS] = "the Token Binding ID with PSS",
		[RECIPE_SKI] = "the subject key identifier",
		[RECIPE_AKI] = "the authority key identifier",
	};
	const char *script = scripts[row->encoding];

	if (row->hash == HASH_NONE)
		return xasprintf("%s of %s", script, inputs[row->input]);
	return xasprintf("%s of %s over %s", script, hash_name(row->hash),
		inputs[row->input]);
}
