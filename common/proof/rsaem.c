/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rsaem.c - the public operation of RSA (RFC 8017 section 5.2.2) by Montgomery
 * multiplication, which GnuTLS does only behind a verdict.
 */
#include "proof/rsaem.h"

enum {
	LIMB_OCTETS = 4,
	LIMB_BITS = 32,
	LIMBS = RSAEM_MAX / LIMB_OCTETS,
};

/* Numbers are arrays of limbs, the least first; all below n. */
struct field {
	uint32_t n[LIMBS];
	size_t len;       /* limbs of n and of each number */
	size_t bits;      /* of n */
	uint32_t inverse; /* of -n modulo 2^32 */
};

static struct view
without_zeros(struct view v)
{
	size_t zeros = 0;

	while (zeros < v.len && v.data[zeros] == 0)
		zeros++;
	return view_part(v, zeros, SIZE_MAX);
}

size_t
rsaem_bits(struct view modulus)
{
	size_t bits;

	modulus = without_zeros(modulus);
	if (modulus.len == 0)
		return 0;
	bits = 8 * modulus.len;
	for (unsigned top = modulus.data[0]; top < 0x80; top <<= 1)
		bits--;
	return bits;
}

static void
from_octets(uint32_t x[static LIMBS], struct view v)
{
	memset(x, 0, RSAEM_MAX);
	for (size_t i = 0; i < v.len; i++)
		x[i / LIMB_OCTETS] |= (uint32_t)v.data[v.len - 1 - i]
			<< 8 * (i % LIMB_OCTETS);
}

static void
to_octets(uint8_t *out, size_t len, const uint32_t x[static LIMBS])
{
	for (size_t i = 0; i < len; i++)
		out[len - 1 - i] = (uint8_t)(x[i / LIMB_OCTETS]
			>> 8 * (i % LIMB_OCTETS));
}

static bool
below_n(const struct field *f, const uint32_t *x)
{
	for (size_t i = f->len; i-- > 0;)
		if (x[i] != f->n[i])
			return x[i] < f->n[i];
	return false;
}

/* Take n from X, to which CARRY belongs, unless X is below it already. */
static void
reduce_once(const struct field *f, uint32_t *x, uint32_t carry)
{
	uint64_t borrow = 0;

	if (carry == 0 && below_n(f, x))
		return;
	for (size_t i = 0; i < f->len; i++) {
		uint64_t d = (uint64_t)x[i] - f->n[i] - borrow;

		x[i] = (uint32_t)d;
		borrow = d >> LIMB_BITS & 1;
	}
}

static void
twice(const struct field *f, uint32_t *x)
{
	uint32_t carry = 0;

	for (size_t i = 0; i < f->len; i++) {
		uint32_t next = x[i] >> (LIMB_BITS - 1);

		x[i] = x[i] << 1 | carry;
		carry = next;
	}
	reduce_once(f, x, carry);
}

/*
 * RET = A * B / R, where R is 2^32 to the power of len.  RET may be A or B.
 * Sums are product + limb + carry, at most 2^64 - 1.
 */
static void
multiply(const struct field *f, uint32_t *ret, const uint32_t *a,
	const uint32_t *b)
{
	uint32_t t[LIMBS] = { 0 }, top = 0;

	for (size_t i = 0; i < f->len; i++) {
		uint64_t sum = t[0] + (uint64_t)a[i] * b[0];
		uint32_t m = (uint32_t)sum * f->inverse;
		uint64_t cleared = (uint32_t)sum + (uint64_t)m * f->n[0];

		for (size_t j = 1; j < f->len; j++) {
			sum = (sum >> LIMB_BITS) + t[j] + (uint64_t)a[i] * b[j];
			cleared = (cleared >> LIMB_BITS) + (uint32_t)sum
				+ (uint64_t)m * f->n[j];
			t[j - 1] = (uint32_t)cleared;
		}
		sum = (sum >> LIMB_BITS) + (cleared >> LIMB_BITS) + top;
		t[f->len - 1] = (uint32_t)sum;
		top = (uint32_t)(sum >> LIMB_BITS);
	}
	reduce_once(f, t, top);
	memcpy(ret, t, f->len * sizeof(*t));
}

/* X * R: what multiply() works on. */
static void
enter(const struct field *f, uint32_t *x)
{
	uint32_t r[LIMBS] = { 0 };
	size_t r_bits = f->len * LIMB_BITS, bit = 1;

	/* R * 2: the highest power of two below n, doubled on. */
	r[(f->bits - 1) / LIMB_BITS] = 1U << (f->bits - 1) % LIMB_BITS;
	for (size_t i = f->bits - 1; i < r_bits + 1; i++)
		twice(f, r);
	/* R * R, which is 2 to the power of r_bits in this form. */
	while (bit <= r_bits / 2)
		bit <<= 1;
	while ((bit >>= 1) > 0) {
		multiply(f, r, r, r);
		if (r_bits & bit)
			twice(f, r);
	}
	multiply(f, x, x, r);
}

static void
leave(const struct field *f, uint32_t *x)
{
	static const uint32_t one[LIMBS] = { 1 };

	multiply(f, x, x, one);
}

/* X to the power of E, which is not 0. */
static void
power(const struct field *f, uint32_t *x, uint64_t e)
{
	uint64_t bit = UINT64_C(1) << 63;
	uint32_t base[LIMBS];

	enter(f, x);
	memcpy(base, x, f->len * sizeof(*base));
	while (!(e & bit))
		bit >>= 1;
	while ((bit >>= 1) > 0) {
		multiply(f, x, x, x);
		if (e & bit)
			multiply(f, x, x, base);
	}
	leave(f, x);
}

static void
field_of(struct field *f, struct view modulus)
{
	uint32_t inverse;

	from_octets(f->n, modulus);
	f->len = (modulus.len + LIMB_OCTETS - 1) / LIMB_OCTETS;
	f->bits = rsaem_bits(modulus);
	/* An odd n is its own inverse modulo 8; each step doubles the bits. */
	inverse = f->n[0];
	for (unsigned bits = 3; bits < LIMB_BITS; bits *= 2)
		inverse *= 2 - f->n[0] * inverse;
	f->inverse = 0 - inverse;
}

bool
rsaem_open(struct view modulus, struct view exponent, struct view signature,
	uint8_t ret_em[static RSAEM_MAX], size_t *ret_len)
{
	uint32_t x[LIMBS];
	struct field f;
	uint64_t e = 0;

	modulus = without_zeros(modulus);
	exponent = without_zeros(exponent);
	if (modulus.len > RSAEM_MAX || rsaem_bits(modulus) < 2
		|| modulus.data[modulus.len - 1] % 2 == 0 || exponent.len == 0
		|| exponent.len > RSAEM_EXPONENT_MAX
		|| signature.len != modulus.len)
		return false;
	for (size_t i = 0; i < exponent.len; i++)
		e = e << 8 | exponent.data[i];
	field_of(&f, modulus);
	from_octets(x, signature);
	if (!below_n(&f, x))
		return false;
	power(&f, x, e);
	to_octets(ret_em, modulus.len, x);
	*ret_len = modulus.len;
	return true;
}
