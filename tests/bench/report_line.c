/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_line N - make and render N terse reports of the kind that --batch
 * writes a line each; tells the nanoseconds and the octets of one.
 */
#include "cli/render.h"

static void
fill(struct report *r, int64_t line)
{
	static const char id[] = "AgBBQLgtRpWFPN66kxhxGrtaKrzcMtHw7HV8yMk_-"
				 "MdRXJXbDMYxZCWnCASRRrmHH"
				 "HL5wmpP3bhYt0ChRDbsMapfh_Q";
	static const char hash[] =
		"yDp8XBPl8iFZ2TZ6nSJ8Bw1sIQ3jW8Zt0xHk5bq1rYk";

	r->line = line;
	report_open_list(r, "bindings", "bindings");
	report_open(r, NULL, NULL);
	report_string(r, "type", "type", "provided_token_binding");
	report_string(r, "key_parameters", "key", "%s", "ecdsap256");
	report_string(r, "id", "id", "%s", id);
	report_string(r, "tbh", "tbh", "%s", hash);
	report_string(r, "signature", "signature", "valid");
	report_integer(r, "offset", "offset", 2);
	report_close(r);
	report_close(r);
}

int
main(int argc, char **argv)
{
	struct report_out out = { .format = &format_ndjson };
	struct report r = {
		.program = "tlsbind-tbmsg",
		.now = clock_now(),
		.terse = true,
		.out = &out,
	};
	int64_t n = argc == 2 ? strtoll(argv[1], NULL, 10) : 0;
	int64_t start = clock_mono_us();
	size_t octets = 0;

	for (int64_t i = 1; i <= n; i++) {
		fill(&r, i);
		render_report(&r);
		report_clear(&r);
		octets = out.buf.len;
		out.buf.len = 0;
	}
	if (n > 0)
		printf("%lld %zu\n",
			(long long)(1000 * (clock_mono_us() - start) / n),
			octets);
	report_done(&r);
	strbuf_done(&out.buf);
	return n <= 0;
}
