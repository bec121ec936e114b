/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Percent-encoding, and PEM (RFC 7468) that went through a header: line ends
 * became spaces or escapes, marks are missing.
 */
#include "proof/clienthdr_part.h"

/* ---- percent-encoding --------------------------------------------------- */

static int
nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that stands for three characters at I, or -1. */
static int
escaped_at(struct view v, size_t i)
{
	int high, low;

	if (v.len < 3 || i > v.len - 3 || v.data[i] != '%')
		return -1;
	high = nibble(v.data[i + 1]);
	low = nibble(v.data[i + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

enum { ESCAPE = 3 }; /* characters for an octet */

static bool
unescape_once(struct view v, struct bytes *ret)
{
	bool any = false;

	for (size_t i = 0; i < v.len; i++) {
		int c = v.data[i] == '%' ? escaped_at(v, i) : -1;

		/* What is cut within an escape has lost more than that. */
		if (v.data[i] == '%' && v.len - i < ESCAPE)
			break;
		bytes_append_u8(ret, c >= 0 ? (size_t)c : v.data[i]);
		any |= c >= 0;
		i += c >= 0 ? 2 : 0;
	}
	return any;
}

void
clienthdr_unescape(struct clienthdr *h, struct view text, struct bytes *ret)
{
	enum { ROUNDS = 4 };
	bool form = clienthdr_has(text, "BEGIN+")
		&& memchr(text.data, '%', text.len) != NULL;
	_cleanup_bytes_ struct bytes now = { 0 };
	int rounds = 0;

	bytes_append_view(&now, text);
	for (size_t i = 0; form && i < now.len; i++)
		now.data[i] = now.data[i] == '+' ? ' ' : now.data[i];
	while (rounds < ROUNDS) {
		_cleanup_bytes_ struct bytes next = { 0 };

		if (!unescape_once(bytes_view(&now), &next))
			break;
		bytes_move(&now, &next);
		rounds++;
	}
	if (form)
		clienthdr_remark(h, CLIENTHDR_FORM_ENCODED);
	if (rounds > 1)
		clienthdr_remark(h, CLIENTHDR_ESCAPED_TWICE);
	bytes_move(ret, &now);
}

/* ---- blocks -------------------------------------------------------------- */

static const char begin_mark[] = "-----BEGIN";
static const char end_mark[] = "-----END";
static const char dashes[] = "-----";

enum { BEGIN_LEN = sizeof(begin_mark) - 1, DASHES = sizeof(dashes) - 1 };

/* Where MARK is in V; V's length if it is not there. */
static size_t
find(struct view v, const char *mark)
{
	const uint8_t *at = v.len == 0
		? NULL
		: memmem(v.data, v.len, mark, strlen(mark));

	return at == NULL ? v.len : (size_t)(at - v.data);
}

/* A block whose BEGIN mark is behind us, up to the next mark. */
struct block {
	struct view label, body;
	bool ended;
};

static bool
cut_block(struct view *text, struct block *ret)
{
	size_t len = find(*text, dashes);

	if (len == text->len)
		return false;
	ret->label = view_trim(view_part(*text, 0, len));
	while (ret->label.len > 0 && ret->label.data[0] == '+')
		ret->label = view_part(ret->label, 1, ret->label.len);
	*text = view_part(*text, len + DASHES, text->len);
	len = find(*text, dashes);
	ret->body = view_part(*text, 0, len);
	*text = view_part(*text, len, text->len);
	ret->ended = clienthdr_begins(*text, end_mark, false)
		&& find(view_part(*text, DASHES, text->len), dashes)
			< text->len - DASHES;
	return true;
}

static int
take_block(struct clienthdr *h, const struct block *b, bool is_last)
{
	int rc;

	if (!clienthdr_has(b->label, "CERTIFICATE")
		|| clienthdr_has(b->label, "REQUEST"))
		return clienthdr_fail(h, CLIENTHDR_WHY_NOT_CERT,
			"PEM of %s%.*s", b->label.len == 0 ? "nothing" : "",
			b->label.len < 40 ? (int)b->label.len : 40,
			(const char *)b->label.data);
	if (view_trim(b->body).len == 0 && is_last && !b->ended)
		return clienthdr_fail(h, CLIENTHDR_WHY_BEGIN, "%s", "");
	rc = clienthdr_take_base64(h, b->body, true);
	if (!b->ended && rc == 0)
		clienthdr_remark(h, CLIENTHDR_NO_END);
	return rc;
}

int
clienthdr_take_pem(struct clienthdr *h, struct view text)
{
	size_t at = find(text, begin_mark);

	if (at == text.len)
		return clienthdr_fail(h, CLIENTHDR_WHY_DAMAGED,
			"its BEGIN line is incomplete");
	while (at < text.len) {
		struct block b;

		text = view_part(text, at + BEGIN_LEN, text.len);
		if (!cut_block(&text, &b))
			return clienthdr_fail(h, CLIENTHDR_WHY_CUT,
				"its BEGIN line is incomplete");
		at = find(text, begin_mark);
		if (take_block(h, &b, at == text.len) < 0)
			return -1;
	}
	return 0;
}

int
clienthdr_take_escaped(struct clienthdr *h, struct view text)
{
	_cleanup_bytes_ struct bytes plain = { 0 };
	struct view v;

	clienthdr_unescape(h, text, &plain);
	v = bytes_view(&plain);
	if (find(v, begin_mark) < v.len)
		return clienthdr_take_pem(h, v);
	clienthdr_remark(h, CLIENTHDR_BARE);
	return clienthdr_take_base64(h, v, false);
}
