/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_tell.c - a visit as facts, under the names that other programs of ours
 * give to the same things.
 */
#include "judge/visit_part.h"

#include "judge/tell_alert.h"
#include "judge/tell_cert.h"
#include "proof/thumb.h"

enum { DETAIL = 1, WIRE = 2 }; /* -v, -v -v */

static const char *
auth_name(enum front_auth auth)
{
	static const char *const names[] = { [FRONT_NONE] = "none",
		[FRONT_REQUEST] = "request",
		[FRONT_REQUIRE] = "require",
		[FRONT_ANY] = "any" };

	return names[auth];
}

static void
tell_visit(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	report_open(b->r, "visit", "visit");
	report_integer(b->r, "serial", "number", (int64_t)v->serial);
	report_time(b->r, "at", "began", v->at);
	if (v->door != NULL)
		report_string(b->r, "door", "door", "%s", v->door);
	report_string(b->r, "client_auth", "client auth.", "%s",
		auth_name(v->auth));
	report_string(b->r, "peer", "from", "%s", v->peer);
	report_string(b->r, "local", "to", "%s", v->local);
	report_close(b->r);
}

static void
tell_word(struct report *r, const char *key, const char *label,
	const char *word)
{
	if (*word != '\0')
		report_string(r, key, label, "%s", word);
	else
		report_null(r, key, NULL);
}

static void
tell_tls(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	struct report *r = b->r;

	if (*v->version == '\0')
		return;
	report_open(r, "tls", "TLS");
	report_boolean(r, "finished", "finished", v->handshake_done);
	report_string(r, "version", "version", "%s", v->version);
	tell_word(r, "cipher_suite", "cipher suite", v->suite);
	tell_word(r, "group", "group", v->group);
	tell_word(r, "alpn", "ALPN", v->alpn);
	tell_word(r, "server_name", "server name", v->sni);
	tell_word(r, "client_signature", "client's signature", v->signature);
	report_boolean(r, "extended_master_secret", "ext. master secret",
		v->extended_master_secret);
	report_boolean(r, "secure_renegotiation", "secure renegotiation",
		v->safe_renegotiation);
	report_boolean(r, "hello_retry", "hello retry", v->hello_retry);
	report_boolean(r, "resumed", "resumed", v->resumed);
	report_integer(r, "tickets", "session tickets", v->tickets);
	report_close(r);
}

static const char *
auth_verdict(const struct visit_bench *b)
{
	switch (b->outcome) {
	case VISIT_IS_REFUSED:
		return "rejected";
	case VISIT_IS_ACCEPTED:
	case VISIT_IS_TAKEN:
		return "accepted";
	case VISIT_IS_ANONYMOUS:
		return b->v->requested ? "optional" : "not-requested";
	default:
		return "undecided";
	}
}

static void
tell_faults(struct report *r, const char *key, const char *label,
	unsigned faults)
{
	report_open_list(r, key, label);
	for (unsigned bit = 1; bit != 0 && bit <= faults; bit <<= 1)
		if ((faults & bit) != 0 && visit_fault_name(bit) != NULL)
			report_string(r, NULL, "", "%s", visit_fault_name(bit));
	report_close(r);
}

static void
tell_answer(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	int code = v->refusal >= 0 ? v->refusal : -1;

	report_string(b->r, "answer", "answer", "%s",
		v->refusal == REFUSAL_NONE            ? "none"
			: v->refusal == REFUSAL_CLOSE ? "close"
			: v->refusal == REFUSAL_HTTP  ? "http"
						      : "alert");
	if (code < 0)
		return;
	report_open(b->r, "alert", "alert");
	report_integer(b->r, "code", "code", code);
	report_string(b->r, "name", "name", "%s",
		tlsmsg_alert_name((unsigned)code));
	report_close(b->r);
}

static void
tell_auth(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	struct report *r = b->r;

	report_open(r, "client_auth", "client authentication");
	report_string(r, "verdict", "verdict", "%s", auth_verdict(b));
	report_boolean(r, "requested", "requested", v->requested);
	report_boolean(r, "requested_late", "after the handshake",
		v->requested_late);
	report_boolean(r, "presented", "presented",
		b->leaf != NULL || v->unreadable != NULL);
	tell_faults(r, "faults", "faults", v->faults);
	tell_faults(r, "forgiven", "forgiven", v->faults & v->ignored);
	if (v->unreadable != NULL)
		report_string(r, "unreadable", "unreadable", "%s",
			v->unreadable);
	tell_answer(b);
	report_close(r);
}

