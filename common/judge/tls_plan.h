/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_plan.h - from the options of a TLS client to what its probes shall do:
 * files are read and checked here, before any connection.
 */
#ifndef JUDGE_TLS_PLAN_H
#define JUDGE_TLS_PLAN_H

#include "cli/tls_opts.h"
#include "net/tls.h"
#include "net/tls_trust.h"

enum {
	TLS_PLAN_CHAIN_MAX = 100, /* certificates of --cert */
	TLS_PLAN_ALPN_MAX = 8,
	TLS_PLAN_EKM_MAX = 4096, /* octets of one exported value */
	TLS_PLAN_HOST_MAX = 255,
};

/* A plan and everything that it points to. */
struct tls_plan {
	struct probe_plan plan;
	struct certs chain;
	struct key *key;
	struct tls_trust *trust;
	struct view alpn[TLS_PLAN_ALPN_MAX];
	struct probe_ekm ekm[PROBE_EKMS_MAX];
	struct tbneg_config tokbind;
	struct key *tokbind_key;
	struct certfile_pass pass;
	struct tls_client *client; /* from tls_plan_finish() */
};

/*
 * Read the files that OPTS names.  T is zeroed, stays where it is, and is
 * given to tls_plan_done() after failure, too.  ERR_USAGE, ERR_INPUT.
 */
int tls_plan_load(struct tls_plan *t, const struct tls_opts *opts,
	struct err *err) _must_check_;

/*
 * Is NAME, which may be NULL, a host's?  OPTION is what ERR calls it.
 * ERR_USAGE.
 */
int tls_plan_check_name(const char *option, const char *name, struct err *err)
	_must_check_;

/* Name this host in the request, as an HTTP client would; ERR_USAGE. */
int tls_plan_host(struct tls_plan *t, const char *name, struct err *err)
	_must_check_;

/*
 * Append the header fields of SOURCES, each a file, "-" or env:NAME, to FIELDS,
 * as a plan wants them.  ERR_USAGE for a field in the place of a file's name,
 * ERR_INPUT; neither shows a value.
 */
int tls_plan_fields(const struct opt_list *sources, struct bytes *fields,
	struct err *err) _must_check_;

/* Add LABEL[,LENGTH[,CONTEXT_HEX]] (RFC 5705 section 4).  ERR_USAGE. */
int tls_plan_add_ekm(struct tls_plan *t, const char *text, struct err *err)
	_must_check_;

/* Append key log lines to FILE, made with mode 0600.  ERR_SYSTEM. */
int tls_plan_keylog(struct tls_plan *t, const char *file, struct err *err)
	_must_check_;

/*
 * Offer Token Binding with these key parameters, separated by commas, the most
 * preferred first (RFC 8472 section 2), and prove the key KEY unless it is
 * NULL.  "" are all parameters, or those that the key can be used with.
 * ERR_USAGE, ERR_INPUT.
 */
int tls_plan_tokbind(struct tls_plan *t, const char *list, const char *key,
	struct err *err) _must_check_;

/* The list alone; "" are all parameters.  ERR_USAGE. */
int tls_plan_tokbind_list(struct tbneg_config *c, const char *list,
	struct err *err) _must_check_;

/* Everything is said: prepare what all probes share.  ERR_USAGE, ERR_INPUT. */
int tls_plan_finish(struct tls_plan *t, struct err *err) _must_check_;

void tls_plan_done(struct tls_plan *t);
#define _cleanup_tls_plan_ _cleanup_(tls_plan_done)

/*
 * HOST, HOST:PORT, [ADDRESS]:PORT, an IPv6 address, or an https:// URL, whose
 * path is ignored; port 443 unless one is given.  The caller frees both.
 * ERR_USAGE.
 */
int tls_plan_target(const char *text, char **ret_host, char **ret_port,
	struct err *err) _must_check_;

#endif
