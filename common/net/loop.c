/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loop.c - epoll for descriptors, a binary heap for timers.
 */
#include "net/loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

enum { EVENTS_AT_ONCE = 64 };

/*
 * An event names a slot and the serial of the watch that was in it, so that
 * an event for a watch that a callback has just cancelled finds nobody.
 */
struct slot {
	struct loop_watch *watch;
	size_t next_free;
};

struct loop {
	int epoll;
	struct slot *slots;
	size_t n_slots, cap_slots;
	size_t first_free; /* slot number plus one, or 0 */
	uint64_t serial;
	struct loop_timer **heap;
	size_t n_timers, cap_timers;
};

int
loop_new(struct loop **ret, struct err *err)
{
	struct loop *l;
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd < 0)
		return err_errno(err, ERR_SYSTEM, errno, "epoll");
	l = xcalloc(1, sizeof(*l));
	l->epoll = fd;
	*ret = l;
	return 0;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	close(l->epoll);
	free(l->slots);
	free(l->heap);
	free(l);
}

void
loop_freep(struct loop **l)
{
	loop_free(*l);
}

static size_t
slot_take(struct loop *l, struct loop_watch *w)
{
	size_t i;

	if (l->first_free != 0) {
		i = l->first_free - 1;
		l->first_free = l->slots[i].next_free;
	} else {
		i = l->n_slots;
		l->slots = xgrow(l->slots, &l->cap_slots, i + 1,
			sizeof(*l->slots));
		l->n_slots++;
	}
	l->slots[i] = (struct slot){ .watch = w };
	return i;
}

static void
slot_give_back(struct loop *l, size_t i)
{
	l->slots[i] = (struct slot){ .next_free = l->first_free };
	l->first_free = i + 1;
}

/* 32 bits of slot and 32 of serial fit into the kernel's 64. */
static uint64_t
ticket(const struct loop_watch *w)
{
	return (uint64_t)w->slot << 32 | (w->serial & UINT32_MAX);
}

int
loop_watch(struct loop *l, struct loop_watch *w, uint32_t events,
	struct err *err)
{
	struct epoll_event e = { .events = events };
	bool known = w->events != 0;

	if (events == 0) {
		loop_unwatch(l, w);
		return 0;
	}
	if (events == w->events)
		return 0;
	if (!known) {
		w->slot = slot_take(l, w);
		w->serial = ++l->serial;
	}
	e.data.u64 = ticket(w);
	if (epoll_ctl(l->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, w->fd,
		    &e)
		< 0) {
		if (!known)
			slot_give_back(l, w->slot);
		return err_errno(err, ERR_SYSTEM, errno, "epoll");
	}
	w->events = events;
	return 0;
}

void
loop_unwatch(struct loop *l, struct loop_watch *w)
{
	if (w->events == 0)
		return;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, w->fd, NULL);
	slot_give_back(l, w->slot);
	w->events = 0;
}

static void
heap_put(struct loop *l, size_t i, struct loop_timer *t)
{
	l->heap[i] = t;
	t->slot = i + 1;
}

static void
heap_up(struct loop *l, size_t i, struct loop_timer *t)
{
	while (i > 0 && l->heap[(i - 1) / 2]->at_us > t->at_us) {
		heap_put(l, i, l->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	heap_put(l, i, t);
}

static void
heap_down(struct loop *l, size_t i, struct loop_timer *t)
{
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < l->n_timers
			&& l->heap[child + 1]->at_us < l->heap[child]->at_us)
			child++;
		if (child >= l->n_timers || l->heap[child]->at_us >= t->at_us)
			break;
		heap_put(l, i, l->heap[child]);
		i = child;
	}
	heap_put(l, i, t);
}

void
loop_timer_cancel(struct loop *l, struct loop_timer *t)
{
	struct loop_timer *last;
	size_t i = t->slot - 1;

	if (t->slot == 0)
		return;
	t->slot = 0;
	last = l->heap[--l->n_timers];
	if (last == t)
		return;
	heap_down(l, i, last);
	heap_up(l, last->slot - 1, last);
}

void
loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us)
{
	loop_timer_cancel(l, t);
	t->at_us = at_us;
	l->heap = xgrow(l->heap, &l->cap_timers, l->n_timers + 1,
		sizeof(struct loop_timer *));
	l->n_timers++;
	heap_up(l, l->n_timers - 1, t);
}

static void
fire_due(struct loop *l, const bool *done)
{
	while (!*done && l->n_timers > 0
		&& l->heap[0]->at_us <= clock_mono_us()) {
		struct loop_timer *t = l->heap[0];

		loop_timer_cancel(l, t);
		t->fire(t);
	}
}

/* Rounded up, so that a timer is due when the wait ends. */
static int
wait_ms(const struct loop *l)
{
	int64_t us;

	if (l->n_timers == 0)
		return -1;
	us = l->heap[0]->at_us - clock_mono_us();
	if (us <= 0)
		return 0;
	return us > 3600000000 ? 3600000 : (int)((us + 999) / 1000);
}

static void
dispatch(struct loop *l, const struct epoll_event *e)
{
	size_t slot = (size_t)(e->data.u64 >> 32);
	struct loop_watch *w = l->slots[slot].watch;

	if (w != NULL && ticket(w) == e->data.u64)
		w->ready(w, e->events);
}

int
loop_run(struct loop *l, const bool *done, struct err *err)
{
	struct epoll_event events[EVENTS_AT_ONCE];

	while (!*done) {
		int n = epoll_wait(l->epoll, events, EVENTS_AT_ONCE,
			wait_ms(l));

		if (n < 0 && errno != EINTR)
			return err_errno(err, ERR_SYSTEM, errno, "epoll");
		for (int i = 0; i < n && !*done; i++)
			dispatch(l, &events[i]);
		fire_due(l, done);
	}
	return 0;
}
