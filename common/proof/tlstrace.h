/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace.h - what goes by on a TLS connection, message by message, put
 * together from two sides: the octets of the transport, which tell when and
 * how a record went, and the messages that a TLS library shows, which tell
 * what was in it.
 *
 * All times are microseconds on a clock of the caller's choice.
 */
#ifndef PROOF_TLSTRACE_H
#define PROOF_TLSTRACE_H

#include "base/bytes.h"

enum {
	TLSTRACE_MAX = 256,  /* entries; what comes then is counted */
	TLSTRACE_LAST = 4,   /* of them for what ends a connection */
	TLSTRACE_HEADER = 5, /* octets before a record's content */
	TLSTRACE_RECORD_MAX = (1 << 14) + 2048, /* RFC 5246 section 6.2.3 */
};

/* Content types of records, RFC 8446 section 5.1 and RFC 6520. */
enum tls_content {
	TLS_CHANGE_CIPHER_SPEC = 20,
	TLS_ALERT = 21,
	TLS_HANDSHAKE = 22,
	TLS_DATA = 23,
	TLS_HEARTBEAT = 24,
};

/* Messages of the handshake, RFC 8446 section 4 and RFC 5246 section 7.4. */
enum tls_message {
	TLS_HELLO_REQUEST = 0,
	TLS_CLIENT_HELLO = 1,
	TLS_SERVER_HELLO = 2,
	TLS_CERTIFICATE = 11,
	TLS_CERTIFICATE_REQUEST = 13,
	TLS_FINISHED = 20,
	TLS_KEY_UPDATE = 24,
};

enum tlstrace_kind {
	TLSTRACE_MESSAGE, /* of the handshake */
	TLSTRACE_CIPHER,  /* ChangeCipherSpec */
	TLSTRACE_ALERT,
	TLSTRACE_DATA,    /* of applications, one entry for all in a row */
	TLSTRACE_UNREAD,  /* records of which the library showed nothing */
	TLSTRACE_PART,    /* the beginning of a record */
	TLSTRACE_FOREIGN, /* no TLS records, from here on */
	TLSTRACE_CLOSED,  /* the end of the stream */
	TLSTRACE_RESET,
};

struct tlstrace_entry {
	enum tlstrace_kind kind;
	int64_t at_us;
	uint64_t octets; /* of a message with its header, without records */
	bool outgoing;
	bool encrypted;
	bool late;    /* both sides had finished a handshake before */
	bool retry;   /* a ServerHello that is a HelloRetryRequest */
	bool bad;     /* a body that cannot be read */
	bool lost;    /* the connection did not take it any more */
	bool waiting; /* the library has made it, it has not left yet */
	uint8_t type; /* enum tls_message; of a record enum tls_content */
	uint8_t code; /* of an alert; update_requested of a KeyUpdate */
	bool fatal;   /* alert */
	size_t count; /* certificates, authorities, unread records; octets
			 of a whole record */
};

/* What one side has sent, and how far that has been read. */
struct tlstrace_side {
	uint8_t header[TLSTRACE_HEADER];
	size_t n_header;
	size_t left;     /* octets of the record that are still to come */
	uint8_t type;    /* of the last whole record */
	bool foreign;    /* these are no TLS records */
	bool protects;   /* its ChangeCipherSpec has passed, TLS 1.2 */
	bool encrypted;  /* the last record is */
	bool changed;    /* a ChangeCipherSpec waits for its Finished */
	bool finished;   /* its Finished has passed */
	bool lost;       /* the connection takes no more */
	size_t n_unread; /* records of which nothing was shown */
	uint64_t unread; /* ... their octets */
	uint64_t passed; /* octets of messages that wait, in plain records */
};

struct tlstrace {
	struct tlstrace_entry entry[TLSTRACE_MAX];
	size_t n;
	size_t dropped; /* entries that had no room; then come the last ones */
	bool hello;     /* a ServerHello has passed */
	bool tls13;     /* ... of TLS 1.3 */
	struct tlstrace_side in, out;
};

/* Octets that the transport took or gave, in any portions. */
void tlstrace_octets(struct tlstrace *t, bool outgoing, struct view octets,
	int64_t at_us);

/*
 * A message of the handshake: one that comes, once its last octet is there;
 * one that goes, before it is given to the transport.  BODY lacks the header
 * of four octets, RFC 8446 section 4.
 */
void tlstrace_message(struct tlstrace *t, bool outgoing, unsigned type,
	struct view body, int64_t at_us);

/* An alert, after its octets.  RFC 8446 section 6. */
void tlstrace_alert(struct tlstrace *t, bool outgoing, bool fatal,
	unsigned code, int64_t at_us);

/* So many octets of application data, after their records. */
void tlstrace_data(struct tlstrace *t, bool outgoing, uint64_t octets,
	int64_t at_us);

/* The peer closed the connection or reset it. */
void tlstrace_closed(struct tlstrace *t, bool reset, int64_t at_us);

/* What waits and what will come does not leave: the connection is closed. */
void tlstrace_lost(struct tlstrace *t);

/* Nothing more will come: enter the records of which nothing was shown. */
void tlstrace_finish(struct tlstrace *t, int64_t at_us);

/*
 * "ClientHello", as the RFCs write it; "unknown" for a message without a
 * name.  Static.
 */
const char *tlstrace_name(const struct tlstrace_entry *e);

#endif
