/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/http.h"
struct http {
	int dummy;
};
int
http_new(const struct http_site *site _unused_, struct http **ret,
	struct err *err _unused_)
{
	*ret = xcalloc(1, sizeof(**ret));
	return 0;
}
int
http_serve(void *http _unused_, struct visit *v _unused_, int inner _unused_)
{
	return -1;
}
void
http_free(struct http *h)
{
	free(h);
}
void
http_freep(struct http **h)
{
	http_free(*h);
}
const char *
http_library_version(void)
{
	return "0";
}
