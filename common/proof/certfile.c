/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The certificates of an input, recognised by its content.
 */
#include "proof/certfile.h"

#include <inttypes.h>

#include "base/alloc.h"
#include "base/der.h"
#include "base/io.h"
#include "base/json.h"
#include "proof/cert_pkcs.h"
#include "proof/certfeed.h"
#include "proof/certform.h"
#include "proof/certjwk.h"
#include "proof/certpem.h"

struct certfile {
	char *name;
	struct certfile_pass *pass;
	bool has_head; /* its form is known: */
	enum certfile_form input;
	enum certfile_form form; /* of the current certificate */
	size_t count;            /* certificates handed out */
	struct certfeed feed;
	struct certpem pem;
	struct bytes der;      /* the current one */
	struct cert_ders list; /* of the current container */
	size_t listed;         /* handed out of it */
	struct clienthdr header;
};

/* ---- containers --------------------------------------------------------- */

static int
load_rest(struct certfile *f, size_t limit, struct bytes *ret, struct err *err)
{
	if (certfeed_move(&f->feed, limit + 1, ret, err) < 0)
		return -1;
	if (ret->len > limit)
		return err_set(err, ERR_INPUT,
			"larger than the limit of %zu octets for %s", limit,
			certfile_form_name(f->input));
	return 0;
}

static int
load_container(struct certfile *f, struct err *err)
{
	size_t limit = f->input == CERTFILE_JWK ? JSON_SIZE_MAX
		: f->input == CERTFILE_HEADER   ? (size_t)CLIENTHDR_MAX
						: IO_MAX;
	_cleanup_bytes_ struct bytes data = { 0 };

	if (load_rest(f, limit, &data, err) < 0)
		return -1;
	switch (f->input) {
	case CERTFILE_HEADER:
		clienthdr_read(bytes_view(&data), &f->header);
		*err = f->header.fault;
		return err->kind == ERR_NONE ? 0 : -1;
	case CERTFILE_PKCS7:
		return cert_pkcs7(bytes_view(&data), &f->list, err);
	case CERTFILE_PKCS12:
		return cert_pkcs12(bytes_view(&data), f->name, f->pass,
			&f->list, NULL, err);
	default:
		return certjwk_read(bytes_view(&data), &f->list, err);
	}
}

static int
open_input(struct certfile *f, struct err *err)
{
	struct view head;

	f->has_head = true;
	if (strncmp(f->name, "pkcs11:", 7) == 0) {
		f->form = f->input = CERTFILE_PKCS11;
		return cert_pkcs11(f->name, f->pass, &f->list, err);
	}
	if (certfeed_want(&f->feed, CERTFORM_HEAD, err) < 0)
		return -1;
	head = view_part(certfeed_view(&f->feed), 0, CERTFORM_HEAD);
	if (certform_guess(head, &f->input, err) < 0)
		return -1;
	/* A header ends soon; what does not is a file of odd PEM. */
	if (f->input == CERTFILE_HEADER
		&& view_eq_str(view_part(head, 0, 5), "-----")) {
		if (certfeed_want(&f->feed, CERTFEED_WINDOW, err) < 0)
			return -1;
		if (!f->feed.eof)
			f->input = CERTFILE_PEM;
	}
	f->form = f->input;
	if (f->input == CERTFILE_PEM || f->input == CERTFILE_DER)
		return 0;
	return load_container(f, err);
}

/* ---- one certificate after the other ------------------------------------ */

static int
next_listed(struct certfile *f, struct view *ret_der)
{
	if (f->input == CERTFILE_HEADER && f->listed < f->header.n) {
		*ret_der = bytes_view(&f->header.cert[f->listed++].der);
		return 1;
	}
	if (f->listed >= f->list.n)
		return 0;
	*ret_der = bytes_view(&f->list.der[f->listed++]);
	return 1;
}

