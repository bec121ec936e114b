/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_visitor.h - what is wrong with a client's certificate: RFC 5280 path
 * validation for TLS clients.
 */
#ifndef NET_TLS_VISITOR_H
#define NET_TLS_VISITOR_H

#include "net/front.h"

struct tls_visitor;

/* Read once what PLAN trusts; it stays.  ERR_INPUT.  tls_visitor_free() it. */
int tls_visitor_new(const struct front_plan *plan, struct tls_visitor **ret,
	struct err *err) _must_check_;
void tls_visitor_free(struct tls_visitor *t);

/*
 * All faults of CHAIN, as it was sent, at the moment NOW: never only the
 * first.  For any number of threads at once.
 */
unsigned tls_visitor_judge(const struct tls_visitor *t,
	const struct certs *chain, int64_t now);

#endif
