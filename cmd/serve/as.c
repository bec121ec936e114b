/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/lab.h"

int
as_clients_load(struct lab *l _unused_, struct err *err _unused_)
{
	return 0;
}

void
as_clients_done(struct lab *l _unused_)
{
}

const struct http_route as_routes[] = { { 0 } };
