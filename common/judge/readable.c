/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates (RFC 5280 section 4.1) whose thumbprints we tell although
 * GnuTLS refuses them.
 */
#include "judge/readable.h"

const struct check judge_readable = {
	"certificate.readable",
	"GnuTLS can read every certificate",
	"RFC 5280 section 4.1",
};

void
judge_readable_see(struct readable_judge *j, const struct cert *c,
	const char *where)
{
	if (c->imported)
		return;
	if (j->refused < READABLE_SHOWN)
		j->refusal[j->refused] = xasprintf("%s: %s", where,
			c->import_error);
	j->refused++;
}

void
judge_readable_say(struct readable_judge *j, struct report *r)
{
	if (j->refused == 0)
		return;
	report_check(r, &judge_readable, VERDICT_WARN, "%s", j->refusal[0]);
	for (size_t i = 1; i < j->refused && i < READABLE_SHOWN; i++)
		report_because(r, "%s", j->refusal[i]);
	if (j->refused > READABLE_SHOWN)
		report_because(r, "and %zu more", j->refused - READABLE_SHOWN);
	report_advise(r,
		"the values are right all the same: they are made from the "
		"octets as they stand");
	judge_readable_done(j);
}

void
judge_readable_done(struct readable_judge *j)
{
	for (size_t i = 0; i < READABLE_SHOWN; i++)
		free(j->refusal[i]);
	*j = (struct readable_judge){ .refused = 0 };
}
