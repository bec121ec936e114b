/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbneg.h - the negotiation of Token Binding, RFC 8472: the extension's
 * octets, the server's choice, and the client's judgement of an answer.
 */
#ifndef PROOF_TBNEG_H
#define PROOF_TBNEG_H

#include "proof/tbid.h"

enum {
	TBNEG_EXTENSION = 24, /* token_binding, section 2 */
	TBNEG_PARAMS_MAX = 255,
	TBNEG_OCTETS_MAX = 3 + TBNEG_PARAMS_MAX, /* of extension_data */
	TBNEG_VERSION_TEXT = 64,

	/* Versions are major << 8 | minor, so that numbers compare as they. */
	TBNEG_V1_0 = 0x0100,
	TBNEG_DRAFT_10 = 0x000a, /* the drafts that were deployed */
	TBNEG_DRAFT_16 = 0x0010
};

/* TokenBindingParameters, section 2. */
struct tbneg {
	uint16_t version;
	uint8_t params[TBNEG_PARAMS_MAX]; /* in order of preference */
	size_t n;
};

/* What one side can do. */
struct tbneg_config {
	uint16_t min, max;           /* versions; a client offers max */
	uint8_t params[TBID_PARAMS]; /* in order of preference */
	size_t n;
};

/* How a client sees a server's answer. */
enum tbneg_verdict {
	TBNEG_UNANSWERED, /* goes on without Token Binding */
	TBNEG_NEGOTIATED,
	TBNEG_OLDER, /* a version that we lack: goes on without, section 4 */
	/* From here on the client must end the handshake. */
	TBNEG_MALFORMED,
	TBNEG_UNSOLICITED,
	TBNEG_TOO_NEW,
	TBNEG_NOT_ONE,
	TBNEG_NOT_OFFERED,
	TBNEG_NO_EMS,
	TBNEG_NO_RI,
	TBNEG_REPEATED,  /* twice in one message, RFC 8446 section 4.2 */
	TBNEG_MISPLACED, /* in a TLS 1.3 ServerHello, the same section */
	TBNEG_VERDICTS
};

/* The other things on which section 4 lets an answer depend. */
struct tbneg_hello {
	bool tls13; /* the next two do not matter */
	bool ems;   /* extended_master_secret was negotiated, RFC 7627 */
	bool ri;    /* renegotiation_info, RFC 5746 */
};

/* Read extension_data; false, and RET as it was, if it is malformed. */
bool tbneg_parse(struct view octets, struct tbneg *ret);

/* Append extension_data. */
void tbneg_build(const struct tbneg *t, struct bytes *octets);

/* What a client that can do OWN offers. */
struct tbneg tbneg_offer(const struct tbneg_config *own);

/*
 * The answer of a server that can do OWN (section 3): the lower version, and
 * its most preferred parameter of those offered.  False: no answer.
 */
bool tbneg_choose(const struct tbneg_config *own, const struct tbneg *offer,
	struct tbneg *ret_answer);

/*
 * Judge a server's extension_data against our offer (section 4); OWN is NULL
 * where none was made.  RET_ANSWER is filled in unless it is malformed.
 */
enum tbneg_verdict
tbneg_judge(const struct tbneg_config *own, struct view octets,
	const struct tbneg_hello *hello, struct tbneg *ret_answer);

/* Must the client end the handshake? */
bool tbneg_is_fault(enum tbneg_verdict v);

/* The alert with which it does so (110, 50 or 47), or -1. */
int tbneg_alert(enum tbneg_verdict v);

/* What happened, after "the server": "answered two parameters", ... */
const char *tbneg_words(enum tbneg_verdict v);

/* "1.0"; "0.13 (draft-ietf-tokbind-protocol-13)". */
const char *
tbneg_version_text(unsigned version, char ret_text[static TBNEG_VERSION_TEXT]);

/*
 * Find an extension in the body of a ServerHello or, unless HELLO, of an
 * EncryptedExtensions message; returns how often it is there.  A body that
 * breaks off is searched up to there.
 */
size_t tbneg_find(struct view body, bool hello, unsigned type,
	struct view *ret_octets);

#endif
