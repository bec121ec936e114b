/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog_doc.h - the tables of a program as --help, manual, completion and
 * lists: what people and tools read instead of the source.
 */
#ifndef CLI_PROG_DOC_H
#define CLI_PROG_DOC_H

#include "base/strbuf.h"
#include "cli/prog.h"

/* --help for one command, or for the program when COMMAND is NULL. */
void prog_help(const struct prog *p, const struct command *command,
	struct strbuf *out);

/*
 * --describe=HOW; in lines, fields have tabs between and "-" for what is
 * missing:
 *   table        a line an option: COMMAND ("-": all), LETTER, NAME, KIND,
 *                WORDS, HELP; KIND is flag, maybe (=ARG or nothing), word,
 *                file, number or text
 *   commands     a line a command: COMMAND, OPERANDS, SUMMARY
 *   roff         the OPTIONS section of the manual
 *   checks       a line an id: "check" or "cause", ID, TITLE, REF
 *   roff-checks  the same as a section of the manual
 *   metrics      a line a metric: NAME, LABELS beside "target", its name in
 *                perfdata, HELP
 *   roff-metrics the same as a section of the manual
 *   schema       the JSON Schema of the report
 */
void prog_describe(const struct prog *p, const char *how, struct strbuf *out);

/* The options that every command has; ends with OPT_END. */
extern const struct opt prog_common_opts[];

#endif
