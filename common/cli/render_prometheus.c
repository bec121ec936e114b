/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_prometheus.c - metrics in Prometheus' text format, for the textfile
 * collector: each metric once, with the samples of all reports.
 *
 * Every sample names its target, so that the files of several runs may lie in
 * one folder.
 */
#include <search.h>

#include "cli/escape.h"
#include "cli/render.h"

static const struct metric build_info = {
	.name = "tlsbind_build_info",
	.help = "always 1: which program looked at the target, and its version",
	.label = "program,version",
};
static const struct metric status = {
	.name = "tlsbind_status",
	.help = "exit status for this target: 0 is well, 1 a check failed, "
		"4 no verdict, others could not look",
	.label = "program",
};
static const struct metric check = {
	.name = "tlsbind_check",
	.help = "always 1: a check, and its verdict: pass, fail, warn, skip or "
		"undecided",
	.label = "check,verdict",
};
static const struct metric cause = {
	.name = "tlsbind_cause",
	.help = "always 1: a cause that was found: certain, likely or possible",
	.label = "cause,confidence",
};

const struct metric *const render_metrics[] = { &build_info, &status, &check,
	&cause, NULL };

/* A metric with its samples so far. */
struct family {
	const struct metric *metric;
	struct strbuf samples;
};

struct exposition {
	struct family *family;
	size_t n, cap;
	void *targets; /* a tree of keys: each stands for one report */
	const char *target, *ref; /* of the present one; NULL: it has none */
};

static struct strbuf *
samples_of(struct exposition *e, const struct metric *metric)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->family[i].metric == metric)
			return &e->family[i].samples;
	e->family = xgrow(e->family, &e->cap, e->n + 1, sizeof(*e->family));
	e->family[e->n] = (struct family){ .metric = metric };
	return &e->family[e->n++].samples;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* What R is about, or where it stands; the caller frees it. */
static char *
subject_of(const struct report *r)
{
	if (r->subject == NULL && r->line > 0)
		return xasprintf("line %lld", (long long)r->line);
	return xstrdup(r->subject != NULL ? r->subject : "");
}

/*
 * The same, numbered where it was there before with the same ref.  It lives in
 * the tree.
 */
static const char *
target_of(struct exposition *e, const struct report *r)
{
	_cleanup_str_ char *subject = subject_of(r);
	const char *ref = r->ref != NULL ? r->ref : "";

	for (size_t n = 1;; n++) {
		char *key = n == 1 ? xasprintf("%s\n%s", ref, subject)
				   : xasprintf("%s\n%s%s#%zu", ref, subject,
					   *subject != '\0' ? " " : "", n);
		char **found = tsearch(key, &e->targets, compare);

		if (found == NULL || *found == key)
			return key + strlen(ref) + 1;
		free(key);
	}
}

static char
put_label(struct strbuf *out, char before, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return before;
	strbuf_char(out, before);
	strbuf_format(out, "%s=", name);
	escape_label(out, value);
	return ',';
}

/* LABELS are names and values by turns, then NULL. */
static void
put_sample(struct exposition *e, const struct metric *metric,
	const char *const *labels, int64_t value)
{
	struct strbuf *out = samples_of(e, metric);
	char before = '{';

	strbuf_str(out, metric->name);
	before = put_label(out, before, "target", e->target);
	before = put_label(out, before, "ref", e->ref);
	for (; *labels != NULL; labels += 2)
		before = put_label(out, before, labels[0], labels[1]);
	strbuf_str(out, before == ',' ? "} " : " ");
	render_value(out, metric->kind, value);
	strbuf_char(out, '\n');
}

static void
put_measure(struct exposition *e, const struct measure *m)
{
	const char *const labels[] = { m->metric->label, m->label, NULL };

	put_sample(e, m->metric, labels, m->value);
}

static void
put_check(struct exposition *e, const struct report *r, size_t i)
{
	_cleanup_str_ char *name = render_name(r, i);
	const char *const labels[] = { "check", name, "verdict",
		verdict_name(r->findings[i].verdict), NULL };

	put_sample(e, &check, labels, 1);
}

/* One cause may explain several things. */
static bool
was_put(const struct report *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (r->diagnoses[k].cause == r->diagnoses[i].cause
			&& r->diagnoses[k].confidence
				== r->diagnoses[i].confidence)
			return true;
	return false;
}

static void
put_cause(struct exposition *e, const struct report *r, size_t i)
{
	const struct diagnosis *d = &r->diagnoses[i];
	const char *const labels[] = { "cause", d->cause->id, "confidence",
		confidence_name(d->confidence), NULL };

	if (!was_put(r, i))
		put_sample(e, &cause, labels, 1);
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	out->own = xcalloc(1, sizeof(struct exposition));
}

static void
report(struct report_out *out, const struct report *r)
{
	struct exposition *e = out->own;
	const char *const build[] = { "program", r->program, "version",
		PACKAGE_VERSION, NULL };
	const char *const run[] = { "program", r->program, NULL };

	e->target = target_of(e, r);
	e->ref = r->ref;
	put_sample(e, &build_info, build, 1);
	put_sample(e, &status, run, report_status(r));
	for (size_t i = 0; i < r->n_measures; i++)
		put_measure(e, &r->measures[i]);
	for (size_t i = 0; i < r->n_findings; i++)
		put_check(e, r, i);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		put_cause(e, r, i);
}

static void
end(struct report_out *out, const struct report *r)
{
	struct exposition *e = out->own;

	(void)r;
	for (size_t i = 0; i < e->n; i++) {
		const struct metric *m = e->family[i].metric;
		struct strbuf *samples = &e->family[i].samples;

		strbuf_format(&out->buf, "# HELP %s %s\n# TYPE %s gauge\n",
			m->name, m->help, m->name);
		render_write(out, &out->buf, false);
		strbuf_add(&out->buf, samples->data, samples->len);
		strbuf_done(samples);
	}
	tdestroy(e->targets, free);
	free(e->family);
	free(e);
	out->own = NULL;
}

const struct report_format format_prometheus = {
	.name = "prometheus",
	.begin = begin,
	.report = report,
	.end = end,
	.gathers = true,
};
