/* SPDX-License-Identifier: Apache-2.0 */
/*
 * challenge.c - reading the parameters of a WWW-Authenticate field.
 */
#include "proof/challenge.h"

#include <strings.h>

#include "proof/field.h"

static size_t
token_len(struct view v)
{
	size_t n = 0;

	while (n < v.len && field_is_token_octet(v.data[n]))
		n++;
	return n;
}

static struct view
skip(struct view v, const char *octets)
{
	while (v.len > 0 && v.data[0] != '\0'
		&& strchr(octets, v.data[0]) != NULL)
		v = view_part(v, 1, v.len);
	return v;
}

/* A quoted-string (RFC 9110 section 5.6.4) or a token; returns its octets. */
static size_t
take_value(struct view v, struct bytes *ret)
{
	size_t i = 1;

	bytes_clear(ret);
	if (v.len == 0 || v.data[0] != '"') {
		i = token_len(v);
		bytes_append_view(ret, view_part(v, 0, i));
		return i;
	}
	for (; i < v.len && v.data[i] != '"'; i++) {
		if (v.data[i] == '\\' && i + 1 < v.len)
			i++;
		bytes_append_view(ret, view_part(v, i, 1));
	}
	return i < v.len ? i + 1 : i;
}

bool
challenge_param(struct view field, const char *name, struct bytes *ret)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	struct view rest = skip(field, " \t,");

	while (rest.len > 0) {
		size_t n = token_len(rest);
		struct view word = view_part(rest, 0, n);

		/* What is neither a word nor a blank is passed over. */
		rest = view_part(rest, n > 0 ? n : 1, rest.len);
		rest = skip(rest, " \t,");
		if (n == 0 || rest.len == 0 || rest.data[0] != '=')
			continue;
		rest = skip(view_part(rest, 1, rest.len), " \t");
		rest = view_part(rest, take_value(rest, &value), rest.len);
		rest = skip(rest, " \t,");
		if (word.len == strlen(name)
			&& strncasecmp((const char *)word.data, name, n) == 0) {
			bytes_move(ret, &value);
			return true;
		}
	}
	return false;
}
