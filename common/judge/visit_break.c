/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_break.c - handshakes that came to nothing: who left, at whose
 * certificate, and what was not TLS at all.
 */
#include "judge/cause.h"
#include "judge/visit_part.h"

/* Alerts of RFC 8446 section 6 that appear below. */
enum {
	HANDSHAKE_FAILURE = 40,
	BAD_CERTIFICATE = 42,
	EXPIRED = 45,
	UNKNOWN = 46,
	UNKNOWN_CA = 48,
	PROTOCOL_VERSION = 70,
	INSUFFICIENT_SECURITY = 71,
	NO_APPLICATION_PROTOCOL = 120,
};

const struct cause visit_server_untrusted = {
	"server-cert-untrusted",
	"the client does not trust this server's certificate",
};
const struct cause visit_server_name = {
	"server-cert-name",
	"this server's certificate is not for the name that was asked for",
};
const struct cause visit_server_expired = {
	"server-cert-expired",
	"this server's certificate is out of date",
};
const struct cause visit_plain_http = {
	"plain-http",
	"the client speaks HTTP without TLS",
};
const struct cause visit_proxy_protocol = {
	"proxy-protocol",
	"a load balancer sends a PROXY protocol header before TLS",
};
const struct cause visit_no_tls = {
	"client-speaks-no-tls",
	"the client does not speak TLS",
};

const struct cause visit_left_when_asked = {
	"left-when-asked",
	"the client left when it was asked for a certificate",
};

bool
visit_left_silently(const struct visit *v)
{
	return *v->version != '\0' && !v->handshake_done
		&& visit_fatal(v, false) == NULL && visit_fatal(v, true) == NULL
		&& (v->end == VISIT_EOF || v->end == VISIT_RESET
			|| v->end == VISIT_CLOSED);
}

char *
visit_break_words(const struct visit_bench *b)
{
	const struct visit_alert *came = visit_fatal(b->v, false);
	const struct visit_alert *sent = visit_fatal(b->v, true);

	if (visit_blames_us(came))
		return xasprintf("it does not accept this server's certificate "
				 "(alert %d %s)",
			came->code, tlsmsg_alert_name(came->code));
	if (came != NULL)
		return xasprintf("it sent alert %d %s", came->code,
			tlsmsg_alert_name(came->code));
	if (sent != NULL && sent->code == PROTOCOL_VERSION)
		return xstrdup("no TLS version in common");
	if (sent != NULL && sent->code == NO_APPLICATION_PROTOCOL)
		return xstrdup("no application protocol in common");
	if (sent != NULL)
		return xasprintf("we had to answer with alert %d %s",
			sent->code, tlsmsg_alert_name(sent->code));
	if (b->v->end == VISIT_BROKEN && b->v->error_text != NULL)
		return xstrdup(b->v->error_text);
	return xasprintf("it %s", visit_end_words(b->v->end));
}

/* ---- our certificate ---------------------------------------------------- */

static bool
is_out_of_date(const struct visit_bench *b)
{
	return b->own != NULL && b->own->x.dated
		&& (b->r->now > b->own->x.not_after
			|| b->r->now < b->own->x.not_before);
}

static void
because_alert(const struct visit_bench *b, const struct visit_alert *a)
{
	if (a == NULL)
		report_because(b->r,
			"it %s, once it had seen this server's certificate",
			visit_end_words(b->v->end));
	else
		report_because(b->r, "alert %d %s came from the client",
			a->code, tlsmsg_alert_name(a->code));
}

static void
because_own(const struct visit_bench *b)
{
	_cleanup_str_ char *by = NULL;

	if (b->own == NULL)
		return;
	by = cert_short_name(b->own->issuer);
	if (b->own->self_signed)
		report_because(b->r,
			"the certificate that it was shown, %s, is signed by "
			"itself",
			b->own->subject);
	else
		report_because(b->r,
			"the certificate that it was shown, %s, is issued by "
			"%s",
			b->own->subject, by);
}

