/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/client_auth: which observations make which verdict.
 */
#include "judge/client_auth.h"
#include "tap.h"

static const struct certs some_chain;

/* What a probe may have seen, in a few words. */
/* clang-format off: a table */
static const struct {
	const char *name;
	bool configured, done, requested, message;
	const char *version;
	size_t sent;
	unsigned tickets;
	uint64_t data;
	int alert; /* 0: none */
	enum probe_end end;
	const char *expected;
	/* Rarer circumstances. */
	enum probe_phase phase;
	bool lost, wait_out, resumed;
	unsigned tickets_before;
} rows[] = {
	{ "1.3: finished, nothing more", true, true, true, true, "TLS1.3", 1, 0,
		0, 0, PROBE_TIMEOUT, .expected = "undecided timeout" },
	{ "1.3: ticket", true, true, true, true, "TLS1.3", 1, 2, 0, 0,
		PROBE_OPEN, .expected = "accepted ticket" },
	{ "1.3: ticket and then an alert", true, true, true, true, "TLS1.3", 1,
		2, 0, 49, PROBE_ALERT, .expected = "rejected alert" },
	{ "1.3: application data", true, true, true, true, "TLS1.3", 1, 0, 5, 0,
		PROBE_OPEN, .expected = "accepted application-data" },
	{ "1.3: alert", true, true, true, true, "TLS1.3", 1, 0, 0, 48,
		PROBE_ALERT, .expected = "rejected alert" },
	{ "1.3: closed", true, true, true, true, "TLS1.3", 1, 0, 0, 0,
		PROBE_EOF, .expected = "rejected eof" },
	{ "1.3: reset", true, true, true, true, "TLS1.3", 1, 0, 0, 0,
		PROBE_RESET, .expected = "rejected eof" },
	{ "1.3: closed politely", true, true, true, true, "TLS1.3", 1, 0, 0, 0,
		PROBE_CLOSED, .expected = "undecided eof" },
	{ "1.3: nothing sent, ticket", false, true, true, true, "TLS1.3", 0, 1,
		0, 0, PROBE_OPEN, .expected = "optional ticket" },
	{ "1.3: nothing sent, alert", false, true, true, true, "TLS1.3", 0, 0,
		0, 116, PROBE_ALERT, .expected = "rejected alert" },
	{ "1.3: not requested", true, true, false, false, "TLS1.3", 0, 2, 0, 0,
		PROBE_OPEN, .expected = "not-requested none" },
	{ "1.2: finished, and stays", true, true, true, true, "TLS1.2", 1, 0, 0,
		0, PROBE_TIMEOUT, .expected = "accepted finished" },
	{ "1.2: finished, then closed", true, true, true, true, "TLS1.2", 1, 0,
		0, 0, PROBE_EOF, .expected = "rejected eof" },
	{ "1.2: finished without a certificate", false, true, true, true,
		"TLS1.2", 0, 0, 0, 0, PROBE_TIMEOUT,
		.expected = "optional finished" },
	{ "1.2: alert to our certificate", true, false, true, true, "TLS1.2", 1,
		0, 0, 48, PROBE_ALERT, .expected = "rejected alert" },
	{ "1.2: closed on our certificate", true, false, true, true, "TLS1.2",
		1, 0, 0, 0, PROBE_EOF, .expected = "rejected eof" },
	{ "1.3: an alert about something else", true, true, true, true,
		"TLS1.3", 1, 0, 0, 10, PROBE_ALERT,
		.expected = "undecided alert" },
	{ "1.2: an alert about something else", true, false, true, true,
		"TLS1.2", 1, 0, 0, 20, PROBE_ALERT,
		.expected = "undecided alert" },
	{ "1.3: reset, our flight perhaps lost", true, true, true, true,
		"TLS1.3", 1, 0, 0, 0, PROBE_RESET, .expected = "undecided eof",
		.lost = true },
	{ "1.2: closed in answer to a request", true, true, true, true,
		"TLS1.2", 1, 0, 0, 0, PROBE_EOF, .expected = "undecided eof",
		.phase = PROBE_ASKING },
	{ "1.3: ticket, then closed, watched on", true, true, true, true,
		"TLS1.3", 1, 2, 0, 0, PROBE_EOF, .expected = "undecided eof",
		.wait_out = true },
	{ "1.2: silence in a renegotiation", true, true, true, true, "TLS1.2",
		1, 0, 0, 0, PROBE_TIMEOUT, .expected = "undecided timeout",
		.phase = PROBE_HANDSHAKING },
	{ "1.3: asked late, tickets of before", true, true, true, true,
		"TLS1.3", 1, 2, 0, 0, PROBE_TIMEOUT,
		.expected = "undecided timeout", .tickets_before = 2 },
	{ "1.3: asked late, another ticket", true, true, true, true, "TLS1.3",
		1, 3, 0, 0, PROBE_OPEN, .expected = "accepted ticket",
		.tickets_before = 2 },
	{ "1.3: resumed, ticket", false, true, false, false, "TLS1.3", 0, 1, 0,
		0, PROBE_OPEN, .expected = "accepted ticket", .resumed = true },
	{ "1.3: resumed, silence", false, true, false, false, "TLS1.3", 0, 0, 0,
		0, PROBE_TIMEOUT, .expected = "undecided timeout",
		.resumed = true },
	{ "1.3: resumed, then refused", false, true, false, false, "TLS1.3", 0,
		0, 0, 42, PROBE_ALERT, .expected = "rejected alert",
		.resumed = true },
	{ "1.2: resumed, silence", false, true, false, false, "TLS1.2", 0, 0, 0,
		0, PROBE_TIMEOUT, .expected = "accepted finished",
		.resumed = true },
	{ "1.2: resumed, then asked, nothing sent", false, true, true, true,
		"TLS1.2", 0, 0, 5, 0, PROBE_OPEN,
		.expected = "optional application-data", .resumed = true },
	{ "alert before any certificate", true, false, false, false, "", 0, 0,
		0, 40, PROBE_ALERT, .expected = "undecided none" },
	{ "requested, alert before we answered", true, false, true, false, "",
		0, 0, 0, 80, PROBE_ALERT, .expected = "undecided none" },
	{ "no answer at all", true, false, false, false, "", 0, 0, 0, 0,
		PROBE_TIMEOUT, .expected = "undecided none" },
	{ "not reached", true, false, false, false, "", 0, 0, 0, 0,
		PROBE_UNREACHED, .expected = "undecided none" },
};
/* clang-format on */

