/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcome.c - verdict and evidence of a probe, without the sentences.
 */
#include "judge/outcome.h"

#include "proof/tlsmsg.h"

/* What stopped a handshake before anybody could judge a certificate. */
static const char *
end_words(const struct probe *p)
{
	switch (p->end) {
	case PROBE_UNREACHED:
		return "not reached";
	case PROBE_TIMEOUT:
		return p->handshake_done ? "undecided, silence"
					 : "failed, silence";
	case PROBE_NOT_TLS:
		return "failed, no TLS";
	case PROBE_EOF:
	case PROBE_CLOSED:
	case PROBE_RESET:
		return p->handshake_done ? "undecided, closed"
					 : "failed, closed";
	case PROBE_REFUSED_BY_US:
		return "failed, on our side";
	case PROBE_OPEN:
	case PROBE_ALERT:
		break;
	}
	return "undecided";
}

static char *
alert_words(const char *verdict, const struct probe_alert *alert)
{
	const char *name = tlsmsg_alert_name(alert->code);

	if (strcmp(name, "unknown") == 0)
		return xasprintf("%s, alert %d", verdict, alert->code);
	return xasprintf("%s, %s", verdict, name);
}

char *
outcome_words(const struct probe *p)
{
	struct client_auth a = client_auth_weigh(p);
	const char *verdict = auth_verdict_name(a.verdict);

	if (a.verdict == AUTH_UNDECIDED && a.alert != NULL)
		return alert_words(p->handshake_done ? verdict : "failed",
			a.alert);
	if (a.verdict == AUTH_UNDECIDED)
		return xstrdup(end_words(p));
	if (a.evidence == EVIDENCE_ALERT)
		return alert_words(verdict, a.alert);
	if (p->answered)
		return xasprintf("%s, HTTP %d", verdict, p->answer.status);
	if (a.evidence == EVIDENCE_NONE)
		return xstrdup(verdict);
	return xasprintf("%s, %s", verdict,
		a.evidence == EVIDENCE_EOF ? "closed"
					   : auth_evidence_name(a.evidence));
}

void
outcome_facts(struct report *r, const struct probe *p)
{
	struct client_auth a = client_auth_weigh(p);

	report_boolean(r, "requested", NULL, a.requested);
	report_boolean(r, "resumed", NULL, a.resumed);
	report_string(r, "verdict", NULL, "%s", auth_verdict_name(a.verdict));
	report_string(r, "evidence", NULL, "%s",
		auth_evidence_name(a.evidence));
	if (a.alert != NULL)
		report_string(r, "alert", NULL, "%s",
			tlsmsg_alert_name(a.alert->code));
	else
		report_null(r, "alert", NULL);
	if (p->answered)
		report_integer(r, "http_status", NULL, p->answer.status);
	else
		report_null(r, "http_status", NULL);
	if (*p->version != '\0')
		report_string(r, "tls_version", NULL, "%s", p->version);
	else
		report_null(r, "tls_version", NULL);
}
