/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front_stage.h - a front that serves an echo, clients by GnuTLS, and
 * certificates for both, for unit tests.
 */
#ifndef UNIT_FRONT_STAGE_H
#define UNIT_FRONT_STAGE_H

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/front.h"
#include "proof/cert_issue.h"
#include "proof/cert_make.h"
#include "proof/ekm.h"

#include "tap.h"

enum { NO_ALERT = -1, DAY = 86400, SAID_MAX = 512, PATIENCE_S = 20 };

/* Somebody with a certificate. */
struct holder {
	struct certs chain;
	struct key *key;
};

static struct holder authority, stranger, server, other_server, good, unknown,
	expired;

static void
bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	exit(1);
}

static void
holder_make(struct holder *h, const struct holder *by, struct cert_request r)
{
	struct cert_issuer issuer = { 0 };
	struct cert *c;
	struct err err;
	int64_t now = clock_now();

	if (cert_make(KEY_EC_P256, now, &c, &h->key, &err) < 0)
		bail_out(err.text);
	cert_free(c);
	r.key = h->key;
	r.pathlen = -1;
	r.hash = HASH_SHA256;
	r.not_before = now - 2 * DAY;
	if (r.not_after == 0)
		r.not_after = now + DAY;
	if (by != NULL)
		issuer = (struct cert_issuer){ by->chain.cert[0], by->key };
	if (cert_issue(&r, by != NULL ? &issuer : NULL, &c, &err) < 0)
		bail_out(err.text);
	certs_add(&h->chain, c);
}

static void
holders_make(void)
{
	static const char *const localhost[] = { "DNS:localhost", NULL };
	static const char *const other[] = { "DNS:other.example",
		"DNS:*.wild.example", NULL };
	const struct cert_request ca = { .is_ca = true,
		.usage = CERT_USE_CERTS | CERT_USE_CRLS };
	struct cert_request r = ca;
	const struct cert_request client = { .usage = CERT_USE_SIGNATURE,
		.purpose = CERT_FOR_CLIENT };

	r.cn = "Authority";
	holder_make(&authority, NULL, r);
	r.cn = "Stranger";
	holder_make(&stranger, NULL, r);
	r = (struct cert_request){ .cn = "localhost",
		.sans = localhost,
		.usage = CERT_USE_SIGNATURE,
		.purpose = CERT_FOR_SERVER };
	holder_make(&server, &authority, r);
	r.cn = "other.example";
	r.sans = other;
	holder_make(&other_server, &authority, r);
	r = client;
	r.cn = "good";
	holder_make(&good, &authority, r);
	r.cn = "unknown";
	holder_make(&unknown, &stranger, r);
	r.cn = "expired";
	r.not_after = clock_now() - DAY;
	holder_make(&expired, &authority, r);
}

static void
holders_done(void)
{
	struct holder *all[] = { &authority, &stranger, &server, &other_server,
		&good, &unknown, &expired };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		certs_done(&all[i]->chain);
		key_free(all[i]->key);
	}
}

/* ---- the front ---------------------------------------------------------- */

struct stage {
	struct front_plan plan;
	struct front *front;
	struct view alpn[2];
	int echoes;        /* serve() was called so often; no lock: one guest */
	bool refuse, hush; /* serve() fails; it closes at once */
};

/* What is said is said again, until nothing more comes. */
static void *
echo(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char data[4096];
	struct pollfd p = { .fd = fd, .events = POLLIN };

	for (;;) {
		ssize_t n = recv(fd, data, sizeof(data), 0), sent = 0;

		if (n < 0 && errno == EAGAIN) {
			(void)poll(&p, 1, -1);
			continue;
		}
		if (n <= 0)
			break;
		while (sent < n) {
			ssize_t m = send(fd, data + sent, (size_t)(n - sent),
				MSG_NOSIGNAL);
			struct pollfd o = { .fd = fd, .events = POLLOUT };

			if (m < 0 && errno != EAGAIN)
				break;
			if (m < 0)
				(void)poll(&o, 1, -1);
			else
				sent += m;
		}
		if (sent < n)
			break;
	}
	close(fd);
	return NULL;
}

static int
stage_serve(void *arg, struct visit *v _unused_, int inner)
{
	struct stage *st = arg;
	pthread_t thread;

	__atomic_add_fetch(&st->echoes, 1, __ATOMIC_SEQ_CST);
	if (st->refuse || st->hush) {
		close(inner);
		return st->refuse ? -1 : 0;
	}
	if (pthread_create(&thread, NULL, echo, (void *)(intptr_t)inner) != 0)
		bail_out("no thread");
	pthread_detach(thread);
	return 0;
}

