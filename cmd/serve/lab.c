/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/lab.h"
int
lab_make(const char *dir _unused_, int64_t now _unused_, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "not written yet");
}
int
lab_open(struct lab *l _unused_, const char *dir _unused_, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "not written yet");
}
void
lab_done(struct lab *l _unused_)
{
}
