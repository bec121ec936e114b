/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/target_line: what a line of a list says, and what is no
 * line.
 */
#include "judge/target_line.h"

#include "base/alloc.h"
#include "base/strbuf.h"
#include "tap.h"

static void
put(struct strbuf *b, const char *key, const char *value)
{
	if (value != NULL)
		strbuf_format(b, " %s<%s>", key, value);
}

/* All that a line says, in an order of our own; the caller frees it. */
static char *
said(const struct target_line *t)
{
	struct strbuf b = { .len = 0 };

	strbuf_format(&b, "%s %s", t->host, t->port);
	put(&b, "cert", t->cert);
	put(&b, "key", t->key);
	put(&b, "pass", t->pass);
	put(&b, "ca", t->ca);
	put(&b, "name", t->name);
	put(&b, "tls", t->tls);
	for (size_t i = 0; i < t->n_expect; i++)
		put(&b, "expect", t->expect[i]);
	put(&b, "ref", t->ref);
	strbuf_char(&b, '\0');
	return b.data;
}

static void
is(const char *text, const char *want)
{
	_cleanup_target_line_ struct target_line t = { .n_expect = 0 };
	_cleanup_str_ char *got = NULL;
	struct err err = { 0 };
	int r = target_line_parse(view_of_str(text), &t, &err);

	got = r == 1 ? said(&t) : xstrdup("");
	if (!ok(r == (want != NULL) && strcmp(got, want ? want : "") == 0,
		    "'%s'", text))
		printf("# %d: %s; %s\n", r, got, err.text);
}

/* Refused, and why; REF is still known. */
static void
bad(const char *text, const char *words, const char *ref)
{
	_cleanup_target_line_ struct target_line t = { .n_expect = 0 };
	struct err err = { 0 };
	int r = target_line_parse(view_of_str(text), &t, &err);
	bool same = ref == NULL ? t.ref == NULL
				: t.ref != NULL && strcmp(t.ref, ref) == 0;

	if (!ok(r < 0 && err.kind == ERR_INPUT
			    && strstr(err.text, words) != NULL && same,
		    "'%.60s' is refused", text))
		printf("# %d: %s; ref %s\n", r, err.text, t.ref);
}

static void
good_lines(void)
{
	is("a.example", "a.example 443");
	is("  a.example:8443\t ", "a.example 8443");
	is("[::1]:8443", "::1 8443");
	is("https://a.example/x", "a.example 443");
	is("a cert=c.pem key=k.pem pass=env:P ca=ca.pem name=b tls=1.3 ref=7",
		"a 443 cert<c.pem> key<k.pem> pass<env:P> ca<ca.pem> name<b> "
		"tls<1.3> ref<7>");
	is("a ref=7 expect=accepted expect=tls>=1.3",
		"a 443 expect<accepted> expect<tls>=1.3> ref<7>");
	is("a cert= name=", "a 443 cert<> name<>");
	is("a cert=\"\" name=\"\"", "a 443 cert<> name<>");
	is("a cert=\"my certs/c.pem\" key=\"k\\\"\\\\\"",
		"a 443 cert<my certs/c.pem> key<k\"\\>");
	is("a cert=\"c\\x\" ref=x\"y", "a 443 cert<c\\x> ref<x\"y>");
	is("a ref=x=y#z # ref=2", "a 443 ref<x=y#z>");
	is("a ref=\"#\"", "a 443 ref<#>");
	is("a #", "a 443");
	is("a cert=pkcs11:token=t;object=o",
		"a 443 cert<pkcs11:token=t;object=o>");
}

static void
no_lines(void)
{
	is("", NULL);
	is(" \t ", NULL);
	is("# a.example", NULL);
	is("  #", NULL);
}

static void
bad_lines(void)
{
	bad(":443", "no target", NULL);
	bad("a:70000 ref=x", "no port", "x");
	bad("a b", "'b': is no KEY=VALUE", NULL);
	bad("a b ref=2", "'b': is no KEY=VALUE", "2");
	bad("a =b", "'': no such word", NULL);
	bad("a certs=b ref=x", "'certs': no such word", "x");
	bad("a Cert=b", "'Cert': no such word", NULL);
	bad("a cert=b cert=c", "cert: is given twice", NULL);
	bad("a cert=b key=", "key: the value is empty", NULL);
	bad("a ref=", "ref: the value is empty", NULL);
	bad("a key=b", "key: needs cert", NULL);
	bad("a cert= key=b", "key: needs cert", NULL);
	bad("a pass=b", "pass: needs cert", NULL);
	bad("a cert=-", "cert: standard input", NULL);
	bad("a cert=c pass=-", "pass: standard input", NULL);
	bad("a ca=-", "ca: standard input", NULL);
	bad("a tls=1.1", "tls: '1.1'", NULL);
	bad("a name=b/c", "name: 'b/c' is no host name", NULL);
	bad("a expect=nonsense ref=1", "expect: 'nonsense'", "1");
	bad("a cert=\"c ref=1", "no closing quotation mark", NULL);
	bad("a cert=\"c\\\" ref=1", "no closing quotation mark", NULL);
	bad("a ref=1 cert=\"c\"d", "behind the closing", "1");
	bad("a/b", "no target", NULL);
}

static void
limits(void)
{
	_cleanup_target_line_ struct target_line t = { .n_expect = 0 };
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	struct err err = { 0 };

	strbuf_str(&b, "a");
	for (int i = 0; i < TARGET_LINE_EXPECTS_MAX; i++)
		strbuf_str(&b, " expect=ems");
	strbuf_char(&b, '\0');
	ok(target_line_parse(view_of_str(b.data), &t, &err) == 1
			&& t.n_expect == TARGET_LINE_EXPECTS_MAX,
		"as many assertions as may be");
	target_line_done(&t);
	b.len--;
	strbuf_str(&b, " expect=ems");
	strbuf_char(&b, '\0');
	bad(b.data, "are enough", NULL);

	b.len = 0;
	strbuf_str(&b, "a #");
	while (b.len < TARGET_LINE_MAX)
		strbuf_char(&b, 'x');
	ok(target_line_parse((struct view){ (uint8_t *)b.data, b.len }, &t,
		   &err) == 1,
		"as long as may be");
	target_line_done(&t);
	strbuf_str(&b, "x");
	strbuf_char(&b, '\0');
	bad(b.data, "too long", NULL);
	ok(target_line_parse((struct view){ (const uint8_t *)"a\0b", 3 }, &t,
		   &err) < 0
			&& strstr(err.text, "NUL") != NULL,
		"a NUL is refused");
}

int
main(void)
{
	good_lines();
	no_lines();
	bad_lines();
	limits();
	return tap_done();
}
