/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_make.c - confirmation claims for tokens, made and told.
 */
#include "judge/cnf_make.h"

#include <errno.h>

#include "base/b64.h"
#include "base/json.h"
#include "base/strbuf.h"
#include "cli/report_json.h"
#include "judge/cnf_certs.h"
#include "judge/thumb.h"
#include "proof/jwk.h"
#include "proof/key.h"
#include "proof/tbid.h"

static void
add(struct strbuf *b, const char *name, const char *value, bool is_text)
{
	strbuf_format(b, "%s\"%s\":%s%s%s", b->len > 1 ? "," : "", name,
		is_text ? "\"" : "", value, is_text ? "\"" : "");
}

static int
add_cert(struct strbuf *b, const struct cnf_make *make,
	struct certfile_pass *pass, struct err *err)
{
	_cleanup_cnf_certs_ struct cnf_certs certs = { .n = 0 };
	char text[THUMB_S256_TEXT];

	if (make->cert == NULL)
		return 0;
	if (cnf_certs_add(&certs, make->cert, true, pass, err) < 0)
		return -1;
	judge_thumb_right(&certs.cert[0].x, text);
	add(b, "x5t#S256", text, true);
	return 0;
}

static int
add_key(struct strbuf *b, const struct cnf_make *make,
	struct certfile_pass *pass, struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_key_ struct key *key = NULL;
	_cleanup_str_ char *text = NULL;
	struct public_key public;
	uint8_t digest[HASH_MAX];

	if (make->key == NULL)
		return 0;
	if (key_load(make->key, pass, &key, err) < 0
		|| key_spki(key, &spki, err) < 0)
		return -1;
	if (!x509_spki(bytes_view(&spki), &public)
		|| !jwk_thumbprint(&public, digest))
		return err_set(err, ERR_INPUT,
			"%s: a key of this type has no JWK", make->key);
	text = make->jwk
		? jwk_text(&public)
		: b64url((struct view){ digest, hash_len(HASH_SHA256) });
	add(b, make->jwk ? "jwk" : "jkt", text, !make->jwk);
	return 0;
}

static int
add_tbid(struct strbuf *b, const struct cnf_make *make, struct err *err)
{
	_cleanup_bytes_ struct bytes id = { 0 };
	char text[TBID_HASH_TEXT];

	if (make->tbid == NULL)
		return 0;
	if (b64_decode(view_of_str(make->tbid), B64_URL, &id, err) < 0) {
		err->kind = ERR_USAGE;
		return err_context(err, "--tbid");
	}
	if (id.len <= hash_len(HASH_SHA256))
		return err_set(err, ERR_USAGE,
			"--tbid: %zu octets are no Token Binding ID: give the "
			"ID itself, not its hash",
			id.len);
	tbid_hash(bytes_view(&id), text);
	add(b, "tbh", text, true);
	return 0;
}

static int
tell(struct report *r, const struct strbuf *b, struct err *err)
{
	_cleanup_json_ struct json *cnf = NULL;

	if (json_parse((struct view){ (uint8_t *)b->data, b->len }, &cnf, err)
		< 0)
		return -1;
	report_json(r, "cnf", NULL, cnf);
	report_line(r, "cnf", "%.*s", (int)b->len, b->data);
	return 0;
}

int
cnf_make(struct report *r, const struct cnf_make *make, const char *print,
	struct err *err)
{
	_cleanup_(certfile_pass_done) struct certfile_pass pass = {
		.source = make->pass
	};
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	if (make->cert == NULL && make->key == NULL && make->tbid == NULL)
		return err_set(err, ERR_USAGE,
			"bound to what? give --cert CERT, --key KEY or --tbid "
			"ID");
	strbuf_char(&b, '{');
	if (add_cert(&b, make, &pass, err) < 0
		|| add_key(&b, make, &pass, err) < 0
		|| add_tbid(&b, make, err) < 0)
		return -1;
	strbuf_char(&b, '}');
	if (print == NULL)
		return tell(r, &b, err);
	strbuf_char(&b, '\n');
	if (fwrite(b.data, 1, b.len, stdout) < b.len)
		return err_errno(err, ERR_SYSTEM, errno, "standard output");
	return 0;
}
