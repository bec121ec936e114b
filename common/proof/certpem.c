/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PEM (RFC 7468) from a window: text between the blocks is ignored, a block
 * must be complete and strict base64 in lines of any length.  And PEM text of
 * a certificate.
 */
#include "proof/certpem.h"

#include <inttypes.h>

#include "base/alloc.h"
#include "base/b64.h"
#include "base/der.h"
#include "base/io.h"
#include "proof/certfile.h"
#include "proof/x509.h"

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";
static const char dashes[] = "-----";

enum {
	BEGIN_LEN = sizeof(begin_mark) - 1,
	END_LEN = sizeof(end_mark) - 1,
	DASHES = sizeof(dashes) - 1
};

static const struct {
	const char *label;
	enum certpem_kind kind;
} labels[] = {
	{ "CERTIFICATE", CERTPEM_CERTIFICATE },
	{ "X509 CERTIFICATE", CERTPEM_CERTIFICATE },
	{ "TRUSTED CERTIFICATE", CERTPEM_TRUSTED },
	{ "PKCS7", CERTPEM_PKCS7 },
	{ "CMS", CERTPEM_PKCS7 },
};

/* An error that names the block; CONTEXT words go behind "block 2". */
static int
fail(const struct certpem *p, struct err *err, const char *what)
{
	return err_set(err, ERR_INPUT,
		"PEM block %zu (%s, at octet %" PRIu64 "): %s", p->blocks,
		p->label, p->begin, what);
}

/* Most blocks follow each other closely, and memmem() has a price to start. */
static const uint8_t *
find_mark(struct view v)
{
	size_t i = 0;

	while (i < v.len && (v.data[i] == '\n' || v.data[i] == '\r'))
		i++;
	if (v.len - i >= BEGIN_LEN
		&& memcmp(v.data + i, begin_mark, BEGIN_LEN) == 0)
		return v.data + i;
	return memmem(v.data, v.len, begin_mark, BEGIN_LEN);
}

/* Go behind the next begin_mark: 1, or 0 at the end of the input. */
static int
find_begin(struct certfeed *f, struct err *err)
{
	for (;;) {
		struct view v = certfeed_view(f);
		const uint8_t *mark = find_mark(v);

		if (mark != NULL) {
			certfeed_take(f, (size_t)(mark - v.data) + BEGIN_LEN);
			return 1;
		}
		if (f->eof)
			return 0;
		/* A mark may be cut by the end of the window. */
		if (v.len >= BEGIN_LEN)
			certfeed_take(f, v.len - BEGIN_LEN + 1);
		if (certfeed_more(f, err) < 0)
			return -1;
	}
}

/* Where the dashes begin that end a label, or NULL. */
static const uint8_t *
find_dashes(struct view v)
{
	const uint8_t *end = v.data + v.len, *p = v.data;

	while ((p = memchr(p, '-', (size_t)(end - p))) != NULL) {
		if (end - p < DASHES)
			return NULL;
		if (memcmp(p, dashes, DASHES) == 0)
			return p;
		p++;
	}
	return NULL;
}

/* The label up to its dashes: 1, or 0 if this is no begin line after all. */
static int
read_label(struct certpem *p, struct certfeed *f, struct err *err)
{
	const uint8_t *end;
	struct view v;
	size_t len;

	if (certfeed_want(f, CERTPEM_LABEL + DASHES, err) < 0)
		return -1;
	v = view_part(certfeed_view(f), 0, CERTPEM_LABEL - 1 + DASHES);
	end = find_dashes(v);
	if (end == NULL || memchr(v.data, '\n', (size_t)(end - v.data)))
		return 0;
	len = (size_t)(end - v.data);
	memcpy(p->label, v.data, len);
	p->label[len] = '\0';
	p->blocks++;
	p->begin = f->offset - BEGIN_LEN;
	certfeed_take(f, len + DASHES);
	return 1;
}

static enum certpem_kind
kind_of(const char *label)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (strcmp(labels[i].label, label) == 0)
			return labels[i].kind;
	return CERTPEM_OTHER;
}

/* Say where in PART the base64 is broken; it starts at octet OFFSET. */
static int
bad_base64(const struct certpem *p, struct view part, uint64_t offset,
	struct err *err)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
				   "rstuvwxyz0123456789+/= \t\n\v\f\r";
	size_t i;

	for (i = 0; i < part.len; i++)
		if (part.data[i] == 0 || strchr(good, part.data[i]) == NULL)
			break;
	if (i == part.len)
		return fail(p, err,
			"wrong base64 padding: the text is damaged: copy the "
			"file again");
	if (part.data[i] == '\\' && i + 1 < part.len && part.data[i + 1] == 'n')
		return fail(p, err,
			"it has \\n where lines should end: printf %b mends "
			"that");
	err_set(err, ERR_INPUT,
		"octet %" PRIu64 " (0x%02x) is not base64: the text is "
		"damaged: copy the file again",
		offset + i, part.data[i]);
	return err_context(err, "PEM block %zu (%s)", p->blocks, p->label);
}

