/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chains with one flaw each, made by another library, show the signs of that
 * flaw and no others; so do keys, clocks, lists and further certificates.
 */
#include "judge/lint.h"

#include "tap.h"
#include "vectors.h"

enum { NOW = 1780272000, YEAR = 31536000 }; /* 2026-06-01 */

static const struct {
	const char *name;
	sign_set sign;
} names[] = {
	{ "KEY_MISMATCH", SIGN(KEY_MISMATCH) },
	{ "LEAF_NOT_FIRST", SIGN(LEAF_NOT_FIRST) },
	{ "EXPIRED", SIGN(EXPIRED) },
	{ "NOT_YET", SIGN(NOT_YET) },
	{ "SELF_SIGNED", SIGN(SELF_SIGNED) },
	{ "NO_CLIENT_EKU", SIGN(NO_CLIENT_EKU) },
	{ "NO_DIGITAL_SIGNATURE", SIGN(NO_DIGITAL_SIGNATURE) },
	{ "WEAK_SIGNATURE", SIGN(WEAK_SIGNATURE) },
	{ "WEAK_KEY", SIGN(WEAK_KEY) },
	{ "ALONE", SIGN(ALONE) },
	{ "FLAWED", SIGN(FLAWED) },
	{ "CA_EKU", SIGN(CA_EKU) },
	{ "ROOT_SENT", SIGN(ROOT_SENT) },
	{ "CHAIN_BROKEN", SIGN(CHAIN_BROKEN) },
	{ "OTHER_ISSUER", SIGN(OTHER_ISSUER) },
	{ "THROUGH_CA", SIGN(THROUGH_CA) },
	{ "DEEP", SIGN(DEEP) },
	{ "IN_CRL", SIGN(IN_CRL) },
	{ "P12_LEGACY", SIGN(P12_LEGACY) },
	{ "CLOCKS_DIFFER", SIGN(CLOCKS_DIFFER) },
};

static void
read_chain(const struct json *list, struct certs *ret)
{
	for (const struct json *c = json_first(list); c != NULL;
		c = json_next(c)) {
		_cleanup_bytes_ struct bytes der = { 0 };
		struct cert *cert = NULL;
		struct err err;

		if (b64_decode(view_of_str(json_string(c)), B64_STD | B64_PAD,
			    &der, &err)
				< 0
			|| cert_read(bytes_view(&der), &cert, &err) < 0) {
			printf("Bail out! %s\n", err.text);
			exit(1);
		}
		certs_add(ret, cert);
	}
	if (ret->cert == NULL)
		exit(1);
}

/* The signs of L are those in WORDS, and no others. */
static void
shows(const struct lint *l, const char *words, const char *name)
{
	_cleanup_str_ char *got = xstrdup("");
	sign_set signs = lint_signs(l), want = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t len = strlen(names[i].name);
		const char *p = words;
		char *longer;

		while ((p = strstr(p, names[i].name)) != NULL) {
			if ((p == words || p[-1] == ' ')
				&& (p[len] == ' ' || p[len] == '\0'))
				want |= names[i].sign;
			p += len;
		}
		if ((signs & names[i].sign) == 0)
			continue;
		longer = xasprintf("%s %s", got, names[i].name);
		free(got);
		got = longer;
	}
	ok(signs == want, "%s:%s", name, got);
}

static void
test_case(const struct json *c)
{
	_cleanup_certs_ struct certs chain = { 0 };
	struct lint l = { .chain = &chain, .now = NOW };
	const char *name = json_string(json_get(c, "name"));
	const char *signs = json_string(json_get(c, "signs"));
	size_t leaf = 0;

	read_chain(json_get(c, "chain"), &chain);
	while (strcmp(chain.cert[leaf]->subject, "CN=x") != 0)
		leaf++;
	l.leaf = chain.cert[leaf];
	shows(&l, signs, name);
	certs_link(&chain);
	shows(&l, signs, name);
}

/* Which of two links parts first is told, too. */
static void
test_link(const struct json *child, const struct json *extra,
	enum cert_link want)
{
	_cleanup_certs_ struct certs chain = { 0 };

	read_chain(child, &chain);
	read_chain(json_get(extra, "extra"), &chain);
	ok(cert_link(chain.cert[0], chain.cert[1]) == want, "link to %s: %d",
		json_string(json_get(extra, "name")), (int)want);
}

static void
test_extra(const struct json *child, const struct json *c)
{
	_cleanup_certs_ struct certs chain = { 0 }, extra = { 0 };
	_cleanup_str_ char *signs = xasprintf("ALONE %s",
		json_string(json_get(c, "signs")));
	struct lint l = { .chain = &chain, .extra = &extra, .now = NOW };
	struct certreq none = { .tls13 = true }, lists = { .tls13 = true };

	read_chain(child, &chain);
	read_chain(json_get(c, "extra"), &extra);
	l.leaf = chain.cert[0];
	shows(&l, signs, json_string(json_get(c, "name")));
	lists.authorities = &chain.cert[0]->x.issuer;
	lists.n_authorities = 1;
	l.request = &lists;
	shows(&l, signs, "... whose name is listed");
	l.request = &none;
	shows(&l, "ALONE", "... whose name is not listed");
}

static void
test_key_and_clock(const struct json *child)
{
	_cleanup_certs_ struct certs chain = { 0 };
	struct lint l = { .chain = &chain, .now = NOW, .has_key = true };

	read_chain(child, &chain);
	l.leaf = chain.cert[0];
	shows(&l, "KEY_MISMATCH FLAWED ALONE", "another's key");
	l.key_fits = true;
	shows(&l, "ALONE", "its key");
	l.server_now = NOW + 60;
	shows(&l, "ALONE", "a server whose clock is a minute ahead");
	l.server_now = NOW + YEAR;
	shows(&l, "CLOCKS_DIFFER ALONE",
		"a server whose clock is a year ahead");
	l.now = NOW + YEAR;
	l.server_now = NOW;
	shows(&l, "CLOCKS_DIFFER EXPIRED FLAWED ALONE", "a year behind");
	l.now = l.server_now = NOW;
	chain.weak_cipher = "3DES";
	shows(&l, "P12_LEGACY ALONE", "a PKCS#12 of old");
	l.leaf = NULL;
	ok(lint_signs(&l) == 0, "no certificate, no signs");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("lint.json");
	const struct json *child = json_get(root, "child"), *extra;

	for (const struct json *c = json_first(json_get(root, "cases"));
		c != NULL; c = json_next(c))
		test_case(c);
	for (const struct json *c = json_first(json_get(root, "extras"));
		c != NULL; c = json_next(c))
		test_extra(child, c);
	extra = json_first(json_get(root, "extras"));
	test_link(child, extra, CERT_LINK_HOLDS);
	test_link(child, json_next(extra), CERT_LINK_KEY_ID);
	test_link(child, json_next(json_next(json_next(extra))),
		CERT_LINK_NAME);
	test_key_and_clock(child);
	return tap_done();
}
