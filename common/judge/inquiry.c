/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry.c - which connections a question takes, one after another: the first
 * one and those by other names, then what the first one has left open.
 */
#include "judge/inquiry.h"

#include "base/clock.h"
#include "judge/inquiry_step.h"

/* What is to be done, and what is under way. */
struct inquiry_state {
	bool begun, decided;
	struct inquiry_case open; /* what was decided on */
	size_t names;             /* of the matrix, begun */
	int steps;                /* looked at */
	size_t under_way;
	struct inquiry_step *step[STEPS], *name[INQUIRY_NAMES_MAX];
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
	for (size_t i = 0; i < STEPS; i++) {
		probe_free(q->step[i]);
		inquiry_step_free(q->state->step[i]);
	}
	for (size_t i = 0; i < q->n_names; i++) {
		probe_free(q->name[i]);
		inquiry_step_free(q->state->name[i]);
	}
	free(q->state);
	free(q);
}

/* ---- what is open ------------------------------------------------------- */

static bool
completes(const struct inquiry *q)
{
	struct certs chain = { 0 };
	bool fits = inquiry_complete(q->plan->plan.chain, q->wish->extra,
		&chain);

	free(chain.cert);
	return fits;
}

static void
decide(struct inquiry *q)
{
	const struct probe *p = q->given;
	const struct client_auth a = client_auth_weigh(p);
	const struct probe_plan *plan = &q->plan->plan;
	const struct lint lint = inquiry_lint(q, clock_now());
	const char *names[INQUIRY_SANS_MAX];

	q->state->decided = true;
	q->state->open = (struct inquiry_case){
		.signs = signs_read(p, &a, &lint),
		.reached = p->connected_us != 0,
		.diagnose = q->wish->diagnose,
		.no_decoy = q->wish->no_decoy,
		.resume = q->wish->resume,
		.tls_given = plan->priority != NULL,
		.path_given = plan->http_path != NULL,
		.pha_offered = plan->pha,
		.names = inquiry_names(p, names),
		.session = p->session.len > 0,
		.other = q->wish->other != NULL,
		.completes = completes(q),
	};
}

const char *
inquiry_left_out(const struct inquiry *q, enum step step)
{
	if (!q->state->decided)
		return "not asked for";
	return inquiry_omits(&q->state->open, step);
}

/* ---- one after another -------------------------------------------------- */

static size_t
names_wished(const struct inquiry *q)
{
	const struct opt_list *names = q->wish->names;

	if (names == NULL)
		return 0;
	return names->n < INQUIRY_NAMES_MAX ? names->n : INQUIRY_NAMES_MAX;
}

static int
next_name(struct inquiry *q, struct probe **ret, struct err *err)
{
	size_t i = q->state->names++;
	struct probe *p = xcalloc(1, sizeof(*p));

	q->name[i] = p;
	q->n_names = i + 1;
	if (inquiry_step_name_it(q, q->wish->names->value[i], p,
		    &q->state->name[i], err)
		< 0)
		return -1;
	*ret = p;
	return 0;
}

static int
next_step(struct inquiry *q, struct probe **ret, struct err *err)
{
	struct inquiry_state *s = q->state;

	while (s->steps < STEPS) {
		enum step step = (enum step)s->steps++;
		struct probe *p;

		if (inquiry_omits(&s->open, step) != NULL)
			continue;
		p = xcalloc(1, sizeof(*p));
		q->step[step] = p;
		if (inquiry_step_make(q, &s->open, step, p, &s->step[step], err)
			< 0)
			return -1;
		*ret = p;
		return 0;
	}
	return 0;
}

int
inquiry_next(struct inquiry *q, struct probe **ret, struct err *err)
{
	struct inquiry_state *s = q->state;

	*ret = NULL;
	if (!s->begun) {
		s->begun = true;
		*ret = q->given;
	} else if (s->names < names_wished(q)) {
		if (next_name(q, ret, err) < 0)
			return -1;
	} else if (s->decided && next_step(q, ret, err) < 0) {
		return -1;
	}
	s->under_way += *ret != NULL ? 1 : 0;
	return 0;
}

void
inquiry_took(struct inquiry *q, struct probe *p)
{
	q->state->under_way--;
	if (p == q->given)
		decide(q);
}

static bool
has_step(const struct inquiry *q)
{
	for (int i = q->state->steps; i < STEPS; i++)
		if (inquiry_omits(&q->state->open, (enum step)i) == NULL)
			return true;
	return false;
}

bool
inquiry_is_over(const struct inquiry *q)
{
	const struct inquiry_state *s = q->state;

	return s->begun && s->under_way == 0 && s->names == names_wished(q)
		&& s->decided && !has_step(q);
}

const char *
inquiry_step_name(enum step step)
{
	static const char *const names[] = {
		[STEP_NONE] = "none",
		[STEP_OTHER_TLS] = "other-tls",
		[STEP_DECOY] = "decoy",
		[STEP_NAME] = "name",
		[STEP_NAME_2] = "name",
		[STEP_NAME_3] = "name",
		[STEP_NO_NAME] = "no-name",
		[STEP_PATH] = "path",
		[STEP_RESUME_NONE] = "resume-none",
		[STEP_RESUME_OTHER] = "resume-other",
		[STEP_OTHER] = "other",
		[STEP_EXTRA] = "extra",
		[STEP_HTTP] = "http",
		[STEP_QUIET] = "quiet",
	};

	return names[step];
}
