/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h - the one door for JSON input (RFC 8259, I-JSON's strictness).
 *
 * Refused: invalid UTF-8, duplicate names, text behind the value, \u0000,
 * leading zeros, lone surrogates, numbers beyond doubles, more depth, size or
 * values than the limits.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	JSON_DEPTH_MAX = 64,     /* arrays and objects in each other */
	JSON_SIZE_MAX = 8 << 20, /* octets */
	JSON_VALUES_MAX = 1 << 18,
	JSON_NUMBER_MAX = 63, /* characters of a number */
};

struct json; /* a value; children belong to the root */

/* Parse TEXT; json_free() the root.  ERR_INPUT says what and at which octet. */
int json_parse(struct view text, struct json **ret_root, struct err *err)
	_must_check_;

/*
 * The same in the room of *ROOT, which was parsed before, or NULL: what it held
 * is wiped.  After an error *ROOT is no value, and only good for more of this.
 * json_free() it in the end.
 */
int json_parse_again(struct view text, struct json **root, struct err *err)
	_must_check_;

/* Texts may be secrets: they are wiped. */
void json_free(struct json *root);
void json_freep(struct json **root);
#define _cleanup_json_ _cleanup_(json_freep)

/* The member NAME of an object, or NULL (also when J is NULL or no object). */
const struct json *json_get(const struct json *j, const char *name);

/* Children of an array or object, in order; NULL at the end or without any. */
const struct json *json_first(const struct json *j);
const struct json *json_next(const struct json *child);

/* The text of a string, else NULL; valid as long as the root. */
const char *json_string(const struct json *j);

/* The value of a number that is whole and below 2^53 in size, else false. */
bool json_integer(const struct json *j, int64_t *ret);

/* The value of a number, rounded to a double and always finite, else false. */
bool json_number(const struct json *j, double *ret);

/* A number as the text wrote it, else NULL; valid as long as the root. */
const char *json_digits(const struct json *j);

/* The value of true or false, else false is returned. */
bool json_boolean(const struct json *j, bool *ret);

/* The name of a member of an object, else NULL; valid as long as the root. */
const char *json_name(const struct json *member);

bool json_is_null(const struct json *j);
bool json_is_object(const struct json *j);
bool json_is_array(const struct json *j);

#endif
