/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_jws ALG KEY FILE THREADS - what GnuTLS alone takes for the signatures
 * of tokens: the key in PEM is imported and all is decoded before the clock
 * starts.  FILE has a token a line.  Prints the seconds.
 */
#include <pthread.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/alloc.h"
#include "base/b64.h"
#include "base/io.h"

enum { LINES_MAX = 1 << 20, FILE_MAX = 1 << 28 };

struct item {
	gnutls_datum_t input, signature;
};

static const struct alg {
	const char *name;
	gnutls_sign_algorithm_t sign;
	bool is_ecdsa;
} algs[] = {
	{ "ES256", GNUTLS_SIGN_ECDSA_SHA256, true },
	{ "ES384", GNUTLS_SIGN_ECDSA_SHA384, true },
	{ "RS256", GNUTLS_SIGN_RSA_SHA256, false },
	{ "PS256", GNUTLS_SIGN_RSA_PSS_RSAE_SHA256, false },
	{ "EdDSA", GNUTLS_SIGN_EDDSA_ED25519, false },
	{ .name = NULL },
};

static const struct alg *alg = algs;
static struct item *items;
static size_t n_items, n_threads;
static gnutls_datum_t key_text;

static gnutls_datum_t
datum(struct view v)
{
	return (gnutls_datum_t){ (unsigned char *)v.data, (unsigned)v.len };
}

/* ECDSA: from R and S to what GnuTLS takes. */
static void
encode(gnutls_datum_t *signature)
{
	unsigned half = signature->size / 2;
	gnutls_datum_t r = { signature->data, half };
	gnutls_datum_t s = { signature->data + half, half };

	if (gnutls_encode_rs_value(signature, &r, &s) < 0)
		exit(2);
}

static void
load_token(struct view line)
{
	const uint8_t *dot = memrchr(line.data, '.', line.len);
	struct bytes signature = { 0 };
	struct item *i = &items[n_items++];
	struct err err;
	size_t at;

	if (dot == NULL || n_items == LINES_MAX)
		exit(2);
	at = (size_t)(dot - line.data);
	if (b64_decode(view_part(line, at + 1, line.len), B64_URL, &signature,
		    &err)
		< 0)
		exit(2);
	i->input = datum(view_part(line, 0, at));
	i->signature = datum(bytes_view(&signature));
	if (alg->is_ecdsa)
		encode(&i->signature);
}

static void
load_tokens(const char *name)
{
	struct bytes text = { 0 };
	struct view in;
	struct err err;

	if (io_load(name, FILE_MAX, &text, &err) < 0)
		exit(2);
	items = xcalloc(LINES_MAX, sizeof(*items));
	for (in = bytes_view(&text); in.len > 0;) {
		const uint8_t *end = memchr(in.data, '\n', in.len);
		size_t len = end != NULL ? (size_t)(end - in.data) : in.len;

		load_token(view_part(in, 0, len));
		in = view_part(in, len + 1, in.len);
	}
}

static gnutls_pubkey_t
import(void)
{
	gnutls_pubkey_t key;

	if (gnutls_pubkey_init(&key) < 0
		|| gnutls_pubkey_import(key, &key_text, GNUTLS_X509_FMT_PEM)
			< 0)
		exit(2);
	return key;
}

static void *
work(void *arg)
{
	size_t from = (size_t)(uintptr_t)arg;
	gnutls_pubkey_t key = import();

	for (size_t i = from; i < n_items; i += n_threads)
		if (gnutls_pubkey_verify_data2(key, alg->sign, 0,
			    &items[i].input, &items[i].signature)
			< 0)
			exit(1);
	gnutls_pubkey_deinit(key);
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

	if (argc != 5)
		return 2;
	while (alg->name != NULL && strcmp(alg->name, argv[1]) != 0)
		alg++;
	n_threads = strtoul(argv[4], NULL, 10);
	if (alg->name == NULL || n_threads < 1 || n_threads > ARRAY_LEN(threads)
		|| gnutls_load_file(argv[2], &key_text) < 0)
		return 2;
	load_tokens(argv[3]);
	start = now();
	for (size_t i = 0; i < n_threads; i++)
		pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)i);
	for (size_t i = 0; i < n_threads; i++)
		pthread_join(threads[i], NULL);
	printf("%.6f\n", now() - start);
	return 0;
}