/* A block that holds no whole DER element is damaged; its position helps. */
static int
check_block(const struct certfile *f, struct err *err)
{
	size_t total = der_total(bytes_view(&f->der));

	if (total > 0 && total == f->der.len)
		return 0;
	return err_set(err, ERR_INPUT,
		"PEM block %zu (at octet %" PRIu64
		"): %zu octets that are not one DER element: the block is "
		"damaged",
		f->pem.blocks, f->pem.begin, f->der.len);
}

static int
next_pem(struct certfile *f, struct view *ret_der, struct err *err)
{
	int more = next_listed(f, ret_der);

	while (more == 0) {
		f->form = CERTFILE_PEM;
		more = certpem_next(&f->pem, &f->feed, &f->der, err);
		if (more <= 0)
			return more;
		if (f->pem.kind != CERTPEM_PKCS7) {
			*ret_der = bytes_view(&f->der);
			return check_block(f, err) < 0 ? -1 : 1;
		}
		f->form = CERTFILE_PKCS7;
		cert_ders_done(&f->list);
		f->listed = 0;
		if (cert_pkcs7(bytes_view(&f->der), &f->list, err) < 0)
			return err_context(err, "PEM block %zu", f->pem.blocks);
		more = next_listed(f, ret_der);
	}
	return more;
}

static int
next_der(struct certfile *f, struct view *ret_der, struct err *err)
{
	uint64_t start = f->feed.offset;
	size_t total;

	if (certfeed_want(&f->feed, CERTFORM_HEAD, err) < 0)
		return -1;
	if (certfeed_view(&f->feed).len == 0)
		return 0;
	if (certform_element(certfeed_view(&f->feed), f->feed.eof, start,
		    &total, err)
		< 0)
		return -1;
	f->der.len = 0;
	if (certfeed_move(&f->feed, total, &f->der, err) < 0)
		return -1;
	if (f->der.len < total)
		return err_set(err, ERR_INPUT,
			"the certificate at octet %" PRIu64
			" is cut off: %zu of its %zu octets are there: copy "
			"the file again",
			start, f->der.len, total);
	*ret_der = bytes_view(&f->der);
	return 1;
}

/* Words for an input that is well-formed and yet holds nothing of use. */
static int
no_certificate(const struct certfile *f, struct err *err)
{
	if (f->input == CERTFILE_PEM && f->pem.skipped[0] != '\0')
		return err_set(err, ERR_INPUT, "holds %s, but no certificate%s",
			f->pem.skipped,
			strstr(f->pem.skipped, "PRIVATE KEY") != NULL
				? ": are certificate and key swapped?"
				: ": give the certificate's own file");
	if (f->input == CERTFILE_PEM)
		return err_set(err, ERR_INPUT,
			"no certificate found: expected PEM, DER, PKCS#7, "
			"PKCS#12, a JWK with x5c, or a header");
	if (f->input == CERTFILE_JWK)
		return err_set(err, ERR_INPUT,
			"JSON without an x5c member: give the certificate "
			"itself");
	return err_set(err, ERR_INPUT, "%s without any certificate",
		certfile_form_name(f->input));
}

static int
next(struct certfile *f, struct view *ret_der, struct err *err)
{
	int more;

	if (!f->has_head && open_input(f, err) < 0)
		return -1;
	if (f->input == CERTFILE_PEM)
		more = next_pem(f, ret_der, err);
	else if (f->input == CERTFILE_DER)
		more = next_der(f, ret_der, err);
	else
		more = next_listed(f, ret_der);
	if (more == 0 && f->count == 0)
		return no_certificate(f, err);
	return more;
}

/* ---- public ------------------------------------------------------------- */

/* "env:NAME", and nothing that could be a passphrase typed by mistake. */
static bool
is_variable(const char *source)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t len = strlen(source);

	return strncmp(source, "env:", 4) == 0 && len < 64
		&& strspn(source + 4, letters) == len - 4;
}

