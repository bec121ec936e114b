/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys by GnuTLS, from every container that keys come in.  Whether a
 * key fits a certificate is told from the public keys, without a signature.
 */
#include "proof/key.h"

#include <gnutls/abstract.h>
#include <gnutls/pkcs11.h>
#include <gnutls/x509.h>

#include "base/alloc.h"
#include "base/der.h"
#include "base/io.h"
#include "proof/cert_pkcs.h"
#include "proof/key_jwk.h"

struct key {
	gnutls_privkey_t gnutls;
};

static const char pem_begin[] = "-----BEGIN ";
static const char pem_end[] = "-----END ";

/* ---- telling what there is ---------------------------------------------- */

static const uint8_t *
find(struct view in, const char *mark)
{
	return in.len == 0 ? NULL : memmem(in.data, in.len, mark, strlen(mark));
}

static struct view
from(struct view in, const uint8_t *p)
{
	return view_part(in, (size_t)(p - in.data), in.len);
}

/* The first PEM block whose label ends with PRIVATE KEY; empty if none. */
static struct view
find_pem_key(struct view in)
{
	static const char label_end[] = "PRIVATE KEY-----";
	const uint8_t *p;

	while ((p = find(in, pem_begin)) != NULL) {
		struct view block = from(in, p);
		struct view line = block;
		const uint8_t *lf = memchr(block.data, '\n', block.len);

		in = view_part(block, sizeof(pem_begin) - 1, block.len);
		if (lf != NULL)
			line.len = (size_t)(lf - block.data);
		if (find(line, label_end) == NULL)
			continue;
		p = find(block, pem_end);
		if (p == NULL)
			return block;
		lf = memchr(p, '\n', block.len - (size_t)(p - block.data));
		if (lf != NULL)
			block.len = (size_t)(lf - block.data) + 1;
		return block;
	}
	return (struct view){ NULL, 0 };
}

/* GnuTLS would take a block whose END line is cut off. */
static bool
is_whole_pem(struct view block)
{
	const uint8_t *end = find(block, pem_end);

	return end != NULL
		&& find(from(block, end), "PRIVATE KEY-----") != NULL;
}

/* Label of PKCS#8, or the header that OpenSSL writes for older keys. */
static bool
is_encrypted_pem(struct view block)
{
	return find(block, "BEGIN ENCRYPTED PRIVATE KEY") != NULL
		|| find(block, "Proc-Type: 4,ENCRYPTED") != NULL;
}

/* EncryptedPrivateKeyInfo (RFC 5958 section 3) begins with an algorithm. */
static bool
is_encrypted_der(struct view in)
{
	struct der outer, alg, data;

	return der_read_tag(&in, DER_SEQUENCE, &outer)
		&& der_read_tag(&outer.value, DER_SEQUENCE, &alg)
		&& alg.value.len > 0 && alg.value.data[0] == DER_OID
		&& der_read_tag(&outer.value, DER_OCTET_STRING, &data);
}

/* PKCS#1, SEC1 and PKCS#8 all begin with a version. */
static bool
is_plain_der(struct view in)
{
	struct der outer, version;

	return der_read_tag(&in, DER_SEQUENCE, &outer)
		&& der_read_tag(&outer.value, DER_INTEGER, &version);
}

/* PFX (RFC 7292 section 4) begins with version 3; it may be BER. */
static bool
is_pkcs12(struct view in)
{
	struct view version;

	if (in.len < 2 || in.data[0] != DER_SEQUENCE || in.data[1] < 0x80)
		return false;
	version = view_part(in, 2 + (in.data[1] & 0x7fu), 3);
	return view_eq(version,
		(struct view){ (const uint8_t *)"\x02\x01\x03", 3 });
}

static int
no_key(struct view in, struct err *err)
{
	struct der outer, first;

	if (in.len == 0)
		return err_set(err, ERR_INPUT, "empty: expected a private key");
	if (find(in, "-----BEGIN CERTIFICATE") != NULL)
		return err_set(err, ERR_INPUT,
			"holds certificates but no private key: give the key's "
			"own file");
	if (find(in, "-----BEGIN PUBLIC KEY") != NULL)
		return err_set(err, ERR_INPUT,
			"holds a public key but no private key: give the "
			"private key's file");
	if (der_read_tag(&in, DER_SEQUENCE, &outer)
		&& der_read_tag(&outer.value, DER_SEQUENCE, &first))
		return err_set(err, ERR_INPUT,
			"DER, but no private key: is it a certificate?");
	return err_set(err, ERR_INPUT,
		"no private key found: expected PEM, DER, PKCS#12, JWK or a "
		"pkcs11: URL");
}

/* ---- loading ------------------------------------------------------------ */

