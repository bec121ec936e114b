/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_auth.h - did the server really accept the client certificate, and
 * what shows it?
 */
#ifndef JUDGE_CLIENT_AUTH_H
#define JUDGE_CLIENT_AUTH_H

#include "cli/report.h"
#include "net/probe.h"

enum auth_verdict {
	AUTH_ACCEPTED,
	AUTH_REJECTED,
	AUTH_NOT_REQUESTED,
	AUTH_OPTIONAL,
	AUTH_UNDECIDED
};

/* From what the verdict follows. */
enum auth_evidence {
	EVIDENCE_NONE,
	EVIDENCE_TICKET,   /* NewSessionTicket, TLS 1.3 */
	EVIDENCE_DATA,     /* application data */
	EVIDENCE_HTTP,     /* an HTTP answer */
	EVIDENCE_FINISHED, /* the server's Finished, TLS 1.2 */
	EVIDENCE_ALERT,
	EVIDENCE_EOF,     /* closed or reset without an alert */
	EVIDENCE_TIMEOUT, /* silence */
};

/* How an HTTP answer refuses a certificate, if it does. */
enum http_refusal {
	HTTP_REFUSES_NOT,
	HTTP_NO_CERTIFICATE,
	HTTP_BAD_CERTIFICATE,
	HTTP_NEEDS_REAUTH
};

struct client_auth {
	enum auth_verdict verdict;
	enum auth_evidence evidence;
	enum http_refusal refusal;
	const struct probe_alert *alert; /* with EVIDENCE_ALERT */
	bool configured; /* there was a certificate to present */
	bool requested;
	bool sent;    /* one truly left the wire */
	bool resumed; /* there was no other authentication than of before */
};

/*
 * Weigh what a probe saw.  A finished TLS 1.3 handshake is no evidence (the
 * server has not seen the certificate yet); a finished TLS 1.2 handshake is,
 * when the server stays silent (RFC 5246 section 7.3).  A session that was
 * resumed is accepted where the server goes on with it: nothing is asked then,
 * and it knows the client as it did when the session began, if it did.
 */
struct client_auth client_auth_weigh(const struct probe *p);

/* "accepted", "rejected", "not-requested", "optional", "undecided". */
const char *auth_verdict_name(enum auth_verdict v);
/* "ticket", "application-data", "http", "finished", "alert", "eof", ... */
const char *auth_evidence_name(enum auth_evidence e);

/* Which texts of which servers mean a refusal: see the table in the .c file. */
enum http_refusal client_auth_http_refusal(const struct probe *p);

#endif
