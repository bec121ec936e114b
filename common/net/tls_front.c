/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front.c - the front as a whole: its making and its end, and the queue of
 * the visits that have ended.
 */
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "net/tls_front_part.h"

enum {
	FDS_EACH = 3,  /* of a guest: the transport, and the pair inside */
	FDS_ELSE = 64, /* for all other things */
};

/* As many descriptors as we may have; fewer guests if that is too few. */
static size_t
room_for_guests(size_t wanted)
{
	rlim_t need = (rlim_t)(wanted * FDS_EACH + FDS_ELSE);
	struct rlimit limit;
	size_t room;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return wanted;
	if (limit.rlim_cur < need) {
		limit.rlim_cur = need < limit.rlim_max ? need : limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	if (limit.rlim_cur >= need)
		return wanted;
	room = limit.rlim_cur > FDS_ELSE
		? (size_t)(limit.rlim_cur - FDS_ELSE) / FDS_EACH
		: 1;
	return room > 0 ? room : 1;
}

static struct front *
make(const struct front_plan *plan)
{
	struct front *f = xcalloc(1, sizeof(*f));

	f->plan = plan;
	for (size_t i = 0; i < FRONT_DOORS_MAX; i++)
		f->listener[i] = -1;
	f->stop_fd = f->wake_fd = -1;
	f->guests_max = room_for_guests(plan->visits_max > 0
			? (size_t)plan->visits_max
			: FRONT_VISITS_MAX);
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	pthread_cond_init(&f->work, NULL);
	f->behind_guest = &f->next_guest;
	return f;
}

/* No thread of ours takes a signal: it is the caller's. */
static int
start(struct front *f, struct err *err)
{
	sigset_t all, before;
	int r;

	f->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	f->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (f->stop_fd < 0 || f->wake_fd < 0)
		return err_errno(err, ERR_SYSTEM, errno, "eventfd");
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	r = pthread_create(&f->porter, NULL, front_porter, f);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r != 0)
		return err_errno(err, ERR_SYSTEM, r, "thread");
	f->has_porter = true;
	return 0;
}

int
front_new(struct front_plan *plan, struct front **ret, struct err *err)
{
	_cleanup_front_ struct front *f = make(plan);

	if (front_cred_new(f, err) < 0
		|| tls_visitor_new(plan, &f->visitor, err) < 0
		|| front_listen(f, plan, err) < 0)
		return -1;
	if (plan->listens != NULL)
		plan->listens(plan);
	if (start(f, err) < 0)
		return -1;
	*ret = steal(f);
	return 0;
}

/* Under lock. */
static void
append(struct front *f, struct visit *v)
{
	struct front_ended *e = xcalloc(1, sizeof(*e));

	e->visit = v;
	if (f->last != NULL)
		f->last->next = e;
	else
		f->first = e;
	f->last = e;
	f->n_ended++;
}

void
front_ended(struct guest *g)
{
	struct front *f = g->front;

	if (g->queued)
		return;
	g->queued = true;
	pthread_mutex_lock(&f->lock);
	while (f->n_ended >= FRONT_QUEUE_MAX && !f->stopping)
		pthread_cond_wait(&f->changed, &f->lock);
	append(f, visit_ref(g->visit));
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

/* Under lock. */
static struct visit *
take_first(struct front *f)
{
	struct front_ended *e = f->first;
	struct visit *v = e->visit;

	f->first = e->next;
	if (f->first == NULL)
		f->last = NULL;
	if (f->n_ended-- == FRONT_QUEUE_MAX)
		pthread_cond_broadcast(&f->changed);
	free(e);
	return v;
}

int
front_next(struct front *f, struct visit **ret)
{
	int result = 0;

	pthread_mutex_lock(&f->lock);
	while (f->first == NULL && !f->empty)
		pthread_cond_wait(&f->changed, &f->lock);
	if (f->first != NULL) {
		*ret = take_first(f);
		result = 1;
	}
	pthread_mutex_unlock(&f->lock);
	return result;
}

void
front_stop(struct front *f)
{
	uint64_t one = 1;
	int saved = errno;

	/* A signal handler can do no more; the porter tells all others. */
	if (write(f->stop_fd, &one, sizeof(one)) < 0)
		errno = saved;
}

void
front_free(struct front *f)
{
	if (f == NULL)
		return;
	if (f->has_porter) {
		front_stop(f);
		pthread_join(f->porter, NULL);
	}
	while (f->first != NULL)
		visit_unref(take_first(f));
	front_listen_done(f);
	front_cred_done(f);
	tls_visitor_free(f->visitor);
	if (f->stop_fd >= 0)
		close(f->stop_fd);
	if (f->wake_fd >= 0)
		close(f->wake_fd);
	pthread_cond_destroy(&f->changed);
	pthread_cond_destroy(&f->work);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

void
front_freep(struct front **f)
{
	front_free(*f);
}