/* A plan with one door and one identity, to be changed before it is opened. */
static void
stage_set(struct stage *st, enum front_auth auth, int tls)
{
	struct front_plan *p = &st->plan;

	*st = (struct stage){ .echoes = 0 };
	p->door[0] = (struct front_door){ "door", "127.0.0.1", 0, auth };
	p->n_doors = 1;
	p->identity[0] = (struct front_identity){ server.chain, server.key };
	p->n_identities = 1;
	p->cas = authority.chain;
	p->tls = tls;
	p->handshake_ms = PATIENCE_S * 1000;
	p->idle_ms = PATIENCE_S * 1000;
	st->alpn[0] = (struct view){ (const uint8_t *)"http/1.1", 8 };
	st->alpn[1] = (struct view){ (const uint8_t *)"h2", 2 };
	p->alpn = st->alpn;
	p->n_alpn = 1;
	p->serve = stage_serve;
	p->arg = st;
}

static void
stage_open(struct stage *st)
{
	struct err err;

	if (front_new(&st->plan, &st->front, &err) < 0)
		bail_out(err.text);
}

static void
stage_close(struct stage *st)
{
	struct visit *v;

	front_stop(st->front);
	while (front_next(st->front, &v) > 0)
		visit_unref(v);
	front_free(st->front);
}

static struct visit *
stage_next(struct stage *st)
{
	struct visit *v = NULL;

	if (front_next(st->front, &v) == 0)
		bail_out("the front ended");
	return v;
}

/* ---- a client ----------------------------------------------------------- */

struct client {
	/* ---- what it shall do ---- */
	int tls;
	const struct holder *holder;
	const struct key *key; /* another one than the holder's */
	const char *sni, *alpn, *say;
	const char *garbage; /* sent as the certificate */
	bool pha;
	size_t door;
	gnutls_datum_t resume;
	struct tokbind *tokbind;
	bool ignore_names;

	/* ---- what became of it ---- */
	int fd, result; /* of the handshake */
	int alert, alert_level;
	gnutls_session_t s;
	bool said_bye;
	unsigned tickets;
	char said[SAID_MAX]; /* by the server */
	gnutls_datum_t session;
	uint8_t ekm[EKM_LEN];
	char alpn_got[32];
	bool resumed, wants_name;
	struct bytes leaf;

	gnutls_certificate_credentials_t cred;
	gnutls_pcert_st pcert[4];
};

static int
client_connect(const struct stage *st, size_t door)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)st->plan.door[door].port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0)
		bail_out("no connection");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

static int
client_retrieve(gnutls_session_t s, const struct gnutls_cert_retr_st *info,
	gnutls_pcert_st **ret_certs, unsigned *ret_n,
	gnutls_ocsp_data_st **ret_ocsp, unsigned *ret_n_ocsp,
	gnutls_privkey_t *ret_key, unsigned *ret_flags)
{
	struct client *c = gnutls_session_get_ptr(s);

	c->wants_name = info->nreqs > 0;
	*ret_ocsp = NULL;
	*ret_n_ocsp = 0;
	*ret_flags = 0;
	*ret_n = 0;
	*ret_certs = NULL;
	*ret_key = NULL;
	if (c->holder == NULL)
		return 0;
	*ret_certs = c->pcert;
	*ret_n = (unsigned)c->holder->chain.n;
	*ret_key = key_gnutls(c->key != NULL ? c->key : c->holder->key);
	return 0;
}

static int
client_hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct client *c = gnutls_session_get_ptr(s);
	struct view body = { msg->data, msg->size };

	c->tickets += incoming && when == GNUTLS_HOOK_POST
		&& type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET;
	return c->tokbind == NULL
		? 0
		: tokbind_watch(c->tokbind, s, type, when, incoming, body);
}

static void
client_set_certificate(struct client *c)
{
	gnutls_certificate_allocate_credentials(&c->cred);
	gnutls_certificate_set_retrieve_function3(c->cred, client_retrieve);
	for (size_t i = 0; c->holder != NULL && i < c->holder->chain.n; i++) {
		const struct cert *cert = c->holder->chain.cert[i];
		gnutls_datum_t der = { cert->der.data,
			(unsigned)cert->der.len };

		gnutls_pcert_import_x509_raw(&c->pcert[i], &der,
			GNUTLS_X509_FMT_DER, 0);
	}
	if (c->garbage != NULL) {
		gnutls_free(c->pcert[0].cert.data);
		c->pcert[0].cert.size = (unsigned)strlen(c->garbage);
		c->pcert[0].cert.data = gnutls_malloc(strlen(c->garbage));
		memcpy(c->pcert[0].cert.data, c->garbage, strlen(c->garbage));
	}
}

