/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X-Forwarded-Client-Cert: elements with commas between, pairs with
 * semicolons, values in quotes; and thumbprints.
 */
#include <ctype.h>
#include <strings.h>

#include "base/b64.h"
#include "base/hex.h"
#include "proof/clienthdr_part.h"
#include "proof/hash.h"

/* ---- thumbprints -------------------------------------------------------- */

enum { SHA1_HEX = 40, SHA256_HEX = 64, SHA256_B64 = 43 };

static size_t
hex_digits(struct view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++) {
		if (isxdigit(v.data[i]))
			n++;
		else if (v.data[i] != ':')
			return 0;
	}
	return n;
}

static bool
is_base64url(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!isalnum(v.data[i]) && v.data[i] != '-' && v.data[i] != '_')
			return false;
	return v.len == SHA256_B64;
}

bool
clienthdr_is_hash(struct view text)
{
	size_t n;

	if (text.len > 2 * SHA256_HEX)
		return false;
	n = hex_digits(text);
	return n == SHA1_HEX || n == SHA256_HEX || is_base64url(text);
}

/*
 * A SHA-256 in hex or base64url; anything else is no hash of ours.  The first
 * one stays: what stands behind may be a name that the client chose.
 */
static bool
read_hash(struct view text, struct clienthdr_element *e)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	struct err err;

	if (is_base64url(text) ? b64_decode(text, B64_URL, &octets, &err) < 0
			       : hex_decode(text, &octets, &err) < 0)
		return false;
	if (octets.len != CLIENTHDR_HASH_LEN)
		return false;
	if (e->has_hash)
		return memcmp(e->hash, octets.data, CLIENTHDR_HASH_LEN) == 0;
	memcpy(e->hash, octets.data, CLIENTHDR_HASH_LEN);
	e->has_hash = true;
	return true;
}

int
clienthdr_take_hash(struct clienthdr *h, struct view text)
{
	struct clienthdr_element *e = clienthdr_last(h);
	char thumb[CLIENTHDR_THUMB_TEXT];

	if (!read_hash(text, e))
		return clienthdr_fail(h, CLIENTHDR_WHY_HASH,
			"a SHA-1, as nginx's $ssl_client_fingerprint, which "
			"is no x5t#S256");
	clienthdr_thumb(e, thumb);
	return clienthdr_fail(h, CLIENTHDR_WHY_HASH, "its x5t#S256 is %s",
		thumb);
}

void
clienthdr_thumb(const struct clienthdr_element *e,
	char ret_text[static CLIENTHDR_THUMB_TEXT])
{
	b64_encode_to(ret_text, (struct view){ e->hash, CLIENTHDR_HASH_LEN },
		B64_URL);
}

/* ---- elements ----------------------------------------------------------- */

/* Octets before the first SEPARATOR outside of quotes. */
static size_t
part_len(struct view v, uint8_t separator, bool *ret_open)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < v.len; i++) {
		if (v.data[i] == '"')
			quoted = !quoted;
		else if (quoted && v.data[i] == '\\' && i + 1 < v.len)
			i++;
		else if (!quoted && v.data[i] == separator)
			break;
	}
	*ret_open = quoted;
	return i;
}

static void
unquote(struct view v, struct bytes *ret)
{
	size_t end = v.len;

	if (v.len == 0 || v.data[0] != '"') {
		bytes_append_view(ret, v);
		return;
	}
	if (end > 1 && v.data[end - 1] == '"')
		end--;
	for (size_t i = 1; i < end; i++) {
		/* Envoy escapes quotes, and nothing else. */
		if (v.data[i] == '\\' && i + 1 < end && v.data[i + 1] == '"')
			i++;
		bytes_append_u8(ret, v.data[i]);
	}
}

