/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of net/loop: timers in order, watches that are cancelled while an
 * event for them is already there, and the resolver's threads.
 */
#include <dirent.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/loop.h"
#include "net/resolve.h"
#include "tap.h"

enum { TIMERS = 200 };

static struct {
	struct loop *loop;
	int64_t last_us;
	int fired, early, disordered;
	bool done;
} state;

static struct loop_timer timers[TIMERS];

static void
fire(struct loop_timer *t)
{
	int64_t now = clock_mono_us();

	state.early += now < t->at_us;
	state.disordered += t->at_us < state.last_us;
	state.last_us = t->at_us;
	state.done = ++state.fired == TIMERS / 2;
}

static void
order(struct loop *l)
{
	int64_t now = clock_mono_us();
	struct err err;

	for (int i = 0; i < TIMERS; i++) {
		timers[i].fire = fire;
		loop_timer_set(l, &timers[i], now + (i * 7919 % 1009) * 20);
	}
	for (int i = 0; i < TIMERS; i += 2)
		loop_timer_cancel(l, &timers[i]);
	loop_timer_cancel(l, &timers[0]);
	ok(loop_run(l, &state.done, &err) == 0, "the loop runs");
	ok(state.fired == TIMERS / 2, "%d timers fired, cancelled ones did not",
		state.fired);
	ok(state.early == 0, "none fired early");
	ok(state.disordered == 0, "they fired in order");
}

struct pair {
	struct loop_watch watch;
	struct pair *other;
	int calls;
	bool *done;
};

static struct loop *the_loop;

/* Whoever comes first sends the other one away. */
static void
readable(struct loop_watch *w, uint32_t events _unused_)
{
	struct pair *p = (struct pair *)w;

	p->calls++;
	loop_unwatch(the_loop, &p->other->watch);
	loop_unwatch(the_loop, &p->watch);
	*p->done = true;
}

static void
cancel(struct loop *l)
{
	struct pair a = { .calls = 0 }, b = { .calls = 0 };
	int first[2], second[2];
	bool done = false;
	struct err err;

	if (pipe(first) < 0 || pipe(second) < 0 || write(first[1], "x", 1) != 1
		|| write(second[1], "x", 1) != 1) {
		ok(false, "pipes");
		return;
	}
	the_loop = l;
	a.watch = (struct loop_watch){ .fd = first[0], .ready = readable };
	b.watch = (struct loop_watch){ .fd = second[0], .ready = readable };
	a.other = &b;
	b.other = &a;
	a.done = b.done = &done;
	ok(loop_watch(l, &a.watch, EPOLLIN, &err) == 0
			&& loop_watch(l, &b.watch, EPOLLIN, &err) == 0,
		"two watches");
	ok(loop_run(l, &done, &err) == 0 && a.calls + b.calls == 1,
		"a watch that was cancelled is not called");
	ok(loop_watch(l, &a.watch, EPOLLIN, &err) == 0
			&& loop_watch(l, &a.watch, EPOLLIN | EPOLLOUT, &err)
				== 0,
		"a watch can come back and change");
	loop_unwatch(l, &a.watch);
	for (int i = 0; i < 2; i++) {
		close(first[i]);
		close(second[i]);
	}
}

struct answers {
	int good, bad, pending;
	bool done;
};

static void
resolved(void *arg, struct addrinfo *list, const char *problem)
{
	struct answers *a = arg;

	a->good += list != NULL && problem == NULL;
	a->bad += list == NULL && problem != NULL;
	if (list != NULL)
		freeaddrinfo(list);
	a->done = --a->pending == 0;
}

static void
names(struct loop *l)
{
	struct resolver *r;
	struct answers a = { .pending = 41 }, never = { .pending = 1 };
	struct resolve_job *job;
	struct err err;

	if (!ok(resolver_new(l, &r, &err) == 0, "a resolver"))
		return;
	resolve(r, "127.0.0.1", "443", resolved, &a);
	ok(a.good == 1, "digits are answered at once");
	for (int i = 0; i < 20; i++)
		resolve(r, "localhost", "443", resolved, &a);
	for (int i = 0; i < 20; i++)
		resolve(r, "a name with spaces", "443", resolved, &a);
	job = resolve(r, "localhost", "80", resolved, &never);
	resolve_cancel(job);
	ok(loop_run(l, &a.done, &err) == 0 && a.good == 21 && a.bad == 20,
		"%d names found, %d not", a.good, a.bad);
	resolve(r, "localhost", "80", resolved, &never);
	resolver_free(r);
	ok(never.good + never.bad == 0, "a cancelled look-up is silent");
}

/*
 * The resolver's threads are detached and end on their own: a program that
 * ends before them would look as if it had lost their memory.
 */
static bool
alone(void)
{
	for (int i = 0; i < 500; i++) {
		struct dirent **list = NULL;
		int n = scandir("/proc/self/task", &list, NULL, NULL);

		for (int k = 0; k < n; k++)
			free(list[k]);
		free(list);
		/* ".", ".." and the one that asks */
		if (n == 3)
			return true;
		usleep(10000);
	}
	return false;
}

int
main(void)
{
	struct err err;

	if (!ok(loop_new(&state.loop, &err) == 0, "a loop"))
		return tap_done();
	order(state.loop);
	cancel(state.loop);
	names(state.loop);
	loop_free(state.loop);
	ok(alone(), "the resolver's threads end");
	return tap_done();
}
