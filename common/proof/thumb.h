/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thumb.h - every name by which tokens, pins and logs know a certificate or
 * its key, computed from the original octets.
 */
#ifndef PROOF_THUMB_H
#define PROOF_THUMB_H

#include "proof/x509.h"

enum { THUMB_TEXT = 2048 }; /* room for the longest value and its NUL */

struct thumb_kind {
	const char *name; /* "x5t#S256": in reports and for --print */
	const char *ref;  /* "RFC 8705 section 3.1" */
	/* Write the value; false where this certificate has none. */
	bool (*compute)(const struct x509 *x, char ret_text[static THUMB_TEXT]);
	bool skim; /* x509_skim() finds all that it takes */
};

/* The names of all kinds, as --print takes them. */
#define THUMB_PRINTS                                                \
	"x5t#S256 x5t sha256_hex sha1_hex sha256_colon sha1_colon " \
	"spki_sha256 jkt ski_hex aki_hex tls_server_end_point_hex " \
	"token_binding_id tbh token_binding_id_pss tbh_pss cnf"

/* In the order in which they are shown; ends with { 0 }. */
extern const struct thumb_kind thumb_kinds[];

const struct thumb_kind *thumb_kind_find(const char *name);

/* RFC 7638 over the SPKI's key; false for key types without a JWK. */
bool thumb_jkt(const struct x509 *x, uint8_t ret_digest[static HASH_MAX]);

/* tbid_build() for the key of a certificate. */
bool thumb_token_binding_id(const struct x509 *x, unsigned params,
	struct bytes *ret_id);

/*
 * The hash of tls-server-end-point (RFC 5929 section 4.1): HASH_NONE where the
 * RFC defines none.
 */
enum hash_alg thumb_end_point_hash(const struct x509 *x);

#endif
