/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_json.c - reports as JSON (RFC 8259): one indented document, or a line
 * a report.  Written straight from the facts, so that nothing is built in
 * memory and integers stay exact.
 */
#include "cli/escape.h"
#include "cli/render.h"

static bool
is_pretty(const struct report_out *out)
{
	return out->format == &format_json;
}

static void
new_line(struct report_out *out)
{
	if (!is_pretty(out))
		return;
	strbuf_char(&out->buf, '\n');
	strbuf_blanks(&out->buf, 2 * out->depth);
}

/* What stands before a value: a comma, its line, its name. */
static void
before(struct report_out *out, const char *key)
{
	struct json_level *inside = &out->json[out->depth];

	if (inside->used)
		strbuf_char(&out->buf, ',');
	inside->used = true;
	if (out->depth > 0)
		new_line(out);
	if (key == NULL)
		return;
	escape_json(&out->buf, key);
	strbuf_str(&out->buf, is_pretty(out) ? ": " : ":");
}

static void
open_value(struct report_out *out, const char *key, bool list)
{
	before(out, key);
	strbuf_char(&out->buf, list ? '[' : '{');
	out->json[++out->depth] = (struct json_level){ .list = list };
}

static void
close_to(struct report_out *out, int depth)
{
	while (out->depth > depth) {
		struct json_level inside = out->json[out->depth--];

		if (inside.used)
			new_line(out);
		strbuf_char(&out->buf, inside.list ? ']' : '}');
	}
}

static void
put_string(struct report_out *out, const char *key, const char *s)
{
	before(out, key);
	escape_json(&out->buf, s);
}

static void
put_integer(struct report_out *out, const char *key, int64_t n)
{
	before(out, key);
	strbuf_integer(&out->buf, n);
}

static void
put_word(struct report_out *out, const char *key, const char *word)
{
	before(out, key);
	strbuf_str(&out->buf, word);
}

static void
put_time(struct report_out *out, const char *key, int64_t t)
{
	char text[CLOCK_TEXT];

	put_string(out, key, clock_format(t, text));
}

static void
put_lines(struct report_out *out, const char *key, const struct lines *l)
{
	open_value(out, key, true);
	for (size_t i = 0; i < l->n; i++)
		put_string(out, NULL, l->line[i]);
	close_to(out, out->depth - 1);
}

static void
put_fact(struct report_out *out, const struct fact *f)
{
	switch (f->kind) {
	case FACT_GROUP:
	case FACT_LIST:
		open_value(out, f->key, f->kind == FACT_LIST);
		break;
	case FACT_STRING:
	case FACT_BYTES:
		put_string(out, f->key, f->text);
		break;
	case FACT_INTEGER:
		put_integer(out, f->key, f->num);
		break;
	case FACT_NUMBER:
		put_word(out, f->key, f->text);
		break;
	case FACT_BOOLEAN:
		put_word(out, f->key, f->num != 0 ? "true" : "false");
		break;
	case FACT_TIME:
		put_time(out, f->key, f->num);
		break;
	case FACT_NULL:
		put_word(out, f->key, "null");
		break;
	case FACT_LINE:
		break;
	}
}

/* Brackets that are open where a report stands. */
static int
report_depth(const struct report_out *out)
{
	return out->many && is_pretty(out) ? 2 : 0;
}

static void
begin_report(struct report_out *out, const struct report *r)
{
	open_value(out, NULL, false);
	put_string(out, "schema", "tlsbind.report/1");
	put_string(out, "program", r->program);
	put_string(out, "version", PACKAGE_VERSION);
	if (r->line != 0)
		put_integer(out, "line", r->line);
	if (r->ref != NULL)
		put_string(out, "ref", r->ref);
	if (r->subject != NULL)
		put_string(out, "subject", r->subject);
	put_time(out, "time", r->now);
	open_value(out, "facts", false);
}

/* A fact's depth tells how many brackets to close before it. */
static void
put_facts(struct report_out *out, const struct report *r)
{
	int facts = report_depth(out) + 2;

	if (!out->in_report)
		begin_report(out, r);
	for (size_t i = 0; i < r->n_facts; i++) {
		const struct fact *f = &r->facts[i];

		if (f->kind == FACT_LINE)
			continue;
		close_to(out, facts + f->depth);
		put_fact(out, f);
	}
}

static void
put_checks(struct report_out *out, const struct report *r)
{
	open_value(out, "checks", true);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		open_value(out, NULL, false);
		put_string(out, "id", f->check->id);
		put_string(out, "title", f->check->title);
		put_string(out, "verdict", verdict_name(f->verdict));
		put_lines(out, "evidence", &f->evidence);
		put_lines(out, "advice", &f->advice);
		if (f->check->ref != NULL)
			put_string(out, "ref", f->check->ref);
		close_to(out, out->depth - 1);
	}
	close_to(out, out->depth - 1);
}

static void
put_diagnoses(struct report_out *out, const struct report *r)
{
	open_value(out, "diagnoses", true);
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];

		open_value(out, NULL, false);
		put_string(out, "id", d->cause->id);
		put_string(out, "confidence", confidence_name(d->confidence));
		put_string(out, "cause", d->text);
		put_lines(out, "evidence", &d->evidence);
		put_lines(out, "advice", &d->advice);
		close_to(out, out->depth - 1);
	}
	close_to(out, out->depth - 1);
}

/* What is known only at the end stands at the end. */
static void
put_answer(struct report_out *out, const struct report *r)
{
	if (r->err.kind != ERR_NONE) {
		open_value(out, "error", false);
		put_string(out, "kind", err_kind_name(r->err.kind));
		put_string(out, "text", r->err.text);
		close_to(out, out->depth - 1);
	}
	put_string(out, "verdict", report_verdict(r));
	put_integer(out, "status", report_status(r));
	if (r->headline != NULL) {
		open_value(out, "headline", false);
		put_string(out, "word", r->word);
		put_string(out, "text", r->headline);
		close_to(out, out->depth - 1);
	}
}

static void
report(struct report_out *out, const struct report *r)
{
	put_facts(out, r);
	close_to(out, report_depth(out) + 1);
	put_checks(out, r);
	put_diagnoses(out, r);
	put_answer(out, r);
	close_to(out, report_depth(out));
	if (report_depth(out) == 0) {
		strbuf_char(&out->buf, '\n');
		out->json[0].used = false;
	}
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	if (!out->many)
		return;
	open_value(out, NULL, false);
	put_string(out, "schema", "tlsbind.reports/1");
	open_value(out, "reports", true);
}

static bool
flush(struct report_out *out, const struct report *r)
{
	put_facts(out, r);
	return true;
}

static void
end(struct report_out *out, const struct report *r)
{
	(void)r;
	if (!out->many)
		return;
	close_to(out, 0);
	strbuf_char(&out->buf, '\n');
}

/* A line must not begin before the line of another report is complete. */
static bool
keep(struct report_out *out, const struct report *r)
{
	(void)out;
	(void)r;
	return false;
}

const struct report_format format_json = {
	.name = "json",
	.begin = begin,
	.flush = flush,
	.report = report,
	.end = end,
};

const struct report_format format_ndjson = {
	.name = "ndjson",
	.lines = true,
	.flush = keep,
	.report = report,
};
