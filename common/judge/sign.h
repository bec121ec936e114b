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
	/* more of the user's own files */
	SIGN_CA_EKU,        /* an issuer in the chain lacks clientAuth */
	SIGN_ROOT_SENT,     /* the chain holds a self-signed root */
	SIGN_CHAIN_BROKEN,  /* a certificate is not issued by the next */
	SIGN_OTHER_ISSUER,  /* a listed name, another key identifier */
	SIGN_THROUGH_CA,    /* an intermediate is sent */
	SIGN_DEEP,          /* two or more are */
	SIGN_IN_CRL,        /* listed in the CRL that was given */
	SIGN_P12_LEGACY,    /* its container uses RC2-40 or 3DES */
	SIGN_CLOCKS_DIFFER, /* the server's clock judges the dates otherwise */
	SIGN_WITHHELD_LIST, /* not sent: the issuer is not listed */
	SIGN_WITHHELD_EKU,  /* not sent: it is not for clients */
	/* the request */
	SIGN_HUGE_LIST,  /* authorities of more than 16 KiB */
	SIGN_ASKED_LATE, /* after the handshake, or by renegotiation */
	SIGN_H2,         /* HTTP/2 was agreed on */
	SIGN_HTTP_421,
	SIGN_IIS_NO_CERT,
	SIGN_IIS_BAD_CERT,
	SIGN_SERVER_UNTRUSTED,
	SIGN_INSPECTOR,  /* its issuer is a known inspecting proxy */
	SIGN_NAME_ASKED, /* by SNI */
	/* what further connections have shown */
	SIGN_NONE_ACCEPTED, /* no certificate: it goes on */
	SIGN_NONE_REJECTED,
	SIGN_NONE_ALIKE,     /* ... with the very answer that ours gets */
	SIGN_DECOY_ACCEPTED, /* a certificate that nobody has issued */
	SIGN_DECOY_REJECTED,
	SIGN_DECOY_ALIKE,
	SIGN_DECOY_DIFFERS, /* ... with another answer than ours gets */
	SIGN_TLS_ACCEPTED,  /* in the other version of TLS */
	SIGN_TLS_REJECTED,
	SIGN_EXTRA_ACCEPTED, /* with the missing intermediates */
	SIGN_OTHER_ACCEPTED, /* with the other certificate given */
	SIGN_OTHER_REJECTED,
	SIGN_LATE_BY_PATH,  /* asked late, once PHA was offered */
	SIGN_NAME_MATTERS,  /* another server name asks, ours does not */
	SIGN_NAME_MISSING,  /* ... and we asked for none */
	SIGN_RESUMED_STALE, /* resumed without the certificate: accepted */
	SIGN_RESUME_ASKED,  /* by --resume */
	SIGN_CUT_OFF,       /* closed on our request, without any answer */
	SIGN_QUIET_ALERT,   /* ... where an alert comes without a request */
	SIGN_DIAGNOSED,     /* further connections were allowed */
	/* how the server's TLS library gives itself away */
	SIGN_STACK_OPENSSL,
	SIGN_STACK_GNUTLS,
	SIGN_STACK_GO,
	SIGN_STACK_JAVA,
	SIGN_STACK_SILENT, /* closes without alerts */
	SIGN_STACK_NGINX,
	SIGN_LAST,
};

/* More than 64 of them. */
typedef unsigned __int128 sign_set;

#define SIGN(name) ((sign_set)1 << SIGN_##name)

struct lint;

/* Read the signs of one connection, and those of the files that it used. */
sign_set signs_read(const struct probe *p, const struct client_auth *a,
	const struct lint *l);

/* Is the issuer of any certificate that we present among the authorities? */
bool signs_listed(const struct probe *p);

#endif
