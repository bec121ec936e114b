/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uri.c - fuzzing of proof/uri.h: a URI is the same as its normal form, which
 * does not change any more; of two in two lines, the comparison agrees.
 */
#include "proof/uri.h"

#include "base/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
need_inside(const struct uri *u, struct view v)
{
	need(v.data == NULL
		|| (v.data >= u->text.data
			&& v.data + v.len <= u->text.data + u->text.len));
}

static void
walk(const struct uri *u)
{
	const struct view parts[] = { u->bare, u->scheme, u->userinfo, u->host,
		u->port, u->path, u->query, u->fragment };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		need_inside(u, parts[i]);
	need(u->scheme.len > 0 && u->host.len > 0);
}

static void
normalise(const struct uri *u)
{
	_cleanup_str_ char *normal = uri_normal(u), *again = NULL;
	struct uri n;
	struct err err;

	need(strlen(normal) <= u->text.len + 1);
	if (strlen(normal) > URI_MAX)
		return;
	need(uri_parse(view_of_str(normal), &n, &err) == 0);
	again = uri_normal(&n);
	need(strcmp(normal, again) == 0);
	need(uri_compare(u, &n)
		== (u->has_userinfo ? URI_USERINFO : URI_NOTHING));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	size_t n = end != NULL ? (size_t)(end - data) : size;
	struct view all = { data, size };
	struct err err = { .kind = ERR_NONE };
	struct uri a, b;

	if (uri_parse(view_part(all, 0, n), &a, &err) < 0) {
		need(err.kind == ERR_INPUT && err.text[0] != '\0');
		return 0;
	}
	walk(&a);
	normalise(&a);
	need(uri_compare(&a, &a) == URI_NOTHING && uri_is_verbatim(&a, &a));
	if (uri_parse(view_part(all, n + 1, size), &b, &err) < 0)
		return 0;
	need(uri_compare(&a, &b) == uri_compare(&b, &a));
	if (uri_is_verbatim(&a, &b))
		need(uri_compare(&a, &b) == URI_NOTHING);
	return 0;
}