/* Who types the passphrase itself must not read it in a log. */
static int
hide_source(const char *source, struct err *err)
{
	if (is_variable(source))
		return -1;
	return err_set(err, err->kind,
		"the source of the passphrase cannot be read: give a file, - "
		"or env:NAME, never the passphrase itself");
}

int
certfile_pass_get(struct certfile_pass *pass, const char *name, struct err *err)
{
	char prompt[128];

	if (pass != NULL && pass->known)
		return 0;
	if (pass != NULL && pass->source != NULL) {
		if (io_load_secret(pass->source, &pass->secret, err) < 0)
			return hide_source(pass->source, err);
		pass->known = true;
		return 0;
	}
	(void)snprintf(prompt, sizeof(prompt), "Passphrase of %s: ", name);
	if (pass == NULL || pass->never_ask
		|| io_ask_secret(prompt, &pass->secret, err) < 0)
		return err_set(err, ERR_INPUT,
			"encrypted, and no passphrase was given: use --pass "
			"FILE, --pass env:NAME or a terminal");
	pass->known = true;
	return 0;
}

void
certfile_pass_done(struct certfile_pass *pass)
{
	bytes_done(&pass->secret);
	pass->known = false;
}

int
certfile_open(const char *name, struct certfile_pass *pass,
	struct certfile **ret, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = xcalloc(1, sizeof(*f));

	f->name = xstrdup(name);
	f->pass = pass;
	f->feed.fd = -1;
	if (strncmp(name, "pkcs11:", 7) != 0
		&& certfeed_open(&f->feed, name, err) < 0)
		return -1;
	*ret = steal(f);
	return 0;
}

void
certfile_free(struct certfile *f)
{
	if (f == NULL)
		return;
	certfeed_done(&f->feed);
	cert_ders_done(&f->list);
	clienthdr_done(&f->header);
	bytes_done(&f->der);
	free(f->name);
	free(f);
}

void
certfile_freep(struct certfile **f)
{
	certfile_free(*f);
}

int
certfile_next(struct certfile *f, struct view *ret_der, struct err *err)
{
	int more = next(f, ret_der, err);

	if (more < 0)
		return err_context(err, "%s", io_name(f->name));
	f->count += (size_t)more;
	return more;
}

size_t
certfile_index(const struct certfile *f)
{
	return f->count - 1;
}

enum certfile_form
certfile_form(const struct certfile *f)
{
	return f->form;
}

const char *
certfile_form_name(enum certfile_form form)
{
	static const char *const names[] = {
		[CERTFILE_PEM] = "PEM",
		[CERTFILE_DER] = "DER",
		[CERTFILE_PKCS7] = "PKCS#7",
		[CERTFILE_PKCS12] = "PKCS#12",
		[CERTFILE_JWK] = "JWK",
		[CERTFILE_HEADER] = "header",
		[CERTFILE_PKCS11] = "PKCS#11",
	};

	return names[form];
}

const struct clienthdr *
certfile_header(const struct certfile *f)
{
	return f->form == CERTFILE_HEADER ? &f->header : NULL;
}

int
certfile_load(const char *name, struct certfile_pass *pass, size_t limit,
	struct certs *ret, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	_cleanup_certs_ struct certs list = { 0 };
	struct cert *c = NULL;
	struct view der = { 0 };
	int more;

	if (certfile_open(name, pass, &f, err) < 0)
		return -1;
	while ((more = certfile_next(f, &der, err)) > 0) {
		if (list.n == limit)
			return err_set(err, ERR_INPUT,
				"%s: more than %zu certificates", name, limit);
		if (cert_read(der, &c, err) < 0)
			return err_context(err, "%s: certificate %zu", name,
				certfile_index(f) + 1);
		certs_add(&list, c);
	}
	if (more < 0)
		return -1;
	list.weak_cipher = f->list.weak_cipher;
	certs_done(ret);
	*ret = list;
	list = (struct certs){ 0 };
	return 0;
}
