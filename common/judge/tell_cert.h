/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_cert.h - a certificate as facts of a report, in the same words in every
 * program.
 */
#ifndef JUDGE_TELL_CERT_H
#define JUDGE_TELL_CERT_H

#include "cli/report.h"
#include "proof/cert.h"

/*
 * Whose it is, by whom, how long, for what: members of the group that is open.
 * The text shows issuer, validity, key, purposes and names; the subject is for
 * the caller's own heading.
 */
void tell_cert(struct report *r, const struct cert *c);

/* Its thumbprints and its cnf object: two more members. */
void tell_thumbs(struct report *r, const struct x509 *x);

/* "212 days left", "expired 3 days ago"; the caller frees it. */
char *tell_validity(const struct x509 *x, int64_t now);

/* The first names of a list, "a, b and 3 more"; the caller frees it. */
char *tell_names(char *const *names, size_t n);

#endif
