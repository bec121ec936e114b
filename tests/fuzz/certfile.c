/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An input of hostile octets in any form, for certificates and for a key.
 */
#include "proof/certfile.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "proof/key.h"
#include "proof/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_certificates(const char *name)
{
	struct certfile *f = NULL;
	struct view der;
	struct x509 x;
	struct err err;
	int more;

	if (certfile_open(name, NULL, &f, &err) < 0)
		abort();
	while ((more = certfile_next(f, &der, &err)) > 0)
		(void)(x509_parse(der, &x, &err) + 1);
	if (more < 0 && err.kind != ERR_INPUT)
		abort();
	certfile_free(f);
}

static void
try_key(const char *name)
{
	struct key *k = NULL;
	struct err err;

	if (key_load(name, NULL, &k, &err) == 0)
		key_free(k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);
	char *name = xasprintf("/proc/self/fd/%d", fd);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	try_certificates(name);
	try_key(name);
	free(name);
	close(fd);
	return 0;
}
