/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_item.h - a certificate and where it was found, as a member of a list.
 */
#ifndef JUDGE_TELL_ITEM_H
#define JUDGE_TELL_ITEM_H

#include "cli/report.h"
#include "proof/cert.h"
#include "proof/clienthdr.h"

struct cert_item {
	struct view der;
	const char *name;
	size_t index; /* within its input, from 0 */
	const char *form;
	const struct clienthdr *header; /* where it comes from, or NULL */
};

/*
 * Open a group with all that C and I say but thumbprints, which are for the
 * caller to add before it closes the group.  WHERE heads it in text.
 */
void tell_item(struct report *r, const struct cert *c,
	const struct cert_item *i, const char *where);

/* "client.pem", "client.pem #2"; the caller frees it. */
char *tell_place(const char *name, size_t index);

#endif
