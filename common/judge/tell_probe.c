/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_probe.c - facts, group by group, in the order in which they happened.
 */
#include "judge/tell_probe.h"

#include "base/der.h"
#include "base/hex.h"
#include "base/strbuf.h"
#include "judge/ladder.h"
#include "judge/tell_alert.h"
#include "judge/tell_cert.h"
#include "judge/tell_lines.h"
#include "judge/tokbind.h"

enum { DETAIL = 1, WIRE = 2 }; /* -v, -v -v */

enum {
	CHALLENGES_MAX = 2048, /* octets of WWW-Authenticate, shown */
	COOKIE_MAX = 4096,     /* octets of one: RFC 6265 section 6.1 */
	COOKIES_MAX = 16,
};

static void
tell_target(struct report *r, const struct probe *p)
{
	report_open(r, "target", "target");
	report_string(r, "host", "host", "%s", p->host);
	report_string(r, "port", "port", "%s", p->port);
	if (p->plan->servername != NULL)
		report_string(r, "servername", "server name", "%s",
			p->plan->servername);
	report_close(r);
}

static void
tell_attempts(struct report *r, const struct dial *d)
{
	report_open_list(r, "attempts", "addresses tried");
	for (size_t i = 0; i < d->n_attempts; i++) {
		struct err e = { 0 };

		report_open(r, NULL, NULL);
		report_string(r, "address", "address", "%s",
			d->attempt[i].address);
		if (d->attempt[i].error > 0)
			err_errno(&e, ERR_NETWORK, d->attempt[i].error, "%s",
				"connect");
		report_string(r, "result", "result", "%s",
			d->attempt[i].error == 0          ? "connected"
				: d->attempt[i].error < 0 ? "no answer"
							  : e.text);
		report_integer(r, "us", "microseconds", d->attempt[i].us);
		report_close(r);
	}
	report_close(r);
}

static void
tell_moment(struct report *r, const char *key, const char *label, int64_t from,
	int64_t to)
{
	if (from != 0 && to != 0)
		report_integer(r, key, label, to - from);
}

static void
tell_connection(struct report *r, const struct probe *p)
{
	report_open(r, "connection", "timing (microseconds)");
	tell_attempts(r, &p->dial);
	report_integer(r, "resolve_us", "name look-up", p->dial.resolve_us);
	tell_moment(r, "connect_us", "connected", p->start_us, p->connected_us);
	tell_moment(r, "handshake_us", "handshake", p->connected_us,
		p->handshake_us);
	tell_moment(r, "verdict_us", "verdict", p->handshake_us, p->verdict_us);
	tell_moment(r, "total_us", "in all", p->start_us, p->end_us);
	report_integer(r, "octets_in", "octets received",
		(int64_t)p->octets_in);
	report_integer(r, "octets_out", "octets sent", (int64_t)p->octets_out);
	report_close(r);
}

static void
tell_tls(struct report *r, const struct probe *p)
{
	if (*p->version == '\0')
		return;
	report_open(r, "tls", "TLS");
	report_boolean(r, "finished", "finished", p->handshake_done);
	report_string(r, "version", "version", "%s", p->version);
	if (*p->suite != '\0')
		report_string(r, "cipher_suite", "cipher suite", "%s",
			p->suite);
	else
		report_null(r, "cipher_suite", NULL);
	if (*p->group != '\0')
		report_string(r, "group", "group", "%s", p->group);
	if (*p->alpn != '\0')
		report_string(r, "alpn", "ALPN", "%s", p->alpn);
	else
		report_null(r, "alpn", NULL);
	report_boolean(r, "extended_master_secret", "ext. master secret",
		p->extended_master_secret);
	report_boolean(r, "secure_renegotiation", "secure renegotiation",
		p->safe_renegotiation);
	report_boolean(r, "resumed", "resumed", p->resumed);
	report_integer(r, "tickets", "session tickets", p->tickets);
	report_integer(r, "renegotiations", "renegotiations",
		p->renegotiations);
	report_integer(r, "post_handshake_requests", "requests after it",
		p->reauth_requests);
	report_close(r);
}

