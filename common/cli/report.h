/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h - what a program found out, before anyone decides how to print it.
 *
 * A report is a tree of facts, a list of checks with verdicts, a list of
 * diagnoses, and at most one error.  Programs only ever append; the renderers
 * only ever read.  The exit status follows from the verdicts and the error
 * alone, so formats cannot disagree.  Text from peers and files is appended as
 * it is: the renderers escape it.
 *
 * Keys and labels must be constants, or live in of_facts; every other text is
 * copied.
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <stdarg.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/err.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_FAIL,      /* the answer is no */
	VERDICT_WARN,      /* worth knowing; the status does not change */
	VERDICT_SKIP,      /* did not apply; the evidence says why */
	VERDICT_UNDECIDED, /* the peer gave no verdict: status 4 */
};

enum confidence { CONFIDENCE_CERTAIN, CONFIDENCE_LIKELY, CONFIDENCE_POSSIBLE };

/* A requirement that can hold or not.  Ids never change their meaning. */
struct check {
	const char *id;    /* "client-auth.accepted" */
	const char *title; /* "the server accepted the certificate" */
	const char *ref;   /* "RFC 8446 section 4.4.2", or NULL */
};

/* A root cause that a diagnosis can name.  Ids never change their meaning. */
struct cause {
	const char *id;    /* "unknown-ca" */
	const char *title; /* "the server does not trust the issuer" */
};

enum metric_kind {
	METRIC_COUNT,  /* or 1, where the label says it all */
	METRIC_SPAN,   /* microseconds */
	METRIC_MOMENT, /* as clock.h has it */
};

/* A number to watch over time.  Names never change their meaning. */
struct metric {
	const char *name; /* "tlsbind_handshake_duration_seconds" */
	const char *help; /* "how long the TLS handshake took" */
	enum metric_kind kind;
	const char *label; /* what tells its values apart, or NULL */
	const char *perf;  /* its name in perfdata, or NULL: not in it */
};

enum fact_kind {
	FACT_GROUP,
	FACT_LIST,
	FACT_STRING,
	FACT_BYTES,
	FACT_INTEGER,
	FACT_NUMBER,
	FACT_BOOLEAN,
	FACT_TIME,
	FACT_NULL,
	FACT_LINE
};

struct fact {
	enum fact_kind kind;
	int depth;
	int level;         /* text shows it from this verbosity on */
	const char *key;   /* in JSON; NULL inside a list */
	const char *label; /* in text; NULL: not shown there */
	char *text;        /* strings, bytes as base64url, numbers */
	int64_t num;
};

struct lines {
	char **line;
	size_t n, cap;
};

struct finding {
	const struct check *check;
	enum verdict verdict;
	bool alarm;            /* monitoring has to know */
	struct lines evidence; /* what was observed */
	struct lines advice;   /* what to do about it */
};

struct diagnosis {
	const struct cause *cause;
	enum confidence confidence;
	char *text; /* the cause in this case's own words */
	struct lines evidence, advice;
};

struct measure {
	const struct metric *metric;
	char *label; /* the value of its label, or NULL */
	int64_t value;
};

struct report_out;

struct report {
	const char *program;
	char *subject; /* "api.example:443", or NULL */
	int64_t line;  /* of the input, from 1; 0: it is not about a line */
	char *ref;     /* what the line calls itself, or NULL */
	int64_t now;   /* the moment for which it is true */
	bool show_secrets;
	bool terse; /* no lines for people, and of checks what does not hold */
	char *word, *headline; /* "REJECTED", "x refused" */
	struct fact *facts;
	size_t n_facts, cap_facts;
	int depth, level;
	struct finding *findings;
	size_t n_findings, cap_findings;
	struct diagnosis *diagnoses;
	size_t n_diagnoses, cap_diagnoses;
	struct measure *measures;
	size_t n_measures, cap_measures;
	struct lines *evidence, *advice; /* of what was added last */
	struct err err;
	struct report_out *out; /* where it is rendered, or NULL */
	struct arena of_facts;  /* their texts */
	struct arena of_rest;   /* all other texts, and lists of lines */
};

/* ---- facts ------------------------------------------------------------- */

/* An object; everything up to report_close() is its member. */
void report_open(struct report *r, const char *key, const char *label);
/*
 * An array; its members have no key.  In text a container without a label
 * gets neither heading nor indentation; its labelled members are shown.
 */
void report_open_list(struct report *r, const char *key, const char *label);
void report_close(struct report *r);

