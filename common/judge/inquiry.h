/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry.h - one question to one server, and the further connections that it
 * takes to answer why: without a certificate, with a decoy, in the other
 * version of TLS, by other names, resumed.
 */
#ifndef JUDGE_INQUIRY_H
#define JUDGE_INQUIRY_H

#include "cli/opt.h"
#include "judge/lint.h"
#include "judge/tls_plan.h"

/* What a further connection changes; its name is what -v calls it. */
enum step {
	STEP_NONE,      /* P0: without a certificate */
	STEP_OTHER_TLS, /* P2: 1.2 instead of 1.3, or the reverse */
	STEP_DECOY,     /* P3: a self-signed certificate made for it */
	STEP_NAME,      /* P4: names of the server's certificate */
	STEP_NAME_2,
	STEP_NAME_3,
	STEP_NO_NAME,      /* P4: no server name */
	STEP_PATH,         /* P5: PHA offered, or renegotiation by TLS 1.2 */
	STEP_RESUME_NONE,  /* P6: resumed, no certificate */
	STEP_RESUME_OTHER, /* P6: resumed, another certificate */
	STEP_OTHER,        /* P7: the other certificate given */
	STEP_EXTRA,        /* the certificate with missing intermediates */
	STEP_HTTP,         /* P8: a request, if ALPN chooses http/1.1 */
	STEP_QUIET,        /* the same without the request */
	STEPS
};

enum {
	INQUIRY_CONNECTIONS_MAX = 12, /* to name a cause, the first included */
	INQUIRY_NAMES_MAX = 16,       /* of --sni-matrix */
};

/* What to find out beyond the question itself; shared by many inquiries. */
struct inquiry_wish {
	bool diagnose, no_decoy, resume;
	const struct opt_list *names; /* further server names; "-" is none */
	const struct tls_plan *other; /* another identity, or NULL */
	const struct certs *extra;    /* that may complete the chain */
	const struct crls *crls;      /* revocation lists, or NULL */
};

struct inquiry {
	struct probe *given; /* P1: as configured */
	/* Made only where the open question needs it; else NULL. */
	struct probe *step[STEPS];
	struct probe *name[INQUIRY_NAMES_MAX]; /* of the matrix */
	size_t n_names;

	/* The inquiry's own. */
	const struct tls_plan *plan;
	const struct inquiry_wish *wish;
	struct inquiry_state *state;
	struct inquiry *next, *prev; /* in a list of those under way: */
	bool asked;                  /* has no more to ask for now */
	void *arg;                   /* the caller's */
};

/*
 * Ask HOST and PORT (taken over) by PLAN, which, like WISH, outlives it.
 * inquiry_free() it.
 */
struct inquiry *inquiry_new(const struct tls_plan *plan,
	const struct inquiry_wish *wish, char *host, char *port);
void inquiry_free(struct inquiry *q);

/*
 * The next connection that the question needs, ready to be started; NULL in
 * *RET when there is none, or none before others have ended.  It stays the
 * inquiry's.  ERR_SYSTEM.
 */
int inquiry_next(struct inquiry *q, struct probe **ret, struct err *err)
	_must_check_;

/* P, which came from inquiry_next(), has ended: there may be more to ask. */
void inquiry_took(struct inquiry *q, struct probe *p);

/* Everything has been asked, and every connection has ended. */
bool inquiry_is_over(const struct inquiry *q);

/* "none", "decoy", "other-tls", ...: what -v and JSON call a step. */
const char *inquiry_step_name(enum step step);

/* Why a step was not made, or NULL: it was. */
const char *inquiry_left_out(const struct inquiry *q, enum step step);

/*
 * The connection that the verdict rests on: the first one, or the further one
 * whose answer refuses the certificate that TLS had let through.
 */
const struct probe *inquiry_subject(const struct inquiry *q);

/* What there is to say of the files, by what has been learnt by now. */
struct lint inquiry_lint(const struct inquiry *q, int64_t now);

/* The signs that the further connections show. */
sign_set inquiry_signs(const struct inquiry *q);

/* The first by another name that is decided otherwise, or NULL. */
const struct probe *inquiry_other_name(const struct inquiry *q);

/* All signs: of the subject, of the files, of the further connections. */
sign_set inquiry_all_signs(const struct inquiry *q, int64_t now);

#endif
