/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_session.h - what the files that make up the TLS client share among
 * themselves: nobody else includes it.
 */
#ifndef NET_TLS_SESSION_H
#define NET_TLS_SESSION_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "net/tls.h"
#include "net/tls_trust.h"

struct tls_client {
	const struct probe_plan *plan;
	gnutls_certificate_credentials_t cred;
	gnutls_pcert_st *pcert;
	size_t n_pcert;
};

/* One connection; the GnuTLS session's pointer is its probe. */
struct tls_session {
	gnutls_session_t session;
	struct tls_client *client;
	int fd;
	bool eof, reset, lost, too_much;
	bool dry;             /* the transport had no more to read */
	bool reauth;          /* answering a post-handshake request */
	bool last_chance;     /* the deadline has passed: read, do not wait */
	uint64_t limit;       /* octets_in must not pass it */
	size_t asked;         /* octets of the request written */
	struct bytes request; /* HTTP */
};

/* tls_setup.c: the session for a connected descriptor; ERR_SYSTEM. */
int tls_session_open(struct probe *p, struct tls_client *c, int fd,
	struct err *err) _must_check_;
void tls_session_close(struct probe *p);
/* Ask for no ticket in the handshakes of TLS 1.2 to come. */
void tls_session_forgo_tickets(struct probe *p);

/* tls_io.c: let the session use our descriptor, and let us see the octets. */
void tls_io_attach(struct probe *p);
/* Keep more of what the peer has sent, without waiting, for people to see. */
void tls_io_hold_more(struct probe *p);

/* tls_watch.c: note every message and secret that goes by. */
void tls_watch_attach(struct probe *p);
/* Note the alert that the library has just received or that we send. */
void tls_watch_alert(struct probe *p, bool outgoing, bool fatal, unsigned code);

/* The peer wants to renegotiate, RFC 5246 section 7.4.1.1. */
void tls_watch_hello_request(struct probe *p);
/* Octets of application data that were read or written. */
void tls_watch_data(struct probe *p, bool outgoing, size_t len);
/* Octets of the transport; and that it takes no more. */
void tls_watch_octets(struct probe *p, bool outgoing, struct view octets);
void tls_watch_lost(struct probe *p);
/* The probe ends: note how; we have said that nothing more will come. */
void tls_watch_end(struct probe *p);
void tls_watch_bye(struct probe *p);

/* tls_end.c: the probe ends, by what happened or by an error of GnuTLS. */
void tls_end(struct probe *p, enum probe_end end, const char *text);
void tls_end_error(struct probe *p, int error);

/* tls_facts.c: what the handshake has agreed on so far; exporters. */
void tls_facts_take(struct probe *p);
/* Keep what a resumption takes, if there is anything to resume by. */
void tls_facts_keep_session(struct probe *p);

/*
 * tls_tokbind.c: make the Token Binding message of the handshake that has just
 * finished, if it takes one; put it into the HTTP request.
 */
void tls_tokbind_prove(struct probe *p);
void tls_tokbind_ask(struct probe *p);

/* tls_server.c: the chain that the server sent, and whether it is valid. */
void tls_server_take(struct probe *p);
void tls_server_judge(struct probe *p);

/*
 * tls_trust.c: put those anchors into LIST to which the chain may lead; returns
 * how many there are.
 */
size_t tls_trust_select(const struct tls_trust *t, const struct certs *chain,
	gnutls_x509_trust_list_t list);

#endif
