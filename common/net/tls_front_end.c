/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_end.c - how a visit ends, and what the client is told.
 *
 * A socket that is closed while octets wait to be read resets the connection,
 * and with it goes our last alert; so we read on for a while.
 */
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "net/tls_front_part.h"

enum { NO_RENEGOTIATION = 100 };

void
guest_end(struct guest *g, enum visit_end end, int error, const char *text)
{
	struct visit *v = g->visit;

	pthread_mutex_lock(&v->lock);
	if (v->end == VISIT_OPEN) {
		v->end = end;
		v->end_us = clock_mono_us();
		v->error = error;
		if (text != NULL)
			v->error_text = xstrdup(text);
	}
	pthread_mutex_unlock(&v->lock);
}

/* RFC 8446 section 5.1: content type 20 to 24, legacy version 3.x. */
static bool
looks_like_tls(const struct visit *v)
{
	return (v->n_held < 1 || (v->held[0] >= 20 && v->held[0] <= 24))
		&& (v->n_held < 2 || v->held[1] == 3);
}

static bool
looks_like_http(const struct visit *v)
{
	static const char *const methods[] = { "GET ", "HEAD ", "POST ", "PUT ",
		"DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE ", "PRI " };

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		size_t len = strlen(methods[i]);

		if (v->n_held >= len && memcmp(v->held, methods[i], len) == 0)
			return true;
	}
	return false;
}

static void
say_plainly(struct guest *g, const char *what)
{
	_cleanup_str_ char *answer = xasprintf("HTTP/1.0 400 Bad Request\r\n"
					       "Content-Type: text/plain\r\n"
					       "Connection: close\r\n\r\n"
					       "%s\n",
		what);

	guest_send_plain(g, answer);
}

/* Whoever speaks HTTP here is told so in his own tongue. */
static void
end_not_tls(struct guest *g)
{
	guest_hold_more(g);
	if (looks_like_http(g->visit))
		say_plainly(g, "This port speaks TLS: use https://");
	guest_end(g, VISIT_NOT_TLS, 0, NULL);
}

bool
guest_end_tls(struct guest *g)
{
	enum { HANDSHAKE = 22 };

	if (g->session != NULL || g->visit->held[0] != HANDSHAKE)
		return false;
	say_plainly(g, "This port does not speak TLS: use http://");
	guest_end(g, VISIT_DONE, 0, NULL);
	return true;
}

void
guest_end_wait(struct guest *g, enum guest_wait how)
{
	if (how == GUEST_STOPPED)
		guest_end(g, VISIT_STOPPED, 0, NULL);
	else if (g->session != NULL && !looks_like_tls(g->visit))
		end_not_tls(g);
	else
		guest_end(g, VISIT_TIMEOUT, 0, NULL);
}

void
guest_note_alert(struct guest *g, bool outgoing, bool fatal, unsigned code)
{
	struct visit *v = g->visit;

	pthread_mutex_lock(&v->lock);
	/* The last one says most. */
	if (v->n_alerts == VISIT_ALERTS_MAX)
		v->n_alerts--;
	v->alert[v->n_alerts++] = (struct visit_alert){
		.outgoing = outgoing,
		.fatal = fatal,
		.code = (uint8_t)code,
		.at_us = clock_mono_us() - v->start_us,
	};
	pthread_mutex_unlock(&v->lock);
}

static void
send_alert(struct guest *g, bool fatal, unsigned code)
{
	int64_t until_us = clock_mono_us() + GUEST_BYE_MS * 1000;
	int r;

	do {
		r = gnutls_alert_send(g->session,
			fatal ? GNUTLS_AL_FATAL : GNUTLS_AL_WARNING,
			(gnutls_alert_description_t)code);
	} while (r == GNUTLS_E_AGAIN && guest_wait_write(g, until_us));
	if (r >= 0)
		guest_note_alert(g, true, fatal, code);
}

/*
 * Tell the client what we did not like, as RFC 8446 section 6.2 asks.  The
 * library finds no cipher suite where it is the version that is not ours.
 */
static void
end_broken(struct guest *g, int error)
{
	int level, code;

	if (error == GNUTLS_E_NO_CIPHER_SUITES && !guest_shares_version(g))
		error = GNUTLS_E_UNSUPPORTED_VERSION_PACKET;
	code = gnutls_error_to_alert(error, &level);
	send_alert(g, true, (unsigned)code);
	guest_end(g, VISIT_BROKEN, error, gnutls_strerror(error));
}

/* To us, and to the library. */
static bool
is_readable(const struct visit *v)
{
	for (size_t i = 0; i < v->chain.n; i++)
		if (!v->chain.cert[i]->imported)
			return false;
	return v->unreadable == NULL;
}

