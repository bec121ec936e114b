/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sni_matrix.h - one server by several names (RFC 6066 section 3): which of
 * them asks for a certificate, with what certificate of its own.
 */
#ifndef JUDGE_SNI_MATRIX_H
#define JUDGE_SNI_MATRIX_H

#include "judge/inquiry.h"

/* A fact and a line a name, the given one first; nothing without further. */
void judge_sni_matrix(struct report *r, const struct inquiry *q);

#endif