static void
weigh(size_t i)
{
	struct probe_plan plan = { .chain = rows[i].configured ? &some_chain
							       : NULL,
		.wait_out = rows[i].wait_out };
	struct probe p = { .plan = &plan,
		.phase = rows[i].phase != PROBE_CONNECTING ? rows[i].phase
			: rows[i].done                     ? PROBE_WAITING
							   : PROBE_HANDSHAKING,
		.flight_lost = rows[i].lost,
		.end = rows[i].end,
		.handshake_done = rows[i].done,
		.requested = rows[i].requested,
		.certificate_message = rows[i].message,
		.sent = rows[i].sent,
		.tickets = rows[i].tickets,
		.tickets_before = rows[i].tickets_before,
		.resumed = rows[i].resumed,
		.data_octets = rows[i].data };
	struct client_auth a;
	char found[64];

	snprintf(p.version, sizeof(p.version), "%s", rows[i].version);
	if (rows[i].alert != 0) {
		p.alert[0] = (struct probe_alert){ .fatal = true,
			.code = (uint8_t)rows[i].alert };
		p.n_alerts = 1;
	}
	a = client_auth_weigh(&p);
	snprintf(found, sizeof(found), "%s %s", auth_verdict_name(a.verdict),
		auth_evidence_name(a.evidence));
	ok(strcmp(found, rows[i].expected) == 0, "%s: %s", rows[i].name, found);
}

static const struct {
	const char *answer;
	enum http_refusal refusal;
} answers[] = {
	{ "HTTP/1.1 200 OK\r\n\r\n400 No required SSL certificate was sent",
		HTTP_REFUSES_NOT },
	{ "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<center>No "
	  "required SSL certificate was sent</center>",
		HTTP_NO_CERTIFICATE },
	{ "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<title>400 The SSL "
	  "certificate error</title>",
		HTTP_BAD_CERTIFICATE },
	{ "HTTP/1.1 403 Forbidden\r\n\r\nReason: Cannot perform Post-Handshake "
	  "Authentication.",
		HTTP_NEEDS_REAUTH },
	{ "HTTP/1.1 403 Forbidden\r\n\r\nHTTP Error 403.7 - Forbidden",
		HTTP_NO_CERTIFICATE },
	{ "HTTP/1.1 403 Forbidden\r\n\r\nnot for you", HTTP_REFUSES_NOT },
	{ "HTTP/1.1 403 Forbidden\r\n\r\npay 1403.75 first", HTTP_REFUSES_NOT },
	{ "HTTP/1.1 496 \r\nServer: nginx\r\n\r\n", HTTP_NO_CERTIFICATE },
};

static void
refuse(size_t i)
{
	struct probe_plan plan = { .chain = &some_chain };
	struct probe p = { .plan = &plan,
		.handshake_done = true,
		.requested = true,
		.sent = 1,
		.tickets = 2,
		.answered = true,
		.version = "TLS1.3" };
	struct client_auth a;

	answer_add(&p.answer, view_of_str(answers[i].answer));
	a = client_auth_weigh(&p);
	ok(a.refusal == answers[i].refusal && a.evidence == EVIDENCE_HTTP
			&& (a.verdict == AUTH_REJECTED)
				== (answers[i].refusal != HTTP_REFUSES_NOT),
		"answer %zu: %s", i, auth_verdict_name(a.verdict));
	answer_done(&p.answer);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		weigh(i);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		refuse(i);
	return tap_done();
}
