/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_porter.c - accepting connections within a bound; beyond it they
 * wait in the backlog of the kernel.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/tls_front_part.h"

enum { BACK_OFF_MS = 100 };

union address {
	struct sockaddr_in6 six; /* the largest */
	struct sockaddr_in four;
	struct sockaddr any;
};

/* "127.0.0.1:8443", "[::1]:8443". */
static void
write_address(const union address *a, char ret[VISIT_ADDRESS])
{
	char host[INET6_ADDRSTRLEN] = "";

	if (a->any.sa_family == AF_INET6) {
		inet_ntop(AF_INET6, &a->six.sin6_addr, host, sizeof(host));
		snprintf(ret, VISIT_ADDRESS, "[%s]:%u", host,
			ntohs(a->six.sin6_port));
	} else {
		inet_ntop(AF_INET, &a->four.sin_addr, host, sizeof(host));
		snprintf(ret, VISIT_ADDRESS, "%s:%u", host,
			ntohs(a->four.sin_port));
	}
}

static struct guest *
make_guest(struct front *f, size_t door, int fd, const union address *peer)
{
	union address local = { { 0 } };
	socklen_t len = sizeof(local);
	struct guest *g = xcalloc(1, sizeof(*g));
	int one = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	(void)getsockname(fd, &local.any, &len);
	g->front = f;
	g->door = door;
	g->fd = fd;
	g->inner = -1;
	g->visit = visit_new();
	g->visit->cas = &f->plan->cas;
	if (f->plan->now != 0)
		g->visit->at = f->plan->now;
	g->visit->serial = ++f->serial;
	g->visit->door = f->plan->door[door].name;
	g->visit->auth = f->plan->door[door].auth;
	write_address(peer, g->visit->peer);
	write_address(&local, g->visit->local);
	return g;
}

/* Descriptors or memory are gone for now. */
static void
back_off(struct front *f)
{
	struct pollfd stop = { .fd = f->stop_fd, .events = POLLIN };

	(void)poll(&stop, 1, BACK_OFF_MS);
}

static void
accept_one(struct front *f, size_t door)
{
	union address peer = { { 0 } };
	socklen_t len = sizeof(peer);
	int fd = accept4(f->listener[door], &peer.any, &len,
		SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd >= 0)
		front_welcome(f, make_guest(f, door, fd, &peer));
	else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS
		|| errno == ENOMEM)
		back_off(f);
}

/* Wait for guests, unless the house is FULL; false: the front stops. */
static bool
let_in_next(struct front *f, bool full)
{
	struct pollfd p[FRONT_DOORS_MAX + 2];
	size_t n = full ? 0 : f->plan->n_doors;
	uint64_t count;

	p[0] = (struct pollfd){ .fd = f->stop_fd, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = f->wake_fd, .events = POLLIN };
	for (size_t i = 0; i < n; i++)
		p[2 + i] = (struct pollfd){ .fd = f->listener[i],
			.events = POLLIN };
	if (poll(p, 2 + n, -1) < 0)
		return true;
	if (p[0].revents != 0)
		return false;
	if (p[1].revents != 0)
		(void)!read(f->wake_fd, &count, sizeof(count));
	for (size_t i = 0; i < n; i++)
		if (p[2 + i].revents != 0)
			accept_one(f, i);
	return true;
}

static bool
is_full(struct front *f)
{
	bool full;

	pthread_mutex_lock(&f->lock);
	full = f->n_guests >= f->guests_max;
	pthread_mutex_unlock(&f->lock);
	return full;
}

void *
front_porter(void *front)
{
	struct front *f = front;

	while (let_in_next(f, is_full(f)))
		(void)front_reap(f);
	front_listen_done(f);
	front_see_out(f);
	return NULL;
}
