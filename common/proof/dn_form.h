/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn_form.h - a certificate's distinguished name as this and that program
 * prints it, and which program printed a text.
 */
#ifndef PROOF_DN_FORM_H
#define PROOF_DN_FORM_H

#include "proof/dn.h"

struct dn_style;

struct dn_form {
	const char *name;     /* "openssl_rfc2253" */
	const char *programs; /* "OpenSSL, nginx and Apache", or NULL: ours */
	const struct dn_style *style;
};

/* Ours, which is RFC 4514, comes first; ends with a name that is NULL. */
extern const struct dn_form dn_forms[];

/*
 * DN, which dn_parse() read, in this form; the caller frees it.  Any octets
 * but NUL.
 */
char *dn_form_text(const struct dn_form *form, const struct dn *dn);

/*
 * The first form in which DN is TEXT, octet for octet; NULL if none is.  The
 * pairs within an RDN may also stand in the opposite order.
 */
const struct dn_form *dn_form_find(const struct dn *dn, struct view text);

#endif
