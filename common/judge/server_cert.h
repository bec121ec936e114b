/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_cert.h - is the server's certificate good?  Asked and answered apart
 * from the question whether the server accepts ours.
 */
#ifndef JUDGE_SERVER_CERT_H
#define JUDGE_SERVER_CERT_H

#include "cli/report.h"
#include "net/probe.h"

/*
 * Check trust, name, dates, order and the stapled OCSP response as of R's
 * moment (RFC 5280 section 6, RFC 6125 section 6).  A check that does not
 * hold is a FAIL, or a WARN when STRICT is false.  Without a certificate
 * nothing is added.
 */
void judge_server_cert(struct report *r, const struct probe *p, bool strict);

/* "trusted, name matches", "not trusted, expired", for a line of the report. */
char *server_cert_summary(const struct probe *p, int64_t now);

extern const struct check check_server_trusted, check_server_name,
	check_server_dates, check_server_order, check_server_staple;

#endif
