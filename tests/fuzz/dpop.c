/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop.c - fuzzing of proof/dpop.h and judge/dpop.h: any text as a proof, and
 * as the claims of one, up to the report.
 */
#include "judge/dpop.h"

#include "base/b64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
judge(struct view text, const struct dpop_case *c)
{
	_cleanup_dpop_ struct dpop d = { .count = 0 };
	struct report r = { .program = "fuzz", .now = 1700000000 };
	enum verdict v;

	dpop_read(text, &d);
	v = judge_dpop(&r, &d, c);
	need(v == VERDICT_PASS || v == VERDICT_FAIL);
	need((v == VERDICT_FAIL) == (report_status(&r) == 1));
	need(r.headline == NULL && r.err.kind == ERR_NONE);
	need(v == VERDICT_FAIL || dpop_is_readable(&d));
	/* Each of the checks once, or, in a terse report, not at all. */
	need(r.n_findings == 13);
	for (size_t i = 0; i < r.n_findings; i++)
		need(r.findings[i].evidence.n > 0);
	report_done(&r);
}

/* The first line as a header, the second as claims, the third as ath. */
static void
judge_parts(struct view all, const struct dpop_case *c)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	const uint8_t *end = all.len > 0 ? memchr(all.data, '\n', all.len)
					 : NULL;
	size_t n = end != NULL ? (size_t)(end - all.data) : all.len;
	_cleanup_str_ char *header = b64url(view_part(all, 0, n));
	_cleanup_str_ char *claims = b64url(view_part(all, n + 1, all.len));

	bytes_append_str(&text, header);
	bytes_append_str(&text, ".");
	bytes_append_str(&text, claims);
	bytes_append_str(&text, ".AAAA");
	judge(bytes_view(&text), c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct dpop_case unknown = { .max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY };
	const struct dpop_case known = {
		.method = "GET",
		.url = "https://resource.example.org/protectedresource",
		.nonce = "eyJ7S",
		.access_token = view_of_str("eyJ.eyJzdWIiOiJhIn0.AAAA"),
		.jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
		.max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY,
	};
	struct view all = { data, size };

	judge(all, &unknown);
	judge(all, &known);
	judge_parts(all, &unknown);
	judge_parts(all, &known);
	return 0;
}
