/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace.c - records, RFC 8446 section 5.1 and RFC 5246 section 6.2, and
 * the messages in them, brought into one order.
 *
 * A message that goes is shown before its record: a library makes a whole
 * flight and hands it over at once, with a ChangeCipherSpec in it that is not
 * shown.  So what goes waits for its octets.
 */
#include "proof/tlstrace.h"

#include "proof/tlstrace_body.h"

static struct tlstrace_side *
side_of(struct tlstrace *t, bool outgoing)
{
	return outgoing ? &t->out : &t->in;
}

/* What ends a connection matters more than the hundredth message. */
static bool
is_last(const struct tlstrace_entry *e)
{
	return (e->kind == TLSTRACE_ALERT && e->fatal)
		|| e->kind == TLSTRACE_CLOSED || e->kind == TLSTRACE_RESET
		|| e->kind == TLSTRACE_FOREIGN;
}

static void
insert(struct tlstrace *t, size_t at, struct tlstrace_entry e)
{
	size_t room = TLSTRACE_MAX - (is_last(&e) ? 0 : TLSTRACE_LAST);

	if (t->n >= room) {
		t->dropped++;
		return;
	}
	e.late = t->in.finished && t->out.finished;
	e.lost = e.outgoing && t->out.lost;
	e.waiting &= !e.lost;
	memmove(&t->entry[at + 1], &t->entry[at],
		(t->n - at) * sizeof(t->entry[0]));
	t->entry[at] = e;
	t->n++;
}

static void
add(struct tlstrace *t, struct tlstrace_entry e)
{
	insert(t, t->n, e);
}

/* The first message from FROM on that has not left yet, or t->n. */
static size_t
next_waiting(const struct tlstrace *t, size_t from)
{
	while (from < t->n && !t->entry[from].waiting)
		from++;
	return from;
}

/* ---- records ------------------------------------------------------------ */

/* RFC 5246 section 7.1: no Finished before its ChangeCipherSpec. */
static bool
is_held_back(const struct tlstrace *t, const struct tlstrace_entry *e)
{
	return !t->tls13 && e->type == TLS_FINISHED && !t->out.changed;
}

/*
 * A record with LEN octets of messages leaves.  In a plain one the messages
 * can be counted; behind the first encrypted one everything is encrypted.
 */
static void
let_go(struct tlstrace *t, bool encrypted, size_t len, int64_t at_us)
{
	size_t i = 0;

	t->out.passed += len;
	while ((i = next_waiting(t, i)) < t->n) {
		struct tlstrace_entry *e = &t->entry[i];

		if (encrypted ? is_held_back(t, e) : e->octets > t->out.passed)
			return;
		t->out.passed -= encrypted ? 0 : e->octets;
		t->out.changed &= e->type != TLS_FINISHED;
		e->waiting = false;
		e->encrypted = encrypted;
		e->at_us = at_us;
	}
	t->out.passed = 0;
}

/*
 * RFC 5246 section 7.1: it comes right before Finished, and what follows is
 * encrypted.  In TLS 1.3 it means nothing, RFC 8446 appendix D.4.
 */
static void
change_cipher(struct tlstrace *t, bool outgoing, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);
	size_t at = t->n;

	for (size_t i = t->n; outgoing && i > 0; i--)
		if (t->entry[i - 1].waiting
			&& t->entry[i - 1].type == TLS_FINISHED)
			at = i - 1;
	insert(t, at,
		(struct tlstrace_entry){ .kind = TLSTRACE_CIPHER,
			.at_us = at_us,
			.octets = 1,
			.outgoing = outgoing,
			.encrypted = s->protects,
			.type = TLS_CHANGE_CIPHER_SPEC });
	s->changed = true;
	s->protects |= t->hello && !t->tls13;
}

static size_t
record_len(const struct tlstrace_side *s)
{
	return (size_t)s->header[3] << 8 | s->header[4];
}

/* All of a record has passed. */
static void
take_record(struct tlstrace *t, bool outgoing, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);
	uint8_t type = s->header[0];

	if (type == TLS_CHANGE_CIPHER_SPEC) {
		change_cipher(t, outgoing, at_us);
		return;
	}
	s->type = type;
	s->encrypted = type == TLS_DATA || s->protects;
	if (!outgoing) {
		s->n_unread++;
		s->unread += record_len(s);
	} else if (type == TLS_HANDSHAKE || type == TLS_DATA) {
		let_go(t, s->encrypted, record_len(s), at_us);
	}
}

/* Can the header, as far as it is there, be that of a TLS record? */
static bool
is_header(const struct tlstrace_side *s)
{
	const uint8_t *h = s->header;

	return h[0] >= TLS_CHANGE_CIPHER_SPEC && h[0] <= TLS_HEARTBEAT
		&& (s->n_header < 2 || h[1] == 3)
		&& (s->n_header < TLSTRACE_HEADER
			|| record_len(s) <= TLSTRACE_RECORD_MAX);
}

/* Octets that are no record: one entry for all of them, if it had room. */
static void
take_foreign(struct tlstrace *t, bool outgoing, size_t len, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);

	if (!s->foreign) {
		s->foreign = true;
		add(t,
			(struct tlstrace_entry){ .kind = TLSTRACE_FOREIGN,
				.at_us = at_us,
				.octets = len + s->n_header,
				.outgoing = outgoing });
		s->n_header = 0;
		return;
	}
	for (size_t i = 0; i < t->n; i++)
		if (t->entry[i].kind == TLSTRACE_FOREIGN
			&& t->entry[i].outgoing == outgoing)
			t->entry[i].octets += len;
}