static void
tell_client_auth(struct report *r, const struct probe *p,
	const struct client_auth *a)
{
	report_open(r, "client_auth", "client authentication");
	report_string(r, "verdict", "verdict", "%s",
		auth_verdict_name(a->verdict));
	report_string(r, "evidence", "evidence", "%s",
		auth_evidence_name(a->evidence));
	report_boolean(r, "requested", "requested", a->requested);
	report_boolean(r, "configured", "configured", a->configured);
	report_boolean(r, "sent", "sent", a->sent);
	report_integer(r, "certificates_sent", "certificates sent",
		(int64_t)p->sent);
	if (p->withheld != WITHHELD_NOT)
		report_string(r, "withheld", "withheld", "%s",
			p->withheld == WITHHELD_EKU ? "eku" : "unlisted");
	if (a->alert != NULL) {
		report_open(r, "alert", "alert");
		report_integer(r, "code", "code", a->alert->code);
		report_string(r, "name", "name", "%s",
			tlsmsg_alert_name(a->alert->code));
		report_close(r);
	}
	report_close(r);
}

static void
tell_schemes(struct report *r, const char *key, const char *label,
	const uint16_t *schemes, size_t n)
{
	report_open_list(r, key, label);
	for (size_t i = 0; i < n; i++) {
		const char *name = tlsmsg_scheme_name(schemes[i]);

		if (strcmp(name, "unknown") == 0)
			report_string(r, NULL, "", "0x%04x", schemes[i]);
		else
			report_string(r, NULL, "", "%s", name);
	}
	report_close(r);
}

static void
tell_authorities(struct report *r, const struct certreq *q)
{
	report_open_list(r, "authorities", "CA names");
	for (size_t i = 0; i < q->n_authorities; i++) {
		_cleanup_str_ char *name = cert_name_text(q->authorities[i]);

		report_string(r, NULL, "", "%s", name);
	}
	report_close(r);
	report_integer(r, "authorities_octets", "octets of CA names",
		(int64_t)q->authorities_len);
}

static void
tell_oid_filters(struct report *r, const struct certreq *q)
{
	report_open_list(r, "oid_filters", "OID filters");
	for (size_t i = 0; i < q->n_oid_filters; i++) {
		char oid[DER_OID_TEXT];

		report_open(r, NULL, NULL);
		report_string(r, "oid", "OID", "%s",
			der_oid_text(q->oid_filters[i].oid, oid) ? oid
								 : "malformed");
		report_bytes(r, "values", "values", q->oid_filters[i].values);
		report_close(r);
	}
	report_close(r);
}

static void
tell_request(struct report *r, const struct probe *p)
{
	const struct certreq *q = &p->request;

	if (!p->requested || !p->request_readable)
		return;
	report_open(r, "certificate_request", "certificate request");
	tell_authorities(r, q);
	tell_schemes(r, "signature_algorithms", "signature algorithms",
		q->schemes, q->n_schemes);
	if (q->n_cert_schemes > 0)
		tell_schemes(r, "signature_algorithms_cert", "in certificates",
			q->cert_schemes, q->n_cert_schemes);
	if (!q->tls13) {
		report_open_list(r, "certificate_types", "certificate types");
		for (size_t i = 0; i < q->n_types; i++)
			report_string(r, NULL, "", "%s",
				tlsmsg_cert_type_name(q->types[i]));
		report_close(r);
	}
	if (q->n_oid_filters > 0)
		tell_oid_filters(r, q);
	report_close(r);
}

static void
tell_alerts(struct report *r, const struct probe *p)
{
	report_open_list(r, "alerts", "alerts");
	for (size_t i = 0; i < p->n_alerts; i++) {
		const struct probe_alert *a = &p->alert[i];

		tell_alert(r, a->outgoing, a->fatal, a->code, a->at_us);
	}
	report_close(r);
}

static void
tell_server(struct report *r, const struct probe *p)
{
	const struct probe_server *s = &p->server;

	if (s->chain.n == 0)
		return;
	report_open(r, "server", "server's certificates");
	report_boolean(r, "trusted", p->plan->trust == NULL ? NULL : "trusted",
		s->trusted);
	report_boolean(r, "name_matches", "name matches", s->name_matches);
	report_boolean(r, "in_order", "in order", s->in_order);
	if (s->root != NULL)
		report_string(r, "root", "leads to", "%s", s->root);
	if (s->staple != CERT_STATE_NONE)
		report_string(r, "ocsp_staple", "OCSP staple", "%s",
			s->staple_text);
	report_open_list(r, "certificates", "certificates");
	for (size_t i = 0; i < s->chain.n; i++) {
		report_open(r, NULL, NULL);
		tell_cert(r, s->chain.cert[i]);
		tell_thumbs(r, &s->chain.cert[i]->x);
		report_close(r);
	}
	report_close(r);
	report_close(r);
}

