/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_make.h - the cnf object that binds a token to a certificate, a key or a
 * Token Binding ID.
 */
#ifndef JUDGE_CNF_MAKE_H
#define JUDGE_CNF_MAKE_H

#include "cli/report.h"

#define CNF_MAKE_PRINTS "cnf"

/* As typed; NULL where not given. */
struct cnf_make {
	const char *cert, *key, *tbid, *pass;
	bool jwk; /* the key itself instead of its thumbprint */
};

/*
 * Make the object: x5t#S256 of the first certificate, jkt (or jwk) of the key,
 * tbh of the ID.  With PRINT it goes to standard output alone, else it is a
 * fact.  ERR_USAGE, ERR_INPUT, ERR_SYSTEM.
 */
int cnf_make(struct report *r, const struct cnf_make *make, const char *print,
	struct err *err) _must_check_;

#endif
