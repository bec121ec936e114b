/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "net/imitate.h"
const struct imitation *
imitate_find(const char *name _unused_)
{
	return NULL;
}
int
imitate_refusal(const struct imitation *i _unused_, unsigned faults, bool tls13)
{
	if (faults == 0)
		return REFUSAL_NONE;
	return faults & VISIT_NO_CERT ? tls13 ? 116 : 40 : 48;
}
unsigned
imitate_ignored(const struct imitation *i _unused_, unsigned faults _unused_)
{
	return 0;
}
