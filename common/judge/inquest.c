/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquest.c - inquiries hand their probes to the fleet; further connections
 * of those that have begun come before new questions.
 */
#include "judge/inquest.h"

#include "net/fleet.h"

struct list {
	struct inquiry *first, *last;
};

struct hearing {
	const struct inquest *inquest;
	struct list asking; /* those that may have more to ask */
	struct list asked;  /* those that wait for a connection to end */
};

static void
take_out(struct list *l, struct inquiry *q)
{
	if (q->prev != NULL)
		q->prev->next = q->next;
	else
		l->first = q->next;
	if (q->next != NULL)
		q->next->prev = q->prev;
	else
		l->last = q->prev;
}

static void
put_in(struct list *l, struct inquiry *q)
{
	q->next = NULL;
	q->prev = l->last;
	if (l->last != NULL)
		l->last->next = q;
	else
		l->first = q;
	l->last = q;
}

static int
begin_next(struct hearing *h, struct err *err)
{
	struct inquiry *q = NULL;

	if (h->inquest->next(h->inquest->arg, &q, err) < 0)
		return -1;
	if (q != NULL)
		put_in(&h->asking, q);
	return 0;
}

static int
next(void *arg, struct probe **ret, struct err *err)
{
	struct hearing *h = arg;
	struct inquiry *q;

	*ret = NULL;
	while (h->asking.first != NULL || begin_next(h, err) == 0) {
		q = h->asking.first;
		if (q == NULL)
			return 0;
		if (inquiry_next(q, ret, err) < 0)
			return -1;
		if (*ret != NULL) {
			(*ret)->arg = q;
			return 0;
		}
		take_out(&h->asking, q);
		put_in(&h->asked, q);
		q->asked = true;
	}
	return -1;
}

static int
input(void *arg)
{
	const struct hearing *h = arg;
	const struct inquest *n = h->inquest;

	return n->input != NULL ? n->input(n->arg) : -1;
}

/* It may stand in either list: there are further ones of it under way. */
static void
ended(void *arg, struct probe *p)
{
	struct hearing *h = arg;
	struct inquiry *q = p->arg;

	inquiry_took(q, p);
	take_out(q->asked ? &h->asked : &h->asking, q);
	q->asked = false;
	if (inquiry_is_over(q))
		h->inquest->over(h->inquest->arg, q);
	else
		put_in(&h->asking, q);
}

static void
drop(struct list *l)
{
	while (l->first != NULL) {
		struct inquiry *q = l->first;

		take_out(l, q);
		inquiry_free(q);
	}
}

int
inquest_run(const struct inquest *n, size_t at_once, struct err *err)
{
	struct hearing h = { .inquest = n };
	struct fleet_source source = { next, input, ended, &h };
	int r = fleet_run(&source, at_once, err);

	drop(&h.asking);
	drop(&h.asked);
	return r;
}
