/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_line.c - a line each: connection, client, answer, Token Binding,
 * requests, end.
 */
#include "judge/visit_part.h"

#include "judge/tell_cert.h"
#include "proof/thumb.h"

enum { REQUESTS_SHOWN = 8 };

static double
ms(int64_t us)
{
	return (double)us / 1000;
}

/* Two spaces before a word that is there. */
static const char *
gap(const char *word)
{
	return *word != '\0' ? "  " : "";
}

static void
line_connection(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	if (*v->version == '\0') {
		report_line(b->r, "connection", "from %s to %s", v->peer,
			v->local);
		return;
	}
	report_line(b->r, "connection", "TLS %s%s%s%s%s%s%s  to %s%s",
		v->version + strlen("TLS"), gap(v->suite), v->suite,
		gap(v->group), v->group, gap(v->alpn), v->alpn, v->local,
		v->resumed ? ", resumed" : "");
	if (*v->sni != '\0')
		report_line(b->r, "server name", "%s", v->sni);
}

static void
line_client(const struct visit_bench *b)
{
	const struct cert *c = b->leaf;
	_cleanup_str_ char *issuer = NULL, *key = NULL, *dates = NULL;
	_cleanup_str_ char *more = NULL;
	char text[THUMB_TEXT];

	if (c == NULL) {
		if (b->v->unreadable != NULL)
			report_line(b->r, "client", "unreadable: %s",
				b->v->unreadable);
		else if (b->v->certificate_message
			|| (b->v->requested && b->v->handshake_done))
			report_line(b->r, "client", "no certificate");
		return;
	}
	issuer = cert_short_name(c->issuer);
	key = cert_key_words(c);
	dates = tell_validity(&c->x, b->r->now);
	more = xasprintf("with %zu more", b->v->chain.n - 1);
	report_line(b->r, "client", "%s, %s, by %s, %s, %s", c->subject, key,
		issuer, dates, b->v->chain.n == 1 ? "alone" : more);
	if (thumb_kind_find("x5t#S256")->compute(&c->x, text))
		report_line(b->r, "", "x5t#S256 %s", text);
}

static void
line_answer(const struct visit_bench *b)
{
	_cleanup_str_ char *words = NULL;

	if (b->outcome != VISIT_IS_REFUSED)
		return;
	words = visit_answer_words(b->v);
	report_line(b->r, "answer", "%s", words);
}

static void
line_tokbind(const struct visit_bench *b)
{
	const struct tokbind *t = &b->v->tokbind;
	char version[TBNEG_VERSION_TEXT];

	if (!b->has_hello || !clienthello_has(&b->hello, EXT_TOKEN_BINDING))
		return;
	if (t->verdict == TBNEG_NEGOTIATED)
		report_line(b->r, "token binding", "%s, version %s%s",
			tbid_params_name(t->params),
			tbneg_version_text(t->version, version),
			visit_is_tls13(b->v) ? "; by an expired draft, no RFC"
					     : "");
	else
		report_line(b->r, "token binding", "offered, not negotiated%s",
			t->own == NULL ? ": not spoken here" : "");
}

static void
line_requests(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	for (size_t i = 0; i < v->n_requests && i < REQUESTS_SHOWN; i++) {
		const struct visit_request *q = &v->request[i];
		_cleanup_str_ char *target = visit_target(b->r, q);
		const char *label = i == 0 ? "requests" : "";

		if (q->status != 0)
			report_line(b->r, label, "%s %s  %u", q->method, target,
				q->status);
		else
			report_line(b->r, label, "%s %s  not answered yet",
				q->method, target);
	}
	if (v->n_requests > REQUESTS_SHOWN)
		report_line(b->r, "", "and %zu more",
			v->n_requests - REQUESTS_SHOWN);
}

static void
line_end(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	char began[CLOCK_TEXT];

	clock_format(v->at, began);
	if (v->end == VISIT_OPEN) {
		report_line(b->r, "began", "%s", began);
		return;
	}
	report_line(b->r, "end", "the client %s, after %.1f ms",
		visit_end_words(v->end), ms(v->end_us - v->start_us));
	report_line(b->r, "", "it began at %s", began);
	if (v->handshake_done && v->n_requests == 0
		&& b->outcome != VISIT_IS_REFUSED)
		report_line(b->r, "", "it asked for nothing");
}

void
visit_line(const struct visit_bench *b)
{
	report_level(b->r, 0);
	line_connection(b);
	line_client(b);
	line_answer(b);
	line_tokbind(b);
	line_requests(b);
	line_end(b);
}
