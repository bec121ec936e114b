/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind_part.h - what the two halves of the Token Binding flow share: one
 * request, its message, and how it is answered.
 */
#ifndef SERVE_TOKBIND_PART_H
#define SERVE_TOKBIND_PART_H

#include "serve/proven.h"

enum {
	TOKBIND_SECRET_LEN = 32,  /* octets of a cookie, a state, a code */
	TOKBIND_SECRET_TEXT = 44, /* in base64url, and the NUL */
	TOKBIND_HASH_LEN = 32,
};

/* A request of a client. */
struct tokbind_call {
	const struct lab *lab;
	const struct http_request *q;
	struct http_reply *p;
	int64_t now;
	struct proven_tb tb;
	/* If the message is valid: SHA-256 of the provided ID, and its text. */
	uint8_t hash[HASH_MAX];
	char tbh[TBID_HASH_TEXT];
};

/* C is overwritten and given to tokbind_call_done(). */
void tokbind_call_read(struct tokbind_call *c, const struct lab *lab,
	const struct http_request *q, struct http_reply *p);
void tokbind_call_done(struct tokbind_call *c);
#define _cleanup_tokbind_call_ _cleanup_(tokbind_call_done)

/* The hash of the provided ID. */
struct view tokbind_hash(const struct tokbind_call *c);

/* What Token Binding came to on this connection: the member token_binding. */
void tokbind_tell(const struct tokbind_call *c, struct strbuf *out);

/* STATUS, and the check that failed: W is given to proven_why_done(). */
void
tokbind_refuse(struct tokbind_call *c, unsigned status, struct proven_why *w);
/* The same of CHECK in these words. */
void tokbind_refuse_say(struct tokbind_call *c, unsigned status,
	const struct check *check, const char *text);
/* Our own inability. */
void tokbind_fail(struct tokbind_call *c, const struct err *err);

/*
 * Answer a client without a valid message: 200 and what is missing, or 400 and
 * the check that failed (RFC 8473 section 2).
 */
void tokbind_demand(struct tokbind_call *c);

/*
 * Draw a secret, and keep VALUE as the row KIND with the secret's hash as its
 * key until NOW + SPAN.  ERR_SYSTEM.
 */
int
tokbind_keep(const struct tokbind_call *c, const char *kind, struct view value,
	int64_t span, char ret_secret[static TOKBIND_SECRET_TEXT],
	struct err *err) _must_check_;

/* Its value: 1, 0 there is none, -1 ERR_SYSTEM. */
int tokbind_recall(const struct tokbind_call *c, const char *kind,
	const char *secret, struct bytes *ret_value, struct err *err)
	_must_check_;

/* It was used: 1, 0 somebody was faster, -1 ERR_SYSTEM. */
int tokbind_spend(const struct tokbind_call *c, const char *kind,
	const char *secret, struct err *err) _must_check_;

/* Pages of the federated case, for tokbind_routes. */
void tokbind_rp(void *lab, const struct http_request *q, struct http_reply *p);
void tokbind_idp(void *lab, const struct http_request *q, struct http_reply *p);
void
tokbind_return(void *lab, const struct http_request *q, struct http_reply *p);

#endif
