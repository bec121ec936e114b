/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog_doc.c - the tables of a program as --help, as sections of its manual
 * (man(7)), and as lines for completion and tests.
 */
#include "cli/prog_doc.h"

#include "cli/escape.h"
#include "cli/render.h"
#include "cli/prog_ids.h"

enum { WIDTH = 80, LEFT_MAX = 26, GAP = 2 };

static bool
is_shown(const struct opt *o)
{
	return o->help != NULL && (o->kind == KIND_GROUP || opt_is_option(o));
}

/* "=FILE", "[=PATH]" or ""; the caller frees it. */
static char *
argument_of(const struct opt *o)
{
	if (o->arg == NULL)
		return xstrdup("");
	return xasprintf(o->kind == KIND_MAYBE ? "[=%s]" : "=%s", o->arg);
}

/* The help, and the words if there is no other choice; the caller frees it. */
static char *
help_of(const struct opt *o)
{
	_cleanup_str_ char *text = NULL;
	const char *words = o->kind == KIND_WORD ? o->words : "";

	text = xasprintf("%s%s", o->help, *words != '\0' ? ":" : "");
	while (*words != '\0') {
		_cleanup_str_ char *shorter = steal(text);
		int len = (int)strcspn(words, " ");

		text = xasprintf("%s %.*s%s", shorter, len, words,
			words[len] != '\0' ? "," : "");
		words += len + (int)strspn(words + len, " ");
	}
	return steal(text);
}

/* ---- --help -------------------------------------------------------------- */

/* Words from COLUMN on, where the line stands already. */
static void
put_wrapped(struct strbuf *out, const char *text, size_t column)
{
	size_t at = column;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (at > column && at + 1 + len > WIDTH) {
			strbuf_char(out, '\n');
			strbuf_blanks(out, (int)column);
			at = column;
		}
		if (at > column) {
			strbuf_char(out, ' ');
			at++;
		}
		strbuf_add(out, text, len);
		at += len;
		text += len + strspn(text + len, " ");
	}
	strbuf_char(out, '\n');
}

/* Summaries are phrases, as a manual's NAME section wants them. */
static void
put_sentence(struct strbuf *out, const char *phrase)
{
	_cleanup_str_ char *text = xasprintf("%s.", phrase);

	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	put_wrapped(out, text, 0);
}

/* A name, and its explanation in the column beside or below it. */
static void
put_entry(struct strbuf *out, const char *name, const char *text, size_t column)
{
	strbuf_blanks(out, GAP);
	strbuf_format(out, "%-*s", (int)column - GAP, name);
	if (strlen(name) + 2 * GAP > column) {
		strbuf_char(out, '\n');
		strbuf_blanks(out, (int)column);
	}
	put_wrapped(out, text, column);
}

/* "-c, --cert=FILE"; the caller frees it. */
static char *
spelling_of(const struct opt *o)
{
	_cleanup_str_ char *arg = argument_of(o);

	if (o->letter == '\0')
		return xasprintf("    --%s%s", o->name, arg);
	return xasprintf("-%c, --%s%s", o->letter, o->name, arg);
}

static void
help_options(struct strbuf *out, const struct opt *opts)
{
	for (const struct opt *o = opts; o->kind != KIND_END; o++) {
		_cleanup_str_ char *name = NULL, *text = NULL;

		if (!is_shown(o))
			continue;
		if (o->kind == KIND_GROUP) {
			strbuf_format(out, "\n%s:\n", o->help);
			continue;
		}
		name = spelling_of(o);
		text = help_of(o);
		put_entry(out, name, text, GAP + LEFT_MAX);
	}
}

static void
help_commands(struct strbuf *out, const struct prog *p)
{
	size_t column = 0;

	for (const struct command *c = p->commands; c->run != NULL; c++)
		if (strlen(c->name) + 2 * GAP > column)
			column = strlen(c->name) + 2 * GAP;
	strbuf_str(out, "\nCommands:\n");
	for (const struct command *c = p->commands; c->run != NULL; c++)
		put_entry(out, c->name, c->summary, column);
	strbuf_format(out, "\n'%s COMMAND --help' tells the options of each.\n",
		p->name);
}

