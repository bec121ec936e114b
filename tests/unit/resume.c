/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/resume, judge/sni_matrix and judge/inquiry_sign: answers
 * of further connections side by side.
 */
#include "judge/outcome.h"
#include "judge/resume.h"
#include "judge/sni_matrix.h"
#include "judged.h"
#include "tap.h"

static struct cert some_cert;
static struct cert *some_list[] = { &some_cert };
static const struct certs some_chain = { .cert = some_list, .n = 1 };
static const struct probe_plan with = { .chain = &some_chain };
static const struct probe_plan without = { .chain = NULL };
static const struct inquiry_wish wish = { .resume = true };

/* What a connection may have been like. */
enum like {
	NOT_ASKED, /* the step was not taken */
	TAKEN,     /* a certificate was sent, and a ticket came */
	LET_IN,    /* none was sent, and a ticket came */
	REFUSED,   /* alert 116 */
	OPEN_DOOR, /* nobody asked */
	SILENT,
	RESUMED,         /* and a ticket came */
	RESUMED_REFUSED, /* and an alert came */
	RESUMED_SILENT,
};

static struct probe
make(enum like like)
{
	struct probe p = { .plan = like == TAKEN ? &with : &without,
		.handshake_done = true,
		.phase = PROBE_WAITING,
		.requested = like == TAKEN || like == LET_IN || like == REFUSED
			|| like == SILENT,
		.certificate_message = true,
		.sent = like == TAKEN,
		.resumed = like >= RESUMED,
		.tickets = like == TAKEN || like == LET_IN || like == RESUMED,
		.end = PROBE_OPEN,
		.version = "TLS1.3" };

	if (like == REFUSED || like == RESUMED_REFUSED) {
		p.alert[p.n_alerts++] = (struct probe_alert){ .fatal = true,
			.code = 116 };
		p.end = PROBE_ALERT;
	} else if (like == SILENT || like == RESUMED_SILENT) {
		p.end = PROBE_TIMEOUT;
	}
	return p;
}

static const struct {
	const char *name;
	enum like given, none, resume_none, resume_other;
	bool offered;
	const char *verdict, *words;
} rows[] = {
	{ "goes on without", TAKEN, REFUSED, RESUMED, RESUMED, true, "warn",
		"the session goes on without the certificate (accepted, "
		"ticket)" },
	{ "goes on with another only", TAKEN, REFUSED, NOT_ASKED, RESUMED, true,
		"warn", "with another certificate, which nobody reads" },
	{ "advice", TAKEN, REFUSED, RESUMED, NOT_ASKED, true, "warn",
		"SSLSessionTickets off" },
	{ "the comparison", TAKEN, REFUSED, RESUMED, NOT_ASKED, true, "warn",
		"rejected, certificate_required" },
	{ "no session", TAKEN, REFUSED, NOT_ASKED, NOT_ASKED, false, "pass",
		"offers no session" },
	{ "not resumed", TAKEN, REFUSED, REFUSED, NOT_ASKED, true, "pass",
		"did not resume the session: rejected" },
	{ "resumed and refused", TAKEN, REFUSED, RESUMED_REFUSED, NOT_ASKED,
		true, "pass",
		"was resumed, and yet: rejected, certificate_required" },
	{ "resumed, silence", TAKEN, REFUSED, RESUMED_SILENT, NOT_ASKED, true,
		"skip", "undecided, silence" },
	{ "no certificate is needed", TAKEN, LET_IN, RESUMED, RESUMED, true,
		"skip", "TLS lets a client without a certificate in" },
	{ "nobody asks", TAKEN, OPEN_DOOR, RESUMED, RESUMED, true, "skip",
		"without a certificate in anyway: --http" },
	{ "nothing to compare with", TAKEN, NOT_ASKED, RESUMED, NOT_ASKED, true,
		"skip", "not known" },
	{ "silence to compare with", TAKEN, SILENT, RESUMED, NOT_ASKED, true,
		"skip", "not known" },
	{ "not tried", TAKEN, REFUSED, NOT_ASKED, NOT_ASKED, true, "skip",
		"not tried" },
	{ "no certificate was given", REFUSED, NOT_ASKED, NOT_ASKED, NOT_ASKED,
		false, "skip", "no certificate was accepted" },
	{ "the certificate was refused", REFUSED, REFUSED, RESUMED, NOT_ASKED,
		true, "skip", "no certificate was accepted" },
};

static struct probe *
step(struct probe *p, enum like like)
{
	*p = make(like);
	return like != NOT_ASKED ? p : NULL;
}

static const struct fact *
fact(const struct report *r, const char *key)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (r->facts[i].key != NULL
			&& strcmp(r->facts[i].key, key) == 0)
			return &r->facts[i];
	return NULL;
}

static bool
has_line(const struct report *r, const char *words)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (r->facts[i].kind == FACT_LINE
			&& strstr(r->facts[i].text, words) != NULL)
			return true;
	return false;
}

