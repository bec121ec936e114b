/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c - the model of a report: statuses, verdicts, and what a flush may
 * forget.
 */
#include "cli/render.h"
#include "tap.h"

static const struct check check = { "a.b", "title", NULL };
static const struct cause cause = { "c", "cause" };

static void
status(const char *verdicts, enum err_kind kind, int want, const char *word)
{
	struct report r = { .program = "p" };
	struct err err = { .kind = kind };

	for (const char *v = verdicts; *v != '\0'; v++)
		report_check(&r, &check, (enum verdict)(*v - '0'), "seen");
	if (kind != ERR_NONE)
		report_error(&r, &err);
	ok(report_status(&r) == want && strcmp(report_verdict(&r), word) == 0,
		"verdicts \"%s\" and error %d: status %d", verdicts, (int)kind,
		want);
	report_done(&r);
}

static void
statuses(void)
{
	status("", ERR_NONE, 0, "pass");
	status("0023", ERR_NONE, 0, "pass");
	status("0", ERR_INPUT, 3, "error");
	status("01", ERR_NONE, 1, "fail");
	status("41", ERR_NONE, 1, "fail");
	status("04", ERR_NONE, 4, "undecided");
	status("1", ERR_NETWORK, 4, "error");
	status("", ERR_SYSTEM, 5, "error");
}

static void
main_finding(void)
{
	struct report r = { .program = "p" };

	ok(report_main_finding(&r) == NULL, "nothing: no main finding");
	report_check(&r, &check, VERDICT_PASS, "0");
	report_check(&r, &check, VERDICT_WARN, "1");
	report_check(&r, &check, VERDICT_SKIP, "2");
	ok(report_main_finding(&r) == NULL, "no trouble: no main finding");
	report_check(&r, &check, VERDICT_UNDECIDED, "3");
	ok(report_main_finding(&r) == &r.findings[3], "undecided is one");
	report_check(&r, &check, VERDICT_FAIL, "4");
	report_check(&r, &check, VERDICT_FAIL, "5");
	ok(report_main_finding(&r) == &r.findings[4], "a fail comes first");
	report_done(&r);
}

static void
lines(void)
{
	struct report r = { .program = "p" };

	report_check(&r, &check, VERDICT_FAIL, "one %d", 1);
	report_because(&r, "two");
	report_advise(&r, "do");
	report_diagnosis(&r, &cause, CONFIDENCE_LIKELY, "text");
	report_because(&r, "why");
	ok(r.findings[0].evidence.n == 2 && r.findings[0].advice.n == 1
			&& strcmp(r.findings[0].evidence.line[0], "one 1") == 0,
		"lines belong to the check that was added last");
	ok(r.diagnoses[0].evidence.n == 1 && r.diagnoses[0].advice.n == 0,
		"and then to the diagnosis");
	for (int i = 0; i < 100; i++) {
		report_check(&r, &check, VERDICT_PASS, "%d", i);
		report_because(&r, "more of %d", i);
	}
	ok(r.n_findings == 101 && r.findings[100].evidence.n == 2
			&& strcmp(r.findings[57].evidence.line[1], "more of 56")
				== 0,
		"also when the array has moved");
	report_done(&r);
}

static void
terse(void)
{
	struct report r = { .program = "p", .terse = true };

	report_check(&r, &check, VERDICT_PASS, "first");
	report_because(&r, "more of it");
	report_check(&r, &check, VERDICT_FAIL, "second");
	report_check(&r, &check, VERDICT_PASS, "third");
	report_because(&r, "more of it");
	report_advise(&r, "do nothing");
	ok(r.n_findings == 1 && r.findings[0].evidence.n == 1
			&& r.findings[0].advice.n == 0,
		"what passes is dropped, with all that is said of it");
	report_check(&r, &check, VERDICT_WARN, "fourth");
	report_because(&r, "more of it");
	ok(r.n_findings == 2 && r.findings[1].evidence.n == 2,
		"what does not is kept");
	report_line(&r, "label", "text");
	report_string(&r, "key", "label", "text");
	ok(r.n_facts == 1, "lines for people are dropped");
	report_clear(&r);
	ok(r.terse, "the next one is terse, too");
	report_done(&r);
}

static void
secrets(void)
{
	struct report r = { .program = "p" };

	report_secret(&r, "k", "k", "hunter2");
	ok(strstr(r.facts[0].text, "hunter2") == NULL, "a secret is hidden");
	r.show_secrets = true;
	report_secret(&r, "k", "k", "hunter2");
	ok(strcmp(r.facts[1].text, "hunter2") == 0, "unless it may be shown");
	report_done(&r);
}

/* Facts that are kept after a flush in this format, with a headline or not. */
static size_t
kept(const struct report_format *format, bool headline)
{
	char *text = NULL;
	size_t len, n;
	FILE *file = open_memstream(&text, &len);
	struct report_out out = { .format = format, .file = file };
	struct report r = { .program = "p", .out = &out };

	if (headline)
		report_headline(&r, "WORD", "text");
	report_open_list(&r, "list", "list");
	report_string(&r, NULL, NULL, "item");
	report_flush(&r);
	n = r.n_facts;
	report_string(&r, NULL, NULL, "item");
	report_close(&r);
	ok(r.depth == 0, "depth survives a flush");
	render_report(&r);
	render_end(&r);
	report_done(&r);
	fclose(file);
	free(text);
	return n;
}

