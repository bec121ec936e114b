/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_end.c - how a probe ends: whose doing it was, and what is taken from the
 * session before it is gone.
 */
#include <unistd.h>

#include "base/clock.h"
#include "net/tls_session.h"

static void
release(struct probe *p)
{
	loop_unwatch(p->loop, &p->watch);
	loop_timer_cancel(p->loop, &p->deadline);
	tls_session_close(p);
	if (p->watch.fd >= 0)
		close(p->watch.fd);
	p->watch.fd = -1;
}

static void
finish(struct probe *p)
{
	p->end_us = clock_mono_us();
	if (p->tls != NULL && p->tls->session != NULL) {
		tls_server_take(p);
		tls_server_judge(p);
		/* A handshake that was broken off had agreed on much. */
		if (!p->handshake_done
			&& (p->server.chain.n > 0 || p->tokbind.came
				|| tbneg_is_fault(p->tokbind.verdict)))
			tls_facts_take(p);
		tls_facts_keep_session(p);
		tls_watch_end(p);
		if (p->end == PROBE_OPEN && p->handshake_done
			&& gnutls_bye(p->tls->session, GNUTLS_SHUT_WR) >= 0)
			tls_watch_bye(p);
	}
	release(p);
	p->done(p);
}

void
tls_probe_cancel(struct probe *p)
{
	if (p->loop == NULL || p->end_us != 0)
		return;
	dial_done(&p->dial);
	release(p);
}

void
tls_end(struct probe *p, enum probe_end end, const char *text)
{
	p->end = end;
	if (text != NULL && p->error_text == NULL)
		p->error_text = xstrdup(text);
	/* What came in time counts, even if it was not all. */
	if (p->phase == PROBE_ASKING && !p->answer_bad
		&& answer_is_complete(&p->answer)) {
		p->answered = true;
		p->answer_us = clock_mono_us();
	}
	if (p->handshake_done && p->verdict_us == 0)
		p->verdict_us = clock_mono_us();
	finish(p);
}

/* RFC 8446 section 5.1: content type 20 to 24, legacy version 3.x. */
static bool
looks_like_tls(const struct probe *p)
{
	return (p->n_held < 1 || (p->held[0] >= 20 && p->held[0] <= 24))
		&& (p->n_held < 2 || p->held[1] == 3);
}

/* Tell the peer what we did not like, as RFC 8446 section 6.2 asks. */
static void
refuse(struct probe *p, int error)
{
	int level, code = gnutls_error_to_alert(error, &level);

	if (gnutls_alert_send(p->tls->session, (gnutls_alert_level_t)level,
		    (gnutls_alert_description_t)code)
		>= 0)
		tls_watch_alert(p, true, level == GNUTLS_AL_FATAL,
			(unsigned)code);
}

/* The library's words know nothing of Token Binding. */
static void
end_refused(struct probe *p, int error)
{
	enum tbneg_verdict v = p->tokbind.verdict;
	_cleanup_str_ char *text = tbneg_is_fault(v)
		? xasprintf("the server %s", tbneg_words(v))
		: xstrdup(gnutls_strerror(error));

	refuse(p, error);
	tls_end(p, PROBE_REFUSED_BY_US, text);
}

/* A fatal return of the library: whose doing was it? */
void
tls_end_error(struct probe *p, int error)
{
	struct tls_session *t = p->tls;

	p->error = error;
	if (error == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		tls_watch_alert(p, false, true,
			(unsigned)gnutls_alert_get(t->session));
		tls_end(p, PROBE_ALERT, NULL);
	} else if (error == GNUTLS_E_SESSION_EOF) {
		tls_end(p, PROBE_CLOSED, NULL);
	} else if (!looks_like_tls(p)) {
		tls_io_hold_more(p);
		tls_end(p, PROBE_NOT_TLS, NULL);
	} else if (t->too_much) {
		tls_end(p, PROBE_REFUSED_BY_US,
			"the peer sends more than a handshake may take");
	} else if (t->lost) {
		tls_end(p, PROBE_TIMEOUT, "the network lost the connection");
	} else if (t->reset) {
		tls_end(p, PROBE_RESET, NULL);
	} else if (t->eof) {
		tls_end(p, PROBE_EOF, NULL);
	} else {
		end_refused(p, error);
	}
}
