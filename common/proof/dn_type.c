/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What programs call the types of attributes in distinguished names.
 */
#include "proof/dn.h"

#include <strings.h>

#include "base/alloc.h"

static const struct dn_type types[] = {
	{ "2.5.4.3", "CN", "CN", "CN", "CN" },
	{ "2.5.4.4", "surName", "SN", NULL, NULL },
	{ "2.5.4.5", "serialNumber", "serialNumber", "SERIALNUMBER", NULL },
	{ "2.5.4.6", "C", "C", "C", "C" },
	{ "2.5.4.7", "L", "L", "L", "L" },
	{ "2.5.4.8", "ST", "ST", "ST", "ST" },
	{ "2.5.4.9", "street", "street", "STREET", "STREET" },
	{ "2.5.4.10", "O", "O", "O", "O" },
	{ "2.5.4.11", "OU", "OU", "OU", "OU" },
	{ "2.5.4.12", "title", "title", NULL, NULL },
	{ "2.5.4.13", "description", "description", NULL, NULL },
	{ "2.5.4.15", "businessCategory", "businessCategory", NULL, NULL },
	{ "2.5.4.17", "postalCode", "postalCode", "POSTALCODE", NULL },
	{ "2.5.4.41", "name", "name", NULL, NULL },
	{ "2.5.4.42", "givenName", "GN", NULL, NULL },
	{ "2.5.4.43", "initials", "initials", NULL, NULL },
	{ "2.5.4.44", "generationQualifier", "generationQualifier", NULL,
		NULL },
	{ "2.5.4.45", NULL, "x500UniqueIdentifier", NULL, NULL },
	{ "2.5.4.46", "dnQualifier", "dnQualifier", NULL, NULL },
	{ "2.5.4.65", "pseudonym", "pseudonym", NULL, NULL },
	{ "2.5.4.72", NULL, "role", NULL, NULL },
	{ "2.5.4.97", NULL, "organizationIdentifier", NULL, NULL },
	{ "0.9.2342.19200300.100.1.1", "UID", "UID", NULL, "UID" },
	{ "0.9.2342.19200300.100.1.25", "DC", "DC", NULL, "DC" },
	{ "1.2.840.113549.1.9.1", "EMAIL", "emailAddress", NULL, NULL },
	{ "1.2.840.113549.1.9.2", NULL, "unstructuredName", NULL, NULL },
	{ "1.2.840.113549.1.9.8", NULL, "unstructuredAddress", NULL, NULL },
	{ "1.3.6.1.4.1.311.60.2.1.1", "jurisdictionOfIncorporationLocalityName",
		"jurisdictionL", NULL, NULL },
	{ "1.3.6.1.4.1.311.60.2.1.2",
		"jurisdictionOfIncorporationStateOrProvinceName",
		"jurisdictionST", NULL, NULL },
	{ "1.3.6.1.4.1.311.60.2.1.3", "jurisdictionOfIncorporationCountryName",
		"jurisdictionC", NULL, NULL },
};

/* Further names, of Java, Windows, directories and people. */
static const struct {
	const char *name, *oid, *other;
} more[] = {
	{ "SN", "2.5.4.4", "2.5.4.5" },
	{ "commonName", "2.5.4.3", NULL },
	{ "countryName", "2.5.4.6", NULL },
	{ "localityName", "2.5.4.7", NULL },
	{ "S", "2.5.4.8", NULL },
	{ "stateOrProvinceName", "2.5.4.8", NULL },
	{ "streetAddress", "2.5.4.9", NULL },
	{ "organizationName", "2.5.4.10", NULL },
	{ "organizationalUnitName", "2.5.4.11", NULL },
	{ "T", "2.5.4.12", NULL },
	{ "G", "2.5.4.42", NULL },
	{ "I", "2.5.4.43", NULL },
	{ "GENERATION", "2.5.4.44", NULL },
	{ "DNQ", "2.5.4.46", NULL },
	{ "uniqueIdentifier", "2.5.4.45", NULL },
	{ "userId", "0.9.2342.19200300.100.1.1", NULL },
	{ "domainComponent", "0.9.2342.19200300.100.1.25", NULL },
	{ "E", "1.2.840.113549.1.9.1", NULL },
	{ "jurisdictionLocalityName", "1.3.6.1.4.1.311.60.2.1.1", NULL },
	{ "jurisdictionStateOrProvinceName", "1.3.6.1.4.1.311.60.2.1.2", NULL },
	{ "jurisdictionCountryName", "1.3.6.1.4.1.311.60.2.1.3", NULL },
};

const struct dn_type *
dn_type_find(const char *oid)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(types[i].oid, oid) == 0)
			return &types[i];
	return NULL;
}

static bool
is_called(const char *name, const char *typed)
{
	return name != NULL && strcasecmp(name, typed) == 0;
}

/* Numbers with dots between, no leading zeros: as der_oid_text() has it. */
static bool
is_dotted(const char *s)
{
	size_t dots = 0;

	if (s[0] < '0' || s[0] > '2' || s[1] != '.')
		return false;
	for (;; s++, dots++) {
		size_t digits = strspn(s, "0123456789");

		if (digits == 0 || (s[0] == '0' && digits > 1))
			return false;
		s += digits;
		if (*s == '\0')
			return dots > 0;
		if (*s != '.')
			return false;
	}
}

static void
put_oid(char ret_oid[static DER_OID_TEXT], const char *oid)
{
	memcpy(ret_oid, oid, strlen(oid) + 1);
}

bool
dn_type_named(struct view name, char ret_oid[static DER_OID_TEXT],
	const char **ret_other)
{
	char typed[DER_OID_TEXT], *dotted = typed;

	*ret_other = NULL;
	if (name.len == 0 || name.len >= sizeof(typed)
		|| memchr(name.data, 0, name.len) != NULL)
		return false;
	memcpy(typed, name.data, name.len);
	typed[name.len] = '\0';
	if (strncasecmp(typed, "OID.", 4) == 0)
		dotted += 4;
	if (is_dotted(dotted)) {
		put_oid(ret_oid, dotted);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(more); i++)
		if (strcasecmp(more[i].name, typed) == 0) {
			put_oid(ret_oid, more[i].oid);
			*ret_other = more[i].other;
			return true;
		}
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (is_called(types[i].gnutls, typed)
			|| is_called(types[i].openssl, typed)) {
			put_oid(ret_oid, types[i].oid);
			return true;
		}
	return false;
}
