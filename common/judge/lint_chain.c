/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_chain.c - how the certificates of a file belong together: order,
 * completeness, roots.
 */
#include "judge/lint_part.h"

#include "base/hex.h"

const struct check check_client_cert_order = {
	"client-cert.order",
	"the client's certificate comes first, then its issuers in order",
	"RFC 8446 section 4.4.2",
};
const struct check check_client_cert_chain = {
	"client-cert.chain",
	"each certificate is issued by the next, and none is missing",
	"RFC 5280 section 6.1",
};
const struct check check_client_cert_root = {
	"client-cert.root",
	"the chain holds no root",
	"RFC 8446 section 4.4.2",
};

static size_t
place_of(const struct lint *l, const struct cert *c)
{
	size_t i = 0;

	while (l->chain->cert[i] != c)
		i++;
	return i;
}

static void
check_order(const struct lint_bench *b)
{
	const struct certs *chain = b->l->chain;
	size_t i = 0;

	if (chain->n == 1) {
		report_check(b->r, &check_client_cert_order, VERDICT_SKIP,
			"there is one certificate only");
		return;
	}
	while (i < b->path.n && b->path.cert[i] == chain->cert[i])
		i++;
	if (i == b->path.n) {
		report_check(b->r, &check_client_cert_order, VERDICT_PASS,
			"the client's own comes first");
		return;
	}
	report_check(b->r, &check_client_cert_order, b->otherwise,
		i == 0 ? (b->l->key_fits
				? "the key belongs to certificate %zu, "
				  "which must be the first"
				: "the client's own is certificate %zu, "
				  "which must be the first")
		       : "certificate %zu stands in the wrong place",
		place_of(b->l, b->path.cert[i]) + 1);
	for (size_t k = 0; k < b->path.n; k++) {
		_cleanup_str_ char *who = lint_who(b->l, b->path.cert[k]);

		report_because(b->r, "place %zu is for %s", k + 1, who);
	}
	report_advise(b->r,
		"put the client's own first, then the one that issued it, and "
		"so on");
}

/* ---- completeness ------------------------------------------------------- */

static char *
hex_id(bool there, struct view id)
{
	return there ? hex_encode(id, HEX_LOWER) : xstrdup("none");
}

static void
tell_key_ids(struct report *r, const struct cert *c, const struct cert *issuer)
{
	struct view wanted = { 0 }, is = { 0 };
	bool has_wanted = x509_authority_key_id(&c->x, &wanted);
	bool has = x509_subject_key_id(&issuer->x, &is);
	_cleanup_str_ char *w = hex_id(has_wanted, wanted);
	_cleanup_str_ char *i = hex_id(has, is);

	report_because(r, "key identifiers: issued by %s, there is %s", w, i);
}

/* One that bears the name of the issuer of C, but has not signed it. */
static const struct cert *
namesake_in(const struct certs *list, const struct cert *c)
{
	for (size_t i = 0; i < list->n; i++) {
		enum cert_link link = cert_link(c, list->cert[i]);

		if (link == CERT_LINK_KEY_ID || link == CERT_LINK_SIGNATURE)
			return list->cert[i];
	}
	return NULL;
}

static bool
is_on_path(const struct lint_bench *b, const struct cert *c)
{
	for (size_t i = 0; i < b->path.n; i++)
		if (b->path.cert[i] == c)
			return true;
	return false;
}

/* Certificates that lead nowhere: the issuer is missing, or another's. */
static void
say_broken(const struct lint_bench *b)
{
	const struct cert *last = b->path.cert[b->path.n - 1];
	const struct cert *other = namesake_in(b->l->chain, last);
	_cleanup_str_ char *who = lint_who(b->l, last);

	report_check(b->r, &check_client_cert_chain, b->otherwise,
		"%s is issued by %s, which is not in the file", who,
		last->issuer);
	for (size_t i = 0; i < b->l->chain->n; i++) {
		const struct cert *c = b->l->chain->cert[i];
		_cleanup_str_ char *stranger = lint_who(b->l, c);

		if (c == other)
			report_because(b->r,
				"%s has that name, but another key", stranger);
		else if (!is_on_path(b, c))
			report_because(b->r, "%s has issued none of them",
				stranger);
	}
	if (other != NULL)
		tell_key_ids(b->r, last, other);
	report_advise(b->r,
		"send the client's own and those that issued it, and no "
		"others: ask the CA for the certificate that it signs with");
}

/* An issuer among the extra ones that servers cannot be expected to have. */
static const struct cert *
missing(const struct lint *l)
{
	const struct cert *last = lint_last(l);

	for (size_t i = 0; l->extra != NULL && i < l->extra->n; i++)
		if (cert_link_is_good(cert_link(last, l->extra->cert[i]))
			&& !l->extra->cert[i]->self_signed)
			return l->extra->cert[i];
	return NULL;
}

static void
check_chain(const struct lint_bench *b)
{
	const struct lint *l = b->l;
	const struct cert *last = lint_last(l), *lost = missing(l);

	if (l->leaf->self_signed && l->chain->n == 1) {
		report_check(b->r, &check_client_cert_chain, VERDICT_SKIP,
			"it is self-signed");
	} else if (b->path.n < l->chain->n) {
		say_broken(b);
	} else if (lost != NULL) {
		report_check(b->r, &check_client_cert_chain, b->otherwise,
			"the intermediate %s is missing", lost->subject);
		report_advise(b->r,
			"put it behind the client's own in the file, and send "
			"both");
	} else {
		report_check(b->r, &check_client_cert_chain, VERDICT_PASS,
			l->chain->n == 1 ? "alone, issued by %s"
					 : "it leads to %s",
			last->issuer);
	}
}

static void
check_root(const struct lint_bench *b)
{
	const struct certs *chain = b->l->chain;

	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *c = chain->cert[i];
		_cleanup_str_ char *who = lint_who(b->l, c);

		if (!lint_is_root(b->l, c))
			continue;
		report_check(b->r, &check_client_cert_root, VERDICT_WARN,
			"%s is a root: %zu octets that no server needs", who,
			c->der.len);
		report_advise(b->r,
			"leave it out: a server trusts its own copy alone");
		return;
	}
	report_check(b->r, &check_client_cert_root, VERDICT_PASS,
		"there is none in the file");
}

void
lint_check_chain(const struct lint_bench *b)
{
	check_order(b);
	check_chain(b);
	check_root(b);
}
