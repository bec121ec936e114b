/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_metric.c - what monitoring asks of a report: numbers, and which
 * warnings matter.
 */
#include "cli/report.h"

void
report_metric(struct report *r, const struct metric *metric, const char *label,
	int64_t value)
{
	r->measures = xgrow(r->measures, &r->cap_measures, r->n_measures + 1,
		sizeof(*r->measures));
	r->measures[r->n_measures++] = (struct measure){ .metric = metric,
		.label = label != NULL ? arena_strdup(&r->of_rest, label)
				       : NULL,
		.value = value };
}

void
report_alarm(struct report *r, const struct check *check)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].check == check)
			r->findings[i].alarm = true;
}
