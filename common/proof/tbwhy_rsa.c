/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy_rsa.c - what an RSA signature holds, whatever its scheme, and with a
 * key that RFC 8471 would not allow.
 */
#include "base/alloc.h"
#include "proof/tbwhy_try.h"

/* What is wrong with the key before anything is said of the signature. */
static const struct tbwhy_row *
key_row(const struct tbmsg_binding *b)
{
	if ((b->modulus.len > 0 && b->modulus.data[0] == 0)
		|| (b->exponent.len > 0 && b->exponent.data[0] == 0))
		return &tbwhy_key_zeros;
	return rsaem_bits(b->modulus) != 8 * TBID_RSA_LEN ? &tbwhy_key_size
							  : NULL;
}

static void
add_pkcs1(struct tbwhy_readings *r, const struct tbwhy_row *row,
	const char *because, struct view em)
{
	struct tbwhy_reading *reading;
	struct rsaem_pkcs1 pkcs1;

	if (!rsaem_pkcs1(em, &pkcs1))
		return;
	reading = tbwhy_add_reading(r, row, xstrdup(because));
	reading->pkcs1 = pkcs1;
}

static void
add_pss(struct tbwhy_readings *r, const struct tbwhy_row *row,
	const char *because, struct view em, size_t bits)
{
	struct rsaem_pss pss;

	if (!rsaem_pss(em, bits, &pss))
		return;
	for (size_t i = 0; i < pss.n; i++) {
		struct tbwhy_reading *reading = tbwhy_add_reading(r, row,
			xstrdup(because));

		reading->is_pss = true;
		reading->pss = pss.readings[i];
	}
}

static void
add_opened(struct tbwhy_readings *r, const struct tbmsg_binding *b,
	const struct tbwhy_row *row, const char *because, struct view sig)
{
	struct view em = { r->em, 0 };

	if (!rsaem_open(b->modulus, b->exponent, sig, r->em, &em.len))
		return;
	add_pkcs1(r, row, because, em);
	add_pss(r, row, because, em, rsaem_bits(b->modulus));
}

void
tbwhy_rsa_readings(const struct tbmsg_binding *b, struct tbwhy_readings *ret)
{
	const struct tbwhy_row *row = key_row(b);
	struct view sig = b->signature;
	uint8_t backwards[RSAEM_MAX];

	add_opened(ret, b, row, row != NULL ? row->words : "", sig);
	if (ret->n > 0 || sig.len > sizeof(backwards))
		return;
	for (size_t i = 0; i < sig.len; i++)
		backwards[i] = sig.data[sig.len - 1 - i];
	add_opened(ret, b, &tbwhy_little_endian,
		"the signature has its lowest octet first",
		(struct view){ backwards, sig.len });
}
