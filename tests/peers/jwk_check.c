/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk_check KEYS [JWS] - the thumbprint of each key of a file, or its fault;
 * with a JWS, a line "valid" for each key that verifies it, else why not.
 */
#include "base/io.h"
#include "proof/jwk.h"
#include "proof/jws.h"

static struct bytes
load(const char *name)
{
	struct bytes data = { 0 };
	struct err err;

	if (io_load(name, JSON_SIZE_MAX, &data, &err) < 0) {
		puts(err.text);
		exit(3);
	}
	return data;
}

static void
check(const struct jwk *k, const struct jws *j)
{
	struct err err = { 0 };

	if (j->alg == NULL)
		puts("unknown alg");
	else if (jwk_fits(k, j->alg, &err) < 0)
		puts(err.text);
	else if (jwk_verify(k, j->alg, j->input, j->signature))
		puts("valid");
	else
		puts("invalid");
}

int
main(int argc, char **argv)
{
	_cleanup_bytes_ struct bytes keys = { 0 }, text = { 0 };
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
	struct err err;

	if (argc < 2)
		return 2;
	keys = load(argv[1]);
	if (jwks_parse(bytes_view(&keys), &s, &err) < 0) {
		puts(err.text);
		return 3;
	}
	if (argc > 2)
		text = load(argv[2]);
	jws_read(view_trim(bytes_view(&text)), &j);
	for (size_t i = 0; i < s.n; i++)
		if (argc > 2)
			check(&s.key[i], &j);
		else
			puts(s.key[i].jkt[0] != '\0' ? s.key[i].jkt
						     : s.key[i].fault.text);
	return 0;
}
