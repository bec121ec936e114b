/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_text_line.c - lines of text: blank ones between, and what is too long
 * for one goes on in the next.
 */
#include "cli/escape.h"
#include "cli/render_text.h"

enum { WIDTH = 100 }; /* unless the terminal has another */

void
text_line(struct report_out *out, size_t indent)
{
	if (out->gap == GAP_DUE)
		strbuf_char(&out->buf, '\n');
	out->gap = GAP_POSSIBLE;
	strbuf_blanks(&out->buf, (int)indent);
}

static void
put_wrapped(struct report_out *out, size_t column, size_t hang, size_t limit,
	const char *text)
{
	bool begun = false;

	while (text[strspn(text, " ")] != '\0') {
		size_t spaces = strspn(text, " ");
		size_t len = strcspn(text + spaces, " ");
		_cleanup_str_ char *word = xstrndup(text + spaces, len);
		size_t width = escape_text_width(word);

		text += spaces + len;
		if (column + spaces + width > limit) {
			if (begun) {
				strbuf_char(&out->buf, '\n');
				strbuf_blanks(&out->buf, (int)hang);
				column = hang;
			}
			spaces = 0;
		}
		strbuf_blanks(&out->buf, (int)spaces);
		escape_text(&out->buf, word);
		column += spaces + width;
		begun = true;
	}
}

void
text_words(struct report_out *out, size_t column, size_t hang, const char *text)
{
	size_t limit = out->width != 0 ? out->width : WIDTH;

	if (column + escape_text_width(text) <= limit)
		escape_text(&out->buf, text);
	else
		put_wrapped(out, column, hang, limit, text);
	strbuf_char(&out->buf, '\n');
}

void
text_gap(struct report_out *out)
{
	if (out->gap == GAP_POSSIBLE)
		out->gap = GAP_DUE;
}