/* Is it the certificate that the library cannot go on with? */
static bool
finds_fault(struct guest *g, int error)
{
	struct visit *v = g->visit;

	if (!v->certificate_message)
		return false;
	if (error == GNUTLS_E_PK_SIG_VERIFY_FAILED)
		guest_find_fault(g, VISIT_SIGNATURE);
	else if (!is_readable(v))
		guest_find_fault(g, VISIT_UNREADABLE);
	return guest_is_refused(g);
}

/*
 * OpenSSL refuses a certificate of ours in TLS 1.3 before it has keys to write
 * with: its alert is in plain, and for the library a record that fails; so is
 * one in the place of a ClientHello.
 */
static bool
is_plain_alert(const struct guest *g, int error)
{
	return (error == GNUTLS_E_DECRYPTION_FAILED
		       || error == GNUTLS_E_UNEXPECTED_PACKET)
		&& !g->visit->handshake_done && guest_plain_alert(g) >= 0;
}

void
guest_end_error(struct guest *g, int error)
{
	if (error == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		guest_note_alert(g, false, true,
			(unsigned)gnutls_alert_get(g->session));
		guest_end(g, VISIT_ALERT, error, NULL);
	} else if (error == GNUTLS_E_SESSION_EOF) {
		guest_end(g, VISIT_CLOSED, 0, NULL);
	} else if (is_plain_alert(g, error)) {
		guest_note_alert(g, false, true,
			(unsigned)guest_plain_alert(g));
		guest_end(g, VISIT_ALERT, error, NULL);
	} else if (g->session != NULL && !looks_like_tls(g->visit)) {
		end_not_tls(g);
	} else if (g->eof && !g->reset && !g->lost) {
		guest_end(g, VISIT_EOF, error, NULL);
	} else if (g->reset || g->lost || g->session == NULL) {
		guest_end(g, VISIT_RESET, error, NULL);
	} else if (finds_fault(g, error)) {
		guest_end_refused(g);
	} else {
		end_broken(g, error);
	}
	if (g->session != NULL && !g->visit->handshake_done)
		guest_take_facts(g);
}

void
guest_end_refused(struct guest *g)
{
	int refusal = g->visit->refusal;

	if (refusal >= 0)
		send_alert(g, true, (unsigned)refusal);
	guest_end(g, VISIT_REFUSED, 0, NULL);
	if (!g->visit->handshake_done)
		guest_take_facts(g);
}

void
guest_refuse_renegotiation(struct guest *g)
{
	send_alert(g, false, NO_RENEGOTIATION);
	guest_end(g, VISIT_BROKEN, GNUTLS_E_REHANDSHAKE,
		"the client wants to renegotiate");
}

void
guest_bye(struct guest *g)
{
	int64_t until_us = clock_mono_us() + GUEST_BYE_MS * 1000;
	const struct visit *v = g->visit;
	enum visit_end end = v->end;
	int r;

	if (g->session == NULL || !v->handshake_done
		|| (end != VISIT_DONE && end != VISIT_CLOSED
			&& end != VISIT_TIMEOUT && end != VISIT_STOPPED
			&& v->error != GNUTLS_E_REHANDSHAKE))
		return;
	do {
		r = gnutls_bye(g->session, GNUTLS_SHUT_WR);
	} while (r == GNUTLS_E_AGAIN && guest_wait_write(g, until_us));
}

/* Until the client has closed; a little longer when the front stops. */
static void
drop_rest(struct guest *g)
{
	int64_t until_us = clock_mono_us() + FRONT_LINGER_MS * 1000;
	bool stopped = false;
	char octets[4096];

	while (recv(g->fd, octets, sizeof(octets), 0) != 0) {
		struct pollfd p[2] = {
			{ .fd = g->fd, .events = POLLIN },
			{ .fd = g->front->stop_fd, .events = POLLIN },
		};
		int64_t now_us = clock_mono_us();

		if (now_us >= until_us
			|| poll(p, stopped ? 1 : 2,
				   (int)((until_us - now_us) / 1000) + 1)
				< 0
			|| (p[0].revents & (POLLERR | POLLHUP)) != 0)
			return;
		if (!stopped && p[1].revents != 0) {
			stopped = true;
			now_us += GUEST_BYE_MS * 1000;
			until_us = until_us < now_us ? until_us : now_us;
		}
	}
}

void
guest_part(struct guest *g)
{
	if (g->eof || g->reset)
		return;
	shutdown(g->fd, SHUT_WR);
	drop_rest(g);
}
