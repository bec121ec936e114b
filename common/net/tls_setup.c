/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_setup.c - credentials and sessions.
 *
 * Unless the plan says that it shall be as obedient as others, the client
 * certificate is presented whatever authorities the server lists: a library
 * that filters would turn "unknown CA" into "no certificate".  It is presented
 * whatever its key usage says, and whatever key it comes with: the server's
 * verdict is what we are after, not our library's.
 */
#include "net/tls_session.h"

static void
pcerts_free(struct tls_client *c)
{
	for (size_t i = 0; i < c->n_pcert; i++) {
		if (c->pcert[i].pubkey != NULL)
			gnutls_pubkey_deinit(c->pcert[i].pubkey);
	}
	free(c->pcert);
}

/*
 * The library's own import would re-encode nothing, but refuse certificates
 * that it does not understand and remember a key usage to be held against us
 * in TLS 1.2; the octets and the public key are all that is needed.
 */
static int
pcerts_make(struct tls_client *c, const struct certs *chain, struct err *err)
{
	c->pcert = xcalloc(chain->n, sizeof(*c->pcert));
	c->n_pcert = chain->n;
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *cert = chain->cert[i];
		gnutls_datum_t spki = {
			(unsigned char *)(uintptr_t)cert->x.spki.data,
			(unsigned)cert->x.spki.len
		};
		int r;

		c->pcert[i].type = GNUTLS_CRT_X509;
		c->pcert[i].cert.data = cert->der.data;
		c->pcert[i].cert.size = (unsigned)cert->der.len;
		r = gnutls_pubkey_init(&c->pcert[i].pubkey);
		if (r >= 0)
			r = gnutls_pubkey_import(c->pcert[i].pubkey, &spki,
				GNUTLS_X509_FMT_DER);
		if (r < 0 && i == 0)
			return err_set(err, ERR_INPUT,
				"certificate %s: its public key cannot be used "
				"for TLS: %s",
				cert->subject, gnutls_strerror(r));
	}
	return 0;
}

/* What RFC 8446 section 4.4.2.3 and most libraries make of the request. */
static enum withheld
withheld(const struct probe *p)
{
	const struct probe_plan *plan = p->plan;

	if (!plan->obey)
		return WITHHELD_NOT;
	if (p->request_readable && p->request.n_authorities > 0
		&& !probe_is_listed(p))
		return WITHHELD_UNLISTED;
	return plan->leaf != NULL && !plan->leaf->client_auth ? WITHHELD_EKU
							      : WITHHELD_NOT;
}

static int
retrieve(gnutls_session_t s, const struct gnutls_cert_retr_st *info _unused_,
	gnutls_pcert_st **ret_certs, unsigned *ret_n,
	gnutls_ocsp_data_st **ret_ocsp, unsigned *ret_n_ocsp,
	gnutls_privkey_t *ret_key, unsigned *ret_flags)
{
	struct probe *p = gnutls_session_get_ptr(s);
	const struct tls_client *c = p->tls->client;

	*ret_certs = NULL;
	*ret_n = 0;
	*ret_ocsp = NULL;
	*ret_n_ocsp = 0;
	*ret_key = NULL;
	*ret_flags = 0;
	if (c->n_pcert == 0)
		return 0;
	/*
	 * Without a scheme in common there is nothing that we could sign: RFC
	 * 8446 section 4.4.2.3 wants an empty Certificate then.
	 */
	if (p->request_readable
		&& !certreq_scheme_for_key(&p->request,
			c->plan->chain->cert[0]->x.spki)) {
		p->no_scheme = true;
		return 0;
	}
	p->withheld = withheld(p);
	if (p->withheld != WITHHELD_NOT)
		return 0;
	*ret_certs = c->pcert;
	*ret_n = (unsigned)c->n_pcert;
	*ret_key = key_gnutls(c->plan->key);
	return 0;
}

/* Each version of the priority string is tried once, before any connection. */
static int
check_priority(const char *text, struct err *err)
{
	gnutls_priority_t priority;
	const char *at = text;

	if (gnutls_priority_init2(&priority, text, &at, 0) < 0)
		return err_set(err, ERR_USAGE,
			"--priority: GnuTLS does not understand '%s': see "
			"GnuTLS's manual, \"Priority strings\"",
			at);
	gnutls_priority_deinit(priority);
	return 0;
}

