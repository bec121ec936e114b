/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource.c - two protected resources: one that looks at every binding of a
 * token (RFC 8705 section 3, RFC 9449 section 7, tbh), and one that looks at
 * none, so that the difference can be seen.
 */
#include "base/json_write.h"
#include "serve/access.h"

/* ---- the resource that looks -------------------------------------------- */

/* The code of an error that came of the check ID. */
static const char *
error_of(const char *id)
{
	bool of_proof = id != NULL && strncmp(id, "dpop.", 5) == 0
		&& strcmp(id, check_dpop_key.id) != 0;

	return of_proof ? "invalid_dpop_proof" : "invalid_token";
}

static int
use_proof(const struct access *a, const struct cnf_check *c, struct err *err)
{
	_cleanup_dpop_ struct dpop d = { .count = 0 };

	dpop_read(bytes_view(&c->dpop), &d);
	return proven_use(a->lab, &d, a->now, err);
}

static void
welcome(struct access *a, const struct report *r)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };
	bool first = true;

	strbuf_str(&body,
		"{\"resource\":\"the token is bound to this "
		"client\"");
	access_tell(a, &body);
	json_write_name(&body, "proven");
	strbuf_char(&body, '{');
	for (unsigned m = 0; m < CNF_METHODS; m++) {
		const char *name = cnf_method_name((enum cnf_method)m);
		const char *text = json_string(
			json_get(json_get(a->token.claims, "cnf"), name));

		if (text != NULL)
			json_write_text(&body, name, text);
	}
	strbuf_char(&body, '}');
	json_write_name(&body, "checks");
	strbuf_char(&body, '[');
	for (size_t i = 0; i < r->n_findings; i++) {
		if (r->findings[i].verdict != VERDICT_PASS)
			continue;
		if (!first)
			strbuf_char(&body, ',');
		json_write_string(&body, r->findings[i].check->id);
		first = false;
	}
	strbuf_str(&body, "]}");
	http_reply_json(a->p, 200, "%.*s", (int)body.len, body.data);
}

/* It has been judged, and is bound; only a proof may have been used before. */
static void
admit(struct access *a, const struct cnf_check *c, const struct report *r)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };
	struct err err;
	int added = c->has_dpop ? use_proof(a, c, &err) : 1;

	if (added < 0) {
		access_fail(a, &err);
	} else if (added == 0) {
		proven_why_say(&w, &check_proven_replay,
			"a proof with this jti was used before");
		access_refuse(a, 401, "invalid_dpop_proof", &w);
	} else {
		welcome(a, r);
	}
}

/* What no judge of bindings asks for, as it goes before any token. */
static bool
is_request(const struct access *a, const struct cnf_check *c,
	struct proven_why *w)
{
	size_t n = http_header_count(a->q, "Sec-Token-Binding");

	if (n > 1)
		proven_why_say(w, &check_header_single,
			"%zu fields Sec-Token-Binding: one is right", n);
	else if (n > 0 && !proven_negotiated(a->q->visit))
		proven_why_say(w, &check_tokbind_negotiated,
			"Token Binding was not negotiated on this connection: "
			"no binding counts");
	else if (a->is_dpop && !c->has_dpop)
		proven_why_say(w, &check_dpop_single,
			"the scheme is DPoP, and no proof came");
	return w->text == NULL;
}

/* Is the token bound to what C says? */
static bool
is_bound(const struct access *a, struct cnf_check *c, struct report *r,
	struct proven_why *w)
{
	c->token = access_case(a);
	c->brief = true;
	c->has_keys = !a->is_opaque;
	c->keys = a->keys;
	if (a->is_opaque)
		bytes_append_str(&c->access_token, a->credential);
	cnf_check_judge(r, &a->token, c);
	/* They are the lab's. */
	c->keys = (struct jws_keys){ .name = NULL };
	if (r->word != NULL && strcmp(r->word, "BOUND") == 0)
		return access_is_strict(a, w);
	proven_why(r, w);
	return false;
}

static void
serve_resource(void *arg, const struct http_request *q, struct http_reply *p)
{
	_cleanup_access_ struct access a;
	_cleanup_cnf_check_ struct cnf_check c = { .has_keys = false };
	_cleanup_(report_done) struct report r = { .now = 0 };
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	if (access_take(&a, arg, q, p) < 0)
		return;
	r.now = a.now;
	proven_take(&c, q, a.url);
	if (is_request(&a, &c, &w) && is_bound(&a, &c, &r, &w))
		admit(&a, &c, &r);
	else if (w.check == check_header_single.id
		&& http_header_count(q, "Sec-Token-Binding") > 1)
		/* RFC 8473 section 2 names the status. */
		access_refuse(&a, 400, "invalid_request", &w);
	else
		access_refuse(&a, 401, error_of(w.check), &w);
}

/* ---- the resource that does not ----------------------------------------- */

static void
tell_holder(struct access *a)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };
	const struct json *cnf = json_get(a->token.claims, "cnf");
	bool first = true;

	strbuf_str(&body,
		"{\"resource\":\"whoever holds this token is the "
		"client: nobody asked for a key\"");
	access_tell(a, &body);
	json_write_name(&body, "not_looked_at");
	strbuf_char(&body, '[');
	for (const struct json *m = json_first(cnf); m != NULL;
		m = json_next(m)) {
		if (!first)
			strbuf_char(&body, ',');
		json_write_string(&body, json_name(m));
		first = false;
	}
	strbuf_str(&body, "]}");
	http_reply_json(a->p, 200, "%.*s", (int)body.len, body.data);
}

static void
serve_bearer(void *arg, const struct http_request *q, struct http_reply *p)
{
	_cleanup_(report_done) struct report r = { .now = 0 };
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };
	_cleanup_access_ struct access a;
	struct token_case wanted;

	if (access_take(&a, arg, q, p) < 0)
		return;
	r.now = a.now;
	wanted = access_case(&a);
	/* Else a token of DPoP would be refused for its scheme alone. */
	bytes_clear(&a.token.scheme);
	judge_token(&r, &a.token, &wanted);
	if (!a.is_opaque)
		(void)judge_jws(&r, &a.token.jws, &a.keys, NULL, true);
	if (report_status(&r) == 0 && access_is_strict(&a, &w)) {
		tell_holder(&a);
		return;
	}
	if (w.text == NULL)
		proven_why(&r, &w);
	access_refuse(&a, 401, "invalid_token", &w);
}

const struct http_route resource_routes[] = {
	{ "GET", "/resource", serve_resource },
	{ "POST", "/resource", serve_resource },
	{ "GET", "/bearer", serve_bearer },
	{ "POST", "/bearer", serve_bearer },
	{ 0 },
};
