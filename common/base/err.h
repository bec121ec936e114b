/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.h - why we could not do our job, and the exit status that says so.
 *
 * A fault in the thing under test is never an err: it is a check that FAILs
 * in a report.  Functions that can fail return 0 or -1, take a struct err as
 * their last argument, fill it in exactly when they return -1, and then leave
 * their ret_ outputs untouched.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

enum err_kind { /* the values are the exit statuses */
	ERR_NONE = 0,
	ERR_USAGE = 2,   /* the command line makes no sense */
	ERR_INPUT = 3,   /* a file or value cannot be read or parsed */
	ERR_NETWORK = 4, /* the peer cannot be reached */
	ERR_SYSTEM = 5,  /* memory, descriptors, output, a full disk */
};

struct err {
	enum err_kind kind;
	char text[512];
};

/* Record an error.  Always returns -1, so that callers may return it. */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	_printf_(3, 4);

/* The same, with ": " and the words for the errno value NUMBER behind it. */
int err_errno(struct err *err, enum err_kind kind, int number, const char *fmt,
	...) _printf_(4, 5);

/* Put "context: " before the text of an error on its way up; returns -1. */
int err_context(struct err *err, const char *fmt, ...) _printf_(2, 3);

/* "usage", "input", "network", "system" or "none": a static string. */
const char *err_kind_name(enum err_kind kind);

#endif
