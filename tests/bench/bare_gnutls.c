/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_gnutls - starts and ends: the least that a GnuTLS program can cost.
 */
#include <gnutls/gnutls.h>

int
main(void)
{
	return gnutls_check_version("3.0") == NULL;
}
