/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume.c - what a server does with a session whose certificate is gone.
 *
 * In a resumed session nobody is asked for a certificate; what the server
 * knows of the client comes out of its ticket or its cache.
 */
#include "judge/resume.h"

#include "judge/outcome.h"

const struct check check_session_resumption = {
	"session.resumption",
	"a resumed session does not stand for the certificate that began it",
	"RFC 8446 section 2.2",
};

static bool
was_offered(const struct inquiry *q)
{
	return q->given != NULL && q->given->session.len > 0;
}

static bool
has_verdict(const struct probe *p, enum auth_verdict v)
{
	return p != NULL && client_auth_weigh(p).verdict == v;
}

/* It goes by the session that another client, or none, presents. */
static bool
goes_on(const struct probe *p)
{
	return p != NULL && p->resumed && has_verdict(p, AUTH_ACCEPTED);
}

/* The first that resumed, or tried to. */
static const struct probe *
attempt(const struct inquiry *q)
{
	return q->step[STEP_RESUME_NONE] != NULL ? q->step[STEP_RESUME_NONE]
						 : q->step[STEP_RESUME_OTHER];
}

bool
resume_is_stale(const struct inquiry *q)
{
	return has_verdict(q->given, AUTH_ACCEPTED)
		&& has_verdict(q->step[STEP_NONE], AUTH_REJECTED)
		&& (goes_on(q->step[STEP_RESUME_NONE])
			|| goes_on(q->step[STEP_RESUME_OTHER]));
}

static void
tell_attempt(struct report *r, const char *key, const struct probe *p)
{
	if (p == NULL) {
		report_null(r, key, NULL);
		return;
	}
	report_open(r, key, NULL);
	outcome_facts(r, p);
	report_close(r);
}

static void
line_attempt(struct report *r, const char *label, const char *who,
	const struct probe *p)
{
	_cleanup_str_ char *words = p != NULL ? outcome_words(p) : NULL;

	if (p != NULL)
		report_line(r, label, "%s: %s; %s", who,
			p->resumed ? "resumed" : "not resumed", words);
}

static void
tell(struct report *r, const struct inquiry *q)
{
	const struct probe *none = q->step[STEP_RESUME_NONE];
	const struct probe *other = q->step[STEP_RESUME_OTHER];

	report_open(r, "resumption", NULL);
	report_boolean(r, "offered", NULL, was_offered(q));
	tell_attempt(r, "resumed_without_certificate", none);
	tell_attempt(r, "resumed_with_other", other);
	report_close(r);
	if (!was_offered(q))
		report_line(r, "resumption", "no session was offered");
	line_attempt(r, "resumption", "without a certificate", none);
	line_attempt(r, none != NULL ? "" : "resumption",
		"with another certificate", other);
}

static void
warn(struct report *r, const struct inquiry *q)
{
	const struct probe *none = q->step[STEP_RESUME_NONE];
	const struct probe *other = q->step[STEP_RESUME_OTHER];
	_cleanup_str_ char *refused = outcome_words(q->step[STEP_NONE]);
	_cleanup_str_ char *taken = outcome_words(goes_on(none) ? none : other);

	report_check(r, &check_session_resumption, VERDICT_WARN,
		"the session goes on %s (%s)",
		goes_on(none) ? "without the certificate"
			      : "with another certificate, which nobody reads",
		taken);
	report_because(r,
		"a client without a certificate gets no session of its own "
		"(%s)",
		refused);
	if (goes_on(none) && goes_on(other))
		report_because(r,
			"with another certificate it goes on, too, and nobody "
			"reads that one");
	report_advise(r,
		"after a certificate was replaced or revoked, let the server "
		"forget its sessions: change the ticket keys or restart it, "
		"and keep their lifetime short");
	report_advise(r,
		"where that will not do, turn resumption off: in nginx "
		"ssl_session_tickets off with ssl_session_cache off, in Apache "
		"SSLSessionTickets off with SSLSessionCache none");
}

/* Why there is nothing to say; NULL: there is. */
static const char *
beside_the_point(const struct inquiry *q)
{
	const struct probe *none = q->step[STEP_NONE];

	if (!has_verdict(q->given, AUTH_ACCEPTED))
		return "no certificate was accepted that a session could stand "
		       "for";
	if (!was_offered(q))
		return NULL;
	if (attempt(q) == NULL)
		return "it was not tried";
	if (none == NULL || has_verdict(none, AUTH_UNDECIDED))
		return "it is not known what a client without a certificate "
		       "meets";
	if (!has_verdict(none, AUTH_REJECTED))
		return none->answered
			? "a client without a certificate is let in anyway"
			: "TLS lets a client without a certificate in anyway: "
			  "--http asks further";
	return NULL;
}

/* P: of the resumption, or NULL when there was nothing to resume. */
static void
pass(struct report *r, const struct probe *p)
{
	_cleanup_str_ char *words = p != NULL ? outcome_words(p) : NULL;

	if (p == NULL)
		report_check(r, &check_session_resumption, VERDICT_PASS,
			"the server offers no session to resume");
	else
		report_check(r, &check_session_resumption,
			has_verdict(p, AUTH_UNDECIDED) ? VERDICT_SKIP
						       : VERDICT_PASS,
			p->resumed ? "the session was resumed, and yet: %s"
				   : "the server did not resume the session: "
				     "%s",
			words);
}

void
judge_resume(struct report *r, const struct inquiry *q)
{
	const struct probe *tried = attempt(q);
	const char *why = beside_the_point(q);
	bool wanted = q->wish != NULL && q->wish->resume;

	if (tried == NULL && !wanted)
		return;
	tell(r, q);
	/* Most servers resume so: only who asks is told to mend it. */
	if (!wanted)
		return;
	if (why != NULL)
		report_check(r, &check_session_resumption, VERDICT_SKIP, "%s",
			why);
	else if (resume_is_stale(q))
		warn(r, q);
	else
		pass(r, was_offered(q) ? tried : NULL);
}
