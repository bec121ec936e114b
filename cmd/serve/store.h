/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h - what the lab must remember beyond its end: the one door to SQLite.
 *
 * Rows are (kind, key, value) with a moment at which they expire.  Secrets are
 * never keys: callers give their SHA-256.
 */
#ifndef SERVE_STORE_H
#define SERVE_STORE_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	STORE_KEY_MAX = 1024, /* octets */
	STORE_VALUE_MAX = 128 << 10,
};

/* All threads may use it at once. */
struct store;

/*
 * Open or create FILE with mode 0600; what was committed before a crash is
 * there.  ERR_INPUT: it is of another program, of another version, or damaged,
 * and is left as it is; ERR_SYSTEM.  store_free() it.
 */
int
store_open(const char *file, struct store **ret, struct err *err) _must_check_;
void store_free(struct store *s);

/*
 * Add a row unless there is one of this kind and key that has not expired at
 * NOW: 1 added, for good, 0 there is one, -1 ERR_SYSTEM.  It is there until
 * EXPIRES, not at it; 0 is for ever.  Now and then rows that expired go.
 */
int
store_add(struct store *s, const char *kind, struct view key, struct view value,
	int64_t expires, int64_t now, struct err *err) _must_check_;

/* Its value, in place of what was there: 1, 0 there is none, -1 ERR_SYSTEM. */
int store_get(struct store *s, const char *kind, struct view key, int64_t now,
	struct bytes *ret_value, struct err *err) _must_check_;

/* Take it away: 1 it was there, 0 it was not, -1 ERR_SYSTEM. */
int store_remove(struct store *s, const char *kind, struct view key,
	struct err *err) _must_check_;

/* The run-time version of SQLite. */
const char *store_library_version(void);

#endif
