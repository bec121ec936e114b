/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk_set.c - the forms in which keys come: a JWK Set (RFC 7517 section 5), a
 * JWK, and what other tools write: PEM and DER of a key or a certificate.
 */
#include "base/alloc.h"
#include "base/b64.h"
#include "base/der.h"
#include "proof/jwk.h"
#include "proof/jwk_member.h"

static struct jwk *
add_one(struct jwks *s)
{
	s->key = xcalloc(1, sizeof(*s->key));
	s->n = 1;
	return s->key;
}

static void
remark_private(struct jwk *k)
{
	k->is_private = true;
	err_set(&k->remark, ERR_INPUT, "%s", jwk_private_words);
}

/* ---- JSON --------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *
find_same_kid(const struct jwks *s)
{
	const char **kid = xcalloc(s->n + 1, sizeof(*kid)), *same = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->key[i].kid != NULL)
			kid[n++] = s->key[i].kid;
	qsort(kid, n, sizeof(*kid), compare);
	for (size_t i = 1; i < n && same == NULL; i++)
		if (strcmp(kid[i - 1], kid[i]) == 0)
			same = kid[i];
	free(kid);
	return same;
}

static int
read_set(const struct json *keys, struct jwks *s, struct err *err)
{
	const struct json *k;
	size_t n = 0;

	if (!json_is_array(keys))
		return err_set(err, ERR_INPUT,
			"keys is not an array (RFC 7517 section 5.1)");
	for (k = json_first(keys); k != NULL; k = json_next(k))
		n++;
	if (n > JWK_KEYS_MAX)
		return err_set(err, ERR_INPUT,
			"a JWK Set of %zu keys: the limit is %d", n,
			JWK_KEYS_MAX);
	s->is_set = true;
	s->key = xcalloc(n + 1, sizeof(*s->key));
	for (k = json_first(keys); k != NULL; k = json_next(k))
		jwk_read(k, &s->key[s->n++]);
	s->same_kid = find_same_kid(s);
	return 0;
}

static int
read_json(struct view text, struct jwks *s, struct err *err)
{
	const struct json *keys;

	if (json_parse(text, &s->root, err) < 0)
		return -1;
	keys = json_get(s->root, "keys");
	if (keys != NULL)
		return read_set(keys, s, err);
	if (!json_is_object(s->root))
		return err_set(err, ERR_INPUT,
			"JSON, but no object: a JWK Set is one with keys (RFC "
			"7517 section 5)");
	jwk_read(s->root, add_one(s));
	return 0;
}

/* ---- DER ---------------------------------------------------------------- */

enum der_form {
	FORM_OTHER,
	FORM_CERTIFICATE,
	FORM_SPKI,
	FORM_PKCS1,
	FORM_PRIVATE,
	FORM_PKCS12,
	FORM_ENCRYPTED,
};

/* By the tags of the first two elements, and of those inside the first. */
static enum der_form
form_of(struct view in)
{
	struct der outer, first, second, inner;

	if (!der_read_tag(&in, DER_SEQUENCE, &outer) || in.len != 0
		|| !der_read(&outer.value, &first)
		|| !der_read(&outer.value, &second))
		return FORM_OTHER;
	if (first.tag == DER_INTEGER && second.tag == DER_INTEGER
		&& outer.value.len == 0)
		return FORM_PKCS1;
	if (first.tag == DER_INTEGER)
		return view_eq_str(first.value, "\3") ? FORM_PKCS12
						      : FORM_PRIVATE;
	if (first.tag != DER_SEQUENCE)
		return FORM_OTHER;
	if (second.tag == DER_SEQUENCE)
		return FORM_CERTIFICATE;
	if (!der_read_tag(&first.value, DER_OID, &inner))
		return FORM_OTHER;
	if (second.tag == DER_BIT_STRING)
		return FORM_SPKI;
	return second.tag == DER_OCTET_STRING ? FORM_ENCRYPTED : FORM_OTHER;
}

static int
read_certificate(struct view der, struct jwks *s, struct err *err)
{
	struct x509 x;
	struct jwk *k;

	if (x509_parse(der, &x, err) < 0)
		return -1;
	k = add_one(s);
	jwk_of_spki(x.spki, k);
	bytes_append_view(&k->x5c, der);
	return 0;
}

/* RFC 8017 appendix A.1.1. */
static void
read_pkcs1(struct view der, struct jwks *s)
{
	struct public_key key = { .type = KEY_RSA };
	struct der outer, n, e;

	if (!der_read_tag(&der, DER_SEQUENCE, &outer)
		|| !der_read(&outer.value, &n) || !der_read(&outer.value, &e))
		return;
	key.n = n.value;
	key.e = e.value;
	jwk_of_key(&key, add_one(s));
}

/* PEM or DER that key_read() takes. */
static int
read_private(struct view text, struct jwks *s, struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_key_ struct key *key = NULL;

	if (key_read(text, &key, err) < 0 || key_spki(key, &spki, err) < 0)
		return -1;
	jwk_of_spki(bytes_view(&spki), add_one(s));
	remark_private(s->key);
	return 0;
}

