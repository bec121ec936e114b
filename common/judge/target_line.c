/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_line.c - words of a line, and what each of them sets.
 */
#include "judge/target_line.h"

#include "base/alloc.h"
#include "base/strbuf.h"
#include "judge/expect.h"
#include "judge/tls_plan.h"

enum { SHOWN_MAX = 40 }; /* octets of a word that makes no sense */

#define KEYS "cert, key, pass, ca, name, tls, expect, ref"

int
target_line_fault(struct err *err)
{
	if (err->kind == ERR_USAGE)
		err->kind = ERR_INPUT;
	if (strncmp(err->text, "--", 2) == 0)
		memmove(err->text, err->text + 2, strlen(err->text + 2) + 1);
	return -1;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static void
skip_blanks(struct view *rest)
{
	while (rest->len > 0 && is_blank(rest->data[0]))
		*rest = view_part(*rest, 1, SIZE_MAX);
}

static int
shown(struct view v)
{
	return v.len < SHOWN_MAX ? (int)v.len : SHOWN_MAX;
}

/* Up to a blank; the caller frees it. */
static char *
take_plain(struct view *rest)
{
	size_t n = 0;
	char *value;

	while (n < rest->len && !is_blank(rest->data[n]))
		n++;
	value = xstrndup((const char *)rest->data, n);
	*rest = view_part(*rest, n, SIZE_MAX);
	return value;
}

/* From one quotation mark to the other; NULL if that is missing. */
static char *
take_quoted(struct view *rest)
{
	_cleanup_strbuf_ struct strbuf value = { .len = 0 };
	size_t n = 1;

	while (n < rest->len && rest->data[n] != '"') {
		if (rest->data[n] == '\\' && n + 1 < rest->len
			&& (rest->data[n + 1] == '"'
				|| rest->data[n + 1] == '\\'))
			n++;
		strbuf_char(&value, (char)rest->data[n++]);
	}
	if (n >= rest->len) {
		*rest = view_part(*rest, rest->len, 0);
		return NULL;
	}
	*rest = view_part(*rest, n + 1, SIZE_MAX);
	return xstrndup(value.len > 0 ? value.data : "", value.len);
}

/* NULL: there is none that makes sense; the caller frees it. */
static char *
take_value(struct view *rest, struct view key, struct err *err)
{
	bool quoted = rest->len > 0 && rest->data[0] == '"';
	char *value = quoted ? take_quoted(rest) : take_plain(rest);

	if (value == NULL) {
		err_set(err, ERR_INPUT,
			"%.*s: the value has no closing quotation mark",
			shown(key), key.data);
		return NULL;
	}
	if (!quoted || rest->len == 0 || is_blank(rest->data[0]))
		return value;
	err_set(err, ERR_INPUT,
		"%.*s: something stands behind the closing quotation mark",
		shown(key), key.data);
	free(value);
	return NULL;
}

/* ---- what a word sets ---------------------------------------------------- */

static int
add_expect(struct target_line *t, char *value, struct err *err)
{
	if (t->n_expect == TARGET_LINE_EXPECTS_MAX)
		return err_set(err, ERR_INPUT, "expect: %d are enough",
			TARGET_LINE_EXPECTS_MAX);
	if (expect_parse(value, err) < 0)
		return target_line_fault(err);
	t->expect[t->n_expect++] = value;
	return 0;
}

static int
check_value(const char *key, const char *value, struct err *err)
{
	bool may_be_empty = strcmp(key, "cert") == 0
		|| strcmp(key, "name") == 0;
	bool is_input = strcmp(key, "name") != 0 && strcmp(key, "ref") != 0;

	if (*value == '\0' && !may_be_empty)
		return err_set(err, ERR_INPUT, "%s: the value is empty", key);
	if (is_input && strcmp(value, "-") == 0)
		return err_set(err, ERR_INPUT,
			"%s: standard input is not for the targets of a list",
			key);
	if (strcmp(key, "name") == 0
		&& tls_plan_check_name("name", value, err) < 0)
		return target_line_fault(err);
	if (strcmp(key, "tls") == 0 && strcmp(value, "1.2") != 0
		&& strcmp(value, "1.3") != 0)
		return err_set(err, ERR_INPUT,
			"tls: '%s' is neither 1.2 nor "
			"1.3",
			value);
	return 0;
}

/* Takes VALUE if it is good. */
static int
set(struct target_line *t, struct view key, char *value, struct err *err)
{
	const struct {
		const char *key;
		char **to;
	} rows[] = { { "cert", &t->cert }, { "key", &t->key },
		{ "pass", &t->pass }, { "ca", &t->ca }, { "name", &t->name },
		{ "tls", &t->tls }, { "ref", &t->ref } };

	if (view_eq_str(key, "expect"))
		return add_expect(t, value, err);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!view_eq_str(key, rows[i].key))
			continue;
		if (*rows[i].to != NULL)
			return err_set(err, ERR_INPUT, "%s: is given twice",
				rows[i].key);
		if (check_value(rows[i].key, value, err) < 0)
			return -1;
		*rows[i].to = value;
		return 0;
	}
	return err_set(err, ERR_INPUT,
		"'%.*s': no such word: it is one of " KEYS, shown(key),
		key.data);
}

