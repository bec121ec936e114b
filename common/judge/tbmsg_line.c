/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_line.c - reading what is known of a message, and judging it.
 */
#include "judge/tbmsg_line.h"

#include "base/b64.h"
#include "base/hex.h"
#include "judge/line.h"
#include "proof/ekm.h"

/* ---- what is expected --------------------------------------------------- */

static int
read_negotiated(const char *text, int *ret, struct err *err)
{
	uint8_t params;

	if (strcmp(text, "none") == 0)
		*ret = TBMSG_NEGOTIATED_NONE;
	else if (tbid_params_find(view_of_str(text), &params))
		*ret = params;
	else
		return err_set(err, ERR_INPUT, "'%.40s' is none of: %s", text,
			TBMSG_NEGOTIATED_WORDS);
	return 0;
}

/* LEN octets in base64url; 0: a Token Binding ID. */
static int
read_octets(const char *text, size_t len, struct bytes *ret, struct err *err)
{
	if (*text == '\0')
		return err_set(err, ERR_INPUT, "empty: is the variable set?");
	if (b64_decode(view_of_str(text), B64_URL, ret, err) < 0)
		return err_context(err, "not base64url without padding");
	if (len == 0 && ret->len == hash_len(HASH_SHA256))
		return err_set(err, ERR_INPUT,
			"32 octets are no Token Binding ID but a hash of one: "
			"compare that as tbh");
	if (len != 0 && ret->len != len)
		return err_set(err, ERR_INPUT,
			"%zu octets: a hash has %zu, 43 characters of "
			"base64url%s",
			ret->len, len,
			strlen(text) == 2 * len ? "; is it in hex?" : "");
	return 0;
}

/* An option is typed wrong, not read from anywhere. */
static int
as_usage(const char *option, struct err *err)
{
	err->kind = ERR_USAGE;
	return err_context(err, "--%s", option);
}

int
tbmsg_line_expect(struct tbmsg_line *l, const char *negotiated, const char *id,
	const char *tbh, const char *referred_id, struct err *err)
{
	l->negotiated = TBMSG_NEGOTIATED_UNKNOWN;
	if (negotiated != NULL
		&& read_negotiated(negotiated, &l->negotiated, err) < 0)
		return as_usage("negotiated", err);
	if (id != NULL && read_octets(id, 0, &l->id, err) < 0)
		return as_usage("expect-id", err);
	if (tbh != NULL
		&& read_octets(tbh, hash_len(HASH_SHA256), &l->tbh, err) < 0)
		return as_usage("expect-tbh", err);
	if (referred_id != NULL
		&& read_octets(referred_id, 0, &l->referred_id, err) < 0)
		return as_usage("referred-id", err);
	return 0;
}

void
tbmsg_line_done(struct tbmsg_line *l)
{
	ekm_set_done(&l->ekms);
	bytes_done(&l->id);
	bytes_done(&l->tbh);
	bytes_done(&l->referred_id);
}

/* ---- one message -------------------------------------------------------- */

/*
 * *RET_ITEM is the EKM with which the provided binding verifies; false, when
 * there is none: then *RET_TRIED says how many were tried.
 */
static bool
find_ekm(const struct ekm_set *s, const struct tbmsg *m,
	const struct ekm_item **ret_item, size_t *ret_tried)
{
	const struct tbmsg_binding *b = tbmsg_find(m, TBMSG_PROVIDED);
	struct view *ekms;
	size_t i = s->n_right;

	*ret_tried = s->n_right;
	if (b == NULL)
		return false;
	ekms = xcalloc(s->n_right, sizeof(*ekms));
	for (size_t k = 0; k < s->n_right; k++)
		ekms[k] = bytes_view(&s->item[k].value);
	i = tbmsg_verify_any(b, ekms, s->n_right, ret_tried);
	free(ekms);
	if (i == s->n_right)
		return false;
	*ret_item = &s->item[i];
	return true;
}

static void
tell_connection(struct report *r, const struct ekm_item *item)
{
	_cleanup_str_ char *hex = NULL;

	if (item->conn == NULL)
		return;
	hex = hex_encode((struct view){ item->conn->client_random,
				 EXPORTER_RANDOM },
		HEX_LOWER);
	report_line(r, NULL, "%s", item->name);
	report_open(r, "connection", NULL);
	report_string(r, "client_random_hex", NULL, "%s", hex);
	report_close(r);
}

/* No EKM that was tried fits, but it may be that of another connection. */
static void
say_undecided(struct report *r, const struct tbmsg_form *f,
	const struct ekm_set *s, size_t tried)
{
	const struct tbmsg_binding *b = tbmsg_find(&f->msg, TBMSG_PROVIDED);
	struct err err = s->refused;

	if (b == NULL || b->extensions.data == NULL
		|| b->fault[TBMSG_PART_KEY].field != NULL
		|| b->fault[TBMSG_PART_SIGNATURE].field != NULL)
		return;
	if (tried < s->n_right)
		err_set(&err, ERR_INPUT,
			"%zu of %zu connections were tried: choose one with "
			"--client-random",
			tried, s->n_right);
	else if (s->n_refused == 0)
		return;
	report_error(r, &err);
}

