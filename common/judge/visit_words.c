/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_words.c - what a visit shows, in words: faults of certificates,
 * answers, endings, and what is no TLS.
 */
#include "judge/visit_part.h"

#include "judge/tell_cert.h"

enum { SHOWN_MAX = 48 }; /* characters of a first line */

/* Alerts of RFC 8446 section 6 that speak of a certificate. */
enum { BAD_CERTIFICATE = 42, CERTIFICATE_UNKNOWN = 46, UNKNOWN_CA = 48 };

const struct visit_alert *
visit_fatal(const struct visit *v, bool outgoing)
{
	for (size_t i = v->n_alerts; i > 0; i--)
		if (v->alert[i - 1].outgoing == outgoing
			&& v->alert[i - 1].fatal)
			return &v->alert[i - 1];
	return NULL;
}

bool
visit_blames_us(const struct visit_alert *a)
{
	return a != NULL
		&& ((a->code >= BAD_CERTIFICATE
			    && a->code <= CERTIFICATE_UNKNOWN)
			|| a->code == UNKNOWN_CA);
}

bool
visit_is_tls13(const struct visit *v)
{
	return strcmp(v->version, "TLS1.3") == 0;
}

bool
visit_lacks_cas(const struct visit *v)
{
	return v->cas != NULL && v->cas->n == 0;
}

unsigned
visit_faults(const struct visit *v)
{
	unsigned faults = v->faults & ~(unsigned)VISIT_KEY_AGREEMENT;

	if ((faults & VISIT_SELF_SIGNED) != 0)
		faults &= ~(unsigned)VISIT_UNKNOWN_CA;
	if (visit_lacks_cas(v))
		faults &= ~(unsigned)(VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED);
	return faults;
}

const char *
visit_fault_words(unsigned bit)
{
	switch (bit) {
	case VISIT_NO_CERT:
		return "is missing";
	case VISIT_UNREADABLE:
		return "cannot be read";
	case VISIT_UNKNOWN_CA:
		return "leads to no CA of this server";
	case VISIT_SELF_SIGNED:
		return "is signed by itself";
	case VISIT_EXPIRED:
		return "has expired";
	case VISIT_NOT_YET:
		return "is not valid yet";
	case VISIT_PURPOSE:
		return "is not for clients";
	case VISIT_CA_PURPOSE:
		return "comes from an issuer that is not for clients";
	case VISIT_KEY_USAGE:
		return "may not make signatures";
	case VISIT_WEAK_SIGNATURE:
		return "is signed with a broken digest";
	case VISIT_WEAK_KEY:
		return "has a key that is too short";
	case VISIT_REVOKED:
		return "has been revoked";
	case VISIT_CONSTRAINT:
		return "comes from an issuer that may not issue it";
	case VISIT_SIGNATURE:
		return "does not belong to the key that signed";
	default:
		return NULL;
	}
}

static void
because_dates(const struct visit_bench *b)
{
	const struct cert *c = lint_out_of_date(&b->lint);
	_cleanup_str_ char *who = NULL;
	char when[CLOCK_TEXT];
	bool early;

	if (c == NULL)
		return;
	who = cert_short_name(c->subject);
	early = b->r->now < c->x.not_before;
	report_because(b->r,
		early ? "%s is valid from %s on" : "%s was valid until %s", who,
		clock_format(early ? c->x.not_before : c->x.not_after, when));
}

static void
because_issuer(const struct visit_bench *b)
{
	const struct cert *last = lint_last(&b->lint);
	size_t n = b->v->cas != NULL ? b->v->cas->n : 0;

	report_because(b->r, "its chain of %zu ends with the issuer %s",
		b->v->chain.n, last->issuer);
	if (n == 1)
		report_because(b->r, "this server trusts one CA: %s",
			b->v->cas->cert[0]->subject);
	else if (n > 1)
		report_because(b->r, "this server trusts %zu CAs, %s the first",
			n, b->v->cas->cert[0]->subject);
}

static void
because_purpose(const struct visit_bench *b)
{
	_cleanup_str_ char *is = tell_names(b->leaf->ekus, b->leaf->n_ekus);

	report_because(b->r,
		"its extended key usage is %s, which lacks clientAuth",
		b->leaf->n_ekus > 0 ? is : "empty");
}

static void
because_issuers_purpose(const struct visit_bench *b)
{
	for (size_t i = 1; i < b->v->chain.n; i++) {
		const struct cert *c = b->v->chain.cert[i];

		if (!c->client_auth)
			report_because(b->r,
				"the extended key usage of %s lacks "
				"clientAuth",
				c->subject);
	}
}

static void
because_weak(const struct visit_bench *b, bool key)
{
	for (size_t i = 0; i < b->v->chain.n; i++) {
		const struct cert *c = b->v->chain.cert[i];
		_cleanup_str_ char *size = cert_key_words(c);

		if (key && cert_key_is_weak(c))
			report_because(b->r, "the key of %s is %s", c->subject,
				size);
		else if (!key && cert_signature_is_weak(c))
			report_because(b->r, "%s is signed with %s", c->subject,
				c->sig_alg);
	}
}

