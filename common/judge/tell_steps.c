/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_steps.c - the connections of an inquiry in the order of the question.
 */
#include "judge/tell_steps.h"

#include "judge/outcome.h"

enum { DETAIL = 1, WIRE = 2 }; /* -v, -v -v */

/* What is changed, and its name among the probes P0 to P8. */
static const struct {
	const char *code, *words;
} steps[] = {
	[STEP_NONE] = { "P0", "without a certificate" },
	[STEP_OTHER_TLS] = { "P2", "in the other version of TLS" },
	[STEP_DECOY] = { "P3", "with a self-signed decoy" },
	[STEP_NAME] = { "P4", "by another server name" },
	[STEP_NAME_2] = { "P4", "by another server name" },
	[STEP_NAME_3] = { "P4", "by another server name" },
	[STEP_NO_NAME] = { "P4", "by no server name" },
	[STEP_PATH] = { "P5", "offering post-handshake authentication" },
	[STEP_RESUME_NONE] = { "P6", "resumed without a certificate" },
	[STEP_RESUME_OTHER] = { "P6", "resumed with another certificate" },
	[STEP_OTHER] = { "P7", "with the other certificate" },
	[STEP_EXTRA] = { "P7", "with what --extra adds to the chain" },
	[STEP_HTTP] = { "P8", "with a request" },
	[STEP_QUIET] = { "P8", "without the request" },
};

/* "GET / to", where one was sent. */
static const char *
request_words(const struct probe *p)
{
	const char *path = p->plan->http_path;

	if (path != NULL)
		return *path != '\0' ? path : "/";
	return p->plan->http_if_chosen && strcmp(p->alpn, "http/1.1") == 0
			&& p->handshake_done
		? "/"
		: NULL;
}

static char *
changed_words(const struct probe *p, const char *words)
{
	const char *name = probe_sni(p);
	const char *path = request_words(p);
	bool by_name = strcmp(words, "by another server name") == 0;

	return xasprintf("%s%s%s%s%s", words, by_name && name ? " " : "",
		by_name && name ? name : "", path ? ", GET " : "",
		path ? path : "");
}

static int64_t
ms_of(const struct probe *p)
{
	return (p->end_us - p->start_us) / 1000;
}

static void
line(struct report *r, const char *label, const char *code, const char *words,
	const struct probe *p)
{
	_cleanup_str_ char *outcome = outcome_words(p);
	_cleanup_str_ char *changed = changed_words(p, words);

	report_line(r, label, "%s  TLS %-3s  %s: %s, %lld ms", code,
		*p->version != '\0' ? probe_tls(p) : "-", changed, outcome,
		(long long)ms_of(p));
}

static void
facts(struct report *r, const char *step, const char *code,
	const struct probe *p)
{
	report_open(r, NULL, NULL);
	report_string(r, "step", NULL, "%s", step);
	report_string(r, "p", NULL, "%s", code);
	outcome_facts(r, p);
	if (probe_sni(p) != NULL)
		report_string(r, "server_name", NULL, "%s", probe_sni(p));
	if (request_words(p) != NULL)
		report_string(r, "request", NULL, "%s", request_words(p));
	report_integer(r, "ms", NULL, ms_of(p));
	report_close(r);
}

static void
tell_made(struct report *r, const struct inquiry *q)
{
	report_open_list(r, "probes", NULL);
	facts(r, "given", "P1", q->given);
	for (int i = 0; i < STEPS; i++)
		if (q->step[i] != NULL)
			facts(r, inquiry_step_name((enum step)i), steps[i].code,
				q->step[i]);
	report_close(r);
	line(r, "connections", "P1", "as given", q->given);
	for (int i = 0; i < STEPS; i++)
		if (q->step[i] != NULL)
			line(r, "", steps[i].code, steps[i].words, q->step[i]);
}

static void
tell_left_out(struct report *r, const struct inquiry *q)
{
	bool first = true;

	for (int i = 0; i < STEPS; i++) {
		const char *why = inquiry_left_out(q, (enum step)i);

		if (q->step[i] != NULL || why == NULL || i == STEP_NAME_2
			|| i == STEP_NAME_3)
			continue;
		report_line(r, first ? "left out" : "", "%s  %s: %s",
			steps[i].code, steps[i].words, why);
		first = false;
	}
}

void
tell_steps(struct report *r, const struct inquiry *q)
{
	if (!q->wish->diagnose && !q->wish->resume)
		return;
	report_level(r, DETAIL);
	tell_made(r, q);
	report_level(r, WIRE);
	tell_left_out(r, q);
	report_level(r, 0);
}

char *
tell_step_words(const struct inquiry *q, enum step step)
{
	const struct probe *p = q->step[step];
	_cleanup_str_ char *outcome = NULL, *changed = NULL;

	if (p == NULL)
		return NULL;
	outcome = outcome_words(p);
	changed = changed_words(p, steps[step].words);
	return xasprintf("%s: %s", changed, outcome);
}
