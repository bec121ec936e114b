/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_nagios.c - what a monitoring plugin prints and returns, by the
 * Monitoring Plugins Development Guidelines: the worst first, further reports
 * a line each, perfdata behind the only "|".
 *
 * All perfdata stands on the last line, where every consumer looks for it.
 */
#include "cli/escape.h"
#include "cli/render.h"

/* From good to bad: an answer that is no outweighs what is not known. */
enum { RANK_OK, RANK_WARNING, RANK_UNKNOWN, RANK_CRITICAL, RANKS };

static const struct {
	const char *name;
	int status;
} states[RANKS] = {
	[RANK_OK] = { "OK", 0 },
	[RANK_WARNING] = { "WARNING", 1 },
	[RANK_UNKNOWN] = { "UNKNOWN", 3 },
	[RANK_CRITICAL] = { "CRITICAL", 2 },
};

struct plugin {
	struct strbuf lines[RANKS]; /* of the reports, by rank */
	size_t n[RANKS];            /* how many */
	struct strbuf perf;
};

static int
finding_rank(const struct finding *f)
{
	switch (f->verdict) {
	case VERDICT_FAIL:
		return RANK_CRITICAL;
	case VERDICT_UNDECIDED:
		return f->alarm ? RANK_CRITICAL : RANK_UNKNOWN;
	case VERDICT_WARN:
		return f->alarm ? RANK_WARNING : RANK_OK;
	case VERDICT_PASS:
	case VERDICT_SKIP:
		break;
	}
	return RANK_OK;
}

/* A server that cannot be reached is down, whatever kept us from it. */
static int
error_rank(const struct err *err)
{
	if (err->kind == ERR_NONE)
		return RANK_OK;
	return err->kind == ERR_NETWORK ? RANK_CRITICAL : RANK_UNKNOWN;
}

/* The first of the worst, or NULL if all is well. */
static const struct finding *
worst_finding(const struct report *r)
{
	const struct finding *worst = NULL;
	int rank = RANK_OK;

	for (size_t i = 0; i < r->n_findings; i++) {
		if (finding_rank(&r->findings[i]) > rank) {
			worst = &r->findings[i];
			rank = finding_rank(worst);
		}
	}
	return worst;
}

static int
rank_of(const struct report *r)
{
	const struct finding *worst = worst_finding(r);
	int rank = error_rank(&r->err);

	return worst != NULL && finding_rank(worst) > rank ? finding_rank(worst)
							   : rank;
}

static int
status_of(int rank)
{
	return states[rank].status;
}

static size_t
n_passed(const struct report *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		n += r->findings[i].verdict == VERDICT_PASS;
	return n;
}

static void
put_headline(struct strbuf *out, const struct report *r)
{
	if (r->headline != NULL) {
		escape_plugin(out, r->headline);
		return;
	}
	escape_plugin(out, r->subject != NULL ? r->subject : r->program);
	if (rank_of(r) == RANK_OK)
		strbuf_format(out, ": %zu check%s hold%s", n_passed(r),
			n_passed(r) == 1 ? "" : "s",
			n_passed(r) == 1 ? "s" : "");
}

/* The cause, if one is known; else the check that is the reason. */
static void
put_reason(struct strbuf *out, const struct report *r)
{
	const struct finding *worst = worst_finding(r);
	const struct diagnosis *d = r->diagnoses;

	if (r->n_diagnoses > 0) {
		strbuf_format(out, "; %s (%s): ", d->cause->id,
			confidence_name(d->confidence));
		escape_plugin(out, d->text);
	} else if (worst != NULL) {
		strbuf_format(out, "; %s: ", worst->check->id);
		escape_plugin(out, worst->evidence.line[0]);
	}
}

/* What it is about, where the text need not tell that. */
static void
put_name(struct strbuf *out, const struct report *r)
{
	if (r->ref != NULL) {
		escape_plugin(out, r->ref);
		strbuf_str(out, ": ");
	} else if (r->line > 0 && r->subject == NULL) {
		strbuf_format(out, "line %lld: ", (long long)r->line);
	}
}

