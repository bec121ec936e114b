/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_text_facts.c - the facts of a report for people: headings,
 * indentation, and values in a column beside their labels.
 */
#include "cli/escape.h"
#include "cli/render_text.h"

enum { COLUMN_LEAST = 9, LABEL_MAX = 24, GAP = 2 };

static bool
is_container(const struct fact *f)
{
	return f->kind == FACT_GROUP || f->kind == FACT_LIST;
}

/* Labels are aligned inside a heading or an item of a list, not across. */
static bool
is_block(const struct fact *f)
{
	return is_container(f) && (f->label != NULL || f->key == NULL);
}

static bool
is_hidden(const struct report_out *out, const struct fact *f)
{
	return f->level > out->verbose || out->text[f->depth].hidden;
}

/* A value in a list that has a heading: it stands below, without a column. */
static bool
is_item(const struct report_out *out, const struct fact *f)
{
	return f->kind != FACT_LINE && f->key == NULL
		&& out->text[f->depth].listed
		&& (f->label == NULL || *f->label == '\0');
}

/* The index behind fact I and all that it contains. */
static size_t
behind(const struct report *r, size_t i)
{
	int depth = r->facts[i].depth;

	for (i++; i < r->n_facts && r->facts[i].depth > depth; i++)
		;
	return i;
}

/* The column of values for fact I and what is aligned with it from there on. */
static size_t
value_column(const struct report_out *out, const struct report *r, size_t i)
{
	size_t column = COLUMN_LEAST;
	int root = out->text[r->facts[i].depth].root;

	while (i < r->n_facts && r->facts[i].depth >= root) {
		const struct fact *f = &r->facts[i];
		size_t width;

		if (f->level > out->verbose || is_block(f)) {
			i = behind(r, i);
			continue;
		}
		width = f->label != NULL ? escape_text_width(f->label) : 0;
		if (width <= LABEL_MAX && width + GAP > column)
			column = width + GAP;
		i++;
	}
	return column;
}

/* Begin a line.  A blank one parts it from the list item before it. */
static void
fact_line(struct report_out *out, const struct fact *f)
{
	for (int d = 0; d <= out->deepest; d++) {
		struct text_level *level = &out->text[d];
		bool inside = d <= f->depth;

		if (level->item == (inside ? ITEM_BEGUN : ITEM_SHOWN))
			text_gap(out);
		if (level->item != ITEM_NONE)
			level->item = inside ? ITEM_SHOWN : ITEM_NONE;
	}
	out->deepest = f->depth;
	text_line(out, out->text[f->depth].indent);
}

/* The value, at COLUMN, and the end of its line. */
static void
put_value(struct report_out *out, const struct fact *f, size_t column,
	size_t hang)
{
	struct strbuf *to = &out->buf;
	char time[CLOCK_TEXT];

	switch (f->kind) {
	case FACT_INTEGER:
		strbuf_integer(to, f->num);
		break;
	case FACT_BOOLEAN:
		strbuf_str(to, f->num != 0 ? "yes" : "no");
		break;
	case FACT_TIME:
		strbuf_str(to, clock_format(f->num, time));
		break;
	case FACT_NULL:
	case FACT_GROUP:
	case FACT_LIST:
		strbuf_str(to, "none");
		break;
	case FACT_STRING:
	case FACT_BYTES:
	case FACT_NUMBER:
	case FACT_LINE:
		text_words(out, column, hang, f->text);
		return;
	}
	strbuf_char(to, '\n');
}

/*
 * What has no label: an item of a list, or a line that heads one.  The rest of
 * a long one must not look like the next.
 */
static void
put_plain(struct report_out *out, const struct fact *f)
{
	struct text_level *here = &out->text[f->depth];
	bool heads = f->kind == FACT_LINE && here->item == ITEM_BEGUN;

	fact_line(out, f);
	put_value(out, f, here->indent, here->indent + GAP);
	if (heads)
		here->indent += GAP;
}

static void
put_labelled(struct report_out *out, const struct report *r, size_t i)
{
	const struct fact *f = &r->facts[i];
	const struct text_level *here = &out->text[f->depth];
	size_t *column = &out->text[here->root].column, label, width;

	if (*column == 0)
		*column = value_column(out, r, i);
	label = escape_text_width(f->label);
	width = label + GAP;
	if (width < *column)
		width = *column;
	fact_line(out, f);
	escape_text(&out->buf, f->label);
	strbuf_blanks(&out->buf, (int)(width - label));
	put_value(out, f, here->indent + width, here->indent + width);
}

static void
enter(struct report_out *out, const struct report *r, size_t i)
{
	const struct fact *f = &r->facts[i];
	const struct text_level *here = &out->text[f->depth];
	struct text_level *inside = &out->text[f->depth + 1];
	bool empty = behind(r, i) == i + 1
		&& (i + 1 < r->n_facts || r->depth <= f->depth);

	*inside = (struct text_level){
		.hidden = is_hidden(out, f),
		.listed = f->label != NULL,
		.root = is_block(f) ? f->depth + 1 : here->root,
		.indent = here->indent + (f->label != NULL ? GAP : 0),
		.item = f->label == NULL && f->key == NULL ? ITEM_BEGUN
							   : ITEM_NONE,
	};
	if (out->deepest <= f->depth)
		out->deepest = f->depth + 1;
	if (inside->hidden || f->label == NULL)
		return;
	if (empty) {
		put_labelled(out, r, i);
		return;
	}
	/* The first heading stands apart from what sums up. */
	if (f->depth == 0 && !out->text[0].headed)
		text_gap(out);
	out->text[f->depth].headed = true;
	fact_line(out, f);
	escape_text(&out->buf, f->label);
	strbuf_char(&out->buf, '\n');
	out->gap = GAP_NONE;
}

void
text_facts_begin(struct report_out *out, size_t indent)
{
	out->text[0] = (struct text_level){ .indent = indent };
}

void
text_facts(struct report_out *out, const struct report *r)
{
	for (int d = 0; d <= out->deepest; d++)
		out->text[d].column = 0;
	for (size_t i = 0; i < r->n_facts; i++) {
		const struct fact *f = &r->facts[i];

		if (is_container(f))
			enter(out, r, i);
		else if (is_hidden(out, f))
			continue;
		else if (is_item(out, f)
			|| (f->kind == FACT_LINE && f->label == NULL))
			put_plain(out, f);
		else if (f->label != NULL)
			put_labelled(out, r, i);
	}
}
