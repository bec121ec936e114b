/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_item.c - one certificate of many, with its source.
 */
#include "judge/tell_item.h"

#include "base/io.h"
#include "judge/cert_header.h"
#include "judge/tell_cert.h"

void
tell_item(struct report *r, const struct cert *c, const struct cert_item *i,
	const char *where)
{
	report_open(r, NULL, NULL);
	report_line(r, NULL, "%s  %s", where,
		c->subject[0] != '\0' ? c->subject : "(empty subject)");
	report_string(r, "source", NULL, "%s", i->name);
	report_integer(r, "index", NULL, (int64_t)i->index);
	report_string(r, "form", NULL, "%s", i->form);
	report_boolean(r, "readable", NULL, c->imported);
	if (i->header != NULL)
		tell_header(r, i->header, i->index);
	tell_cert(r, c);
}

char *
tell_place(const char *name, size_t index)
{
	name = io_name(name);
	return index == 0 ? xstrdup(name)
			  : xasprintf("%s #%zu", name, index + 1);
}
