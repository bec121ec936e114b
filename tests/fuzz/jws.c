/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws.c - fuzzing of proof/jws.h, proof/token.h, proof/cnf.h and their judges
 * with keys of every kind: nothing verifies but what was signed for the
 * corpus, whose keys are nobody else's.
 */
#include "judge/jws.h"

#include "base/b64.h"
#include "judge/token.h"
#include "proof/cnf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOW = 1764079200 };

/* The keys of tests/vectors/jws.py. */
static const char key_set[] =
	"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuS"
	"fb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEz"
	"P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47s"
	"oMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS"
	"-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5"
	"IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
	"TW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\",\"kid\":\"rsa\"},{\"kty"
	"\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gH"
	"MzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCy"
	"StikYjKIWI5a0\",\"kid\":\"p256\"},{\"kty\":\"EC\",\"crv\":\""
	"P-384\",\"x\":\"jr0YeeFM1UrQH8JYSOoqkWQttEuzpz2LK0hALp2CDh-w"
	"u4395NFPNDiNJ6LyOCWE\",\"y\":\"b_bEPvwnQxrZdXqdo1NsvXrbZMHRu"
	"wNRgBGxxI64XhogDMaviEuy091JbYDl_RhD\",\"kid\":\"p384\"},{\"k"
	"ty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AekpBQ8ST8a8VcfVOTNl35"
	"3vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWc"
	"eqwQGk\",\"y\":\"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2"
	"Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2\",\"kid\":\"p5"
	"21\"},{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxC"
	"rfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"ed25519\"},{"
	"\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"GNCnDkKnQt-1YSeYkz"
	"hQYde02tj2_u1HkeqrZrL0pPAvwJRiqL-xhC0LrGDoobPlW6JAfzMibzgA\""
	",\"kid\":\"ed448\"},{\"kty\":\"oct\",\"k\":\"QEFCQ0RFRkdISUp"
	"LTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd"
	"4eXp7fH1-fw\",\"kid\":\"oct\"}]}";

/* All that these keys have signed, under a header that has alg alone. */
static const char *const payloads[] = { "eyJpc3MiOiJqb2UifQ",
	"eyJpc3MiOiJqb2UifSA",
	/* RFC 7515 A.2 to A.4 and RFC 8037 A.4. */
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
	"LmNvbS9pc19yb290Ijp0cnVlfQ",
	"UGF5bG9hZA", "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
	"eyJpc3MiOiJodHRwczovL2FzLmV4YW1wbGUiLCJzdWIiOiJhIiwiYXVkIjpb"
	"ImEiLCJiIl0sImV4cCI6MTc2NDA3OTI2MS41LCJuYmYiOjE3NjQwNzkyMDAs"
	"ImlhdCI6MTc2NDA3OTIwMCwiY2xpZW50X2lkIjoiYyIsInRva2VuX3R5cGUi"
	"OiJCZWFyZXIiLCJjbmYiOnsieDV0I1MyNTYiOiJid2NLMGVzYzNBQ0MzREIy"
	"WTVfbEVTc1hFOG85bHRjMDVPODlqZE4tZGcyIiwiamt0IjoiMFpjT0NPUlpO"
	"WXktRFdwcXEzMGpaeUpHSFROMGQySGdsQlYzdWlndUE0SSIsImp3ayI6eyJr"
	"dHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6ImY4M09KM0QyeEYxQmc4dnVi"
	"OXRMZTFnSE16Vjc2ZThUdXM5dVBIdlJWRVUiLCJ5IjoieF9GRXpSdTltMzZI"
	"TE5fdHVlNjU5TE5wWFc2cEN5U3Rpa1lqS0lXSTVhMCJ9LCJraWQiOiJrIiwi"
	"b3NjIjoxfX0" };

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_inside(struct view v, struct view room)
{
	uintptr_t at = (uintptr_t)v.data, from = (uintptr_t)room.data;

	return v.len == 0
		|| (at >= from && v.len <= room.len
			&& at - from <= room.len - v.len);
}

/* ---- the signature ------------------------------------------------------ */

static bool
was_signed(const struct jws *j)
{
	_cleanup_str_ char *head = xasprintf("{\"alg\":\"%s\"}", j->alg_name);
	_cleanup_str_ char *first = b64url(view_of_str(head));

	for (size_t i = 0; i < ARRAY_LEN(payloads); i++) {
		_cleanup_str_ char *input = xasprintf("%s.%s", first,
			payloads[i]);

		if (view_eq_str(j->input, input))
			return true;
	}
	return false;
}

