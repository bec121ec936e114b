/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_step.c - each step is the first connection's plan with one thing
 * changed.
 */
#include "judge/inquiry_step.h"

#include <strings.h>

#include "base/clock.h"
#include "proof/cert_make.h"

struct inquiry_step {
	struct probe_plan plan;
	struct tls_client *client;
	struct view alpn;
	struct certs chain; /* of others' certificates, or of DECOY */
	struct cert *decoy;
	struct key *key;
	char *name;
};

void
inquiry_step_free(struct inquiry_step *s)
{
	if (s == NULL)
		return;
	tls_client_free(s->client);
	free(s->chain.cert);
	cert_free(s->decoy);
	key_free(s->key);
	free(s->name);
	free(s);
}

void
inquiry_step_freep(struct inquiry_step **s)
{
	inquiry_step_free(*s);
}

/* A certificate may hold anything, and this goes into a request. */
static bool
is_host_name(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._";
	size_t len = strlen(name);

	return len > 0 && len <= TLS_PLAN_HOST_MAX && strspn(name, plain) == len
		&& strchr("-.", *name) == NULL && strstr(name, "..") == NULL;
}

size_t
inquiry_names(const struct probe *p, const char *ret[static INQUIRY_SANS_MAX])
{
	const struct certs *chain = &p->server.chain;
	const struct cert *c = chain->n > 0 ? chain->cert[0] : NULL;
	size_t n = 0;

	for (size_t i = 0; i < INQUIRY_SANS_MAX; i++)
		ret[i] = "";
	for (size_t i = 0; c != NULL && i < c->n_sans; i++) {
		const char *name = c->sans[i] + 4;

		if (strncmp(c->sans[i], "DNS:", 4) == 0 && is_host_name(name)
			&& strcasecmp(name, p->name) != 0
			&& n < INQUIRY_SANS_MAX)
			ret[n++] = name;
	}
	return n;
}

static const struct cert *
issuer_of(const struct cert *c, const struct certs *extra)
{
	for (size_t i = 0; i < extra->n; i++)
		if (!extra->cert[i]->self_signed
			&& cert_link_is_good(cert_link(c, extra->cert[i])))
			return extra->cert[i];
	return NULL;
}

bool
inquiry_complete(const struct certs *chain, const struct certs *extra,
	struct certs *ret)
{
	const struct cert *last = NULL, *issuer;
	size_t added = 0;

	if (chain == NULL || extra == NULL)
		return false;
	for (size_t i = 0; i < chain->n; i++) {
		if (i > 0 && chain->cert[i]->self_signed)
			continue;
		last = chain->cert[i];
		certs_add(ret, chain->cert[i]);
	}
	while (last != NULL && added < INQUIRY_EXTRA_MAX
		&& (issuer = issuer_of(last, extra)) != NULL) {
		/* The list's type is for owners; nobody writes to them. */
		certs_add(ret, (struct cert *)(uintptr_t)issuer);
		last = issuer;
		added++;
	}
	return added > 0;
}

/* ---- what is presented -------------------------------------------------- */

static void
present(struct inquiry_step *s, const struct certs *chain,
	const struct cert *leaf, const struct key *key, bool fits)
{
	s->plan.chain = chain;
	s->plan.leaf = leaf;
	s->plan.key = key;
	s->plan.key_fits = fits;
}

static bool
takes(const struct certreq *q, uint16_t scheme, uint8_t type)
{
	if (!q->tls13 && memchr(q->types, type, q->n_types) == NULL)
		return false;
	if (!q->tls13 && q->n_schemes == 0)
		return true;
	for (size_t i = 0; i < q->n_schemes; i++)
		if (q->schemes[i] == scheme)
			return true;
	return false;
}

/* The quickest to make that the server can verify. */
static enum key_type
decoy_type(const struct probe *p)
{
	enum { RSA_SIGN = 1, ECDSA_SIGN = 64 };
	const struct certreq *q = &p->request;

	if (!p->request_readable || takes(q, 0x0403, ECDSA_SIGN))
		return KEY_EC_P256;
	if (takes(q, 0x0807, ECDSA_SIGN))
		return KEY_ED25519;
	return KEY_RSA;
}

static int
present_decoy(struct inquiry_step *s, const struct probe *given,
	struct err *err)
{
	if (cert_make(decoy_type(given), clock_now(), &s->decoy, &s->key, err)
		< 0)
		return -1;
	certs_add(&s->chain, s->decoy);
	present(s, &s->chain, s->decoy, s->key, true);
	s->plan.cert_name = "the decoy";
	s->plan.obey = false;
	return 0;
}