/* Of several values, all, with commas between, unless they are too many. */
static void
set_text(char **text, struct view v)
{
	enum { ENOUGH = 4096 };
	_cleanup_str_ char *old = NULL, *now = NULL;

	if (*text != NULL && strlen(*text) > ENOUGH)
		return;
	/* The octets of an empty view may be nowhere. */
	now = v.len == 0 ? xstrdup("") : xstrndup((const char *)v.data, v.len);
	old = *text;
	*text = old == NULL ? steal(now) : xasprintf("%s, %s", old, now);
}

static bool
is_key(struct view key, const char *name)
{
	return key.len == strlen(name) && clienthdr_begins(key, name, true);
}

static void
take_pair(struct clienthdr *h, struct view key, struct view value)
{
	struct clienthdr_element *e = clienthdr_last(h);
	_cleanup_bytes_ struct bytes plain = { 0 };
	struct view v;

	unquote(value, &plain);
	v = bytes_view(&plain);
	if (is_key(key, "Cert") || is_key(key, "Chain")) {
		if (view_trim(v).len > 0)
			(void)clienthdr_take_escaped(h, v);
	} else if (is_key(key, "Hash")) {
		if (!read_hash(view_trim(v), e))
			clienthdr_remark(h, CLIENTHDR_HASH_DIFFERS);
	} else if (is_key(key, "By")) {
		set_text(&e->by, v);
	} else if (is_key(key, "Subject")) {
		set_text(&e->subject, v);
	} else if (is_key(key, "URI")) {
		set_text(&e->uri, v);
	} else if (is_key(key, "DNS")) {
		set_text(&e->dns, v);
	}
}

/* The first certificate is the client's own, whether of Cert or of Chain. */
static void
check_hash(struct clienthdr *h)
{
	const struct clienthdr_element *e = clienthdr_last(h);
	uint8_t digest[HASH_MAX];
	size_t i = 0;

	while (i < h->n && h->cert[i].element != h->n_elements - 1)
		i++;
	if (i == h->n || !e->has_hash)
		return;
	if (hash_data(HASH_SHA256, bytes_view(&h->cert[i].der), digest)
			!= CLIENTHDR_HASH_LEN
		|| memcmp(digest, e->hash, CLIENTHDR_HASH_LEN) != 0)
		clienthdr_remark(h, CLIENTHDR_HASH_DIFFERS);
}

static void
take_element(struct clienthdr *h, struct view element)
{
	bool open;

	while (element.len > 0) {
		struct view pair = view_part(element, 0,
			part_len(element, ';', &open));
		const uint8_t *equals = memchr(pair.data, '=', pair.len);

		element = view_part(element, pair.len + 1, element.len);
		if (open)
			clienthdr_remark(h, CLIENTHDR_NO_QUOTE);
		if (equals == NULL)
			continue;
		take_pair(h,
			view_trim(view_part(pair, 0,
				(size_t)(equals - pair.data))),
			view_trim(view_part(pair,
				(size_t)(equals - pair.data) + 1, pair.len)));
	}
	check_hash(h);
}

int
clienthdr_take_xfcc(struct clienthdr *h, struct view name, struct view value)
{
	size_t certs = h->n;
	char thumb[CLIENTHDR_THUMB_TEXT];
	const struct clienthdr_element *e;
	bool open;

	while (value.len > 0) {
		struct view element = view_part(value, 0,
			part_len(value, ',', &open));

		value = view_part(value, element.len + 1, value.len);
		element = view_trim(element);
		if (element.len == 0)
			continue;
		if (!clienthdr_begin(h, name, CLIENTHDR_XFCC))
			return -1;
		take_element(h, element);
	}
	e = clienthdr_last(h);
	if (h->n > certs)
		return 0;
	if (e == NULL || !e->has_hash)
		return clienthdr_fail(h, CLIENTHDR_WHY_EMPTY,
			"its last element has neither Cert nor Hash");
	clienthdr_thumb(e, thumb);
	return clienthdr_fail(h, CLIENTHDR_WHY_HASH,
		"the x5t#S256 of the last element is %s", thumb);
}
