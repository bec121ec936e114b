/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind_pair.h - a TLS client and a TLS server that talk in memory and
 * negotiate Token Binding, for unit tests.
 */
#ifndef UNIT_TOKBIND_PAIR_H
#define UNIT_TOKBIND_PAIR_H

#include <errno.h>
#include <gnutls/gnutls.h>

#include "base/alloc.h"
#include "net/tokbind.h"

#include "octets.h"

enum { ROUNDS = 50, NO_ALERT = -1 };

static gnutls_certificate_credentials_t server_cred, client_cred;
static gnutls_datum_t ticket_key;

/* How a connection shall be. */
struct scene {
	int tls; /* 12 or 13 */
	const struct tbneg_config *client, *server;
	const char *client_priority, *server_priority; /* what is added */
	const char *raw; /* the server answers this, in hex */
	unsigned raw_in; /* 0: where it belongs */
	gnutls_datum_t resume;
	bool no_tickets;
};

struct side {
	gnutls_session_t s;
	struct tokbind t;
	struct bytes in; /* on its way to us */
	size_t taken;
	struct side *peer;
	int result;        /* of the handshake; GNUTLS_E_AGAIN: goes on */
	int alert;         /* received, or NO_ALERT */
	unsigned hellos;   /* ClientHellos sent, or received */
	bool hellos_agree; /* each offers the same */
	struct bytes raw;
};

struct pair {
	struct side client, server;
	gnutls_datum_t session; /* to be resumed */
};

static inline ssize_t
push(gnutls_transport_ptr_t ptr, const void *data, size_t len)
{
	struct side *side = ptr;

	bytes_append(&side->peer->in, data, len);
	return (ssize_t)len;
}

static inline ssize_t
pull(gnutls_transport_ptr_t ptr, void *data, size_t size)
{
	struct side *side = ptr;
	struct view rest = view_part(bytes_view(&side->in), side->taken, size);

	if (rest.len == 0) {
		gnutls_transport_set_errno(side->s, EAGAIN);
		return -1;
	}
	memcpy(data, rest.data, rest.len);
	side->taken += rest.len;
	return (ssize_t)rest.len;
}

/* extension_data of token_binding for three parameters, and its header. */
static inline bool
offers_all(struct view hello)
{
	static const uint8_t offer[] = { 0, 24, 0, 6, 1, 0, 3, 2, 1, 0 };

	return memmem(hello.data, hello.len, offer, sizeof(offer)) != NULL;
}

static inline int
hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct side *side = gnutls_session_get_ptr(s);
	struct view body = { msg->data, msg->size };

	if (type == GNUTLS_HANDSHAKE_CLIENT_HELLO && when == GNUTLS_HOOK_PRE) {
		side->hellos++;
		side->hellos_agree = offers_all(body)
			&& (side->hellos == 1 || side->hellos_agree);
	}
	return tokbind_watch(&side->t, s, type, when, incoming, body);
}

/* A server that answers whatever it likes. */
static inline int
send_raw(gnutls_session_t s, gnutls_buffer_t buf)
{
	struct side *side = gnutls_session_get_ptr(s);

	if (side->raw.len == 0)
		return GNUTLS_E_INT_RET_0;
	gnutls_buffer_append_data(buf, side->raw.data, side->raw.len);
	return (int)side->raw.len;
}

static inline int
receive_nothing(gnutls_session_t s _unused_, const unsigned char *d _unused_,
	size_t len _unused_)
{
	return 0;
}

static inline int
answer_raw(struct side *side, const struct scene *scene)
{
	unsigned in = scene->raw_in != 0
		? scene->raw_in
		: GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO | GNUTLS_EXT_FLAG_EE;

	side->raw = octets(scene->raw);
	return gnutls_session_ext_register(side->s, "raw", TBNEG_EXTENSION,
		GNUTLS_EXT_MANDATORY, receive_nothing, send_raw, NULL, NULL,
		NULL,
		in | GNUTLS_EXT_FLAG_CLIENT_HELLO | GNUTLS_EXT_FLAG_TLS
			| GNUTLS_EXT_FLAG_IGNORE_CLIENT_REQUEST);
}

