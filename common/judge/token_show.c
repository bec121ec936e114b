/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token_show.c - a token as it stands, for whoever wants to look inside.
 */
#include "cli/report_json.h"
#include "judge/token.h"
#include "proof/cnf.h"

/* "to a certificate (x5t#S256)": the methods that cnf names. */
static void
binding_words(const struct cnf *cnf, char *text, size_t size)
{
	static const char *const words[] = {
		[CNF_X5T_S256] = "to a certificate (x5t#S256)",
		[CNF_JKT] = "to a DPoP key (jkt)",
		[CNF_JWK] = "to a key (jwk)",
		[CNF_TBH] = "to a Token Binding ID (tbh)",
		[CNF_X5T] = "by SHA-1 (x5t), which binds nothing",
		[CNF_KID] = "to a key that it does not show (kid)",
		[CNF_JWE] = "to an encrypted key (jwe)",
		[CNF_JKU] = "to a key elsewhere (jku)",
	};
	size_t len = 0;

	text[0] = '\0';
	for (size_t m = 0; m < CNF_METHODS && len < size; m++)
		if (cnf->item[m].json != NULL)
			len += (size_t)snprintf(text + len, size - len, "%s%s",
				len > 0 ? " and " : "", words[m]);
}

static void
headline(struct report *r, const struct token *t, const struct cnf *cnf)
{
	enum { ROOM = 512 };
	char bound[ROOM];

	if (t->claims == NULL) {
		report_headline(r,
			t->form == TOKEN_OPAQUE ? "OPAQUE" : "NO TOKEN",
			"its claims cannot be read");
		return;
	}
	binding_words(cnf, bound, sizeof(bound));
	if (cnf->json == NULL)
		report_headline(r, "UNVERIFIED", "%s, not bound to any key",
			token_words(t));
	else if (bound[0] == '\0')
		report_headline(r, "UNVERIFIED",
			"%s with a cnf that names no key that we know",
			token_words(t));
	else
		report_headline(r, "UNVERIFIED", "%s, bound %s", token_words(t),
			bound);
}

void
judge_token_show(struct report *r, const struct token *t)
{
	struct cnf cnf;

	cnf_read(t->claims, &cnf);
	headline(r, t, &cnf);
	tell_token(r, t, true);
	if (cnf.json != NULL)
		report_json(r, "cnf", NULL, cnf.json);
	if (t->claims != NULL)
		report_line(r, NULL,
			"nothing of this was verified: check does that");
	judge_token_form(r, t);
	cnf_done(&cnf);
}
