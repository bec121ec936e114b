/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whoami_page.h - a visit as a page for a browser: for whoami.c alone.
 */
#ifndef SERVE_WHOAMI_PAGE_H
#define SERVE_WHOAMI_PAGE_H

#include "cli/report.h"
#include "serve/http.h"
#include "serve/lab.h"

enum {
	WHOAMI_FIELDS_MAX = 40,  /* header fields shown */
	WHOAMI_VALUE_MAX = 512,  /* octets of a value shown */
	WHOAMI_TARGET_MAX = 512, /* of a path or query */
};

/* R is what the judge says of Q's visit; LAB may be NULL. */
void whoami_page(struct strbuf *out, const struct report *r,
	const struct http_request *q, const struct lab *lab);

#endif
