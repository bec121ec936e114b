/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_cred.c - what all sessions of a front share: identities, the names
 * of authorities, the priorities, the keys of tickets.
 */
#include "net/tls_front_part.h"

static int
bad_identity(const struct front_identity *i, int r, struct err *err)
{
	return err_set(err, ERR_INPUT, "certificate %s: %s",
		i->chain.n > 0 ? i->chain.cert[0]->subject : "none",
		gnutls_strerror(r));
}

static int
import_chain(struct front_identity_tls *t, const struct certs *chain)
{
	int r = 0;

	t->pcert = xcalloc(chain->n, sizeof(*t->pcert));
	for (size_t i = 0; r >= 0 && i < chain->n; i++) {
		gnutls_datum_t der = { chain->cert[i]->der.data,
			(unsigned)chain->cert[i]->der.len };

		r = gnutls_pcert_import_x509_raw(&t->pcert[i], &der,
			GNUTLS_X509_FMT_DER, 0);
		t->n += r >= 0;
		if (r < 0 || i > 0)
			continue;
		r = gnutls_x509_crt_init(&t->leaf);
		if (r >= 0)
			r = gnutls_x509_crt_import(t->leaf, &der,
				GNUTLS_X509_FMT_DER);
	}
	return r;
}

/* Else the library would find out in the middle of a handshake. */
static int
check_key(const struct front_identity *i, struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };

	if (key_spki(i->key, &spki, err) < 0)
		return -1;
	if (!view_eq(bytes_view(&spki), i->chain.cert[0]->x.spki))
		return err_set(err, ERR_INPUT,
			"certificate %s: the key is not its own",
			i->chain.cert[0]->subject);
	return 0;
}

static int
take_identity(struct front_identity_tls *t, const struct front_identity *i,
	struct err *err)
{
	int r = i->chain.n > 0 ? import_chain(t, &i->chain)
			       : GNUTLS_E_NO_CERTIFICATE_FOUND;

	if (r < 0)
		return bad_identity(i, r, err);
	t->key = key_gnutls(i->key);
	t->pk = gnutls_pubkey_get_pk_algorithm(t->pcert[0].pubkey, NULL);
	return check_key(i, err);
}

/* Can the client verify what this key signs? */
static bool
fits(gnutls_session_t s, const struct front_identity_tls *t)
{
	gnutls_sign_algorithm_t algo;
	size_t n = 0;

	for (; gnutls_sign_algorithm_get_requested(s, n, &algo) >= 0; n++)
		if (gnutls_sign_supports_pk_algorithm(algo,
			    (gnutls_pk_algorithm_t)t->pk))
			return true;
	return n == 0;
}

/* The first that has the name, or the first; one that fits, if there is. */
static const struct front_identity_tls *
choose(const struct front *f, gnutls_session_t s, const char *name)
{
	const struct front_identity_tls *any = NULL, *named = NULL;

	for (size_t i = 0; i < f->plan->n_identities; i++) {
		const struct front_identity_tls *t = &f->identity[i];
		bool is_named = *name != '\0'
			&& gnutls_x509_crt_check_hostname(t->leaf, name) != 0;

		if (is_named && fits(s, t))
			return t;
		if (is_named && named == NULL)
			named = t;
		if (any == NULL && fits(s, t))
			any = t;
	}
	if (named != NULL)
		return named;
	return any != NULL ? any : &f->identity[0];
}

static int
retrieve(gnutls_session_t s, const struct gnutls_cert_retr_st *info _unused_,
	gnutls_pcert_st **ret_certs, unsigned *ret_n,
	gnutls_ocsp_data_st **ret_ocsp, unsigned *ret_n_ocsp,
	gnutls_privkey_t *ret_key, unsigned *ret_flags)
{
	struct guest *g = gnutls_session_get_ptr(s);
	const struct front_identity_tls *t;

	guest_take_sni(g);
	t = choose(g->front, s, g->visit->sni);
	g->visit->server_cert = g->front->plan->identity[t - g->front->identity]
					.chain.cert[0];
	*ret_certs = t->pcert;
	*ret_n = t->n;
	*ret_ocsp = NULL;
	*ret_n_ocsp = 0;
	*ret_key = t->key;
	*ret_flags = 0;
	return 0;
}

