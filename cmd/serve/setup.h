/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setup.h - from the options of the server to what its front shall do: files
 * are read and checked here, before anything listens.
 */
#ifndef SERVE_SETUP_H
#define SERVE_SETUP_H

#include "cli/opt.h"
#include "net/front.h"
#include "serve/lab.h"

enum { SETUP_ALPN_MAX = 8, SETUP_CHAIN_MAX = 100, SETUP_CAS_MAX = 1024 };

#define SETUP_MISTAKES                                                      \
	"close late no-tickets plain ca-other ca-empty ca-huge tb-unasked " \
	"tb-version tb-two tb-other tb-malformed tb-no-ems tb-no-ri"

struct serve_opts {
	const char *listen, *client_auth, *ca, *crl, *pass, *tls, *priority;
	const char *tokbind, *imitate, *lab;
	struct opt_list cert, key, alpn, mistakes;
	bool pha, opaque;
	int count, handshake_ms, idle_ms;
};

/* A plan and everything that it points to. */
struct setup {
	struct front_plan plan;
	struct view alpn[SETUP_ALPN_MAX];
	struct tbneg_config tokbind;
	struct certfile_pass pass;
	struct lab lab;
	bool has_lab;
	char *host; /* of the doors */
};

/*
 * Read what OPTS names.  S is zeroed, stays where it is, and is given to
 * setup_done() after failure, too.  NOW is for what is made.  ERR_USAGE,
 * ERR_INPUT, ERR_SYSTEM.
 */
int setup_load(struct setup *s, const struct serve_opts *opts, int64_t now,
	struct err *err) _must_check_;
void setup_done(struct setup *s);
#define _cleanup_setup_ _cleanup_(setup_done)

/* A plan's listens(), of one within a setup: the origins of the lab. */
void setup_origins(struct front_plan *plan);

/* Is this address one that only this machine reaches? */
bool setup_is_loopback(const char *host);

/* "https://[::1]:8443": door number I; the caller frees it. */
char *setup_origin(const struct setup *s, size_t i);

#endif
