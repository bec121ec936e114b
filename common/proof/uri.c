/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uri.c - taking URIs apart and comparing them, RFC 3986 sections 3 and 6.2.
 */
#include "proof/uri.h"

#include <strings.h>

#include "base/alloc.h"

enum { PORT_MAX = 65535 };

/* ---- characters --------------------------------------------------------- */

static bool
is_alpha(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* RFC 3986 section 2.3. */
static bool
is_unreserved(uint8_t c)
{
	return is_alpha(c) || is_digit(c)
		|| (c != '\0' && strchr("-._~", c) != NULL);
}

/* RFC 3986 section 2.2, and the brackets of addresses. */
static bool
is_reserved(uint8_t c)
{
	return c != '\0' && strchr(":/?#[]@!$&'()*+,;=", c) != NULL;
}

static int
hex_value(uint8_t c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The octet that "%" at I stands for, or -1. */
static int
percent_value(struct view v, size_t i)
{
	int high, low;

	if (v.len - i < 3)
		return -1;
	high = hex_value(v.data[i + 1]);
	low = hex_value(v.data[i + 2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static char
to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* ---- taking apart ------------------------------------------------------- */

static int
check_characters(struct view text, struct err *err)
{
	if (text.len > URI_MAX)
		return err_set(err, ERR_INPUT, "more than %d characters",
			URI_MAX);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];

		if (c == '%' ? percent_value(text, i) < 0
			     : !is_unreserved(c) && !is_reserved(c))
			return err_set(err, ERR_INPUT, "character %zu: %s", i,
				c == '%' ? "'%' without two hex digits"
					 : "none that a URI may have");
	}
	return 0;
}

/* Cut REST in front of the first of the characters STOPS. */
static struct view
take_until(struct view *rest, const char *stops)
{
	size_t n = 0;
	struct view taken;

	while (n < rest->len && strchr(stops, rest->data[n]) == NULL)
		n++;
	taken = view_part(*rest, 0, n);
	*rest = view_part(*rest, n, rest->len);
	return taken;
}

/* Step over PREFIX if REST begins with it. */
static bool
take_prefix(struct view *rest, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!view_eq_str(view_part(*rest, 0, n), prefix))
		return false;
	*rest = view_part(*rest, n, rest->len);
	return true;
}

static bool
is_scheme(struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i];

		if (!is_alpha(c)
			&& (i == 0
				|| (!is_digit(c) && c != '+' && c != '-'
					&& c != '.')))
			return false;
	}
	return v.len > 0;
}

static bool
is_port(struct view v)
{
	long number = 0;

	for (size_t i = 0; i < v.len; i++) {
		if (!is_digit(v.data[i]) || number > PORT_MAX)
			return false;
		number = number * 10 + (v.data[i] - '0');
	}
	return number <= PORT_MAX;
}

/* The last "@" ends the userinfo, so that no name hides behind another. */
static void
split_userinfo(struct view *authority, struct uri *u)
{
	const uint8_t *at = memrchr(authority->data, '@', authority->len);
	size_t n;

	if (at == NULL)
		return;
	n = (size_t)(at - authority->data);
	u->has_userinfo = true;
	u->userinfo = view_part(*authority, 0, n);
	*authority = view_part(*authority, n + 1, authority->len);
}

static bool
has_any(struct view v, const char *characters)
{
	return take_until(&v, characters).data != NULL && v.len > 0;
}

static int
read_authority(struct view authority, struct uri *u, struct err *err)
{
	split_userinfo(&authority, u);
	if (authority.len > 0 && authority.data[0] == '[') {
		struct view rest = authority, inside = take_until(&rest, "]");

		if (rest.len == 0)
			return err_set(err, ERR_INPUT, "'[' without ']'");
		u->host = view_part(authority, 0, inside.len + 1);
		authority = view_part(rest, 1, rest.len);
	} else {
		u->host = take_until(&authority, ":");
	}
	if (u->host.len == 0)
		return err_set(err, ERR_INPUT, "there is no host");
	if (authority.len > 0 && !take_prefix(&authority, ":"))
		return err_set(err, ERR_INPUT, "something stands behind ']'");
	u->port = authority;
	if (!is_port(u->port))
		return err_set(err, ERR_INPUT, "the port is no number up to %d",
			PORT_MAX);
	if (has_any(u->userinfo, "[]@")
		|| (u->host.data[0] != '[' && has_any(u->host, "[]")))
		return err_set(err, ERR_INPUT,
			"a bracket or a second '@' before the path");
	return 0;
}

