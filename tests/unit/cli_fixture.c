/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_fixture.c - a program of nothing but frame: every kind of option, every
 * verdict, hostile text, streams and errors on demand.  Called by a name that
 * ends in "one" it has no subcommands.
 */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/prog.h"
#include "cli/report_json.h"

static const char hostile[] =
	"\033[2J\a<b>&\"'#\\ \xe2\x80\xae\xc2\x9b\xff]]>\r\nnot ok 9 - "
	"forged\t\xc3\xa9 \xf0\x9f\x94\x91\x7f";

static const struct check checks[] = {
	{ "fixture.first", "the first thing holds", "RFC 8446 section 4.4.2" },
	{ "fixture.second-thing", "the second thing holds", NULL },
	{ "fixture.third", "the third thing holds # always", "RFC 8705" },
};
static const struct check *const all_checks[] = { &checks[0], &checks[1],
	&checks[2], NULL };
static const struct cause causes[] = {
	{ "unknown-ca", "the server does not trust the issuer" },
	{ "expired", "the certificate is too old" },
};
static const struct cause *const cause_list[] = { &causes[0], &causes[1],
	NULL };
static const struct cause *const *const all_causes[] = { cause_list, NULL };
static const struct metric duration = { "tlsbind_fixture_duration_seconds",
	"how long it took", METRIC_SPAN, NULL, "time" };
static const struct metric mood = { "tlsbind_fixture_mood",
	"always 1: the mood it is in", METRIC_COUNT, "mood", NULL };
static const struct metric *const metrics[] = { &duration, &mood, NULL };

/* ---- echo: what the options said ----------------------------------------- */

static struct {
	bool flag;
	int count, whole, ms;
	const char *text, *file, *word, *maybe;
	struct opt_list list, files;
} args;

static const struct opt echo_opts[] = {
	OPT_GROUP("Kinds"),
	OPT_FLAG('g', "flag", &args.flag, "switch it on"),
	OPT_COUNT('n', "count", &args.count, "one more each time"),
	OPT_STR('t', "text", &args.text, "TEXT", "any text"),
	OPT_FILE('r', "read-file", &args.file, "a file"),
	OPT_WORD('w', "word", &args.word, "alpha beta beta-2",
		"one of a few, explained at some length so that the line is "
		"too long for a terminal"),
	OPT_MAYBE('m', "maybe", &args.maybe, "PATH", "with a path or without"),
	OPT_INT('i', "whole", &args.whole, "N", -5, 100, "a whole number"),
	OPT_MS('\0', "wait", &args.ms, 1, 3600000, "how long to wait"),
	OPT_LIST('\0', "each", &args.list, "ITEM", "one two three",
		"may be repeated"),
	OPT_LIST('\0', "each-file", &args.files, "FILE", NULL,
		"may be repeated, too"),
	OPT_STR('\0', "hidden", &args.text, "X", NULL),
	OPT_NEEDS("word", "text"),
	OPT_EXCLUDES("flag", "maybe"),
	OPT_END,
};

static int
echo(struct report *r, char **operands, struct err *err)
{
	(void)err;
	report_boolean(r, "flag", "flag", args.flag);
	report_integer(r, "count", "count", args.count);
	report_integer(r, "whole", "whole", args.whole);
	report_integer(r, "ms", "ms", args.ms);
	if (args.text != NULL)
		report_string(r, "text", "text", "%s", args.text);
	if (args.file != NULL)
		report_string(r, "file", "file", "%s", args.file);
	if (args.word != NULL)
		report_string(r, "word", "word", "%s", args.word);
	if (args.maybe != NULL)
		report_string(r, "maybe", "maybe", "%s", args.maybe);
	report_open_list(r, "list", "list");
	for (size_t i = 0; i < args.list.n; i++)
		report_string(r, NULL, NULL, "%s", args.list.value[i]);
	report_close(r);
	report_open_list(r, "operands", "operands");
	for (; *operands != NULL; operands++)
		report_string(r, NULL, NULL, "%s", *operands);
	report_close(r);
	return 0;
}

/* ---- judge: a report of any shape ---------------------------------------- */

