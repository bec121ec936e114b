/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spare.c - reading further files before any connection.
 */
#include "judge/spare.h"

static int
load_other(struct spare *s, const struct spare_names *names,
	struct inquiry_wish *wish, struct err *err)
{
	const struct tls_opts other = { .cert = names->cert,
		.key = names->key,
		.pass = names->pass,
		.no_verify = true };

	if (names->cert == NULL)
		return 0;
	wish->other = &s->other;
	return tls_plan_load(&s->other, &other, err);
}

static int
load_extra(struct spare *s, const struct spare_names *names,
	struct inquiry_wish *wish, struct err *err)
{
	if (names->extra == NULL)
		return 0;
	s->extra_pass.source = names->pass;
	wish->extra = &s->extra;
	return certfile_load(names->extra, &s->extra_pass, TLS_PLAN_CHAIN_MAX,
		&s->extra, err);
}

static int
load_lists(struct spare *s, const struct spare_names *names,
	struct inquiry_wish *wish, struct err *err)
{
	if (names->crl == NULL)
		return 0;
	wish->crls = &s->crls;
	return crls_load(names->crl, &s->crls, err);
}

int
spare_load(struct spare *s, const struct spare_names *names,
	struct inquiry_wish *wish, struct err *err)
{
	if (load_other(s, names, wish, err) < 0
		|| load_lists(s, names, wish, err) < 0)
		return -1;
	return load_extra(s, names, wish, err);
}

void
spare_done(struct spare *s)
{
	tls_plan_done(&s->other);
	certs_done(&s->extra);
	certfile_pass_done(&s->extra_pass);
	crls_done(&s->crls);
}
