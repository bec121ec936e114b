/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitoring.c - the formats "nagios" and "prometheus": what they say, how bad
 * it is, and that no text can pass for more than it is.
 */
#include "cli/escape.h"
#include "cli/render.h"
#include "tap.h"

enum { NOW = 1000000000, DAY = 86400 };

static const struct check first = { "a.first", "the first", NULL };
static const struct check second = { "b.second", "the second", NULL };
static const struct cause cause = { "unknown-ca", "not trusted" };
static const struct metric span = { "tlsbind_span_seconds", "how long",
	METRIC_SPAN, NULL, "time" };
static const struct metric moment = { "tlsbind_end_timestamp_seconds", "when",
	METRIC_MOMENT, NULL, "days" };
static const struct metric state = { "tlsbind_state", "always 1: which",
	METRIC_COUNT, "state", NULL };

/* A report and all that is rendered of it. */
struct desk {
	struct report_out out;
	struct report r;
	char *text;
	size_t len;
};

static void
sit(struct desk *d, const struct report_format *format)
{
	*d = (struct desk){ .r = { .program = "p", .now = NOW } };
	d->out = (struct report_out){ .format = format,
		.wanted = format,
		.muted = true,
		.file = open_memstream(&d->text, &d->len) };
	d->r.out = &d->out;
}

static void
is(struct desk *d, int want, const char *text, const char *what)
{
	int status;

	render_report(&d->r);
	render_end(&d->r);
	fclose(d->out.file);
	status = render_status(&d->out);
	if (!ok(status == want && strcmp(d->text, text) == 0, "%s", what))
		printf("# status %d\n# %s\n", status, d->text);
	report_done(&d->r);
	free(d->text);
}

static void
fail_with(struct report *r, enum err_kind kind, const char *text)
{
	struct err err;

	err_set(&err, kind, "%s", text);
	report_error(r, &err);
}

/* ---- nagios -------------------------------------------------------------- */

static void
plain_states(void)
{
	struct desk d;

	sit(&d, &format_nagios);
	is(&d, 0, "OK - p: 0 checks hold\n", "nothing to say is well");
	sit(&d, &format_nagios);
	report_check(&d.r, &first, VERDICT_PASS, "yes");
	is(&d, 0, "OK - p: 1 check holds\n", "a check that holds");
	sit(&d, &format_nagios);
	report_headline(&d.r, "ACCEPTED", "x accepted it");
	report_check(&d.r, &first, VERDICT_WARN, "hm");
	is(&d, 0, "OK - x accepted it\n", "a warning that is no alarm");
	sit(&d, &format_nagios);
	report_check(&d.r, &first, VERDICT_WARN, "hm");
	report_alarm(&d.r, &first);
	is(&d, 1, "WARNING - p; a.first: hm\n", "one that is");
	sit(&d, &format_nagios);
	report_check(&d.r, &first, VERDICT_UNDECIDED, "hm");
	is(&d, 3, "UNKNOWN - p; a.first: hm\n", "no answer");
	sit(&d, &format_nagios);
	report_check(&d.r, &first, VERDICT_UNDECIDED, "hm");
	report_alarm(&d.r, &first);
	is(&d, 2, "CRITICAL - p; a.first: hm\n", "no answer where one must be");
	sit(&d, &format_nagios);
	report_check(&d.r, &first, VERDICT_UNDECIDED, "hm");
	report_check(&d.r, &second, VERDICT_FAIL, "no");
	is(&d, 2, "CRITICAL - p; b.second: no\n", "a no outweighs that");
	sit(&d, &format_nagios);
	report_subject(&d.r, "x:1");
	report_headline(&d.r, "REJECTED", "x:1 refused it");
	report_check(&d.r, &first, VERDICT_FAIL, "no");
	report_diagnosis(&d.r, &cause, CONFIDENCE_LIKELY, "it does not trust");
	is(&d, 2,
		"CRITICAL - x:1 refused it; unknown-ca (likely): it does not "
		"trust\n",
		"the cause says why");
}