static inline void
set_up(struct side *side, const struct scene *scene, bool server)
{
	const char *more = server ? scene->server_priority
				  : scene->client_priority;
	_cleanup_str_ char *priority =
		xasprintf("NORMAL:-VERS-ALL:+VERS-TLS1.%d%s%s", scene->tls % 10,
			more != NULL ? ":" : "", more != NULL ? more : "");

	side->result = GNUTLS_E_AGAIN;
	side->alert = NO_ALERT;
	gnutls_init(&side->s,
		(server ? GNUTLS_SERVER : GNUTLS_CLIENT | GNUTLS_KEY_SHARE_TOP)
			| (scene->no_tickets ? GNUTLS_NO_TICKETS : 0)
			| GNUTLS_NONBLOCK);
	gnutls_session_set_ptr(side->s, side);
	if (gnutls_priority_set_direct(side->s, priority, NULL) < 0)
		abort();
	gnutls_credentials_set(side->s, GNUTLS_CRD_CERTIFICATE,
		server ? server_cred : client_cred);
	gnutls_transport_set_ptr(side->s, side);
	gnutls_transport_set_push_function(side->s, push);
	gnutls_transport_set_pull_function(side->s, pull);
	gnutls_handshake_set_hook_function(side->s, GNUTLS_HANDSHAKE_ANY,
		GNUTLS_HOOK_BOTH, hook);
	side->t.own = server ? scene->server : scene->client;
	side->t.server = server;
	if (server && !scene->no_tickets)
		gnutls_session_ticket_enable_server(side->s, &ticket_key);
	else if (scene->resume.size > 0)
		gnutls_session_set_data(side->s, scene->resume.data,
			scene->resume.size);
	if ((server && scene->raw != NULL ? answer_raw(side, scene)
					  : tokbind_attach(&side->t, side->s))
		< 0)
		abort();
}

/* One more attempt; what fails is told to the peer. */
static inline void
step(struct side *side)
{
	int r = side->result;

	if (r == GNUTLS_E_AGAIN)
		r = gnutls_handshake(side->s);
	if (r == GNUTLS_E_FATAL_ALERT_RECEIVED)
		side->alert = (int)gnutls_alert_get(side->s);
	else if (r < 0 && gnutls_error_is_fatal(r) && side->result != r)
		gnutls_alert_send_appropriate(side->s, r);
	side->result = r;
}

/* After a TLS 1.3 handshake tickets come, or an alert. */
static inline void
read_on(struct side *side)
{
	char buf[16];
	ssize_t r;

	if (side->result != 0)
		return;
	do
		r = gnutls_record_recv(side->s, buf, sizeof(buf));
	while (r == GNUTLS_E_INTERRUPTED);
	if (r == GNUTLS_E_FATAL_ALERT_RECEIVED)
		side->alert = (int)gnutls_alert_get(side->s);
}

static inline void
shake_hands(struct pair *pair, const struct scene *scene)
{
	pair->client.peer = &pair->server;
	pair->server.peer = &pair->client;
	set_up(&pair->client, scene, false);
	set_up(&pair->server, scene, true);
	for (int i = 0; i < ROUNDS; i++) {
		step(&pair->client);
		step(&pair->server);
	}
	read_on(&pair->client);
	read_on(&pair->server);
	if (pair->client.result == 0)
		gnutls_session_get_data2(pair->client.s, &pair->session);
}

static inline void
side_done(struct side *side)
{
	gnutls_deinit(side->s);
	bytes_done(&side->in);
	bytes_done(&side->raw);
}

static inline void
pair_done(struct pair *pair)
{
	side_done(&pair->client);
	side_done(&pair->server);
	gnutls_free(pair->session.data);
}

static inline void
load_credentials(void)
{
	const char *dir = getenv("srcdir");
	_cleanup_str_ char *cert = xasprintf("%s/tests/vectors/keys/"
					     "ec-cert.pem",
		dir != NULL ? dir : ".");
	_cleanup_str_ char *key = xasprintf("%s/tests/vectors/keys/"
					    "ec-pkcs8.pem",
		dir != NULL ? dir : ".");

	gnutls_certificate_allocate_credentials(&client_cred);
	gnutls_certificate_allocate_credentials(&server_cred);
	if (gnutls_certificate_set_x509_key_file(server_cred, cert, key,
		    GNUTLS_X509_FMT_PEM)
		< 0) {
		printf("Bail out! %s\n", cert);
		exit(1);
	}
	gnutls_session_ticket_key_generate(&ticket_key);
}

#endif
