/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve.h - names to addresses without stopping the loop: getaddrinfo() in
 * a few threads of its own.
 */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <netdb.h>

#include "net/loop.h"

enum { RESOLVE_THREADS = 16 }; /* names that are looked up at the same time */

struct resolver;
struct resolve_job;

/* One resolver serves a whole loop.  ERR_SYSTEM.  resolver_free() it. */
int resolver_new(struct loop *l, struct resolver **ret, struct err *err)
	_must_check_;
/* Jobs that still run are abandoned; their callbacks are not called. */
void resolver_free(struct resolver *r);
void resolver_freep(struct resolver **r);
#define _cleanup_resolver_ _cleanup_(resolver_freep)

/*
 * Look HOST up and call DONE from the loop with the addresses (the callee
 * frees them with freeaddrinfo()), or with NULL and a text that says why.
 * An address in digits is answered at once, before this returns, and then the
 * result is NULL; else the result is good for resolve_cancel() until DONE is
 * called.
 */
struct resolve_job *
resolve(struct resolver *r, const char *host, const char *port,
	void (*done)(void *arg, struct addrinfo *list, const char *problem),
	void *arg);
void resolve_cancel(struct resolve_job *job);

#endif
