/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_header.h - certificates out of header fields: what was repaired in
 * them, and what proxies should send.
 */
#ifndef JUDGE_CERT_HEADER_H
#define JUDGE_CERT_HEADER_H

#include "cli/report.h"
#include "proof/clienthdr.h"

struct header_judge {
	unsigned remarks; /* that are worth a warning */
	char *where;      /* the first certificate that has one */
};

/*
 * The member "header" of the group that is open: where certificate number
 * INDEX of H comes from, in which form, and what was repaired.
 */
void tell_header(struct report *r, const struct clienthdr *h, size_t index);

/* That certificate, and where it stands: "header.txt #2". */
void judge_header_see(struct header_judge *j, const struct clienthdr *h,
	size_t index, const char *where);

/* A check, unless all was regular; then J is empty again. */
void judge_header_say(struct header_judge *j, struct report *r);
void judge_header_done(struct header_judge *j);

extern const struct check judge_header;

#endif
