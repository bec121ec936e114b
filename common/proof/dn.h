/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn.h - a distinguished name taken apart: pairs of type and value, out of a
 * certificate (RFC 5280 section 4.1.2.4) or out of a text such as programs
 * print it (RFC 4514 and its kin).
 */
#ifndef PROOF_DN_H
#define PROOF_DN_H

#include "base/bytes.h"
#include "base/der.h"
#include "base/err.h"

enum {
	DN_ATTRS_MAX = 128,    /* pairs of a name that we compare */
	DN_TEXT_MAX = 1 << 14, /* octets of a name as text */
};

/* A pair of type and value. */
struct dn_attr {
	size_t rdn; /* to which RDN it belongs, from 0, as the source counts */
	char oid[DER_OID_TEXT];
	const char *or_oid;  /* what its name means elsewhere, or NULL */
	bool is_string;      /* else value is the whole element, in DER */
	struct bytes value;  /* in UTF-8 if its writer kept to that */
	struct view element; /* in the certificate; empty if it was text */
};

struct dn {
	struct view der; /* the Name; empty if it was text */
	struct dn_attr *attr;
	size_t n, cap;
	size_t n_rdns;
};

/*
 * Read a Name from its DER, which must stay.  ERR_INPUT if it is malformed or
 * has more than DN_ATTRS_MAX pairs.  dn_done() the result.
 */
int dn_parse(struct view name, struct dn *ret, struct err *err) _must_check_;
void dn_done(struct dn *dn);
#define _cleanup_dn_ _cleanup_(dn_done)

/* Which liberties a text takes. */
struct dn_text {
	struct dn dn;  /* RDNs in the order of the text */
	bool slashes;  /* "/C=NL/CN=x", not "CN=x,C=NL" */
	bool unquoted; /* a separator stands in a value without escape */
};

/*
 * Read a name from a text: RFC 4514, RFC 2253 and 1779 (spaces, quotes, "OID."
 * before numbers, semicolons), what OpenSSL prints by default, and its line
 * with slashes.  A separator before which no "\" stands separates only if a
 * type that we know follows it.  ERR_INPUT says what is wrong and where.
 * dn_text_done() the result.
 */
int dn_text_parse(struct view text, struct dn_text *ret, struct err *err)
	_must_check_;
void dn_text_done(struct dn_text *t);
#define _cleanup_dn_text_ _cleanup_(dn_text_done)

/*
 * A string's value in UTF-8, put at the end of RET: UTF8String and
 * the one-octet types as they are, T61String as Latin-1, BMPString and
 * UniversalString converted.  False for other types and malformed ones.
 */
bool dn_string(const struct der *value, struct bytes *ret);

/* Add an empty pair to RDN number RDN; NULL if there are DN_ATTRS_MAX. */
struct dn_attr *dn_add(struct dn *dn, size_t rdn, const char *oid);

/* What programs call a type of attribute. */
struct dn_type {
	const char *oid;
	const char *gnutls, *openssl, *go; /* NULL: by its number */
	const char *rfc4514;               /* in section 3, else NULL */
};

/* NULL if it is none that we know. */
const struct dn_type *dn_type_find(const char *oid);

/*
 * The type that NAME means: a name of any program in any case, or a dotted
 * number, "OID." before it or not.  *RET_OTHER is what the same name means to
 * other programs (SN), or NULL.  False if nobody knows it.
 */
bool dn_type_named(struct view name, char ret_oid[static DER_OID_TEXT],
	const char **ret_other);

#endif
