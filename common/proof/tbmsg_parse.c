/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_parse.c - reading a TokenBindingMessage, RFC 8471 section 3, and the
 * layout of drafts -05 to -09.
 */
#include "proof/tbmsg.h"

#include "base/alloc.h"

enum { TYPE_LEN = 1, PARAMS_LEN = 1, U16_LEN = 2, FEW = 2 };

/* What is still to be read, and where it began. */
struct cursor {
	const struct tbmsg *m;
	struct view rest;
	struct tbmsg_fault *fault; /* of the first thing that is not there */
};

static size_t
read_number(struct view v)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++)
		n = n << 8 | v.data[i];
	return n;
}

static void
set_fault(struct tbmsg_fault *f, const char *field, size_t offset,
	char *expected, char *found)
{
	*f = (struct tbmsg_fault){ field, offset, expected, found };
}

static char *
octets(size_t n)
{
	return xasprintf("%zu octet%s", n, n == 1 ? "" : "s");
}

/* LEN octets of FIELD; false, and a fault, if there are fewer. */
static bool
take(struct cursor *c, const char *field, size_t len, struct view *ret)
{
	if (c->rest.len < len) {
		set_fault(c->fault, field, tbmsg_offset(c->m, c->rest),
			octets(len), octets(c->rest.len));
		return false;
	}
	*ret = view_part(c->rest, 0, len);
	c->rest = view_part(c->rest, len, c->rest.len);
	return true;
}

/* A vector: its length in PREFIX octets, named LENGTH, and its content. */
static bool
take_vector(struct cursor *c, const char *length, size_t prefix,
	const char *field, struct view *ret)
{
	struct view head;

	return take(c, length, prefix, &head)
		&& take(c, field, read_number(head), ret);
}

/* The message ends where the list of a vector's octets does. */
static bool
is_used_up(struct cursor *c, const char *field)
{
	if (c->rest.len == 0)
		return true;
	set_fault(c->fault, field, tbmsg_offset(c->m, c->rest),
		xstrdup("the end"), octets(c->rest.len));
	return false;
}

/* ---- keys --------------------------------------------------------------- */

static bool
take_point(struct cursor *c, struct tbmsg_binding *b)
{
	struct view point;

	if (!take_vector(c, "TB_ECPoint.point length", 1, "TB_ECPoint.point",
		    &point))
		return false;
	b->point = point;
	if (point.len == 2 * TBID_P256_LEN)
		return true;
	set_fault(c->fault, "TB_ECPoint.point length",
		tbmsg_offset(c->m, point) - 1,
		xstrdup("64 octets, X || Y of P-256"), octets(point.len));
	return false;
}

static bool
take_rsa(struct cursor *c, struct tbmsg_binding *b)
{
	return take_vector(c, "RSAPublicKey.modulus length", U16_LEN,
		       "RSAPublicKey.modulus", &b->modulus)
		&& take_vector(c, "RSAPublicKey.publicexponent length", 1,
			"RSAPublicKey.publicexponent", &b->exponent);
}

/* The key's own octets, wherever they end; then anything may follow. */
static bool
take_key(struct cursor *c, struct tbmsg_binding *b)
{
	return b->params == TBID_ECDSAP256 ? take_point(c, b) : take_rsa(c, b);
}

static bool
check_modulus(struct cursor *c, const struct tbmsg_binding *b)
{
	struct view n = b->modulus;
	const char *expected = NULL;

	if (n.len > 0 && n.data[0] == 0)
		expected = "no leading zeros (section 3.2)";
	else if (n.len != TBID_RSA_LEN || n.data[0] < 0x80)
		expected = "a modulus of 2048 bits, 256 octets";
	else if (n.data[n.len - 1] % 2 == 0)
		expected = "an odd number";
	if (expected == NULL)
		return true;
	set_fault(c->fault, "RSAPublicKey.modulus", tbmsg_offset(c->m, n),
		xstrdup(expected),
		n.len == 0 ? octets(0)
			   : xasprintf("%zu octets, 0x%02x … 0x%02x", n.len,
				   n.data[0], n.data[n.len - 1]));
	return false;
}

/* An exponent of 1 would let anybody sign. */
static bool
check_exponent(struct cursor *c, const struct tbmsg_binding *b)
{
	struct view e = b->exponent;
	const char *expected = NULL;

	if (e.len == 0)
		expected = "1 octet at least";
	else if (e.data[0] == 0)
		expected = "no leading zeros (section 3.2)";
	else if (e.data[e.len - 1] % 2 == 0 || (e.len == 1 && e.data[0] < 3))
		expected = "an odd number of 3 or more";
	if (expected == NULL)
		return true;
	set_fault(c->fault, "RSAPublicKey.publicexponent",
		tbmsg_offset(c->m, e), xstrdup(expected),
		e.len == 1 ? xasprintf("%d", e.data[0]) : octets(e.len));
	return false;
}

static bool
is_rsa(const struct tbmsg_binding *b)
{
	return b->params == TBID_RSA2048_PKCS1_5
		|| b->params == TBID_RSA2048_PSS;
}

static void
check_key(const struct tbmsg *m, struct tbmsg_binding *b)
{
	struct cursor c = { m, b->key, &b->fault[TBMSG_PART_KEY] };

	if (tbid_params_name(b->params) != NULL && take_key(&c, b)
		&& is_used_up(&c, "the end of the key") && is_rsa(b)
		&& check_modulus(&c, b))
		check_exponent(&c, b);
}

/* ---- signature, extensions ---------------------------------------------- */

