/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.c - clients that are known by their Token Binding ID, and cookies
 * that are of use with that key only: RFC 8471 section 5, RFC 8473 section 2.
 */
#include "base/b64.h"
#include "base/json_write.h"
#include "base/random.h"
#include "serve/tokbind_part.h"

static const char cookie_name[] = "__Host-tlsbind";

enum { COOKIE_S = 24 * 3600, TBID_S = 365 * 24 * 3600 };

static const struct check check_cookie = {
	"cookie.known",
	"the cookie was issued here, and has not expired",
	"RFC 6265 section 5.4",
};
static const struct check check_cookie_binding = {
	"cookie.binding",
	"the cookie comes with the key that it was issued to",
	"RFC 8471 section 5",
};

/* ---- a call ------------------------------------------------------------- */

void
tokbind_call_read(struct tokbind_call *c, const struct lab *lab,
	const struct http_request *q, struct http_reply *p)
{
	*c = (struct tokbind_call){ .lab = lab,
		.q = q,
		.p = p,
		.now = proven_now(lab) };
	proven_tb_read(&c->tb, lab, q);
	if (!c->tb.is_valid)
		return;
	hash_data(HASH_SHA256, c->tb.provided, c->hash);
	tbid_hash(c->tb.provided, c->tbh);
}

void
tokbind_call_done(struct tokbind_call *c)
{
	proven_tb_done(&c->tb);
}

struct view
tokbind_hash(const struct tokbind_call *c)
{
	return (struct view){ c->hash, TOKBIND_HASH_LEN };
}

/* ---- secrets ------------------------------------------------------------ */

static struct view
key_of(const char *secret, uint8_t digest[static HASH_MAX])
{
	return (struct view){ digest,
		hash_data(HASH_SHA256, view_of_str(secret), digest) };
}

int
tokbind_keep(const struct tokbind_call *c, const char *kind, struct view value,
	int64_t span, char ret_secret[static TOKBIND_SECRET_TEXT],
	struct err *err)
{
	uint8_t octets[TOKBIND_SECRET_LEN], digest[HASH_MAX];
	int added;

	if (random_fill(octets, sizeof(octets), err) < 0)
		return -1;
	b64_encode_to(ret_secret, (struct view){ octets, sizeof(octets) },
		B64_URL);
	wipe(octets, sizeof(octets));
	added = store_add(c->lab->store, kind, key_of(ret_secret, digest),
		value, c->now + span, c->now, err);
	if (added == 0)
		return err_set(err, ERR_SYSTEM,
			"the random numbers of this system repeat");
	return added < 0 ? -1 : 0;
}

int
tokbind_recall(const struct tokbind_call *c, const char *kind,
	const char *secret, struct bytes *ret_value, struct err *err)
{
	uint8_t digest[HASH_MAX];

	return store_get(c->lab->store, kind, key_of(secret, digest), c->now,
		ret_value, err);
}

int
tokbind_spend(const struct tokbind_call *c, const char *kind,
	const char *secret, struct err *err)
{
	uint8_t digest[HASH_MAX];

	return store_remove(c->lab->store, kind, key_of(secret, digest), err);
}

/* ---- answers ------------------------------------------------------------ */

/* Why Token Binding was not negotiated, from the server's side. */
static const char *
reason(const struct visit *v)
{
	const struct tokbind *t = &v->tokbind;
	bool tls13 = strcmp(v->version, "TLS1.3") == 0;

	if (t->own == NULL)
		return "this server does not speak it: start it with --tokbind";
	if (!t->came)
		return "the client did not offer the extension token_binding "
		       "(24) in its ClientHello";
	if (t->peer.n == 0)
		return "the client's offer cannot be read";
	if (!tls13 && !v->extended_master_secret)
		return "TLS 1.2 without extended_master_secret (RFC 7627), "
		       "which Token Binding needs";
	if (!tls13 && !v->safe_renegotiation)
		return "TLS 1.2 without renegotiation_info (RFC 5746), which "
		       "Token Binding needs";
	return "client and server have no version or key parameters in common";
}

void
tokbind_tell(const struct tokbind_call *c, struct strbuf *out)
{
	const struct visit *v = c->q->visit;
	bool negotiated = proven_negotiated(v);

	json_write_name(out, "token_binding");
	strbuf_char(out, '{');
	json_write_boolean(out, "offered", v->tokbind.came);
	json_write_boolean(out, "negotiated", negotiated);
	if (negotiated)
		json_write_text(out, "key_parameters",
			tbid_params_name(v->tokbind.params));
	else
		json_write_text(out, "why", reason(v));
	json_write_text(out, "tls", v->version);
	json_write_boolean(out, "extended_master_secret",
		v->extended_master_secret);
	json_write_boolean(out, "renegotiation_info", v->safe_renegotiation);
	strbuf_char(out, '}');
}

static void
reply(struct tokbind_call *c, unsigned status, const struct strbuf *body)
{
	http_reply_json(c->p, status, "%.*s", (int)body->len, body->data);
}

