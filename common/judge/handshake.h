/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handshake.h - everything that tlsbind-handshake says about one server, from
 * the observations of an inquiry.
 */
#ifndef JUDGE_HANDSHAKE_H
#define JUDGE_HANDSHAKE_H

#include "cli/opt.h"
#include "judge/client_auth.h"
#include "judge/inquiry.h"

/*
 * Fill R for one target: headline, facts, checks, diagnoses.  With assertions
 * in EXPECT these alone decide, and all else is a warning at most.  ERR is set
 * and -1 returned when the server was not reached (ERR_NETWORK) or the key log
 * could not be written (ERR_SYSTEM); R is filled all the same.
 */
int judge_handshake(struct report *r, const struct inquiry *q,
	const struct opt_list *expect, struct err *err);

extern const struct check check_client_auth_accepted, check_client_auth_sent,
	check_client_auth_listed, check_tls_handshake, check_http_answer;

#endif
