/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling the forms of a forwarded certificate apart, and cutting header
 * sections into fields.
 */
#include <ctype.h>
#include <strings.h>

#include "proof/clienthdr_part.h"

bool
clienthdr_begins(struct view v, const char *prefix, bool fold)
{
	size_t n = strlen(prefix);

	if (v.len < n)
		return false;
	return fold ? strncasecmp((const char *)v.data, prefix, n) == 0
		    : memcmp(v.data, prefix, n) == 0;
}

bool
clienthdr_has(struct view v, const char *words)
{
	return v.len > 0 && memmem(v.data, v.len, words, strlen(words)) != NULL;
}

/* ---- forms --------------------------------------------------------------- */

static const char begin_mark[] = "-----BEGIN";

static bool
begins_with_any(struct view v, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++)
		if (clienthdr_begins(v, *prefixes, true))
			return true;
	return false;
}

static bool
has_any(struct view v, const char *const *words)
{
	for (; *words != NULL; words++)
		if (clienthdr_has(v, *words))
			return true;
	return false;
}

/* {http.request...}, %{SSL_CLIENT_CERT}s, %[ssl_c_der], $ssl_client_cert */
static bool
is_placeholder(struct view v)
{
	return (v.len > 1 && v.data[0] == '{' && isalpha(v.data[1]))
		|| clienthdr_begins(v, "%{", false)
		|| clienthdr_begins(v, "%[", false)
		|| clienthdr_begins(v, "$ssl_", true);
}

/* Nothing of base64 needs escapes but these three characters. */
static enum clienthdr_form
guess_escaped(struct view v)
{
	static const char *const full[] = { "%2B", "%2b", "%2F", "%2f", "%3D",
		"%3d", "%25", NULL };
	static const char *const safe[] = { "+", "/", "=", NULL };

	if (has_any(v, full) || clienthdr_has(v, "BEGIN+"))
		return CLIENTHDR_ESCAPED_PEM;
	return has_any(v, safe) ? CLIENTHDR_ALB_PEM : CLIENTHDR_ESCAPED_PEM;
}

static enum clienthdr_form
guess_pem(struct view v)
{
	const uint8_t *end = memchr(v.data, '\n', v.len);
	size_t next = end == NULL ? v.len : (size_t)(end - v.data) + 1;

	if (memchr(v.data, '%', v.len) != NULL)
		return guess_escaped(v);
	/* A later line may begin with a plus sign that became a space. */
	if (next < v.len && (v.data[next] == ' ' || v.data[next] == '\t'))
		return CLIENTHDR_FOLDED_PEM;
	return CLIENTHDR_RAW_PEM;
}

/*
 * Keys of X-Forwarded-Client-Cert; Subject is always in quotes there, and
 * others write it as well.
 */
static bool
is_xfcc(struct view v)
{
	static const char *const keys[] = { "By=", "Hash=", "Cert=", "Chain=",
		"Subject=\"", "URI=", "DNS=", NULL };
	static const char *const quoted[] = { "=\"-----BEGIN", "=-----BEGIN",
		NULL };

	return begins_with_any(v, keys)
		&& (!clienthdr_has(v, "-----BEGIN ") || has_any(v, quoted));
}

static bool
is_info(struct view v)
{
	static const char *const keys[] = { "Subject%3D%22", "Issuer%3D%22",
		"SerialNumber%3D%22", "NB%3D%22", "NA%3D%22", "SAN%3D%22",
		NULL };

	return begins_with_any(v, keys);
}

/*
 * "MI" and a letter from G to P: a SEQUENCE of 128 octets or more.  No other
 * text goes on like that.
 */
static bool
is_base64_der(struct view v)
{
	enum { ENOUGH = 64 };
	static const char others[] = "+/=-_%,\\ \t\r\n";

	if (v.len < 8 || v.data[0] != 'M' || v.data[1] != 'I' || v.data[2] < 'G'
		|| v.data[2] > 'P' || clienthdr_has(v, begin_mark))
		return false;
	for (size_t i = 0; i < v.len && i < ENOUGH; i++)
		if (!isalnum(v.data[i])
			&& (v.data[i] == 0 || !strchr(others, v.data[i])))
			return false;
	return true;
}

