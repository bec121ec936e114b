/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_sign.c - what the further connections show, each compared with the
 * first: a change of the answer is due to what was changed.
 */
#include "judge/inquiry.h"

#include "judge/resume.h"

/*
 * The server goes on, and an application that answered did not object: what
 * TLS lets through may be refused by an application's 401 or 403.
 */
static bool
goes_on(const struct probe *p, const struct client_auth *a)
{
	bool good = a->verdict == AUTH_ACCEPTED || a->verdict == AUTH_OPTIONAL;

	return good && (!p->answered || p->answer.status < 400);
}

static bool
is_alike(const struct client_auth *a, const struct client_auth *b)
{
	if (a->evidence != b->evidence || a->refusal != b->refusal)
		return false;
	return a->alert == NULL || b->alert == NULL
		|| a->alert->code == b->alert->code;
}

struct compared {
	const struct probe *p; /* NULL: not made, or it did not get through */
	struct client_auth a;
	bool accepted, rejected, alike;
};

static struct compared
compare(const struct inquiry *q, enum step step)
{
	const struct client_auth given = client_auth_weigh(inquiry_subject(q));
	const struct probe *p = q->step[step];
	struct compared c = { .p = p };

	if (p == NULL || p->connected_us == 0)
		return (struct compared){ .p = NULL };
	c.a = client_auth_weigh(p);
	c.accepted = goes_on(p, &c.a);
	c.rejected = c.a.verdict == AUTH_REJECTED;
	c.alike = c.rejected && given.verdict == AUTH_REJECTED
		&& is_alike(&c.a, &given);
	return c;
}

static sign_set
either(const struct compared *c, sign_set accepted, sign_set rejected)
{
	return c->accepted && c->a.sent          ? accepted
		: c->rejected && c->p->requested ? rejected
						 : 0;
}

static sign_set
none_signs(const struct inquiry *q)
{
	const struct compared c = compare(q, STEP_NONE);

	return (c.accepted ? SIGN(NONE_ACCEPTED) : 0)
		| (c.rejected ? SIGN(NONE_REJECTED) : 0)
		| (c.alike ? SIGN(NONE_ALIKE) : 0);
}

/* What the decoy gets tells how this library says "unknown CA". */
static sign_set
stack_signs(const struct client_auth *a)
{
	if (a->evidence == EVIDENCE_EOF)
		return SIGN(STACK_SILENT);
	switch (a->alert != NULL ? a->alert->code : 0) {
	case 48:
		return SIGN(STACK_OPENSSL);
	case 49:
		return SIGN(STACK_GNUTLS);
	case 42:
		return SIGN(STACK_GO);
	case 46:
		return SIGN(STACK_JAVA);
	default:
		return 0;
	}
}

static bool
differs_from_ours(const struct inquiry *q, const struct compared *c)
{
	return c->rejected && c->a.sent && !c->alike
		&& client_auth_weigh(inquiry_subject(q)).verdict
		== AUTH_REJECTED;
}

static sign_set
decoy_signs(const struct inquiry *q)
{
	const struct compared c = compare(q, STEP_DECOY);

	return either(&c, SIGN(DECOY_ACCEPTED), SIGN(DECOY_REJECTED))
		| (c.alike ? SIGN(DECOY_ALIKE) : 0)
		| (differs_from_ours(q, &c) ? SIGN(DECOY_DIFFERS) : 0)
		| (c.rejected && c.a.sent ? stack_signs(&c.a) : 0);
}

static sign_set
late_signs(const struct probe *p)
{
	return p != NULL && p->requested_late ? SIGN(LATE_BY_PATH) : 0;
}

/* One that was not asked by this name is asked by another, or the reverse. */
static bool
differs(const struct probe *given, const struct probe *p)
{
	const struct client_auth a = client_auth_weigh(given);
	const struct client_auth b = client_auth_weigh(p);
	bool both = given->handshake_done && p->handshake_done;

	if (given->requested != p->requested)
		return p->requested ? given->handshake_done : both;
	return given->requested
		&& ((a.verdict == AUTH_ACCEPTED && b.verdict == AUTH_REJECTED)
			|| (a.verdict == AUTH_REJECTED
				&& b.verdict == AUTH_ACCEPTED));
}

