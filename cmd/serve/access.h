/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.h - the access token that comes with a request, and how it is
 * refused: RFC 6750, RFC 9449 section 7, RFC 9068 section 4.
 */
#ifndef SERVE_ACCESS_H
#define SERVE_ACCESS_H

#include "serve/proven.h"

enum { ACCESS_LEEWAY = 5 }; /* seconds that clocks may differ */

/* A request, its token, and the answer. */
struct access {
	const struct lab *lab;
	const struct http_request *q;
	struct http_reply *p;
	int64_t now;
	char *url;      /* that was asked, without the query */
	char *audience; /* that the token must have */

	bool is_dpop;           /* the scheme is DPoP, else Bearer */
	const char *credential; /* the token; the request's */
	bool is_opaque;
	struct json *stored; /* the claims of an opaque one */
	struct token token;
	struct jws_keys keys; /* the lab's own, which stays its */
};

/*
 * Take the token out of Authorization and read it; A is overwritten and given
 * to access_done().  -1: there is none that can be read, and P says so.
 */
int access_take(struct access *a, const struct lab *lab,
	const struct http_request *q, struct http_reply *p) _must_check_;
void access_done(struct access *a);
#define _cleanup_access_ _cleanup_(access_done)

/* What every token of ours is; all else belongs to its binding. */
struct token_case access_case(const struct access *a);

/*
 * What the judges leave open, as they know tokens of others, too: typ and exp
 * must be there.  False, and W says why.
 */
bool access_is_strict(const struct access *a, struct proven_why *w);

/* 400, 401: "invalid_token" and its kin (RFC 6750 section 3.1), and why. */
void access_refuse(struct access *a, unsigned status, const char *error,
	const struct proven_why *w);

/* Our own inability: 500. */
void access_fail(struct access *a, const struct err *err);

/* The members of an answer that tell of the token. */
void access_tell(const struct access *a, struct strbuf *out);

extern const struct check check_access_header, check_access_token,
	check_access_typ, check_access_lifetime;

#endif
