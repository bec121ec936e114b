/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Base64 as it comes out of proxies, and the certificates within.
 */
#include "base/der.h"
#include "proof/clienthdr_part.h"
#include "proof/x509.h"

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* ---- base64 ------------------------------------------------------------- */

struct decoder {
	bool plus;      /* spaces are plus signs, */
	size_t columns; /* but not behind so many characters of a line */
	uint32_t acc;
	unsigned have; /* bits of acc */
	size_t n, pad; /* characters */
	size_t column;
	unsigned remarks;
	size_t bad; /* where it is no base64; SIZE_MAX: nowhere */
};

/* The six bits of a character, or -1. */
static int
bits_of(struct decoder *d, uint8_t c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at;

	if (c == '-' || c == '_') {
		d->remarks |= CLIENTHDR_URL;
		return c == '-' ? 62 : 63;
	}
	if (c == ' ') {
		d->remarks |= CLIENTHDR_PLUS_TO_SPACE;
		return 62;
	}
	at = c == '\0' ? NULL : strchr(letters, c);
	return at == NULL ? -1 : (int)(at - letters);
}

/* Is what stands at I between the characters?  Then how long it is. */
static size_t
skip_between(struct decoder *d, struct view v, size_t i)
{
	uint8_t c = v.data[i];

	if (c == '\\' && i + 1 < v.len
		&& (v.data[i + 1] == 'n' || v.data[i + 1] == 'r')) {
		d->remarks |= CLIENTHDR_BACKSLASH_N;
		return 2;
	}
	if (c == ' ' && d->plus && d->column < d->columns)
		return 0;
	if (!is_white(c))
		return 0;
	d->remarks |= CLIENTHDR_WHITE;
	if (c == '\r')
		d->remarks |= CLIENTHDR_RETURNS;
	d->column = 0;
	return 1;
}

static void
put(struct decoder *d, int bits, struct bytes *ret)
{
	d->n++;
	d->column++;
	d->acc = d->acc << 6 | (uint32_t)bits;
	d->have += 6;
	if (d->have < 8)
		return;
	d->have -= 8;
	bytes_append_u8(ret, d->acc >> d->have);
}

/* Padding that is missing, and bits that are too many, are only told. */
static bool
end(struct decoder *d, size_t at)
{
	size_t want = (4 - d->n % 4) % 4;

	d->bad = want == 3 || d->pad > want ? at : SIZE_MAX;
	if (d->pad < want)
		d->remarks |= CLIENTHDR_NO_PADDING;
	if ((d->acc & ((1u << d->have) - 1)) != 0)
		d->remarks |= CLIENTHDR_SPARE_BITS;
	return d->bad == SIZE_MAX;
}

static bool
decode(struct decoder *d, struct view v, struct bytes *ret)
{
	size_t i = 0;

	while (i < v.len) {
		size_t between = skip_between(d, v, i);
		int bits = -1;

		if (between > 0) {
			i += between;
			continue;
		}
		if (v.data[i] == '=')
			d->pad++;
		else
			bits = bits_of(d, v.data[i]);
		d->bad = i++;
		if (bits < 0 && v.data[d->bad] != '=')
			return false;
		if (bits >= 0 && d->pad > 0)
			return false;
		if (bits >= 0)
			put(d, bits, ret);
	}
	return end(d, v.len);
}

/* ---- what it holds ------------------------------------------------------ */

/* DER elements, one after the other, and nothing else. */
static bool
is_whole(struct view v)
{
	size_t total = 0;

	if (v.len == 0)
		return false;
	while (v.len > 0 && v.data[0] == DER_SEQUENCE
		&& (total = der_total(v)) > 0 && total <= v.len)
		v = view_part(v, total, v.len);
	return v.len == 0;
}

static int
fail_octets(struct clienthdr *h, struct view v)
{
	size_t total = der_total(v);

	while (total > 0 && total < v.len && v.data[0] == DER_SEQUENCE) {
		v = view_part(v, total, v.len);
		total = der_total(v);
	}
	if (v.len == 0 || (v.data[0] == DER_SEQUENCE && total == 0))
		return clienthdr_fail(h, CLIENTHDR_WHY_DAMAGED,
			"%zu octets that are no DER", v.len);
	if (v.data[0] != DER_SEQUENCE)
		return clienthdr_fail(h, CLIENTHDR_WHY_NOT_CERT,
			"octets that begin with 0x%02x", v.data[0]);
	return clienthdr_fail(h, CLIENTHDR_WHY_CUT,
		"%zu of %zu octets are here", v.len, total);
}

/* What the outer SEQUENCE begins with tells certificates from the rest. */
static int
check_cert(struct clienthdr *h, struct view v)
{
	struct der outer, first;

	if (!der_read_tag(&v, DER_SEQUENCE, &outer))
		return clienthdr_fail(h, CLIENTHDR_WHY_DAMAGED,
			"its length is no DER");
	if (!der_read(&outer.value, &first))
		return clienthdr_fail(h, CLIENTHDR_WHY_NOT_CERT,
			"an empty SEQUENCE");
	if (first.tag == DER_INTEGER)
		return clienthdr_fail(h, CLIENTHDR_WHY_NOT_CERT,
			"a private key: are certificate and key swapped?");
	if (first.tag != DER_SEQUENCE)
		return clienthdr_fail(h, CLIENTHDR_WHY_NOT_CERT,
			first.tag == DER_OID ? "PKCS#7" : "other DER");
	return 0;
}

