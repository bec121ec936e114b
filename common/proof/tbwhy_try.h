/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy_try.h - a signature in one reading, and whether that is a signature of
 * some message: what tbwhy's files share among themselves.
 */
#ifndef PROOF_TBWHY_TRY_H
#define PROOF_TBWHY_TRY_H

#include "proof/pubkey.h"
#include "proof/rsaem.h"
#include "proof/tbwhy.h"

/* One way to read key and signature. */
struct tbwhy_reading {
	const struct tbwhy_row *row; /* what had to be mended, or NULL */
	char *because;               /* ... and what was seen */
	struct pubkey *key;          /* ECDSA: with that */
	uint8_t rs[2 * TBID_P256_LEN];
	bool is_pss; /* RSA: what the signature holds */
	struct rsaem_pkcs1 pkcs1;
	struct rsaem_pss_reading pss;
};

struct tbwhy_readings {
	struct pubkey *key;    /* of all of them, owned */
	uint8_t em[RSAEM_MAX]; /* to which they may refer */
	struct tbwhy_reading *reading;
	size_t n, cap;
};

/* Every way to read key and signature of B, the plain one first. */
void
tbwhy_ec_readings(const struct tbmsg_binding *b, struct tbwhy_readings *ret);
void
tbwhy_rsa_readings(const struct tbmsg_binding *b, struct tbwhy_readings *ret);
void tbwhy_readings_done(struct tbwhy_readings *r);

/* Add one that has ROW to mend; BECAUSE becomes its own. */
struct tbwhy_reading *tbwhy_add_reading(struct tbwhy_readings *r,
	const struct tbwhy_row *row, char *because);

/* Is it a signature of MESSAGE with this hash (HASH_NONE: MESSAGE hashed)? */
bool tbwhy_fits(const struct tbwhy_reading *r, enum hash_alg hash,
	struct view message);

#endif
