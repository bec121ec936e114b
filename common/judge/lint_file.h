/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_file.h - the lint of files without any server: the certificates of each
 * are a chain.
 */
#ifndef JUDGE_LINT_FILE_H
#define JUDGE_LINT_FILE_H

#include "judge/lint.h"
#include "proof/key.h"

enum { LINT_CHAIN_MAX = LINT_PATH_MAX }; /* certificates of an input */

/*
 * Headline, checks and facts of the chain in each of NAMES, which end with
 * NULL; a report for each.  They are looked at with the private key KEY and
 * the revocation lists CRL, if those are not NULL; without KEY with the key
 * that stands beside them, if there is one that needs no asking.  An input
 * that cannot be read does not hide the others.  ERR_INPUT.
 */
int lint_files(struct report *r, char **names, const char *key, const char *crl,
	struct certfile_pass *pass, struct err *err) _must_check_;

#endif
