/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_visitor.c - every fault is looked for by itself, as the library stops at
 * the first; what remains, such as name constraints and unknown critical
 * extensions, is the library's to find, on the way that we have found.
 */
#include "net/tls_visitor.h"

#include <gnutls/x509.h>

#include "base/alloc.h"
#include "base/der.h"
#include "proof/cert_path.h"

_Static_assert((int)CERT_PATH_SENT_MAX == (int)VISIT_CHAIN_MAX,
	"all that a visit keeps is looked at");

/*
 * The anchors are never changed once they are read: many threads only look at
 * them, as at those of credentials that sessions share.
 */
struct tls_visitor {
	const struct front_plan *plan;
	gnutls_x509_crt_t *anchor; /* each of plan->cas */
};

static int
import(const struct cert *c, gnutls_x509_crt_t *ret)
{
	gnutls_datum_t der = { c->der.data, (unsigned)c->der.len };
	gnutls_x509_crt_t crt;
	int rc = gnutls_x509_crt_init(&crt);

	if (rc < 0)
		return rc;
	rc = gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER);
	if (rc < 0)
		gnutls_x509_crt_deinit(crt);
	else
		*ret = crt;
	return rc;
}

int
tls_visitor_new(const struct front_plan *plan, struct tls_visitor **ret,
	struct err *err)
{
	struct tls_visitor *t = xcalloc(1, sizeof(*t));

	t->plan = plan;
	t->anchor = xcalloc(plan->cas.n + 1, sizeof(*t->anchor));
	for (size_t i = 0; i < plan->cas.n; i++) {
		const struct cert *c = plan->cas.cert[i];
		int rc = import(c, &t->anchor[i]);

		if (rc >= 0)
			continue;
		tls_visitor_free(t);
		return err_set(err, ERR_INPUT,
			"authority %zu, %s: cannot be used: %s", i + 1,
			c->subject, gnutls_strerror(rc));
	}
	*ret = t;
	return 0;
}

void
tls_visitor_free(struct tls_visitor *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; t->anchor[i] != NULL; i++)
		gnutls_x509_crt_deinit(t->anchor[i]);
	free(t->anchor);
	free(t);
}

/* ---- the library -------------------------------------------------------- */

static gnutls_x509_crt_t *
anchor_of(const struct tls_visitor *t, const struct cert_path *path)
{
	size_t i = 0;

	while (t->plan->cas.cert[i] != path->cert[path->n - 1])
		i++;
	return &t->anchor[i];
}

/*
 * What it has against a way that leads to an anchor: gnutls_certificate_status,
 * 0 for nothing.  What we look for ourselves is allowed.
 */
static unsigned
ask_library(const struct tls_visitor *t, const struct cert_path *path)
{
	enum {
		ALLOWED = GNUTLS_VERIFY_ALLOW_BROKEN
			| GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1
			| GNUTLS_VERIFY_DISABLE_TIME_CHECKS
			| GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS
	};
	gnutls_x509_crt_t crt[CERT_PATH_SENT_MAX];
	unsigned status = 0, below = (unsigned)path->n - 1, n = 0;

	/* An anchor itself is trusted as it is. */
	if (below == 0)
		return 0;
	while (n < below && import(path->cert[n], &crt[n]) >= 0)
		n++;
	if (n < below
		|| gnutls_x509_crt_list_verify(crt, n, anchor_of(t, path), 1,
			   NULL, 0, (unsigned)ALLOWED, &status)
			< 0)
		status = GNUTLS_CERT_INVALID;
	for (unsigned i = 0; i < n; i++)
		gnutls_x509_crt_deinit(crt[i]);
	return status;
}

/* The library would compute with any key, for hours if need be. */
static bool
is_unwieldy(const struct cert_path *path)
{
	for (size_t i = 0; i < path->n; i++)
		if (cert_key_is_unwieldy(path->cert[i]))
			return true;
	return false;
}

/*
 * One that names alone make out is proven by the library, which verifies each
 * signature once.  Where that fails signatures decide.
 */
static unsigned
find_path(const struct tls_visitor *t, const struct certs *chain, int64_t now,
	struct cert_path *ret)
{
	unsigned status;

	cert_path_find(chain, &t->plan->cas, now, false, ret);
	if (ret->anchored && !is_unwieldy(ret)) {
		status = ask_library(t, ret);
		if (status == 0)
			return 0;
	}
	cert_path_find(chain, &t->plan->cas, now, true, ret);
	if (!ret->anchored)
		return 0;
	return is_unwieldy(ret) ? GNUTLS_CERT_INVALID : ask_library(t, ret);
}

