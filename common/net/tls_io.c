/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_io.c - the transport below GnuTLS.
 *
 * A server that refuses early closes while we still write; the library would
 * then give the session up, and with it the alert that is already on its way
 * to us.  So a write to a closed connection counts as done, and reading goes
 * on: whatever the peer said is read.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/tls_session.h"

/* The first LEN octets of what was to be written. */
static void
watch_written(struct probe *p, const giovec_t *iov, size_t len)
{
	for (; p->trace != NULL && len > 0; iov++) {
		struct view part = { iov->iov_base, iov->iov_len };

		part = view_part(part, 0, len);
		tls_watch_octets(p, true, part);
		len -= part.len;
	}
}

static ssize_t
push(gnutls_transport_ptr_t ptr, const giovec_t *iov, int n)
{
	struct probe *p = ptr;
	struct tls_session *t = p->tls;
	struct msghdr msg = {
		.msg_iov = (struct iovec *)(uintptr_t)iov,
		.msg_iovlen = (size_t)n,
	};
	ssize_t len, all = 0;

	len = sendmsg(t->fd, &msg, MSG_NOSIGNAL);
	if (len >= 0) {
		p->octets_out += (uint64_t)len;
		watch_written(p, iov, (size_t)len);
		return len;
	}
	if (errno != EPIPE && errno != ECONNRESET) {
		gnutls_transport_set_errno(t->session, errno);
		return -1;
	}
	p->write_failed = true;
	p->flight_lost |= p->phase == PROBE_HANDSHAKING;
	tls_watch_lost(p);
	for (int i = 0; i < n; i++)
		all += (ssize_t)iov[i].iov_len;
	return all;
}

static void
hold(struct probe *p, const uint8_t *data, size_t len)
{
	size_t room = sizeof(p->held) - p->n_held;

	if (len > room)
		len = room;
	memcpy(p->held + p->n_held, data, len);
	p->n_held += len;
}

/* Somewhere on the way: nothing that the peer has said. */
static bool
is_network(int error)
{
	return error == ETIMEDOUT || error == EHOSTUNREACH
		|| error == ENETUNREACH || error == ENETDOWN;
}

static ssize_t
pull(gnutls_transport_ptr_t ptr, void *data, size_t size)
{
	struct probe *p = ptr;
	struct tls_session *t = p->tls;
	ssize_t len;

	if (p->octets_in >= t->limit) {
		t->too_much = true;
		gnutls_transport_set_errno(t->session, EMSGSIZE);
		return -1;
	}
	len = recv(t->fd, data, size, 0);
	t->dry = len < 0;
	if (len < 0) {
		t->reset |= errno == ECONNRESET;
		t->lost |= is_network(errno);
		gnutls_transport_set_errno(t->session, errno);
		return -1;
	}
	t->eof |= len == 0;
	p->octets_in += (uint64_t)len;
	hold(p, data, (size_t)len);
	tls_watch_octets(p, false, (struct view){ data, (size_t)len });
	return len;
}

void
tls_io_attach(struct probe *p)
{
	gnutls_session_t s = p->tls->session;

	gnutls_transport_set_ptr(s, p);
	gnutls_transport_set_vec_push_function(s, push);
	gnutls_transport_set_pull_function(s, pull);
	/* Deadlines are the loop's business. */
	gnutls_handshake_set_timeout(s, GNUTLS_INDEFINITE_TIMEOUT);
}

void
tls_io_hold_more(struct probe *p)
{
	uint8_t buf[PROBE_HELD_MAX];
	ssize_t len = recv(p->tls->fd, buf, sizeof(buf), MSG_DONTWAIT);

	if (len <= 0)
		return;
	hold(p, buf, (size_t)len);
	tls_watch_octets(p, false, (struct view){ buf, (size_t)len });
}
