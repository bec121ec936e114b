/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_plan.c - reading everything that a TLS client is given.
 */
#include "judge/tls_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/io.h"
#include "base/utf8.h"
#include "net/ask.h"
#include "proof/cert_link.h"

/* Where the key fits none: the first that is no authority's. */
static const struct cert *
likely_leaf(const struct certs *chain)
{
	for (size_t i = 0; i < chain->n; i++)
		if (!chain->cert[i]->is_ca)
			return chain->cert[i];
	return chain->cert[0];
}

/* Which certificate the key belongs to. */
static int
find_leaf(struct tls_plan *t, struct err *err)
{
	_cleanup_bytes_ struct bytes spki = { 0 };

	if (key_spki(t->key, &spki, err) < 0)
		return -1;
	t->plan.leaf = likely_leaf(&t->chain);
	for (size_t i = 0; i < t->chain.n && !t->plan.key_fits; i++) {
		t->plan.key_fits = view_eq(bytes_view(&spki),
			t->chain.cert[i]->x.spki);
		if (t->plan.key_fits)
			t->plan.leaf = t->chain.cert[i];
	}
	return 0;
}

/* A certificate file may hold the key as well: PKCS#12, or PEM of both. */
static int
load_identity(struct tls_plan *t, const struct tls_opts *o, struct err *err)
{
	if (o->cert == NULL)
		return 0;
	if (certfile_load(o->cert, &t->pass, TLS_PLAN_CHAIN_MAX, &t->chain, err)
		< 0)
		return -1;
	if (o->key == NULL && strcmp(o->cert, "-") == 0)
		return err_set(err, ERR_USAGE,
			"--cert: standard input cannot be read twice: give "
			"--key");
	if (key_load(o->key != NULL ? o->key : o->cert, &t->pass, &t->key, err)
		< 0)
		return -1;
	certs_link(&t->chain);
	t->plan.chain = &t->chain;
	t->plan.key = t->key;
	t->plan.cert_name = o->cert;
	return find_leaf(t, err);
}

/* What is wrong with --ca shall be known before the connection. */
static int
load_trust(struct tls_plan *t, const struct tls_opts *o, struct err *err)
{
	if (o->no_verify)
		return 0;
	if (tls_trust_load(o->ca, &t->trust, err) < 0)
		return -1;
	t->plan.trust = t->trust;
	return 0;
}

/* RFC 6066 section 3 bounds a name by what DNS takes. */
int
tls_plan_check_name(const char *option, const char *name, struct err *err)
{
	struct view rest = view_of_str(name != NULL ? name : "");
	uint32_t c;

	if (rest.len > TLS_PLAN_HOST_MAX)
		return err_set(err, ERR_USAGE, "%s: longer than a name can be",
			option);
	while (rest.len > 0) {
		size_t n = utf8_next((const char *)rest.data, rest.len, &c);

		if (n == 0 || c <= ' ' || c == 0x7f || c == '/')
			return err_set(err, ERR_USAGE,
				"%s: '%s' is no host name", option, name);
		rest = view_part(rest, n, rest.len);
	}
	return 0;
}

static int
take_alpn(struct tls_plan *t, const struct opt_list *list, struct err *err)
{
	if (list->n > TLS_PLAN_ALPN_MAX)
		return err_set(err, ERR_USAGE,
			"--alpn: given %zu times: %d are enough", list->n,
			TLS_PLAN_ALPN_MAX);
	for (size_t i = 0; i < list->n; i++) {
		t->alpn[i] = view_of_str(list->value[i]);
		if (t->alpn[i].len < 1 || t->alpn[i].len > 255)
			return err_set(err, ERR_USAGE,
				"--alpn: a protocol's name has 1 to 255 "
				"characters");
	}
	t->plan.alpn = t->alpn;
	t->plan.n_alpn = list->n;
	return 0;
}

int
tls_plan_load(struct tls_plan *t, const struct tls_opts *o, struct err *err)
{
	t->plan.keylog_fd = -1;
	t->pass.source = o->pass;
	t->plan.ekm = t->ekm;
	t->plan.servername = o->servername;
	t->plan.priority = o->priority;
	t->plan.tls = o->tls == NULL ? 0 : strcmp(o->tls, "1.2") == 0 ? 12 : 13;
	t->plan.timeout_ms = o->timeout_ms;
	if (take_alpn(t, &o->alpn, err) < 0 || load_identity(t, o, err) < 0
		|| load_trust(t, o, err) < 0
		|| tls_plan_check_name("--servername", o->servername, err) < 0)
		return -1;
	return 0;
}

int
tls_plan_host(struct tls_plan *t, const char *name, struct err *err)
{
	const char *colon = strchr(name, ':');

	if (tls_plan_check_name("--host", name, err) < 0)
		return -1;
	if (*name == '\0' || (colon != NULL && strchr(colon + 1, ':') == NULL))
		return err_set(err, ERR_USAGE,
			"--host: '%s' is no host name: the port is that of "
			"the server",
			name);
	t->plan.http_host = name;
	return 0;
}

/* Everybody on this machine can read a command line. */
static int
check_source(const char *source, struct err *err)
{
	bool is_variable = strncmp(source, "env:", 4) == 0;

	if (!is_variable && strchr(source, ':') != NULL
		&& access(source, F_OK) != 0)
		return err_set(err, ERR_USAGE,
			"--header: name where the fields stand (a file, - or "
			"env:NAME): everybody can read a command line");
	return 0;
}

