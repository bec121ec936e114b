/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates out of PKCS#7 (RFC 2315, 5652) and PKCS#11 (RFC 7512), by
 * GnuTLS's functions that hand out the original octets.
 */
#include "proof/cert_pkcs.h"

#include <gnutls/pkcs11.h>
#include <gnutls/pkcs7.h>

#include "base/alloc.h"

struct objects {
	gnutls_pkcs11_obj_t *obj;
	unsigned n;
};

static void
objects_done(struct objects *o)
{
	for (unsigned i = 0; i < o->n; i++)
		gnutls_pkcs11_obj_deinit(o->obj[i]);
	gnutls_free(o->obj);
}

static void
pkcs7_freep(gnutls_pkcs7_t *p7)
{
	if (*p7 != NULL)
		gnutls_pkcs7_deinit(*p7);
}

void
cert_ders_add(struct cert_ders *list, struct view der)
{
	list->der = xgrow(list->der, &list->cap, list->n + 1,
		sizeof(list->der[0]));
	list->der[list->n] = (struct bytes){ 0 };
	bytes_append_view(&list->der[list->n], der);
	list->n++;
}

void
cert_ders_done(struct cert_ders *list)
{
	for (size_t i = 0; i < list->n; i++)
		bytes_done(&list->der[i]);
	free(list->der);
	*list = (struct cert_ders){ 0 };
}

static void
take_datum(struct cert_ders *list, gnutls_datum_t *datum)
{
	cert_ders_add(list, (struct view){ datum->data, datum->size });
	gnutls_free(datum->data);
	datum->data = NULL;
}

int
cert_pkcs7(struct view data, struct cert_ders *ret, struct err *err)
{
	gnutls_datum_t in = { (unsigned char *)data.data, (unsigned)data.len };
	_cleanup_(pkcs7_freep) gnutls_pkcs7_t p7 = NULL;
	int n;

	n = gnutls_pkcs7_init(&p7);
	if (n >= 0)
		n = gnutls_pkcs7_import(p7, &in, GNUTLS_X509_FMT_DER);
	if (n >= 0)
		n = gnutls_pkcs7_get_crt_count(p7);
	if (n < 0)
		return err_set(err, ERR_INPUT, "PKCS#7 that cannot be read: %s",
			gnutls_strerror(n));
	if (n > CERT_PKCS_MAX)
		return err_set(err, ERR_INPUT,
			"PKCS#7 of %d certificates: more than the limit of %d",
			n, CERT_PKCS_MAX);
	for (int i = 0; i < n; i++) {
		gnutls_datum_t der = { NULL, 0 };
		int rc = gnutls_pkcs7_get_crt_raw2(p7, (unsigned)i, &der);

		if (rc < 0)
			return err_set(err, ERR_INPUT,
				"PKCS#7, certificate %d: %s", i + 1,
				gnutls_strerror(rc));
		take_datum(ret, &der);
	}
	return 0;
}

/* What the token said, and what helps against it. */
static int
pkcs11_error(const char *url, int rc, struct err *err)
{
	const char *advice = "see p11tool --list-all";

	if (rc == GNUTLS_E_PKCS11_PIN_ERROR
		|| rc == GNUTLS_E_PKCS11_PIN_EXPIRED)
		advice = "give the PIN with --pass or GNUTLS_PIN";
	return err_set(err, ERR_INPUT, "%s: %s: %s", url, gnutls_strerror(rc),
		advice);
}

int
cert_pkcs11(const char *url, struct certfile_pass *pass, struct cert_ders *ret,
	struct err *err)
{
	_cleanup_(objects_done) struct objects list = { NULL, 0 };
	int rc;

	gnutls_pkcs11_set_pin_function(cert_pkcs11_pin, pass);
	rc = gnutls_pkcs11_obj_list_import_url4(&list.obj, &list.n, url,
		GNUTLS_PKCS11_OBJ_FLAG_CRT);
	gnutls_pkcs11_set_pin_function(NULL, NULL);
	if (rc < 0)
		return pkcs11_error(url, rc, err);
	for (unsigned i = 0; i < list.n; i++) {
		gnutls_datum_t der = { NULL, 0 };

		if (gnutls_pkcs11_obj_get_type(list.obj[i])
			!= GNUTLS_PKCS11_OBJ_X509_CRT)
			continue;
		rc = gnutls_pkcs11_obj_export2(list.obj[i], &der);
		if (rc < 0)
			return pkcs11_error(url, rc, err);
		take_datum(ret, &der);
	}
	return 0;
}

int
cert_pkcs11_pin(void *userdata, int attempt, const char *token_url,
	const char *token_label, unsigned flags, char *pin, size_t pin_max)
{
	struct certfile_pass *pass = userdata;
	const char *given = getenv("GNUTLS_PIN");
	struct err err = { 0 };

	(void)token_url;
	/* A second try with the same PIN would only bring the lock nearer. */
	if (attempt > 0 || flags & GNUTLS_PIN_WRONG)
		return -1;
	if (given == NULL) {
		if (certfile_pass_get(pass, token_label, &err) < 0)
			return -1;
		given = pass->secret.len > 0 ? (const char *)pass->secret.data
					     : "";
	}
	if (strlen(given) >= pin_max)
		return -1;
	memcpy(pin, given, strlen(given) + 1);
	return 0;
}
