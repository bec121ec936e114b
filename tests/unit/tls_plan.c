/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/tls_plan: targets, exporters and Token Binding as users type
 * them.
 */
#include "judge/tls_plan.h"
#include "tap.h"

static const struct {
	const char *text, *host, *port; /* NULL: refused */
} targets[] = {
	{ "a.example", "a.example", "443" },
	{ "a.example:8443", "a.example", "8443" },
	{ "127.0.0.1:1", "127.0.0.1", "1" },
	{ "::1", "::1", "443" },
	{ "2001:db8::1", "2001:db8::1", "443" },
	{ "[::1]", "::1", "443" },
	{ "[::1]:8443", "::1", "8443" },
	{ "https://a.example", "a.example", "443" },
	{ "https://a.example:444/path?q#f", "a.example", "444" },
	{ "https://[::1]:444/", "::1", "444" },
	{ "", NULL, NULL },
	{ ":443", NULL, NULL },
	{ "a.example:", NULL, NULL },
	{ "a.example:0", NULL, NULL },
	{ "a.example:65536", NULL, NULL },
	{ "a.example:443x", NULL, NULL },
	{ "a.example:+443", NULL, NULL },
	{ "a.example/path", NULL, NULL },
	{ "http://a.example", NULL, NULL },
	{ "user@a.example", NULL, NULL },
	{ "a b", NULL, NULL },
	{ "[::1", NULL, NULL },
	{ "https://", NULL, NULL },
};

static void
target(size_t i)
{
	_cleanup_str_ char *host = NULL, *port = NULL;
	struct err err = { 0 };
	int r = tls_plan_target(targets[i].text, &host, &port, &err);

	if (targets[i].host == NULL)
		ok(r < 0 && err.kind == ERR_USAGE && host == NULL,
			"'%s' is refused: %s", targets[i].text, err.text);
	else
		ok(r == 0 && strcmp(host, targets[i].host) == 0
				&& strcmp(port, targets[i].port) == 0,
			"'%s'", targets[i].text);
}

static const struct {
	const char *text;
	bool good;
	size_t length;
	bool has_context;
	size_t context_len;
} ekms[] = {
	{ "EXPORTER-Token-Binding", true, 32, false, 0 },
	{ "LABEL,16", true, 16, false, 0 },
	{ "LABEL,4096,", true, 4096, true, 0 },
	{ "LABEL,32,00ff", true, 32, true, 2 },
	{ "", false, 0, false, 0 },
	{ ",32", false, 0, false, 0 },
	{ "LABEL,", false, 0, false, 0 },
	{ "LABEL,0", false, 0, false, 0 },
	{ "LABEL,4097", false, 0, false, 0 },
	{ "LABEL,99999999999999999999", false, 0, false, 0 },
	{ "LABEL,-1", false, 0, false, 0 },
	{ "LABEL,32,0", false, 0, false, 0 },
	{ "LABEL,32,xx", false, 0, false, 0 },
};

static void
ekm(size_t i)
{
	struct tls_plan t = { .plan = { .keylog_fd = -1 } };
	struct err err = { 0 };
	int r = tls_plan_add_ekm(&t, ekms[i].text, &err);

	if (ekms[i].good)
		ok(r == 0 && t.ekm[0].length == ekms[i].length
				&& t.ekm[0].has_context == ekms[i].has_context
				&& t.ekm[0].context.len == ekms[i].context_len,
			"'%s'", ekms[i].text);
	else
		ok(r < 0 && err.kind == ERR_USAGE, "'%s' is refused: %s",
			ekms[i].text, err.text);
	tls_plan_done(&t);
}

static const struct {
	const char *list, *key; /* in tests/vectors/keys, or NULL */
	const char *offer;      /* numbers, NULL: refused */
	enum err_kind kind;
} tokbinds[] = {
	{ "", NULL, "210", ERR_NONE },
	{ "ecdsap256", NULL, "2", ERR_NONE },
	{ "rsa2048_pkcs1.5,ecdsap256,rsa2048_pss", NULL, "021", ERR_NONE },
	{ "", "ec-sec1.pem", "2", ERR_NONE },
	{ "", "rsa-pkcs1.pem", "10", ERR_NONE },
	{ "rsa2048_pkcs1.5", "rsa-pkcs1.pem", "0", ERR_NONE },
	{ "ecdsap256,", NULL, NULL, ERR_USAGE },
	{ ",", NULL, NULL, ERR_USAGE },
	{ "rsa2048_pss,rsa2048_pss", NULL, NULL, ERR_USAGE },
	{ "rsa2048_pss,ecdsap256", "ec-sec1.pem", NULL, ERR_USAGE },
	{ "", "nosuch.pem", NULL, ERR_INPUT },
};

static void
tokbind(size_t i)
{
	_cleanup_str_ char *path = tokbinds[i].key == NULL
		? NULL
		: xasprintf("%s/tests/vectors/keys/%s",
			getenv("srcdir") != NULL ? getenv("srcdir") : ".",
			tokbinds[i].key);
	struct tls_plan t = { .plan = { .keylog_fd = -1 } };
	struct err err = { 0 };
	char offer[TBID_PARAMS + 1] = "";
	int r = tls_plan_tokbind(&t, tokbinds[i].list, path, &err);

	for (size_t j = 0; j < t.tokbind.n; j++)
		offer[j] = (char)('0' + t.tokbind.params[j]);
	if (tokbinds[i].offer != NULL)
		ok(r == 0 && strcmp(offer, tokbinds[i].offer) == 0
				&& t.plan.tokbind == &t.tokbind
				&& (t.plan.tokbind_key != NULL)
					== (path != NULL),
			"Token Binding '%s': %s", tokbinds[i].list, offer);
	else
		ok(r < 0 && err.kind == tokbinds[i].kind
				&& t.plan.tokbind == NULL,
			"Token Binding '%s' is refused: %s", tokbinds[i].list,
			err.text);
	tls_plan_done(&t);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(targets); i++)
		target(i);
	for (size_t i = 0; i < ARRAY_LEN(ekms); i++)
		ekm(i);
	for (size_t i = 0; i < ARRAY_LEN(tokbinds); i++)
		tokbind(i);
	return tap_done();
}
