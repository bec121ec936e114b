/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.c - when one probe has ended, the next one begins.
 */
#include "net/fleet.h"

#include <sys/resource.h>

struct fleet {
	struct probe *probe;
	size_t n, next, ended;
	bool done;
	struct tls_client *client;
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
at_once(size_t n)
{
	size_t all = descriptors(), room = 1;

	/* Two addresses of one name may be tried at the same time. */
	if (all > FLEET_DESCRIPTORS + 2)
		room = (all - FLEET_DESCRIPTORS) / 2;
	if (room > FLEET_AT_ONCE)
		room = FLEET_AT_ONCE;
	return room < n ? room : n;
}

static void ended(struct probe *p);

static void
begin_next(struct fleet *f)
{
	struct probe *p;

	if (f->next == f->n)
		return;
	p = &f->probe[f->next++];
	p->arg = f;
	tls_probe_start(p, f->client, f->loop, f->resolver, ended);
}

static void
ended(struct probe *p)
{
	struct fleet *f = p->arg;

	f->ended++;
	f->done = f->ended == f->n;
	begin_next(f);
}

static int
run(struct fleet *f, struct err *err)
{
	for (size_t i = at_once(f->n); i > 0; i--)
		begin_next(f);
	if (loop_run(f->loop, &f->done, err) == 0)
		return 0;
	for (size_t i = 0; i < f->next; i++)
		tls_probe_cancel(&f->probe[i]);
	return -1;
}

int
fleet_run(struct probe *probe, size_t n, const struct probe_plan *plan,
	struct err *err)
{
	_cleanup_tls_client_ struct tls_client *client = NULL;
	_cleanup_loop_ struct loop *loop = NULL;
	_cleanup_resolver_ struct resolver *resolver = NULL;
	struct fleet f = { .probe = probe, .n = n, .done = n == 0 };

	if (tls_client_new(plan, &client, err) < 0 || loop_new(&loop, err) < 0
		|| resolver_new(loop, &resolver, err) < 0)
		return -1;
	f.client = client;
	f.loop = loop;
	f.resolver = resolver;
	return run(&f, err);
}
