/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign.h - the signs by which causes are told apart: each is something that
 * was observed on the wire or read from the user's own files.
 */
#ifndef JUDGE_SIGN_H
#define JUDGE_SIGN_H

#include "judge/client_auth.h"

enum sign {
	/* the verdict */
	SIGN_REJECTED,
	SIGN_NOT_REQUESTED,
	SIGN_UNDECIDED,
	SIGN_ACCEPTED,
	/* what was asked and given */
	SIGN_REQUESTED,
	SIGN_CONFIGURED,
	SIGN_SENT,
	SIGN_NO_SCHEME,
	/* how the answer came */
	SIGN_TLS12,
	SIGN_TLS13,
	SIGN_BY_ALERT,
	SIGN_BY_EOF,
	SIGN_BY_HTTP,
	SIGN_VAGUE,      /* an answer that servers give to any flaw */
	SIGN_CA_UNKNOWN, /* alert unknown_ca */
	SIGN_HTTP_NO_CERT,
	SIGN_HTTP_BAD_CERT,
	SIGN_HTTP_REAUTH,
	SIGN_NO_HANDSHAKE,
	SIGN_BEFORE_REQUEST,
	SIGN_NOT_TLS,
	SIGN_PLAIN_HTTP,
	/* the user's own certificate */
	SIGN_KEY_MISMATCH,
	SIGN_LEAF_NOT_FIRST,
	SIGN_EXPIRED,
	SIGN_NOT_YET,
	SIGN_SELF_SIGNED,
	SIGN_NO_CLIENT_EKU,
	SIGN_NO_DIGITAL_SIGNATURE,
	SIGN_WEAK_SIGNATURE,
	SIGN_WEAK_KEY,
	SIGN_ALONE,
	SIGN_FLAWED, /* any of the above but ALONE */
	/* the certificate and the server's list of authorities */
	SIGN_LISTED,
	SIGN_NOT_LISTED,
	SIGN_NO_LIST,
	/* how the server broke RFC 8472 */
	SIGN_TB_NO_EMS,
	SIGN_TB_NO_RI,
	SIGN_TB_UNSOLICITED,
	SIGN_TB_ANSWER, /* in any other way */
};

#define SIGN(name) (UINT64_C(1) << SIGN_##name)

/* Read all signs of a case; NOW judges the dates. */
uint64_t
signs_read(const struct probe *p, const struct client_auth *a, int64_t now);

/* Is the issuer of any certificate that we present among the authorities? */
bool signs_listed(const struct probe *p);

#endif
