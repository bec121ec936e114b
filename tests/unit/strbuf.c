/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strbuf.c - text that grows, held against the C library's formatting, and the
 * arena in which texts die together.
 */
#include "base/arena.h"
#include "base/strbuf.h"
#include "tap.h"

static void
is(struct strbuf *b, const char *want, const char *what)
{
	ok(b->len == strlen(want) && memcmp(b->data, want, b->len) == 0, "%s",
		what);
	b->len = 0;
}

static void
pieces(void)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	strbuf_add(&b, NULL, 0);
	strbuf_blanks(&b, 0);
	strbuf_blanks(&b, -7);
	ok(b.len == 0, "nothing, added, is nothing");
	strbuf_char(&b, 'a');
	strbuf_str(&b, "bc");
	strbuf_add(&b, "defg", 2);
	strbuf_blanks(&b, 3);
	strbuf_format(&b, "%s-%d", "x", 7);
	is(&b, "abcde   x-7", "pieces stand behind one another");
}

static void
growth(void)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	static char long_text[5000];
	bool same = true;

	memset(long_text, 'y', sizeof(long_text) - 1);
	for (int i = 0; i < 100000; i++)
		strbuf_char(&b, (char)('a' + i % 26));
	for (int i = 0; i < 100000; i++)
		same = same && b.data[i] == 'a' + i % 26;
	ok(same && b.len == 100000, "a hundred thousand characters");
	b.len = 0;
	strbuf_format(&b, "%s", long_text);
	is(&b, long_text, "a format longer than the room that is left");
	/* One that just fits, and one that just does not, at every length. */
	for (int n = 0; n < 3000; n++) {
		struct strbuf small = { .len = 0 };

		strbuf_format(&small, "%.*s", n, long_text);
		strbuf_format(&small, "%.*s", 3000 - n, long_text);
		same = same && small.len == 3000
			&& memcmp(small.data, long_text, 3000) == 0;
		strbuf_done(&small);
	}
	ok(same, "formats of every length");
}

static void
integers(void)
{
	static const int64_t cases[] = { 0, 1, -1, 9, 10, -10, 1000000007,
		INT64_MAX, INT64_MIN, INT64_MIN + 1 };
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char want[32];

		snprintf(want, sizeof(want), "%lld", (long long)cases[i]);
		strbuf_integer(&b, cases[i]);
		is(&b, want, want);
	}
}

static char *_printf_(2, 3) formatted(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vformat(a, fmt, ap);
	va_end(ap);
	return s;
}

/* N texts of all lengths; they stay what they are while others come. */
static bool
texts_stay(struct arena *a, size_t n)
{
	static char pattern[4096];
	char **text = calloc(n, sizeof(*text));
	bool stay = text != NULL;

	memset(pattern, 'p', sizeof(pattern));
	for (size_t i = 0; stay && i < n; i++)
		text[i] = i % 3 == 0
			? formatted(a, "%zu %.*s", i, (int)(i * 37 % 4000),
				pattern)
			: formatted(a, "%.*s", (int)(i % 40), pattern);
	for (size_t i = 0; stay && i < n; i++) {
		size_t len = strlen(text[i]);

		stay = i % 3 == 0 ? strtoul(text[i], NULL, 10) == i
				  : len == i % 40;
	}
	free(text);
	return stay;
}

/* A format of every length, in a block that it fills, or just does not. */
static bool
formats_fit(void)
{
	static char pattern[5000];
	bool fit = true;

	memset(pattern, 'p', sizeof(pattern));
	for (int n = 0; n < (int)sizeof(pattern); n++) {
		struct arena a = { .left = 0 };
		char *s;

		arena_take(&a, 1);
		s = formatted(&a, "%.*s", n, pattern);
		fit = fit && strlen(s) == (size_t)n;
		arena_done(&a);
	}
	return fit;
}

static void
arena(void)
{
	struct arena a = { .left = 0 };
	size_t cap = 0;
	int *numbers = NULL;
	bool same = true;
	char *p;

	ok(strcmp(formatted(&a, "100%% of %d", 3), "100% of 3") == 0,
		"a format");
	ok(strcmp(formatted(&a, "constant"), "constant") == 0, "no format");
	ok(strcmp(formatted(&a, "%s", "%d"), "%d") == 0, "somebody's text");
	ok(strcmp(formatted(&a, "%s", ""), "") == 0, "an empty text");
	ok(strcmp(arena_strdup(&a, "copy"), "copy") == 0, "a copy");
	ok(formats_fit(), "formats of every length");
	ok(texts_stay(&a, 3000), "texts stay while others come");
	for (int i = 0; i < 5000; i++) {
		numbers = arena_grow(&a, numbers, &cap, (size_t)i + 1,
			sizeof(*numbers));
		numbers[i] = i;
	}
	for (int i = 0; i < 5000; i++)
		same = same && numbers[i] == i;
	ok(same, "an array grows and keeps its elements");
	p = arena_take(&a, 1 << 20);
	memset(p, 1, 1 << 20);
	ok((uintptr_t)arena_take(&a, 1) % _Alignof(max_align_t) == 0,
		"what is taken suits any object");
	arena_clear(&a);
	ok(texts_stay(&a, 1000), "an arena can be cleared and used again");
	arena_clear(&a);
	p = arena_take(&a, 8);
	arena_clear(&a);
	ok(arena_take(&a, 8) == p, "a cleared one keeps its room");
	arena_done(&a);
	ok(texts_stay(&a, 10), "one that is done is empty");
	arena_done(&a);
	arena_clear(&a);
	arena_done(&a);
}

int
main(void)
{
	pieces();
	growth();
	integers();
	arena();
	return tap_done();
}
