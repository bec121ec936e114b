/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of serve/store: rows, their ends, many threads, files of others,
 * and a process that is killed at each system call that writes.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "serve/store.h"
#include "tap.h"

static char dir[] = "/tmp/store.XXXXXX";

static char *
path_of(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

/* ---- a process that dies while it writes -------------------------------- */

/* How many calls are left until the end, and whether half of one is done. */
static int left = -1;
static bool half;

static bool
is_last(void)
{
	return left >= 0 && left-- == 0;
}

static void
die(void)
{
	kill(getpid(), SIGKILL);
}

/* These take the places of the C library's in SQLite, too. */
ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off64_t);
	bool last = is_last();

	if (real == NULL)
		real = (__typeof__(real))dlsym(RTLD_NEXT, "pwrite64");
	if (last && half)
		(void)!real(fd, data, len / 2, at);
	if (last)
		die();
	return real(fd, data, len, at);
}

static int
sync_or_die(int fd)
{
	if (is_last())
		die();
	return fsync(fd);
}

int
fdatasync(int fd)
{
	return sync_or_die(fd);
}

enum { ROWS = 12 };

static struct view
key_of(int i, char text[static 16])
{
	snprintf(text, 16, "key %d", i);
	return view_of_str(text);
}

/* The child: an octet to OUT for each row that was reported as added. */
static void
write_rows(const char *file, int calls, bool in_half, int out)
{
	struct store *s;
	struct err err;
	char text[16];

	left = calls;
	half = in_half;
	if (store_open(file, &s, &err) < 0)
		_exit(2);
	for (int i = 0; i < ROWS; i++) {
		if (store_add(s, "k", key_of(i, text), view_of_str("value"), 0,
			    1, &err)
			!= 1)
			_exit(3);
		if (write(out, "x", 1) != 1)
			_exit(4);
	}
	store_free(s);
	_exit(0);
}

/* How many rows the child reported; RET_ENDED: it came to its end. */
static int
run_child(const char *file, int calls, bool in_half, bool *ret_ended)
{
	int ends[2], status, n = 0;
	char c;
	pid_t child;

	if (pipe(ends) < 0)
		return -1;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		write_rows(file, calls, in_half, ends[1]);
	}
	close(ends[1]);
	while (read(ends[0], &c, 1) == 1)
		n++;
	close(ends[0]);
	waitpid(child, &status, 0);
	*ret_ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return -1;
	return n;
}

/* Rows that are there: all that were reported, and one more at most. */
static bool
is_whole(const char *file, int reported)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	struct store *s;
	struct err err;
	char text[16];
	int n = 0;

	if (store_open(file, &s, &err) < 0) {
		printf("# %s\n", err.text);
		return false;
	}
	while (n < ROWS
		&& store_get(s, "k", key_of(n, text), 1, &value, &err) == 1
		&& view_eq_str(bytes_view(&value), "value"))
		n++;
	store_free(s);
	return n == reported || n == reported + 1;
}

static void
crashes(void)
{
	bool ended[2] = { false, false };
	int deaths = 0, bad = 0, reported;

	for (int calls = 0; calls < 1000 && !(ended[0] && ended[1]); calls++)
		for (int h = 0; h < 2; h++) {
			_cleanup_str_ char *file = NULL;
			char name[32];

			snprintf(name, sizeof(name), "crash-%d-%d", calls, h);
			file = path_of(name);
			reported = run_child(file, calls, h > 0, &ended[h]);
			deaths += !ended[h];
			bad += reported < 0 || !is_whole(file, reported);
		}
	ok(deaths > 40, "%d processes died at one call each", deaths);
	ok(bad == 0, "no row that was reported was lost, every file opens");
}

/* ---- rows --------------------------------------------------------------- */

static int
add(struct store *s, const char *key, const char *value, int64_t expires,
	int64_t now)
{
	struct err err;

	return store_add(s, "jti", view_of_str(key), view_of_str(value),
		expires, now, &err);
}

static bool
holds(struct store *s, const char *key, int64_t now, const char *value)
{
	_cleanup_bytes_ struct bytes got = { 0 };
	struct err err;
	int n = store_get(s, "jti", view_of_str(key), now, &got, &err);

	if (value == NULL)
		return n == 0;
	return n == 1 && view_eq_str(bytes_view(&got), value);
}

