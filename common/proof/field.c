/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field.c - from the text of a request, or of a part of it, to one value.
 */
#include "proof/field.h"

#include <strings.h>

/* A line that is folded goes on where the next one begins with a space. */
static size_t
line_len(struct view v)
{
	struct view rest = v;
	const uint8_t *end;

	while (rest.len > 0 && (end = memchr(rest.data, '\n', rest.len))) {
		size_t next = (size_t)(end - v.data) + 1;

		if (next == v.len
			|| (v.data[next] != ' ' && v.data[next] != '\t'))
			return next - 1;
		rest = view_part(v, next, v.len);
	}
	return v.len;
}

/*
 * The octets of a field's name, before the colon and white space there (RFC
 * 9112 section 5.1), or 0.  No value of ours has a colon.
 */
static size_t
name_len(struct view line)
{
	const uint8_t *colon = memchr(line.data, ':', line.len);

	return colon == NULL ? 0
			     : view_trim((struct view){ line.data,
						 (size_t)(colon - line.data) })
				       .len;
}

/*
 * The value if LINE, whose name has LEN octets, is the field NAME.  White space
 * before the colon, for which a server must refuse the request, keeps the colon
 * in the value and spoils it.
 */
static bool
take_field(struct view line, size_t len, const char *name,
	struct view *ret_value)
{
	size_t n = strlen(name);

	if (len != n || strncasecmp((const char *)line.data, name, n) != 0)
		return false;
	if (line.data[n] == ':')
		n++;
	while (n < line.len && (line.data[n] == ' ' || line.data[n] == '\t'))
		n++;
	*ret_value = view_part(line, n, line.len);
	return true;
}

/*
 * "GET / HTTP/1.1", "HTTP/1.1 200 OK": it begins a section.  A token has no
 * slash, and memmem() is slow.
 */
static bool
is_start_line(struct view line)
{
	return memchr(line.data, '/', line.len) != NULL
		&& memmem(line.data, line.len, "HTTP/", 5) != NULL;
}

/* What the lines of a text are, up to the first empty one. */
struct section {
	size_t ours, others, bare;
	struct view value; /* of the first that is ours */
};

static struct section
read_section(struct view text, const char *name)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	struct section s = { .ours = 0 };

	if (view_eq_str(view_part(text, 0, sizeof(mark) - 1), mark))
		text = view_part(text, sizeof(mark) - 1, text.len);
	while (text.len > 0) {
		struct view line = view_part(text, 0, line_len(text)), value;
		size_t len;

		text = view_part(text, line.len + 1, text.len);
		line = view_trim(line);
		if (line.len == 0)
			break;
		len = name_len(line);
		if (take_field(line, len, name, &value)) {
			if (s.ours++ == 0)
				s.value = value;
		} else if (len > 0 || is_start_line(line)) {
			s.others++;
		} else {
			s.bare++;
		}
	}
	return s;
}

struct view
field_find(struct view text, const char *name, size_t *ret_count)
{
	struct view trimmed = view_trim(text);
	struct section s = read_section(trimmed, name);

	if (s.ours == 0 && s.others == 0) {
		*ret_count = 1;
		return trimmed;
	}
	*ret_count = s.ours > 0 ? s.ours + s.bare : 0;
	return s.value;
}

bool
field_is_token_octet(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
		|| (c >= 'a' && c <= 'z')
		|| (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}
