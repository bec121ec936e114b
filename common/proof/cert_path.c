/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_path.c - breadth first, and each certificate is reached once: what a
 * stranger sends costs no more than its number allows.
 */
#include "proof/cert_path.h"

#include <limits.h>

#include "base/der.h"

struct search {
	const struct certs *chain, *anchors;
	int64_t now;
	bool verify;
	size_t n; /* of chain */
	unsigned checks_left;
	bool seen[CERT_PATH_SENT_MAX];
	size_t from[CERT_PATH_SENT_MAX]; /* whom it has issued */
	size_t queue[CERT_PATH_SENT_MAX];
	size_t queued;
};

static bool
may_issue(struct search *s, const struct cert *c, const struct cert *issuer)
{
	if (!cert_link_may_hold(c, issuer))
		return false;
	if (!s->verify)
		return true;
	if (s->checks_left == 0)
		return false;
	s->checks_left--;
	return cert_link(c, issuer) == CERT_LINK_HOLDS;
}

static bool
is_current(const struct search *s, const struct cert *c)
{
	return s->now >= c->x.not_before && s->now <= c->x.not_after;
}

static const struct cert *
same_anchor(const struct search *s, const struct cert *c)
{
	for (size_t i = 0; i < s->anchors->n; i++)
		if (view_eq(s->anchors->cert[i]->x.der, c->x.der))
			return s->anchors->cert[i];
	return NULL;
}

static const struct cert *
anchor_of(struct search *s, const struct cert *c)
{
	const struct cert *found = NULL;

	for (size_t i = 0; i < s->anchors->n; i++) {
		const struct cert *a = s->anchors->cert[i];

		if ((found == NULL || !is_current(s, found))
			&& may_issue(s, c, a))
			found = a;
	}
	return found;
}

static void
reach_issuers(struct search *s, size_t at)
{
	const struct cert *c = s->chain->cert[at];

	for (size_t i = 1; i < s->n && !c->self_signed; i++) {
		if (s->seen[i] || !may_issue(s, c, s->chain->cert[i]))
			continue;
		s->seen[i] = true;
		s->from[i] = at;
		s->queue[s->queued++] = i;
	}
}

static void
trace_back(const struct search *s, size_t at, const struct cert *anchor,
	struct cert_path *ret)
{
	size_t n = 1;

	for (size_t i = at; i != 0; i = s->from[i])
		n++;
	ret->n = n;
	for (size_t i = at; n > 0; i = s->from[i])
		ret->cert[--n] = s->chain->cert[i];
	if (anchor != s->chain->cert[at])
		ret->cert[ret->n++] = anchor;
	ret->anchored = true;
}

/* Go on from the one that stands at AT; true: there is the end. */
static bool
step(struct search *s, size_t at, struct cert_path *ret)
{
	const struct cert *anchor = anchor_of(s, s->chain->cert[at]);

	if (anchor != NULL)
		trace_back(s, at, anchor, ret);
	else
		reach_issuers(s, at);
	return anchor != NULL;
}

void
cert_path_find(const struct certs *chain, const struct certs *anchors,
	int64_t now, bool verify, struct cert_path *ret)
{
	struct search s = {
		.chain = chain,
		.anchors = anchors,
		.now = now,
		.verify = verify,
		.n = chain->n < CERT_PATH_SENT_MAX ? chain->n
						   : CERT_PATH_SENT_MAX,
		.checks_left = CERT_PATH_CHECKS_MAX,
		.seen = { true },
		.queued = 1,
	};
	bool found = false;

	*ret = (struct cert_path){ .n = 1, .cert = { chain->cert[0] } };
	if (same_anchor(&s, chain->cert[0]) != NULL) {
		ret->anchored = true;
		return;
	}
	for (size_t i = 0; i < s.queued && !found; i++)
		found = step(&s, s.queue[i], ret);
	for (size_t i = 1; i < s.queued && !found; i++)
		ret->cert[ret->n++] = chain->cert[s.queue[i]];
}

int
cert_path_len(const struct cert *c)
{
	struct der list, ca, number;
	struct view value;
	unsigned len = 0;

	if (!x509_extension(&c->x, "2.5.29.19", &value, NULL)
		|| !der_read_tag(&value, DER_SEQUENCE, &list)
		|| !der_read_tag(&list.value, DER_BOOLEAN, &ca)
		|| !der_read_tag(&list.value, DER_INTEGER, &number))
		return -1;
	if (number.value.len == 0 || number.value.len > 3
		|| (number.value.data[0] & 0x80) != 0)
		return INT_MAX;
	for (size_t i = 0; i < number.value.len; i++)
		len = len << 8 | number.value.data[i];
	return (int)len;
}
