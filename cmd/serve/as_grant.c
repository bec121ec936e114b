/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_grant.c - a token for a client that has proven who it is, bound to every
 * key that it has proven to have.
 */
#include "serve/as_grant.h"

#include "base/b64.h"
#include "base/json_write.h"
#include "base/random.h"
#include "serve/as_bind.h"
#include "serve/as_client.h"
#include "serve/as_dpop.h"
#include "serve/as_token.h"
#include "serve/proven.h"

enum { JTI_LEN = 16, SCOPE_MAX = 256 };

const char *const as_scopes[] = { "read", "write", NULL };

/* One request for a token, and what it may have. */
struct grant {
	const struct lab *lab;
	const struct http_request *q;
	const struct lab_client *client;
	const char *type, *scope, *resource; /* as asked for, or NULL */
	char *audience;
	struct as_binding binding;
	int64_t now;
};

/* ---- what is asked for -------------------------------------------------- */

static int
take_parameters(struct grant *g, struct as_error *e)
{
	if (as_demand_form(g->q, e) < 0
		|| as_parameter(g->q, "grant_type", &g->type, e) < 0
		|| as_parameter(g->q, "scope", &g->scope, e) < 0
		|| as_parameter(g->q, "resource", &g->resource, e) < 0)
		return -1;
	if (g->type == NULL)
		return as_error_set(e, "invalid_request",
			"grant_type is missing");
	return 0;
}

/*
 * RFC 6749 section 4.4 is for clients that prove who they are; the public ones
 * of RFC 8705 section 4 have no other grant here.
 */
static int
demand_type(const struct grant *g, struct as_error *e)
{
	if (strcmp(g->type, "client_credentials") == 0)
		return 0;
	return as_error_set(e, "unsupported_grant_type",
		"grant_type is '%.64s': only client_credentials is known here",
		g->type);
}

static bool
is_scope(const char *word, size_t len)
{
	for (size_t i = 0; as_scopes[i] != NULL; i++)
		if (strlen(as_scopes[i]) == len
			&& strncmp(as_scopes[i], word, len) == 0)
			return true;
	return false;
}

/* Words with one blank between: RFC 6749 section 3.3. */
static int
demand_scope(struct grant *g, struct as_error *e)
{
	const char *at = g->scope;
	size_t len;

	if (at == NULL) {
		g->scope = as_scopes[0];
		return 0;
	}
	for (;; at += len + 1) {
		len = strcspn(at, " ");
		if (!is_scope(at, len))
			return as_error_set(e, "invalid_scope",
				"'%.*s' is none of the scopes here: read, "
				"write",
				len < 64 ? (int)len : 64, at);
		if (at[len] == '\0')
			return 0;
	}
}

/* RFC 8707: where the token is to be used. */
static int
demand_resource(struct grant *g, struct as_error *e)
{
	const struct lab *l = g->lab;
	const char *const origins[] = { l->mtls, l->as, l->web };

	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		_cleanup_str_ char *ours = xasprintf("%s/resource", origins[i]);

		if (g->resource != NULL && strcmp(g->resource, ours) != 0)
			continue;
		g->audience = steal(ours);
		return 0;
	}
	return as_error_set(e, "invalid_target",
		"no resource here is '%.128s': %s/resource is", g->resource,
		l->mtls);
}

static int
demand(struct grant *g, struct as_error *e)
{
	if (take_parameters(g, e) < 0
		|| as_client_identify(g->lab, g->q, &g->client, e) < 0
		|| demand_type(g, e) < 0 || demand_scope(g, e) < 0
		|| demand_resource(g, e) < 0)
		return -1;
	return as_bind(g->lab, g->client, g->q, g->now, &g->binding, e);
}

/* ---- what it gets ------------------------------------------------------- */

static const char *
type_of(const struct grant *g)
{
	return *g->binding.jkt != '\0' ? "DPoP" : "Bearer";
}

/* RFC 9068 section 2.2, with a cnf. */
static int
write_claims(const struct grant *g, struct strbuf *out, struct err *err)
{
	uint8_t octets[JTI_LEN];
	char jti[B64_ROOM(JTI_LEN)];

	if (random_fill(octets, sizeof(octets), err) < 0)
		return -1;
	b64_encode_to(jti, (struct view){ octets, sizeof(octets) }, B64_URL);
	strbuf_char(out, '{');
	json_write_text(out, "iss", g->lab->web);
	json_write_text(out, "sub", g->client->id);
	json_write_text(out, "client_id", g->client->id);
	json_write_text(out, "aud", g->audience);
	json_write_integer(out, "iat", g->now);
	json_write_integer(out, "exp", g->now + AS_TOKEN_S);
	json_write_text(out, "jti", jti);
	json_write_text(out, "scope", g->scope);
	as_binding_write(&g->binding, out);
	strbuf_char(out, '}');
	return 0;
}