static void
errors(void)
{
	static const struct {
		enum err_kind kind;
		int status;
		const char *text;
	} cases[] = {
		{ ERR_USAGE, 3, "UNKNOWN - e\n" },
		{ ERR_INPUT, 3, "UNKNOWN - e\n" },
		{ ERR_NETWORK, 2, "CRITICAL - e\n" },
		{ ERR_SYSTEM, 3, "UNKNOWN - e\n" },
	};
	struct desk d;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		sit(&d, &format_nagios);
		report_headline(&d.r, "W", "headline");
		report_check(&d.r, &first, VERDICT_UNDECIDED, "hm");
		fail_with(&d.r, cases[i].kind, "e");
		is(&d, cases[i].status, cases[i].text,
			err_kind_name(cases[i].kind));
	}
	sit(&d, &format_nagios);
	report_headline(&d.r, "W", "headline");
	report_check(&d.r, &first, VERDICT_FAIL, "no");
	fail_with(&d.r, ERR_SYSTEM, "e");
	is(&d, 2, "CRITICAL - headline; a.first: no; e\n",
		"an error does not hide a no");
}

static void
perfdata(void)
{
	struct desk d;

	sit(&d, &format_nagios);
	report_metric(&d.r, &span, NULL, 12345);
	report_metric(&d.r, &state, "good", 1);
	report_metric(&d.r, &moment, NULL, NOW + 71 * DAY + 5);
	is(&d, 0, "OK - p: 0 checks hold | time=0.012345s;;;0 days=71\n",
		"spans in seconds, moments in days; what has no short name "
		"not");
	sit(&d, &format_nagios);
	report_metric(&d.r, &moment, NULL, NOW - 5);
	report_metric(&d.r, &moment, NULL, NOW - DAY);
	report_metric(&d.r, &moment, NULL, NOW);
	report_metric(&d.r, &span, NULL, 3600000000);
	is(&d, 0,
		"OK - p: 0 checks hold | days=-1 days=-1 days=0 "
		"time=3600.000000s;;;0\n",
		"what is over is less than 0 days");
}

/* The third is the worst, the first is well, the second is not known. */
static void
several(void)
{
	static const enum verdict verdicts[] = { VERDICT_PASS,
		VERDICT_UNDECIDED, VERDICT_FAIL };
	struct desk d;

	sit(&d, &format_nagios);
	report_many(&d.r);
	for (int i = 0; i < 3; i++) {
		report_subject(&d.r, "h%d:1", i);
		report_headline(&d.r, "W", "h%d is so", i);
		report_check(&d.r, &first, verdicts[i], "seen");
		report_metric(&d.r, &span, NULL, i);
		if (i < 2)
			report_next(&d.r);
	}
	is(&d, 2,
		"CRITICAL - h2 is so; a.first: seen (1 of 3 are OK)\n"
		"UNKNOWN - h1 is so; a.first: seen\n"
		"OK - h0 is so | 'h0:1 time'=0.000000s;;;0 "
		"'h1:1 time'=0.000001s;;;0 'h2:1 time'=0.000002s;;;0\n",
		"the worst first, perfdata at the end");
}

static void
lines_of_input(void)
{
	struct desk d;

	sit(&d, &format_nagios);
	report_many(&d.r);
	report_subject(&d.r, "h:1");
	report_ref(&d.r, "shop|1");
	report_headline(&d.r, "W", "h:1 is well");
	report_metric(&d.r, &span, NULL, 1);
	report_next(&d.r);
	d.r.line = 7;
	fail_with(&d.r, ERR_INPUT, "no such file");
	is(&d, 3,
		"UNKNOWN - line 7: no such file (1 of 2 are OK)\n"
		"OK - shop\\x7c1: h:1 is well | "
		"'shop_1 time'=0.000001s;;;0\n",
		"a line is known by what it calls itself, or its number");
}

