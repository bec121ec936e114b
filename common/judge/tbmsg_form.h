/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_form.h - is the value of Sec-Token-Binding well formed?  The part of
 * the judgement that needs no connection: RFC 8471 section 3, RFC 8473
 * section 2.
 */
#ifndef JUDGE_TBMSG_FORM_H
#define JUDGE_TBMSG_FORM_H

#include "cli/report.h"
#include "proof/tbheader.h"

/* A value that was read, as far as it goes. */
struct tbmsg_form {
	size_t headers; /* how many fields there were; this is the first */
	struct tbheader header;
	struct tbmsg msg; /* by the layout that fits */
	struct tbmsg rfc; /* by RFC 8471, if that is another one */
};

/*
 * Read TEXT: a value, a header field, or a header section; HEADERS fields came
 * beside it.  tbmsg_form_done() the result, which does not move.
 */
void tbmsg_form_read(struct tbmsg_form *f, struct view text, size_t headers);
void tbmsg_form_done(struct tbmsg_form *f);
#define _cleanup_tbmsg_form_ _cleanup_(tbmsg_form_done)

/* It is laid out as drafts -05 to -09 say. */
bool tbmsg_form_is_draft(const struct tbmsg_form *f);

/* The checks below, in this order, and a diagnosis if one explains a FAIL. */
void judge_tbmsg_form(struct report *r, const struct tbmsg_form *f);

/*
 * "provided", or "type 77 at offset 139" where that is not the only one; the
 * caller frees it.
 */
char *tbmsg_form_whose(const struct tbmsg *m, const struct tbmsg_binding *b);

#define TBMSG_FORM_CHECKS                                                    \
	&check_header_single, &check_header_encoding, &check_message_length, \
		&check_message_structure, &check_binding_key,                \
		&check_binding_signature_size, &check_binding_extensions
extern const struct check check_header_single, check_header_encoding,
	check_message_length, check_message_structure, check_binding_key,
	check_binding_signature_size, check_binding_extensions;

#endif