/* ---- our own ------------------------------------------------------------ */

/* An anchor is trusted as it is, so who signed it does not matter. */
static bool
is_anchor(const struct cert_path *path, size_t i)
{
	return path->anchored && i == path->n - 1;
}

/* RFC 5280 section 4.2.1.3: bit 4, from the highest of the first octet. */
static bool
may_agree(const struct cert *c)
{
	struct view value;
	struct der bits;

	return x509_extension(&c->x, "2.5.29.15", &value, NULL)
		&& der_read_tag(&value, DER_BIT_STRING, &bits)
		&& bits.value.len >= 2 && (bits.value.data[1] & 0x08) != 0;
}

static unsigned
leaf_faults(const struct cert *c)
{
	unsigned faults = c->client_auth ? 0 : VISIT_PURPOSE;

	if (c->digital_signature)
		return faults;
	return faults | VISIT_KEY_USAGE
		| (may_agree(c) ? VISIT_KEY_AGREEMENT : 0);
}

static unsigned
each_fault(const struct cert_path *path, size_t i, int64_t now)
{
	const struct cert *c = path->cert[i];
	unsigned faults = 0;

	faults |= c->imported ? 0 : VISIT_UNREADABLE;
	faults |= now > c->x.not_after ? VISIT_EXPIRED : 0;
	faults |= now < c->x.not_before ? VISIT_NOT_YET : 0;
	faults |= cert_key_is_weak(c) ? VISIT_WEAK_KEY : 0;
	if (!is_anchor(path, i) && cert_signature_is_weak(c))
		faults |= VISIT_WEAK_SIGNATURE;
	if (i == 0)
		return faults | leaf_faults(c);
	return faults | (c->client_auth ? 0 : VISIT_CA_PURPOSE);
}

/* Version 1 cannot say it; such an authority is one only by being trusted. */
static bool
may_issue(const struct cert_path *path, size_t i)
{
	const struct cert *c = path->cert[i];

	if (is_anchor(path, i) && c->x.version < 3)
		return true;
	return c->is_ca && c->cert_sign;
}

/* RFC 5280 section 6.1.4 (l) and (m): self-issued ones do not count. */
static bool
breaks_constraint(const struct cert_path *path)
{
	int below = 0;

	for (size_t i = 1; i < path->n; i++) {
		int limit = cert_path_len(path->cert[i]);

		if (!may_issue(path, i) || (limit >= 0 && below > limit))
			return true;
		below += !x509_is_self_issued(&path->cert[i]->x);
	}
	return false;
}

/* A list that another key has signed under the issuer's name is a forgery. */
static bool
is_revoked(const struct crls *crls, const struct cert *c,
	const struct cert *issuer)
{
	struct crl_entry entry;

	for (size_t i = 0; i < crls->n; i++) {
		const struct crl *crl = &crls->crl[i];

		if (!crl_lists(crl, c->x.issuer, c->x.serial, &entry)
			|| (entry.reason != NULL
				&& strcmp(entry.reason, "removeFromCRL") == 0))
			continue;
		/* An indirect list is another's, whom we cannot ask. */
		if (!view_eq(crl->issuer, c->x.issuer)
			|| cert_has_signed(issuer, crl->sig_alg, crl->tbs,
				   crl->signature)
				> 0)
			return true;
	}
	return false;
}

static unsigned
path_faults(const struct tls_visitor *t, const struct cert_path *path)
{
	unsigned faults = 0;

	if (!path->anchored)
		return path->cert[0]->self_signed
			? VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED
			: VISIT_UNKNOWN_CA;
	for (size_t i = 0; i + 1 < path->n; i++)
		if (is_revoked(&t->plan->crls, path->cert[i],
			    path->cert[i + 1]))
			faults |= VISIT_REVOKED;
	return faults | (breaks_constraint(path) ? VISIT_CONSTRAINT : 0);
}

unsigned
tls_visitor_judge(const struct tls_visitor *t, const struct certs *chain,
	int64_t now)
{
	struct cert_path path;
	unsigned faults;

	if (chain->n == 0)
		return VISIT_NO_CERT;
	faults = find_path(t, chain, now, &path) != 0 ? VISIT_CONSTRAINT : 0;
	faults |= path_faults(t, &path);
	for (size_t i = 0; i < path.n; i++)
		/* A root that is not ours is no more than unknown. */
		if (i == 0 || path.anchored || !path.cert[i]->self_signed)
			faults |= each_fault(&path, i, now);
	return faults;
}
