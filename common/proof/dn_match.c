/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparison of distinguished names, RFC 4517 sections 4.2.11 and 4.2.15, and
 * RFC 5280 section 7.1.
 */
#include "proof/dn_match.h"

#include "base/alloc.h"
#include "base/utf8.h"

enum how { HOW_OCTETS, HOW_RULES, HOW_NO_CASE };

enum { SHOWN_MAX = 80 }; /* octets of a value in a sentence */

/* ---- values -------------------------------------------------------------- */

/* Pairs of letters that stand side by side, the capital first. */
static uint32_t
lower_of_pair(uint32_t c)
{
	bool even = (c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177);
	bool odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);

	/* Dotless and dotted i are no pair. */
	if (c == 0x130 || c == 0x131)
		return c;
	return (even && c % 2 == 0) || (odd && c % 2 == 1) ? c + 1 : c;
}

static uint32_t
lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7)
		|| (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	if (c == 0x178)
		return 0xff;
	return lower_of_pair(c);
}

static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0;
}

/* What is no UTF-8 is kept, octet by octet. */
static void
fold(struct view v, struct bytes *ret)
{
	bool space = false;
	uint32_t c;

	for (size_t i = 0, n; i < v.len; i += n) {
		n = utf8_next((const char *)v.data + i, v.len - i, &c);
		if (n > 0 && is_space(c)) {
			space = ret->len > 0;
			continue;
		}
		if (space)
			bytes_append_str(ret, " ");
		space = false;
		if (n > 0) {
			utf8_append(ret, lower(c));
		} else {
			n = 1;
			bytes_append(ret, v.data + i, n);
		}
	}
}

static bool
same_folded(struct view a, struct view b)
{
	_cleanup_bytes_ struct bytes fa = { 0 }, fb = { 0 };

	fold(a, &fa);
	fold(b, &fb);
	return view_eq(bytes_view(&fa), bytes_view(&fb));
}

/* A is the certificate's: only the text's name may mean two types. */
static bool
same_type(const struct dn_attr *a, const struct dn_attr *b)
{
	return strcmp(a->oid, b->oid) == 0
		|| (b->or_oid != NULL && strcmp(a->oid, b->or_oid) == 0);
}

static bool
same_pair(const struct dn_attr *a, const struct dn_attr *b, enum how how)
{
	struct view va = bytes_view(&a->value), vb = bytes_view(&b->value);

	if (!same_type(a, b) || a->is_string != b->is_string)
		return false;
	if (view_eq(va, vb))
		return true;
	if (how == HOW_OCTETS || !a->is_string || va.len > DN_TEXT_MAX)
		return false;
	return (how == HOW_NO_CASE || dn_type_find(a->oid) != NULL)
		&& same_folded(va, vb);
}

/* ---- names --------------------------------------------------------------- */

struct span {
	size_t first, n;
};

static struct span
rdn_span(const struct dn *dn, size_t rdn)
{
	struct span s = { 0, 0 };

	for (size_t i = 0; i < dn->n; i++) {
		if (dn->attr[i].rdn != rdn)
			continue;
		if (s.n++ == 0)
			s.first = i;
	}
	return s;
}

/*
 * Mark each pair of A that has a fellow of its own in B, and that fellow; the
 * result is how many have.
 */
static size_t
pair_up(const struct dn *a, struct span in_a, const struct dn *b,
	struct span in_b, enum how how, bool *seen_a, bool *seen_b)
{
	size_t found = 0;

	for (size_t i = in_a.first; i < in_a.first + in_a.n; i++) {
		for (size_t j = in_b.first; j < in_b.first + in_b.n; j++) {
			if (seen_b[j]
				|| !same_pair(&a->attr[i], &b->attr[j], how))
				continue;
			seen_a[i] = seen_b[j] = true;
			found++;
			break;
		}
	}
	return found;
}

/*
 * RDN for RDN; REVERSED: the first of A is the last of B, as in RFC 4514.  An
 * RDN of B that has more leaves too few for the others.
 */
static bool
same_order(const struct dn *a, const struct dn *b, enum how how, bool reversed)
{
	bool seen_a[DN_ATTRS_MAX] = { false }, seen_b[DN_ATTRS_MAX] = { false };

	if (a->n != b->n || a->n_rdns != b->n_rdns)
		return false;
	for (size_t i = 0; i < a->n_rdns; i++) {
		struct span sa = rdn_span(a, i);
		struct span sb = rdn_span(b, reversed ? b->n_rdns - 1 - i : i);

		if (pair_up(a, sa, b, sb, how, seen_a, seen_b) != sa.n)
			return false;
	}
	return true;
}

/* ---- words --------------------------------------------------------------- */

