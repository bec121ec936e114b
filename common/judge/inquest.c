/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquest.c - inquiries hand their probes to the fleet; further connections
 * of those that have begun come before new questions.
 */
#include "judge/inquest.h"

#include "net/fleet.h"

struct hearing {
	const struct inquest *inquest;
	struct inquiry *begun; /* a list of those that are not over */
	bool dry;              /* no new ones come */
};

/* An inquiry is new to the list, or its last probe has ended. */
static void
take_out(struct hearing *h, struct inquiry *q)
{
	struct inquiry **at = &h->begun;

	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
}

static int
next_of(struct inquiry *q, struct probe **ret, struct err *err)
{
	if (inquiry_next(q, ret, err) < 0)
		return -1;
	if (*ret != NULL)
		(*ret)->arg = q;
	return 0;
}

static int
next(void *arg, struct probe **ret, struct err *err)
{
	struct hearing *h = arg;

	*ret = NULL;
	for (struct inquiry *q = h->begun; q != NULL; q = q->next)
		if (next_of(q, ret, err) < 0)
			return -1;
		else if (*ret != NULL)
			return 0;
	if (!h->dry) {
		struct inquiry *q = NULL;

		if (h->inquest->next(h->inquest->arg, &q, err) < 0)
			return -1;
		h->dry = q == NULL;
		if (q != NULL) {
			q->next = h->begun;
			h->begun = q;
			return next_of(q, ret, err);
		}
	}
	return 0;
}

static void
ended(void *arg, struct probe *p)
{
	struct hearing *h = arg;
	struct inquiry *q = p->arg;

	inquiry_took(q, p);
	if (!inquiry_is_over(q))
		return;
	take_out(h, q);
	h->inquest->over(h->inquest->arg, q);
}

int
inquest_run(const struct inquest *n, size_t at_once, struct err *err)
{
	struct hearing h = { .inquest = n };
	struct fleet_source source = { next, ended, &h };
	int r = fleet_run(&source, at_once, err);

	while (h.begun != NULL) {
		struct inquiry *q = h.begun;

		h.begun = q->next;
		inquiry_free(q);
	}
	return r;
}
