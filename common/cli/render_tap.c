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
	fprintf(out->file, "%s %zu - ", ok ? "ok" : "not ok", ++out->points);
	if (r->subject != NULL) {
		escape_tap(out->file, r->subject);
		fputs(": ", out->file);
	}
	escape_tap(out->file, name);
	fputs(": ", out->file);
	escape_tap(out->file, title);
}

static void
put_scalar(struct report_out *out, const char *key, const char *value)
{
	fprintf(out->file, "  %s: ", key);
	escape_yaml(out->file, value);
	putc('\n', out->file);
}

static void
put_list(struct report_out *out, const char *key, const struct lines *l)
{
	if (l->n == 0)
		return;
	fprintf(out->file, "  %s:\n", key);
	for (size_t i = 0; i < l->n; i++) {
		fputs("    - ", out->file);
		escape_yaml(out->file, l->line[i]);
		putc('\n', out->file);
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
		fputs(" # SKIP ", out->file);
		escape_tap(out->file, f->evidence.line[0]);
	}
	fputs("\n  ---\n", out->file);
	put_scalar(out, "verdict", verdict_name(f->verdict));
	if (f->check->ref != NULL)
		put_scalar(out, "ref", f->check->ref);
	put_list(out, "evidence", &f->evidence);
	put_list(out, "advice", &f->advice);
	fputs("  ...\n", out->file);
}

static void
put_comment(struct report_out *out, const char *name, const char *text)
{
	fprintf(out->file, "# %-7s  ", name);
	escape_text(out->file, text);
	putc('\n', out->file);
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
		fputs("# error: ", out->file);
		escape_text(out->file, r->err.text);
	} else {
		put_point(out, r, false, "error", r->err.text);
	}
	putc('\n', out->file);
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	fputs("TAP version 13\n", out->file);
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
	fprintf(out->file, "1..%zu%s\n", out->points,
		out->points == 0 ? " # SKIP nothing was checked" : "");
}

const struct report_format format_tap = {
	.name = "tap",
	.begin = begin,
	.report = report,
	.end = end,
};