static void
resume(size_t i)
{
	struct report r = { .program = "unit" };
	struct probe given = make(rows[i].given), none, resumed, other;
	struct inquiry q = { .given = &given, .wish = &wish };
	bool warns = strcmp(rows[i].verdict, "warn") == 0;

	if (rows[i].offered)
		bytes_append_str(&given.session, "ticket");
	q.step[STEP_NONE] = step(&none, rows[i].none);
	q.step[STEP_RESUME_NONE] = step(&resumed, rows[i].resume_none);
	q.step[STEP_RESUME_OTHER] = step(&other, rows[i].resume_other);
	judge_resume(&r, &q);
	ok(judged(&r, "session.resumption", rows[i].verdict, rows[i].words)
			&& resume_is_stale(&q) == warns,
		"resumption: %s", rows[i].name);
	show(&r);
	ok(fact(&r, "offered")->num == rows[i].offered
			&& (fact(&r, "resumed_with_other")->kind == FACT_NULL)
				== (rows[i].resume_other == NOT_ASKED),
		"facts: %s", rows[i].name);
	bytes_done(&given.session);
	report_done(&r);
}

static void
unasked(void)
{
	struct report r = { .program = "unit" };
	struct probe given = make(TAKEN), none;
	struct inquiry_wish no = { .resume = false };
	struct inquiry q = { .given = &given, .wish = &no };

	q.step[STEP_NONE] = step(&none, REFUSED);
	judge_resume(&r, &q);
	judge_sni_matrix(&r, &q);
	ok(!mentioned(&r, "session.resumption") && r.n_facts == 0,
		"what was not asked is not told");
	report_done(&r);
}

static struct probe
named(enum like like, const char *name, const struct probe_plan *plan)
{
	struct probe p = make(like);

	p.plan = plan;
	snprintf(p.name, sizeof(p.name), "%s", name);
	return p;
}

static void
matrix(void)
{
	static const struct probe_plan no_name = { .servername = "" };
	struct report r = { .program = "unit" };
	struct probe a = named(OPEN_DOOR, "a.example", &without);
	struct probe b = named(REFUSED, "long-name.example", &without);
	struct probe c = named(OPEN_DOOR, "a.example", &no_name);
	struct inquiry q = { .given = &a,
		.name = { &b, NULL, &c },
		.n_names = 3 };
	struct cert cert = { .subject = (char *)(uintptr_t) "CN=served" };
	struct cert *list[] = { &cert };

	a.server.chain = (struct certs){ .cert = list, .n = 1 };
	judge_sni_matrix(&r, &q);
	ok(has_line(&r,
		   "a.example          not-requested                   TLS "
		   "1.3  served"),
		"the given name comes in its column");
	ok(has_line(&r, "long-name.example  rejected, certificate_required"),
		"another name, its answer");
	ok(has_line(&r, "(no name)          not-requested"), "no name at all");
	ok(strcmp(fact(&r, "name")->text, "a.example") == 0
			&& strcmp(fact(&r, "certificate")->text, "CN=served")
				== 0,
		"the given one is the first, with its certificate");
	report_done(&r);
}

/* What one connection is asked and the next is not is no name's doing. */
static void
steady(void)
{
	struct probe given = make(OPEN_DOOR), named = make(REFUSED);
	struct probe same = make(OPEN_DOOR), differs = make(REFUSED);
	struct inquiry q = { .given = &given, .wish = &wish, .n_names = 1 };

	q.name[0] = &named;
	ok((inquiry_signs(&q) & SIGN(NAME_MISSING)) != 0, "another name asks");
	q.step[STEP_HTTP] = &same;
	ok((inquiry_signs(&q) & SIGN(NAME_MISSING)) != 0,
		"ours does not, the second time neither");
	q.step[STEP_HTTP] = &differs;
	ok((inquiry_signs(&q) & SIGN(NAME_MISSING)) == 0,
		"ours does the second time: it is not the name");
}

static void
outcome(struct probe p, const char *words)
{
	_cleanup_str_ char *found = outcome_words(&p);

	ok(strcmp(found, words) == 0, "%s", found);
}

static void
outcomes(void)
{
	struct probe p = { .plan = &without, .end = PROBE_UNREACHED };

	outcome(p, "not reached");
	p.end = PROBE_TIMEOUT;
	outcome(p, "failed, silence");
	p.end = PROBE_EOF;
	outcome(p, "failed, closed");
	p.end = PROBE_NOT_TLS;
	outcome(p, "failed, no TLS");
	p.end = PROBE_REFUSED_BY_US;
	outcome(p, "failed, on our side");
	p.end = PROBE_ALERT;
	p.alert[p.n_alerts++] = (struct probe_alert){ .fatal = true,
		.code = 112 };
	outcome(p, "failed, unrecognized_name");
	p = make(LET_IN);
	outcome(p, "optional, ticket");
	p = make(TAKEN);
	p.end = PROBE_EOF;
	p.tickets = 0;
	outcome(p, "rejected, closed");
	p.end = PROBE_CLOSED;
	outcome(p, "undecided, closed");
	p = make(OPEN_DOOR);
	p.answered = true;
	p.answer.status = 204;
	outcome(p, "not-requested, HTTP 204");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		resume(i);
	unasked();
	matrix();
	steady();
	outcomes();
	return tap_done();
}