static void
diagnose_date(const struct visit_bench *b, const struct visit_alert *a)
{
	char when[CLOCK_TEXT];

	report_diagnosis(b->r, &visit_server_expired,
		is_out_of_date(b) ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY,
		"the client says that this server's certificate has expired");
	because_alert(b, a);
	if (b->own != NULL && b->own->x.dated)
		report_because(b->r, "it is valid until %s",
			clock_format(b->own->x.not_after, when));
	report_advise(b->r, "%s",
		is_out_of_date(b)
			? "renew the certificate of --cert"
			: "compare the clocks of both machines; look at every "
			  "certificate of the chain that --cert sends");
}

static void
diagnose_name(const struct visit_bench *b, const struct visit_alert *a)
{
	report_diagnosis(b->r, &visit_server_name, CONFIDENCE_LIKELY,
		"the client asked for %s, and this server's certificate is not "
		"for that name",
		b->v->sni);
	because_alert(b, a);
	for (size_t i = 0; i < b->own->n_sans && i < 4; i++)
		report_because(b->r, "it is for %s", b->own->sans[i]);
	report_advise(b->r,
		"use a name that the certificate is for, or give this server a "
		"further --cert for that name");
}

/* The most frequent trouble of all. */
static void
diagnose_trust(const struct visit_bench *b, const struct visit_alert *a,
	enum confidence sure)
{
	report_diagnosis(b->r, &visit_server_untrusted, sure,
		"the client does not trust this server's certificate");
	because_alert(b, a);
	because_own(b);
	report_advise(b->r,
		"give the client the CA that issued it: curl --cacert FILE; "
		"openssl s_client -CAfile FILE; with --lab that is DIR/ca.pem");
	if (b->own != NULL && b->own->self_signed)
		report_advise(b->r,
			"as it is signed by itself, only a client that is "
			"given it, or told not to look (curl -k), goes on: "
			"--cert has one that a CA issued, --lab makes one");
}

static bool
is_for_another(const struct visit_bench *b)
{
	return visit_has_name(b) && !visit_name_fits(b);
}

static void
diagnose_blame(const struct visit_bench *b, const struct visit_alert *a)
{
	bool vague = a->code == BAD_CERTIFICATE || a->code == UNKNOWN;
	bool other_name = is_for_another(b);

	if (a->code == EXPIRED || (vague && is_out_of_date(b))) {
		diagnose_date(b, a);
		return;
	}
	if (vague && other_name)
		diagnose_name(b, a);
	diagnose_trust(b, a,
		a->code == UNKNOWN_CA         ? CONFIDENCE_CERTAIN
			: vague && other_name ? CONFIDENCE_POSSIBLE
					      : CONFIDENCE_LIKELY);
}

/* Node ends so: it says nothing to a server that it does not like. */
static void
diagnose_silence(const struct visit_bench *b)
{
	if (is_for_another(b))
		diagnose_name(b, NULL);
	diagnose_trust(b, NULL, CONFIDENCE_POSSIBLE);
}

/* ---- nothing in common -------------------------------------------------- */

static void
because_code(const struct visit_bench *b, const struct visit_alert *a)
{
	report_because(b->r, "%s: alert %d %s",
		a->outgoing ? "our answer" : "its answer", a->code,
		tlsmsg_alert_name(a->code));
}

static void
diagnose_version(const struct visit_bench *b, const struct visit_alert *a)
{
	char text[CLIENTHELLO_TEXT];

	report_diagnosis(b->r, &story_version.cause, CONFIDENCE_CERTAIN,
		"the client offers no TLS version that this server speaks");
	because_code(b, a);
	if (b->has_hello)
		report_because(b->r, "it offers %s at most",
			clienthello_version_name(clienthello_highest(&b->hello),
				text));
	report_advise(b->r,
		"let the client speak TLS 1.2 or 1.3; this server speaks both "
		"unless --tls or --priority says otherwise");
}

