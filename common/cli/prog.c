/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog.c - the life of a program: parse, run, render, and tell the truth in
 * the exit status.
 */
#include "cli/prog.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/escape.h"
#include "cli/prog_doc.h"
#include "cli/render.h"

enum { SHOWN_MAX = 20 }; /* characters of what is no command */

static const char *program = "tlsbind";
static int write_error = EIO; /* until we know better */

static struct {
	const char *format, *color, *now, *describe;
	bool quiet, show_secrets, help, version;
	int verbose;
} common = { .color = "auto" };

const struct opt prog_common_opts[] = {
	OPT_GROUP("Output"),
	OPT_WORD('f', "format", &common.format, REPORT_FORMATS,
		"write the report in this format"),
	OPT_FLAG('q', "quiet", &common.quiet,
		"write no report; the exit status tells"),
	OPT_COUNT('v', "verbose", &common.verbose,
		"tell more; twice: everything"),
	OPT_WORD('\0', "color", &common.color, "auto always never",
		"color the words of the verdict"),
	OPT_STR('\0', "now", &common.now, "TIME",
		"judge as of this moment (RFC 3339 or @SECONDS)"),
	OPT_FLAG('\0', "show-secrets", &common.show_secrets,
		"show tokens, keys and exported keying material"),
	OPT_GROUP("Help"),
	OPT_FLAG('h', "help", &common.help, "show this help and exit"),
	OPT_FLAG('V', "version", &common.version,
		"show the versions of program and libraries and exit"),
	OPT_WORD('\0', "describe", &common.describe,
		"table commands roff checks roff-checks metrics roff-metrics "
		"schema",
		NULL),
	OPT_END,
};

int
prog_verbose(void)
{
	return common.verbose < 2 ? common.verbose : 2;
}

bool
prog_quiet(void)
{
	return common.quiet;
}

void
prog_warn(const char *fmt, ...)
{
	_cleanup_str_ char *text = NULL;
	_cleanup_strbuf_ struct strbuf line = { .len = 0 };
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	strbuf_format(&line, "%s: ", program);
	escape_text(&line, text);
	strbuf_char(&line, '\n');
	fwrite(line.data, 1, line.len, stderr);
}

/* A file or socket must not become what we take for a standard stream. */
static void
hold_standard_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			/* The wrong way round, so that using it still fails. */
			(void)!open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

static size_t
count(const struct opt *o)
{
	size_t n = 0;

	while (o[n].kind != KIND_END)
		n++;
	return n;
}

static void
opts_freep(struct opt **o)
{
	free(*o);
}

/* A command's own options and the common ones; the caller frees them. */
static struct opt *
all_opts(const struct command *c)
{
	size_t own = c != NULL ? count(c->opts) : 0;
	size_t shared = count(prog_common_opts) + 1;
	struct opt *all = xcalloc(own + shared, sizeof(*all));

	if (own > 0)
		memcpy(all, c->opts, own * sizeof(*all));
	memcpy(all + own, prog_common_opts, shared * sizeof(*all));
	return all;
}

/* TYPED is NULL if nothing was typed where a command belongs. */
static int
refuse_command(const struct prog *p, const char *typed, struct err *err)
{
	enum { COMMANDS_MAX = 16 };
	const char *names[COMMANDS_MAX + 1] = { NULL }, *near;
	_cleanup_str_ char *list = xstrdup("");

	for (size_t i = 0; i < COMMANDS_MAX && p->commands[i].run; i++) {
		_cleanup_str_ char *shorter = steal(list);

		names[i] = p->commands[i].name;
		list = xasprintf("%s%s%s", shorter, i > 0 ? ", " : "",
			names[i]);
	}
	if (typed == NULL)
		return err_set(err, ERR_USAGE,
			"no command: begin with one of: %s", list);
	near = opt_nearest(names, typed);
	if (near != NULL)
		return err_set(err, ERR_USAGE,
			"%s: no such command: did you mean %s?", typed, near);
	/* What is long may be a token in the place of a command. */
	return err_set(err, ERR_USAGE,
		"%.*s%s: no such command: it is one of: %s", SHOWN_MAX, typed,
		strlen(typed) > SHOWN_MAX ? "…" : "", list);
}

/*
 * The command that the arguments begin with; NULL if they begin with an
 * option, or not at all.  A program without subcommands has one command.
 */
static int
find_command(const struct prog *p, int argc, char **argv,
	const struct command **ret_command, struct err *err)
{
	const struct command *c = p->commands;

	*ret_command = c->name == NULL ? c : NULL;
	if (c->name == NULL || argc < 2 || argv[1][0] == '-')
		return 0;
	for (; c->run != NULL; c++) {
		if (strcmp(c->name, argv[1]) == 0) {
			*ret_command = c;
			return 0;
		}
	}
	return refuse_command(p, argv[1], err);
}

static void
show_version(const struct prog *p, struct strbuf *out)
{
	strbuf_format(out, "%s (tlsbind) %s\n", p->name, PACKAGE_VERSION);
	for (const struct library *l = p->libraries;
		l != NULL && l->name != NULL; l++)
		strbuf_format(out, "%s %s\n", l->name, l->version());
}

