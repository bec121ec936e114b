/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt.c - fuzzing of cli/opt.h: words, a line each, against a table with an
 * option of every kind.  What is accepted obeys the bounds of its row, and
 * operands are words that were given.
 */
#include "cli/opt.h"

#include "base/alloc.h"

enum { WORDS_MAX = 32, TEXT_MAX = 4096 };

static struct {
	bool flag, other;
	int count, whole, ms;
	const char *text, *file, *word, *maybe;
	struct opt_list list;
} args;

static const struct opt opts[] = { OPT_GROUP("Kinds"),
	OPT_FLAG('g', "flag", &args.flag, "h"),
	OPT_FLAG('\0', "flat", &args.other, "h"),
	OPT_COUNT('n', "count", &args.count, "h"),
	OPT_STR('t', "text", &args.text, "TEXT", "h"),
	OPT_FILE('r', "read-file", &args.file, "h"),
	OPT_WORD('w', "word", &args.word, "alpha beta beta-2", "h"),
	OPT_MAYBE('m', "maybe", &args.maybe, "PATH", "h"),
	OPT_INT('i', "whole", &args.whole, "N", -5, 100, "h"),
	OPT_MS('\0', "wait", &args.ms, 0, 3600000, "h"),
	OPT_LIST('e', "expect", &args.list, "ITEM", "one two", "h"),
	OPT_NEEDS("word", "text"), OPT_EXCLUDES("flag", "flat"), OPT_END };

static const char *const names[] = { "flag", "flat", "count", "text",
	"read-file", "word", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_str_ char *text = xstrndup((const char *)data,
		size < TEXT_MAX ? size : TEXT_MAX);
	char *rest = text, *argv[WORDS_MAX + 1];
	struct err err = { .kind = ERR_NONE };
	int argc = 0, first = -1;

	while (argc < WORDS_MAX && rest != NULL)
		argv[argc++] = strsep(&rest, "\n");
	argv[argc] = NULL;
	(void)opt_nearest(names, argv[0]);
	if (opt_parse(opts, argc, argv, &first, &err) == 0) {
		if (first < 1 || first > argc || args.whole < -5
			|| args.whole > 100 || args.ms < 0 || args.ms > 3600000
			|| args.list.n > WORDS_MAX
			|| (args.word != NULL && args.text == NULL)
			|| (args.flag && args.other))
			abort();
	} else if (err.kind != ERR_USAGE || err.text[0] == '\0'
		|| first != -1) {
		abort();
	}
	free(args.list.value);
	memset(&args, 0, sizeof(args));
	return 0;
}
