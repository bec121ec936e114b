/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names as programs print them, measured with GnuTLS 3.7,
 * OpenSSL 3.0, python3-cryptography 38, Caddy 2.6, nginx 1.22, HAProxy 2.6.
 */
#include "proof/dn_form.h"

#include "base/alloc.h"
#include "base/hex.h"
#include "base/strbuf.h"
#include "proof/cert.h"

enum names { NAMES_GNUTLS, NAMES_OPENSSL, NAMES_PYTHON, NAMES_GO };

enum escapes {
	ESCAPE_RFC4514, /* UTF-8 as it is */
	ESCAPE_OCTETS,  /* \C4\8D */
	ESCAPE_QUOTES,  /* "a, b" */
	ESCAPE_SLASH,   /* \/ and \xC4, of the octets in the certificate */
	ESCAPE_NONE,
};

struct dn_style {
	const char *separator, *plus, *equals;
	enum names names;
	enum escapes escapes;
	bool last_first; /* the order of RFC 4514 */
	bool pairs_last_first;
	bool hex_unknown; /* as #hex, not as text */
	unsigned hex;
};

static const struct dn_style gnutls = { ",", "+", "=", NAMES_GNUTLS,
	ESCAPE_RFC4514, true, false, true, HEX_LOWER };
static const struct dn_style gnutls_compat = { ",", "+", "=", NAMES_GNUTLS,
	ESCAPE_RFC4514, false, false, true, HEX_LOWER };
static const struct dn_style openssl_rfc2253 = { ",", "+", "=", NAMES_OPENSSL,
	ESCAPE_OCTETS, true, true, true, HEX_UPPER };
static const struct dn_style openssl_default = { ", ", " + ", " = ",
	NAMES_OPENSSL, ESCAPE_QUOTES, false, false, false, HEX_UPPER };
static const struct dn_style python = { ",", "+", "=", NAMES_PYTHON,
	ESCAPE_RFC4514, true, false, false, HEX_LOWER };
static const struct dn_style go = { ",", "+", "=", NAMES_GO, ESCAPE_RFC4514,
	true, false, true, HEX_LOWER };
static const struct dn_style slashes = { "/", "+", "=", NAMES_OPENSSL,
	ESCAPE_SLASH, false, false, false, HEX_UPPER };
static const struct dn_style haproxy = { "/", "/", "=", NAMES_OPENSSL,
	ESCAPE_NONE, false, false, false, HEX_UPPER };

const struct dn_form dn_forms[] = {
	{ "rfc4514", NULL, NULL },
	{ "gnutls", "GnuTLS", &gnutls },
	{ "openssl_rfc2253",
		"OpenSSL's RFC2253, nginx, Apache and HAProxy's rfc2253",
		&openssl_rfc2253 },
	{ "python", "Python's cryptography", &python },
	{ "go", "Go and Caddy", &go },
	{ "gnutls_compat", "GnuTLS in its old order", &gnutls_compat },
	{ "openssl", "openssl x509", &openssl_default },
	{ "openssl_oneline",
		"OpenSSL's oneline and nginx's $ssl_client_s_dn_legacy",
		&slashes },
	{ "haproxy", "HAProxy", &haproxy },
	{ NULL, NULL, NULL },
};

/* ---- values -------------------------------------------------------------- */

static void
put_hex(struct strbuf *to, struct view v, unsigned style)
{
	_cleanup_str_ char *hex = hex_encode(v, style);

	strbuf_char(to, '#');
	strbuf_str(to, hex);
}

static bool
is_special(uint8_t c)
{
	return c != 0 && strchr(",+\"\\<>;", c) != NULL;
}

/* A character that the edge of a value makes special. */
static bool
is_edge(struct view v, size_t i)
{
	return (v.data[i] == ' ' && (i == 0 || i == v.len - 1))
		|| (v.data[i] == '#' && i == 0);
}

static bool
is_plain(uint8_t c)
{
	return c >= 0x20 && c < 0x7f;
}

static void
put_escaped(struct strbuf *to, struct view v, bool octets)
{
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i];

		if (c == 0 || (octets && !is_plain(c))) {
			strbuf_format(to, "\\%02X", c);
			continue;
		}
		if (is_special(c) || is_edge(v, i))
			strbuf_char(to, '\\');
		strbuf_char(to, (char)c);
	}
}

