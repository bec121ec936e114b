/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dial.c - RFC 8305: addresses in alternating families, a new attempt every
 * 250 ms or as soon as one has failed, the first connection wins.
 */
#include "net/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

static void
format_address(const struct addrinfo *ai, char ret_text[static DIAL_TEXT])
{
	char host[66], port[8];
	bool v6 = ai->ai_family == AF_INET6;

	if (getnameinfo(ai->ai_addr, ai->ai_addrlen, host, sizeof(host), port,
		    sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV)
		!= 0)
		snprintf(ret_text, DIAL_TEXT, "?");
	else
		snprintf(ret_text, DIAL_TEXT, "%s%s%s:%s", v6 ? "[" : "", host,
			v6 ? "]" : "", port);
}

/* RFC 8305 section 4: keep the resolver's order, but alternate families. */
static void
put_in_order(struct dial *d)
{
	struct addrinfo *a = d->list, *b = d->list;
	int first = d->list->ai_family;

	while (d->n_order < DIAL_ADDRESSES_MAX && (a != NULL || b != NULL)) {
		while (a != NULL && a->ai_family != first)
			a = a->ai_next;
		if (a != NULL) {
			d->order[d->n_order++] = a;
			a = a->ai_next;
		}
		while (b != NULL && b->ai_family == first)
			b = b->ai_next;
		if (b != NULL && d->n_order < DIAL_ADDRESSES_MAX) {
			d->order[d->n_order++] = b;
			b = b->ai_next;
		}
	}
}

static void
drop_attempt(struct dial *d, size_t i)
{
	if (d->try[i].watch.fd < 0)
		return;
	loop_unwatch(d->loop, &d->try[i].watch);
	close(d->try[i].watch.fd);
	d->try[i].watch.fd = -1;
}

static void
drop_attempts(struct dial *d)
{
	for (size_t i = 0; i < d->n_attempts; i++)
		drop_attempt(d, i);
	loop_timer_cancel(d->loop, &d->timer);
}

static void
deliver(struct loop_timer *t)
{
	struct dial *d = (struct dial *)((char *)t
		- offsetof(struct dial, timer));

	d->done(d);
}

/* Through the timer, so that the caller is never called back from within. */
static void
finish(struct dial *d)
{
	drop_attempts(d);
	d->timer.fire = deliver;
	loop_timer_set(d->loop, &d->timer, clock_mono_us());
}

static void
connected(struct dial *d, size_t i)
{
	int fd = d->try[i].watch.fd, on = 1;

	loop_unwatch(d->loop, &d->try[i].watch);
	d->try[i].watch.fd = -1;
	/* Without it, Nagle's algorithm and delayed ACKs cost 40 ms. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	d->fd = fd;
	d->winner = i;
	finish(d);
}

static void
all_failed(struct dial *d)
{
	struct err e = { 0 };

	err_errno(&e, ERR_NETWORK, d->attempt[d->n_attempts - 1].error,
		"connect");
	d->problem = xstrdup(e.text);
	finish(d);
}

static bool
any_open(const struct dial *d)
{
	for (size_t i = 0; i < d->n_attempts; i++)
		if (d->attempt[i].error == -1)
			return true;
	return false;
}

static void try_next(struct dial *d);

static void
failed(struct dial *d, size_t i, int error)
{
	d->attempt[i].error = error;
	d->attempt[i].us = clock_mono_us() - d->try[i].start_us;
	drop_attempt(d, i);
	if (d->n_attempts < d->n_order)
		try_next(d);
	else if (!any_open(d))
		all_failed(d);
}

static void
attempt_ready(struct loop_watch *w, uint32_t events _unused_)
{
	struct dial_try *try = (struct dial_try *)w;
	struct dial *d = try->dial;
	size_t i = try->index;
	socklen_t len = sizeof(int);
	int error = 0;

	if (getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	if (error != 0) {
		failed(d, i, error);
		return;
	}
	d->attempt[i].error = 0;
	d->attempt[i].us = clock_mono_us() - d->try[i].start_us;
	connected(d, i);
}

static void
stagger(struct loop_timer *t)
{
	try_next((struct dial *)((char *)t - offsetof(struct dial, timer)));
}

static void
try_next(struct dial *d)
{
	size_t i = d->n_attempts++;
	struct addrinfo *ai = d->order[i];
	struct err err = { 0 };
	int fd;

	format_address(ai, d->attempt[i].address);
	d->attempt[i].error = -1;
	d->try[i] = (struct dial_try){ .dial = d,
		.index = i,
		.watch = { .fd = -1, .ready = attempt_ready },
		.start_us = clock_mono_us() };
	if (d->n_attempts < d->n_order)
		loop_timer_set(d->loop, &d->timer,
			d->try[i].start_us + DIAL_STAGGER_MS * 1000);
	else
		loop_timer_cancel(d->loop, &d->timer);

	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		0);
	if (fd < 0) {
		failed(d, i, errno);
		return;
	}
	d->try[i].watch.fd = fd;
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0
		&& errno != EINPROGRESS)
		failed(d, i, errno);
	else if (loop_watch(d->loop, &d->try[i].watch, EPOLLOUT, &err) < 0)
		failed(d, i, ENOMEM);
}

static void
resolved(void *arg, struct addrinfo *list, const char *problem)
{
	struct dial *d = arg;

	d->job = NULL;
	d->resolve_us = clock_mono_us() - d->start_us;
	d->list = list;
	if (list == NULL) {
		d->problem = xstrdup(problem);
		finish(d);
		return;
	}
	put_in_order(d);
	try_next(d);
}

void
dial_start(struct dial *d, struct loop *l, struct resolver *r, const char *host,
	const char *port, void (*done)(struct dial *d))
{
	d->loop = l;
	d->done = done;
	d->fd = -1;
	d->timer.fire = stagger;
	d->start_us = clock_mono_us();
	d->job = resolve(r, host, port, resolved, d);
}

void
dial_done(struct dial *d)
{
	if (d->loop == NULL)
		return;
	if (d->job != NULL)
		resolve_cancel(steal(d->job));
	drop_attempts(d);
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
	if (d->list != NULL)
		freeaddrinfo(steal(d->list));
	free(steal(d->problem));
}