/* An HTTP answer by another name is held against one by ours, not TLS's. */
static const struct probe *
by_our_name(const struct inquiry *q, const struct probe *p)
{
	return p->answered && !q->given->answered && q->step[STEP_HTTP] != NULL
		? q->step[STEP_HTTP]
		: q->given;
}

const struct probe *
inquiry_other_name(const struct inquiry *q)
{
	for (int i = STEP_NAME; i <= STEP_NO_NAME; i++)
		if (q->step[i] != NULL
			&& differs(by_our_name(q, q->step[i]), q->step[i]))
			return q->step[i];
	for (size_t i = 0; i < q->n_names; i++)
		if (q->name[i] != NULL
			&& differs(by_our_name(q, q->name[i]), q->name[i]))
			return q->name[i];
	return NULL;
}

/*
 * Does it ask at once whenever it is asked by the same name?  One of several
 * machines behind an address may do otherwise than the next.
 */
static bool
is_steady(const struct inquiry *q)
{
	static const enum step same_name[] = { STEP_NONE, STEP_DECOY,
		STEP_OTHER, STEP_EXTRA, STEP_HTTP, STEP_QUIET };
	bool asked = q->given->requested && !q->given->requested_late;

	for (size_t i = 0; i < ARRAY_LEN(same_name); i++) {
		const struct probe *p = q->step[same_name[i]];

		if (p != NULL && p->handshake_done && q->given->handshake_done
			&& (p->requested && !p->requested_late) != asked)
			return false;
	}
	return true;
}

static sign_set
name_signs(const struct inquiry *q)
{
	if (inquiry_other_name(q) == NULL || !is_steady(q))
		return 0;
	return probe_sni(q->given) != NULL ? SIGN(NAME_MATTERS)
					   : SIGN(NAME_MISSING);
}

static sign_set
rest_signs(const struct inquiry *q)
{
	const struct compared tls = compare(q, STEP_OTHER_TLS);
	const struct compared other = compare(q, STEP_OTHER);
	const struct compared extra = compare(q, STEP_EXTRA);
	sign_set s = either(&tls, SIGN(TLS_ACCEPTED), SIGN(TLS_REJECTED))
		| either(&other, SIGN(OTHER_ACCEPTED), SIGN(OTHER_REJECTED))
		| either(&extra, SIGN(EXTRA_ACCEPTED), 0);
	const struct probe *quiet = q->step[STEP_QUIET];

	s |= resume_is_stale(q) ? SIGN(RESUMED_STALE) : 0;
	if (quiet != NULL && probe_fatal_alert(quiet) != NULL)
		s |= SIGN(QUIET_ALERT);
	return s;
}

sign_set
inquiry_signs(const struct inquiry *q)
{
	return none_signs(q) | decoy_signs(q) | late_signs(q->step[STEP_PATH])
		| late_signs(q->step[STEP_OTHER_TLS]) | name_signs(q)
		| rest_signs(q) | (q->wish->diagnose ? SIGN(DIAGNOSED) : 0)
		| (q->wish->resume ? SIGN(RESUME_ASKED) : 0);
}

/*
 * A refusal in HTTP, or an alert that our own request had lost, says more than
 * what the first connection saw.
 */
const struct probe *
inquiry_subject(const struct inquiry *q)
{
	const struct probe *http = q->step[STEP_HTTP];
	const struct probe *quiet = q->step[STEP_QUIET];

	if (http != NULL && client_auth_weigh(http).verdict == AUTH_REJECTED)
		return http;
	if (quiet != NULL && probe_fatal_alert(quiet) != NULL)
		return quiet;
	return q->given;
}

struct lint
inquiry_lint(const struct inquiry *q, int64_t now)
{
	struct lint l = lint_of_probe(inquiry_subject(q), now);

	for (int i = 0; i < STEPS && l.server_now == 0; i++)
		if (q->step[i] != NULL)
			l.server_now = lint_of_probe(q->step[i], now)
					       .server_now;
	l.crls = q->wish->crls;
	l.extra = q->wish->extra;
	return l;
}

sign_set
inquiry_all_signs(const struct inquiry *q, int64_t now)
{
	const struct probe *p = inquiry_subject(q);
	const struct client_auth a = client_auth_weigh(p);
	const struct lint lint = inquiry_lint(q, now);

	return signs_read(p, &a, &lint) | inquiry_signs(q);
}
