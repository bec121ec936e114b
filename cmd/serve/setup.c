/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setup.c - reading everything that the server is given.
 */
#include "serve/setup.h"

#include <arpa/inet.h>

#include "base/io.h"
#include "judge/tls_plan.h"
#include "proof/cert_issue.h"
#include "proof/key_make.h"

enum { PORT_MAX = 65535 };

/* Digits alone; NULL is any free port. */
static bool
read_port(const char *text, int *ret_port)
{
	size_t len = text != NULL ? strlen(text) : 1;
	long port = text != NULL && len <= 5 ? strtol(text, NULL, 10) : 0;

	if (len < 1 || len > 5 || port > PORT_MAX
		|| (text != NULL && strspn(text, "0123456789") < len))
		return false;
	*ret_port = (int)port;
	return true;
}

/*
 * Where the address is in "ADDR", "ADDR:PORT", "[ADDR]:PORT" or "PORT"; what
 * is left is the port.
 */
static struct view
find_host(const char *text, const char **ret_port)
{
	const char *colon = strchr(text, ':'), *bracket = strchr(text, ']');
	size_t all = strlen(text);

	*ret_port = NULL;
	if (text[0] == '[' && bracket != NULL) {
		if (bracket[1] != '\0')
			*ret_port = bracket + 1 + (bracket[1] == ':');
		return view_part(view_of_str(text), 1,
			(size_t)(bracket - text) - 1);
	}
	if (all > 0 && strspn(text, "0123456789") == all) {
		*ret_port = text;
		return view_part(view_of_str(text), 0, 0);
	}
	/* More than one colon are of IPv6. */
	if (colon == NULL || strchr(colon + 1, ':') != NULL)
		return view_of_str(text);
	*ret_port = colon + 1;
	return view_part(view_of_str(text), 0, (size_t)(colon - text));
}

static int
split_address(const char *text, char **ret_host, int *ret_port, struct err *err)
{
	unsigned char addr[sizeof(struct in6_addr)];
	const char *port;
	struct view v = find_host(text, &port);
	_cleanup_str_ char *host = v.len == 0 || view_eq_str(v, "localhost")
		? xstrdup("127.0.0.1")
		: xstrndup((const char *)v.data, v.len);

	if (inet_pton(AF_INET, host, addr) != 1
		&& inet_pton(AF_INET6, host, addr) != 1)
		return err_set(err, ERR_USAGE,
			"--listen: '%s' is no address: give one such as "
			"127.0.0.1:8443 or [::1]:0",
			text);
	if (!read_port(port, ret_port))
		return err_set(err, ERR_USAGE,
			"--listen: '%s': no port from 0 to %d", text, PORT_MAX);
	*ret_host = steal(host);
	return 0;
}

bool
setup_is_loopback(const char *host)
{
	struct in6_addr six;
	struct in_addr four;

	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, host, &six) == 1
		&& IN6_IS_ADDR_LOOPBACK(&six);
}

static enum front_auth
auth_of(const struct serve_opts *o)
{
	static const char *const words[] = { [FRONT_NONE] = "none",
		[FRONT_REQUEST] = "request",
		[FRONT_REQUIRE] = "require",
		[FRONT_ANY] = "any" };

	for (size_t i = 0; o->client_auth != NULL && i < ARRAY_LEN(words); i++)
		if (strcmp(o->client_auth, words[i]) == 0)
			return (enum front_auth)i;
	return o->ca != NULL || o->lab != NULL ? FRONT_REQUIRE : FRONT_ANY;
}

static int
set_doors(struct setup *s, const struct serve_opts *o, struct err *err)
{
	struct front_plan *p = &s->plan;
	int port = 0;

	if (split_address(o->listen != NULL ? o->listen : "127.0.0.1:0",
		    &s->host, &port, err)
		< 0)
		return -1;
	p->door[p->n_doors++] = (struct front_door){ "mtls", s->host, port,
		auth_of(o) };
	if (!s->has_lab)
		return 0;
	if (port > PORT_MAX - 2)
		return err_set(err, ERR_USAGE,
			"--listen: the laboratory takes the two ports behind "
			"%d, too: give at most %d",
			port, PORT_MAX - 2);
	p->door[p->n_doors++] = (struct front_door){ "web", s->host,
		port > 0 ? port + 1 : 0, FRONT_NONE };
	p->door[p->n_doors++] = (struct front_door){ "as", s->host,
		port > 0 ? port + 2 : 0, FRONT_ANY };
	return 0;
}