static void
forged(void)
{
	struct desk d;

	sit(&d, &format_nagios);
	report_many(&d.r);
	report_subject(&d.r, "x' time'=0s;\"|\n\xff\xc3\xa9");
	report_headline(&d.r, "W", "well|time=0s\nOK - all | 'a'=1\x1b[2J");
	report_diagnosis(&d.r, &cause, CONFIDENCE_CERTAIN, "|a=1\n\xff");
	report_metric(&d.r, &span, NULL, 1);
	is(&d, 0,
		"OK - well\\x7ctime=0s\\nOK - all \\x7c 'a'=1\\x1b[2J; "
		"unknown-ca (certain): \\x7ca=1\\n\\xff | "
		"'x_ time__0s_____\xc3\xa9 time'=0.000001s;;;0\n",
		"text begins neither perfdata nor a line, and no label ends");
	sit(&d, &format_nagios);
	fail_with(&d.r, ERR_INPUT, "a|b\nc");
	is(&d, 3, "UNKNOWN - a\\x7cb\\nc\n", "nor does an error");
}

static void
quiet(void)
{
	struct desk d;

	sit(&d, &format_nagios);
	d.out.format = NULL;
	report_check(&d.r, &first, VERDICT_UNDECIDED, "hm");
	render_report(&d.r);
	render_end(&d.r);
	fclose(d.out.file);
	ok(render_status(&d.out) == 3 && d.len == 0,
		"the status is the format's when nothing is written, too");
	report_done(&d.r);
	free(d.text);
}

/* ---- prometheus ---------------------------------------------------------- */

#define INFO                                                               \
	"# HELP tlsbind_build_info always 1: which program looked at the " \
	"target, and its version\n# TYPE tlsbind_build_info gauge\n"
#define STATUS                                                             \
	"# HELP tlsbind_status exit status for this target: 0 is well, 1 " \
	"a check failed, 4 no verdict, others could not look\n"            \
	"# TYPE tlsbind_status gauge\n"
#define CHECK                                                             \
	"# HELP tlsbind_check always 1: a check, and its verdict: pass, " \
	"fail, "                                                          \
	"warn, skip or undecided\n# TYPE tlsbind_check gauge\n"
#define CAUSE                                                              \
	"# HELP tlsbind_cause always 1: a cause that was found: certain, " \
	"likely "                                                          \
	"or possible\n# TYPE tlsbind_cause gauge\n"
#define BY "program=\"p\",version=\"" PACKAGE_VERSION "\"} 1\n"

static void
exposition(void)
{
	struct desk d;

	sit(&d, &format_prometheus);
	is(&d, 0,
		INFO "tlsbind_build_info{" BY STATUS
		     "tlsbind_status{program=\"p\"} 0\n",
		"without a subject there is no target");
	sit(&d, &format_prometheus);
	report_many(&d.r);
	report_subject(&d.r, "a:1");
	report_check(&d.r, &first, VERDICT_FAIL, "no");
	report_diagnosis(&d.r, &cause, CONFIDENCE_LIKELY, "so");
	report_diagnosis(&d.r, &cause, CONFIDENCE_LIKELY, "so again");
	report_metric(&d.r, &span, NULL, 1500000);
	report_metric(&d.r, &state, "bad", 1);
	report_next(&d.r);
	report_subject(&d.r, "b:1");
	report_metric(&d.r, &moment, NULL, NOW);
	report_metric(&d.r, &span, NULL, 1);
	is(&d, 1,
		INFO "tlsbind_build_info{target=\"a:1\"," BY
		     "tlsbind_build_info{target=\"b:1\"," BY STATUS
		     "tlsbind_status{target=\"a:1\",program=\"p\"} 1\n"
		     "tlsbind_status{target=\"b:1\",program=\"p\"} 0\n"
		     "# HELP tlsbind_span_seconds how long\n"
		     "# TYPE tlsbind_span_seconds gauge\n"
		     "tlsbind_span_seconds{target=\"a:1\"} 1.500000\n"
		     "tlsbind_span_seconds{target=\"b:1\"} 0.000001\n"
		     "# HELP tlsbind_state always 1: which\n"
		     "# TYPE tlsbind_state gauge\n"
		     "tlsbind_state{target=\"a:1\",state=\"bad\"} 1\n" CHECK
		     "tlsbind_check{target=\"a:1\",check=\"a.first\","
		     "verdict=\"fail\"} 1\n" CAUSE
		     "tlsbind_cause{target=\"a:1\",cause=\"unknown-ca\","
		     "confidence=\"likely\"} 1\n"
		     "# HELP tlsbind_end_timestamp_seconds when\n"
		     "# TYPE tlsbind_end_timestamp_seconds gauge\n"
		     "tlsbind_end_timestamp_seconds{target=\"b:1\"} "
		     "1000000000\n",
		"each metric once, with the samples of all reports");
}

