/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as.c - the pages of the authorization server: what it can do (RFC 8414),
 * its key (RFC 7517), its clients; the endpoints are elsewhere.
 */
#include "base/json_write.h"
#include "serve/as_dpop.h"
#include "serve/as_grant.h"
#include "serve/as_table.h"

static void
reply(struct http_reply *p, const struct strbuf *body)
{
	http_reply_json(p, 200, "%.*s", (int)body->len, body->data);
}

/* ---- metadata ----------------------------------------------------------- */

static void
write_url(struct strbuf *out, const char *name, const char *origin,
	const char *path)
{
	_cleanup_str_ char *url = xasprintf("%s%s", origin, path);

	json_write_text(out, name, url);
}

static void
write_endpoints(struct strbuf *out, const char *origin)
{
	write_url(out, "token_endpoint", origin, "/token");
	write_url(out, "introspection_endpoint", origin, "/introspect");
}

static void
write_methods(struct strbuf *out)
{
	static const char *const proven[] = { "tls_client_auth",
		"self_signed_tls_client_auth", NULL };
	static const char *const all[] = { "tls_client_auth",
		"self_signed_tls_client_auth", "none", NULL };
	static const char *const grants[] = { "client_credentials", NULL };

	json_write_texts(out, "grant_types_supported", grants);
	json_write_texts(out, "token_endpoint_auth_methods_supported", all);
	json_write_texts(out, "introspection_endpoint_auth_methods_supported",
		proven);
	json_write_texts(out, "scopes_supported", as_scopes);
}

/* Arrays without an element are left out: RFC 8414 section 3.2. */
static void
metadata(void *lab, const struct http_request *q _unused_, struct http_reply *p)
{
	const struct lab *l = lab;
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	const char *algs[AS_DPOP_ALGS];

	strbuf_char(&b, '{');
	json_write_text(&b, "issuer", l->web);
	write_endpoints(&b, l->web);
	write_url(&b, "jwks_uri", l->web, "/jwks");
	write_methods(&b);
	json_write_boolean(&b, "tls_client_certificate_bound_access_tokens",
		true);
	json_write_name(&b, "mtls_endpoint_aliases");
	strbuf_char(&b, '{');
	write_endpoints(&b, l->as);
	strbuf_char(&b, '}');
	as_dpop_algs(algs);
	json_write_texts(&b, "dpop_signing_alg_values_supported", algs);
	json_write_boolean(&b, "as_access_token_token_binding_supported", true);
	strbuf_char(&b, '}');
	reply(p, &b);
}

/* ---- key and clients ---------------------------------------------------- */

static void
jwks(void *lab, const struct http_request *q _unused_, struct http_reply *p)
{
	const struct lab *l = lab;
	_cleanup_str_ char *key = jwk_text(&l->public.key);
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	strbuf_str(&b, "{\"keys\":[");
	strbuf_add(&b, key, strlen(key) - 1);
	json_write_text(&b, "kid", l->public.jkt);
	json_write_text(&b, "alg", "ES256");
	json_write_text(&b, "use", "sig");
	strbuf_str(&b, "}]}");
	reply(p, &b);
}

static void
clients(void *lab, const struct http_request *q _unused_, struct http_reply *p)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	as_clients_write(lab, &b);
	reply(p, &b);
}

const struct http_route as_routes[] = {
	{ "GET", "/.well-known/oauth-authorization-server", metadata },
	{ "GET", "/.well-known/openid-configuration", metadata },
	{ "GET", "/jwks", jwks },
	{ "GET", "/clients", clients },
	{ "POST", "/token", as_grant_token },
	{ "POST", "/introspect", as_grant_introspect },
	{ 0 },
};