static char *
pair_words(const struct dn_attr *a)
{
	const struct dn_type *t = dn_type_find(a->oid);
	struct view v = bytes_view(&a->value);
	int len = (int)(v.len < SHOWN_MAX ? v.len : SHOWN_MAX);

	return xasprintf("%s=%.*s%s", t != NULL ? t->openssl : a->oid,
		a->is_string ? len : 0, v.len > 0 ? (char *)v.data : "",
		!a->is_string               ? "(no string)"
			: v.len > SHOWN_MAX ? "…"
					    : "");
}

static const struct dn_attr *
first_unseen(const struct dn *dn, const bool *seen)
{
	for (size_t i = 0; i < dn->n; i++)
		if (!seen[i])
			return &dn->attr[i];
	return NULL;
}

static char *
words_of_difference(const struct dn *a, const bool *seen_a, const struct dn *b,
	const bool *seen_b)
{
	const struct dn_attr *ours = first_unseen(a, seen_a);
	const struct dn_attr *theirs = first_unseen(b, seen_b);
	_cleanup_str_ char *has = NULL, *says = NULL;

	if (theirs == NULL) {
		has = ours != NULL ? pair_words(ours) : xstrdup("nothing");
		return xasprintf("the value lacks %s", has);
	}
	says = pair_words(theirs);
	for (size_t i = 0; i < a->n; i++) {
		if (seen_a[i] || !same_type(&a->attr[i], theirs))
			continue;
		has = pair_words(&a->attr[i]);
		return xasprintf("the value says %s, the certificate %s", says,
			has);
	}
	return xasprintf("the value says %s, of which the certificate has none",
		says);
}

/* ---- the answer ---------------------------------------------------------- */

static enum dn_relation
relation_of(const struct dn *dn, const struct dn_text *t)
{
	bool loose = t->slashes || t->unquoted;

	if (same_order(dn, &t->dn, HOW_RULES, true))
		return loose ? DN_FORMAT : DN_SAME;
	if (same_order(dn, &t->dn, HOW_RULES, false))
		return loose ? DN_FORMAT : DN_REVERSED;
	return DN_DIFFERS;
}

/* No order explains it. */
static void
compare_pairs(const struct dn *dn, const struct dn_text *t,
	struct dn_match *ret)
{
	bool seen[DN_ATTRS_MAX] = { false }, seen_t[DN_ATTRS_MAX] = { false };
	size_t found = pair_up(dn, (struct span){ 0, dn->n }, &t->dn,
		(struct span){ 0, t->dn.n }, HOW_RULES, seen, seen_t);

	ret->distance = dn->n - found + t->dn.n - found;
	if (ret->distance == 0) {
		ret->relation = t->slashes ? DN_FORMAT : DN_SHUFFLED;
		return;
	}
	ret->difference = words_of_difference(dn, seen, &t->dn, seen_t);
	if (same_order(dn, &t->dn, HOW_NO_CASE, true)
		|| same_order(dn, &t->dn, HOW_NO_CASE, false))
		ret->relation = DN_CASE;
}

static void
compare(const struct dn *dn, const struct dn_text *t, struct dn_match *ret)
{
	ret->relation = relation_of(dn, t);
	ret->unquoted = t->unquoted;
	ret->distance = 0;
	if (ret->relation == DN_DIFFERS)
		compare_pairs(dn, t, ret);
	else
		ret->folded = !same_order(dn, &t->dn, HOW_OCTETS, true)
			&& !same_order(dn, &t->dn, HOW_OCTETS, false);
}

/* What a program printed is known even where it cannot be read back. */
static void
recognise(const struct dn *dn, struct view text, struct dn_match *m)
{
	m->form = dn_form_find(dn, text);
	if (m->form == NULL)
		return;
	if (m->form == dn_forms)
		m->relation = DN_EXACT;
	else if (m->relation == DN_REVERSED
		&& strcmp(m->form->name, "openssl") == 0)
		m->relation = DN_FORMAT;
	else if (m->relation >= DN_CASE)
		m->relation = strcmp(m->form->name, "go") == 0 ? DN_SHUFFLED
							       : DN_FORMAT;
	free(m->difference);
	m->difference = NULL;
	m->distance = 0;
	m->folded = false;
}

void
dn_match(const struct dn *dn, struct view text, struct dn_match *ret)
{
	_cleanup_dn_text_ struct dn_text t = { .slashes = false };
	struct err err;

	*ret = (struct dn_match){ .relation = DN_UNREADABLE,
		.distance = SIZE_MAX };
	if (dn_text_parse(text, &t, &err) < 0)
		ret->difference = xstrdup(err.text);
	else
		compare(dn, &t, ret);
	/* Most certificates of a bundle have nothing in common with it. */
	if (dn->n > 0
		&& (ret->relation == DN_UNREADABLE
			|| ret->distance < dn->n + t.dn.n))
		recognise(dn, text, ret);
}

void
dn_match_done(struct dn_match *m)
{
	free(m->difference);
	m->difference = NULL;
}
