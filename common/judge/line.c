/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line.c - lines of a batch, read.
 */
#include "judge/line.h"

#include "base/strbuf.h"

static int
unknown_name(const char *name, const char *const *known, struct err *err)
{
	_cleanup_strbuf_ struct strbuf names = { .len = 0 };

	for (; *known != NULL; known++)
		strbuf_format(&names, "%s%s", names.len > 0 ? ", " : "",
			*known);
	return err_set(err, ERR_INPUT,
		"'%.40s': no such member: it is one of %.*s", name,
		(int)names.len, names.data);
}

static int
check_names(const struct json *root, const char *const *known, struct err *err)
{
	const struct json *j = json_first(root);

	for (; j != NULL; j = json_next(j)) {
		const char *const *name = known;

		while (*name != NULL && strcmp(*name, json_name(j)) != 0)
			name++;
		if (*name == NULL)
			return unknown_name(json_name(j), known, err);
	}
	return 0;
}

int
line_text(const struct json *root, const char *name, const char **ret,
	struct err *err)
{
	const struct json *j = json_get(root, name);
	const char *text = json_string(j);

	if (j != NULL && text == NULL)
		return err_set(err, ERR_INPUT, "%s: is no string", name);
	*ret = text;
	return 0;
}

int
line_parse(struct view text, const char *const *known, struct report *r,
	struct json **root, struct err *err)
{
	const char *ref = NULL;

	if (json_parse_again(text, root, err) < 0)
		return -1;
	if (!json_is_object(*root))
		return err_set(err, ERR_INPUT,
			"no object: {\"%s\": …} is wanted", known[0]);
	if (check_names(*root, known, err) < 0
		|| line_text(*root, "ref", &ref, err) < 0)
		return -1;
	if (ref != NULL)
		report_ref(r, "%s", ref);
	return 0;
}
