/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect.c - one row an assertion: its name, what stands behind it, and the
 * function that decides.
 */
#include "judge/expect.h"

#include "judge/cause.h"
#include "judge/server_cert.h"

const struct check check_expect = {
	"expect",
	"what --expect asserts holds",
	NULL,
};

struct asked {
	const struct report *r;
	const struct probe *p;
	const struct client_auth *a;
	const char *value; /* behind = or >= */
	int number;        /* the value, or the verdict */
};

/* What was found goes into FOUND (freed by the caller). */
typedef bool holds_fn(const struct asked *q, char **ret_found);

static bool
holds_verdict(const struct asked *q, char **found)
{
	*found = xasprintf("the verdict is %s",
		auth_verdict_name(q->a->verdict));
	return (int)q->a->verdict == q->number;
}

static bool
holds_requested(const struct asked *q, char **found)
{
	*found = xstrdup(q->p->requested ? "a certificate was requested"
					 : "no certificate was requested");
	return q->p->requested;
}

static bool
holds_alert(const struct asked *q, char **found)
{
	const struct probe_alert *alert = probe_fatal_alert(q->p);

	*found = alert == NULL ? xstrdup("no fatal alert came")
			       : xasprintf("alert %d %s came", alert->code,
				       tlsmsg_alert_name(alert->code));
	return alert != NULL && alert->code == q->number;
}

static bool
holds_tls(const struct asked *q, char **found)
{
	*found = q->p->version[0] == '\0'
		? xstrdup("no version was agreed on")
		: xasprintf("TLS %s was agreed on", probe_tls(q->p));
	return strcmp(probe_tls(q->p), q->value) == 0;
}

static bool
holds_tls_min(const struct asked *q, char **found)
{
	holds_tls(q, found);
	return q->p->version[0] != '\0'
		&& strcmp(probe_tls(q->p), q->value) >= 0;
}

static bool
holds_ems(const struct asked *q, char **found)
{
	*found = xstrdup(q->p->extended_master_secret
			? "the master secret is bound to the handshake"
			: "no extended master secret");
	return q->p->extended_master_secret;
}

static bool
holds_http(const struct asked *q, char **found)
{
	*found = q->p->answered
		? xasprintf("HTTP answered %d", q->p->answer.status)
		: xstrdup("no HTTP answer came");
	return q->p->answered && q->p->answer.status == q->number;
}

static bool
days_left(const struct cert *c, const struct asked *q, char **found)
{
	int64_t days;

	if (c == NULL) {
		*found = xstrdup("there is no such certificate");
		return false;
	}
	days = (c->x.not_after - q->r->now) / 86400;
	*found = xasprintf("%lld days left", (long long)days);
	return q->r->now <= c->x.not_after && days >= q->number;
}

/* What is judged on every run, but only as a warning among assertions. */
static bool
holds_trusted(const struct asked *q, char **found)
{
	const struct check *const parts[] = { &check_server_trusted,
		&check_server_name, &check_server_dates };
	size_t n = 0;

	for (size_t i = 0; i < q->r->n_findings; i++) {
		const struct finding *f = &q->r->findings[i];

		for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
			if (f->check != parts[k])
				continue;
			if (f->verdict != VERDICT_PASS) {
				*found = xstrdup(f->evidence.line[0]);
				return false;
			}
			n++;
		}
	}
	*found = xstrdup(n > 0 ? "the server's certificate is valid for it"
			       : "the server sent no certificate");
	return n > 0;
}

static bool
holds_server_days(const struct asked *q, char **found)
{
	const struct certs *chain = &q->p->server.chain;

	return days_left(chain->n > 0 ? chain->cert[0] : NULL, q, found);
}

static bool
holds_client_days(const struct asked *q, char **found)
{
	return days_left(q->p->plan->leaf, q, found);
}

static bool
holds_cause(const struct asked *q, char **found)
{
	const struct report *r = q->r;

	*found = r->n_diagnoses == 0 ? xstrdup("no cause was found")
				     : xasprintf("the first cause found is %s",
					     r->diagnoses[0].cause->id);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		if (strcmp(r->diagnoses[i].cause->id, q->value) == 0)
			return true;
	return false;
}

/* A handshake that broke off shows nothing, not even "none". */
static bool
holds_tokbind(const struct asked *q, char **found)
{
	const struct tokbind *t = &q->p->tokbind;
	bool agreed = t->verdict == TBNEG_NEGOTIATED;

	*found = agreed
		? xasprintf("%s was negotiated", tbid_params_name(t->params))
		: xasprintf("not negotiated: the server %s",
			tbneg_words(t->verdict));
	if (q->number < 0)
		return !agreed && q->p->handshake_done;
	return agreed && t->params == q->number;
}

static bool
read_number(const char *text, int min, int max, int *ret)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || *end != '\0' || *text < '0' || *text > '9' || n < min
		|| n > max)
		return false;
	*ret = (int)n;
	return true;
}

static bool
value_alert(const char *text, int *ret)
{
	*ret = tlsmsg_alert_code(text);
	return *ret >= 0 || read_number(text, 0, 255, ret);
}

