/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sni_matrix.c - the answers by name side by side.
 */
#include "judge/sni_matrix.h"

#include "judge/outcome.h"

enum { COLUMN_MAX = 30 }; /* a longer word moves the rest of its line */

int
sni_matrix_check(const struct opt_list *names, struct err *err)
{
	if (names->n > INQUIRY_NAMES_MAX)
		return err_set(err, ERR_USAGE,
			"--sni-matrix: given %zu times: %d are enough",
			names->n, INQUIRY_NAMES_MAX);
	for (size_t i = 0; i < names->n; i++) {
		if (*names->value[i] == '\0')
			return err_set(err, ERR_USAGE,
				"--sni-matrix: an empty name: - is none");
		if (strchr(names->value[i], ',') != NULL)
			return err_set(err, ERR_USAGE,
				"--sni-matrix: '%s' is no host name: repeat "
				"the option for each name",
				names->value[i]);
		if (tls_plan_check_name("--sni-matrix", names->value[i], err)
			< 0)
			return -1;
	}
	return 0;
}

static const char *
subject_of(const struct probe *p)
{
	return p->server.chain.n > 0 ? p->server.chain.cert[0]->subject : NULL;
}

static void
tell_name(struct report *r, const struct probe *p)
{
	report_open(r, NULL, NULL);
	if (probe_sni(p) != NULL)
		report_string(r, "name", NULL, "%s", probe_sni(p));
	else
		report_null(r, "name", NULL);
	outcome_facts(r, p);
	if (subject_of(p) != NULL)
		report_string(r, "certificate", NULL, "%s", subject_of(p));
	else
		report_null(r, "certificate", NULL);
	report_close(r);
}

static const char *
name_words(const struct probe *p)
{
	return probe_sni(p) != NULL ? probe_sni(p) : "(no name)";
}

static size_t
wider(size_t width, const char *text)
{
	size_t len = strlen(text);

	return len > width && len <= COLUMN_MAX ? len : width;
}

/* The widths of a table's first two columns. */
struct widths {
	size_t name, outcome;
};

static void
line_name(struct report *r, const char *label, const struct probe *p,
	const struct widths *w)
{
	_cleanup_str_ char *outcome = outcome_words(p);
	_cleanup_str_ char *subject = NULL;

	if (subject_of(p) != NULL)
		subject = cert_short_name(subject_of(p));
	if (subject == NULL)
		report_line(r, label, "%-*s  %s", (int)w->name, name_words(p),
			outcome);
	else
		report_line(r, label, "%-*s  %-*s  TLS %s  %s", (int)w->name,
			name_words(p), (int)w->outcome, outcome, probe_tls(p),
			subject);
}

static void
measure(struct widths *w, const struct probe *p)
{
	_cleanup_str_ char *outcome = outcome_words(p);

	w->name = wider(w->name, name_words(p));
	w->outcome = wider(w->outcome, outcome);
}

void
judge_sni_matrix(struct report *r, const struct inquiry *q)
{
	const struct probe *row[1 + INQUIRY_NAMES_MAX];
	struct widths w = { 0, 0 };
	size_t n = 0;

	if (q->n_names == 0)
		return;
	row[n++] = q->given;
	for (size_t i = 0; i < q->n_names; i++)
		if (q->name[i] != NULL)
			row[n++] = q->name[i];
	report_open_list(r, "sni_matrix", NULL);
	for (size_t i = 0; i < n; i++) {
		tell_name(r, row[i]);
		measure(&w, row[i]);
	}
	report_close(r);
	for (size_t i = 0; i < n; i++)
		line_name(r, i == 0 ? "by name" : "", row[i], &w);
}
