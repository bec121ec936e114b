/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recognising how an x5t#S256 (RFC 8705 section 3.1) was made: the value is
 * decoded in every way that gives a digest, then compared with the digests of
 * everything that people hash.
 */
#include "proof/recipe.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "base/hex.h"
#include "proof/certfile.h"
#include "proof/tbid.h"
#include "proof/thumb.h"

enum {
	HASHES = HASH_SHA512 + 1,
	BINDING_MIN = 68, /* octets of a Token Binding ID with P-256 */
};

enum script { SCRIPT_B64URL, SCRIPT_B64URL_PAD, SCRIPT_B64, SCRIPT_HEX };

/* A text is a digest in some script, or base64url of such a text. */
static const struct encoding {
	enum script script;
	unsigned hex; /* enum hex_style */
	bool twice;
} encodings[] = {
	[RECIPE_B64URL] = { SCRIPT_B64URL, 0, false },
	[RECIPE_B64URL_PAD] = { SCRIPT_B64URL_PAD, 0, false },
	[RECIPE_B64] = { SCRIPT_B64, 0, false },
	[RECIPE_HEX] = { SCRIPT_HEX, HEX_LOWER, false },
	[RECIPE_HEX_UPPER] = { SCRIPT_HEX, HEX_UPPER, false },
	[RECIPE_COLON] = { SCRIPT_HEX, HEX_LOWER | HEX_COLONS, false },
	[RECIPE_COLON_UPPER] = { SCRIPT_HEX, HEX_UPPER | HEX_COLONS, false },
	[RECIPE_URL_OF_HEX] = { SCRIPT_HEX, HEX_LOWER, true },
	[RECIPE_URL_OF_HEX_UPPER] = { SCRIPT_HEX, HEX_UPPER, true },
	[RECIPE_URL_OF_COLON] = { SCRIPT_HEX, HEX_LOWER | HEX_COLONS, true },
	[RECIPE_URL_OF_COLON_UPPER] = { SCRIPT_HEX, HEX_UPPER | HEX_COLONS,
		true },
	[RECIPE_URL_OF_B64URL] = { SCRIPT_B64URL, 0, true },
	[RECIPE_URL_OF_B64] = { SCRIPT_B64, 0, true },
};

/* ---- from text to digests ----------------------------------------------- */

static bool
has_case(struct view text, uint8_t first)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] >= first && text.data[i] <= first + 5)
			return true;
	return false;
}

/* Mixed case counts as lower, so that each text is read in one way only. */
static bool
is_style(struct view text, unsigned style)
{
	bool upper = has_case(text, 'A') && !has_case(text, 'a');
	bool colons = text.len > 0 && memchr(text.data, ':', text.len) != NULL;

	return upper == ((style & HEX_UPPER) != 0)
		&& colons == ((style & HEX_COLONS) != 0);
}

static bool
read_hex(struct view text, unsigned style, struct bytes *ret)
{
	struct err err = { 0 };

	return is_style(text, style) && hex_decode(text, ret, &err) >= 0;
}

static bool
read_script(struct view text, const struct encoding *e, struct bytes *ret)
{
	struct err err = { 0 };

	switch (e->script) {
	case SCRIPT_B64URL:
		return b64_decode(text, B64_URL, ret, &err) >= 0;
	case SCRIPT_B64URL_PAD:
		return b64_decode(text, B64_URL | B64_PAD, ret, &err) >= 0;
	case SCRIPT_B64:
		return b64_decode(text, B64_STD | B64_PAD_MAY, ret, &err) >= 0;
	default:
		return read_hex(text, e->hex, ret);
	}
}

static bool
read_text(struct view text, const struct encoding *e, struct bytes *ret)
{
	_cleanup_bytes_ struct bytes inner = { 0 };
	struct err err = { 0 };

	if (!e->twice)
		return read_script(text, e, ret);
	return b64_decode(text, B64_URL | B64_PAD_MAY, &inner, &err) >= 0
		&& read_script(bytes_view(&inner), e, ret);
}

static bool
is_digest_len(size_t len)
{
	for (int alg = HASH_SHA1; alg <= HASH_SHA512; alg++)
		if (hash_len((enum hash_alg)alg) == len)
			return true;
	return false;
}

/* Key identifiers may have any length, and are always shown in hex. */
static bool
is_identifier_len(size_t len, const struct encoding *e)
{
	if (e->twice || len == 0 || len > RECIPE_RAW)
		return false;
	return e->script == SCRIPT_HEX || len >= BINDING_MIN;
}

bool
recipe_read(const char *text, struct recipe_value *ret)
{
	struct view v = recipe_bare(view_of_str(text));

	*ret = (struct recipe_value){ .n = 0 };
	if (v.len > RECIPE_TEXT)
		return false;
	for (int e = 0; e < RECIPE_ENCODINGS; e++) {
		_cleanup_bytes_ struct bytes raw = { 0 };

		if (!read_text(v, &encodings[e], &raw)
			|| (!is_digest_len(raw.len)
				&& !is_identifier_len(raw.len, &encodings[e])))
			continue;
		ret->reading[ret->n].encoding = (enum recipe_encoding)e;
		memcpy(ret->reading[ret->n].raw, raw.data, raw.len);
		ret->reading[ret->n].len = raw.len;
		ret->n++;
	}
	return ret->n > 0;
}

/* ---- from certificates to digests --------------------------------------- */

