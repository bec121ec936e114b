/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop.c - from the text of a request to the claims of its DPoP proof.
 */
#include "proof/dpop.h"

#include "proof/field.h"

/* Nanoseconds are recognised, and differences do not overflow. */
static const double time_max = 4e18;

/* ---- finding it --------------------------------------------------------- */

static size_t
count_of(struct view v, uint8_t c)
{
	size_t n = 0;

	for (size_t i = 0; i < v.len; i++)
		n += v.data[i] == c;
	return n;
}

static struct view
before(struct view v, uint8_t c)
{
	const uint8_t *end = v.len > 0 ? memchr(v.data, c, v.len) : NULL;

	return end == NULL ? v : view_part(v, 0, (size_t)(end - v.data));
}

/*
 * How many lines V has if each of them is a JWS, else 1: then it is one that
 * was broken, which is not the same mistake.
 */
static size_t
lines_of(struct view v)
{
	size_t n = 0;

	while (v.len > 0) {
		struct view line = before(v, '\n');

		v = view_part(v, line.len + 1, v.len);
		line = view_trim(line);
		if (line.len == 0)
			continue;
		if (count_of(line, '.') != 2)
			return 1;
		n++;
	}
	return n > 0 ? n : 1;
}

/* The first proof in TEXT; what is JSON has commas and colons of its own. */
static struct view
find(struct view text, struct dpop *d)
{
	struct view value = view_trim(text);
	size_t lines, commas;

	d->count = value.len > 0;
	if (value.len == 0 || value.data[0] == '{')
		return value;
	value = field_find(text, "DPoP", &d->count);
	commas = count_of(value, ',');
	if (d->count > 0 && commas > 0) {
		d->joined = true;
		d->count += commas;
		return view_trim(before(value, ','));
	}
	lines = lines_of(value);
	if (d->count == 0 || lines == 1)
		return value;
	d->count += lines - 1;
	return view_trim(before(value, '\n'));
}

/* ---- reading it --------------------------------------------------------- */

static struct dpop_claim
claim(const struct dpop *d, const char *name)
{
	const struct json *value = json_get(d->claims, name);

	return (struct dpop_claim){ value != NULL, json_string(value) };
}

static void
read_iat(struct dpop *d)
{
	const struct json *value = json_get(d->claims, "iat");
	double number;

	d->has_iat = value != NULL;
	if (!json_number(value, &number) || !(number > -time_max)
		|| !(number < time_max))
		return;
	d->is_iat_sound = true;
	d->iat = (int64_t)number;
}

static void
read_claims(struct dpop *d)
{
	if (json_parse(d->jws.payload, &d->claims, &d->claims_fault) < 0)
		return;
	if (!json_is_object(d->claims)) {
		err_set(&d->claims_fault, ERR_INPUT,
			"the payload is no JSON object");
		return;
	}
	d->jti = claim(d, "jti");
	d->htm = claim(d, "htm");
	d->htu = claim(d, "htu");
	d->ath = claim(d, "ath");
	d->nonce = claim(d, "nonce");
	read_iat(d);
}

void
dpop_read(struct view text, struct dpop *ret)
{
	const struct json *jwk;

	*ret = (struct dpop){ .count = 0 };
	jws_read(find(text, ret), &ret->jws);
	jwk = json_get(ret->jws.head, "jwk");
	if (jwk != NULL) {
		ret->has_jwk = true;
		jwk_read(jwk, &ret->jwk);
	}
	if (ret->jws.form == JWS_COMPACT)
		read_claims(ret);
}

void
dpop_done(struct dpop *d)
{
	if (d->has_jwk)
		jwk_done(&d->jwk);
	json_freep(&d->claims);
	jws_done(&d->jws);
}

bool
dpop_is_readable(const struct dpop *d)
{
	return json_is_object(d->jws.head) && json_is_object(d->claims);
}

bool
dpop_is_type(const char *name)
{
	return jws_is_type(name, DPOP_TYPE);
}
