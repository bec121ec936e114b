/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzz target: an HTTP response that comes in two pieces.
 */
#include "net/answer.h"
#include "proof/challenge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
challenges(const struct answer *a)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	struct view v;

	for (size_t i = 0; answer_field_at(a, "www-authenticate", i, &v); i++)
		if (challenge_param(v, "error", &value))
			challenge_param(v, "error_description", &value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct answer a = { .status = 0 };
	struct view all = { data, size }, value;
	size_t cut = size > 0 ? data[0] : 0;

	if (answer_add(&a, view_part(all, 0, cut)) == ANSWER_MORE)
		answer_add(&a, view_part(all, cut, size));
	if (answer_is_complete(&a)) {
		answer_field(&a, "server", &value);
		answer_mentions(&a, "certificate");
		challenges(&a);
	}
	answer_done(&a);
	return 0;
}
