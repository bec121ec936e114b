/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_names.c - the authorities that a CertificateRequest names (RFC 5246
 * section 7.4.4, RFC 8446 section 4.2.4): ours, or made up on purpose.
 */
#include <time.h>

#include "net/tls_front_part.h"

enum {
	HUGE_NAMES = 220, /* of 95 octets each: more than 20 KiB */
	ONE_DAY = 86400,
};

/* Nobody verifies it: a name is all that is wanted of it. */
static int
make_ca(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, unsigned number)
{
	_cleanup_str_ char *dn = number == 0
		? xstrdup("CN=Another CA,O=Not the one")
		: xasprintf("CN=One of very many certification authorities "
			    "number %04u,O=A very long list of names",
			number);
	time_t now = time(NULL);
	int r = gnutls_x509_crt_set_dn(crt, dn, NULL);

	if (r >= 0)
		r = gnutls_x509_crt_set_version(crt, 3);
	if (r >= 0)
		r = gnutls_x509_crt_set_serial(crt, "\1", 1);
	if (r >= 0)
		r = gnutls_x509_crt_set_activation_time(crt, now - ONE_DAY);
	if (r >= 0)
		r = gnutls_x509_crt_set_expiration_time(crt, now + ONE_DAY);
	if (r >= 0)
		r = gnutls_x509_crt_set_key(crt, key);
	if (r >= 0)
		r = gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	return r >= 0
		? gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0)
		: r;
}

static int
add_made_up(struct front *f, gnutls_x509_privkey_t key, unsigned number)
{
	gnutls_x509_crt_t crt;
	int r = gnutls_x509_crt_init(&crt);

	if (r < 0)
		return r;
	r = make_ca(crt, key, number);
	if (r >= 0)
		r = gnutls_certificate_set_x509_trust(f->cred, &crt, 1);
	gnutls_x509_crt_deinit(crt);
	return r;
}

static int
make_up(struct front *f, unsigned first, unsigned n, struct err *err)
{
	gnutls_x509_privkey_t key;
	int r = gnutls_x509_privkey_init(&key);

	if (r < 0)
		return err_set(err, ERR_SYSTEM, "GnuTLS: %s",
			gnutls_strerror(r));
	r = gnutls_x509_privkey_generate(key, GNUTLS_PK_EC,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	for (unsigned i = 0; r >= 0 && i < n; i++)
		r = add_made_up(f, key, first + i);
	gnutls_x509_privkey_deinit(key);
	return r >= 0 ? 0
		      : err_set(err, ERR_SYSTEM, "a certificate: %s",
			      gnutls_strerror(r));
}

static int
add_ours(struct front *f, struct err *err)
{
	const struct certs *cas = &f->plan->cas;

	for (size_t i = 0; i < cas->n; i++) {
		gnutls_datum_t der = { cas->cert[i]->der.data,
			(unsigned)cas->cert[i]->der.len };
		int r = gnutls_certificate_set_x509_trust_mem(f->cred, &der,
			GNUTLS_X509_FMT_DER);

		if (r < 0)
			return err_set(err, ERR_INPUT, "CA certificate %s: %s",
				cas->cert[i]->subject, gnutls_strerror(r));
	}
	return 0;
}

int
front_names_new(struct front *f, struct err *err)
{
	unsigned mistakes = f->plan->mistakes;

	if ((mistakes & FRONT_CA_OTHER) != 0)
		return make_up(f, 0, 1, err);
	if (add_ours(f, err) < 0)
		return -1;
	return (mistakes & FRONT_CA_HUGE) != 0 ? make_up(f, 1, HUGE_NAMES, err)
					       : 0;
}
