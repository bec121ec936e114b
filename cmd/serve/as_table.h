/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_table.h - the clients that the laboratory registers, for people to read.
 */
#ifndef SERVE_AS_TABLE_H
#define SERVE_AS_TABLE_H

#include "serve/lab.h"

/* Their metadata (RFC 7591 section 2), an array in JSON. */
void as_clients_write(const struct lab *l, struct strbuf *out);

#endif
