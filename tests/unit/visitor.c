/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chains of clients, made by another library, have exactly the faults that
 * were put into them, whoever asks, and in several threads at once.
 */
#include "net/tls_visitor.h"

#include <pthread.h>
#include <time.h>

#include "tap.h"
#include "vectors.h"

enum { THREADS = 8, ROUNDS = 3, CASES_MAX = 128 };

struct example {
	const char *name, *faults;
	struct certs chain;
};

static struct front_plan plan;
static struct tls_visitor *visitor;
static struct example example[CASES_MAX];
static size_t n_examples;
static int64_t now;

static void
bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	exit(1);
}

static struct bytes
octets_of(const struct json *text)
{
	struct bytes der = { 0 };
	struct err err;

	if (b64_decode(view_of_str(json_string(text)), B64_STD | B64_PAD, &der,
		    &err)
		< 0)
		bail_out(err.text);
	return der;
}

static void
read_certs(const struct json *list, struct certs *ret)
{
	for (const struct json *c = json_first(list); c != NULL;
		c = json_next(c)) {
		_cleanup_bytes_ struct bytes der = octets_of(c);
		struct cert *cert = NULL;
		struct err err;

		if (cert_read(bytes_view(&der), &cert, &err) < 0)
			bail_out(err.text);
		certs_add(ret, cert);
	}
}

static void
read_crls(const struct json *list, struct crls *ret)
{
	for (const struct json *c = json_first(list); c != NULL;
		c = json_next(c)) {
		_cleanup_bytes_ struct bytes der = octets_of(c);
		struct err err;

		if (crls_read(bytes_view(&der), ret, &err) < 0)
			bail_out(err.text);
	}
}

static void
read_all(const struct json *root)
{
	struct err err;

	if (!json_integer(json_get(root, "now"), &now))
		bail_out("no time");
	read_certs(json_get(root, "cas"), &plan.cas);
	read_crls(json_get(root, "crls"), &plan.crls);
	for (const struct json *c = json_first(json_get(root, "cases"));
		c != NULL && n_examples < CASES_MAX; c = json_next(c)) {
		struct example *e = &example[n_examples++];

		e->name = json_string(json_get(c, "name"));
		e->faults = json_string(json_get(c, "faults"));
		read_certs(json_get(c, "chain"), &e->chain);
	}
	if (tls_visitor_new(&plan, &visitor, &err) < 0)
		bail_out(err.text);
}

static unsigned
faults_of(const char *words)
{
	unsigned faults = 0;

	for (unsigned bit = 1; bit <= VISIT_KEY_AGREEMENT; bit <<= 1) {
		const char *name = visit_fault_name(bit), *p = words;
		size_t len = strlen(name);

		while ((p = strstr(p, name)) != NULL) {
			if ((p == words || p[-1] == ' ')
				&& (p[len] == ' ' || p[len] == '\0'))
				faults |= bit;
			p += len;
		}
	}
	return faults;
}

static void
test_examples(void)
{
	for (size_t i = 0; i < n_examples; i++) {
		const struct example *e = &example[i];
		unsigned got = tls_visitor_judge(visitor, &e->chain, now);
		_cleanup_bytes_ struct bytes words = { 0 };

		for (unsigned bit = 1; bit <= got; bit <<= 1) {
			if ((got & bit) == 0)
				continue;
			bytes_append_str(&words, " ");
			bytes_append_str(&words, visit_fault_name(bit));
		}
		ok(got == faults_of(e->faults), "%s:%.*s", e->name,
			(int)words.len, (const char *)words.data);
	}
}

static const struct certs *
chain_named(const char *name)
{
	for (size_t i = 0; i < n_examples; i++)
		if (strcmp(example[i].name, name) == 0)
			return &example[i].chain;
	bail_out(name);
	return NULL;
}

/* Dates are those of the moment given, whatever the clock of the library. */
static void
test_moments(void)
{
	const struct certs *good = chain_named("good");
	const struct x509 *x = &good->cert[0]->x;
	const struct certs none = { 0 };

	ok(tls_visitor_judge(visitor, good, x->not_before) == 0
			&& tls_visitor_judge(visitor, good, x->not_after) == 0,
		"both ends belong to the validity");
	ok(tls_visitor_judge(visitor, good, x->not_before - 1) == VISIT_NOT_YET,
		"a second before");
	ok(tls_visitor_judge(visitor, good, x->not_after + 1) == VISIT_EXPIRED,
		"a second after");
	ok(tls_visitor_judge(visitor, &none, now) == VISIT_NO_CERT,
		"no certificate");
}

/* Faults that are not what a single thread has found. */
static void *
judge_all(void *wrong)
{
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < n_examples; i++)
			*(size_t *)wrong += tls_visitor_judge(visitor,
						    &example[i].chain, now)
				!= faults_of(example[i].faults);
	return NULL;
}

static void
test_threads(void)
{
	size_t wrong[THREADS] = { 0 }, all = 0;
	pthread_t thread[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, judge_all, &wrong[i]) != 0)
			bail_out("no thread");
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(thread[i], NULL);
		all += wrong[i];
	}
	ok(all == 0, "%d threads come to the same", THREADS);
}

static int64_t
time_us(const char *name, int times)
{
	const struct certs *chain = chain_named(name);
	clock_t start = clock();

	for (int i = 0; i < times; i++) {
		struct cert *c = NULL;
		struct err err;

		/* To read them is a part of it. */
		for (size_t k = 0; k < chain->n; k++) {
			if (cert_read(bytes_view(&chain->cert[k]->der), &c,
				    &err)
				< 0)
				bail_out(err.text);
			cert_free(c);
		}
		(void)tls_visitor_judge(visitor, chain, now);
	}
	return (clock() - start) * (int64_t)1000000 / CLOCKS_PER_SEC;
}

/* What a stranger sends must not cost more than so many good ones. */
static void
test_cost(void)
{
	enum { GOOD = 100 };
	static const char *const bad[] = { "many", "many-other", "many-both",
		"unwieldy" };
	int64_t good = time_us("good", GOOD);

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		int64_t us = time_us(bad[i], 1);

		ok(us < good, "%s: no more than %d good ones", bad[i], GOOD);
		printf("# %lld us, a good one %lld us\n", (long long)us,
			(long long)good / GOOD);
	}
}

int
main(void)
{
	struct json *root = vector_json("visitor.json");

	read_all(root);
	test_examples();
	test_moments();
	test_threads();
	test_cost();
	tls_visitor_free(visitor);
	for (size_t i = 0; i < n_examples; i++)
		certs_done(&example[i].chain);
	certs_done(&plan.cas);
	crls_done(&plan.crls);
	json_free(root);
	return tap_done();
}
