/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog.h - what every program has in common, so that a file in cmd/ holds
 * only what is its own: its options, its checks, and its run().
 */
#ifndef CLI_PROG_H
#define CLI_PROG_H

#include "cli/opt.h"
#include "cli/report.h"

struct command {
	const char *name;                  /* the subcommand's, or NULL */
	const char *summary;               /* as in the manual's NAME section */
	const char *operands;              /* "[CERT]..." */
	const struct opt *opts;            /* without the common ones */
	const struct check *const *checks; /* all of them, then NULL */
	/* Lists that end with NULL, then NULL; or NULL. */
	const struct cause *const *const *causes;

	/*
	 * Fill the report.  Operands are NULL-terminated.  After an err the
	 * report is rendered with it, unless its kind is ERR_USAGE.
	 */
	int (*run)(struct report *r, char **operands, struct err *err);

	const struct metric *const *metrics; /* all, then NULL; or NULL */
};

/* A library whose run-time version --version tells. */
struct library {
	const char *name;
	const char *(*version)(void);
};

struct prog {
	const char *name; /* "tlsbind-thumbprint" */
	const char *summary;
	const struct command *commands;  /* one without a name, or several with;
					   a row without run() ends the table */
	const struct library *libraries; /* ends with { 0 }; or NULL */
};

/* Parse, run, render; returns the exit status.  The whole body of main(). */
int prog_main(const struct prog *prog, int argc, char **argv);

/* What the common options say; valid while run() runs. */
int prog_verbose(void); /* 0 to 2 */
bool prog_quiet(void);

/* A remark on standard error, prefixed with the program's name; escaped. */
void prog_warn(const char *fmt, ...) _printf_(1, 2);

#endif
