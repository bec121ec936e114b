/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_plan_tokbind.c - which Token Binding key parameters to offer.
 */
#include "judge/tls_plan.h"

static const char words[] = "ecdsap256, rsa2048_pss, rsa2048_pkcs1.5";

static bool
is_listed(const struct tbneg_config *c, uint8_t params)
{
	return memchr(c->params, params, c->n) != NULL;
}

static int
add_word(struct tbneg_config *c, struct view word, struct err *err)
{
	uint8_t params;

	if (!tbid_params_find(word, &params))
		return err_set(err, ERR_USAGE,
			"--tokbind: '%.*s' is no key parameter: a list of %s",
			(int)word.len, (const char *)word.data, words);
	if (is_listed(c, params))
		return err_set(err, ERR_USAGE,
			"--tokbind: %s stands there twice",
			tbid_params_name(params));
	c->params[c->n++] = params;
	return 0;
}

/* A list with commas, the most preferred first. */
static int
read_list(struct tbneg_config *c, const char *text, struct err *err)
{
	for (;;) {
		size_t len = strcspn(text, ",");

		if (add_word(c, (struct view){ (const uint8_t *)text, len },
			    err)
			< 0)
			return -1;
		if (text[len] == '\0')
			return 0;
		text += len + 1;
	}
}

int
tls_plan_tokbind(struct tls_plan *t, const char *list, struct err *err)
{
	struct tbneg_config *c = &t->tokbind;

	*c = (struct tbneg_config){ .min = TBNEG_V1_0, .max = TBNEG_V1_0 };
	if (read_list(c,
		    *list != '\0' ? list
				  : "ecdsap256,rsa2048_pss,rsa2048_pkcs1.5",
		    err)
		< 0)
		return -1;
	t->plan.tokbind = c;
	return 0;
}
