/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind_fed.c - the federated case: a relying party at one door, an identity
 * provider at another, and an ID token bound to the key that the client has
 * for the relying party (RFC 8473 section 5, OpenID Connect Token Bound
 * Authentication 1.0).
 *
 * The ID token goes back by a code (OpenID Connect Core 1.0 section 3.1): in a
 * URL it would be in logs and histories.  That the relying party has the token
 * for the code from the store stands for its request to the token endpoint.
 */
#include "base/b64.h"
#include "base/json_write.h"
#include "base/random.h"
#include "proof/jws_make.h"
#include "serve/tokbind_part.h"

enum { FLOW_S = 300, CODE_S = 60, TOKEN_S = 300, JTI_LEN = 16 };

static const char kind_state[] = "state", kind_code[] = "code";

static const struct check check_referred = {
	"federation.referred",
	"a referred binding says for which key the token shall be",
	"RFC 8473 section 5.3",
};
static const struct check check_request = {
	"federation.request",
	"the request has the parameters that it must have",
	"OpenID Connect Core 1.0 section 3.1.2",
};
static const struct check check_token = {
	"federation.token",
	"it is an ID token that was issued here",
	"OpenID Connect Core 1.0 section 3.1.3.7",
};
static const struct check check_state = {
	"federation.state",
	"the answer is one to a question of this client",
	"OpenID Connect Core 1.0 section 3.1.2.1",
};

/* ---- doors -------------------------------------------------------------- */

static const struct {
	const char *name;
	size_t origin; /* in struct lab */
} doors[] = {
	{ "web", offsetof(struct lab, web) },
	{ "as", offsetof(struct lab, as) },
	{ "mtls", offsetof(struct lab, mtls) },
};

static const char *
origin_of(const struct lab *l, size_t door)
{
	return *(char *const *)((const char *)l + doors[door].origin);
}

/* The number of the door NAME, or ARRAY_LEN(doors). */
static size_t
find_door(const char *name)
{
	size_t i = 0;

	while (i < ARRAY_LEN(doors)
		&& (name == NULL || strcmp(doors[i].name, name) != 0))
		i++;
	return i;
}

/* RFC 9110 section 15.4.4: whatever the method was, GET that. */
static void
redirect(struct tokbind_call *c, const char *location)
{
	c->p->status = 303;
	http_reply_field(c->p, "Location", "%s", location);
	http_reply_field(c->p, "Cache-Control", "no-store");
	http_reply_field(c->p, "Referrer-Policy", "no-referrer");
}

/* ---- the relying party sends the client away ---------------------------- */

void
tokbind_rp(void *lab, const struct http_request *q, struct http_reply *p)
{
	_cleanup_tokbind_call_ struct tokbind_call c;
	_cleanup_str_ char *location = NULL;
	char state[TOKBIND_SECRET_TEXT];
	size_t door = find_door(q->visit->door);
	struct err err;

	tokbind_call_read(&c, lab, q, p);
	if (!c.tb.is_valid) {
		/* Without a message of its own it may not refer to itself. */
		tokbind_demand(&c);
		return;
	}
	if (door == ARRAY_LEN(doors))
		door = 0;
	if (tokbind_keep(&c, kind_state, tokbind_hash(&c), FLOW_S, state, &err)
		< 0) {
		tokbind_fail(&c, &err);
		return;
	}
	location = xasprintf("%s/tokbind/idp?rp=%s&state=%s",
		origin_of(c.lab, door == 0 ? 1 : 0), doors[door].name, state);
	redirect(&c, location);
	http_reply_field(p, "Include-Referred-Token-Binding-ID", "true");
}

/* ---- the provider issues a token ---------------------------------------- */

