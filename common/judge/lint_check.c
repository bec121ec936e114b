/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_check.c - what is wrong with each certificate by itself: key, dates,
 * purposes, strength.
 */
#include "judge/lint_part.h"

#include "judge/tell_cert.h"
#include "proof/cert_path.h"

const struct check check_client_cert_key = {
	"client-cert.key",
	"the private key belongs to the client certificate",
	"RFC 8446 section 4.4.3",
};
const struct check check_client_cert_dates = {
	"client-cert.dates",
	"every certificate of the client is valid now",
	"RFC 5280 section 4.1.2.5",
};
const struct check check_client_cert_eku = {
	"client-cert.eku",
	"the client's certificates may be used for clients",
	"RFC 5280 section 4.2.1.12",
};
const struct check check_client_cert_key_usage = {
	"client-cert.key-usage",
	"the client's key may sign, and its issuers' may issue",
	"RFC 5280 section 4.2.1.3",
};
const struct check check_client_cert_strength = {
	"client-cert.strength",
	"keys and signatures are as strong as servers want them",
	"NIST SP 800-57 part 1",
};

/*
 * What does not hold of several certificates is one check: the first says so,
 * and the others follow.
 */
static void _printf_(5, 6)
	add(const struct lint_bench *b, const struct check *check, bool *first,
		enum verdict v, const char *fmt, ...)
{
	_cleanup_str_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	if (*first)
		report_check(b->r, check, v, "%s", text);
	else
		report_because(b->r, "%s", text);
	*first = false;
}

static void
check_key(const struct lint_bench *b)
{
	const struct lint *l = b->l;

	if (!l->has_key) {
		report_check(b->r, &check_client_cert_key, VERDICT_SKIP,
			"no key was given");
		return;
	}
	report_check(b->r, &check_client_cert_key,
		l->key_fits ? VERDICT_PASS : b->certain,
		l->key_fits ? "its public key is that of %s"
			    : "its public key is not that of %s",
		l->leaf->subject);
	if (!l->key_fits)
		report_advise(b->r,
			"give the key that this certificate was issued for, or "
			"have one issued for this key");
}

/* ---- dates -------------------------------------------------------------- */

static bool
is_valid(const struct cert *c, int64_t now)
{
	return now >= c->x.not_before && now <= c->x.not_after;
}

static void
add_date(const struct lint_bench *b, const struct cert *c, bool *first)
{
	_cleanup_str_ char *who = lint_who(b->l, c);
	bool early = b->l->now < c->x.not_before;
	char when[CLOCK_TEXT];

	if (!c->x.dated)
		add(b, &check_client_cert_dates, first, b->otherwise,
			"the dates of %s cannot be read", who);
	else
		add(b, &check_client_cert_dates, first, b->otherwise,
			"%s %s %s", who, early ? "is valid from" : "expired on",
			clock_format(early ? c->x.not_before : c->x.not_after,
				when));
}

/* The first moment at which one of them has expired; roots do not count. */
static int64_t
first_end(const struct lint *l)
{
	int64_t end = l->leaf->x.not_after;

	for (size_t i = 0; i < l->chain->n; i++) {
		const struct cert *c = l->chain->cert[i];

		if (!lint_is_root(l, c) && end > c->x.not_after)
			end = c->x.not_after;
	}
	return end;
}

/* Clocks that differ by little are as good as the same. */
static void
compare_clocks(const struct lint_bench *b, bool *first)
{
	const struct lint *l = b->l;
	char ours[CLOCK_TEXT], theirs[CLOCK_TEXT], apart[CLOCK_TEXT];

	if (l->server_now == 0
		|| is_valid(l->leaf, l->now)
			== is_valid(l->leaf, l->server_now))
		return;
	add(b, &check_client_cert_dates, first, b->otherwise,
		"by the server's clock the certificate is %s: that says %s, "
		"ours %s, %s apart",
		is_valid(l->leaf, l->server_now) ? "valid" : "not valid",
		clock_format(l->server_now, theirs), clock_format(l->now, ours),
		clock_span(l->server_now - l->now, apart));
	report_advise(b->r, "set the clock that is wrong");
}

static void
check_dates(const struct lint_bench *b)
{
	const struct lint *l = b->l;
	char when[CLOCK_TEXT];
	bool first = true;

	for (size_t i = 0; i < l->chain->n; i++)
		if (!is_valid(l->chain->cert[i], l->now)
			&& !lint_is_root(l, l->chain->cert[i]))
			add_date(b, l->chain->cert[i], &first);
	if (!first)
		report_advise(b->r, "%s",
			l->now < lint_out_of_date(l)->x.not_before
				? "wait, or look whether a clock is wrong: "
				  "here, or where it was issued"
				: "have a new one issued");
	compare_clocks(b, &first);
	if (first)
		report_check(b->r, &check_client_cert_dates, VERDICT_PASS,
			"valid until %s", clock_format(first_end(l), when));
}

/* ---- purposes ----------------------------------------------------------- */

