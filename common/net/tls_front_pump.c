/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_pump.c - plain octets between a client and whoever serves it.
 *
 * Each direction has one buffer, which is filled only when it is empty: who
 * does not read is not read from.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "net/tls_front_part.h"

static void
make_pipe(struct guest_pipe *p, size_t size)
{
	if (p->data == NULL)
		p->data = xcalloc(1, size);
}

/* An error that ends nothing; all others have ended the visit. */
static bool
survives(struct guest *g, ssize_t r)
{
	if (r == GNUTLS_E_WARNING_ALERT_RECEIVED)
		guest_note_alert(g, false, false,
			(unsigned)gnutls_alert_get(g->session));
	/* The library cannot pass over the hello that it has read. */
	if (r == GNUTLS_E_REHANDSHAKE) {
		guest_refuse_renegotiation(g);
		return false;
	}
	if (gnutls_error_is_fatal((int)r) == 0)
		return true;
	guest_end_error(g, (int)r);
	return false;
}

/* From the client; -1: the visit has ended. */
static int
fill_in(struct guest *g, bool *moved)
{
	ssize_t n;

	if (g->in.len > 0 || g->in.ended)
		return 0;
	g->in.start = 0;
	n = guest_read(g, g->in.data, GUEST_IN_MAX);
	if (n == GNUTLS_E_AGAIN && g->lost)
		n = GNUTLS_E_PUSH_ERROR;
	/* Who sends nothing but alerts must not keep us from the stop. */
	if (n < 0 && n != GNUTLS_E_AGAIN)
		return survives(g, n) ? 0 : -1;
	*moved |= n >= 0;
	if (n > 0)
		g->in.len = (size_t)n;
	/* Nothing more comes; what was asked is answered. */
	if (n == 0) {
		g->in.ended = true;
		guest_end(g, g->session != NULL ? VISIT_CLOSED : VISIT_EOF, 0,
			NULL);
		if (g->inner >= 0)
			shutdown(g->inner, SHUT_WR);
	}
	return 0;
}

static void
empty_in(struct guest *g, bool *moved)
{
	struct guest_pipe *p = &g->in;
	ssize_t n;

	if (p->len == 0)
		return;
	n = send(g->inner, p->data + p->start, p->len, MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	*moved = true;
	if (n < 0) {
		/* Who serves has closed: nobody wants what comes. */
		p->len = 0;
		p->ended = true;
		return;
	}
	p->start += (size_t)n;
	p->len -= (size_t)n;
}

static void
fill_out(struct guest *g, bool *moved)
{
	ssize_t n;

	if (g->out.len > 0 || g->out.ended)
		return;
	g->out.start = 0;
	n = recv(g->inner, g->out.data, GUEST_OUT_MAX, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	*moved = true;
	g->out.len = n > 0 ? (size_t)n : 0;
	g->out.ended = n <= 0;
}

static int
empty_out(struct guest *g, bool *moved)
{
	struct guest_pipe *p = &g->out;
	ssize_t n;

	if (p->len == 0)
		return 0;
	n = guest_write(g, p->data + p->start, p->len);
	if (n == GNUTLS_E_AGAIN)
		return 0;
	*moved = true;
	if (n < 0)
		return survives(g, n) ? 0 : -1;
	p->start += (size_t)n;
	p->len -= (size_t)n;
	return 0;
}

static enum guest_wait
wait_for_more(struct guest *g)
{
	int idle_ms = g->front->plan->idle_ms;
	short outside = 0, inside = 0;
	struct pollfd p[3];
	int r;

	if (g->in.len > 0)
		inside |= POLLOUT;
	else if (!g->in.ended)
		outside |= POLLIN;
	if (g->out.len > 0)
		outside |= POLLOUT;
	else if (!g->out.ended)
		inside |= POLLIN;
	/* A descriptor that waits for nothing would still tell of its end. */
	p[0] = (struct pollfd){ .fd = g->front->stop_fd, .events = POLLIN };
	p[1] = (struct pollfd){ outside != 0 ? g->fd : -1, outside, 0 };
	p[2] = (struct pollfd){ inside != 0 ? g->inner : -1, inside, 0 };
	r = poll(p, 3, idle_ms > 0 ? idle_ms : FRONT_IDLE_MS);
	if (r > 0 && p[0].revents != 0)
		return GUEST_STOPPED;
	return r == 0 ? GUEST_LATE : GUEST_READY;
}

/* All that can be done without waiting; -1: the visit has ended. */
static int
move(struct guest *g, bool *ret_moved)
{
	bool moved = false;

	if (fill_in(g, &moved) < 0)
		return -1;
	empty_in(g, &moved);
	fill_out(g, &moved);
	if (empty_out(g, &moved) < 0)
		return -1;
	*ret_moved = moved;
	return 0;
}

void
guest_pump(struct guest *g)
{
	bool moved = false;

	make_pipe(&g->in, GUEST_IN_MAX);
	make_pipe(&g->out, GUEST_OUT_MAX);
	while (move(g, &moved) == 0) {
		enum guest_wait how = GUEST_READY;

		if (g->out.ended && g->out.len == 0) {
			guest_end(g, VISIT_DONE, 0, NULL);
			return;
		}
		if (!moved)
			how = wait_for_more(g);
		if (how != GUEST_READY) {
			guest_end_wait(g, how);
			return;
		}
	}
}

int
guest_pump_first(struct guest *g)
{
	int idle_ms = g->front->plan->idle_ms;
	bool moved = false;

	make_pipe(&g->in, GUEST_IN_MAX);
	while (g->in.len == 0 && !g->in.ended) {
		enum guest_wait how = GUEST_READY;

		moved = false;
		if (fill_in(g, &moved) < 0)
			return -1;
		if (!moved)
			how = guest_wait(g, POLLIN,
				clock_mono_us()
					+ (idle_ms > 0 ? idle_ms
						       : FRONT_IDLE_MS)
						* (int64_t)1000);
		if (how != GUEST_READY) {
			guest_end_wait(g, how);
			return -1;
		}
	}
	return g->in.ended ? -1 : 0;
}

int
guest_pump_more(struct guest *g)
{
	struct guest_pipe *p = &g->in;
	size_t used = p->start + p->len;
	ssize_t n;

	if (used == GUEST_IN_MAX)
		return -1;
	n = guest_read(g, p->data + used, GUEST_IN_MAX - used);
	if (n > 0)
		p->len += (size_t)n;
	return n > 0 ? 0 : -1;
}
