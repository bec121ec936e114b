/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is issued here says what was asked for, as openssl reads it, and openssl
 * verifies it, whatever key has signed; so with revocation lists.
 */
#include "proof/cert_issue.h"

#include "base/b64.h"
#include "proof/cert_link.h"
#include "proof/certpem.h"
#include "proof/crl.h"
#include "proof/key_make.h"
#include "shell.h"
#include "tap.h"

enum { NOW = 1790000000, DAY = 86400 };

/* Behind 2049, where years have four digits. */
static const int64_t far_away = 4102444800; /* 2100-01-01 */

struct authority {
	const char *words;
	enum key_type type;
	unsigned bits;
	const char *signature, *weak_signature;
};

static const struct authority authorities[] = {
	{ "p256", KEY_EC_P256, 0, "ecdsa-with-SHA256", "ecdsa-with-SHA1" },
	{ "p384", KEY_EC_P384, 0, "ecdsa-with-SHA256", "ecdsa-with-SHA1" },
	{ "rsa2048", KEY_RSA, 2048, "sha256WithRSAEncryption",
		"sha1WithRSAEncryption" },
	{ "rsa1024", KEY_RSA, 1024, "sha256WithRSAEncryption",
		"sha1WithRSAEncryption" },
	{ "ed25519", KEY_ED25519, 0, "Ed25519", "Ed25519" },
};

static void
save_cert(const char *name, const struct cert *c)
{
	_cleanup_str_ char *pem = certfile_pem(bytes_view(&c->der));

	shell_save(name, view_of_str(pem));
}

/* Does what openssl says of FILE have a line with all these words? */
static bool
says(const char *file, const char *words)
{
	_cleanup_str_ char *command = xasprintf(
		"openssl x509 -in %s -noout -text -serial | grep -qF -- '%s'",
		file, words);

	return shell(command);
}

/* RFC 5280 section 4.2.1.9: a CA that signs certificates and lists. */
static struct cert *
make_ca(const struct authority *a, const struct key *key)
{
	const struct cert_request r = {
		.key = key,
		.organisation = "Tests",
		.cn = a->words,
		.is_ca = true,
		.pathlen = 1,
		.usage = CERT_USE_CERTS | CERT_USE_CRLS,
		.not_before = NOW,
		.not_after = far_away,
		.hash = HASH_SHA256,
	};
	struct err err = { 0 };
	struct cert *c = NULL;

	ok(cert_issue(&r, NULL, &c, &err) == 0, "%s: a root %s", a->words,
		err.text);
	return c;
}

static void
test_root(const struct authority *a, const struct cert *c)
{
	ok(c->self_signed && c->is_ca && c->cert_sign && !c->has_eku,
		"%s: it is one", a->words);
	ok(strcmp(c->sig_alg, a->signature) == 0, "%s: signed with %s",
		a->words, c->sig_alg);
	ok(c->x.not_before == NOW && c->x.not_after == far_away,
		"%s: valid as long as asked", a->words);
	ok(says("ca.pem", "CA:TRUE, pathlen:1")
			&& says("ca.pem", "Certificate Sign, CRL Sign")
			&& says("ca.pem", "Not After : Jan  1 00:00:00 2100"),
		"%s: openssl says the same", a->words);
	ok(shell("openssl verify -attime 1790000100 -check_ss_sig -auth_level "
		 "0 "
		 "-CAfile ca.pem ca.pem >out 2>&1 || { cat out; false; }"),
		"%s: openssl verifies it", a->words);
}

static struct cert *
make_leaf(const struct authority *a, const struct cert_issuer *by,
	enum hash_alg hash)
{
	static const uint8_t serial[] = { 0x81, 2, 3 };
	static const char *const sans[] = { "DNS:*.a.example", "IP:127.0.0.1",
		"IP:2001:db8::1", "URI:urn:example:a", "email:a@a.example",
		NULL };
	const struct view number = { serial, sizeof(serial) };
	_cleanup_key_ struct key *key = NULL;
	struct cert_request r = {
		.cn = "leaf",
		.sans = sans,
		.usage = CERT_USE_SIGNATURE | CERT_USE_ENCIPHERMENT,
		.purpose = CERT_FOR_CLIENT | CERT_FOR_SERVER,
		.not_before = NOW,
		.not_after = NOW + DAY,
		.hash = hash,
		.serial = &number,
	};
	struct err err = { 0 };
	struct cert *c = NULL;

