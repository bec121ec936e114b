/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit.h - one connection by a TLS client, as the server sees it: what was
 * offered, what was presented and proven, what we answered, how it ended.
 *
 * These are observations only; what they mean is decided in judge/.  Several
 * threads hold a visit.  All that the handshake shows is written before the
 * visit is shown to anybody else; what comes later is read under its lock.
 */
#ifndef NET_VISIT_H
#define NET_VISIT_H

#include <pthread.h>

#include "base/alloc.h"
#include "base/bytes.h"
#include "net/tokbind.h"
#include "proof/cert.h"

enum {
	VISIT_ALERTS_MAX = 8,
	VISIT_CHAIN_MAX = 32,      /* certificates of a client */
	VISIT_HELLO_MAX = 1 << 16, /* octets of a ClientHello, kept */
	VISIT_HELD_MAX = 512,      /* first octets received, kept */
	VISIT_REQUESTS_MAX = 64,   /* kept; all are counted */
	VISIT_TARGET_MAX = 256,    /* octets of a request's target, kept */
	VISIT_ADDRESS = 64,
};

enum visit_end {
	VISIT_OPEN,    /* it is still there */
	VISIT_CLOSED,  /* the client said that it ends: close_notify */
	VISIT_EOF,     /* the client closed without that */
	VISIT_RESET,   /* TCP reset */
	VISIT_ALERT,   /* the client sent a fatal alert */
	VISIT_NOT_TLS, /* its octets are no TLS records */
	VISIT_TIMEOUT, /* it was silent for too long */
	VISIT_REFUSED, /* we refused its certificate, or that it had none */
	VISIT_BROKEN,  /* our library refused what it sent */
	VISIT_DONE,    /* we closed it, after the last answer */
	VISIT_STOPPED, /* the server ended */
};

/* What is wrong with a client's certificate: bits. */
enum visit_fault {
	VISIT_NO_CERT = 1 << 0,        /* it sent none */
	VISIT_UNREADABLE = 1 << 1,     /* what it sent is no certificate */
	VISIT_UNKNOWN_CA = 1 << 2,     /* its chain leads to no CA of ours */
	VISIT_SELF_SIGNED = 1 << 3,    /* ... as it is signed by itself */
	VISIT_EXPIRED = 1 << 4,        /* it, or one of its chain */
	VISIT_NOT_YET = 1 << 5,        /* the same */
	VISIT_PURPOSE = 1 << 6,        /* its EKU lacks clientAuth */
	VISIT_CA_PURPOSE = 1 << 7,     /* the EKU of an issuer does */
	VISIT_KEY_USAGE = 1 << 8,      /* it may not sign */
	VISIT_WEAK_SIGNATURE = 1 << 9, /* MD5 or SHA-1, roots left aside */
	VISIT_WEAK_KEY = 1 << 10,      /* RSA below 2048 bits */
	VISIT_REVOKED = 1 << 11,       /* a list that we have lists it */
	VISIT_CONSTRAINT = 1 << 12,    /* an issuer is no CA, path too long */
	VISIT_SIGNATURE = 1 << 13,     /* CertificateVerify does not verify */
	VISIT_KEY_AGREEMENT = 1 << 14, /* not sign, but agree on keys */
};

/* How we answer a certificate that we do not take. */
enum {
	REFUSAL_NONE = -1,  /* we take it */
	REFUSAL_CLOSE = -2, /* we close without an alert */
	REFUSAL_HTTP = -3,  /* the handshake holds, HTTP says 400 */
};                          /* or the number of an alert, from 0 */

/* How a listening socket treats client certificates. */
enum front_auth {
	FRONT_NONE,    /* does not ask */
	FRONT_REQUEST, /* asks; what comes must be valid */
	FRONT_REQUIRE, /* asks; one must come, and be valid */
	FRONT_ANY,     /* asks; takes any whose key is proven */
};

struct visit_alert {
	bool outgoing;
	bool fatal;
	uint8_t code;
	int64_t at_us; /* since the connection was accepted */
};

struct visit_request {
	char method[16];
	char target[VISIT_TARGET_MAX];
	unsigned status; /* 0: not answered yet */
};

struct visit {
	uint64_t serial;           /* from 1 */
	const char *door;          /* the name of the listening socket */
	enum front_auth auth;      /* that holds there */
	char peer[VISIT_ADDRESS];  /* "127.0.0.1:53422" */
	char local[VISIT_ADDRESS]; /* "127.0.0.1:8443" */
	int64_t at; /* when it began, or is to be judged: clock.h */
	int64_t start_us,
		handshake_us; /* moments of clock_mono_us(), 0: never */

	/* ---- what the client offered ---- */
	struct bytes hello; /* the body of its first ClientHello */
	char sni[256];      /* "" without one */
	bool hello_retry;   /* we had to ask for another one */

	/* ---- what was agreed on ---- */
	bool handshake_done;
	char version[16]; /* "TLS1.3", or "" */
	char suite[64];
	char group[32];
	char alpn[64];
	char signature[48]; /* of CertificateVerify: "ECDSA-SECP256R1-SHA256" */
	bool extended_master_secret; /* true for 1.3 as well */
	bool safe_renegotiation;
	bool resumed;
	unsigned tickets;               /* that we sent */
	const struct cert *server_cert; /* that we presented; the front's */
	struct tokbind tokbind;
	struct bytes ekm; /* EXPORTER-Token-Binding, 32 octets, or empty */

	/* ---- who the client is ---- */
	bool requested;
	bool requested_late; /* after the handshake, RFC 8446 section 4.6.2 */
	bool certificate_message; /* the client sent a Certificate message */
	struct certs chain;      /* as it sent it; of a resumption: as it was */
	char *unreadable;        /* why a certificate of it cannot be read */
	const struct certs *cas; /* it was held against these, or NULL */
	unsigned faults;         /* visit_fault; 0: valid */
	unsigned ignored; /* those of them that we, as configured, forgive */
	int refusal;      /* REFUSAL_..., or an alert */

	/* ---- how it went on; under lock ---- */
	pthread_mutex_t lock;
	struct visit_alert alert[VISIT_ALERTS_MAX];
	size_t n_alerts;
	uint64_t octets_in, octets_out; /* of the transport */
	uint8_t held[VISIT_HELD_MAX];   /* the first octets received */
	size_t n_held;
	struct visit_request request[VISIT_REQUESTS_MAX];
	size_t n_requests; /* all, also those beyond that */
	enum visit_end end;
	int64_t end_us;
	int error; /* GnuTLS code that ended it, or 0 */
	char *error_text;

	int refs; /* under lock */
};

/* A visit with one reference, everything else zero.  visit_unref() it. */
struct visit *visit_new(void);
struct visit *visit_ref(struct visit *v);
/* Give a reference back; the last one frees.  NULL is nothing. */
void visit_unref(struct visit *v);
void visit_unrefp(struct visit **v);
#define _cleanup_visit_ _cleanup_(visit_unrefp)

/* The certificate that the client presented, or NULL. */
const struct cert *visit_leaf(const struct visit *v);

/* Note a request; its number is for visit_answered(). */
size_t visit_asked(struct visit *v, const char *method, const char *target);
void visit_answered(struct visit *v, size_t number, unsigned status);

/* "unknown-ca", "expired", ...: the name of one bit; NULL for no such bit. */
const char *visit_fault_name(unsigned bit);

#endif
