/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tags around texts that anybody may have written.
 */
#include "serve/page.h"

#include "base/alloc.h"
#include "cli/escape.h"

static const char style[] =
	":root{color-scheme:light dark;--dim:#5a6270;--line:#d8dce3;"
	"--box:#f4f6f9;--pass:#0b6b3a;--fail:#b3261e;--warn:#8a5300}"
	"@media(prefers-color-scheme:dark){:root{--dim:#9aa3b2;--line:#3a404b;"
	"--box:#1d2128;--pass:#5fd69a;--fail:#ff8a80;--warn:#ffc266}}"
	"*{box-sizing:border-box}"
	"body{margin:0 auto;padding:1rem;max-width:52rem;font:16px/1.5 "
	"system-ui,sans-serif;overflow-wrap:anywhere}"
	"h1{font-size:1.3rem;line-height:1.35;margin:.5rem 0 1rem}"
	"h1 b{display:block;letter-spacing:.05em}"
	".pass b{color:var(--pass)}.fail b{color:var(--fail)}"
	".warn b{color:var(--warn)}"
	"h2,summary{font-size:1.05rem;font-weight:600;margin:1.6rem 0 .4rem;"
	"padding-top:.6rem;border-top:1px solid var(--line)}"
	"summary{cursor:pointer}"
	"dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;"
	"gap:.15rem 1rem;margin:0}"
	"dt{color:var(--dim)}dd{margin:0;min-width:0}"
	"code,pre{font:.85rem/1.5 ui-monospace,monospace}"
	"pre{margin:.4rem 0;padding:.7rem;background:var(--box);"
	"border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere}"
	"p{margin:.3rem 0}a{color:inherit}"
	"@media(max-width:34rem){dl{display:block}dd{margin:0 0 .5rem}}";

void
page_escape(struct strbuf *out, const char *text)
{
	_cleanup_strbuf_ struct strbuf plain = { NULL };

	/* What could deceive a reader is shown as what it is. */
	escape_text(&plain, text);
	for (size_t i = 0; i < plain.len; i++) {
		switch (plain.data[i]) {
		case '&':
			strbuf_str(out, "&amp;");
			break;
		case '<':
			strbuf_str(out, "&lt;");
			break;
		case '>':
			strbuf_str(out, "&gt;");
			break;
		case '"':
			strbuf_str(out, "&quot;");
			break;
		case '\'':
			strbuf_str(out, "&#39;");
			break;
		default:
			strbuf_char(out, plain.data[i]);
			break;
		}
	}
}

static void put(struct strbuf *out, const char *fmt, va_list ap) _printf_(2, 0);

static void
put(struct strbuf *out, const char *fmt, va_list ap)
{
	_cleanup_str_ char *text = xvasprintf(fmt, ap);

	page_escape(out, text);
}

static bool
ends_with(const struct strbuf *out, const char *tail)
{
	size_t len = strlen(tail);

	return out->len >= len
		&& memcmp(out->data + out->len - len, tail, len) == 0;
}

void
page_begin(struct strbuf *out, const char *tone, const char *word,
	const char *fmt, ...)
{
	va_list ap;

	strbuf_format(out,
		"<!DOCTYPE html>\n<html lang=\"en\"><head>"
		"<meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\">"
		"<meta name=\"robots\" content=\"noindex\">"
		"<title>who am I? &ndash; tlsbind-serve</title>"
		"<style>%s</style></head>\n<body>\n<h1 class=\"%s\"><b>",
		style, tone);
	page_escape(out, word);
	strbuf_str(out, "</b> ");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</h1>\n");
}

void
page_section(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	strbuf_str(out, "<h2>");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</h2>\n");
}

void
page_fold(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	strbuf_str(out, "<details><summary>");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</summary>\n");
}

void
page_unfold(struct strbuf *out)
{
	strbuf_str(out, "</details>\n");
}

void
page_text(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	strbuf_str(out, "<p>");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</p>\n");
}

/* Into the list that the last row has left open, if there is one. */
static void
open_row(struct strbuf *out, const char *name)
{
	if (ends_with(out, "</dd></dl>\n"))
		out->len -= strlen("</dl>\n");
	else
		strbuf_str(out, "<dl>");
	strbuf_str(out, "\n<dt>");
	page_escape(out, name);
	strbuf_str(out, "</dt><dd>");
}

void
page_row(struct strbuf *out, const char *name, const char *fmt, ...)
{
	va_list ap;

	open_row(out, name);
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</dd></dl>\n");
}

void
page_code(struct strbuf *out, const char *name, const char *fmt, ...)
{
	va_list ap;

	open_row(out, name);
	strbuf_str(out, "<code>");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</code></dd></dl>\n");
}

void
page_block(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	strbuf_str(out, "<pre>");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</pre>\n");
}

void
page_link(struct strbuf *out, const char *href, const char *fmt, ...)
{
	va_list ap;

	strbuf_str(out, "<p><a href=\"");
	page_escape(out, href);
	strbuf_str(out, "\">");
	va_start(ap, fmt);
	put(out, fmt, ap);
	va_end(ap);
	strbuf_str(out, "</a></p>\n");
}

void
page_end(struct strbuf *out)
{
	strbuf_str(out, "</body></html>\n");
}