	ok(key_make(a->type, a->bits, &key, &err) == 0, "%s: a key %s",
		a->words, err.text);
	r.key = key;
	ok(cert_issue(&r, by, &c, &err) == 0, "%s: a leaf %s", a->words,
		err.text);
	return c;
}

static void
test_leaf(const struct authority *a, const struct cert_issuer *by)
{
	_cleanup_cert_ struct cert *c = make_leaf(a, by, HASH_SHA256);
	_cleanup_cert_ struct cert *weak = make_leaf(a, by, HASH_SHA1);

	save_cert("leaf.pem", c);
	ok(cert_link(c, by->cert) == CERT_LINK_HOLDS && !c->is_ca,
		"%s: issued by the root", a->words);
	ok(strcmp(c->sig_alg, a->signature) == 0
			&& strcmp(weak->sig_alg, a->weak_signature) == 0,
		"%s: %s or %s", a->words, c->sig_alg, weak->sig_alg);
	ok(says("leaf.pem",
		   "DNS:*.a.example, IP Address:127.0.0.1, "
		   "IP Address:2001:DB8:0:0:0:0:0:1, URI:urn:example:a, "
		   "email:a@a.example"),
		"%s: its names", a->words);
	ok(says("leaf.pem", "Digital Signature, Key Encipherment")
			&& says("leaf.pem",
				"TLS Web Client Authentication, "
				"TLS Web Server Authentication")
			&& says("leaf.pem", "CA:FALSE"),
		"%s: its uses", a->words);
	ok(says("leaf.pem", "serial=810203"), "%s: its serial number",
		a->words);
	ok(shell("openssl verify -attime 1790000100 -x509_strict -auth_level 0 "
		 "-CAfile ca.pem leaf.pem >out 2>&1 || { cat out; false; }"),
		"%s: openssl verifies it", a->words);
}

static void
test_crl(const struct authority *a, const struct cert_issuer *by, int64_t until,
	size_t n)
{
	_cleanup_cert_ struct cert *leaf = make_leaf(a, by, HASH_SHA256);
	const struct cert_revoked revoked = { leaf->x.serial, NOW - DAY,
		CERT_REASON_KEY_COMPROMISE };
	const struct cert_crl list = { &revoked, n, NOW, until, 7 };
	_cleanup_bytes_ struct bytes der = { 0 };
	_cleanup_str_ char *pem = NULL;
	struct crl_entry entry = { 0 };
	struct err err = { 0 };
	struct crl crl = { .n_revoked = 0 };

	if (!ok(cert_crl(&list, by, &der, &err) == 0
			    && crl_parse(bytes_view(&der), &crl, &err) == 0,
		    "%s: a list %s", a->words, err.text))
		return;
	ok(crl.this_update == NOW && crl.next_update == until
			&& crl.n_revoked == n && !crl.is_partial,
		"%s: of %zu", a->words, n);
	ok(crl_lists(&crl, by->cert->x.subject, leaf->x.serial, &entry)
				== (n > 0)
			&& (n == 0
				|| (entry.since == NOW - DAY
					&& strcmp(entry.reason, "keyCompromise")
						== 0)),
		"%s: since when, and why", a->words);
	pem = certpem_text("X509 CRL", bytes_view(&der));
	shell_save("crl.pem", view_of_str(pem));
	save_cert("leaf.pem", leaf);
	ok(shell("openssl crl -in crl.pem -CAfile ca.pem -noout 2>&1 "
		 "| grep -qx 'verify OK'"),
		"%s: openssl verifies it", a->words);
	ok(shell("openssl verify -attime 1790000100 -auth_level 0 -crl_check "
		 "-CRLfile crl.pem -CAfile ca.pem leaf.pem 2>&1 "
		 "| grep -q 'certificate revoked'")
			== (n > 0),
		"%s: openssl reads it", a->words);
	ok(shell("openssl crl -in crl.pem -noout -crlnumber "
		 "| grep -qi '^crlnumber=.*0*7$'"),
		"%s: its number", a->words);
}

