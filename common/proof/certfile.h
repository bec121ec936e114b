/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certfile.h - the certificates of an input, whatever form it has: PEM (any
 * number, streamed), DER, PKCS#7, PKCS#12, JWK or JWK Set with x5c, the header
 * field of a proxy, or a pkcs11: URL.
 */
#ifndef PROOF_CERTFILE_H
#define PROOF_CERTFILE_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/cert.h"
#include "proof/clienthdr.h"

enum certfile_form {
	CERTFILE_PEM,
	CERTFILE_DER,
	CERTFILE_PKCS7,
	CERTFILE_PKCS12,
	CERTFILE_JWK,
	CERTFILE_HEADER, /* clienthdr.h */
	CERTFILE_PKCS11
};

/* Asks for the passphrase of NAME when one is needed; -1 with ERR set. */
struct certfile_pass {
	const char *source;  /* --pass, or NULL: ask on the terminal */
	struct bytes secret; /* read once */
	bool known;
	bool never_ask; /* nobody is there */
};
int certfile_pass_get(struct certfile_pass *pass, const char *name,
	struct err *err) _must_check_;
void certfile_pass_done(struct certfile_pass *pass);

struct certfile;

/*
 * Open NAME (a file, "-", a pkcs11: URL).  PASS may be NULL; it is asked only
 * for encrypted containers.  ERR_INPUT.  Streams: holds 256 KiB and one
 * certificate, whatever the size of the input.
 */
int certfile_open(const char *name, struct certfile_pass *pass,
	struct certfile **ret, struct err *err) _must_check_;
void certfile_free(struct certfile *f);
void certfile_freep(struct certfile **f);
#define _cleanup_certfile_ _cleanup_(certfile_freep)

/*
 * The next certificate: 1 and its original DER octets (valid until the next
 * call), 0 behind the last one, -1 on malformed input (ERR_INPUT with the
 * name, the position and what to do).  An input without any certificate is
 * an error, not an end.
 */
int certfile_next(struct certfile *f, struct view *ret_der, struct err *err)
	_must_check_;

/* Of the certificate returned last: position from 0, and the input's form. */
size_t certfile_index(const struct certfile *f);
enum certfile_form certfile_form(const struct certfile *f);
/* "PEM", "DER", "PKCS#7", "PKCS#12", "JWK", "header", "PKCS#11". */
const char *certfile_form_name(enum certfile_form form);

/*
 * The header that the certificates come from, whose cert[certfile_index()] is
 * the one returned last; NULL for all other forms.
 */
const struct clienthdr *certfile_header(const struct certfile *f);

/* Every certificate of NAME, LIMIT at most (ERR_INPUT beyond). */
int certfile_load(const char *name, struct certfile_pass *pass, size_t limit,
	struct certs *ret, struct err *err) _must_check_;

/* PEM text of a certificate: RFC 7468, 64 columns, LF; the caller frees it. */
char *certfile_pem(struct view der);

#endif