static void
diagnose_parameters(const struct visit_bench *b, const struct visit_alert *a)
{
	report_diagnosis(b->r, &story_parameters.cause, CONFIDENCE_LIKELY,
		"the client offers no cipher suite, group or signature "
		"algorithm that this server takes");
	because_code(b, a);
	if (b->has_hello)
		report_because(b->r,
			"it offers %zu cipher suites, %zu groups, %zu "
			"signature algorithms: -v -v lists them",
			clienthello_count(b->hello.suites),
			clienthello_count(b->hello.groups),
			clienthello_count(b->hello.schemes));
	report_advise(b->r,
		"widen what the client offers, or what this server takes: "
		"--priority; an RSA certificate serves clients that know no "
		"other");
}

static void
diagnose_alpn(const struct visit_bench *b, const struct visit_alert *a)
{
	struct view list = b->hello.alpn, protocol;

	report_diagnosis(b->r, &story_alpn.cause, CONFIDENCE_CERTAIN,
		"the client speaks none of this server's application "
		"protocols");
	because_code(b, a);
	while (b->has_hello && clienthello_alpn(&list, &protocol))
		report_because(b->r, "it offers %.*s", (int)protocol.len,
			(const char *)protocol.data);
	report_advise(b->r, "let it offer http/1.1, or name its own: --alpn");
}

void
visit_diagnose_break(const struct visit_bench *b)
{
	const struct visit_alert *came = visit_fatal(b->v, false);
	const struct visit_alert *last = came != NULL ? came
						      : visit_fatal(b->v, true);

	if (last == NULL) {
		if (visit_left_silently(b->v))
			diagnose_silence(b);
	} else if (!last->outgoing && visit_blames_us(last)) {
		diagnose_blame(b, last);
	} else if (last->code == PROTOCOL_VERSION) {
		diagnose_version(b, last);
	} else if (last->code == NO_APPLICATION_PROTOCOL) {
		diagnose_alpn(b, last);
	} else if (last->outgoing
		&& (last->code == HANDSHAKE_FAILURE
			|| last->code == INSUFFICIENT_SECURITY)) {
		diagnose_parameters(b, last);
	}
}

void
visit_diagnose_left(const struct visit_bench *b)
{
	report_diagnosis(b->r, &visit_left_when_asked, CONFIDENCE_LIKELY,
		"a browser left when it was asked for a certificate: it does "
		"so "
		"to ask its user, and comes again");
	report_because(b->r, "it %s, once it had seen our CertificateRequest",
		visit_end_words(b->v->end));
	report_advise(b->r,
		"see whether it has come again; if it has not, nobody chose a "
		"certificate, or there was none to choose");
	diagnose_silence(b);
}

/* ---- no TLS ------------------------------------------------------------- */

void
visit_diagnose_speech(const struct visit_bench *b)
{
	_cleanup_str_ char *first = visit_first_line(b->v);
	_cleanup_str_ char *shown = b->r->show_secrets ? xstrdup(first)
						       : visit_redact(first);

	switch (visit_speech(b->v)) {
	case SPEECH_HTTP:
		report_diagnosis(b->r, &visit_plain_http, CONFIDENCE_CERTAIN,
			"the client speaks HTTP without TLS");
		report_advise(b->r, "let it use https:// in the address");
		break;
	case SPEECH_PROXY:
		report_diagnosis(b->r, &visit_proxy_protocol,
			CONFIDENCE_CERTAIN,
			"a load balancer in front sends a PROXY protocol "
			"header, which this server does not read");
		report_advise(b->r,
			"switch the PROXY protocol off for this target "
			"(HAProxy: leave send-proxy out)");
		break;
	case SPEECH_OTHER:
		report_diagnosis(b->r, &visit_no_tls, CONFIDENCE_CERTAIN,
			"the client does not begin with TLS");
		report_advise(b->r,
			"TLS must begin at once: no STARTTLS, no other "
			"protocol first");
		break;
	}
	report_because(b->r, "it began with: %s", shown);
}
