/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.h - does a session that is resumed stand for the certificate that
 * began it?  Then a certificate that was replaced or revoked lives on in it.
 */
#ifndef JUDGE_RESUME_H
#define JUDGE_RESUME_H

#include "judge/inquiry.h"

/*
 * What came of resuming the session of Q->given without a certificate and with
 * another one (RFC 8446 section 2.2): facts, lines for people and a check,
 * which warns at most.  Nothing if nothing of it was asked.
 */
void judge_resume(struct report *r, const struct inquiry *q);

/*
 * The server goes on with the session although the client has no certificate,
 * and refuses such a client a session of its own.
 */
bool resume_is_stale(const struct inquiry *q);

extern const struct check check_session_resumption;

#endif