/* The certificate that a server presents is the first one. */
static int
check_key(const struct front_identity *i, const char *cert, const char *key,
	struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };

	if (key_spki(i->key, &spki, err) < 0)
		return -1;
	if (!view_eq(bytes_view(&spki), i->chain.cert[0]->x.spki))
		return err_set(err, ERR_INPUT,
			"%s: is not the key of the first certificate in %s",
			io_name(key), io_name(cert));
	return 0;
}

static int
add_identity(struct setup *s, const char *cert, const char *key,
	struct err *err)
{
	struct front_identity *i = &s->plan.identity[s->plan.n_identities];

	if (s->plan.n_identities == FRONT_IDENTITIES_MAX)
		return err_set(err, ERR_USAGE,
			"--cert: given more than %d times",
			FRONT_IDENTITIES_MAX);
	if (key == NULL && strcmp(cert, "-") == 0)
		return err_set(err, ERR_USAGE,
			"--cert: standard input cannot be read twice: give "
			"--key");
	s->plan.n_identities++;
	if (certfile_load(cert, &s->pass, SETUP_CHAIN_MAX, &i->chain, err) < 0)
		return -1;
	if (key_load(key != NULL ? key : cert, &s->pass, &i->key, err) < 0)
		return -1;
	return check_key(i, cert, key != NULL ? key : cert, err);
}

/* Nobody gave a certificate: one for this machine that nobody has issued. */
static int
make_identity(struct setup *s, int64_t now, struct err *err)
{
	enum { DAY = 86400, DAYS = 30 };
	static const char *const names[] = { "DNS:localhost", "IP:127.0.0.1",
		"IP:::1", NULL };
	struct front_identity *i = &s->plan.identity[0];
	struct cert_request r = {
		.cn = "localhost",
		.sans = names,
		.usage = CERT_USE_SIGNATURE,
		.purpose = CERT_FOR_SERVER,
		.not_before = now - DAY,
		.not_after = now + (int64_t)DAYS * DAY,
		.hash = HASH_SHA256,
	};
	struct cert *c;

	if (key_make(KEY_EC_P256, 0, &i->key, err) < 0)
		return -1;
	s->plan.n_identities = 1;
	r.key = i->key;
	if (cert_issue(&r, NULL, &c, err) < 0)
		return -1;
	certs_add(&i->chain, c);
	return 0;
}

static int
load_identities(struct setup *s, const struct serve_opts *o, int64_t now,
	struct err *err)
{
	if (o->key.n > 0 && o->key.n != o->cert.n)
		return err_set(err, ERR_USAGE,
			"--key: given %zu times, --cert %zu times: each --cert "
			"needs its --key",
			o->key.n, o->cert.n);
	for (size_t i = 0; i < o->cert.n; i++)
		if (add_identity(s, o->cert.value[i],
			    o->key.n > 0 ? o->key.value[i] : NULL, err)
			< 0)
			return -1;
	if (o->cert.n == 0 && !s->has_lab)
		return make_identity(s, now, err);
	return 0;
}

static int
load_clients(struct setup *s, const struct serve_opts *o, struct err *err)
{
	enum front_auth auth = s->plan.door[0].auth;

	if (o->ca != NULL
		&& certfile_load(o->ca, NULL, SETUP_CAS_MAX, &s->plan.cas, err)
			< 0)
		return -1;
	if (o->crl != NULL && crls_load(o->crl, &s->plan.crls, err) < 0)
		return -1;
	if (o->ca == NULL && o->lab == NULL
		&& (auth == FRONT_REQUIRE || auth == FRONT_REQUEST))
		return err_set(err, ERR_USAGE,
			"--client-auth %s: whose certificates? give --ca FILE",
			o->client_auth);
	return 0;
}

/* The words of SETUP_MISTAKES, in the order of the bits. */
static int
take_mistakes(struct setup *s, const struct opt_list *list, struct err *err)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *at = SETUP_MISTAKES, *word = list->value[i];
		unsigned bit = 1, found = 0;
		size_t len = strlen(word);

		for (; *at != '\0' && found == 0; bit <<= 1) {
			size_t n = strcspn(at, " ");

			if (n == len && strncmp(at, word, n) == 0)
				found = bit;
			at += n + (at[n] == ' ');
		}
		if (found == 0)
			return err_set(err, ERR_USAGE,
				"--mistake: '%s' is none of: %s", word,
				SETUP_MISTAKES);
		s->plan.mistakes |= found;
	}
	return 0;
}

