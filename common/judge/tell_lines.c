/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_lines.c - one line each: connection, server, what was requested, what
 * was sent, what HTTP said.
 */
#include "judge/tell_lines.h"

#include "base/b64.h"
#include "judge/explain.h"
#include "judge/server_cert.h"
#include "judge/tokbind.h"
#include "proof/challenge.h"

enum { CHALLENGE_SHOWN = 400 }; /* octets of a reason */

static double
ms(int64_t us)
{
	return (double)us / 1000;
}

/* Two spaces before a word that is there. */
static const char *
gap(const char *word)
{
	return *word != '\0' ? "  " : "";
}

static void
line_connection(struct report *r, const struct probe *p)
{
	const struct dial_attempt *to = &p->dial.attempt[p->dial.winner];

	if (p->connected_us == 0)
		return;
	if (*p->version == '\0') {
		report_line(r, "connection", "%s, connected after %.1f ms",
			to->address, ms(p->connected_us - p->start_us));
		return;
	}
	report_line(r, "connection", "TLS %s%s%s%s%s%s%s  %s, %.1f ms%s",
		probe_tls(p), gap(p->suite), p->suite, gap(p->group), p->group,
		gap(p->alpn), p->alpn, to->address,
		ms((p->handshake_done ? p->handshake_us : p->end_us)
			- p->start_us),
		p->handshake_done ? "" : ", broken off");
}

static void
line_server(struct report *r, const struct probe *p)
{
	_cleanup_str_ char *summary = NULL, *subject = NULL, *issuer = NULL;

	if (p->server.chain.n == 0)
		return;
	summary = server_cert_summary(p, r->now);
	subject = cert_short_name(p->server.chain.cert[0]->subject);
	issuer = cert_short_name(p->server.chain.cert[0]->issuer);
	report_line(r, "server", "%s, by %s; %s", subject, issuer, summary);
}

static void
line_requested(struct report *r, const struct probe *p)
{
	const struct certreq *q = &p->request;

	if (!p->requested) {
		if (p->handshake_done)
			report_line(r, "requested", "no client certificate");
	} else if (!p->request_readable) {
		report_line(r, "requested",
			"client certificate, but the request is malformed");
	} else {
		report_line(r, "requested",
			"client certificate; %zu CA name%s; %zu signature "
			"algorithms",
			q->n_authorities, q->n_authorities == 1 ? "" : "s",
			q->n_schemes);
	}
}

static char *
x5t_s256(const struct cert *c)
{
	uint8_t digest[HASH_MAX];
	size_t len = hash_data(HASH_SHA256, bytes_view(&c->der), digest);

	return b64url((struct view){ digest, len });
}

static void
line_sent(struct report *r, const struct probe *p)
{
	const struct cert *leaf = p->plan->leaf;
	_cleanup_str_ char *thumb = NULL, *subject = NULL, *issuer = NULL;
	_cleanup_str_ char *first = NULL, *key = NULL, *others = NULL;

	if (p->certificate_message && p->sent == 0)
		report_line(r, "sent", "an empty Certificate message");
	if (leaf == NULL)
		return;
	if (!p->certificate_message)
		report_line(r, "sent", "nothing of %s", p->plan->cert_name);
	if (p->sent == 0)
		return;
	thumb = x5t_s256(leaf);
	subject = cert_short_name(leaf->subject);
	issuer = cert_short_name(leaf->issuer);
	key = cert_key_words(leaf);
	others = xasprintf("with %zu more", p->sent - 1);
	if (leaf != p->plan->chain->cert[0])
		first = cert_short_name(p->plan->chain->cert[0]->subject);
	report_line(r, "sent", "%s%s%s, %s, by %s, %s",
		first != NULL ? first : "",
		first != NULL ? " first, then " : "", subject, key, issuer,
		p->sent == 1 ? "alone (no intermediate)" : others);
	report_line(r, "", "x5t#S256 %s", thumb);
}

/* Why a bound token was not taken: RFC 6750 section 3. */
static void
line_challenge(struct report *r, const struct probe *p)
{
	_cleanup_bytes_ struct bytes error = { 0 }, why = { 0 };
	struct view v;

	for (size_t i = 0; error.len == 0
		&& answer_field_at(&p->answer, "www-authenticate", i, &v);
		i++)
		if (challenge_param(v, "error", &error))
			challenge_param(v, "error_description", &why);
	if (error.len == 0)
		return;
	v = view_part(bytes_view(&why), 0, CHALLENGE_SHOWN);
	report_line(r, "", "%.*s%s%.*s",
		(int)view_part(bytes_view(&error), 0, CHALLENGE_SHOWN).len,
		(const char *)error.data, v.len > 0 ? ": " : "", (int)v.len,
		v.len > 0 ? (const char *)v.data : "");
}

static void
line_http(struct report *r, const struct probe *p)
{
	struct view server = { NULL, 0 };

	if (!p->answered)
		return;
	answer_field(&p->answer, "server", &server);
	report_line(r, "http", "%d%s%.*s", p->answer.status,
		server.len > 0 ? ", server " : "", (int)server.len,
		(const char *)server.data);
	line_challenge(r, p);
}

/* What shows that the server goes on; a refusal has its causes above. */
static void
line_evidence(struct report *r, const struct probe *p,
	const struct client_auth *a, const struct probe *asked)
{
	_cleanup_lines_ struct lines why = { 0 };

	if (a->verdict == AUTH_REJECTED || a->verdict == AUTH_UNDECIDED)
		return;
	explain_verdict(&why, p, a, asked);
	for (size_t i = 0; i < why.n; i++)
		report_line(r, i == 0 ? "evidence" : "", "%s", why.line[i]);
}

void
tell_lines(struct report *r, const struct probe *p, const struct client_auth *a,
	const struct probe *asked)
{
	line_evidence(r, p, a, asked);
	line_connection(r, p);
	line_server(r, p);
	line_requested(r, p);
	line_sent(r, p);
	line_http(r, p);
	line_tokbind(r, p);
}
