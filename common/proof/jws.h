/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws.h - JSON Web Signatures in the compact serialisation, RFC 7515 section
 * 7.1, read from bytes that may be hostile; other forms are recognised.
 */
#ifndef PROOF_JWS_H
#define PROOF_JWS_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/json.h"
#include "proof/jwa.h"

enum { JWS_MAX = 1 << 20 }; /* characters of a token */

enum jws_form {
	JWS_COMPACT,
	JWS_ENCRYPTED,      /* five parts: JWE compact, RFC 7516 section 7.1 */
	JWS_FLATTENED,      /* RFC 7515 section 7.2.2 */
	JWS_GENERAL,        /* RFC 7515 section 7.2.1 */
	JWS_JSON_ENCRYPTED, /* RFC 7516 section 7.2 */
	JWS_OTHER           /* none of these */
};

struct jws {
	enum jws_form form;
	struct view text;
	struct view input; /* what is signed: the first two parts */
	/* Decoded, as far as they can be; views into octets. */
	struct view header, payload, signature;
	struct bytes octets;
	/* The owner of head, which may be that of the token before. */
	struct json *kept;
	struct bytes kept_text;           /* how it was written */
	const struct json *head;          /* the header, or NULL */
	const char *alg_name, *kid, *typ; /* as they stand, or NULL */
	const struct jwa *alg;            /* NULL: missing or unknown */
	/* What is wrong, in the order of reading; ERR_NONE: nothing. */
	struct err form_fault;   /* no compact JWS at all, or a part of it */
	struct err header_fault; /* not an object, alg or another member */
	struct err crit_fault;   /* crit names what we do not understand */
};

/*
 * Read TEXT, which stays the caller's; RET is overwritten and given to
 * jws_done().  White space around is not taken away.
 */
void jws_read(struct view text, struct jws *ret);

/*
 * The same for a J that was read before, or is none.  A header that is written
 * as the last one was, which is usual among tokens, is not parsed again.
 */
void jws_read_again(struct view text, struct jws *j);
void jws_done(struct jws *j);

/* Make J no JWS; its header is kept for jws_read_again(). */
void jws_forget(struct jws *j);

/* What stands before jws_read() and behind jws_done(): no JWS at all. */
void jws_none(struct jws *ret);
#define _cleanup_jws_ _cleanup_(jws_done)

/*
 * Is TYP, a member typ, the media type WANT?  Those know no case, and
 * "application/" may stand in front (RFC 7515 section 4.1.9).  NULL is none.
 */
bool jws_is_type(const char *typ, const char *want);

/* "a compact JWS", "an encrypted JWT (JWE)", ...: ends a sentence. */
const char *jws_form_words(enum jws_form form);

#endif
