/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making the laboratory once, and opening what was made.
 */
#include "serve/lab.h"

#include <sys/stat.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "serve/lab_part.h"

int
lab_make(const char *dir, int64_t now, struct err *err)
{
	_cleanup_lab_dir_ struct lab_dir d = LAB_DIR_NONE;
	_cleanup_lab_pki_ struct lab_pki pki = { .dir = &d };

	pki.now = now != 0 ? now : clock_now();
	if (lab_dir_open(&d, dir, err) < 0 || lab_pki_make(&pki, err) < 0
		|| lab_readme(&d, err) < 0)
		return -1;
	return lab_dir_sync(&d, err);
}

static int
open_signer(struct lab *l, struct err *err)
{
	_cleanup_str_ char *file = xasprintf("%s/as.key", l->dir);
	_cleanup_bytes_ struct bytes spki = { 0 };

	if (key_load(file, NULL, &l->signer, err) < 0
		|| key_spki(l->signer, &spki, err) < 0)
		return -1;
	jwk_of_spki(bytes_view(&spki), &l->public);
	return 0;
}

/* A link would lead to somebody else's file. */
static int
open_store(struct lab *l, struct err *err)
{
	_cleanup_str_ char *file = xasprintf("%s/state.db", l->dir);
	struct stat st;

	if (lstat(file, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, ERR_INPUT,
			"%s: is no plain file: remove it", file);
	return store_open(file, &l->store, err);
}

int
lab_open(struct lab *l, const char *dir, struct err *err)
{
	*l = (struct lab){ .dir = dir };
	if (open_signer(l, err) < 0 || open_store(l, err) < 0)
		return -1;
	return as_clients_load(l, err);
}

void
lab_done(struct lab *l)
{
	free(l->mtls);
	free(l->web);
	free(l->as);
	as_clients_done(l);
	store_free(l->store);
	key_free(l->signer);
	jwk_done(&l->public);
	*l = (struct lab){ .dir = NULL };
}
