/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_judge.c - the client's certificate: what came, what is wrong with
 * it, and what we answer.
 */
#include "base/clock.h"
#include "net/tls_front_part.h"
#include "proof/cert_link.h"
#include "proof/tlsmsg.h"

/* No library forgives these: nothing can go on after them. */
enum { FATAL_FAULTS = VISIT_UNREADABLE | VISIT_SIGNATURE };

static bool
is_tls13(const struct guest *g)
{
	return gnutls_protocol_get_version(g->session) == GNUTLS_TLS1_3;
}

static void
unreadable(struct visit *v, const char *why)
{
	free(v->unreadable);
	v->unreadable = xstrdup(why);
	v->faults |= VISIT_UNREADABLE;
}

/* The rest would be judged in the place of one that cannot be read. */
static void
take_chain(struct visit *v, const struct view *list, size_t n)
{
	certs_done(&v->chain);
	for (size_t i = 0; i < n; i++) {
		struct err err = { 0 };
		struct cert *c;

		if (cert_read(list[i], &c, &err) < 0) {
			err_context(&err, "certificate %zu of the chain",
				i + 1);
			unreadable(v, err.text);
			return;
		}
		certs_add(&v->chain, c);
		if (cert_key_is_unwieldy(c)) {
			unreadable(v, "a key of a size that nobody uses");
			return;
		}
	}
}

void
guest_take_certificate(struct guest *g, struct view body)
{
	struct view list[VISIT_CHAIN_MAX];
	struct visit *v = g->visit;
	struct err err = { 0 };
	size_t n = 0;

	v->certificate_message = true;
	if (tlsmsg_certificates(body, is_tls13(g), list, VISIT_CHAIN_MAX, &n,
		    &err)
		< 0)
		unreadable(v, err.text);
	else
		take_chain(v, list, n < VISIT_CHAIN_MAX ? n : VISIT_CHAIN_MAX);
}

/* A session that is resumed has shown its certificate before. */
static void
take_resumed(struct guest *g)
{
	struct view view[VISIT_CHAIN_MAX];
	unsigned n = 0;
	const gnutls_datum_t *list = gnutls_certificate_get_peers(g->session,
		&n);

	if (list == NULL)
		return;
	if (n > VISIT_CHAIN_MAX)
		n = VISIT_CHAIN_MAX;
	for (unsigned i = 0; i < n; i++)
		view[i] = (struct view){ list[i].data, list[i].size };
	take_chain(g->visit, view, n);
}

/* What this door forgives, besides what the imitated do. */
static unsigned
forgiven(const struct visit *v)
{
	if (v->auth == FRONT_ANY)
		return v->faults & ~(unsigned)FATAL_FAULTS;
	return v->auth == FRONT_REQUEST ? v->faults & VISIT_NO_CERT : 0;
}

static int
answer(const struct guest *g)
{
	const struct front_plan *plan = g->front->plan;
	const struct visit *v = g->visit;
	unsigned faults = v->faults & ~forgiven(v);
	int refusal;

	if (faults == 0)
		return REFUSAL_NONE;
	refusal = imitate_refusal(plan->imitation, faults, is_tls13(g));
	return refusal != REFUSAL_NONE && (plan->mistakes & FRONT_CLOSE) != 0
		? REFUSAL_CLOSE
		: refusal;
}

static void
decide(struct guest *g)
{
	struct visit *v = g->visit;

	v->refusal = answer(g);
	v->ignored = forgiven(v)
		| imitate_ignored(g->front->plan->imitation,
			v->faults & ~forgiven(v));
	g->judged = true;
}

void
guest_judge(struct guest *g)
{
	const struct front_plan *plan = g->front->plan;
	struct visit *v = g->visit;

	if (g->judged || v->auth == FRONT_NONE)
		return;
	if (v->resumed && v->chain.n == 0)
		take_resumed(g);
	/* One that is resumed was asked before, unless that comes later. */
	if (!v->requested && v->chain.n == 0
		&& (!v->resumed || (plan->pha && is_tls13(g))))
		return;
	v->faults |= tls_visitor_judge(g->front->visitor, &v->chain,
		plan->now != 0 ? plan->now : clock_now());
	if ((v->faults & VISIT_UNREADABLE) != 0)
		v->faults &= ~(unsigned)VISIT_NO_CERT;
	decide(g);
}

void
guest_find_fault(struct guest *g, unsigned fault)
{
	struct visit *v = g->visit;

	v->faults |= fault;
	g->judged = false;
	guest_judge(g);
}

bool
guest_is_refused(const struct guest *g)
{
	return g->judged && g->visit->refusal != REFUSAL_NONE
		&& g->visit->refusal != REFUSAL_HTTP;
}

static bool
offers_pha(const struct guest *g)
{
	return (gnutls_session_get_flags(g->session)
		       & GNUTLS_SFLAGS_POST_HANDSHAKE_AUTH)
		!= 0;
}

int
guest_ask_late(struct guest *g)
{
	int r;

	if (g->session == NULL || g->judged || g->visit->auth == FRONT_NONE
		|| !offers_pha(g))
		return 0;
	gnutls_certificate_server_set_request(g->session, GNUTLS_CERT_REQUEST);
	g->asks_late = true;
	r = guest_reauth(g);
	g->asks_late = false;
	if (r < 0)
		return -1;
	guest_take_signature(g);
	guest_judge(g);
	if (!guest_is_refused(g))
		return 0;
	guest_end_refused(g);
	return -1;
}