static void
same_targets(void)
{
	struct desk d;

	sit(&d, &format_prometheus);
	report_many(&d.r);
	report_subject(&d.r, "a");
	report_next(&d.r);
	report_subject(&d.r, "a #2");
	report_next(&d.r);
	report_subject(&d.r, "a");
	report_next(&d.r);
	report_next(&d.r);
	is(&d, 0,
		INFO "tlsbind_build_info{target=\"a\"," BY
		     "tlsbind_build_info{target=\"a #2\"," BY
		     "tlsbind_build_info{target=\"a #3\"," BY
		     "tlsbind_build_info{" BY
		     "tlsbind_build_info{target=\"#2\"," BY STATUS
		     "tlsbind_status{target=\"a\",program=\"p\"} 0\n"
		     "tlsbind_status{target=\"a #2\",program=\"p\"} 0\n"
		     "tlsbind_status{target=\"a #3\",program=\"p\"} 0\n"
		     "tlsbind_status{program=\"p\"} 0\n"
		     "tlsbind_status{target=\"#2\",program=\"p\"} 0\n",
		"no sample has the labels of another");
}

static void
refs(void)
{
	struct desk d;

	sit(&d, &format_prometheus);
	report_many(&d.r);
	for (int i = 0; i < 4; i++) {
		report_subject(&d.r, "a");
		if (i > 0)
			report_ref(&d.r, i == 1 ? "x" : "y\"");
		report_next(&d.r);
	}
	is(&d, 0,
		INFO "tlsbind_build_info{target=\"a\"," BY
		     "tlsbind_build_info{target=\"a\",ref=\"x\"," BY
		     "tlsbind_build_info{target=\"a\",ref=\"y\\\"\"," BY
		     "tlsbind_build_info{target=\"a #2\",ref=\"y\\\"\"," BY
		     "tlsbind_build_info{" BY STATUS
		     "tlsbind_status{target=\"a\",program=\"p\"} 0\n"
		     "tlsbind_status{target=\"a\",ref=\"x\","
		     "program=\"p\"} 0\n"
		     "tlsbind_status{target=\"a\",ref=\"y\\\"\","
		     "program=\"p\"} 0\n"
		     "tlsbind_status{target=\"a #2\",ref=\"y\\\"\","
		     "program=\"p\"} 0\n"
		     "tlsbind_status{program=\"p\"} 0\n",
		"what a target calls itself is a label, too");
}

static void
label(const char *in, const char *out)
{
	struct strbuf b = { .len = 0 };

	escape_label(&b, in);
	ok(b.len == strlen(out) && memcmp(b.data, out, b.len) == 0, "label %s",
		out);
	strbuf_done(&b);
}

static void
labels(void)
{
	label("", "\"\"");
	label("a\"} 1\nb", "\"a\\\"} 1\\nb\"");
	label("\\\"", "\"\\\\\\\"\"");
	label("\xc3\xa9#{}|", "\"\xc3\xa9#{}|\"");
	label("\xff\r\x1b", "\"\xef\xbf\xbd\\\\x0d\\\\x1b\"");
	label("\xe2\x80\xae", "\"\\\\xe2\\\\x80\\\\xae\"");
}

static void
formats(void)
{
	char words[] = REPORT_FORMATS, *rest = words, *word;
	size_t n = 0;

	while ((word = strsep(&rest, " ")) != NULL)
		ok(report_formats[n] != NULL
				&& strcmp(report_formats[n++]->name, word) == 0,
			"%s is offered, and known", word);
	ok(report_formats[n] == NULL, "every format is offered");
}

int
main(void)
{
	plain_states();
	errors();
	perfdata();
	several();
	lines_of_input();
	forged();
	quiet();
	exposition();
	same_targets();
	refs();
	labels();
	formats();
	return tap_done();
}
