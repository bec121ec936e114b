/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm.h - the exported keying material that a Token Binding signs (RFC 8471
 * section 3.3), as people and tools write it.
 *
 * It is as good as a key: no part of it appears in an error.
 */
#ifndef PROOF_EKM_H
#define PROOF_EKM_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/exporter.h"

enum { EKM_FILE_MAX = 1 << 20 }; /* octets of what is read for one */

/*
 * The EKM_LEN octets that TEXT writes in hex (either case, with or without
 * colons), base64url or base64 (with or without padding); white space around
 * it does not count.  ERR_INPUT tells what TEXT is instead, as far as one can
 * see: another length and where that comes from, hex of hex...
 */
int
ekm_parse(struct view text, struct bytes *ret, struct err *err) _must_check_;

/*
 * The EKM that an operand names: the text itself, @FILE, env:NAME, "-", or
 * the name of a file.  What can be read as an EKM is never taken as a name.
 *
 * A file holds EKM_LEN raw octets, a text as above, or what openssl s_client,
 * s_server or gnutls-cli print with -keymatexport ("Keying material: HEX",
 * "Key material: hex"), the same value in all such lines.
 */
int ekm_read(const char *arg, struct bytes *ret, struct err *err) _must_check_;

#endif
