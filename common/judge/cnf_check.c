/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_check.c - is the token bound to what was presented, and may it be used?
 */
#include "judge/cnf_check.h"

#include <strings.h>

#include "base/b64.h"
#include "judge/dpop_cause.h"
#include "judge/tbmsg_cause.h"
#include "judge/thumb.h"
#include "proof/uri.h"

const struct check check_token_authentic = {
	"token.authentic",
	"the signature of the token was verified",
	"RFC 8725 section 3.1",
};

const struct cause *const *const cnf_check_causes[] = { judge_cnf_causes,
	judge_thumb_causes, judge_jws_causes, dpop_cause_ids,
	tbmsg_form_cause_ids, tbmsg_cause_ids, NULL };

void
cnf_check_done(struct cnf_check *c)
{
	jws_keys_done(&c->keys);
	cnf_certs_done(&c->certs);
	bytes_done(&c->x5t_s256);
	bytes_done(&c->jkt);
	bytes_done(&c->tbh);
	bytes_done(&c->dpop);
	bytes_done(&c->access_token);
	bytes_done(&c->tbmsg);
	tbmsg_line_done(&c->connection);
}

int
cnf_check_request(struct cnf_check *c, const struct dpop_case *request,
	struct err *err)
{
	struct uri uri;

	if (request->url != NULL
		&& uri_parse(view_of_str(request->url), &uri, err) < 0)
		return -1;
	c->request = *request;
	return 0;
}

int
cnf_check_access_token(struct cnf_check *c, struct view text, struct err *err)
{
	_cleanup_token_ struct token token = { .form = TOKEN_OTHER };

	token_read_jws(text, &token);
	if (token.value.len == 0)
		return err_set(err, ERR_INPUT, "%s",
			token.fault.kind != ERR_NONE ? token.fault.text
						     : "there is no token");
	bytes_clear(&c->access_token);
	bytes_append_view(&c->access_token, token.value);
	return 0;
}

bool
cnf_check_has_proof(const struct cnf_check *c)
{
	return c->certs.has_cert || c->certs.n_hashes > 0 || c->has_dpop
		|| c->has_tbmsg
		|| c->x5t_s256.len + c->jkt.len + c->tbh.len > 0;
}

/* A token, and what its proofs prove. */
struct bench {
	struct report *r;
	const struct cnf_check *c;
	const struct token *token;
	struct cnf *cnf;
	struct cnf_case presented;
	uint8_t x5t_s256[HASH_MAX], jkt[CNF_DIGEST], tbh[HASH_MAX];
};

/* ---- signature ---------------------------------------------------------- */

static const char *
unsigned_words(const struct bench *b)
{
	if (b->token->form != TOKEN_JWT)
		return "it has no signature: trust in it is trust in the "
		       "connection by which it came";
	return "the signature was not checked: anybody may have written the "
	       "token";
}

/*
 * Keys are given, and text that anybody may have sent has no signature.  An
 * object of a batch is what the caller says that it is.
 */
static bool
is_unsigned(const struct bench *b)
{
	return b->c->require_signature
		|| (b->c->has_keys && b->token->response != NULL);
}

static void
check_authentic(struct bench *b)
{
	if (b->token->claims == NULL && b->token->form != TOKEN_JWT)
		return;
	if (b->token->form == TOKEN_JWT && b->c->has_keys) {
		(void)judge_jws(b->r, &b->token->jws, &b->c->keys, NULL,
			b->c->brief);
		return;
	}
	report_check(b->r, &check_token_authentic,
		is_unsigned(b) ? VERDICT_FAIL : VERDICT_WARN, "%s",
		unsigned_words(b));
	if (b->token->form == TOKEN_JWT)
		report_advise(b->r, "give the keys of its issuer: --jwks FILE");
	else if (is_unsigned(b) && !b->c->require_signature)
		report_advise(b->r,
			"give no keys with what comes from the issuer "
			"itself, or in a batch as an object");
}

/* ---- proofs ------------------------------------------------------------- */

static void
say_header(struct bench *b)
{
	struct header_judge header = b->c->certs.header;

	if (header.where != NULL)
		header.where = xstrdup(header.where);
	judge_header_say(&header, b->r);
}

