/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_file.c - a chain, judged as severely as the severest server would.
 */
#include "judge/lint_file.h"

#include "base/io.h"
#include "judge/tell_cert.h"

/* What every input is looked at with. */
struct with {
	const struct key *key; /* or NULL */
	const struct crls *crls;
	struct certfile_pass *pass;
};

/* Without a key: the first that is no CA, or just the first. */
static const struct cert *
guess_leaf(const struct certs *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		if (!chain->cert[i]->is_ca)
			return chain->cert[i];
	return chain->cert[0];
}

static int
find_leaf(struct lint *l, const struct key *key, struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };

	l->leaf = guess_leaf(l->chain);
	l->has_key = key != NULL;
	if (key == NULL)
		return 0;
	if (key_spki(key, &spki, err) < 0)
		return -1;
	for (size_t i = 0; i < l->chain->n && !l->key_fits; i++)
		if (view_eq(bytes_view(&spki), l->chain->cert[i]->x.spki)) {
			l->key_fits = true;
			l->leaf = l->chain->cert[i];
		}
	return 0;
}

/* A key beside the certificates; none at all is no fault. */
static struct key *
own_key(const char *name, const struct with *with)
{
	struct key *key = NULL;
	struct err err;

	if (strcmp(name, "-") == 0 || with->key != NULL
		|| key_load(name, with->pass->known ? with->pass : NULL, &key,
			   &err)
			< 0)
		return NULL;
	return key;
}

static size_t
count(const struct report *r, enum verdict v)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_findings; i++)
		n += r->findings[i].verdict == v;
	return n;
}

static void
headline(struct report *r, const char *name)
{
	size_t bad = count(r, VERDICT_FAIL), odd = count(r, VERDICT_WARN);

	if (bad > 0)
		report_headline(r, "FLAWED", "%s: %zu check%s %s not hold",
			name, bad, bad == 1 ? "" : "s",
			bad == 1 ? "does" : "do");
	else
		report_headline(r, "CLEAN", "%s shows no flaw%s", name,
			odd > 0 ? ", but something to mend all the same" : "");
}

static void
tell_chain(struct report *r, const struct certs *chain)
{
	report_open_list(r, "certificates", NULL);
	for (size_t i = 0; i < chain->n; i++) {
		const struct cert *c = chain->cert[i];

		report_open(r, NULL, NULL);
		report_line(r, NULL, "certificate %zu  %s", i + 1,
			c->subject[0] != '\0' ? c->subject : "(empty subject)");
		report_integer(r, "index", NULL, (int64_t)i);
		tell_cert(r, c);
		report_close(r);
	}
	report_close(r);
}

static int
lint_one(struct report *r, const char *name, const struct with *with,
	struct err *err)
{
	_cleanup_certs_ struct certs chain = { 0 };
	_cleanup_key_ struct key *own = NULL;
	struct lint l = { .chain = &chain, .crls = with->crls, .now = r->now };

	report_subject(r, "%s", io_name(name));
	if (certfile_load(name, with->pass, LINT_CHAIN_MAX, &chain, err) < 0)
		return -1;
	certs_link(&chain);
	own = own_key(name, with);
	if (find_leaf(&l, with->key != NULL ? with->key : own, err) < 0)
		return -1;
	tell_chain(r, &chain);
	judge_lint(r, &l, VERDICT_FAIL, VERDICT_FAIL);
	headline(r, io_name(name));
	return 0;
}

int
lint_files(struct report *r, char **names, const char *key, const char *crl,
	struct certfile_pass *pass, struct err *err)
{
	_cleanup_crls_ struct crls crls = { 0 };
	_cleanup_key_ struct key *k = NULL;
	struct with with = { .pass = pass };
	bool many = names[1] != NULL;
	struct err now = { 0 };

	if ((crl != NULL && crls_load(crl, &crls, err) < 0)
		|| (key != NULL && key_load(key, pass, &k, err) < 0))
		return -1;
	with.key = k;
	with.crls = crl != NULL ? &crls : NULL;
	if (many)
		report_many(r);
	for (; *names != NULL; names++) {
		if (lint_one(r, *names, &with, &now) < 0) {
			if (!many) {
				*err = now;
				return -1;
			}
			report_error(r, &now);
		}
		if (many)
			report_next(r);
	}
	return 0;
}