static void
flushes(void)
{
	ok(kept(&format_text, false) == 0, "text streams");
	ok(kept(&format_text, true) == 2, "text waits below a headline");
	ok(kept(&format_json, true) == 0, "json streams");
	ok(kept(&format_ndjson, false) == 2, "ndjson waits");
	ok(kept(&format_tap, false) == 0, "tap needs no facts");
	ok(kept(&format_junit, false) == 0, "junit needs no facts");
	ok(kept(NULL, false) == 0, "quiet needs no facts");
}

/* Groups to the very bottom, rendered by everything that has a stack. */
static void
depth(const struct report_format *format, bool many)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);
	struct report_out out = { .format = format, .file = file };
	struct report r = { .program = "p", .out = &out };

	if (many)
		report_many(&r);
	for (int i = 0; i < RENDER_DEPTH; i++)
		report_open(&r, "group", "group");
	report_string(&r, "deep", "deep", "bottom");
	render_report(&r);
	render_end(&r);
	fclose(file);
	ok(strstr(text, "bottom") != NULL, "%s reaches the bottom",
		format->name);
	free(text);
	report_done(&r);
}

/* A blank line stands before an item of a list, also where it has no heading. */
static void
items(void)
{
	struct report_out out = { .format = &format_text };
	struct report r = { .program = "p", .out = &out };

	report_integer(&r, "a", "a", 1);
	report_open_list(&r, "list", NULL);
	for (int i = 2; i <= 3; i++) {
		report_open(&r, NULL, NULL);
		report_integer(&r, "b", "b", i);
		report_open(&r, "c", "c");
		report_integer(&r, "d", "d", i);
		report_close(&r);
		report_close(&r);
	}
	report_close(&r);
	report_integer(&r, "e", "e", 4);
	render_report(&r);
	strbuf_char(&out.buf, '\0');
	if (!ok(strcmp(out.buf.data,
			"a        1\n"
			"\n"
			"b        2\n"
			"c\n"
			"  d        2\n"
			"\n"
			"b        3\n"
			"c\n"
			"  d        3\n"
			"\n"
			"e        4\n")
			    == 0,
		    "text parts the items of a list"))
		printf("# %s\n", out.buf.data);
	render_end(&r);
	report_done(&r);
}

static void
next(void)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);
	struct report_out out = { .format = &format_ndjson, .file = file };
	struct report r = { .program = "p", .now = 7, .out = &out };

	report_many(&r);
	report_subject(&r, "one");
	report_level(&r, 2);
	report_open(&r, "left", "open");
	report_check(&r, &check, VERDICT_FAIL, "no");
	report_next(&r);
	ok(r.depth == 0 && r.level == 0 && r.n_facts == 0 && r.n_findings == 0
			&& r.subject == NULL && r.evidence == NULL,
		"the next report begins empty");
	ok(r.now == 7 && strcmp(r.program, "p") == 0 && r.out == &out,
		"but for the program, the moment and the output");
	report_check(&r, &check, VERDICT_UNDECIDED, "perhaps");
	report_next(&r);
	report_next(&r);
	render_end(&r);
	ok(out.reports == 3 && out.worst == 4, "the highest status is kept");
	report_done(&r);
	fclose(file);
	free(text);
}

static void
line_formats(void)
{
	for (size_t i = 0; report_formats[i] != NULL; i++) {
		struct report_out out = { .format = report_formats[i] };
		struct report r = { .program = "p", .out = &out };

		ok(report_is_lines(&r) == (report_formats[i] == &format_ndjson),
			"is %s written as lines?", report_formats[i]->name);
	}
	ok(!report_is_lines(&(struct report){ .program = "p" }),
		"without an output there are no lines");
	ok(!report_is_lines(&(struct report){ .program = "p",
		   .out = &(struct report_out){ .worst = 0 } }),
		"nor in silence");
}

/* The names of checks with this evidence, in order. */
static void
names(const char *const *evidence, const char *const *want)
{
	struct report r = { .program = "p" };

	for (size_t i = 0; evidence[i] != NULL; i++)
		report_check(&r, &check, VERDICT_PASS, "%s", evidence[i]);
	for (size_t i = 0; evidence[i] != NULL; i++) {
		_cleanup_str_ char *name = render_name(&r, i);

		if (!ok(strcmp(name, want[i]) == 0, "\"%s\" is %s", evidence[i],
			    want[i]))
			printf("# got %s\n", name);
	}
	report_done(&r);
}

static void
all_names(void)
{
	names((const char *const[]){ "x: y", NULL },
		(const char *const[]){ "a.b" });
	names((const char *const[]){ "x: y", "z: y: w", "x: q", "x: y", NULL },
		(const char *const[]){ "a.b [x]", "a.b [z]", "a.b [x] #2",
			"a.b [x] #3" });
	names((const char *const[]){ "x", "", "x", ": z", "x:y", NULL },
		(const char *const[]){ "a.b", "a.b #2", "a.b #3", "a.b #4",
			"a.b #5" });
}

int
main(void)
{
	statuses();
	main_finding();
	lines();
	terse();
	secrets();
	flushes();
	depth(&format_text, false);
	depth(&format_json, true);
	depth(&format_ndjson, true);
	items();
	next();
	line_formats();
	all_names();
	return tap_done();
}
