/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause.c - matching signs against the table of causes, and filling in what
 * is known of the case.
 */
#include "judge/cause.h"

static bool
has_alert(const struct cause_row *row, const struct probe_alert *alert)
{
	if (row->alerts[0] == 0)
		return true;
	for (size_t i = 0; i < CAUSE_ALERTS && row->alerts[i] != 0; i++)
		if (alert != NULL && alert->code == row->alerts[i])
			return true;
	return false;
}

static bool
fits(const struct cause_row *row, sign_set signs,
	const struct probe_alert *alert)
{
	return (signs & row->all) == row->all && (signs & row->none) == 0
		&& (row->any == 0 || (signs & row->any) != 0)
		&& has_alert(row, alert);
}

static bool
is_known(const struct report *r, const struct cause *cause)
{
	for (size_t i = 0; i < r->n_diagnoses; i++)
		if (strcmp(r->diagnoses[i].cause->id, cause->id) == 0)
			return true;
	return false;
}

static void
add(struct report *r, const struct cause_row *row,
	const struct case_words *words, const struct lines *evidence)
{
	const struct cause_story *story = row->story;
	_cleanup_str_ char *text = case_words_fill(words, story->text);

	report_diagnosis(r, &story->cause, row->confidence, "%s",
		text != NULL ? text : story->cause.title);
	for (size_t i = 0; i < evidence->n; i++)
		report_because(r, "%s", evidence->line[i]);
	for (size_t i = 0; i < CAUSE_LINES; i++) {
		_cleanup_str_ char *line = case_words_fill(words,
			story->because[i]);

		if (line != NULL)
			report_because(r, "%s", line);
	}
	for (size_t i = 0; i < CAUSE_LINES; i++) {
		_cleanup_str_ char *line = case_words_fill(words,
			story->advice[i]);

		if (line != NULL)
			report_advise(r, "%s", line);
	}
}

void
judge_causes(struct report *r, const struct case_words *c, sign_set signs,
	const struct lines *evidence)
{
	const struct probe_alert *alert = probe_fatal_alert(c->probe);

	for (int sure = CONFIDENCE_CERTAIN; sure <= CONFIDENCE_POSSIBLE; sure++)
		for (const struct cause_row *row = cause_rows;
			row->story != NULL; row++)
			if ((int)row->confidence == sure
				&& fits(row, signs, alert)
				&& !is_known(r, &row->story->cause))
				add(r, row, c, evidence);
}
