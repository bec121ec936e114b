/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of cli/tally: many reports in a line.
 */
#include "cli/tally.h"
#include "tap.h"

static const struct cause causes[] = { { "old", "" }, { "new", "" },
	{ "third", "" }, { "fourth", "" }, { "fifth", "" }, { "sixth", "" },
	{ "seventh", "" } };
static const struct check check = { "c", "", NULL };

static void
add(struct tally *t, size_t n, const char *word, const char *cause, bool good)
{
	struct report r = { .program = "p" };

	if (word != NULL)
		report_headline(&r, word, "%s", "x");
	report_check(&r, &check, good ? VERDICT_PASS : VERDICT_FAIL, "%s", "x");
	for (size_t i = 0; cause != NULL && i < ARRAY_LEN(causes); i++)
		if (strcmp(causes[i].id, cause) == 0)
			report_diagnosis(&r, &causes[i], CONFIDENCE_LIKELY,
				"%s", "x");
	/* Only the first one counts. */
	if (cause != NULL)
		report_diagnosis(&r, &causes[6], CONFIDENCE_LIKELY, "%s", "x");
	while (n-- > 0)
		tally_add(t, &r);
	report_done(&r);
}

static void
says(const struct tally *t, const char *want)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	tally_put(t, &b);
	strbuf_char(&b, '\0');
	if (!ok(strcmp(b.data, want) == 0, "%s", want))
		printf("# %s\n", b.data);
}

static void
many_words(void)
{
	struct tally t = { .n = 0 };
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	char word[40];

	for (int i = 0; i < TALLY_WORDS_MAX + 5; i++) {
		snprintf(word, sizeof(word), "%c%s", 'A' + i,
			"A VERY LONG WORD OF A HEADLINE");
		add(&t, 1, word, NULL, true);
	}
	ok(t.n == TALLY_WORDS_MAX + 5 && t.n_rows == TALLY_WORDS_MAX,
		"words beyond the table are counted in its last row");
	tally_put(&t, &b);
	strbuf_char(&b, '\0');
	ok(strstr(b.data, "6 la very long word of a") == b.data,
		"and it stands first, having the most");
}

int
main(void)
{
	struct tally t = { .n = 0 };

	says(&t, "");
	add(&t, 2, "UNREACHED", NULL, false);
	says(&t, "2 unreached");
	add(&t, 988, "ACCEPTED", NULL, true);
	add(&t, 2, "REJECTED", "new", false);
	add(&t, 8, "REJECTED", "old", false);
	says(&t, "988 accepted, 10 rejected (old 8, new 2), 2 unreached");
	ok(t.n == 1000 && t.good == 988, "all, and those with status 0");
	add(&t, 1, NULL, NULL, false);
	add(&t, 7, "NOT ASKED", "third", true);
	says(&t,
		"988 accepted, 10 rejected (old 8, new 2), 7 not asked (third "
		"7), 2 unreached, 1 unreadable");
	add(&t, 1, "REJECTED", "third", false);
	add(&t, 1, "REJECTED", "fourth", false);
	add(&t, 1, "REJECTED", "fifth", false);
	add(&t, 1, "REJECTED", "sixth", false);
	add(&t, 1, "REJECTED", "seventh", false);
	says(&t,
		"988 accepted, 15 rejected (old 8, new 2, third 1, fourth 1, "
		"fifth 1, 2 other causes), 7 not asked (third 7), 2 unreached, "
		"1 unreadable");
	many_words();
	return tap_done();
}
