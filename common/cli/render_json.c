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

/* How a member is called: by a word of ours, or by somebody else's. */
struct name {
	const char *text;
	size_t len; /* of a word of ours, in quotes and with its colon; or 0 */
};

#define NAME(word) \
	((struct name){ "\"" word "\":", sizeof("\"" word "\":") - 1 })

static const struct name no_name;

/* What stands before a value: a comma, its line, its name. */
static void
before(struct report_out *out, struct name name)
{
	struct json_level *inside = &out->json[out->depth];

	if (inside->used)
		strbuf_char(&out->buf, ',');
	inside->used = true;
	if (out->depth > 0)
		new_line(out);
	if (name.text == NULL)
		return;
	if (name.len > 0) {
		strbuf_add(&out->buf, name.text, name.len);
	} else {
		escape_json(&out->buf, name.text);
		strbuf_char(&out->buf, ':');
	}
	if (is_pretty(out))
		strbuf_char(&out->buf, ' ');
}

static void
open_value(struct report_out *out, struct name name, bool list)
{
	before(out, name);
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
put_string(struct report_out *out, struct name name, const char *s)
{
	before(out, name);
	escape_json(&out->buf, s);
}

static void
put_integer(struct report_out *out, struct name name, int64_t n)
{
	before(out, name);
	strbuf_integer(&out->buf, n);
}

static void
put_word(struct report_out *out, struct name name, const char *word)
{
	before(out, name);
	strbuf_str(&out->buf, word);
}

static void
put_time(struct report_out *out, struct name name, int64_t t)
{
	char text[CLOCK_TEXT];

	put_string(out, name, clock_format(t, text));
}

static void
put_lines(struct report_out *out, struct name name, const struct lines *l)
{
	open_value(out, name, true);
	for (size_t i = 0; i < l->n; i++)
		put_string(out, no_name, l->line[i]);
	close_to(out, out->depth - 1);
}

static void
put_fact(struct report_out *out, const struct fact *f)
{
	struct name name = { f->key, 0 };

	switch (f->kind) {
	case FACT_GROUP:
	case FACT_LIST:
		open_value(out, name, f->kind == FACT_LIST);
		break;
	case FACT_STRING:
	case FACT_BYTES:
		put_string(out, name, f->text);
		break;
	case FACT_INTEGER:
		put_integer(out, name, f->num);
		break;
	case FACT_NUMBER:
		put_word(out, name, f->text);
		break;
	case FACT_BOOLEAN:
		put_word(out, name, f->num != 0 ? "true" : "false");
		break;
	case FACT_TIME:
		put_time(out, name, f->num);
		break;
	case FACT_NULL:
		put_word(out, name, "null");
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
	open_value(out, no_name, false);
	put_string(out, NAME("schema"), "tlsbind.report/1");
	put_string(out, NAME("program"), r->program);
	put_string(out, NAME("version"), PACKAGE_VERSION);
	if (r->line != 0)
		put_integer(out, NAME("line"), r->line);
	if (r->ref != NULL)
		put_string(out, NAME("ref"), r->ref);
	if (r->subject != NULL)
		put_string(out, NAME("subject"), r->subject);
	put_time(out, NAME("time"), r->now);
	open_value(out, NAME("facts"), false);
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
	open_value(out, NAME("checks"), true);
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		open_value(out, no_name, false);
		put_string(out, NAME("id"), f->check->id);
		put_string(out, NAME("title"), f->check->title);
		put_string(out, NAME("verdict"), verdict_name(f->verdict));
		put_lines(out, NAME("evidence"), &f->evidence);
		put_lines(out, NAME("advice"), &f->advice);
		if (f->check->ref != NULL)
			put_string(out, NAME("ref"), f->check->ref);
		close_to(out, out->depth - 1);
	}
	close_to(out, out->depth - 1);
}

static void
put_diagnoses(struct report_out *out, const struct report *r)
{
	open_value(out, NAME("diagnoses"), true);
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];

		open_value(out, no_name, false);
		put_string(out, NAME("id"), d->cause->id);
		put_string(out, NAME("confidence"),
			confidence_name(d->confidence));
		put_string(out, NAME("cause"), d->text);
		put_lines(out, NAME("evidence"), &d->evidence);
		put_lines(out, NAME("advice"), &d->advice);
		close_to(out, out->depth - 1);
	}
	close_to(out, out->depth - 1);
}

/* What is known only at the end stands at the end. */
static void
put_answer(struct report_out *out, const struct report *r)
{
	if (r->err.kind != ERR_NONE) {
		open_value(out, NAME("error"), false);
		put_string(out, NAME("kind"), err_kind_name(r->err.kind));
		put_string(out, NAME("text"), r->err.text);
		close_to(out, out->depth - 1);
	}
	put_string(out, NAME("verdict"), report_verdict(r));
	put_integer(out, NAME("status"), report_status(r));
	if (r->headline != NULL) {
		open_value(out, NAME("headline"), false);
		put_string(out, NAME("word"), r->word);
		put_string(out, NAME("text"), r->headline);
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
	open_value(out, no_name, false);
	put_string(out, NAME("schema"), "tlsbind.reports/1");
	open_value(out, NAME("reports"), true);
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