/* There is one way to write three parts. */
static void
need_parts(const struct jws *j)
{
	_cleanup_str_ char *a = b64url(j->header);
	_cleanup_str_ char *b = b64url(j->payload);
	_cleanup_str_ char *c = b64url(j->signature);
	_cleanup_str_ char *all = xasprintf("%s.%s.%s", a, b, c);

	need(view_eq_str(j->text, all));
}

static void
walk(const struct jws *j)
{
	struct view room = bytes_view(&j->octets);

	need(is_inside(j->header, room) && is_inside(j->payload, room)
		&& is_inside(j->signature, room)
		&& is_inside(j->input, j->text));
	need(j->form == JWS_COMPACT || j->form_fault.kind == ERR_INPUT);
	need(j->form == JWS_COMPACT || (j->head == NULL && j->alg == NULL));
	need(j->alg == NULL || strcmp(j->alg->name, j->alg_name) == 0);
	need(jws_form_words(j->form) != NULL);
	if (j->form_fault.kind == ERR_NONE)
		need_parts(j);
}

static void
judge(const struct jws *j, const struct jws_keys *keys)
{
	struct report r = { .program = "fuzz", .now = NOW };
	const struct jwk *key = NULL;
	enum verdict v = judge_jws(&r, j, keys, &key, false);
	struct err err;

	need(v == VERDICT_PASS || v == VERDICT_FAIL);
	need((v == VERDICT_PASS) == (report_status(&r) == 0));
	need((v == VERDICT_PASS) == (key != NULL));
	need(v == VERDICT_FAIL || r.n_diagnoses == 0);
	if (v == VERDICT_PASS)
		need(was_signed(j) && j->form == JWS_COMPACT
			&& j->form_fault.kind == ERR_NONE
			&& j->header_fault.kind == ERR_NONE
			&& j->crit_fault.kind == ERR_NONE
			&& j->alg->kind != JWA_NONE && j->signature.len > 0
			&& jwk_fits(key, j->alg, &err) == 0
			&& (j->kid == NULL || strcmp(j->kid, key->kid) == 0));
	report_done(&r);
}

/* ---- claims ------------------------------------------------------------- */

static void
walk_cnf(const struct json *claims)
{
	_cleanup_cnf_ struct cnf c = { .json = NULL };
	size_t known = 0;

	cnf_read(claims, &c);
	for (size_t i = 0; i < CNF_METHODS; i++) {
		const struct cnf_item *item = &c.item[i];

		known += item->json != NULL;
		need(!item->has_digest || item->text != NULL);
		need(!item->spare_bits || item->has_digest);
	}
	need(known == c.n_known);
	need((c.unknown != NULL) == (c.n_unknown > 0));
	need(c.json != NULL
		|| (c.n_known + c.n_unknown == 0 && c.fault.kind == ERR_NONE));
	need(c.json == NULL || c.n_known + c.n_unknown > 0
		|| c.fault.kind == ERR_INPUT);
}

static void
walk_token(const struct token *t)
{
	static const struct token_case c = { "https://as.example", "b", 60 };
	struct report r = { .program = "fuzz", .now = NOW };

	need(t->form != TOKEN_OTHER
		|| (t->claims == NULL && t->fault.kind == ERR_INPUT));
	need(t->claims == NULL || json_is_object(t->claims));
	need(token_words(t) != NULL);
	tell_token(&r, t, true);
	judge_token(&r, t, &c);
	need(r.n_findings > 0 && r.depth == 0);
	need(t->claims != NULL || r.n_findings == 1);
	/* What may be read all the same is no token for that. */
	need(t->fault.kind == ERR_NONE || report_status(&r) == 1);
	report_done(&r);
	walk_cnf(t->claims);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { data, size };
	struct jws_keys keys = { .name = "keys" };
	_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	struct err err;

	bytes_append_str(&keys.source, key_set);
	need(jwks_parse(bytes_view(&keys.source), &keys.set, &err) == 0);
	jws_read(text, &j);
	walk(&j);
	judge(&j, &keys);
	token_read(text, &t);
	walk(&t.jws);
	walk_token(&t);
	if (t.form == TOKEN_JWT)
		judge(&t.jws, &keys);
	jws_keys_done(&keys);
	return 0;
}
