/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names as text, RFC 4514 section 2.  Every octet of a value
 * shows: an embedded NUL becomes \00, and what is no string becomes #hex.
 */
#include "proof/cert.h"

#include "base/alloc.h"
#include "base/der.h"
#include "base/hex.h"
#include "proof/dn.h"

enum { RDNS_MAX = 256 };

static const struct {
	const char *oid, *name;
} types[] = {
	{ "2.5.4.3", "CN" },
	{ "2.5.4.10", "O" },
	{ "2.5.4.11", "OU" },
	{ "2.5.4.6", "C" },
	{ "2.5.4.8", "ST" },
	{ "2.5.4.7", "L" },
	{ "2.5.4.9", "STREET" },
	{ "0.9.2342.19200300.100.1.25", "DC" },
	{ "0.9.2342.19200300.100.1.1", "UID" },
	{ "1.2.840.113549.1.9.1", "emailAddress" },
	{ "2.5.4.4", "SN" },
	{ "2.5.4.5", "serialNumber" },
	{ "2.5.4.12", "title" },
	{ "2.5.4.15", "businessCategory" },
	{ "2.5.4.17", "postalCode" },
	{ "2.5.4.42", "givenName" },
	{ "2.5.4.97", "organizationIdentifier" },
};

static const char *
type_name(const char *oid)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(types[i].oid, oid) == 0)
			return types[i].name;
	return NULL;
}

/* RFC 4514 section 2.4. */
static void
put_escaped(struct bytes *to, struct view text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];
		bool edge = (c == ' ' && (i == 0 || i == text.len - 1))
			|| (c == '#' && i == 0);

		if (c == 0) {
			bytes_append_str(to, "\\00");
			continue;
		}
		if (edge || strchr("\"+,;<>\\", c) != NULL)
			bytes_append_u8(to, '\\');
		bytes_append_u8(to, c);
	}
}

static void
put_hex(struct bytes *to, struct view v)
{
	_cleanup_str_ char *hex = hex_encode(v, HEX_LOWER);

	bytes_append_str(to, "#");
	bytes_append_str(to, hex);
}

/* An AttributeTypeAndValue. */
static bool
put_attribute(struct bytes *to, struct view in)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	char oid[DER_OID_TEXT];
	struct der type, value;
	const char *name;

	if (!der_read_tag(&in, DER_OID, &type) || !der_read(&in, &value)
		|| in.len != 0 || !der_oid_text(type.value, oid))
		return false;
	name = type_name(oid);
	bytes_append_str(to, name != NULL ? name : oid);
	bytes_append_str(to, "=");
	if (name != NULL && dn_string(&value, &text))
		put_escaped(to, bytes_view(&text));
	else
		put_hex(to, value.whole);
	return true;
}

static bool
put_rdn(struct bytes *to, struct view set)
{
	bool first = true;
	struct der attribute;

	for (; set.len != 0; first = false) {
		if (!der_read_tag(&set, DER_SEQUENCE, &attribute))
			return false;
		if (!first)
			bytes_append_str(to, "+");
		if (!put_attribute(to, attribute.value))
			return false;
	}
	return !first;
}

/* The last RDN comes first (RFC 4514 section 2.1). */
static bool
put_name(struct bytes *to, struct view name)
{
	struct view rdn[RDNS_MAX];
	struct der outer, set;
	size_t n = 0;

	if (!der_read_tag(&name, DER_SEQUENCE, &outer) || name.len != 0)
		return false;
	for (; outer.value.len != 0; n++) {
		if (n == RDNS_MAX || !der_read_tag(&outer.value, DER_SET, &set))
			return false;
		rdn[n] = set.value;
	}
	for (size_t i = n; i > 0; i--) {
		if (i < n)
			bytes_append_str(to, ",");
		if (!put_rdn(to, rdn[i - 1]))
			return false;
	}
	return true;
}

char *
cert_name_text(struct view name)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	if (!put_name(&text, name)) {
		bytes_clear(&text);
		bytes_append_str(&text, "unreadable name ");
		put_hex(&text, name);
	}
	return xstrndup(text.len > 0 ? (char *)text.data : "", text.len);
}

char *
cert_short_name(const char *rfc4514)
{
	const char *at = rfc4514, *end;

	/* Only an unescaped comma ends an attribute. */
	while (strncmp(at, "CN=", 3) != 0) {
		for (at += strcspn(at, ",\\"); *at == '\\';
			at += strcspn(at, ",\\"))
			at += at[1] != '\0' ? 2 : 1;
		if (*at == '\0')
			return xstrdup(rfc4514);
		at++;
	}
	at += 3;
	end = at + strcspn(at, ",\\");
	while (*end == '\\' && end[1] != '\0') {
		end += 2;
		end += strcspn(end, ",\\");
	}
	return xstrndup(at, (size_t)(end - at));
}