static int
make_token(const struct tokbind_call *c, const char *audience,
	const char *nonce, struct bytes *ret, struct err *err)
{
	const struct jws_member members[] = { { "typ", "JWT", NULL },
		{ "kid", c->lab->public.jkt, NULL }, { NULL, NULL, NULL } };
	_cleanup_strbuf_ struct strbuf out = { 0 };
	char tbh[TBID_HASH_TEXT], jti[B64_ROOM(JTI_LEN)];
	uint8_t octets[JTI_LEN];

	if (random_fill(octets, sizeof(octets), err) < 0)
		return -1;
	b64_encode_to(jti, (struct view){ octets, sizeof(octets) }, B64_URL);
	tbid_hash(c->tb.referred, tbh);
	strbuf_char(&out, '{');
	json_write_text(&out, "iss", c->lab->web);
	json_write_text(&out, "sub", c->tbh);
	json_write_text(&out, "aud", audience);
	json_write_integer(&out, "iat", c->now);
	json_write_integer(&out, "exp", c->now + TOKEN_S);
	json_write_text(&out, "jti", jti);
	json_write_text(&out, "nonce", nonce);
	json_write_name(&out, "cnf");
	strbuf_char(&out, '{');
	json_write_text(&out, "tbh", tbh);
	strbuf_str(&out, "}}");
	return jws_make(c->lab->signer, members,
		(struct view){ (const uint8_t *)out.data, out.len }, ret, err);
}

static void
issue(struct tokbind_call *c, size_t door, const char *state)
{
	const char *rp = origin_of(c->lab, door);
	_cleanup_str_ char *audience = xasprintf("%s/tokbind/rp", rp);
	_cleanup_str_ char *location = NULL;
	_cleanup_bytes_ struct bytes token = { 0 };
	char code[TOKBIND_SECRET_TEXT];
	struct err err;

	if (make_token(c, audience, state, &token, &err) < 0
		|| tokbind_keep(c, kind_code, bytes_view(&token), CODE_S, code,
			   &err)
			< 0) {
		tokbind_fail(c, &err);
		return;
	}
	location = xasprintf("%s/tokbind/rp/return?code=%s&state=%s", rp, code,
		state);
	redirect(c, location);
}

/* What we made ourselves and hand back must not carry anything else. */
static bool
is_secret(const char *s)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-_";

	return s != NULL && strlen(s) == TOKBIND_SECRET_TEXT - 1
		&& s[strspn(s, chars)] == '\0';
}

void
tokbind_idp(void *lab, const struct http_request *q, struct http_reply *p)
{
	_cleanup_tokbind_call_ struct tokbind_call c;
	size_t door = find_door(http_query(q, "rp"));
	const char *state = http_query(q, "state");

	tokbind_call_read(&c, lab, q, p);
	if (!c.tb.is_valid)
		tokbind_demand(&c);
	else if (door == ARRAY_LEN(doors) || !is_secret(state))
		tokbind_refuse_say(&c, 400, &check_request,
			"begin at /tokbind/rp: rp or state is missing or "
			"wrong");
	else if (c.tb.referred.len == 0)
		tokbind_refuse_say(&c, 400, &check_referred,
			"no referred binding that can be verified came: no "
			"token can be bound to it");
	else
		issue(&c, door, state);
}

/* ---- the relying party takes it ----------------------------------------- */

/* An answer that came back, and what it brings. */
struct answer {
	struct tokbind_call *call;
	const char *state, *code; /* code is NULL if the token came itself */
	char *audience;
	struct bytes text;
	struct token token;
};

static void
answer_done(struct answer *a)
{
	token_done(&a->token);
	bytes_done(&a->text);
	free(a->audience);
}

/* By redirection, or as a form: OAuth 2.0 Form Post Response Mode. */
static int
take_answer(struct answer *a, struct err *err)
{
	const struct http_request *q = a->call->q;
	bool is_post = strcmp(q->method, "POST") == 0;
	const char *token = is_post ? http_form(q, "id_token", NULL) : NULL;

	a->state = is_post ? http_form(q, "state", NULL)
			   : http_query(q, "state");
	if (a->state == NULL)
		return 0;
	if (token != NULL)
		bytes_append_str(&a->text, token);
	if (is_post)
		return token != NULL ? 1 : 0;
	a->code = http_query(q, "code");
	if (a->code == NULL)
		return 0;
	return tokbind_recall(a->call, kind_code, a->code, &a->text, err);
}