/* ---- lines --------------------------------------------------------------- */

static int
take_word(struct view *rest, struct target_line *t, struct err *err)
{
	struct view key = *rest;
	char *value;
	size_t n = 0;

	while (n < rest->len && !is_blank(rest->data[n])
		&& rest->data[n] != '=')
		n++;
	key = view_part(key, 0, n);
	*rest = view_part(*rest, n, SIZE_MAX);
	if (rest->len == 0 || rest->data[0] != '=')
		return err_set(err, ERR_INPUT,
			"'%.*s': is no KEY=VALUE: the key is one of " KEYS,
			shown(key), key.data);
	*rest = view_part(*rest, 1, SIZE_MAX);
	value = take_value(rest, key, err);
	if (value == NULL)
		return -1;
	if (set(t, key, value, err) == 0)
		return 0;
	free(value);
	return -1;
}

/* One that makes no sense does not hide the ref behind it. */
static int
take_words(struct view *rest, struct target_line *t, struct err *err)
{
	struct err other;
	int r = 0;

	for (skip_blanks(rest); rest->len > 0 && rest->data[0] != '#';
		skip_blanks(rest))
		if (take_word(rest, t, r == 0 ? err : &other) < 0)
			r = -1;
	return r;
}

static int
take_target(struct view *rest, struct target_line *t, struct err *err)
{
	_cleanup_str_ char *text = take_plain(rest);

	if (tls_plan_target(text, &t->host, &t->port, err) < 0)
		return target_line_fault(err);
	return 0;
}

static int
check(const struct target_line *t, struct err *err)
{
	bool has_cert = t->cert != NULL && *t->cert != '\0';

	if (t->key != NULL && !has_cert)
		return err_set(err, ERR_INPUT, "key: needs cert");
	if (t->pass != NULL && !has_cert)
		return err_set(err, ERR_INPUT, "pass: needs cert");
	return 0;
}

int
target_line_parse(struct view text, struct target_line *t, struct err *err)
{
	struct view rest = text;
	struct err other;
	int r;

	*t = (struct target_line){ .n_expect = 0 };
	if (text.len > TARGET_LINE_MAX)
		return err_set(err, ERR_INPUT,
			"the line is too long: the limit is %d octets",
			TARGET_LINE_MAX);
	skip_blanks(&rest);
	if (rest.len == 0 || rest.data[0] == '#')
		return 0;
	if (memchr(rest.data, '\0', rest.len) != NULL)
		return err_set(err, ERR_INPUT, "a NUL stands in the line");
	r = take_target(&rest, t, err);
	if (take_words(&rest, t, r == 0 ? err : &other) < 0)
		r = -1;
	return r < 0 || check(t, err) < 0 ? -1 : 1;
}

void
target_line_done(struct target_line *t)
{
	char *const words[] = { t->host, t->port, t->cert, t->key, t->pass,
		t->ca, t->name, t->tls, t->ref };

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		free(words[i]);
	for (size_t i = 0; i < t->n_expect; i++)
		free(t->expect[i]);
	*t = (struct target_line){ .n_expect = 0 };
}
