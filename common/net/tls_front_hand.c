/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_hand.c - threads that look after guests.  A few of them stay when
 * they have nothing to do: a new one costs a tenth of a handshake.
 */
#include <malloc.h>
#include <poll.h>
#include <unistd.h>

#include "net/tls_front_part.h"

/* The porter waits: for room, or for the last one to leave. */
static void
wake_porter(struct front *f)
{
	uint64_t one = 1;

	(void)!write(f->wake_fd, &one, sizeof(one));
}

/* Under lock; NULL: nobody waits. */
static struct guest *
take_guest(struct front *f)
{
	struct guest *g = f->next_guest;

	if (g == NULL)
		return NULL;
	f->next_guest = g->next;
	if (f->next_guest == NULL)
		f->behind_guest = &f->next_guest;
	f->n_waiting--;
	return g;
}

/* The next guest to look after; NULL: this hand is not needed any more. */
static struct guest *
await_guest(struct front *f)
{
	struct guest *g;

	pthread_mutex_lock(&f->lock);
	while ((g = take_guest(f)) == NULL && !f->stopping
		&& f->n_idle < FRONT_IDLE_MAX) {
		f->n_idle++;
		pthread_cond_wait(&f->work, &f->lock);
		f->n_idle--;
	}
	pthread_mutex_unlock(&f->lock);
	return g;
}

static void
see_off(struct front *f, struct guest *g)
{
	bool was_full;

	guest_free(g);
	pthread_mutex_lock(&f->lock);
	was_full = f->n_guests-- >= f->guests_max;
	pthread_mutex_unlock(&f->lock);
	if (was_full)
		wake_porter(f);
}

static void *
hand_main(void *hand)
{
	struct front_hand *h = hand;
	struct front *f = h->front;
	struct guest *g;

	while ((g = await_guest(f)) != NULL) {
		guest_receive(g);
		see_off(f, g);
	}
	pthread_mutex_lock(&f->lock);
	h->next = f->left;
	f->left = h;
	pthread_mutex_unlock(&f->lock);
	wake_porter(f);
	return NULL;
}

/* Without memory for another one, those that are there have to do. */
static void
hire(struct front *f)
{
	struct front_hand *h = xcalloc(1, sizeof(*h));
	pthread_attr_t attr;
	int r;

	h->front = f;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, FRONT_STACK);
	r = pthread_create(&h->thread, &attr, hand_main, h);
	pthread_attr_destroy(&attr);
	if (r != 0) {
		free(h);
		return;
	}
	pthread_mutex_lock(&f->lock);
	f->n_hands++;
	pthread_mutex_unlock(&f->lock);
}

void
front_welcome(struct front *f, struct guest *g)
{
	bool short_of_hands;

	pthread_mutex_lock(&f->lock);
	*f->behind_guest = g;
	f->behind_guest = &g->next;
	f->n_guests++;
	short_of_hands = ++f->n_waiting > f->n_idle;
	pthread_cond_signal(&f->work);
	pthread_mutex_unlock(&f->lock);
	if (short_of_hands)
		hire(f);
}

/*
 * After a crowd the allocator would keep what it had for it: a pool of memory
 * for each of several threads, with holes.
 */
static void
give_memory_back(struct front *f, size_t n_joined, size_t n_left)
{
	f->n_joined += n_joined;
	if (f->n_joined < FRONT_CROWD || n_left > FRONT_IDLE_MAX)
		return;
	f->n_joined = 0;
	(void)malloc_trim(0);
}

size_t
front_reap(struct front *f)
{
	struct front_hand *h, *next;
	size_t n = 0, n_left;

	pthread_mutex_lock(&f->lock);
	h = f->left;
	f->left = NULL;
	pthread_mutex_unlock(&f->lock);
	for (; h != NULL; h = next, n++) {
		next = h->next;
		pthread_join(h->thread, NULL);
		free(h);
	}
	pthread_mutex_lock(&f->lock);
	n_left = f->n_hands -= n;
	pthread_mutex_unlock(&f->lock);
	give_memory_back(f, n, n_left);
	return n_left;
}

void
front_see_out(struct front *f)
{
	struct pollfd wake = { .fd = f->wake_fd, .events = POLLIN };
	struct guest *g;
	uint64_t count;

	pthread_mutex_lock(&f->lock);
	f->stopping = true;
	pthread_cond_broadcast(&f->changed);
	pthread_cond_broadcast(&f->work);
	pthread_mutex_unlock(&f->lock);
	while (front_reap(f) > 0) {
		(void)poll(&wake, 1, -1);
		(void)!read(f->wake_fd, &count, sizeof(count));
	}
	/* Whoever has found no hand at all. */
	while ((g = await_guest(f)) != NULL) {
		guest_receive(g);
		see_off(f, g);
	}
	pthread_mutex_lock(&f->lock);
	f->empty = true;
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
}
