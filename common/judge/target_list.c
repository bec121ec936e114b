/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_list.c - from lines to inquiries, from answers to reports.
 */
#include "judge/target_list.h"

#include <unistd.h>

#include "base/io.h"
#include "base/linefeed.h"
#include "cli/batch.h"
#include "cli/prog.h"
#include "cli/progress.h"
#include "cli/render.h"
#include "cli/tally.h"
#include "judge/expect.h"
#include "judge/handshake.h"
#include "judge/inquest.h"

/* A target under way. */
struct job {
	int64_t number; /* of its line */
	struct target_line line;
	const struct tls_plan *shared; /* of the cache, or the command line's */
	struct tls_plan named;         /* the same, with a name of its own */
	bool is_named;
	struct opt_list expect; /* only of its own */
	struct job *next, *prev;
};

struct run {
	const struct target_list *list;
	struct report *report;
	struct linefeed feed;
	struct strbuf piece;
	struct view text;  /* the lines of the piece that are left */
	int64_t number;    /* of the next one */
	bool ended;        /* there are no more */
	struct err err;    /* why the input ended, unless ERR_NONE */
	struct job *begun; /* a list */
	struct plan_cache *plans;
	struct tally tally;
	struct progress progress;
	int64_t start_us;
};

/* ---- jobs ---------------------------------------------------------------- */

static void
job_free(struct run *run, struct job *j)
{
	if (j->is_named)
		tls_client_free(j->named.client);
	plan_cache_give_back(run->plans, j->shared);
	target_line_done(&j->line);
	free(j->expect.value);
	free(j);
}

static void
job_begins(struct run *run, struct job *j)
{
	j->next = run->begun;
	if (j->next != NULL)
		j->next->prev = j;
	run->begun = j;
}

static void
job_ends(struct run *run, struct job *j)
{
	if (j->prev != NULL)
		j->prev->next = j->next;
	else
		run->begun = j->next;
	if (j->next != NULL)
		j->next->prev = j->prev;
	job_free(run, j);
}

static int
can_expect(const struct run *run, const struct job *j, struct err *err)
{
	for (size_t i = 0; i < j->line.n_expect; i++)
		if (strncmp(j->line.expect[i], "tokbind=", 8) == 0
			&& run->list->maker.plan->plan.tokbind == NULL)
			return err_set(err, ERR_INPUT,
				"expect: '%s' needs --tokbind",
				j->line.expect[i]);
	return 0;
}

static void
take_expect(const struct run *run, struct job *j)
{
	const struct opt_list *all = run->list->expect;
	struct opt_list *own = &j->expect;

	if (j->line.n_expect == 0)
		return;
	own->cap = all->n + j->line.n_expect;
	own->value = xcalloc(own->cap, sizeof(*own->value));
	for (size_t i = 0; i < all->n; i++)
		own->value[own->n++] = all->value[i];
	for (size_t i = 0; i < j->line.n_expect; i++)
		own->value[own->n++] = j->line.expect[i];
}

/* Everything but the name is as in the plan that many share. */
static int
take_plan(struct run *run, struct job *j, struct err *err)
{
	if (plan_cache_take(run->plans, &j->line, &j->shared, err) < 0)
		return -1;
	if (j->line.name == NULL)
		return 0;
	j->named = *j->shared;
	j->named.plan.servername = j->line.name;
	j->named.client = NULL;
	j->is_named = true;
	return tls_plan_finish(&j->named, err);
}

/* ---- reports ------------------------------------------------------------- */

void
target_tell(struct report *r, const struct inquiry *q,
	const struct opt_list *expect)
{
	const struct probe *p = q->given;
	struct err err = { 0 };

	report_subject(r, strchr(p->host, ':') != NULL ? "[%s]:%s" : "%s:%s",
		p->host, p->port);
	if (judge_handshake(r, q, expect, &err) < 0)
		report_error(r, &err);
}

static void
begin_report(struct run *run, int64_t number, const struct target_line *line)
{
	struct report *r = run->report;

	/* Days may pass between two lines. */
	if (!r->out->as_of)
		r->now = clock_now();
	r->line = number;
	if (line->ref != NULL)
		report_ref(r, "%s", line->ref);
}

static void
end_report(struct run *run)
{
	tally_add(&run->tally, run->report);
	report_next(run->report);
	progress_tell(&run->progress, (int64_t)run->tally.n);
}

static void
refuse(struct run *run, int64_t number, const struct target_line *line,
	const struct err *err)
{
	begin_report(run, number, line);
	report_error(run->report, err);
	end_report(run);
}

/* ---- lines --------------------------------------------------------------- */

/* The next line that is there without waiting. */
static bool
next_line(struct run *run, struct view *ret_line)
{
	while (!run->ended && !linefeed_cut(&run->text, ret_line)) {
		if (!linefeed_is_ready(&run->feed))
			return false;
		run->ended = linefeed_next(&run->feed, &run->piece,
				     &run->number, &run->err)
				< 0
			|| run->piece.len == 0;
		run->text = (struct view){ (const uint8_t *)run->piece.data,
			run->ended ? 0 : run->piece.len };
	}
	if (run->report->out->error != 0)
		run->ended = true;
	run->number += !run->ended;
	return !run->ended;
}

