/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_cause.c - why a token is not bound to what was presented: it is bound to
 * something else, the value was made in a wrong way, or there is none.
 */
#include "judge/cnf.h"
#include "judge/thumb.h"

static const struct cause causes[] = {
	{ "cnf-missing", "the token has no cnf" },
	{ "introspection-no-cnf", "the introspection response lacks cnf" },
	{ "cnf-malformed", "cnf has not the form that it must have" },
	{ "cnf-misplaced", "the thumbprint stands beside cnf, not in it" },
	{ "cnf-rotated-cert",
		"it is bound to another certificate of the same key" },
	{ "cnf-wrong-cert", "it is bound to another certificate" },
	{ "cnf-bound-at-other-hop",
		"it is bound to the certificate of another hop" },
	{ "cnf-both-jkt-and-x5t", "it is bound in two ways" },
	{ "jkt-is-x5t", "jkt is the thumbprint of the certificate" },
	{ "xfcc-wrong-hop", "it is bound to another element of the header" },
};

const struct cause *const judge_cnf_causes[] = { &causes[0], &causes[1],
	&causes[2], &causes[3], &causes[4], &causes[5], &causes[6], &causes[7],
	&causes[8], &causes[9], NULL };

const struct cause *
judge_cnf_cause(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(causes); i++)
		if (strcmp(causes[i].id, id) == 0)
			return &causes[i];
	return judge_thumb_cause(id);
}

/* ---- no cnf ------------------------------------------------------------- */

