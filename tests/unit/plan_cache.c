/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/plan_cache: what is shared, what is made again, and what
 * a line's words do to the options of the command line.
 */
#include "judge/plan_cache.h"
#include "tap.h"

static size_t made;
static struct tls_opts last; /* its words are the cache's */
static bool asks;            /* the last plan would ask for a passphrase */

/* Files are not read here. */
static int
make(struct tls_plan *t, const struct tls_opts *o, struct err *err)
{
	if (o->cert != NULL && strcmp(o->cert, "bad") == 0)
		return err_set(err, ERR_USAGE, "--cert: bad");
	made++;
	last = *o;
	asks = !t->pass.known && !t->pass.never_ask;
	t->plan.servername = o->servername;
	return 0;
}

static const struct tls_opts opts = { .cert = "all.pem",
	.key = "all.key",
	.pass = "all.pass",
	.ca = "all-ca.pem",
	.servername = "all.example",
	.priority = "NORMAL" };
static struct tls_plan all;
static const struct plan_maker maker = { &opts, &all, make };

static const struct tls_plan *
take(struct plan_cache *c, const char *text)
{
	_cleanup_target_line_ struct target_line line = { .n_expect = 0 };
	const struct tls_plan *t = NULL;
	struct err err = { 0 };

	if (target_line_parse(view_of_str(text), &line, &err) != 1
		|| plan_cache_take(c, &line, &t, &err) < 0)
		printf("# %s: %s\n", text, err.text);
	return t;
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
sharing(struct plan_cache *c)
{
	const struct tls_plan *a, *b, *d;

	ok(take(c, "h") == &all && take(c, "h name=x ref=y expect=ems") == &all
			&& made == 0,
		"what has no words of its own is the command line's");
	a = take(c, "h cert=a");
	b = take(c, "i cert=a name=x");
	d = take(c, "h cert=a key=k");
	ok(a != &all && a == b && d != a && made == 2,
		"the same words, the same plan; others, another one");
	ok(take(c, "h cert=") != take(c, "h tls=1.2") && made == 4,
		"a word that is empty is not one that is missing");
	plan_cache_give_back(c, a);
	plan_cache_give_back(c, &all);
	ok(take(c, "h cert=a") == a && made == 4, "one of two users left");
	plan_cache_give_back(c, a);
	plan_cache_give_back(c, a);
	ok(take(c, "h cert=a") == a && made == 4, "both did, and it is kept");
	ok(plan_cache_made(c) == made, "so many were made");
}

static void
words(struct plan_cache *c)
{
	take(c, "h cert=b");
	ok(same(last.cert, "b") && last.key == NULL && !asks
			&& same(last.pass, "all.pass")
			&& same(last.servername, "all.example")
			&& same(last.priority, "NORMAL"),
		"another certificate does not go with the key of all");
	take(c, "h cert=b key=k pass=env:P");
	ok(same(last.key, "k") && same(last.pass, "env:P"), "key, passphrase");
	take(c, "h cert=\"\" ca=c");
	ok(last.cert == NULL && last.key == NULL && same(last.ca, "c")
			&& !last.no_verify,
		"no certificate, other anchors");
	take(c, "h tls=1.3");
	ok(same(last.cert, "all.pem") && same(last.key, "all.key")
			&& same(last.tls, "1.3") && last.priority == NULL,
		"a version instead of a priority string");
	ok(last.ca == NULL && last.no_verify,
		"the anchors of all are not read again");
}

static void
limits(void)
{
	_cleanup_plan_cache_ struct plan_cache *c = plan_cache_new(&maker);
	const struct tls_plan *t[3 * PLAN_CACHE_IDLE_MAX];
	char text[40];

	made = 0;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		snprintf(text, sizeof(text), "h cert=%zu", i);
		t[i] = take(c, text);
	}
	for (size_t i = 1; i < ARRAY_LEN(t); i++)
		plan_cache_give_back(c, t[i]);
	ok(made == ARRAY_LEN(t), "as many as are used at the same time");
	ok(take(c, "h cert=0") == t[0] && made == ARRAY_LEN(t),
		"what is used is kept, however old it is");
	take(c, "h cert=191");
	ok(made == ARRAY_LEN(t), "what was used lately is kept");
	take(c, "h cert=1");
	ok(made == ARRAY_LEN(t) + 1, "what was not is made again");
}

static void
refusal(struct plan_cache *c)
{
	struct target_line line = { .cert = (char[]){ "bad" } };
	const struct tls_plan *t = &all;
	struct err err = { 0 };

	ok(plan_cache_take(c, &line, &t, &err) < 0 && err.kind == ERR_INPUT
			&& strcmp(err.text, "cert: bad") == 0 && t == &all,
		"what cannot be made is the line's fault");
}

int
main(void)
{
	_cleanup_plan_cache_ struct plan_cache *c = plan_cache_new(&maker);

	all.plan.keylog_fd = -1;
	sharing(c);
	words(c);
	refusal(c);
	limits();
	return tap_done();
}
