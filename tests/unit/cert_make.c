/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates made for a moment: of each kind of key, for clients, with no
 * flaw but that nobody has issued them.
 */
#include "proof/cert_make.h"

#include "base/alloc.h"
#include "proof/cert_link.h"
#include "tap.h"

enum { NOW = 1790000000, DAY = 86400 };

static void
test_kind(enum key_type type, const char *words)
{
	_cleanup_cert_ struct cert *c = NULL, *next = NULL;
	_cleanup_key_ struct key *k = NULL, *next_key = NULL;
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_str_ char *is = NULL;
	struct err err = { 0 };

	if (!ok(cert_make(type, NOW, &c, &k, &err) == 0, "%s: made %s", words,
		    err.text))
		return;
	is = cert_key_words(c);
	ok(strcmp(is, words) == 0, "%s: its key is %s", words, is);
	ok(strcmp(c->subject, "CN=tlsbind decoy") == 0 && c->x.version == 3,
		"%s: %s", words, c->subject);
	ok(key_spki(k, &spki, &err) == 0
			&& view_eq(bytes_view(&spki), c->x.spki),
		"%s: the key is the certificate's", words);
	ok(c->self_signed && cert_link(c, c) == CERT_LINK_HOLDS,
		"%s: it has signed itself", words);
	ok(!cert_key_is_weak(c) && !cert_signature_is_weak(c), "%s: not weak",
		words);
	ok(c->x.not_before == NOW - DAY && c->x.not_after == NOW + DAY,
		"%s: yesterday to tomorrow", words);
	ok(!c->is_ca && c->has_eku && c->client_auth && !c->server_auth
			&& c->has_key_usage && c->digital_signature
			&& !c->cert_sign,
		"%s: for clients", words);
	ok(c->x.serial.len == 16 && (c->x.serial.data[0] & 0xc0) == 0x40,
		"%s: a serial number of 16 octets", words);
	ok(cert_make(type, NOW, &next, &next_key, &err) == 0
			&& !view_eq(c->x.spki, next->x.spki)
			&& !view_eq(c->x.serial, next->x.serial),
		"%s: the next one is another", words);
	ok(cert_link(next, c) == CERT_LINK_SIGNATURE,
		"%s: the next one is not issued by it", words);
}

int
main(void)
{
	struct cert *c = NULL;
	struct key *k = NULL;
	struct err err = { 0 };

	test_kind(KEY_EC_P256, "EC P-256");
	test_kind(KEY_RSA, "RSA 2048");
	test_kind(KEY_ED25519, "Ed25519");
	ok(cert_make(KEY_OTHER, NOW, &c, &k, &err) < 0 && c == NULL && k == NULL
			&& err.kind == ERR_SYSTEM,
		"any other kind: %s", err.text);
	return tap_done();
}