/* An error says why there is no answer, and there is none beside a no. */
static void
put_line(struct strbuf *out, const struct report *r)
{
	const struct finding *worst = worst_finding(r);
	bool error = r->err.kind != ERR_NONE;

	put_name(out, r);
	if (!error || (worst != NULL && worst->verdict == VERDICT_FAIL)) {
		put_headline(out, r);
		put_reason(out, r);
		if (error)
			strbuf_str(out, "; ");
	}
	if (error)
		escape_plugin(out, r->err.text);
	strbuf_char(out, '\n');
}

/* "server_cert_days=71": what will be in a while is watched in days. */
static void
put_perf_value(struct strbuf *out, const struct report *r,
	const struct measure *m)
{
	enum { DAY = 24 * 60 * 60 };
	int64_t left = m->value - r->now;

	if (m->metric->kind == METRIC_MOMENT) {
		strbuf_integer(out, left / DAY - (left % DAY < 0));
		return;
	}
	render_value(out, m->metric->kind, m->value);
	strbuf_str(out, m->metric->kind == METRIC_SPAN ? "s;;;0" : ";;;0");
}

static void
put_perf(struct strbuf *out, const struct report *r, const struct measure *m)
{
	const char *name = r->ref != NULL ? r->ref : r->subject;

	if (m->metric->perf == NULL)
		return;
	strbuf_char(out, ' ');
	if (r->out->many && name != NULL) {
		strbuf_char(out, '\'');
		escape_perf(out, name);
		strbuf_format(out, " %s'=", m->metric->perf);
	} else {
		strbuf_format(out, "%s=", m->metric->perf);
	}
	put_perf_value(out, r, m);
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	out->own = xcalloc(1, sizeof(struct plugin));
}

static void
report(struct report_out *out, const struct report *r)
{
	struct plugin *p = out->own;
	int rank = rank_of(r);

	put_line(&p->lines[rank], r);
	p->n[rank]++;
	for (size_t i = 0; i < r->n_measures; i++)
		put_perf(&p->perf, r, &r->measures[i]);
}

/* Lines of one rank, each with its state in front: all but the very first. */
static void
put_others(struct strbuf *out, const struct plugin *p, int rank, size_t skip)
{
	const struct strbuf *lines = &p->lines[rank];

	while (skip < lines->len) {
		const char *line = lines->data + skip;
		const char *end = memchr(line, '\n', lines->len - skip);

		strbuf_format(out, "\n%s - ", states[rank].name);
		strbuf_add(out, line, (size_t)(end - line));
		skip += (size_t)(end - line) + 1;
	}
}

static void
put_first(struct strbuf *out, const struct plugin *p, int worst)
{
	const struct strbuf *lines = &p->lines[worst];
	const char *end = memchr(lines->data, '\n', lines->len);
	size_t all = 0;

	for (int rank = RANK_OK; rank < RANKS; rank++)
		all += p->n[rank];
	strbuf_format(out, "%s - ", states[worst].name);
	strbuf_add(out, lines->data, (size_t)(end - lines->data));
	if (all > 1)
		strbuf_format(out, " (%zu of %zu are OK)", p->n[RANK_OK], all);
	put_others(out, p, worst, (size_t)(end - lines->data) + 1);
}

static void
plugin_done(struct plugin *p)
{
	for (int rank = RANK_OK; rank < RANKS; rank++)
		strbuf_done(&p->lines[rank]);
	strbuf_done(&p->perf);
	free(p);
}

static void
end(struct report_out *out, const struct report *r)
{
	struct plugin *p = out->own;
	int rank = RANK_CRITICAL;

	(void)r;
	while (rank > RANK_OK && p->n[rank] == 0)
		rank--;
	if (p->n[rank] > 0)
		put_first(&out->buf, p, rank);
	while (--rank >= RANK_OK)
		put_others(&out->buf, p, rank, 0);
	if (p->perf.len > 0) {
		strbuf_str(&out->buf, " |");
		strbuf_add(&out->buf, p->perf.data, p->perf.len);
	}
	strbuf_char(&out->buf, '\n');
	plugin_done(p);
	out->own = NULL;
}

const struct report_format format_nagios = {
	.name = "nagios",
	.begin = begin,
	.report = report,
	.end = end,
	.rank = rank_of,
	.status = status_of,
	.mute = true,
	.gathers = true,
};
