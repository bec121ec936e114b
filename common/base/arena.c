/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.c - many small things that die together.
 */
#include "base/arena.h"

#include "base/alloc.h"
#include "base/bytes.h"

enum {
	BLOCK_LEAST = 4 << 10,
	BLOCK_MOST = 64 << 10, /* but for what is larger itself */
};

struct arena_block {
	struct arena_block *older;
	size_t size;
	size_t used; /* known once a newer block is in use */
	alignas(ARENA_ALIGN) char room[];
};

static size_t
rounded(size_t size)
{
	return (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
}

static size_t
used(const struct arena *a)
{
	return a->blocks != NULL ? a->blocks->size - a->left : 0;
}

static void
use(struct arena *a, struct arena_block *b)
{
	a->blocks = b;
	a->next = b->room;
	a->left = b->size;
}

/* A block with room for SIZE octets, twice as large as the one before. */
static void
add_block(struct arena *a, size_t size)
{
	size_t room = a->blocks != NULL ? 2 * a->blocks->size : BLOCK_LEAST;
	struct arena_block *b;
	size_t cap = 0;

	if (room > BLOCK_MOST)
		room = BLOCK_MOST;
	if (room < size)
		room = size;
	b = xgrow(NULL, &cap, sizeof(*b) + room, 1);
	*b = (struct arena_block){ .older = a->blocks, .size = room };
	if (b->older != NULL)
		b->older->used = used(a);
	use(a, b);
}

void *
arena_take_more(struct arena *a, size_t size)
{
	add_block(a, rounded(size < SIZE_MAX / 2 ? size : SIZE_MAX / 2));
	return arena_take(a, size);
}

/* FIRST of LEN characters, and SECOND behind it. */
static char *
join(struct arena *a, const char *first, size_t len, const char *second)
{
	size_t more = strlen(second) + 1;
	char *to = arena_take(a, len + more);

	memcpy(to, first, len);
	memcpy(to + len, second, more);
	return to;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return join(a, "", 0, s);
}

/* Most formats are a constant text, or end with somebody else's. */
char *
arena_vformat(struct arena *a, const char *fmt, va_list ap)
{
	const char *percent = strchr(fmt, '%'), *text;
	size_t left = a->left;
	va_list again;
	char *to;
	int n;

	if (percent == NULL)
		return arena_strdup(a, fmt);
	if (strcmp(percent, "%s") == 0) {
		text = va_arg(ap, const char *);
		return join(a, fmt, (size_t)(percent - fmt),
			text != NULL ? text : "(null)");
	}
	va_copy(again, ap);
	n = vsnprintf(a->next, left, fmt, ap);
	if (n > 0 && (size_t)n >= left)
		a->left = 0; /* what was tried there is wiped, too */
	to = arena_take(a, n > 0 ? (size_t)n + 1 : 1);
	if (n <= 0)
		*to = '\0';
	else if ((size_t)n >= left)
		vsnprintf(to, (size_t)n + 1, fmt, again);
	va_end(again);
	return to;
}

void *
arena_grow(struct arena *a, void *p, size_t *cap, size_t need, size_t size)
{
	enum { LEAST = 4 };
	size_t n = 2 * *cap, octets;
	void *to;

	if (need <= *cap)
		return p;
	if (n < need)
		n = need;
	if (n < LEAST)
		n = LEAST;
	if (__builtin_mul_overflow(n, size, &octets))
		octets = SIZE_MAX;
	to = arena_take(a, octets);
	if (*cap > 0)
		memcpy(to, p, *cap * size);
	*cap = n;
	return to;
}

static void
free_block(struct arena_block *b)
{
	wipe(b->room, b->used);
	free(b);
}

void
arena_clear(struct arena *a)
{
	struct arena_block *kept = a->blocks;

	if (kept == NULL)
		return;
	kept->used = used(a);
	while (kept->older != NULL) {
		struct arena_block *b = kept->older;

		kept->older = b->older;
		free_block(b);
	}
	if (kept->size > BLOCK_MOST) {
		free_block(kept);
		*a = (struct arena){ .blocks = NULL };
	} else {
		wipe(kept->room, kept->used);
		use(a, kept);
	}
}

void
arena_done(struct arena *a)
{
	if (a->blocks != NULL)
		a->blocks->used = used(a);
	while (a->blocks != NULL) {
		struct arena_block *b = a->blocks;

		a->blocks = b->older;
		free_block(b);
	}
	*a = (struct arena){ .blocks = NULL };
}
