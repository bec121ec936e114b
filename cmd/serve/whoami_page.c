/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whoami_page.c - what a browser shows to somebody who wants to know what it
 * presented.
 */
#include "serve/whoami_page.h"

#include <strings.h>

#include "judge/tell_cert.h"
#include "judge/visit.h"
#include "proof/thumb.h"
#include "serve/page.h"

static const char *
tone_of(const struct report *r)
{
	const char *verdict = report_verdict(r);

	if (strcmp(verdict, "fail") == 0)
		return "fail";
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].verdict == VERDICT_WARN)
			return "warn";
	return strcmp(verdict, "pass") == 0 ? "pass" : "warn";
}

/* ---- what there is to say ----------------------------------------------- */

static void
put_lines(struct strbuf *out, const struct lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		page_text(out, "%s", l->line[i]);
}

static void
put_findings(struct strbuf *out, const struct report *r)
{
	for (size_t i = 0; i < r->n_diagnoses; i++) {
		const struct diagnosis *d = &r->diagnoses[i];

		page_section(out, "%s: %s", d->cause->id, d->text);
		put_lines(out, &d->evidence);
		put_lines(out, &d->advice);
	}
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];

		if (f->verdict == VERDICT_PASS || f->verdict == VERDICT_SKIP)
			continue;
		page_section(out, "%s: %s", verdict_name(f->verdict),
			f->check->id);
		put_lines(out, &f->evidence);
		put_lines(out, &f->advice);
	}
}

/* ---- certificates ------------------------------------------------------- */

static void
put_dates(struct strbuf *out, const struct cert *c, int64_t now)
{
	_cleanup_str_ char *left = tell_validity(&c->x, now);
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	if (c->x.dated)
		page_row(out, "valid", "%s to %s, %s",
			clock_format(c->x.not_before, from),
			clock_format(c->x.not_after, to), left);
	else
		page_row(out, "valid", "%s", left);
}

static void
put_cert(struct strbuf *out, const struct cert *c, int64_t now)
{
	_cleanup_str_ char *key = cert_key_words(c);
	_cleanup_str_ char *ekus = tell_names(c->ekus, c->n_ekus);
	_cleanup_str_ char *sans = tell_names(c->sans, c->n_sans);

	page_row(out, "subject", "%s", c->subject);
	page_row(out, "issuer", "%s%s", c->issuer,
		c->self_signed ? " (signed by itself)" : "");
	put_dates(out, c, now);
	page_row(out, "key", "%s, signed with %s", key, c->sig_alg);
	if (c->n_ekus > 0)
		page_row(out, "for", "%s", ekus);
	if (c->n_sans > 0)
		page_row(out, "names", "%s", sans);
	page_code(out, "serial", "%s", c->serial_hex);
}

static void
put_thumbs(struct strbuf *out, const struct x509 *x)
{
	char text[THUMB_TEXT];

	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++)
		if (strcmp(k->name, "cnf") != 0 && k->compute(x, text))
			page_code(out, k->name, "%s", text);
}

static void
put_leaf(struct strbuf *out, const struct visit *v, int64_t now)
{
	const struct cert *c = visit_leaf(v);
	char text[THUMB_TEXT];

	page_section(out, "Your certificate");
	if (c == NULL) {
		page_text(out, "%s",
			v->unreadable != NULL  ? v->unreadable
				: v->requested ? "You were asked for one, and "
						 "sent none."
					       : "You were not asked for one.");
		return;
	}
	put_cert(out, c, now);
	page_section(out, "Its thumbprints");
	put_thumbs(out, &c->x);
	if (!thumb_kind_find("x5t#S256")->compute(&c->x, text))
		return;
	page_section(out, "Ready for a token");
	page_block(out, "\"cnf\":{\"x5t#S256\":\"%s\"}", text);
}

static void
put_chain(struct strbuf *out, const struct visit *v, int64_t now)
{
	for (size_t i = 1; i < v->chain.n; i++) {
		const struct cert *c = v->chain.cert[i];

		page_fold(out, "Sent with it: %s", c->subject);
		put_cert(out, c, now);
		put_thumbs(out, &c->x);
		page_unfold(out);
	}
}

/* ---- connection and request --------------------------------------------- */