void
prog_help(const struct prog *p, const struct command *command,
	struct strbuf *out)
{
	if (command == NULL)
		strbuf_format(out, "Usage: %s COMMAND [OPTION]...\n", p->name);
	else
		strbuf_format(out, "Usage: %s%s%s [OPTION]...%s%s\n", p->name,
			command->name != NULL ? " " : "",
			command->name != NULL ? command->name : "",
			*command->operands != '\0' ? " " : "",
			command->operands);
	put_sentence(out,
		command != NULL && command->name != NULL ? command->summary
							 : p->summary);
	if (command == NULL)
		help_commands(out, p);
	else
		help_options(out, command->opts);
	help_options(out, prog_common_opts);
	strbuf_format(out,
		"\nExit status: 0 every check holds, 1 a check fails, 2 usage, "
		"3 unusable input,\n4 no verdict, 5 system error.  See "
		"%s(1).\n",
		p->name);
}

/* ---- --describe=table and commands --------------------------------------- */

static const char *
kind_of(const struct opt *o)
{
	static const char *const names[] = {
		[KIND_FLAG] = "flag",
		[KIND_COUNT] = "flag",
		[KIND_STR] = "text",
		[KIND_FILE] = "file",
		[KIND_WORD] = "word",
		[KIND_MAYBE] = "maybe",
		[KIND_INT] = "number",
		[KIND_MS] = "number",
		[KIND_LIST] = "text",
	};

	if ((o->kind == KIND_STR || o->kind == KIND_LIST)
		&& strcmp(o->arg, "FILE") == 0)
		return "file";
	return names[o->kind];
}

static const char *
or_dash(const char *s)
{
	return s != NULL && *s != '\0' ? s : "-";
}

static void
table_options(struct strbuf *out, const char *command, const struct opt *opts)
{
	for (const struct opt *o = opts; o->kind != KIND_END; o++)
		if (is_shown(o) && o->kind != KIND_GROUP)
			strbuf_format(out, "%s\t%c\t%s\t%s\t%s\t%s\n", command,
				o->letter != '\0' ? o->letter : '-', o->name,
				kind_of(o), or_dash(o->words), o->help);
}

static void
table(const struct prog *p, struct strbuf *out)
{
	for (const struct command *c = p->commands; c->run != NULL; c++)
		table_options(out, or_dash(c->name), c->opts);
	table_options(out, "-", prog_common_opts);
}

static void
commands(const struct prog *p, struct strbuf *out)
{
	for (const struct command *c = p->commands; c->run != NULL; c++)
		strbuf_format(out, "%s\t%s\t%s\n", or_dash(c->name),
			or_dash(c->operands), c->summary);
}

/* ---- --describe=roff ----------------------------------------------------- */

static void
roff_macro(struct strbuf *out, const char *macro, const char *text)
{
	strbuf_format(out, "%s ", macro);
	escape_roff(out, text);
	strbuf_char(out, '\n');
}

static void
roff_option(struct strbuf *out, const struct opt *o)
{
	_cleanup_str_ char *text = help_of(o);
	bool maybe = o->kind == KIND_MAYBE;

	strbuf_str(out, ".TP\n");
	if (o->letter != '\0')
		strbuf_format(out, "\\fB\\-%c\\fR, ", o->letter);
	strbuf_str(out, "\\fB\\-\\-");
	escape_roff(out, o->name);
	strbuf_str(out, "\\fR");
	if (o->arg != NULL) {
		strbuf_str(out, maybe ? "[=\\fI" : "=\\fI");
		escape_roff(out, o->arg);
		strbuf_str(out, maybe ? "\\fR]" : "\\fR");
	}
	strbuf_char(out, '\n');
	escape_roff(out, text);
	strbuf_str(out, ".\n");
}

