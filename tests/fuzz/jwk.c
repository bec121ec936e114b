/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk.c - fuzzing of proof/jwk.h: keys in any form.  A key without a fault
 * has a name, and reads from its own text as the same key; no key verifies
 * what nobody signed.
 */
#include "proof/jwk.h"

#include "base/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
read_again(const struct jwk *k)
{
	_cleanup_str_ char *text = jwk_text(&k->key);
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	struct err err;

	need(text != NULL);
	need(jwks_parse(view_of_str(text), &s, &err) == 0);
	need(s.n == 1 && !s.is_set && s.key[0].fault.kind == ERR_NONE);
	need(s.key[0].remark.kind == ERR_NONE && !s.key[0].is_private);
	need(s.key[0].type == k->type && strcmp(s.key[0].jkt, k->jkt) == 0);
}

static void
need_sound(const struct jwk *k)
{
	need(k->is_oct == (k->pubkey == NULL));
	need(k->is_oct == (k->type == KEY_OTHER) && k->type == k->key.type);
	need(k->is_oct == (k->jkt[0] == '\0'));
	need(k->is_oct == (k->secret.len > 0));
	need(k->secret.len <= JWK_OCT_MAX);
	if (!k->is_oct)
		read_again(k);
}

static void
need_spoiled(const struct jwk *k)
{
	need(k->fault.text[0] != '\0');
	need(k->pubkey == NULL && k->type == KEY_OTHER && k->jkt[0] == '\0');
	need(k->secret.len == 0);
}

/* The signature is the end of the input itself. */
static void
use(const struct jwk *k, struct view in, bool *spent)
{
	size_t fits = 0;

	for (const struct jwa *a = jwa_rows; a->name != NULL; a++) {
		struct err err = { 0 };
		struct view sig = { in.data, a->sig_len };

		if (sig.len == 0 || sig.len > in.len)
			sig.len = in.len < JWK_RSA_MIN ? in.len : JWK_RSA_MIN;
		if (jwk_fits(k, a, &err) < 0) {
			need(err.kind == ERR_INPUT && err.text[0] != '\0');
			continue;
		}
		fits++;
		need(k->fault.kind == ERR_NONE);
		/* Arithmetic is slow, and not what is looked for. */
		if (!*spent)
			need(!jwk_verify(k, a, view_of_str("x"), sig));
		*spent = true;
	}
	need(fits == 0 || k->fault.kind == ERR_NONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	struct view in = { data, size };
	struct err err = { 0 };
	bool spent = false;

	if (jwks_parse(in, &s, &err) < 0) {
		need(err.text[0] != '\0' && s.key == NULL && s.root == NULL);
		return 0;
	}
	need(s.n <= JWK_KEYS_MAX && (s.is_set || s.n == 1));
	for (size_t i = 0; i < s.n; i++) {
		if (s.key[i].fault.kind == ERR_NONE)
			need_sound(&s.key[i]);
		else
			need_spoiled(&s.key[i]);
		use(&s.key[i], in, &spent);
	}
	return 0;
}
