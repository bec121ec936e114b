/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry.c - which connections a question takes, one after another.
 */
#include "judge/inquiry.h"

/* What is to be done, and what is under way. */
struct inquiry_state {
	bool begun;
	size_t under_way;
};

static void
probe_free(struct probe *p)
{
	if (p != NULL)
		probe_done(p);
	free(p);
}

struct inquiry *
inquiry_new(const struct tls_plan *plan, const struct inquiry_wish *wish,
	char *host, char *port)
{
	struct inquiry *q = xcalloc(1, sizeof(*q));

	q->plan = plan;
	q->wish = wish;
	q->state = xcalloc(1, sizeof(*q->state));
	q->given = xcalloc(1, sizeof(*q->given));
	q->given->host = host;
	q->given->port = port;
	q->given->plan = &plan->plan;
	q->given->client = plan->client;
	return q;
}

void
inquiry_free(struct inquiry *q)
{
	if (q == NULL)
		return;
	probe_free(q->given);
	for (size_t i = 0; i < STEPS; i++)
		probe_free(q->step[i]);
	for (size_t i = 0; i < q->n_names; i++)
		probe_free(q->name[i]);
	free(q->state);
	free(q);
}

int
inquiry_next(struct inquiry *q, struct probe **ret, struct err *err _unused_)
{
	*ret = q->state->begun ? NULL : q->given;
	q->state->under_way += !q->state->begun;
	q->state->begun = true;
	return 0;
}

void
inquiry_took(struct inquiry *q, struct probe *p _unused_)
{
	q->state->under_way--;
}

bool
inquiry_is_over(const struct inquiry *q)
{
	return q->state->begun && q->state->under_way == 0;
}

const char *
inquiry_step_name(enum step step)
{
	static const char *const names[] = {
		[STEP_NONE] = "none",
		[STEP_OTHER_TLS] = "other-tls",
		[STEP_DECOY] = "decoy",
		[STEP_NAME] = "name",
		[STEP_NO_NAME] = "no-name",
		[STEP_PATH] = "path",
		[STEP_RESUME_NONE] = "resume-none",
		[STEP_RESUME_OTHER] = "resume-other",
		[STEP_OTHER] = "other",
		[STEP_EXTRA] = "extra",
		[STEP_HTTP] = "http",
	};

	return names[step];
}