static void
rows(void)
{
	_cleanup_str_ char *file = path_of("rows");
	static uint8_t big[STORE_VALUE_MAX + 1];
	struct view none = { NULL, 0 };
	struct store *s = NULL;
	struct stat st;
	struct err err;

	umask(0);
	if (!ok(store_open(file, &s, &err) == 0, "a new file"))
		return;
	ok(stat(file, &st) == 0 && (st.st_mode & 0777) == 0600,
		"only its owner may read it");
	ok(add(s, "a", "1", 0, 100) == 1, "a row is added");
	ok(add(s, "a", "2", 0, 100) == 0, "and not a second time");
	ok(holds(s, "a", 1LL << 40, "1"), "it has its first value, for ever");
	ok(holds(s, "b", 100, NULL), "what was not added is not there");
	ok(add(s, "b", "1", 200, 100) == 1 && holds(s, "b", 199, "1"),
		"a row is there until it expires");
	ok(holds(s, "b", 200, NULL), "but not then");
	ok(add(s, "b", "2", 300, 199) == 0, "nor is it replaced before");
	ok(add(s, "b", "3", 300, 200) == 1 && holds(s, "b", 299, "3"),
		"then it may come again, with a new value");
	ok(store_add(s, "other", view_of_str("a"), none, 0, 1, &err) == 1,
		"another kind has its own keys, and a value may be empty");
	ok(store_add(s, "jti", (struct view){ (const uint8_t *)"a\0b", 3 },
		   view_of_str("x"), 0, 1,
		   &err) == 1
			&& holds(s, "a", 1, "1"),
		"a key may have any octets");
	ok(add(s, "'; DROP TABLE row; --", "1", 0, 1) == 1
			&& holds(s, "'; DROP TABLE row; --", 1, "1"),
		"a key is no SQL");
	ok(store_add(s, "jti", view_of_str("big"),
		   (struct view){ big, sizeof(big) }, 0, 1,
		   &err) == -1,
		"a value that is too long is refused");
	ok(store_add(s, "jti", view_of_str("big"),
		   (struct view){ big, sizeof(big) - 1 }, 0, 1,
		   &err) == 1,
		"one that is as long as it may be is not");
	ok(store_remove(s, "jti", view_of_str("a"), &err) == 1
			&& holds(s, "a", 1, NULL),
		"a row is taken away");
	ok(store_remove(s, "jti", view_of_str("a"), &err) == 0,
		"and not a second time");
	store_free(s);
	ok(store_open(file, &s, &err) == 0 && holds(s, "b", 299, "3"),
		"it is there when the file is opened again");
	store_free(s);
}

static const char *
key_of_text(int i, char text[static 16])
{
	(void)key_of(i, text);
	return text;
}

static long
size_of(const char *file)
{
	struct stat st;

	return stat(file, &st) == 0 ? (long)st.st_size : -1;
}

static void
purges(void)
{
	_cleanup_str_ char *file = path_of("purge");
	struct store *s = NULL;
	struct err err;
	long first = 0;
	int bad = 0;

	if (store_open(file, &s, &err) < 0)
		return;
	for (int i = 0; i < 1200; i++) {
		char key[16], value[512];

		snprintf(value, sizeof(value), "%0500d", i);
		key_of(i, key);
		bad += add(s, key, value, 1000 + i, 990 + i) != 1;
		if (i == 300) {
			store_free(s);
			first = size_of(file);
			bad += store_open(file, &s, &err) < 0;
		}
	}
	store_free(s);
	ok(bad == 0 && first > 0 && size_of(file) < 2 * first,
		"rows that expired leave room: %ld octets, then %ld", first,
		size_of(file));
}

/* Rows are lost neither by a disk that is full nor when it no longer is. */
static void
full_disk(void)
{
	_cleanup_str_ char *file = path_of("full");
	struct rlimit limit, small;
	struct store *s = NULL;
	struct err err = { .kind = ERR_NONE };
	int n = 0, there = 0;
	char key[16];

	if (store_open(file, &s, &err) < 0)
		return;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 100000;
	setrlimit(RLIMIT_FSIZE, &small);
	while (n < 1000 && add(s, key_of_text(n, key), "value", 0, 1) == 1)
		n++;
	ok(n > 5 && n < 1000
			&& store_add(s, "jti", view_of_str("more"),
				   view_of_str("value"), 0, 1, &err)
				== -1
			&& err.kind == ERR_SYSTEM
			&& strncmp(err.text, file, strlen(file)) == 0,
		"%d rows fit, then: %s", n, err.text);
	setrlimit(RLIMIT_FSIZE, &limit);
	for (int i = 0; i < n; i++)
		there += holds(s, key_of_text(i, key), 1, "value");
	ok(there == n && holds(s, "more", 1, NULL),
		"they are there, and no other");
	ok(add(s, "more", "value", 0, 1) == 1, "where there is room, rows fit");
	store_free(s);
}

