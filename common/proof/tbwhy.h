/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy.h - why does the signature of a Token Binding not verify?  Mistakes
 * that are made in the field are tried, and the one that explains it is named.
 *
 * For diagnosis only: nothing is accepted for it.
 */
#ifndef PROOF_TBWHY_H
#define PROOF_TBWHY_H

#include "proof/tbmsg.h"

/* A mistake: constant, one row each. */
struct tbwhy_row {
	const char *cause; /* "signature-der": stable */
	const char *words; /* "the signature is DER, not R || S" */
	const char *mend;  /* what whoever signs must do */
};

/* An EKM that may have been meant instead. */
struct tbwhy_ekm {
	struct view ekm;
	const struct tbwhy_row *row; /* the mistake that it would show */
	const char *name;            /* "connection 5199…, TLS 1.3" */
};

enum {
	TBWHY_MAX = 3,          /* mistakes that are found together */
	TBWHY_OTHERS_MAX = 256, /* EKMs that are tried */
};

/* What makes the signature verify. */
struct tbwhy {
	const struct tbwhy_row *row[TBWHY_MAX];
	char *because[TBWHY_MAX]; /* what was seen, a sentence */
	size_t n;
	const struct tbwhy_ekm *ekm; /* the one that was meant, or NULL */
};

/*
 * Find what explains that B does not verify with EKM (32 octets); the first
 * TBWHY_OTHERS_MAX of OTHERS are tried as well.  False, and RET empty, if
 * nothing does.  tbwhy_done() RET.
 */
bool tbwhy_find(const struct tbmsg_binding *b, struct view ekm,
	const struct tbwhy_ekm *others, size_t n_others, struct tbwhy *ret);
void tbwhy_done(struct tbwhy *w);
#define _cleanup_tbwhy_ _cleanup_(tbwhy_done)

/* All rows, then NULL: each must be a cause that reports can name. */
extern const struct tbwhy_row *const tbwhy_rows[];

extern const struct tbwhy_row tbwhy_draft, tbwhy_bare_ekm, tbwhy_order,
	tbwhy_incomplete, tbwhy_other_type, tbwhy_other_params, tbwhy_whole_id,
	tbwhy_text_ekm, tbwhy_hashed_ekm, tbwhy_twice_hashed, tbwhy_unhashed,
	tbwhy_hash, tbwhy_scheme, tbwhy_pss_salt, tbwhy_pss_mgf1,
	tbwhy_no_digest_info, tbwhy_der, tbwhy_swapped, tbwhy_little_endian,
	tbwhy_stripped, tbwhy_trailing, tbwhy_key_sec1, tbwhy_key_little_endian,
	tbwhy_key_size, tbwhy_key_zeros, tbwhy_empty_context, tbwhy_other_label,
	tbwhy_other_prf, tbwhy_other_connection, tbwhy_other_leg;

#endif
