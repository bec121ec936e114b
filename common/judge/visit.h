/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit.h - everything that a server says about one client, from the
 * observations of a visit.
 */
#ifndef JUDGE_VISIT_H
#define JUDGE_VISIT_H

#include "cli/report.h"
#include "judge/lint.h"
#include "net/visit.h"

/*
 * Fill R for one visit, ended or not, as of its own moment: headline, facts,
 * checks, diagnoses.  That a client was refused or broke the handshake is a
 * FAIL; an end that shows nothing is UNDECIDED.
 */
void judge_visit(struct report *r, struct visit *v);

/*
 * The target of a request, with (hidden) for the values of those parameters
 * that carry tokens, codes and passwords; the caller frees it.
 */
char *visit_redact(const char *target);

#define VISIT_CHECKS                                                        \
	&check_visit_handshake, &check_visit_presented, &check_visit_valid, \
		LINT_SENT_CHECKS, &check_visit_name, &check_visit_tokbind
extern const struct check check_visit_handshake, check_visit_presented,
	check_visit_valid, check_visit_name, check_visit_tokbind;
extern const struct cause *const judge_visit_causes[]; /* then NULL */

#endif
