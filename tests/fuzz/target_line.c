/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_line.c - fuzzing of judge/target_line.h: a line of a list, and the
 * same line written again, which says the same.
 */
#include "judge/target_line.h"

#include "base/alloc.h"
#include "base/strbuf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
put(struct strbuf *b, const char *key, const char *value)
{
	if (value == NULL)
		return;
	strbuf_format(b, " %s=\"", key);
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			strbuf_char(b, '\\');
		strbuf_char(b, *value);
	}
	strbuf_char(b, '"');
}

static void
write_line(const struct target_line *t, struct strbuf *b)
{
	strbuf_format(b, "[%s]:%s", t->host, t->port);
	put(b, "cert", t->cert);
	put(b, "key", t->key);
	put(b, "pass", t->pass);
	put(b, "ca", t->ca);
	put(b, "name", t->name);
	put(b, "tls", t->tls);
	for (size_t i = 0; i < t->n_expect; i++)
		put(b, "expect", t->expect[i]);
	put(b, "ref", t->ref);
}

static void
again(const struct target_line *t)
{
	_cleanup_strbuf_ struct strbuf one = { .len = 0 }, two = { .len = 0 };
	_cleanup_target_line_ struct target_line back = { .n_expect = 0 };
	struct err err;

	write_line(t, &one);
	if (one.len > TARGET_LINE_MAX)
		return;
	need(target_line_parse((struct view){ (uint8_t *)one.data, one.len },
		     &back, &err)
		== 1);
	write_line(&back, &two);
	need(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_target_line_ struct target_line t = { .n_expect = 0 };
	struct err err = { 0 };
	int r = target_line_parse((struct view){ data, size }, &t, &err);

	need(size <= TARGET_LINE_MAX || r < 0);
	if (r < 0)
		need(err.kind == ERR_INPUT && err.text[0] != '\0');
	else if (r == 0)
		need(t.host == NULL && t.ref == NULL);
	else
		again(&t);
	return 0;
}
