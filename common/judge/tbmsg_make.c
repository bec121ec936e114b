/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_make.c - messages and EKMs, made and told.
 */
#include "judge/tbmsg_make.h"

#include <ctype.h>
#include <errno.h>

#include "base/b64.h"
#include "base/hex.h"
#include "base/io.h"
#include "judge/tell_tbmsg.h"
#include "proof/key.h"

enum { FIRST = 0, MADE_MAX = 2 };

static int
print_line(const char *before, const char *text, struct err *err)
{
	if (fputs(before, stdout) == EOF || puts(text) == EOF)
		return err_errno(err, ERR_SYSTEM, errno, "standard output");
	return 0;
}

/* ---- create ------------------------------------------------------------- */

/* "TYPE:HEX": a number from 0 to 255, and octets or none. */
static int
read_extension(const char *text, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	bool hex = strncmp(text, "0x", 2) == 0;
	const char *digits = hex ? text + 2 : text;
	char *end;
	unsigned long type = strtoul(digits, &end, hex ? 16 : 10);

	if (!isxdigit((unsigned char)*digits) || end == digits || *end != ':'
		|| type > UINT8_MAX)
		return err_set(err, ERR_USAGE,
			"--extension: '%s': TYPE:HEX, with a type from 0 to "
			"255",
			text);
	if (end[1] != '\0'
		&& hex_decode(view_of_str(end + 1), &data, err) < 0) {
		err->kind = ERR_USAGE;
		return err_context(err, "--extension: '%s'", text);
	}
	return tbmsg_add_extension(ret, (unsigned)type, bytes_view(&data), err);
}

static int
read_extensions(const struct opt_list *list, struct bytes *ret, struct err *err)
{
	for (size_t i = 0; i < list->n; i++)
		if (read_extension(list->value[i], ret, err) < 0)
			return -1;
	return 0;
}

/* The key parameters with which KEY is to be used. */
static int
choose(const struct key *key, const char *name, bool pss, unsigned *ret,
	struct err *err)
{
	unsigned fit = tbmsg_key_params(key);

	if ((fit & 1u << TBID_ECDSAP256) != 0)
		*ret = TBID_ECDSAP256;
	else if (fit != 0)
		*ret = pss ? TBID_RSA2048_PSS : TBID_RSA2048_PKCS1_5;
	else
		return err_set(err, ERR_INPUT,
			"%s: Token Binding takes EC keys of P-256 and RSA keys "
			"of 2048 bits only",
			io_name(name));
	return 0;
}

/* What is made, step by step. */
struct work {
	const struct tbmsg_make *make;
	struct certfile_pass pass;
	struct view ekm;
	struct bytes list, octets;
	bool rsa; /* a key was RSA */
};

static void
work_done(struct work *w)
{
	certfile_pass_done(&w->pass);
	bytes_done(&w->list);
	bytes_done(&w->octets);
}

static int
add_binding(struct work *w, unsigned type, const char *name,
	struct view extensions, struct err *err)
{
	_cleanup_key_ struct key *key = NULL;
	unsigned params = TBID_ECDSAP256;

	if (key_load(name, &w->pass, &key, err) < 0
		|| choose(key, name, w->make->pss, &params, err) < 0)
		return -1;
	w->rsa |= params != TBID_ECDSAP256;
	if (tbmsg_add(&w->list, type, key, params, w->ekm, extensions, err) < 0)
		return err_context(err, "%s", io_name(name));
	return 0;
}

static int
make_octets(struct work *w, struct err *err)
{
	_cleanup_bytes_ struct bytes extensions = { 0 };
	const struct tbmsg_make *make = w->make;

	if (read_extensions(make->extensions, &extensions, err) < 0
		|| add_binding(w, TBMSG_PROVIDED, make->key,
			   bytes_view(&extensions), err)
			< 0)
		return -1;
	if (make->referred_key != NULL
		&& add_binding(w, TBMSG_REFERRED, make->referred_key,
			   (struct view){ NULL, 0 }, err)
			< 0)
		return -1;
	if (make->pss && !w->rsa)
		return err_set(err, ERR_USAGE,
			"--pss: the key is not RSA: leave --pss out");
	return tbmsg_frame(bytes_view(&w->list), &w->octets, err);
}

/* What a key in a token makes need not be right: nothing wrong goes out. */
static int
verify(const struct tbmsg *m, struct view ekm,
	enum tbmsg_result ret[static MADE_MAX], struct err *err)
{
	for (size_t i = 0; i < m->n && i < MADE_MAX; i++) {
		ret[i] = tbmsg_verify(&m->binding[i], ekm);
		if (ret[i] != TBMSG_VALID)
			return err_set(err, ERR_SYSTEM,
				"the signature that the key made does not "
				"verify: is it broken, or its token?");
	}
	return 0;
}

