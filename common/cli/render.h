/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render.h - the formats in which a report can be written: one table, one
 * file a format.
 */
#ifndef CLI_RENDER_H
#define CLI_RENDER_H

#include "base/json.h"
#include "base/strbuf.h"
#include "cli/report.h"

struct report_format {
	const char *name;
	bool lines; /* every report is one line */
	/* NULL where a format has nothing to do. */
	void (*begin)(struct report_out *out, const struct report *r);
	/* Write the facts so far; false if they must be kept. */
	bool (*flush)(struct report_out *out, const struct report *r);
	void (*report)(struct report_out *out, const struct report *r);
	void (*end)(struct report_out *out, const struct report *r);
	/*
	 * How bad it is, the more the worse, and the exit status for the worst
	 * of all; NULL: both are report_status().
	 */
	int (*rank)(const struct report *r);
	int (*status)(int rank);
	bool mute;    /* errors stand in it, standard error is not told */
	bool gathers; /* all is written at the end, in whatever order it came */
};

/* Groups and lists inside one another: our own, and those of a JSON value. */
enum { RENDER_DEPTH = 16 + JSON_DEPTH_MAX };

/* Text: what holds for the facts inside one container. */
struct text_level {
	bool hidden;
	bool listed; /* items without a label are shown */
	enum { ITEM_NONE, ITEM_BEGUN, ITEM_SHOWN } item; /* of a list */
	bool headed;           /* a heading has stood here */
	int root;              /* depth from which labels are aligned */
	size_t indent, column; /* 0: not known yet */
};

/* JSON: an open bracket. */
struct json_level {
	bool list, used;
};

/* Where reports go, how, and how far it is. */
struct report_out {
	const struct report_format *format; /* NULL: --quiet */
	const struct report_format *wanted; /* by --format; NULL: not said */
	FILE *file;                         /* NULL: all of it stays in buf */
	struct strbuf buf;                  /* rendered, and not yet written */
	int verbose;
	bool color;
	bool as_of;     /* text: say for which moment it holds */
	size_t width;   /* text: columns of a line; 0: not known */
	bool many;      /* more than one report comes */
	bool muted;     /* standard error is not told about errors */
	bool begun;     /* something has been rendered */
	bool in_report; /* a report has been begun by a flush */
	size_t reports; /* rendered so far */
	size_t points;  /* TAP: numbered so far, in all reports */
	int worst;      /* the highest exit status, or rank, so far */
	int error;      /* the errno value of the first failed write, or 0 */
	int depth;      /* JSON: brackets open */
	enum { GAP_NONE, GAP_POSSIBLE, GAP_DUE } gap; /* text: blank lines */
	struct text_level text[RENDER_DEPTH + 1];
	int deepest; /* text: of the levels that are still of interest */
	struct json_level json[RENDER_DEPTH + 6];
	void *own; /* the format's, from its begin to its end */
};

/* The names of all formats, as a row of options has them. */
#define REPORT_FORMATS "text json ndjson tap junit nagios prometheus"

extern const struct report_format *const report_formats[]; /* then NULL */

/* The format of that name, or NULL. */
const struct report_format *report_format_find(const char *name);

/*
 * For report.c, batch.c and prog.c: render R, which is complete, and tell
 * standard error about its error.
 */
void render_report(const struct report *r);
/* Render the facts so far; true if R need not keep them. */
bool render_flush(const struct report *r);
/* After the last report: close brackets, print the plan, free the buffer. */
void render_end(const struct report *r);
/* The exit status for all that was rendered. */
int render_status(const struct report_out *out);

/* R, which is complete and alone, in that format, at the end of TO. */
void render_into(struct report *r, const struct report_format *format,
	struct strbuf *to);

/*
 * Write TEXT, which is then empty, to the file of OUT; the first failure stays
 * in its error.  SOON: it must not wait there for more.
 */
void render_write(struct report_out *out, struct strbuf *text, bool soon);

/*
 * What consumers know finding I of R by: its id, and more where that occurs
 * more than once, for they keep one result a name; the caller frees it.
 */
char *render_name(const struct report *r, size_t i);

/* A value of that kind in decimal, seconds where it is a time. */
void render_value(struct strbuf *out, enum metric_kind kind, int64_t value);

/* What the format "prometheus" tells of every report; then NULL. */
extern const struct metric *const render_metrics[];

/* The JSON Schema that every JSON report satisfies. */
void render_schema(struct strbuf *out);

extern const struct report_format format_text, format_json, format_ndjson,
	format_tap, format_junit, format_nagios, format_prometheus;

#endif
