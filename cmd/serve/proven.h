/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proven.h - which keys a client has proven: by the certificate of its
 * connection, by the DPoP proof and by the Token Binding message of a request.
 */
#ifndef SERVE_PROVEN_H
#define SERVE_PROVEN_H

#include "judge/cnf_check.h"
#include "serve/lab.h"

/* The moment that LAB lives in. */
int64_t proven_now(const struct lab *lab);

/* The origin of the door at which Q came in; it belongs to LAB. */
const char *proven_origin(const struct lab *lab, const struct http_request *q);

/* Was Token Binding negotiated on this connection (RFC 8472)? */
bool proven_negotiated(const struct visit *v);

/*
 * All fields NAME of Q as lines with that name, so that whatever stands in a
 * value is judged as part of it; empty if there is none.
 */
void proven_fields(const struct http_request *q, const char *name,
	struct bytes *ret);

/*
 * Put what came with Q to URL, which stays, into C, which is zeroed.  A Token
 * Binding message counts only where that was negotiated.  cnf_check_done() C.
 */
void
proven_take(struct cnf_check *c, const struct http_request *q, const char *url);

enum { PROVEN_PROOF_S = 900 }; /* longer than any DPoP proof is good */

/*
 * Use up a DPoP proof that has been judged: 1, 0 if it was used before (RFC
 * 9449 section 11.1), -1 ERR_SYSTEM.  A jti belongs to the key that signed it,
 * so that nobody can use up another client's.
 */
int proven_use(const struct lab *lab, const struct dpop *d, int64_t now,
	struct err *err) _must_check_;
extern const struct check check_proven_replay;

/* The Token Binding message of a request, judged (RFC 8473 section 2). */
struct proven_tb {
	struct report report;
	struct tbmsg_form form;
	bool is_valid;
	struct view provided; /* Token Binding ID, if it is valid */
	/* The same of a referred binding that verifies; else empty. */
	struct view referred;
};

/* T is zeroed and given to proven_tb_done(); nothing fails. */
void proven_tb_read(struct proven_tb *t, const struct lab *lab,
	const struct http_request *q);
void proven_tb_done(struct proven_tb *t);
#define _cleanup_proven_tb_ _cleanup_(proven_tb_done)

/* Why a report says no. */
struct proven_why {
	const char *check; /* the id of what failed, or NULL */
	const char *cause; /* of what explains it, or NULL */
	char *text;        /* in the characters of error_description */
};

/*
 * TEXT in the characters that an error_description may have: no quotes, no
 * backslashes, nothing but ASCII; bounded.  The caller frees it.
 */
char *proven_describe(const char *text);

/*
 * What failed first in R; W is overwritten and given to proven_why_done().  RFC
 * 6749 section 5.2 has the characters.
 */
void proven_why(const struct report *r, struct proven_why *w);
/* The same of what was found without a report. */
void proven_why_say(struct proven_why *w, const struct check *check,
	const char *fmt, ...) _printf_(3, 4);
void proven_why_done(struct proven_why *w);
#define _cleanup_proven_why_ _cleanup_(proven_why_done)

#endif
