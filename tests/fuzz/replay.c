/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.c - run each file of the folders that are named through a harness:
 * what fuzzing has found, as a regression test for any compiler.
 */
#include <dirent.h>

#include "base/alloc.h"
#include "base/io.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns false if NAME could not be read. */
static bool
replay_file(const char *name)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;
	uint8_t *room;

	if (io_load(name, IO_MAX, &b, &err) < 0) {
		printf("# %s\n", err.text);
		return false;
	}
	/* A room of its size lets tools see a step beyond. */
	room = xcalloc(b.len, 1);
	if (b.len > 0)
		memcpy(room, b.data, b.len);
	LLVMFuzzerTestOneInput(room, b.len);
	free(room);
	return true;
}

/* Returns how many files it ran, or -1. */
static int
replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	if (!dir)
		return -1;
	while (n >= 0 && (entry = readdir(dir))) {
		_cleanup_str_ char *name = xasprintf("%s/%s", folder,
			entry->d_name);

		if (entry->d_name[0] != '.')
			n = replay_file(name) ? n + 1 : -1;
	}
	closedir(dir);
	return n;
}

int
main(int argc, char **argv)
{
	bool good = argc > 1;

	for (int i = 1; i < argc; i++) {
		int n = replay_folder(argv[i]);

		/* An empty folder would be a test that cannot fail. */
		printf("%sok %d - %d inputs of %s\n", n > 0 ? "" : "not ", i, n,
			argv[i]);
		good = good && n > 0;
	}
	printf("1..%d\n", argc - 1);
	return good ? 0 : 1;
}
