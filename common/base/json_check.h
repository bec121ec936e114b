/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_check.h - whether a text is strict JSON, before a lenient parser sees
 * it.
 */
#ifndef BASE_JSON_CHECK_H
#define BASE_JSON_CHECK_H

#include "base/bytes.h"
#include "base/err.h"

/*
 * Hold TEXT against RFC 8259, the additions of RFC 7493 and the limits that
 * json.h names.  ERR_INPUT says what is wrong and at which octet (from 1).
 */
int json_check(struct view text, struct err *err) _must_check_;

#endif
