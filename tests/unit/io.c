/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io.c - tests of base/io.h, with real files, pipes and a terminal.
 */
#include "base/io.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/alloc.h"

#include "tap.h"

static char dir[] = "/tmp/tlsbind-io-XXXXXX";

static char *
path(const char *name)
{
	return xasprintf("%s/%s", dir, name);
}

static char *
file_of(const char *name, const char *data, size_t len)
{
	char *p = path(name);
	FILE *f = fopen(p, "w");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		abort();
	return p;
}

static void
test_open(void)
{
	_cleanup_str_ char *name = file_of("file", "hello", 5);
	_cleanup_str_ char *none = path("none");
	_cleanup_fd_ int fd = -1;
	struct err err;
	char buf[8];

	ok(io_open(name, &fd, &err) == 0 && fd >= 0, "open a file");
	ok(fcntl(fd, F_GETFD) & FD_CLOEXEC, "closed on exec");
	ok(io_read(fd, buf, sizeof(buf)) == 5 && memcmp(buf, "hello", 5) == 0
			&& io_read(fd, buf, sizeof(buf)) == 0,
		"read to the end");
	io_closep(&fd);
	ok(fd == -1, "closed");
	ok(io_open(none, &fd, &err) == -1 && err.kind == ERR_INPUT && fd == -1
			&& strncmp(err.text, none, strlen(none)) == 0
			&& strstr(err.text, "No such file"),
		"none: %s", err.text);
	ok(io_open(dir, &fd, &err) == -1 && err.kind == ERR_INPUT && fd == -1
			&& strncmp(err.text, dir, strlen(dir)) == 0
			&& strstr(err.text, ": is a directory: name a file"),
		"a directory: %s", err.text);
	ok(io_open("", &fd, &err) == -1 && err.kind == ERR_INPUT, "no name: %s",
		err.text);
}

static void
test_environment(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	_cleanup_fd_ int fd = -1;
	struct err err;

	setenv("TLSBIND_TEST", "value\n", 1);
	ok(io_load("env:TLSBIND_TEST", 100, &b, &err) == 0
			&& view_eq_str(bytes_view(&b), "value\n"),
		"env:NAME");
	ok(io_load("env:TLSBIND_TEST", 5, &b, &err) == -1, "its limit: %s",
		err.text);
	ok(io_load_secret("env:TLSBIND_TEST", &b, &err) == 0
			&& view_eq_str(bytes_view(&b), "value"),
		"secret of env:NAME");
	ok(io_open("env:TLSBIND_TEST", &fd, &err) == 0
			&& fcntl(fd, F_GETFD) & FD_CLOEXEC,
		"open env:NAME");
	setenv("TLSBIND_TEST", "", 1);
	ok(io_load("env:TLSBIND_TEST", 5, &b, &err) == 0 && b.len == 0,
		"an empty variable");
	unsetenv("TLSBIND_TEST");
	ok(io_load("env:TLSBIND_TEST", 5, &b, &err) == -1
			&& err.kind == ERR_INPUT
			&& strstr(err.text, "env:TLSBIND_TEST"),
		"no variable: %s", err.text);
	ok(io_load("env:", 5, &b, &err) == -1, "no name: %s", err.text);
}

static void
test_limit(void)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	_cleanup_bytes_ struct bytes b = { 0 };
	_cleanup_str_ char *name = NULL;
	struct err err = { 0 };
	const size_t len = 100000;

	memset(bytes_reserve(&data, len), 'x', len);
	data.len = len;
	data.data[99999] = 'y';
	name = file_of("large", (char *)data.data, len);
	ok(io_load(name, len, &b, &err) == 0
			&& view_eq(bytes_view(&b), bytes_view(&data))
			&& b.data[b.len] == '\0',
		"exactly the limit");
	bytes_clear(&b);
	bytes_append_str(&b, "kept");
	ok(io_load(name, len - 1, &b, &err) == -1 && err.kind == ERR_INPUT
			&& strstr(err.text, "99999")
			&& strncmp(err.text, name, strlen(name)) == 0
			&& view_eq_str(bytes_view(&b), "kept"),
		"beyond: %s", err.text);
	ok(io_load("/dev/zero", 1 << 20, &b, &err) == -1
			&& strstr(err.text, "1048576"),
		"without an end: %s", err.text);
	ok(io_load_secret(name, &b, &err) == -1 && strstr(err.text, "65536"),
		"a secret's limit: %s", err.text);
	ok(io_load("/dev/null", 0, &b, &err) == 0 && b.len == 0,
		"nothing within a limit of nothing");
}

