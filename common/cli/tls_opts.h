/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_opts.h - the options by which a program acts as a TLS client, worded
 * once and spliced into the table of every program that does.
 */
#ifndef CLI_TLS_OPTS_H
#define CLI_TLS_OPTS_H

#include "cli/opt.h"

struct tls_opts {
	const char *cert, *key, *pass, *ca, *servername, *tls, *priority;
	struct opt_list alpn;
	bool no_verify;
	int timeout_ms;
};

enum { TLS_OPTS_TIMEOUT_MS = 10000 }; /* unless --timeout says otherwise */

/* clang-format off */
#define TLS_OPTS(t)							\
	OPT_GROUP("Client certificate"),				\
	OPT_STR('c', "cert", &(t)->cert, "CERT",			\
		"present this certificate and its chain"),		\
	OPT_STR('k', "key", &(t)->key, "KEY",				\
		"sign with this private key (else it is read from CERT)"), \
	OPT_STR(0, "pass", &(t)->pass, "SOURCE",			\
		"passphrase: a file, - or env:NAME"),			\
	OPT_NEEDS("key", "cert"),					\
	OPT_GROUP("Server"),						\
	OPT_FILE(0, "ca", &(t)->ca,					\
		"trust these authorities only, not the system's"),	\
	OPT_FLAG(0, "no-verify", &(t)->no_verify,			\
		"do not judge the server's certificate"),		\
	OPT_EXCLUDES("no-verify", "ca"),				\
	OPT_STR('s', "servername", &(t)->servername, "NAME",		\
		"ask for this name, and expect it in the certificate"),	\
	OPT_GROUP("Protocol"),						\
	OPT_WORD(0, "tls", &(t)->tls, "1.2 1.3",			\
		"speak this version only"),				\
	OPT_STR(0, "priority", &(t)->priority, "STRING",		\
		"GnuTLS priority string, instead of the default"),	\
	OPT_EXCLUDES("tls", "priority"),				\
	OPT_LIST(0, "alpn", &(t)->alpn, "PROTOCOL", "http/1.1 h2",	\
		"offer this application protocol (repeatable)"),	\
	OPT_MS(0, "timeout", &(t)->timeout_ms, 1, 3600000,		\
		"give up connecting and shaking hands after so long (10)")
/* clang-format on */

#endif
