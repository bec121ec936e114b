/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certext.h - the extensions that say what a certificate may be used for, and
 * for whom (RFC 5280 section 4.2.1).
 */
#ifndef PROOF_CERTEXT_H
#define PROOF_CERTEXT_H

#include "proof/cert.h"

/* Fill in what the extensions of C->x say; what is absent permits. */
void certext_read(struct cert *c);

#endif
