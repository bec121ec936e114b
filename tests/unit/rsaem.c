/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSA signatures open as openssl opens them and read as RFC 8017 has it; small
 * moduli agree with plain division.
 */
#include "proof/rsaem.h"

#include "tap.h"
#include "vectors.h"

static bool
same_member(struct view v, const struct json *from, const char *member)
{
	_cleanup_bytes_ struct bytes want = vector_b64(from, member);

	return view_eq(v, bytes_view(&want));
}

static bool
same_text(const char *s, const struct json *from, const char *member)
{
	const char *want = json_string(json_get(from, member));

	return want != NULL && strcmp(s, want) == 0;
}

static bool
same_pkcs1(const struct rsaem_pkcs1 *got, const struct json *want)
{
	return same_text(hash_name(got->hash), want, "hash")
		&& same_text(got->has_null ? "yes" : "no", want, "null")
		&& same_member(got->digest, want, "digest");
}

/* Also: no reading fits another message or by another hash. */
static bool
same_reading(const struct rsaem_pss_reading *got, const struct json *want,
	struct view message)
{
	bool fits = rsaem_pss_fits(got, got->hash, message);

	for (int other = HASH_NONE; other <= HASH_SHA512; other++)
		if (other != (int)got->hash
			&& rsaem_pss_fits(got, (enum hash_alg)other, message))
			return false;
	return same_text(hash_name(got->hash), want, "hash")
		&& same_text(hash_name(got->mgf), want, "mgf")
		&& same_member((struct view){ got->h, hash_len(got->hash) },
			want, "h")
		&& same_member((struct view){ got->salt, got->salt_len }, want,
			"salt")
		&& same_text(fits ? "yes" : "no", want, "fits")
		&& !rsaem_pss_fits(got, got->hash,
			view_part(message, 1, SIZE_MAX));
}

static bool
same_pss(const struct rsaem_pss *got, const struct json *want,
	struct view message)
{
	const struct json *reading = json_first(want);

	for (size_t i = 0; i < got->n; i++) {
		if (reading == NULL
			|| !same_reading(&got->readings[i], reading, message))
			return false;
		reading = json_next(reading);
	}
	return reading == NULL;
}

static void
test_case(const struct json *key, const struct json *c, struct view message)
{
	_cleanup_bytes_ struct bytes n = vector_b64(key, "n");
	_cleanup_bytes_ struct bytes e = vector_b64(key, "e");
	_cleanup_bytes_ struct bytes sig = vector_b64(c, "signature");
	const struct json *pkcs1 = json_get(c, "pkcs1");
	const struct json *pss = json_get(c, "pss");
	struct rsaem_pkcs1 block = { HASH_NONE, false, { NULL, 42 } };
	struct rsaem_pss readings = { .n = 42 };
	uint8_t em[RSAEM_MAX];
	struct view opened = { em, 0 };
	char name[128];

	snprintf(name, sizeof(name), "%s: %s",
		json_string(json_get(key, "name")),
		json_string(json_get(c, "name")));
	if (!ok(rsaem_open(bytes_view(&n), bytes_view(&e), bytes_view(&sig), em,
			&opened.len)
			    && same_member(opened, c, "em"),
		    "%s opens", name))
		return;
	ok(rsaem_pkcs1(opened, &block) == (pkcs1 != NULL)
			&& (pkcs1 != NULL ? same_pkcs1(&block, pkcs1)
					  : block.digest.len == 42),
		"%s: %s", name, pkcs1 != NULL ? "PKCS#1" : "no PKCS#1");
	ok(rsaem_pss(opened, rsaem_bits(bytes_view(&n)), &readings)
				== (json_first(pss) != NULL)
			&& (json_first(pss) != NULL
					? same_pss(&readings, pss, message)
					: readings.n == 42),
		"%s: %s", name, json_first(pss) != NULL ? "PSS" : "no PSS");
}