/* ---- threads ------------------------------------------------------------ */

enum { THREADS = 8, EACH = 40 };

static void *
one_thread(void *arg)
{
	struct store *s = arg;
	intptr_t won = 0;

	for (int i = 0; i < EACH; i++) {
		char key[16];

		key_of(i, key);
		won += add(s, key, "1", 0, 1) == 1;
		if (!holds(s, key, 1, "1"))
			won = -1000;
	}
	return (void *)won;
}

static void
threads(void)
{
	_cleanup_str_ char *file = path_of("threads");
	pthread_t thread[THREADS];
	struct store *s[2] = { NULL, NULL };
	struct err err;
	intptr_t won = 0;

	if (store_open(file, &s[0], &err) < 0
		|| store_open(file, &s[1], &err) < 0)
		return;
	for (int i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, one_thread, s[i % 2]);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(thread[i], &result);
		won += (intptr_t)result;
	}
	ok(won == EACH, "of %d threads at two connections one adds each row",
		THREADS);
	store_free(s[0]);
	store_free(s[1]);
}

/* ---- files of others ---------------------------------------------------- */

static void
write_file(const char *file, struct view content)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	(void)!write(fd, content.data, content.len);
	close(fd);
}

/* Refused with ERR_INPUT that names the file, which stays as it is. */
static bool
is_refused(const char *file)
{
	long size = size_of(file);
	struct store *s = NULL;
	struct err err = { .kind = ERR_NONE };
	int result = store_open(file, &s, &err);

	if (result == 0)
		store_free(s);
	printf("# %s\n", err.text);
	return result < 0 && err.kind == ERR_INPUT
		&& strncmp(err.text, file, strlen(file)) == 0
		&& size_of(file) == size;
}

static bool
sqlite(const char *file, const char *sql)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		execlp("python3", "python3", "-c",
			"import sqlite3, sys\n"
			"d = sqlite3.connect(sys.argv[1])\n"
			"d.executescript(sys.argv[2])\n",
			file, sql, (char *)NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One octet in fifty is another one, from the second page on. */
static void
damage(const char *file)
{
	int fd = open(file, O_RDWR);
	long size = size_of(file);

	for (long at = 4096; at < size; at += 50)
		(void)!pwrite(fd, "\377", 1, at);
	close(fd);
}

static void
foreign(void)
{
	_cleanup_str_ char *text = path_of("text");
	_cleanup_str_ char *other = path_of("other");
	_cleanup_str_ char *newer = path_of("newer");
	_cleanup_str_ char *broken = path_of("broken");
	_cleanup_str_ char *empty = path_of("empty");
	struct store *s = NULL;
	struct stat st;
	struct err err;

	write_file(text,
		view_of_str("# a file of somebody else, long enough "
			    "to be no header of a database at all, "
			    "whatever stands in it\n"));
	ok(is_refused(text), "a text file is refused");
	ok(stat(text, &st) == 0 && (st.st_mode & 0777) == 0644,
		"and keeps its mode");
	ok(is_refused(dir), "a directory is refused");
	ok(sqlite(other, "CREATE TABLE row (kind, key, value, expires)")
			&& is_refused(other),
		"a database of another program is refused");
	if (store_open(newer, &s, &err) == 0)
		store_free(s);
	ok(sqlite(newer, "PRAGMA user_version = 2") && is_refused(newer),
		"a later schema is refused");
	ok(sqlite(newer, "PRAGMA user_version = 1; DROP TABLE row")
			&& is_refused(newer),
		"other tables are refused");
	if (store_open(broken, &s, &err) == 0) {
		char key[16];

		for (int i = 0; i < 300; i++)
			(void)!store_add(s, "k", key_of(i, key),
				view_of_str("0123456789012345678901234567"), 0,
				1, &err);
		store_free(s);
	}
	damage(broken);
	ok(is_refused(broken), "a damaged database is refused");
	write_file(empty, view_of_str(""));
	ok(store_open(empty, &s, &err) == 0, "an empty file is a new one");
	store_free(s);
	ok(stat(empty, &st) == 0 && (st.st_mode & 0777) == 0600,
		"which nobody else may read any longer");
	ok(store_open("/nowhere/at/all", &s, &err) == -1
			&& err.kind == ERR_SYSTEM,
		"where no file can be made, none is");
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	rows();
	purges();
	full_disk();
	threads();
	foreign();
	crashes();
	if (fork() == 0)
		execl("/bin/rm", "rm", "-rf", dir, (char *)NULL);
	wait(NULL);
	return tap_done();
}
