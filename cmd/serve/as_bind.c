/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_bind.c - the keys that a client proves to have at the token endpoint: of
 * its certificate, of its DPoP proof, of its Token Binding.
 */
#include "serve/as_bind.h"

#include "base/json_write.h"
#include "serve/as_client.h"
#include "serve/as_dpop.h"
#include "serve/proven.h"

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

/*
 * An access token is for the resource server, to which the client shows the
 * key that it has there as the referred one (section 3.1 of the draft).  A
 * client that refers to none may still want the key of this connection.
 */
static int
bind_tokbind(const struct lab *l, const struct http_request *q,
	struct as_binding *b, struct as_error *e)
{
	_cleanup_proven_tb_ struct proven_tb t = { .is_valid = false };

	if (http_header_count(q, "Sec-Token-Binding") == 0)
		return 0;
	proven_tb_read(&t, l, q);
	if (!t.is_valid)
		return as_error_judged(e, "invalid_request", &t.report);
	tbid_hash(t.referred.len > 0 ? t.referred : t.provided, b->tbh);
	return 0;
}

int
as_bind(const struct lab *l, const struct lab_client *c,
	const struct http_request *q, int64_t now, struct as_binding *ret,
	struct as_error *e)
{
	struct as_binding b = { .jkt = "" };

	if (bind_cert(c, q->visit, &b, e) < 0 || bind_tokbind(l, q, &b, e) < 0
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
