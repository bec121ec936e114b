/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.h - Token Binding negotiated within a TLS handshake, as client and
 * as server (RFC 8472; in TLS 1.3 draft-ietf-tokbind-tls13, which expired).
 */
#ifndef NET_TOKBIND_H
#define NET_TOKBIND_H

#include "base/bytes.h"
#include "proof/tbneg.h"

struct gnutls_session_int; /* a gnutls_session_t points to it */

enum {
	/* One more than can be right, so that what is cut stays wrong. */
	TOKBIND_KEPT = TBNEG_OCTETS_MAX + 1
};

/*
 * Mistakes that a server makes on purpose, for tests of clients: bits.  RFC
 * 8472 section 4 has a client end the handshake after each.
 */
enum tokbind_mistake {
	TOKBIND_UNASKED = 1 << 0,   /* answer who has offered nothing, too */
	TOKBIND_VERSION = 1 << 1,   /* a version above what was offered */
	TOKBIND_TWO = 1 << 2,       /* two key parameters */
	TOKBIND_OTHER = 1 << 3,     /* a parameter that was not offered */
	TOKBIND_MALFORMED = 1 << 4, /* fewer parameters than are announced */
	TOKBIND_NO_EMS = 1 << 5,    /* answer without extended_master_secret */
	TOKBIND_NO_RI = 1 << 6,     /* ... or renegotiation_info: those that
				       a priority string switches off */
};

/*
 * One side of one session.  Zeroed but for the first three; it must stay where
 * it is as long as the session.
 */
struct tokbind {
	const struct tbneg_config *own; /* NULL: a client that offers nothing */
	bool server;
	unsigned mistakes; /* tokbind_mistake */

	/* ---- what the last handshake came to ---- */
	bool came;                    /* the peer sent the extension */
	size_t octets_len;            /* of its extension_data ... */
	uint8_t octets[TOKBIND_KEPT]; /* ... which begins so */
	struct tbneg peer; /* the same, if it can be read; else n is 0 */
	enum tbneg_verdict verdict;
	uint16_t version; /* with TBNEG_NEGOTIATED */
	uint8_t params;
};

/* Prepare a session; returns 0 or what GnuTLS says. */
int tokbind_attach(struct tokbind *t, struct gnutls_session_int *session)
	_must_check_;

/*
 * Call this from the session's handshake hook, for all messages before and
 * after they are processed, and return what it returns: 0, or an error of
 * GnuTLS to which belongs the alert that the RFC wants.  The verdict says why.
 *
 * Only when a hello is complete it can be judged: its extensions come in any
 * order (RFC 8472 section 4).
 */
int tokbind_watch(struct tokbind *t, struct gnutls_session_int *session,
	unsigned type, unsigned when, unsigned incoming, struct view body)
	_must_check_;

/* What the peer sent, at most TOKBIND_KEPT octets of it. */
struct view tokbind_octets(const struct tokbind *t);

#endif
