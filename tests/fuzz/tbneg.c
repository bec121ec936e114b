/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbneg.c - fuzzing of proof/tbneg.h.  The first octet chooses: extension
 * data, a ServerHello, or EncryptedExtensions.
 */
#include "proof/tbneg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct tbneg_config all = { TBNEG_DRAFT_10, TBNEG_V1_0,
	{ TBID_ECDSAP256, TBID_RSA2048_PSS, TBID_RSA2048_PKCS1_5 }, 3 };

static void
check_data(struct view octets)
{
	_cleanup_bytes_ struct bytes again = { 0 };
	struct tbneg t, answer;
	struct tbneg_hello hello = { .tls13 = octets.len & 1, .ems = true };

	if (!tbneg_parse(octets, &t)) {
		if (tbneg_judge(&all, octets, &hello, &answer)
			!= TBNEG_MALFORMED)
			abort();
		return;
	}
	tbneg_build(&t, &again);
	if (!view_eq(bytes_view(&again), octets))
		abort();
	/* What we choose from an offer, its client may take. */
	hello.tls13 = true;
	if (tbneg_choose(&all, &t, &answer)) {
		bytes_clear(&again);
		tbneg_build(&answer, &again);
		if (tbneg_judge(&all, bytes_view(&again), &hello, &t)
			!= TBNEG_NEGOTIATED)
			abort();
	}
}

static void
check_message(struct view body, bool hello)
{
	struct view found = { NULL, 0 };

	if (tbneg_find(body, hello, TBNEG_EXTENSION, &found) == 0)
		return;
	if (found.len > 0
		&& (found.data < body.data
			|| found.data + found.len > body.data + body.len))
		abort();
	check_data(found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = { data, size };

	if (size == 0)
		return 0;
	rest = view_part(rest, 1, SIZE_MAX);
	if (data[0] % 3 == 0)
		check_data(rest);
	else
		check_message(rest, data[0] % 3 == 1);
	return 0;
}
