/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_steps.h - every connection that an inquiry has opened, as facts and as
 * a line each.
 */
#ifndef JUDGE_TELL_STEPS_H
#define JUDGE_TELL_STEPS_H

#include "cli/report.h"
#include "judge/inquiry.h"

/*
 * facts.probes and, with -v, a line a connection: what was changed and what
 * came of it; with -v -v also which were left out, and why.  Nothing where
 * only the first was opened and no more were wished for.
 */
void tell_steps(struct report *r, const struct inquiry *q);

/* "without a certificate: rejected, unknown_ca"; NULL: the step was not made.
 * The caller frees it. */
char *tell_step_words(const struct inquiry *q, enum step step);

#endif
