/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.h - any number of probes, many of them under way at the same time;
 * they come from a source that makes each when there is room for it.
 */
#ifndef NET_FLEET_H
#define NET_FLEET_H

#include "net/tls.h"

enum {
	FLEET_AT_ONCE = 256,    /* probes under way at the same time */
	FLEET_DESCRIPTORS = 32, /* kept for everything but their sockets */
};

/* Where probes come from, and whom they are given back to. */
struct fleet_source {
	/*
	 * The next probe: zeroed but for host, port, client and arg, and it
	 * stays where it is.  NULL in *RET: none now; that is asked again
	 * whenever a probe has ended, until none is under way.
	 */
	int (*next)(void *arg, struct probe **ret, struct err *err);
	/*
	 * Where more may come from when next() has none now: a descriptor to
	 * be watched, upon which it is asked again; or -1.  NULL: as -1.
	 */
	int (*input)(void *arg);
	/* P has ended and belongs to the source, which may free it. */
	void (*ended)(void *arg, struct probe *p);
	void *arg;
};

/*
 * Run what S gives until it gives nothing more, AT_ONCE at the same time, or
 * FLEET_AT_ONCE if that is 0: fewer where the limit of descriptors, which is
 * raised as far as the system permits, does not allow as many.  An error of
 * the source ends it once all that is under way has ended; ERR_SYSTEM, and
 * probes are called off, when waiting fails.  What a server does is no error.
 */
int fleet_run(const struct fleet_source *s, size_t at_once, struct err *err)
	_must_check_;

/* Run P alone by PLAN.  ERR_USAGE, ERR_INPUT, ERR_SYSTEM. */
int fleet_run_one(struct probe *p, const struct probe_plan *plan,
	struct err *err) _must_check_;

#endif
