/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt.c - command lines against an option table: every kind, every mistake.
 */
#include "base/alloc.h"
#include "cli/opt.h"
#include "cli/prog_doc.h"
#include "cli/render.h"
#include "tap.h"

static struct {
	bool flag, other;
	int count, whole, ms;
	const char *text, *file, *word, *maybe, *key;
	struct opt_list list;
} args;

static const struct opt opts[] = {
	OPT_GROUP("All kinds"),
	OPT_FLAG('g', "flag", &args.flag, "h"),
	OPT_FLAG('\0', "verify", &args.other, "h"),
	OPT_COUNT('v', "verbose", &args.count, "h"),
	OPT_STR('t', "text", &args.text, "TEXT", "h"),
	OPT_FILE('r', "read-file", &args.file, "h"),
	OPT_WORD('w', "word", &args.word, "alpha beta beta-2", "h"),
	OPT_MAYBE('m', "maybe", &args.maybe, "PATH", "h"),
	OPT_INT('i', "whole", &args.whole, "N", -5, 100, "h"),
	OPT_MS('\0', "wait", &args.ms, 1, 3600000, "h"),
	OPT_LIST('e', "expect", &args.list, "ITEM", NULL, "h"),
	OPT_STR('k', "key", &args.key, "KEY", "h"),
	OPT_NEEDS("key", "text"),
	OPT_EXCLUDES("flag", "verify"),
	OPT_END,
};

/* What a TLS client has. */
static const struct opt tls[] = {
	OPT_STR('c', "cert", &args.text, "CERT", "h"),
	OPT_FILE('\0', "ca", &args.file, "h"),
	OPT_FLAG('g', "no-verify", &args.flag, "h"),
	OPT_STR('\0', "servername", &args.key, "NAME", "h"),
	OPT_WORD('\0', "tls", &args.word, "1.2 1.3", "h"),
	OPT_END,
};

enum { WORDS = 12 };

static const struct opt *table = opts;

static struct err err;
static int first;
static char *argv[WORDS + 1];

/* Parse LINE, split at spaces; "_" stands for an empty word. */
static bool
parse(const char *line)
{
	static char copy[256];
	int argc = 0;
	char *rest = copy, *word;

	snprintf(copy, sizeof(copy), "prog %s", line);
	while (argc < WORDS && (word = strsep(&rest, " ")) != NULL)
		if (*word != '\0')
			argv[argc++] = strcmp(word, "_") == 0 ? word + 1 : word;
	argv[argc] = NULL;
	free(args.list.value);
	memset(&args, 0, sizeof(args));
	memset(&err, 0, sizeof(err));
	first = -1;
	return opt_parse(table, argc, argv, &first, &err) == 0;
}

static void
takes(const char *line, bool holds)
{
	if (!ok(holds, "takes: %s", line))
		printf("# %s\n", err.text);
}

