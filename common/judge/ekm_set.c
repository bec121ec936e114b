/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm_set.c - reading EKMs and key logs.
 */
#include "judge/ekm_set.h"

#include "base/hex.h"
#include "base/io.h"
#include "cli/prog.h"
#include "proof/ekm.h"

enum {
	NEAR_CONNS = 16, /* connections of which near misses are derived */
	OTHERS_MAX = 64, /* of --other-ekm */
	BRIEF = 4,       /* octets of a random that a name shows */
};

static struct ekm_item *
add(struct ekm_set *s, const struct tbwhy_row *row, char *name)
{
	s->item = xgrow(s->item, &s->cap, s->n + 1, sizeof(*s->item));
	s->item[s->n] = (struct ekm_item){ .row = row, .name = name };
	return &s->item[s->n++];
}

/* ---- key logs ----------------------------------------------------------- */

/* A hex argument of exactly 32 octets, or of up to 32. */
static int
read_random(const char *option, const char *text, bool whole, struct bytes *ret,
	struct err *err)
{
	if (text == NULL)
		return 0;
	if (hex_decode(view_of_str(text), ret, err) < 0)
		return err_set(err, ERR_USAGE, "--%s: '%s' is not hex", option,
			text);
	if (ret->len == EXPORTER_RANDOM
		|| (!whole && ret->len >= KEYLOG_BRIEF
			&& ret->len < EXPORTER_RANDOM))
		return 0;
	return err_set(err, ERR_USAGE,
		"--%s: %zu octets: a random has 32, 64 hex digits%s", option,
		ret->len, whole ? "" : ", of which the first 8 may do");
}

/* What the options say about exporting; it refers to SERVER_RANDOM. */
static int
read_how(const struct ekm_opts *o, struct keylog_export *how,
	struct bytes *client_random, struct bytes *server_random,
	struct err *err)
{
	bool sha384 = o->prf != NULL && strcmp(o->prf, "sha384") == 0;

	if (read_random("client-random", o->client_random, false, client_random,
		    err) < 0
		|| read_random("server-random", o->server_random, true,
			   server_random, err)
			< 0)
		return -1;
	*how = (struct keylog_export){ .label = EXPORTER_TOKEN_BINDING,
		.len = EKM_LEN,
		.server_random = bytes_view(server_random),
		.prf = o->prf == NULL ? HASH_NONE
			: sha384      ? HASH_SHA384
				      : HASH_SHA256 };
	return 0;
}

static bool
is_tls12(const struct keylog_conn *c)
{
	return c->exporter_secret.len == 0;
}

static char *
conn_name(const struct keylog_conn *c, const char *more)
{
	_cleanup_str_ char *hex = hex_encode((struct view){ c->client_random,
						     BRIEF },
		HEX_LOWER);

	return xasprintf("connection %s… (TLS 1.%c)%s", hex,
		is_tls12(c) ? '2' : '3', more);
}

static int
add_export(struct ekm_set *s, const struct keylog_conn *c,
	const struct keylog_export *how, const struct tbwhy_row *row,
	const char *more, struct err *err)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	struct ekm_item *item;

	if (keylog_export(c, how, &value, err) < 0)
		return -1;
	item = add(s, row, conn_name(c, more));
	item->conn = c;
	bytes_move(&item->value, &value);
	return 0;
}

/* A --prf that is not the cipher suite's would look like a bad signature. */
static void
add_other_prf(struct ekm_set *s, const struct keylog_conn *c,
	const struct keylog_export *how)
{
	struct keylog_export other = *how;
	struct err err;

	other.prf = how->prf == HASH_SHA256 ? HASH_SHA384 : HASH_SHA256;
	(void)add_export(s, c, &other, &tbwhy_other_prf,
		" with the other --prf", &err);
}

/* What clients export by mistake on the same connection. */
static void
add_near(struct ekm_set *s, const struct keylog_conn *c,
	const struct keylog_export *how)
{
	struct keylog_export near = *how;
	struct err err;

	near.has_context = true;
	if (is_tls12(c)
		&& add_export(s, c, &near, &tbwhy_empty_context,
			   " with an empty context", &err)
			< 0)
		return;
	if (is_tls12(c))
		add_other_prf(s, c, how);
	near.label = "EXPORTER-Channel-Binding";
	(void)add_export(s, c, &near, &tbwhy_other_label,
		" with the label EXPORTER-Channel-Binding", &err);
}

/* Each connection that has an exporter; the first error if none can be had. */
static int
add_all(struct ekm_set *s, const struct keylog_export *how, const char *name,
	struct err *err)
{
	for (size_t i = 0; i < s->log.n_conns; i++) {
		struct err now;

		if (!keylog_is_usable(s->log.conns[i])
			|| add_export(s, s->log.conns[i], how, NULL, "", &now)
				== 0)
			continue;
		if (s->n_refused++ > 0)
			continue;
		s->refused = now;
		err_context(&s->refused, "%s", io_name(name));
	}
	s->n_right = s->n;
	*err = s->refused;
	return s->n > 0 ? 0 : -1;
}

static size_t
count_usable(const struct keylog *log)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n_conns; i++)
		n += keylog_is_usable(log->conns[i]);
	return n;
}

/* The one that is meant, and the others as what may have been mixed up. */
static int
add_one(struct ekm_set *s, const struct keylog_conn *c,
	const struct keylog_export *how, struct err *err)
{
	struct err ignored;

	if (add_export(s, c, how, NULL, "", err) < 0)
		return -1;
	s->n_right = 1;
	for (size_t i = 0; i < s->log.n_conns; i++)
		if (s->log.conns[i] != c && keylog_is_usable(s->log.conns[i]))
			(void)add_export(s, s->log.conns[i], how,
				&tbwhy_other_connection, "", &ignored);
	return 0;
}

