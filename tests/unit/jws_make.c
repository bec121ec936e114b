/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What we sign, we read and verify, and so does Python's cryptography.
 */
#include "proof/jws_make.h"

#include "proof/jwk.h"
#include "proof/jws.h"
#include "shell.h"
#include "tap.h"
#include "vectors.h"

enum { MANY = 300 };

static const char verifier[] =
	"import base64, json, sys\n"
	"from cryptography.hazmat.primitives import hashes, serialization\n"
	"from cryptography.hazmat.primitives.asymmetric import ec, utils\n"
	"key = serialization.load_der_public_key(open('key', 'rb').read())\n"
	"def b64(s):\n"
	"    assert '=' not in s\n"
	"    return base64.urlsafe_b64decode(s + '=' * (-len(s) % 4))\n"
	"for line in open('tokens'):\n"
	"    head, body, sig = line.rstrip('\\n').split('.')\n"
	"    assert json.loads(b64(head)) == {'alg': 'ES256', 'typ': "
	"'at+jwt',\n"
	"        'jwk': {'kty': 'EC'}, 'k\"id': '\\u00e9\\n'}, b64(head)\n"
	"    assert json.loads(b64(body))['n'] >= 0\n"
	"    sig = b64(sig)\n"
	"    assert len(sig) == 64\n"
	"    der = utils.encode_dss_signature(int.from_bytes(sig[:32], "
	"'big'),\n"
	"        int.from_bytes(sig[32:], 'big'))\n"
	"    key.verify(der, (head + '.' + body).encode(),\n"
	"        ec.ECDSA(hashes.SHA256()))\n";

static const struct jws_member members[] = {
	{ .name = "typ", .text = "at+jwt" },
	{ .name = "jwk", .json = "{\"kty\":\"EC\"}" },
	{ .name = "k\"id", .text = "\xc3\xa9\n" },
	{ .name = NULL },
};

static struct key *
load(const char *name)
{
	_cleanup_str_ char *path = strchr(name, '/') != NULL ? vector_path(name)
							     : shell_path(name);
	struct key *k = NULL;
	struct err err;

	if (key_load(path, NULL, &k, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return k;
}

static bool
we_verify(struct view spki, struct view token, struct view payload)
{
	_cleanup_jws_ struct jws j;
	struct jwk k;
	bool good;

	jwk_of_spki(spki, &k);
	jws_read(token, &j);
	good = j.form == JWS_COMPACT && j.form_fault.kind == ERR_NONE
		&& j.header_fault.kind == ERR_NONE && j.alg != NULL
		&& strcmp(j.typ, "at+jwt") == 0 && view_eq(j.payload, payload)
		&& jwk_verify(&k, j.alg, j.input, j.signature);
	jwk_done(&k);
	return good;
}

/* So many that r and s have had leading zeros. */
static void
test_good(void)
{
	_cleanup_key_ struct key *k = load("keys/ec-pkcs8.pem");
	_cleanup_bytes_ struct bytes spki = { 0 }, all = { 0 }, token = { 0 };
	struct err err;
	size_t wrong = 0;

	if (!ok(key_spki(k, &spki, &err) == 0, "the public key"))
		return;
	for (int i = 0; i < MANY; i++) {
		_cleanup_str_ char *payload = xasprintf("{\"n\":%d}", i);
		struct view body = view_of_str(payload);

		wrong += jws_make(k, members, body, &token, &err) != 0
			|| !we_verify(bytes_view(&spki), bytes_view(&token),
				body);
		bytes_append_view(&all, bytes_view(&token));
		bytes_append_str(&all, "\n");
	}
	ok(wrong == 0, "%d tokens verify, %zu do not", MANY, wrong);
	shell_save("key", bytes_view(&spki));
	shell_save("tokens", bytes_view(&all));
	shell_save("verify.py", view_of_str(verifier));
	ok(shell("/usr/bin/python3 verify.py"), "cryptography agrees");
	shell("sed -i 's/^\\(.*\\.\\)[^.]*$/\\1/;s/$/AAAA/' tokens");
	ok(!shell("/usr/bin/python3 verify.py 2>/dev/null"),
		"it does not take any signature");
}

static void
test_refused(const char *name, const char *what)
{
	_cleanup_key_ struct key *k = load(name);
	_cleanup_bytes_ struct bytes token = { 0 };
	struct err err = { 0 };

	ok(jws_make(k, members, view_of_str("{}"), &token, &err) == -1
			&& err.kind == ERR_INPUT && token.len == 0,
		"%s is refused: %s", what, err.text);
}

int
main(void)
{
	shell_begin();
	test_good();
	test_refused("keys/rsa-pkcs8.pem", "an RSA key");
	shell("openssl ecparam -name secp384r1 -genkey -noout -out p384.pem");
	test_refused("p384.pem", "a key on another curve");
	shell_end();
	return tap_done();
}
