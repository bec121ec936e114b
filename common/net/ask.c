/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.c - reading the header fields that are added to a request.
 */
#include "net/ask.h"

#include <strings.h>

#include "proof/field.h"

/* Fields that would make another request of ours, and why. */
static const struct {
	const char *name, *why;
} refused[] = {
	{ "Host", "--host names another host" },
	{ "Content-Length", "the request has no body" },
	{ "Transfer-Encoding", "the request has no body" },
	{ "Connection", "the connection ends with the answer" },
	{ "Sec-Token-Binding",
		"it holds for one connection only: --tokbind-key makes it" },
};

static struct view
take_line(struct view *text)
{
	const uint8_t *lf = memchr(text->data, '\n', text->len);
	size_t len = lf == NULL ? text->len : (size_t)(lf - text->data);
	struct view line = view_part(*text, 0, len);

	*text = view_part(*text, len + 1, text->len);
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool
is_name(struct view line, const char *name)
{
	size_t n = strlen(name);

	return line.len > n && line.data[n] == ':'
		&& strncasecmp((const char *)line.data, name, n) == 0;
}

static size_t
name_len(struct view line)
{
	size_t n = 0;

	while (n < line.len && field_is_token_octet(line.data[n]))
		n++;
	return n < line.len && line.data[n] == ':' ? n : 0;
}

/* RFC 9110 section 5.5. */
static bool
is_value(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if ((v.data[i] < ' ' && v.data[i] != '\t') || v.data[i] == 0x7f)
			return false;
	return true;
}

static int
check_line(struct view line, size_t number, struct err *err)
{
	size_t n = name_len(line);

	/* What has no name may be a secret all alone. */
	if (n == 0)
		return err_set(err, ERR_INPUT,
			"line %zu is no header field: write Name: value",
			number);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		if (is_name(line, refused[i].name))
			return err_set(err, ERR_INPUT,
				"line %zu: %s is not yours to set: %s", number,
				refused[i].name, refused[i].why);
	if (!is_value(view_part(line, n + 1, line.len)))
		return err_set(err, ERR_INPUT,
			"line %zu: the value has a control character", number);
	return 0;
}

int
ask_fields(struct view text, struct bytes *fields, struct err *err)
{
	for (size_t number = 1; text.len > 0; number++) {
		struct view line = take_line(&text);
		size_t n;

		if (view_trim(line).len == 0)
			continue;
		if (check_line(line, number, err) < 0)
			return -1;
		if (fields->len + line.len + 3 > ASK_FIELDS_MAX)
			return err_set(err, ERR_INPUT,
				"line %zu: the fields have more than %d KiB",
				number, ASK_FIELDS_MAX >> 10);
		n = name_len(line) + 1;
		bytes_append_view(fields, view_part(line, 0, n));
		bytes_append_str(fields, " ");
		bytes_append_view(fields,
			view_trim(view_part(line, n, line.len)));
		bytes_append_str(fields, "\r\n");
	}
	return 0;
}

bool
ask_has_field(struct view fields, const char *name)
{
	while (fields.len > 0)
		if (is_name(take_line(&fields), name))
			return true;
	return false;
}
