/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_alert.c - an alert, with its name.
 */
#include "judge/tell_alert.h"

#include "proof/tlsmsg.h"

void
tell_alert(struct report *r, bool outgoing, bool fatal, uint8_t code,
	int64_t at_us)
{
	report_open(r, NULL, NULL);
	report_string(r, "direction", "direction", "%s",
		outgoing ? "sent" : "received");
	report_string(r, "level", "level", "%s", fatal ? "fatal" : "warning");
	report_integer(r, "code", "code", code);
	report_string(r, "name", "name", "%s", tlsmsg_alert_name(code));
	report_integer(r, "at_us", "microseconds", at_us);
	report_close(r);
}