int
key_wrap(gnutls_x509_privkey_t x509, struct key **ret, struct err *err)
{
	struct key *k = xcalloc(1, sizeof(*k));
	int rc = gnutls_privkey_init(&k->gnutls);

	if (rc >= 0)
		rc = gnutls_privkey_import_x509(k->gnutls, x509,
			GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
	if (rc < 0) {
		gnutls_x509_privkey_deinit(x509);
		key_free(k);
		return err_set(err, ERR_INPUT, "%s", gnutls_strerror(rc));
	}
	*ret = k;
	return 0;
}

static int
import_error(int rc, bool encrypted, struct err *err)
{
	if (encrypted
		&& (rc == GNUTLS_E_DECRYPTION_FAILED
			|| rc == GNUTLS_E_ASN1_TAG_ERROR
			|| rc == GNUTLS_E_ASN1_DER_ERROR
			|| rc == GNUTLS_E_PK_INVALID_PRIVKEY))
		return err_set(err, ERR_INPUT,
			"wrong passphrase: the key cannot be decrypted with "
			"it: check --pass");
	return err_set(err, ERR_INPUT, "a private key that cannot be read: %s",
		gnutls_strerror(rc));
}

static int
load_plain(struct view in, gnutls_x509_crt_fmt_t format, const char *word,
	struct key **ret, struct err *err)
{
	gnutls_datum_t data = { (unsigned char *)in.data, (unsigned)in.len };
	gnutls_x509_privkey_t key = NULL;
	int rc = gnutls_x509_privkey_init(&key);

	if (rc >= 0)
		rc = gnutls_x509_privkey_import2(key, &data, format, word,
			word == NULL ? GNUTLS_PKCS_PLAIN : 0);
	if (rc >= 0)
		return key_wrap(key, ret, err);
	gnutls_x509_privkey_deinit(key);
	return import_error(rc, word != NULL, err);
}

/* A hostile file could ask for 2^32 rounds of key derivation. */
static int
check_rounds(struct view in, gnutls_x509_crt_fmt_t format, struct err *err)
{
	gnutls_datum_t data = { (unsigned char *)in.data, (unsigned)in.len };
	unsigned rounds = 0;

	if (gnutls_pkcs8_info(&data, format, NULL, NULL, NULL, NULL, &rounds,
		    NULL)
			< 0
		|| rounds <= CERT_PKCS_ITER)
		return 0;
	return err_set(err, ERR_INPUT,
		"%u rounds of key derivation: more than the limit of %d",
		rounds, CERT_PKCS_ITER);
}

static int
load_encrypted(struct view in, gnutls_x509_crt_fmt_t format, const char *name,
	struct certfile_pass *pass, struct key **ret, struct err *err)
{
	if (check_rounds(in, format, err) < 0
		|| certfile_pass_get(pass, name, err) < 0 || pass == NULL)
		return -1;
	return load_plain(in, format,
		pass->secret.len > 0 ? (const char *)pass->secret.data : "",
		ret, err);
}

static int
load_pkcs12(struct view in, const char *name, struct certfile_pass *pass,
	struct key **ret, struct err *err)
{
	_cleanup_(cert_ders_done) struct cert_ders certs = { 0 };
	gnutls_x509_privkey_t key = NULL;

	if (cert_pkcs12(in, name, pass, &certs, &key, err) < 0)
		return -1;
	if (key == NULL)
		return err_set(err, ERR_INPUT,
			"PKCS#12 with %zu certificates but no private key: "
			"give the key's own file",
			certs.n);
	return key_wrap(key, ret, err);
}

static int
load_jwk(struct view in, struct key **ret, struct err *err)
{
	gnutls_x509_privkey_t key = NULL;

	return key_jwk(in, &key, err) < 0 ? -1 : key_wrap(key, ret, err);
}

static int
load_octets(struct view in, const char *name, struct certfile_pass *pass,
	struct key **ret, struct err *err)
{
	struct view pem = find_pem_key(in);

	if (is_pkcs12(in))
		return load_pkcs12(in, name, pass, ret, err);
	if (key_jwk_is(in))
		return load_jwk(in, ret, err);
	if (pem.len > 0 && !is_whole_pem(pem))
		return err_set(err, ERR_INPUT,
			"the private key is cut off, its END line is missing: "
			"copy the file again");
	if (pem.len > 0 && is_encrypted_pem(pem))
		return load_encrypted(pem, GNUTLS_X509_FMT_PEM, name, pass, ret,
			err);
	if (pem.len > 0)
		return load_plain(pem, GNUTLS_X509_FMT_PEM, NULL, ret, err);
	if (is_encrypted_der(in))
		return load_encrypted(in, GNUTLS_X509_FMT_DER, name, pass, ret,
			err);
	if (is_plain_der(in))
		return load_plain(in, GNUTLS_X509_FMT_DER, NULL, ret, err);
	return no_key(in, err);
}

static int
load_url(const char *url, struct certfile_pass *pass, struct key **ret,
	struct err *err)
{
	_cleanup_key_ struct key *k = xcalloc(1, sizeof(*k));
	int rc = gnutls_privkey_init(&k->gnutls);

	if (rc >= 0) {
		gnutls_privkey_set_pin_function(k->gnutls, cert_pkcs11_pin,
			pass);
		rc = gnutls_privkey_import_url(k->gnutls, url, 0);
	}
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"%s: see p11tool --list-all, and give the PIN with "
			"--pass or GNUTLS_PIN",
			gnutls_strerror(rc));
	*ret = steal(k);
	return 0;
}

int
key_load(const char *name, struct certfile_pass *pass, struct key **ret,
	struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	int rc;

	if (strncmp(name, "pkcs11:", 7) == 0)
		rc = load_url(name, pass, ret, err);
	else if (io_load(name, IO_MAX, &data, err) < 0)
		return -1;
	else
		rc = load_octets(bytes_view(&data), name, pass, ret, err);
	return rc < 0 ? err_context(err, "%s", io_name(name)) : 0;
}

int
key_read(struct view text, struct key **ret, struct err *err)
{
	return load_octets(text, "the key", NULL, ret, err);
}

void
key_free(struct key *k)
{
	if (k == NULL)
		return;
	if (k->gnutls != NULL)
		gnutls_privkey_deinit(k->gnutls);
	free(k);
}

void
key_freep(struct key **k)
{
	key_free(*k);
}

struct gnutls_privkey_st *
key_gnutls(const struct key *k)
{
	return k->gnutls;
}
