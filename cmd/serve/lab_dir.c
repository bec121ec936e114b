/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The directory of the laboratory.  It is ours alone, or we do not touch it;
 * files appear in it whole.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/io.h"
#include "serve/lab_part.h"

#define MARK    ".tlsbind-lab"
#define NEW     ".new" /* a file that is being written */
#define CLIENTS "clients"

enum { PRIVATE_DIR = 0700, PRIVATE_FILE = 0600 };

/* Is it this place that will not do, rather than the machine? */
static enum err_kind
kind_of(int number)
{
	switch (number) {
	case EACCES:
	case EPERM:
	case EROFS:
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case ENAMETOOLONG:
		return ERR_INPUT;
	default:
		return ERR_SYSTEM;
	}
}

static int
failed(const struct lab_dir *d, const char *name, const char *what,
	struct err *err)
{
	int number = errno;

	return err_errno(err, kind_of(number), number, "%s%s%s: %s", d->path,
		name[0] != '\0' ? "/" : "", name, what);
}

/* Nothing but what openers and closers of directories leave behind. */
static int
is_empty(const struct lab_dir *d, bool *ret, struct err *err)
{
	int fd = openat(d->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool empty = true;

	if (dir == NULL) {
		io_closep(&fd);
		return failed(d, "", "cannot read the directory", err);
	}
	while (empty && (entry = readdir(dir)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0
			|| strcmp(entry->d_name, "..") == 0;
	closedir(dir);
	*ret = empty;
	return 0;
}

/* Whoever could change names here could lead us astray. */
static int
check_owner(const struct lab_dir *d, struct err *err)
{
	struct stat st;

	if (fstat(d->fd, &st) < 0)
		return failed(d, "", "cannot look at it", err);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_INPUT,
			"%s: belongs to another user: give an empty or a new "
			"directory of your own",
			d->path);
	return 0;
}

static int
lock(struct lab_dir *d, struct err *err)
{
	struct stat st;

	d->lock = openat(d->fd, MARK,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		PRIVATE_FILE);
	if (d->lock < 0 || fstat(d->lock, &st) < 0)
		return failed(d, MARK, "cannot open", err);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT,
			"%s/%s: is no plain file: give an empty or a new "
			"directory",
			d->path, MARK);
	while (flock(d->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return failed(d, MARK, "cannot lock", err);
	return 0;
}

static int
enter(struct lab_dir *d, struct err *err)
{
	struct stat st;
	bool empty = false;

	if (mkdir(d->path, PRIVATE_DIR) < 0 && errno != EEXIST)
		return failed(d, "", "cannot make the directory", err);
	d->fd = open(d->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->fd < 0)
		return failed(d, "", "cannot open the directory", err);
	if (check_owner(d, err) < 0 || is_empty(d, &empty, err) < 0)
		return -1;
	if (!empty && fstatat(d->fd, MARK, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_set(err, ERR_INPUT,
			"%s: holds files that no laboratory has made: give an "
			"empty or a new directory",
			d->path);
	if (fchmod(d->fd, PRIVATE_DIR) < 0)
		return failed(d, "", "cannot make it private", err);
	return lock(d, err);
}

static int
enter_clients(struct lab_dir *d, struct err *err)
{
	if (mkdirat(d->fd, CLIENTS, PRIVATE_DIR) < 0 && errno != EEXIST)
		return failed(d, CLIENTS, "cannot make the directory", err);
	d->clients = openat(d->fd, CLIENTS,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (d->clients < 0 || fchmod(d->clients, PRIVATE_DIR) < 0)
		return failed(d, CLIENTS, "cannot open the directory", err);
	return 0;
}

/* What somebody left who was killed. */
static int
sweep(const struct lab_dir *d, struct err *err)
{
	const int fds[] = { d->fd, d->clients };

	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		if (unlinkat(fds[i], NEW, 0) < 0 && errno != ENOENT)
			return failed(d, i > 0 ? CLIENTS "/" NEW : NEW,
				"cannot remove", err);
	return 0;
}

/* Those who open files in it take more than files: io_open() and others. */
static int
check_path(const char *path, struct err *err)
{
	if (path[0] == '\0')
		return err_set(err, ERR_INPUT,
			"the name of the directory is empty: give a new one");
	if (strncmp(path, "env:", strlen("env:")) == 0
		|| strncmp(path, "pkcs11:", strlen("pkcs11:")) == 0)
		return err_set(err, ERR_INPUT,
			"%s: would be taken for something else than a "
			"directory: write ./%s",
			path, path);
	return 0;
}

int
lab_dir_open(struct lab_dir *d, const char *path, struct err *err)
{
	d->path = path;
	if (check_path(path, err) < 0 || enter(d, err) < 0
		|| enter_clients(d, err) < 0)
		return -1;
	return sweep(d, err);
}

void
lab_dir_done(struct lab_dir *d)
{
	io_closep(&d->clients);
	io_closep(&d->fd);
	io_closep(&d->lock);
}

/* The directory that NAME is in; NAME is then its name there. */
static int
place(const struct lab_dir *d, const char **name)
{
	size_t len = strlen(CLIENTS "/");

	if (strncmp(*name, CLIENTS "/", len) != 0)
		return d->fd;
	*name += len;
	return d->clients;
}

bool
lab_dir_has(const struct lab_dir *d, const char *name)
{
	int fd = place(d, &name);
	struct stat st;

	return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0
		&& S_ISREG(st.st_mode);
}

char *
lab_dir_file(const struct lab_dir *d, const char *name, const char *suffix)
{
	return xasprintf("%s/%s%s", d->path, name, suffix);
}

static int
write_all(int fd, struct view octets)
{
	while (octets.len > 0) {
		ssize_t n = write(fd, octets.data, octets.len);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			octets = view_part(octets, (size_t)n, octets.len);
	}
	return fsync(fd);
}

int
lab_dir_write(const struct lab_dir *d, const char *name, unsigned mode,
	struct view octets, struct err *err)
{
	const char *own = name;
	int dir = place(d, &own);
	_cleanup_fd_ int fd = openat(dir, NEW,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return failed(d, name, "cannot create", err);
	if (write_all(fd, octets) < 0 || renameat(dir, NEW, dir, own) < 0) {
		failed(d, name, "cannot write", err);
		unlinkat(dir, NEW, 0);
		return -1;
	}
	return 0;
}

int
lab_dir_sync(const struct lab_dir *d, struct err *err)
{
	if (fsync(d->clients) < 0 || fsync(d->fd) < 0)
		return failed(d, "", "cannot write", err);
	return 0;
}
