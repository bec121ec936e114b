/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm.c - exported keying material from operands, files and the output of
 * other tools.
 */
#include "proof/ekm.h"

#include <ctype.h>
#include <unistd.h>

#include "base/b64.h"
#include "base/hex.h"
#include "base/io.h"

enum {
	HEX_LEN = 2 * EKM_LEN,
	OPENSSL_LEN = 20, /* what -keymatexport gives by default */
	B64_CHARS = 43,   /* without padding */
};

/* ---- text --------------------------------------------------------------- */

static bool
is_hex(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!isxdigit(v.data[i]) && v.data[i] != ':')
			return false;
	return v.len > 0;
}

static bool
read_b64(struct view text, struct bytes *ret)
{
	struct err err = { 0 };

	return b64_decode(text, B64_URL | B64_PAD_MAY, ret, &err) >= 0
		|| b64_decode(text, B64_STD | B64_PAD_MAY, ret, &err) >= 0;
}

/* Octets of another number than an EKM has, written in SCRIPT. */
static int
wrong_length(struct view octets, const char *script, struct err *err)
{
	_cleanup_bytes_ struct bytes inner = { 0 };
	struct err ignored = { 0 };

	if (octets.len == OPENSSL_LEN)
		return err_set(err, ERR_INPUT,
			"%d octets, which openssl and gnutls-cli export by "
			"default: an EKM has %d: add -keymatexportlen %d "
			"(gnutls-cli: --keymatexportsize=%d)",
			OPENSSL_LEN, EKM_LEN, EKM_LEN, EKM_LEN);
	if (hex_decode(view_trim(octets), &inner, &ignored) >= 0
		&& inner.len == EKM_LEN)
		return err_set(err, ERR_INPUT,
			"%s of an EKM that was in hex already: decode it once",
			script);
	if (read_b64(view_trim(octets), &inner) && inner.len == EKM_LEN)
		return err_set(err, ERR_INPUT,
			"%s of an EKM that was in base64url already: decode it "
			"once",
			script);
	if (octets.len == EXPORTER_MASTER)
		return err_set(err, ERR_INPUT,
			"%d octets in %s: a master secret or an exporter "
			"secret has so many, an EKM has %d: export it from the "
			"key log",
			EXPORTER_MASTER, script, EKM_LEN);
	return err_set(err, ERR_INPUT,
		"%zu octets in %s: an EKM has %d (%d hex digits, %d characters "
		"of base64url)",
		octets.len, script, EKM_LEN, HEX_LEN, B64_CHARS);
}

static int
explain_hex(struct view text, struct err *err)
{
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++)
		digits += text.data[i] != ':';
	if (digits % 2 != 0)
		return err_set(err, ERR_INPUT,
			"%zu hex digits, an odd number: an EKM has %d", digits,
			HEX_LEN);
	return err_set(err, ERR_INPUT,
		"%zu hex digits with colons that do not stand between all "
		"octets: leave the colons out",
		digits);
}

/* The place, from 1, of what is in no alphabet; 0 if there is none. */
static size_t
find_stray(struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!isalnum(text.data[i])
			&& (text.data[i] == 0
				|| !strchr("+/-_=", text.data[i])))
			return i + 1;
	return 0;
}

static bool
has(struct view text, const char *word)
{
	return text.len > 0
		&& memmem(text.data, text.len, word, strlen(word)) != NULL;
}

/* The place, from 1, of what is no hex digit among many; 0: not so. */
static size_t
find_typo(struct view text)
{
	size_t digits = 0, place = 0;

	for (size_t i = 0; i < text.len; i++)
		if (is_hex(view_part(text, i, 1)))
			digits++;
		else if (place == 0)
			place = i + 1;
	return 3 * digits >= 2 * text.len ? place : 0;
}

/* TEXT is neither hex nor base64 in either alphabet. */
static int
explain(struct view text, struct err *err)
{
	size_t stray = find_stray(text);

	size_t typo = find_typo(text);

	if (view_eq_str(view_part(text, 0, 2), "0x"))
		return err_set(err, ERR_INPUT,
			"hex with 0x in front: leave that out");
	if (typo > 0)
		return err_set(err, ERR_INPUT,
			"character %zu of %zu is not a hex digit: an EKM is "
			"%d of them",
			typo, text.len, HEX_LEN);
	if (stray > 0)
		return err_set(err, ERR_INPUT,
			"character %zu is neither hex nor base64url: an EKM is "
			"%d hex digits or %d characters of base64url",
			stray, HEX_LEN, B64_CHARS);
	if (text.len == B64_CHARS
		|| (text.len == B64_CHARS + 1
			&& text.data[text.len - 1] == '='))
		return err_set(err, ERR_INPUT,
			"base64url of the right length, but no encoder writes "
			"its characters so: is one of them, the last perhaps, "
			"mistyped?");
	return err_set(err, ERR_INPUT,
		"%zu characters of base64url, which no encoder writes: an EKM "
		"is %d of them, or %d hex digits: is it cut off?",
		text.len, B64_CHARS, HEX_LEN);
}

