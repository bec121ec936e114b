/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io_ask.c - asking for a passphrase on the terminal without echo.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

static const int stoppers[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };

/* The handlers and the mask that were there before the question. */
struct guard {
	struct sigaction old[ARRAY_LEN(stoppers)];
	sigset_t mask;
};

static volatile sig_atomic_t stopped_by;

static void
on_signal(int number)
{
	stopped_by = number;
}

/*
 * Keep signals from ending the program while the echo is off: they are noted,
 * and only while ppoll(2) waits, so that none slips in between.  SIGTSTP stays
 * blocked until the terminal is itself again.
 */
static void
guard_begin(struct guard *g)
{
	struct sigaction act = { .sa_handler = on_signal };
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGTSTP);
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(stoppers); i++)
		sigaddset(&block, stoppers[i]);
	sigprocmask(SIG_BLOCK, &block, &g->mask);
	stopped_by = 0;
	for (size_t i = 0; i < ARRAY_LEN(stoppers); i++)
		sigaction(stoppers[i], &act, &g->old[i]);
}

/* Let the signal that we noted do what it would have done. */
static void
guard_end(const struct guard *g)
{
	for (size_t i = 0; i < ARRAY_LEN(stoppers); i++)
		sigaction(stoppers[i], &g->old[i], NULL);
	if (stopped_by != 0)
		raise(stopped_by);
	sigprocmask(SIG_SETMASK, &g->mask, NULL);
}

static int
read_line(int fd, const struct guard *g, struct bytes *line)
{
	enum { CHUNK = 4096 };
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	sigset_t waiting = g->mask;
	ptrdiff_t n;

	sigaddset(&waiting, SIGTSTP);
	do {
		if (ppoll(&pfd, 1, NULL, &waiting) < 0)
			return -1;
		n = io_read(fd, bytes_reserve(line, CHUNK), CHUNK);
		if (n < 0)
			return -1;
		line->len += (size_t)n;
	} while (n > 0 && line->data[line->len - 1] != '\n'
		&& line->len <= IO_SECRET_MAX);
	if (n == 0 && line->len == 0) {
		errno = ENODATA;
		return -1;
	}
	if (line->data[line->len - 1] == '\n')
		line->data[--line->len] = '\0';
	return 0;
}

/* Ask with the echo off, whatever happens put it back on. */
static int
ask(int fd, const struct termios *loud, const char *prompt, struct bytes *line)
{
	struct termios quiet = *loud;
	struct guard guard;
	int status = -1;
	int number;

	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	quiet.c_lflag |= ICANON | ISIG;
	guard_begin(&guard);
	if (tcsetattr(fd, TCSAFLUSH, &quiet) == 0) {
		if (dprintf(fd, "%s", prompt) >= 0)
			status = read_line(fd, &guard, line);
		number = errno;
		dprintf(fd, "\n");
		tcsetattr(fd, TCSAFLUSH, loud);
		errno = number;
	}
	number = errno;
	guard_end(&guard);
	errno = number;
	return status;
}

int
io_ask_secret(const char *prompt, struct bytes *ret_secret, struct err *err)
{
	_cleanup_bytes_ struct bytes line = { 0 };
	_cleanup_fd_ int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios loud;

	if (fd < 0 || tcgetattr(fd, &loud) < 0)
		return err_set(err, ERR_INPUT,
			"no terminal to ask for the passphrase: name a file, "
			"\"-\" or env:NAME for it");
	if (ask(fd, &loud, prompt, &line) < 0)
		return err_errno(err, ERR_INPUT, errno,
			"no passphrase from the terminal");
	if (line.len > IO_SECRET_MAX)
		return err_set(err, ERR_INPUT,
			"the passphrase is too long: the limit is %d octets",
			(int)IO_SECRET_MAX);
	bytes_move(ret_secret, &line);
	return 0;
}
