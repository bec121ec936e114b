/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate as facts of a report: RFC 5280 section 4.1, and the names by
 * which tokens and pins know it.
 */
#include "judge/tell_cert.h"

#include "proof/thumb.h"

enum { SHOWN_NAMES = 4 }; /* names on one line of text */

/* Without -v, people want those that tokens, pins and logs carry. */
static const char *const usual_kinds[] = { "x5t#S256", "sha256_hex", "sha1_hex",
	"spki_sha256", "jkt", "tbh" };

static void
tell_list(struct report *r, const char *key, char *const *names, size_t n)
{
	report_open_list(r, key, NULL);
	for (size_t i = 0; i < n; i++)
		report_string(r, NULL, NULL, "%s", names[i]);
	report_close(r);
}

static void
tell_time(struct report *r, const struct cert *c, const char *key, int64_t t)
{
	if (c->x.dated)
		report_time(r, key, NULL, t);
	else
		report_null(r, key, NULL);
}

/* What every format but text reads. */
static void
tell_members(struct report *r, const struct cert *c)
{
	report_string(r, "subject", NULL, "%s", c->subject);
	report_string(r, "issuer", NULL, "%s", c->issuer);
	report_string(r, "serial_hex", NULL, "%s", c->serial_hex);
	tell_time(r, c, "not_before", c->x.not_before);
	tell_time(r, c, "not_after", c->x.not_after);
	report_string(r, "key_type", NULL, "%s", c->key_type);
	report_integer(r, "key_bits", NULL, c->key_bits);
	report_string(r, "signature_algorithm", NULL, "%s", c->sig_alg);
	report_boolean(r, "self_signed", NULL, c->self_signed);
	report_boolean(r, "is_ca", NULL, c->is_ca);
	tell_list(r, "ekus", c->ekus, c->n_ekus);
	tell_list(r, "sans", c->sans, c->n_sans);
}

static void
tell_key(struct report *r, const struct cert *c)
{
	const char *ca = c->is_ca ? ", may sign certificates" : "";

	_cleanup_str_ char *key = cert_key_words(c);

	report_line(r, "key", "%s, signed with %s%s", key, c->sig_alg, ca);
}

static void
tell_lines(struct report *r, const struct cert *c)
{
	_cleanup_str_ char *validity = tell_validity(&c->x, r->now);
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	report_line(r, "issuer", "%s%s", c->issuer,
		c->self_signed ? " (signed by itself)" : "");
	if (c->x.dated)
		report_line(r, "valid", "%s to %s, %s",
			clock_format(c->x.not_before, from),
			clock_format(c->x.not_after, to), validity);
	else
		report_line(r, "valid", "%s", validity);
	tell_key(r, c);
	if (c->n_ekus > 0) {
		_cleanup_str_ char *ekus = tell_names(c->ekus, c->n_ekus);

		report_line(r, "for", "%s", ekus);
	}
	if (c->n_sans > 0) {
		_cleanup_str_ char *sans = tell_names(c->sans, c->n_sans);

		report_line(r, "names", "%s", sans);
	}
}

void
tell_cert(struct report *r, const struct cert *c)
{
	int level = r->level;

	tell_members(r, c);
	tell_lines(r, c);
	if (level < 1)
		report_level(r, 1);
	report_line(r, "serial", "%s", c->serial_hex);
	report_level(r, level);
}

static bool
is_usual(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(usual_kinds); i++)
		if (strcmp(usual_kinds[i], kind) == 0)
			return true;
	return false;
}

void
tell_thumbs(struct report *r, const struct x509 *x)
{
	int level = r->level;
	char text[THUMB_TEXT];

	report_open(r, "thumbprints", NULL);
	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++) {
		if (strcmp(k->name, "cnf") == 0 || !k->compute(x, text))
			continue;
		report_level(r, is_usual(k->name) || level > 1 ? level : 1);
		/* The label is what --print takes. */
		report_string(r, k->name, k->name, "%s", text);
	}
	report_level(r, level);
	report_close(r);
	if (!thumb_kind_find("x5t#S256")->compute(x, text))
		return;
	report_open(r, "cnf", NULL);
	report_string(r, "x5t#S256", NULL, "%s", text);
	report_close(r);
	report_line(r, "cnf", "{\"x5t#S256\":\"%s\"}", text);
}

char *
tell_validity(const struct x509 *x, int64_t now)
{
	char span[CLOCK_TEXT];

	if (!x->dated)
		return xstrdup("unreadable dates");
	if (now < x->not_before)
		return xasprintf("valid in %s",
			clock_span(x->not_before - now, span));
	if (now > x->not_after)
		return xasprintf("expired %s ago",
			clock_span(now - x->not_after, span));
	return xasprintf("%s left", clock_span(x->not_after - now, span));
}

char *
tell_names(char *const *names, size_t n)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_str_ char *rest = NULL;

	for (size_t i = 0; i < n && i < SHOWN_NAMES; i++) {
		bytes_append_str(&text, i > 0 ? ", " : "");
		bytes_append_str(&text, names[i]);
	}
	if (n > SHOWN_NAMES) {
		rest = xasprintf(" and %zu more", n - SHOWN_NAMES);
		bytes_append_str(&text, rest);
	}
	return xstrndup(text.len > 0 ? (char *)text.data : "", text.len);
}