static void
refused(struct report *r)
{
	report_headline(r, "REJECTED",
		"api.example:443 refused the client certificate");
	report_diagnosis(r, &causes[0], CONFIDENCE_LIKELY,
		"the server does not trust the issuer \"Example Test CA\"");
	report_because(r, "alert 48 unknown_ca came 41 ms after the handshake");
	report_because(r, "no session ticket came");
	report_advise(r, "give the operator this CA certificate");
	report_line(r, "connection", "TLS 1.3  X25519  h2");
	report_open(r, "tls", NULL);
	report_string(r, "version", NULL, "TLS1.3");
	report_integer(r, "big", NULL, INT64_MIN);
	report_close(r);
	report_line(r, "server", "CN=api.example, 71 days left");
	report_line(r, "", "name matches");
	report_check(r, &checks[0], VERDICT_FAIL,
		"alert 48 unknown_ca came 41 ms after the handshake");
	report_check(r, &checks[1], VERDICT_WARN, "none of 2 is the issuer");
	report_advise(r, "ask for the names");
	report_check(r, &checks[2], VERDICT_PASS, "it was seen");
}

static void
facts(struct report *r)
{
	static const uint8_t octets[] = { 0xfb, 0xff, 0x00 };

	report_string(r, "name", "name", "value");
	report_bytes(r, "bytes", "bytes", (struct view){ octets, 3 });
	report_integer(r, "large", "large", INT64_MAX);
	report_boolean(r, "yes", "yes", true);
	report_time(r, "time", "time", 1764270896);
	report_null(r, "null", "null");
	report_secret(r, "secret", "secret", "hunter2");
	report_string(r, "machine", NULL, "unseen");
	report_line(r, NULL, "a line for people");
	report_open_list(r, "empty", "empty");
	report_close(r);
	report_open(r, "group", "group");
	report_string(r, "a_rather_long_label", "a rather long label", "one");
	report_string(r, "two", "two", "two");
	report_open_list(r, "names", "names");
	report_string(r, NULL, NULL, "first");
	report_string(r, NULL, NULL, "second");
	report_close(r);
	report_close(r);
	report_open_list(r, "machine_list", NULL);
	report_string(r, NULL, NULL, "unseen");
	report_close(r);
	report_level(r, 1);
	report_open(r, "more", "more");
	report_string(r, "detail", "detail", "seen with -v");
	report_level(r, 2);
	report_string(r, "wire", "wire", "seen with -vv");
	report_close(r);
	report_level(r, 0);
}

static void
attack(struct report *r)
{
	report_subject(r, "%s", hostile);
	report_headline(r, "HOSTILE", "%s", hostile);
	report_metric(r, &mood, hostile, 1);
	report_string(r, "text", "text", "%s", hostile);
	report_line(r, "line", "%s", hostile);
	report_diagnosis(r, &causes[0], CONFIDENCE_CERTAIN, "%s", hostile);
	report_because(r, "because %s", hostile);
	report_advise(r, "do %s", hostile);
	for (int v = VERDICT_PASS; v <= VERDICT_UNDECIDED; v++) {
		report_check(r, &checks[2], (enum verdict)v, "%d %s", v,
			hostile);
		report_advise(r, "%s", hostile);
	}
}

/* Everything that may be long, long, and one word that is too long. */
static void
lengthy(struct report *r)
{
	static const char words[] =
		"one two three four five six seven eight nine ten eleven "
		"twelve thirteen fourteen fifteen  sixteen seventeen eighteen "
		"nineteen twenty \xc3\xa9\xc3\xa9\xc3\xa9 \033\033\033 end";

	report_subject(r, "subject %s", words);
	report_headline(r, "LENGTHY", "headline %s", words);
	report_diagnosis(r, &causes[0], CONFIDENCE_LIKELY, "cause %s", words);
	report_because(r, "because %s", words);
	report_advise(r, "advice %s", words);
	report_line(r, "line", "line %s", words);
	report_line(r, NULL, "plain %s", words);
	report_string(r, "word", "word", "%0120d", 7);
	report_string(r, "mixed", "mixed", "before %0120d behind", 7);
	report_open(r, "group", "group");
	report_string(r, "value", "value", "value %s", words);
	report_open_list(r, "items", "items");
	report_string(r, NULL, NULL, "first %s", words);
	report_string(r, NULL, NULL, "second");
	report_close(r);
	report_close(r);
	report_check(r, &checks[0], VERDICT_FAIL, "evidence %s", words);
	report_advise(r, "more advice %s", words);
	report_check(r, &checks[1], VERDICT_PASS, "it holds");
	report_check(r, &checks[2], VERDICT_SKIP, "it did not apply");
}

