/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_cert.c - the verdicts on the server's certificate, one check each.
 */
#include "judge/server_cert.h"

#include "net/tls_trust.h"

const struct check check_server_trusted = {
	"server-cert.trusted",
	"the server's certificate leads to a trusted CA",
	"RFC 5280 section 6",
};
const struct check check_server_name = {
	"server-cert.name",
	"the server's certificate is for this name",
	"RFC 6125 section 6",
};
const struct check check_server_dates = {
	"server-cert.dates",
	"every certificate that the server sent is valid now",
	"RFC 5280 section 4.1.2.5",
};
const struct check check_server_order = {
	"server-cert.order",
	"the server sends its chain in order",
	"RFC 8446 section 4.4.2",
};
const struct check check_server_staple = {
	"server-cert.staple",
	"the stapled OCSP response says \"good\"",
	"RFC 6066 section 8",
};

static void
judge_trust(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct probe_server *s = &p->server;

	const char *source = tls_trust_source(p->plan->trust);

	if (p->plan->trust == NULL) {
		report_check(r, &check_server_trusted, VERDICT_SKIP,
			"--no-verify was given");
		return;
	}
	report_check(r, &check_server_trusted, s->trusted ? VERDICT_PASS : bad,
		"the server's certificate %s%s",
		s->trusted ? "leads to " : "is not trusted: ",
		s->trusted ? (s->root != NULL ? s->root : "a trusted CA")
			: s->why != NULL ? s->why
					 : "it leads to no trusted CA");
	if (s->trusted)
		return;
	report_because(r,
		"the server sent %zu certificate%s, the last one issued by %s",
		s->chain.n, s->chain.n == 1 ? "" : "s",
		s->chain.cert[s->chain.n - 1]->issuer);
	if (s->roots_loaded == 0)
		report_because(r, "no CA of that name is in %s",
			source != NULL ? source : "any file that we know");
	report_advise(r,
		"give the CA that issued it, if it is a private one: --ca "
		"FILE");
}

static void
judge_name(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct probe_server *s = &p->server;
	const struct cert *leaf = s->chain.cert[0];
	bool ok = s->name_matches;

	report_check(r, &check_server_name,
		ok                               ? VERDICT_PASS
			: p->plan->trust == NULL ? VERDICT_SKIP
						 : bad,
		"the server's certificate is %sfor %s", ok ? "" : "not ",
		s->name);
	if (ok)
		return;
	for (size_t i = 0; i < leaf->n_sans && i < 4; i++)
		report_because(r, "it is for %s", leaf->sans[i]);
	if (leaf->n_sans == 0)
		report_because(r, "it has no subjectAltName");
	if (leaf->n_sans > 4)
		report_because(r, "and for %zu more names", leaf->n_sans - 4);
	report_advise(r,
		"connect by one of these names, or ask for one: --servername "
		"NAME");
}

static void
judge_dates(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct certs *chain = &p->server.chain;
	char when[CLOCK_TEXT];

	if (p->plan->trust == NULL)
		bad = VERDICT_WARN;
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *c = chain->cert[i];

		if (r->now > c->x.not_after)
			report_check(r, &check_server_dates, bad,
				"the server's certificate %s expired on %s",
				c->subject, clock_format(c->x.not_after, when));
		else if (r->now < c->x.not_before)
			report_check(r, &check_server_dates, bad,
				"the server's certificate %s is not valid "
				"before "
				"%s",
				c->subject,
				clock_format(c->x.not_before, when));
		else
			continue;
		report_advise(r,
			"have the server's operator renew it, or compare the "
			"clocks");
		return;
	}
	if (p->server.root_not_after != 0
		&& r->now > p->server.root_not_after) {
		report_check(r, &check_server_dates, bad,
			"the CA that it leads to expired on %s",
			clock_format(p->server.root_not_after, when));
		return;
	}
	report_check(r, &check_server_dates, VERDICT_PASS,
		"the server's own is valid until %s",
		clock_format(chain->cert[0]->x.not_after, when));
}

static void
judge_order(struct report *r, const struct probe *p)
{
	if (p->server.chain.n < 2)
		return;
	report_check(r, &check_server_order,
		p->server.in_order ? VERDICT_PASS : VERDICT_WARN,
		p->server.in_order ? "each of the %zu certificates is issued "
				     "by the next one"
				   : "of the %zu certificates, one is not "
				     "issued by the next one",
		p->server.chain.n);
	if (!p->server.in_order)
		report_advise(r,
			"some clients refuse that: leaf first, then its "
			"issuer, and so on, no strangers");
}

static void
judge_staple(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct probe_server *s = &p->server;
	bool old = s->staple_next_update != 0 && r->now > s->staple_next_update;

	if (s->staple == CERT_STATE_NONE) {
		report_check(r, &check_server_staple, VERDICT_SKIP,
			"the server stapled no OCSP response");
		return;
	}
	if (s->staple == CERT_STATE_OK && !old)
		report_check(r, &check_server_staple, VERDICT_PASS, "good");
	else
		report_check(r, &check_server_staple,
			s->revoked ? bad : VERDICT_WARN, "%s",
			old ? "it is out of date" : s->staple_text);
}

void
judge_server_cert(struct report *r, const struct probe *p, bool strict)
{
	enum verdict bad = strict ? VERDICT_FAIL : VERDICT_WARN;

	if (p->server.chain.n == 0 && p->server.unreadable != NULL)
		report_check(r, &check_server_trusted, bad,
			"the server's %s cannot be read", p->server.unreadable);
	if (p->server.chain.n == 0)
		return;
	judge_trust(r, p, bad);
	judge_name(r, p, bad);
	judge_dates(r, p, bad);
	judge_order(r, p);
	judge_staple(r, p, bad);
}

char *
server_cert_summary(const struct probe *p, int64_t now)
{
	const struct cert *leaf = p->server.chain.cert[0];
	char span[CLOCK_TEXT];
	_cleanup_str_ char *dates = now > leaf->x.not_after
		? xasprintf("expired %s ago",
			clock_span(now - leaf->x.not_after, span))
		: now < leaf->x.not_before
		? xstrdup("not valid yet")
		: xasprintf("%s left",
			clock_span(leaf->x.not_after - now, span));

	return xasprintf("%s; %s, %s", dates,
		p->plan->trust == NULL      ? "trust not checked"
			: p->server.trusted ? "trusted"
					    : "not trusted",
		p->server.name_matches ? "name matches" : "another name");
}
