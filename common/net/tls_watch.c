/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_watch.c - what passes by during a handshake, taken from the messages
 * themselves and not from what the library says about them: it reports
 * certificates as configured, we want to know what left.
 */
#include <errno.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hex.h"
#include "net/tls_session.h"

static bool
is_tls13(gnutls_session_t s)
{
	return gnutls_protocol_get_version(s) == GNUTLS_TLS1_3;
}

static void
see_request(struct probe *p, struct view body)
{
	struct certreq request = { 0 };
	struct err err = { 0 };

	p->requested = true;
	p->requests++;
	p->tickets_before = p->tickets;
	if (p->handshake_done && is_tls13(p->tls->session))
		p->reauth_requests++;
	str_freep(&p->request_error);
	p->request_error = NULL;
	p->request_readable = certreq_parse(body, is_tls13(p->tls->session),
				      &request, &err)
		== 0;
	if (!p->request_readable) {
		p->request_error = xstrdup(err.text);
		return;
	}
	certreq_done(&p->request);
	p->request = request;
}

static void
see_our_certificate(struct probe *p, struct view body)
{
	struct view first = { NULL, 0 };
	struct err err = { 0 };
	size_t n = 0;

	if (tlsmsg_certificate(body, is_tls13(p->tls->session), &n, &first,
		    &err)
		< 0)
		return;
	p->certificate_message = true;
	p->sent = n;
	bytes_clear(&p->sent_leaf);
	bytes_append_view(&p->sent_leaf, first);
}

static int
hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct probe *p = gnutls_session_get_ptr(s);
	struct view body = { msg->data, msg->size };

	if (when == GNUTLS_HOOK_PRE) {
		if (incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST)
			see_request(p, body);
	} else if (!incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT) {
		see_our_certificate(p, body);
	} else if (incoming && type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET) {
		p->tickets++;
	}
	return tokbind_watch(&p->tokbind, s, type, when, incoming, body);
}

/* NSS key log: LABEL, client random, secret. */
static int
keylog(gnutls_session_t s, const char *label, const gnutls_datum_t *secret)
{
	struct probe *p = gnutls_session_get_ptr(s);
	_cleanup_str_ char *random_hex = NULL, *secret_hex = NULL;
	_cleanup_bytes_ struct bytes line = { 0 };
	gnutls_datum_t client, server;

	gnutls_session_get_random(s, &client, &server);
	random_hex = hex_encode((struct view){ client.data, client.size },
		HEX_LOWER);
	secret_hex = hex_encode((struct view){ secret->data, secret->size },
		HEX_LOWER);
	bytes_append_str(&line, label);
	bytes_append_str(&line, " ");
	bytes_append_str(&line, random_hex);
	bytes_append_str(&line, " ");
	bytes_append_str(&line, secret_hex);
	bytes_append_str(&line, "\n");
	wipe(secret_hex, strlen(secret_hex));
	/* One write, so that lines of parallel sessions do not mix. */
	errno = 0;
	if (write(p->plan->keylog_fd, line.data, line.len) != (ssize_t)line.len)
		p->keylog_error = errno != 0 ? errno : ENOSPC;
	return 0;
}

void
tls_watch_attach(struct probe *p)
{
	gnutls_session_t s = p->tls->session;

	gnutls_handshake_set_hook_function(s, GNUTLS_HANDSHAKE_ANY,
		GNUTLS_HOOK_BOTH, hook);
	if (p->plan->keylog_fd >= 0)
		gnutls_session_set_keylog_function(s, keylog);
}

void
tls_watch_alert(struct probe *p, bool outgoing, bool fatal, unsigned code)
{
	struct probe_alert *a;

	if (p->n_alerts == PROBE_ALERTS_MAX)
		p->n_alerts--;
	a = &p->alert[p->n_alerts++];
	*a = (struct probe_alert){ .outgoing = outgoing,
		.fatal = fatal,
		.code = (uint8_t)code,
		.at_us = clock_mono_us() - p->connected_us };
}
