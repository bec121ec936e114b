/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sni_matrix.h - one server by several names (RFC 6066 section 3): which of
 * them asks for a certificate, with what certificate of its own.
 */
#ifndef JUDGE_SNI_MATRIX_H
#define JUDGE_SNI_MATRIX_H

#include "judge/inquiry.h"

/* Are these names that can be asked for, "-" for none?  ERR_USAGE. */
int
sni_matrix_check(const struct opt_list *names, struct err *err) _must_check_;

/* A fact and a line a name, the given one first; nothing without further. */
void judge_sni_matrix(struct report *r, const struct inquiry *q);

#endif
