/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opt_hint.h - what is wrong with an option, and which one was meant.
 */
#ifndef CLI_OPT_HINT_H
#define CLI_OPT_HINT_H

#include "cli/opt.h"

/*
 * A long option, TYPED without its dashes, that the table does not have, or
 * not without doubt.  Always ERR_USAGE.
 */
int opt_refuse_name(const struct opt *opts, const char *typed, struct err *err)
	_must_check_;

/* ERR_USAGE if WORD is a long option behind one dash ("-cert"). */
int opt_refuse_dash(const struct opt *opts, const char *word, struct err *err)
	_must_check_;

/* TYPED is none of the words of O.  Always ERR_USAGE. */
int opt_refuse_word(const struct opt *o, const char *typed, struct err *err)
	_must_check_;

#endif
