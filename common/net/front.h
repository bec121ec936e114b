/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front.h - a TLS server (RFC 5246, RFC 8446) that shows what clients do: it
 * accepts, shakes hands, weighs the client's certificate, refuses with the
 * alert that is due, and hands what is left, in plain octets, to someone else.
 */
#ifndef NET_FRONT_H
#define NET_FRONT_H

#include "net/imitate.h"
#include "net/visit.h"
#include "proof/crl.h"
#include "proof/key.h"
#include "proof/tbneg.h"

enum {
	FRONT_DOORS_MAX = 8,
	FRONT_IDENTITIES_MAX = 64,
	FRONT_VISITS_MAX = 1024, /* at once: further ones wait to be accepted */
	FRONT_QUEUE_MAX = 4096,  /* visits that ended, and nobody took yet */
	FRONT_HANDSHAKE_MS = 10000,
	FRONT_IDLE_MS = 30000,  /* without an octet either way */
	FRONT_LINGER_MS = 1000, /* for the client to read our last alert */
};

/* Mistakes on purpose, for tests of clients: bits. */
enum front_mistake {
	FRONT_CLOSE = 1 << 0,         /* no alert: the connection just ends */
	FRONT_LATE = 1 << 1,          /* refuse a second after the handshake */
	FRONT_NO_TICKETS = 1 << 2,    /* no session tickets */
	FRONT_PLAIN = 1 << 3,         /* HTTP without TLS on the port */
	FRONT_CA_OTHER = 1 << 4,      /* name another CA to the client */
	FRONT_CA_EMPTY = 1 << 5,      /* name none */
	FRONT_CA_HUGE = 1 << 6,       /* name 20 KiB of them */
	FRONT_TB_UNASKED = 1 << 7,    /* answer extension 24 unasked */
	FRONT_TB_VERSION = 1 << 8,    /* a version above what was offered */
	FRONT_TB_TWO = 1 << 9,        /* two key parameters */
	FRONT_TB_OTHER = 1 << 10,     /* a parameter that was not offered */
	FRONT_TB_MALFORMED = 1 << 11, /* octets that cannot be read */
	FRONT_TB_NO_EMS = 1 << 12,    /* without extended_master_secret */
	FRONT_TB_NO_RI = 1 << 13,     /* without renegotiation_info */
};

/* A certificate of the server, chosen by the names in it (RFC 6066). */
struct front_identity {
	struct certs chain;
	struct key *key;
};

/* Where to listen. */
struct front_door {
	const char *name; /* what people and serve() know it by */
	const char *host; /* an address, without brackets */
	int port;         /* 0: a free one; front_new() puts it here */
	enum front_auth auth;
};

/* What to do; read by all threads, stays as long as the front. */
struct front_plan {
	struct front_door door[FRONT_DOORS_MAX];
	size_t n_doors;
	struct front_identity identity[FRONT_IDENTITIES_MAX];
	size_t n_identities; /* the first one is for all other names */
	struct certs cas;    /* that clients' certificates must lead to */
	struct crls crls;
	const struct imitation *imitation; /* whose answers; NULL: our own */
	unsigned mistakes;                 /* front_mistake */
	int tls;                           /* 12 or 13 alone, or 0 */
	const char *priority;              /* GnuTLS string, or NULL */
	const struct view *alpn;           /* most preferred first */
	size_t n_alpn;
	const struct tbneg_config *tokbind; /* or NULL: not spoken */
	bool pha;    /* ask with the first request, not in the handshake */
	int64_t now; /* judge validity at this moment; 0: at the real one */
	int handshake_ms, idle_ms; /* 0: as above */
	int visits_max;            /* 0: as above */

	/*
	 * The first octets behind the handshake have come: INNER is one end of
	 * a socket pair with the plain octets, and the callee's to close, also
	 * when it fails.  It may keep V with visit_ref().  Called from the
	 * visit's thread; -1: it cannot, and the visit ends.
	 */
	int (*serve)(void *arg, struct visit *v, int inner);
	void *arg;
	/* The ports are known, and nobody was let in yet; or NULL. */
	void (*listens)(struct front_plan *plan);
};

struct front;

/*
 * Listen on every door; the chosen ports are written into PLAN.  ERR_NETWORK
 * names an address that cannot be had, ERR_USAGE a priority string, ERR_INPUT
 * a certificate or key that GnuTLS does not take, ERR_SYSTEM the rest.
 */
int front_new(struct front_plan *plan, struct front **ret, struct err *err)
	_must_check_;

/*
 * The next visit that has ended, in that order; the caller gives it back.
 * Waits; returns 1, or 0 after front_stop() when none is left.
 */
int front_next(struct front *f, struct visit **ret);

/*
 * Accept no more and end what is open, with close_notify, within a second.
 * May be called from a signal handler, and twice.
 */
void front_stop(struct front *f);

/* After front_next() said 0. */
void front_free(struct front *f);
void front_freep(struct front **f);
#define _cleanup_front_ _cleanup_(front_freep)

#endif