static bool
value_tls(const char *text, int *ret _unused_)
{
	return strcmp(text, "1.2") == 0 || strcmp(text, "1.3") == 0;
}

static bool
value_status(const char *text, int *ret)
{
	return read_number(text, 100, 999, ret);
}

/* "30", or "30,7": below the first it warns, below the second it fails. */
static bool
value_days(const char *text, int *ret)
{
	size_t len = strcspn(text, ",");
	_cleanup_str_ char *first = xstrndup(text, len);
	int days, least;

	if (!read_number(first, 0, 100000, &days)
		|| (text[len] == ','
			&& !read_number(text + len + 1, 0, days, &least)))
		return false;
	*ret = days;
	return true;
}

static bool
value_cause(const char *text, int *ret _unused_)
{
	for (size_t i = 0; cause_ids[i] != NULL; i++)
		if (strcmp(cause_ids[i]->id, text) == 0)
			return true;
	return false;
}

static bool
value_tokbind(const char *text, int *ret)
{
	uint8_t params = 0;

	if (tbid_params_find(view_of_str(text), &params))
		*ret = params;
	else if (strcmp(text, "none") == 0)
		*ret = -1;
	else
		return false;
	return true;
}

#define DAYS_WORDS "a number of days, or two: to warn at, to fail at"

static const struct row {
	const char *name;
	bool (*value)(const char *text, int *ret); /* NULL: none */
	const char *values;                        /* in words, for the error */
	holds_fn *holds;
	int number;
	bool needs_peer; /* undecided where none was reached */
} rows[] = {
	{ "accepted", NULL, NULL, holds_verdict, AUTH_ACCEPTED, true },
	{ "rejected", NULL, NULL, holds_verdict, AUTH_REJECTED, true },
	{ "optional", NULL, NULL, holds_verdict, AUTH_OPTIONAL, true },
	{ "undecided", NULL, NULL, holds_verdict, AUTH_UNDECIDED, true },
	{ "requested", NULL, NULL, holds_requested, 0, true },
	{ "not-requested", NULL, NULL, holds_verdict, AUTH_NOT_REQUESTED,
		true },
	{ "ems", NULL, NULL, holds_ems, 0, true },
	{ "alert=", value_alert, "an alert's name or number", holds_alert, 0,
		true },
	{ "tls>=", value_tls, "1.2 or 1.3", holds_tls_min, 0, true },
	{ "tls=", value_tls, "1.2 or 1.3", holds_tls, 0, true },
	{ "http=", value_status, "a status code", holds_http, 0, true },
	{ "trusted", NULL, NULL, holds_trusted, 0, true },
	{ "server-cert-days>=", value_days, DAYS_WORDS, holds_server_days, 0,
		true },
	{ "client-cert-days>=", value_days, DAYS_WORDS, holds_client_days, 0,
		false },
	{ "cause=", value_cause, "an id that --describe=checks lists",
		holds_cause, 0, true },
	{ "tokbind=", value_tokbind,
		"ecdsap256, rsa2048_pss, rsa2048_pkcs1.5 or none",
		holds_tokbind, 0, true },
};

/* The row, and what stands behind its name. */
static const struct row *
find(const char *text, const char **ret_value)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i].name);

		if (strncmp(text, rows[i].name, n) != 0
			|| (rows[i].value == NULL && text[n] != '\0'))
			continue;
		*ret_value = text + n;
		return &rows[i];
	}
	return NULL;
}

int
expect_parse(const char *text, struct err *err)
{
	const char *value;
	const struct row *row = find(text, &value);
	int number;

	if (row == NULL)
		return err_set(err, ERR_USAGE,
			"--expect: '%s' is no assertion: use one of %s", text,
			EXPECT_WORDS);
	if (row->value != NULL && !row->value(value, &number))
		return err_set(err, ERR_USAGE,
			"--expect: '%s': behind %s comes %s", text, row->name,
			row->values);
	return 0;
}

/* What a limit that has been passed leaves of Q: the second of two may hold. */
static bool
holds_still(const struct row *row, struct asked *q)
{
	const char *second = strchr(q->value, ',');
	_cleanup_str_ char *found = NULL;

	return row->value == value_days && second != NULL
		&& row->value(second + 1, &q->number) && row->holds(q, &found);
}

void
judge_expect(struct report *r, const char *text, const struct probe *p,
	const struct client_auth *a)
{
	const char *value = "";
	const struct row *row = find(text, &value);
	struct asked q = { r, p, a, value, row->number };
	_cleanup_str_ char *found = NULL;
	bool holds;

	if (row->needs_peer && p->end == PROBE_UNREACHED) {
		report_check(r, &check_expect, VERDICT_UNDECIDED,
			"%s: the server was not reached", text);
		return;
	}
	if (row->value != NULL)
		row->value(value, &q.number);
	holds = row->holds(&q, &found);
	if (!holds && holds_still(row, &q)) {
		report_check(r, &check_expect, VERDICT_WARN,
			"%s: not for long: %s", text, found);
		report_alarm(r, &check_expect);
		return;
	}
	report_check(r, &check_expect, holds ? VERDICT_PASS : VERDICT_FAIL,
		"%s: %s%s", text, holds ? "" : "does not hold: ", found);
}