static bool
needs_quotes(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((is_special(v.data[i]) && v.data[i] != '"'
			    && v.data[i] != '\\')
			|| is_edge(v, i))
			return true;
	return false;
}

static void
put_quoted(struct strbuf *to, struct view v)
{
	bool quotes = needs_quotes(v);

	if (quotes)
		strbuf_char(to, '"');
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i];

		if (!is_plain(c)) {
			strbuf_format(to, "\\%02X", c);
			continue;
		}
		if (c == '"' || c == '\\')
			strbuf_char(to, '\\');
		strbuf_char(to, (char)c);
	}
	if (quotes)
		strbuf_char(to, '"');
}

/* Neither program looks at the type of the string. */
static void
put_octets(struct strbuf *to, struct view element, bool escape)
{
	struct der value = { .tag = 0 };

	if (!der_read(&element, &value))
		return;
	/* The count of unused bits does not show. */
	for (size_t i = value.tag == DER_BIT_STRING; i < value.value.len; i++) {
		uint8_t c = value.value.data[i];

		if (c == 0 || (escape && !is_plain(c))) {
			strbuf_format(to, "\\x%02X", c);
			continue;
		}
		if (escape && (c == '/' || c == '+'))
			strbuf_char(to, '\\');
		strbuf_char(to, (char)c);
	}
}

/* Go's own choice of a string type, not the certificate's. */
static void
put_go_hex(struct strbuf *to, struct view v)
{
	_cleanup_bytes_ struct bytes der = { 0 };
	bool printable = true;

	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i] | 0x20;

		printable &= (c >= 'a' && c <= 'z' && v.data[i] >= 'A')
			|| (v.data[i] != 0
				&& strchr("0123456789 '()+,-./:=?", v.data[i])
					!= NULL);
	}
	bytes_append_u8(&der, printable ? 0x13 : 0x0c);
	if (v.len >= 0x100) {
		bytes_append_u8(&der, 0x82);
		bytes_append_u16(&der, v.len);
	} else {
		if (v.len >= 0x80)
			bytes_append_u8(&der, 0x81);
		bytes_append_u8(&der, v.len);
	}
	bytes_append_view(&der, v);
	put_hex(to, bytes_view(&der), HEX_LOWER);
}

static const char *
name_of(const struct dn_style *style, const char *oid)
{
	const struct dn_type *t = dn_type_find(oid);

	if (t == NULL)
		return NULL;
	switch (style->names) {
	case NAMES_GNUTLS:
		return t->gnutls;
	case NAMES_OPENSSL:
		return t->openssl;
	case NAMES_GO:
		return t->go;
	default:
		return t->rfc4514;
	}
}

static void
put_value(struct strbuf *to, const struct dn_style *style,
	const struct dn_attr *a, bool named)
{
	struct view text = bytes_view(&a->value);

	if (style->escapes == ESCAPE_SLASH || style->escapes == ESCAPE_NONE)
		put_octets(to, a->element, style->escapes == ESCAPE_SLASH);
	else if (style->names == NAMES_GO && !named && a->is_string
		&& text.len <= UINT16_MAX)
		put_go_hex(to, text);
	else if (!a->is_string || (!named && style->hex_unknown))
		put_hex(to, a->element, style->hex);
	else if (style->escapes == ESCAPE_QUOTES)
		put_quoted(to, text);
	else
		put_escaped(to, text, style->escapes == ESCAPE_OCTETS);
}

static void
put_pair(struct strbuf *to, const struct dn_style *style,
	const struct dn_attr *a)
{
	const char *name = name_of(style, a->oid);

	strbuf_str(to, name != NULL ? name : a->oid);
	strbuf_str(to, style->equals);
	put_value(to, style, a, name != NULL);
}

/* ---- names --------------------------------------------------------------- */

/* Pairs from FIRST on, up to END, are those of an RDN. */
static void
put_rdn(struct strbuf *to, const struct dn_style *style, const struct dn *dn,
	size_t first, size_t end, bool backwards)
{
	for (size_t i = first; i < end; i++) {
		size_t at = backwards ? end - 1 - (i - first) : i;

		if (i > first)
			strbuf_str(to, style->plus);
		put_pair(to, style, &dn->attr[at]);
	}
}

