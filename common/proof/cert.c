/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a certificate says, for a report.  The words come from its own octets;
 * GnuTLS only tells whether it would take it, and checks its own signature.
 */
#include "proof/cert.h"

#include <gnutls/x509.h>

#include "base/alloc.h"
#include "base/der.h"
#include "base/hex.h"
#include "proof/cert_link.h"
#include "proof/certext.h"

static void
crt_freep(gnutls_x509_crt_t *crt)
{
	if (*crt != NULL)
		gnutls_x509_crt_deinit(*crt);
}

static unsigned
bit_length(struct view number)
{
	unsigned bits = (unsigned)(number.len * 8);

	for (unsigned mask = 0x80; mask > 0 && !(number.data[0] & mask);
		mask >>= 1)
		bits--;
	return bits;
}

/* A key that we cannot take apart is named by its OIDs. */
static char *
other_key(const struct x509 *x)
{
	char alg[DER_OID_TEXT], curve[DER_OID_TEXT];
	struct view params = x->key_params;
	struct der oid;

	if (!der_oid_text(x->key_alg, alg))
		return xstrdup("unreadable");
	if (strcmp(alg, "1.2.840.10045.2.1") == 0
		&& der_read_tag(&params, DER_OID, &oid)
		&& der_oid_text(oid.value, curve))
		return xasprintf("EC %s", curve);
	return xstrdup(alg);
}

static void
read_key(struct cert *c)
{
	static const struct {
		const char *name;
		unsigned bits;
	} names[] = {
		[KEY_EC_P256] = { "EC P-256", 256 },
		[KEY_EC_P384] = { "EC P-384", 384 },
		[KEY_EC_P521] = { "EC P-521", 521 },
		[KEY_ED25519] = { "Ed25519", 256 },
		[KEY_ED448] = { "Ed448", 456 },
		[KEY_RSA] = { "RSA", 0 },
	};
	struct public_key key;

	x509_public_key(&c->x, &key);
	if (key.type == KEY_OTHER) {
		c->key_type = other_key(&c->x);
		return;
	}
	c->key_type = xstrdup(names[key.type].name);
	c->key_bits = key.type == KEY_RSA ? bit_length(key.n)
					  : names[key.type].bits;
}

/* Without the zero octet that only keeps the number positive. */
static char *
serial_text(struct view serial)
{
	if (serial.len > 1 && serial.data[0] == 0)
		serial = view_part(serial, 1, serial.len);
	return hex_encode(serial, HEX_LOWER);
}

static char *
signature_name(const struct x509 *x)
{
	const char *name = x509_signature_name(x);
	struct view in = x->sig_alg;
	char text[DER_OID_TEXT];
	struct der alg, oid;

	if (name != NULL)
		return xstrdup(name);
	if (!der_read_tag(&in, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid)
		|| !der_oid_text(oid.value, text))
		return xstrdup("unreadable");
	return xstrdup(text);
}

/* Its parts, each of which costs GnuTLS as much as there are. */
static size_t
parts_of(struct view name)
{
	struct der sequence, rdn, part;
	size_t n = 0;

	if (!der_read_tag(&name, DER_SEQUENCE, &sequence))
		return 0;
	while (der_read(&sequence.value, &rdn))
		while (der_read(&rdn.value, &part))
			n++;
	return n;
}

static void
import(struct cert *c)
{
	gnutls_datum_t in = { c->der.data, (unsigned)c->der.len };
	_cleanup_(crt_freep) gnutls_x509_crt_t crt = NULL;
	int rc;

	if (parts_of(c->x.subject) + parts_of(c->x.issuer) > CERT_PARTS_MAX) {
		c->import_error = xasprintf("names of more than %d parts",
			CERT_PARTS_MAX);
		return;
	}
	rc = gnutls_x509_crt_init(&crt);
	if (rc >= 0)
		rc = gnutls_x509_crt_import(crt, &in, GNUTLS_X509_FMT_DER);
	c->imported = rc >= 0;
	if (!c->imported)
		c->import_error = xstrdup(gnutls_strerror(rc));
	else
		c->self_signed = x509_is_self_issued(&c->x)
			&& cert_has_signed(c, c->x.sig_alg, c->x.tbs,
				   c->x.signature)
				> 0;
}

int
cert_read(struct view der, struct cert **ret, struct err *err)
{
	_cleanup_cert_ struct cert *c = xcalloc(1, sizeof(*c));

	bytes_append_view(&c->der, der);
	if (x509_parse(bytes_view(&c->der), &c->x, err) < 0)
		return -1;
	c->subject = cert_name_text(c->x.subject);
	c->issuer = cert_name_text(c->x.issuer);
	c->serial_hex = serial_text(c->x.serial);
	c->sig_alg = signature_name(&c->x);
	read_key(c);
	certext_read(c);
	import(c);
	*ret = steal(c);
	return 0;
}

static void
free_names(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void
cert_free(struct cert *c)
{
	if (c == NULL)
		return;
	bytes_done(&c->der);
	free(c->import_error);
	free(c->subject);
	free(c->issuer);
	free(c->serial_hex);
	free(c->key_type);
	free(c->sig_alg);
	free_names(c->ekus, c->n_ekus);
	free_names(c->sans, c->n_sans);
	free(c);
}

void
cert_freep(struct cert **c)
{
	cert_free(*c);
}

void
certs_add(struct certs *list, struct cert *c)
{
	list->cert = xgrow(list->cert, &list->cap, list->n + 1,
		sizeof(list->cert[0]));
	list->cert[list->n++] = c;
}

void
certs_done(struct certs *list)
{
	for (size_t i = 0; i < list->n; i++)
		cert_free(list->cert[i]);
	free(list->cert);
	*list = (struct certs){ 0 };
}

char *
cert_key_words(const struct cert *c)
{
	if (strcmp(c->key_type, "RSA") == 0)
		return xasprintf("RSA %u", c->key_bits);
	return xstrdup(c->key_type);
}
