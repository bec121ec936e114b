/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - the model of a report: appending to it, and what follows from it.
 */
#include "cli/report.h"

#include <assert.h>

#include "base/b64.h"
#include "cli/render.h"

static void
lines_done(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->line[i]);
	free(l->line);
}

static void
lines_add(struct lines *l, char *line)
{
	l->line = xgrow(l->line, &l->cap, l->n + 1, sizeof(*l->line));
	l->line[l->n++] = line;
}

static struct fact *
add_fact(struct report *r, enum fact_kind kind, const char *key,
	const char *label)
{
	r->facts = xgrow(r->facts, &r->cap_facts, r->n_facts + 1,
		sizeof(*r->facts));
	r->facts[r->n_facts] = (struct fact){ .kind = kind,
		.depth = r->depth,
		.level = r->level,
		.key = key,
		.label = label };
	return &r->facts[r->n_facts++];
}

static void
open_fact(struct report *r, enum fact_kind kind, const char *key,
	const char *label)
{
	assert(r->depth < RENDER_DEPTH);
	add_fact(r, kind, key, label);
	r->depth++;
}

void
report_open(struct report *r, const char *key, const char *label)
{
	open_fact(r, FACT_GROUP, key, label);
}

void
report_open_list(struct report *r, const char *key, const char *label)
{
	open_fact(r, FACT_LIST, key, label);
}

void
report_close(struct report *r)
{
	assert(r->depth > 0);
	r->depth--;
}

void
report_string(struct report *r, const char *key, const char *label,
	const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_fact(r, FACT_STRING, key, label)->text = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_bytes(struct report *r, const char *key, const char *label,
	struct view v)
{
	add_fact(r, FACT_BYTES, key, label)->text = b64url(v);
}

void
report_integer(struct report *r, const char *key, const char *label,
	int64_t value)
{
	add_fact(r, FACT_INTEGER, key, label)->num = value;
}

void
report_boolean(struct report *r, const char *key, const char *label, bool value)
{
	add_fact(r, FACT_BOOLEAN, key, label)->num = value;
}

void
report_time(struct report *r, const char *key, const char *label, int64_t value)
{
	add_fact(r, FACT_TIME, key, label)->num = value;
}

void
report_null(struct report *r, const char *key, const char *label)
{
	add_fact(r, FACT_NULL, key, label);
}

void
report_secret(struct report *r, const char *key, const char *label,
	const char *text)
{
	add_fact(r, FACT_STRING, key, label)->text = xstrdup(
		r->show_secrets ? text : "(hidden, --show-secrets shows it)");
}

void
report_line(struct report *r, const char *label, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_fact(r, FACT_LINE, NULL, label)->text = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_level(struct report *r, int level)
{
	r->level = level;
}

void
report_headline(struct report *r, const char *word, const char *fmt, ...)
{
	va_list ap;

	free(r->word);
	free(r->headline);
	r->word = xstrdup(word);
	va_start(ap, fmt);
	r->headline = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_check(struct report *r, const struct check *check, enum verdict verdict,
	const char *fmt, ...)
{
	struct finding *f;
	va_list ap;

	r->findings = xgrow(r->findings, &r->cap_findings, r->n_findings + 1,
		sizeof(*f));
	f = &r->findings[r->n_findings++];
	*f = (struct finding){ .check = check, .verdict = verdict };
	r->evidence = &f->evidence;
	r->advice = &f->advice;
	va_start(ap, fmt);
	lines_add(r->evidence, xvasprintf(fmt, ap));
	va_end(ap);
}

void
report_diagnosis(struct report *r, const struct cause *cause,
	enum confidence confidence, const char *fmt, ...)
{
	struct diagnosis *d;
	va_list ap;

	r->diagnoses = xgrow(r->diagnoses, &r->cap_diagnoses,
		r->n_diagnoses + 1, sizeof(*d));
	d = &r->diagnoses[r->n_diagnoses++];
	*d = (struct diagnosis){ .cause = cause, .confidence = confidence };
	r->evidence = &d->evidence;
	r->advice = &d->advice;
	va_start(ap, fmt);
	d->text = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_because(struct report *r, const char *fmt, ...)
{
	va_list ap;

	assert(r->evidence != NULL);
	va_start(ap, fmt);
	lines_add(r->evidence, xvasprintf(fmt, ap));
	va_end(ap);
}

void
report_advise(struct report *r, const char *fmt, ...)
{
	va_list ap;

	assert(r->advice != NULL);
	va_start(ap, fmt);
	lines_add(r->advice, xvasprintf(fmt, ap));
	va_end(ap);
}

void
report_error(struct report *r, const struct err *err)
{
	r->err = *err;
}

static const struct finding *
first_finding(const struct report *r, enum verdict verdict)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].verdict == verdict)
			return &r->findings[i];
	return NULL;
}

int
report_status(const struct report *r)
{
	if (r->err.kind != ERR_NONE)
		return (int)r->err.kind;
	if (first_finding(r, VERDICT_FAIL) != NULL)
		return 1;
	return first_finding(r, VERDICT_UNDECIDED) != NULL ? 4 : 0;
}

const char *
report_verdict(const struct report *r)
{
	if (r->err.kind != ERR_NONE)
		return "error";
	if (first_finding(r, VERDICT_FAIL) != NULL)
		return "fail";
	return first_finding(r, VERDICT_UNDECIDED) != NULL ? "undecided"
							   : "pass";
}

const struct finding *
report_main_finding(const struct report *r)
{
	const struct finding *f = first_finding(r, VERDICT_FAIL);

	return f != NULL ? f : first_finding(r, VERDICT_UNDECIDED);
}

const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_WARN] = "warn",
		[VERDICT_SKIP] = "skip",
		[VERDICT_UNDECIDED] = "undecided",
	};

	return names[v];
}

