/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dial.h - a TCP connection to a name, over whichever of its addresses
 * answers first (RFC 8305, "happy eyeballs").
 */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include "net/loop.h"
#include "net/resolve.h"

enum {
	DIAL_ADDRESSES_MAX = 32,
	DIAL_STAGGER_MS = 250, /* RFC 8305 section 5 */
	DIAL_TEXT = 80,        /* "[2001:db8::1]:443" */
};

struct dial_attempt {
	char address[DIAL_TEXT];
	int error;  /* errno; 0: connected; -1: not finished */
	int64_t us; /* from its start to its end */
};

struct dial {
	/* What came of it; valid from the callback on. */
	struct dial_attempt attempt[DIAL_ADDRESSES_MAX];
	size_t n_attempts;
	int fd;        /* connected, or -1 */
	size_t winner; /* index of the attempt that connected */
	int64_t resolve_us;
	char *problem; /* why there is no connection */

	/* The dialler's own. */
	struct loop *loop;
	struct resolve_job *job;
	struct addrinfo *list, *order[DIAL_ADDRESSES_MAX];
	size_t n_order;
	struct dial_try {
		struct loop_watch watch; /* first: a try is its watch */
		struct dial *dial;
		size_t index;
		int64_t start_us;
	} try[DIAL_ADDRESSES_MAX];
	struct loop_timer timer;
	int64_t start_us;
	void (*done)(struct dial *d);
};

/*
 * Begin to connect; D is zeroed and stays where it is.  DONE is called from
 * the loop, never before this returns.  The winner has TCP_NODELAY, is
 * non-blocking and belongs to the caller, who sets D->fd to -1.
 */
void dial_start(struct dial *d, struct loop *l, struct resolver *r,
	const char *host, const char *port, void (*done)(struct dial *d));

/* Call it off, or clean up after DONE; a descriptor not taken is closed. */
void dial_done(struct dial *d);

#endif
