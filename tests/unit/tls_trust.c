/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of net/tls_trust: what was found out about a chain is said of that
 * chain alone.
 */
#include "net/tls_trust.h"

#include "base/alloc.h"
#include "tap.h"

enum { CHAINS = 40 * TLS_TRUST_KEPT };

/* Chains of up to three certificates, of which only the octets matter. */
struct fake {
	struct cert cert[3];
	struct cert *list[3];
	struct certs chain;
	uint8_t octets[3][2];
};

static void
fake(struct fake *f, size_t n, unsigned number)
{
	*f = (struct fake){ .chain.n = n };
	f->chain.cert = f->list;
	for (size_t i = 0; i < n; i++) {
		f->octets[i][0] = (uint8_t)(number >> 8);
		f->octets[i][1] = (uint8_t)(number + i);
		f->cert[i].der.data = f->octets[i];
		f->cert[i].der.len = sizeof(f->octets[i]);
		f->list[i] = &f->cert[i];
	}
}

static void
keep(const struct tls_trust *t, size_t n, unsigned number)
{
	char why[] = { (char)('a' + n), '\0' };
	struct tls_trust_answer a = { number % 2 == 0, why, number, NULL,
		(int64_t)n };
	struct fake f;

	fake(&f, n, number);
	tls_trust_keep(t, &f.chain, &a);
}

/* 1: it is known, and right; 0: it is not known; -1: it is wrong. */
static int
recall(const struct tls_trust *t, size_t n, unsigned number)
{
	const struct tls_trust_answer *a;
	struct fake f;

	fake(&f, n, number);
	a = tls_trust_recall(t, &f.chain);
	if (a == NULL)
		return 0;
	return a->trusted == (number % 2 == 0) && a->roots_loaded == number
			&& a->root == NULL && a->root_not_after == (int64_t)n
			&& a->why[0] == (char)('a' + n)
		? 1
		: -1;
}

int
main(void)
{
	struct tls_trust *t = NULL, *other = NULL;
	size_t known = 0, wrong = 0;
	struct err err;

	if (tls_trust_load(NULL, &t, &err) < 0
		|| tls_trust_load(NULL, &other, &err) < 0)
		return 1;
	ok(recall(t, 1, 5) == 0, "nothing is known at first");
	keep(t, 1, 5);
	ok(recall(t, 1, 5) == 1, "a chain is known again");
	ok(recall(t, 2, 5) == 0 && recall(t, 1, 6) == 0, "others are not");
	ok(recall(other, 1, 5) == 0, "other anchors know nothing of it");
	for (unsigned i = 0; i < CHAINS; i++) {
		keep(t, 1 + i % 3, i);
		wrong += recall(t, 1 + i % 3, i) != 1;
	}
	ok(wrong == 0, "each is known when it has been kept");
	for (unsigned i = 0; i < CHAINS; i++) {
		known += recall(t, 1 + i % 3, i) == 1;
		wrong += recall(t, 1 + i % 3, i) < 0;
	}
	ok(wrong == 0 && known > 0 && known <= TLS_TRUST_KEPT,
		"those that have gone are not taken for others (%zu left)",
		known);
	tls_trust_free(t);
	tls_trust_free(other);
	return tap_done();
}