int
ekm_parse(struct view text, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	const char *script = "hex";
	struct err ignored = { 0 };

	text = view_trim(text);
	if (text.len == 0)
		return err_set(err, ERR_INPUT,
			"empty: an EKM is %d hex digits or %d characters of "
			"base64url",
			HEX_LEN, B64_CHARS);
	/* 43 hex digits would be an odd number: they are base64url. */
	if (is_hex(text) && text.len != B64_CHARS) {
		if (hex_decode(text, &octets, &ignored) < 0)
			return explain_hex(text, err);
	} else {
		script = "base64url";
		if (!read_b64(text, &octets)
			|| (octets.len != EKM_LEN && find_typo(text) > 0))
			return explain(text, err);
	}
	if (octets.len != EKM_LEN)
		return wrong_length(bytes_view(&octets), script, err);
	bytes_move(ret, &octets);
	return 0;
}

/* ---- files -------------------------------------------------------------- */

/* Where the value begins in a line that exports one; NULL data otherwise. */
static struct view
exported(struct view line)
{
	static const char *const names[] = { "- Key material:", "Key material:",
		"Keying material:" };

	line = view_trim(line);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i]);

		if (view_eq_str(view_part(line, 0, len), names[i]))
			return view_trim(view_part(line, len, line.len));
	}
	return (struct view){ 0 };
}

/* The value of all lines that export one: 1, 0 if there is none, -1. */
static int
read_output(struct view text, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes first = { 0 };
	int found = 0;

	while (text.len > 0) {
		_cleanup_bytes_ struct bytes ekm = { 0 };
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		struct view value = exported(view_part(text, 0, len));

		text = view_part(text, len + 1, text.len);
		if (value.data == NULL)
			continue;
		if (ekm_parse(value, &ekm, err) < 0)
			return -1;
		if (found++ == 0)
			bytes_move(&first, &ekm);
		else if (!view_eq_secret(bytes_view(&first), bytes_view(&ekm)))
			return err_set(err, ERR_INPUT,
				"keying material of several connections: keep "
				"the line of one");
	}
	if (found == 0)
		return 0;
	bytes_move(ret, &first);
	return 1;
}

/* Text that other tools write and that holds no EKM. */
static int
explain_output(struct view text, struct err *err)
{
	static const char option[] = "-keymatexport " EXPORTER_TOKEN_BINDING
				     " -keymatexportlen";

	if (has(text, "SSL-Session:") || has(text, "CONNECTED("))
		return err_set(err, ERR_INPUT,
			"openssl's output without a line \"Keying material:\": "
			"run it with %s %d",
			option, EKM_LEN);
	if (has(text, "- Handshake was completed"))
		return err_set(err, ERR_INPUT,
			"gnutls-cli's output without a line \"Key material:\": "
			"run it with --keymatexport=%s --keymatexportsize=%d",
			EXPORTER_TOKEN_BINDING, EKM_LEN);
	if (has(text, "CLIENT_RANDOM ") || has(text, "TRAFFIC_SECRET")
		|| has(text, "EXPORTER_SECRET "))
		return err_set(err, ERR_INPUT,
			"a key log, not an EKM: export the EKM from it");
	return 0;
}

static int
explain_binary(struct view data, struct err *err)
{
	if (data.len == EKM_LEN + 1 && data.data[EKM_LEN] == '\n')
		return err_set(err, ERR_INPUT,
			"%d raw octets and a line end: cut that off", EKM_LEN);
	if (data.len > 2 && data.data[0] + data.data[1] == 0xff + 0xfe)
		return err_set(err, ERR_INPUT,
			"UTF-16 text: convert it: iconv -f UTF-16 -t UTF-8");
	return wrong_length(data, "a raw file", err);
}

static bool
is_text(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] >= 0x7f
			|| (v.data[i] < ' ' && !isspace(v.data[i])))
			return false;
	return true;
}

static int
parse_file(struct view data, struct bytes *ret, struct err *err)
{
	int found;

	/* Nobody's 32 raw octets are hex digits all. */
	if (data.len == EKM_LEN && !is_hex(view_trim(data))) {
		bytes_clear(ret);
		bytes_append_view(ret, data);
		return 0;
	}
	found = read_output(data, ret, err);
	if (found != 0)
		return found < 0 ? -1 : 0;
	if (explain_output(data, err) < 0)
		return -1;
	return is_text(data) ? ekm_parse(data, ret, err)
			     : explain_binary(data, err);
}

static int
load(const char *name, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };

	if (io_load(name, EKM_FILE_MAX, &data, err) < 0)
		return -1;
	if (parse_file(bytes_view(&data), ret, err) < 0)
		return err_context(err, "%s", io_name(name));
	return 0;
}

int
ekm_read(const char *arg, struct bytes *ret, struct err *err)
{
	if (arg[0] == '@')
		return load(arg + 1, ret, err);
	if (strcmp(arg, "-") == 0 || strncmp(arg, "env:", 4) == 0)
		return load(arg, ret, err);
	if (ekm_parse(view_of_str(arg), ret, err) == 0)
		return 0;
	if (access(arg, F_OK) == 0)
		return load(arg, ret, err);
	/* A mistyped EKM must not be shown as the name of a file. */
	return err_context(err, "neither an EKM nor a file that exists");
}
