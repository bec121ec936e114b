/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_form.c - from the characters of a header field to Token Bindings that
 * can be told apart, each with its own form.
 */
#include "judge/tbmsg_form.h"

#include "judge/tbmsg_cause.h"

enum { EVIDENCE_MAX = 8 }; /* bindings that one check tells of */

void
tbmsg_form_read(struct tbmsg_form *f, struct view text, size_t headers)
{
	struct tbmsg draft;
	struct view octets;
	size_t n;

	*f = (struct tbmsg_form){ .headers = headers };
	tbheader_read(tbheader_find(text, &n), &f->header);
	f->headers += n;
	octets = bytes_view(&f->header.octets);
	tbmsg_parse(octets, TBMSG_RFC8471, &f->msg);
	if (tbmsg_is_whole(&f->msg))
		return;
	tbmsg_parse(octets, TBMSG_DRAFT_05, &draft);
	if (draft.n == 0 || !tbmsg_is_whole(&draft)) {
		tbmsg_done(&draft);
		return;
	}
	f->rfc = f->msg;
	f->msg = draft;
}

void
tbmsg_form_done(struct tbmsg_form *f)
{
	tbmsg_done(&f->msg);
	tbmsg_done(&f->rfc);
	tbheader_done(&f->header);
}

bool
tbmsg_form_is_draft(const struct tbmsg_form *f)
{
	return f->msg.layout == TBMSG_DRAFT_05;
}

char *
tbmsg_form_whose(const struct tbmsg *m, const struct tbmsg_binding *b)
{
	const char *name = tbmsg_type_name(b->type);
	_cleanup_str_ char *type = NULL;

	type = name != NULL ? xstrdup(name) : xasprintf("type %d", b->type);
	if (tbmsg_count(m, b->type) == 1)
		return steal(type);
	return xasprintf("%s at offset %zu", type, tbmsg_offset(m, b->whole));
}

/* ---- the header field --------------------------------------------------- */

static void
check_single(struct report *r, const struct tbmsg_form *f)
{
	bool joined = f->header.flaw == TBHEADER_JOINED;
	size_t n = f->headers + joined;

	if (f->header.flaw == TBHEADER_RAW && n == 1) {
		report_check(r, &check_header_single, VERDICT_SKIP,
			"the input is no header, but the message itself");
		return;
	}
	report_check(r, &check_header_single,
		n == 1 ? VERDICT_PASS : VERDICT_FAIL,
		joined ? "%zu or more values, joined with a comma"
		       : "%zu field%s",
		n, n == 1 ? "" : "s");
	if (n == 0)
		report_advise(r,
			"a client sends it in every request once Token Binding "
			"was negotiated, and never else");
	if (n > 1)
		report_advise(r,
			"send one in each request; a server must answer 400 to "
			"more");
}

static const char *
flaw_words(enum tbheader_flaw flaw)
{
	static const char *const words[] = {
		[TBHEADER_GOOD] = "",
		[TBHEADER_EMPTY] = "the value is empty",
		[TBHEADER_PADDED] = "base64 padding",
		[TBHEADER_STANDARD] = "a character of standard base64",
		[TBHEADER_WHITE] = "white space or a line break inside",
		[TBHEADER_JOINED] = "a comma",
		[TBHEADER_QUOTED] = "a quotation mark",
		[TBHEADER_ALPHABET] = "a character outside base64url",
		[TBHEADER_LENGTH] = "the end comes within an octet",
		[TBHEADER_SPARE_BITS] = "unused bits that are not zero",
		[TBHEADER_TOO_LONG] = "longer than any message can be",
		[TBHEADER_HEX] = "the message in hex",
		[TBHEADER_RAW] = "the octets of the message themselves",
	};

	return words[flaw];
}

