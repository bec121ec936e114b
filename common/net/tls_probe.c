/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_probe.c - the life of a probe as a state machine that never blocks:
 * connect, shake hands, wait for what the server really thinks, ask by HTTP,
 * close.
 *
 * In TLS 1.3 a client has finished its handshake before the server has seen
 * its certificate; only what is read afterwards is a verdict.
 */
#include <sys/epoll.h>

#include "base/clock.h"
#include "net/tls_session.h"

enum { READ_AT_ONCE = 4096, ROUNDS_MAX = 64 };

/* Wait for the direction in which the library got stuck. */
static void
wait_for_peer(struct probe *p, bool writing)
{
	struct err err = { 0 };

	if (p->tls->last_chance)
		tls_end(p, PROBE_TIMEOUT, NULL);
	else if (loop_watch(p->loop, &p->watch, writing ? EPOLLOUT : EPOLLIN,
			 &err)
		< 0)
		tls_end(p, PROBE_REFUSED_BY_US, err.text);
}

/* What the library calls an error without being one; true: go on. */
static bool
pass_over(struct probe *p, int r)
{
	if (r == GNUTLS_E_WARNING_ALERT_RECEIVED)
		tls_watch_alert(p, false, false,
			(unsigned)gnutls_alert_get(p->tls->session));
	return !gnutls_error_is_fatal(r) && r != GNUTLS_E_AGAIN
		&& r != GNUTLS_E_INTERRUPTED && r != GNUTLS_E_REHANDSHAKE
		&& r != GNUTLS_E_REAUTH_REQUEST;
}

static void
set_deadline(struct probe *p, int64_t ms)
{
	if (p->tls != NULL)
		p->tls->last_chance = false;
	loop_timer_set(p->loop, &p->deadline, clock_mono_us() + ms * 1000);
}

/*
 * How long silence must last before it means something.  A TLS 1.2 server has
 * judged the certificate before its Finished, but some close right after it:
 * a short while is enough to see that.
 */
static int64_t
patience_ms(const struct probe *p)
{
	int64_t rtt_ms = p->dial.attempt[p->dial.winner].us / 1000;
	int64_t settle = PROBE_SETTLE_MS + 2 * rtt_ms;

	if (probe_is_tls13(p) || p->plan->wait_out || settle > p->plan->wait_ms)
		return p->plan->wait_ms;
	return settle;
}

/* Octets that are no protocol of ours would be taken amiss. */
static bool
is_to_ask(const struct probe *p)
{
	return p->plan->http_if_chosen ? strcmp(p->alpn, "http/1.1") == 0
				       : p->plan->http_path != NULL;
}

static void
prepare_request(struct probe *p)
{
	const struct probe_plan *plan = p->plan;

	answer_ask(&p->tls->request,
		plan->http_path != NULL ? plan->http_path : "/",
		plan->http_host != NULL ? plan->http_host : p->name, p->port,
		plan->http_fields);
	tls_tokbind_ask(p);
}

static void
handshake_finished(struct probe *p)
{
	bool again = p->handshake_done;
	bool http;

	p->handshake_done = true;
	p->tls->reauth = false;
	tls_facts_take(p);
	tls_tokbind_prove(p);
	http = again ? p->tls->request.len > 0 : is_to_ask(p);
	p->phase = http ? PROBE_ASKING : PROBE_WAITING;
	p->tls->limit = p->octets_in + PROBE_HANDSHAKE_MAX;
	/* What is repeated goes on under the deadline that is running. */
	if (again)
		return;
	p->handshake_us = clock_mono_us();
	if (http)
		prepare_request(p);
	set_deadline(p, http ? p->plan->timeout_ms : patience_ms(p));
}

/* Returns true when the state changed and there may be more to do. */
static bool
shake_hands(struct probe *p)
{
	int r;

	do
		r = p->tls->reauth ? gnutls_reauth(p->tls->session, 0)
				   : gnutls_handshake(p->tls->session);
	while (r < 0 && pass_over(p, r));
	if (r == GNUTLS_E_AGAIN || r == GNUTLS_E_INTERRUPTED) {
		wait_for_peer(p, gnutls_record_get_direction(p->tls->session));
		return false;
	}
	if (r < 0) {
		tls_end_error(p, r);
		return false;
	}
	handshake_finished(p);
	return true;
}

/*
 * RFC 5246 section 7.4.1.1, RFC 8446 section 4.6.2: take part in what the
 * server begins after the handshake, but not for ever.
 */
static bool
shake_again(struct probe *p, bool reauth)
{
	p->renegotiations += reauth ? 0 : 1;
	if (p->renegotiations + p->reauth_requests > PROBE_RENEGOTIATIONS_MAX) {
		tls_end(p, PROBE_REFUSED_BY_US,
			reauth ? "the server asks for one certificate after "
				 "another"
			       : "the server asks for one renegotiation after "
				 "another");
		return false;
	}
	if (!reauth) {
		tls_watch_hello_request(p);
		tls_session_forgo_tickets(p);
	}
	p->tls->reauth = reauth;
	p->phase = PROBE_HANDSHAKING;
	return true;
}

static void
took_verdict(struct probe *p)
{
	if (p->verdict_us == 0)
		p->verdict_us = clock_mono_us();
}

/*
 * Without a request there is no verdict; but one may come after the handshake,
 * or a session of before is being judged.
 */
static bool
is_watched(const struct probe *p)
{
	bool late = p->plan->pha && p->plan->wait_out;

	return p->requested || p->resumed || late;
}

static bool
has_good_sign(struct probe *p)
{
	if (!probe_has_ticket(p) && p->data_octets == 0)
		return false;
	took_verdict(p);
	return true;
}