void
tbmsg_line_judge(struct report *r, struct tbmsg_form *f,
	const struct tbmsg_line *l, const struct ekm_set *more, bool brief)
{
	const struct ekm_set *s = &l->ekms;
	const struct ekm_item *item = &s->item[0];
	bool decided = true;
	_cleanup_str_ char *any = NULL;
	struct tbwhy_ekm *others;
	size_t tried = s->n_right;
	struct tbmsg_case c = {
		.negotiated = l->negotiated,
		.expect_id = bytes_view(&l->id),
		.expect_tbh = bytes_view(&l->tbh),
		.referred_id = bytes_view(&l->referred_id),
		.brief = brief,
	};

	if (s->n_right > 1 || s->n_refused > 0)
		decided = find_ekm(s, &f->msg, &item, &tried);
	if (!decided)
		any = xasprintf("any of the %zu connections", s->n_right);
	c.ekm = bytes_view(&item->value);
	c.ekm_name = any != NULL ? any : item->name;
	others = ekm_set_others(s, more, item, &c.n_others);
	c.others = others;
	if (decided)
		tell_connection(r, item);
	judge_tbmsg_verify(r, f, &c);
	free(others);
	if (!decided)
		say_undecided(r, f, s, tried);
}

/* ---- a line of a batch -------------------------------------------------- */

/* What a line says; the rest is as for all lines. */
struct given {
	struct json *root;
	struct tbmsg_line line;
};

static void
given_done(struct given *g)
{
	json_free(g->root);
	tbmsg_line_done(&g->line);
}

static int
take_octets(const struct given *g, const char *name, size_t len,
	const struct bytes *otherwise, struct bytes *ret, struct err *err)
{
	const char *text;

	if (line_text(g->root, name, &text, err) < 0)
		return -1;
	if (text == NULL)
		bytes_append_view(ret, bytes_view(otherwise));
	else if (read_octets(text, len, ret, err) < 0)
		return err_context(err, "%s", name);
	return 0;
}

static int
take_ekm(struct given *g, struct err *err)
{
	struct ekm_item *item;
	const char *text;

	if (line_text(g->root, "ekm", &text, err) < 0)
		return -1;
	if (text == NULL)
		return 0;
	item = ekm_set_add(&g->line.ekms, "this connection");
	if (ekm_parse(view_of_str(text), &item->value, err) < 0)
		return err_context(err, "ekm");
	return 0;
}

static int
take_negotiated(struct given *g, const struct tbmsg_line *all, struct err *err)
{
	const char *text;

	g->line.negotiated = all->negotiated;
	/* tlsbind-handshake writes null where nothing was negotiated. */
	if (json_is_null(json_get(g->root, "negotiated"))) {
		g->line.negotiated = TBMSG_NEGOTIATED_NONE;
		return 0;
	}
	if (line_text(g->root, "negotiated", &text, err) < 0)
		return -1;
	if (text != NULL && read_negotiated(text, &g->line.negotiated, err) < 0)
		return err_context(err, "negotiated");
	return 0;
}

static int
take(struct given *g, const struct tbmsg_line *all, const char **ret_tbmsg,
	struct err *err)
{
	if (line_text(g->root, "tbmsg", ret_tbmsg, err) < 0)
		return -1;
	if (*ret_tbmsg == NULL)
		return err_set(err, ERR_INPUT, "tbmsg: is missing");
	if (take_ekm(g, err) < 0 || take_negotiated(g, all, err) < 0)
		return -1;
	if (g->line.ekms.n == 0 && all->ekms.n_right == 0)
		return err_set(err, ERR_INPUT,
			"ekm: is missing, and neither --ekm nor --keylog was "
			"given");
	return take_octets(g, "id", 0, &all->id, &g->line.id, err) < 0
			|| take_octets(g, "tbh", hash_len(HASH_SHA256),
				   &all->tbh, &g->line.tbh, err)
				< 0
			|| take_octets(g, "referred_id", 0, &all->referred_id,
				   &g->line.referred_id, err)
				< 0
		? -1
		: 0;
}

/* EKMs of the command line serve lines that have none. */
static void
judge(struct given *g, const struct tbmsg_line *all, struct report *r,
	const char *tbmsg)
{
	_cleanup_tbmsg_form_ struct tbmsg_form form;
	struct tbmsg_line line = g->line;
	const struct ekm_set *more = &all->ekms;

	if (line.ekms.n == 0) {
		line.ekms = all->ekms;
		more = NULL;
	}
	tbmsg_form_read(&form, view_of_str(tbmsg), 0);
	tbmsg_line_judge(r, &form, &line, more, true);
}

void *
tbmsg_line_begin(void *arg)
{
	return arg;
}

void
tbmsg_line_verify(void *worker, struct report *r, struct view text)
{
	static const char *const known[] = { "tbmsg", "ekm", "negotiated", "id",
		"tbh", "referred_id", "ref", NULL };
	const struct tbmsg_line *all = worker;
	_cleanup_(given_done) struct given g = { .root = NULL };
	const char *tbmsg = NULL;
	struct err err;

	if (line_parse(text, known, r, &g.root, &err) < 0
		|| take(&g, all, &tbmsg, &err) < 0)
		report_error(r, &err);
	else
		judge(&g, all, r, tbmsg);
}
