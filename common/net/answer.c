/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer.c - as little HTTP as it takes to see what a server thinks of a
 * client certificate: status, fields, and the text of an error page.
 */
#include "net/answer.h"

#include <ctype.h>
#include <strings.h>

#include "net/ask.h"

void
answer_ask(struct bytes *request, const char *path, const char *host,
	const char *port, struct view fields)
{
	struct bytes *b = request;
	bool v6 = strchr(host, ':') != NULL;

	bytes_append_str(b, "GET ");
	bytes_append_str(b, *path != '\0' ? path : "/");
	bytes_append_str(b, " HTTP/1.1\r\nHost: ");
	bytes_append_str(b, v6 ? "[" : "");
	bytes_append_str(b, host);
	bytes_append_str(b, v6 ? "]" : "");
	if (strcmp(port, "443") != 0) {
		bytes_append_str(b, ":");
		bytes_append_str(b, port);
	}
	bytes_append_str(b, "\r\n");
	if (!ask_has_field(fields, "User-Agent"))
		bytes_append_str(b, "User-Agent: tlsbind\r\n");
	if (!ask_has_field(fields, "Accept"))
		bytes_append_str(b, "Accept: */*\r\n");
	bytes_append_view(b, fields);
	bytes_append_str(b, "Connection: close\r\n\r\n");
}

void
answer_ask_field(struct bytes *request, const char *name, const char *value)
{
	/* Before the empty line that ends the head. */
	request->len -= 2;
	bytes_append_str(request, name);
	bytes_append_str(request, ": ");
	bytes_append_str(request, value);
	bytes_append_str(request, "\r\n\r\n");
}

/* "HTTP/1.1 200 ": RFC 9112 section 4. */
static int
status_of(struct view head)
{
	const uint8_t *d = head.data;

	if (head.len < 12 || memcmp(d, "HTTP/1.", 7) != 0 || !isdigit(d[7])
		|| d[8] != ' ' || !isdigit(d[9]) || !isdigit(d[10])
		|| !isdigit(d[11]))
		return 0;
	return (d[9] - '0') * 100 + (d[10] - '0') * 10 + (d[11] - '0');
}

/* Octets up to and including the empty line, which begins at FROM or later. */
static size_t
find_head_end(struct view raw, size_t from)
{
	for (size_t i = from; i < raw.len; i++) {
		if (raw.data[i] != '\n')
			continue;
		if (i + 1 < raw.len && raw.data[i + 1] == '\n')
			return i + 2;
		if (i + 2 < raw.len && raw.data[i + 1] == '\r'
			&& raw.data[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

static bool
could_be_http(struct view raw)
{
	static const char start[] = "HTTP/1.";
	size_t n = raw.len < sizeof(start) - 1 ? raw.len : sizeof(start) - 1;

	return memcmp(raw.data, start, n) == 0;
}

static int64_t
length_of(struct view text)
{
	int64_t n = 0;

	if (text.len == 0 || text.len > 15)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (!isdigit(text.data[i]))
			return -1;
		n = n * 10 + (text.data[i] - '0');
	}
	return n;
}

static enum answer_state
read_head(struct answer *a)
{
	struct view value, raw = bytes_view(&a->raw);
	size_t end = find_head_end(raw, a->scanned);

	if (!could_be_http(raw) || (end == 0 && raw.len >= ANSWER_HEAD_MAX))
		return ANSWER_BAD;
	if (end == 0) {
		/* An end that is cut in two begins two octets back at most. */
		a->scanned = raw.len > 2 ? raw.len - 2 : 0;
		return ANSWER_MORE;
	}
	/* RFC 9110 section 5.5: a NUL is never part of a field. */
	if (memchr(raw.data, '\0', end) != NULL)
		return ANSWER_BAD;
	a->status = status_of(raw);
	if (a->status == 0)
		return ANSWER_BAD;
	a->head_len = end;
	a->body_len = answer_field(a, "content-length", &value)
		? length_of(value)
		: -1;
	a->chunked = answer_field(a, "transfer-encoding", &value);
	if (a->status == 204 || a->status == 304)
		a->body_len = 0;
	return ANSWER_DONE;
}

/* RFC 9110 section 15.2: 100, 103 and their kin precede the answer. */
static bool
drop_interim(struct answer *a)
{
	struct bytes rest = { 0 };
	struct view raw = bytes_view(&a->raw);

	if (a->status >= 200 || a->status == 101)
		return false;
	bytes_append_view(&rest, view_part(raw, a->head_len, raw.len));
	bytes_done(&a->raw);
	*a = (struct answer){ .raw = rest };
	return true;
}

static enum answer_state
body_state(const struct answer *a)
{
	size_t have = a->raw.len - a->head_len;

	if (have >= ANSWER_BODY_MAX)
		return ANSWER_DONE;
	if (a->chunked) {
		static const char last[] = "0\r\n\r\n";
		size_t n = sizeof(last) - 1;

		return have >= n
				&& memcmp(a->raw.data + a->raw.len - n, last, n)
					== 0
			? ANSWER_DONE
			: ANSWER_MORE;
	}
	return a->body_len >= 0 && (int64_t)have >= a->body_len ? ANSWER_DONE
								: ANSWER_MORE;
}

enum answer_state
answer_add(struct answer *a, struct view octets)
{
	size_t limit = a->head_len != 0 ? a->head_len + ANSWER_BODY_MAX
					: ANSWER_HEAD_MAX + ANSWER_BODY_MAX;
	size_t room = limit > a->raw.len ? limit - a->raw.len : 0;
	enum answer_state state;

	bytes_append_view(&a->raw, view_part(octets, 0, room));
	while (a->head_len == 0) {
		state = read_head(a);
		if (state != ANSWER_DONE)
			return state;
		if (!drop_interim(a))
			break;
		if (a->raw.len == 0)
			return ANSWER_MORE;
	}
	return body_state(a);
}

bool
answer_is_complete(const struct answer *a)
{
	return a->head_len != 0;
}

static struct view
trim(struct view v)
{
	while (v.len > 0 && (v.data[0] == ' ' || v.data[0] == '\t'))
		v = view_part(v, 1, v.len);
	while (v.len > 0
		&& (v.data[v.len - 1] == ' ' || v.data[v.len - 1] == '\t'
			|| v.data[v.len - 1] == '\r'))
		v.len--;
	return v;
}

bool
answer_field(const struct answer *a, const char *name, struct view *ret_value)
{
	return answer_field_at(a, name, 0, ret_value);
}

bool
answer_field_at(const struct answer *a, const char *name, size_t i,
	struct view *ret_value)
{
	size_t n = strlen(name);
	struct view rest = view_part(bytes_view(&a->raw), 0, a->head_len);

	while (rest.len > 0) {
		const uint8_t *lf = memchr(rest.data, '\n', rest.len);
		size_t len = lf == NULL ? rest.len : (size_t)(lf - rest.data);

		if (len > n && rest.data[n] == ':'
			&& strncasecmp((const char *)rest.data, name, n) == 0
			&& i-- == 0) {
			*ret_value = trim(view_part(rest, n + 1, len - n - 1));
			return true;
		}
		rest = view_part(rest, len + 1, rest.len);
	}
	return false;
}

struct view
answer_body(const struct answer *a)
{
	return view_part(bytes_view(&a->raw), a->head_len, a->raw.len);
}

bool
answer_mentions(const struct answer *a, const char *text)
{
	struct view body = answer_body(a);
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= body.len; i++)
		if (strncasecmp((const char *)body.data + i, text, n) == 0)
			return true;
	return false;
}

void
answer_done(struct answer *a)
{
	bytes_done(&a->raw);
}
