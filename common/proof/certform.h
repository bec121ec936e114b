/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certform.h - which form an input has, told from its first octets.
 */
#ifndef PROOF_CERTFORM_H
#define PROOF_CERTFORM_H

#include "proof/certfile.h"

enum { CERTFORM_HEAD = 4096 }; /* octets that decide */

/*
 * The form of an input that begins with HEAD (all of it, if it is shorter
 * than CERTFORM_HEAD).  ERR_INPUT if nothing of the kind can follow.
 */
int certform_guess(struct view head, enum certfile_form *ret_form,
	struct err *err) _must_check_;

/*
 * How many octets the DER certificate takes that begins with HEAD at OFFSET
 * of its input; HEAD is all that follows if ENDS.
 */
int certform_element(struct view head, bool ends, uint64_t offset,
	size_t *ret_total, struct err *err) _must_check_;

#endif