/* A session, not shaken hands with yet. */
static void
client_open(struct client *c, const struct stage *st)
{
	gnutls_datum_t alpn = { NULL, 0 };
	const char *priority = c->tls == 12
		? "NORMAL:-VERS-ALL:+VERS-TLS1.2:"
		  "%DEBUG_ALLOW_KEY_USAGE_VIOLATIONS"
		: "NORMAL:-VERS-ALL:+VERS-TLS1.3";

	c->alert = NO_ALERT;
	client_set_certificate(c);
	gnutls_init(&c->s,
		GNUTLS_CLIENT | GNUTLS_NO_SIGNAL
			| (c->pha ? GNUTLS_POST_HANDSHAKE_AUTH
						| GNUTLS_AUTO_REAUTH
				  : 0));
	gnutls_session_set_ptr(c->s, c);
	gnutls_priority_set_direct(c->s, priority, NULL);
	gnutls_credentials_set(c->s, GNUTLS_CRD_CERTIFICATE, c->cred);
	if (c->sni != NULL)
		gnutls_server_name_set(c->s, GNUTLS_NAME_DNS, c->sni,
			strlen(c->sni));
	if (c->alpn != NULL) {
		alpn.data = (unsigned char *)(uintptr_t)c->alpn;
		alpn.size = (unsigned)strlen(c->alpn);
		gnutls_alpn_set_protocols(c->s, &alpn, 1, 0);
	}
	if (c->resume.size > 0)
		gnutls_session_set_data(c->s, c->resume.data, c->resume.size);
	if (c->tokbind != NULL && tokbind_attach(c->tokbind, c->s) < 0)
		bail_out("Token Binding");
	gnutls_handshake_set_hook_function(c->s, GNUTLS_HANDSHAKE_ANY,
		GNUTLS_HOOK_BOTH, client_hook);
	c->fd = client_connect(st, c->door);
	gnutls_transport_set_int(c->s, c->fd);
}

static void
client_note(struct client *c, int r)
{
	if (r == GNUTLS_E_FATAL_ALERT_RECEIVED)
		c->alert = (int)gnutls_alert_get(c->s);
}

static void
client_shake(struct client *c)
{
	do
		c->result = gnutls_handshake(c->s);
	while (c->result < 0 && !gnutls_error_is_fatal(c->result));
	client_note(c, c->result);
}

static void
client_take_facts(struct client *c)
{
	unsigned n = 0;
	const gnutls_datum_t *peers = gnutls_certificate_get_peers(c->s, &n);
	gnutls_datum_t alpn;

	if (peers != NULL && n > 0)
		bytes_append(&c->leaf, peers[0].data, peers[0].size);
	c->resumed = gnutls_session_is_resumed(c->s) != 0;
	gnutls_prf_rfc5705(c->s, strlen(EXPORTER_TOKEN_BINDING),
		EXPORTER_TOKEN_BINDING, 0, NULL, EKM_LEN, (char *)c->ekm);
	if (gnutls_alpn_get_selected_protocol(c->s, &alpn) >= 0)
		snprintf(c->alpn_got, sizeof(c->alpn_got), "%.*s",
			(int)alpn.size, (const char *)alpn.data);
}

/* Read until the server has said LEAST octets, or ends, or refuses. */
static void
client_read(struct client *c, size_t least)
{
	size_t n = 0;
	ssize_t r;

	do {
		r = gnutls_record_recv(c->s, c->said + n, SAID_MAX - 1 - n);
		n += r > 0 ? (size_t)r : 0;
	} while ((r > 0 && n < least)
		|| (r < 0 && !gnutls_error_is_fatal((int)r)));
	c->said_bye = r == 0;
	client_note(c, (int)r);
}

static void
client_done(struct client *c)
{
	if (c->s != NULL)
		gnutls_deinit(c->s);
	if (c->fd >= 0)
		close(c->fd);
	if (c->cred != NULL)
		gnutls_certificate_free_credentials(c->cred);
	for (size_t i = 0; i < ARRAY_LEN(c->pcert); i++)
		gnutls_pcert_deinit(&c->pcert[i]);
	gnutls_free(c->session.data);
	bytes_done(&c->leaf);
}

/* Shake hands, say something and hear it again, say goodbye. */
static void
client_visit(struct client *c, const struct stage *st)
{
	const char *say = c->say != NULL ? c->say : "hello";

	client_open(c, st);
	client_shake(c);
	if (c->result < 0)
		return;
	client_take_facts(c);
	gnutls_record_send(c->s, say, strlen(say));
	client_read(c, strlen(say));
	if (c->alert != NO_ALERT || c->said_bye)
		return;
	if (c->tickets > 0)
		gnutls_session_get_data2(c->s, &c->session);
	gnutls_bye(c->s, GNUTLS_SHUT_RDWR);
}

#endif
