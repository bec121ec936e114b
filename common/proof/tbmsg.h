/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg.h - the TokenBindingMessage of RFC 8471: read with the place of every
 * field, built, signed and verified.
 *
 * Reading never fails: what is wrong is a fault that names field and offset,
 * and everything up to there is told.  All views point into the octets that
 * were read, so that an offset is a difference of pointers.
 */
#ifndef PROOF_TBMSG_H
#define PROOF_TBMSG_H

#include "base/err.h"
#include "proof/exporter.h"
#include "proof/key.h"
#include "proof/tbid.h"

enum tbmsg_type { TBMSG_PROVIDED = 0, TBMSG_REFERRED = 1 };

enum {
	TBMSG_MAX = 2 + UINT16_MAX, /* octets of a message */
	TBMSG_LIST_MIN = 132,       /* tokenbindings<132..2^16-1> */
	TBMSG_SIGNATURE_MIN = 64,   /* signature<64..2^16-1> */
	TBMSG_TBS_LEN = 2 + EKM_LEN /* what is signed */
};

/* How the octets are laid out. */
enum tbmsg_layout {
	TBMSG_RFC8471, /* and drafts -10 to -19, octet for octet */
	TBMSG_DRAFT_05 /* drafts -05 to -09: no key_length */
};

/* A field that is not as it must be; none if FIELD is NULL. */
struct tbmsg_fault {
	const char *field; /* "key_length": the RFC's name */
	size_t offset;     /* of the field, from the start of the message */
	char *expected, *found;
};

/* Which part of a TokenBinding a fault concerns; the rest is readable. */
enum tbmsg_part {
	TBMSG_PART_KEY,
	TBMSG_PART_SIGNATURE,
	TBMSG_PART_EXTENSIONS,
	TBMSG_PARTS
};

/* TokenBinding, section 3.  Views of what was not reached are empty. */
struct tbmsg_binding {
	struct view whole;
	uint8_t type;
	struct view id; /* TokenBindingID */
	uint8_t params;
	struct view key;               /* what key_length counts */
	struct view point;             /* ecdsap256: X || Y */
	struct view modulus, exponent; /* rsa2048_* */
	struct view signature;
	struct view extensions; /* TLVs, for tbmsg_extension() */
	struct tbmsg_fault fault[TBMSG_PARTS];
};

struct tbmsg {
	struct view octets;
	enum tbmsg_layout layout;
	size_t length; /* what the first two octets say */
	struct tbmsg_binding *binding;
	size_t n, cap;
	struct tbmsg_fault frame; /* of the length in front */
	struct tbmsg_fault body;  /* where the list of bindings breaks off */
};

/*
 * Read a message of this layout.  RET refers to OCTETS; tbmsg_done() it.  A
 * binding in which the body breaks off is the last one, with what was read.
 */
void
tbmsg_parse(struct view octets, enum tbmsg_layout layout, struct tbmsg *ret);
void tbmsg_done(struct tbmsg *m);
#define _cleanup_tbmsg_ _cleanup_(tbmsg_done)

/* Length and list are as they must be: every binding can be told apart. */
bool tbmsg_is_whole(const struct tbmsg *m);

/* Where a part of the message begins. */
size_t tbmsg_offset(const struct tbmsg *m, struct view part);

/*
 * Points must lie on the curve (section 3.2), which reading does not see: add
 * the fault of such a key.
 */
void tbmsg_check_points(struct tbmsg *m);

/* The first binding of this type, or NULL, and how many there are. */
const struct tbmsg_binding *tbmsg_find(const struct tbmsg *m, unsigned type);
size_t tbmsg_count(const struct tbmsg *m, unsigned type);

/* "provided", "referred", or NULL. */
const char *tbmsg_type_name(unsigned type);

/* Take the next TB_Extension off REST (section 3.4); false at the end. */
bool
tbmsg_extension(struct view *rest, uint8_t *ret_type, struct view *ret_data);

/* ---- making one --------------------------------------------------------- */

/* tokenbinding_type || key_parameters || EKM, what is signed (section 3.3). */
void tbmsg_tbs(unsigned type, unsigned params, struct view ekm,
	uint8_t ret_octets[static TBMSG_TBS_LEN]);

/* Append a TB_Extension (section 3.4).  ERR_INPUT beyond 2^16-1 octets. */
int tbmsg_add_extension(struct bytes *extensions, unsigned type,
	struct view data, struct err *err) _must_check_;

/* Append a TokenBinding of these parts, none above 2^16-1 octets. */
void tbmsg_put(struct bytes *list, unsigned type, struct view id,
	struct view signature, struct view extensions);

/*
 * Append a TokenBinding signed by KEY with these parameters over an EKM of 32
 * octets; LIST becomes an argument of tbmsg_frame().  ERR_INPUT: the key is of
 * another kind, or cannot sign.
 */
int tbmsg_add(struct bytes *list, unsigned type, const struct key *key,
	unsigned params, struct view ekm, struct view extensions,
	struct err *err) _must_check_;

/* Key parameters that KEY can be used with: a bit (1 << params) each. */
unsigned tbmsg_key_params(const struct key *key);

/* The message around LIST; RET is replaced.  ERR_INPUT beyond 2^16-1. */
int
tbmsg_frame(struct view list, struct bytes *ret, struct err *err) _must_check_;

/* ---- signatures --------------------------------------------------------- */

enum tbmsg_result {
	TBMSG_VALID,
	TBMSG_INVALID,    /* signature, or a key or signature that cannot be */
	TBMSG_UNEVALUATED /* key parameters that we do not know */
};

/*
 * Does the signature of B verify with this EKM (section 3.3)?  Sizes are
 * exact: RSA of 2048 bits, signatures of ECDSA of 64 octets, PSS with a salt
 * of 32.
 */
enum tbmsg_result tbmsg_verify(const struct tbmsg_binding *b, struct view ekm);

/*
 * The first of N EKMs with which B verifies, or N.  The time is bounded: no
 * more than TBMSG_TRIES_MAX are tried, *RET_TRIED says how many were.
 */
enum { TBMSG_TRIES_MAX = 4096 };
size_t tbmsg_verify_any(const struct tbmsg_binding *b, const struct view *ekms,
	size_t n, size_t *ret_tried);

/* "valid", "invalid", "unevaluated". */
const char *tbmsg_result_name(enum tbmsg_result result);

#endif
