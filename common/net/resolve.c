/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve.c - a bounded set of threads around getaddrinfo(), which has no
 * other way not to block.
 */
#include "net/resolve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"

struct resolve_job {
	char *host, *port;
	void (*done)(void *arg, struct addrinfo *, const char *);
	void *arg;
	struct addrinfo *list;
	int result; /* of getaddrinfo() */
	int number; /* errno for EAI_SYSTEM */
	bool cancelled;
	struct resolve_job *next;
};

struct queue {
	struct resolve_job *first, **last;
};

/*
 * The threads may outlive the resolver (getaddrinfo() cannot be called off),
 * so what they share is counted and freed by whoever leaves last.
 */
struct shared {
	pthread_mutex_t lock;
	struct queue waiting, finished;
	int event; /* written once a job is finished */
	size_t threads;
	bool closed;
};

struct resolver {
	struct shared *shared;
	struct loop *loop;
	struct loop_watch watch;
};

static void
queue_init(struct queue *q)
{
	q->first = NULL;
	q->last = &q->first;
}

static void
queue_put(struct queue *q, struct resolve_job *j)
{
	j->next = NULL;
	*q->last = j;
	q->last = &j->next;
}

static struct resolve_job *
queue_take(struct queue *q)
{
	struct resolve_job *j = q->first;

	if (j == NULL)
		return NULL;
	q->first = j->next;
	if (q->first == NULL)
		q->last = &q->first;
	return j;
}

static void
job_free(struct resolve_job *j)
{
	if (j->list != NULL)
		freeaddrinfo(j->list);
	free(j->host);
	free(j->port);
	free(j);
}

static void
queue_drain(struct queue *q)
{
	struct resolve_job *j;

	while ((j = queue_take(q)) != NULL)
		job_free(j);
}

static void
shared_free(struct shared *s)
{
	queue_drain(&s->waiting);
	queue_drain(&s->finished);
	close(s->event);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static void
look_up(struct resolve_job *j, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = flags };

	errno = 0;
	j->result = getaddrinfo(j->host, j->port, &hints, &j->list);
	j->number = errno;
	if (j->result != 0)
		j->list = NULL;
}

static void *
work(void *arg)
{
	struct shared *s = arg;
	struct resolve_job *j;
	bool last;

	pthread_mutex_lock(&s->lock);
	while (!s->closed && (j = queue_take(&s->waiting)) != NULL) {
		pthread_mutex_unlock(&s->lock);
		look_up(j, AI_ADDRCONFIG);
		pthread_mutex_lock(&s->lock);
		queue_put(&s->finished, j);
		/* Fails only when the counter is full: then it is readable. */
		if (eventfd_write(s->event, 1) < 0)
			continue;
	}
	last = --s->threads == 0 && s->closed;
	pthread_mutex_unlock(&s->lock);
	if (last)
		shared_free(s);
	return NULL;
}

static void
answer(struct resolve_job *j)
{
	_cleanup_str_ char *problem = NULL;

	if (j->result == EAI_SYSTEM) {
		struct err e = { 0 };

		err_errno(&e, ERR_NETWORK, j->number, "name look-up");
		problem = xstrdup(e.text);
	} else if (j->result != 0) {
		problem = xstrdup(gai_strerror(j->result));
	}
	j->done(j->arg, steal(j->list), problem);
}

static void
collect(struct loop_watch *w, uint32_t events _unused_)
{
	struct resolver *r = (struct resolver *)((char *)w
		- offsetof(struct resolver, watch));
	struct queue mine;
	struct resolve_job *j;
	eventfd_t count;

	queue_init(&mine);
	if (eventfd_read(r->shared->event, &count) < 0)
		return;
	pthread_mutex_lock(&r->shared->lock);
	while ((j = queue_take(&r->shared->finished)) != NULL)
		queue_put(&mine, j);
	pthread_mutex_unlock(&r->shared->lock);
	while ((j = queue_take(&mine)) != NULL) {
		if (!j->cancelled)
			answer(j);
		job_free(j);
	}
}

int
resolver_new(struct loop *l, struct resolver **ret, struct err *err)
{
	struct resolver *r;
	struct shared *s;
	int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	if (event < 0)
		return err_errno(err, ERR_SYSTEM, errno, "eventfd");
	s = xcalloc(1, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	queue_init(&s->waiting);
	queue_init(&s->finished);
	s->event = event;
	r = xcalloc(1, sizeof(*r));
	r->shared = s;
	r->loop = l;
	r->watch.fd = event;
	r->watch.ready = collect;
	if (loop_watch(l, &r->watch, EPOLLIN, err) < 0) {
		shared_free(s);
		free(r);
		return -1;
	}
	*ret = r;
	return 0;
}

void
resolver_free(struct resolver *r)
{
	bool last;

	if (r == NULL)
		return;
	loop_unwatch(r->loop, &r->watch);
	pthread_mutex_lock(&r->shared->lock);
	r->shared->closed = true;
	last = r->shared->threads == 0;
	pthread_mutex_unlock(&r->shared->lock);
	if (last)
		shared_free(r->shared);
	free(r);
}

void
resolver_freep(struct resolver **r)
{
	resolver_free(*r);
}

/* Without a thread of its own a job waits for one that exists. */
static bool
start_thread(struct shared *s)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;
	int n;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	n = pthread_create(&thread, &attr, work, s);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return n == 0;
}

struct resolve_job *
resolve(struct resolver *r, const char *host, const char *port,
	void (*done)(void *arg, struct addrinfo *list, const char *problem),
	void *arg)
{
	struct resolve_job *j = xcalloc(1, sizeof(*j));
	struct shared *s = r->shared;

	j->host = xstrdup(host);
	j->port = xstrdup(port);
	j->done = done;
	j->arg = arg;
	look_up(j, AI_NUMERICHOST);
	if (j->result == 0) {
		answer(j);
		job_free(j);
		return NULL;
	}
	pthread_mutex_lock(&s->lock);
	queue_put(&s->waiting, j);
	if (s->threads < RESOLVE_THREADS && start_thread(s)) {
		s->threads++;
	} else if (s->threads == 0) {
		queue_take(&s->waiting);
		pthread_mutex_unlock(&s->lock);
		done(arg, NULL, "no thread can be started for the look-up");
		job_free(j);
		return NULL;
	}
	pthread_mutex_unlock(&s->lock);
	return j;
}

/* The threads do not look at this field, collect() does. */
void
resolve_cancel(struct resolve_job *job)
{
	job->cancelled = true;
}