/* Several fields of a name are a list (RFC 9110 section 5.3). */
static void
tell_challenges(struct report *r, const struct probe *p)
{
	_cleanup_strbuf_ struct strbuf all = { .len = 0 };
	struct view v;

	for (size_t i = 0; all.len < CHALLENGES_MAX
		&& answer_field_at(&p->answer, "www-authenticate", i, &v);
		i++) {
		strbuf_str(&all, i > 0 ? ", " : "");
		strbuf_add(&all, (const char *)v.data, v.len);
	}
	if (all.len > CHALLENGES_MAX)
		all.len = CHALLENGES_MAX;
	if (all.len > 0)
		report_string(r, "www_authenticate", "www_authenticate", "%.*s",
			(int)all.len, all.data);
}

static void
tell_cookies(struct report *r, const struct probe *p)
{
	struct view v;

	if (!answer_field(&p->answer, "set-cookie", &v))
		return;
	report_open_list(r, "set_cookie", "set_cookie");
	for (size_t i = 0; i < COOKIES_MAX
		&& answer_field_at(&p->answer, "set-cookie", i, &v);
		i++) {
		char *text = xstrndup((const char *)v.data,
			v.len < COOKIE_MAX ? v.len : COOKIE_MAX);

		report_secret(r, NULL, "", text);
		wipe(text, strlen(text));
		free(text);
	}
	report_close(r);
}

static void
tell_http(struct report *r, const struct probe *p)
{
	static const char *const fields[] = { "server", "date", "location" };
	struct view v;

	if (!p->answered)
		return;
	report_open(r, "http", "HTTP");
	report_integer(r, "status", "status", p->answer.status);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (answer_field(&p->answer, fields[i], &v))
			report_string(r, fields[i], fields[i], "%.*s",
				(int)v.len, (const char *)v.data);
	tell_challenges(r, p);
	tell_cookies(r, p);
	report_close(r);
}

static void
tell_ekms(struct report *r, const struct probe *p)
{
	if (p->n_ekm == 0 || !p->handshake_done)
		return;
	report_level(r, 0);
	report_open_list(r, "exported_keying_material",
		"exported keying material");
	for (size_t i = 0; i < p->n_ekm; i++) {
		const struct probe_ekm *want = &p->plan->ekm[i];
		_cleanup_str_ char *hex = hex_encode(bytes_view(
							     &p->ekm[i].value),
			HEX_LOWER);

		report_open(r, NULL, NULL);
		report_string(r, "label", "label", "%s", want->label);
		report_integer(r, "length", "octets", (int64_t)want->length);
		if (want->has_context)
			report_bytes(r, "context", "context",
				bytes_view(&want->context));
		if (p->ekm[i].value.len > 0)
			report_secret(r, "value_hex", "value", hex);
		else
			report_null(r, "value_hex", "value");
		wipe(hex, strlen(hex));
		report_close(r);
	}
	report_close(r);
}

static void
tell_own(struct report *r, const struct probe *p)
{
	const struct cert *leaf = p->plan->leaf;

	if (leaf == NULL)
		return;
	report_open(r, "client_certificate", "client certificate");
	tell_cert(r, leaf);
	tell_thumbs(r, &leaf->x);
	report_close(r);
}

void
tell_probe(struct report *r, const struct probe *p, const struct client_auth *a,
	const struct probe *asked)
{
	report_level(r, 0);
	tell_lines(r, p, a, asked);
	tell_ekms(r, p);
	report_level(r, DETAIL);
	tell_target(r, p);
	tell_client_auth(r, p, a);
	tell_tls(r, p);
	tell_tokbind(r, p);
	tell_request(r, p);
	tell_own(r, p);
	tell_server(r, p);
	tell_http(r, p);
	report_level(r, WIRE);
	tell_connection(r, p);
	tell_alerts(r, p);
	report_level(r, 0);
	ladder_tell(r, p);
}
