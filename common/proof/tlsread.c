/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsread.c - numbers and vectors, and where they break off.
 */
#include "proof/tlsread.h"

int
tlsread_fault(const struct tlsread *r, const char *field, const char *what)
{
	return err_set(r->err, ERR_INPUT, "%s at offset %zu: %s", field,
		(size_t)(r->in.data - r->body), what);
}

int
tlsread_number(struct tlsread *r, size_t n, const char *field, size_t *ret)
{
	size_t v = 0;

	if (r->in.len < n)
		return tlsread_fault(r, field, "the message ends here");
	for (size_t i = 0; i < n; i++)
		v = v << 8 | r->in.data[i];
	r->in = view_part(r->in, n, SIZE_MAX);
	*ret = v;
	return 0;
}

int
tlsread_vector(struct tlsread *r, size_t n, size_t least, const char *field,
	struct tlsread *ret)
{
	struct tlsread start = *r;
	size_t len = 0;

	if (tlsread_number(r, n, field, &len) < 0)
		return -1;
	if (len > r->in.len)
		return tlsread_fault(&start, field,
			"longer than what holds it");
	if (len < least)
		return tlsread_fault(&start, field, "too short");
	*ret = *r;
	ret->in = view_part(r->in, 0, len);
	r->in = view_part(r->in, len, SIZE_MAX);
	return 0;
}

int
tlsread_end(const struct tlsread *r, const char *field)
{
	return r->in.len == 0
		? 0
		: tlsread_fault(r, field, "octets behind its end");
}
