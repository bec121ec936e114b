/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_text.c - a report for people: the verdict is the first word of the
 * first line, cause and advice follow at once, then the facts, then the checks
 * that do not simply hold.
 */
#include "cli/render_text.h"

#include "cli/escape.h"

enum {
	INDENT = 2,
	WORD_WIDTH = 9, /* "UNDECIDED" */
	NAME_WIDTH = 7, /* "because" */
	ID_MAX = 32,
};

#define GREEN  "\033[32m"
#define RED    "\033[31m"
#define YELLOW "\033[33m"

/* A word in color and INDENT or more spaces; returns how wide they are. */
static size_t
put_word(struct report_out *out, const char *color, const char *word,
	size_t width)
{
	size_t len = escape_text_width(word) + INDENT;

	strbuf_str(&out->buf, out->color ? color : "");
	escape_text(&out->buf, word);
	strbuf_str(&out->buf, out->color ? "\033[0m" : "");
	if (width < len)
		width = len;
	strbuf_blanks(&out->buf, (int)(width - len) + INDENT);
	return width;
}

static const char *
headline_color(const struct report *r)
{
	const char *verdict = report_verdict(r);

	if (strcmp(verdict, "pass") == 0)
		return GREEN;
	return strcmp(verdict, "fail") == 0 ? RED : YELLOW;
}

/* The first line; the subject, if the headline does not name it. */
static void
put_headline(struct report_out *out, const struct report *r)
{
	_cleanup_str_ char *text = NULL;
	const char *subject = r->subject;
	size_t column;

	if (r->headline != NULL && subject != NULL
		&& strstr(r->headline, subject) != NULL)
		subject = NULL;
	if (r->headline == NULL && (subject == NULL || out->in_report))
		return;
	text_line(out, 0);
	if (r->headline == NULL) {
		text_words(out, 0, INDENT, subject);
		return;
	}
	text = xasprintf("%s%s%s", subject != NULL ? subject : "",
		subject != NULL ? ": " : "", r->headline);
	column = put_word(out, headline_color(r), r->word, WORD_WIDTH + INDENT);
	text_words(out, column, column, text);
}

static bool
has_line(const struct lines *l, const char *line)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->line[i], line) == 0)
			return true;
	return false;
}

/* Did one of the first N diagnoses say that already? */
static bool
was_said(const struct report *r, size_t n, const char *line)
{
	for (size_t i = 0; i < n; i++)
		if (has_line(&r->diagnoses[i].evidence, line)
			|| has_line(&r->diagnoses[i].advice, line))
			return true;
	return false;
}

static void
put_named(struct report_out *out, const char *name, const char *text)
{
	enum { COLUMN = INDENT + NAME_WIDTH + INDENT };

	text_line(out, INDENT);
	strbuf_format(&out->buf, "%-*s", NAME_WIDTH + INDENT, name);
	text_words(out, COLUMN, COLUMN, text);
}

/*
 * Lines with the block's name before the first.  Causes share much of their
 * evidence: what stands with one of the N before is not said again.
 */
static void
put_block(struct report_out *out, const char *name, const struct lines *l,
	const struct report *r, size_t n)
{
	for (size_t i = 0; i < l->n; i++) {
		if (was_said(r, n, l->line[i]))
			continue;
		put_named(out, name, l->line[i]);
		name = "";
	}
}

static void
put_causes(struct report_out *out, const struct report *r)
{
	const struct finding *f = report_main_finding(r);

	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];
		_cleanup_str_ char *text = xasprintf("%s (%s): %s",
			d->cause->id, confidence_name(d->confidence), d->text);

		put_named(out, "cause", text);
		put_block(out, "because", &d->evidence, r, i);
		put_block(out, "do", &d->advice, r, i);
	}
	if (r->n_diagnoses == 0 && f != NULL) {
		put_block(out, "because", &f->evidence, r, 0);
		put_block(out, "do", &f->advice, r, 0);
	}
}

/* Does the line stand at the top of the report already? */
static bool
is_shown(const struct report *r, const char *line)
{
	const struct finding *f = report_main_finding(r);

	if (r->n_diagnoses > 0)
		return was_said(r, r->n_diagnoses, line);
	return f != NULL
		&& (has_line(&f->evidence, line) || has_line(&f->advice, line));
}

static void
put_remarks(struct report_out *out, const struct report *r,
	const struct lines *l, size_t indent)
{
	for (size_t i = 0; i < l->n; i++) {
		if (is_shown(r, l->line[i]))
			continue;
		text_line(out, indent);
		text_words(out, indent, indent, l->line[i]);
	}
}

