/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_certs.h - the certificate that was presented with a token, and others to
 * which the token may be bound instead.
 */
#ifndef JUDGE_CNF_CERTS_H
#define JUDGE_CNF_CERTS_H

#include "base/err.h"
#include "cli/opt.h"
#include "judge/cert_header.h"
#include "proof/certfile.h"
#include "proof/clienthdr.h"
#include "proof/x509.h"

enum { CNF_CERTS_MAX = 1024 }; /* of one input */

struct cnf_cert {
	struct bytes der;
	struct x509 x;      /* views into der */
	const char *source; /* "client.pem"; not owned */
	size_t index;       /* within it, from 0 */
	size_t file;        /* whose content is certs.file[file] */
	bool in_header;     /* it is out of a header's value, */
	size_t element;     /* whose element it is in, from 0 */
};

/* The thumbprint in an element of a header that has no certificate. */
struct cnf_hash {
	uint8_t hash[CLIENTHDR_HASH_LEN];
	size_t element;
};

struct cnf_certs {
	bool has_cert; /* cert[0] was presented */
	struct cnf_cert *cert;
	size_t n, cap;
	struct bytes *file; /* contents, as far as they could be read */
	size_t n_files, cap_files;
	/* What was presented is known by its hash alone: the first of these. */
	struct cnf_hash *hash;
	size_t n_hashes, cap_hashes;
	struct header_judge header; /* what was repaired */
};

/*
 * Add all certificates of NAME, as certfile_open() takes it.  The first ever
 * added is the one that was PRESENTED, or none is; a header with thumbprints
 * alone may be presented, too.  NAME is kept.  ERR_INPUT.
 */
int cnf_certs_add(struct cnf_certs *c, const char *name, bool presented,
	struct certfile_pass *pass, struct err *err) _must_check_;

/*
 * The one presented, or NULL, and candidates; PASS is as --pass has it, or
 * NULL.  Names are kept.  ERR_INPUT.
 */
int cnf_certs_load(struct cnf_certs *c, const char *presented,
	const struct opt_list *candidates, const char *pass, struct err *err)
	_must_check_;

/*
 * Certificates from text, as clienthdr_read() takes it: PEM, base64 of DER, the
 * value of a forwarded header.  SOURCE is kept; the first was presented.
 */
int cnf_certs_take(struct cnf_certs *c, struct view text, const char *source,
	struct err *err) _must_check_;
void cnf_certs_done(struct cnf_certs *c);
#define _cleanup_cnf_certs_ _cleanup_(cnf_certs_done)

/* "client.pem", or "certificate 2 of client.pem"; the caller frees it. */
char *cnf_cert_name(const struct cnf_certs *c, const struct cnf_cert *cert);

#endif
