/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_read.h - strict JSON in, cJSON's items out, all of them in one arena.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

struct cJSON;

/*
 * Hold TEXT against RFC 8259, the additions of RFC 7493 and the limits that
 * json.h names, and build its value in *ROOT, which is zeroed before.  Items
 * are linked by next and child only; a number's valuestring is what TEXT
 * writes.  ERR_INPUT says what is wrong and at which octet (from 1).
 */
int json_read(struct view text, struct arena *arena, struct cJSON *root,
	struct err *err) _must_check_;

#endif
