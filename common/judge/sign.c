/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign.c - observations and the user's files boiled down to one set of bits.
 */
#include "judge/sign.h"

#include <strings.h>

#include "judge/lint.h"

bool
signs_listed(const struct probe *p)
{
	return probe_is_listed(p);
}

/*
 * GnuTLS servers answer access_denied to every flaw, Go bad_certificate, Java
 * certificate_unknown; handshake_failure and internal_error say nothing.
 */
static bool
is_vague(const struct probe_alert *alert)
{
	static const uint8_t vague[] = { 40, 42, 46, 49, 80 };

	return alert != NULL
		&& memchr(vague, alert->code, sizeof(vague)) != NULL;
}

static sign_set
verdict_signs(const struct client_auth *a)
{
	static const sign_set by_verdict[] = {
		[AUTH_ACCEPTED] = SIGN(ACCEPTED),
		[AUTH_REJECTED] = SIGN(REJECTED),
		[AUTH_NOT_REQUESTED] = SIGN(NOT_REQUESTED),
		[AUTH_OPTIONAL] = SIGN(ACCEPTED),
		[AUTH_UNDECIDED] = SIGN(UNDECIDED),
	};
	static const sign_set by_refusal[] = {
		[HTTP_NO_CERTIFICATE] = SIGN(HTTP_NO_CERT),
		[HTTP_BAD_CERTIFICATE] = SIGN(HTTP_BAD_CERT),
		[HTTP_NEEDS_REAUTH] = SIGN(HTTP_REAUTH),
	};
	sign_set s = by_verdict[a->verdict] | by_refusal[a->refusal];

	if (a->evidence == EVIDENCE_ALERT)
		s |= SIGN(BY_ALERT) | (is_vague(a->alert) ? SIGN(VAGUE) : 0)
			| (a->alert->code == 48 ? SIGN(CA_UNKNOWN) : 0);
	else if (a->evidence == EVIDENCE_EOF)
		s |= SIGN(BY_EOF) | SIGN(VAGUE);
	else if (a->evidence == EVIDENCE_HTTP)
		s |= SIGN(BY_HTTP) | SIGN(VAGUE);
	return s | (a->requested ? SIGN(REQUESTED) : 0)
		| (a->configured ? SIGN(CONFIGURED) : 0)
		| (a->sent ? SIGN(SENT) : 0);
}

static bool
begins_with(const struct probe *p, const char *text)
{
	size_t n = strlen(text);

	return p->n_held >= n
		&& strncasecmp((const char *)p->held, text, n) == 0;
}

static sign_set
wire_signs(const struct probe *p)
{
	sign_set s = 0;

	if (p->handshake_done)
		s |= (probe_is_tls13(p) ? SIGN(TLS13) : SIGN(TLS12))
			| (p->requested ? 0 : SIGN(NOT_REQUESTED));
	else if (p->end != PROBE_UNREACHED)
		s |= SIGN(NO_HANDSHAKE) | (p->requested ? SIGN(TLS12) : 0);
	if (!p->requested)
		s |= SIGN(BEFORE_REQUEST);
	if (p->end == PROBE_NOT_TLS) {
		s |= SIGN(NOT_TLS);
		if (begins_with(p, "HTTP/") || begins_with(p, "<html")
			|| begins_with(p, "<!DOCTYPE"))
			s |= SIGN(PLAIN_HTTP);
	}
	return s | (p->no_scheme ? SIGN(NO_SCHEME) : 0);
}

static sign_set
tokbind_signs(const struct probe *p)
{
	switch (p->tokbind.verdict) {
	case TBNEG_NO_EMS:
		return SIGN(TB_NO_EMS);
	case TBNEG_NO_RI:
		return SIGN(TB_NO_RI);
	case TBNEG_UNSOLICITED:
		return SIGN(TB_UNSOLICITED);
	default:
		return tbneg_is_fault(p->tokbind.verdict) ? SIGN(TB_ANSWER) : 0;
	}
}

sign_set
signs_read(const struct probe *p, const struct client_auth *a, int64_t now)
{
	const struct lint lint = lint_of_probe(p, now);
	sign_set s = verdict_signs(a) | wire_signs(p) | tokbind_signs(p)
		| lint_signs(&lint);

	if (a->requested && p->request_readable && a->configured) {
		if (p->request.n_authorities == 0)
			s |= SIGN(NO_LIST);
		else
			s |= signs_listed(p) ? SIGN(LISTED) : SIGN(NOT_LISTED);
	}
	return s;
}
