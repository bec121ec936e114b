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
#include "proof/tlstrace.h"

enum { CLOSE_NOTIFY = 0 };

/* Alerts and traces count from the moment of the connection. */
static int64_t
since_connected_us(const struct probe *p)
{
	return clock_mono_us() - p->connected_us;
}

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

	if (!p->requested)
		p->requested_late = p->handshake_done;
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

/* The library has a number of its own for a kind of ServerHello. */
static void
see_message(struct probe *p, bool outgoing, unsigned type, struct view body)
{
	if (p->trace != NULL)
		tlstrace_message(p->trace, outgoing,
			type == GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST
				? TLS_SERVER_HELLO
				: type,
			body, since_connected_us(p));
}

static int
hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct probe *p = gnutls_session_get_ptr(s);
	struct view body = { msg->data, msg->size };

	if (when == GNUTLS_HOOK_PRE) {
		see_message(p, !incoming, type, body);
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

	if (p->plan->trace)
		p->trace = xcalloc(1, sizeof(*p->trace));
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
		.at_us = since_connected_us(p) };
	if (p->trace != NULL)
		tlstrace_alert(p->trace, outgoing, fatal, code, a->at_us);
}

void
tls_watch_hello_request(struct probe *p)
{
	see_message(p, false, TLS_HELLO_REQUEST, (struct view){ NULL, 0 });
}

void
tls_watch_data(struct probe *p, bool outgoing, size_t len)
{
	if (!outgoing)
		p->data_octets += len;
	if (p->trace != NULL && len > 0)
		tlstrace_data(p->trace, outgoing, len, since_connected_us(p));
}

void
tls_watch_octets(struct probe *p, bool outgoing, struct view octets)
{
	if (p->trace != NULL)
		tlstrace_octets(p->trace, outgoing, octets,
			since_connected_us(p));
}

void
tls_watch_lost(struct probe *p)
{
	if (p->trace != NULL)
		tlstrace_lost(p->trace);
}

void
tls_watch_end(struct probe *p)
{
	int64_t at_us = p->end_us - p->connected_us;

	if (p->trace == NULL)
		return;
	if (p->end == PROBE_CLOSED)
		tlstrace_alert(p->trace, false, false, CLOSE_NOTIFY, at_us);
	else if (p->tls->reset || p->tls->eof)
		tlstrace_closed(p->trace, p->tls->reset, at_us);
	tlstrace_finish(p->trace, at_us);
}

void
tls_watch_bye(struct probe *p)
{
	if (p->trace != NULL)
		tlstrace_alert(p->trace, true, false, CLOSE_NOTIFY,
			since_connected_us(p));
}
