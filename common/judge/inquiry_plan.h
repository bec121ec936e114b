/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_plan.h - which further connections the open question needs: decided
 * from what the first one has shown, without opening any.
 */
#ifndef JUDGE_INQUIRY_PLAN_H
#define JUDGE_INQUIRY_PLAN_H

#include "judge/inquiry.h"

/* What the decision rests on. */
struct inquiry_case {
	sign_set signs; /* of the first connection */
	bool reached;
	bool diagnose, no_decoy, resume; /* as wished */
	bool tls_given;                  /* the version, by the user */
	bool path_given;                 /* a request was made */
	bool pha_offered;                /* RFC 8446 section 4.2.6 */
	size_t names;   /* other names of the server's certificate */
	bool session;   /* there is one to resume */
	bool other;     /* another identity was given */
	bool completes; /* --extra completes the chain */
};

/*
 * Why a step is not made: "no certificate was asked for".  NULL: it is made.
 * Whatever the case, fewer than INQUIRY_CONNECTIONS_MAX are.
 */
const char *inquiry_omits(const struct inquiry_case *c, enum step step);

/* A further connection may ask GET / where HTTP/1.1 is agreed on. */
bool inquiry_asks(const struct inquiry_case *c);

#endif
