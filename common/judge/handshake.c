/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handshake.c - the order of things: verdict, causes, facts, checks,
 * assertions.
 */
#include "judge/handshake.h"

#include "judge/cause.h"
#include "judge/expect.h"
#include "judge/explain.h"
#include "judge/resume.h"
#include "judge/lint.h"
#include "judge/server_cert.h"
#include "judge/sign.h"
#include "judge/sni_matrix.h"
#include "judge/tell_metrics.h"
#include "judge/tell_probe.h"
#include "judge/tell_steps.h"
#include "judge/tokbind.h"

const struct check check_tls_handshake = {
	"tls.handshake",
	"the TLS handshake completed",
	"RFC 8446 section 4",
};
const struct check check_client_auth_accepted = {
	"client-auth.accepted",
	"the server accepted the client as configured",
	"RFC 8446 section 4.4.2.4",
};
const struct check check_client_auth_sent = {
	"client-auth.sent",
	"the client certificate left the wire",
	"RFC 8446 section 4.4.2.3",
};
const struct check check_client_auth_listed = {
	"client-auth.listed",
	"the issuer is among the CA names that the server sent",
	"RFC 8446 section 4.2.4",
};
const struct check check_http_answer = {
	"http.answer",
	"the server answered the HTTP request",
	"RFC 9110 section 15",
};

/* What is being judged, and how strictly. */
struct bench {
	struct report *r;
	const struct probe *p;
	const struct client_auth *a;
	sign_set signs;
	enum verdict bad;  /* FAIL, or WARN under assertions */
	enum verdict open; /* UNDECIDED, or WARN */
};

static void
add_lines(struct report *r, const struct lines *l, size_t from)
{
	for (size_t i = from; i < l->n; i++)
		report_because(r, "%s", l->line[i]);
}

static void
check_with_lines(struct report *r, const struct check *check, enum verdict v,
	const struct lines *l, const char *otherwise)
{
	report_check(r, check, v, "%s", l->n > 0 ? l->line[0] : otherwise);
	add_lines(r, l, 1);
}

static void
check_handshake(const struct bench *b)
{
	const struct probe *p = b->p;
	_cleanup_lines_ struct lines why = { 0 };

	if (p->handshake_done) {
		report_check(b->r, &check_tls_handshake, VERDICT_PASS,
			"TLS %s, %s", probe_tls(p), p->suite);
		return;
	}
	explain_failure(&why, p);
	/* Silence is no answer; everything else that the peer did is one. */
	check_with_lines(b->r, &check_tls_handshake,
		b->a->verdict == AUTH_REJECTED      ? VERDICT_SKIP
			: p->end == PROBE_UNREACHED ? VERDICT_UNDECIDED
			: p->end == PROBE_TIMEOUT   ? b->open
						    : b->bad,
		&why, "it did not");
	/* To whom a server matters, one that hangs is down. */
	if (p->end == PROBE_TIMEOUT && b->open == VERDICT_UNDECIDED)
		report_alarm(b->r, &check_tls_handshake);
	if (p->end == PROBE_TIMEOUT)
		report_advise(b->r,
			"try a longer --timeout; see whether the port waits "
			"for another protocol (STARTTLS), or a firewall drops "
			"what follows the connection");
	else if (p->end == PROBE_UNREACHED)
		report_advise(b->r, "%s",
			p->dial.n_attempts == 0
				? "check the name, and whether this machine "
				  "resolves names at all"
				: "see whether the server runs, listens on "
				  "this port, and is let through by firewalls");
}

static enum verdict
accepted_verdict(const struct bench *b)
{
	bool configured = b->a->configured;

	switch (b->a->verdict) {
	case AUTH_ACCEPTED:
		return VERDICT_PASS;
	case AUTH_REJECTED:
		return b->bad;
	case AUTH_NOT_REQUESTED:
	case AUTH_OPTIONAL:
		return configured ? b->bad : VERDICT_PASS;
	case AUTH_UNDECIDED:
		break;
	}
	return b->open;
}