/* It is ours, for us, alive, and bound to the key of this connection. */
static bool
is_sound(struct answer *a, struct proven_why *w)
{
	const struct lab *l = a->call->lab;
	_cleanup_(report_done) struct report r = { .now = a->call->now };
	struct cnf_check c = { .token = { l->web, a->audience, 0 },
		.has_keys = true,
		.keys = { .name = "/jwks",
			.set = { .key = (struct jwk *)&l->public, .n = 1 },
			.alg = { jwa_find("ES256") },
			.n_algs = 1 },
		.brief = true };
	bool holds;

	token_read(bytes_view(&a->text), &a->token);
	if (a->token.form != TOKEN_JWT || a->token.response != NULL
		|| !jws_is_type(a->token.jws.typ, "JWT")) {
		proven_why_say(w, &check_token, "it is no ID token");
		return false;
	}
	bytes_append_view(&c.tbh, tokbind_hash(a->call));
	cnf_check_judge(&r, &a->token, &c);
	bytes_done(&c.tbh);
	holds = r.word != NULL && strcmp(r.word, "BOUND") == 0;
	if (!holds)
		proven_why(&r, w);
	return holds;
}

/* The question was asked by this very key, once, and this is its answer. */
static int
is_asked(const struct answer *a, struct err *err)
{
	_cleanup_bytes_ struct bytes asker = { 0 };
	const char *nonce = json_string(json_get(a->token.claims, "nonce"));
	int found = tokbind_recall(a->call, kind_state, a->state, &asker, err);

	if (found <= 0)
		return found;
	if (nonce == NULL
		|| !view_eq_secret(view_of_str(nonce), view_of_str(a->state))
		|| !view_eq_secret(bytes_view(&asker), tokbind_hash(a->call)))
		return 0;
	if (a->code != NULL)
		found = tokbind_spend(a->call, kind_code, a->code, err);
	return found <= 0 ? found
			  : tokbind_spend(a->call, kind_state, a->state, err);
}

static void
welcome(struct answer *a)
{
	struct tokbind_call *c = a->call;
	_cleanup_strbuf_ struct strbuf body = { 0 };
	const char *sub = json_string(json_get(a->token.claims, "sub"));

	strbuf_char(&body, '{');
	json_write_text(&body, "client", c->tbh);
	json_write_text(&body, "subject", sub != NULL ? sub : "");
	json_write_text(&body, "id_token", (const char *)a->text.data);
	tokbind_tell(c, &body);
	strbuf_char(&body, '}');
	http_reply_json(c->p, 200, "%.*s", (int)body.len, body.data);
}

static void
accept_answer(struct answer *a)
{
	struct tokbind_call *c = a->call;
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };
	struct err err;
	int found = take_answer(a, &err);
	int asked = 0;

	if (found == 0) {
		tokbind_refuse_say(c, 400, &check_request,
			"code or state is missing, unknown, expired or was "
			"used before");
		return;
	}
	if (found > 0 && !is_sound(a, &w)) {
		tokbind_refuse(c, 401, &w);
		return;
	}
	if (found > 0)
		asked = is_asked(a, &err);
	if (found < 0 || asked < 0)
		tokbind_fail(c, &err);
	else if (asked == 0)
		tokbind_refuse_say(c, 401, &check_state,
			"this client has not asked for this token, or has "
			"had it");
	else
		welcome(a);
}

void
tokbind_return(void *lab, const struct http_request *q, struct http_reply *p)
{
	_cleanup_tokbind_call_ struct tokbind_call c;
	_cleanup_(answer_done) struct answer a = { .call = &c };

	a.audience = xasprintf("%s/tokbind/rp", proven_origin(lab, q));
	jws_none(&a.token.jws);
	a.token.form = TOKEN_OTHER;
	tokbind_call_read(&c, lab, q, p);
	if (!c.tb.is_valid)
		tokbind_demand(&c);
	else
		accept_answer(&a);
}
