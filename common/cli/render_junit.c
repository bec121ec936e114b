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
	strbuf_format(&out->buf, " %s=\"", name);
	escape_xml(&out->buf, value);
	strbuf_char(&out->buf, '"');
}

static void
put_lines(struct report_out *out, const char *prefix, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		strbuf_str(&out->buf, prefix);
		escape_xml(&out->buf, l->line[i]);
		strbuf_char(&out->buf, '\n');
	}
}

/* The element that says that a check did not pass; text in it helps people. */
static void
put_result(struct report_out *out, const struct finding *f, const char *element)
{
	strbuf_format(&out->buf, "      <%s", element);
	put_attribute(out, "message", f->evidence.line[0]);
	if (f->verdict != VERDICT_SKIP)
		put_attribute(out, "type", verdict_name(f->verdict));
	strbuf_char(&out->buf, '>');
	escape_xml(&out->buf, f->check->title);
	strbuf_char(&out->buf, '\n');
	put_lines(out, "", &f->evidence);
	put_lines(out, "do: ", &f->advice);
	strbuf_format(&out->buf, "</%s>\n", element);
}

static void
put_case(struct report_out *out, const struct report *r, const char *name)
{
	bool about = r->subject != NULL;
	_cleanup_str_ char *class = xasprintf("%s%s%s", r->program,
		about ? "." : "", about ? r->subject : "");

	strbuf_str(&out->buf, "    <testcase");
	put_attribute(out, "classname", class);
	put_attribute(out, "name", name);
	strbuf_str(&out->buf, " time=\"0\">\n");
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
		strbuf_str(&out->buf, "      <system-out>");
		put_lines(out, "warning: ", &f->evidence);
		put_lines(out, "do: ", &f->advice);
		strbuf_str(&out->buf, "</system-out>\n");
		break;
	}
	strbuf_str(&out->buf, "    </testcase>\n");
}

static void
put_error(struct report_out *out, const struct report *r)
{
	put_case(out, r, "error");
	strbuf_str(&out->buf, "      <error");
	put_attribute(out, "message", r->err.text);
	put_attribute(out, "type", err_kind_name(r->err.kind));
	strbuf_str(&out->buf, "/>\n    </testcase>\n");
}

static void
put_diagnoses(struct report_out *out, const struct report *r)
{
	if (r->n_diagnoses == 0)
		return;
	strbuf_str(&out->buf, "    <system-out>");
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];

		strbuf_format(&out->buf, "cause: %s (%s): ", d->cause->id,
			confidence_name(d->confidence));
		escape_xml(&out->buf, d->text);
		strbuf_char(&out->buf, '\n');
		put_lines(out, "because: ", &d->evidence);
		put_lines(out, "do: ", &d->advice);
	}
	strbuf_str(&out->buf, "</system-out>\n");
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
	strbuf_str(&out->buf, "    <system-err>error: ");
	escape_xml(&out->buf, r->err.text);
	strbuf_str(&out->buf, "</system-err>\n");
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
	strbuf_str(&out->buf,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void
report(struct report_out *out, const struct report *r)
{
	bool error = is_case(r);

	strbuf_str(&out->buf, "  <testsuite");
	put_attribute(out, "name",
		r->subject != NULL ? r->subject : r->program);
	strbuf_format(&out->buf,
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
	strbuf_str(&out->buf, "  </testsuite>\n");
}

static void
end(struct report_out *out, const struct report *r)
{
	(void)r;
	strbuf_str(&out->buf, "</testsuites>\n");
}

const struct report_format format_junit = {
	.name = "junit",
	.begin = begin,
	.report = report,
	.end = end,
};
