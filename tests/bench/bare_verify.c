/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_verify FILE THREADS - what GnuTLS alone takes for the keys and the
 * signatures of Token Bindings: everything that comes before is done before
 * the clock starts.  FILE has lines of hex: key_parameters, the EKM, then X, Y
 * and the signature as DER, or modulus, exponent and the signature.  Prints
 * the seconds.
 */
#include <pthread.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "base/alloc.h"
#include "base/hex.h"
#include "base/io.h"

enum { FIELDS = 5, LINES_MAX = 1 << 20, FILE_MAX = 1 << 28 };

struct item {
	uint8_t tbs[34];
	struct bytes first, second, signature;
};

static struct item *items;
static size_t n_items, n_threads;

static struct view
next_word(struct view *in)
{
	size_t n = 0;
	struct view word;

	while (n < in->len && in->data[n] != ' ' && in->data[n] != '\n')
		n++;
	word = view_part(*in, 0, n);
	*in = view_part(*in, n + 1, in->len);
	return word;
}

static void
load(const char *name)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	struct view in;
	struct err err;

	if (io_load(name, FILE_MAX, &text, &err) < 0)
		exit(2);
	items = xcalloc(LINES_MAX, sizeof(*items));
	for (in = bytes_view(&text); in.len > 0; n_items++) {
		struct item *i = &items[n_items];
		struct bytes b[FIELDS] = { 0 };

		for (size_t k = 0; k < FIELDS; k++)
			if (hex_decode(next_word(&in), &b[k], &err) < 0)
				exit(2);
		i->tbs[1] = b[0].data[0];
		memcpy(i->tbs + 2, b[1].data, 32);
		i->first = b[2];
		i->second = b[3];
		i->signature = b[4];
	}
}

static gnutls_datum_t
datum(const struct bytes *b)
{
	return (gnutls_datum_t){ b->data, (unsigned)b->len };
}

static bool
verify(struct item *i)
{
	static const gnutls_sign_algorithm_t algs[] = { GNUTLS_SIGN_RSA_SHA256,
		GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, GNUTLS_SIGN_ECDSA_SHA256 };
	gnutls_datum_t first = datum(&i->first), second = datum(&i->second);
	gnutls_datum_t tbs = { i->tbs, sizeof(i->tbs) };
	gnutls_datum_t signature = datum(&i->signature);
	gnutls_pubkey_t key;
	int r;

	gnutls_pubkey_init(&key);
	r = i->tbs[1] == 2 ? gnutls_pubkey_import_ecc_raw(key,
		    GNUTLS_ECC_CURVE_SECP256R1, &first, &second)
			   : gnutls_pubkey_import_rsa_raw(key, &first, &second);
	if (r >= 0)
		r = gnutls_pubkey_verify_data2(key, algs[i->tbs[1]], 0, &tbs,
			&signature);
	gnutls_pubkey_deinit(key);
	return r >= 0;
}

static void *
work(void *arg)
{
	size_t from = (size_t)(uintptr_t)arg;

	for (size_t i = from; i < n_items; i += n_threads)
		if (!verify(&items[i]))
			exit(1);
	return NULL;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	pthread_t threads[16];
	double start;

	if (argc != 3)
		return 2;
	n_threads = strtoul(argv[2], NULL, 10);
	if (n_threads < 1 || n_threads > ARRAY_LEN(threads))
		return 2;
	load(argv[1]);
	start = now();
	for (size_t i = 0; i < n_threads; i++)
		pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i);
	for (size_t i = 0; i < n_threads; i++)
		pthread_join(threads[i], NULL);
	printf("%.6f\n", now() - start);
	return 0;
}