static int
prepare(struct run *run, struct job *j, struct view line, struct err *err)
{
	int r = target_line_parse(line, &j->line, err);

	if (r <= 0)
		return r;
	if (can_expect(run, j, err) < 0 || take_plan(run, j, err) < 0)
		return -1;
	take_expect(run, j);
	return 1;
}

/* NULL: there is nothing on the line, or nothing that makes sense. */
static struct inquiry *
begin(struct run *run, struct view line)
{
	struct job *j = xcalloc(1, sizeof(*j));
	struct inquiry *q;
	struct err err;
	int r;

	j->number = run->number - 1;
	r = prepare(run, j, line, &err);
	if (r < 0)
		refuse(run, j->number, &j->line, &err);
	if (r <= 0) {
		job_free(run, j);
		return NULL;
	}
	job_begins(run, j);
	q = inquiry_new(j->is_named ? &j->named : j->shared, run->list->wish,
		steal(j->line.host), steal(j->line.port));
	q->arg = j;
	return q;
}

static int
next(void *arg, struct inquiry **ret, struct err *err _unused_)
{
	struct run *run = arg;
	struct view line;

	while (*ret == NULL && next_line(run, &line))
		*ret = begin(run, line);
	return 0;
}

static int
input(void *arg)
{
	const struct run *run = arg;

	return run->ended ? -1 : run->feed.fd;
}

static void
over(void *arg, struct inquiry *q)
{
	struct run *run = arg;
	struct job *j = q->arg;

	begin_report(run, j->number, &j->line);
	target_tell(run->report, q,
		j->expect.n > 0 ? &j->expect : run->list->expect);
	end_report(run);
	inquiry_free(q);
	job_ends(run, j);
}

/* ---- a run --------------------------------------------------------------- */

static void
run_done(struct run *run)
{
	while (run->begun != NULL) {
		struct job *j = run->begun;

		run->begun = j->next;
		job_free(run, j);
	}
	plan_cache_free(run->plans);
	linefeed_close(&run->feed);
	strbuf_done(&run->piece);
}

static void
sum_up(const struct run *run)
{
	_cleanup_strbuf_ struct strbuf text = { .len = 0 };
	int64_t ms = (clock_mono_us() - run->start_us) / 1000;

	if (run->report->out->format == NULL || run->tally.n == 0)
		return;
	strbuf_format(&text, "%zu target%s: ", run->tally.n,
		run->tally.n == 1 ? "" : "s");
	tally_put(&run->tally, &text);
	strbuf_format(&text, ", %lld.%lld s", (long long)ms / 1000,
		(long long)ms / 100 % 10);
	if (run->tally.good < run->tally.n)
		strbuf_format(&text, "; status 0: %zu", run->tally.good);
	strbuf_char(&text, '\0');
	prog_warn("%s", text.data);
}

static bool
is_gathered(const struct report *r)
{
	return r->out->wanted != NULL && r->out->wanted->gathers;
}

/* A report a line, or a format that puts all of them into one. */
static int
take_format(struct report *r, struct err *err)
{
	if (!is_gathered(r))
		return batch_take_format(r, "targets", err);
	report_many(r);
	return 0;
}

/* Standard error is told what ends it all, not what is wrong with a line. */
static int
run_all(struct run *run, struct err *err)
{
	struct inquest inquest = { next, input, over, run };
	struct report *r = run->report;
	struct report_out *out = r->out;
	bool muted = out->muted;
	int failed;

	r->terse = out->verbose == 0 && !is_gathered(r);
	out->muted = true;
	run->start_us = clock_mono_us();
	progress_begin(&run->progress,
		out->format != NULL && isatty(STDERR_FILENO)
			&& !isatty(STDOUT_FILENO));
	failed = inquest_run(&inquest, (size_t)run->list->at_once, err);
	progress_end(&run->progress);
	out->muted = muted;
	if (!is_gathered(r))
		sum_up(run);
	return failed;
}

int
target_list_run(struct report *r, const char *name,
	const struct target_list *list, struct err *err)
{
	_cleanup_(run_done) struct run run = {
		.list = list,
		.report = r,
		.feed.fd = -1,
	};

	if (take_format(r, err) < 0
		|| linefeed_open(&run.feed, name, TARGET_LINE_MAX, err) < 0)
		return -1;
	run.plans = plan_cache_new(&list->maker);
	if (run_all(&run, err) < 0)
		return -1;
	if (run.err.kind != ERR_NONE) {
		*err = run.err;
		return -1;
	}
	if (run.tally.n == 0 && r->out->error == 0)
		return err_set(err, ERR_INPUT,
			"%s: there is no target in it: nobody was asked",
			io_name(name));
	return 0;
}
