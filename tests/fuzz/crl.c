/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crl.c - fuzzing of proof/crl.h: a revocation list, or PEM of many.
 */
#include "proof/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_inside(struct view v, struct view whole)
{
	if (v.len > 0
		&& (v.data < whole.data
			|| v.data + v.len > whole.data + whole.len))
		abort();
}

static void
check_list(const struct crl *c)
{
	static const uint8_t one[] = { 1 };
	struct crl_entry entry = { 0 };

	check_inside(c->tbs, c->der);
	check_inside(c->sig_alg, c->der);
	check_inside(c->signature, c->der);
	check_inside(c->issuer, c->tbs);
	check_inside(c->revoked, c->tbs);
	if (c->n_revoked > c->revoked.len)
		abort();
	if (crl_lists(c, c->issuer, (struct view){ one, 1 }, &entry)
		&& c->n_revoked == 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_crls_ struct crls crls = { 0 };
	struct err err = { 0 };

	if (crls_read((struct view){ data, size }, &crls, &err) < 0
		&& err.kind != ERR_INPUT)
		abort();
	for (size_t i = 0; i < crls.n; i++)
		check_list(&crls.crl[i]);
	return 0;
}
