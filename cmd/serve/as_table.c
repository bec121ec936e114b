/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_table.c - who is registered at the authorization server of the
 * laboratory: one client for each way to prove who one is.
 */
#include "serve/as_table.h"

#include "base/json_write.h"
#include "base/random.h"
#include "proof/cert.h"
#include "proof/certfile.h"
#include "proof/san.h"
#include "proof/thumb.h"

enum { FILE_CERTS_MAX = 32 };

#define SUBJECT "tls_client_auth_subject_dn"

static const struct lab_client rows[] = {
	{ .id = "good-p256",
		.auth = LAB_TLS_CLIENT,
		.file = "clients/good-p256.pem",
		.key = SUBJECT,
		.certificate_bound = true },
	{ .id = "good-rsa",
		.auth = LAB_TLS_CLIENT,
		.file = "clients/good-rsa.pem",
		.key = "tls_client_auth_san_dns",
		.certificate_bound = true },
	{ .id = "good-ed25519",
		.auth = LAB_TLS_CLIENT,
		.file = "clients/good-ed25519.pem",
		.key = "tls_client_auth_san_uri",
		.certificate_bound = true },
	{ .id = "other",
		.auth = LAB_TLS_CLIENT,
		.file = "clients/other.pem",
		.key = SUBJECT,
		.certificate_bound = true },
	{ .id = "introspector",
		.auth = LAB_TLS_CLIENT,
		.file = "clients/introspector.pem",
		.key = SUBJECT,
		.certificate_bound = true },
	{ .id = "self-signed",
		.auth = LAB_SELF_SIGNED,
		.file = "clients/self-signed.pem",
		.certificate_bound = true },
	{ .id = "public", .auth = LAB_PUBLIC, .certificate_bound = true },
	{ .id = "dpop", .auth = LAB_PUBLIC, .dpop_bound = true },
	{ .id = "dpop-nonce",
		.auth = LAB_PUBLIC,
		.dpop_bound = true,
		.dpop_nonce = true },
};

/* The first name of that type, or NULL; the caller frees it. */
static char *
san_of(const struct x509 *x, enum san_type want)
{
	enum san_type type;
	struct view list, name;

	if (!san_list(x, &list))
		return NULL;
	while (san_next(&list, &type, &name))
		if (type == want)
			return san_text(type, name);
	return NULL;
}

/* What is registered of the client with this certificate. */
static int
take_cert(struct lab_client *c, const struct cert *cert, struct err *err)
{
	char text[THUMB_TEXT];

	if (c->auth == LAB_SELF_SIGNED) {
		bytes_append_view(&c->cert, bytes_view(&cert->der));
		thumb_kind_find("x5t#S256")->compute(&cert->x, text);
		c->value = xstrdup(text);
	} else if (strcmp(c->key, SUBJECT) == 0) {
		c->value = cert_name_text(cert->x.subject);
	} else {
		c->value = san_of(&cert->x,
			strcmp(c->key, "tls_client_auth_san_dns") == 0
				? SAN_DNS
				: SAN_URI);
	}
	if (c->value == NULL)
		return err_set(err, ERR_INPUT, "has no name for %s", c->key);
	return 0;
}

static int
load_one(const char *dir, struct lab_client *c, struct err *err)
{
	_cleanup_str_ char *path = NULL;
	_cleanup_certs_ struct certs chain = { .n = 0 };

	if (c->file == NULL)
		return 0;
	path = xasprintf("%s/%s", dir, c->file);
	if (certfile_load(path, NULL, FILE_CERTS_MAX, &chain, err) < 0)
		return -1;
	if (take_cert(c, chain.cert[0], err) < 0)
		return err_context(err, "%s", path);
	return 0;
}

int
as_clients_load(struct lab *l, struct err *err)
{
	if (random_fill(l->nonce_key, sizeof(l->nonce_key), err) < 0)
		return -1;
	l->client = xcalloc(ARRAY_LEN(rows), sizeof(*l->client));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		l->client[i] = rows[i];
		l->n_clients++;
		if (load_one(l->dir, &l->client[i], err) < 0)
			return -1;
	}
	return 0;
}

void
as_clients_done(struct lab *l)
{
	for (size_t i = 0; i < l->n_clients; i++) {
		free(l->client[i].value);
		bytes_done(&l->client[i].cert);
	}
	free(l->client);
	l->client = NULL;
	l->n_clients = 0;
	wipe(l->nonce_key, sizeof(l->nonce_key));
}

static void
write_client(const struct lab_client *c, struct strbuf *out)
{
	static const char *const methods[] = {
		[LAB_TLS_CLIENT] = "tls_client_auth",
		[LAB_SELF_SIGNED] = "self_signed_tls_client_auth",
		[LAB_PUBLIC] = "none",
	};

	strbuf_char(out, '{');
	json_write_text(out, "client_id", c->id);
	json_write_text(out, "token_endpoint_auth_method", methods[c->auth]);
	if (c->key != NULL)
		json_write_text(out, c->key, c->value);
	else if (c->value != NULL)
		json_write_text(out, "x5t#S256", c->value);
	if (c->file != NULL)
		json_write_text(out, "file", c->file);
	json_write_boolean(out, "tls_client_certificate_bound_access_tokens",
		c->certificate_bound);
	json_write_boolean(out, "dpop_bound_access_tokens", c->dpop_bound);
	strbuf_char(out, '}');
}

void
as_clients_write(const struct lab *l, struct strbuf *out)
{
	strbuf_char(out, '[');
	for (size_t i = 0; i < l->n_clients; i++) {
		if (i > 0)
			strbuf_char(out, ',');
		write_client(&l->client[i], out);
	}
	strbuf_char(out, ']');
}
