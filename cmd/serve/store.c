/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.c - one connection to one SQLite file, used by one thread at a time.
 *
 * The log is written ahead and synchronised with every commit: a row that
 * store_add() reported is there after any crash.
 */
#include "serve/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

enum {
	APPLICATION = 0x746c7362, /* "tlsb" */
	SCHEMA = 1,
	BUSY_MS = 5000,      /* for another process with the same file */
	PURGE_EVERY = 64,    /* rows added */
	PAGES_MAX = 1 << 16, /* of 4096 octets */
};

enum { ADD, GET, REMOVE, PURGE, STATEMENTS };

static const char *const texts[STATEMENTS] = {
	[ADD] = "INSERT INTO row (kind, key, value, expires) "
		"VALUES (?1, ?2, ?3, ?4) ON CONFLICT (kind, key) DO UPDATE "
		"SET value = excluded.value, expires = excluded.expires "
		"WHERE expires <> 0 AND expires <= ?5",
	[GET] = "SELECT value FROM row WHERE kind = ?1 AND key = ?2 "
		"AND (expires = 0 OR expires > ?3)",
	[REMOVE] = "DELETE FROM row WHERE kind = ?1 AND key = ?2",
	[PURGE] = "DELETE FROM row WHERE expires <> 0 AND expires <= ?1",
};

struct store {
	char *file;
	pthread_mutex_t lock;
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENTS];
	unsigned added; /* since expired rows were taken away */
};

/* ---- opening ------------------------------------------------------------ */

static int
is_foreign(const struct store *s, const char *what, struct err *err)
{
	return err_set(err, ERR_INPUT,
		"%s: %s: move it away, and a new one is made", s->file, what);
}

static int
failure(const struct store *s, struct err *err)
{
	int code = sqlite3_errcode(s->db);

	if (code == SQLITE_NOTADB)
		return is_foreign(s, "no SQLite database", err);
	if (code == SQLITE_CORRUPT)
		return is_foreign(s, "the database is damaged", err);
	return err_set(err, ERR_SYSTEM, "%s: %s", s->file,
		sqlite3_errmsg(s->db));
}

static int
execute(struct store *s, const char *sql, struct err *err)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return failure(s, err);
	return 0;
}

/* The first column of the first row of SQL. */
static int
ask_number(struct store *s, const char *sql, int64_t *ret, struct err *err)
{
	sqlite3_stmt *st = NULL;
	int result = 0;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK
		|| sqlite3_step(st) != SQLITE_ROW)
		result = failure(s, err);
	else
		*ret = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return result;
}

/* SQLite would create it with the mode that the umask leaves. */
static int
create(const char *file, struct err *err)
{
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat st;

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno != EEXIST)
		return err_errno(err, ERR_SYSTEM, errno, "%s", file);
	if (stat(file, &st) < 0)
		return err_errno(err, ERR_INPUT, errno, "%s", file);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT,
			"%s: not a regular file: move it away, and a new one "
			"is made",
			file);
	return 0;
}

static int
connect_file(struct store *s, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(s->file, &s->db, flags, NULL) != SQLITE_OK)
		return failure(s, err);
	/* Whoever wrote the file shall not run code in it. */
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return 0;
}

/* Whose file is it?  RET_NEW: nobody's, it is empty. */
static int
identify(struct store *s, bool *ret_new, struct err *err)
{
	int64_t application = 0, schema = 0, tables = 0;

	if (ask_number(s, "PRAGMA application_id", &application, err) < 0
		|| ask_number(s, "PRAGMA user_version", &schema, err) < 0
		|| ask_number(s, "SELECT count(*) FROM sqlite_schema", &tables,
			   err)
			< 0)
		return -1;
	*ret_new = application == 0 && schema == 0 && tables == 0;
	if (*ret_new)
		return 0;
	if (application != APPLICATION)
		return is_foreign(s, "a database of another program", err);
	if (schema != SCHEMA)
		return is_foreign(s, "made by another version of this program",
			err);
	return 0;
}

/* Another process may be doing the same. */
static int
make_tables(struct store *s, struct err *err)
{
	bool is_new = false;
	char *sql;
	int result;

	if (execute(s, "BEGIN IMMEDIATE", err) < 0
		|| identify(s, &is_new, err) < 0)
		return -1;
	if (!is_new)
		return execute(s, "COMMIT", err);
	sql = xasprintf("CREATE TABLE row (kind TEXT NOT NULL, "
			"key BLOB NOT NULL, value BLOB NOT NULL, "
			"expires INTEGER NOT NULL, PRIMARY KEY (kind, key)) "
			"STRICT, WITHOUT ROWID; "
			"CREATE INDEX expiry ON row (expires) "
			"WHERE expires <> 0; "
			"PRAGMA application_id = %d; PRAGMA user_version = %d; "
			"COMMIT",
		APPLICATION, SCHEMA);
	result = execute(s, sql, err);
	free(sql);
	return result;
}

/* Answers in rows: "ok", or what is wrong. */
static int
examine(struct store *s, struct err *err)
{
	sqlite3_stmt *st = NULL;
	const char *said = NULL;
	int result = -1;

	if (sqlite3_prepare_v2(s->db, "PRAGMA quick_check(1)", -1, &st, NULL)
			!= SQLITE_OK
		|| sqlite3_step(st) != SQLITE_ROW)
		(void)failure(s, err);
	else
		said = (const char *)sqlite3_column_text(st, 0);
	if (said != NULL && strcmp(said, "ok") == 0)
		result = 0;
	else if (said != NULL)
		(void)is_foreign(s, "the database is damaged", err);
	sqlite3_finalize(st);
	return result;
}

