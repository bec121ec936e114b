/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_junit.c - checks as the JUnit XML that CI systems read: a suite a
 * report, a case a check.
 */
#include "cli/escape.h"
#include "cli/render.h"

static void
put_attribute(struct report_out *out, const char *name, const char *value)
{
	fprintf(out->file, " %s=\"", name);
	escape_xml(out->file, value);
	putc('"', out->file);
}

static void
put_lines(struct report_out *out, const char *prefix, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		fputs(prefix, out->file);
		escape_xml(out->file, l->line[i]);
		putc('\n', out->file);
	}
}

/* The element that says that a check did not pass; text in it helps people. */
static void
put_result(struct report_out *out, const struct finding *f, const char *element)
{
	fprintf(out->file, "      <%s", element);
	put_attribute(out, "message", f->evidence.line[0]);
	if (f->verdict != VERDICT_SKIP)
		put_attribute(out, "type", verdict_name(f->verdict));
	putc('>', out->file);
	escape_xml(out->file, f->check->title);
	putc('\n', out->file);
	put_lines(out, "", &f->evidence);
	put_lines(out, "do: ", &f->advice);
	fprintf(out->file, "</%s>\n", element);
}

static void
put_case(struct report_out *out, const struct report *r, const char *name)
{
	bool about = r->subject != NULL;
	_cleanup_str_ char *class = xasprintf("%s%s%s", r->program,
		about ? "." : "", about ? r->subject : "");

	fputs("    <testcase", out->file);
	put_attribute(out, "classname", class);
	put_attribute(out, "name", name);
	fputs(" time=\"0\">\n", out->file);
}

static void
put_finding(struct report_out *out, const struct report *r, size_t i)
{
	const struct finding *f = &r->findings[i];
	_cleanup_str_ char *name = render_name(r, i);

	put_case(out, r, name);
	switch (f->verdict) {
	case VERDICT_PASS:
		break;
	case VERDICT_FAIL:
		put_result(out, f, "failure");
		break;
	case VERDICT_UNDECIDED:
		put_result(out, f, "error");
		break;
	case VERDICT_SKIP:
		put_result(out, f, "skipped");
		break;
	case VERDICT_WARN:
		fputs("      <system-out>", out->file);
		put_lines(out, "warning: ", &f->evidence);
		put_lines(out, "do: ", &f->advice);
		fputs("</system-out>\n", out->file);
		break;
	}
	fputs("    </testcase>\n", out->file);
}

static void
put_error(struct report_out *out, const struct report *r)
{
	put_case(out, r, "error");
	fputs("      <error", out->file);
	put_attribute(out, "message", r->err.text);
	put_attribute(out, "type", err_kind_name(r->err.kind));
	fputs("/>\n    </testcase>\n", out->file);
}

static void
put_diagnoses(struct report_out *out, const struct report *r)
{
	if (r->n_diagnoses == 0)
		return;
	fputs("    <system-out>", out->file);
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];

		fprintf(out->file, "cause: %s (%s): ", d->cause->id,
			confidence_name(d->confidence));
		escape_xml(out->file, d->text);
		putc('\n', out->file);
		put_lines(out, "because: ", &d->evidence);
		put_lines(out, "do: ", &d->advice);
	}
	fputs("</system-out>\n", out->file);
}

/* An error that is a case of its own, for no other case says that we failed. */
static bool
is_case(const struct report *r)
{
	return r->err.kind != ERR_NONE && report_main_finding(r) == NULL;
}

static void
put_remark(struct report_out *out, const struct report *r)
{
	fputs("    <system-err>error: ", out->file);
	escape_xml(out->file, r->err.text);
	fputs("</system-err>\n", out->file);
}

static size_t
count(const struct report *r, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		n += r->findings[i].verdict == verdict;
	return n;
}

static void
begin(struct report_out *out, const struct report *r)
{
	(void)r;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
		out->file);
}

static void
report(struct report_out *out, const struct report *r)
{
	bool error = is_case(r);

	fputs("  <testsuite", out->file);
	put_attribute(out, "name",
		r->subject != NULL ? r->subject : r->program);
	fprintf(out->file,
		" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"skipped=\"%zu\" time=\"0\">\n",
		r->n_findings + error, count(r, VERDICT_FAIL),
		count(r, VERDICT_UNDECIDED) + error, count(r, VERDICT_SKIP));
	for (size_t i = 0; i < r->n_findings; i++)
		put_finding(out, r, i);
	if (error)
		put_error(out, r);
	put_diagnoses(out, r);
	if (r->err.kind != ERR_NONE && !error)
		put_remark(out, r);
	fputs("  </testsuite>\n", out->file);
}

static void
end(struct report_out *out, const struct report *r)
{
	(void)r;
	fputs("</testsuites>\n", out->file);
}

const struct report_format format_junit = {
	.name = "junit",
	.begin = begin,
	.report = report,
	.end = end,
};
