/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe.h - one connection to a TLS server, watched closely: what was asked,
 * what truly left the wire, what came back, and when.
 *
 * These are observations only; what they mean is decided in judge/.
 */
#ifndef NET_PROBE_H
#define NET_PROBE_H

#include "base/alloc.h"
#include "base/bytes.h"
#include "net/answer.h"
#include "net/dial.h"
#include "net/tokbind.h"
#include "proof/cert.h"
#include "proof/key.h"
#include "proof/tlsmsg.h"

enum {
	PROBE_ALERTS_MAX = 8,
	PROBE_EKMS_MAX = 8,
	PROBE_RENEGOTIATIONS_MAX = 3,
	PROBE_HELD_MAX = 512,          /* first octets received, kept */
	PROBE_SETTLE_MS = 100,         /* silence after a TLS 1.2 handshake */
	PROBE_HANDSHAKE_MAX = 1 << 20, /* octets that one may take */
	PROBE_CHAIN_MAX = 32,          /* certificates of a peer */
};

/* EKM of RFC 5705: --ekm LABEL[,LENGTH[,CONTEXT_HEX]]. */
struct probe_ekm {
	char *label;
	size_t length;
	bool has_context;
	struct bytes context;
	struct bytes value; /* empty: could not be derived */
};

struct tls_trust;

/* What to do; shared by any number of probes, which only read it. */
struct probe_plan {
	const struct certs *chain; /* to present, or NULL */
	const struct key *key;
	const struct cert *leaf; /* the key's, or the first; or NULL */
	bool key_fits;           /* the key belongs to LEAF */
	const char *cert_name;   /* the input it came from */
	const char *servername;  /* SNI and name to check; NULL: host */
	const char *priority;    /* GnuTLS priority string, or NULL */
	int tls;                 /* 12 or 13 alone, or 0 */
	const struct view *alpn; /* protocols to offer */
	size_t n_alpn;
	const char *http_path;       /* request it, or NULL */
	int timeout_ms;              /* connect and handshake; HTTP answer */
	int wait_ms;                 /* for the verdict after a handshake */
	int keylog_fd;               /* append NSS lines, or -1 */
	const struct probe_ekm *ekm; /* label, length and context */
	size_t n_ekm;
	const struct tbneg_config
		*tokbind;              /* Token Binding to offer, or NULL */
	const struct key *tokbind_key; /* to prove, or NULL */
	const struct tls_trust *trust; /* anchors, or NULL: not judged */
	bool wait_out; /* go on watching after the first good sign */
	bool pha;      /* offer post_handshake_auth, RFC 8446 section 4.2.6 */
	bool obey;     /* withhold a certificate as most libraries do */
	const char *http_host;   /* that the request names; NULL: the name */
	struct view http_fields; /* that it has besides, by ask_fields() */
	bool http_if_chosen;     /* ask (or "/") if ALPN chose http/1.1 */
	bool keep_session; /* for a resumption, if one comes with the verdict */
	struct view session; /* to resume, or empty */
	bool trace;          /* keep every message that goes by */
};

/* Why a certificate that could have been sent was not, with plan->obey. */
enum withheld {
	WITHHELD_NOT,
	WITHHELD_UNLISTED, /* none of its issuers is among the authorities */
	WITHHELD_EKU,      /* its extended key usage lacks clientAuth */
};

struct probe_alert {
	bool outgoing;
	bool fatal;
	uint8_t code;
	int64_t at_us; /* since the connection was begun */
};

/* How the connection came to its end, or why we stopped looking. */
enum probe_end {
	PROBE_OPEN,          /* ended by us, nothing more was needed */
	PROBE_UNREACHED,     /* no TCP connection */
	PROBE_TIMEOUT,       /* the deadline for connect and handshake */
	PROBE_ALERT,         /* fatal alert from the peer */
	PROBE_EOF,           /* closed without close_notify */
	PROBE_CLOSED,        /* closed with close_notify */
	PROBE_RESET,         /* TCP reset */
	PROBE_NOT_TLS,       /* the peer's octets are no TLS records */
	PROBE_REFUSED_BY_US, /* our library refused what the peer sent */
};

enum probe_phase {
	PROBE_CONNECTING,
	PROBE_HANDSHAKING,
	PROBE_WAITING,
	PROBE_ASKING,
	PROBE_FINISHED
};

enum cert_state { CERT_STATE_NONE, CERT_STATE_OK, CERT_STATE_BAD };