/* Take some octets of IN; returns what is left. */
static struct view
take_header(struct tlstrace *t, bool outgoing, struct view in, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);

	s->header[s->n_header++] = in.data[0];
	in = view_part(in, 1, SIZE_MAX);
	if (!is_header(s)) {
		take_foreign(t, outgoing, in.len, at_us);
		return view_part(in, in.len, 0);
	}
	if (s->n_header == TLSTRACE_HEADER)
		s->left = record_len(s);
	return in;
}

void
tlstrace_octets(struct tlstrace *t, bool outgoing, struct view octets,
	int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);

	if (s->foreign) {
		take_foreign(t, outgoing, octets.len, at_us);
		return;
	}
	while (octets.len > 0) {
		if (s->n_header < TLSTRACE_HEADER) {
			octets = take_header(t, outgoing, octets, at_us);
		} else {
			size_t len = view_part(octets, 0, s->left).len;

			octets = view_part(octets, len, SIZE_MAX);
			s->left -= len;
		}
		if (s->n_header == TLSTRACE_HEADER && s->left == 0) {
			take_record(t, outgoing, at_us);
			s->n_header = 0;
		}
	}
}

/* ---- what is in them ---------------------------------------------------- */

/* Something of what came was shown: it comes record by record. */
static void
mark_read(struct tlstrace *t)
{
	t->in.n_unread = 0;
	t->in.unread = 0;
}

/* Records that came and that the library could not or did not read. */
static void
note_unread(struct tlstrace *t, int64_t at_us)
{
	struct tlstrace_side *s = &t->in;
	struct tlstrace_entry e = { .at_us = at_us,
		.encrypted = s->encrypted,
		.type = s->type };

	if (s->n_unread > 0) {
		e.kind = TLSTRACE_UNREAD;
		e.count = s->n_unread;
		e.octets = s->unread;
		add(t, e);
		mark_read(t);
	}
	e.count = 0;
	if (s->n_header == 0)
		return;
	e.kind = TLSTRACE_PART;
	e.encrypted = false;
	e.type = s->header[0];
	e.octets = s->n_header;
	if (s->n_header == TLSTRACE_HEADER) {
		e.count = TLSTRACE_HEADER + record_len(s);
		e.octets = e.count - s->left;
	}
	add(t, e);
	s->n_header = 0;
	s->left = 0;
}

void
tlstrace_message(struct tlstrace *t, bool outgoing, unsigned type,
	struct view body, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);
	struct tlstrace_entry e = { .kind = TLSTRACE_MESSAGE,
		.at_us = at_us,
		.octets = body.len + 4,
		.outgoing = outgoing,
		.encrypted = s->encrypted,
		.waiting = outgoing,
		.type = (uint8_t)type };
	struct tlstrace_hello hello;

	if (type == TLS_SERVER_HELLO) {
		tlstrace_read_hello(body, &hello);
		t->hello = true;
		t->tls13 = hello.tls13;
		e.retry = hello.retry;
		e.bad = hello.bad;
	} else {
		tlstrace_read_body(body, t->tls13, &e);
	}
	if (!outgoing)
		mark_read(t);
	add(t, e);
	s->finished |= type == TLS_FINISHED;
}

void
tlstrace_alert(struct tlstrace *t, bool outgoing, bool fatal, unsigned code,
	int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);

	if (!outgoing)
		mark_read(t);
	else if (fatal)
		note_unread(t, at_us);
	add(t,
		(struct tlstrace_entry){ .kind = TLSTRACE_ALERT,
			.at_us = at_us,
			.octets = 2,
			.outgoing = outgoing,
			.encrypted = s->encrypted,
			.type = TLS_ALERT,
			.code = (uint8_t)code,
			.fatal = fatal });
}

void
tlstrace_data(struct tlstrace *t, bool outgoing, uint64_t octets, int64_t at_us)
{
	struct tlstrace_side *s = side_of(t, outgoing);
	struct tlstrace_entry *last = t->n > 0 ? &t->entry[t->n - 1] : NULL;

	if (!outgoing)
		mark_read(t);
	if (last != NULL && last->kind == TLSTRACE_DATA
		&& last->outgoing == outgoing) {
		last->octets += octets;
		return;
	}
	add(t,
		(struct tlstrace_entry){ .kind = TLSTRACE_DATA,
			.at_us = at_us,
			.octets = octets,
			.outgoing = outgoing,
			.encrypted = s->encrypted,
			.type = TLS_DATA });
}

void
tlstrace_closed(struct tlstrace *t, bool reset, int64_t at_us)
{
	note_unread(t, at_us);
	add(t,
		(struct tlstrace_entry){ .kind = reset ? TLSTRACE_RESET
						       : TLSTRACE_CLOSED,
			.at_us = at_us });
}

/* What was made for the peer never left. */
static void
give_up_waiting(struct tlstrace *t)
{
	size_t i = 0;

	while ((i = next_waiting(t, i)) < t->n) {
		t->entry[i].waiting = false;
		t->entry[i].lost = true;
	}
	t->out.passed = 0;
}

void
tlstrace_lost(struct tlstrace *t)
{
	give_up_waiting(t);
	t->out.lost = true;
}

void
tlstrace_finish(struct tlstrace *t, int64_t at_us)
{
	give_up_waiting(t);
	note_unread(t, at_us);
}