static const char *
priority_of(const struct front_plan *plan)
{
	if (plan->priority != NULL)
		return plan->priority;
	if (plan->tls == 12)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.2";
	if (plan->tls == 13)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.3";
	return "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
}

/*
 * Whether a key may sign is for us to judge, and to tell; this is for our own.
 * What Token Binding needs below TLS 1.3 can be switched off only here.
 */
static char *
whole_priority(const struct front_plan *plan, const char *text)
{
	bool no_ems = (plan->mistakes & FRONT_TB_NO_EMS) != 0;
	bool no_ri = (plan->mistakes & FRONT_TB_NO_RI) != 0;

	return xasprintf("%s:%%DEBUG_ALLOW_KEY_USAGE_VIOLATIONS%s%s", text,
		no_ems ? ":%NO_SESSION_HASH" : "",
		no_ri ? ":%DISABLE_SAFE_RENEGOTIATION" : "");
}

static int
take_priority(struct front *f, struct err *err)
{
	const char *text = priority_of(f->plan), *at = text;
	_cleanup_str_ char *all = NULL, *lax = NULL;

	if (gnutls_priority_init2(&f->priority, text, &at, 0) < 0)
		return err_set(err, ERR_USAGE,
			"--priority: GnuTLS does not understand '%s': see "
			"GnuTLS's manual, \"Priority strings\"",
			at);
	gnutls_priority_deinit(f->priority);
	f->priority = NULL;
	all = whole_priority(f->plan, text);
	lax = xasprintf("%s:%%COMPAT", all);
	if (gnutls_priority_init(&f->priority, all, NULL) < 0
		|| gnutls_priority_init(&f->lax, lax, NULL) < 0)
		return err_set(err, ERR_USAGE, "--priority: %s", text);
	return 0;
}

int
front_cred_new(struct front *f, struct err *err)
{
	const struct front_plan *plan = f->plan;
	int r = gnutls_certificate_allocate_credentials(&f->cred);

	for (size_t i = 0; r >= 0 && i < plan->n_doors; i++)
		r = gnutls_session_ticket_key_generate(&f->ticket_key[i]);
	if (r < 0)
		return err_set(err, ERR_SYSTEM, "GnuTLS: %s",
			gnutls_strerror(r));
	if (take_priority(f, err) < 0)
		return -1;
	f->identity = xcalloc(FRONT_IDENTITIES_MAX, sizeof(*f->identity));
	for (size_t i = 0; i < plan->n_identities; i++)
		if (take_identity(&f->identity[i], &plan->identity[i], err) < 0)
			return -1;
	gnutls_certificate_set_retrieve_function3(f->cred, retrieve);
	return front_names_new(f, err);
}

static void
identity_done(struct front_identity_tls *t)
{
	for (unsigned i = 0; i < t->n; i++)
		gnutls_pcert_deinit(&t->pcert[i]);
	free(t->pcert);
	if (t->leaf != NULL)
		gnutls_x509_crt_deinit(t->leaf);
}

void
front_cred_done(struct front *f)
{
	for (size_t i = 0; f->identity != NULL && i < f->plan->n_identities;
		i++)
		identity_done(&f->identity[i]);
	free(f->identity);
	if (f->cred != NULL)
		gnutls_certificate_free_credentials(f->cred);
	if (f->priority != NULL)
		gnutls_priority_deinit(f->priority);
	if (f->lax != NULL)
		gnutls_priority_deinit(f->lax);
	for (size_t i = 0; i < FRONT_DOORS_MAX; i++) {
		if (f->ticket_key[i].data == NULL)
			continue;
		wipe(f->ticket_key[i].data, f->ticket_key[i].size);
		gnutls_free(f->ticket_key[i].data);
	}
}