int
tls_plan_fields(const struct opt_list *sources, struct bytes *fields,
	struct err *err)
{
	for (size_t i = 0; i < sources->n; i++) {
		const char *source = sources->value[i];
		_cleanup_bytes_ struct bytes text = { 0 };

		if (check_source(source, err) < 0
			|| io_load_secret(source, &text, err) < 0)
			return -1;
		if (ask_fields(bytes_view(&text), fields, err) < 0)
			return err_context(err, "%s", io_name(source));
	}
	return 0;
}

static int
ekm_length(const char *text, size_t len, size_t *ret, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n <= TLS_PLAN_EKM_MAX; i++) {
		if (text[i] < '0' || text[i] > '9')
			return err_set(err, ERR_USAGE,
				"--ekm: '%s' is no length: "
				"LABEL[,LENGTH[,CONTEXT_HEX]]",
				text);
		n = n * 10 + (size_t)(text[i] - '0');
	}
	if (len == 0 || n < 1 || n > TLS_PLAN_EKM_MAX)
		return err_set(err, ERR_USAGE,
			"--ekm: the length goes from 1 to %d octets",
			TLS_PLAN_EKM_MAX);
	*ret = n;
	return 0;
}

int
tls_plan_add_ekm(struct tls_plan *t, const char *text, struct err *err)
{
	size_t label_len = strcspn(text, ",");
	struct probe_ekm *e = &t->ekm[t->plan.n_ekm];
	const char *rest = text + label_len;

	if (t->plan.n_ekm == PROBE_EKMS_MAX)
		return err_set(err, ERR_USAGE, "--ekm: %d are enough",
			PROBE_EKMS_MAX);
	if (label_len < 1 || label_len > 249)
		return err_set(err, ERR_USAGE,
			"--ekm: a label has 1 to 249 characters: "
			"LABEL[,LENGTH[,CONTEXT_HEX]]");
	e->length = 32;
	e->label = xstrndup(text, label_len);
	t->plan.n_ekm++;
	if (*rest == '\0')
		return 0;
	rest++;
	if (ekm_length(rest, strcspn(rest, ","), &e->length, err) < 0)
		return -1;
	rest += strcspn(rest, ",");
	if (*rest == '\0')
		return 0;
	e->has_context = true;
	if (rest[1] != '\0'
		&& hex_decode(view_of_str(rest + 1), &e->context, err) < 0)
		return err_set(err, ERR_USAGE,
			"--ekm: the context '%s' is not hex", rest + 1);
	return 0;
}

int
tls_plan_keylog(struct tls_plan *t, const char *file, struct err *err)
{
	int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	struct stat st;

	if (fd < 0)
		return err_errno(err, ERR_SYSTEM, errno, "%s", file);
	t->plan.keylog_fd = fd;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
		&& (st.st_mode & 077) != 0)
		return err_set(err, ERR_INPUT,
			"%s: others may read it, and it will hold session "
			"keys: chmod 600 it first",
			file);
	return 0;
}

int
tls_plan_finish(struct tls_plan *t, struct err *err)
{
	return tls_client_new(&t->plan, &t->client, err);
}

void
tls_plan_done(struct tls_plan *t)
{
	tls_client_free(t->client);
	for (size_t i = 0; i < t->plan.n_ekm; i++) {
		free(t->ekm[i].label);
		bytes_done(&t->ekm[i].context);
	}
	certs_done(&t->chain);
	key_free(t->key);
	key_free(t->tokbind_key);
	tls_trust_free(t->trust);
	certfile_pass_done(&t->pass);
	if (t->plan.ekm != NULL && t->plan.keylog_fd >= 0)
		close(t->plan.keylog_fd);
}

static bool
is_port(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	return *s >= '0' && *s <= '9' && *end == '\0' && n >= 1 && n <= 65535;
}

/* Host and port; the colons inside an IPv6 address do not part them. */
static void
split(const char *s, size_t len, size_t *ret_from, size_t *ret_len,
	const char **ret_port)
{
	const char *close = *s == '[' ? memchr(s, ']', len) : NULL;
	const char *colon = memchr(s, ':', len);

	*ret_from = 0;
	*ret_len = len;
	*ret_port = NULL;
	if (close != NULL) {
		*ret_from = 1;
		*ret_len = (size_t)(close - s) - 1;
		colon = close + 1 < s + len && close[1] == ':' ? close + 1
							       : NULL;
	} else if (colon != NULL
		&& memchr(colon + 1, ':', (size_t)(s + len - colon) - 1)
			!= NULL) {
		colon = NULL;
	} else if (colon != NULL) {
		*ret_len = (size_t)(colon - s);
	}
	if (colon != NULL)
		*ret_port = colon + 1;
}

int
tls_plan_target(const char *text, char **ret_host, char **ret_port,
	struct err *err)
{
	static const char scheme[] = "https://";
	const char *s = text, *port_at;
	_cleanup_str_ char *host = NULL, *port = NULL;
	size_t len, from, host_len;

	if (strncmp(s, scheme, sizeof(scheme) - 1) == 0)
		s += sizeof(scheme) - 1;
	len = s == text ? strlen(s) : strcspn(s, "/?#");
	split(s, len, &from, &host_len, &port_at);
	host = xstrndup(s + from, host_len);
	port = port_at == NULL ? xstrdup("443")
			       : xstrndup(port_at, (size_t)(s + len - port_at));
	if (host_len < 1 || host_len > TLS_PLAN_HOST_MAX
		|| strcspn(host, " /?#@[]\r\n\t") != host_len)
		return err_set(err, ERR_USAGE,
			"'%s' is no target: HOST, HOST:PORT or [ADDRESS]:PORT",
			text);
	if (!is_port(port))
		return err_set(err, ERR_USAGE,
			"'%s': '%s' is no port: 1 to 65535", text, port);
	*ret_host = steal(host);
	*ret_port = steal(port);
	return 0;
}
