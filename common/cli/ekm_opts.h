/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm_opts.h - the options that tell the exported keying material of a
 * connection, worded once for the commands that need it.
 */
#ifndef CLI_EKM_OPTS_H
#define CLI_EKM_OPTS_H

#include "cli/opt.h"

struct ekm_opts {
	const char *ekm, *keylog, *client_random, *server_random, *prf;
	struct opt_list others;
};

/* clang-format off */
#define EKM_KEYLOG_OPTS(e)						\
	OPT_FILE(0, "keylog", &(e)->keylog,				\
		"take the secrets from this NSS key log"),		\
	OPT_STR(0, "client-random", &(e)->client_random, "HEX",		\
		"of the connections in it, take this one"),		\
	OPT_STR(0, "server-random", &(e)->server_random, "HEX",		\
		"TLS 1.2: the random of the ServerHello"),		\
	OPT_WORD(0, "prf", &(e)->prf, "sha256 sha384",			\
		"TLS 1.2: the hash of the cipher suite"),		\
	OPT_NEEDS("client-random", "keylog"),				\
	OPT_NEEDS("server-random", "keylog"),				\
	OPT_NEEDS("prf", "keylog")
#define EKM_OPTS(e)							\
	OPT_STR('e', "ekm", &(e)->ekm, "EKM",				\
		"exported keying material: hex, base64url or a file"),	\
	EKM_KEYLOG_OPTS(e),						\
	OPT_EXCLUDES("ekm", "keylog")
/* clang-format on */

#endif
