/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_import FILE - the SHA-256 fingerprint of every PEM certificate, by the
 * functions that GnuTLS offers for it.
 */
#include <gnutls/x509.h>

#include "base/base.h"

static int
print_fingerprint(const gnutls_datum_t *pem)
{
	unsigned char digest[32];
	size_t len = sizeof(digest);
	gnutls_x509_crt_t crt;
	int r;

	if (gnutls_x509_crt_init(&crt) < 0)
		return -1;
	r = gnutls_x509_crt_import(crt, pem, GNUTLS_X509_FMT_PEM);
	if (r == 0)
		r = gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA256,
			digest, &len);
	gnutls_x509_crt_deinit(crt);
	for (size_t i = 0; r == 0 && i < len; i++)
		printf("%02x", digest[i]);
	putchar('\n');
	return r;
}

int
main(int argc, char **argv)
{
	static const char end[] = "-----END CERTIFICATE-----\n";
	gnutls_datum_t file, pem;
	char *at, *next;

	if (argc != 2 || gnutls_load_file(argv[1], &file) < 0)
		return 2;
	for (at = (char *)file.data; (next = strstr(at, end)); at = next) {
		next += strlen(end);
		pem.data = (unsigned char *)at;
		pem.size = (unsigned)(next - at);
		if (print_fingerprint(&pem) < 0)
			return 1;
	}
	gnutls_free(file.data);
	return fflush(stdout) != 0;
}
