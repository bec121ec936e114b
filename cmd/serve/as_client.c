/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_client.c - which client asks, by its certificate.
 */
#include "serve/as_client.h"

#include "judge/match.h"
#include "judge/visit.h"
#include "proof/thumb.h"

const struct cert *
as_client_cert(const struct visit *v)
{
	unsigned unproven = VISIT_UNREADABLE | VISIT_SIGNATURE;

	return (v->faults & unproven) == 0 ? visit_leaf(v) : NULL;
}

/* "expired, unknown-ca"; the caller frees it. */
static char *
fault_names(unsigned faults)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	for (unsigned bit = 1; bit != 0 && bit <= faults; bit <<= 1) {
		const char *name = visit_fault_name(bit);

		if ((faults & bit) == 0 || name == NULL)
			continue;
		strbuf_str(&b, b.len > 0 ? ", " : "");
		strbuf_str(&b, name);
	}
	return xstrndup(b.data, b.len);
}

static const struct lab_client *
find(const struct lab *l, const char *id)
{
	for (size_t i = 0; i < l->n_clients; i++)
		if (strcmp(l->client[i].id, id) == 0)
			return &l->client[i];
	return NULL;
}

/* Its chain is good; is it this client's? */
static int
demand_name(const struct lab_client *c, const struct cert *cert,
	struct as_error *e)
{
	bool is_dns = strcmp(c->key, "tls_client_auth_san_dns") == 0;
	bool is_dn = strcmp(c->key, "tls_client_auth_subject_dn") == 0;
	struct match_found found = { .result = MATCH_NONE };
	int result = 0;

	if (is_dn)
		match_dn(&cert->x, c->value, &found);
	else
		match_san(&cert->x, is_dns ? SAN_DNS : SAN_URI, c->value,
			&found);
	if (found.result > MATCH_SAME) {
		result = as_error_set(e, "invalid_client",
			"%s is registered as '%s', which is %s", c->key,
			c->value, found.evidence);
		e->check = is_dn ? judge_match_dn.id
			: is_dns ? judge_match_dns.id
				 : judge_match_uri.id;
	}
	match_found_done(&found);
	return result;
}

static int
demand_chain(const struct visit *v, const struct lab_client *c,
	const struct cert *cert, struct as_error *e)
{
	unsigned faults = v->faults;
	_cleanup_str_ char *names = NULL;

	if (faults == 0)
		return demand_name(c, cert, e);
	if (faults & VISIT_SELF_SIGNED)
		faults &= ~(unsigned)VISIT_UNKNOWN_CA;
	names = fault_names(faults);
	as_error_set(e, "invalid_client",
		"the certificate of '%s' is not valid: %s", cert->subject,
		names);
	e->check = check_visit_valid.id;
	/* The first one alone: the lowest bit. */
	e->fault = visit_fault_name(faults & -faults);
	return -1;
}

/* RFC 8705 section 2.2: the chain does not matter, nor do the times. */
static int
demand_same(const struct lab_client *c, const struct cert *cert,
	struct as_error *e)
{
	char got[THUMB_TEXT];

	if (view_eq(bytes_view(&cert->der), bytes_view(&c->cert)))
		return 0;
	thumb_kind_find("x5t#S256")->compute(&cert->x, got);
	return as_error_set(e, "invalid_client",
		"the certificate that is registered has the thumbprint %s, "
		"that of the connection %s",
		c->value, got);
}

static int
demand_cert(const struct lab *l, const struct visit *v,
	const struct lab_client *c, struct as_error *e)
{
	const struct cert *cert = as_client_cert(v);

	if (cert != NULL)
		return c->auth == LAB_SELF_SIGNED ? demand_same(c, cert, e)
						  : demand_chain(v, c, cert, e);
	if (v->auth == FRONT_NONE)
		as_error_set(e, "invalid_client",
			"this client needs a certificate, and nobody is asked "
			"for one here: use %s, as mtls_endpoint_aliases says",
			l->as);
	else
		as_error_set(e, "invalid_client",
			"this client needs a certificate, and the connection "
			"has none");
	e->check = check_visit_presented.id;
	return -1;
}

int
as_client_identify(const struct lab *l, const struct http_request *q,
	const struct lab_client **ret, struct as_error *e)
{
	const struct lab_client *c;
	const char *id;

	if (as_parameter(q, "client_id", &id, e) < 0)
		return -1;
	if (http_header_count(q, "Authorization") > 0)
		return as_error_set(e, "invalid_client",
			"clients have no secrets here: no Authorization, but "
			"client_id and a certificate");
	if (id == NULL)
		return as_error_set(e, "invalid_request",
			"client_id is missing: with certificates every request "
			"has it (RFC 8705 section 2)");
	c = find(l, id);
	if (c == NULL)
		return as_error_set(e, "invalid_client",
			"no client is registered as '%.64s': see %s/clients",
			id, l->web);
	if (c->auth != LAB_PUBLIC && demand_cert(l, q->visit, c, e) < 0)
		return -1;
	*ret = c;
	return 0;
}
