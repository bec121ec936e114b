/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of subjectAltName, RFC 5280 sections 4.2.1.6 and 7.
 */
#include "proof/san.h"

#include <arpa/inet.h>

#include "base/alloc.h"
#include "base/der.h"
#include "base/hex.h"

enum { IP4_LEN = 4, IP6_LEN = 16 };

bool
san_list(const struct x509 *x, struct view *ret_list)
{
	struct view value;
	struct der list;

	if (!x509_extension(x, "2.5.29.17", &value, NULL)
		|| !der_read_tag(&value, DER_SEQUENCE, &list))
		return false;
	*ret_list = list.value;
	return true;
}

bool
san_next(struct view *list, enum san_type *ret_type, struct view *ret)
{
	struct der name;

	while (der_read(list, &name)) {
		unsigned number = name.tag & 0x1fu;

		if (name.tag != DER_CONTEXT_PRIM(number)
			|| (number != SAN_EMAIL && number != SAN_DNS
				&& number != SAN_URI && number != SAN_IP))
			continue;
		*ret_type = (enum san_type)number;
		*ret = name.value;
		return true;
	}
	return false;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static bool
same_letters(struct view a, struct view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

/* The first of these characters in V from AT on, or the end. */
static size_t
find_any(struct view v, size_t at, const char *set)
{
	while (at < v.len
		&& (v.data[at] == 0 || strchr(set, v.data[at]) == NULL))
		at++;
	return at;
}

/* Where the last C of V up to END stands, or FROM if there is none. */
static size_t
behind_last(struct view v, size_t from, size_t end, char c)
{
	for (size_t i = end; i > from; i--)
		if (v.data[i - 1] == (uint8_t)c)
			return i;
	return from;
}

struct uri {
	struct view scheme, user, host, rest; /* user with the slashes */
};

static struct uri
split_uri(struct view v)
{
	size_t colon = find_any(v, 0, ":/?#"), host, end;
	struct uri u = { .scheme = view_part(v, 0, colon) };

	end = host = colon;
	if (v.len - colon > 2 && memcmp(v.data + colon, "://", 3) == 0) {
		end = find_any(v, colon + 3, "/?#");
		host = behind_last(v, colon + 3, end, '@');
	}
	u.user = view_part(v, colon, host - colon);
	u.host = view_part(v, host, end - host);
	u.rest = view_part(v, end, SIZE_MAX);
	return u;
}

static bool
same_uri(struct view a, struct view b)
{
	struct uri ua = split_uri(a), ub = split_uri(b);

	return same_letters(ua.scheme, ub.scheme) && view_eq(ua.user, ub.user)
		&& same_letters(ua.host, ub.host) && view_eq(ua.rest, ub.rest);
}

static bool
same_email(struct view a, struct view b)
{
	size_t at_a = behind_last(a, 0, a.len, '@');
	size_t at_b = behind_last(b, 0, b.len, '@');

	return at_a == at_b
		&& view_eq(view_part(a, 0, at_a), view_part(b, 0, at_b))
		&& same_letters(view_part(a, at_a, SIZE_MAX),
			view_part(b, at_b, SIZE_MAX));
}

/* The octets of an address; 0 if TEXT is none. */
static size_t
read_ip(struct view text, uint8_t ret[static IP6_LEN])
{
	char copy[INET6_ADDRSTRLEN];

	if (text.len == 0 || text.len >= sizeof(copy)
		|| memchr(text.data, 0, text.len) != NULL)
		return 0;
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, ret) == 1)
		return IP4_LEN;
	return inet_pton(AF_INET6, copy, ret) == 1 ? IP6_LEN : 0;
}

static enum san_relation
compare_ip(struct view name, struct view text)
{
	_cleanup_str_ char *written = NULL;
	uint8_t octets[IP6_LEN];
	size_t len = read_ip(text, octets);

	if (len == 0 || !view_eq(name, (struct view){ octets, len }))
		return SAN_DIFFERS;
	written = san_text(SAN_IP, name);
	return view_eq_str(text, written) ? SAN_EXACT : SAN_SAME;
}

/* One label in the place of the star (RFC 9525 section 6.3). */
static bool
covers(struct view pattern, struct view text)
{
	size_t dot = find_any(text, 0, ".");

	return pattern.len > 2 && memcmp(pattern.data, "*.", 2) == 0 && dot > 0
		&& same_letters(view_part(pattern, 1, SIZE_MAX),
			view_part(text, dot, SIZE_MAX));
}

static bool
same_name(enum san_type type, struct view name, struct view text)
{
	switch (type) {
	case SAN_URI:
		return same_uri(name, text);
	case SAN_EMAIL:
		return same_email(name, text);
	default:
		return same_letters(name, text);
	}
}

enum san_relation
san_compare(enum san_type type, struct view name, struct view text)
{
	if (type == SAN_IP)
		return compare_ip(name, text);
	if (view_eq(name, text))
		return SAN_EXACT;
	if (same_name(type, name, text))
		return SAN_SAME;
	if (same_letters(name, text))
		return SAN_CASE;
	return type == SAN_DNS && covers(name, text) ? SAN_COVERED
						     : SAN_DIFFERS;
}

static char *
ip_text(struct view v)
{
	_cleanup_str_ char *hex = NULL;
	char text[INET6_ADDRSTRLEN];

	if (v.len == IP4_LEN && inet_ntop(AF_INET, v.data, text, sizeof(text)))
		return xstrdup(text);
	if (v.len == IP6_LEN && inet_ntop(AF_INET6, v.data, text, sizeof(text)))
		return xstrdup(text);
	hex = hex_encode(v, HEX_LOWER);
	return xasprintf("#%s", hex);
}

char *
san_text(enum san_type type, struct view name)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	if (type == SAN_IP)
		return ip_text(name);
	for (size_t i = 0; i < name.len; i++)
		if (name.data[i] == 0)
			bytes_append_str(&text, "\\00");
		else
			bytes_append(&text, name.data + i, 1);
	return xstrndup(text.len > 0 ? (char *)text.data : "", text.len);
}

bool
san_is_text(enum san_type type, struct view text)
{
	uint8_t octets[IP6_LEN];
	size_t mark;

	switch (type) {
	case SAN_IP:
		return read_ip(text, octets) > 0;
	case SAN_EMAIL:
		mark = behind_last(text, 0, text.len, '@');
		return mark > 1 && mark < text.len;
	case SAN_URI:
		mark = find_any(text, 0, ":/?#");
		return mark > 0 && mark < text.len && text.data[mark] == ':';
	default:
		return text.len > 0
			&& find_any(text, 0, " /:@,=\"\\") == text.len;
	}
}

const char *
san_type_name(enum san_type type)
{
	switch (type) {
	case SAN_EMAIL:
		return "email";
	case SAN_DNS:
		return "DNS";
	case SAN_URI:
		return "URI";
	default:
		return "IP";
	}
}
