/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates in their original octets: the fields of RFC 8705 appendix A, a
 * certificate cut off or damaged anywhere, names with hostile characters.
 */
#include "proof/x509.h"

#include "base/hex.h"
#include "proof/cert.h"
#include "tap.h"
#include "vectors.h"

static struct bytes
appendix_a(void)
{
	_cleanup_json_ struct json *root = vector_json(
		"rfc8705-appendix-a.json");
	const struct json *c = json_first(json_get(root, "cases"));
	struct bytes der = { 0 };
	struct err err;

	if (hex_decode(view_of_str(json_string(json_get(c, "cert_der_hex"))),
		    &der, &err)
		< 0)
		exit(1);
	return der;
}

static struct bytes
own(const char *name)
{
	_cleanup_json_ struct json *root = vector_json("certs.json");
	const struct json *c = json_first(json_get(root, "cases"));

	while (strcmp(json_string(json_get(c, "name")), name) != 0)
		c = json_next(c);
	return vector_b64(c, "der");
}

static void
test_version1(void)
{
	_cleanup_bytes_ struct bytes der = appendix_a();
	struct public_key key;
	struct view id;
	struct x509 x;
	struct err err;

	ok(x509_parse(bytes_view(&der), &x, &err) == 0, "version 1 parses");
	ok(x.version == 1, "its version is 1");
	ok(x.serial.len == 1 && x.serial.data[0] == 2, "its serial is 2");
	ok(x509_is_self_issued(&x), "issuer is subject");
	ok(x.dated && x.not_before == 1539866229, "notBefore");
	ok(x.not_after == 1651495029, "notAfter");
	ok(x.extensions.len == 0 && !x509_subject_key_id(&x, &id)
			&& !x509_authority_key_id(&x, &id),
		"it has no extensions");
	ok(x509_signature_hash(&x) == HASH_SHA256, "it is signed with SHA-256");
	ok(strcmp(x509_signature_name(&x), "ecdsa-with-SHA256") == 0,
		"by ecdsa-with-SHA256");
	x509_public_key(&x, &key);
	ok(key.type == KEY_EC_P256 && key.x.len == 32 && key.y.len == 32,
		"its key is on P-256");
}

static void
test_read(void)
{
	_cleanup_bytes_ struct bytes der = own("rsa");
	_cleanup_cert_ struct cert *c = NULL;
	struct view value;
	bool critical = true;
	struct err err;

	if (!ok(cert_read(bytes_view(&der), &c, &err) == 0, "rsa is read"))
		return;
	ok(c->imported && c->import_error == NULL, "GnuTLS takes it, too");
	ok(strcmp(c->subject, "CN=rsa,O=Example\\, Inc.") == 0, "subject: %s",
		c->subject);
	ok(strcmp(c->issuer, "CN=Example CA") == 0, "issuer: %s", c->issuer);
	ok(strcmp(c->serial_hex, "c0ffee03") == 0, "serial: %s", c->serial_hex);
	ok(strcmp(c->key_type, "RSA") == 0 && c->key_bits == 2048, "RSA 2048");
	ok(c->n_sans == 1 && strcmp(c->sans[0], "DNS:rsa.example") == 0,
		"its alternative name");
	ok(!c->self_signed && !c->is_ca && c->client_auth && c->server_auth
			&& c->digital_signature && !c->has_eku
			&& !c->has_key_usage,
		"what is absent permits");
	ok(x509_extension(&c->x, "2.5.29.17", &value, &critical) && !critical,
		"an extension that is not critical");
	ok(!x509_extension(&c->x, "2.5.29.19", &value, NULL),
		"an extension that is not there");
}

static void
test_self_signed(void)
{
	_cleanup_bytes_ struct bytes der = appendix_a();
	_cleanup_cert_ struct cert *c = NULL, *d = NULL;
	struct err err;

	ok(cert_read(bytes_view(&der), &c, &err) == 0 && c->self_signed,
		"appendix A is signed by itself");
	der.data[der.len - 1] ^= 1;
	ok(cert_read(bytes_view(&der), &d, &err) == 0 && !d->self_signed
			&& x509_is_self_issued(&d->x),
		"with another signature it is not, though names are the same");
}