/* Decode up to the next dash, which ends every body. */
static int
read_body(const struct certpem *p, struct certfeed *f, struct bytes *ret,
	struct err *err)
{
	size_t limit = p->kind == CERTPEM_PKCS7 ? IO_MAX : X509_MAX;
	struct b64_stream stream = { .style = B64_STD };
	const uint8_t *dash = NULL;

	while (dash == NULL) {
		struct view v;
		ptrdiff_t n;

		if (certfeed_want(f, 1, err) < 0)
			return -1;
		v = certfeed_view(f);
		if (v.len == 0)
			return fail(p, err,
				"the input ends before the END line: it is cut "
				"off: copy the file again");
		dash = memchr(v.data, '-', v.len);
		if (dash != NULL)
			v.len = (size_t)(dash - v.data);
		n = b64_stream_add(&stream,
			bytes_reserve(ret, B64_OCTETS(v.len + 3)), v);
		if (n < 0)
			return bad_base64(p, v, f->offset, err);
		ret->len += (size_t)n;
		if (ret->len > limit)
			return fail(p, err,
				"too large: nobody's certificate is that long");
		certfeed_take(f, v.len);
	}
	if (b64_stream_end(&stream) < 0)
		return fail(p, err,
			"the base64 text is not complete: it is damaged: copy "
			"the file again");
	return 0;
}

/* Move V behind TEXT if it begins with it, as far as both go. */
static bool
skip(struct view *v, const char *text, size_t len)
{
	size_t both = v->len < len ? v->len : len;

	if (memcmp(v->data, text, both) != 0)
		return false;
	*v = view_part(*v, both, v->len);
	return true;
}

static int
read_end(const struct certpem *p, struct certfeed *f, struct err *err)
{
	size_t label = strlen(p->label), len = END_LEN + label + DASHES;
	struct view v;

	if (certfeed_want(f, len, err) < 0)
		return -1;
	v = view_part(certfeed_view(f), 0, len);
	if (!skip(&v, end_mark, END_LEN) || !skip(&v, p->label, label)
		|| !skip(&v, dashes, DASHES)) {
		err_set(err, ERR_INPUT, "octet %" PRIu64 ": expected %s%s%s",
			f->offset, end_mark, p->label, dashes);
		return err_context(err, "PEM block %zu (at octet %" PRIu64 ")",
			p->blocks, p->begin);
	}
	if (certfeed_view(f).len < len)
		return fail(p, err,
			"the END line is cut off: copy the file again");
	certfeed_take(f, len);
	return 0;
}

/* OpenSSL puts its trust settings behind the certificate. */
static void
cut_trust(struct bytes *der)
{
	size_t total = der_total(bytes_view(der));

	if (total > 0 && total < der->len)
		der->len = total;
}

int
certpem_next(struct certpem *p, struct certfeed *f, struct bytes *ret,
	struct err *err)
{
	int found;

	for (;;) {
		found = find_begin(f, err);
		if (found <= 0)
			return found;
		found = read_label(p, f, err);
		if (found < 0)
			return -1;
		if (found == 0)
			continue;
		p->kind = kind_of(p->label);
		if (p->kind != CERTPEM_OTHER)
			break;
		if (p->skipped[0] == '\0')
			memcpy(p->skipped, p->label, sizeof(p->skipped));
	}
	/* Not bytes_clear(): wiping what is public costs more than reading. */
	ret->len = 0;
	if (read_body(p, f, ret, err) < 0 || read_end(p, f, err) < 0)
		return -1;
	if (p->kind == CERTPEM_TRUSTED)
		cut_trust(ret);
	return 1;
}

char *
certpem_text(const char *label, struct view der)
{
	enum { LINE = 64 };
	_cleanup_str_ char *text = b64_encode(der, B64_STD | B64_PAD);
	_cleanup_str_ char *begin = xasprintf("-----BEGIN %s-----\n", label);
	_cleanup_str_ char *end = xasprintf("-----END %s-----\n", label);
	_cleanup_bytes_ struct bytes pem = { 0 };
	size_t len = strlen(text);

	bytes_append_str(&pem, begin);
	for (size_t i = 0; i < len; i += LINE) {
		bytes_append(&pem, text + i, len - i < LINE ? len - i : LINE);
		bytes_append_str(&pem, "\n");
	}
	bytes_append_str(&pem, end);
	return xstrndup((const char *)pem.data, pem.len);
}

char *
certfile_pem(struct view der)
{
	return certpem_text("CERTIFICATE", der);
}
