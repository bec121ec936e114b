/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.c - reports, counted.
 */
#include "cli/tally.h"

/* What has no row of its own is counted in the last one. */
static struct tally_row *
row_of(struct tally *t, const char *word)
{
	struct tally_row *row = NULL;
	size_t i = 0;

	for (i = 0; i < t->n_rows; i++) {
		row = &t->row[i];
		if (strncasecmp(row->word, word, TALLY_WORD_MAX - 1) == 0)
			return row;
	}
	if (t->n_rows == TALLY_WORDS_MAX)
		return row;
	row = &t->row[t->n_rows++];
	for (i = 0; i < TALLY_WORD_MAX - 1 && word[i] != '\0'; i++)
		row->word[i] = word[i] >= 'A' && word[i] <= 'Z'
			? (char)(word[i] - 'A' + 'a')
			: word[i];
	return row;
}

static void
add_cause(struct tally_row *row, const char *id)
{
	size_t i = 0;

	while (i < row->n_causes && strcmp(row->cause[i].id, id) != 0)
		i++;
	if (i == TALLY_CAUSES_MAX)
		return;
	row->n_causes += i == row->n_causes;
	row->cause[i].id = id;
	row->cause[i].n++;
}

void
tally_add(struct tally *t, const struct report *r)
{
	struct tally_row *row = row_of(t,
		r->word != NULL ? r->word : "unreadable");

	t->n++;
	t->good += report_status(r) == 0;
	row->n++;
	if (r->n_diagnoses > 0)
		add_cause(row, r->diagnoses[0].cause->id);
}

/* Of N numbers, SIZE octets apart, the largest that was not taken. */
static size_t
largest(const size_t *n, size_t count, const bool *taken)
{
	size_t best = count;

	for (size_t i = 0; i < count; i++)
		if (!taken[i] && (best == count || n[i] > n[best]))
			best = i;
	return best;
}

static void
put_causes(const struct tally_row *row, struct strbuf *out)
{
	bool taken[TALLY_CAUSES_MAX] = { false };
	size_t n[TALLY_CAUSES_MAX] = { 0 }, shown = 0;

	for (size_t i = 0; i < row->n_causes; i++)
		n[i] = row->cause[i].n;
	for (; shown < row->n_causes && shown < TALLY_SHOWN_MAX; shown++) {
		size_t i = largest(n, row->n_causes, taken);

		taken[i] = true;
		strbuf_format(out, "%s%s %zu", shown == 0 ? " (" : ", ",
			row->cause[i].id, n[i]);
	}
	if (row->n_causes > shown)
		strbuf_format(out, ", %zu other causes", row->n_causes - shown);
	if (shown > 0)
		strbuf_char(out, ')');
}

void
tally_put(const struct tally *t, struct strbuf *out)
{
	bool taken[TALLY_WORDS_MAX] = { false };
	size_t n[TALLY_WORDS_MAX] = { 0 };

	for (size_t i = 0; i < t->n_rows; i++)
		n[i] = t->row[i].n;
	for (size_t k = 0; k < t->n_rows; k++) {
		size_t i = largest(n, t->n_rows, taken);

		taken[i] = true;
		strbuf_format(out, "%s%zu %s", k > 0 ? ", " : "", n[i],
			t->row[i].word);
		put_causes(&t->row[i], out);
	}
}
