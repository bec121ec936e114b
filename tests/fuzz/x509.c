/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate of hostile octets: every fact, name, thumbprint and recipe.
 */
#include "proof/cert.h"
#include "proof/recipe.h"
#include "proof/thumb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_recipes(const struct x509 *x, struct view der)
{
	struct recipe_value value;

	for (const struct recipe *r = recipe_rows; r->name != NULL; r++) {
		char *made = recipe_make(r, x, der);

		if (made != NULL
			&& (!recipe_read(made, &value)
				|| recipe_match(&value, x, der) == NULL))
			abort();
		free(made);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view der = { data, size };
	struct cert *c = NULL;
	char text[THUMB_TEXT];
	struct err err;
	struct x509 x;

	if (cert_read(der, &c, &err) < 0) {
		if (x509_parse(der, &x, &err) == 0)
			abort();
		return 0;
	}
	if (x509_skim(der, &x, &err) < 0)
		abort();
	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++)
		if (k->compute(&c->x, text) && strlen(text) >= THUMB_TEXT)
			abort();
	try_recipes(&c->x, der);
	cert_free(c);
	return 0;
}
