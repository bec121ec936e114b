/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_alert.h - an alert of TLS as a fact of a report, in the same words on
 * both sides of a connection: RFC 8446 section 6.
 */
#ifndef JUDGE_TELL_ALERT_H
#define JUDGE_TELL_ALERT_H

#include "cli/report.h"

/*
 * An item of the list that is open.  OUTGOING: we sent it; AT_US: microseconds
 * since the connection was begun.
 */
void tell_alert(struct report *r, bool outgoing, bool fatal, uint8_t code,
	int64_t at_us);

#endif
