/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_line.c - one line, one token.
 */
#include "judge/cnf_line.h"

#include "judge/line.h"

/* What a line says; the rest is as for all lines. */
struct given {
	const struct json *root;
	struct bytes x5t_s256, jkt, tbh, dpop, access_token;
	struct cnf_certs certs;
};

static void
given_done(struct given *g)
{
	cnf_certs_done(&g->certs);
	bytes_done(&g->x5t_s256);
	bytes_done(&g->jkt);
	bytes_done(&g->tbh);
	bytes_done(&g->dpop);
	bytes_done(&g->access_token);
}

/* Keys of a line are often those of the line before. */
struct worker {
	void *arg;
	struct json *root; /* of the line at hand, or of the last one */
	struct bytes text; /* of the keys that were read last, */
	struct jws_keys keys;
	bool has_keys;
	struct token token; /* of that line, too */
};

void *
cnf_line_begin(void *arg)
{
	struct worker *w = xcalloc(1, sizeof(*w));

	w->arg = arg;
	return w;
}

void
cnf_line_end(void *worker)
{
	struct worker *w = worker;

	token_done(&w->token);
	jws_keys_done(&w->keys);
	bytes_done(&w->text);
	json_free(w->root);
	free(w);
}

/* ---- members ------------------------------------------------------------ */

static const char keys_name[] = "jwks";

static void
read_keys(struct worker *w, const char *text)
{
	jws_keys_done(&w->keys);
	w->keys = (struct jws_keys){ .name = keys_name };
	bytes_clear(&w->text);
	bytes_append_str(&w->text, text);
	bytes_append_str(&w->keys.source, text);
	(void)!jwks_parse(view_of_str(text), &w->keys.set, &w->keys.fault);
	w->has_keys = true;
}

/*
 * The line's own keys, which belong to the worker, instead of those of all
 * lines in KEYS, and for the same algorithms; false if it has none.
 */
static bool
take_keys(struct worker *w, const struct json *root, struct jws_keys *keys,
	struct err *err)
{
	struct jws_keys own;
	const char *text;

	if (line_text(root, keys_name, &text, err) < 0 || text == NULL)
		return false;
	if (!w->has_keys || !view_eq_str(bytes_view(&w->text), text))
		read_keys(w, text);
	own = w->keys;
	memcpy(own.alg, keys->alg, sizeof(own.alg));
	own.n_algs = keys->n_algs;
	*keys = own;
	return true;
}

/* 32 octets that were proven elsewhere, instead of those of all lines. */
static int
take_digest(const struct json *root, const char *name, struct bytes *own,
	struct bytes *ret, struct err *err)
{
	uint8_t digest[CNF_DIGEST];
	const char *text;
	bool spare;

	if (line_text(root, name, &text, err) < 0)
		return -1;
	if (text == NULL)
		return 0;
	if (!cnf_digest(text, digest, &spare) || spare)
		return err_set(err, ERR_INPUT,
			"%s: 43 characters of base64url are wanted, for 32 "
			"octets",
			name);
	bytes_append(own, digest, sizeof(digest));
	*ret = *own;
	return 0;
}

static int
take_text(const struct json *root, const char *name, const char **to,
	struct err *err)
{
	const char *text;

	if (line_text(root, name, &text, err) < 0)
		return -1;
	if (text != NULL)
		*to = text;
	return 0;
}

/* ---- check -------------------------------------------------------------- */

static int
take_cert(struct given *g, struct cnf_check *c, struct err *err)
{
	const char *text;

	if (line_text(g->root, "cert", &text, err) < 0)
		return -1;
	if (text == NULL)
		return 0;
	if (cnf_certs_take(&g->certs, view_of_str(text), "cert", err) < 0)
		return -1;
	c->certs = g->certs;
	return 0;
}

static int
take_dpop(struct given *g, struct cnf_check *c, struct err *err)
{
	const char *text;

	if (line_text(g->root, "dpop", &text, err) < 0
		|| take_text(g->root, "method", &c->request.method, err) < 0
		|| take_text(g->root, "url", &c->request.url, err) < 0
		|| take_text(g->root, "nonce", &c->request.nonce, err) < 0)
		return -1;
	if (cnf_check_request(c, &c->request, err) < 0)
		return err_context(err, "url");
	if (text == NULL)
		return 0;
	bytes_append_str(&g->dpop, text);
	c->dpop = g->dpop;
	c->has_dpop = true;
	return 0;
}

/* The token of which the line only tells. */
static int
take_access_token(struct given *g, struct cnf_check *c, struct err *err)
{
	const char *text;
	int rc = 0;

	if (line_text(g->root, "access_token", &text, err) < 0)
		return -1;
	c->access_token = (struct bytes){ 0 };
	if (text != NULL)
		rc = cnf_check_access_token(c, view_of_str(text), err);
	g->access_token = c->access_token;
	return rc < 0 ? err_context(err, "access_token") : 0;
}

