/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm_set.h - from options to the EKM of a connection, and to others that may
 * have been meant instead.
 */
#ifndef JUDGE_EKM_SET_H
#define JUDGE_EKM_SET_H

#include "cli/ekm_opts.h"
#include "cli/report.h"
#include "proof/keylog.h"
#include "proof/tbwhy.h"

/* An EKM that was given or derived. */
struct ekm_item {
	struct bytes value;
	const struct tbwhy_row *row; /* what using it would show; NULL: right */
	char *name;                  /* "connection 519908de…, TLS 1.3" */
	const struct keylog_conn *conn; /* whose it is, or NULL */
};

struct ekm_set {
	struct keylog log;
	struct ekm_item *item; /* the right ones first */
	size_t n, cap;
	size_t n_right;     /* several: the message must tell which */
	size_t n_refused;   /* connections that may be right as well, */
	struct err refused; /* and why the first has no EKM */
};

/*
 * Read what O names.  S is zeroed, and given to ekm_set_done() after failure,
 * too.  Without --client-random every connection of a key log is taken that
 * has an exporter.  ERR_USAGE, ERR_INPUT.
 */
int ekm_set_load(struct ekm_set *s, const struct ekm_opts *o, struct err *err)
	_must_check_;

/*
 * The one connection of a key log that is meant, and what is exported from it:
 * label, context and length of WHAT, all else from O.  S as above.
 */
int ekm_set_pick(struct ekm_set *s, const struct ekm_opts *o,
	const struct keylog_export *what, const struct keylog_conn **ret_conn,
	struct bytes *ret_value, struct err *err) _must_check_;

/* Add the one that is right, of this name; its value is the caller's to set. */
struct ekm_item *ekm_set_add(struct ekm_set *s, const char *name);

/*
 * All of S but ITEM, and all of MORE (or NULL), as candidates, *RET_N of them;
 * the caller frees the array.
 */
struct tbwhy_ekm *ekm_set_others(const struct ekm_set *s,
	const struct ekm_set *more, const struct ekm_item *item, size_t *ret_n);

void ekm_set_done(struct ekm_set *s);
#define _cleanup_ekm_set_ _cleanup_(ekm_set_done)

#endif
