/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_server.c - the server's certificates: RFC 5280 path validation by
 * GnuTLS, the name by RFC 6125, the stapled OCSP response by RFC 6066.
 *
 * Dates are left to whoever judges: they depend on the moment asked for.
 */
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>

#include "net/tls_session.h"

void
tls_server_take(struct probe *p)
{
	unsigned n = 0;
	const gnutls_datum_t
		*list = gnutls_certificate_get_peers(p->tls->session, &n);

	certs_done(&p->server.chain);
	for (unsigned i = 0; list != NULL && i < n && i < PROBE_CHAIN_MAX;
		i++) {
		struct view der = { list[i].data, list[i].size };
		struct err err;
		struct cert *c;

		/* The rest would be judged in the place of this one. */
		if (cert_read(der, &c, &err) < 0) {
			p->server.unreadable = xasprintf("certificate %u "
							 "of the chain: %s",
				i + 1, err.text);
			return;
		}
		certs_add(&p->server.chain, c);
	}
}

struct imported {
	gnutls_x509_crt_t crt[PROBE_CHAIN_MAX];
	unsigned n;
	gnutls_x509_trust_list_t list;
};

static void
imported_done(struct imported *m)
{
	for (unsigned i = 0; i < m->n; i++)
		gnutls_x509_crt_deinit(m->crt[i]);
	if (m->list != NULL)
		gnutls_x509_trust_list_deinit(m->list, 1);
}

static int
import_chain(const struct certs *chain, size_t n, struct imported *m)
{
	int r = gnutls_x509_trust_list_init(&m->list, 0);

	for (size_t i = 0; r >= 0 && i < n; i++) {
		gnutls_datum_t der = { chain->cert[i]->der.data,
			(unsigned)chain->cert[i]->der.len };

		r = gnutls_x509_crt_init(&m->crt[i]);
		if (r < 0)
			break;
		m->n++;
		r = gnutls_x509_crt_import(m->crt[i], &der,
			GNUTLS_X509_FMT_DER);
	}
	return r;
}

