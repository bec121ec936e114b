/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_page.c - tests of serve/page.h: whatever a text holds, it stays a text.
 */
#include "serve/page.h"

#include "tap.h"

static bool
holds(const struct strbuf *b, const char *text)
{
	return memmem(b->data, b->len, text, strlen(text)) != NULL;
}

static void
escapes(const char *text, const char *want)
{
	_cleanup_strbuf_ struct strbuf b = { NULL };

	page_escape(&b, text);
	ok(b.len == strlen(want)
			&& (b.len == 0 || memcmp(b.data, want, b.len) == 0),
		"%s", want);
}

static void
test_escape(void)
{
	escapes("", "");
	escapes("CN=plain, O=Example", "CN=plain, O=Example");
	escapes("<script>", "&lt;script&gt;");
	escapes("a&b;\"'", "a&amp;b;&quot;&#39;");
	escapes("&lt;", "&amp;lt;");
	escapes("\x1b[2J\n", "\\x1b[2J\\n");
	escapes("\xe2\x80\xae", "\\xe2\\x80\\xae");
	escapes("\xff<", "\\xff&lt;");
	escapes("J\xc3\xb6rg", "J\xc3\xb6rg");
}

/* One hostile text in every place. */
static void
test_places(void)
{
	static const char bad[] = "</dd>\"><script>'%s\x1b";
	_cleanup_strbuf_ struct strbuf b = { NULL };

	page_begin(&b, "pass", bad, "%s", bad);
	page_section(&b, "%s", bad);
	page_fold(&b, "%s", bad);
	page_text(&b, "%s", bad);
	page_row(&b, bad, "%s", bad);
	page_code(&b, bad, "%s", bad);
	page_unfold(&b);
	page_block(&b, "%s", bad);
	page_link(&b, bad, "%s", bad);
	page_end(&b);
	ok(!holds(&b, "<script>") && !holds(&b, "\x1b") && !holds(&b, "'%s"),
		"nothing ends a tag or an attribute");
	ok(holds(&b, "&lt;/dd&gt;&quot;&gt;&lt;script&gt;&#39;%s\\x1b"),
		"... and all of it is there");
}

static size_t
count(const struct strbuf *b, const char *text)
{
	const char *at = b->data, *end = b->data + b->len;
	size_t n = 0;

	while ((at = memmem(at, (size_t)(end - at), text, strlen(text)))
		!= NULL) {
		at += strlen(text);
		n++;
	}
	return n;
}

static void
test_lists(void)
{
	_cleanup_strbuf_ struct strbuf b = { NULL };

	page_row(&b, "a", "1");
	page_row(&b, "b", "2");
	page_code(&b, "c", "3");
	page_text(&b, "between");
	page_row(&b, "d", "4");
	ok(count(&b, "<dl>") == 2 && count(&b, "</dl>") == 2
			&& count(&b, "<dt>") == 4 && count(&b, "</dd>") == 4,
		"rows that follow each other are one list");
}

int
main(void)
{
	test_escape();
	test_places();
	test_lists();
	return tap_done();
}
