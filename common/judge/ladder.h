/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.h - the messages of a connection as a sequence diagram: for people,
 * as facts, and for documents.
 */
#ifndef JUDGE_LADDER_H
#define JUDGE_LADDER_H

#include "base/strbuf.h"
#include "cli/report.h"
#include "net/probe.h"

enum { LADDER_WIDTH = 80 }; /* columns of a line, its indentation included */

/* Is FORM one of a ladder's: NULL, "", "text" or "mermaid"?  ERR_USAGE. */
int ladder_check_form(const char *form, struct err *err) _must_check_;

/*
 * Add facts.ladder, and lines for people: nothing, if the plan wanted no trace
 * or there was no connection.
 */
void ladder_tell(struct report *r, const struct probe *p);

/* Append a diagram in the language of Mermaid, whatever there is to draw. */
void ladder_mermaid(struct strbuf *to, const struct probe *p);

#endif