/* One check many times, as assertions are. */
static void
again(struct report *r)
{
	static const char *const evidence[] = { "alert=unknown_ca: it came",
		"accepted: does not hold: refused", "nothing to tell it by",
		"accepted: holds: after all", "nothing else", ": odd",
		"tls>=1.3 # SKIP: odder" };

	for (size_t i = 0; i < ARRAY_LEN(evidence); i++)
		report_check(r, &checks[0], i > 0 ? VERDICT_PASS : VERDICT_FAIL,
			"%s", evidence[i]);
	report_check(r, &checks[1], VERDICT_PASS, "only: once");
}

/* What sums up, and groups below. */
static void
layout(struct report *r)
{
	report_line(r, "sent", "a certificate");
	report_line(r, "", "of a kind");
	report_open(r, "first", "first");
	report_integer(r, "a_rather_long_label", "a rather long label", 1);
	report_open_list(r, "schemes", "schemes");
	report_string(r, NULL, "", "eddsa");
	report_string(r, NULL, "", "rsa");
	report_close(r);
	report_close(r);
	report_open(r, "second", "second");
	report_integer(r, "n", "n", 2);
	report_close(r);
}

static int
json(struct report *r, const char *text, struct err *err)
{
	_cleanup_json_ struct json *value = NULL;

	if (json_parse(view_of_str(text), &value, err) < 0)
		return -1;
	report_json(r, "json", "json", value);
	return 0;
}

static int
judge_one(struct report *r, const char *what, struct err *err)
{
	static const struct {
		const char *name;
		enum err_kind kind;
	} errors[] = {
		{ "usage", ERR_USAGE },
		{ "input", ERR_INPUT },
		{ "network", ERR_NETWORK },
		{ "system", ERR_SYSTEM },
	};

	for (int v = VERDICT_PASS; v <= VERDICT_UNDECIDED; v++) {
		if (strcmp(what, verdict_name((enum verdict)v)) != 0)
			continue;
		report_check(r, &checks[r->n_findings % 3], (enum verdict)v,
			"%s was asked for", what);
		if (v != VERDICT_PASS && v != VERDICT_SKIP)
			report_advise(r, "ask for pass");
	}
	for (size_t i = 0; i < ARRAY_LEN(errors); i++)
		if (strcmp(what, errors[i].name) == 0)
			return err_set(err, errors[i].kind,
				"x: %s was asked for: ask for something "
				"else\033",
				what);
	if (strcmp(what, "headline") == 0)
		report_headline(r, "WORD", "it is as it is");
	if (strcmp(what, "refused") == 0)
		refused(r);
	if (strcmp(what, "facts") == 0)
		facts(r);
	if (strcmp(what, "hostile") == 0)
		attack(r);
	if (strcmp(what, "lengthy") == 0)
		lengthy(r);
	if (strcmp(what, "again") == 0)
		again(r);
	if (strcmp(what, "layout") == 0)
		layout(r);
	if (strcmp(what, "metrics") == 0) {
		report_metric(r, &duration, NULL, 1500000);
		report_metric(r, &mood, "good", 1);
	}
	if (strcmp(what, "alarm") == 0)
		for (size_t i = 0; i < ARRAY_LEN(checks); i++)
			report_alarm(r, &checks[i]);
	if (strcmp(what, "next") == 0)
		report_next(r);
	if (strcmp(what, "many") == 0)
		report_many(r);
	if (strcmp(what, "flush") == 0)
		report_flush(r);
	if (strcmp(what, "pause") == 0)
		(void)getchar();
	if (strncmp(what, "open:", 5) == 0
		&& open(what + 5, O_RDWR | O_CREAT, 0600) < 0)
		return err_set(err, ERR_INPUT, "%s: cannot open", what + 5);
	if (strncmp(what, "json:", 5) == 0)
		return json(r, what + 5, err);
	if (strncmp(what, "at:", 3) == 0)
		report_subject(r, "%s", what + 3);
	return 0;
}

static int
judge(struct report *r, char **operands, struct err *err)
{
	for (; *operands != NULL; operands++)
		if (judge_one(r, *operands, err) < 0)
			return -1;
	return 0;
}

/* ---- stream: any number of items ----------------------------------------- */

static int amount = 3;
static bool split;

static const struct opt stream_opts[] = {
	OPT_INT('a', "amount", &amount, "N", 0, 100000000, "so many items"),
	OPT_FLAG('\0', "split", &split, "a report an item where that is fit"),
	OPT_END
};

