/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every mistake that explains a signature is a cause that reports can name,
 * and no cause is listed twice.
 */
#include "judge/tbmsg_cause.h"

#include "tap.h"

static size_t
count(const char *id)
{
	const struct cause *const *const lists[] = { tbmsg_form_cause_ids,
		tbmsg_cause_ids };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t k = 0; lists[i][k] != NULL; k++)
			n += strcmp(lists[i][k]->id, id) == 0;
	return n;
}

int
main(void)
{
	for (size_t i = 0; tbwhy_rows[i] != NULL; i++) {
		const struct cause *c = tbmsg_cause_find(tbwhy_rows[i]->cause);

		ok(c != NULL && count(c->id) == 1, "%s is a cause",
			tbwhy_rows[i]->cause);
	}
	ok(tbmsg_cause_find("nonsense") == NULL, "nothing else is");
	return tap_done();
}