static void
put_tls(struct strbuf *out, const struct visit *v)
{
	page_section(out, "The connection");
	page_row(out, "from", "%s", v->peer);
	page_row(out, "to", "%s", v->local);
	if (*v->version == '\0') {
		page_row(out, "TLS", "none");
		return;
	}
	page_row(out, "TLS", "%s%s", v->version, v->resumed ? ", resumed" : "");
	page_row(out, "cipher suite", "%s", v->suite);
	if (*v->group != '\0')
		page_row(out, "group", "%s", v->group);
	page_row(out, "server name", "%s",
		*v->sni != '\0' ? v->sni : "not sent");
	page_row(out, "ALPN", "%s", *v->alpn != '\0' ? v->alpn : "none");
	if (*v->signature != '\0')
		page_row(out, "your signature", "%s", v->signature);
	page_row(out, "ext. master secret", "%s",
		v->extended_master_secret ? "yes" : "no");
}

static void
put_tokbind(struct strbuf *out, const struct visit *v)
{
	const struct tokbind *t = &v->tokbind;
	char version[TBNEG_VERSION_TEXT];

	if (t->verdict == TBNEG_NEGOTIATED)
		page_row(out, "Token Binding", "%s, version %s",
			tbid_params_name(t->params),
			tbneg_version_text(t->version, version));
	else
		page_row(out, "Token Binding", "%s",
			t->came ? "offered, not negotiated" : "not offered");
}

/* Whoever looks over a shoulder must not learn what lets somebody in. */
static bool
is_secret(const char *name)
{
	static const char *const secret[] = { "Authorization",
		"Proxy-Authorization", "Cookie", "DPoP", "Sec-Token-Binding" };

	for (size_t i = 0; i < ARRAY_LEN(secret); i++)
		if (strcasecmp(secret[i], name) == 0)
			return true;
	return false;
}

static void
put_field(struct strbuf *out, const char *name, const char *value)
{
	size_t len = strlen(value);

	if (is_secret(name))
		page_row(out, name, "(%zu characters, not shown)", len);
	else
		page_row(out, name, "%.*s%s", WHOAMI_VALUE_MAX, value,
			len > WHOAMI_VALUE_MAX ? " …" : "");
}

static void
put_request(struct strbuf *out, const struct http_request *q)
{
	_cleanup_str_ char *whole = xasprintf("%s%s%s", q->path,
		q->query != NULL ? "?" : "", q->query != NULL ? q->query : "");
	_cleanup_str_ char *target = visit_redact(whole);
	const char *name, *value;
	size_t i = 0;

	page_section(out, "Your request");
	page_row(out, q->method, "%.*s", WHOAMI_TARGET_MAX, target);
	for (; i < WHOAMI_FIELDS_MAX && http_field_at(q, i, &name, &value); i++)
		put_field(out, name, value);
	if (http_field_at(q, i, &name, &value))
		page_text(out, "and further fields");
}

/* ---- the laboratory ----------------------------------------------------- */

static void
put_lab_link(struct strbuf *out, const char *origin, const char *path,
	const char *words)
{
	_cleanup_str_ char *href = xasprintf("%s%s", origin, path);

	page_link(out, href, "%s: %s", words, href);
}

static void
put_lab(struct strbuf *out, const struct lab *lab)
{
	page_section(out, "The laboratory");
	put_lab_link(out, lab->web, "/whoami", "without a certificate");
	put_lab_link(out, lab->mtls, "/whoami", "as --client-auth says");
	put_lab_link(out, lab->as, "/whoami", "with any");
	put_lab_link(out, lab->web, "/.well-known/oauth-authorization-server",
		"the authorization server");
	put_lab_link(out, lab->web, "/jwks", "its keys");
}

void
whoami_page(struct strbuf *out, const struct report *r,
	const struct http_request *q, const struct lab *lab)
{
	const struct visit *v = q->visit;

	page_begin(out, tone_of(r), r->word, "%s", r->headline);
	put_findings(out, r);
	put_leaf(out, v, r->now);
	put_chain(out, v, r->now);
	put_tls(out, v);
	put_tokbind(out, v);
	put_request(out, q);
	if (lab != NULL)
		put_lab(out, lab);
	page_section(out, "For programs");
	page_link(out, "/whoami?format=json", "the same as JSON");
	page_end(out);
}
