/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_guest.c - one visit from its first octet to its last.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/tls_front_part.h"

enum { LATE_US = 1000000 };

/* The other end of the pair is for whoever serves the plain octets. */
static int
serve(struct guest *g)
{
	const struct front_plan *plan = g->front->plan;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		    pair)
		< 0) {
		guest_end(g, VISIT_DONE, 0, "no socket pair");
		return -1;
	}
	g->inner = pair[0];
	if (plan->serve(plan->arg, g->visit, pair[1]) < 0) {
		guest_end(g, VISIT_DONE, 0, "nobody serves it");
		return -1;
	}
	return 0;
}

/* A verdict that comes when the client believes that all is well. */
static int
refuse_late(struct guest *g)
{
	int64_t until_us = clock_mono_us() + LATE_US;

	if (guest_wait(g, 0, until_us) == GUEST_STOPPED) {
		guest_end_wait(g, GUEST_STOPPED);
		return -1;
	}
	guest_end_refused(g);
	return -1;
}

/*
 * In TLS 1.3 a client takes a ticket for our consent: it gets none before.
 */
static int
welcome(struct guest *g)
{
	guest_judge(g);
	if (guest_is_refused(g)) {
		if ((g->front->plan->mistakes & FRONT_LATE) != 0)
			return refuse_late(g);
		guest_end_refused(g);
		return -1;
	}
	return guest_send_tickets(g);
}

static void
look_after(struct guest *g)
{
	if ((g->front->plan->mistakes & FRONT_PLAIN) == 0
		&& (guest_open(g) < 0 || guest_shake_hands(g) < 0
			|| welcome(g) < 0))
		return;
	/* Who comes only to shake hands needs nobody else. */
	if (guest_pump_first(g) < 0 || guest_end_tls(g))
		return;
	if (g->front->plan->pha && guest_ask_late(g) < 0)
		return;
	if (serve(g) == 0)
		guest_pump(g);
}

void
guest_receive(struct guest *g)
{
	look_after(g);
	if (g->inner >= 0)
		close(g->inner);
	guest_bye(g);
	front_ended(g);
	guest_part(g);
}

void
guest_free(struct guest *g)
{
	if (g->session != NULL)
		gnutls_deinit(g->session);
	if (g->fd >= 0)
		close(g->fd);
	free(g->in.data);
	free(g->out.data);
	visit_unref(g->visit);
	free(g);
}
