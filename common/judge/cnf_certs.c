/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_certs.c - candidates for what a token is bound to.
 */
#include "judge/cnf_certs.h"

#include "base/alloc.h"
#include "base/io.h"
#include "judge/thumb.h"
#include "proof/clienthdr.h"

/* The file itself, as some recipes hash that; empty if it cannot be had. */
static size_t
add_file(struct cnf_certs *c, const char *name)
{
	struct bytes *file;

	c->file = xgrow(c->file, &c->cap_files, c->n_files + 1,
		sizeof(*c->file));
	file = &c->file[c->n_files];
	*file = (struct bytes){ 0 };
	judge_thumb_whole(name, file);
	return c->n_files++;
}

static int
add_cert(struct cnf_certs *c, struct view der, const struct cnf_cert *where,
	struct err *err)
{
	struct bytes copy = { 0 };
	struct cnf_cert *cert;
	struct x509 x;

	bytes_append_view(&copy, der);
	if (x509_parse(bytes_view(&copy), &x, err) < 0) {
		bytes_done(&copy);
		return err_context(err, "%s: certificate %zu",
			io_name(where->source), where->index + 1);
	}
	c->cert = xgrow(c->cert, &c->cap, c->n + 1, sizeof(*c->cert));
	cert = &c->cert[c->n++];
	*cert = *where;
	cert->der = copy;
	cert->x = x;
	return 0;
}

static void
add_hashes(struct cnf_certs *c, const struct clienthdr *h)
{
	for (size_t i = 0; i < h->n_elements; i++) {
		struct cnf_hash *hash;

		if (!h->element[i].has_hash)
			continue;
		c->hash = xgrow(c->hash, &c->cap_hashes, c->n_hashes + 1,
			sizeof(*c->hash));
		hash = &c->hash[c->n_hashes++];
		memcpy(hash->hash, h->element[i].hash, sizeof(hash->hash));
		hash->element = i;
	}
}

/* Where in a header certificate number INDEX is, and what was repaired. */
static void
see_header(struct cnf_certs *c, const struct clienthdr *h,
	struct cnf_cert *where)
{
	if (h == NULL)
		return;
	where->in_header = true;
	where->element = h->cert[where->index].element;
	judge_header_see(&c->header, h, where->index, io_name(where->source));
}

/* The first element holds no certificate, but says which one it was. */
static bool
is_first_hashed(const struct clienthdr *h)
{
	return h != NULL && h->n > 0 && h->cert[0].element > 0
		&& h->element[0].form == CLIENTHDR_XFCC
		&& h->element[0].has_hash;
}

/* A header without certificates may still say which one it was. */
static bool
has_hashes(struct cnf_certs *c, const struct certfile *f, bool presented)
{
	const struct clienthdr *h = certfile_header(f);

	if (!presented || h == NULL || h->n > 0)
		return false;
	add_hashes(c, h);
	return c->n_hashes > 0;
}

int
cnf_certs_add(struct cnf_certs *c, const char *name, bool presented,
	struct certfile_pass *pass, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	struct cnf_cert where = { .source = name };
	struct view der;
	int more;

	if (certfile_open(name, pass, &f, err) < 0)
		return -1;
	where.file = add_file(c, name);
	while ((more = certfile_next(f, &der, err)) > 0) {
		where.index = certfile_index(f);
		if (where.index == CNF_CERTS_MAX)
			return err_set(err, ERR_INPUT,
				"%s: more than %d certificates", io_name(name),
				CNF_CERTS_MAX);
		see_header(c, certfile_header(f), &where);
		if (add_cert(c, der, &where, err) < 0)
			return -1;
	}
	if (more < 0 && has_hashes(c, f, presented))
		return 0;
	if (presented && is_first_hashed(certfile_header(f)))
		add_hashes(c, certfile_header(f));
	c->has_cert |= presented && c->n > 0 && c->n_hashes == 0;
	return more;
}

int
cnf_certs_load(struct cnf_certs *c, const char *presented,
	const struct opt_list *candidates, const char *pass, struct err *err)
{
	_cleanup_(certfile_pass_done) struct certfile_pass secret = {
		.source = pass
	};

	if (presented != NULL
		&& cnf_certs_add(c, presented, true, &secret, err) < 0)
		return -1;
	for (size_t i = 0; i < candidates->n; i++)
		if (cnf_certs_add(c, candidates->value[i], false, &secret, err)
			< 0)
			return -1;
	return 0;
}

int
cnf_certs_take(struct cnf_certs *c, struct view text, const char *source,
	struct err *err)
{
	_cleanup_clienthdr_ struct clienthdr h;
	struct cnf_cert where = { .source = source };

	clienthdr_read(text, &h);
	if (h.n == 0 || is_first_hashed(&h))
		add_hashes(c, &h);
	if (h.n == 0 && c->n_hashes > 0)
		return 0;
	if (h.n == 0)
		return err_set(err, ERR_INPUT, "%s: %s", source,
			h.fault.kind != ERR_NONE ? h.fault.text
						 : "no certificate");
	where.file = add_file(c, "");
	for (size_t i = 0; i < h.n; i++) {
		where.index = i;
		see_header(c, &h, &where);
		if (add_cert(c, bytes_view(&h.cert[i].der), &where, err) < 0)
			return -1;
	}
	c->has_cert = c->n_hashes == 0;
	return 0;
}

void
cnf_certs_done(struct cnf_certs *c)
{
	for (size_t i = 0; i < c->n; i++)
		bytes_done(&c->cert[i].der);
	for (size_t i = 0; i < c->n_files; i++)
		bytes_done(&c->file[i]);
	free(c->cert);
	free(c->file);
	free(c->hash);
	judge_header_done(&c->header);
	*c = (struct cnf_certs){ .n = 0 };
}

char *
cnf_cert_name(const struct cnf_certs *c, const struct cnf_cert *cert)
{
	const char *source = io_name(cert->source);
	bool alone = cert->index == 0
		&& (cert + 1 == c->cert + c->n || cert[1].index == 0);

	if (alone)
		return xstrdup(source);
	return xasprintf("certificate %zu of %s", cert->index + 1, source);
}
