/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.c - observations as sentences: each names what was seen.
 */
#include "judge/explain.h"

static void _printf_(2, 3) say(struct lines *l, const char *fmt, ...)
{
	va_list ap;

	l->line = xgrow(l->line, &l->cap, l->n + 1, sizeof(*l->line));
	va_start(ap, fmt);
	l->line[l->n++] = xvasprintf(fmt, ap);
	va_end(ap);
}

void
explain_done(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->line[i]);
	free(l->line);
	*l = (struct lines){ 0 };
}

static const char *
ending(const struct probe *p)
{
	if (p->end == PROBE_RESET)
		return "reset the connection";
	if (p->end == PROBE_CLOSED)
		return "closed the connection (close_notify)";
	return "closed the connection without an alert";
}

static double
ms_since(int64_t later, int64_t earlier)
{
	return later > earlier ? (double)(later - earlier) / 1000 : 0;
}

/* "41 ms", "less than 1 ms": what a person would say. */
static const char *
delay(int64_t later, int64_t earlier, char ret_text[static CLOCK_TEXT])
{
	double ms = ms_since(later, earlier);

	if (ms < 1)
		snprintf(ret_text, CLOCK_TEXT, "less than 1 ms");
	else
		snprintf(ret_text, CLOCK_TEXT, "%.0f ms", ms);
	return ret_text;
}

static void
explain_alert(struct lines *l, const struct probe *p,
	const struct probe_alert *alert)
{
	int64_t at = p->connected_us + alert->at_us;
	char ms[CLOCK_TEXT];

	bool again = p->renegotiations + p->reauth_requests > 0;

	if (p->handshake_us != 0 && !again)
		say(l, "alert %d %s came %s after the TLS %s handshake",
			alert->code, tlsmsg_alert_name(alert->code),
			delay(at, p->handshake_us, ms), probe_tls(p));
	else
		say(l, "alert %d %s came %s", alert->code,
			tlsmsg_alert_name(alert->code),
			p->renegotiations > 0 ? "during the renegotiation"
				: p->certificate_message
				? "in answer to our Certificate message"
				: "before the server had asked for a "
				  "certificate");
	if (p->handshake_us != 0 && p->tickets == 0 && probe_is_tls13(p))
		say(l, "no session ticket came");
}

static void
explain_silence(struct lines *l, const struct probe *p)
{
	char ms[CLOCK_TEXT];

	if (p->handshake_done)
		say(l,
			"the handshake finished (TLS %s), then silence for %s: "
			"no %salert, no data",
			probe_tls(p), delay(p->end_us, p->handshake_us, ms),
			probe_is_tls13(p) ? "ticket, no " : "");
	else if (p->octets_in == 0)
		say(l,
			"connected, ClientHello sent, and not one octet came "
			"back within %d ms",
			p->plan->timeout_ms);
	else
		say(l, "the handshake began, but was not finished within %d ms",
			p->plan->timeout_ms);
}

static void
explain_request(struct lines *l, const struct probe *p,
	const struct client_auth *a)
{
	if (a->resumed && !a->requested)
		say(l,
			"the session was resumed: nobody is asked for a "
			"certificate then");
	else if (!a->requested && p->handshake_done)
		say(l, "no CertificateRequest came in the TLS %s handshake",
			probe_tls(p));
	else if (a->requested && !a->sent && p->certificate_message)
		say(l,
			"the server asked for a certificate and got an empty "
			"Certificate message");
	if (p->withheld == WITHHELD_UNLISTED)
		say(l,
			"ours was withheld: none of its issuers is among the "
			"authorities that the server names");
	else if (p->withheld == WITHHELD_EKU)
		say(l,
			"ours was withheld: its extended key usage lacks "
			"clientAuth");
	if (p->reauth_requests > 0)
		say(l, "the server asked after the handshake (TLS 1.3)");
}

static void
explain_acceptance(struct lines *l, const struct probe *p,
	const struct client_auth *a, const struct probe *asked)
{
	char ms[CLOCK_TEXT];

	if (a->evidence == EVIDENCE_TICKET)
		say(l, "%u session ticket%s came %s after the handshake",
			p->tickets, p->tickets == 1 ? "" : "s",
			delay(p->verdict_us, p->handshake_us, ms));
	else if (a->evidence == EVIDENCE_DATA)
		say(l, "the server sent application data");
	else
		say(l,
			"the server finished the TLS 1.2 handshake%s, and "
			"stayed",
			a->sent ? " after our Certificate message" : "");
	if (asked != NULL && asked->answered)
		say(l, "asked by HTTP, it answered %d", asked->answer.status);
	else if (p->plan->http_path == NULL)
		say(l,
			"so says TLS; some servers (nginx) refuse in HTTP "
			"only: --http asks");
}

void
explain_verdict(struct lines *l, const struct probe *p,
	const struct client_auth *a, const struct probe *asked)
{
	explain_request(l, p, a);
	switch (a->evidence) {
	case EVIDENCE_ALERT:
		explain_alert(l, p, a->alert);
		break;
	case EVIDENCE_EOF:
		say(l, "the server %s %s", ending(p),
			p->handshake_done
				? "after the handshake"
				: "in answer to our Certificate message");
		break;
	case EVIDENCE_HTTP:
		say(l, "HTTP answered %d", p->answer.status);
		break;
	case EVIDENCE_TICKET:
	case EVIDENCE_DATA:
	case EVIDENCE_FINISHED:
		explain_acceptance(l, p, a, asked);
		break;
	case EVIDENCE_TIMEOUT:
		explain_silence(l, p);
		break;
	case EVIDENCE_NONE:
		break;
	}
}

/* Printable ASCII only: this is a peer's greeting, shown to a person. */
static void
show_held(struct lines *l, const struct probe *p)
{
	char text[49];
	size_t n = 0;

	while (n < p->n_held && n < sizeof(text) - 1) {
		uint8_t c = p->held[n];

		if (c == '\r' || c == '\n')
			break;
		text[n++] = c >= 0x20 && c < 0x7f ? (char)c : '.';
	}
	text[n] = '\0';
	say(l, "the first octets that came are no TLS record: \"%s\"", text);
}

static void
explain_unreached(struct lines *l, const struct probe *p)
{
	for (size_t i = 0; i < p->dial.n_attempts; i++) {
		const struct dial_attempt *a = &p->dial.attempt[i];
		struct err e = { 0 };

		if (a->error > 0)
			err_errno(&e, ERR_NETWORK, a->error, "%s", a->address);
		say(l, "%s%s", a->error > 0 ? e.text : a->address,
			a->error > 0 ? "" : " did not answer in time");
	}
	if (l->n == 0 && p->error_text != NULL)
		say(l, "%s: %s", p->host, p->error_text);
}

void
explain_failure(struct lines *l, const struct probe *p)
{
	const struct probe_alert *alert = probe_fatal_alert(p);

	switch (p->end) {
	case PROBE_UNREACHED:
		explain_unreached(l, p);
		break;
	case PROBE_ALERT:
		explain_alert(l, p, alert);
		break;
	case PROBE_NOT_TLS:
		show_held(l, p);
		break;
	case PROBE_TIMEOUT:
		explain_silence(l, p);
		break;
	case PROBE_EOF:
	case PROBE_RESET:
	case PROBE_CLOSED:
		say(l, "the server %s during the handshake, after %llu octets",
			ending(p), (unsigned long long)p->octets_in);
		break;
	case PROBE_REFUSED_BY_US:
		say(l, "our side gave up: %s",
			p->error_text != NULL ? p->error_text
					      : "no reason known");
		break;
	case PROBE_OPEN:
		break;
	}
}