static void
tell_certificates(const struct visit_bench *b)
{
	report_open_list(b->r, "certificates", "client's certificates");
	for (size_t i = 0; i < b->v->chain.n; i++) {
		const struct cert *c = b->v->chain.cert[i];

		report_open(b->r, NULL, NULL);
		report_line(b->r, NULL, "%s", c->subject);
		report_integer(b->r, "index", NULL, (int64_t)i);
		tell_cert(b->r, c);
		tell_thumbs(b->r, &c->x);
		report_close(b->r);
	}
	report_close(b->r);
}

static void
tell_cnf(const struct visit_bench *b)
{
	char text[THUMB_TEXT];

	if (b->leaf == NULL
		|| !thumb_kind_find("x5t#S256")->compute(&b->leaf->x, text))
		return;
	report_open(b->r, "cnf", NULL);
	report_string(b->r, "x5t#S256", NULL, "%s", text);
	report_close(b->r);
}

static void
tell_offer(const struct visit_bench *b)
{
	char version[TBNEG_VERSION_TEXT];
	struct tbneg offer;

	if (!b->has_hello || !clienthello_has(&b->hello, EXT_TOKEN_BINDING)
		|| !tbneg_parse(b->hello.tokbind, &offer)) {
		report_null(b->r, "offered", "offered");
		return;
	}
	report_open(b->r, "offered", "offered");
	report_string(b->r, "version", "version", "%s",
		tbneg_version_text(offer.version, version));
	report_open_list(b->r, "key_parameters", "key parameters");
	for (size_t i = 0; i < offer.n; i++) {
		const char *name = tbid_params_name(offer.params[i]);

		if (name != NULL)
			report_string(b->r, NULL, "", "%s", name);
		else
			report_string(b->r, NULL, "", "%u", offer.params[i]);
	}
	report_close(b->r);
	report_close(b->r);
}

static void
tell_tokbind(const struct visit_bench *b)
{
	const struct tokbind *t = &b->v->tokbind;
	char version[TBNEG_VERSION_TEXT];

	report_open(b->r, "token_binding", "token binding");
	report_boolean(b->r, "spoken", "spoken here", t->own != NULL);
	tell_offer(b);
	if (t->verdict == TBNEG_NEGOTIATED) {
		report_string(b->r, "negotiated", "negotiated", "%s",
			tbid_params_name(t->params));
		report_string(b->r, "version", "version", "%s",
			tbneg_version_text(t->version, version));
	} else {
		report_null(b->r, "negotiated", "negotiated");
		report_null(b->r, "version", NULL);
	}
	report_close(b->r);
}

static void
tell_alerts(const struct visit_bench *b)
{
	struct report *r = b->r;

	report_open_list(r, "alerts", "alerts");
	for (size_t i = 0; i < b->v->n_alerts; i++) {
		const struct visit_alert *a = &b->v->alert[i];

		tell_alert(r, a->outgoing, a->fatal, a->code, a->at_us);
	}
	report_close(r);
}

static void
tell_requests(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	report_integer(b->r, "requests_total", "requests",
		(int64_t)v->n_requests);
	report_open_list(b->r, "requests", NULL);
	for (size_t i = 0; i < v->n_requests && i < VISIT_REQUESTS_MAX; i++) {
		const struct visit_request *q = &v->request[i];
		_cleanup_str_ char *target = visit_target(b->r, q);

		report_open(b->r, NULL, NULL);
		report_string(b->r, "method", NULL, "%s", q->method);
		report_string(b->r, "target", NULL, "%s", target);
		if (q->status != 0)
			report_integer(b->r, "status", NULL, q->status);
		else
			report_null(b->r, "status", NULL);
		report_close(b->r);
	}
	report_close(b->r);
}

static void
tell_moment(struct report *r, const char *key, const char *label, int64_t from,
	int64_t to)
{
	if (from != 0 && to != 0)
		report_integer(r, key, label, to - from);
}

static void
tell_end(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	struct report *r = b->r;

	report_string(r, "end", "end", "%s", visit_end_name(v->end));
	if (v->error_text != NULL)
		report_string(r, "end_error", "error", "%s", v->error_text);
	report_level(r, WIRE);
	visit_tell_hello(b);
	report_open(r, "connection", "timing (microseconds)");
	tell_moment(r, "handshake_us", "handshake", v->start_us,
		v->handshake_us);
	tell_moment(r, "total_us", "in all", v->start_us, v->end_us);
	report_integer(r, "octets_in", "octets received",
		(int64_t)v->octets_in);
	report_integer(r, "octets_out", "octets sent", (int64_t)v->octets_out);
	report_close(r);
	tell_alerts(b);
}

void
visit_tell(const struct visit_bench *b)
{
	report_level(b->r, DETAIL);
	tell_visit(b);
	tell_auth(b);
	tell_tls(b);
	tell_tokbind(b);
	tell_certificates(b);
	tell_cnf(b);
	tell_requests(b);
	tell_end(b);
	report_level(b->r, 0);
}