static void
check_signature(const struct tbmsg *m, struct tbmsg_binding *b)
{
	size_t len = b->params == TBID_ECDSAP256 ? 2 * TBID_P256_LEN
						 : TBID_RSA_LEN;
	bool known = tbid_params_name(b->params) != NULL;

	if (known ? b->signature.len == len
		  : b->signature.len >= TBMSG_SIGNATURE_MIN)
		return;
	set_fault(&b->fault[TBMSG_PART_SIGNATURE], "signature length",
		tbmsg_offset(m, b->signature) - U16_LEN,
		!known              ? xstrdup("64 octets or more")
			: is_rsa(b) ? octets(len)
				    : xstrdup("64 octets, R || S of 32 each"),
		octets(b->signature.len));
}

static void
check_extensions(const struct tbmsg *m, struct tbmsg_binding *b)
{
	struct cursor c = { m, b->extensions,
		&b->fault[TBMSG_PART_EXTENSIONS] };
	struct view type, data;

	while (c.rest.len > 0 && take(&c, "extension_type", TYPE_LEN, &type)
		&& take_vector(&c, "extension_data length", U16_LEN,
			"extension_data", &data))
		;
}

/* ---- bindings ----------------------------------------------------------- */

/* Drafts had no key_length: the key tells itself where it ends. */
static bool
take_bare_key(struct cursor *c, struct tbmsg_binding *b)
{
	const uint8_t *start = c->rest.data;

	if (tbid_params_name(b->params) == NULL) {
		set_fault(c->fault, "key_parameters",
			tbmsg_offset(c->m, c->rest) - PARAMS_LEN,
			xstrdup("0, 1 or 2"), xasprintf("%d", b->params));
		return false;
	}
	if (!take_key(c, b))
		return false;
	b->key = (struct view){ start, (size_t)(c->rest.data - start) };
	return true;
}

static bool
take_id(struct cursor *c, struct tbmsg_binding *b)
{
	struct view params = { NULL, 0 };
	bool good = take(c, "key_parameters", PARAMS_LEN, &params);

	if (!good)
		return false;
	b->params = params.data[0];
	good = c->m->layout == TBMSG_RFC8471 ? take_vector(c, "key_length",
		       U16_LEN, "TokenBindingPublicKey", &b->key)
					     : take_bare_key(c, b);
	if (!good)
		return false;
	b->id = (struct view){ params.data,
		(size_t)(c->rest.data - params.data) };
	check_key(c->m, b);
	return true;
}

static bool
take_binding(struct cursor *c, struct tbmsg_binding *b)
{
	struct view start = c->rest, type;
	bool good = take(c, "tokenbinding_type", TYPE_LEN, &type);

	b->type = good ? type.data[0] : 0;
	good = good && take_id(c, b)
		&& take_vector(c, "signature length", U16_LEN, "signature",
			&b->signature)
		&& take_vector(c, "extensions length", U16_LEN, "extensions",
			&b->extensions);
	b->whole = view_part(start, 0, start.len - c->rest.len);
	return good;
}

static void
read_list(struct tbmsg *m, struct view list)
{
	struct cursor c = { m, list, &m->body };
	bool good = true;

	while (good && c.rest.len > 0) {
		struct tbmsg_binding b = { .type = 0 };

		good = take_binding(&c, &b);
		if (good) {
			check_signature(m, &b);
			check_extensions(m, &b);
		}
		/* Most messages have one or two. */
		if (m->cap == 0)
			m->binding = xcalloc(m->cap = FEW, sizeof(*m->binding));
		m->binding = xgrow(m->binding, &m->cap, m->n + 1,
			sizeof(*m->binding));
		m->binding[m->n++] = b;
	}
}

/* ---- the length in front ------------------------------------------------ */

static void
fault_done(struct tbmsg_fault *f)
{
	free(f->expected);
	free(f->found);
	*f = (struct tbmsg_fault){ .field = NULL };
}

static void
forget_list(struct tbmsg *m)
{
	for (size_t i = 0; i < m->n; i++)
		for (size_t k = 0; k < TBMSG_PARTS; k++)
			fault_done(&m->binding[i].fault[k]);
	m->n = 0;
	fault_done(&m->body);
}

/*
 * The length does not count what is there.  If the bindings end where the
 * octets do, then the length is wrong; else the octets are.
 */
static void
judge_frame(struct tbmsg *m, struct view rest)
{
	bool longer = rest.len > m->length;

	if (longer && m->body.field == NULL && m->length > 0) {
		set_fault(&m->frame, "the end of the message",
			U16_LEN + m->length, xstrdup("the end"),
			octets(rest.len - m->length));
		return;
	}
	if (longer) {
		forget_list(m);
		read_list(m, rest);
	}
	set_fault(&m->frame, "tokenbindings length", 0,
		xasprintf("%zu, the octets that follow", rest.len),
		xasprintf("%zu", m->length));
}

void
tbmsg_parse(struct view octets_, enum tbmsg_layout layout, struct tbmsg *ret)
{
	struct cursor c = { ret, octets_, &ret->frame };
	struct view length, list;

	*ret = (struct tbmsg){ .octets = octets_, .layout = layout };
	if (!take(&c, "tokenbindings length", U16_LEN, &length))
		return;
	ret->length = read_number(length);
	list = view_part(c.rest, 0, ret->length);
	read_list(ret, list);
	if (c.rest.len != ret->length)
		judge_frame(ret, c.rest);
	else if (ret->length < TBMSG_LIST_MIN)
		set_fault(&ret->frame, "tokenbindings length", 0,
			xasprintf("%d octets or more", TBMSG_LIST_MIN),
			ret->length == 0 ? xstrdup("0, an empty list")
					 : octets(ret->length));
}

void
tbmsg_done(struct tbmsg *m)
{
	forget_list(m);
	fault_done(&m->frame);
	free(m->binding);
	*m = (struct tbmsg){ .n = 0 };
}