struct digests {
	struct {
		uint8_t raw[HASH_MAX];
		size_t len; /* 0: not defined */
		bool made;
	} of[RECIPE_INPUTS][HASHES];
	struct bytes plain; /* an input that is not hashed */
};

static void
digests_done(struct digests *d)
{
	bytes_done(&d->plain);
}

static void
add_binding(const struct x509 *x, enum recipe_input input, struct bytes *ret)
{
	if (input == RECIPE_BINDING_PSS)
		(void)thumb_token_binding_id(x, TBID_RSA2048_PSS, ret);
	else if (!thumb_token_binding_id(x, TBID_ECDSAP256, ret))
		(void)thumb_token_binding_id(x, TBID_RSA2048_PKCS1_5, ret);
}

/* PEM text, with END behind each line, but not behind the last if OPEN. */
static void
make_pem(const struct x509 *x, const char *end, bool open, bool frame,
	struct bytes *ret)
{
	_cleanup_str_ char *pem = certfile_pem(x->der);
	char *line = pem, *lf;

	for (; (lf = strchr(line, '\n')) != NULL; line = lf + 1) {
		if (line[0] == '-' && !frame)
			continue;
		bytes_append(ret, line, (size_t)(lf - line));
		if (!open || lf[1] != '\0')
			bytes_append_str(ret, end);
	}
}

static void
make_input(enum recipe_input input, const struct x509 *x, struct view file,
	struct bytes *ret)
{
	struct view id;

	switch (input) {
	case RECIPE_PEM:
		make_pem(x, "\n", false, true, ret);
		break;
	case RECIPE_PEM_CRLF:
		make_pem(x, "\r\n", false, true, ret);
		break;
	case RECIPE_PEM_OPEN:
		make_pem(x, "\n", true, true, ret);
		break;
	case RECIPE_BODY:
		make_pem(x, "", false, false, ret);
		break;
	case RECIPE_BODY_LINES:
		make_pem(x, "\n", false, false, ret);
		break;
	case RECIPE_SPKI:
		bytes_append_view(ret, x->spki);
		break;
	case RECIPE_FILE:
		bytes_append_view(ret, file);
		break;
	case RECIPE_BINDING:
	case RECIPE_BINDING_PSS:
		add_binding(x, input, ret);
		break;
	case RECIPE_SKI:
		if (x509_subject_key_id(x, &id))
			bytes_append_view(ret, id);
		break;
	case RECIPE_AKI:
		if (x509_authority_key_id(x, &id))
			bytes_append_view(ret, id);
		break;
	default:
		bytes_append_view(ret, x->der);
		break;
	}
}

/* The digest of a row, made once for all rows that share it. */
static struct view
digest(struct digests *d, const struct recipe *row, const struct x509 *x,
	struct view file)
{
	_cleanup_bytes_ struct bytes input = { 0 };
	__typeof__(&d->of[0][0]) slot = &d->of[row->input][row->hash];

	if (row->hash == HASH_NONE) {
		bytes_clear(&d->plain);
		make_input(row->input, x, file, &d->plain);
		return bytes_view(&d->plain);
	}
	if (!slot->made && row->input == RECIPE_JKT) {
		slot->len = thumb_jkt(x, slot->raw) ? hash_len(row->hash) : 0;
	} else if (!slot->made) {
		make_input(row->input, x, file, &input);
		slot->len = input.len == 0
			? 0
			: hash_data(row->hash, bytes_view(&input), slot->raw);
	}
	slot->made = true;
	return (struct view){ slot->raw, slot->len };
}

static bool
matches(const struct recipe_value *value, const struct recipe *row,
	struct view made)
{
	for (size_t i = 0; i < value->n; i++)
		if (value->reading[i].encoding == row->encoding
			&& view_eq(made,
				(struct view){ value->reading[i].raw,
					value->reading[i].len }))
			return made.len > 0;
	return false;
}

/* Does any reading have the form and the length of this row's values? */
static bool
can_match(const struct recipe_value *value, const struct recipe *row)
{
	for (size_t i = 0; i < value->n; i++)
		if (value->reading[i].encoding == row->encoding
			&& (row->hash == HASH_NONE
				|| value->reading[i].len
					== hash_len(row->hash)))
			return true;
	return false;
}

const struct recipe *
recipe_match(const struct recipe_value *value, const struct x509 *x,
	struct view file)
{
	_cleanup_(digests_done) struct digests d = { 0 };

	for (const struct recipe *row = recipe_rows; row->name != NULL; row++)
		if (can_match(value, row)
			&& matches(value, row, digest(&d, row, x, file)))
			return row;
	return NULL;
}

static char *
write_script(struct view raw, const struct encoding *e)
{
	switch (e->script) {
	case SCRIPT_B64URL:
		return b64_encode(raw, B64_URL);
	case SCRIPT_B64URL_PAD:
		return b64_encode(raw, B64_URL | B64_PAD);
	case SCRIPT_B64:
		return b64_encode(raw, B64_STD | B64_PAD);
	default:
		return hex_encode(raw, e->hex);
	}
}

char *
recipe_make(const struct recipe *row, const struct x509 *x, struct view file)
{
	const struct encoding *e = &encodings[row->encoding];
	_cleanup_(digests_done) struct digests d = { 0 };
	_cleanup_str_ char *text = NULL;
	struct view raw = digest(&d, row, x, file);

	if (raw.len == 0)
		return NULL;
	text = write_script(raw, e);
	return e->twice ? b64url(view_of_str(text)) : steal(text);
}
