/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linefeed.c - inputs in pieces, cut by the reader and by the pipe at every
 * place where that may hurt.
 */
#include "base/linefeed.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "tap.h"

enum { MAX = 10 };

/* A child that writes TEXT, CUT octets at a time; returns the other end. */
static int
start_writer(const char *text, size_t cut, pid_t *ret_pid)
{
	size_t len = strlen(text);
	int fds[2];

	if (pipe(fds) < 0 || (*ret_pid = fork()) < 0)
		exit(99);
	if (*ret_pid > 0) {
		close(fds[1]);
		return fds[0];
	}
	for (size_t i = 0; i < len; i += cut) {
		size_t n = len - i < cut ? len - i : cut;

		if (write(fds[1], text + i, n) != (ssize_t)n)
			_exit(1);
		usleep(200);
	}
	_exit(0);
}

static int
next(struct linefeed *f, bool patient, struct strbuf *piece, int64_t *n)
{
	struct err err;

	while (patient && !linefeed_is_ready(f))
		usleep(20);
	return linefeed_next(f, piece, n, &err);
}

/*
 * "1:one 3:three": what comes out; '>' stands for a line that is too long.
 * PATIENT: nothing is asked for before it is there.
 */
static char *
lines_of(struct linefeed *f, bool patient)
{
	_cleanup_strbuf_ struct strbuf piece = { .len = 0 };
	struct strbuf got = { .len = 0 };
	struct view text, line;
	int64_t n;

	while (next(f, patient, &piece, &n) == 0 && piece.len > 0) {
		text = (struct view){ (const uint8_t *)piece.data, piece.len };
		for (; linefeed_cut(&text, &line); n++) {
			strbuf_format(&got, "%lld:", (long long)n);
			if (line.len > MAX)
				strbuf_char(&got, '>');
			else
				strbuf_add(&got, (const char *)line.data,
					line.len);
			strbuf_char(&got, ' ');
		}
	}
	strbuf_char(&got, '\0');
	return got.data;
}

static void
is_cut(const char *text, const char *want, size_t cut, bool patient)
{
	struct linefeed f = { .fd = -1, .line_max = MAX, .name = "x" };
	_cleanup_str_ char *got = NULL;
	pid_t pid;

	f.fd = start_writer(text, cut, &pid);
	got = lines_of(&f, patient);
	if (!ok(strcmp(got, want) == 0, "%zu octets at a time%s", cut,
		    patient ? ", as they come" : ""))
		printf("# got  %s\n# want %s\n", got, want);
	linefeed_close(&f);
	waitpid(pid, NULL, 0);
}

static void
is(const char *text, const char *want)
{
	for (size_t cut = 1; cut <= strlen(text) + 1; cut++) {
		is_cut(text, want, cut, false);
		is_cut(text, want, cut, true);
	}
}

/* Half a line is not ready, whatever has come of it. */
static void
readiness(void)
{
	_cleanup_linefeed_ struct linefeed f = { .line_max = MAX, .name = "x" };
	_cleanup_strbuf_ struct strbuf piece = { .len = 0 };
	struct err err;
	int64_t n;
	int fds[2];

	if (pipe(fds) < 0)
		exit(99);
	f.fd = fds[0];
	ok(!linefeed_is_ready(&f), "nothing has come");
	ok(write(fds[1], "half", 4) == 4 && !linefeed_is_ready(&f),
		"half a line has come");
	ok(write(fds[1], "\nmore", 5) == 5 && linefeed_is_ready(&f),
		"a line has come");
	ok(linefeed_next(&f, &piece, &n, &err) == 0 && piece.len == 5 && n == 1
			&& !linefeed_is_ready(&f),
		"it is taken, and half of another one is left");
	ok(write(fds[1], " than fits", 10) == 10 && linefeed_is_ready(&f)
			&& linefeed_next(&f, &piece, &n, &err) == 0
			&& piece.len > MAX && !linefeed_is_ready(&f),
		"a line that is too long is ready before its end");
	close(fds[1]);
	ok(linefeed_is_ready(&f) && linefeed_next(&f, &piece, &n, &err) == 0
			&& piece.len == 0,
		"the end is ready");
	/* It never is, and the other function says why. */
	f.ended = false;
	close(f.fd);
	f.fd = open("/", O_RDONLY | O_CLOEXEC);
	ok(linefeed_is_ready(&f) && linefeed_next(&f, &piece, &n, &err) < 0,
		"what cannot be read is ready to say so");
}

/* Numbered lines, many more than one piece and one reading hold. */
static void
many(size_t cut)
{
	enum { LINES = 20000 };
	struct linefeed f = { .line_max = 64, .name = "x" };
	_cleanup_strbuf_ struct strbuf b = { .len = 0 }, piece = { .len = 0 };
	struct view text, line;
	int64_t n, seen = 0;
	bool right = true, small = true;
	struct err err;
	pid_t pid;

	for (int i = 1; i <= LINES; i++)
		strbuf_format(&b, "%0*d\n", i % 50, i);
	strbuf_char(&b, '\0');
	f.fd = start_writer(b.data, cut, &pid);
	while (linefeed_next(&f, &piece, &n, &err) == 0 && piece.len > 0) {
		int64_t first = n;

		text = (struct view){ (const uint8_t *)piece.data, piece.len };
		for (; linefeed_cut(&text, &line); n++) {
			right = right && n == ++seen
				&& strtoll((const char *)line.data, NULL, 10)
					== n;
		}
		small = small && n - first <= LINEFEED_LINES;
	}
	ok(right && seen == LINES, "every line once, %zu octets at a time",
		cut);
	ok(small, "no piece has too many lines");
	linefeed_close(&f);
	waitpid(pid, NULL, 0);
}

static void
failures(void)
{
	_cleanup_linefeed_ struct linefeed f = { .fd = -1 };
	_cleanup_strbuf_ struct strbuf piece = { .len = 0 };
	struct err err;
	int64_t n = 77;

	ok(linefeed_open(&f, "/nonexistent", MAX, &err) < 0
			&& err.kind == ERR_INPUT && f.fd == -1,
		"no such file");
	ok(linefeed_open(&f, "/proc/self/mem", MAX, &err) == 0
			&& linefeed_next(&f, &piece, &n, &err) < 0
			&& err.kind == ERR_INPUT && n == 77
			&& strncmp(err.text, "/proc/self/mem: cannot read", 27)
				== 0,
		"one that cannot be read says so");
}

int
main(void)
{
	is("", "");
	is("a", "1:a ");
	is("a\n", "1:a ");
	is("one\n\nthree\r\n\r\nfive", "1:one 2: 3:three 4: 5:five ");
	is("0123456789\n0123456789\r\nabc\n",
		"1:0123456789 2:0123456789 3:abc ");
	is("0123456789a\nb\n0123456789a\r\nc", "1:> 2:b 3:> 4:c ");
	is("0123456789\rx\nb\n", "1:> 2:b ");
	is("0123456789012345678901234567890123456789\nb\n", "1:> 2:b ");
	is("a\n0123456789012345678901234567890123456789", "1:a 2:> ");
	is("0123456789\r", "1:0123456789 ");
	many(1000);
	many(SIZE_MAX);
	readiness();
	failures();
	return tap_done();
}
