/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws.c - the signature of a token, check by check.  The header chooses among
 * the keys that are trusted; it never brings one, and never says what kind of
 * algorithm a key is for.
 */
#include "judge/jws.h"

#include <strings.h>

#include "base/io.h"
#include "base/strbuf.h"

enum { TRIED_MAX = 64 };

const struct check check_jws_form = {
	"jws.form",
	"it is a compact JWS, and its header is sound",
	"RFC 7515 section 5.2",
};
const struct check check_jws_algorithm = {
	"jws.algorithm",
	"its algorithm is a known one that is allowed",
	"RFC 8725 section 3.1",
};
const struct check check_jws_critical = {
	"jws.critical",
	"it demands nothing that is not understood",
	"RFC 7515 section 4.1.11",
};
const struct check check_jws_key = {
	"jws.key",
	"there is a key that may verify it",
	"RFC 7517 section 4",
};
const struct check check_jws_signature = {
	"jws.signature",
	"the signature verifies",
	"RFC 7515 section 5.2",
};
const struct check check_jws_header_key = {
	"jws.header-key",
	"the header brings no key of its own",
	"RFC 8725 section 3.10",
};

/* ---- keys --------------------------------------------------------------- */

int
jws_keys_load(struct jws_keys *k, const char *name, struct err *err)
{
	k->name = io_name(name);
	if (io_load(name, JSON_SIZE_MAX, &k->source, err) < 0)
		return -1;
	(void)!jwks_parse(bytes_view(&k->source), &k->set, &k->fault);
	return 0;
}

static bool
is_allowed(const struct jws_keys *k, const struct jwa *alg)
{
	size_t i = 0;

	while (i < k->n_algs && k->alg[i] != alg)
		i++;
	return k->n_algs == 0 || i < k->n_algs;
}

static int
unknown_algorithm(const char *name, struct err *err)
{
	_cleanup_strbuf_ struct strbuf names = { 0 };

	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		if (a->kind != JWA_NONE && a->kind != JWA_UNSUPPORTED)
			strbuf_format(&names, " %s", a->name);
	return err_set(err, ERR_USAGE, "--alg: '%.40s' is none of:%.*s", name,
		(int)names.len, names.data);
}

int
jws_keys_allow(struct jws_keys *k, const char *list, struct err *err)
{
	_cleanup_str_ char *copy = xstrdup(list);
	char *rest = copy, *name;

	while ((name = strsep(&rest, ", ")) != NULL) {
		const struct jwa *alg = jwa_find(name);

		if (*name == '\0')
			continue;
		if (alg == NULL || alg->kind == JWA_NONE
			|| alg->kind == JWA_UNSUPPORTED)
			return unknown_algorithm(name, err);
		if (k->n_algs == 0 || !is_allowed(k, alg))
			k->alg[k->n_algs++] = alg;
	}
	if (k->n_algs == 0)
		return err_set(err, ERR_USAGE, "--alg: empty: name algorithms");
	return 0;
}

void
jws_keys_done(struct jws_keys *k)
{
	jwks_done(&k->set);
	bytes_done(&k->source);
}

/* ---- the header --------------------------------------------------------- */

static bool
check_form(struct report *r, const struct jws *j)
{
	const struct err *fault = j->form_fault.kind != ERR_NONE
		? &j->form_fault
		: &j->header_fault;

	if (fault->kind == ERR_NONE && j->form == JWS_COMPACT) {
		report_check(r, &check_jws_form, VERDICT_PASS, "it is one");
		return true;
	}
	report_check(r, &check_jws_form, VERDICT_FAIL, "%s", fault->text);
	return false;
}

static const char *
algorithm_fault(const struct jws *j, const struct jws_keys *k)
{
	if (strcasecmp(j->alg_name, "none") == 0)
		return "means that nobody signed it: it never verifies";
	if (j->alg == NULL)
		return "is no algorithm of JWS that we know; names are "
		       "compared case by case";
	if (j->alg->kind == JWA_UNSUPPORTED)
		return "is not supported here";
	return is_allowed(k, j->alg) ? NULL : "is not among those of --alg";
}

