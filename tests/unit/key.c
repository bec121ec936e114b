/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys in every container that openssl makes give the same public
 * key; what is no key, or needs another passphrase, says so.
 *
 * With a name (and a file with a passphrase) as arguments it prints the public
 * key of that one key in hex, for tests with a token.
 */
#include "proof/key.h"

#include <unistd.h>

#include "base/hex.h"
#include "tap.h"
#include "vectors.h"

static const char sesame[] = "env:TEST_SESAME";

static int
load(const char *file, const char *pass, struct bytes *ret_spki,
	struct err *err)
{
	_cleanup_str_ char *name = xasprintf("keys/%s", file);
	_cleanup_str_ char *path = vector_path(name);
	_cleanup_(
		certfile_pass_done) struct certfile_pass p = { .source = pass };
	_cleanup_key_ struct key *k = NULL;

	if (key_load(path, &p, &k, err) < 0)
		return -1;
	return key_spki(k, ret_spki, err);
}

static void
test_good(const char *file, const char *pass, const char *want)
{
	_cleanup_str_ char *name = xasprintf("keys/%s.spki", want);
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_bytes_ struct bytes wanted = vector_octets(name);
	struct err err = { 0 };

	ok(load(file, pass, &spki, &err) == 0
			&& view_eq(bytes_view(&spki), bytes_view(&wanted)),
		"%s%s: %s", file, pass != NULL ? " with a passphrase" : "",
		err.kind == ERR_NONE ? "the right key" : err.text);
}

static void
test_bad(const char *file, const char *pass, const char *words)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	struct err err = { 0 };

	ok(load(file, pass, &spki, &err) < 0 && err.kind == ERR_INPUT
			&& strstr(err.text, file) != NULL
			&& strstr(err.text, words) != NULL && spki.len == 0,
		"%s: %s", file, err.text);
}

static void
test_containers(void)
{
	static const char *const plain[] = { "ec-pkcs8.pem", "ec-pkcs8.der",
		"ec-sec1.pem", "ec-sec1.der", "ec-parameters.pem",
		"ec-combined.pem", "ec-empty.p12", "ec-plain.p12" };
	static const char *const plain_rsa[] = { "rsa-pkcs8.pem",
		"rsa-pkcs8.der", "rsa-pkcs1.pem", "rsa-pkcs1.der",
		"rsa-combined.pem" };
	static const char *const encrypted[] = { "ec-encrypted.pem",
		"ec-encrypted.der", "ec-legacy-encrypted.pem",
		"ec-encrypted-3des.pem", "ec-modern.p12", "ec-old.p12" };
	static const char *const encrypted_rsa[] = { "rsa-encrypted.pem",
		"rsa-encrypted.der", "rsa-legacy-encrypted.pem" };

	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		test_good(plain[i], NULL, "ec");
	for (size_t i = 0; i < ARRAY_LEN(plain_rsa); i++)
		test_good(plain_rsa[i], NULL, "rsa");
	for (size_t i = 0; i < ARRAY_LEN(encrypted); i++) {
		test_good(encrypted[i], sesame, "ec");
		test_bad(encrypted[i], "env:TEST_OTHER", "wrong passphrase");
	}
	for (size_t i = 0; i < ARRAY_LEN(encrypted_rsa); i++) {
		test_good(encrypted_rsa[i], sesame, "rsa");
		test_bad(encrypted_rsa[i], "env:TEST_OTHER",
			"wrong passphrase");
	}
}

/* A plain key needs no passphrase, and one that is given does no harm. */
static void
test_needless(void)
{
	test_good("ec-pkcs8.pem", sesame, "ec");
	test_good("rsa-pkcs1.der", sesame, "rsa");
}

static void
test_refused(void)
{
	test_bad("ec-cert.pem", NULL, "holds certificates but no private key");
	test_bad("public.pem", NULL, "public key but no private key");
	test_bad("ec.spki", NULL, "no private key");
	test_bad("no-key.p12", sesame, "no private key");
	test_bad("nosuch.pem", NULL, "cannot open");
	test_bad("ec-encrypted.pem", "env:TEST_NOT_SET", "no such variable");
}

/* Nobody sits at the terminal of a test. */
static void
test_nobody_to_ask(void)
{
	_cleanup_str_ char *path = vector_path("keys/ec-encrypted.pem");
	struct key *k = NULL;
	struct err err = { 0 };

	ok(key_load(path, NULL, &k, &err) < 0 && k == NULL
			&& strstr(err.text,
				"encrypted, and no passphrase was given: use "
				"--pass FILE, --pass env:NAME or a terminal"),
		"nobody to ask: %s", err.text);
}

/* The key is cut off at every octet: refused each time. */
static void
test_cut(void)
{
	static const char *const files[] = { "ec-pkcs8.pem", "ec-sec1.der",
		"ec-plain.p12" };
	char path[] = "/tmp/tlsbind-key-XXXXXX";
	int fd = mkstemp(path);
	FILE *out = fdopen(fd, "w");

	for (size_t f = 0; f < ARRAY_LEN(files); f++) {
		_cleanup_str_ char *name = xasprintf("keys/%s", files[f]);
		_cleanup_bytes_ struct bytes data = vector_octets(name);
		size_t taken = 0, len = data.len;

		/* The last line may lack its end, and its last dashes. */
		len -= strstr(files[f], ".pem") != NULL ? 12 : 0;
		for (size_t i = 0; i < len; i += 7) {
			struct key *k = NULL;
			struct err err;

			rewind(out);
			if (ftruncate(fd, 0) < 0
				|| fwrite(data.data, 1, i, out) != i
				|| fflush(out) != 0)
				exit(1);
			taken += key_load(path, NULL, &k, &err) == 0;
			key_free(k);
		}
		ok(taken == 0, "%s, cut off anywhere, is refused", files[f]);
	}
	fclose(out);
	unlink(path);
}

static int
print_key(const char *name, const char *pass)
{
	_cleanup_(
		certfile_pass_done) struct certfile_pass p = { .source = pass };
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_key_ struct key *k = NULL;
	_cleanup_str_ char *hex = NULL;
	struct err err;

	if (key_load(name, &p, &k, &err) < 0 || key_spki(k, &spki, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	hex = hex_encode(bytes_view(&spki), HEX_LOWER);
	puts(hex);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return print_key(argv[1], argv[2]);
	setenv("TEST_SESAME", "sesame", 1);
	setenv("TEST_OTHER", "other", 1);
	unsetenv("TEST_NOT_SET");
	test_containers();
	test_needless();
	test_refused();
	test_nobody_to_ask();
	test_cut();
	return tap_done();
}