/* No prefix of a certificate is one, and none is read beyond its end. */
static void
test_cut(void)
{
	_cleanup_bytes_ struct bytes der = own("ec");
	size_t taken = 0;
	struct x509 x;
	struct err err;

	for (size_t len = 0; len < der.len; len++) {
		uint8_t *part = malloc(len > 0 ? len : 1);

		memcpy(part, der.data, len);
		taken += x509_parse((struct view){ part, len }, &x, &err) == 0;
		free(part);
	}
	ok(taken == 0, "none of %zu prefixes parses", der.len);
	bytes_append(&der, "x", 1);
	ok(x509_parse(bytes_view(&der), &x, &err) < 0
			&& strstr(err.text, "1 octets behind") != NULL,
		"an octet behind it: %s", err.text);
}

/* Every octet changed in several ways: either refused or read, never worse. */
static void
test_damaged(void)
{
	static const uint8_t masks[] = { 0x01, 0x20, 0x80, 0xff };
	_cleanup_bytes_ struct bytes der = own("ec");
	size_t n = 0;

	for (size_t i = 0; i < der.len; i++) {
		for (size_t m = 0; m < ARRAY_LEN(masks); m++) {
			_cleanup_cert_ struct cert *c = NULL;
			struct err err;

			der.data[i] ^= masks[m];
			if (cert_read(bytes_view(&der), &c, &err) == 0
				&& (c->subject == NULL
					|| c->imported
						== (c->import_error != NULL)))
				n++;
			der.data[i] ^= masks[m];
		}
	}
	ok(n == 0, "every damaged certificate is refused or read in full");
}

static void
test_large(void)
{
	static uint8_t der[X509_MAX + 1];
	struct x509 x;
	struct err err;

	ok(x509_parse((struct view){ der, sizeof(der) }, &x, &err) < 0
			&& strstr(err.text, "limit") != NULL,
		"too large: %s", err.text);
}

static void
test_names(void)
{
	static const struct {
		const char *der, *text; /* hex */
	} names[] = {
		{ "3000", "" },
		{ "300f310d300b06035504030c0461006273", "CN=a\\00bs" },
		{ "3010310e300c06035504030c05 2361202c20", "CN=\\#a \\,\\ " },
		{ "300d310b3009060355040313022062", "CN=\\ b" },
		/* T61String is Latin-1 in practice, BMPString is UTF-16. */
		{ "300c310a300806035504031401e4", "CN=\xc3\xa4" },
		{ "300f310d300b06035504031e04d83dde00", "CN=\xf0\x9f\x98\x80" },
		{ "300d310b300906035504031e02d83d", "CN=#1e02d83d" },
		/* Two RDNs, the last first; two attributes in one. */
		{ "301a310b3009060355040613024445310b3009060355040a0c024142",
			"O=AB,C=DE" },
		{ "301831163009060355040613024445300906035504030c024142",
			"C=DE+CN=AB" },
		/* Unknown types and values that are no strings are in hex. */
		{ "300c310a300806032a03040c0141", "1.2.3.4=#0c0141" },
		{ "300c310a30080603550403020100", "CN=#020100" },
		/* What is no name says so. */
		{ "3002310005", "unreadable name #3002310005" },
		{ "30023100", "unreadable name #30023100" },
		{ "0500", "unreadable name #0500" },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		_cleanup_bytes_ struct bytes der = { 0 };
		_cleanup_str_ char *text = NULL;
		char hex[128];
		size_t n = 0;
		struct err err;

		for (const char *p = names[i].der; *p != '\0'; p++)
			if (*p != ' ')
				hex[n++] = *p;
		hex[n] = '\0';
		if (hex_decode(view_of_str(hex), &der, &err) < 0)
			exit(1);
		text = cert_name_text(bytes_view(&der));
		ok(strcmp(text, names[i].text) == 0, "%s is \"%s\"", hex, text);
	}
}

int
main(void)
{
	test_version1();
	test_read();
	test_self_signed();
	test_cut();
	test_damaged();
	test_large();
	test_names();
	return tap_done();
}