static void
present_other(struct inquiry_step *s, const struct tls_plan *other)
{
	present(s, other->plan.chain, other->plan.leaf, other->plan.key,
		other->plan.key_fits);
	s->plan.cert_name = other->plan.cert_name;
}

/* ---- what else is changed ----------------------------------------------- */

static void
speak_http(struct inquiry_step *s)
{
	s->alpn = view_of_str("http/1.1");
	s->plan.alpn = &s->alpn;
	s->plan.n_alpn = 1;
}

static void
name_it(struct inquiry_step *s, const char *name)
{
	s->name = xstrdup(name);
	s->plan.servername = s->name;
}

static void
resume(struct inquiry_step *s, const struct probe *given)
{
	s->plan.session = bytes_view(&given->session);
}

static int
change(struct inquiry_step *s, const struct inquiry *q, enum step step,
	struct err *err)
{
	const char *names[INQUIRY_SANS_MAX];
	const struct tls_plan *other = q->wish->other;

	switch (step) {
	case STEP_RESUME_NONE:
		resume(s, q->given);
		/* fall through */
	case STEP_NONE:
		present(s, NULL, NULL, NULL, false);
		break;
	case STEP_OTHER_TLS:
		s->plan.tls = strcmp(probe_tls(q->given), "1.2") == 0 ? 13 : 12;
		break;
	case STEP_RESUME_OTHER:
		resume(s, q->given);
		if (other == NULL)
			return present_decoy(s, q->given, err);
		/* fall through */
	case STEP_OTHER:
		present_other(s, other);
		break;
	case STEP_DECOY:
		return present_decoy(s, q->given, err);
	case STEP_NAME:
	case STEP_NAME_2:
	case STEP_NAME_3:
		(void)inquiry_names(q->given, names);
		name_it(s, names[step - STEP_NAME]);
		break;
	case STEP_NO_NAME:
		name_it(s, "");
		break;
	case STEP_PATH:
		s->plan.pha = true;
		speak_http(s);
		break;
	case STEP_EXTRA:
		(void)inquiry_complete(s->plan.chain, q->wish->extra,
			&s->chain);
		s->plan.chain = &s->chain;
		break;
	case STEP_QUIET:
		s->plan.http_path = NULL;
		break;
	case STEP_HTTP:
	case STEPS:
		break;
	}
	return 0;
}

static struct inquiry_step *
begin(const struct inquiry *q, struct probe *p)
{
	struct inquiry_step *s = xcalloc(1, sizeof(*s));

	s->plan = q->plan->plan;
	s->plan.trace = false;
	s->plan.keep_session = false;
	p->host = xstrdup(q->given->host);
	p->port = xstrdup(q->given->port);
	return s;
}

/* The first connection has shown it; only the client is in question. */
static void
leave_out_the_rest(struct inquiry_step *s)
{
	s->plan.trust = NULL;
	s->plan.ekm = NULL;
	s->plan.n_ekm = 0;
	s->plan.tokbind = NULL;
	s->plan.tokbind_key = NULL;
	s->plan.trace = false;
}

static int
finish(struct inquiry_step *s, struct probe *p, struct err *err)
{
	if (tls_client_new(&s->plan, &s->client, err) < 0)
		return -1;
	p->plan = &s->plan;
	p->client = s->client;
	return 0;
}

int
inquiry_step_make(const struct inquiry *q, const struct inquiry_case *c,
	enum step step, struct probe *p, struct inquiry_step **ret,
	struct err *err)
{
	_cleanup_step_ struct inquiry_step *s = begin(q, p);

	if (step != STEP_HTTP && step != STEP_QUIET)
		leave_out_the_rest(s);
	if (inquiry_asks(c)) {
		s->plan.http_if_chosen = true;
		if (s->plan.n_alpn == 0)
			speak_http(s);
	}
	if (change(s, q, step, err) < 0 || finish(s, p, err) < 0)
		return -1;
	*ret = steal(s);
	return 0;
}

int
inquiry_step_name_it(const struct inquiry *q, const char *name, struct probe *p,
	struct inquiry_step **ret, struct err *err)
{
	_cleanup_step_ struct inquiry_step *s = begin(q, p);

	name_it(s, strcmp(name, "-") == 0 ? "" : name);
	s->plan.trust = q->plan->plan.trust;
	if (finish(s, p, err) < 0)
		return -1;
	*ret = steal(s);
	return 0;
}
