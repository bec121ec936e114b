/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates out of header fields, as facts and as a warning where a value
 * had to be repaired.
 */
#include "judge/cert_header.h"

const struct check judge_header = {
	"certificate.header",
	"the header with the certificate is as readers of it expect",
	"RFC 9440 section 2",
};

static const struct clienthdr_element *
element_of(const struct clienthdr *h, size_t index)
{
	return &h->element[h->cert[index].element];
}

void
tell_header(struct report *r, const struct clienthdr *h, size_t index)
{
	const struct clienthdr_element *e = element_of(h, index);
	const struct clienthdr_words *form = clienthdr_form_words(e->form);

	report_line(r, "header", "%s", form->words);
	report_open(r, "header", NULL);
	report_string(r, "form", NULL, "%s", form->id);
	if (e->name != NULL)
		report_string(r, "name", NULL, "%s", e->name);
	report_integer(r, "element", NULL, (int64_t)h->cert[index].element);
	report_boolean(r, "chain", NULL, h->cert[index].is_chain);
	report_open_list(r, "repairs", NULL);
	for (size_t i = 0; i < CLIENTHDR_REMARKS; i++)
		if ((e->remarks & 1u << i) != 0)
			report_string(r, NULL, NULL, "%s",
				clienthdr_remark_words(i)->id);
	report_close(r);
	report_close(r);
}

void
judge_header_see(struct header_judge *j, const struct clienthdr *h,
	size_t index, const char *where)
{
	unsigned remarks = element_of(h, index)->remarks;

	for (size_t i = 0; i < CLIENTHDR_REMARKS; i++)
		if (clienthdr_remark_words(i)->regular)
			remarks &= ~(1u << i);
	j->remarks |= remarks;
	if (remarks != 0 && j->where == NULL)
		j->where = xstrdup(where);
}

/* What a proxy that a client cannot speak for does not send. */
static enum verdict
verdict_of(unsigned remarks)
{
	return remarks & (CLIENTHDR_HASH_DIFFERS | CLIENTHDR_REPEATED)
		? VERDICT_FAIL
		: VERDICT_WARN;
}

void
judge_header_say(struct header_judge *j, struct report *r)
{
	bool first = true;

	for (size_t i = 0; i < CLIENTHDR_REMARKS; i++) {
		const struct clienthdr_words *w;

		if ((j->remarks & 1u << i) == 0)
			continue;
		w = clienthdr_remark_words(i);
		if (first)
			report_check(r, &judge_header, verdict_of(j->remarks),
				"%s: %s", j->where, w->words);
		else
			report_because(r, "%s", w->words);
		report_advise(r, "%s", w->advice);
		first = false;
	}
	judge_header_done(j);
}

void
judge_header_done(struct header_judge *j)
{
	free(j->where);
	*j = (struct header_judge){ .remarks = 0 };
}
