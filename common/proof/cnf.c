/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf.c - what a token says of the key that its sender must prove.
 */
#include "proof/cnf.h"

#include "base/b64.h"

static const char *const names[] = {
	[CNF_X5T_S256] = "x5t#S256",
	[CNF_JKT] = "jkt",
	[CNF_JWK] = "jwk",
	[CNF_TBH] = "tbh",
	[CNF_X5T] = "x5t",
	[CNF_KID] = "kid",
	[CNF_JWE] = "jwe",
	[CNF_JKU] = "jku",
};

const char *
cnf_method_name(enum cnf_method m)
{
	return names[m];
}

bool
cnf_digest(const char *text, uint8_t ret_digest[static CNF_DIGEST],
	bool *ret_spare)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	enum { LEN = 43, SPARE = 3 };
	uint8_t octets[B64_OCTETS(LEN)];
	char canonical[LEN];
	const char *last;

	if (strlen(text) != LEN)
		return false;
	memcpy(canonical, text, LEN);
	last = strchr(digits, text[LEN - 1]);
	if (last == NULL)
		return false;
	canonical[LEN - 1] = digits[(last - digits) & ~SPARE];
	if (b64_decode_to(octets, (struct view){ (uint8_t *)canonical, LEN },
		    B64_URL)
		!= CNF_DIGEST)
		return false;
	memcpy(ret_digest, octets, CNF_DIGEST);
	*ret_spare = canonical[LEN - 1] != text[LEN - 1];
	return true;
}

static bool
is_digest(enum cnf_method m)
{
	return m == CNF_X5T_S256 || m == CNF_JKT || m == CNF_TBH;
}

static enum cnf_method
find(const char *name)
{
	enum cnf_method m = CNF_X5T_S256;

	while (m < CNF_METHODS && strcmp(names[m], name) != 0)
		m++;
	return m;
}

static void
take_member(struct cnf *c, const struct json *member)
{
	enum cnf_method m = find(json_name(member));
	struct cnf_item *i;

	if (m == CNF_METHODS) {
		if (c->n_unknown++ == 0)
			c->unknown = json_name(member);
		return;
	}
	c->n_known++;
	i = &c->item[m];
	i->json = member;
	i->text = json_string(member);
	if (is_digest(m) && i->text != NULL)
		i->has_digest = cnf_digest(i->text, i->digest, &i->spare_bits);
	if (m == CNF_JWK)
		jwk_read(member, &c->jwk);
}

/* RFC 7800 section 3.1: one key, in one of these three ways. */
static size_t
count_keys(const struct cnf *c)
{
	return (size_t)(c->item[CNF_JWK].json != NULL)
		+ (c->item[CNF_JWE].json != NULL)
		+ (c->item[CNF_JKU].json != NULL);
}

/* The key and the fault's text, which are long, stay as they are. */
static void
begin(struct cnf *c)
{
	memset(c, 0, offsetof(struct cnf, jwk));
	c->fault.kind = ERR_NONE;
}

void
cnf_read(const struct json *claims, struct cnf *ret)
{
	const struct json *member;

	begin(ret);
	ret->json = json_get(claims, "cnf");
	if (ret->json == NULL)
		return;
	if (!json_is_object(ret->json)) {
		err_set(&ret->fault, ERR_INPUT,
			"cnf is no JSON object (RFC 7800 section 3.1)");
		return;
	}
	for (member = json_first(ret->json); member != NULL;
		member = json_next(member))
		take_member(ret, member);
	if (ret->n_known + ret->n_unknown == 0)
		err_set(&ret->fault, ERR_INPUT, "cnf is empty");
	else if (count_keys(ret) > 1)
		err_set(&ret->fault, ERR_INPUT,
			"cnf has more than one of jwk, jwe and jku (RFC 7800 "
			"section 3.1)");
}

void
cnf_done(struct cnf *c)
{
	if (c->item[CNF_JWK].json != NULL)
		jwk_done(&c->jwk);
	begin(c);
}