static void
roff_options(struct strbuf *out, const struct opt *opts,
	const char *group_macro)
{
	for (const struct opt *o = opts; o->kind != KIND_END; o++) {
		if (!is_shown(o))
			continue;
		if (o->kind == KIND_GROUP)
			roff_macro(out, group_macro, o->help);
		else
			roff_option(out, o);
	}
}

static void
roff(const struct prog *p, struct strbuf *out)
{
	const struct command *c = p->commands;

	if (c->name == NULL) {
		roff_options(out, c->opts, ".SS");
		roff_options(out, prog_common_opts, ".SS");
		return;
	}
	for (; c->run != NULL; c++) {
		_cleanup_str_ char *title = xasprintf("%s %s", c->name,
			c->operands);

		roff_macro(out, ".SS", title);
		escape_roff(out, c->summary);
		strbuf_str(out, ".\n");
		roff_options(out, c->opts, ".PP\n.I");
	}
	strbuf_str(out,
		".SS All commands\nEvery command takes these options, too.\n");
	roff_options(out, prog_common_opts, ".PP\n.I");
}

/* ---- --describe=checks and roff-checks ----------------------------------- */

static void
table_id(struct strbuf *out, const char *kind, const char *id,
	const char *title, const char *ref)
{
	strbuf_format(out, "%s\t%s\t%s\t%s\n", kind, id, title, or_dash(ref));
}

static void
roff_id(struct strbuf *out, const char *kind, const char *id, const char *title,
	const char *ref)
{
	(void)kind;
	roff_macro(out, ".TP\n.B", id);
	escape_roff(out, title);
	if (ref != NULL)
		strbuf_format(out, " (%s)", ref);
	strbuf_str(out, ".\n");
}

static void
checks(const struct prog *p, struct strbuf *out)
{
	prog_checks(p, out, table_id);
	prog_causes(p, out, table_id);
}

static void
roff_checks(const struct prog *p, struct strbuf *out)
{
	prog_checks(p, out, roff_id);
	if (prog_has_causes(p))
		strbuf_str(out, ".SS Diagnoses\n");
	prog_causes(p, out, roff_id);
}

/* ---- --describe=metrics and roff-metrics --------------------------------- */

static void
table_metric(struct strbuf *out, const struct metric *m)
{
	strbuf_format(out, "%s\t%s\t%s\t%s\n", m->name, or_dash(m->label),
		or_dash(m->perf), m->help);
}

static void
roff_metric(struct strbuf *out, const struct metric *m)
{
	strbuf_format(out, ".TP\n\\fB%s\\fR{target%s%s}\n", m->name,
		m->label != NULL ? "," : "", m->label != NULL ? m->label : "");
	escape_roff(out, m->help);
	if (m->perf != NULL)
		strbuf_format(out, " (perfdata:\n.IR %s )", m->perf);
	strbuf_str(out, ".\n");
}

static void
metrics(const struct prog *p, struct strbuf *out)
{
	prog_metrics(p, out, table_metric);
}

static void
roff_metrics(const struct prog *p, struct strbuf *out)
{
	prog_metrics(p, out, roff_metric);
}

static void
schema(const struct prog *p, struct strbuf *out)
{
	(void)p;
	render_schema(out);
}

void
prog_describe(const struct prog *p, const char *how, struct strbuf *out)
{
	static const struct {
		const char *how;
		void (*describe)(const struct prog *p, struct strbuf *out);
	} ways[] = {
		{ "table", table },
		{ "commands", commands },
		{ "roff", roff },
		{ "checks", checks },
		{ "roff-checks", roff_checks },
		{ "metrics", metrics },
		{ "roff-metrics", roff_metrics },
		{ "schema", schema },
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (strcmp(ways[i].how, how) == 0)
			ways[i].describe(p, out);
}
