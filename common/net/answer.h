/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer.h - one HTTP/1.1 request, and the head and the first part of the body
 * of its response (RFC 9112), over a connection that is ours.
 */
#ifndef NET_ANSWER_H
#define NET_ANSWER_H

#include "base/bytes.h"

enum {
	ANSWER_HEAD_MAX = 64 << 10, /* octets of status line and fields */
	ANSWER_BODY_MAX = 16 << 10, /* octets of the body that we keep */
};

enum answer_state { ANSWER_MORE, ANSWER_DONE, ANSWER_BAD };

struct answer {
	struct bytes raw; /* as received, head and kept body */
	size_t scanned;   /* octets that hold no end of the head */
	size_t head_len;  /* octets up to the body, 0: not complete */
	int status;       /* 200; 0 until the head is complete */
	int64_t body_len; /* by Content-Length, or -1 */
	bool chunked;
};

/*
 * Append a GET request for PATH ("" is "/") of HOST and PORT, with the fields
 * that ask_fields() has made.
 */
void answer_ask(struct bytes *request, const char *path, const char *host,
	const char *port, struct view fields);

/* Add a field to the request; neither NAME nor VALUE may need escaping. */
void
answer_ask_field(struct bytes *request, const char *name, const char *value);

/*
 * Add octets.  ANSWER_DONE: the response (or as much of its body as is kept)
 * is there; ANSWER_BAD: this is not HTTP/1.x, or its head is too large.
 * Interim responses (1xx) are passed over.
 */
enum answer_state answer_add(struct answer *a, struct view octets);

/* The connection has ended: is what came an answer? */
bool answer_is_complete(const struct answer *a);

/* The first field of that name, trimmed, as a view; false if absent. */
bool
answer_field(const struct answer *a, const char *name, struct view *ret_value);

/* The same for number I of these fields, from 0. */
bool answer_field_at(const struct answer *a, const char *name, size_t i,
	struct view *ret_value);

/* What is kept of the body (chunk sizes left in). */
struct view answer_body(const struct answer *a);

/* Does the kept body contain TEXT (ASCII case ignored)? */
bool answer_mentions(const struct answer *a, const char *text);

void answer_done(struct answer *a);

#endif
