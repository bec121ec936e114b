/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "net/tls_visitor.h"
struct tls_visitor {
	int dummy;
};
int
tls_visitor_new(const struct front_plan *plan _unused_,
	struct tls_visitor **ret, struct err *err _unused_)
{
	*ret = xcalloc(1, sizeof(**ret));
	return 0;
}
void
tls_visitor_free(struct tls_visitor *t)
{
	free(t);
}
unsigned
tls_visitor_judge(const struct tls_visitor *t _unused_,
	const struct certs *chain, int64_t now _unused_)
{
	return chain->n == 0 ? VISIT_NO_CERT : 0;
}
