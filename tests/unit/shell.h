/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shell.h - what unit tests ask other programs, in a directory of their own.
 */
#ifndef UNIT_SHELL_H
#define UNIT_SHELL_H

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/bytes.h"

static char shell_dir[] = "/tmp/tlsbind-unit-XXXXXX";

/* Run COMMAND in the directory; true if it succeeded. */
static inline bool
shell(const char *command)
{
	_cleanup_str_ char *line = xasprintf("cd %s && %s", shell_dir, command);
	char sh[] = "sh", c[] = "-c", *argv[] = { sh, c, line, NULL };
	int status = 1;
	pid_t pid;

	return posix_spawnp(&pid, sh, NULL, NULL, argv, environ) == 0
		&& waitpid(pid, &status, 0) == pid && status == 0;
}

static inline void
shell_begin(void)
{
	if (mkdtemp(shell_dir) == NULL)
		exit(1);
}

static inline void
shell_end(void)
{
	if (!shell("rm -r \"$PWD\""))
		exit(1);
}

/* The file NAME in the directory. */
static inline char *
shell_path(const char *name)
{
	return xasprintf("%s/%s", shell_dir, name);
}

static inline void
shell_save(const char *name, struct view data)
{
	_cleanup_str_ char *path = shell_path(name);
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(data.data, 1, data.len, f) != data.len
		|| fclose(f) != 0)
		exit(1);
}

#endif