static void
check_eku(const struct lint_bench *b)
{
	const struct lint *l = b->l;
	bool first = true;

	for (size_t i = 0; i < l->chain->n; i++) {
		const struct cert *c = l->chain->cert[i];
		_cleanup_str_ char *who = lint_who(l, c);
		_cleanup_str_ char *uses = tell_names(c->ekus, c->n_ekus);

		if (!c->client_auth)
			add(b, &check_client_cert_eku, &first, b->otherwise,
				"%s allows only %s, not clientAuth", who, uses);
	}
	if (first)
		report_check(b->r, &check_client_cert_eku, VERDICT_PASS,
			l->leaf->has_eku ? "clientAuth is among its purposes"
					 : "it names no purposes, which allows "
					   "all");
	else
		report_advise(b->r,
			"have one issued for clientAuth, by a private CA: "
			"public ones issue none any more (GnuTLS servers take "
			"it all the same)");
}

static void
check_leaf_usage(const struct lint_bench *b, bool *first)
{
	_cleanup_str_ char *who = lint_who(b->l, b->l->leaf);

	if (b->l->leaf->digital_signature)
		return;
	add(b, &check_client_cert_key_usage, first, b->otherwise,
		"the key usage of %s lacks digitalSignature: it may not sign "
		"the handshake",
		who);
	report_advise(b->r, "have one issued with digitalSignature");
}

static void
check_issuer_usage(const struct lint_bench *b, const struct cert *c,
	bool *first)
{
	_cleanup_str_ char *who = lint_who(b->l, c);

	/* Roots of version 1 are trusted for what they are. */
	if (c->x.version < 3 && c->self_signed)
		return;
	if (c->is_ca && c->cert_sign)
		return;
	add(b, &check_client_cert_key_usage, first, b->otherwise,
		c->is_ca ? "the key usage of %s lacks keyCertSign: it may not "
			   "issue"
			 : "%s is no CA by its basic constraints: it may not "
			   "issue",
		who);
	report_advise(b->r, "have the CA itself issue the certificate");
}

/* RFC 5280 section 4.2.1.9: those that are self-issued do not count. */
static void
check_depth(const struct lint_bench *b, size_t place, bool *first)
{
	const struct cert *c = b->path.cert[place];
	_cleanup_str_ char *who = lint_who(b->l, c);
	int len = cert_path_len(c), below = 0;

	for (size_t i = 1; i < place; i++)
		below += !x509_is_self_issued(&b->path.cert[i]->x);
	if (len < 0 || below <= len)
		return;
	add(b, &check_client_cert_key_usage, first, b->otherwise,
		"%s has %d CAs below it, and may have %d (path length)", who,
		below, len);
	report_advise(b->r, "have a CA higher up issue the certificate");
}

static void
check_key_usage(const struct lint_bench *b)
{
	bool first = true;

	check_leaf_usage(b, &first);
	for (size_t i = 1; i < b->path.n; i++) {
		check_issuer_usage(b, b->path.cert[i], &first);
		check_depth(b, i, &first);
	}
	if (first)
		report_check(b->r, &check_client_cert_key_usage, VERDICT_PASS,
			b->l->leaf->has_key_usage
				? "digitalSignature is allowed"
				: "it has no key usage, which allows all");
}

/* ---- strength ----------------------------------------------------------- */

static void
check_strength(const struct lint_bench *b)
{
	const struct lint *l = b->l;
	_cleanup_str_ char *own = cert_key_words(l->leaf);
	bool first = true;

	for (size_t i = 0; i < l->chain->n; i++) {
		const struct cert *c = l->chain->cert[i];
		_cleanup_str_ char *who = lint_who(l, c);
		_cleanup_str_ char *key = cert_key_words(c);

		if (cert_key_is_weak(c))
			add(b, &check_client_cert_strength, &first,
				b->otherwise, "the key of %s is weak: %s", who,
				key);
		if (cert_signature_is_weak(c))
			add(b, &check_client_cert_strength, &first,
				b->otherwise, "the signature of %s is weak: %s",
				who, c->sig_alg);
	}
	if (first)
		report_check(b->r, &check_client_cert_strength, VERDICT_PASS,
			"%s, signed with %s", own, l->leaf->sig_alg);
	else
		report_advise(b->r,
			"have one issued for RSA of 2048 bits or EC P-256, "
			"signed with SHA-256; which servers refuse it depends "
			"on their TLS library");
}

void
lint_check_each(const struct lint_bench *b)
{
	check_key(b);
	check_dates(b);
	check_eku(b);
	check_key_usage(b);
	check_strength(b);
}

static void
check_sent(struct lint_bench *b)
{
	b->path = lint_path(b->l);
	lint_check_each(b);
	lint_check_chain(b);
}

void
judge_lint(struct report *r, const struct lint *l, enum verdict certain,
	enum verdict otherwise)
{
	struct lint_bench b = { r, l, { .n = 0 }, certain, otherwise };

	if (l->leaf == NULL)
		return;
	check_sent(&b);
	lint_check_request(&b);
	lint_check_revoked(&b);
}

void
judge_lint_sent(struct report *r, const struct lint *l, enum verdict certain,
	enum verdict otherwise)
{
	struct lint_bench b = { r, l, { .n = 0 }, certain, otherwise };

	if (l->leaf != NULL)
		check_sent(&b);
}