static bool
is_known(const struct clienthdr *h, size_t element, struct view der)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->cert[i].element == element
			&& view_eq(bytes_view(&h->cert[i].der), der))
			return true;
	return false;
}

static int
add(struct clienthdr *h, struct view der)
{
	const struct clienthdr_element *e = clienthdr_last(h);
	struct clienthdr_cert c = { .element = h->n_elements - 1 };

	if (check_cert(h, der) < 0)
		return -1;
	if (is_known(h, c.element, der))
		return 0;
	if (h->n == CLIENTHDR_CERTS)
		return clienthdr_fail(h, CLIENTHDR_WHY_LIMIT,
			"more than %d certificates", CLIENTHDR_CERTS);
	c.is_chain = e->form == CLIENTHDR_RFC9440_CHAIN
		|| (h->n > 0 && h->cert[h->n - 1].element == c.element);
	if (c.is_chain && e->form != CLIENTHDR_RFC9440_CHAIN
		&& e->form != CLIENTHDR_XFCC)
		clienthdr_remark(h, CLIENTHDR_CHAIN);
	bytes_append_view(&c.der, der);
	h->cert = xgrow(h->cert, &h->cap, h->n + 1, sizeof(*h->cert));
	h->cert[h->n++] = c;
	return 0;
}

int
clienthdr_take(struct clienthdr *h, struct view octets)
{
	while (octets.len > 0) {
		size_t total = der_total(octets);

		if (add(h, view_part(octets, 0, total)) < 0)
			return -1;
		octets = view_part(octets, total, octets.len);
	}
	return 0;
}

/* ---- all together ------------------------------------------------------- */

/*
 * Without the white space that a mark or a comma has beside it.  At the end
 * one space is enough: one more may be a plus sign.
 */
static struct view
trim_edges(struct view v)
{
	while (v.len > 0 && is_white(v.data[0]))
		v = view_part(v, 1, v.len);
	while (v.len > 0 && is_white(v.data[v.len - 1])) {
		v.len--;
		if (v.data[v.len] == ' ')
			break;
	}
	return v;
}

static int
fail_base64(struct clienthdr *h, struct view text, const struct decoder *d)
{
	if (d->bad < text.len)
		return clienthdr_fail(h, CLIENTHDR_WHY_DAMAGED,
			"character %zu of the base64 is 0x%02x", d->bad + 1,
			text.data[d->bad]);
	return clienthdr_fail(h, CLIENTHDR_WHY_CUT,
		"%zu characters are no complete base64", d->n);
}

/* Does every line of TEXT end with a space behind so many characters? */
static bool
has_columns(struct view v, size_t columns)
{
	size_t second = 2 * columns + 1;

	return v.len > columns && v.data[columns] == ' '
		&& (v.len <= second || v.data[second] == ' ');
}

/* Another way to read TEXT, in which some of its spaces were plus signs. */
static struct decoder
with_plus(struct view text)
{
	static const size_t usual[] = { 64, 76 }; /* RFC 7468, RFC 2045 */
	struct decoder d = { .plus = true, .columns = SIZE_MAX };

	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (has_columns(text, usual[i]))
			d.columns = usual[i];
	return d;
}

/* Octets that some reading makes by chance are no certificate. */
static bool
is_cert(struct view v)
{
	struct x509 x;
	struct err err;

	return is_whole(v)
		&& x509_parse(view_part(v, 0, der_total(v)), &x, &err) == 0;
}

static bool
is_pem(struct view v)
{
	return clienthdr_begins(v, "-----BEGIN", false);
}

int
clienthdr_take_base64(struct clienthdr *h, struct view text, bool in_pem)
{
	_cleanup_bytes_ struct bytes octets = { 0 }, mended = { 0 };
	struct decoder d = { .plus = false }, plus;
	struct view v;
	bool good;

	text = trim_edges(text);
	good = decode(&d, text, &octets);
	if ((!good || !is_whole(bytes_view(&octets))) && text.len > 0
		&& memchr(text.data, ' ', text.len) != NULL) {
		plus = with_plus(text);
		if (decode(&plus, text, &mended)
			&& (is_cert(bytes_view(&mended))
				|| is_pem(bytes_view(&mended)))) {
			good = true;
			d = plus;
			bytes_move(&octets, &mended);
		}
	}
	if (!good)
		return fail_base64(h, text, &d);
	v = bytes_view(&octets);
	clienthdr_remark(h,
		in_pem ? d.remarks & ~(unsigned)CLIENTHDR_WHITE : d.remarks);
	if (!in_pem && is_pem(v)) {
		clienthdr_last(h)->form = CLIENTHDR_BASE64_PEM;
		return clienthdr_take_pem(h, v);
	}
	return is_whole(v) ? clienthdr_take(h, v) : fail_octets(h, v);
}
