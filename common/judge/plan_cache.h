/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_cache.h - plans of targets that differ from the command line's, each of
 * them made once for all targets that say the same.
 */
#ifndef JUDGE_PLAN_CACHE_H
#define JUDGE_PLAN_CACHE_H

#include "judge/target_line.h"
#include "judge/tls_plan.h"

enum { PLAN_CACHE_IDLE_MAX = 64 }; /* kept though nobody uses them */

/* The command line's plan, and how another one is made. */
struct plan_maker {
	const struct tls_opts *opts;
	const struct tls_plan *plan; /* finished */
	/*
	 * Fill in T, which is zeroed but for its pass, by OPTS, all but the
	 * key log and tls_plan_finish().  ERR_USAGE, ERR_INPUT.
	 */
	int (*make)(struct tls_plan *t, const struct tls_opts *opts,
		struct err *err);
};

struct plan_cache;

/* MAKER outlives the cache.  plan_cache_free() it when all is given back. */
struct plan_cache *plan_cache_new(const struct plan_maker *maker);
void plan_cache_free(struct plan_cache *c);
void plan_cache_freep(struct plan_cache **c);
#define _cleanup_plan_cache_ _cleanup_(plan_cache_freep)

/*
 * The plan for what LINE says but its name: the command line's where it says
 * nothing, else one that lives until it is given back.  ERR_INPUT, ERR_SYSTEM;
 * nobody is asked for a passphrase.
 */
int plan_cache_take(struct plan_cache *c, const struct target_line *line,
	const struct tls_plan **ret, struct err *err) _must_check_;
void plan_cache_give_back(struct plan_cache *c, const struct tls_plan *plan);

/* How many plans have been made so far. */
size_t plan_cache_made(const struct plan_cache *c);

#endif