static int
stream(struct report *r, char **operands, struct err *err)
{
	bool apart = split && report_is_lines(r);

	(void)operands;
	(void)err;
	if (!apart)
		report_open_list(r, "items", NULL);
	for (int i = 0; i < amount; i++) {
		report_open(r, apart ? "item" : NULL, NULL);
		report_line(r, NULL, "item %d", i);
		report_integer(r, "index", "index", i);
		report_open(r, "inner", "inner");
		report_string(r, "name", "name", "item %d", i);
		report_close(r);
		report_close(r);
		if (apart)
			report_next(r);
		else
			report_flush(r);
	}
	if (!apart)
		report_close(r);
	report_integer(r, "items_total", "total", amount);
	report_check(r, &checks[0], VERDICT_PASS, "%d items", amount);
	return 0;
}

/* ---- batch: a report a line ---------------------------------------------- */

static int jobs;
static bool nap, peak;

static const struct opt batch_opts[] = {
	OPT_INT('j', "jobs", &jobs, "N", 0, BATCH_JOBS_MAX, "so many workers"),
	OPT_FLAG('\0', "nap", &nap, "sleep now and then"),
	OPT_FLAG('\0', "peak", &peak, "tell on stderr how much memory it took"),
	OPT_END,
};

/* What the worker that BEGIN made may see: its own thread, nothing else. */
struct worker {
	pthread_t thread;
	int lines;
};

static void *
batch_begin(void *arg)
{
	struct worker *w = xcalloc(1, sizeof(*w));

	(void)arg;
	w->thread = pthread_self();
	return w;
}

/* "fail" and its like, "ref:NAME", "nap"; other words mean nothing. */
static void
batch_word(struct report *r, const char *word)
{
	static const char ref[] = "ref:";
	struct err err;

	if (strncmp(word, ref, strlen(ref)) == 0)
		report_ref(r, "%s", word + strlen(ref));
	else if (strcmp(word, "hostile") == 0)
		attack(r);
	else if (strcmp(word, "nap") == 0)
		usleep(100000);
	else if (judge_one(r, word, &err) < 0)
		report_error(r, &err);
}

static void
batch_line(void *worker, struct report *r, struct view text)
{
	_cleanup_str_ char *line = xstrndup((const char *)text.data, text.len);
	struct worker *w = worker;
	char *rest = line, *word;

	w->lines++;
	if (!pthread_equal(w->thread, pthread_self()))
		report_check(r, &checks[0], VERDICT_FAIL, "not its thread");
	if (nap)
		usleep((useconds_t)(r->line * 7919 % 13 * 50));
	report_string(r, "words", "words", "%.20s", line);
	report_integer(r, "octets", "octets", (int64_t)text.len);
	report_line(r, "people", "see this");
	while ((word = strsep(&rest, " ")) != NULL)
		batch_word(r, word);
}

static void
batch_end(void *worker)
{
	free(worker);
}

/* The most that was resident since the program began, in kB. */
static void
tell_peak(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];

	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			fprintf(stderr, "%ld\n", strtol(line + 6, NULL, 10));
	if (status != NULL)
		fclose(status);
}

static int
batch(struct report *r, char **operands, struct err *err)
{
	const struct batch b = {
		.jobs = jobs,
		.begin = batch_begin,
		.line = batch_line,
		.end = batch_end,
	};

	int result = batch_run(r, operands[0] != NULL ? operands[0] : "-", &b,
		err);

	if (peak)
		tell_peak();
	return result;
}

static const struct opt no_opts[] = {
	OPT_END,
};

static const struct command several[] = { { "echo", "say what the options said",
						  "[WORD]...", echo_opts, NULL,
						  NULL, echo, NULL },
	{ "judge", "make a report of any shape", "SHAPE...", no_opts,
		all_checks, all_causes, judge, metrics },
	{ "stream", "make a long report", "", stream_opts, all_checks, NULL,
		stream, NULL },
	{ "batch", "make a report a line", "FILE", batch_opts, all_checks,
		all_causes, batch, NULL },
	{ .run = NULL } };

static const struct command single[] = {
	{ NULL, "make a report of any shape", "SHAPE...", no_opts, all_checks,
		all_causes, judge, metrics },
	{ .run = NULL }
};

static const char *
version(void)
{
	return "1.2.3";
}

static const struct library libraries[] = { { "libfixture", version }, { 0 } };

int
main(int argc, char **argv)
{
	struct prog prog = { "cli-fixture", "exercise the frame of programs",
		several, libraries };
	size_t len = argc > 0 ? strlen(argv[0]) : 0;

	if (len > 3 && strcmp(argv[0] + len - 3, "one") == 0) {
		prog.name = "cli-fixture-one";
		prog.commands = single;
	}
	return prog_main(&prog, argc, argv);
}