void report_string(struct report *r, const char *key, const char *label,
	const char *fmt, ...) _printf_(4, 5);
/* Base64url without padding. */
void report_bytes(struct report *r, const char *key, const char *label,
	struct view v);
void report_integer(struct report *r, const char *key, const char *label,
	int64_t value);
/* Any number, as JSON writes it. */
void report_number(struct report *r, const char *key, const char *label,
	const char *digits);
void report_boolean(struct report *r, const char *key, const char *label,
	bool value);
/* RFC 3339. */
void report_time(struct report *r, const char *key, const char *label,
	int64_t value);
void report_null(struct report *r, const char *key, const char *label);
/* TEXT if --show-secrets was given, else a remark that it was left out. */
void report_secret(struct report *r, const char *key, const char *label,
	const char *text);

/*
 * A line for people that sums up several facts; machine formats ignore it.
 * The label "" continues the line above; NULL is a line without a column for
 * labels: the first one in an item of a list is the heading of that item.
 */
void report_line(struct report *r, const char *label, const char *fmt, ...)
	_printf_(3, 4);

/* Facts and lines from here on are shown in text with so many -v (0 to 2). */
void report_level(struct report *r, int level);

/* ---- checks and diagnoses ---------------------------------------------- */

/* The first words that a reader sees: "REJECTED", "x refused the ...". */
void report_headline(struct report *r, const char *word, const char *fmt, ...)
	_printf_(3, 4);

/*
 * Add a check with its first line of evidence.  In a terse report one that
 * passes or did not apply is dropped, with all that is said of it.
 */
void report_check(struct report *r, const struct check *check,
	enum verdict verdict, const char *fmt, ...) _printf_(4, 5);

/* Add a root cause in this case's own words. */
void report_diagnosis(struct report *r, const struct cause *cause,
	enum confidence confidence, const char *fmt, ...) _printf_(4, 5);

/* A further line of evidence, or of advice, for what was added last. */
void report_because(struct report *r, const char *fmt, ...) _printf_(2, 3);
void report_advise(struct report *r, const char *fmt, ...) _printf_(2, 3);

/*
 * What has been found of CHECK, if anything, is what a monitoring system has
 * to know of: as a warning it raises one, undecided it is as bad as a failure.
 */
void report_alarm(struct report *r, const struct check *check);

/*
 * The error that ended the work; the report is still worth reading.  Whoever
 * renders it tells standard error, too.
 */
void report_error(struct report *r, const struct err *err);

/* ---- metrics ------------------------------------------------------------ */

/* LABEL is NULL for a metric that has none. */
void report_metric(struct report *r, const struct metric *metric,
	const char *label, int64_t value);

/* ---- the answer --------------------------------------------------------- */

/* The exit status: the error's, else 1 after a FAIL, else 4, else 0. */
int report_status(const struct report *r);
/* "pass", "fail", "undecided" or "error". */
const char *report_verdict(const struct report *r);
/* The first FAIL, else the first UNDECIDED, else NULL. */
const struct finding *report_main_finding(const struct report *r);

const char *verdict_name(enum verdict v);
const char *confidence_name(enum confidence c);

/* ---- several subjects, long inputs -------------------------------------- */

/* What the report is about; shown by every format. */
void report_subject(struct report *r, const char *fmt, ...) _printf_(2, 3);

/* What the line that it is about calls itself; only JSON shows it. */
void report_ref(struct report *r, const char *fmt, ...) _printf_(2, 3);

/* Say, before the first fact, that more than one report will come. */
void report_many(struct report *r);

/*
 * Is every report one line, which needs no report_many()?  Then long work is
 * best cut into many reports, so that nothing is held back or left out.
 */
bool report_is_lines(const struct report *r);

/*
 * This subject is done: render it, and begin with an empty report.  What
 * run() leaves in the last report is rendered without it.
 */
void report_next(struct report *r);

/*
 * The facts so far are final: a streaming renderer writes and forgets them,
 * so that any number of list items takes constant memory.  Text waits for the
 * end if there is a headline, for diagnoses come before facts; NDJSON, whose
 * reports are lines, always does.
 */
void report_flush(struct report *r);

/*
 * The program writes something else instead: no report is rendered from here
 * on, only its status and its error count.
 */
void report_instead(struct report *r);

/* Forget everything but the program, the moment, the manner, the output. */
void report_clear(struct report *r);
/* The same, and free it. */
void report_done(struct report *r);

#endif
