/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request brought: its fields, parameters and cookies.
 */
#include "serve/http_exchange.h"

#include <strings.h>

#include "base/utf8.h"

struct http_exchange *
http_exchange_new(struct visit *v, const char *target)
{
	struct http_exchange *e = xcalloc(1, sizeof(*e));

	e->request.visit = v;
	e->request.exchange = e;
	e->target = arena_strdup(&e->arena, target);
	return e;
}

void
http_exchange_free(struct http_exchange *e)
{
	if (e == NULL)
		return;
	bytes_done(&e->body);
	arena_done(&e->arena);
	free(e);
}

void
http_exchange_span(struct http_exchange *e, const char *at, size_t len)
{
	e->span = arena_grow(&e->arena, e->span, &e->spans_cap, e->n_spans + 1,
		sizeof(*e->span));
	e->span[e->n_spans++] = (struct http_span){ at, len };
}

static char *
keep(struct arena *a, struct view v)
{
	char *copy = arena_take(a, v.len + 1);

	if (v.len > 0)
		memcpy(copy, v.data, v.len);
	copy[v.len] = '\0';
	return copy;
}

/* Blanks and tabulators only: what else is there must be seen. */
static struct view
trim(struct view v)
{
	while (v.len > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = view_part(v, 1, v.len);
	while (v.len > 0
		&& (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'))
		v.len--;
	return v;
}

void
http_exchange_field(struct http_exchange *e, const char *name,
	const char *value, size_t value_len)
{
	struct view v = { (const uint8_t *)value, value_len };

	e->field = arena_grow(&e->arena, e->field, &e->fields_cap,
		e->n_fields + 1, sizeof(*e->field));
	e->field[e->n_fields++] = (struct http_field){
		arena_strdup(&e->arena, name),
		keep(&e->arena, trim(v)),
	};
}

size_t
http_header_count(const struct http_request *q, const char *name)
{
	const struct http_exchange *e = q->exchange;
	size_t count = 0;

	for (size_t i = 0; i < e->n_fields; i++)
		count += strcasecmp(e->field[i].name, name) == 0;
	return count;
}

const char *
http_header(const struct http_request *q, const char *name)
{
	const struct http_exchange *e = q->exchange;

	if (http_header_count(q, name) != 1)
		return NULL;
	for (size_t i = 0; i < e->n_fields; i++)
		if (strcasecmp(e->field[i].name, name) == 0)
			return e->field[i].value;
	return NULL;
}

char *
http_headers(const struct http_request *q, const char *name)
{
	const struct http_exchange *e = q->exchange;
	_cleanup_strbuf_ struct strbuf all = { NULL };
	bool first = true;

	for (size_t i = 0; i < e->n_fields; i++) {
		if (strcasecmp(e->field[i].name, name) != 0)
			continue;
		if (!first)
			strbuf_char(&all, '\n');
		first = false;
		strbuf_str(&all, e->field[i].value);
	}
	return xstrndup(all.len > 0 ? all.data : "", all.len);
}

bool
http_field_at(const struct http_request *q, size_t i, const char **ret_name,
	const char **ret_value)
{
	const struct http_exchange *e = q->exchange;

	if (i >= e->n_fields)
		return false;
	*ret_name = e->field[i].name;
	*ret_value = e->field[i].value;
	return true;
}

static int
nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_text(const char *s, size_t len)
{
	if (memchr(s, '\0', len) != NULL)
		return false;
	while (len > 0) {
		size_t n = utf8_next(s, len, NULL);

		if (n == 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

/* NULL: wrong escapes, NUL, no UTF-8. */
static char *
decode(struct arena *a, struct view v)
{
	char *text = arena_take(a, v.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < v.len; i++) {
		int high, low;

		if (v.data[i] != '%') {
			text[len++] = v.data[i] == '+' ? ' ' : (char)v.data[i];
			continue;
		}
		high = i + 2 < v.len ? nibble(v.data[i + 1]) : -1;
		low = high >= 0 ? nibble(v.data[i + 2]) : -1;
		if (low < 0)
			return NULL;
		text[len++] = (char)(high << 4 | low);
		i += 2;
	}
	text[len] = '\0';
	return is_text(text, len) ? text : NULL;
}

/* URL Standard, section 5.1, but for what cannot be decoded. */
static void
read_params(struct http_exchange *e, struct http_params *p, struct view text)
{
	size_t cap = 0, at = 0;

	p->read = true;
	while (at < text.len && p->n < HTTP_PARAMS_MAX) {
		struct view rest = view_part(text, at, text.len), name, value;
		const uint8_t *amp = memchr(rest.data, '&', rest.len), *equals;
		char *decoded;

		if (amp != NULL)
			rest.len = (size_t)(amp - rest.data);
		at += rest.len + 1;
		if (rest.len == 0)
			continue;
		equals = memchr(rest.data, '=', rest.len);
		name = view_part(rest, 0,
			equals != NULL ? (size_t)(equals - rest.data)
				       : rest.len);
		value = view_part(rest, name.len + 1, rest.len);
		decoded = decode(&e->arena, name);
		if (decoded == NULL)
			continue;
		p->param = arena_grow(&e->arena, p->param, &cap, p->n + 1,
			sizeof(*p->param));
		p->param[p->n++] = (struct http_field){ decoded,
			decode(&e->arena, value) };
	}
}

static const char *
find_param(const struct http_params *p, const char *name, size_t *ret_count)
{
	const char *value = NULL;
	size_t count = 0;

	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->param[i].name, name) == 0) {
			value = p->param[i].value;
			count++;
		}
	if (ret_count != NULL)
		*ret_count = count;
	return count == 1 ? value : NULL;
}

const char *
http_query(const struct http_request *q, const char *name)
{
	struct http_exchange *e = q->exchange;

	if (!e->query.read && q->query != NULL)
		read_params(e, &e->query, view_of_str(q->query));
	return find_param(&e->query, name, NULL);
}

bool
http_is_form(const struct http_request *q)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *type = http_header(q, "Content-Type");

	if (type == NULL || strncasecmp(type, form, strlen(form)) != 0)
		return false;
	type += strlen(form);
	type += strspn(type, " \t");
	return *type == '\0' || *type == ';';
}

const char *
http_form(const struct http_request *q, const char *name, size_t *ret_count)
{
	struct http_exchange *e = q->exchange;

	if (!e->form.read && http_is_form(q))
		read_params(e, &e->form, q->body);
	return find_param(&e->form, name, ret_count);
}

/* Counts those of one field; the last one goes to *RET. */
static size_t
find_cookie(const char *field, const char *name, struct view *ret)
{
	size_t count = 0, len = strlen(name);

	while (*field != '\0') {
		size_t n = strcspn(field, ";");
		struct view pair = view_trim(
			(struct view){ (const uint8_t *)field, n });

		if (pair.len > len && memcmp(pair.data, name, len) == 0
			&& pair.data[len] == '=') {
			*ret = view_part(pair, len + 1, pair.len);
			count++;
		}
		field += n + (field[n] == ';');
	}
	return count;
}

char *
http_cookie(const struct http_request *q, const char *name)
{
	const struct http_exchange *e = q->exchange;
	struct view value = { NULL, 0 };
	size_t count = 0;

	for (size_t i = 0; i < e->n_fields; i++)
		if (strcasecmp(e->field[i].name, "Cookie") == 0)
			count += find_cookie(e->field[i].value, name, &value);
	return count == 1 ? xstrndup((const char *)value.data, value.len)
			  : NULL;
}