/* How a verdict is written and from which verbosity on. */
static const struct {
	const char *word, *color;
	int verbose, verbose_evidence;
} looks[] = {
	[VERDICT_PASS] = { "pass", GREEN, 1, 2 },
	[VERDICT_FAIL] = { "FAIL", RED, 0, 0 },
	[VERDICT_WARN] = { "warn", YELLOW, 0, 0 },
	[VERDICT_SKIP] = { "skip", "", 1, 1 },
	[VERDICT_UNDECIDED] = { "undecided", YELLOW, 0, 0 },
};

static size_t
most(size_t a, size_t b)
{
	return a > b ? a : b;
}

struct shape {
	size_t word, id, shown, passed, skipped;
};

static struct shape
shape_of(const struct report_out *out, const struct report *r)
{
	struct shape s = { .word = strlen("FAIL") };

	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];
		size_t word = strlen(looks[f->verdict].word);
		size_t id = strlen(f->check->id);

		if (looks[f->verdict].verbose > out->verbose) {
			s.passed += f->verdict == VERDICT_PASS;
			s.skipped += f->verdict == VERDICT_SKIP;
			continue;
		}
		s.shown++;
		s.word = most(s.word, word);
		if (id <= ID_MAX)
			s.id = most(s.id, id);
	}
	return s;
}

static void
put_finding(struct report_out *out, const struct report *r,
	const struct finding *f, const struct shape *s)
{
	size_t indent = INDENT + s->word + INDENT;
	size_t column = indent + most(s->id, strlen(f->check->id)) + INDENT;

	text_line(out, INDENT);
	put_word(out, looks[f->verdict].color, looks[f->verdict].word,
		s->word + INDENT);
	strbuf_format(&out->buf, "%-*s", (int)(column - indent), f->check->id);
	text_words(out, column, column, f->check->title);
	if (looks[f->verdict].verbose_evidence > out->verbose)
		return;
	put_remarks(out, r, &f->evidence, indent);
	put_remarks(out, r, &f->advice, indent);
}

/* "23 other checks hold, 2 did not apply (-v lists them)". */
static void
put_rest(struct report_out *out, const struct shape *s)
{
	const char *other = s->shown > 0 ? " other" : "";
	const char *holds = s->passed == 1 ? "holds" : "hold";
	size_t n = s->passed > 0 ? s->passed : s->skipped;
	size_t indent = s->shown > 0 ? INDENT + s->word + INDENT : INDENT;
	_cleanup_str_ char *skipped = NULL, *text = NULL;

	if (n == 0)
		return;
	if (s->passed > 0 && s->skipped > 0)
		skipped = xasprintf(", %zu did not apply", s->skipped);
	text = xasprintf("%zu%s check%s %s%s (-v lists %s)", n, other,
		n == 1 ? "" : "s", s->passed > 0 ? holds : "did not apply",
		skipped != NULL ? skipped : "",
		s->passed + s->skipped == 1 ? "it" : "them");
	text_line(out, indent);
	text_words(out, indent, indent, text);
}

static void
put_checks(struct report_out *out, const struct report *r)
{
	struct shape s = shape_of(out, r);

	for (size_t i = 0; i < r->n_findings; i++)
		if (looks[r->findings[i].verdict].verbose <= out->verbose)
			put_finding(out, r, &r->findings[i], &s);
	put_rest(out, &s);
}

/* Which moment was it, if not the present one? */
static void
put_moment(struct report_out *out, const struct report *r)
{
	char time[CLOCK_TEXT];

	if (!out->as_of
		|| (r->headline == NULL && r->n_facts == 0 && r->n_findings == 0
			&& !out->in_report))
		return;
	text_line(out, INDENT);
	strbuf_format(&out->buf, "judged as of %s\n",
		clock_format(r->now, time));
}

static void
begin_facts(struct report_out *out, const struct report *r)
{
	if (out->in_report)
		return;
	text_gap(out);
	text_facts_begin(out,
		r->headline != NULL || r->subject != NULL ? INDENT : 0);
}

/* Before the end nobody knows what stands below a headline. */
static bool
flush(struct report_out *out, const struct report *r)
{
	if (r->headline != NULL)
		return false;
	if (!out->in_report) {
		text_gap(out);
		put_headline(out, r);
	}
	begin_facts(out, r);
	text_facts(out, r);
	return true;
}

static void
report(struct report_out *out, const struct report *r)
{
	/* What has been flushed cannot be preceded by the headline any more. */
	if (out->in_report)
		text_facts(out, r);
	text_gap(out);
	put_headline(out, r);
	put_causes(out, r);
	if (!out->in_report) {
		begin_facts(out, r);
		text_facts(out, r);
	}
	text_gap(out);
	put_checks(out, r);
	put_moment(out, r);
	text_gap(out);
}

const struct report_format format_text = {
	.name = "text",
	.flush = flush,
	.report = report,
};
