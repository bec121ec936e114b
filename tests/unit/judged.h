/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judged.h - what a judge has put into a report, for unit tests.
 */
#ifndef UNIT_JUDGED_H
#define UNIT_JUDGED_H

#include "cli/report.h"

/* A check of that id with that verdict whose evidence or advice has WORDS. */
static inline bool
judged(const struct report *r, const char *id, const char *verdict,
	const char *words)
{
	for (size_t i = 0; i < r->n_findings; i++) {
		const struct finding *f = &r->findings[i];
		bool found = false;

		for (size_t k = 0; k < f->evidence.n; k++)
			found |= strstr(f->evidence.line[k], words) != NULL;
		for (size_t k = 0; k < f->advice.n; k++)
			found |= strstr(f->advice.line[k], words) != NULL;
		if (strcmp(f->check->id, id) == 0
			&& strcmp(verdict_name(f->verdict), verdict) == 0
			&& found)
			return true;
	}
	return false;
}

/* Has that check been said anything of? */
static inline bool
mentioned(const struct report *r, const char *id)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (strcmp(r->findings[i].check->id, id) == 0)
			return true;
	return false;
}

/* All evidence, for whoever reads a test that fails. */
static inline void
show(const struct report *r)
{
	for (size_t i = 0; i < r->n_findings; i++)
		printf("#   %s %s: %s\n", r->findings[i].check->id,
			verdict_name(r->findings[i].verdict),
			r->findings[i].evidence.line[0]);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		printf("#   %s: %s\n", r->diagnoses[i].cause->id,
			r->diagnoses[i].text);
}

#endif
