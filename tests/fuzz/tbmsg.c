/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg.c - fuzzing of proof/tbmsg.h and proof/tbheader.h: the octets of a
 * message in both layouts, and as the text of a header; what was read whole
 * is written again to the same octets.
 */
#include "proof/tbmsg.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "proof/tbheader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

/* A view lies within the message, or is nowhere. */
static void
need_inside(const struct tbmsg *m, struct view v)
{
	size_t offset = tbmsg_offset(m, v);

	need(v.data == NULL
		|| (offset <= m->octets.len
			&& v.len <= m->octets.len - offset));
}

static bool
need_fault(const struct tbmsg *m, const struct tbmsg_fault *f)
{
	need(f->field == NULL
		|| (f->offset <= m->octets.len && f->expected != NULL
			&& f->found != NULL));
	return f->field != NULL;
}

static void
walk_extensions(const struct tbmsg *m, const struct tbmsg_binding *b)
{
	struct view rest = b->extensions, part;
	uint8_t type;

	while (tbmsg_extension(&rest, &type, &part))
		need_inside(m, part);
	need((rest.len > 0) == (b->fault[TBMSG_PART_EXTENSIONS].field != NULL));
}

static void
walk(const struct tbmsg *m)
{
	need_fault(m, &m->frame);
	need_fault(m, &m->body);
	need(m->n <= m->octets.len);
	for (size_t i = 0; i < m->n; i++) {
		const struct tbmsg_binding *b = &m->binding[i];
		const struct view parts[] = { b->whole, b->id, b->key, b->point,
			b->modulus, b->exponent, b->signature, b->extensions };

		for (size_t k = 0; k < ARRAY_LEN(parts); k++)
			need_inside(m, parts[k]);
		for (size_t k = 0; k < TBMSG_PARTS; k++)
			need_fault(m, &b->fault[k]);
		if (b->extensions.data != NULL)
			walk_extensions(m, b);
	}
}

/* All of a message that is whole stands in its bindings. */
static void
write_again(const struct tbmsg *m)
{
	_cleanup_bytes_ struct bytes list = { 0 }, octets = { 0 };
	struct err err;

	for (size_t i = 0; i < m->n; i++) {
		const struct tbmsg_binding *b = &m->binding[i];

		tbmsg_put(&list, b->type, b->id, b->signature, b->extensions);
	}
	need(tbmsg_frame(bytes_view(&list), &octets, &err) == 0);
	need(view_eq(bytes_view(&octets), m->octets));
}

static void
read_octets(struct view octets, enum tbmsg_layout layout)
{
	_cleanup_tbmsg_ struct tbmsg m = { .n = 0 };

	tbmsg_parse(octets, layout, &m);
	walk(&m);
	if (tbmsg_is_whole(&m))
		write_again(&m);
	else if (octets.len >= 2)
		tbmsg_check_points(&m);
}

static void
read_text(struct view text)
{
	_cleanup_tbheader_ struct tbheader h = { .offset = 0 };
	struct view value;
	size_t n;

	value = tbheader_find(text, &n);
	/* None of a header section's fields may be ours. */
	need(n >= 1 || value.len == 0);
	need(value.len <= text.len);
	tbheader_read(value, &h);
	need(h.offset <= value.len);
	need(h.octets.len <= value.len);
	if (h.flaw != TBHEADER_RAW)
		read_octets(bytes_view(&h.octets), TBMSG_RFC8471);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view in = { data, size };
	_cleanup_str_ char *text = NULL;
	_cleanup_tbheader_ struct tbheader h = { .offset = 0 };

	read_octets(in, TBMSG_RFC8471);
	read_octets(in, TBMSG_DRAFT_05);
	read_text(in);
	if (size > TBMSG_MAX || size == 0)
		return 0;
	/* What an encoder makes has no flaw, unless it is hex by chance. */
	text = b64url(in);
	tbheader_read(view_of_str(text), &h);
	need(h.flaw == TBHEADER_HEX
		|| (h.flaw == TBHEADER_GOOD
			&& view_eq(bytes_view(&h.octets), in)));
	return 0;
}