/*
 * Read until something decides.  After a ticket, or data that may have been
 * sent before our certificate was looked at, go on as long as octets are there
 * without waiting, or for all of --wait if that was asked for: an alert behind
 * it would count for more.
 */
static bool
wait_for_verdict(struct probe *p)
{
	uint8_t buf[READ_AT_ONCE];
	ssize_t r;

	if (!is_watched(p)) {
		tls_end(p, PROBE_OPEN, NULL);
		return false;
	}
	p->tls->dry = false;
	do
		r = gnutls_record_recv(p->tls->session, buf, sizeof(buf));
	while (r < 0 && pass_over(p, (int)r));
	if (r == GNUTLS_E_REHANDSHAKE || r == GNUTLS_E_REAUTH_REQUEST)
		return shake_again(p, r == GNUTLS_E_REAUTH_REQUEST);
	if (r == GNUTLS_E_AGAIN || r == GNUTLS_E_INTERRUPTED) {
		if (!has_good_sign(p) || p->plan->wait_out) {
			wait_for_peer(p, false);
			return false;
		}
		/* The library stops after each message. */
		if (!p->tls->dry)
			return true;
		tls_end(p, PROBE_OPEN, NULL);
	} else if (r < 0) {
		tls_end_error(p, (int)r);
	} else if (r > 0) {
		tls_watch_data(p, false, (size_t)r);
		took_verdict(p);
		return true;
	} else {
		tls_end(p, PROBE_CLOSED, NULL);
	}
	return false;
}

/* Returns false while the request is stuck; a failed write is no end. */
static bool
send_request(struct probe *p)
{
	struct tls_session *t = p->tls;

	while (t->asked < t->request.len) {
		ssize_t r = gnutls_record_send(t->session,
			t->request.data + t->asked, t->request.len - t->asked);

		if (r == GNUTLS_E_AGAIN || r == GNUTLS_E_INTERRUPTED)
			return false;
		if (r < 0) {
			p->write_failed = true;
			t->asked = t->request.len;
		} else {
			tls_watch_data(p, true, (size_t)r);
			t->asked += (size_t)r;
		}
	}
	return true;
}

static bool
took_answer(struct probe *p, struct view octets)
{
	enum answer_state state = answer_add(&p->answer, octets);

	took_verdict(p);
	tls_watch_data(p, false, octets.len);
	if (state == ANSWER_MORE)
		return true;
	p->answer_bad = state == ANSWER_BAD;
	tls_end(p, PROBE_OPEN, NULL);
	return false;
}

static bool
ask(struct probe *p)
{
	uint8_t buf[READ_AT_ONCE];
	ssize_t r;

	if (!send_request(p)) {
		wait_for_peer(p, true);
		return false;
	}
	do
		r = gnutls_record_recv(p->tls->session, buf, sizeof(buf));
	while (r < 0 && pass_over(p, (int)r));
	if (r == GNUTLS_E_REHANDSHAKE || r == GNUTLS_E_REAUTH_REQUEST)
		return shake_again(p, r == GNUTLS_E_REAUTH_REQUEST);
	if (r == GNUTLS_E_AGAIN || r == GNUTLS_E_INTERRUPTED)
		wait_for_peer(p, false);
	else if (r == 0)
		tls_end(p, PROBE_CLOSED, NULL);
	else if (r < 0)
		tls_end_error(p, (int)r);
	else
		return took_answer(p, (struct view){ buf, (size_t)r });
	return false;
}

/*
 * A peer that never stops sending must not keep the loop from deadlines and
 * other probes; what the library has decrypted already needs no event.
 */
static void
step(struct probe *p)
{
	bool more = true;

	for (int round = 0; more; round++) {
		if (round >= ROUNDS_MAX
			&& gnutls_record_check_pending(p->tls->session) == 0) {
			wait_for_peer(p, false);
			return;
		}
		if (p->phase == PROBE_HANDSHAKING)
			more = shake_hands(p);
		else if (p->phase == PROBE_WAITING)
			more = wait_for_verdict(p);
		else
			more = ask(p);
	}
}

static void
ready(struct loop_watch *w, uint32_t events _unused_)
{
	step((struct probe *)((char *)w - offsetof(struct probe, watch)));
}

static void
expired(struct loop_timer *t)
{
	struct probe *p = (struct probe *)((char *)t
		- offsetof(struct probe, deadline));

	if (p->phase == PROBE_CONNECTING) {
		dial_done(&p->dial);
		tls_end(p, PROBE_UNREACHED, "no connection in time");
	} else {
		/* What has come while others were served still counts. */
		p->tls->last_chance = true;
		step(p);
	}
}

static void
connected(struct dial *d)
{
	struct probe *p = (struct probe *)((char *)d
		- offsetof(struct probe, dial));
	struct err err = { 0 };

	if (d->fd < 0) {
		tls_end(p, PROBE_UNREACHED, d->problem);
		return;
	}
	p->watch.fd = d->fd;
	d->fd = -1;
	p->watch.ready = ready;
	p->connected_us = clock_mono_us();
	p->phase = PROBE_HANDSHAKING;
	if (tls_session_open(p, p->client, p->watch.fd, &err) < 0)
		tls_end(p, PROBE_REFUSED_BY_US, err.text);
	else
		step(p);
}

void
tls_probe_start(struct probe *p, struct tls_client *c, struct loop *l,
	struct resolver *r, void (*done)(struct probe *p))
{
	p->plan = c->plan;
	p->loop = l;
	p->client = c;
	p->done = done;
	p->watch.fd = -1;
	p->deadline.fire = expired;
	p->start_us = clock_mono_us();
	probe_set_name(p);
	set_deadline(p, p->plan->timeout_ms);
	dial_start(&p->dial, l, r, p->host, p->port, connected);
}
