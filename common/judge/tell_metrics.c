/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_metrics.c - the table of a handshake's metrics, and where their values
 * come from.
 */
#include "judge/tell_metrics.h"

static const struct metric verdict = {
	.name = "tlsbind_handshake_verdict",
	.help = "always 1: the server's verdict on the client certificate: "
		"accepted, "
		"rejected, not-requested, optional or undecided",
	.label = "verdict",
};
static const struct metric completed = {
	.name = "tlsbind_handshake_completed",
	.help = "1 if the TLS handshake completed, else 0",
};
static const struct metric version = {
	.name = "tlsbind_handshake_version",
	.help = "always 1: the version of TLS that was agreed on",
	.label = "version",
};
static const struct metric connecting = {
	.name = "tlsbind_connect_duration_seconds",
	.help = "how long it took to connect, name look-up included",
	.kind = METRIC_SPAN,
	.perf = "connect",
};
static const struct metric shaking = {
	.name = "tlsbind_handshake_duration_seconds",
	.help = "how long the TLS handshake took",
	.kind = METRIC_SPAN,
	.perf = "handshake",
};
static const struct metric waiting = {
	.name = "tlsbind_verdict_wait_seconds",
	.help = "how long after the handshake the server's verdict was there",
	.kind = METRIC_SPAN,
	.perf = "verdict",
};
static const struct metric total = {
	.name = "tlsbind_probe_duration_seconds",
	.help = "how long the whole connection took",
	.kind = METRIC_SPAN,
	.perf = "time",
};
static const struct metric server_end = {
	.name = "tlsbind_server_certificate_not_after_timestamp_seconds",
	.help = "when the server's certificate expires",
	.kind = METRIC_MOMENT,
	.perf = "server_cert_days",
};
static const struct metric chain_end = {
	.name = "tlsbind_server_chain_not_after_timestamp_seconds",
	.help = "when the first certificate of the server's chain expires",
	.kind = METRIC_MOMENT,
};
static const struct metric client_end = {
	.name = "tlsbind_client_certificate_not_after_timestamp_seconds",
	.help = "when the client certificate expires",
	.kind = METRIC_MOMENT,
	.perf = "client_cert_days",
};
static const struct metric http = {
	.name = "tlsbind_http_status_code",
	.help = "the status of the HTTP answer",
};

const struct metric *const handshake_metrics[] = { &total, &connecting,
	&shaking, &waiting, &server_end, &chain_end, &client_end, &verdict,
	&completed, &version, &http, NULL };

static void
tell_span(struct report *r, const struct metric *m, int64_t from, int64_t to)
{
	if (from != 0 && to != 0)
		report_metric(r, m, NULL, to - from);
}

static void
tell_ends(struct report *r, const struct probe *p)
{
	const struct certs *chain = &p->server.chain;
	int64_t first;

	if (chain->n > 0) {
		first = chain->cert[0]->x.not_after;
		report_metric(r, &server_end, NULL, first);
		for (size_t i = 1; i < chain->n; i++)
			if (chain->cert[i]->x.not_after < first)
				first = chain->cert[i]->x.not_after;
		report_metric(r, &chain_end, NULL, first);
	}
	if (p->plan->leaf != NULL)
		report_metric(r, &client_end, NULL, p->plan->leaf->x.not_after);
}

void
tell_metrics(struct report *r, const struct probe *p,
	const struct client_auth *a)
{
	tell_span(r, &total, p->start_us, p->end_us);
	tell_span(r, &connecting, p->start_us, p->connected_us);
	tell_span(r, &shaking, p->connected_us, p->handshake_us);
	tell_span(r, &waiting, p->handshake_us, p->verdict_us);
	tell_ends(r, p);
	report_metric(r, &verdict, auth_verdict_name(a->verdict), 1);
	report_metric(r, &completed, NULL, p->handshake_done);
	if (*p->version != '\0')
		report_metric(r, &version, p->version, 1);
	if (p->answered)
		report_metric(r, &http, NULL, p->answer.status);
}
