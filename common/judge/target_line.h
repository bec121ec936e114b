/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_line.h - a line of a list of targets: which server, and what is
 * different for it.
 */
#ifndef JUDGE_TARGET_LINE_H
#define JUDGE_TARGET_LINE_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	TARGET_LINE_MAX = 16 << 10, /* octets of a line */
	TARGET_LINE_EXPECTS_MAX = 32,
};

/*
 * What a line says; NULL: nothing about it.  An empty cert is no certificate,
 * an empty name is no server name; the others are never empty.
 */
struct target_line {
	char *host, *port;
	char *cert, *key, *pass, *ca; /* inputs, but never standard input */
	char *name, *tls;
	char *expect[TARGET_LINE_EXPECTS_MAX]; /* they make sense */
	size_t n_expect;
	char *ref; /* what the line calls itself */
};

/*
 * Parse HOST[:PORT] and words KEY=VALUE behind it: cert, key, pass, ca, name,
 * tls, expect (repeatable), ref.  A value that begins with a quotation mark
 * goes up to the next one, and \" and \\ in it stand for the character behind;
 * else it ends before a blank.  A word that begins with # begins a comment.
 *
 * 1: T is filled in.  0: there is nothing on the line.  -1, ERR_INPUT: it makes
 * no sense; T has the ref if the line has a good one.  target_line_done() it in
 * any case.
 */
int target_line_parse(struct view text, struct target_line *t, struct err *err)
	_must_check_;
/*
 * ERR tells of an option of the command line, in whose place a word of a line
 * was taken: let it tell of the word.  Returns -1.
 */
int target_line_fault(struct err *err);

void target_line_done(struct target_line *t);
#define _cleanup_target_line_ _cleanup_(target_line_done)

#endif