static void
test_authority(const struct authority *a)
{
	_cleanup_key_ struct key *key = NULL, *again = NULL;
	_cleanup_bytes_ struct bytes pem = { 0 }, spki = { 0 };
	_cleanup_cert_ struct cert *ca = NULL;
	struct err err = { 0 };
	struct cert_issuer by;

	ok(key_make(a->type, a->bits, &key, &err) == 0, "%s: a key %s",
		a->words, err.text);
	ca = make_ca(a, key);
	by = (struct cert_issuer){ ca, key };
	save_cert("ca.pem", ca);
	test_root(a, ca);
	test_leaf(a, &by);
	test_crl(a, &by, NOW + DAY, 1);
	test_crl(a, &by, far_away, 0);
	ok(key_pem(key, &pem, &err) == 0
			&& key_read(bytes_view(&pem), &again, &err) == 0
			&& key_spki(again, &spki, &err) == 0
			&& view_eq(bytes_view(&spki), ca->x.spki),
		"%s: the key as text %s", a->words, err.text);
	shell_save("key.pem", bytes_view(&pem));
	ok(shell("openssl pkey -in key.pem -pubout >1 "
		 "&& openssl x509 -in ca.pem -pubkey -noout >2 && cmp 1 2 "
		 "&& grep -qx -- '-----BEGIN PRIVATE KEY-----' key.pem"),
		"%s: openssl reads that key", a->words);
}

static bool
try_serial(const struct key *key, size_t len)
{
	static const uint8_t serial[CERT_SERIAL_MAX + 1] = { 0x7f };
	const struct view number = { serial, len };
	const struct cert_request r = { .key = key,
		.cn = "a",
		.not_before = NOW,
		.not_after = NOW + DAY,
		.hash = HASH_SHA256,
		.serial = &number };
	_cleanup_cert_ struct cert *c = NULL;
	struct err err;

	return cert_issue(&r, NULL, &c, &err) == 0
		&& view_eq(c->x.serial, number);
}

/* Whoever asks for what cannot be gets nothing. */
static void
test_refusals(void)
{
	static const char *const bad[] = { "IP:127.0.0", "IP:1::2::3", "X400:a",
		"" };
	_cleanup_key_ struct key *key = NULL;
	struct key *none = NULL;
	struct cert *c = NULL;
	struct err err = { 0 };

	ok(key_make(KEY_OTHER, 0, &none, &err) < 0 && none == NULL
			&& err.kind == ERR_SYSTEM,
		"no key of any type: %s", err.text);
	ok(key_make(KEY_EC_P256, 0, &key, &err) == 0, "a key");
	ok(!try_serial(key, 0) && try_serial(key, 1)
			&& try_serial(key, CERT_SERIAL_MAX)
			&& !try_serial(key, CERT_SERIAL_MAX + 1),
		"serial numbers of 1 to %d octets", CERT_SERIAL_MAX);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *const sans[] = { "DNS:a", bad[i], NULL };
		const struct cert_request r = { .key = key,
			.cn = "a",
			.sans = sans,
			.not_before = NOW,
			.not_after = NOW + DAY,
			.hash = HASH_SHA256 };

		ok(cert_issue(&r, NULL, &c, &err) < 0 && c == NULL
				&& err.kind == ERR_SYSTEM,
			"'%s' is no name: %s", bad[i], err.text);
	}
}

/* RFC 5915 section 3: version, then a number as long as the order. */
static bool
has_full_number(struct view der, size_t len)
{
	const uint8_t begin[] = { 0x02, 0x01, 0x01, 0x04, (uint8_t)len };

	return memmem(der.data, der.len, begin, sizeof(begin)) != NULL;
}

/* With the chance of one in a million that no key needed care. */
static void
test_lengths(enum key_type type, size_t len)
{
	enum { KEYS = 20 };
	int bad = 0;

	for (int i = 0; i < KEYS; i++) {
		_cleanup_bytes_ struct bytes pem = { 0 };
		_cleanup_key_ struct key *key = NULL;
		struct b64_stream stream = { .style = B64_STD };
		uint8_t der[1024];
		const char *from, *to;
		ptrdiff_t n = -1;
		struct err err;

		if (key_make(type, 0, &key, &err) < 0
			|| key_pem(key, &pem, &err) < 0) {
			bad++;
			continue;
		}
		from = strchr((const char *)pem.data, '\n');
		to = strstr(from, "-----END");
		if (to - from < 900)
			n = b64_stream_add(&stream, der,
				view_part(bytes_view(&pem),
					(size_t)(from - (char *)pem.data),
					(size_t)(to - from)));
		bad += n < 0
			|| !has_full_number((struct view){ der, (size_t)n },
				len);
	}
	ok(bad == 0, "numbers of private keys have %zu octets, always", len);
}

int
main(void)
{
	shell_begin();
	test_lengths(KEY_EC_P256, 32);
	test_lengths(KEY_EC_P384, 48);
	for (size_t i = 0; i < ARRAY_LEN(authorities); i++)
		test_authority(&authorities[i]);
	test_refusals();
	shell_end();
	return tap_done();
}