const char *
confidence_name(enum confidence c)
{
	static const char *const names[] = {
		[CONFIDENCE_CERTAIN] = "certain",
		[CONFIDENCE_LIKELY] = "likely",
		[CONFIDENCE_POSSIBLE] = "possible",
	};

	return names[c];
}

void
report_subject(struct report *r, const char *fmt, ...)
{
	va_list ap;

	free(r->subject);
	va_start(ap, fmt);
	r->subject = xvasprintf(fmt, ap);
	va_end(ap);
}

void
report_many(struct report *r)
{
	if (r->out != NULL)
		r->out->many = true;
}

bool
report_is_lines(const struct report *r)
{
	return r->out != NULL && r->out->format != NULL
		&& r->out->format->lines;
}

static void
forget_facts(struct report *r)
{
	for (size_t i = 0; i < r->n_facts; i++)
		free(r->facts[i].text);
	r->n_facts = 0;
}

static void
forget_findings(struct report *r)
{
	for (size_t i = 0; i < r->n_findings; i++) {
		lines_done(&r->findings[i].evidence);
		lines_done(&r->findings[i].advice);
	}
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		free(r->diagnoses[i].text);
		lines_done(&r->diagnoses[i].evidence);
		lines_done(&r->diagnoses[i].advice);
	}
	r->n_findings = r->n_diagnoses = 0;
}

void
report_next(struct report *r)
{
	render_report(r);
	report_clear(r);
}

void
report_flush(struct report *r)
{
	if (render_flush(r))
		forget_facts(r);
}

void
report_clear(struct report *r)
{
	forget_facts(r);
	forget_findings(r);
	str_freep(&r->subject);
	str_freep(&r->word);
	str_freep(&r->headline);
	r->depth = r->level = 0;
	r->evidence = r->advice = NULL;
	r->err = (struct err){ .kind = ERR_NONE };
}

void
report_done(struct report *r)
{
	report_clear(r);
	free(r->facts);
	free(r->findings);
	free(r->diagnoses);
	*r = (struct report){ .program = NULL };
}
