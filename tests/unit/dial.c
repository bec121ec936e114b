/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of net/dial: addresses in alternating families, one that answers
 * is enough (RFC 8305).  The look-up is this file's own, so that a name may
 * have any addresses.
 */
#include "net/dial.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "tap.h"

static const char *const *answers; /* addresses, then NULL */

/* In the place of the resolver: what ANSWERS lists, in that order. */
struct resolve_job *
resolve(struct resolver *r _unused_, const char *host _unused_,
	const char *port,
	void (*done)(void *arg, struct addrinfo *list, const char *problem),
	void *arg)
{
	struct addrinfo *list = NULL, **last = &list;

	for (size_t i = 0; answers[i] != NULL; i++) {
		struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
			.ai_flags = AI_NUMERICHOST };

		if (getaddrinfo(answers[i], port, &hints, last) == 0)
			last = &(*last)->ai_next;
	}
	done(arg, list, list == NULL ? "no such name" : NULL);
	return NULL;
}

void
resolve_cancel(struct resolve_job *job _unused_)
{
}

static bool finished;

static void
done(struct dial *d _unused_)
{
	finished = true;
}

/* A listener on 127.0.0.1; its port. */
static int
listen_somewhere(int *ret_fd)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) < 0
		|| listen(fd, 8) < 0
		|| getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		return -1;
	*ret_fd = fd;
	return ntohs(a.sin_port);
}

static struct dial *
dial(struct loop *l, int port, const char *const *addresses)
{
	struct dial *d = xcalloc(1, sizeof(*d));
	char text[16];
	struct err err;

	answers = addresses;
	finished = false;
	snprintf(text, sizeof(text), "%d", port);
	dial_start(d, l, NULL, "a.example", text, done);
	ok(!finished, "the caller is not called back from within");
	ok(loop_run(l, &finished, &err) == 0, "it comes to an end");
	return d;
}

static void
give_back(struct dial *d)
{
	dial_done(d);
	free(d);
}

static void
second_answers(struct loop *l, int port)
{
	static const char *const two[] = { "::1", "127.0.0.1", NULL };
	struct dial *d = dial(l, port, two);

	ok(d->fd >= 0 && d->winner == 1, "the address that answers wins");
	ok(d->n_attempts == 2 && d->attempt[0].error > 0
			&& d->attempt[1].error == 0,
		"both attempts are on record: %s", d->attempt[0].address);
	give_back(d);
}

static void
none_answers(struct loop *l)
{
	static const char *const two[] = { "127.0.0.1", "::1", NULL };
	struct dial *d = dial(l, 1, two);

	ok(d->fd < 0 && d->problem != NULL, "nobody answers: %s",
		d->problem != NULL ? d->problem : "no words");
	ok(d->n_attempts == 2, "after all addresses were tried");
	give_back(d);
}

static void
families_alternate(struct loop *l)
{
	static const char *const five[] = { "::1", "::1", "::1", "127.0.0.2",
		"127.0.0.3", NULL };
	static const int order[] = { AF_INET6, AF_INET, AF_INET6, AF_INET,
		AF_INET6 };
	struct dial *d = dial(l, 1, five);
	bool good = d->n_order == ARRAY_LEN(order);

	for (size_t i = 0; good && i < ARRAY_LEN(order); i++)
		good = d->order[i]->ai_family == order[i];
	ok(good, "the families take turns");
	give_back(d);
}

static void
unknown_name(struct loop *l)
{
	static const char *const nothing[] = { NULL };
	struct dial *d = dial(l, 1, nothing);

	ok(d->fd < 0 && strcmp(d->problem, "no such name") == 0
			&& d->n_attempts == 0,
		"a name without addresses");
	give_back(d);
}

int
main(void)
{
	struct loop *l = NULL;
	struct err err;
	int fd = -1, port = listen_somewhere(&fd);

	if (!ok(port > 0 && loop_new(&l, &err) == 0, "a listener and a loop"))
		return tap_done();
	second_answers(l, port);
	none_answers(l);
	families_alternate(l);
	unknown_name(l);
	close(fd);
	loop_free(l);
	return tap_done();
}