static int
take_alpn(struct setup *s, const struct opt_list *list, struct err *err)
{
	if (list->n > SETUP_ALPN_MAX)
		return err_set(err, ERR_USAGE,
			"--alpn: given %zu times: %d are enough", list->n,
			SETUP_ALPN_MAX);
	for (size_t i = 0; i < list->n; i++) {
		s->alpn[i] = view_of_str(list->value[i]);
		if (s->alpn[i].len < 1 || s->alpn[i].len > 255)
			return err_set(err, ERR_USAGE,
				"--alpn: '%s': a protocol has 1 to 255 octets",
				list->value[i]);
	}
	if (list->n == 0)
		s->alpn[0] = view_of_str("http/1.1");
	s->plan.alpn = s->alpn;
	s->plan.n_alpn = list->n > 0 ? list->n : 1;
	return 0;
}

static int
take_protocol(struct setup *s, const struct serve_opts *o, struct err *err)
{
	const char *tokbind = o->tokbind;

	s->plan.tls = o->tls == NULL ? 0 : strcmp(o->tls, "1.2") == 0 ? 12 : 13;
	s->plan.priority = o->priority;
	s->plan.pha = o->pha;
	s->plan.handshake_ms = o->handshake_ms;
	s->plan.idle_ms = o->idle_ms;
	if (o->imitate != NULL)
		s->plan.imitation = imitate_find(o->imitate);
	if (take_mistakes(s, &o->mistakes, err) < 0)
		return -1;
	if (tokbind == NULL
		&& (s->has_lab || s->plan.mistakes >= FRONT_TB_UNASKED))
		tokbind = "";
	if (tokbind != NULL
		&& tls_plan_tokbind_list(&s->tokbind, tokbind, err) < 0)
		return -1;
	if (tokbind != NULL)
		s->plan.tokbind = &s->tokbind;
	return take_alpn(s, &o->alpn, err);
}

/* What lab_make() has put into DIR. */
static int
load_lab(struct setup *s, const struct serve_opts *o, int64_t now,
	struct err *err)
{
	char *cert = xasprintf("%s/server.pem", o->lab);
	char *key = xasprintf("%s/server.key", o->lab);
	char *ca = xasprintf("%s/ca.pem", o->lab);
	char *crl = xasprintf("%s/crl.pem", o->lab);
	int result = lab_make(o->lab, now, err);

	if (result == 0)
		result = lab_open(&s->lab, o->lab, err);
	if (result == 0)
		result = add_identity(s, cert, key, err);
	if (result == 0)
		result = certfile_load(ca, NULL, SETUP_CAS_MAX, &s->plan.cas,
			err);
	if (result == 0)
		result = crls_load(crl, &s->plan.crls, err);
	s->lab.opaque = o->opaque;
	free(cert);
	free(key);
	free(ca);
	free(crl);
	return result;
}

int
setup_load(struct setup *s, const struct serve_opts *o, int64_t now,
	struct err *err)
{
	s->has_lab = o->lab != NULL;
	s->pass.source = o->pass;
	if (set_doors(s, o, err) < 0 || take_protocol(s, o, err) < 0
		|| load_clients(s, o, err) < 0)
		return -1;
	if (s->has_lab && load_lab(s, o, now, err) < 0)
		return -1;
	return load_identities(s, o, now, err);
}

char *
setup_origin(const struct setup *s, size_t i)
{
	const char *host = s->has_lab && setup_is_loopback(s->host)
		? "localhost"
		: s->host;
	bool six = strchr(host, ':') != NULL;
	const char *scheme = (s->plan.mistakes & FRONT_PLAIN) != 0 ? "http"
								   : "https";

	return xasprintf("%s://%s%s%s:%d", scheme, six ? "[" : "", host,
		six ? "]" : "", s->plan.door[i].port);
}

void
setup_origins(struct front_plan *plan)
{
	struct setup *s = (struct setup *)(void *)((char *)plan
		- offsetof(struct setup, plan));

	if (!s->has_lab)
		return;
	s->lab.mtls = setup_origin(s, 0);
	s->lab.web = setup_origin(s, 1);
	s->lab.as = setup_origin(s, 2);
}

void
setup_done(struct setup *s)
{
	for (size_t i = 0; i < s->plan.n_identities; i++) {
		certs_done(&s->plan.identity[i].chain);
		key_free(s->plan.identity[i].key);
	}
	certs_done(&s->plan.cas);
	crls_done(&s->plan.crls);
	certfile_pass_done(&s->pass);
	if (s->has_lab)
		lab_done(&s->lab);
	free(s->host);
}
