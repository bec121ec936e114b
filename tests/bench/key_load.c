/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_load CERT KEY ROUNDS - microseconds to load a key and to see that it is
 * the certificate's: our way, and GnuTLS's own way with its test signature,
 * turn by turn.  Prints "OURS THEIRS" for each round.
 */
#include <gnutls/gnutls.h>

#include "base/clock.h"
#include "proof/cert.h"
#include "proof/certfile.h"
#include "proof/key.h"

static int
ours(const char *cert, const char *key)
{
	_cleanup_certs_ struct certs certs = { 0 };
	_cleanup_key_ struct key *k = NULL;
	_cleanup_bytes_ struct bytes spki = { 0 };
	struct err err;

	if (certfile_load(cert, NULL, 8, &certs, &err) < 0
		|| key_load(key, NULL, &k, &err) < 0
		|| key_spki(k, &spki, &err) < 0)
		return -1;
	return view_eq(bytes_view(&spki), certs.cert[0]->x.spki) ? 0 : -1;
}

static int
theirs(const char *cert, const char *key)
{
	gnutls_certificate_credentials_t cred;
	int r;

	if (gnutls_certificate_allocate_credentials(&cred) < 0)
		return -1;
	r = gnutls_certificate_set_x509_key_file(cred, cert, key,
		GNUTLS_X509_FMT_PEM);
	gnutls_certificate_free_credentials(cred);
	return r < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	int64_t start, between;

	if (argc != 4)
		return 2;
	for (long i = strtol(argv[3], NULL, 10); i > 0; i--) {
		start = clock_mono_us();
		if (ours(argv[1], argv[2]) < 0)
			return 1;
		between = clock_mono_us();
		if (theirs(argv[1], argv[2]) < 0)
			return 1;
		printf("%lld %lld\n", (long long)(between - start),
			(long long)(clock_mono_us() - between));
	}
	return fflush(stdout) != 0;
}