static bool
wants_color(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (strcmp(common.color, "auto") != 0)
		return strcmp(common.color, "always") == 0;
	return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0')
		&& term != NULL && strcmp(term, "dumb") != 0;
}

/* The width of the terminal that shows the report, within reason, or 0. */
static size_t
terminal_width(void)
{
	enum { LEAST = 60, MOST = 100 };
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 0;
	if (size.ws_col < LEAST)
		return LEAST;
	return size.ws_col < MOST ? size.ws_col : MOST;
}

static bool
is_empty(const struct report *r)
{
	return r->n_facts == 0 && r->n_findings == 0 && r->n_diagnoses == 0
		&& r->n_measures == 0 && r->headline == NULL
		&& r->subject == NULL && r->err.kind == ERR_NONE;
}

/* Where reports go, as far as the command line has been understood. */
static struct report_out
output(void)
{
	const struct report_format *wanted = common.format != NULL
		? report_format_find(common.format)
		: NULL;

	return (struct report_out){
		.format = common.quiet   ? NULL
			: wanted != NULL ? wanted
					 : &format_text,
		.wanted = wanted,
		.file = stdout,
		.verbose = prog_verbose(),
		.color = wants_color(),
		.as_of = common.now != NULL,
		.width = terminal_width(),
		.muted = !common.quiet && wanted != NULL && wanted->mute,
	};
}

/* Let C work on OPERANDS and render what it reports. */
static int
run(const struct prog *p, const struct command *c, char **operands,
	int *ret_status, struct err *err)
{
	struct report_out out = output();
	_cleanup_(report_done) struct report r = {
		.program = p->name,
		.now = clock_now(),
		.show_secrets = common.show_secrets,
		.out = &out,
	};
	bool begun;

	if (common.now != NULL && clock_parse(common.now, &r.now, err) < 0)
		return err_context(err, "--now");
	if (c->run(&r, operands, err) < 0)
		report_error(&r, err);
	begun = out.reports > 0 || out.in_report;
	if (!begun && r.err.kind == ERR_USAGE)
		return -1;
	if (!begun || out.in_report || !is_empty(&r))
		render_report(&r);
	render_end(&r);
	*ret_status = render_status(&out);
	if (out.error != 0)
		write_error = out.error;
	return 0;
}

/* Do what the command line says; fails if it makes no sense. */
static int
obey(const struct prog *p, int argc, char **argv,
	const struct command **ret_command, int *ret_status, struct err *err)
{
	_cleanup_(opts_freep) struct opt *opts = NULL;
	_cleanup_strbuf_ struct strbuf text = { .len = 0 };
	const struct command *c;
	int first;

	if (find_command(p, argc, argv, &c, err) < 0)
		return -1;
	*ret_command = c;
	if (c != NULL && c->name != NULL) {
		argc--;
		argv++;
	}
	opts = all_opts(c);
	if (opt_parse(opts, argc, argv, &first, err) < 0)
		return -1;
	if (common.help)
		prog_help(p, c, &text);
	else if (common.version)
		show_version(p, &text);
	else if (common.describe != NULL)
		prog_describe(p, common.describe, &text);
	else if (c != NULL)
		return run(p, c, argv + first, ret_status, err);
	else
		return refuse_command(p, NULL, err);
	fwrite(text.data, 1, text.len, stdout);
	return 0;
}

/* A report of nothing but ERR if the format wants it; the exit status. */
static int
tell_error(const struct prog *p, struct report_out *out, const struct err *err)
{
	_cleanup_(report_done) struct report r = {
		.program = p->name,
		.now = clock_now(),
		.out = out,
	};

	if (!out->muted)
		out->format = NULL;
	out->muted = true;
	report_error(&r, err);
	render_report(&r);
	render_end(&r);
	return render_status(out);
}

/* What is wrong with the command line, and where to read how it is right. */
static int
complain(const struct prog *p, const struct command *c, const struct err *err)
{
	struct report_out out = output();

	if (!out.muted) {
		prog_warn("%s", err->text);
		fprintf(stderr, "Try '%s%s%s --help'.\n", p->name,
			c != NULL && c->name != NULL ? " " : "",
			c != NULL && c->name != NULL ? c->name : "");
	}
	return tell_error(p, &out, err);
}

/* A full disk must not look like success. */
static int
flush_stdout(struct err *err)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	return err_errno(err, ERR_SYSTEM, errno != 0 ? errno : write_error,
		"standard output");
}

int
prog_main(const struct prog *prog, int argc, char **argv)
{
	static char buffer[1 << 16];
	const struct command *c = NULL;
	struct report_out out;
	struct err err;
	int status = 0;

	program = prog->name;
	hold_standard_streams();
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	if (obey(prog, argc, argv, &c, &status, &err) < 0)
		status = complain(prog, c, &err);
	if (flush_stdout(&err) < 0) {
		prog_warn("%s", err.text);
		out = output();
		out.muted = false;
		status = tell_error(prog, &out, &err);
	}
	return status;
}
