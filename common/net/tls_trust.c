/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_trust.c - trust anchors, only those that can matter: a certificate of
 * the bundle is imported when its subject is an issuer in the server's chain.
 * Loading a whole system store costs more than the handshake.
 */
#include <gnutls/x509.h>
#include <unistd.h>

#include "net/tls_session.h"
#include "proof/certfile.h"

const char *
tls_trust_system_file(void)
{
	static const char *const files[] = {
		"/etc/ssl/certs/ca-certificates.crt",     /* Debian, Alpine */
		"/etc/pki/tls/certs/ca-bundle.crt",       /* Fedora */
		"/var/lib/ca-certificates/ca-bundle.pem", /* SUSE */
		"/etc/ssl/cert.pem",                      /* BSDs, macOS */
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (access(files[i], R_OK) == 0)
			return files[i];
	return NULL;
}

/*
 * An anchor may also be in the chain itself: a private server certificate
 * that the user trusts as it is.
 */
static bool
matters(const struct certs *chain, const struct x509 *anchor)
{
	for (size_t i = 0; i < chain->n; i++)
		if (view_eq(chain->cert[i]->x.issuer, anchor->subject)
			|| view_eq(chain->cert[i]->x.subject, anchor->subject))
			return true;
	return false;
}

static int
add_anchor(gnutls_x509_trust_list_t list, struct view der)
{
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)der.data,
		(unsigned)der.len };
	gnutls_x509_crt_t crt;
	int r = gnutls_x509_crt_init(&crt);

	if (r < 0)
		return r;
	r = gnutls_x509_crt_import(crt, &data, GNUTLS_X509_FMT_DER);
	if (r >= 0)
		r = gnutls_x509_trust_list_add_cas(list, &crt, 1,
			GNUTLS_TL_NO_DUPLICATES);
	if (r < 1)
		gnutls_x509_crt_deinit(crt);
	return r;
}

int
tls_trust_load(const char *file, const struct certs *chain,
	gnutls_x509_trust_list_t list, size_t *ret_loaded, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	size_t loaded = 0;
	struct view der;
	struct x509 x;
	struct err ignored;
	int r;

	if (certfile_open(file, NULL, &f, err) < 0)
		return -1;
	while ((r = certfile_next(f, &der, err)) > 0)
		if (x509_parse(der, &x, &ignored) == 0 && matters(chain, &x)
			&& add_anchor(list, der) > 0)
			loaded++;
	if (r < 0)
		return -1;
	*ret_loaded = loaded;
	return 0;
}
