/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_cache.c - a list of plans, those used last in front.
 */
#include "judge/plan_cache.h"

enum { WORDS = 5 };

struct entry {
	struct tls_plan plan; /* the first member: what is given out */
	char *word[WORDS];    /* cert, key, pass, ca, tls; NULL: not given */
	uint64_t hash;
	size_t users;
	struct entry *next, *prev;
};

struct plan_cache {
	const struct plan_maker *maker;
	struct entry *first, *last;
	size_t idle, made;
};

struct plan_cache *
plan_cache_new(const struct plan_maker *maker)
{
	struct plan_cache *c = xcalloc(1, sizeof(*c));

	c->maker = maker;
	return c;
}

/* The key log is the command line's. */
static void
entry_free(struct entry *e)
{
	e->plan.plan.keylog_fd = -1;
	tls_plan_done(&e->plan);
	for (size_t i = 0; i < WORDS; i++)
		free(e->word[i]);
	free(e);
}

static void
take_out(struct plan_cache *c, struct entry *e)
{
	if (e->prev != NULL)
		e->prev->next = e->next;
	else
		c->first = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
	else
		c->last = e->prev;
}

static void
put_in_front(struct plan_cache *c, struct entry *e)
{
	e->prev = NULL;
	e->next = c->first;
	if (c->first != NULL)
		c->first->prev = e;
	else
		c->last = e;
	c->first = e;
}

void
plan_cache_free(struct plan_cache *c)
{
	while (c != NULL && c->first != NULL) {
		struct entry *e = c->first;

		take_out(c, e);
		entry_free(e);
	}
	free(c);
}

void
plan_cache_freep(struct plan_cache **c)
{
	plan_cache_free(*c);
}

/* ---- what a plan is known by --------------------------------------------- */

static void
words_of(const struct target_line *line, char *ret[static WORDS])
{
	char *const words[WORDS] = { line->cert, line->key, line->pass,
		line->ca, line->tls };

	memcpy(ret, words, sizeof(words));
}

/* FNV-1a; a word that is missing differs from one that is empty. */
static uint64_t
hash_of(char *const word[static WORDS])
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < WORDS; i++) {
		for (const char *s = word[i]; s != NULL && *s != '\0'; s++)
			h = (h ^ (uint8_t)*s) * 0x100000001b3;
		h = (h ^ (word[i] != NULL ? 0x100 : 0x200)) * 0x100000001b3;
	}
	return h;
}

static bool
is_same(const struct entry *e, char *const word[static WORDS])
{
	for (size_t i = 0; i < WORDS; i++)
		if ((word[i] == NULL) != (e->word[i] == NULL)
			|| (word[i] != NULL
				&& strcmp(word[i], e->word[i]) != 0))
			return false;
	return true;
}

static struct entry *
find(const struct plan_cache *c, uint64_t hash, char *const word[static WORDS])
{
	for (struct entry *e = c->first; e != NULL; e = e->next)
		if (e->hash == hash && is_same(e, word))
			return e;
	return NULL;
}

/* ---- making -------------------------------------------------------------- */

/* What the command line says, but for what the line says. */
static struct tls_opts
opts_for(const struct tls_opts *all, char *const word[static WORDS])
{
	struct tls_opts o = *all;
	const char *cert = word[0], *pass = word[2], *tls = word[4];

	if (cert != NULL) {
		o.cert = *cert != '\0' ? cert : NULL;
		o.key = word[1];
	}
	if (pass != NULL)
		o.pass = pass;
	if (tls != NULL) {
		o.tls = tls;
		o.priority = NULL;
	}
	/* Trust anchors are read once for all that have the same. */
	o.ca = word[3];
	o.no_verify = o.ca == NULL;
	return o;
}

static int
make(const struct plan_maker *m, struct entry *e, struct err *err)
{
	struct tls_opts o = opts_for(m->opts, e->word);
	struct tls_plan *t = &e->plan;

	t->pass.never_ask = true;
	if (e->word[2] == NULL && m->plan->pass.known) {
		t->pass.known = true;
		bytes_append_view(&t->pass.secret,
			bytes_view(&m->plan->pass.secret));
	}
	if (m->make(t, &o, err) < 0)
		return -1;
	t->plan.keylog_fd = m->plan->plan.keylog_fd;
	if (o.ca == NULL)
		t->plan.trust = m->plan->plan.trust;
	return tls_plan_finish(t, err);
}

static struct entry *
entry_new(struct plan_cache *c, char *const word[static WORDS], struct err *err)
{
	struct entry *e = xcalloc(1, sizeof(*e));

	for (size_t i = 0; i < WORDS; i++)
		e->word[i] = word[i] != NULL ? xstrdup(word[i]) : NULL;
	e->hash = hash_of(word);
	if (make(c->maker, e, err) < 0) {
		entry_free(e);
		return NULL;
	}
	c->made++;
	return e;
}

/* ---- taking -------------------------------------------------------------- */

int
plan_cache_take(struct plan_cache *c, const struct target_line *line,
	const struct tls_plan **ret, struct err *err)
{
	char *word[WORDS];
	struct entry *e;
	size_t n = 0;

	words_of(line, word);
	for (size_t i = 0; i < WORDS; i++)
		n += word[i] != NULL;
	if (n == 0) {
		*ret = c->maker->plan;
		return 0;
	}
	e = find(c, hash_of(word), word);
	if (e != NULL) {
		take_out(c, e);
		c->idle -= e->users == 0;
	} else if ((e = entry_new(c, word, err)) == NULL) {
		return target_line_fault(err);
	}
	put_in_front(c, e);
	e->users++;
	*ret = &e->plan;
	return 0;
}

/* Those at the end have been idle for longest, but not all are idle there. */
static void
trim(struct plan_cache *c)
{
	struct entry *prev;

	for (struct entry *e = c->last; c->idle > PLAN_CACHE_IDLE_MAX;
		e = prev) {
		prev = e->prev;
		if (e->users > 0)
			continue;
		take_out(c, e);
		entry_free(e);
		c->idle--;
	}
}

void
plan_cache_give_back(struct plan_cache *c, const struct tls_plan *plan)
{
	struct entry *e = (struct entry *)(uintptr_t)plan;

	if (plan == NULL || plan == c->maker->plan || --e->users > 0)
		return;
	c->idle++;
	trim(c);
}

size_t
plan_cache_made(const struct plan_cache *c)
{
	return c->made;
}
