/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.c - a report for each line of an input.
 *
 * Workers take turns at reading a piece of the input into a ring of slots.
 * Who has finished the oldest piece writes it, and those behind it that are
 * finished, too: the order stays, and nobody waits for anybody else unless
 * the ring is full.  The calling thread is the first worker, and the only one
 * if one is enough.
 */
#include "cli/batch.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "base/io.h"
#include "base/linefeed.h"
#include "cli/prog.h"
#include "cli/progress.h"
#include "cli/render.h"

enum { SLOTS_EACH = 4 };

struct slot {
	struct strbuf text; /* lines, */
	int64_t first;      /* the number of the first, */
	int64_t judged;     /* how many were not blank, */
	struct strbuf out;  /* and their reports */
	bool done;
};

struct run {
	const struct batch *batch;
	const struct report *report; /* its output is the writer's alone */
	struct slot *slots;
	size_t n_slots;

	pthread_mutex_t input; /* guards what follows */
	struct linefeed feed;
	uint64_t taken;
	bool ended;
	struct err err; /* why, unless its kind is ERR_NONE */
	pthread_t *helpers;
	size_t n_helpers, max_helpers;

	pthread_mutex_t ring; /* guards what follows, and the slots' done */
	pthread_cond_t moved;
	uint64_t written;
	bool writing; /* somebody is */
	bool stopped; /* nobody takes what we write */
	int64_t judged;
	int worst;
	struct progress progress; /* the writer's alone */
};

/* ---- the ring ----------------------------------------------------------- */

static struct slot *
slot_of(const struct run *run, uint64_t piece)
{
	return &run->slots[piece % run->n_slots];
}

/* The slot for the next piece, once it is free; NULL if nobody needs it. */
static struct slot *
free_slot(struct run *run)
{
	bool stopped;

	pthread_mutex_lock(&run->ring);
	while (!run->stopped && run->taken - run->written == run->n_slots)
		pthread_cond_wait(&run->moved, &run->ring);
	stopped = run->stopped;
	pthread_mutex_unlock(&run->ring);
	return stopped ? NULL : slot_of(run, run->taken);
}

/* The next piece of the input; NULL at the end. */
static struct slot *
read_piece(struct run *run)
{
	struct slot *slot = run->ended ? NULL : free_slot(run);

	if (slot != NULL
		&& linefeed_next(&run->feed, &slot->text, &slot->first,
			   &run->err)
			== 0
		&& slot->text.len > 0) {
		run->taken++;
		return slot;
	}
	run->ended = true;
	return NULL;
}

/* Write all that is finished and whose turn it is. */
static void
write_pieces(struct run *run)
{
	struct report_out *out = run->report->out;
	struct slot *slot = slot_of(run, run->written);

	run->writing = true;
	while (slot->done && !run->stopped) {
		int64_t judged = run->judged + slot->judged;

		pthread_mutex_unlock(&run->ring);
		render_write(out, &slot->out, true);
		progress_tell(&run->progress, judged);
		pthread_mutex_lock(&run->ring);
		run->judged = judged;
		run->stopped = out->error != 0;
		run->written++;
		slot->done = false;
		pthread_cond_broadcast(&run->moved);
		slot = slot_of(run, run->written);
	}
	run->writing = false;
}

static void
finish_piece(struct run *run, struct slot *slot)
{
	pthread_mutex_lock(&run->ring);
	slot->done = true;
	if (!run->writing)
		write_pieces(run);
	pthread_mutex_unlock(&run->ring);
}

/* ---- workers ------------------------------------------------------------ */

static bool
is_blank(struct view line)
{
	size_t i = 0;

	while (i < line.len && (line.data[i] == ' ' || line.data[i] == '\t'))
		i++;
	return i == line.len;
}

static void
judge_line(const struct batch *b, void *own, struct report *r, struct view line)
{
	struct err err;

	if (line.len > BATCH_LINE_MAX) {
		err_set(&err, ERR_INPUT,
			"the line is too long: the limit is %d octets",
			BATCH_LINE_MAX);
		report_error(r, &err);
	} else {
		b->line(own, r, line);
	}
}

static void
judge_piece(const struct batch *b, void *own, struct report *r,
	struct slot *slot)
{
	struct view text = { (const uint8_t *)slot->text.data, slot->text.len };
	struct view line;

	slot->judged = 0;
	for (int64_t n = slot->first; linefeed_cut(&text, &line); n++) {
		if (is_blank(line))
			continue;
		r->line = n;
		judge_line(b, own, r, line);
		report_next(r);
		slot->judged++;
	}
}

