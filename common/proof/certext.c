/* SPDX-License-Identifier: Apache-2.0 */
/*
 * basicConstraints, keyUsage, extKeyUsage and subjectAltName, RFC 5280
 * section 4.2.1.
 */
#include "proof/certext.h"

#include <arpa/inet.h>

#include "base/alloc.h"
#include "base/der.h"
#include "base/hex.h"

enum {
	NAME_OTHER = DER_CONTEXT(0),
	NAME_EMAIL = DER_CONTEXT_PRIM(1),
	NAME_DNS = DER_CONTEXT_PRIM(2),
	NAME_DIRECTORY = DER_CONTEXT(4),
	NAME_URI = DER_CONTEXT_PRIM(6),
	NAME_IP = DER_CONTEXT_PRIM(7),
	NAME_ID = DER_CONTEXT_PRIM(8)
};

static const struct {
	const char *oid, *name;
} purposes[] = {
	{ "1.3.6.1.5.5.7.3.1", "serverAuth" },
	{ "1.3.6.1.5.5.7.3.2", "clientAuth" },
	{ "1.3.6.1.5.5.7.3.3", "codeSigning" },
	{ "1.3.6.1.5.5.7.3.4", "emailProtection" },
	{ "1.3.6.1.5.5.7.3.8", "timeStamping" },
	{ "1.3.6.1.5.5.7.3.9", "OCSPSigning" },
	{ "1.3.6.1.4.1.311.20.2.2", "smartcardLogon" },
	{ "1.3.6.1.5.2.3.4", "pkinitClientAuth" },
	{ "1.3.6.1.5.2.3.5", "pkinitKdc" },
	{ "2.5.29.37.0", "anyExtendedKeyUsage" },
};

static void
add_name(char ***list, size_t *n, char *text)
{
	if (*n == CERT_NAMES_MAX) {
		free(text);
		return;
	}
	if (*list == NULL)
		*list = xcalloc(CERT_NAMES_MAX, sizeof(**list));
	(*list)[(*n)++] = text;
}

static void
read_basic_constraints(struct cert *c)
{
	struct view value;
	struct der list, ca;

	if (x509_extension(&c->x, "2.5.29.19", &value, NULL)
		&& der_read_tag(&value, DER_SEQUENCE, &list)
		&& der_read_tag(&list.value, DER_BOOLEAN, &ca))
		c->is_ca = ca.value.len == 1 && ca.value.data[0] != 0;
}

/* Bits 0 and 5, from the highest of the octet behind unused-bits. */
static void
read_key_usage(struct cert *c)
{
	struct view value;
	struct der bits;

	c->digital_signature = c->cert_sign = true;
	c->has_key_usage = x509_extension(&c->x, "2.5.29.15", &value, NULL);
	if (!c->has_key_usage)
		return;
	if (!der_read_tag(&value, DER_BIT_STRING, &bits) || bits.value.len < 2)
		bits.value = (struct view){ (const uint8_t *)"\0\0", 2 };
	c->digital_signature = (bits.value.data[1] & 0x80) != 0;
	c->cert_sign = (bits.value.data[1] & 0x04) != 0;
}

static const char *
purpose_name(const char *oid)
{
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (strcmp(purposes[i].oid, oid) == 0)
			return purposes[i].name;
	return oid;
}

static void
read_extended_key_usage(struct cert *c)
{
	char oid[DER_OID_TEXT];
	struct der list, id;
	struct view value;

	c->has_eku = x509_extension(&c->x, "2.5.29.37", &value, NULL);
	c->client_auth = c->server_auth = !c->has_eku;
	if (!c->has_eku || !der_read_tag(&value, DER_SEQUENCE, &list))
		return;
	while (der_read_tag(&list.value, DER_OID, &id)) {
		const char *name;
		bool any;

		if (!der_oid_text(id.value, oid))
			continue;
		name = purpose_name(oid);
		any = strcmp(name, "anyExtendedKeyUsage") == 0;
		c->client_auth |= any || strcmp(name, "clientAuth") == 0;
		c->server_auth |= any || strcmp(name, "serverAuth") == 0;
		add_name(&c->ekus, &c->n_ekus, xstrdup(name));
	}
}

/* PREFIX and the octets, a NUL among them as \00. */
static char *
string_name(const char *prefix, struct view v)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	bytes_append_str(&text, prefix);
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] == 0)
			bytes_append_str(&text, "\\00");
		else
			bytes_append(&text, v.data + i, 1);
	return xstrndup((char *)text.data, text.len);
}

static char *
ip_name(struct view v)
{
	_cleanup_str_ char *hex = NULL;
	char text[INET6_ADDRSTRLEN];

	if ((v.len == 4 && inet_ntop(AF_INET, v.data, text, sizeof(text)))
		|| (v.len == 16
			&& inet_ntop(AF_INET6, v.data, text, sizeof(text))))
		return xasprintf("IP:%s", text);
	hex = hex_encode(v, HEX_LOWER);
	return xasprintf("IP:#%s", hex);
}

/* Only Microsoft's user principal name is seen in client certificates. */
static char *
other_name(struct view v)
{
	char oid[DER_OID_TEXT];
	struct der id, wrapped, text;

	if (!der_read_tag(&v, DER_OID, &id) || !der_oid_text(id.value, oid))
		return xstrdup("otherName:unreadable");
	if (strcmp(oid, "1.3.6.1.4.1.311.20.2.3") == 0
		&& der_read_tag(&v, DER_CONTEXT(0), &wrapped)
		&& der_read(&wrapped.value, &text))
		return string_name("UPN:", text.value);
	return xasprintf("otherName:%s", oid);
}

static char *
general_name(const struct der *name)
{
	_cleanup_str_ char *text = NULL;
	char oid[DER_OID_TEXT];

	switch (name->tag) {
	case NAME_DNS:
		return string_name("DNS:", name->value);
	case NAME_EMAIL:
		return string_name("email:", name->value);
	case NAME_URI:
		return string_name("URI:", name->value);
	case NAME_IP:
		return ip_name(name->value);
	case NAME_DIRECTORY:
		text = cert_name_text(name->value);
		return xasprintf("dirName:%s", text);
	case NAME_ID:
		return xasprintf("RID:%s",
			der_oid_text(name->value, oid) ? oid : "unreadable");
	case NAME_OTHER:
		return other_name(name->value);
	default:
		return xasprintf("[%u]", name->tag & 0x1fu);
	}
}

static void
read_alt_names(struct cert *c)
{
	struct der list, name;
	struct view value;

	if (!x509_extension(&c->x, "2.5.29.17", &value, NULL)
		|| !der_read_tag(&value, DER_SEQUENCE, &list))
		return;
	while (c->n_sans < CERT_NAMES_MAX && der_read(&list.value, &name))
		add_name(&c->sans, &c->n_sans, general_name(&name));
}

void
certext_read(struct cert *c)
{
	read_basic_constraints(c);
	read_key_usage(c);
	read_extended_key_usage(c);
	read_alt_names(c);
}