static int
print_value(const struct tbmsg *m, const char *print, struct err *err)
{
	_cleanup_str_ char *text = NULL;
	char tbh[TBID_HASH_TEXT];

	if (strcmp(print, "tbh") == 0) {
		tbid_hash(m->binding[FIRST].id, tbh);
		return print_line("", tbh, err);
	}
	if (strcmp(print, "hex") == 0)
		text = hex_encode(m->octets, HEX_LOWER);
	else
		text = b64url(strcmp(print, "id") == 0 ? m->binding[FIRST].id
						       : m->octets);
	return print_line(strcmp(print, "header") == 0 ? "Sec-Token-Binding: "
						       : "",
		text, err);
}

static void
tell_made(struct report *r, const struct tbmsg *m,
	const enum tbmsg_result *results)
{
	report_headline(r, "CREATED", "a message of %zu octets, %zu binding%s",
		m->octets.len, m->n, m->n == 1 ? "" : "s");
	report_open(r, "header", "header");
	report_bytes(r, "Sec-Token-Binding", "Sec-Token-Binding", m->octets);
	report_close(r);
	tell_tbmsg(r, m, results, false);
}

int
tbmsg_make(struct report *r, const struct tbmsg_make *make,
	const struct ekm_set *ekms, const char *print, struct err *err)
{
	_cleanup_(work_done) struct work w = { .make = make,
		.pass = { .source = make->pass } };
	_cleanup_tbmsg_ struct tbmsg m = { .n = 0 };
	enum tbmsg_result results[MADE_MAX];

	if (ekms->n_right == 0)
		return err_set(err, ERR_USAGE,
			"for which connection? give --ekm EKM or --keylog "
			"FILE");
	if (ekms->n_right + ekms->n_refused > 1)
		return err_set(err, ERR_USAGE,
			"--keylog: %zu connections: choose one with "
			"--client-random HEX",
			ekms->n_right + ekms->n_refused);
	w.ekm = bytes_view(&ekms->item[FIRST].value);
	if (make_octets(&w, err) < 0)
		return -1;
	tbmsg_parse(bytes_view(&w.octets), TBMSG_RFC8471, &m);
	if (verify(&m, w.ekm, results, err) < 0)
		return -1;
	if (print != NULL)
		return print_value(&m, print, err);
	tell_made(r, &m, results);
	return 0;
}

/* ---- ekm ---------------------------------------------------------------- */

static void
tell_ekm(struct report *r, const struct keylog_conn *c,
	const struct keylog_export *what, struct view value)
{
	bool tls13 = c->exporter_secret.len > 0;
	_cleanup_str_ char *random = NULL, *hex = NULL, *url = NULL;

	random = hex_encode((struct view){ c->client_random, EXPORTER_RANDOM },
		HEX_LOWER);
	hex = hex_encode(value, HEX_LOWER);
	url = b64url(value);
	report_headline(r, "DERIVED",
		"%zu octets from a connection of TLS 1.%c", value.len,
		tls13 ? '3' : '2');
	report_string(r, "ekm_hex", "hex", "%s", hex);
	report_string(r, "ekm", "base64url", "%s", url);
	report_string(r, "label", "label", "%s", what->label);
	if (what->has_context)
		report_bytes(r, "context", "context", what->context);
	report_open(r, "connection", NULL);
	report_string(r, "version", NULL, "TLS1.%c", tls13 ? '3' : '2');
	report_string(r, "client_random_hex", "client random", "%s", random);
	report_close(r);
	wipe(hex, strlen(hex));
	wipe(url, strlen(url));
}

static int
print_ekm(struct view value, const char *print, struct err *err)
{
	char *text = strcmp(print, "hex") == 0 ? hex_encode(value, HEX_LOWER)
					       : b64url(value);
	int rc = print_line("", text, err);

	wipe(text, strlen(text));
	free(text);
	return rc;
}

int
tbmsg_ekm(struct report *r, const struct ekm_opts *o, const char *label,
	const char *context, size_t len, const char *print, struct err *err)
{
	_cleanup_ekm_set_ struct ekm_set set = { .n = 0 };
	_cleanup_bytes_ struct bytes value = { 0 }, octets = { 0 };
	const struct keylog_conn *c;
	struct keylog_export what = { .label = label,
		.has_context = context != NULL,
		.len = len };

	if (context != NULL && *context != '\0'
		&& hex_decode(view_of_str(context), &octets, err) < 0)
		return err_set(err, ERR_USAGE, "--context: '%s' is not hex",
			context);
	what.context = bytes_view(&octets);
	if (ekm_set_pick(&set, o, &what, &c, &value, err) < 0)
		return -1;
	if (print != NULL)
		return print_ekm(bytes_view(&value), print, err);
	tell_ekm(r, c, &what, bytes_view(&value));
	return 0;
}
