/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - the model of a report: appending to it, and what follows from it.
 */
#include "cli/report.h"

#include <assert.h>

#include "base/b64.h"
#include "cli/render.h"

static void lines_add(struct report *r, struct lines *l, const char *fmt,
	va_list ap) _printf_(3, 0);

static void
lines_add(struct report *r, struct lines *l, const char *fmt, va_list ap)
{
	l->line = arena_grow(&r->of_rest, l->line, &l->cap, l->n + 1,
		sizeof(*l->line));
	l->line[l->n++] = arena_vformat(&r->of_rest, fmt, ap);
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
	add_fact(r, FACT_STRING, key, label)->text = arena_vformat(&r->of_facts,
		fmt, ap);
	va_end(ap);
}

void
report_bytes(struct report *r, const char *key, const char *label,
	struct view v)
{
	char *text = arena_take(&r->of_facts, B64_ROOM(v.len));

	b64_encode_to(text, v, B64_URL);
	add_fact(r, FACT_BYTES, key, label)->text = text;
}

void
report_integer(struct report *r, const char *key, const char *label,
	int64_t value)
{
	add_fact(r, FACT_INTEGER, key, label)->num = value;
}

void
report_number(struct report *r, const char *key, const char *label,
	const char *digits)
{
	add_fact(r, FACT_NUMBER, key, label)->text = arena_strdup(&r->of_facts,
		digits);
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
	add_fact(r, FACT_STRING, key, label)->text = arena_strdup(&r->of_facts,
		r->show_secrets ? text : "(hidden, --show-secrets shows it)");
}

void
report_line(struct report *r, const char *label, const char *fmt, ...)
{
	va_list ap;

	if (r->terse)
		return;
	va_start(ap, fmt);
	add_fact(r, FACT_LINE, NULL, label)->text = arena_vformat(&r->of_facts,
		fmt, ap);
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

	r->word = arena_strdup(&r->of_rest, word);
	va_start(ap, fmt);
	r->headline = arena_vformat(&r->of_rest, fmt, ap);
	va_end(ap);
}

void
report_check(struct report *r, const struct check *check, enum verdict verdict,
	const char *fmt, ...)
{
	struct finding *f;
	va_list ap;

	if (r->terse && (verdict == VERDICT_PASS || verdict == VERDICT_SKIP)) {
		r->evidence = r->advice = NULL;
		return;
	}
	r->findings = xgrow(r->findings, &r->cap_findings, r->n_findings + 1,
		sizeof(*f));
	f = &r->findings[r->n_findings++];
	*f = (struct finding){ .check = check, .verdict = verdict };
	r->evidence = &f->evidence;
	r->advice = &f->advice;
	va_start(ap, fmt);
	lines_add(r, r->evidence, fmt, ap);
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
	d->text = arena_vformat(&r->of_rest, fmt, ap);
	va_end(ap);
}

void
report_because(struct report *r, const char *fmt, ...)
{
	va_list ap;

	assert(r->evidence != NULL || r->terse);
	if (r->evidence == NULL)
		return;
	va_start(ap, fmt);
	lines_add(r, r->evidence, fmt, ap);
	va_end(ap);
}

void
report_advise(struct report *r, const char *fmt, ...)
{
	va_list ap;

	assert(r->advice != NULL || r->terse);
	if (r->advice == NULL)
		return;
	va_start(ap, fmt);
	lines_add(r, r->advice, fmt, ap);
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

	va_start(ap, fmt);
	r->subject = arena_vformat(&r->of_rest, fmt, ap);
	va_end(ap);
}

void
report_ref(struct report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	r->ref = arena_vformat(&r->of_rest, fmt, ap);
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
	arena_clear(&r->of_facts);
	r->n_facts = 0;
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
report_instead(struct report *r)
{
	if (r->out != NULL)
		r->out->format = NULL;
}

void
report_clear(struct report *r)
{
	forget_facts(r);
	arena_clear(&r->of_rest);
	r->n_findings = r->n_diagnoses = r->n_measures = 0;
	r->subject = r->ref = r->word = r->headline = NULL;
	r->line = 0;
	r->depth = r->level = 0;
	r->evidence = r->advice = NULL;
	r->err.kind = ERR_NONE;
}

void
report_done(struct report *r)
{
	arena_done(&r->of_facts);
	arena_done(&r->of_rest);
	free(r->facts);
	free(r->findings);
	free(r->diagnoses);
	free(r->measures);
	*r = (struct report){ .program = NULL };
}