/* What a line says in vain would hold, whatever it says. */
static int
check_members(const struct json *root, struct err *err)
{
	static const struct {
		const char *name, *other;
		bool is_needed;
	} rows[] = {
		{ "method", "dpop", true },
		{ "url", "dpop", true },
		{ "nonce", "dpop", true },
		{ "access_token", "dpop", true },
		{ "jkt", "dpop", false },
		{ "x5t#S256", "cert", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool has = json_get(root, rows[i].other) != NULL;

		if (json_get(root, rows[i].name) == NULL
			|| has == rows[i].is_needed)
			continue;
		return err_set(err, ERR_INPUT, "%s: only with%s %s",
			rows[i].name, rows[i].is_needed ? "" : "out",
			rows[i].other);
	}
	return 0;
}

/* What one line presents is not what another one was bound to. */
static int
take_presented(struct given *g, struct cnf_check *c, struct err *err)
{
	if (check_members(g->root, err) < 0 || take_cert(g, c, err) < 0
		|| take_dpop(g, c, err) < 0 || take_access_token(g, c, err) < 0
		|| take_digest(g->root, "x5t#S256", &g->x5t_s256, &c->x5t_s256,
			   err)
			< 0
		|| take_digest(g->root, "jkt", &g->jkt, &c->jkt, err) < 0
		|| take_digest(g->root, "tbh", &g->tbh, &c->tbh, err) < 0)
		return -1;
	if (g->x5t_s256.len > 0 && json_get(g->root, "cert") == NULL)
		c->certs.has_cert = false, c->certs.n_hashes = 0;
	if (cnf_check_has_proof(c))
		return 0;
	return err_set(err, ERR_INPUT,
		"nothing was presented: one of cert, x5t#S256, jkt, tbh or "
		"dpop is wanted");
}

static int
take_token(struct worker *w, const struct json *root, struct err *err)
{
	const struct json *token = json_get(root, "token");
	const char *text = json_string(token);

	if (token == NULL)
		return err_set(err, ERR_INPUT, "token: is missing");
	if (text != NULL) {
		token_read_again(view_of_str(text), &w->token);
	} else if (json_is_object(token)) {
		token_done(&w->token);
		token_read_json(token, &w->token);
	} else {
		return err_set(err, ERR_INPUT,
			"token: is neither a string nor an object");
	}
	return 0;
}

static int
take(struct worker *w, struct given *g, struct cnf_check *c, struct err *err)
{
	err->kind = ERR_NONE;
	if (take_keys(w, g->root, &c->keys, err))
		c->has_keys = true;
	if (err->kind != ERR_NONE || take_presented(g, c, err) < 0)
		return -1;
	return take_text(g->root, "issuer", &c->token.issuer, err) < 0
			|| take_text(g->root, "audience", &c->token.audience,
				   err)
				< 0
			|| take_token(w, g->root, err) < 0
		? -1
		: 0;
}

void
cnf_line_check(void *worker, struct report *r, struct view text)
{
	static const char *const known[] = { "token", "cert", "x5t#S256", "jkt",
		"tbh", "jwks", "dpop", "method", "url", "nonce", "access_token",
		"issuer", "audience", "ref", NULL };
	struct worker *w = worker;
	_cleanup_(given_done) struct given g = { .root = NULL };
	struct cnf_check c = *(const struct cnf_check *)w->arg;
	struct err err;

	c.brief = true;
	if (line_parse(text, known, r, &w->root, &err) < 0) {
		report_error(r, &err);
		return;
	}
	g.root = w->root;
	if (take(w, &g, &c, &err) < 0)
		report_error(r, &err);
	else
		cnf_check_judge(r, &w->token, &c);
}

/* ---- verify ------------------------------------------------------------- */

static void
tell_jws(struct report *r, const struct jws *j, bool brief)
{
	if (j->form != JWS_COMPACT)
		return;
	report_open(r, "jws", NULL);
	if (j->alg_name != NULL)
		report_string(r, "alg", NULL, "%s", j->alg_name);
	if (j->kid != NULL)
		report_string(r, "kid", NULL, "%s", j->kid);
	if (j->typ != NULL)
		report_string(r, "typ", NULL, "%s", j->typ);
	report_integer(r, "payload_octets", NULL, (int64_t)j->payload.len);
	if (!brief && j->alg_name != NULL)
		report_line(r, "jws", "%s%s%s%s%s, %zu octets of payload",
			j->alg_name, j->typ != NULL ? ", typ " : "",
			j->typ != NULL ? j->typ : "",
			j->kid != NULL ? ", kid " : "",
			j->kid != NULL ? j->kid : "", j->payload.len);
	report_close(r);
}

void
judge_jws_alone(struct report *r, struct view text, const struct jws_keys *k,
	bool brief, struct token *t)
{
	const struct finding *first;
	enum verdict v;

	token_read_jws_again(text, t);
	if (t->jws.text.data == NULL)
		t->jws.form_fault = t->fault;
	tell_jws(r, &t->jws, brief);
	v = judge_jws(r, &t->jws, k, NULL, brief);
	first = report_main_finding(r);
	if (v == VERDICT_PASS)
		report_headline(r, "VALID", "the signature verifies");
	else
		report_headline(r, "INVALID", "%s",
			first != NULL && first->evidence.n > 0
				? first->evidence.line[0]
				: "the signature does not verify");
}

void
cnf_line_verify(void *worker, struct report *r, struct view text)
{
	static const char *const known[] = { "token", "jwks", "ref", NULL };
	struct worker *w = worker;
	struct jws_keys keys = *(const struct jws_keys *)w->arg;
	const char *token = NULL;
	struct err err = { .kind = ERR_NONE };

	if (line_parse(text, known, r, &w->root, &err) < 0
		|| line_text(w->root, "token", &token, &err) < 0) {
		report_error(r, &err);
		return;
	}
	(void)take_keys(w, w->root, &keys, &err);
	if (err.kind == ERR_NONE && token == NULL)
		err_set(&err, ERR_INPUT, "token: is missing");
	if (err.kind == ERR_NONE && keys.name == NULL)
		err_set(&err, ERR_INPUT,
			"jwks: is missing, and no key was given");
	if (err.kind != ERR_NONE)
		report_error(r, &err);
	else
		judge_jws_alone(r, view_of_str(token), &keys, true, &w->token);
}
