/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_further.c - words for what further connections have shown, and for what
 * the files show as a whole.
 */
#include "judge/case_words.h"

#include "base/hex.h"
#include "judge/outcome.h"
#include "judge/tell_steps.h"
#include "proof/crl.h"

static char *
step_word(const struct case_words *w, enum step step)
{
	return w->inquiry != NULL ? tell_step_words(w->inquiry, step) : NULL;
}

static char *
word_none(const struct case_words *w)
{
	return step_word(w, STEP_NONE);
}

static char *
word_decoy(const struct case_words *w)
{
	return step_word(w, STEP_DECOY);
}

static char *
word_other_tls(const struct case_words *w)
{
	const struct probe *p = w->inquiry != NULL
		? w->inquiry->step[STEP_OTHER_TLS]
		: NULL;
	_cleanup_str_ char *outcome = p != NULL ? outcome_words(p) : NULL;

	if (p == NULL)
		return NULL;
	if (*p->version == '\0')
		return xasprintf("in the other version of TLS: %s", outcome);
	return xasprintf("in TLS %s: %s", probe_tls(p), outcome);
}

static char *
word_path(const struct case_words *w)
{
	return step_word(w, STEP_PATH);
}

static char *
word_other(const struct case_words *w)
{
	return step_word(w, STEP_OTHER);
}

static char *
word_extra(const struct case_words *w)
{
	return step_word(w, STEP_EXTRA);
}

static char *
word_quiet(const struct case_words *w)
{
	return step_word(w, STEP_QUIET);
}

static char *
word_resumed_none(const struct case_words *w)
{
	return step_word(w, STEP_RESUME_NONE);
}

static char *
word_resumed_other(const struct case_words *w)
{
	return step_word(w, STEP_RESUME_OTHER);
}

static char *
word_given(const struct case_words *w)
{
	return outcome_words(w->inquiry != NULL ? w->inquiry->given : w->probe);
}

static char *
word_tls(const struct case_words *w)
{
	const char *tls = probe_tls(w->probe);

	return *tls != '\0' ? xstrdup(tls) : NULL;
}

/* The first other name by which it is decided otherwise. */
static char *
word_by_name(const struct case_words *w)
{
	const struct probe *p = w->inquiry != NULL
		? inquiry_other_name(w->inquiry)
		: NULL;
	_cleanup_str_ char *outcome = p != NULL ? outcome_words(p) : NULL;

	if (p == NULL)
		return NULL;
	if (probe_sni(p) == NULL)
		return xasprintf("by no name: %s", outcome);
	return xasprintf("by %s: %s", probe_sni(p), outcome);
}

static char *
word_late(const struct case_words *w)
{
	const struct probe *p = w->probe;

	if (p->reauth_requests > 0)
		return xstrdup("it asked after the handshake (TLS 1.3)");
	return p->renegotiations > 0
		? xstrdup("it asked by a renegotiation (TLS 1.2)")
		: NULL;
}

/* curl says of alert 45 that it could not verify the server. */
static char *
word_blamed(const struct case_words *w)
{
	const struct probe_alert *alert = probe_fatal_alert(w->probe);

	return alert != NULL && alert->code == 45
		? xstrdup("a client that blames the server's certificate for "
			  "this alert (curl does) is wrong")
		: NULL;
}

/* ---- the request, the server -------------------------------------------- */

static char *
word_n_authorities(const struct case_words *w)
{
	return xasprintf("%zu", w->probe->request.n_authorities);
}

static char *
word_list_octets(const struct case_words *w)
{
	return xasprintf("%zu", w->probe->request.authorities_len);
}

static char *
word_server_issuer(const struct case_words *w)
{
	const struct certs *chain = &w->probe->server.chain;

	return chain->n > 0 ? cert_short_name(chain->cert[0]->issuer) : NULL;
}

static char *
word_server_time(const struct case_words *w)
{
	char text[CLOCK_TEXT];

	if (w->lint == NULL || w->lint->server_now == 0)
		return NULL;
	return xstrdup(clock_format(w->lint->server_now, text));
}

/* ---- the files ---------------------------------------------------------- */

static char *
word_n_more(const struct case_words *w)
{
	const struct certs *chain = w->probe->plan->chain;

	return chain != NULL ? xasprintf("%zu", chain->n - 1) : NULL;
}

static char *
word_root_sent(const struct case_words *w)
{
	const struct certs *chain = w->probe->plan->chain;

	for (size_t i = 1; chain != NULL && i < chain->n; i++)
		if (chain->cert[i]->self_signed)
			return xasprintf("certificate %zu, %s, is its own "
					 "issuer",
				i + 1, chain->cert[i]->subject);
	return NULL;
}

static char *
word_narrow_ca(const struct case_words *w)
{
	const struct certs *chain = w->probe->plan->chain;

	for (size_t i = 0; chain != NULL && i < chain->n; i++) {
		const struct cert *c = chain->cert[i];

		if (c != w->probe->plan->leaf && !c->client_auth
			&& !c->self_signed)
			return xasprintf("it is certificate %zu, %s", i + 1,
				c->subject);
	}
	return NULL;
}

static char *
word_p12_cipher(const struct case_words *w)
{
	const struct certs *chain = w->probe->plan->chain;

	return chain != NULL && chain->weak_cipher != NULL
		? xstrdup(chain->weak_cipher)
		: NULL;
}

static char *
word_crl(const struct case_words *w)
{
	struct lint_revoked found;
	char when[CLOCK_TEXT];

	if (w->lint == NULL || w->lint->leaf == NULL
		|| !lint_find_revoked(w->lint, &found))
		return NULL;
	return xasprintf("the revocation list lists %s since %s%s%s",
		found.cert->subject, clock_format(found.entry.since, when),
		found.entry.reason != NULL ? ", " : "",
		found.entry.reason != NULL ? found.entry.reason : "");
}

static char *
word_namesake(const struct case_words *w)
{
	const struct cert *c = w->lint != NULL && w->lint->leaf != NULL
		? lint_namesake(w->lint)
		: NULL;

	return c != NULL ? xasprintf("the certificate of %s in --extra has "
				     "another key",
		       c->subject)
			 : NULL;
}

static char *
word_aki(const struct case_words *w)
{
	const struct cert *c = w->lint != NULL && w->lint->leaf != NULL
		? lint_last(w->lint)
		: NULL;
	_cleanup_str_ char *hex = NULL;
	struct view id;

	if (c == NULL || !x509_authority_key_id(&c->x, &id))
		return NULL;
	hex = hex_encode(id, HEX_LOWER);
	return xasprintf("ours names %s", hex);
}

const struct case_word case_further[] = {
	{ "none", word_none },
	{ "decoy", word_decoy },
	{ "other_tls", word_other_tls },
	{ "path", word_path },
	{ "other", word_other },
	{ "extra", word_extra },
	{ "quiet", word_quiet },
	{ "resumed_none", word_resumed_none },
	{ "resumed_other", word_resumed_other },
	{ "given", word_given },
	{ "tls", word_tls },
	{ "by_name", word_by_name },
	{ "late", word_late },
	{ "blamed", word_blamed },
	{ "n_authorities", word_n_authorities },
	{ "list_octets", word_list_octets },
	{ "server_issuer", word_server_issuer },
	{ "server_time", word_server_time },
	{ "n_more", word_n_more },
	{ "root_sent", word_root_sent },
	{ "narrow_ca", word_narrow_ca },
	{ "p12_cipher", word_p12_cipher },
	{ "crl", word_crl },
	{ "namesake", word_namesake },
	{ "aki", word_aki },
	{ NULL, NULL },
};
