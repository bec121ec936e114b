/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loop.h - one thread that waits for many sockets and deadlines at once.
 *
 * Watches and timers are members of the caller's structures: the loop keeps
 * pointers and allocates nothing for them.  A callback may cancel any watch
 * or timer, its own included.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "base/base.h"
#include "base/err.h"

struct loop;

struct loop_watch {
	/* Zeroed at first. */
	int fd;
	uint32_t events; /* EPOLLIN, EPOLLOUT; 0: not watched */
	void (*ready)(struct loop_watch *w, uint32_t events);
	uint64_t serial; /* the loop's own */
	size_t slot;     /* the loop's own */
};

struct loop_timer {
	/* Zeroed at first. */
	int64_t at_us; /* on clock_mono_us()'s scale */
	void (*fire)(struct loop_timer *t);
	size_t slot; /* the loop's own: place in the heap plus one */
};

/* ERR_SYSTEM when the kernel has no descriptor left.  loop_free() it. */
int loop_new(struct loop **ret, struct err *err) _must_check_;
void loop_free(struct loop *l);
void loop_freep(struct loop **l);
#define _cleanup_loop_ _cleanup_(loop_freep)

/*
 * Watch W->fd for EVENTS from now on (replacing what was watched), or not at
 * all with 0: always do that before the descriptor is closed.  ERR_SYSTEM.
 */
int loop_watch(struct loop *l, struct loop_watch *w, uint32_t events,
	struct err *err) _must_check_;
void loop_unwatch(struct loop *l, struct loop_watch *w);

/* Fire T once at AT_US (replacing an earlier moment); cancel it. */
void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us);
void loop_timer_cancel(struct loop *l, struct loop_timer *t);

/* Run callbacks until *DONE; ERR_SYSTEM when waiting itself fails. */
int loop_run(struct loop *l, const bool *done, struct err *err) _must_check_;

#endif