static int
prepare(struct store *s, struct err *err)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v3(s->db, texts[i], -1,
			    SQLITE_PREPARE_PERSISTENT, &s->statement[i], NULL)
			!= SQLITE_OK)
			return is_foreign(s, "its tables are not ours", err);
	return 0;
}

static int
open_file(struct store *s, struct err *err)
{
	bool is_new = false;
	char *pragmas;
	int result;

	/* Nothing is written before it is known whose file it is. */
	if (create(s->file, err) < 0 || connect_file(s, err) < 0
		|| identify(s, &is_new, err) < 0
		|| (!is_new && examine(s, err) < 0))
		return -1;
	if (chmod(s->file, 0600) < 0)
		return err_errno(err, ERR_SYSTEM, errno, "%s", s->file);
	pragmas = xasprintf("PRAGMA journal_mode = WAL; "
			    "PRAGMA synchronous = FULL; "
			    "PRAGMA temp_store = MEMORY; "
			    "PRAGMA max_page_count = %d",
		PAGES_MAX);
	result = execute(s, pragmas, err);
	free(pragmas);
	if (result < 0 || (is_new && make_tables(s, err) < 0))
		return -1;
	return prepare(s, err);
}

int
store_open(const char *file, struct store **ret, struct err *err)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->file = xstrdup(file);
	pthread_mutex_init(&s->lock, NULL);
	if (open_file(s, err) < 0) {
		store_free(s);
		return -1;
	}
	*ret = s;
	return 0;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->statement[i]);
	sqlite3_close(s->db);
	pthread_mutex_destroy(&s->lock);
	free(s->file);
	free(s);
}

/* ---- rows --------------------------------------------------------------- */

static void
bind_view(sqlite3_stmt *st, int column, struct view v)
{
	/* NULL would be no blob of length 0, but NULL. */
	sqlite3_bind_blob64(st, column, v.len > 0 ? v.data : (const void *)"",
		v.len, SQLITE_STATIC);
}

static sqlite3_stmt *
begin(struct store *s, int which, const char *kind, struct view key)
{
	sqlite3_stmt *st = s->statement[which];

	pthread_mutex_lock(&s->lock);
	sqlite3_bind_text(st, 1, kind, -1, SQLITE_STATIC);
	bind_view(st, 2, key);
	return st;
}

/* The statement forgets what it was given, and the next caller may come. */
static void
end(struct store *s, sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	pthread_mutex_unlock(&s->lock);
}

static int
change(struct store *s, sqlite3_stmt *st, struct err *err)
{
	if (sqlite3_step(st) != SQLITE_DONE)
		return failure(s, err);
	return sqlite3_changes(s->db) > 0 ? 1 : 0;
}

/* That it fails is no reason to fail: the next one will do. */
static void
purge(struct store *s, int64_t now)
{
	sqlite3_stmt *st = s->statement[PURGE];

	sqlite3_bind_int64(st, 1, now);
	(void)sqlite3_step(st);
	sqlite3_reset(st);
}

static int
check_sizes(const struct store *s, struct view key, struct view value,
	struct err *err)
{
	if (key.len <= STORE_KEY_MAX && value.len <= STORE_VALUE_MAX)
		return 0;
	return err_set(err, ERR_SYSTEM, "%s: a row is too long", s->file);
}

int
store_add(struct store *s, const char *kind, struct view key, struct view value,
	int64_t expires, int64_t now, struct err *err)
{
	sqlite3_stmt *st;
	int result;

	if (check_sizes(s, key, value, err) < 0)
		return -1;
	st = begin(s, ADD, kind, key);
	bind_view(st, 3, value);
	sqlite3_bind_int64(st, 4, expires);
	sqlite3_bind_int64(st, 5, now);
	result = change(s, st, err);
	/* The room may be taken by what has expired. */
	if (result < 0 && sqlite3_errcode(s->db) == SQLITE_FULL) {
		sqlite3_reset(st);
		purge(s, now);
		result = change(s, st, err);
	}
	if (result == 1 && ++s->added % PURGE_EVERY == 0)
		purge(s, now);
	end(s, st);
	return result;
}

int
store_get(struct store *s, const char *kind, struct view key, int64_t now,
	struct bytes *ret_value, struct err *err)
{
	sqlite3_stmt *st = begin(s, GET, kind, key);
	const void *value;
	int code, result = 0;

	sqlite3_bind_int64(st, 3, now);
	code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		value = sqlite3_column_blob(st, 0);
		bytes_clear(ret_value);
		bytes_append(ret_value, value,
			(size_t)sqlite3_column_bytes(st, 0));
		result = 1;
	} else if (code != SQLITE_DONE) {
		result = failure(s, err);
	}
	end(s, st);
	return result;
}

int
store_remove(struct store *s, const char *kind, struct view key,
	struct err *err)
{
	sqlite3_stmt *st = begin(s, REMOVE, kind, key);
	int result = change(s, st, err);

	end(s, st);
	return result;
}

const char *
store_library_version(void)
{
	return sqlite3_libversion();
}
