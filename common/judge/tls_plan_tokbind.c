/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_plan_tokbind.c - which Token Binding key parameters to offer, and which
 * key to prove.
 */
#include "judge/tls_plan.h"

#include "base/io.h"
#include "proof/tbmsg.h"

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

/* What is offered must be kept (RFC 8472 section 4). */
static int
check_key(const struct tbneg_config *c, unsigned fit, const char *name,
	struct err *err)
{
	for (size_t i = 0; i < c->n; i++)
		if ((fit & 1u << c->params[i]) == 0)
			return err_set(err, ERR_USAGE,
				"--tokbind: the key in %s cannot do %s",
				io_name(name), tbid_params_name(c->params[i]));
	return 0;
}

static void
take_fitting(struct tbneg_config *c, unsigned fit)
{
	static const uint8_t all[] = { TBID_ECDSAP256, TBID_RSA2048_PSS,
		TBID_RSA2048_PKCS1_5 };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if ((fit & 1u << all[i]) != 0)
			c->params[c->n++] = all[i];
}

static int
load_key(struct tls_plan *t, const char *name, unsigned *ret_fit,
	struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	unsigned fit;

	/* Without its public half, as in some tokens, it has no ID. */
	if (key_load(name, &t->pass, &t->tokbind_key, err) < 0
		|| key_spki(t->tokbind_key, &spki, err) < 0)
		return -1;
	fit = tbmsg_key_params(t->tokbind_key);
	if (fit == 0)
		return err_set(err, ERR_INPUT,
			"%s: no key for Token Binding: it takes EC P-256 and "
			"RSA of 2048 bits",
			io_name(name));
	t->plan.tokbind_key = t->tokbind_key;
	*ret_fit = fit;
	return 0;
}

int
tls_plan_tokbind_list(struct tbneg_config *c, const char *list, struct err *err)
{
	*c = (struct tbneg_config){ .min = TBNEG_V1_0, .max = TBNEG_V1_0 };
	if (*list != '\0')
		return read_list(c, list, err);
	take_fitting(c, ~0u);
	return 0;
}

int
tls_plan_tokbind(struct tls_plan *t, const char *list, const char *key,
	struct err *err)
{
	struct tbneg_config *c = &t->tokbind;
	unsigned fit = ~0u;

	if (tls_plan_tokbind_list(c, list, err) < 0)
		return -1;
	if (key != NULL && load_key(t, key, &fit, err) < 0)
		return -1;
	if (*list == '\0') {
		c->n = 0;
		take_fitting(c, fit);
	} else if (check_key(c, fit, key, err) < 0) {
		return -1;
	}
	t->plan.tokbind = c;
	return 0;
}
