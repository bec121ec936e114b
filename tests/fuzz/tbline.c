/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbline.c - fuzzing of a line of tlsbind-tbmsg verify --batch: JSON, header,
 * message, signature and its explanation, up to the report.
 */
#include "judge/tbmsg_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tbmsg_line all = { .negotiated = TBMSG_NEGOTIATED_UNKNOWN };
	struct report r = { .program = "fuzz" };
	int status;

	tbmsg_line_verify(&all, &r, (struct view){ data, size });
	status = report_status(&r);
	/* Yes, no, or cannot: nothing else, and never without a reason. */
	if ((status != 0 && status != 1 && status != 3)
		|| (status == 3) != (r.err.kind == ERR_INPUT)
		|| (status == 1 && r.headline == NULL))
		abort();
	report_done(&r);
	return 0;
}
