/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_tap.c - checks as Test Anything Protocol: a point a check, evidence in
 * a YAML block, the plan at the end.  It is valid in version 14, but calls
 * itself 13, because the consumers that are installed today refuse more.
 */
#include "cli/escape.h"
#include "cli/render.h"

static void
put_point(struct report_out *out, const struct report *r, bool ok,
	const char *name, const char *title)
{
	strbuf_format(&out->buf, "%s %zu - ", ok ? "ok" : "not ok",
		++out->points);
	if (r->subject != NULL) {
		escape_tap(&out->buf, r->subject);
		strbuf_str(&out->buf, ": ");
	}
	escape_tap(&out->buf, name);
	strbuf_str(&out->buf, ": ");
	escape_tap(&out->buf, title);
}

static void
put_scalar(struct report_out *out, const char *key, const char *value)
{
	strbuf_format(&out->buf, "  %s: ", key);
	escape_yaml(&out->buf, value);
	strbuf_char(&out->buf, '\n');
}

static void
put_list(struct report_out *out, const char *key, const struct lines *l)
{
	if (l->n == 0)
		return;
	strbuf_format(&out->buf, "  %s:\n", key);
	for (size_t i = 0; i < l->n; i++) {
		strbuf_str(&out->buf, "    - ");
		escape_yaml(&out->buf, l->line[i]);
		strbuf_char(&out->buf, '\n');
	}
}

static void
put_finding(struct report_out *out, const struct report *r, size_t i)
{
	const struct finding *f = &r->findings[i];
	_cleanup_str_ char *name = render_name(r, i);

	put_point(out, r,
		f->verdict != VERDICT_FAIL && f->verdict != VERDICT_UNDECIDED,
		name, f->check->title);
	if (f->verdict == VERDICT_SKIP) {
		strbuf_str(&out->buf, " # SKIP ");
		escape_tap(&out->buf, f->evidence.line[0]);
	}
	strbuf_str(&out->buf, "\n  ---\n");
	put_scalar(out, "verdict", verdict_name(f->verdict));
	if (f->check->ref != NULL)
		put_scalar(out, "ref", f->check->ref);
	put_list(out, "evidence", &f->evidence);
	put_list(out, "advice", &f->advice);
	strbuf_str(&out->buf, "  ...\n");
}

static void
put_comment(struct report_out *out, const char *name, const char *text)
{
	strbuf_format(&out->buf, "# %-7s  ", name);
	escape_text(&out->buf, text);
	strbuf_char(&out->buf, '\n');
}

static void
put_comments(struct report_out *out, const char *name, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		put_comment(out, i == 0 ? name : "", l->line[i]);
}

/* TAP knows no diagnoses: they are comments, which every consumer shows. */
static void
put_diagnosis(struct report_out *out, const struct diagnosis *d)
{
	_cleanup_str_ char *text = xasprintf("%s (%s): %s", d->cause->id,
		confidence_name(d->confidence), d->text);

	put_comment(out, "cause", text);
	put_comments(out, "because", &d->evidence);
	put_comments(out, "do", &d->advice);
}

/* What is counted as a failure already is not counted again. */
static void
put_error(struct report_out *out, const struct report *r)
{
	if (report_main_finding(r) != NULL) {
		strbuf_str(&out->buf, "# error: ");
		escape_text(&out->buf, r->err.text);
	} else {
		put_point(out, r, false, "error", r->err.text);
	}
	strbuf_char(&out->buf, '\n');
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	strbuf_str(&out->buf, "TAP version 13\n");
}

static void
report(struct report_out *out, const struct report *r)
{
	for (size_t i = 0; i < r->n_findings; i++)
		put_finding(out, r, i);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		put_diagnosis(out, &r->diagnoses[i]);
	if (r->err.kind != ERR_NONE)
		put_error(out, r);
}

static void
end(struct report_out *out, const struct report *r)
{
	(void)r;
	strbuf_format(&out->buf, "1..%zu%s\n", out->points,
		out->points == 0 ? " # SKIP nothing was checked" : "");
}

const struct report_format format_tap = {
	.name = "tap",
	.begin = begin,
	.report = report,
	.end = end,
};