static void
take_cert(struct bench *b)
{
	const struct cnf_certs *certs = &b->c->certs;

	b->presented.certs = certs;
	b->presented.x5t_s256 = bytes_view(&b->c->x5t_s256);
	if (certs->has_cert)
		b->presented.x5t_s256 = (struct view){ b->x5t_s256,
			hash_data(HASH_SHA256, certs->cert[0].x.der,
				b->x5t_s256) };
	else if (certs->n_hashes > 0)
		b->presented.x5t_s256 = (struct view){ certs->hash[0].hash,
			sizeof(certs->hash[0].hash) };
	say_header(b);
}

/* Is it the token, and not a JWT that tells of one (RFC 9701)? */
static bool
is_itself(const struct token *t)
{
	return t->value.len > 0 && t->claims == t->payload;
}

static void
take_dpop(struct bench *b)
{
	const struct cnf_check *c = b->c;
	_cleanup_dpop_ struct dpop proof = { .count = 0 };
	struct dpop_case request = c->request;
	bool spare;

	dpop_read(bytes_view(&c->dpop), &proof);
	request.access_token = is_itself(b->token)
		? b->token->value
		: bytes_view(&c->access_token);
	request.is_unbound = b->cnf->json != NULL
		&& b->cnf->item[CNF_JKT].json == NULL
		&& b->cnf->item[CNF_JWK].json == NULL;
	request.is_sent_as_dpop = b->token->scheme.len > 0
		&& strcasecmp((const char *)b->token->scheme.data, "DPoP") == 0;
	request.jkt = b->cnf->item[CNF_JKT].text;
	request.brief = c->brief;
	b->presented.key_unproven = judge_dpop(b->r, &proof, &request)
		!= VERDICT_PASS;
	if (proof.has_jwk && cnf_digest(proof.jwk.jkt, b->jkt, &spare))
		b->presented.jkt = (struct view){ b->jkt, CNF_DIGEST };
}

static bool
has_failed(const struct report *r, size_t first)
{
	while (first < r->n_findings
		&& r->findings[first].verdict != VERDICT_FAIL)
		first++;
	return first < r->n_findings;
}

static void
take_tbmsg(struct bench *b)
{
	size_t first = b->r->n_findings;
	const struct cnf_check *c = b->c;
	_cleanup_tbmsg_form_ struct tbmsg_form form = { .headers = 0 };
	const struct tbmsg_binding *provided;

	tbmsg_form_read(&form, bytes_view(&c->tbmsg), 0);
	tbmsg_line_judge(b->r, &form, &c->connection, NULL, c->brief);
	b->presented.tbh_unproven = has_failed(b->r, first);
	provided = tbmsg_find(&form.msg, TBMSG_PROVIDED);
	if (provided != NULL && provided->id.len > 0)
		b->presented.tbh = (struct view){ b->tbh,
			hash_data(HASH_SHA256, provided->id, b->tbh) };
}

/* ---- lines for people --------------------------------------------------- */

static void
line_cert(struct bench *b)
{
	const struct cnf_certs *certs = &b->c->certs;
	_cleanup_str_ char *subject = NULL, *issuer = NULL, *file = NULL;
	_cleanup_str_ char *who = NULL, *by = NULL, *right = NULL;
	char until[CLOCK_TEXT];
	const struct x509 *x;

	if (!certs->has_cert)
		return;
	x = &certs->cert[0].x;
	subject = cert_name_text(x->subject);
	issuer = cert_name_text(x->issuer);
	who = cert_short_name(subject);
	by = cert_short_name(issuer);
	file = cnf_cert_name(certs, &certs->cert[0]);
	right = b64url(b->presented.x5t_s256);
	report_line(b->r, "certificate", "%s: %s, by %s%s%s", file, who, by,
		x->dated ? ", until " : "",
		x->dated ? clock_format(x->not_after, until) : "");
	report_line(b->r, "", "x5t#S256 %s", right);
}

static void
line_cnf(struct bench *b)
{
	enum { SHOWN_MAX = 128 };
	const char *label = "cnf";

	for (unsigned m = 0; m < CNF_METHODS; m++) {
		const struct cnf_item *i = &b->cnf->item[m];
		_cleanup_str_ char *shown = NULL;

		if (i->json == NULL)
			continue;
		shown = i->text != NULL && strlen(i->text) > SHOWN_MAX
			? judge_thumb_brief(i->text)
			: NULL;
		report_line(b->r, label, "%s %s",
			cnf_method_name((enum cnf_method)m),
			shown != NULL             ? shown
				: i->text != NULL ? i->text
				: m == CNF_JWK    ? b->cnf->jwk.jkt
						  : "(no string)");
		label = "";
	}
}

