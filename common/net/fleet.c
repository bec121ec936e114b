/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.c - when one probe has ended, the next one begins.
 */
#include "net/fleet.h"

#include <sys/epoll.h>
#include <sys/resource.h>

struct fleet {
	const struct fleet_source *source;
	size_t room, n_running;
	struct probe *running;          /* a list */
	struct probe *over, **over_end; /* those to be given back */
	struct loop_timer turn;
	struct loop_watch input; /* of the source, while it has none */
	bool failed;             /* the source has; ERR tells why */
	struct err err;
	bool done;
	struct loop *loop;
	struct resolver *resolver;
};

static size_t
descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return FLEET_DESCRIPTORS + 1;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0
		&& getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return FLEET_DESCRIPTORS + 1;
	return limit.rlim_cur > SIZE_MAX ? SIZE_MAX : (size_t)limit.rlim_cur;
}

static size_t
room_for(size_t wanted)
{
	size_t all = descriptors(), room = 1;

	/* Two addresses of one name may be tried at the same time. */
	if (all > FLEET_DESCRIPTORS + 2)
		room = (all - FLEET_DESCRIPTORS) / 2;
	if (wanted == 0)
		wanted = FLEET_AT_ONCE;
	return room < wanted ? room : wanted;
}

static void
put_in(struct fleet *f, struct probe *p)
{
	p->fleet = f;
	p->next = f->running;
	p->prev = NULL;
	if (f->running != NULL)
		f->running->prev = p;
	f->running = p;
	f->n_running++;
}

static void
take_out(struct fleet *f, struct probe *p)
{
	if (p->prev != NULL)
		p->prev->next = p->next;
	else
		f->running = p->next;
	if (p->next != NULL)
		p->next->prev = p->prev;
	f->n_running--;
}

/*
 * The callers below us still look at the probe: it is given back when the
 * loop comes round.
 */
static void
ended(struct probe *p)
{
	struct fleet *f = p->fleet;

	take_out(f, p);
	p->next = NULL;
	*f->over_end = p;
	f->over_end = &p->next;
	loop_timer_set(f->loop, &f->turn, 0);
}

/* The source has none now: is there something to wait for? */
static void
await(struct fleet *f)
{
	const struct fleet_source *s = f->source;

	f->input.fd = s->input != NULL ? s->input(s->arg) : -1;
	if (f->input.fd >= 0)
		f->failed = loop_watch(f->loop, &f->input, EPOLLIN, &f->err)
			< 0;
}

static void
fill(struct fleet *f)
{
	struct probe *p = NULL;

	loop_unwatch(f->loop, &f->input);
	while (!f->failed && f->n_running < f->room) {
		f->failed = f->source->next(f->source->arg, &p, &f->err) < 0;
		if (!f->failed && p == NULL)
			await(f);
		if (f->failed || p == NULL)
			break;
		put_in(f, p);
		tls_probe_start(p, p->client, f->loop, f->resolver, ended);
	}
	f->done = f->n_running == 0 && f->over == NULL && f->input.events == 0;
}

static void
input_ready(struct loop_watch *w, uint32_t events _unused_)
{
	fill((struct fleet *)((char *)w - offsetof(struct fleet, input)));
}

static void
turn(struct loop_timer *t)
{
	struct fleet *f = (struct fleet *)((char *)t
		- offsetof(struct fleet, turn));

	while (f->over != NULL) {
		struct probe *p = f->over;

		f->over = p->next;
		if (f->over == NULL)
			f->over_end = &f->over;
		f->source->ended(f->source->arg, p);
	}
	fill(f);
}

static int
run(struct fleet *f, struct err *err)
{
	fill(f);
	if (!f->done && loop_run(f->loop, &f->done, err) < 0) {
		for (struct probe *p = f->running; p != NULL; p = p->next)
			tls_probe_cancel(p);
		return -1;
	}
	if (f->failed)
		*err = f->err;
	return f->failed ? -1 : 0;
}

int
fleet_run(const struct fleet_source *s, size_t at_once, struct err *err)
{
	_cleanup_loop_ struct loop *loop = NULL;
	_cleanup_resolver_ struct resolver *resolver = NULL;
	struct fleet f = { .source = s,
		.room = room_for(at_once),
		.turn.fire = turn,
		.input = { .fd = -1, .ready = input_ready } };

	if (loop_new(&loop, err) < 0 || resolver_new(loop, &resolver, err) < 0)
		return -1;
	f.over_end = &f.over;
	f.loop = loop;
	f.resolver = resolver;
	return run(&f, err);
}

/* ---- one --------------------------------------------------------------- */

static int
next_of_one(void *arg, struct probe **ret, struct err *err _unused_)
{
	struct probe **one = arg;

	*ret = *one;
	*one = NULL;
	return 0;
}

static void
ended_one(void *arg _unused_, struct probe *p _unused_)
{
}

int
fleet_run_one(struct probe *p, const struct probe_plan *plan, struct err *err)
{
	_cleanup_tls_client_ struct tls_client *client = NULL;
	struct probe *one = p;
	struct fleet_source s = { next_of_one, NULL, ended_one, &one };

	if (tls_client_new(plan, &client, err) < 0)
		return -1;
	p->client = client;
	return fleet_run(&s, 1, err);
}
