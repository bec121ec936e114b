/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_decode.c - the report of a message that nobody verifies.
 */
#include "judge/tbmsg_decode.h"

#include "judge/tell_tbmsg.h"

/* "2 token bindings: provided, referred". */
static void
headline(struct report *r, const struct tbmsg_form *f)
{
	enum { NAMED = 4 };
	_cleanup_str_ char *list = xstrdup("");
	const struct tbmsg *m = &f->msg;
	const char *more = m->n > NAMED ? ", …" : "";

	for (size_t i = 0; i < m->n && i < NAMED; i++) {
		_cleanup_str_ char *shorter = steal(list);
		const char *name = tbmsg_type_name(m->binding[i].type);

		list = xasprintf("%s%s%s", shorter, i == 0 ? ": " : ", ",
			name != NULL ? name : "unknown type");
	}
	if (report_status(r) != 0)
		report_headline(r, "MALFORMED",
			"the message is not as RFC 8471 wants it; it shows %zu "
			"token binding%s%s%s",
			m->n, m->n == 1 ? "" : "s", list, more);
	else
		report_headline(r, "DECODED", "%zu token binding%s%s%s", m->n,
			m->n == 1 ? "" : "s", list, more);
}

void
judge_tbmsg_decode(struct report *r, struct tbmsg_form *f)
{
	tbmsg_check_points(&f->msg);
	if (tbmsg_form_is_draft(f))
		report_line(r, "format",
			"drafts -05 to -09, by which servers of RFC 8471 "
			"cannot "
			"read it");
	else if (tbmsg_is_whole(&f->msg))
		report_line(r, "format",
			"RFC 8471; drafts -10 to -19 are the same, octet for "
			"octet");
	tell_tbmsg_table(r, &f->msg);
	tell_tbmsg(r, &f->msg, NULL, true);
	report_level(r, 1);
	tell_tbmsg_ttrp(r, &f->msg);
	report_level(r, 0);
	judge_tbmsg_form(r, f);
	headline(r, f);
}