/* ---- the answer --------------------------------------------------------- */

static char *
presented_words(const struct bench *b)
{
	const struct cnf_certs *certs = &b->c->certs;
	const struct cnf_item *item = b->cnf->item;
	bool by_proof = b->c->has_dpop
		&& (item[CNF_JKT].json != NULL || item[CNF_JWK].json != NULL);
	bool by_tls = item[CNF_X5T_S256].json != NULL
		|| item[CNF_X5T].json != NULL;
	_cleanup_str_ char *cert = NULL;

	if (certs->has_cert)
		cert = cnf_cert_name(certs, &certs->cert[0]);
	else if (certs->n_hashes > 0)
		cert = xstrdup("the certificate that the header names");
	if (cert != NULL && by_tls && by_proof)
		return xasprintf("%s and the key of the DPoP proof", cert);
	if (cert != NULL && !by_proof)
		return steal(cert);
	if (b->c->has_dpop)
		return xstrdup("the key of the DPoP proof");
	if (b->c->has_tbmsg)
		return xstrdup("the key of the Token Binding");
	return xstrdup("what was presented");
}

/* What does not hold, before the words of a finding say why. */
static const char *
culprit(const struct finding *f)
{
	static const struct {
		const char *prefix, *words;
	} rows[] = {
		{ "token.", "" },
		{ "cnf.", "" },
		{ "certificate.", "" },
		{ "jws.", "its signature does not hold: " },
		{ "dpop.", "the proof does not hold: " },
		{ "", "the message does not hold: " },
	};
	size_t i = 0;

	while (strncmp(f->check->id, rows[i].prefix, strlen(rows[i].prefix))
		!= 0)
		i++;
	return rows[i].words;
}

static void
headline(struct bench *b, enum verdict binding)
{
	_cleanup_str_ char *what = presented_words(b);
	const struct finding *first = report_main_finding(b->r);
	bool failed = first != NULL && first->verdict == VERDICT_FAIL;

	bool opaque = b->token->form == TOKEN_OPAQUE;

	if (opaque && !failed)
		report_headline(b->r, "UNDECIDED",
			"%s: what it is bound to cannot be seen",
			token_words(b->token));
	else if (b->token->claims == NULL && !opaque)
		report_headline(b->r, "NO TOKEN", "it cannot be read");
	else if (b->cnf->json == NULL && !opaque)
		report_headline(b->r, "NOT BOUND",
			"the token has no cnf: whoever holds it may use it");
	else if (binding == VERDICT_FAIL)
		report_headline(b->r, "NOT BOUND",
			"the token is not bound to %s", what);
	else if (failed)
		report_headline(b->r, "REJECTED",
			"the token is %sbound to "
			"%s, but %s%s",
			binding == VERDICT_PASS ? "" : "perhaps ", what,
			culprit(first),
			first->evidence.n > 0 ? first->evidence.line[0]
					      : first->check->title);
	else if (binding == VERDICT_UNDECIDED)
		report_headline(b->r, "UNDECIDED",
			"cnf has nothing that can be judged here");
	else
		report_headline(b->r, "BOUND", "the token is bound to %s",
			what);
}

void
cnf_check_judge(struct report *r, const struct token *t,
	const struct cnf_check *c)
{
	struct cnf cnf;
	struct bench b = { .r = r, .c = c, .token = t, .cnf = &cnf };
	enum verdict binding;

	cnf_read(t->claims, &cnf);
	b.presented.brief = c->brief;
	if (!c->brief)
		tell_token(r, t, false);
	judge_token(r, t, &c->token);
	check_authentic(&b);
	take_cert(&b);
	b.presented.jkt = bytes_view(&c->jkt);
	if (c->has_dpop)
		take_dpop(&b);
	b.presented.tbh = bytes_view(&c->tbh);
	if (c->has_tbmsg)
		take_tbmsg(&b);
	binding = judge_cnf(r, t, &cnf, &b.presented);
	if (!c->brief) {
		line_cnf(&b);
		line_cert(&b);
	}
	headline(&b, binding);
	cnf_done(&cnf);
}