static void
test_stdin(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;
	int fds[2], saved = dup(STDIN_FILENO), fd = -1;

	if (pipe(fds) < 0 || write(fds[1], "from\0pipe", 9) != 9)
		abort();
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	ok(io_load("-", 100, &b, &err) == 0 && b.len == 9
			&& memcmp(b.data, "from\0pipe", 9) == 0,
		"standard input");
	ok(fcntl(STDIN_FILENO, F_GETFD) >= 0, "which stays open");
	ok(io_open("-", &fd, &err) == 0 && fd != STDIN_FILENO
			&& fcntl(fd, F_GETFD) & FD_CLOEXEC,
		"a duplicate");
	io_closep(&fd);
	close(STDIN_FILENO);
	ok(io_load("-", 100, &b, &err) == -1, "closed: %s", err.text);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void
test_secret(void)
{
	static const struct {
		const char *file, *secret;
	} rows[] = {
		{ "pw", "pw" },
		{ "pw\n", "pw" },
		{ "pw\r\n", "pw" },
		{ "pw\n\n", "pw\n" },
		{ " p w \n", " p w " },
		{ "\n", "" },
		{ "", "" },
		{ "pw\r", "pw\r" },
		{ "\r\n", "" },
		{ "a\nb\n", "a\nb" },
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes b = { 0 };
		_cleanup_str_ char *name = file_of("pw", rows[i].file,
			strlen(rows[i].file));

		ok(io_load_secret(name, &b, &err) == 0
				&& view_eq_str(bytes_view(&b), rows[i].secret),
			"the last line end of secret %zu", i);
	}
}

static volatile sig_atomic_t alarms;

static void
on_alarm(int number _unused_)
{
	alarms++;
}

/* A signal without SA_RESTART comes while the pipe is empty. */
static void
test_signal(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	int fds[2];
	char c = 0;
	pid_t pid;

	sigaction(SIGALRM, &act, NULL);
	if (pipe(fds) < 0)
		abort();
	pid = fork();
	if (pid == 0) {
		usleep(50000);
		kill(getppid(), SIGALRM);
		usleep(50000);
		_exit(write(fds[1], "s", 1) != 1);
	}
	ok(io_read(fds[0], &c, 1) == 1 && c == 's' && alarms == 1,
		"reading goes on after a signal");
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

/* What became of a question on a terminal of its own. */
struct asked {
	int status; /* of waitpid(2) */
	bool echo;  /* afterwards */
	bool quiet; /* while it asked */
	char screen[4096];
	char answer[128]; /* what the child made of it */
};

static void
child(int slave, int out)
{
	struct bytes b = { 0 };
	struct err err;

	/* A shell's background jobs are started with it ignored. */
	signal(SIGINT, SIG_DFL);
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	if (io_ask_secret("Passphrase: ", &b, &err) == 0)
		dprintf(out, "<%s>", (char *)b.data);
	else
		dprintf(out, "!%d %s", (int)err.kind, err.text);
	bytes_done(&b);
	_exit(0);
}

static void
watch(int master, struct asked *a, const char *until)
{
	size_t len = strlen(a->screen);

	while (!strstr(a->screen, until) && len + 1 < sizeof(a->screen)) {
		ssize_t n = read(master, a->screen + len,
			sizeof(a->screen) - 1 - len);

		if (n <= 0)
			return;
		len += (size_t)n;
	}
}

static struct asked
ask(const char *typed)
{
	struct asked a = { 0 };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, fds[2];
	struct termios t;
	pid_t pid;

	grantpt(master);
	unlockpt(master);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || pipe(fds) < 0)
		abort();
	pid = fork();
	if (pid == 0)
		child(slave, fds[1]);
	close(fds[1]);
	watch(master, &a, "Passphrase: ");
	tcgetattr(slave, &t);
	a.quiet = !(t.c_lflag & ECHO);
	if (write(master, typed, strlen(typed)) < 0)
		abort();
	waitpid(pid, &a.status, 0);
	tcgetattr(slave, &t);
	a.echo = t.c_lflag & ECHO;
	watch(master, &a, "\n");
	if (read(fds[0], a.answer, sizeof(a.answer) - 1) < 0)
		abort();
	close(fds[0]);
	close(slave);
	close(master);
	return a;
}

static void
test_ask(void)
{
	struct asked a = ask("sesam\n");

	ok(a.status == 0 && strcmp(a.answer, "<sesam>") == 0, "the answer: %s",
		a.answer);
	ok(a.quiet && !strstr(a.screen, "sesam"), "without echo");
	ok(a.echo, "the echo is back");
	a = ask("\n");
	ok(strcmp(a.answer, "<>") == 0 && a.echo, "an empty passphrase");
	a = ask("\x04");
	ok(strncmp(a.answer, "!3 ", 3) == 0 && a.echo, "end of input: %s",
		a.answer);
	a = ask("half\x03");
	ok(WIFSIGNALED(a.status) && WTERMSIG(a.status) == SIGINT,
		"an interrupt ends the program");
	ok(a.quiet && a.echo, "and the echo is back");
}

static void
test_no_terminal(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		struct bytes b = { 0 };
		struct err err;

		setsid();
		_exit(io_ask_secret("Passphrase: ", &b, &err) == -1
					&& err.kind == ERR_INPUT && b.len == 0
				? 7
				: 0);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 7, "no terminal");
}

int
main(void)
{
	static const char *const files[] = { "file", "large", "pw" };

	if (!mkdtemp(dir))
		abort();
	test_open();
	test_environment();
	test_limit();
	test_stdin();
	test_secret();
	test_signal();
	test_ask();
	test_no_terminal();
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		_cleanup_str_ char *p = path(files[i]);

		unlink(p);
	}
	rmdir(dir);
	return tap_done();
}