static void
check_encoding(struct report *r, const struct tbmsg_form *f)
{
	const struct tbheader *h = &f->header;
	char shown[] = { (char)h->character, '\0' };

	if (h->flaw == TBHEADER_GOOD) {
		report_check(r, &check_header_encoding, VERDICT_PASS,
			"%zu octets", h->octets.len);
		return;
	}
	if (f->headers == 0) {
		report_check(r, &check_header_encoding, VERDICT_SKIP,
			"there is no value");
		return;
	}
	if (h->flaw == TBHEADER_RAW) {
		report_check(r, &check_header_encoding, VERDICT_SKIP,
			"the input is no header value, but the message itself");
		return;
	}
	report_check(r, &check_header_encoding, VERDICT_FAIL,
		"character %zu: %s%s%s%s", h->offset, flaw_words(h->flaw),
		h->character != 0 ? " ('" : "", h->character != 0 ? shown : "",
		h->character != 0 ? "')" : "");
	if (h->octets.len > 0)
		report_because(r,
			"what follows is judged as if that were not so");
}

/* ---- the message -------------------------------------------------------- */

static void
tell_fault(struct report *r, const struct check *check,
	const struct tbmsg_fault *fault, const char *good)
{
	if (fault->field == NULL)
		report_check(r, check, VERDICT_PASS, "%s", good);
	else
		report_check(r, check, VERDICT_FAIL,
			"offset %zu, %s: expected %s, found %s", fault->offset,
			fault->field, fault->expected, fault->found);
}

static const struct tbmsg *
by_rfc(const struct tbmsg_form *f)
{
	return tbmsg_form_is_draft(f) ? &f->rfc : &f->msg;
}

static void
check_message(struct report *r, const struct tbmsg_form *f)
{
	const struct tbmsg *m = by_rfc(f);

	if (f->headers == 0) {
		report_check(r, &check_message_length, VERDICT_SKIP,
			"there is no message");
		report_check(r, &check_message_structure, VERDICT_SKIP,
			"there is no message");
		return;
	}
	tell_fault(r, &check_message_length, &m->frame,
		"it does, for all of them");
	if (m->octets.len < 2)
		report_check(r, &check_message_structure, VERDICT_SKIP,
			"there is no list");
	else
		tell_fault(r, &check_message_structure, &m->body,
			"all fields are there");
}

/* ---- bindings ----------------------------------------------------------- */

static void
add_line(struct report *r, const struct check *check, size_t n,
	const char *whose, const struct tbmsg_fault *fault)
{
	if (n == 0)
		report_check(r, check, VERDICT_FAIL,
			"%s: offset %zu, %s: expected %s, found %s", whose,
			fault->offset, fault->field, fault->expected,
			fault->found);
	else if (n < EVIDENCE_MAX)
		report_because(r, "%s: offset %zu, %s: expected %s, found %s",
			whose, fault->offset, fault->field, fault->expected,
			fault->found);
}

/* One check for all bindings, however many there are. */
static void
check_part(struct report *r, const struct tbmsg *m, enum tbmsg_part part,
	const struct check *check, const char *good)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct tbmsg_binding *b = &m->binding[i];
		const struct tbmsg_fault *fault = &b->fault[part];
		_cleanup_str_ char *whose = NULL;

		if (fault->field == NULL)
			continue;
		if (n < EVIDENCE_MAX)
			whose = tbmsg_form_whose(m, b);
		add_line(r, check, n++, whose, fault);
	}
	if (n > EVIDENCE_MAX)
		report_because(r, "and %zu more", n - EVIDENCE_MAX);
	if (n == 0)
		report_check(r, check, m->n > 0 ? VERDICT_PASS : VERDICT_SKIP,
			"%s", m->n > 0 ? good : "there are no bindings");
}

void
judge_tbmsg_form(struct report *r, const struct tbmsg_form *f)
{
	check_single(r, f);
	check_encoding(r, f);
	check_message(r, f);
	check_part(r, &f->msg, TBMSG_PART_KEY, &check_binding_key,
		"all that we know have");
	check_part(r, &f->msg, TBMSG_PART_SIGNATURE,
		&check_binding_signature_size, "all that we know have");
	check_part(r, &f->msg, TBMSG_PART_EXTENSIONS, &check_binding_extensions,
		"all that there are");
	judge_tbmsg_form_causes(r, f);
}