static bool
check_algorithm(struct report *r, const struct jws *j, const struct jws_keys *k)
{
	const char *fault;

	if (j->alg_name == NULL)
		return false;
	fault = algorithm_fault(j, k);
	if (fault == NULL) {
		report_check(r, &check_jws_algorithm, VERDICT_PASS, "%s",
			j->alg_name);
		return true;
	}
	report_check(r, &check_jws_algorithm, VERDICT_FAIL, "alg %s %s",
		j->alg_name, fault);
	return false;
}

static bool
check_critical(struct report *r, const struct jws *j)
{
	if (j->crit_fault.kind == ERR_NONE) {
		report_check(r, &check_jws_critical, VERDICT_PASS, "no crit");
		return true;
	}
	report_check(r, &check_jws_critical, VERDICT_FAIL, "%s",
		j->crit_fault.text);
	return false;
}

/* What a sender may write there is no proof, whatever it says. */
static void
check_header_key(struct report *r, const struct jws *j)
{
	static const char *const names[] = { "jwk", "jku", "x5u", "x5c" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (json_get(j->head, names[i]) == NULL)
			continue;
		report_check(r, &check_jws_header_key, VERDICT_WARN,
			"the header has %s, which is not trusted and was not "
			"used",
			names[i]);
		report_advise(r, "a reader must not take keys from there");
		return;
	}
}

/* ---- key and signature -------------------------------------------------- */

/* Which keys are asked, and what became of that. */
struct search {
	const struct jws *j;
	const struct jws_keys *k;
	bool by_kid;             /* those of the header's kid only */
	size_t n_named;          /* keys that are asked, */
	size_t n_fit;            /* that may verify it, */
	const struct jwk *last;  /* the last of these, */
	const struct jwk *right; /* and the one that does */
	struct err why;          /* the first that may not says so */
};

static bool
same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* A set in which keys have names is asked by name; a key alone need not. */
static bool
has_kids(const struct jwks *set)
{
	size_t i = 0;

	while (i < set->n && set->key[i].kid == NULL)
		i++;
	return set->is_set && i < set->n;
}

static void
try_key(struct search *s, const struct jwk *key)
{
	struct err err;

	s->n_named++;
	if (jwk_fits(key, s->j->alg, &err) < 0) {
		if (s->why.kind == ERR_NONE)
			s->why = err;
		return;
	}
	s->last = key;
	if (s->n_fit++ < TRIED_MAX && s->right == NULL
		&& jwk_verify(key, s->j->alg, s->j->input, s->j->signature))
		s->right = key;
}

static void
search(struct search *s)
{
	const struct jwks *set = &s->k->set;

	s->by_kid = s->j->kid != NULL && has_kids(set);
	for (size_t i = 0; i < set->n; i++)
		if (!s->by_kid || same_text(set->key[i].kid, s->j->kid))
			try_key(s, &set->key[i]);
}

static void
say_no_key(struct report *r, const struct search *s)
{
	const struct jws_keys *k = s->k;

	if (s->by_kid && s->n_named == 0) {
		if (k->set.n == 1)
			report_check(r, &check_jws_key, VERDICT_FAIL,
				"the one key in %s has not the kid %s", k->name,
				s->j->kid);
		else
			report_check(r, &check_jws_key, VERDICT_FAIL,
				"none of the %zu keys in %s has the kid %s",
				k->set.n, k->name, s->j->kid);
		report_advise(r,
			"fetch the key set again: the issuer may have changed "
			"its keys");
	} else if (k->set.n == 0) {
		report_check(r, &check_jws_key, VERDICT_FAIL, "%s has no key",
			k->name);
	} else {
		report_check(r, &check_jws_key, VERDICT_FAIL, "%s%s%s: %s",
			k->name, s->j->kid != NULL && s->by_kid ? ", kid " : "",
			s->by_kid ? s->j->kid : "", s->why.text);
	}
}