/* It does not open, and leaves the outputs alone. */
static bool
refused(struct view n, struct view e, struct view s)
{
	uint8_t em[RSAEM_MAX];
	size_t len = 42;

	memset(em, 0x5a, sizeof(em));
	if (rsaem_open(n, e, s, em, &len) || len != 42)
		return false;
	for (size_t i = 0; i < sizeof(em); i++)
		if (em[i] != 0x5a)
			return false;
	return true;
}

static void
test_key(const struct json *key, struct view message)
{
	_cleanup_bytes_ struct bytes n = vector_b64(key, "n");
	const struct json *c = json_first(json_get(key, "cases"));
	const char *name = json_string(json_get(key, "name"));
	char bits[16];

	snprintf(bits, sizeof(bits), "%zu", rsaem_bits(bytes_view(&n)));
	ok(same_text(bits, key, "bits"), "%s: %s bits", name, bits);
	if (json_get(key, "too_large") != NULL) {
		_cleanup_bytes_ struct bytes e = vector_b64(key, "e");
		_cleanup_bytes_ struct bytes sig = vector_b64(key, "too_large");

		ok(refused(bytes_view(&n), bytes_view(&e), bytes_view(&sig)),
			"%s: a signature to which n is added", name);
	}
	for (; c != NULL; c = json_next(c))
		test_case(key, c, message);
}

static bool
opens_to(struct view n, struct view e, struct view s, struct view want)
{
	uint8_t em[RSAEM_MAX];
	size_t len = 0;

	return rsaem_open(n, e, s, em, &len)
		&& view_eq((struct view){ em, len }, want);
}

