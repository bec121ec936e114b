/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render.c - the table of formats, and which of their functions runs when.
 */
#include "cli/render.h"

#include "cli/prog.h"

const struct report_format *const report_formats[] = { &format_text,
	&format_json, &format_ndjson, &format_tap, &format_junit, NULL };

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

void
render_report(const struct report *r)
{
	struct report_out *out = r->out;
	int status = report_status(r);

	if (out == NULL)
		return;
	if (status > out->worst)
		out->worst = status;
	if (out->format != NULL) {
		begin(out, r);
		out->format->report(out, r);
	}
	/* Who reads a pipe wants each answer when it is there. */
	if (out->many || r->err.kind != ERR_NONE)
		fflush(out->file);
	if (r->err.kind != ERR_NONE)
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
	}
	out->in_report = true;
	return true;
}

void
render_end(const struct report *r)
{
	struct report_out *out = r->out;

	if (out == NULL || out->format == NULL)
		return;
	begin(out, r);
	if (out->format->end != NULL)
		out->format->end(out, r);
}
