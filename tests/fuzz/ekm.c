/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm.c - fuzzing of proof/ekm.h: what is taken must be what its hex spells,
 * and no error may hold a long part of the text.
 */
#include "proof/ekm.h"

#include "base/alloc.h"
#include "base/hex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Errors have words of their own, of which a text may be made; no run of ours
 * has digits, dashes and capitals mixed as a value has.
 */
static bool
is_secret(struct view part)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < part.len; i++) {
		uint8_t c = part.data[i];

		digits += c >= '0' && c <= '9';
		letters += (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	}
	return digits + letters == part.len && digits > 2 && letters > 2;
}

static void
check_error(const struct err *err, struct view text)
{
	enum { PART = 8 };

	if (err->kind != ERR_INPUT || err->text[0] == '\0')
		abort();
	for (size_t i = 0; i + PART <= text.len; i++) {
		struct view part = view_part(text, i, PART);

		if (is_secret(part)
			&& memmem(err->text, strlen(err->text), part.data, PART)
				!= NULL)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_bytes_ struct bytes ekm = { 0 }, again = { 0 };
	_cleanup_str_ char *hex = NULL;
	struct view text = { data, size };
	struct err err = { 0 };

	if (ekm_parse(text, &ekm, &err) < 0) {
		check_error(&err, text);
		return 0;
	}
	if (ekm.len != EKM_LEN)
		abort();
	hex = hex_encode(bytes_view(&ekm), HEX_UPPER | HEX_COLONS);
	if (ekm_parse(view_of_str(hex), &again, &err) < 0
		|| !view_eq(bytes_view(&ekm), bytes_view(&again)))
		abort();
	return 0;
}
