/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_cause.h - the root causes that a diagnosis of a Token Binding message
 * can name.
 */
#ifndef JUDGE_TBMSG_CAUSE_H
#define JUDGE_TBMSG_CAUSE_H

#include "judge/tbmsg_form.h"
#include "proof/tbwhy.h"

/* Why the header or the message is malformed, if that can be told. */
void judge_tbmsg_form_causes(struct report *r, const struct tbmsg_form *f);

/*
 * Why the signature of B (WHOSE: "provided") does not verify with EKM, if that
 * can be told, else what to compare; for the check that was added last.
 */
void judge_tbmsg_signature_cause(struct report *r,
	const struct tbmsg_binding *b, const char *whose, struct view ekm,
	const struct tbwhy_ekm *others, size_t n_others);

/* The cause with this id, which must be one of those below. */
const struct cause *tbmsg_cause_find(const char *id);

extern const struct cause *const tbmsg_form_cause_ids[]; /* then NULL */
extern const struct cause *const tbmsg_cause_ids[];      /* all, then NULL */

#endif
