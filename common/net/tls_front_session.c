/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_session.c - a session of GnuTLS for a guest, and its handshake.
 */
#include "base/clock.h"
#include "net/tls_front_part.h"

enum { ALPN_MAX = 16, TICKETS = 2 };

static bool
makes(const struct guest *g, enum front_mistake mistake)
{
	return (g->front->plan->mistakes & mistake) != 0;
}

static int
set_alpn(const struct front_plan *plan, gnutls_session_t s)
{
	gnutls_datum_t alpn[ALPN_MAX];
	unsigned n = 0;

	for (; n < plan->n_alpn && n < ALPN_MAX; n++)
		alpn[n] = (gnutls_datum_t){
			(unsigned char *)(uintptr_t)plan->alpn[n].data,
			(unsigned)plan->alpn[n].len
		};
	/* RFC 7301 section 3.2: an alert where nothing is in common. */
	return n == 0
		? 0
		: gnutls_alpn_set_protocols(s, alpn, n,
			GNUTLS_ALPN_MANDATORY | GNUTLS_ALPN_SERVER_PRECEDENCE);
}

/*
 * A certificate that is missing is for us to judge.  Whoever takes any, names
 * no authorities: clients would hold back what does not come from them.
 */
static void
set_request(const struct guest *g, gnutls_session_t s)
{
	enum front_auth auth = g->visit->auth;

	if (auth != FRONT_NONE && !g->front->plan->pha)
		gnutls_certificate_server_set_request(s, GNUTLS_CERT_REQUEST);
	if (makes(g, FRONT_CA_EMPTY)
		|| (auth == FRONT_ANY && !makes(g, FRONT_CA_OTHER)
			&& !makes(g, FRONT_CA_HUGE)))
		gnutls_certificate_send_x509_rdn_sequence(s, 1);
}

/* The last of a front's mistakes are those of Token Binding, in its order. */
_Static_assert(FRONT_TB_NO_RI == FRONT_TB_UNASKED * (int)TOKBIND_NO_RI,
	"both have the same");

static int
configure(struct guest *g, gnutls_session_t s)
{
	struct front *f = g->front;
	struct visit *v = g->visit;
	int r = gnutls_priority_set(s, f->priority);

	if (r >= 0)
		r = gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, f->cred);
	if (r >= 0)
		r = set_alpn(f->plan, s);
	if (r >= 0 && !makes(g, FRONT_NO_TICKETS))
		r = gnutls_session_ticket_enable_server(s,
			&f->ticket_key[g->door]);
	v->tokbind.own = f->plan->tokbind;
	v->tokbind.server = true;
	v->tokbind.mistakes = f->plan->mistakes / FRONT_TB_UNASKED;
	if (r >= 0)
		r = tokbind_attach(&v->tokbind, s);
	set_request(g, s);
	return r;
}

int
guest_open(struct guest *g)
{
	int r = gnutls_init(&g->session,
		GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL
			| GNUTLS_NO_AUTO_SEND_TICKET
			| GNUTLS_POST_HANDSHAKE_AUTH
			| (makes(g, FRONT_NO_TICKETS) ? GNUTLS_NO_TICKETS : 0));

	if (r >= 0) {
		gnutls_session_set_ptr(g->session, g);
		r = configure(g, g->session);
	}
	if (r < 0) {
		guest_end(g, VISIT_DONE, r, gnutls_strerror(r));
		return -1;
	}
	guest_io_attach(g);
	guest_watch(g);
	return 0;
}

/* The whole handshake has one deadline, however often something comes. */
static int64_t
limit_us(const struct guest *g)
{
	int ms = g->front->plan->handshake_ms;

	return (ms > 0 ? ms : FRONT_HANDSHAKE_MS) * (int64_t)1000;
}

static int64_t
deadline_us(const struct guest *g)
{
	return g->visit->start_us + limit_us(g);
}

static bool
goes_on(struct guest *g, int r)
{
	if (r == GNUTLS_E_WARNING_ALERT_RECEIVED)
		guest_note_alert(g, false, false,
			(unsigned)gnutls_alert_get(g->session));
	return gnutls_error_is_fatal(r) == 0;
}

/* Repeat STEP until it is done. */
static int
complete(struct guest *g, int (*step)(gnutls_session_t s), int64_t until_us)
{
	enum guest_wait how = GUEST_READY;
	int r;

	while ((r = step(g->session)) < 0) {
		if (!goes_on(g, r)) {
			guest_end_error(g, r);
			return -1;
		}
		/* Who always has more to say has no more time than others. */
		if (r == GNUTLS_E_AGAIN || clock_mono_us() >= until_us)
			how = guest_wait_session(g, until_us);
		if (how != GUEST_READY) {
			guest_end_wait(g, how);
			return -1;
		}
	}
	return 0;
}

int
guest_shake_hands(struct guest *g)
{
	struct visit *v = g->visit;

	if (complete(g, gnutls_handshake, deadline_us(g)) < 0)
		return -1;
	v->handshake_done = true;
	v->handshake_us = clock_mono_us();
	guest_take_facts(g);
	return 0;
}

static int
send_tickets(gnutls_session_t s)
{
	return gnutls_session_ticket_send(s, TICKETS, 0);
}

int
guest_send_tickets(struct guest *g)
{
	if (gnutls_protocol_get_version(g->session) != GNUTLS_TLS1_3
		|| makes(g, FRONT_NO_TICKETS))
		return 0;
	return complete(g, send_tickets, deadline_us(g));
}

static int
reauth(gnutls_session_t s)
{
	int r = gnutls_reauth(s, 0);

	/* What the client sends meanwhile is handed on later. */
	return r == GNUTLS_E_GOT_APPLICATION_DATA
			&& guest_pump_more(gnutls_session_get_ptr(s)) < 0
		? GNUTLS_E_UNEXPECTED_PACKET
		: r;
}

int
guest_reauth(struct guest *g)
{
	return complete(g, reauth, clock_mono_us() + limit_us(g));
}