static int
read_der(struct view der, struct jwks *s, struct err *err)
{
	switch (form_of(der)) {
	case FORM_CERTIFICATE:
		return read_certificate(der, s, err);
	case FORM_SPKI:
		jwk_of_spki(der, add_one(s));
		return 0;
	case FORM_PKCS1:
		read_pkcs1(der, s);
		return 0;
	case FORM_PRIVATE:
		return read_private(der, s, err);
	case FORM_PKCS12:
		return err_set(err, ERR_INPUT,
			"PKCS#12: give the certificate in it");
	case FORM_ENCRYPTED:
		return err_set(err, ERR_INPUT,
			"an encrypted private key: give its public key");
	case FORM_OTHER:
		break;
	}
	return err_set(err, ERR_INPUT,
		"neither a JWK Set, nor a JWK, nor a public key or a "
		"certificate in PEM or DER");
}

/* ---- PEM (RFC 7468) ----------------------------------------------------- */

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";
static const char dashes[] = "-----";

static const uint8_t *
find(struct view in, const char *mark)
{
	return in.len == 0 ? NULL : memmem(in.data, in.len, mark, strlen(mark));
}

/* What stands before END in IN, which goes behind it; false if it has none. */
static bool
cut(struct view *in, const char *end, struct view *ret)
{
	const uint8_t *p = find(*in, end);

	if (p == NULL)
		return false;
	*ret = view_part(*in, 0, (size_t)(p - in->data));
	*in = view_part(*in, ret->len + strlen(end), in->len);
	return true;
}

struct block {
	struct view label, body;
};

/* 1 with a block, 0 at the end, -1 if one is cut off. */
static int
next_block(struct view *in, struct block *ret, struct err *err)
{
	struct view skipped, end;

	if (!cut(in, begin_mark, &skipped))
		return 0;
	if (cut(in, dashes, &ret->label) && cut(in, end_mark, &ret->body)
		&& cut(in, dashes, &end) && view_eq(end, ret->label))
		return 1;
	return err_set(err, ERR_INPUT,
		"PEM without the END line that is due: copy the file again");
}

static bool
ends_with(struct view v, const char *end)
{
	size_t len = strlen(end);

	return v.len >= len && view_eq_str(view_part(v, v.len - len, len), end);
}

static bool
is_key(const struct block *b)
{
	return ends_with(b->label, "CERTIFICATE")
		|| ends_with(b->label, "PUBLIC KEY")
		|| ends_with(b->label, "PRIVATE KEY");
}

static int
read_block(struct view text, const struct block *b, struct jwks *s,
	struct err *err)
{
	struct b64_stream stream = { .style = B64_STD };
	_cleanup_bytes_ struct bytes der = { 0 };
	ptrdiff_t len;

	if (find(b->label, "ENCRYPTED") != NULL
		|| find(b->body, ",ENCRYPTED") != NULL)
		return err_set(err, ERR_INPUT,
			"an encrypted private key: give its public key");
	if (ends_with(b->label, "PRIVATE KEY"))
		return read_private(text, s, err);
	len = b64_stream_add(&stream,
		bytes_reserve(&der, B64_OCTETS(b->body.len + 3)), b->body);
	if (len < 0 || b64_stream_end(&stream) < 0)
		return err_set(err, ERR_INPUT,
			"PEM whose base64 is damaged: copy the file again");
	der.len = (size_t)len;
	if (view_eq_str(b->label, "TRUSTED CERTIFICATE")
		&& der_total(bytes_view(&der)) < der.len)
		der.len = der_total(bytes_view(&der));
	return read_der(bytes_view(&der), s, err);
}

static int
read_pem(struct view text, struct jwks *s, struct err *err)
{
	struct view rest = text;
	struct block b = { .label = { NULL, 0 } }, other = b;
	int rc;

	do {
		rc = next_block(&rest, &b, err);
		if (rc < 0)
			return -1;
		if (rc == 0)
			return err_set(err, ERR_INPUT,
				"PEM, but neither a public key nor a "
				"certificate");
	} while (!is_key(&b));
	if (read_block(text, &b, s, err) < 0 || s->key == NULL)
		return -1;
	while (next_block(&rest, &other, err) > 0)
		if (is_key(&other) && s->key->remark.kind == ERR_NONE)
			err_set(&s->key->remark, ERR_INPUT,
				"more than one key or certificate: the first "
				"one is used");
	return 0;
}

/* ---- doors -------------------------------------------------------------- */

int
jwks_parse(struct view text, struct jwks *ret, struct err *err)
{
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	struct view trimmed = view_trim(text);
	int rc;

	if (text.len > JSON_SIZE_MAX)
		return err_set(err, ERR_INPUT,
			"%zu octets of keys: more than the limit of %d",
			text.len, JSON_SIZE_MAX);
	if (trimmed.len == 0)
		return err_set(err, ERR_INPUT,
			"empty: expected a key or a JWK Set");
	if (trimmed.data[0] == '{' || trimmed.data[0] == '[')
		rc = read_json(text, &s, err);
	else if (form_of(text) == FORM_OTHER && find(text, begin_mark) != NULL)
		rc = read_pem(text, &s, err);
	else
		rc = read_der(text, &s, err);
	if (rc < 0)
		return -1;
	*ret = s;
	s = (struct jwks){ .n = 0 };
	return 0;
}

void
jwks_done(struct jwks *s)
{
	for (size_t i = 0; i < s->n; i++)
		jwk_done(&s->key[i]);
	free(s->key);
	json_free(s->root);
	*s = (struct jwks){ .n = 0 };
}