static void
check_accepted(const struct bench *b, const struct lines *why)
{
	if (!b->p->handshake_done && b->a->verdict == AUTH_UNDECIDED) {
		report_check(b->r, &check_client_auth_accepted, VERDICT_SKIP,
			"the handshake did not get so far");
		return;
	}
	check_with_lines(b->r, &check_client_auth_accepted, accepted_verdict(b),
		why, "no evidence");
	if (b->a->verdict == AUTH_UNDECIDED)
		report_advise(b->r,
			"some servers speak only when spoken to: try --http, "
			"or a longer --wait");
}

static void
check_sent(const struct bench *b)
{
	if (!b->a->configured || !b->a->requested)
		return;
	report_check(b->r, &check_client_auth_sent,
		b->a->sent ? VERDICT_PASS : b->bad,
		b->a->sent ? "%zu certificate%s left in our Certificate message"
			   : "our Certificate message held %zu certificate%s",
		b->p->sent, b->p->sent == 1 ? "" : "s");
}

static void
check_listed(const struct bench *b)
{
	size_t n = b->p->request.n_authorities;

	if (!b->a->configured || !b->a->requested)
		return;
	if (!b->p->request_readable) {
		report_check(b->r, &check_client_auth_listed, VERDICT_WARN,
			"the CertificateRequest is malformed: %s",
			b->p->request_error);
		return;
	}
	if (n == 0) {
		report_check(b->r, &check_client_auth_listed, VERDICT_SKIP,
			"the server names no CAs");
		return;
	}
	report_check(b->r, &check_client_auth_listed,
		signs_listed(b->p) ? VERDICT_PASS : VERDICT_WARN,
		signs_listed(b->p)
			? "the issuer of our chain is among them (%zu in all)"
			: "no issuer of our chain is among them (%zu in all)",
		n);
	if (!signs_listed(b->p))
		report_because(b->r,
			"a client that obeys the list (browsers, Java, Go, "
			"GnuTLS by default) would send nothing here");
}

/* Most of it is the business of some servers only: a warning. */
static void
check_own(const struct bench *b, const struct lint *lint)
{
	judge_lint(b->r, lint, b->bad, VERDICT_WARN);
	if (b->bad == VERDICT_FAIL) {
		report_alarm(b->r, &check_client_cert_dates);
		report_alarm(b->r, &check_client_cert_revoked);
	}
}

static void
check_http(const struct bench *b)
{
	const struct probe *p = b->p;

	if (p->plan->http_path == NULL || !p->handshake_done)
		return;
	if (p->answered)
		report_check(b->r, &check_http_answer,
			p->answer.status < 400 ? VERDICT_PASS : VERDICT_WARN,
			"HTTP %d", p->answer.status);
	else if (b->a->verdict == AUTH_REJECTED)
		report_check(b->r, &check_http_answer, VERDICT_SKIP,
			"the server refused before any answer");
	else
		report_check(b->r, &check_http_answer,
			p->end == PROBE_TIMEOUT ? b->open : b->bad, "%s",
			p->answer_bad ? "what came is no HTTP/1.x answer"
				: p->end == PROBE_TIMEOUT
				? "no answer came in time"
				: "the connection ended without an answer");
}

static const char *
refused_words(const struct client_auth *a)
{
	if (!a->configured)
		return "refused a client without certificate";
	return a->sent ? "refused the client certificate"
		       : "refused us: our certificate was not sent";
}

static const char *
verdict_words(const struct bench *b)
{
	switch (b->a->verdict) {
	case AUTH_ACCEPTED:
		return "accepted the client certificate";
	case AUTH_REJECTED:
		return refused_words(b->a);
	case AUTH_OPTIONAL:
		return "asked for a client certificate and goes on without one";
	case AUTH_NOT_REQUESTED:
		return "did not ask for a client certificate";
	case AUTH_UNDECIDED:
		break;
	}
	if (b->p->end == PROBE_UNREACHED)
		return "could not be connected to";
	return b->p->handshake_done
		? "neither accepted nor refused the client certificate"
		: "did not complete a TLS handshake";
}

