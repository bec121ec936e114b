/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/store.h"
const char *
store_library_version(void)
{
	return "0";
}
int
store_open(const char *file _unused_, struct store **ret _unused_,
	struct err *err)
{
	return err_set(err, ERR_SYSTEM, "not written yet");
}
void
store_free(struct store *s _unused_)
{
}
