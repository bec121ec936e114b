/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace.c - fuzzing of proof/tlstrace.h.  The input is a list of events:
 * an octet that says which, two of length, so many octets.  However the
 * transport portions its octets, the trace is the same.
 */
#include "proof/tlstrace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OCTETS, MESSAGE, ALERT, APPLICATION, CLOSED, LOST, EVENTS };

/* Portions of 1 to 16 octets, by a simple generator; or all at once. */
static void
feed(struct tlstrace *t, bool outgoing, struct view v, uint32_t *seed,
	int64_t at_us)
{
	if (*seed == 0) {
		tlstrace_octets(t, outgoing, v, at_us);
		return;
	}
	while (v.len > 0) {
		*seed = *seed * 1664525u + 1013904223u;
		tlstrace_octets(t, outgoing, view_part(v, 0, 1 + (*seed >> 28)),
			at_us);
		v = view_part(v, 1 + (*seed >> 28), SIZE_MAX);
	}
}

static void
happen(struct tlstrace *t, uint8_t what, struct view v, uint32_t *seed,
	int64_t at_us)
{
	bool outgoing = what & 1;
	uint8_t first = v.len > 0 ? v.data[0] : 0;

	switch ((what >> 1) % EVENTS) {
	case OCTETS:
		feed(t, outgoing, v, seed, at_us);
		break;
	case MESSAGE:
		tlstrace_message(t, outgoing, first, view_part(v, 1, SIZE_MAX),
			at_us);
		break;
	case ALERT:
		tlstrace_alert(t, outgoing, v.len % 2 == 0, first, at_us);
		break;
	case APPLICATION:
		tlstrace_data(t, outgoing, v.len, at_us);
		break;
	case CLOSED:
		tlstrace_closed(t, outgoing, at_us);
		break;
	default:
		tlstrace_lost(t);
		break;
	}
}

static void
play(struct tlstrace *t, struct view in, uint32_t seed)
{
	int64_t at_us = 0;

	while (in.len >= 3) {
		size_t len = (size_t)in.data[1] << 8 | in.data[2];

		happen(t, in.data[0], view_part(in, 3, len), &seed, ++at_us);
		in = view_part(in, 3 + len, SIZE_MAX);
	}
	tlstrace_finish(t, ++at_us);
}

static bool
same(const struct tlstrace_entry *a, const struct tlstrace_entry *b)
{
	return a->kind == b->kind && a->at_us == b->at_us
		&& a->octets == b->octets && a->outgoing == b->outgoing
		&& a->encrypted == b->encrypted && a->late == b->late
		&& a->retry == b->retry && a->bad == b->bad
		&& a->lost == b->lost && a->waiting == b->waiting
		&& a->type == b->type && a->code == b->code
		&& a->fatal == b->fatal && a->count == b->count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tlstrace *whole = calloc(1, sizeof(*whole));
	struct tlstrace *parts = calloc(1, sizeof(*parts));

	if (whole == NULL || parts == NULL)
		abort();
	play(whole, (struct view){ data, size }, 0);
	play(parts, (struct view){ data, size }, (uint32_t)size | 1);
	if (whole->n > TLSTRACE_MAX || whole->n != parts->n
		|| whole->dropped != parts->dropped)
		abort();
	for (size_t i = 0; i < whole->n; i++) {
		const struct tlstrace_entry *e = &whole->entry[i];

		if (!same(e, &parts->entry[i]) || e->waiting
			|| *tlstrace_name(e) == '\0')
			abort();
	}
	free(whole);
	free(parts);
	return 0;
}
