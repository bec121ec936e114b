/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der.c - fuzzing of base/der.h: elements stay within their input, and all
 * readers agree.
 */
#include "base/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_element(struct view before, struct view after, const struct der *e)
{
	struct view again = before;
	struct der same;

	if (e->whole.data != before.data || e->value.len > e->whole.len
		|| e->value.data + e->value.len != e->whole.data + e->whole.len
		|| after.data != e->whole.data + e->whole.len
		|| after.len + e->whole.len != before.len)
		abort();
	if (der_total(before) != e->whole.len
		|| !der_read_tag(&again, e->tag, &same)
		|| !view_eq(same.whole, e->whole))
		abort();
}

static void
walk(struct view in, int depth)
{
	struct view before = in;
	struct der e;

	while (der_read(&in, &e)) {
		char text[DER_OID_TEXT];
		int64_t t;

		check_element(before, in, &e);
		if (der_oid_text(e.value, text) && strlen(text) >= DER_OID_TEXT)
			abort();
		der_time(&e, &t);
		if (depth > 0)
			walk(e.value, depth - 1);
		before = in;
	}
	if (in.data != before.data || in.len != before.len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	walk((struct view){ data, size }, 8);
	return 0;
}
