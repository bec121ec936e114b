/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws_make.c - signing a header and a payload.
 */
#include "proof/jws_make.h"

#include "base/b64.h"
#include "base/json_write.h"
#include "proof/jwa.h"

static void
write_header(struct strbuf *out, const char *alg, const struct jws_member *m)
{
	strbuf_char(out, '{');
	json_write_text(out, "alg", alg);
	for (; m->name != NULL; m++) {
		json_write_name(out, m->name);
		if (m->text != NULL)
			json_write_string(out, m->text);
		else
			strbuf_str(out, m->json);
	}
	strbuf_char(out, '}');
}

static void
append_b64url(struct bytes *out, struct view octets)
{
	char *room = (char *)bytes_reserve(out, B64_ROOM(octets.len));

	out->len += b64_encode_to(room, octets, B64_URL);
}

int
jws_make(const struct key *key, const struct jws_member *members,
	struct view payload, struct bytes *ret, struct err *err)
{
	const struct jwa *alg = jwa_find("ES256");
	_cleanup_strbuf_ struct strbuf header = { .len = 0 };
	_cleanup_bytes_ struct bytes out = { 0 }, sig = { 0 };

	write_header(&header, alg->name, members);
	append_b64url(&out,
		(struct view){ (const uint8_t *)header.data, header.len });
	bytes_append_str(&out, ".");
	append_b64url(&out, payload);
	if (key_sign(key, KEY_SIGN_ECDSA_SHA256, bytes_view(&out), &sig, err)
		< 0)
		return -1;
	if (sig.len != alg->sig_len)
		return err_set(err, ERR_INPUT,
			"cannot sign by %s: the key is on another curve",
			alg->name);
	bytes_append_str(&out, ".");
	append_b64url(&out, bytes_view(&sig));
	bytes_move(ret, &out);
	return 0;
}
