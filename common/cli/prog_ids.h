/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog_ids.h - the checks, causes and metrics that a program may report, for
 * those who list them.
 */
#ifndef CLI_PROG_IDS_H
#define CLI_PROG_IDS_H

#include "base/strbuf.h"
#include "cli/prog.h"

/* Write one of them; KIND is "check" or "cause", REF may be NULL. */
typedef void put_id_fn(struct strbuf *out, const char *kind, const char *id,
	const char *title, const char *ref);

/* Hand each to PUT, once, in the order of the commands. */
void prog_checks(const struct prog *p, struct strbuf *out, put_id_fn *put);
void prog_causes(const struct prog *p, struct strbuf *out, put_id_fn *put);
bool prog_has_causes(const struct prog *p);

/* The same for metrics: first those of every program. */
typedef void put_metric_fn(struct strbuf *out, const struct metric *m);
void prog_metrics(const struct prog *p, struct strbuf *out, put_metric_fn *put);

#endif