/* Bits of gnutls_certificate_status_t, the most telling first. */
static const char *
words_for(unsigned status)
{
	static const struct {
		unsigned bit;
		const char *words;
	} rows[] = {
		{ GNUTLS_CERT_SIGNER_NOT_FOUND,
			"its issuer is not among the trusted CAs" },
		{ GNUTLS_CERT_SIGNATURE_FAILURE,
			"a signature in its chain does not verify" },
		{ GNUTLS_CERT_SIGNER_NOT_CA,
			"one of its issuers is not a CA certificate" },
		{ GNUTLS_CERT_SIGNER_CONSTRAINTS_FAILURE,
			"it breaks a constraint of one of its issuers" },
		{ GNUTLS_CERT_INSECURE_ALGORITHM,
			"its chain uses an insecure algorithm or key" },
		{ GNUTLS_CERT_PURPOSE_MISMATCH,
			"it is not made for TLS servers" },
		{ GNUTLS_CERT_REVOKED, "it has been revoked" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if ((status & rows[i].bit) != 0)
			return rows[i].words;
	return "its chain does not validate";
}

static void
find_root(struct probe_server *s, struct imported *m)
{
	gnutls_x509_crt_t issuer = NULL;
	gnutls_datum_t name;

	if (m->n == 0
		|| gnutls_x509_trust_list_get_issuer(m->list, m->crt[m->n - 1],
			   &issuer, GNUTLS_TL_GET_COPY)
			< 0)
		return;
	s->root_not_after = gnutls_x509_crt_get_expiration_time(issuer);
	if (gnutls_x509_crt_get_raw_dn(issuer, &name) >= 0) {
		s->root = cert_name_text((struct view){ name.data, name.size });
		gnutls_free(name.data);
	}
	gnutls_x509_crt_deinit(issuer);
}

static void
verify(struct probe *p, struct imported *m)
{
	struct probe_server *s = &p->server;
	gnutls_typed_vdata_st purpose = { GNUTLS_DT_KEY_PURPOSE_OID,
		(unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, 0 };
	unsigned status = 0;
	int r;

	s->roots_loaded = tls_trust_select(p->plan->trust, &s->chain, m->list);
	r = gnutls_x509_trust_list_verify_crt2(m->list, m->crt, m->n, &purpose,
		1,
		GNUTLS_VERIFY_DISABLE_TIME_CHECKS
			| GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS,
		&status, NULL);
	s->trusted = r >= 0 && status == 0 && s->unreadable == NULL;
	if (s->unreadable != NULL)
		s->why = xasprintf("%s cannot be read", s->unreadable);
	else if (r < 0)
		s->why = xstrdup(gnutls_strerror(r));
	else if (status != 0)
		s->why = xstrdup(words_for(status));
	find_root(s, m);
}

static bool
chain_in_order(const struct certs *chain)
{
	for (size_t i = 0; i + 1 < chain->n; i++)
		if (!view_eq(chain->cert[i]->x.issuer,
			    chain->cert[i + 1]->x.subject))
			return false;
	return true;
}

/* RFC 6960 section 4.2.1: the answer about the leaf, signed for its issuer. */
static void
read_staple(struct probe_server *s, gnutls_ocsp_resp_t resp, struct imported *m)
{
	time_t next = -1;
	unsigned status = GNUTLS_OCSP_CERT_UNKNOWN, verdict = 0;
	bool about_leaf = gnutls_ocsp_resp_check_crt(resp, 0, m->crt[0]) >= 0;

	if (gnutls_ocsp_resp_get_single(resp, 0, NULL, NULL, NULL, NULL,
		    &status, NULL, &next, NULL, NULL)
			< 0
		|| !about_leaf) {
		s->staple = CERT_STATE_BAD;
		s->staple_text = xstrdup("it is not about this certificate");
		return;
	}
	s->staple_next_update = next > 0 ? (int64_t)next : 0;
	s->revoked = status == GNUTLS_OCSP_CERT_REVOKED;
	if (gnutls_ocsp_resp_verify(resp, m->list, &verdict, 0) < 0
		|| verdict != 0) {
		s->staple = CERT_STATE_BAD;
		s->staple_text = xstrdup("its signature does not verify");
		return;
	}
	s->staple = status == GNUTLS_OCSP_CERT_GOOD ? CERT_STATE_OK
						    : CERT_STATE_BAD;
	s->staple_text = xstrdup(s->revoked               ? "revoked"
			: status == GNUTLS_OCSP_CERT_GOOD ? "good"
							  : "unknown");
}

static void
take_staple(struct probe *p, struct imported *m)
{
	struct probe_server *s = &p->server;
	gnutls_ocsp_resp_t resp;
	gnutls_datum_t der;

	if (m->n == 0
		|| gnutls_ocsp_status_request_get(p->tls->session, &der) < 0
		|| gnutls_ocsp_resp_init(&resp) < 0)
		return;
	if (gnutls_ocsp_resp_import(resp, &der) < 0
		|| gnutls_ocsp_resp_get_status(resp)
			!= GNUTLS_OCSP_RESP_SUCCESSFUL) {
		s->staple = CERT_STATE_BAD;
		s->staple_text = xstrdup("it is no successful OCSP response");
	} else {
		read_staple(s, resp, m);
	}
	gnutls_ocsp_resp_deinit(resp);
}

static bool
is_stapled(const struct probe *p)
{
	gnutls_datum_t der;

	return gnutls_ocsp_status_request_get(p->tls->session, &der) >= 0;
}

/* Has this chain been validated before, and is nothing else to be? */
static bool
recall(struct probe *p)
{
	struct probe_server *s = &p->server;
	const struct tls_trust_answer *a = NULL;

	if (p->plan->trust != NULL && s->unreadable == NULL && !is_stapled(p))
		a = tls_trust_recall(p->plan->trust, &s->chain);
	if (a == NULL)
		return false;
	s->trusted = a->trusted;
	s->why = a->why != NULL ? xstrdup(a->why) : NULL;
	s->roots_loaded = a->roots_loaded;
	s->root = a->root != NULL ? xstrdup(a->root) : NULL;
	s->root_not_after = a->root_not_after;
	return true;
}

static void
keep(const struct probe *p)
{
	const struct probe_server *s = &p->server;
	struct tls_trust_answer a = { s->trusted, s->why, s->roots_loaded,
		s->root, s->root_not_after };

	if (s->unreadable == NULL)
		tls_trust_keep(p->plan->trust, &s->chain, &a);
}

void
tls_server_judge(struct probe *p)
{
	_cleanup_(imported_done) struct imported m = { .n = 0 };
	struct probe_server *s = &p->server;
	bool known;
	int r;

	if (s->chain.n == 0 || s->judged)
		return;
	s->judged = true;
	s->in_order = chain_in_order(&s->chain);
	s->name = xstrdup(p->name);
	known = recall(p);
	r = import_chain(&s->chain, known ? 1 : s->chain.n, &m);
	if (r < 0) {
		s->why = xstrdup(gnutls_strerror(r));
		return;
	}
	s->name_matches = gnutls_x509_crt_check_hostname(m.crt[0], s->name)
		!= 0;
	if (known)
		return;
	if (p->plan->trust != NULL) {
		verify(p, &m);
		keep(p);
	}
	take_staple(p, &m);
}
