/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match.h - would an authorization server that has registered this value for a
 * client accept the subject of a certificate (RFC 8705 section 2.1.2), and if
 * not, what should be registered?
 */
#ifndef JUDGE_MATCH_H
#define JUDGE_MATCH_H

#include "cli/report.h"
#include "judge/match_one.h"

/* Words that completion offers. */
#define MATCH_WORDS                                             \
	"tls_client_auth_subject_dn= tls_client_auth_san_dns= " \
	"tls_client_auth_san_uri= tls_client_auth_san_ip= "     \
	"tls_client_auth_san_email="

/* One of the five, and what it is about. */
struct match_key {
	const char *name; /* "tls_client_auth_subject_dn" */
	const struct check *check;
	enum san_type type; /* 0: the subject */
};

/* A registered value, and the certificate that is nearest to it so far. */
struct match_claim {
	const struct match_key *key;
	const char *value; /* the caller's */
	struct match_found found;
	char *source;
	size_t index;
};

struct match_judge {
	struct match_claim *claim;
	size_t n;
	size_t seen; /* certificates */
};

/*
 * Judge these assertions, KEY=VALUE each; KEY with or without
 * "tls_client_auth_".  They must stay.  ERR_USAGE names what is wrong; J is
 * then empty.
 */
int judge_match_begin(struct match_judge *j, const char *const *assertions,
	size_t n, struct err *err) _must_check_;

/*
 * A certificate: number INDEX (from 0) of the input SOURCE.  True if it is
 * nearer to a value than all before it.
 */
bool judge_match_see(struct match_judge *j, const struct x509 *x,
	const char *source, size_t index);

/* The fact "subject_forms": its subject as every program prints it. */
void judge_match_tell(struct report *r, const struct x509 *x);

/*
 * Headline, a check for each value, a diagnosis for each that is refused, and
 * the fact "matches".  A headline that is there already is kept if it says no,
 * else its words are joined.
 */
void judge_match_say(const struct match_judge *j, struct report *r);
void judge_match_done(struct match_judge *j);

extern const struct check judge_match_dn, judge_match_dns, judge_match_uri,
	judge_match_ip, judge_match_email, judge_match_spelling;
extern const struct cause *const judge_match_causes[]; /* then NULL */

#endif