static void *work(void *run);

/* As long as there is something left to read, another worker may come. */
static void
find_help(struct run *run)
{
	if (run->ended || run->feed.ended || run->n_helpers == run->max_helpers)
		return;
	if (pthread_create(&run->helpers[run->n_helpers], NULL, work, run) == 0)
		run->n_helpers++;
	else
		run->max_helpers = run->n_helpers;
}

static struct slot *
take_piece(struct run *run)
{
	struct slot *slot;

	pthread_mutex_lock(&run->input);
	slot = read_piece(run);
	find_help(run);
	pthread_mutex_unlock(&run->input);
	return slot;
}

/* The life of one worker. */
static void *
work(void *arg)
{
	struct run *run = arg;
	const struct batch *b = run->batch;
	struct report_out out = {
		.format = run->report->out->format,
		.verbose = run->report->out->verbose,
		.muted = true,
	};
	_cleanup_(report_done) struct report r = {
		.program = run->report->program,
		.now = run->report->now,
		.show_secrets = run->report->show_secrets,
		.terse = out.verbose == 0,
		.out = &out,
	};
	void *own = b->begin != NULL ? b->begin(b->arg) : NULL;
	struct slot *slot;

	while ((slot = take_piece(run)) != NULL) {
		/* Days may pass between two lines. */
		if (!run->report->out->as_of)
			r.now = clock_now();
		out.buf = slot->out;
		judge_piece(b, own, &r, slot);
		slot->out = out.buf;
		finish_piece(run, slot);
	}
	if (b->end != NULL)
		b->end(own);
	pthread_mutex_lock(&run->ring);
	if (out.worst > run->worst)
		run->worst = out.worst;
	pthread_mutex_unlock(&run->ring);
	return NULL;
}

/* ---- a run -------------------------------------------------------------- */

static size_t
processors(void)
{
	cpu_set_t set;
	int n = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return n < BATCH_JOBS_MAX ? (size_t)n : BATCH_JOBS_MAX;
}

static void
run_done(struct run *run)
{
	for (size_t i = 0; i < run->n_slots; i++) {
		strbuf_done(&run->slots[i].text);
		strbuf_done(&run->slots[i].out);
	}
	free(run->slots);
	free(run->helpers);
	linefeed_close(&run->feed);
}

/* Let all workers work; returns when the last one is done. */
static void
run_all(struct run *run)
{
	const struct report_out *out = run->report->out;

	progress_begin(&run->progress,
		out->format != NULL && isatty(STDERR_FILENO)
			&& !isatty(STDOUT_FILENO));
	work(run);
	/* None has come since this one saw the end. */
	for (size_t i = 0; i < run->n_helpers; i++)
		pthread_join(run->helpers[i], NULL);
	progress_end(&run->progress);
}

int
batch_take_format(struct report *r, const char *option, struct err *err)
{
	struct report_out *out = r->out;

	if (out->wanted != NULL && out->wanted != &format_ndjson)
		return err_set(err, ERR_USAGE,
			"--%s writes NDJSON: leave --format out", option);
	if (out->format != NULL)
		out->format = &format_ndjson;
	return 0;
}

int
batch_run(struct report *r, const char *name, const struct batch *b,
	struct err *err)
{
	size_t jobs = b->jobs > 0 ? (size_t)b->jobs : processors();
	struct report_out *out = r->out;
	_cleanup_(run_done) struct run run = {
		.batch = b,
		.report = r,
		.feed.fd = -1,
		.max_helpers = jobs - 1,
		.input = PTHREAD_MUTEX_INITIALIZER,
		.ring = PTHREAD_MUTEX_INITIALIZER,
		.moved = PTHREAD_COND_INITIALIZER,
	};

	if (batch_take_format(r, "batch", err) < 0
		|| linefeed_open(&run.feed, name, BATCH_LINE_MAX, err) < 0)
		return -1;
	run.n_slots = jobs * SLOTS_EACH;
	run.slots = xcalloc(run.n_slots, sizeof(*run.slots));
	run.helpers = xcalloc(jobs, sizeof(*run.helpers));
	run_all(&run);
	out->reports += (size_t)run.judged;
	if (run.worst > out->worst)
		out->worst = run.worst;
	if (run.err.kind != ERR_NONE) {
		*err = run.err;
		return -1;
	}
	if (run.judged == 0 && !run.stopped)
		return err_set(err, ERR_INPUT,
			"%s: there is no line in it: nothing was judged",
			io_name(name));
	return 0;
}
