/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der.c - a reader of DER elements, X.690 sections 8 and 10.
 */
#include "base/der.h"

#include "base/clock.h"

/*
 * The lengths of the header and of the value of the element at the start of
 * IN, which need not hold the value.
 */
static inline bool
header(struct view in, size_t *ret_header, size_t *ret_value)
{
	size_t n, len = 0;

	if (in.len < 2 || (in.data[0] & 0x1f) == 0x1f)
		return false;
	if (in.data[1] < 0x80) {
		*ret_header = 2;
		*ret_value = in.data[1];
		return true;
	}
	n = in.data[1] & 0x7f;
	if (n == 0 || n > sizeof(len) || in.len - 2 < n || in.data[2] == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		len = len << 8 | in.data[2 + i];
	if (len < 0x80 || len > SIZE_MAX - 2 - n)
		return false;
	*ret_header = 2 + n;
	*ret_value = len;
	return true;
}

bool
der_read(struct view *in, struct der *ret_element)
{
	size_t head, len;

	if (!header(*in, &head, &len) || len > in->len - head)
		return false;
	ret_element->tag = in->data[0];
	ret_element->value = (struct view){ in->data + head, len };
	ret_element->whole = (struct view){ in->data, head + len };
	in->data += head + len;
	in->len -= head + len;
	return true;
}

bool
der_read_tag(struct view *in, uint8_t tag, struct der *ret_element)
{
	return in->len > 0 && in->data[0] == tag && der_read(in, ret_element);
}

size_t
der_total(struct view in)
{
	size_t head, len;

	return header(in, &head, &len) ? head + len : 0;
}

/* Read one subidentifier, X.690 section 8.19.2. */
static bool
arc(struct view *in, uint64_t *ret)
{
	uint64_t v = 0;

	/* A leading 0x80 would be a leading zero. */
	if (in->len == 0 || in->data[0] == 0x80)
		return false;
	for (size_t i = 0; i < in->len; i++) {
		if (v > UINT64_MAX >> 7)
			return false;
		v = v << 7 | (in->data[i] & 0x7f);
		if (!(in->data[i] & 0x80)) {
			*in = view_part(*in, i + 1, SIZE_MAX);
			*ret = v;
			return true;
		}
	}
	return false;
}

bool
der_oid_text(struct view oid, char ret_text[static DER_OID_TEXT])
{
	char text[DER_OID_TEXT];
	uint64_t v, root;
	int n;

	if (!arc(&oid, &v))
		return false;
	root = v < 80 ? v / 40 : 2;
	n = snprintf(text, sizeof(text), "%llu.%llu", (unsigned long long)root,
		(unsigned long long)(v - root * 40));
	while (oid.len > 0) {
		if (!arc(&oid, &v))
			return false;
		n += snprintf(text + n, sizeof(text) - (size_t)n, ".%llu",
			(unsigned long long)v);
		if ((size_t)n >= sizeof(text))
			return false;
	}
	memcpy(ret_text, text, (size_t)n + 1);
	return true;
}

static bool
all_digits(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (v.data[i] < '0' || v.data[i] > '9')
			return false;
	return true;
}

static int
two(const uint8_t *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

bool
der_time(const struct der *element, int64_t *ret_t)
{
	enum { UTC_LEN = 12, GENERALIZED_LEN = 14 };
	const uint8_t *p = element->value.data;
	bool utc = element->tag == DER_UTC_TIME;
	size_t len = utc ? UTC_LEN : GENERALIZED_LEN;
	int year;

	if (!utc && element->tag != DER_GENERALIZED_TIME)
		return false;
	if (element->value.len != len + 1 || p[len] != 'Z'
		|| !all_digits(view_part(element->value, 0, len)))
		return false;
	year = two(p);
	if (utc) {
		year += year >= 50 ? 1900 : 2000;
		p += 2;
	} else {
		year = year * 100 + two(p + 2);
		p += 4;
	}
	return clock_from_civil(year, two(p), two(p + 2), two(p + 4),
		two(p + 6), two(p + 8), ret_t);
}