static int
load_log(struct ekm_set *s, const char *name, struct err *err)
{
	if (keylog_load(name, &s->log, err) < 0)
		return -1;
	if (s->log.n_bad > 0)
		prog_warn("%s: line %zu: %s: passed over (%zu in all)",
			io_name(name), s->log.bad_line, s->log.bad_reason,
			s->log.n_bad);
	if (io_is_shared(name))
		prog_warn("%s: others can read it, and it holds session keys: "
			  "chmod 600 it",
			name);
	return 0;
}

static int
take_log(struct ekm_set *s, const struct ekm_opts *o, struct err *err)
{
	_cleanup_bytes_ struct bytes client = { 0 }, server = { 0 };
	const struct keylog_conn *c;
	struct keylog_export how;

	if (read_how(o, &how, &client, &server, err) < 0
		|| load_log(s, o->keylog, err) < 0)
		return -1;
	if (client.len == 0 && count_usable(&s->log) > 1) {
		if (add_all(s, &how, o->keylog, err) < 0)
			return -1;
	} else if (keylog_pick(&s->log, bytes_view(&client), &c, err) < 0
		|| add_one(s, c, &how, err) < 0) {
		return err_context(err, "%s", io_name(o->keylog));
	}
	for (size_t i = 0; i < s->n_right && i < NEAR_CONNS; i++)
		add_near(s, s->item[i].conn, &how);
	return 0;
}

/* ---- all of it ---------------------------------------------------------- */

static int
take_others(struct ekm_set *s, const struct opt_list *list, struct err *err)
{
	if (list->n > OTHERS_MAX)
		return err_set(err, ERR_USAGE, "--other-ekm: %d are enough",
			OTHERS_MAX);
	for (size_t i = 0; i < list->n; i++) {
		_cleanup_bytes_ struct bytes value = { 0 };

		if (ekm_read(list->value[i], &value, err) < 0)
			return err_context(err, "--other-ekm");
		bytes_move(&add(s, &tbwhy_other_leg,
				   xasprintf("--other-ekm number %zu", i + 1))
				    ->value,
			&value);
	}
	return 0;
}

int
ekm_set_load(struct ekm_set *s, const struct ekm_opts *o, struct err *err)
{
	_cleanup_bytes_ struct bytes value = { 0 };

	if (o->ekm != NULL) {
		if (ekm_read(o->ekm, &value, err) < 0)
			return err_context(err, "--ekm");
		bytes_move(&ekm_set_add(s, "this connection")->value, &value);
	} else if (o->keylog != NULL && take_log(s, o, err) < 0) {
		return -1;
	}
	return take_others(s, &o->others, err);
}

int
ekm_set_pick(struct ekm_set *s, const struct ekm_opts *o,
	const struct keylog_export *what, const struct keylog_conn **ret_conn,
	struct bytes *ret_value, struct err *err)
{
	_cleanup_bytes_ struct bytes client = { 0 }, server = { 0 };
	struct keylog_export how;

	if (read_how(o, &how, &client, &server, err) < 0
		|| load_log(s, o->keylog, err) < 0)
		return -1;
	how.label = what->label;
	how.context = what->context;
	how.has_context = what->has_context;
	how.len = what->len;
	if (keylog_pick(&s->log, bytes_view(&client), ret_conn, err) < 0
		|| keylog_export(*ret_conn, &how, ret_value, err) < 0)
		return err_context(err, "%s", io_name(o->keylog));
	return 0;
}

struct ekm_item *
ekm_set_add(struct ekm_set *s, const char *name)
{
	s->n_right = 1;
	return add(s, NULL, xstrdup(name));
}

/* Those whose mistake is likelier than another connection come first. */
static bool
is_near(const struct ekm_item *item)
{
	return item->row != NULL && item->row != &tbwhy_other_connection;
}

static size_t
put_others(const struct ekm_set *s, const struct ekm_item *item, bool near,
	struct tbwhy_ekm *ret, size_t n)
{
	for (size_t i = 0; i < s->n && n < TBWHY_OTHERS_MAX; i++) {
		const struct ekm_item *other = &s->item[i];

		if (other == item || is_near(other) != near)
			continue;
		ret[n++] = (struct tbwhy_ekm){
			bytes_view(&other->value),
			near ? other->row : &tbwhy_other_connection,
			other->name,
		};
	}
	return n;
}

struct tbwhy_ekm *
ekm_set_others(const struct ekm_set *s, const struct ekm_set *more,
	const struct ekm_item *item, size_t *ret_n)
{
	size_t most = s->n + (more != NULL ? more->n : 0), n = 0;
	struct tbwhy_ekm *others;

	*ret_n = 0;
	if (most <= 1)
		return NULL;
	if (most > TBWHY_OTHERS_MAX)
		most = TBWHY_OTHERS_MAX;
	others = xcalloc(most, sizeof(*others));
	for (int near = 1; near >= 0; near--) {
		n = put_others(s, item, near, others, n);
		if (more != NULL)
			n = put_others(more, NULL, near, others, n);
	}
	*ret_n = n;
	return others;
}

void
ekm_set_done(struct ekm_set *s)
{
	for (size_t i = 0; i < s->n; i++) {
		bytes_done(&s->item[i].value);
		free(s->item[i].name);
	}
	free(s->item);
	keylog_done(&s->log);
}
