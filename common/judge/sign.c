/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign.c - observations and the user's files boiled down to one set of bits.
 */
#include "judge/sign.h"

#include <strings.h>

#include "judge/lint.h"

enum { HUGE_LIST = 16 << 10 }; /* octets that Windows cuts a list at */

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

static sign_set
request_signs(const struct probe *p, const struct client_auth *a)
{
	sign_set s = 0;

	s |= p->requested_late ? SIGN(ASKED_LATE) : 0;
	if (p->withheld != WITHHELD_NOT)
		s |= p->withheld == WITHHELD_EKU ? SIGN(WITHHELD_EKU)
						 : SIGN(WITHHELD_LIST);
	if (!a->requested || !p->request_readable)
		return s;
	s |= p->request.authorities_len > HUGE_LIST ? SIGN(HUGE_LIST) : 0;
	if (p->request.n_authorities == 0)
		return s | SIGN(NO_LIST);
	if (!a->configured)
		return s;
	return s | (signs_listed(p) ? SIGN(LISTED) : SIGN(NOT_LISTED));
}

static sign_set
http_signs(const struct probe *p)
{
	bool cut = p->phase == PROBE_ASKING
		&& (p->end == PROBE_EOF || p->end == PROBE_RESET);
	sign_set s = cut && !p->answered ? SIGN(CUT_OFF) : 0;
	struct view server;

	if (!p->answered)
		return s;
	s |= p->answer.status == 421 ? SIGN(HTTP_421) : 0;
	if (p->answer.status == 403
		&& answer_mentions(&p->answer, "HTTP Error 403.7 "))
		s |= SIGN(IIS_NO_CERT);
	if (p->answer.status == 403
		&& answer_mentions(&p->answer, "HTTP Error 403.16 "))
		s |= SIGN(IIS_BAD_CERT);
	if (answer_field(&p->answer, "Server", &server)
		&& server.len >= strlen("nginx")
		&& memcmp(server.data, "nginx", strlen("nginx")) == 0)
		s |= SIGN(STACK_NGINX);
	return s;
}

/* As they name the issuer of the certificates that they make up. */
static const char *const inspectors[] = { "Avast Web/Mail Shield",
	"AVG Web/Mail Shield", "Barracuda", "Bitdefender", "Blue Coat", "Burp",
	"PortSwigger", "Charles Proxy", "Check Point", "Cisco Umbrella",
	"Cloudflare Gateway", "DO_NOT_TRUST_Fiddler", "ESET SSL Filter",
	"Forcepoint", "FortiGate", "Fortinet", "Kaspersky Anti-Virus",
	"McAfee Web Gateway", "mitmproxy", "Netskope", "Palo Alto", "Skyhigh",
	"SonicWall", "Sophos", "Squid", "Symantec Web", "Untangle",
	"WatchGuard", "Websense", "Zscaler" };

static sign_set
server_signs(const struct probe *p)
{
	const struct probe_server *s = &p->server;
	sign_set found = s->judged && !s->trusted ? SIGN(SERVER_UNTRUSTED) : 0;

	for (size_t i = 0; s->chain.n > 0 && i < ARRAY_LEN(inspectors); i++)
		if (strcasestr(s->chain.cert[0]->issuer, inspectors[i]) != NULL)
			found |= SIGN(INSPECTOR);
	return found;
}

sign_set
signs_read(const struct probe *p, const struct client_auth *a,
	const struct lint *l)
{
	sign_set s = verdict_signs(a) | wire_signs(p) | tokbind_signs(p)
		| request_signs(p, a) | http_signs(p) | server_signs(p)
		| lint_signs(l);

	s |= strcmp(p->alpn, "h2") == 0 ? SIGN(H2) : 0;
	return s | (probe_sni(p) != NULL ? SIGN(NAME_ASKED) : 0);
}
