/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists made by another library: who has issued them, whom they
 * list, and what is no list.
 */
#include "proof/crl.h"

#include "proof/cert_link.h"
#include "tap.h"
#include "vectors.h"

enum { UPDATE = 1767225600, DAY = 86400 }; /* 2026-01-01T00:00:00Z */

static struct bytes
vector(const char *list, const char *name)
{
	_cleanup_json_ struct json *root = vector_json("crl.json");
	const struct json *c = json_first(json_get(root, list));

	while (strcmp(json_string(json_get(c, "name")), name) != 0)
		c = json_next(c);
	return vector_b64(c, "der");
}

static bool
lists(const struct crl *c, struct view issuer, const char *serial,
	struct crl_entry *ret)
{
	return crl_lists(c, issuer, view_of_str(serial), ret);
}

static void
test_entries(void)
{
	_cleanup_bytes_ struct bytes der = vector("lists", "ec");
	struct crl_entry entry = { 0 };
	struct crl c;
	struct err err = { 0 };

	if (!ok(crl_parse(bytes_view(&der), &c, &err) == 0, "ec: %s", err.text))
		return;
	ok(c.this_update == UPDATE && c.next_update == UPDATE + 30 * DAY,
		"thisUpdate and nextUpdate");
	ok(c.n_revoked == 3 && !c.is_delta, "three entries, no delta");
	ok(lists(&c, c.issuer, "\5", &entry) && entry.since == UPDATE - DAY
			&& entry.reason == NULL,
		"an entry without reason");
	/* A positive number whose first bit is set has a zero in front. */
	ok(crl_lists(&c, c.issuer,
		   (struct view){ (const uint8_t *)"\0\x80", 2 }, &entry)
			&& strcmp(entry.reason, "keyCompromise") == 0,
		"keyCompromise");
	ok(lists(&c, c.issuer, "\x7f\xff\xff\xff\xff\xff\xff\xff", &entry)
			&& strcmp(entry.reason, "certificateHold") == 0,
		"certificateHold");
	ok(!lists(&c, c.issuer, "\6", NULL), "another number is not listed");
	ok(!lists(&c, c.tbs, "\5", NULL), "another issuer's is not listed");
}

static void
test_kinds(void)
{
	_cleanup_bytes_ struct bytes empty = vector("lists", "empty"),
				     delta = vector("lists", "delta"),
				     indirect = vector("lists", "indirect"),
				     name = vector("lists", "other-name");
	struct crl c = { 0 }, other = { 0 };
	struct err err;

	ok(crl_parse(bytes_view(&empty), &c, &err) == 0 && c.n_revoked == 0
			&& !lists(&c, c.issuer, "\5", NULL),
		"an empty list lists nobody");
	ok(crl_parse(bytes_view(&delta), &c, &err) == 0 && c.is_delta,
		"a delta is known as one");
	if (!ok(crl_parse(bytes_view(&indirect), &c, &err) == 0
			    && crl_parse(bytes_view(&name), &other, &err) == 0,
		    "an indirect list"))
		return;
	ok(lists(&c, c.issuer, "\1", NULL) && !lists(&c, c.issuer, "\2", NULL)
			&& !lists(&c, c.issuer, "\3", NULL)
			&& lists(&c, c.issuer, "\4", NULL),
		"its issuer's entries are the first and the last");
	ok(!lists(&c, other.issuer, "\1", NULL)
			&& lists(&c, other.issuer, "\2", NULL)
			&& lists(&c, other.issuer, "\3", NULL)
			&& !lists(&c, other.issuer, "\4", NULL),
		"the two between are another issuer's");
}

static void
test_signature(const char *list, const char *by, int want)
{
	_cleanup_bytes_ struct bytes der = vector("lists", list),
				     signer = vector("certs", by);
	_cleanup_cert_ struct cert *c = NULL;
	struct crl crl;
	struct err err;

	ok(crl_parse(bytes_view(&der), &crl, &err) == 0
			&& cert_read(bytes_view(&signer), &c, &err) == 0
			&& cert_has_signed(c, crl.sig_alg, crl.tbs,
				   crl.signature)
				== want,
		"%s is %ssigned by %s", list, want == 1 ? "" : "not ", by);
}

/* Cut off or damaged anywhere, a list is refused or still inside itself. */
static void
test_damage(void)
{
	_cleanup_bytes_ struct bytes der = vector("lists", "indirect");
	size_t taken = 0;
	struct crl c = { 0 };
	struct err err;

	for (size_t len = 0; len < der.len; len++)
		taken += crl_parse((struct view){ der.data, len }, &c, &err)
			== 0;
	ok(taken == 0, "cut off anywhere, it is refused");
	for (size_t i = 0; i < der.len; i++) {
		der.data[i] ^= 0x55;
		if (crl_parse(bytes_view(&der), &c, &err) == 0)
			(void)lists(&c, c.issuer, "\1", NULL);
		der.data[i] ^= 0x55;
	}
	ok(crl_parse(bytes_view(&der), &c, &err) == 0, "undamaged, it is read");
}

static void
test_inputs(void)
{
	static const struct {
		const char *text, *words;
	} bad[] = {
		{ "", "no revocation list found" },
		{ "hello", "no revocation list found" },
		{ "0\1\2", "not a revocation list" },
		{ "-----BEGIN X509 CRL-----\nAAAA\n", "cut off" },
		{ "-----BEGIN X509 CRL-----\nA!AA\n-----END X509 CRL-----\n",
			"list 1: base64" },
		{ "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
			"list 1: not a revocation list" },
	};
	_cleanup_str_ char *path = vector_path("../fuzz/corpus/crl/two.pem");
	_cleanup_crls_ struct crls crls = { 0 }, none = { 0 };
	struct err err = { 0 };

	ok(crls_load(path, &crls, &err) == 0 && crls.n == 2
			&& crls.crl[0].n_revoked == 3
			&& crls.crl[1].n_revoked == 0,
		"two lists in PEM behind other text");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(crls_read(view_of_str(bad[i].text), &none, &err) < 0
				&& err.kind == ERR_INPUT && none.n == 0
				&& strstr(err.text, bad[i].words) != NULL,
			"refused: %s", err.text);
	ok(crls_load("/nonexistent.crl", &none, &err) < 0
			&& err.kind == ERR_INPUT,
		"refused: %s", err.text);
}

int
main(void)
{
	test_entries();
	test_kinds();
	test_signature("ec", "ca", 1);
	test_signature("ec", "other", 0);
	test_signature("other-key", "ca", 0);
	test_signature("other-key", "other", 1);
	test_signature("rsa", "rsa", 1);
	test_signature("rsa", "ca", 0);
	test_signature("ed25519", "ed25519", 1);
	test_signature("ed25519", "rsa", 0);
	test_damage();
	test_inputs();
	return tap_done();
}
