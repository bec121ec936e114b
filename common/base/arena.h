/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h - many small things that die together: taking one is a step forward
 * in a block of memory, forgetting all of them frees next to nothing.
 *
 * What is taken stays where it is until arena_clear(), which wipes it.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdalign.h>
#include <stdarg.h>

#include "base/base.h"

enum { ARENA_ALIGN = alignof(max_align_t) };

struct arena_block;

struct arena {
	struct arena_block *blocks; /* the newest first */
	char *next;                 /* what is free of it */
	size_t left;                /* a multiple of ARENA_ALIGN */
};

/* For arena_take(): the same where no room is left. */
void *arena_take_more(struct arena *a, size_t size);

/* Room for SIZE octets (not zeroed), fit for any object. */
static inline void *
arena_take(struct arena *a, size_t size)
{
	void *p = a->next;

	if (size > a->left)
		return arena_take_more(a, size);
	size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	a->next += size;
	a->left -= size;
	return p;
}

/* Copies with a NUL behind. */
char *arena_strdup(struct arena *a, const char *s);
/* What printf(3) would write. */
char *
arena_vformat(struct arena *a, const char *fmt, va_list ap) _printf_(2, 0);

/*
 * Make the array P of SIZE-byte elements hold at least NEED of them and
 * return its new place; *CAP counts elements.  New room is not zeroed.
 */
void *
arena_grow(struct arena *a, void *p, size_t *cap, size_t need, size_t size);

/* Forget all, but keep a block for what comes next. */
void arena_clear(struct arena *a);
/* Forget all, and free it. */
void arena_done(struct arena *a);

#endif