int
uri_parse(struct view text, struct uri *ret, struct err *err)
{
	struct uri u = { .text = text };
	struct view rest = text;

	if (check_characters(text, err) < 0)
		return -1;
	u.scheme = take_until(&rest, ":/?#");
	if (!is_scheme(u.scheme) || !take_prefix(&rest, ":"))
		return err_set(err, ERR_INPUT, "there is no scheme in front");
	if (!take_prefix(&rest, "//"))
		return err_set(err, ERR_INPUT,
			"there is no \"//\" behind the scheme");
	if (read_authority(take_until(&rest, "/?#"), &u, err) < 0)
		return -1;
	u.path = take_until(&rest, "?#");
	if (has_any(u.path, "[]"))
		return err_set(err, ERR_INPUT, "a bracket in the path");
	u.bare = view_part(text, 0, text.len - rest.len);
	u.has_query = take_prefix(&rest, "?");
	if (u.has_query)
		u.query = take_until(&rest, "#");
	u.has_fragment = take_prefix(&rest, "#");
	u.fragment = rest;
	*ret = u;
	return 0;
}

/* ---- normalising -------------------------------------------------------- */

static void
put(char *to, size_t *n, uint8_t octet)
{
	to[(*n)++] = (char)octet;
}

/*
 * RFC 3986 sections 6.2.2.1 and 6.2.2.2; the text never grows.  The caller
 * frees it.
 */
static char *
plain(struct view v)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = xcalloc(v.len + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++) {
		int octet = v.data[i] == '%' ? percent_value(v, i) : -1;

		if (octet < 0) {
			put(text, &n, v.data[i]);
			continue;
		}
		i += 2;
		if (is_unreserved((uint8_t)octet)) {
			put(text, &n, (uint8_t)octet);
			continue;
		}
		put(text, &n, '%');
		put(text, &n, (uint8_t)digits[octet >> 4]);
		put(text, &n, (uint8_t)digits[octet & 15]);
	}
	return text;
}

/* The same in lower case, but for the digits behind a "%". */
static char *
plain_lower(struct view v)
{
	char *text = plain(v);

	for (size_t i = 0; text[i] != '\0'; i++)
		if (text[i] == '%')
			i += 2;
		else
			text[i] = to_lower(text[i]);
	return text;
}

/* RFC 3986 section 5.2.4, in place; PATH is absolute. */
static void
remove_dots(char *path)
{
	const char *in = path;
	char *out = path;

	while (*in != '\0') {
		size_t n = 1 + strcspn(in + 1, "/");
		bool is_last = in[n] == '\0';

		if (n == 2 && in[1] == '.') {
			if (is_last)
				*out++ = '/';
		} else if (n == 3 && in[1] == '.' && in[2] == '.') {
			while (out > path && *--out != '/')
				;
			if (is_last)
				*out++ = '/';
		} else {
			memmove(out, in, n);
			out += n;
		}
		in += n;
	}
	*out = '\0';
}

char *
uri_normal_path(const struct uri *u)
{
	char *path;

	if (u->path.len == 0)
		return xstrdup("/");
	path = plain(u->path);
	remove_dots(path);
	return path;
}

static const char *
default_port(const char *scheme)
{
	if (strcmp(scheme, "https") == 0)
		return "443";
	return strcmp(scheme, "http") == 0 ? "80" : "";
}

/* "" for the default. */
static char *
normal_port(const struct uri *u, const char *scheme)
{
	if (view_eq_str(u->port, default_port(scheme)))
		return xstrdup("");
	return xstrndup((const char *)u->port.data, u->port.len);
}

char *
uri_normal(const struct uri *u)
{
	_cleanup_str_ char *scheme = plain_lower(u->scheme);
	_cleanup_str_ char *host = plain_lower(u->host);
	_cleanup_str_ char *port = normal_port(u, scheme);
	_cleanup_str_ char *path = uri_normal_path(u);

	return xasprintf("%s://%s%s%s%s", scheme, host,
		*port != '\0' ? ":" : "", port, path);
}

/* ---- comparing ---------------------------------------------------------- */

/* Both are freed. */
static bool
same_text(char *a, char *b)
{
	_cleanup_str_ char *mine = a, *its = b;

	return strcmp(mine, its) == 0;
}

static bool
same_port(const struct uri *a, const struct uri *b)
{
	_cleanup_str_ char *scheme = plain_lower(a->scheme);

	return same_text(normal_port(a, scheme), normal_port(b, scheme));
}

enum uri_part
uri_compare(const struct uri *a, const struct uri *b)
{
	if (!same_text(plain_lower(a->scheme), plain_lower(b->scheme)))
		return URI_SCHEME;
	if (a->has_userinfo != b->has_userinfo
		|| !same_text(plain(a->userinfo), plain(b->userinfo)))
		return URI_USERINFO;
	if (!same_text(plain_lower(a->host), plain_lower(b->host)))
		return URI_HOST;
	if (!same_port(a, b))
		return URI_PORT;
	if (!same_text(uri_normal_path(a), uri_normal_path(b)))
		return URI_PATH;
	return URI_NOTHING;
}

bool
uri_is_verbatim(const struct uri *a, const struct uri *b)
{
	return view_eq(a->bare, b->bare);
}

const char *
uri_part_name(enum uri_part part)
{
	static const char *const names[] = {
		[URI_NOTHING] = "nothing",
		[URI_SCHEME] = "scheme",
		[URI_USERINFO] = "userinfo",
		[URI_HOST] = "host",
		[URI_PORT] = "port",
		[URI_PATH] = "path",
	};

	return names[part];
}
