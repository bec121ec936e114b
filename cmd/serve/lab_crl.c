/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The revocation lists of the laboratory: one of each authority that has a
 * file, all in crl.pem.
 */
#include "base/alloc.h"
#include "proof/cert_issue.h"
#include "proof/cert_link.h"
#include "proof/certpem.h"
#include "proof/crl.h"
#include "serve/lab_part.h"

enum { DAY = 86400, LIST_DAYS = 397, LISTED_MAX = 8, PUBLIC_FILE = 0644 };

#define FILE_NAME "crl.pem"

static bool
issues_lists(const struct lab_row *row)
{
	return (row->flags & LAB_CA) != 0 && !(row->flags & LAB_HIDDEN);
}

/* A hidden one is seen in the chain of its client. */
static const struct cert *
cert_of(const struct lab_pki *p, size_t i)
{
	if (!(lab_rows[i].flags & LAB_HIDDEN))
		return p->item[i].chain.cert[0];
	for (size_t k = 0; lab_rows[k].name != NULL; k++)
		if (lab_row_find(lab_rows[k].by) == &lab_rows[i])
			return p->item[k].chain.cert[1];
	return NULL;
}

/* What the authority BY has revoked; returns how many. */
static size_t
listed(const struct lab_pki *p, const struct lab_row *by,
	struct cert_revoked ret[static LISTED_MAX])
{
	size_t n = 0;

	for (size_t i = 0; lab_rows[i].name != NULL; i++) {
		const struct lab_row *row = &lab_rows[i];

		if (!(row->flags & LAB_REVOKED) || lab_row_find(row->by) != by
			|| n == LISTED_MAX)
			continue;
		ret[n++] = (struct cert_revoked){ cert_of(p, i)->x.serial,
			p->now - DAY,
			row->flags & LAB_CA ? CERT_REASON_CA_COMPROMISE
					    : CERT_REASON_KEY_COMPROMISE };
	}
	return n;
}

static bool
holds(const struct lab_pki *p, size_t row, const struct crl *crl)
{
	const struct cert *ca = p->item[row].chain.cert[0];
	struct cert_revoked want[LISTED_MAX];
	size_t n = listed(p, &lab_rows[row], want);

	for (size_t i = 0; i < n; i++)
		if (!crl_lists(crl, ca->x.subject, want[i].serial, NULL))
			return false;
	return view_eq(crl->issuer, ca->x.subject)
		&& cert_has_signed(ca, crl->sig_alg, crl->tbs, crl->signature)
		== 1
		&& crl->this_update <= p->now
		&& crl->next_update > p->now + DAY;
}

static bool
is_there(const struct lab_pki *p)
{
	_cleanup_crls_ struct crls crls = { 0 };
	_cleanup_str_ char *file = lab_dir_file(p->dir, FILE_NAME, "");
	struct err err;
	size_t n = 0;

	if (!lab_dir_has(p->dir, FILE_NAME) || crls_load(file, &crls, &err) < 0)
		return false;
	for (size_t i = 0; lab_rows[i].name != NULL; i++)
		if (issues_lists(&lab_rows[i])) {
			if (n >= crls.n || !holds(p, i, &crls.crl[n]))
				return false;
			n++;
		}
	return n == crls.n;
}

static int
add_list(const struct lab_pki *p, size_t row, struct bytes *text,
	struct err *err)
{
	struct cert_revoked revoked[LISTED_MAX];
	_cleanup_bytes_ struct bytes der = { 0 };
	_cleanup_str_ char *pem = NULL;
	const struct cert_issuer by = { p->item[row].chain.cert[0],
		p->item[row].key };
	const struct cert_crl c = {
		.revoked = revoked,
		.n_revoked = listed(p, &lab_rows[row], revoked),
		.this_update = p->now - DAY,
		.next_update = p->now + (int64_t)LIST_DAYS * DAY,
		.number = 1,
	};

	if (cert_crl(&c, &by, &der, err) < 0)
		return -1;
	pem = certpem_text("X509 CRL", bytes_view(&der));
	bytes_append_str(text, pem);
	return 0;
}

int
lab_crl(const struct lab_pki *p, struct err *err)
{
	_cleanup_bytes_ struct bytes text = { 0 };

	if (is_there(p))
		return 0;
	for (size_t i = 0; lab_rows[i].name != NULL; i++)
		if (issues_lists(&lab_rows[i])
			&& add_list(p, i, &text, err) < 0)
			return -1;
	return lab_dir_write(p->dir, FILE_NAME, PUBLIC_FILE, bytes_view(&text),
		err);
}
