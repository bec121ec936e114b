/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keys sign, openssl verifies; ECDSA's numbers keep their leading zeros.
 *
 * With a name, "ecdsa", "pkcs1" or "pss", a text (and a file with a
 * passphrase) as arguments it prints that one signature in hex, for tests with
 * a token.
 */
#include "proof/key.h"

#include "base/hex.h"
#include "shell.h"
#include "tap.h"
#include "vectors.h"

enum { MANY = 3000 };

/* A file among the vectors, or one that a test has made. */
static struct key *
load(const char *file)
{
	_cleanup_str_ char *name = xasprintf("keys/%s", file);
	_cleanup_str_ char *path = strncmp(file, "made-", 5) == 0
		? shell_path(file)
		: vector_path(name);
	struct key *k = NULL;
	struct err err = { 0 };

	if (key_load(path, NULL, &k, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return k;
}

static void
put_integer(struct bytes *out, struct view v)
{
	uint8_t head[] = { 0x02, 0, 0 };

	while (v.len > 1 && v.data[0] == 0)
		v = view_part(v, 1, v.len);
	head[1] = (uint8_t)(v.len + (v.data[0] >> 7));
	bytes_append(out, head, 2u + (v.data[0] >> 7));
	bytes_append_view(out, v);
}

/* R || S in the DER that openssl wants. */
static struct bytes
to_der(struct view sig)
{
	_cleanup_bytes_ struct bytes body = { 0 };
	struct bytes out = { 0 };
	uint8_t head[] = { 0x30, 0x81, 0 };

	put_integer(&body, view_part(sig, 0, sig.len / 2));
	put_integer(&body, view_part(sig, sig.len / 2, sig.len));
	head[2] = (uint8_t)body.len;
	bytes_append(&out, head, body.len < 0x80 ? 1 : 2);
	bytes_append(&out, head + 2, 1);
	bytes_append_view(&out, bytes_view(&body));
	return out;
}

static bool
openssl_verifies(const struct key *k, enum key_sign how, struct view data,
	struct view sig)
{
	static const char *const options[] = {
		[KEY_SIGN_ECDSA_SHA256] = "",
		[KEY_SIGN_RSA_PKCS1_SHA256] = "-sigopt rsa_padding_mode:pkcs1",
		[KEY_SIGN_RSA_PSS_SHA256] =
			"-sigopt rsa_padding_mode:pss "
			"-sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256",
	};
	_cleanup_str_ char *command =
		xasprintf("openssl dgst -sha256 -keyform DER -verify key %s "
			  "-signature sig data >/dev/null",
			options[how]);
	_cleanup_bytes_ struct bytes spki = { 0 }, der = { 0 };
	struct err err;

	bytes_append_str(&spki, "what was here before");
	if (key_spki(k, &spki, &err) < 0)
		return false;
	if (how == KEY_SIGN_ECDSA_SHA256)
		der = to_der(sig);
	else
		bytes_append_view(&der, sig);
	shell_save("key", bytes_view(&spki));
	shell_save("data", data);
	shell_save("sig", bytes_view(&der));
	return shell(command);
}

static void
test_good(const char *file, enum key_sign how, size_t len, const char *text)
{
	_cleanup_key_ struct key *k = load(file);
	_cleanup_bytes_ struct bytes sig = { 0 };
	struct view data = view_of_str(text);
	struct err err = { 0 };

	bool good;

	bytes_append_str(&sig, "what was here before");
	good = key_sign(k, how, data, &sig, &err) == 0 && sig.len == len
		&& openssl_verifies(k, how, data, bytes_view(&sig));
	ok(good, "%s, way %d: %zu octets that openssl verifies %s", file, how,
		sig.len, err.text);
}

static void
test_bad(const char *file, enum key_sign how, const char *words)
{
	_cleanup_key_ struct key *k = load(file);
	_cleanup_bytes_ struct bytes sig = { 0 };
	struct err err = { 0 };
	bool failed;

	bytes_append_str(&sig, "kept");
	failed = key_sign(k, how, view_of_str("data"), &sig, &err) < 0;
	ok(failed && err.kind == ERR_INPUT && strstr(err.text, words) != NULL
			&& sig.len == 4,
		"%s, way %d: %s", file, how, err.text);
}

/* One signature in 128 has an R or an S that begins with a zero. */
static void
test_leading_zeros(void)
{
	_cleanup_key_ struct key *k = load("ec-pkcs8.pem");
	size_t right = 0, zeros = 0, verified = 0;
	struct err err = { 0 };

	for (int i = 0; i < MANY; i++) {
		struct view data = { (const uint8_t *)&i, sizeof(i) };
		_cleanup_bytes_ struct bytes sig = { 0 };

		right += key_sign(k, KEY_SIGN_ECDSA_SHA256, data, &sig, &err)
				== 0
			&& sig.len == 64;
		if (sig.len != 64 || (sig.data[0] != 0 && sig.data[32] != 0))
			continue;
		if (++zeros <= 8)
			verified += openssl_verifies(k, KEY_SIGN_ECDSA_SHA256,
				data, bytes_view(&sig));
	}
	ok(right == MANY, "%zu of %d signatures have 64 octets", right, MANY);
	ok(zeros >= 1 && verified == (zeros < 8 ? zeros : 8),
		"%zu have a leading zero, openssl verified %zu", zeros,
		verified);
}

static void
test_other_curves(void)
{
	static const char *const names[] = { "EC P-384", "EC P-521",
		"OKP Ed25519" };
	_cleanup_json_ struct json *root = vector_json("jwk.json");
	const struct json *row = json_first(json_get(root, "good"));

	for (; row != NULL; row = json_next(row))
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			_cleanup_str_ char *file = xasprintf("made-%zu", i);
			const char *text = json_string(json_get(row, "text"));

			if (strcmp(json_string(json_get(row, "name")), names[i])
				== 0)
				shell_save(file, view_of_str(text));
		}
	test_good("made-0", KEY_SIGN_ECDSA_SHA256, 96, "data");
	test_good("made-1", KEY_SIGN_ECDSA_SHA256, 132, "data");
	test_bad("made-2", KEY_SIGN_ECDSA_SHA256,
		"another kind, EdDSA (Ed25519)");
}

/* Keys for RSA-PSS alone, RFC 4055 section 3.1, that name a hash and a salt. */
static void
test_pss_keys(void)
{
	static const char *const options[] = {
		"",
		"-pkeyopt rsa_pss_keygen_md:sha256 "
		"-pkeyopt rsa_pss_keygen_mgf1_md:sha256 "
		"-pkeyopt rsa_pss_keygen_saltlen:32",
		"-pkeyopt rsa_pss_keygen_md:sha256 "
		"-pkeyopt rsa_pss_keygen_mgf1_md:sha256 "
		"-pkeyopt rsa_pss_keygen_saltlen:20",
		"-pkeyopt rsa_pss_keygen_md:sha384 "
		"-pkeyopt rsa_pss_keygen_mgf1_md:sha384 "
		"-pkeyopt rsa_pss_keygen_saltlen:32",
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		_cleanup_str_ char *command = xasprintf(
			"openssl genpkey -algorithm RSA-PSS -pkeyopt "
			"rsa_keygen_bits:2048 %s -out made-pss%zu 2>/dev/null",
			options[i], i);

		if (!shell(command))
			exit(1);
	}
	test_good("made-pss0", KEY_SIGN_RSA_PSS_SHA256, 256, "data");
	test_good("made-pss1", KEY_SIGN_RSA_PSS_SHA256, 256, "data");
	test_bad("made-pss0", KEY_SIGN_RSA_PKCS1_SHA256, "another kind");
	test_bad("made-pss2", KEY_SIGN_RSA_PSS_SHA256,
		"a salt of another length than 32");
	test_bad("made-pss3", KEY_SIGN_RSA_PSS_SHA256, "cannot sign");
}

static int
print_signature(char **argv)
{
	static const char *const names[] = {
		[KEY_SIGN_ECDSA_SHA256] = "ecdsa",
		[KEY_SIGN_RSA_PKCS1_SHA256] = "pkcs1",
		[KEY_SIGN_RSA_PSS_SHA256] = "pss",
	};
	_cleanup_(certfile_pass_done) struct certfile_pass p = { 0 };
	_cleanup_bytes_ struct bytes sig = { 0 };
	_cleanup_key_ struct key *k = NULL;
	_cleanup_str_ char *hex = NULL;
	size_t how = 0;
	struct err err;

	p.source = argv[4];
	while (how < ARRAY_LEN(names) - 1 && strcmp(names[how], argv[2]) != 0)
		how++;
	if (key_load(argv[1], &p, &k, &err) < 0
		|| key_sign(k, (enum key_sign)how, view_of_str(argv[3]), &sig,
			   &err)
			< 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	hex = hex_encode(bytes_view(&sig), HEX_LOWER);
	puts(hex);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 3)
		return print_signature(argv);
	shell_begin();
	test_good("ec-pkcs8.pem", KEY_SIGN_ECDSA_SHA256, 64, "some data");
	test_good("ec-pkcs8.pem", KEY_SIGN_ECDSA_SHA256, 64, "");
	test_good("rsa-pkcs1.pem", KEY_SIGN_RSA_PKCS1_SHA256, 256, "some data");
	test_good("rsa-pkcs1.pem", KEY_SIGN_RSA_PSS_SHA256, 256, "some data");
	test_bad("ec-pkcs8.pem", KEY_SIGN_RSA_PKCS1_SHA256,
		"cannot sign by RSA PKCS#1 v1.5 with SHA-256: the key is of "
		"another kind, EC");
	test_bad("ec-pkcs8.pem", KEY_SIGN_RSA_PSS_SHA256, "another kind, EC");
	test_bad("rsa-pkcs1.pem", KEY_SIGN_ECDSA_SHA256, "another kind, RSA");
	test_leading_zeros();
	test_other_curves();
	test_pss_keys();
	shell_end();
	return tap_done();
}
