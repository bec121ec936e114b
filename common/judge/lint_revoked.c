/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_revoked.c - the certificates against the revocation lists that were
 * given (RFC 5280 section 6.3).
 */
#include "judge/lint_part.h"

const struct check check_client_cert_revoked = {
	"client-cert.revoked",
	"no certificate of the client is in a revocation list given",
	"RFC 5280 section 6.3",
};

/* Is a list its issuer's own?  -1: that issuer is not at hand. */
static int
is_signed(const struct certs *by, const struct crl *crl)
{
	int found = -1;

	for (size_t i = 0; by != NULL && i < by->n; i++) {
		int rc;

		if (!view_eq(by->cert[i]->x.subject, crl->issuer))
			continue;
		rc = cert_has_signed(by->cert[i], crl->sig_alg, crl->tbs,
			crl->signature);
		if (rc > 0)
			return 1;
		if (rc == 0)
			found = 0;
	}
	return found;
}

static int
is_genuine(const struct lint *l, const struct crl *crl)
{
	int by_chain = is_signed(l->chain, crl);
	int by_extra = by_chain > 0 ? 1 : is_signed(l->extra, crl);

	return by_chain > 0 || by_extra > 0      ? 1
		: by_chain == 0 || by_extra == 0 ? 0
						 : -1;
}

static bool
lists(const struct crl *crl, const struct cert *c, struct crl_entry *entry)
{
	return crl_lists(crl, c->x.issuer, c->x.serial, entry)
		&& (entry->reason == NULL
			|| strcmp(entry->reason, "removeFromCRL") != 0);
}

bool
lint_find_revoked(const struct lint *l, struct lint_revoked *ret)
{
	struct crl_entry entry;

	for (size_t i = 0; i < l->chain->n; i++)
		for (size_t j = 0; l->crls != NULL && j < l->crls->n; j++) {
			const struct crl *crl = &l->crls->crl[j];

			if (!lists(crl, l->chain->cert[i], &entry)
				|| is_genuine(l, crl) == 0)
				continue;
			*ret = (struct lint_revoked){ l->chain->cert[i], crl,
				entry };
			return true;
		}
	return false;
}

/* What makes a list worth less than it looks. */
static bool
say_doubts(const struct lint_bench *b, const struct crl *crl)
{
	bool old = crl->next_update != 0 && b->l->now > crl->next_update;
	char when[CLOCK_TEXT];

	if (old)
		report_because(b->r, "the list was to be replaced by %s",
			clock_format(crl->next_update, when));
	if (is_genuine(b->l, crl) < 0)
		report_because(b->r,
			"its signature was not checked: the certificate of "
			"its issuer is not at hand");
	return old;
}

static void
say_revoked(const struct lint_bench *b, const struct lint_revoked *found)
{
	_cleanup_str_ char *who = lint_who(b->l, found->cert);
	char when[CLOCK_TEXT];

	report_check(b->r, &check_client_cert_revoked, b->otherwise,
		"%s, serial number %s, was revoked on %s%s%s%s", who,
		found->cert->serial_hex, clock_format(found->entry.since, when),
		found->entry.reason != NULL ? " (" : "",
		found->entry.reason != NULL ? found->entry.reason : "",
		found->entry.reason != NULL ? ")" : "");
	report_because(b->r, "so says the list of %s of %s",
		found->cert->issuer,
		clock_format(found->crl->this_update, when));
	(void)say_doubts(b, found->crl);
	report_advise(b->r, "have a new certificate issued, for a new key");
}

/* One that lists all certificates of its issuer; of two the newer one. */
static bool
is_better(const struct crl *a, const struct crl *b)
{
	if (b == NULL || a->is_partial != b->is_partial)
		return b == NULL || b->is_partial;
	return a->this_update > b->this_update;
}

/* The list of C's issuer that says most; NULL if there is none. */
static const struct crl *
list_for(const struct lint *l, const struct cert *c)
{
	const struct crl *best = NULL;

	for (size_t i = 0; i < l->crls->n; i++) {
		const struct crl *crl = &l->crls->crl[i];

		if (view_eq(crl->issuer, c->x.issuer) && !crl->is_delta
			&& is_better(crl, best) && is_genuine(l, crl) != 0)
			best = crl;
	}
	return best;
}

static void
say_not_listed(const struct lint_bench *b)
{
	const struct crl *crl = list_for(b->l, b->l->leaf);
	char when[CLOCK_TEXT];
	bool old;

	if (crl == NULL) {
		report_check(b->r, &check_client_cert_revoked, VERDICT_WARN,
			"none of the %zu revocation lists is of its issuer, %s",
			b->l->crls->n, b->l->leaf->issuer);
		report_advise(b->r, "give the list of that CA: --crl FILE");
		return;
	}
	old = crl->next_update != 0 && b->l->now > crl->next_update;
	report_check(b->r, &check_client_cert_revoked,
		old || crl->is_partial ? VERDICT_WARN : VERDICT_PASS,
		"not among the %zu of its issuer's list of %s", crl->n_revoked,
		clock_format(crl->this_update, when));
	if (crl->is_partial)
		report_because(b->r,
			"the list need not hold every certificate: an "
			"extension limits it (RFC 5280 section 5.2)");
	if (say_doubts(b, crl))
		report_advise(b->r, "fetch the list of today");
	else if (crl->is_partial)
		report_advise(b->r, "give the complete list of that CA");
}

void
lint_check_revoked(const struct lint_bench *b)
{
	struct lint_revoked found;

	if (b->l->crls == NULL)
		report_check(b->r, &check_client_cert_revoked, VERDICT_SKIP,
			"no revocation list was given");
	else if (lint_find_revoked(b->l, &found))
		say_revoked(b, &found);
	else
		say_not_listed(b);
}
