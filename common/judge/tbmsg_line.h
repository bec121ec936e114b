/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_line.h - from what is given - options, or a line of a batch - to the
 * judgement of one message.
 */
#ifndef JUDGE_TBMSG_LINE_H
#define JUDGE_TBMSG_LINE_H

#include "judge/ekm_set.h"
#include "judge/tbmsg_verify.h"

#define TBMSG_NEGOTIATED_WORDS "ecdsap256 rsa2048_pss rsa2048_pkcs1.5 none"

/* What holds for one message, or for all lines that do not say otherwise. */
struct tbmsg_line {
	struct ekm_set ekms;
	int negotiated;                    /* as in struct tbmsg_case */
	struct bytes id, tbh, referred_id; /* octets; empty: any */
};

/*
 * Read what is expected, each NULL or as typed, into L, which is zeroed and
 * given to tbmsg_line_done() after failure, too.  ERR_USAGE.
 */
int
tbmsg_line_expect(struct tbmsg_line *l, const char *negotiated, const char *id,
	const char *tbh, const char *referred_id, struct err *err) _must_check_;
void tbmsg_line_done(struct tbmsg_line *l);
#define _cleanup_tbmsg_line_ _cleanup_(tbmsg_line_done)

/*
 * Judge a message with one EKM of L, which has one at least: of several, the
 * one with which it verifies.  MORE, or NULL, are EKMs that it may have been
 * signed for by mistake.  R gets an error where no EKM fits and some could not
 * be had.
 */
void tbmsg_line_judge(struct report *r, struct tbmsg_form *f,
	const struct tbmsg_line *l, const struct ekm_set *more, bool brief);

/*
 * For struct batch, whose ARG is a struct tbmsg_line: a JSON object {"tbmsg",
 * "ekm", "negotiated", "id", "tbh", "referred_id", "ref"}, all strings, of
 * which only the first is needed where ARG has an EKM; "negotiated" may be
 * null, which is "none".
 */
void *tbmsg_line_begin(void *arg);
void tbmsg_line_verify(void *worker, struct report *r, struct view text);

#endif
