/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render.c - the table of formats, and which of their functions runs when.
 */
#include "cli/render.h"

#include <errno.h>

#include "cli/prog.h"

const struct report_format *const report_formats[] = { &format_text,
	&format_json, &format_ndjson, &format_tap, &format_junit,
	&format_nagios, &format_prometheus, NULL };

const struct report_format *
report_format_find(const char *name)
{
	for (size_t i = 0; report_formats[i] != NULL; i++)
		if (strcmp(report_formats[i]->name, name) == 0)
			return report_formats[i];
	return NULL;
}

static void
begin(struct report_out *out, const struct report *r)
{
	if (!out->begun && out->format->begin != NULL)
		out->format->begin(out, r);
	out->begun = true;
}

/* Who reads a pipe wants each answer when it is there. */
static bool
is_awaited(const struct report *r)
{
	return r->out->many || report_is_lines(r) || r->err.kind != ERR_NONE;
}

void
render_write(struct report_out *out, struct strbuf *text, bool soon)
{
	bool written;

	if (out->file == NULL)
		return;
	written = text->len == 0
		|| fwrite_unlocked(text->data, 1, text->len, out->file)
			== text->len;
	if ((!written || (soon && fflush_unlocked(out->file) != 0))
		&& out->error == 0)
		out->error = errno;
	text->len = 0;
}

static int
rank_of(const struct report *r)
{
	const struct report_format *format = r->out->wanted;

	return format != NULL && format->rank != NULL ? format->rank(r)
						      : report_status(r);
}

int
render_status(const struct report_out *out)
{
	const struct report_format *format = out->wanted;

	return format != NULL && format->status != NULL
		? format->status(out->worst)
		: out->worst;
}

void
render_report(const struct report *r)
{
	struct report_out *out = r->out;
	int rank;

	if (out == NULL)
		return;
	rank = rank_of(r);
	if (rank > out->worst)
		out->worst = rank;
	if (out->format != NULL) {
		begin(out, r);
		out->format->report(out, r);
	}
	render_write(out, &out->buf, is_awaited(r));
	if (r->err.kind != ERR_NONE && !out->muted)
		prog_warn("%s", r->err.text);
	out->in_report = false;
	out->reports++;
}

bool
render_flush(const struct report *r)
{
	struct report_out *out = r->out;

	if (out == NULL)
		return false;
	if (out->format != NULL && out->format->flush != NULL) {
		begin(out, r);
		if (!out->format->flush(out, r))
			return false;
		render_write(out, &out->buf, false);
	}
	out->in_report = true;
	return true;
}

void
render_end(const struct report *r)
{
	struct report_out *out = r->out;

	if (out == NULL)
		return;
	if (out->format != NULL) {
		begin(out, r);
		if (out->format->end != NULL)
			out->format->end(out, r);
	}
	render_write(out, &out->buf, false);
	strbuf_done(&out->buf);
}

void
render_into(struct report *r, const struct report_format *format,
	struct strbuf *to)
{
	struct report_out out = { .format = format, .muted = true, .buf = *to };
	struct report_out *own = r->out;

	r->out = &out;
	render_report(r);
	if (format->end != NULL)
		format->end(&out, r);
	r->out = own;
	*to = out.buf;
}

/* How many octets of the evidence tell F from others of its check. */
static size_t
words_of(const struct finding *f)
{
	const char *line = f->evidence.line[0], *end = strstr(line, ": ");

	return end != NULL ? (size_t)(end - line) : 0;
}

static bool
same_words(const struct finding *a, const struct finding *b)
{
	size_t n = words_of(a);

	return n == words_of(b)
		&& memcmp(a->evidence.line[0], b->evidence.line[0], n) == 0;
}

char *
render_name(const struct report *r, size_t i)
{
	const struct finding *f = &r->findings[i];
	_cleanup_str_ char *name = xstrdup(f->check->id);
	size_t same = 0, before = 1;

	for (size_t k = 0; k < r->n_findings; k++) {
		const struct finding *other = &r->findings[k];

		if (k == i || strcmp(other->check->id, f->check->id) != 0)
			continue;
		same++;
		before += k < i && same_words(f, other);
	}
	if (same > 0 && words_of(f) > 0) {
		free(name);
		name = xasprintf("%s [%.*s]", f->check->id, (int)words_of(f),
			f->evidence.line[0]);
	}
	return before == 1 ? steal(name) : xasprintf("%s #%zu", name, before);
}

void
render_value(struct strbuf *out, enum metric_kind kind, int64_t value)
{
	enum { MILLION = 1000000 };

	if (kind != METRIC_SPAN) {
		strbuf_integer(out, value);
		return;
	}
	if (value < 0)
		strbuf_char(out, '-');
	strbuf_format(out, "%lld.%06lld", llabs((long long)value / MILLION),
		llabs((long long)value % MILLION));
}
