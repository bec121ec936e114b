/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc.h - allocation that never returns NULL.
 *
 * A short-lived tool that has no memory left has nothing better to do than to
 * say so and to stop with status 5, so none of these functions can fail.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stdarg.h>

#include "base/base.h"

/* Zeroed room for N objects of SIZE bytes; the caller frees it. */
void *xcalloc(size_t n, size_t size);

/*
 * Make the array P of SIZE-byte elements hold at least NEED of them and
 * return its new place; *CAP counts elements.  New room is not zeroed.
 */
void *xgrow(void *p, size_t *cap, size_t need, size_t size);

/* Copies; the caller frees them. */
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) _printf_(1, 2);
char *xvasprintf(const char *fmt, va_list ap) _printf_(1, 0);

/* For _cleanup_: free what the pointer points to. */
void str_freep(char **s);
#define _cleanup_str_ _cleanup_(str_freep)

#endif
