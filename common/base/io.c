/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io.c - reading what the user names.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENV_PREFIX "env:"

/* Is it the machine that has run out of something, rather than the input? */
static enum err_kind
kind_of(int number)
{
	switch (number) {
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOSPC:
		return ERR_SYSTEM;
	default:
		return ERR_INPUT;
	}
}

static int
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* A variable becomes a file in memory, so that all readers have one source. */
static int
open_env(const char *name, int *ret_fd, struct err *err)
{
	const char *value = getenv(name + strlen(ENV_PREFIX));
	_cleanup_fd_ int fd = -1;

	if (!value)
		return err_set(err, ERR_INPUT,
			"%s: no such variable: is it exported?", io_name(name));
	fd = memfd_create("env", MFD_CLOEXEC);
	if (fd < 0 || write_all(fd, value, strlen(value)) < 0
		|| lseek(fd, 0, SEEK_SET) < 0)
		return err_errno(err, ERR_SYSTEM, errno, "%s", name);
	*ret_fd = fd;
	fd = -1;
	return 0;
}

static int
open_file(const char *name)
{
	if (strcmp(name, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

/* A key, a line of a key log, or 32 octets in hex or base64. */
static bool
looks_secret(const char *name)
{
	enum { SECRET_LEAST = 43 };
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+=:";
	size_t len = strlen(name);

	if (strpbrk(name, "\n{") != NULL || strstr(name, "-----BEGIN") != NULL)
		return true;
	/* So begin all JWTs, which have dots inside as names of files do. */
	if (len >= SECRET_LEAST && strncmp(name, "eyJ", 3) == 0)
		return true;
	name += strspn(name, "@./");
	return len >= SECRET_LEAST
		&& (strchr(name, ' ') != NULL
			|| name[strspn(name, plain)] == '\0');
}

const char *
io_name(const char *name)
{
	if (strcmp(name, "-") == 0)
		return "standard input";
	if (looks_secret(name) && access(name, F_OK) != 0)
		return "what was given in the place of a file's name";
	return name;
}

int
io_open(const char *name, int *ret_fd, struct err *err)
{
	_cleanup_fd_ int fd = -1;
	struct stat st;

	if (name[0] == '\0')
		return err_set(err, ERR_INPUT,
			"the file name is empty: name a file, \"-\" or "
			"env:NAME");
	if (strncmp(name, ENV_PREFIX, strlen(ENV_PREFIX)) == 0)
		return open_env(name, ret_fd, err);
	fd = open_file(name);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(err, kind_of(errno), errno, "%s: cannot open",
			io_name(name));
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT,
			"%s: is a directory: name a file", io_name(name));
	*ret_fd = fd;
	fd = -1;
	return 0;
}

void
io_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

ptrdiff_t
io_read(int fd, void *buf, size_t len)
{
	ssize_t n;

	do
		n = read(fd, buf, len);
	while (n < 0 && errno == EINTR);
	return n;
}

int
io_load(const char *name, size_t limit, struct bytes *ret_data, struct err *err)
{
	enum { CHUNK = 16 << 10 };
	_cleanup_bytes_ struct bytes data = { 0 };
	_cleanup_fd_ int fd = -1;
	ptrdiff_t n;

	if (io_open(name, &fd, err) < 0)
		return -1;
	do {
		n = io_read(fd, bytes_reserve(&data, CHUNK), CHUNK);
		if (n < 0)
			return err_errno(err, kind_of(errno), errno,
				"%s: cannot read", io_name(name));
		data.len += (size_t)n;
		if (data.len > limit)
			return err_set(err, ERR_INPUT,
				"%s: too large: the limit is %zu octets",
				io_name(name), limit);
	} while (n > 0);
	bytes_move(ret_data, &data);
	return 0;
}

bool
io_is_shared(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISREG(st.st_mode)
		&& (st.st_mode & 044) != 0;
}

static bool
chop(struct bytes *b, uint8_t last)
{
	if (b->len == 0 || b->data[b->len - 1] != last)
		return false;
	b->data[--b->len] = '\0';
	return true;
}

int
io_load_secret(const char *name, struct bytes *ret_secret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };

	if (io_load(name, IO_SECRET_MAX, &data, err) < 0)
		return -1;
	if (chop(&data, '\n'))
		chop(&data, '\r');
	bytes_move(ret_secret, &data);
	return 0;
}
