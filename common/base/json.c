/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - the door to cJSON, whose items hold what json_read() reads.
 */
#include "base/json.h"

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/json_read.h"

/* A struct json is a cJSON under a name that binds nobody to that library. */
static const cJSON *
inside(const struct json *j)
{
	return (const cJSON *)j;
}

static const struct json *
outside(const cJSON *item)
{
	return (const struct json *)item;
}

/* The library's own questions are calls into it, and many are asked. */
static bool
is_type(const struct json *j, int type)
{
	return j != NULL && inside(j)->type == type;
}

/* Where a root stands, with all that belongs to it. */
struct tree {
	cJSON root; /* the first member: its address is the tree's */
	struct arena arena;
};

int
json_parse(struct view text, struct json **ret_root, struct err *err)
{
	struct json *root = NULL;

	if (json_parse_again(text, &root, err) < 0) {
		json_free(root);
		return -1;
	}
	*ret_root = root;
	return 0;
}

int
json_parse_again(struct view text, struct json **root, struct err *err)
{
	struct tree *tree = (struct tree *)*root;
	struct arena arena = { .blocks = NULL };

	if (tree != NULL) {
		arena = tree->arena;
		arena_clear(&arena);
	}
	tree = arena_take(&arena, sizeof(*tree));
	*tree = (struct tree){ .arena = arena };
	*root = (struct json *)tree;
	if (json_read(text, &tree->arena, &tree->root, err) == 0)
		return 0;
	tree->root = (cJSON){ .type = cJSON_Invalid };
	return -1;
}

void
json_free(struct json *root)
{
	struct tree *tree = (struct tree *)root;
	struct arena arena;

	if (tree == NULL)
		return;
	/* The tree itself lies in its arena. */
	arena = tree->arena;
	arena_done(&arena);
}

void
json_freep(struct json **root)
{
	json_free(*root);
	*root = NULL;
}

const struct json *
json_get(const struct json *j, const char *name)
{
	const cJSON *m = is_type(j, cJSON_Object) ? inside(j)->child : NULL;

	/* Few names begin alike. */
	while (m != NULL
		&& (m->string[0] != name[0] || strcmp(m->string, name) != 0))
		m = m->next;
	return outside(m);
}

const struct json *
json_first(const struct json *j)
{
	return j ? outside(inside(j)->child) : NULL;
}

const struct json *
json_next(const struct json *child)
{
	return child ? outside(inside(child)->next) : NULL;
}

const char *
json_string(const struct json *j)
{
	return is_type(j, cJSON_String) ? inside(j)->valuestring : NULL;
}

bool
json_integer(const struct json *j, int64_t *ret)
{
	static const double limit = 9007199254740992.0; /* 2^53 */
	double number;

	if (!json_number(j, &number) || !(number > -limit && number < limit)
		|| number != (double)(int64_t)number)
		return false;
	*ret = (int64_t)number;
	return true;
}

bool
json_number(const struct json *j, double *ret)
{
	if (!is_type(j, cJSON_Number))
		return false;
	*ret = inside(j)->valuedouble;
	return true;
}

const char *
json_digits(const struct json *j)
{
	return is_type(j, cJSON_Number) ? inside(j)->valuestring : NULL;
}

bool
json_boolean(const struct json *j, bool *ret)
{
	bool truth = is_type(j, cJSON_True);

	if (!truth && !is_type(j, cJSON_False))
		return false;
	*ret = truth;
	return true;
}

const char *
json_name(const struct json *member)
{
	return inside(member)->string;
}

bool
json_is_null(const struct json *j)
{
	return is_type(j, cJSON_NULL);
}

bool
json_is_object(const struct json *j)
{
	return is_type(j, cJSON_Object);
}

bool
json_is_array(const struct json *j)
{
	return is_type(j, cJSON_Array);
}