static void
refuses(const char *line, const char *text)
{
	bool parsed = parse(line);

	if (!ok(!parsed && err.kind == ERR_USAGE && strcmp(err.text, text) == 0
			    && first == -1,
		    "refuses: %s", line))
		printf("# got  %s\n# want %s\n", err.text, text);
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static void
good(void)
{
	takes("", parse("") && first == 1);
	takes("-g --flag", parse("-g --flag") && args.flag);
	takes("-vv --verbose", parse("-vv --verbose") && args.count == 3);
	takes("a -t x b",
		parse("a -t x b") && same(args.text, "x") && first == 3
			&& same(argv[3], "a") && same(argv[4], "b"));
	takes("-tx --read-file=y",
		parse("-tx --read-file=y") && same(args.text, "x")
			&& same(args.file, "y"));
	takes("--text=", parse("--text=") && same(args.text, ""));
	takes("--text -", parse("--text -") && same(args.text, "-"));
	takes("--text --flag",
		parse("--text --flag") && same(args.text, "--flag")
			&& !args.flag);
	takes("--rea y", parse("--rea y") && same(args.file, "y"));
	takes("-w beta-2", parse("-w beta-2") && same(args.word, "beta-2"));
	takes("--maybe x",
		parse("--maybe x") && same(args.maybe, "")
			&& same(argv[first], "x"));
	takes("--maybe=x", parse("--maybe=x") && same(args.maybe, "x"));
	takes("-mx", parse("-mx") && same(args.maybe, "x"));
	takes("-i -5", parse("-i -5") && args.whole == -5);
	takes("-i 100", parse("-i 100") && args.whole == 100);
	takes("--wait 1", parse("--wait 1") && args.ms == 1000);
	takes("--wait 0.25", parse("--wait 0.25") && args.ms == 250);
	takes("--wait 0.001", parse("--wait 0.001") && args.ms == 1);
	takes("--wait 3600.0", parse("--wait 3600.0") && args.ms == 3600000);
	takes("-e a --expect=b",
		parse("-e a --expect=b") && args.list.n == 2
			&& same(args.list.value[0], "a")
			&& same(args.list.value[1], "b"));
	takes("-- --flag -g",
		parse("-- --flag -g") && !args.flag
			&& same(argv[first], "--flag")
			&& same(argv[first + 1], "-g"));
	takes("- -g", parse("- -g") && args.flag && same(argv[first], "-"));
	takes("--text x --key y", parse("--text x --key y"));
	takes("--key y --text x", parse("--key y --text x"));
}

static void
bad(void)
{
	refuses("--exepct x",
		"--exepct: no such option: did you mean --expect?");
	refuses("--flga=x", "--flga: no such option: did you mean --flag?");
	refuses("--zzzzzzzz", "--zzzzzzzz: no such option");
	refuses("-x", "-x: no such option");
	refuses("-gx", "-x: no such option");
	refuses("--ver", "--ver: ambiguous: --verify, --verbose");
	refuses("--w=1", "--w: ambiguous: --word, --whole, --wait");
	refuses("--text", "--text: needs an argument: --text=TEXT");
	refuses("--rea", "--read-file: needs an argument: --read-file=FILE");
	refuses("a -t", "--text: needs an argument: --text=TEXT");
	refuses("--flag=x", "--flag: takes no argument");
	refuses("--flag=", "--flag: takes no argument");
	refuses("-w gamma", "--word: 'gamma' is none of: alpha beta beta-2");
	refuses("-w beta-",
		"--word: 'beta-' is none of: alpha beta beta-2: did you mean "
		"beta-2?");
	refuses("-w aplha",
		"--word: 'aplha' is none of: alpha beta beta-2: did you mean "
		"alpha?");
	refuses("-w 2", "--word: '2' is none of: alpha beta beta-2");
	refuses("-w _", "--word: '' is none of: alpha beta beta-2");
	refuses("-t a -t b", "--text: given twice: give it once");
	refuses("-w beta --word=beta", "--word: given twice: give it once");
	refuses("--maybe --maybe", "--maybe: given twice: give it once");
	refuses("-k x", "--key needs --text");
	refuses("--flag --verify", "--flag excludes --verify");
	refuses("--verify --flag", "--flag excludes --verify");
}

/* What is right for other tools is explained, if we can do it at all. */
static void
foreign(void)
{
	static const char *const lines[][2] = {
		{ "--cacert x",
			"--cacert: no such option: did you mean --ca?" },
		{ "--CAfile=x",
			"--CAfile: no such option: did you mean --ca?" },
		{ "-CAfile x", "-CAfile: no such option: did you mean --ca?" },
		{ "--insecure",
			"--insecure: no such option: did you mean "
			"--no-verify?" },
		{ "--verify-hostname x",
			"--verify-hostname: no such option: did you mean "
			"--servername?" },
		{ "--connect-to x",
			"--connect-to: no such option: did you mean "
			"--servername?" },
		{ "--tlsv1.2",
			"--tlsv1.2: no such option: did you mean --tls=1.2?" },
		{ "-tls1_3",
			"-tls1_3: no such option: did you mean --tls=1.3?" },
		{ "a -connect x",
			"-connect: no such option: HOST:PORT stands alone" },
		{ "-g -cert x",
			"-cert: no such option: long options have two dashes: "
			"--cert" },
		{ "-cert=x",
			"-cert: no such option: long options have two dashes: "
			"--cert" },
	};

	table = tls;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		refuses(lines[i][0], lines[i][1]);
	takes("-c -cert", parse("-c -cert") && same(args.text, "-cert"));
	takes("-cold", parse("-cold") && same(args.text, "old"));
	takes("-gc ert", parse("-gc ert") && same(args.text, "ert"));
	takes("-- -cert", parse("-- -cert") && same(argv[first], "-cert"));
	table = opts;
	refuses("--insecure", "--insecure: no such option");
	refuses("--cacert", "--cacert: no such option");
	refuses("--tls1_2", "--tls1_2: no such option");
	refuses("-connect", "-c: no such option");
}

static void
numbers(void)
{
	static const char *const whole[] = {
		"_",
		"-",
		"-6",
		"101",
		"1x",
		"0x10",
		"+1",
		"1.0",
		"1e1",
		"99999999999999999999",
		"-99999999999999999999",
		"4294967297",
	};
	static const char *const spans[] = {
		"_",
		"0",
		"0.000",
		"0.0001",
		".5",
		"1.",
		"1.x",
		"-1",
		"+1",
		"3600.001",
		"1e3",
		"inf",
		"nan",
		"0x1",
		"1,5",
		"9999999999999999999",
	};

	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		_cleanup_str_ char *line = xasprintf("--whole %s", whole[i]);
		_cleanup_str_ char *want = xasprintf(
			"--whole: '%s' is not a whole number from -5 to 100",
			*whole[i] == '_' ? "" : whole[i]);

		refuses(line, want);
	}
	for (size_t i = 0; i < ARRAY_LEN(spans); i++) {
		_cleanup_str_ char *line = xasprintf("--wait %s", spans[i]);
		_cleanup_str_ char
			*want = xasprintf("--wait: '%s' is not a number of "
					  "seconds from 0.001 to 3600",
				*spans[i] == '_' ? "" : spans[i]);

		refuses(line, want);
	}
}