static int
issue(const struct grant *g, struct http_reply *p, struct err *err)
{
	_cleanup_strbuf_ struct strbuf claims = { .len = 0 },
				       body = { .len = 0 };
	_cleanup_bytes_ struct bytes token = { 0 };

	if (write_claims(g, &claims, err) < 0
		|| as_token_make(g->lab,
			   (struct view){ (const uint8_t *)claims.data,
				   claims.len },
			   g->now + AS_TOKEN_S, g->now, &token, err)
			< 0)
		return -1;
	strbuf_char(&body, '{');
	json_write_text(&body, "access_token", (const char *)token.data);
	json_write_text(&body, "token_type", type_of(g));
	json_write_integer(&body, "expires_in", AS_TOKEN_S);
	json_write_text(&body, "scope", g->scope);
	strbuf_char(&body, '}');
	http_reply_json(p, 200, "%.*s", (int)body.len, body.data);
	http_reply_field(p, "Pragma", "no-cache");
	return 0;
}

/* The one for the next time comes with every answer: RFC 9449 section 8.2. */
static void
give_nonce(const struct grant *g, const struct as_error *e,
	struct http_reply *p)
{
	char nonce[AS_NONCE_TEXT];

	if ((e->code == NULL || strcmp(e->code, "use_dpop_nonce") != 0)
		&& (g->client == NULL || !g->client->dpop_nonce))
		return;
	as_dpop_nonce(g->lab, g->now, nonce);
	http_reply_field(p, "DPoP-Nonce", "%s", nonce);
}

void
as_grant_token(void *lab, const struct http_request *q, struct http_reply *p)
{
	struct grant g = { .lab = lab, .q = q, .now = proven_now(lab) };
	struct as_error e = { .code = NULL };
	struct err err;
	int result = demand(&g, &e);

	if (result == 0 && issue(&g, p, &err) < 0)
		result = as_error_own(&e, &err);
	if (result < 0)
		as_error_reply(p, q, &e);
	give_nonce(&g, &e, p);
	free(g.audience);
}

/* ---- introspection ------------------------------------------------------ */

/* Who may ask: any client that has proven who it is. */
static int
demand_caller(const struct lab *l, const struct http_request *q,
	const char **ret_token, struct as_error *e)
{
	const struct lab_client *c = NULL;

	if (as_demand_form(q, e) < 0 || as_client_identify(l, q, &c, e) < 0
		|| as_parameter(q, "token", ret_token, e) < 0)
		return -1;
	if (c->auth == LAB_PUBLIC)
		return as_error_set(e, "invalid_client",
			"'%s' proves nothing: introspection is for clients "
			"with a certificate that is registered",
			c->id);
	if (*ret_token == NULL)
		return as_error_set(e, "invalid_request", "token is missing");
	return 0;
}

static bool
is_dpop(struct view claims)
{
	_cleanup_json_ struct json *root = NULL;
	struct err err;

	return json_parse(claims, &root, &err) == 0
		&& json_get(json_get(root, "cnf"), "jkt") != NULL;
}

/* Our claims are the members of the answer: RFC 7662 section 2.2. */
static void
tell_active(struct view claims, struct http_reply *p)
{
	struct view members = view_part(claims, 1, claims.len);

	http_reply_json(p, 200, "{\"active\":true,\"token_type\":\"%s\",%.*s",
		is_dpop(claims) ? "DPoP" : "Bearer", (int)members.len,
		(const char *)members.data);
}

void
as_grant_introspect(void *lab, const struct http_request *q,
	struct http_reply *p)
{
	_cleanup_bytes_ struct bytes claims = { 0 };
	struct as_error e = { .code = NULL };
	const char *token = NULL;
	struct err err;
	int known = 0, result = demand_caller(lab, q, &token, &e);

	if (result == 0)
		known = as_token_read(lab, view_of_str(token), proven_now(lab),
			&claims, &err);
	if (known < 0)
		result = as_error_own(&e, &err);
	if (result < 0)
		as_error_reply(p, q, &e);
	else if (known == 0)
		http_reply_json(p, 200, "{\"active\":false}");
	else
		tell_active(bytes_view(&claims), p);
	/* RFC 7662 section 2.3 knows no other status for this. */
	if (result < 0 && strcmp(e.code, "invalid_client") == 0)
		p->status = 401;
}
