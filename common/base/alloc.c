/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alloc.c - allocation that never returns NULL, and the one place that calls
 * exit().
 */
#include "base/alloc.h"

#include "base/err.h"

static _Noreturn void
out_of_memory(void)
{
	fputs("out of memory\n", stderr);
	exit(ERR_SYSTEM);
}

/* N * SIZE, at least 1; what no object can have is not even asked for. */
static size_t
product(size_t n, size_t size)
{
	size_t octets;

	if (__builtin_mul_overflow(n, size, &octets) || octets > PTRDIFF_MAX)
		out_of_memory();
	return octets > 0 ? octets : 1;
}

void *
xcalloc(size_t n, size_t size)
{
	void *p = calloc(product(n, size), 1);

	if (!p)
		out_of_memory();
	return p;
}

void *
xgrow(void *p, size_t *cap, size_t need, size_t size)
{
	enum { LEAST = 16 };
	size_t n = *cap;

	if (need <= n)
		return p;
	n = n > SIZE_MAX / 2 ? need : 2 * n;
	if (n < need)
		n = need;
	if (n < LEAST)
		n = LEAST;
	p = realloc(p, product(n, size));
	if (!p)
		out_of_memory();
	*cap = n;
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xstrndup(const char *s, size_t len)
{
	char *copy = strndup(s, len);

	if (!copy)
		out_of_memory();
	return copy;
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		out_of_memory();
	return s;
}

void
str_freep(char **s)
{
	free(*s);
	*s = NULL;
}