static void
nearest(void)
{
	static const char *const words[] = { "verify", "decode", "create",
		"ekm", NULL };
	char long_word[1000];

	memset(long_word, 'v', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	ok(same(opt_nearest(words, "verfiy"), "verify"), "a swap is near");
	ok(same(opt_nearest(words, "ver"), "verify"), "a beginning is near");
	ok(same(opt_nearest(words, "decod"), "decode"), "a gap is near");
	ok(same(opt_nearest(words, "creates"), "create"), "a tail is near");
	ok(same(opt_nearest(words, "elm"), "ekm"), "a change is near");
	ok(opt_nearest(words, "thumbprint") == NULL, "another word is not");
	ok(opt_nearest(words, "") == NULL, "nothing is near to nothing");
	ok(opt_nearest(words, long_word) == NULL, "a long word is not near");
}

/* The common options name the formats that there are. */
static void
common(void)
{
	const struct opt *o = prog_common_opts;
	size_t n = 0, named = 0;

	while (o->name == NULL || strcmp(o->name, "format") != 0)
		o++;
	for (const char *w = o->words; *w != '\0'; named++) {
		_cleanup_str_ char *word = xstrndup(w, strcspn(w, " "));

		ok(report_format_find(word) != NULL, "format %s exists", word);
		w += strlen(word) + strspn(w + strlen(word), " ");
	}
	while (report_formats[n] != NULL)
		n++;
	ok(n == named, "no other format exists");
	ok(report_format_find("yaml") == NULL, "an unknown one is not found");
}

int
main(void)
{
	good();
	bad();
	foreign();
	numbers();
	nearest();
	common();
	free(args.list.value);
	return tap_done();
}
