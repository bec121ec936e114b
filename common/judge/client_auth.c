/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_auth.c - from observations to the verdict on client authentication.
 */
#include "judge/client_auth.h"

const char *
auth_verdict_name(enum auth_verdict v)
{
	static const char *const names[] = {
		[AUTH_ACCEPTED] = "accepted",
		[AUTH_REJECTED] = "rejected",
		[AUTH_NOT_REQUESTED] = "not-requested",
		[AUTH_OPTIONAL] = "optional",
		[AUTH_UNDECIDED] = "undecided",
	};

	return names[v];
}

const char *
auth_evidence_name(enum auth_evidence e)
{
	static const char *const names[] = {
		[EVIDENCE_NONE] = "none",
		[EVIDENCE_TICKET] = "ticket",
		[EVIDENCE_DATA] = "application-data",
		[EVIDENCE_HTTP] = "http",
		[EVIDENCE_FINISHED] = "finished",
		[EVIDENCE_ALERT] = "alert",
		[EVIDENCE_EOF] = "eof",
		[EVIDENCE_TIMEOUT] = "timeout",
	};

	return names[e];
}

enum http_refusal
client_auth_http_refusal(const struct probe *p)
{
	static const struct {
		int status;
		const char *text;
		enum http_refusal refusal;
	} rows[] = {
		/* nginx, also behind error_page */
		{ 400, "No required SSL certificate was sent",
			HTTP_NO_CERTIFICATE },
		{ 400, "The SSL certificate error", HTTP_BAD_CERTIFICATE },
		/* nginx's own codes, when an error_page lets them out */
		{ 495, "", HTTP_BAD_CERTIFICATE },
		{ 496, "", HTTP_NO_CERTIFICATE },
		/* Apache httpd, per-location verification over TLS 1.3 */
		{ 403, "Post-Handshake Authentication", HTTP_NEEDS_REAUTH },
		/* IIS substatus codes */
		{ 403, "HTTP Error 403.7 ", HTTP_NO_CERTIFICATE },
		{ 403, "HTTP Error 403.13 ", HTTP_BAD_CERTIFICATE },
		{ 403, "HTTP Error 403.16 ", HTTP_BAD_CERTIFICATE },
		{ 403, "HTTP Error 403.17 ", HTTP_BAD_CERTIFICATE },
	};

	for (size_t i = 0; p->answered && i < ARRAY_LEN(rows); i++)
		if (p->answer.status == rows[i].status
			&& answer_mentions(&p->answer, rows[i].text))
			return rows[i].refusal;
	return HTTP_REFUSES_NOT;
}

/*
 * A close without a word is how Node, slapd and others refuse.  Not so a close
 * with close_notify, a connection on which our certificate may have been lost,
 * or a close in answer to a request that the server may not have understood.
 */
static bool
closed_on_us(const struct probe *p)
{
	bool asked = p->phase == PROBE_ASKING && !probe_is_tls13(p);

	return (p->end == PROBE_EOF || p->end == PROBE_RESET) && !p->flight_lost
		&& !asked;
}

/* Alerts that say nothing about a certificate, whatever went before. */
static bool
is_neutral(const struct probe_alert *alert)
{
	static const uint8_t neutral[] = { 10, 20, 22, 70, 86, 90, 100, 109,
		110, 112, 115, 120 };

	return memchr(neutral, alert->code, sizeof(neutral)) != NULL;
}

static void
settle(struct client_auth *a, enum auth_verdict v, enum auth_evidence e)
{
	a->verdict = v;
	a->evidence = e;
}

/*
 * The peer goes on: with the certificate, or without having got one.  A
 * session that is resumed without a request stands for the client that began
 * it.
 */
static void
goes_on(struct client_auth *a, enum auth_evidence e)
{
	bool known = a->sent || (a->resumed && !a->requested);

	settle(a, known ? AUTH_ACCEPTED : AUTH_OPTIONAL, e);
}

static void
alerted(struct client_auth *a)
{
	settle(a, is_neutral(a->alert) ? AUTH_UNDECIDED : AUTH_REJECTED,
		EVIDENCE_ALERT);
}

/* In TLS 1.2 the server speaks last, so a refusal breaks the handshake. */
static void
weigh_unfinished(struct client_auth *a, const struct probe *p)
{
	if (!p->certificate_message)
		return;
	if (a->alert != NULL)
		alerted(a);
	else if (closed_on_us(p))
		settle(a, AUTH_REJECTED, EVIDENCE_EOF);
}

/* It ended or went silent without a good sign. */
static void
weigh_end(struct client_auth *a, const struct probe *p)
{
	bool open = p->phase == PROBE_HANDSHAKING;

	if (closed_on_us(p))
		settle(a, AUTH_REJECTED, EVIDENCE_EOF);
	else if (p->end == PROBE_EOF || p->end == PROBE_RESET
		|| p->end == PROBE_CLOSED)
		settle(a, AUTH_UNDECIDED, EVIDENCE_EOF);
	else if (p->end == PROBE_TIMEOUT && !probe_is_tls13(p) && !open)
		goes_on(a, EVIDENCE_FINISHED);
	else if (p->end == PROBE_TIMEOUT)
		settle(a, AUTH_UNDECIDED, EVIDENCE_TIMEOUT);
}

static void
weigh_finished(struct client_auth *a, const struct probe *p)
{
	bool ticket = probe_has_ticket(p);
	bool left = p->end == PROBE_EOF || p->end == PROBE_RESET;

	if (!a->requested && !a->resumed)
		settle(a, AUTH_NOT_REQUESTED, EVIDENCE_NONE);
	else if (a->alert != NULL)
		alerted(a);
	else if (p->answered)
		goes_on(a, EVIDENCE_HTTP);
	else if (p->data_octets > 0)
		goes_on(a, EVIDENCE_DATA);
	else if (ticket && left && p->plan->wait_out)
		settle(a, AUTH_UNDECIDED, EVIDENCE_EOF);
	else if (ticket)
		goes_on(a, EVIDENCE_TICKET);
	else
		weigh_end(a, p);
}

struct client_auth
client_auth_weigh(const struct probe *p)
{
	struct client_auth a = {
		.verdict = AUTH_UNDECIDED,
		.evidence = EVIDENCE_NONE,
		.refusal = client_auth_http_refusal(p),
		.alert = probe_fatal_alert(p),
		.configured = p->plan->chain != NULL,
		.requested = p->requested,
		.sent = p->sent > 0,
		.resumed = p->resumed,
	};

	if (a.refusal != HTTP_REFUSES_NOT)
		settle(&a, AUTH_REJECTED, EVIDENCE_HTTP);
	else if (p->handshake_done)
		weigh_finished(&a, p);
	else
		weigh_unfinished(&a, p);
	return a;
}