static enum clienthdr_form
guess_der(struct view v)
{
	if (memchr(v.data, '%', v.len) != NULL)
		return CLIENTHDR_ESCAPED_DER_LIST;
	return memchr(v.data, ',', v.len) != NULL ? CLIENTHDR_DER_LIST
						  : CLIENTHDR_DER;
}

enum clienthdr_form
clienthdr_guess(struct view value)
{
	static const char *const escaped[] = { "%2d%2d%2d%2d%2dBEGIN",
		"%252d%252d%252d", NULL };
	struct view v = view_trim(value);

	if (v.len > 0 && (v.data[0] == '"' || v.data[0] == '\''))
		v = view_trim(view_part(v, 1, v.len));
	if (v.len == 0 || view_eq_str(v, ":") || view_eq_str(v, "::"))
		return CLIENTHDR_EMPTY;
	if (view_eq_str(v, "(null)"))
		return CLIENTHDR_NULL;
	if (v.data[0] == ':' && !islower(v.data[1]))
		return CLIENTHDR_RFC9440;
	if (clienthdr_begins(v, begin_mark, false))
		return guess_pem(v);
	if (begins_with_any(v, escaped))
		return CLIENTHDR_ESCAPED_PEM;
	if (is_placeholder(v))
		return CLIENTHDR_PLACEHOLDER;
	if (is_info(v))
		return CLIENTHDR_INFO;
	if (is_xfcc(v))
		return CLIENTHDR_XFCC;
	if (is_base64_der(v))
		return guess_der(v);
	if (clienthdr_begins(v, "LS0tLS1CRUdJT", false))
		return CLIENTHDR_BASE64_PEM;
	return clienthdr_is_hash(v) ? CLIENTHDR_HASH : CLIENTHDR_UNKNOWN;
}

/* ---- fields -------------------------------------------------------------- */

static size_t
line_len(struct view v)
{
	const uint8_t *end = v.len == 0 ? NULL : memchr(v.data, '\n', v.len);

	return end == NULL ? v.len : (size_t)(end - v.data);
}

/* Octets of a name before a colon, or 0; pseudo-headers have one more. */
static size_t
name_len(struct view line)
{
	size_t i = line.len > 0 && line.data[0] == ':' ? 1 : 0;

	while (i < line.len
		&& (isalnum(line.data[i]) || strchr("-_.", line.data[i]))
		&& line.data[i] != 0)
		i++;
	return i > 1 && i < line.len && line.data[i] == ':' ? i : 0;
}

/*
 * A line that goes on, as HTTP once allowed, or PEM with its line ends, which
 * IN_PEM is about.
 */
static bool
goes_on(struct view next, bool *in_pem)
{
	struct view line = view_part(next, 0, line_len(next));

	if (view_trim(line).len == 0)
		return false;
	if (line.data[0] == ' ' || line.data[0] == '\t')
		return true;
	if (!*in_pem || memchr(line.data, ':', line.len) != NULL)
		return false;
	*in_pem = !clienthdr_has(line, "-----END");
	return true;
}

bool
clienthdr_cut(struct view *text, struct clienthdr_field *ret)
{
	size_t len = line_len(*text), name = name_len(*text);
	struct view line = view_part(*text, 0, len);
	bool in_pem = clienthdr_has(line, "-----BEGIN ")
		&& !clienthdr_has(line, "-----END");

	if (text->len == 0)
		return false;
	while (len < text->len
		&& goes_on(view_part(*text, len + 1, text->len), &in_pem))
		len += 1 + line_len(view_part(*text, len + 1, text->len));
	line = view_part(*text, 0, len);
	*text = view_part(*text, len + 1, text->len);
	*ret = (struct clienthdr_field){ .is_field = name > 0,
		.name = view_part(line, 0, name),
		.value = view_trim(
			view_part(line, name > 0 ? name + 1 : 0, line.len)),
		.is_request = name == 0 && clienthdr_has(line, "HTTP/") };
	return true;
}

