/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause.h - the table of causes: which signs tell which cause, how sure that
 * is, and what to do.  A new cause is a new story and a new row.
 */
#ifndef JUDGE_CAUSE_H
#define JUDGE_CAUSE_H

#include "judge/case_words.h"
#include "judge/sign.h"

enum { CAUSE_LINES = 4, CAUSE_ALERTS = 6 };

/* How a cause is told; several stories may tell the same cause. */
struct cause_story {
	struct cause cause;
	/*
	 * Sentences with {names} for what is known of the case; a sentence
	 * whose name has no value in this case is left out.
	 */
	const char *text;
	const char *because[CAUSE_LINES];
	const char *advice[CAUSE_LINES];
};

struct cause_row {
	const struct cause_story *story;
	enum confidence confidence;
	sign_set all;                 /* signs that must be there */
	sign_set any;                 /* one of these must be there, unless 0 */
	sign_set none;                /* signs that exclude it */
	uint8_t alerts[CAUSE_ALERTS]; /* one of these, unless 0 */
};

/* Where each product says what was wrong with a certificate. */
#define CAUSE_LOGS                                                            \
	"the server's log says why: nginx error_log at level info, \"client " \
	"SSL certificate verify error: (N:...)\"; Apache LogLevel "           \
	"ssl:info, AH02276 and AH02039; HAProxy ssl_c_err and "               \
	"ssl_c_ca_err in log-format; slapd loglevel conns"

extern const struct cause_row cause_rows[];   /* ends with { 0 } */
extern const struct cause *const cause_ids[]; /* every id, then NULL */

extern const struct cause_story story_plain_http;
extern const struct cause_story story_not_tls;
extern const struct cause_story story_version;
extern const struct cause_story story_parameters;
extern const struct cause_story story_name;
extern const struct cause_story story_alpn;
extern const struct cause_story story_divergence;
extern const struct cause_story story_sni_missing;
extern const struct cause_story story_sni_dependent;
extern const struct cause_story story_421;
extern const struct cause_story story_proxy;
extern const struct cause_story story_tokbind_no_ems;
extern const struct cause_story story_tokbind_no_ri;
extern const struct cause_story story_tokbind_unsolicited;
extern const struct cause_story story_tokbind_answer;
extern const struct cause_story story_not_requested;
extern const struct cause_story story_late;
extern const struct cause_story story_no_pha;
extern const struct cause_story story_no_pha_shown;
extern const struct cause_story story_pha_h2;
extern const struct cause_story story_no_cert_13;
extern const struct cause_story story_no_cert_12;
extern const struct cause_story story_no_scheme;
extern const struct cause_story story_withheld_list;
extern const struct cause_story story_withheld_eku;
extern const struct cause_story story_eku_withheld_elsewhere;
extern const struct cause_story story_http_no_cert_passed_on;
extern const struct cause_story story_http_no_cert;
extern const struct cause_story story_iis_no_cert;
extern const struct cause_story story_key_mismatch;
extern const struct cause_story story_key_of_another_kind;
extern const struct cause_story story_wrong_order;
extern const struct cause_story story_wrong_order_unsent;
extern const struct cause_story story_expired;
extern const struct cause_story story_not_yet;
extern const struct cause_story story_clock_skew;
extern const struct cause_story story_no_eku;
extern const struct cause_story story_ca_eku;
extern const struct cause_story story_no_ku;
extern const struct cause_story story_weak_signature;
extern const struct cause_story story_weak_key;
extern const struct cause_story story_self_signed;
extern const struct cause_story story_legacy_p12;
extern const struct cause_story story_root_sent;
extern const struct cause_story story_revoked;
extern const struct cause_story story_revoked_perhaps;
extern const struct cause_story story_unknown_ca;
extern const struct cause_story story_rekeyed_ca;
extern const struct cause_story story_no_intermediate;
extern const struct cause_story story_intermediate_shown;
extern const struct cause_story story_no_crl;
extern const struct cause_story story_depth;
extern const struct cause_story story_http_bad_cert;
extern const struct cause_story story_iis_bad_cert;
extern const struct cause_story story_silent;
extern const struct cause_story story_write_race;
extern const struct cause_story story_any;
extern const struct cause_story story_optional;
extern const struct cause_story story_misleading_list;
extern const struct cause_story story_huge_list;
extern const struct cause_story story_empty_list;
extern const struct cause_story story_stale;

/*
 * Add a diagnosis to R for every row that fits the signs, one an id, the
 * surest first; EVIDENCE are the observations that all of them share.
 */
void judge_causes(struct report *r, const struct case_words *c, sign_set signs,
	const struct lines *evidence);

#endif
