/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proven.c - from a connection and a request to what they prove.
 */
#include "serve/proven.h"

#include "serve/as_client.h"

const struct check check_proven_replay = {
	"dpop.replay",
	"the proof was not used before",
	"RFC 9449 section 11.1",
};

static const char tb_field[] = "Sec-Token-Binding";

int64_t
proven_now(const struct lab *lab)
{
	return lab->now != 0 ? lab->now : clock_now();
}

const char *
proven_origin(const struct lab *lab, const struct http_request *q)
{
	const char *door = q->visit->door;

	if (door != NULL && strcmp(door, "web") == 0)
		return lab->web;
	if (door != NULL && strcmp(door, "as") == 0)
		return lab->as;
	return lab->mtls;
}

bool
proven_negotiated(const struct visit *v)
{
	return v->tokbind.verdict == TBNEG_NEGOTIATED && v->ekm.len == EKM_LEN;
}

void
proven_fields(const struct http_request *q, const char *name, struct bytes *ret)
{
	_cleanup_str_ char *values = NULL;
	char *rest, *value;

	bytes_clear(ret);
	if (http_header_count(q, name) == 0)
		return;
	values = http_headers(q, name);
	rest = values;
	while ((value = strsep(&rest, "\n")) != NULL) {
		bytes_append_str(ret, name);
		bytes_append_str(ret, ": ");
		bytes_append_str(ret, value);
		bytes_append_str(ret, "\n");
	}
}

/* ---- what a token may be bound to --------------------------------------- */

static void
take_cert(struct cnf_check *c, const struct visit *v)
{
	const struct cert *leaf = as_client_cert(v);
	uint8_t digest[HASH_MAX];

	if (leaf == NULL)
		return;
	/*
	 * The digest alone: with the certificate its key would count as proven
	 * for cnf.jkt, which needs a proof of each request.
	 */
	bytes_append(&c->x5t_s256, digest,
		hash_data(HASH_SHA256, bytes_view(&leaf->der), digest));
}

static void
take_connection(struct tbmsg_line *l, const struct visit *v)
{
	struct ekm_item *item = ekm_set_add(&l->ekms, "this connection");

	bytes_append_view(&item->value, bytes_view(&v->ekm));
	l->negotiated = v->tokbind.params;
}

void
proven_take(struct cnf_check *c, const struct http_request *q, const char *url)
{
	take_cert(c, q->visit);
	proven_fields(q, "DPoP", &c->dpop);
	c->has_dpop = c->dpop.len > 0;
	c->request = (struct dpop_case){ .method = q->method,
		.url = url,
		.max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY };
	if (!proven_negotiated(q->visit))
		return;
	proven_fields(q, tb_field, &c->tbmsg);
	c->has_tbmsg = c->tbmsg.len > 0;
	take_connection(&c->connection, q->visit);
}

int
proven_use(const struct lab *lab, const struct dpop *d, int64_t now,
	struct err *err)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	uint8_t digest[HASH_MAX];
	struct view key = { digest, 0 };

	bytes_append_str(&text, d->jwk.jkt);
	bytes_append_str(&text, " ");
	bytes_append_str(&text, d->jti.text);
	key.len = hash_data(HASH_SHA256, bytes_view(&text), digest);
	return store_add(lab->store, "proof", key, (struct view){ NULL, 0 },
		now + PROVEN_PROOF_S, now, err);
}

/* ---- a Token Binding message -------------------------------------------- */

static struct view
id_of(const struct tbmsg *m, unsigned type, struct view ekm)
{
	const struct tbmsg_binding *b = tbmsg_find(m, type);

	if (b != NULL && tbmsg_verify(b, ekm) == TBMSG_VALID)
		return b->id;
	return (struct view){ NULL, 0 };
}

void
proven_tb_read(struct proven_tb *t, const struct lab *lab,
	const struct http_request *q)
{
	_cleanup_bytes_ struct bytes fields = { 0 };
	_cleanup_tbmsg_line_ struct tbmsg_line line = { .negotiated = 0 };
	const struct visit *v = q->visit;

	t->report = (struct report){ .now = proven_now(lab) };
	proven_fields(q, tb_field, &fields);
	/* Nothing at all would pass for a value alone. */
	if (fields.len > 0)
		tbmsg_form_read(&t->form, bytes_view(&fields), 0);
	if (!proven_negotiated(v)) {
		report_check(&t->report, &check_tokbind_negotiated,
			VERDICT_FAIL,
			"Token Binding was not negotiated on this "
			"connection: no binding counts");
		return;
	}
	if (fields.len == 0) {
		report_check(&t->report, &check_header_single, VERDICT_FAIL,
			"there is no Sec-Token-Binding, which each request "
			"must have once Token Binding is negotiated");
		return;
	}
	take_connection(&line, v);
	tbmsg_line_judge(&t->report, &t->form, &line, NULL, true);
	t->is_valid = report_status(&t->report) == 0;
	if (!t->is_valid)
		return;
	t->provided = id_of(&t->form.msg, TBMSG_PROVIDED, bytes_view(&v->ekm));
	t->referred = id_of(&t->form.msg, TBMSG_REFERRED, bytes_view(&v->ekm));
	t->is_valid = t->provided.len > 0;
}

void
proven_tb_done(struct proven_tb *t)
{
	tbmsg_form_done(&t->form);
	report_done(&t->report);
}

/* ---- reasons ------------------------------------------------------------ */

char *
proven_describe(const char *text)
{
	enum { DESCRIBED_MAX = 400 };
	static const char dots[] = "\xe2\x80\xa6"; /* shortens a value */
	struct strbuf out = { .len = 0 };

	for (const char *c = text; *c != '\0' && out.len < DESCRIBED_MAX; c++) {
		if (strncmp(c, dots, sizeof(dots) - 1) == 0) {
			strbuf_str(&out, "...");
			c += sizeof(dots) - 2;
		} else if (*c == '"' || *c == '\\') {
			strbuf_char(&out, '\'');
		} else {
			strbuf_char(&out, *c < ' ' || *c > '~' ? '?' : *c);
		}
	}
	strbuf_char(&out, '\0');
	return out.data;
}

void
proven_why(const struct report *r, struct proven_why *w)
{
	const struct finding *f = report_main_finding(r);
	const char *text = r->headline;

	*w = (struct proven_why){ .check = NULL };
	if (f != NULL) {
		w->check = f->check->id;
		text = f->evidence.n > 0 ? f->evidence.line[0]
					 : f->check->title;
	}
	if (r->n_diagnoses > 0)
		w->cause = r->diagnoses[0].cause->id;
	w->text = proven_describe(text != NULL ? text : "it cannot be judged");
}

void
proven_why_say(struct proven_why *w, const struct check *check, const char *fmt,
	...)
{
	_cleanup_str_ char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	*w = (struct proven_why){ .check = check->id,
		.text = proven_describe(text) };
}

void
proven_why_done(struct proven_why *w)
{
	free(w->text);
	*w = (struct proven_why){ .check = NULL };
}
