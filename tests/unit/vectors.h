/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vectors.h - the published and the own test vectors, for unit tests.
 */
#ifndef UNIT_VECTORS_H
#define UNIT_VECTORS_H

#include "base/alloc.h"
#include "base/b64.h"
#include "base/io.h"
#include "base/json.h"

/* Where tests/vectors/NAME is; the caller frees it. */
static inline char *
vector_path(const char *name)
{
	const char *dir = getenv("srcdir");

	return xasprintf("%s/tests/vectors/%s", dir != NULL ? dir : ".", name);
}

/* The octets of tests/vectors/NAME; without them nothing can be tested. */
static inline struct bytes
vector_octets(const char *name)
{
	_cleanup_str_ char *path = vector_path(name);
	struct bytes data = { 0 };
	struct err err;

	if (io_load(path, IO_MAX, &data, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return data;
}

static inline struct json *
vector_json(const char *name)
{
	_cleanup_bytes_ struct bytes data = vector_octets(name);
	struct json *root = NULL;
	struct err err;

	if (json_parse(bytes_view(&data), &root, &err) < 0) {
		printf("Bail out! %s: %s\n", name, err.text);
		exit(1);
	}
	return root;
}

/* A member in base64; the octets are the caller's. */
static inline struct bytes
vector_b64(const struct json *from, const char *member)
{
	struct bytes data = { 0 };
	struct err err;

	if (b64_decode(view_of_str(json_string(json_get(from, member))),
		    B64_STD | B64_PAD, &data, &err)
		< 0) {
		printf("Bail out! %s: %s\n", member, err.text);
		exit(1);
	}
	return data;
}

#endif
