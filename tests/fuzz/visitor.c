/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visitor.c - fuzzing of net/tls_visitor.h: certificates in DER, one behind the
 * other; the last one is the server's authority, the rest what a client sent.
 */
#include "net/tls_visitor.h"

#include "base/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	NOW = 1780272000, /* 2026-06-01 */
	OF_ANYBODY = VISIT_NO_CERT | VISIT_SIGNATURE
};

static void
read_all(struct view in, struct certs *ret)
{
	struct der element;
	struct err err;

	while (ret->n <= VISIT_CHAIN_MAX && der_read(&in, &element)) {
		struct cert *c = NULL;

		if (cert_read(element.whole, &c, &err) == 0)
			certs_add(ret, c);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_certs_ struct certs chain = { 0 };
	struct front_plan plan = { .n_doors = 0 };
	struct tls_visitor *t = NULL;
	struct err err;

	read_all((struct view){ data, size }, &chain);
	if (chain.n < 2)
		return 0;
	certs_add(&plan.cas, chain.cert[--chain.n]);
	if (tls_visitor_new(&plan, &t, &err) == 0) {
		unsigned faults = tls_visitor_judge(t, &chain, NOW);
		bool self = (faults & VISIT_SELF_SIGNED) != 0;

		if ((faults & OF_ANYBODY) != 0
			|| (self && (faults & VISIT_UNKNOWN_CA) == 0))
			abort();
	}
	tls_visitor_free(t);
	certs_done(&plan.cas);
	return 0;
}
