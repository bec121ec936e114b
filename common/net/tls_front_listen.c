/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_listen.c - listening sockets, one for every door.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/tls_front_part.h"

enum { BACKLOG = 1024 };

union address {
	struct sockaddr_in6 six; /* the largest */
	struct sockaddr_in four;
	struct sockaddr any;
};

static int
read_address(const struct front_door *d, union address *ret, socklen_t *ret_len,
	struct err *err)
{
	union address a = { { 0 } };

	if (inet_pton(AF_INET, d->host, &a.four.sin_addr) == 1) {
		a.four.sin_family = AF_INET;
		a.four.sin_port = htons((uint16_t)d->port);
		*ret_len = sizeof(a.four);
	} else if (inet_pton(AF_INET6, d->host, &a.six.sin6_addr) == 1) {
		a.six.sin6_family = AF_INET6;
		a.six.sin6_port = htons((uint16_t)d->port);
		*ret_len = sizeof(a.six);
	} else {
		return err_set(err, ERR_NETWORK, "%s: no IP address", d->host);
	}
	*ret = a;
	return 0;
}

static int
bind_and_listen(int fd, union address *a, socklen_t len)
{
	int one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) < 0)
		return -1;
	if (a->any.sa_family == AF_INET6
		&& setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one))
			< 0)
		return -1;
	if (bind(fd, &a->any, len) < 0 || listen(fd, BACKLOG) < 0)
		return -1;
	return getsockname(fd, &a->any, &len);
}

static int
open_door(struct front_door *d, int *ret_fd, struct err *err)
{
	bool six = strchr(d->host, ':') != NULL;
	union address a = { { 0 } };
	socklen_t len = 0;
	int fd;

	if (read_address(d, &a, &len, err) < 0)
		return -1;
	fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
		0);
	if (fd < 0 || bind_and_listen(fd, &a, len) < 0) {
		err_errno(err, ERR_NETWORK, errno, "%s%s%s:%d", six ? "[" : "",
			d->host, six ? "]" : "", d->port);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	d->port = ntohs(
		a.any.sa_family == AF_INET ? a.four.sin_port : a.six.sin6_port);
	*ret_fd = fd;
	return 0;
}

int
front_listen(struct front *f, struct front_plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->n_doors; i++)
		if (open_door(&plan->door[i], &f->listener[i], err) < 0)
			return -1;
	return 0;
}

void
front_listen_done(struct front *f)
{
	for (size_t i = 0; i < FRONT_DOORS_MAX; i++) {
		if (f->listener[i] >= 0)
			close(f->listener[i]);
		f->listener[i] = -1;
	}
}
