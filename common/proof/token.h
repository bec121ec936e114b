/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.h - an access token and its claims, in whatever it comes: a JWT (RFC
 * 7519), an Authorization header field, the answer of a token endpoint (RFC
 * 6749 section 5.1) or of an introspection endpoint (RFC 7662, RFC 9701).
 */
#ifndef PROOF_TOKEN_H
#define PROOF_TOKEN_H

#include "proof/jws.h"

enum { TOKEN_MAX = 2 << 20 }; /* octets of an input */

enum token_form {
	TOKEN_JWT,           /* a compact JWS, whatever its payload */
	TOKEN_INTROSPECTION, /* claims from an introspection response */
	TOKEN_CLAIMS,        /* claims that somebody decoded */
	TOKEN_OPAQUE,        /* says nothing to us; or a JWE */
	TOKEN_OTHER          /* no token at all */
};

struct token {
	enum token_form form;
	struct bytes scheme;   /* "Bearer" of an Authorization field */
	bool from_response;    /* of a token endpoint */
	struct json *response; /* the JSON around the token or the claims */
	bool skips_payload;
	const char *token_type;     /* of the response, or NULL */
	struct view value;          /* the token itself; empty: not known */
	const struct json *payload; /* of a JWS, if it is JSON */
	const struct json *claims;  /* an object, or NULL */
	struct jws jws;             /* of TOKEN_JWT, or why it is none */
	struct json *kept;          /* where payloads are parsed, or NULL */
	/* Why it is no token; claims may be there all the same. */
	struct err fault;
};

/*
 * What ARG stands for: the content of a file, of standard input (-) or of a
 * variable (env:NAME), or ARG itself where it looks like a token and no file
 * has that name: then *RET_LITERAL.  ERR_INPUT never shows the token.
 */
int token_load(const char *arg, struct bytes *ret_text, bool *ret_literal,
	struct err *err) _must_check_;

/*
 * Read TEXT, which stays the caller's and is kept in views; RET is overwritten
 * and given to token_done().  White space around does not count.
 */
void token_read(struct view text, struct token *ret);

/* The same, but the payload of a JWS is not looked at: claims is NULL. */
void token_read_jws(struct view text, struct token *ret);

/* The same for a T that was read before, or is done: see jws_read_again(). */
void token_read_again(struct view text, struct token *t);
void token_read_jws_again(struct view text, struct token *t);

/* The same as token_read() for JSON that was parsed, and stays the caller's. */
void token_read_json(const struct json *object, struct token *ret);
void token_done(struct token *t);
#define _cleanup_token_ _cleanup_(token_done)

/* "a JWT", "an introspection response", ...: ends a sentence. */
const char *token_words(const struct token *t);

#endif
