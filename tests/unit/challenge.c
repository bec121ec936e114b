/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of proof/challenge: parameters of WWW-Authenticate (RFC 9110
 * section 11.6.1).
 */
#include "proof/challenge.h"

#include "tap.h"

static const struct {
	const char *name, *field;
	const char *error; /* NULL: none */
} rows[] = {
	{ "a quoted value", "Bearer error=\"invalid_token\"", "invalid_token" },
	{ "a token", "Bearer realm=x, error=invalid_token", "invalid_token" },
	{ "blanks around the equals sign", "Bearer error =\t\"a\"", "a" },
	{ "case does not count", "bearer ERROR=\"A\"", "A" },
	{ "escapes", "Bearer error=\"a\\\"b\\\\c\"", "a\"b\\c" },
	{ "a second challenge",
		"Basic realm=\"a\", DPoP algs=\"ES256\", error=b", "b" },
	{ "the first of two", "Bearer error=a, DPoP error=b", "a" },
	{ "behind a token68", "Negotiate YWJj==, Bearer error=c", "c" },
	{ "inside another value", "Bearer realm=\"error=a\"", NULL },
	{ "another name that ends so", "Bearer my_error=a", NULL },
	{ "another name that begins so", "Bearer error_uri=a", NULL },
	{ "a scheme of that name", "error", NULL },
	{ "an end that is missing", "Bearer error=\"abc", "abc" },
	{ "an escape at the end", "Bearer error=\"abc\\", "abc\\" },
	{ "an empty value", "Bearer error=\"\", x=y", "" },
	{ "no value", "Bearer error=", "" },
	{ "no words at all", "=,=\"=\";;;", NULL },
	{ "nothing", "", NULL },
	{ "octets of no kind", "\x01\xff error=a", "a" },
};

static void
row(size_t i)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	bool found = challenge_param(view_of_str(rows[i].field), "error",
		&value);

	ok(rows[i].error == NULL ? !found && value.len == 0
				 : found
				&& view_eq_str(bytes_view(&value),
					rows[i].error),
		"%s", rows[i].name);
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		row(i);
	return tap_done();
}