static void
test_lengths(void)
{
	static const uint8_t zero[RSAEM_MAX + 1], one[1] = { 1 };
	static const uint8_t e[] = { 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct view nothing = { NULL, 0 }, three = { e + 10, 1 };
	uint8_t n[RSAEM_MAX + 2] = { 0 }, s[RSAEM_MAX] = { 0 };
	uint8_t many[RSAEM_MAX + 1];
	struct view full = { n + 1, RSAEM_MAX }, sig = { s, RSAEM_MAX };

	memset(n + 1, 0xff, sizeof(n) - 1);
	memset(many, 1, sizeof(many));
	s[RSAEM_MAX - 1] = 7;
	ok(opens_to(full, three, sig, sig), "the longest modulus");
	ok(opens_to((struct view){ n, RSAEM_MAX + 1 }, three, sig, sig),
		"a zero before the longest modulus");
	ok(refused((struct view){ n + 1, RSAEM_MAX + 1 }, three,
		   (struct view){ zero, RSAEM_MAX + 1 }),
		"a longer one");
	ok(opens_to(full, (struct view){ one, 1 }, sig, sig), "exponent 1");
	ok(opens_to(full, (struct view){ e + 2, 1 }, sig, sig)
			&& opens_to(full, (struct view){ e, 3 }, sig, sig),
		"zeros before the exponent");
	ok(!refused(full, (struct view){ e + 2, 8 }, sig), "8 octets of it");
	ok(refused(full, (struct view){ e + 2, 9 }, sig), "9 octets of it");
	ok(refused(full, (struct view){ e, sizeof(e) }, sig),
		"9 octets behind zeros");
	ok(refused(full, (struct view){ e, 2 }, sig), "exponent 0");
	ok(refused(full, nothing, sig), "no exponent");
	ok(refused(nothing, three, nothing), "no modulus");
	ok(refused((struct view){ zero, 4 }, three, (struct view){ zero, 4 }),
		"modulus 0");
	ok(refused((struct view){ one, 1 }, three, (struct view){ zero, 1 }),
		"modulus 1");
	ok(refused(full, three, view_part(sig, 1, SIZE_MAX)),
		"a signature that is too short");
	ok(refused(full, three, (struct view){ zero, RSAEM_MAX + 1 }),
		"a signature that is too long");
	ok(refused(full, three, nothing), "no signature");
	ok(refused(full, three, full), "n itself");
	ok(refused((struct view){ many, RSAEM_MAX }, three, full),
		"a signature above n");
	n[RSAEM_MAX]--;
	ok(refused(full, three, sig), "an even modulus");
}

static uint64_t
plain_power(uint64_t s, uint64_t e, uint64_t n)
{
	uint64_t r = 1 % n;

	for (; e > 0; e >>= 1) {
		if (e & 1)
			r = r * s % n;
		s = s * s % n;
	}
	return r;
}

static struct view
write_number(uint8_t *room, size_t len, uint64_t v)
{
	for (size_t i = len; i-- > 0; v >>= 8)
		room[i] = (uint8_t)v;
	return (struct view){ room, len };
}

static bool
small_agrees(uint64_t n, uint64_t e, uint64_t s)
{
	uint8_t n_room[4], e_room[8], s_room[4], want[4];
	size_t len = n < 1 << 8 ? 1 : n < 1 << 16 ? 2 : n < 1 << 24 ? 3 : 4;

	return opens_to(write_number(n_room, len, n),
		write_number(e_room, 8, e), write_number(s_room, len, s),
		write_number(want, len, plain_power(s, e, n)));
}

static void
test_small(void)
{
	uint64_t x = 1, bad = 0;

	for (uint64_t n = 3; n < 256; n += 2)
		for (uint64_t s = 0; s < n; s++)
			for (uint64_t e = 1; e < 20; e++)
				bad += !small_agrees(n, e, s);
	ok(bad == 0, "moduli of one octet");
	/* The generator of MMIX: numbers of every length. */
	for (int i = 0; i < 100000; i++) {
		uint64_t n, e;

		x = x * 6364136223846793005U + 1442695040888963407U;
		n = (x >> 32 >> x % 30) | 3;
		x = x * 6364136223846793005U + 1442695040888963407U;
		e = x >> x % 64 | 1;
		x = x * 6364136223846793005U + 1442695040888963407U;
		bad += !small_agrees(n, e, (x >> 32) % n);
	}
	ok(bad == 0, "moduli of one limb");
	ok(small_agrees(0xffffffff, UINT64_MAX, 0xfffffffe)
			&& small_agrees(0x80000001, UINT64_MAX, 0x80000000),
		"moduli at the ends of a limb");
}

/* A modulus that does not have the length of EM. */
static void
test_pss_lengths(void)
{
	struct rsaem_pss readings = { .n = 42 };
	uint8_t em[RSAEM_MAX + 64] = { 0 };
	static const size_t bits[] = { 0, 1, 2, 9, 177, 1032, 4096, 4105,
		8 * sizeof(em), SIZE_MAX };

	em[RSAEM_MAX - 1] = em[sizeof(em) - 1] = 0xbc;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
		bool none = true;

		for (size_t len = 0; len <= sizeof(em); len++)
			none = none
				&& !rsaem_pss((struct view){ em, len }, bits[i],
					&readings);
		ok(none && readings.n == 42, "no PSS of %zu bits", bits[i]);
	}
}

/* H by one hash within a reading by another. */
static void
test_fits(void)
{
	struct view message = view_of_str("message");
	struct rsaem_pss_reading reading = { .hash = HASH_SHA256 };
	uint8_t m[8 + HASH_MAX] = { 0 };

	hash_data(HASH_SHA256, message, m + 8);
	hash_data(HASH_SHA256, (struct view){ m, 8 + 32 }, reading.h);
	ok(rsaem_pss_fits(&reading, HASH_SHA256, message), "H by its hash");
	reading.hash = HASH_SHA512;
	ok(!rsaem_pss_fits(&reading, HASH_SHA256, message)
			&& !rsaem_pss_fits(&reading, HASH_SHA512, message),
		"H by another hash");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("rsaem.json");
	_cleanup_bytes_ struct bytes message = vector_b64(root, "message");
	const struct json *key = json_first(json_get(root, "keys"));

	for (; key != NULL; key = json_next(key))
		test_key(key, bytes_view(&message));
	test_lengths();
	test_small();
	test_pss_lengths();
	test_fits();
	return tap_done();
}
