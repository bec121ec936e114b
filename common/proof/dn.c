/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names out of certificates, RFC 5280 section 4.1.2.4.
 */
#include "proof/dn.h"

#include "base/alloc.h"
#include "base/utf8.h"

enum {
	UTF8_STRING = 0x0c,
	NUMERIC_STRING = 0x12,
	PRINTABLE_STRING = 0x13,
	T61_STRING = 0x14,
	IA5_STRING = 0x16,
	VISIBLE_STRING = 0x1a,
	UNIVERSAL_STRING = 0x1c,
	BMP_STRING = 0x1e,
};

/* WIDTH octets a character, big endian.  Surrogate pairs count as one. */
static bool
put_wide(struct bytes *to, struct view v, size_t width)
{
	uint32_t high = 0;

	if (v.len % width != 0)
		return false;
	for (size_t i = 0; i < v.len; i += width) {
		uint32_t c = 0;

		for (size_t j = 0; j < width; j++)
			c = c << 8 | v.data[i + j];
		if (c > 0x10ffff || (high != 0) != (c >> 10 == 0xdc00 >> 10))
			return false;
		if (high != 0)
			c = 0x10000 + ((high & 0x3ff) << 10) + (c & 0x3ff);
		high = c >> 10 == 0xd800 >> 10 ? c : 0;
		if (high == 0)
			utf8_append(to, c);
	}
	return high == 0;
}

bool
dn_string(const struct der *value, struct bytes *ret)
{
	switch (value->tag) {
	case UTF8_STRING:
	case NUMERIC_STRING:
	case PRINTABLE_STRING:
	case IA5_STRING:
	case VISIBLE_STRING:
		bytes_append_view(ret, value->value);
		return true;
	case T61_STRING:
		return put_wide(ret, value->value, 1);
	case BMP_STRING:
		return put_wide(ret, value->value, 2);
	case UNIVERSAL_STRING:
		return put_wide(ret, value->value, 4);
	default:
		return false;
	}
}

struct dn_attr *
dn_add(struct dn *dn, size_t rdn, const char *oid)
{
	struct dn_attr *a;

	if (dn->n == DN_ATTRS_MAX)
		return NULL;
	dn->attr = xgrow(dn->attr, &dn->cap, dn->n + 1, sizeof(*dn->attr));
	a = &dn->attr[dn->n++];
	*a = (struct dn_attr){ .rdn = rdn };
	memcpy(a->oid, oid, strlen(oid) + 1);
	dn->n_rdns = rdn + 1;
	return a;
}

static bool
take_pair(struct dn *dn, size_t rdn, struct view in)
{
	char oid[DER_OID_TEXT];
	struct der type, value;
	struct dn_attr *a;

	if (!der_read_tag(&in, DER_OID, &type) || !der_read(&in, &value)
		|| in.len != 0 || !der_oid_text(type.value, oid))
		return false;
	a = dn_add(dn, rdn, oid);
	if (a == NULL)
		return false;
	a->element = value.whole;
	a->is_string = dn_string(&value, &a->value);
	if (!a->is_string) {
		bytes_clear(&a->value);
		bytes_append_view(&a->value, value.whole);
	}
	return true;
}

static bool
take_rdn(struct dn *dn, struct view set)
{
	size_t rdn = dn->n_rdns;
	struct der pair;

	if (set.len == 0)
		return false;
	while (set.len != 0)
		if (!der_read_tag(&set, DER_SEQUENCE, &pair)
			|| !take_pair(dn, rdn, pair.value))
			return false;
	return true;
}

static bool
take_name(struct dn *dn, struct view name)
{
	struct der outer, set;

	if (!der_read_tag(&name, DER_SEQUENCE, &outer) || name.len != 0)
		return false;
	while (outer.value.len != 0)
		if (!der_read_tag(&outer.value, DER_SET, &set)
			|| !take_rdn(dn, set.value))
			return false;
	return true;
}

int
dn_parse(struct view name, struct dn *ret, struct err *err)
{
	_cleanup_dn_ struct dn dn = { .der = name };

	if (!take_name(&dn, name))
		return err_set(err, ERR_INPUT,
			"the name is malformed, or has more than %d parts",
			DN_ATTRS_MAX);
	*ret = dn;
	dn = (struct dn){ .n = 0 };
	return 0;
}

void
dn_done(struct dn *dn)
{
	for (size_t i = 0; i < dn->n; i++)
		bytes_done(&dn->attr[i].value);
	free(dn->attr);
	*dn = (struct dn){ .n = 0 };
}
