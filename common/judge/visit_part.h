/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_part.h - what the files of judge/visit.h share: a visit, and what it
 * came to.
 */
#ifndef JUDGE_VISIT_PART_H
#define JUDGE_VISIT_PART_H

#include "judge/visit.h"
#include "proof/clienthello.h"

/* What a visit came to, the first that fits. */
enum visit_outcome {
	VISIT_IS_REFUSED, /* we did not take its certificate, or lack of it */
	VISIT_IS_BROKEN,  /* the handshake failed, or the client left it */
	VISIT_IS_LEFT,    /* without a word, when a certificate was asked for */
	VISIT_IS_FOREIGN, /* it does not speak TLS */
	VISIT_IS_SILENT,  /* nothing that shows anything */
	VISIT_IS_BEGUN,   /* the handshake goes on */
	VISIT_IS_PLAIN,   /* asked and answered without TLS */
	VISIT_IS_ACCEPTED,  /* with a valid certificate */
	VISIT_IS_TAKEN,     /* with one that is not, which was let pass */
	VISIT_IS_ANONYMOUS, /* without one */
};

/* Whoever has it holds the lock of V. */
struct visit_bench {
	struct report *r;
	const struct visit *v;
	const struct cert *leaf; /* or NULL */
	struct lint lint;        /* with a leaf */
	struct clienthello hello;
	bool has_hello;
	struct err hello_error; /* why it cannot be read */
	const struct cert *own; /* our certificate, or NULL */
	enum visit_outcome outcome;
};

/* The last fatal alert of that direction, or NULL. */
const struct visit_alert *visit_fatal(const struct visit *v, bool outgoing);

/* It left after our certificate, in the handshake, without a word. */
bool visit_left_silently(const struct visit *v);

/* Does the client refuse our certificate with that alert? */
bool visit_blames_us(const struct visit_alert *a);

/* A name is asked for, and we have a certificate: is that for it? */
bool visit_has_name(const struct visit_bench *b);
bool visit_name_fits(const struct visit_bench *b);

/* TLS 1.3 was agreed on. */
bool visit_is_tls13(const struct visit *v);

/*
 * The faults that can be blamed on it, without those that another one says
 * better: where we have no CA, that none is its issuer says nothing.
 */
unsigned visit_faults(const struct visit *v);
/* There is no CA to hold it against. */
bool visit_lacks_cas(const struct visit *v);

/*
 * "has expired", "is signed by itself", ...: a fault in words, after "its
 * certificate"; NULL for a bit that is none.
 */
const char *visit_fault_words(unsigned bit);

/* What was observed of a fault, as evidence for what was added last. */
void visit_because(const struct visit_bench *b, unsigned bit);

/* "alert 45 certificate_expired", "HTTP 400", ...; the caller frees it. */
char *visit_answer_words(const struct visit *v);

/* "closed the connection": how it ended, after "the client". */
const char *visit_end_words(enum visit_end end);
/* "closed", "eof": the same for programs. */
const char *visit_end_name(enum visit_end end);

/* What protocol other than TLS the first octets are of. */
enum visit_speech {
	SPEECH_HTTP,
	SPEECH_PROXY, /* what load balancers send ahead */
	SPEECH_OTHER,
};
enum visit_speech visit_speech(const struct visit *v);

/* The target of a request as R may show it; the caller frees it. */
char *visit_target(const struct report *r, const struct visit_request *q);

/* The first octets, on one line; the caller frees it. */
char *visit_first_line(const struct visit *v);

/* Why it broke, after a colon; the caller frees it. */
char *visit_break_words(const struct visit_bench *b);

void visit_tell(const struct visit_bench *b);       /* facts */
void visit_tell_hello(const struct visit_bench *b); /* of the ClientHello */
void visit_line(const struct visit_bench *b);       /* lines for people */
void visit_check(const struct visit_bench *b);
void visit_diagnose(const struct visit_bench *b);
void visit_diagnose_break(const struct visit_bench *b);
void visit_diagnose_left(const struct visit_bench *b);
void visit_diagnose_speech(const struct visit_bench *b);

extern const struct cause visit_server_untrusted, visit_server_name,
	visit_server_expired, visit_left_when_asked, visit_plain_http,
	visit_proxy_protocol, visit_no_tls;

#endif
