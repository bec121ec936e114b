/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_tbmsg.h - a Token Binding message as facts of a report: every field
 * with its offset, IDs, their hashes, and what proxies make of them.
 */
#ifndef JUDGE_TELL_TBMSG_H
#define JUDGE_TELL_TBMSG_H

#include "cli/report.h"
#include "proof/tbmsg.h"

/*
 * token_bindings[]: type, key parameters, ID, tbh, offset; RESULTS holds one
 * for each, or is NULL where no signature was judged.  With FIELDS also each
 * field and the extensions; without, many bindings are only counted.
 */
void tell_tbmsg(struct report *r, const struct tbmsg *m,
	const enum tbmsg_result *results, bool fields);

/* All fields as lines for people. */
void tell_tbmsg_table(struct report *r, const struct tbmsg *m);

/*
 * The header fields by which a reverse proxy passes IDs on
 * (draft-ietf-tokbind-ttrp section 2).
 */
void tell_tbmsg_ttrp(struct report *r, const struct tbmsg *m);

/*
 * A long ID as people can compare it: both ends and how many characters it
 * has.  One of up to MOST characters is left as it is.  The caller frees it.
 */
char *tell_tbmsg_brief(struct view id, size_t most);

/* "ecdsap256", or "unknown (89)". */
enum { TELL_PARAMS_TEXT = 24 };
const char *
tell_tbmsg_params(unsigned params, char ret_text[static TELL_PARAMS_TEXT]);

#endif