/* "kid a", "the key in jwks.json": format both as NAME, in this order. */
#define NAME "%s%.128s"

static const char *
what_names(const struct jwk *key)
{
	return key->kid != NULL ? "kid " : "the key in ";
}

static const char *
name_of(const struct jwk *key, const char *file)
{
	return key->kid != NULL ? key->kid : file;
}

static void
say_key(struct report *r, const struct search *s)
{
	const struct jwk *key = s->right != NULL ? s->right : s->last;
	const char *name = name_of(key, s->k->name);
	const char *same = s->k->set.same_kid;

	if (same != NULL && same_text(same, s->j->kid)) {
		report_check(r, &check_jws_key, VERDICT_WARN,
			"%zu keys in %s have the kid %s: all were tried",
			s->n_named, s->k->name, same);
		report_advise(r, "give each key a kid of its own");
	} else if (key->remark.kind != ERR_NONE) {
		report_check(r, &check_jws_key, VERDICT_WARN, NAME ": %s",
			what_names(key), name, key->remark.text);
		report_advise(r, "it was used all the same");
	} else if (s->n_fit > 1 && s->right == NULL) {
		report_check(r, &check_jws_key, VERDICT_PASS,
			"%zu keys in %s may", s->n_fit, s->k->name);
	} else {
		report_check(r, &check_jws_key, VERDICT_PASS, NAME,
			what_names(key), name);
	}
}

static enum verdict
check_signature(struct report *r, const struct search *s, bool brief)
{
	const struct jws *j = s->j;
	bool alone = s->n_fit == 1;

	if (s->right != NULL) {
		report_check(r, &check_jws_signature, VERDICT_PASS, "%s, " NAME,
			j->alg_name, what_names(s->right),
			name_of(s->right, s->k->name));
		return VERDICT_PASS;
	}
	if (j->signature.len == 0)
		report_check(r, &check_jws_signature, VERDICT_FAIL,
			"the signature is empty");
	else if (j->alg->sig_len != 0 && j->signature.len != j->alg->sig_len)
		report_check(r, &check_jws_signature, VERDICT_FAIL,
			"the signature has %zu octets: one of %s has %zu",
			j->signature.len, j->alg_name, j->alg->sig_len);
	else if (s->n_fit > TRIED_MAX)
		report_check(r, &check_jws_signature, VERDICT_FAIL,
			"the signature is not by any of the first %d of %zu "
			"keys that "
			"may: more are not tried",
			TRIED_MAX, s->n_fit);
	else
		report_check(r, &check_jws_signature, VERDICT_FAIL,
			"the signature is not by " NAME,
			alone ? what_names(s->last) : "",
			alone ? name_of(s->last, s->k->name)
			      : "any of the keys");
	if (!brief)
		judge_jws_cause(r, j, s->k);
	return VERDICT_FAIL;
}

static bool
check_keys(struct report *r, const struct jws_keys *k)
{
	if (k->fault.kind == ERR_NONE)
		return true;
	report_check(r, &check_jws_key, VERDICT_FAIL, "%s: %s", k->name,
		k->fault.text);
	return false;
}

enum verdict
judge_jws(struct report *r, const struct jws *j, const struct jws_keys *k,
	const struct jwk **ret_key, bool brief)
{
	struct search s = { .j = j, .k = k };
	bool sound = check_form(r, j);

	sound = check_algorithm(r, j, k) && sound;
	if (j->head != NULL) {
		sound = check_critical(r, j) && sound;
		check_header_key(r, j);
	}
	if (!check_keys(r, k) || !sound)
		return VERDICT_FAIL;
	search(&s);
	if (s.last == NULL) {
		say_no_key(r, &s);
		if (!brief)
			judge_jws_cause(r, j, k);
		return VERDICT_FAIL;
	}
	say_key(r, &s);
	if (ret_key != NULL)
		*ret_key = s.right;
	return check_signature(r, &s, brief);
}