bool
clienthdr_is_name(struct view name)
{
	for (size_t i = 0; i + 4 <= name.len; i++)
		if (clienthdr_begins(view_part(name, i, 4), "cert", true))
			return true;
	return false;
}

/* ---- is it one? ---------------------------------------------------------- */

/* Was a plus sign in this line of base64?  FIRST is the first one. */
static bool
has_plus_space(struct view line, struct view first)
{
	enum { COLUMNS = 64 }; /* RFC 7468 section 2 */
	struct view inner = view_trim(line);

	if (inner.len == 0 || memchr(line.data, ':', line.len) != NULL)
		return false;
	return memchr(inner.data, ' ', inner.len) != NULL
		|| (line.data[0] == ' ' && first.data[0] != ' ')
		|| (line.len == COLUMNS
			&& memchr(line.data, ' ', line.len) != NULL);
}

static bool
has_plus_spaces(struct view body)
{
	struct view first = { NULL, 0 };

	while (body.len > 0) {
		struct view line = view_part(body, 0, line_len(body));

		body = view_part(body, line.len + 1, body.len);
		if (line.len > 0 && line.data[line.len - 1] == '\r')
			line.len--;
		if (clienthdr_begins(view_trim(line), "-", false))
			break;
		if (first.len == 0)
			first = line;
		if (has_plus_space(line, first))
			return true;
	}
	return false;
}

/*
 * PEM as no file has it: on one line, folded by tabs, or with spaces within
 * base64.
 */
static bool
is_odd_pem(struct view v)
{
	const uint8_t *end;

	v = view_part(v, sizeof(begin_mark) - 1, v.len);
	end = v.len == 0 ? NULL : memmem(v.data, v.len, "-----", 5);
	if (end == NULL)
		return memchr(v.data, '%', v.len) != NULL;
	v = view_part(v, (size_t)(end - v.data) + 5, v.len);
	if (v.len == 0)
		return true;
	if (v.data[0] == '%' || v.data[0] == ' ')
		return v.len > 1 && isalnum(v.data[1]);
	if (v.data[0] == '\r')
		v = view_part(v, 1, v.len);
	if (v.len == 0 || v.data[0] != '\n')
		return false;
	if (v.len > 2 && v.data[1] == '\t')
		return isalnum(v.data[2]);
	return has_plus_spaces(view_part(v, 1, v.len));
}

static bool
is_field(const struct clienthdr_field *f)
{
	switch (clienthdr_guess(f->value)) {
	case CLIENTHDR_UNKNOWN:
		return view_eq_str(f->name, "Client-Cert");
	case CLIENTHDR_HASH:
	case CLIENTHDR_EMPTY:
	case CLIENTHDR_NULL:
		return clienthdr_is_name(f->name);
	case CLIENTHDR_PLACEHOLDER:
		return clienthdr_is_name(f->name)
			|| clienthdr_is_name(f->value);
	default:
		return true;
	}
}

bool
clienthdr_is(struct view text)
{
	struct view v = text;
	struct clienthdr_field f;
	bool found = false;

	if (clienthdr_begins(v, "\xef\xbb\xbf", false))
		v = view_part(v, 3, v.len);
	v = view_trim(v);
	if (clienthdr_begins(v, "-----BEGIN ", false))
		return is_odd_pem(v);
	if (clienthdr_guess(v) != CLIENTHDR_UNKNOWN)
		return text.len > 0;
	while (clienthdr_cut(&v, &f)) {
		if (clienthdr_begins(f.value, begin_mark, false) && !f.is_field)
			return false;
		if (!f.is_field && !f.is_request)
			break;
		found |= f.is_field && is_field(&f);
	}
	return found;
}
