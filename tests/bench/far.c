/* SPDX-License-Identifier: Apache-2.0 */
/*
 * far PORT MS - a longer way to 127.0.0.1:PORT for very many connections.
 * Listens on a free port of 127.0.0.1 and prints "port NUMBER".  It takes MS
 * milliseconds in each direction, the opening of a connection included.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"

enum { CHUNK = 16 << 10, EVENTS = 64, BACKLOG = 4096 };

/* One end of a connection; what comes to it goes out of the other. */
struct side {
	int fd;
	bool ended; /* nothing more comes */
	bool broken;
	struct side *other;
	size_t pending; /* in the queue for this one */
};

/* What happens later, in the order in which it will: all wait as long. */
struct later {
	int64_t due_us;
	struct side *to; /* or, for an opening, the client's */
	size_t len;      /* 0: the end */
	uint8_t *data;
	struct later *next;
};

struct queue {
	struct later *first, **last;
};

static struct queue opening, data;
static int epoll_fd, port;
static int64_t delay_us;

static void
fatal(const char *what)
{
	perror(what);
	exit(1);
}

static void
put(struct queue *q, int64_t wait_us, struct side *to, const uint8_t *octets,
	size_t len)
{
	struct later *l = xcalloc(1, sizeof(*l));

	l->due_us = clock_mono_us() + wait_us;
	l->to = to;
	l->len = len;
	if (len > 0) {
		l->data = xcalloc(1, len);
		memcpy(l->data, octets, len);
	}
	to->pending++;
	*q->last = l;
	q->last = &l->next;
}

static struct later *
take(struct queue *q, int64_t now_us)
{
	struct later *l = q->first;

	if (l == NULL || l->due_us > now_us)
		return NULL;
	q->first = l->next;
	if (q->first == NULL)
		q->last = &q->first;
	return l;
}

static void
later_free(struct later *l)
{
	free(l->data);
	free(l);
}

static void
watch(struct side *s, int op)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = s };

	if (epoll_ctl(epoll_fd, op, s->fd, &e) < 0)
		fatal("epoll_ctl");
}

static void
listen_on(int *ret_fd, int *ret_port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	*ret_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (*ret_fd < 0 || bind(*ret_fd, (struct sockaddr *)&a, sizeof(a)) < 0
		|| listen(*ret_fd, BACKLOG) < 0
		|| getsockname(*ret_fd, (struct sockaddr *)&a, &len) < 0)
		fatal("listen");
	*ret_port = ntohs(a.sin_port);
}

static struct side *
side_new(int fd)
{
	struct side *s = xcalloc(1, sizeof(*s));
	int on = 1;

	s->fd = fd;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return s;
}

static void
accept_all(int listener)
{
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
		put(&opening, 2 * delay_us, side_new(fd), NULL, 0);
}

/* The other end is on this machine: connecting to it does not wait. */
static void
open_far(struct side *near)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0
		|| fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		fatal("connect");
	near->pending--;
	near->other = side_new(fd);
	near->other->other = near;
	watch(near, EPOLL_CTL_ADD);
	watch(near->other, EPOLL_CTL_ADD);
}

static void
read_side(struct side *s)
{
	uint8_t octets[CHUNK];
	ssize_t n = read(s->fd, octets, sizeof(octets));

	if (n < 0)
		n = 0;
	if (n == 0) {
		s->ended = true;
		epoll_ctl(epoll_fd, EPOLL_CTL_DEL, s->fd, NULL);
	}
	put(&data, delay_us, s->other, octets, (size_t)n);
}

static void
close_both(struct side *s)
{
	struct side *both[] = { s, s->other };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		close(both[i]->fd);
		free(both[i]);
	}
}

/* Handshakes are small: what does not fit into a socket at once is lost. */
static void
deliver(struct later *l)
{
	struct side *s = l->to;

	s->pending--;
	if (!s->broken && l->len > 0)
		s->broken = write(s->fd, l->data, l->len) < (ssize_t)l->len;
	else if (l->len == 0)
		shutdown(s->fd, SHUT_WR);
	if (s->ended && s->other->ended && s->pending + s->other->pending == 0)
		close_both(s);
}

static int
do_what_is_due(void)
{
	int64_t now = clock_mono_us(), due = INT64_MAX;
	struct later *l;

	while ((l = take(&opening, now)) != NULL) {
		open_far(l->to);
		later_free(l);
	}
	while ((l = take(&data, now)) != NULL) {
		deliver(l);
		later_free(l);
	}
	if (data.first != NULL)
		due = data.first->due_us;
	if (opening.first != NULL && opening.first->due_us < due)
		due = opening.first->due_us;
	return due == INT64_MAX ? -1 : (int)((due - now + 999) / 1000);
}

int
main(int argc, char **argv)
{
	struct rlimit limit = { 8192, 8192 };
	struct epoll_event e = { .events = EPOLLIN }, events[EVENTS];
	int listener, own_port;

	if (argc != 3)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_NOFILE, &limit);
	port = (int)strtol(argv[1], NULL, 10);
	delay_us = strtol(argv[2], NULL, 10) * 1000;
	opening.last = &opening.first;
	data.last = &data.first;
	epoll_fd = epoll_create1(0);
	listen_on(&listener, &own_port);
	if (epoll_fd < 0
		|| epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &e) < 0)
		fatal("epoll");
	printf("port %d\n", own_port);
	fflush(stdout);
	for (;;) {
		int n = epoll_wait(epoll_fd, events, EVENTS, do_what_is_due());

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				accept_all(listener);
			else
				read_side(events[i].data.ptr);
		}
	}
}
