/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint.c - the signs that the user's own files show.
 */
#include "judge/lint_part.h"

struct lint
lint_of_probe(const struct probe *p, int64_t now)
{
	struct lint l = { .chain = p->plan->chain,
		.leaf = p->plan->leaf,
		.has_key = p->plan->key != NULL,
		.key_fits = p->plan->key_fits,
		.request = p->requested && p->request_readable ? &p->request
							       : NULL,
		.now = now };
	struct view date;

	if (p->answered && answer_field(&p->answer, "Date", &date)
		&& !clock_parse_http((const char *)date.data, date.len,
			&l.server_now))
		l.server_now = 0;
	return l;
}

bool
lint_is_root(const struct lint *l, const struct cert *c)
{
	return c != l->leaf && c->self_signed;
}

/* As it stands if that is in order, else whatever fits. */
static const struct cert *
next_of(const struct lint *l, const struct lint_path *path)
{
	const struct certs *chain = l->chain;
	const struct cert *last = path->cert[path->n - 1];

	if (path->n < chain->n && chain->cert[path->n - 1] == last
		&& cert_link_is_good(certs_link_of(chain, path->n - 1)))
		return chain->cert[path->n];
	for (size_t i = 0; i < chain->n; i++) {
		bool used = false;

		for (size_t j = 0; j < path->n; j++)
			used |= path->cert[j] == chain->cert[i];
		if (!used && cert_link_is_good(cert_link(last, chain->cert[i])))
			return chain->cert[i];
	}
	return NULL;
}

struct lint_path
lint_path(const struct lint *l)
{
	struct lint_path path = { .cert = { l->leaf }, .n = 1 };
	const struct cert *next;

	while (path.n < LINT_PATH_MAX && !path.cert[path.n - 1]->self_signed
		&& (next = next_of(l, &path)) != NULL)
		path.cert[path.n++] = next;
	return path;
}

const struct cert *
lint_last(const struct lint *l)
{
	struct lint_path path = lint_path(l);

	while (path.n > 1 && path.cert[path.n - 1]->self_signed)
		path.n--;
	return path.cert[path.n - 1];
}

const struct cert *
lint_namesake(const struct lint *l)
{
	const struct cert *found = NULL, *last = lint_last(l);

	for (size_t i = 0; l->extra != NULL && i < l->extra->n; i++) {
		enum cert_link link = cert_link(last, l->extra->cert[i]);

		if (cert_link_is_good(link))
			return NULL;
		if (link != CERT_LINK_NAME)
			found = l->extra->cert[i];
	}
	return found;
}

static sign_set
date_signs(const struct x509 *x, int64_t now)
{
	return (now > x->not_after ? SIGN(EXPIRED) : 0)
		| (now < x->not_before ? SIGN(NOT_YET) : 0);
}

/* Servers check the dates of all but their own roots. */
const struct cert *
lint_out_of_date(const struct lint *l)
{
	if (date_signs(&l->leaf->x, l->now) != 0)
		return l->leaf;
	for (size_t i = 0; i < l->chain->n; i++)
		if (!lint_is_root(l, l->chain->cert[i])
			&& date_signs(&l->chain->cert[i]->x, l->now) != 0)
			return l->chain->cert[i];
	return NULL;
}

static sign_set
leaf_signs(const struct lint *l)
{
	const struct cert *c = l->leaf;
	const struct cert *dated = lint_out_of_date(l);
	sign_set s = dated != NULL ? date_signs(&dated->x, l->now) : 0;

	s |= l->has_key && !l->key_fits ? SIGN(KEY_MISMATCH) : 0;
	s |= c != l->chain->cert[0] ? SIGN(LEAF_NOT_FIRST) : 0;
	s |= c->self_signed ? SIGN(SELF_SIGNED) : 0;
	s |= c->client_auth ? 0 : SIGN(NO_CLIENT_EKU);
	s |= c->digital_signature ? 0 : SIGN(NO_DIGITAL_SIGNATURE);
	return s;
}

static sign_set
chain_signs(const struct lint *l)
{
	const struct certs *chain = l->chain;
	size_t intermediates = 0;
	sign_set s = 0;

	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *c = chain->cert[i];

		s |= cert_key_is_weak(c) ? SIGN(WEAK_KEY) : 0;
		s |= cert_signature_is_weak(c) ? SIGN(WEAK_SIGNATURE) : 0;
		s |= lint_is_root(l, c) ? SIGN(ROOT_SENT) : 0;
		if (c == l->leaf || c->self_signed)
			continue;
		intermediates++;
		s |= c->client_auth ? 0 : SIGN(CA_EKU);
	}
	s |= intermediates > 0 ? SIGN(THROUGH_CA) : 0;
	s |= intermediates > 1 ? SIGN(DEEP) : 0;
	if (chain->n == 1 && !l->leaf->self_signed)
		s |= SIGN(ALONE);
	return s;
}

static bool
is_broken(const struct certs *chain)
{
	for (size_t i = 0; i + 1 < chain->n; i++)
		if (!cert_link_is_good(certs_link_of(chain, i)))
			return true;
	return false;
}

static bool
clocks_differ(const struct lint *l)
{
	return l->server_now != 0
		&& date_signs(&l->leaf->x, l->now)
		!= date_signs(&l->leaf->x, l->server_now);
}

static bool
has_other_issuer(const struct lint *l)
{
	return l->extra != NULL
		&& (l->request == NULL
			|| certreq_lists(l->request, lint_last(l)->x.issuer))
		&& lint_namesake(l) != NULL;
}

sign_set
lint_signs(const struct lint *l)
{
	struct lint_revoked revoked;
	sign_set s,
		flaws = SIGN(KEY_MISMATCH) | SIGN(LEAF_NOT_FIRST)
		| SIGN(EXPIRED) | SIGN(NOT_YET) | SIGN(SELF_SIGNED)
		| SIGN(NO_CLIENT_EKU) | SIGN(NO_DIGITAL_SIGNATURE)
		| SIGN(WEAK_SIGNATURE) | SIGN(WEAK_KEY);

	if (l->leaf == NULL)
		return 0;
	s = leaf_signs(l) | chain_signs(l);
	s |= (s & flaws) != 0 ? SIGN(FLAWED) : 0;
	s |= is_broken(l->chain) ? SIGN(CHAIN_BROKEN) : 0;
	s |= clocks_differ(l) ? SIGN(CLOCKS_DIFFER) : 0;
	s |= has_other_issuer(l) ? SIGN(OTHER_ISSUER) : 0;
	s |= lint_find_revoked(l, &revoked) ? SIGN(IN_CRL) : 0;
	return s | (l->chain->weak_cipher != NULL ? SIGN(P12_LEGACY) : 0);
}

char *
lint_who(const struct lint *l, const struct cert *c)
{
	_cleanup_str_ char *name = cert_short_name(c->subject);
	size_t i = 0;

	while (i < l->chain->n && l->chain->cert[i] != c)
		i++;
	if (l->chain->n == 1 || i == l->chain->n)
		return xstrdup(name);
	return xasprintf("certificate %zu, %s", i + 1, name);
}
