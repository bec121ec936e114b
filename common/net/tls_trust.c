/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_trust.c - anchors are kept as octets, and imported only when their
 * subject is an issuer in a server's chain: importing a whole system store
 * costs more than a handshake.
 */
#include "net/tls_trust.h"

#include <gnutls/x509.h>
#include <unistd.h>

#include "base/alloc.h"
#include "net/tls_session.h"
#include "proof/certfile.h"
#include "proof/hash.h"

/* Offsets, because the octets move while they are read. */
struct anchor {
	size_t der, der_len;
	size_t subject, subject_len;
};

struct kept {
	uint8_t digest[HASH_MAX]; /* of the chain's octets */
	bool used;
	struct tls_trust_answer answer;
};

struct tls_trust {
	struct kept *kept; /* TLS_TRUST_KEPT of them */
	char *source;
	struct bytes der;
	struct anchor *anchor;
	size_t n, cap;
};

static const char *
system_file(void)
{
	static const char *const files[] = {
		"/etc/ssl/certs/ca-certificates.crt",     /* Debian, Alpine */
		"/etc/pki/tls/certs/ca-bundle.crt",       /* Fedora */
		"/var/lib/ca-certificates/ca-bundle.pem", /* SUSE */
		"/etc/ssl/cert.pem",                      /* BSDs, macOS */
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (access(files[i], R_OK) == 0)
			return files[i];
	return NULL;
}

/* What cannot be read as a certificate anchors nothing. */
static void
keep(struct tls_trust *t, struct view der)
{
	struct err ignored;
	struct x509 x;

	if (x509_parse(der, &x, &ignored) < 0)
		return;
	t->anchor = xgrow(t->anchor, &t->cap, t->n + 1, sizeof(*t->anchor));
	t->anchor[t->n++] = (struct anchor){
		.der = t->der.len,
		.der_len = der.len,
		.subject = t->der.len + (size_t)(x.subject.data - der.data),
		.subject_len = x.subject.len,
	};
	bytes_append_view(&t->der, der);
}

int
tls_trust_load(const char *file, struct tls_trust **ret, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	const char *source = file != NULL ? file : system_file();
	struct tls_trust *t = xcalloc(1, sizeof(*t));
	struct view der;
	int r = 0;

	t->kept = xcalloc(TLS_TRUST_KEPT, sizeof(*t->kept));
	if (source != NULL) {
		t->source = xstrdup(source);
		r = certfile_open(source, NULL, &f, err);
	}
	if (f != NULL)
		while ((r = certfile_next(f, &der, err)) > 0)
			keep(t, der);
	if (r < 0) {
		tls_trust_free(t);
		return -1;
	}
	*ret = t;
	return 0;
}

static void
forget(struct tls_trust_answer *a)
{
	free(a->why);
	free(a->root);
	*a = (struct tls_trust_answer){ .trusted = false };
}

void
tls_trust_free(struct tls_trust *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < TLS_TRUST_KEPT; i++)
		forget(&t->kept[i].answer);
	free(t->kept);
	free(t->source);
	free(t->anchor);
	bytes_done(&t->der);
	free(t);
}

const char *
tls_trust_source(const struct tls_trust *t)
{
	return t != NULL ? t->source : NULL;
}

/* The place of CHAIN, whoever is there at the moment; NULL: it has none. */
static struct kept *
place_of(const struct tls_trust *t, const struct certs *chain,
	uint8_t ret_digest[static HASH_MAX])
{
	_cleanup_bytes_ struct bytes all = { 0 };

	/* The octets tell where each ends. */
	for (size_t i = 0; i < chain->n; i++)
		bytes_append_view(&all, bytes_view(&chain->cert[i]->der));
	if (hash_data(HASH_SHA256, bytes_view(&all), ret_digest) == 0)
		return NULL;
	return &t->kept[ret_digest[0] % TLS_TRUST_KEPT];
}

const struct tls_trust_answer *
tls_trust_recall(const struct tls_trust *t, const struct certs *chain)
{
	uint8_t digest[HASH_MAX] = { 0 };
	const struct kept *k = place_of(t, chain, digest);

	return k != NULL && k->used
			&& memcmp(k->digest, digest, sizeof(digest)) == 0
		? &k->answer
		: NULL;
}

void
tls_trust_keep(const struct tls_trust *t, const struct certs *chain,
	const struct tls_trust_answer *a)
{
	uint8_t digest[HASH_MAX] = { 0 };
	struct kept *k = place_of(t, chain, digest);

	if (k == NULL)
		return;
	forget(&k->answer);
	k->used = true;
	memcpy(k->digest, digest, sizeof(digest));
	k->answer = *a;
	k->answer.why = a->why != NULL ? xstrdup(a->why) : NULL;
	k->answer.root = a->root != NULL ? xstrdup(a->root) : NULL;
}

/*
 * An anchor may also be in the chain itself: a private server certificate
 * that the user trusts as it is.
 */
static bool
matters(const struct certs *chain, struct view subject)
{
	for (size_t i = 0; i < chain->n; i++)
		if (view_eq(chain->cert[i]->x.issuer, subject)
			|| view_eq(chain->cert[i]->x.subject, subject))
			return true;
	return false;
}

static bool
add_anchor(gnutls_x509_trust_list_t list, struct view der)
{
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)der.data,
		(unsigned)der.len };
	gnutls_x509_crt_t crt;

	if (gnutls_x509_crt_init(&crt) < 0)
		return false;
	if (gnutls_x509_crt_import(crt, &data, GNUTLS_X509_FMT_DER) >= 0
		&& gnutls_x509_trust_list_add_cas(list, &crt, 1,
			   GNUTLS_TL_NO_DUPLICATES)
			== 1)
		return true;
	gnutls_x509_crt_deinit(crt);
	return false;
}

size_t
tls_trust_select(const struct tls_trust *t, const struct certs *chain,
	gnutls_x509_trust_list_t list)
{
	struct view all = bytes_view(&t->der);
	size_t loaded = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct anchor *a = &t->anchor[i];

		if (matters(chain, view_part(all, a->subject, a->subject_len)))
			loaded += add_anchor(list,
				view_part(all, a->der, a->der_len));
	}
	return loaded;
}