void
tokbind_refuse(struct tokbind_call *c, unsigned status, struct proven_why *w)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };

	/* RFC 9110 section 15.5.2 wants one; no registered scheme fits. */
	if (status == 401)
		http_reply_field(c->p, "WWW-Authenticate",
			"TokenBinding realm=\"tlsbind\", "
			"error=\"invalid_token\", error_description=\"%s\"",
			w->text);
	strbuf_char(&body, '{');
	json_write_text(&body, "error",
		status == 401 ? "invalid_token" : "invalid_request");
	json_write_text(&body, "error_description", w->text);
	json_write_text(&body, "check", w->check != NULL ? w->check : "");
	if (w->cause != NULL)
		json_write_text(&body, "cause", w->cause);
	tokbind_tell(c, &body);
	strbuf_char(&body, '}');
	reply(c, status, &body);
}

void
tokbind_refuse_say(struct tokbind_call *c, unsigned status,
	const struct check *check, const char *text)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	proven_why_say(&w, check, "%s", text);
	tokbind_refuse(c, status, &w);
}

void
tokbind_fail(struct tokbind_call *c, const struct err *err)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };

	strbuf_char(&body, '{');
	json_write_text(&body, "error", "server_error");
	json_write_text(&body, "error_description", err->text);
	strbuf_char(&body, '}');
	reply(c, 500, &body);
}

static bool
has_message(const struct tokbind_call *c)
{
	return c->tb.form.headers > 0;
}

void
tokbind_demand(struct tokbind_call *c)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };
	_cleanup_strbuf_ struct strbuf body = { 0 };

	if (has_message(c) || proven_negotiated(c->q->visit)) {
		proven_why(&c->tb.report, &w);
		tokbind_refuse(c, 400, &w);
		return;
	}
	strbuf_char(&body, '{');
	json_write_text(&body, "client", "unknown");
	tokbind_tell(c, &body);
	strbuf_char(&body, '}');
	reply(c, 200, &body);
}

/* ---- the page ----------------------------------------------------------- */

static void
welcome(struct tokbind_call *c, bool is_new, const char *cookie)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };

	strbuf_char(&body, '{');
	json_write_text(&body, "client", c->tbh);
	json_write_boolean(&body, "first_use", is_new);
	json_write_text(&body, "cookie", cookie);
	tokbind_tell(c, &body);
	strbuf_char(&body, '}');
	reply(c, 200, &body);
}

/* The key is who the client is; the first time it is written down. */
static void
meet(struct tokbind_call *c)
{
	char cookie[TOKBIND_SECRET_TEXT];
	struct err err;
	int added = store_add(c->lab->store, "tbid", tokbind_hash(c),
		c->tb.provided, c->now + TBID_S, c->now, &err);

	if (added < 0
		|| tokbind_keep(c, "cookie", tokbind_hash(c), COOKIE_S, cookie,
			   &err)
			< 0) {
		tokbind_fail(c, &err);
		return;
	}
	http_reply_field(c->p, "Set-Cookie",
		"%s=%s; Max-Age=%d; Path=/; Secure; HttpOnly; SameSite=Lax",
		cookie_name, cookie, COOKIE_S);
	welcome(c, added == 1, "issued");
	wipe(cookie, sizeof(cookie));
}

/* It is good for the holder of its key only, and only with a proof of that. */
static void
recognise(struct tokbind_call *c, const char *cookie)
{
	_cleanup_bytes_ struct bytes owner = { 0 };
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };
	struct err err;
	int found = tokbind_recall(c, "cookie", cookie, &owner, &err);

	if (found < 0) {
		tokbind_fail(c, &err);
	} else if (found == 0) {
		http_reply_field(c->p, "Set-Cookie",
			"%s=; Max-Age=0; Path=/; Secure; HttpOnly; "
			"SameSite=Lax",
			cookie_name);
		tokbind_refuse_say(c, 401, &check_cookie,
			"this cookie was not issued here, or has expired");
	} else if (!c->tb.is_valid) {
		proven_why(&c->tb.report, &w);
		tokbind_refuse(c, 401, &w);
	} else if (!view_eq_secret(bytes_view(&owner), tokbind_hash(c))) {
		tokbind_refuse_say(c, 401, &check_cookie_binding,
			"this cookie was issued to another key than the one "
			"that was proven: it was stolen");
	} else {
		welcome(c, false, "accepted");
	}
}

static void
serve_tokbind(void *arg, const struct http_request *q, struct http_reply *p)
{
	_cleanup_tokbind_call_ struct tokbind_call c;
	char *cookie = http_cookie(q, cookie_name);

	tokbind_call_read(&c, arg, q, p);
	/* More than one message is no request at all: RFC 8473 section 2. */
	if (cookie != NULL && c.tb.form.headers <= 1)
		recognise(&c, cookie);
	else if (c.tb.is_valid)
		meet(&c);
	else
		tokbind_demand(&c);
	if (cookie != NULL)
		wipe(cookie, strlen(cookie));
	free(cookie);
}

const struct http_route tokbind_routes[] = {
	{ "GET", "/tokbind", serve_tokbind },
	{ "GET", "/tokbind/rp", tokbind_rp },
	{ "GET", "/tokbind/idp", tokbind_idp },
	{ "GET", "/tokbind/rp/return", tokbind_return },
	{ "POST", "/tokbind/rp/return", tokbind_return },
	{ 0 },
};
