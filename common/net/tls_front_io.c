/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_io.c - the transport of a guest, above and below GnuTLS.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/clock.h"
#include "net/tls_front_part.h"

enum guest_wait
guest_wait(struct guest *g, short events, int64_t until_us)
{
	struct pollfd p[2] = {
		{ .fd = g->front->stop_fd, .events = POLLIN },
		{ .fd = events != 0 ? g->fd : -1, .events = events },
	};

	for (;;) {
		int64_t left_us = until_us - clock_mono_us();
		int r = poll(p, 2,
			left_us > 0 ? (int)((left_us + 999) / 1000) : 0);

		if (r > 0 && p[0].revents != 0)
			return GUEST_STOPPED;
		if (r > 0)
			return GUEST_READY;
		if (r == 0 && left_us <= 0)
			return GUEST_LATE;
	}
}

enum guest_wait
guest_wait_session(struct guest *g, int64_t until_us)
{
	return guest_wait(g,
		gnutls_record_get_direction(g->session) == 1 ? POLLOUT : POLLIN,
		until_us);
}

bool
guest_wait_write(struct guest *g, int64_t until_us)
{
	struct pollfd p = { .fd = g->fd, .events = POLLOUT };
	int64_t left_us = until_us - clock_mono_us();

	return left_us > 0 && poll(&p, 1, (int)((left_us + 999) / 1000)) > 0;
}

static void
note_sent(struct guest *g, size_t len)
{
	struct visit *v = g->visit;

	pthread_mutex_lock(&v->lock);
	v->octets_out += len;
	pthread_mutex_unlock(&v->lock);
}

static void
keep_last(struct guest *g, const uint8_t *data, size_t len)
{
	size_t n = len < GUEST_LAST ? len : GUEST_LAST;

	memmove(g->last, g->last + n, GUEST_LAST - n);
	memcpy(g->last + GUEST_LAST - n, data + len - n, n);
}

int
guest_plain_alert(const struct guest *g)
{
	enum { ALERT = 21, FATAL = 2 };
	const uint8_t *o = g->last;

	return o[0] == ALERT && o[1] == 3 && o[3] == 0 && o[4] == 2
			&& o[5] == FATAL
		? o[6]
		: -1;
}

static void
note_received(struct guest *g, const void *data, size_t len)
{
	struct visit *v = g->visit;
	size_t room;

	pthread_mutex_lock(&v->lock);
	v->octets_in += len;
	room = sizeof(v->held) - v->n_held;
	if (room > len)
		room = len;
	memcpy(v->held + v->n_held, data, room);
	v->n_held += room;
	pthread_mutex_unlock(&v->lock);
	keep_last(g, data, len);
}

/*
 * A write to a client that has gone counts as done: what it said before, an
 * alert perhaps, is still to be read.
 */
static ssize_t
push(gnutls_transport_ptr_t ptr, const giovec_t *iov, int n)
{
	struct guest *g = ptr;
	struct msghdr msg = {
		.msg_iov = (struct iovec *)(uintptr_t)iov,
		.msg_iovlen = (size_t)n,
	};
	ssize_t len = sendmsg(g->fd, &msg, MSG_NOSIGNAL), all = 0;

	if (len >= 0) {
		note_sent(g, (size_t)len);
		return len;
	}
	if (errno != EPIPE && errno != ECONNRESET) {
		gnutls_transport_set_errno(g->session, errno);
		return -1;
	}
	g->lost = true;
	for (int i = 0; i < n; i++)
		all += (ssize_t)iov[i].iov_len;
	return all;
}

static ssize_t
receive(struct guest *g, void *data, size_t size)
{
	ssize_t len = recv(g->fd, data, size, 0);

	if (len < 0)
		g->reset |= errno == ECONNRESET;
	else if (len == 0)
		g->eof = true;
	else
		note_received(g, data, (size_t)len);
	return len;
}

void
guest_hold_more(struct guest *g)
{
	uint8_t octets[VISIT_HELD_MAX];

	(void)receive(g, octets, sizeof(octets));
}

static ssize_t
pull(gnutls_transport_ptr_t ptr, void *data, size_t size)
{
	struct guest *g = ptr;
	ssize_t len = receive(g, data, size);

	if (len < 0)
		gnutls_transport_set_errno(g->session, errno);
	return len;
}

void
guest_io_attach(struct guest *g)
{
	gnutls_transport_set_ptr(g->session, g);
	gnutls_transport_set_vec_push_function(g->session, push);
	gnutls_transport_set_pull_function(g->session, pull);
	/* Deadlines are ours. */
	gnutls_handshake_set_timeout(g->session, GNUTLS_INDEFINITE_TIMEOUT);
}

static ssize_t
plain_result(ssize_t len, int unlike)
{
	if (len >= 0)
		return len;
	return errno == EAGAIN || errno == EINTR ? GNUTLS_E_AGAIN : unlike;
}

ssize_t
guest_read(struct guest *g, void *data, size_t size)
{
	if (g->session == NULL)
		return plain_result(receive(g, data, size),
			GNUTLS_E_PULL_ERROR);
	return gnutls_record_recv(g->session, data, size);
}

ssize_t
guest_write(struct guest *g, const void *data, size_t size)
{
	ssize_t len;

	if (g->session != NULL)
		return gnutls_record_send(g->session, data, size);
	len = send(g->fd, data, size, MSG_NOSIGNAL);
	if (len > 0)
		note_sent(g, (size_t)len);
	return plain_result(len, GNUTLS_E_PUSH_ERROR);
}

void
guest_send_plain(struct guest *g, const char *text)
{
	ssize_t len = send(g->fd, text, strlen(text), MSG_NOSIGNAL);

	if (len > 0)
		note_sent(g, (size_t)len);
}
