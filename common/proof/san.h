/* SPDX-License-Identifier: Apache-2.0 */
/*
 * san.h - the names of subjectAltName (RFC 5280 section 4.2.1.6) that a client
 * can be registered by, RFC 8705 section 2.1.2, and how they are compared.
 */
#ifndef PROOF_SAN_H
#define PROOF_SAN_H

#include "proof/x509.h"

enum san_type { /* as GeneralName numbers them */
	SAN_EMAIL = 1,
	SAN_DNS = 2,
	SAN_URI = 6,
	SAN_IP = 7,
};

enum san_relation {
	SAN_EXACT,   /* octet for octet, of addresses as RFC 5952 writes them */
	SAN_SAME,    /* the same name by the rules of its type */
	SAN_CASE,    /* other letters by case only, where case counts */
	SAN_COVERED, /* the certificate's is a wildcard that covers it */
	SAN_DIFFERS,
};

/* The names in the extension, to be walked through; false without one. */
bool san_list(const struct x509 *x, struct view *ret_list);

/* Take the next name of these four types out of the list; false at its end. */
bool san_next(struct view *list, enum san_type *ret_type, struct view *ret);

/*
 * Compare a certificate's name with TEXT: DNS names without case, RFC 5280
 * section 7.2, and never as patterns; of URIs scheme and host without case,
 * section 7.4; of mail addresses the host, section 7.5; addresses by their
 * octets.
 */
enum san_relation
san_compare(enum san_type type, struct view name, struct view text);

/* The name as one registers it, any octets but NUL; the caller frees it. */
char *san_text(enum san_type type, struct view name);

/* Can such a name be written like TEXT at all? */
bool san_is_text(enum san_type type, struct view text);

/* "DNS", "URI", "IP", "email". */
const char *san_type_name(enum san_type type);

#endif
