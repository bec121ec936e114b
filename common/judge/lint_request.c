/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_request.c - the certificates against what a server asks for, and the
 * container that they come in.
 */
#include "base/hex.h"
#include "judge/lint_part.h"

const struct check check_client_cert_issuer = {
	"client-cert.issuer",
	"the issuer is a CA of the server's by name and by key",
	"RFC 5280 section 4.2.1.1",
};
const struct check check_client_cert_scheme = {
	"client-cert.scheme",
	"the client's key can sign as the server wants it",
	"RFC 8446 section 4.2.3",
};
const struct check check_client_cert_container = {
	"client-cert.container",
	"the PKCS#12 uses ciphers that programs still read",
	"RFC 7292 appendix C",
};

static char *
key_id_words(struct view id, bool there)
{
	_cleanup_str_ char *hex = hex_encode(id, HEX_LOWER);

	return xstrdup(there ? hex : "not given");
}

static void
say_namesake(const struct lint_bench *b, const struct cert *last,
	const struct cert *other)
{
	struct view aki = { 0 }, ski = { 0 };
	bool has_aki = x509_authority_key_id(&last->x, &aki);
	bool has_ski = x509_subject_key_id(&other->x, &ski);
	_cleanup_str_ char *wanted = key_id_words(aki, has_aki);
	_cleanup_str_ char *is = key_id_words(ski, has_ski);

	report_check(b->r, &check_client_cert_issuer, b->otherwise,
		"the issuer has the name %s, but another key than the CA "
		"certificate given",
		last->issuer);
	report_because(b->r, "its key identifier is %s, that of the CA is %s",
		wanted, is);
	report_advise(b->r,
		"one of both is of an old CA: give the server the certificate "
		"of the CA that has issued this one");
}

static bool
is_listed(const struct lint_bench *b)
{
	for (size_t i = 0; i < b->path.n; i++)
		if (certreq_lists(b->l->request, b->path.cert[i]->x.issuer))
			return true;
	return false;
}

static void
check_issuer(const struct lint_bench *b)
{
	const struct certreq *q = b->l->request;
	const struct cert *last = lint_last(b->l);
	const struct cert *other = lint_namesake(b->l);

	if (other != NULL)
		say_namesake(b, last, other);
	else if (q == NULL)
		report_check(b->r, &check_client_cert_issuer, VERDICT_SKIP,
			"no server has said which CAs it takes");
	else if (q->n_authorities == 0)
		report_check(b->r, &check_client_cert_issuer, VERDICT_SKIP,
			"the server names no CAs");
	else if (!is_listed(b))
		report_check(b->r, &check_client_cert_issuer, VERDICT_SKIP,
			"the server's %zu CA name%s %s not that of an issuer",
			q->n_authorities, q->n_authorities == 1 ? "" : "s",
			q->n_authorities == 1 ? "is" : "are");
	else
		report_check(b->r, &check_client_cert_issuer, VERDICT_PASS,
			"%s is among the server's CA names", last->issuer);
}

static void
check_scheme(const struct lint_bench *b)
{
	const struct certreq *q = b->l->request;
	_cleanup_str_ char *key = cert_key_words(b->l->leaf);

	if (q == NULL) {
		report_check(b->r, &check_client_cert_scheme, VERDICT_SKIP,
			"no server has said which signatures it takes");
		return;
	}
	if (certreq_scheme_for_key(q, b->l->leaf->x.spki)) {
		report_check(b->r, &check_client_cert_scheme, VERDICT_PASS,
			"the server takes signatures of %s", key);
		return;
	}
	report_check(b->r, &check_client_cert_scheme, b->otherwise,
		"none of the server's %zu signature algorithms is for %s",
		q->n_schemes, key);
	report_advise(b->r,
		"use a key of a kind that the server takes, which -v lists");
}

/* OpenSSL 3 decrypts 3DES, and nothing older, by its default provider. */
static void
check_container(const struct lint_bench *b)
{
	const char *cipher = b->l->chain->weak_cipher;
	bool old = cipher != NULL && strcmp(cipher, "3DES") != 0;

	if (cipher == NULL) {
		report_check(b->r, &check_client_cert_container, VERDICT_PASS,
			"no cipher of old");
		return;
	}
	report_check(b->r, &check_client_cert_container,
		old ? b->otherwise : VERDICT_WARN,
		old ? "it uses %s, which OpenSSL 3 no longer reads (curl, "
		      "Python, Node)"
		    : "it uses %s, which programs are about to give up",
		cipher);
	report_advise(b->r,
		"export it again with AES-256, as OpenSSL 3 does by default, "
		"or use PEM");
}

void
lint_check_request(const struct lint_bench *b)
{
	check_issuer(b);
	check_scheme(b);
	check_container(b);
}