static const char *
misplaced(const struct json *claims)
{
	static const char *const names[] = { "x5t#S256", "jkt", "tbh", "x5t" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (json_get(claims, names[i]) != NULL)
			return names[i];
	return NULL;
}

void
judge_cnf_missing_cause(struct report *r, const struct token *t)
{
	const char *name = misplaced(t->claims);

	if (name != NULL) {
		report_diagnosis(r, judge_cnf_cause("cnf-misplaced"),
			CONFIDENCE_CERTAIN,
			"%s stands among the claims, not in cnf", name);
		report_advise(r, "the issuer must write {\"%s\": …} as cnf",
			name);
	} else if (t->form == TOKEN_INTROSPECTION) {
		report_diagnosis(r, judge_cnf_cause("introspection-no-cnf"),
			CONFIDENCE_LIKELY,
			"the introspection endpoint does not tell the binding");
		report_because(r, "the response has no member cnf");
		report_advise(r,
			"the server must add cnf at the top level (RFC 8705 "
			"section 3.2); or the token was issued without one");
	} else {
		report_diagnosis(r, judge_cnf_cause("cnf-missing"),
			CONFIDENCE_LIKELY,
			"the issuer saw no client certificate, or does not "
			"bind tokens for this client");
		report_because(r, "the token has no cnf");
		report_advise(r,
			"request the token at the endpoint of "
			"mtls_endpoint_aliases, with the certificate");
		report_advise(r,
			"see that the client is registered with "
			"tls_client_certificate_bound_access_tokens");
	}
}

/* ---- another certificate, another recipe -------------------------------- */

/* The recipe and the certificate that explain a value best. */
struct match {
	const struct recipe *row;
	const struct cnf_cert *cert;
};

/* Rows that come first explain better; so do certificates. */
static struct match
find(const char *text, const struct cnf_certs *certs)
{
	struct match best = { NULL, NULL };
	struct recipe_value value;

	if (!recipe_read(text, &value))
		return best;
	for (size_t i = 0; i < certs->n; i++) {
		const struct cnf_cert *c = &certs->cert[i];
		struct view file = c->index == 0
			? bytes_view(&certs->file[c->file])
			: (struct view){ NULL, 0 };
		const struct recipe *row = recipe_match(&value, &c->x, file);

		if (row != NULL && (best.row == NULL || row < best.row))
			best = (struct match){ row, c };
	}
	return best;
}

/* basicConstraints with cA (RFC 5280 section 4.2.1.9), by its octets. */
static bool
is_ca(const struct x509 *x)
{
	static const uint8_t ca[] = { 0x01, 0x01, 0xff }; /* BOOLEAN TRUE */
	struct view value;

	return x509_extension(x, "2.5.29.19", &value, NULL) && value.len > 2
		&& memmem(value.data + 2, value.len - 2, ca, sizeof(ca))
		!= NULL;
}

/* An extended key usage (RFC 5280 section 4.2.1.12) for servers alone. */
static bool
is_server(const struct x509 *x)
{
	/* id-kp, 1.3.6.1.5.5.7.3, and the number of the purpose. */
	static const uint8_t server[] = { 0x2b, 6, 1, 5, 5, 7, 3, 1 };
	static const uint8_t client[] = { 0x2b, 6, 1, 5, 5, 7, 3, 2 };
	struct view value;

	return x509_extension(x, "2.5.29.37", &value, NULL) && value.len > 0
		&& memmem(value.data, value.len, server, sizeof(server)) != NULL
		&& memmem(value.data, value.len, client, sizeof(client))
		== NULL;
}

static void
say_recipe(struct report *r, const char *text, const struct match *m,
	const char *owner)
{
	_cleanup_str_ char *value = judge_thumb_brief(text);
	_cleanup_str_ char *phrase = recipe_phrase(m->row);
	char right[THUMB_S256_TEXT];

	judge_thumb_right(&m->cert->x, right);
	report_diagnosis(r, judge_thumb_cause(m->row->cause),
		CONFIDENCE_CERTAIN, "cnf x5t#S256 is %s", m->row->words);
	report_because(r, "%s is %s of %s", value, phrase, owner);
	report_advise(r, "the issuer must write: %s", right);
	report_advise(r, "%s", m->row->mend);
}

static void
say_rotated(struct report *r, const char *owner)
{
	report_diagnosis(r, judge_cnf_cause("cnf-rotated-cert"),
		CONFIDENCE_CERTAIN,
		"the certificate was renewed, the token is bound to the other "
		"one");
	report_because(r, "cnf x5t#S256 is that of %s, whose key is the same",
		owner);
	report_advise(r,
		"get a new token with the certificate in use (RFC 8705 "
		"section 6.3)");
}

static void
say_hop(struct report *r, const char *owner)
{
	report_diagnosis(r, judge_cnf_cause("cnf-bound-at-other-hop"),
		CONFIDENCE_CERTAIN,
		"the issuer saw the certificate of another hop: %s", owner);
	report_because(r,
		"cnf x5t#S256 is that of %s, a certificate for servers", owner);
	report_advise(r,
		"the proxy before the issuer must pass the client's "
		"certificate on, not connect with its own");
}

static void
say_other(struct report *r, const struct cnf_cert *c, const char *owner)
{
	_cleanup_str_ char *subject = cert_name_text(c->x.subject);
	_cleanup_str_ char *name = cert_short_name(subject);

	report_diagnosis(r, judge_cnf_cause("cnf-wrong-cert"),
		CONFIDENCE_CERTAIN, "the token is bound to %s (%s)", owner,
		name);
	report_because(r, "cnf x5t#S256 is that of %s%s", owner,
		is_ca(&c->x) ? ", which is a CA" : "");
	report_advise(r, "%s",
		is_ca(&c->x)
			? "the issuer took a certificate of the chain: it must "
			  "take the first one"
			: "use the certificate that the token was requested "
			  "with, or request one with this certificate");
}

static void
say_unknown(struct report *r, const struct cnf_certs *certs)
{
	report_diagnosis(r, judge_cnf_cause("cnf-wrong-cert"),
		CONFIDENCE_LIKELY,
		"the token is bound to a certificate that is not here");
	if (certs->n == 1)
		report_because(r,
			"no recipe makes the value from the certificate given");
	else if (certs->n > 1)
		report_because(r,
			"no recipe makes the value from any of the %zu "
			"certificates given",
			certs->n);
	report_advise(r,
		"give others that it may be, to be told which: --candidate "
		"FILE (an old one, the proxy's, the server's, the CA's)");
}

/* X-Forwarded-Client-Cert and its kin: each proxy adds its own client. */
static void
say_element(struct report *r, size_t right, size_t taken)
{
	report_diagnosis(r, judge_cnf_cause("xfcc-wrong-hop"),
		CONFIDENCE_CERTAIN,
		"the token is bound to element %zu of the header, not to "
		"element %zu",
		right + 1, taken + 1);
	report_because(r,
		"cnf x5t#S256 is that of element %zu; the nearest proxy adds "
		"the last one",
		right + 1);
	report_advise(r,
		"the resource server must take the element of the hop where "
		"the client's TLS connection ends");
}

static bool
hash_cause(struct report *r, const struct cnf_item *i,
	const struct cnf_certs *certs)
{
	for (size_t k = 1; k < certs->n_hashes; k++) {
		if (!i->has_digest
			|| memcmp(certs->hash[k].hash, i->digest, CNF_DIGEST)
				!= 0)
			continue;
		say_element(r, certs->hash[k].element, certs->hash[0].element);
		return true;
	}
	return false;
}

static void
cert_cause(struct report *r, const struct cnf_certs *certs,
	const struct match *m)
{
	const struct cnf_cert *first = &certs->cert[0];
	_cleanup_str_ char *owner = cnf_cert_name(certs, m->cert);

	if (certs->has_cert && m->cert == first)
		return;
	if (certs->has_cert && view_eq(m->cert->x.spki, first->x.spki))
		say_rotated(r, owner);
	else if (certs->has_cert && m->cert->in_header
		&& m->cert->source == first->source
		&& m->cert->element != first->element)
		say_element(r, m->cert->element, first->element);
	else if (is_server(&m->cert->x))
		say_hop(r, owner);
	else
		say_other(r, m->cert, owner);
}

void
judge_cnf_x5t_cause(struct report *r, const struct cnf_item *i,
	const struct cnf_certs *certs)
{
	_cleanup_str_ char *owner = NULL;
	struct match m;

	if (hash_cause(r, i, certs))
		return;
	m = find(i->text, certs);
	if (m.row == NULL) {
		say_unknown(r, certs);
		return;
	}
	owner = cnf_cert_name(certs, m.cert);
	if (m.row->cause != NULL)
		say_recipe(r, i->text, &m, owner);
	cert_cause(r, certs, &m);
}