/* The server's certificate, validated on its own, RFC 5280 and 6125. */
struct probe_server {
	struct certs chain; /* as sent */
	bool judged;        /* the rest is filled in */
	bool trusted;
	char *unreadable; /* why a certificate of it cannot be read */
	char *why;        /* the library's words when not trusted */
	bool revoked;
	bool name_matches;
	char *name;             /* that was looked for */
	int64_t root_not_after; /* 0: no root found */
	bool in_order;          /* each certificate is issued by the next */
	size_t roots_loaded;
	char *root; /* the name of the anchor it leads to, or NULL */
	enum cert_state staple; /* OCSP response */
	char *staple_text;
	int64_t staple_next_update; /* 0: not given */
};

struct probe {
	/* ---- the target ---- */
	char *host, *port;
	char name[256]; /* to ask for and to check: no final dot */
	const struct probe_plan *plan;

	/* ---- observations ---- */
	struct dial dial;
	enum probe_phase phase; /* reached when it ended */
	enum probe_end end;
	bool handshake_done;
	int error; /* GnuTLS code that ended it, or 0 */
	char *error_text;
	/* What was agreed on, also by a handshake that was then broken off. */
	char version[16]; /* "TLS1.3", or "" */
	char suite[64];   /* "TLS_AES_256_GCM_SHA384" */
	char group[32];   /* "X25519" */
	char alpn[64];
	bool extended_master_secret; /* true for 1.3 as well */
	bool safe_renegotiation;
	bool resumed;
	bool requested; /* a CertificateRequest came */
	bool request_readable;
	bool requested_late;    /* ... and the first came after a handshake */
	unsigned requests;      /* how many, renegotiation included */
	struct certreq request; /* the last one */
	char *request_error;
	bool certificate_message; /* we sent a Certificate message */
	size_t sent;              /* certificates in it */
	struct bytes sent_leaf;   /* DER of the first */
	bool no_scheme;           /* no signature scheme in common */
	enum withheld withheld;
	unsigned tickets;
	unsigned tickets_before;  /* ... the last request: no verdict on it */
	unsigned renegotiations;  /* HelloRequests, TLS 1.2 */
	unsigned reauth_requests; /* post-handshake requests, TLS 1.3 */
	struct probe_alert alert[PROBE_ALERTS_MAX];
	size_t n_alerts;
	uint64_t data_octets; /* application data received */
	bool write_failed;
	bool flight_lost; /* ... while the handshake was under way */
	int keylog_error; /* errno of a write to the key log, or 0 */
	uint64_t octets_in, octets_out;
	uint8_t held[PROBE_HELD_MAX]; /* the first octets received */
	size_t n_held;
	int64_t start_us, connected_us, handshake_us, verdict_us, answer_us,
		end_us; /* moments, 0: not reached */
	struct answer answer;
	bool answered, answer_bad;
	struct probe_server server;
	struct probe_ekm ekm[PROBE_EKMS_MAX];
	size_t n_ekm;
	struct tokbind tokbind;
	struct bytes tbmsg;     /* that was sent, or of the last handshake */
	struct bytes tbid;      /* the Token Binding ID in it */
	char *tbmsg_error;      /* why not, if it should have been */
	bool tbmsg_sent;        /* in an HTTP request */
	struct bytes session;   /* kept for a resumption; secret */
	struct tlstrace *trace; /* with plan->trace, or NULL */

	/* ---- the machine's own: tls_probe.c ---- */
	struct loop *loop;
	struct resolver *resolver;
	struct loop_watch watch;
	struct loop_timer deadline;
	struct tls_client *client;
	struct tls_session *tls;
	void (*done)(struct probe *p);
	void *arg;           /* the caller's */
	struct fleet *fleet; /* the fleet's own */
	struct probe *next, *prev;
};

/* The last fatal alert that the peer sent, or NULL. */
const struct probe_alert *probe_fatal_alert(const struct probe *p);

/* "1.3": the version agreed on, as people say it; "" before that. */
const char *probe_tls(const struct probe *p);
bool probe_is_tls13(const struct probe *p);

/* A ticket of TLS 1.3 has come since the last request: a good sign. */
bool probe_has_ticket(const struct probe *p);

/* Is the issuer of any certificate of the plan among the authorities? */
bool probe_is_listed(const struct probe *p);

/*
 * The server name that is asked for, RFC 6066 section 3: NULL when the plan
 * wants none, or there is only an address.
 */
const char *probe_sni(const struct probe *p);

/* Fill in P->name: the plan's server name, or the host. */
void probe_set_name(struct probe *p);

/* Free everything that a probe holds. */
void probe_done(struct probe *p);

#endif
