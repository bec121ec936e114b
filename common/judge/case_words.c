/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_words.c - one function a name; each returns a string that is freed
 * after use, or NULL when the case has no such thing.
 */
#include "judge/case_words.h"

#include "judge/sign.h"
#include "judge/tokbind.h"

enum { NAMES_SHOWN = 3 }; /* of a long list */

static char *
word_target(const struct case_words *w)
{
	return xasprintf("%s:%s", w->probe->host, w->probe->port);
}

static char *
word_name(const struct case_words *w)
{
	return xstrdup(w->probe->plan->servername != NULL
			? w->probe->plan->servername
			: w->probe->host);
}

static char *
word_cert(const struct case_words *w)
{
	const char *name = w->probe->plan->cert_name;

	return xstrdup(name != NULL ? name : "the certificate");
}

static char *
word_subject(const struct case_words *w)
{
	const struct cert *c = w->probe->plan->leaf;

	return c != NULL ? xstrdup(c->subject) : NULL;
}

static const struct cert *
last_sent(const struct case_words *w)
{
	const struct certs *chain = w->probe->plan->chain;

	return chain != NULL && chain->n > 0 ? chain->cert[chain->n - 1] : NULL;
}

/* Of the last certificate sent: that is the one that the server must know. */
static char *
word_issuer(const struct case_words *w)
{
	const struct cert *c = last_sent(w);

	return c != NULL ? cert_short_name(c->issuer) : NULL;
}

static char *
word_issuer_dn(const struct case_words *w)
{
	const struct cert *c = last_sent(w);

	return c != NULL ? xstrdup(c->issuer) : NULL;
}

static char *
time_word(int64_t t)
{
	char text[CLOCK_TEXT];

	return xstrdup(clock_format(t, text));
}

/* The one that is out of date, or the client's own. */
static const struct cert *
dated(const struct case_words *w)
{
	const struct cert *c = w->lint != NULL && w->lint->leaf != NULL
		? lint_out_of_date(w->lint)
		: NULL;

	return c != NULL ? c : w->probe->plan->leaf;
}

static char *
word_not_after(const struct case_words *w)
{
	const struct cert *c = dated(w);

	return c != NULL ? time_word(c->x.not_after) : NULL;
}

static char *
word_not_before(const struct case_words *w)
{
	const struct cert *c = dated(w);

	return c != NULL ? time_word(c->x.not_before) : NULL;
}

static char *
word_key(const struct case_words *w)
{
	const struct cert *c = w->probe->plan->leaf;

	if (c == NULL)
		return NULL;
	return strcmp(c->key_type, "RSA") == 0
		? xasprintf("RSA with %u bits", c->key_bits)
		: xstrdup(c->key_type);
}

static char *
word_sig_alg(const struct case_words *w)
{
	const struct cert *c = w->probe->plan->leaf;

	return c != NULL ? xstrdup(c->sig_alg) : NULL;
}

static char *
word_schemes(const struct case_words *w)
{
	const struct certreq *q = &w->probe->request;
	_cleanup_bytes_ struct bytes b = { 0 };

	if (q->n_schemes == 0)
		return NULL;
	for (size_t i = 0; i < q->n_schemes && i < NAMES_SHOWN; i++) {
		bytes_append_str(&b, i > 0 ? ", " : "");
		bytes_append_str(&b, tlsmsg_scheme_name(q->schemes[i]));
	}
	if (q->n_schemes > NAMES_SHOWN)
		return xasprintf("%s and %zu more", (char *)b.data,
			q->n_schemes - NAMES_SHOWN);
	return xstrdup((char *)b.data);
}

static char *
word_authorities(const struct case_words *w)
{
	const struct certreq *q = &w->probe->request;
	_cleanup_bytes_ struct bytes b = { 0 };
	size_t more = q->n_authorities > NAMES_SHOWN
		? q->n_authorities - NAMES_SHOWN
		: 0;

	if (q->n_authorities == 0)
		return NULL;
	for (size_t i = 0; i + more < q->n_authorities; i++) {
		_cleanup_str_ char *name = cert_name_text(q->authorities[i]);

		bytes_append_str(&b, i > 0 ? "; " : "");
		bytes_append_str(&b, name);
	}
	if (more > 0)
		return xasprintf("it must lead to one of these CAs: %s; and "
				 "%zu more",
			(char *)b.data, more);
	return xasprintf("it must lead to %s: %s",
		q->n_authorities == 1 ? "this CA" : "one of these CAs",
		(char *)b.data);
}

static char *
word_unlisted(const struct case_words *w)
{
	const struct probe *p = w->probe;

	if (!p->request_readable || signs_listed(p))
		return NULL;
	if (p->request.n_authorities == 0)
		return xstrdup("the server names no CAs that it accepts");
	if (p->request.n_authorities == 1)
		return xstrdup("the one CA name that the server accepts is not "
			       "its issuer");
	return xasprintf("of the %zu CA names that the server accepts, none is "
			 "its issuer",
		p->request.n_authorities);
}

static char *
word_give(const struct case_words *w)
{
	return xstrdup(w->auth->configured
			? "see why it was not sent: tlsbind-handshake -v shows "
			  "what the server asked for"
			: "give one: --cert FILE --key FILE");
}

static char *
word_tokbind_fault(const struct case_words *w)
{
	return xstrdup(tbneg_words(w->probe->tokbind.verdict));
}

static char *
word_tokbind_octets(const struct case_words *w)
{
	return tokbind_sent_words(w->probe);
}

static char *
word_tokbind_offer(const struct case_words *w)
{
	return tokbind_offer_words(w->probe);
}

static const struct case_word words[] = {
	{ "target", word_target },
	{ "name", word_name },
	{ "cert", word_cert },
	{ "subject", word_subject },
	{ "issuer", word_issuer },
	{ "issuer_dn", word_issuer_dn },
	{ "not_after", word_not_after },
	{ "not_before", word_not_before },
	{ "key", word_key },
	{ "sig_alg", word_sig_alg },
	{ "schemes", word_schemes },
	{ "authorities", word_authorities },
	{ "unlisted", word_unlisted },
	{ "give", word_give },
	{ "tokbind_fault", word_tokbind_fault },
	{ "tokbind_octets", word_tokbind_octets },
	{ "tokbind_offer", word_tokbind_offer },
};

static bool
is_called(const struct case_word *word, const char *name, size_t len)
{
	return strlen(word->name) == len && memcmp(word->name, name, len) == 0;
}

static const struct case_word *
find(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (is_called(&words[i], name, len))
			return &words[i];
	for (const struct case_word *w = case_further; w->name != NULL; w++)
		if (is_called(w, name, len))
			return w;
	return NULL;
}

bool
case_words_has(const char *name, size_t len)
{
	return find(name, len) != NULL;
}

char *
case_words_fill(const struct case_words *w, const char *sentence)
{
	_cleanup_bytes_ struct bytes out = { 0 };
	const char *s = sentence;

	if (s == NULL)
		return NULL;
	while (*s != '\0') {
		size_t plain = strcspn(s, "{"), len;
		_cleanup_str_ char *word = NULL;
		const struct case_word *found;

		bytes_append(&out, s, plain);
		s += plain;
		if (*s == '\0')
			break;
		len = strcspn(s + 1, "}");
		found = find(s + 1, len);
		word = found != NULL ? found->word(w) : NULL;
		if (word == NULL)
			return NULL;
		bytes_append_str(&out, word);
		s += len + 2;
	}
	return xstrdup(out.data != NULL ? (char *)out.data : "");
}