int
tls_client_new(const struct probe_plan *plan, struct tls_client **ret,
	struct err *err)
{
	_cleanup_tls_client_ struct tls_client *c = xcalloc(1, sizeof(*c));
	int r;

	c->plan = plan;
	if (plan->priority != NULL && check_priority(plan->priority, err) < 0)
		return -1;
	r = gnutls_certificate_allocate_credentials(&c->cred);
	if (r < 0)
		return err_set(err, ERR_SYSTEM, "GnuTLS: %s",
			gnutls_strerror(r));
	gnutls_certificate_set_retrieve_function3(c->cred, retrieve);
	if (plan->chain != NULL && pcerts_make(c, plan->chain, err) < 0)
		return -1;
	*ret = steal(c);
	return 0;
}

void
tls_client_free(struct tls_client *c)
{
	if (c == NULL)
		return;
	if (c->cred != NULL)
		gnutls_certificate_free_credentials(c->cred);
	pcerts_free(c);
	free(c);
}

void
tls_client_freep(struct tls_client **c)
{
	tls_client_free(*c);
}

static const char *
priority_of(const struct probe_plan *plan)
{
	if (plan->priority != NULL)
		return plan->priority;
	if (plan->tls == 12)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.2";
	if (plan->tls == 13)
		return "NORMAL:-VERS-ALL:+VERS-TLS1.3";
	return "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
}

static int
configure(struct probe *p, gnutls_session_t s)
{
	const struct probe_plan *plan = p->plan;
	const char *name = probe_sni(p);
	gnutls_datum_t alpn[16];
	unsigned n = 0;
	int r = gnutls_priority_set_direct(s, priority_of(plan), NULL);

	if (r >= 0)
		r = gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE,
			p->tls->client->cred);
	if (r >= 0 && name != NULL)
		r = gnutls_server_name_set(s, GNUTLS_NAME_DNS, name,
			strlen(name));
	for (; n < plan->n_alpn && n < ARRAY_LEN(alpn); n++)
		alpn[n] = (gnutls_datum_t){
			(unsigned char *)(uintptr_t)plan->alpn[n].data,
			(unsigned)plan->alpn[n].len
		};
	if (r >= 0 && n > 0)
		r = gnutls_alpn_set_protocols(s, alpn, n, 0);
	if (r >= 0)
		r = gnutls_ocsp_status_request_enable_client(s, NULL, 0, NULL);
	if (r >= 0 && plan->session.len > 0)
		r = gnutls_session_set_data(s, plan->session.data,
			plan->session.len);
	return r;
}

static unsigned
flags_of(const struct probe_plan *plan)
{
	unsigned flags = GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;

	/*
	 * Tickets of TLS 1.2 make a later renegotiation fail in the library,
	 * and say nothing that Finished does not say.
	 */
	if (!plan->keep_session && plan->session.len == 0)
		flags |= GNUTLS_NO_TICKETS_TLS12;
	if (plan->pha)
		flags |= GNUTLS_POST_HANDSHAKE_AUTH;
	return flags;
}

int
tls_session_open(struct probe *p, struct tls_client *c, int fd, struct err *err)
{
	int r;

	p->tls = xcalloc(1, sizeof(*p->tls));
	p->tls->client = c;
	p->tls->fd = fd;
	p->tls->limit = PROBE_HANDSHAKE_MAX;
	r = gnutls_init(&p->tls->session, flags_of(p->plan));
	if (r >= 0) {
		gnutls_session_set_ptr(p->tls->session, p);
		r = configure(p, p->tls->session);
	}
	if (r >= 0) {
		p->tokbind.own = p->plan->tokbind;
		r = tokbind_attach(&p->tokbind, p->tls->session);
	}
	if (r < 0)
		return err_set(err, ERR_SYSTEM, "GnuTLS: %s",
			gnutls_strerror(r));
	tls_io_attach(p);
	tls_watch_attach(p);
	return 0;
}

void
tls_session_close(struct probe *p)
{
	struct tls_session *t = p->tls;

	if (t == NULL)
		return;
	if (t->session != NULL)
		gnutls_deinit(t->session);
	bytes_done(&t->request);
	free(t);
	p->tls = NULL;
}

void
tls_session_forgo_tickets(struct probe *p)
{
	_cleanup_str_ char *priority = xasprintf("%s:%%NO_TICKETS_TLS12",
		priority_of(p->plan));

	(void)gnutls_priority_set_direct(p->tls->session, priority, NULL);
}