void
visit_because(const struct visit_bench *b, unsigned bit)
{
	if (bit == VISIT_UNREADABLE && b->v->unreadable != NULL)
		report_because(b->r, "%s", b->v->unreadable);
	if (b->leaf == NULL)
		return;
	switch (bit) {
	case VISIT_EXPIRED:
	case VISIT_NOT_YET:
		because_dates(b);
		break;
	case VISIT_UNKNOWN_CA:
	case VISIT_SELF_SIGNED:
		because_issuer(b);
		break;
	case VISIT_PURPOSE:
		because_purpose(b);
		break;
	case VISIT_CA_PURPOSE:
		because_issuers_purpose(b);
		break;
	case VISIT_KEY_USAGE:
		report_because(b->r, "its key usage %s",
			(b->v->faults & VISIT_KEY_AGREEMENT) != 0
				? "is keyAgreement, not digitalSignature"
				: "lacks digitalSignature");
		break;
	case VISIT_WEAK_KEY:
	case VISIT_WEAK_SIGNATURE:
		because_weak(b, bit == VISIT_WEAK_KEY);
		break;
	case VISIT_REVOKED:
		if (b->v->chain.n == 1)
			report_because(b->r, "serial number %s of %s is listed",
				b->leaf->serial_hex, b->leaf->issuer);
		else
			report_because(b->r,
				"a list has it, or an issuer in its chain");
		break;
	case VISIT_SIGNATURE:
		report_because(b->r,
			"its CertificateVerify does not verify with the key of "
			"%s",
			b->leaf->subject);
		break;
	default:
		break;
	}
}

char *
visit_answer_words(const struct visit *v)
{
	const struct visit_alert *sent = visit_fatal(v, true);

	if (v->refusal == REFUSAL_NONE)
		return xstrdup("taken");
	if (v->refusal == REFUSAL_HTTP)
		return xstrdup("HTTP 400");
	if (v->refusal == REFUSAL_CLOSE || sent == NULL)
		return xstrdup("closed, without an alert");
	return xasprintf("alert %d %s", sent->code,
		tlsmsg_alert_name(sent->code));
}

static const struct {
	const char *name, *words;
} endings[] = {
	[VISIT_OPEN] = { "open", "is still there" },
	[VISIT_CLOSED] = { "closed", "ended the connection (close_notify)" },
	[VISIT_EOF] = { "eof", "closed the connection without close_notify" },
	[VISIT_RESET] = { "reset", "reset the connection" },
	[VISIT_ALERT] = { "alert", "sent a fatal alert" },
	[VISIT_NOT_TLS] = { "not-tls", "sent what is no TLS record" },
	[VISIT_TIMEOUT] = { "timeout", "was silent for too long" },
	[VISIT_REFUSED] = { "refused", "was refused" },
	[VISIT_BROKEN] = { "broken", "sent what cannot be accepted" },
	[VISIT_DONE] = { "done", "got its last answer" },
	[VISIT_STOPPED] = { "stopped", "was there when the server ended" },
};

const char *
visit_end_words(enum visit_end end)
{
	return endings[end].words;
}

const char *
visit_end_name(enum visit_end end)
{
	return endings[end].name;
}

enum visit_speech
visit_speech(const struct visit *v)
{
	static const struct {
		const char *begins;
		enum visit_speech speech;
	} rows[] = {
		{ "GET ", SPEECH_HTTP }, { "HEAD ", SPEECH_HTTP },
		{ "POST ", SPEECH_HTTP }, { "PUT ", SPEECH_HTTP },
		{ "PATCH ", SPEECH_HTTP }, { "DELETE ", SPEECH_HTTP },
		{ "OPTIONS ", SPEECH_HTTP }, { "CONNECT ", SPEECH_HTTP },
		{ "TRACE ", SPEECH_HTTP }, { "PRI * HTTP/2", SPEECH_HTTP },
		{ "PROXY ", SPEECH_PROXY },
		{ "\r\n\r\n", SPEECH_PROXY }, /* and \0\r\nQUIT\n: version 2 */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t len = strlen(rows[i].begins);

		if (v->n_held >= len
			&& memcmp(v->held, rows[i].begins, len) == 0)
			return rows[i].speech;
	}
	return SPEECH_OTHER;
}

char *
visit_target(const struct report *r, const struct visit_request *q)
{
	return r->show_secrets ? xstrdup(q->target) : visit_redact(q->target);
}

char *
visit_first_line(const struct visit *v)
{
	char text[SHOWN_MAX + 1];
	size_t n = 0;

	while (n < v->n_held && n < SHOWN_MAX) {
		uint8_t c = v->held[n];

		if (n > 0 && (c == '\r' || c == '\n'))
			break;
		text[n++] = c >= 0x20 && c < 0x7f ? (char)c : '.';
	}
	return xstrndup(text, n);
}