static size_t
end_of_rdn(const struct dn *dn, size_t first)
{
	size_t end = first;

	while (end < dn->n && dn->attr[end].rdn == dn->attr[first].rdn)
		end++;
	return end;
}

static void
put_forward(struct strbuf *to, const struct dn_style *style,
	const struct dn *dn, bool backwards)
{
	for (size_t i = 0, end; i < dn->n; i = end) {
		end = end_of_rdn(dn, i);
		if (i > 0 || style->separator[0] == '/')
			strbuf_str(to, style->separator);
		put_rdn(to, style, dn, i, end, backwards);
	}
}

static void
put_last_first(struct strbuf *to, const struct dn_style *style,
	const struct dn *dn, bool backwards)
{
	for (size_t end = dn->n, i; end > 0; end = i) {
		for (i = end - 1;
			i > 0 && dn->attr[i - 1].rdn == dn->attr[i].rdn;)
			i--;
		put_rdn(to, style, dn, i, end, backwards);
		if (i > 0)
			strbuf_str(to, style->separator);
	}
}

/* All values of one type are one RDN, but of CN only the last counts. */
static void
put_go_type(struct strbuf *to, const struct dn *dn, const char *oid)
{
	bool is_first = true,
	     last_only = strcmp(oid, "2.5.4.3") == 0
		|| strcmp(oid, "2.5.4.5") == 0;
	const struct dn_attr *last = NULL;

	for (size_t i = 0; i < dn->n; i++) {
		const struct dn_attr *a = &dn->attr[i];

		if (strcmp(a->oid, oid) != 0 || a->value.len == 0)
			continue;
		last = a;
		if (last_only)
			continue;
		if (to->len > 0 || !is_first)
			strbuf_char(to, is_first ? ',' : '+');
		put_pair(to, &go, a);
		is_first = false;
	}
	if (last_only && last != NULL) {
		if (to->len > 0)
			strbuf_char(to, ',');
		put_pair(to, &go, last);
	}
}

/* The types that Go knows, in an order of its own, then all others. */
static void
put_go(struct strbuf *to, const struct dn *dn)
{
	static const char *const known[] = { "2.5.4.5", "2.5.4.3", "2.5.4.11",
		"2.5.4.10", "2.5.4.17", "2.5.4.9", "2.5.4.7", "2.5.4.8",
		"2.5.4.6" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		put_go_type(to, dn, known[i]);
	for (size_t i = dn->n; i > 0; i--) {
		const struct dn_attr *a = &dn->attr[i - 1];

		if (name_of(&go, a->oid) != NULL)
			continue;
		if (to->len > 0)
			strbuf_char(to, ',');
		put_pair(to, &go, a);
	}
}

static void
put_form(struct strbuf *to, const struct dn_form *form, const struct dn *dn,
	bool other_way)
{
	const struct dn_style *style = form->style;
	bool backwards;

	if (style == NULL) {
		_cleanup_str_ char *text = cert_name_text(dn->der);

		strbuf_str(to, text);
		return;
	}
	backwards = style->pairs_last_first != other_way;
	if (style == &go)
		put_go(to, dn);
	else if (style->last_first)
		put_last_first(to, style, dn, backwards);
	else
		put_forward(to, style, dn, backwards);
}

char *
dn_form_text(const struct dn_form *form, const struct dn *dn)
{
	_cleanup_strbuf_ struct strbuf text = { 0 };

	put_form(&text, form, dn, false);
	return xstrndup(text.len > 0 ? text.data : "", text.len);
}

static bool
is_text(const struct dn_form *form, const struct dn *dn, struct view text,
	bool other_way)
{
	_cleanup_strbuf_ struct strbuf made = { 0 };

	put_form(&made, form, dn, other_way);
	return view_eq((struct view){ (uint8_t *)made.data, made.len }, text);
}

const struct dn_form *
dn_form_find(const struct dn *dn, struct view text)
{
	size_t ways = dn->n > dn->n_rdns ? 2 : 1;

	for (size_t way = 0; way < ways; way++)
		for (const struct dn_form *f = dn_forms; f->name != NULL; f++)
			if (is_text(f, dn, text, way == 1))
				return f;
	return NULL;
}