static const char *
verdict_word(const struct bench *b)
{
	static const char *const words[] = {
		[AUTH_ACCEPTED] = "ACCEPTED",
		[AUTH_REJECTED] = "REJECTED",
		[AUTH_OPTIONAL] = "OPTIONAL",
		[AUTH_NOT_REQUESTED] = "NOT ASKED",
		[AUTH_UNDECIDED] = "UNDECIDED",
	};

	if (b->p->end == PROBE_UNREACHED)
		return "UNREACHED";
	if (b->a->verdict == AUTH_UNDECIDED && !b->p->handshake_done
		&& b->p->end != PROBE_TIMEOUT)
		return "FAILED";
	return words[b->a->verdict];
}

/* What the word alone would hide from somebody who reads no further. */
static const char *
but(const struct bench *b, size_t n_expect)
{
	bool auth_good = accepted_verdict(b) == VERDICT_PASS;

	if (n_expect > 0)
		return report_status(b->r) == 0 ? ", as expected"
						: ", which is not as expected";
	if (auth_good && report_status(b->r) == 1)
		return ", but not everything is well";
	if (auth_good && b->p->answered && b->p->answer.status >= 400)
		return ", but HTTP answered with an error";
	if (b->a->verdict == AUTH_ACCEPTED
		&& (b->signs & SIGN(DECOY_ACCEPTED)) != 0)
		return ", as it does any other";
	return "";
}

/* Last, when all checks are there. */
static void
headline(const struct bench *b, size_t n_expect)
{
	report_headline(b->r, verdict_word(b), "%s %s%s", b->r->subject,
		verdict_words(b),
		b->p->end == PROBE_UNREACHED ? "" : but(b, n_expect));
}

/* What kept us from our work, if anything did. */
static int
inability(const struct report *r, const struct probe *p, struct err *err)
{
	if (p->keylog_error != 0)
		return err_errno(err, ERR_SYSTEM, p->keylog_error,
			"the key log");
	if (p->end != PROBE_UNREACHED)
		return 0;
	return err_set(err, ERR_NETWORK, "%s: %s: check %s", r->subject,
		p->error_text != NULL ? p->error_text : "not reached",
		p->dial.n_attempts == 0
			? "the name"
			: "address and port, server and firewall");
}

/*
 * What shows a refusal shows its causes; what shows that all is well does not
 * show what could be better.
 */
static const struct lines *
shown_by(const struct client_auth *a, const struct lines *why)
{
	static const struct lines nothing;

	return a->verdict == AUTH_ACCEPTED || a->verdict == AUTH_OPTIONAL
		? &nothing
		: why;
}

int
judge_handshake(struct report *r, const struct inquiry *q,
	const struct opt_list *expect, struct err *err)
{
	const struct probe *p = inquiry_subject(q);
	bool lenient = expect->n > 0;
	struct client_auth a = client_auth_weigh(p);
	_cleanup_lines_ struct lines why = { 0 };
	const struct lint lint = inquiry_lint(q, r->now);
	const struct case_words words = { p, &a, q, &lint };
	struct bench b = { r, p, &a, inquiry_all_signs(q, r->now),
		lenient ? VERDICT_WARN : VERDICT_FAIL,
		lenient ? VERDICT_WARN : VERDICT_UNDECIDED };

	explain_verdict(&why, p, &a, q->step[STEP_HTTP]);
	if (why.n == 0)
		explain_failure(&why, p);
	judge_causes(r, &words, b.signs, shown_by(&a, &why));
	tell_probe(r, p, &a, q->step[STEP_HTTP]);
	tell_metrics(r, p, &a);
	check_handshake(&b);
	if (p->end != PROBE_UNREACHED) {
		check_accepted(&b, &why);
		check_sent(&b);
		check_listed(&b);
		judge_server_cert(r, p, !lenient);
		check_http(&b);
		judge_tokbind(r, p, b.bad);
	}
	check_own(&b, &lint);
	tell_steps(r, q);
	judge_resume(r, q);
	judge_sni_matrix(r, q);
	for (size_t i = 0; i < expect->n; i++)
		judge_expect(r, expect->value[i], p, &a);
	headline(&b, expect->n);
	return inability(r, p, err);
}
