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
	bool eof, reset, too_much;
	uint64_t limit;       /* octets_in must not pass it */
	size_t asked;         /* octets of the request written */
	struct bytes request; /* HTTP */
};

/* tls_setup.c: the session for a connected descriptor; ERR_SYSTEM. */
int tls_session_open(struct probe *p, struct tls_client *c, int fd,
	struct err *err) _must_check_;
void tls_session_close(struct probe *p);

/* tls_io.c: let the session use our descriptor, and let us see the octets. */
void tls_io_attach(struct probe *p);
/* Keep more of what the peer has sent, without waiting, for people to see. */
void tls_io_hold_more(struct probe *p);

/* tls_watch.c: note every message and secret that goes by. */
void tls_watch_attach(struct probe *p);
/* Note the alert that the library has just received or that we send. */
void tls_watch_alert(struct probe *p, bool outgoing, bool fatal, unsigned code);

/* tls_facts.c: what the handshake has agreed on so far; exporters. */
void tls_facts_take(struct probe *p);

/* tls_server.c: the chain that the server sent, and whether it is valid. */
void tls_server_take(struct probe *p);
void tls_server_judge(struct probe *p);

/* tls_trust.c: load those anchors of FILE that the chain may lead to. */
int tls_trust_load(const char *file, const struct certs *chain,
	gnutls_x509_trust_list_t list, size_t *ret_loaded, struct err *err)
	_must_check_;
/* The file with the system's anchors, or NULL. */
const char *tls_trust_system_file(void);

#endif
