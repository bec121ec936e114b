/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_bind.c - the keys that a client proves to have at the token endpoint: of
 * its certificate, of its DPoP proof, of its Token Binding.
 */
#include "serve/as_bind.h"

#include "base/json_write.h"
#include "judge/tbmsg_verify.h"
#include "serve/as_client.h"
#include "serve/as_dpop.h"

static int
bind_cert(const struct lab_client *c, const struct visit *v,
	struct as_binding *b, struct as_error *e)
{
	const struct cert *cert = as_client_cert(v);
	uint8_t digest[HASH_MAX];
	size_t len;

	if (cert == NULL && c->certificate_bound)
		return as_error_set(e, "invalid_request",
			"this client's tokens are bound to a certificate, and "
			"the connection has none");
	if (cert == NULL)
		return 0;
	len = hash_data(HASH_SHA256, bytes_view(&cert->der), digest);
	b64_encode_to(b->x5t_s256, (struct view){ digest, len }, B64_URL);
	return 0;
}

static int
judge_tokbind(const struct visit *v, struct tbmsg_form *f, struct as_error *e)
{
	struct report r = { .terse = true };
	const struct tbmsg_case c = {
		.ekm = bytes_view(&v->ekm),
		.negotiated = v->tokbind.params,
		.ekm_name = "this connection",
		.brief = true,
	};
	const struct finding *failed;
	int result = 0;

	judge_tbmsg_verify(&r, f, &c);
	failed = report_main_finding(&r);
	if (failed != NULL)
		result = as_error_set(e, "invalid_request",
			"Sec-Token-Binding: %s: %s", failed->check->id,
			failed->evidence.line[0]);
	report_done(&r);
	return result;
}

/*
 * An access token is for the resource server, to which the client shows the
 * key that it has here as the referred one (section 3.1 of the draft).  A
 * client that refers to none may still want the key of this connection.
 */
static void
take_token_binding_id(const struct tbmsg *m, struct as_binding *b)
{
	const struct tbmsg_binding *which = tbmsg_find(m, TBMSG_REFERRED);

	if (which == NULL)
		which = tbmsg_find(m, TBMSG_PROVIDED);
	if (which != NULL)
		tbid_hash(which->id, b->tbh);
}

static int
bind_tokbind(const struct http_request *q, struct as_binding *b,
	struct as_error *e)
{
	static const char field[] = "Sec-Token-Binding";
	const struct visit *v = q->visit;
	size_t n = http_header_count(q, field);
	_cleanup_tbmsg_form_ struct tbmsg_form f = { .headers = 0 };

	if (n == 0)
		return 0;
	if (n > 1)
		return as_error_set(e, "invalid_request",
			"%zu fields %s: one is right (RFC 8473 section 2)", n,
			field);
	if (v->tokbind.verdict != TBNEG_NEGOTIATED)
		return as_error_set(e, "invalid_request",
			"%s, and Token Binding was not negotiated on this "
			"connection: no binding counts (RFC 8471 section 4.2)",
			field);
	tbmsg_form_read(&f, view_of_str(http_header(q, field)), 0);
	if (judge_tokbind(v, &f, e) < 0)
		return -1;
	take_token_binding_id(&f.msg, b);
	return 0;
}

int
as_bind(const struct lab *l, const struct lab_client *c,
	const struct http_request *q, int64_t now, struct as_binding *ret,
	struct as_error *e)
{
	struct as_binding b = { .jkt = "" };

	if (bind_cert(c, q->visit, &b, e) < 0 || bind_tokbind(q, &b, e) < 0
		|| as_dpop(l, c, q, now, b.jkt, e) < 0)
		return -1;
	*ret = b;
	return 0;
}

void
as_binding_write(const struct as_binding *b, struct strbuf *out)
{
	if (*b->x5t_s256 == '\0' && *b->jkt == '\0' && *b->tbh == '\0')
		return;
	json_write_name(out, "cnf");
	strbuf_char(out, '{');
	if (*b->x5t_s256 != '\0')
		json_write_text(out, "x5t#S256", b->x5t_s256);
	if (*b->jkt != '\0')
		json_write_text(out, "jkt", b->jkt);
	if (*b->tbh != '\0')
		json_write_text(out, "tbh", b->tbh);
	strbuf_char(out, '}');
}
