/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_verify.h - what a server must check of a Token Binding message, in
 * order: RFC 8471 section 4.2, RFC 8473 section 2, RFC 8471 section 5.
 */
#ifndef JUDGE_TBMSG_VERIFY_H
#define JUDGE_TBMSG_VERIFY_H

#include "judge/tbmsg_form.h"
#include "proof/tbwhy.h"

/* Key parameters that were negotiated, or: */
enum { TBMSG_NEGOTIATED_NONE = -1, TBMSG_NEGOTIATED_UNKNOWN = -2 };

/* What is known of the connection, and whom to expect. */
struct tbmsg_case {
	struct view ekm;                /* 32 octets */
	const struct tbwhy_ekm *others; /* EKMs that may have been meant */
	size_t n_others;
	int negotiated;
	struct view expect_id, expect_tbh; /* octets; empty: any */
	struct view referred_id;
	const char *ekm_name; /* "the EKM given": ends a sentence */
	bool brief;           /* facts without the fields of each binding */
};

/*
 * Headline, facts, checks and diagnoses for a message that was read.  Only
 * signatures and IDs that hold in every part give a VALID.
 */
void judge_tbmsg_verify(struct report *r, struct tbmsg_form *f,
	const struct tbmsg_case *c);

#define TBMSG_VERIFY_CHECKS                                                    \
	&check_tokbind_negotiated, TBMSG_FORM_CHECKS, &check_message_provided, \
		&check_message_referred, &check_provided_parameters,           \
		&check_provided_signature, &check_referred_signature,          \
		&check_other_signature, &check_message_unknown,                \
		&check_provided_id, &check_referred_id
extern const struct check check_tokbind_negotiated, check_message_provided,
	check_message_referred, check_message_unknown,
	check_provided_parameters, check_provided_signature,
	check_referred_signature, check_other_signature, check_provided_id,
	check_referred_id;

#endif
