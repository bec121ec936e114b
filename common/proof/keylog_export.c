/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog_export.c - which connection of a key log is meant, its exporter, and
 * why there is none.
 */
#include "base/alloc.h"
#include "base/hex.h"
#include "proof/keylog.h"

/* ---- why a connection is of no use -------------------------------------- */

static const char *
missing(const struct keylog_conn *c)
{
	if (c->seen & (KEYLOG_CLIENT_TRAFFIC | KEYLOG_SERVER_TRAFFIC))
		return "no EXPORTER_SECRET line, and the traffic secrets do "
		       "not lead to it: the program that wrote the log leaves "
		       "it out, as Go's does: log at the other end, or with "
		       "OpenSSL, GnuTLS or a browser, which write it";
	if (c->seen & (KEYLOG_CLIENT_HANDSHAKE | KEYLOG_SERVER_HANDSHAKE))
		return "no EXPORTER_SECRET line, only handshake secrets: the "
		       "handshake broke off before there was one (GnuTLS "
		       "writes it only when it has accepted the server's "
		       "certificate): mend the handshake and log again";
	if (c->seen & (KEYLOG_CLIENT_EARLY | KEYLOG_EARLY_EXPORTER))
		return "no EXPORTER_SECRET line, only secrets of early data: "
		       "the handshake broke off before there was one: mend it "
		       "and log again";
	return "neither an EXPORTER_SECRET line (TLS 1.3) nor a CLIENT_RANDOM "
	       "line (TLS 1.2) that can be read: log again with OpenSSL, "
	       "GnuTLS or a browser, which write them";
}

/* The beginning of a random, as errors write it; the caller frees it. */
static char *
brief(const uint8_t *random)
{
	_cleanup_str_ char *hex = hex_encode((struct view){ random,
						     KEYLOG_BRIEF },
		HEX_LOWER);

	return xasprintf("%s...", hex);
}

static int
explain(const struct keylog_conn *c, struct err *err)
{
	_cleanup_str_ char *name = brief(c->client_random);

	return err_set(err, ERR_INPUT, "connection %s: %s", name, missing(c));
}

/* ---- picking ------------------------------------------------------------ */

static int
explain_empty(const struct keylog *log, struct err *err)
{
	if (log->n_bad > 0)
		return err_set(err, ERR_INPUT,
			"no connection in this key log: line %zu: %s",
			log->bad_line, log->bad_reason);
	if (log->n_rsa > 0)
		return err_set(err, ERR_INPUT,
			"only lines that begin with RSA, an old form that does "
			"not lead to the master secret: log again with a "
			"program that writes CLIENT_RANDOM (TLS 1.2) or "
			"EXPORTER_SECRET (TLS 1.3)");
	return err_set(err, ERR_INPUT,
		"no connection in this key log: give the program that connects "
		"SSLKEYLOGFILE=FILE in its environment (openssl s_client: "
		"-keylogfile FILE) and let it connect");
}

/* Does C's random begin with PREFIX?  Without one: is C usable? */
static bool
offers(const struct keylog_conn *c, struct view prefix)
{
	if (prefix.len == 0)
		return keylog_is_usable(c);
	return view_eq(prefix, (struct view){ c->client_random, prefix.len });
}

static size_t
count(const struct keylog *log, struct view prefix,
	const struct keylog_conn **ret_first)
{
	size_t n = 0;

	for (size_t i = 0; i < log->n_conns; i++)
		if (offers(log->conns[i], prefix) && n++ == 0)
			*ret_first = log->conns[i];
	return n;
}

/* The first usable ones in brief; the caller frees the text. */
static char *
list(const struct keylog *log)
{
	const struct view all = { 0 };
	struct bytes text = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < log->n_conns; i++) {
		_cleanup_str_ char *name = NULL;

		if (!offers(log->conns[i], all))
			continue;
		if (n > 0)
			bytes_append_str(&text, ", ");
		if (n++ == KEYLOG_LISTED_MAX) {
			bytes_append_str(&text, "and more");
			break;
		}
		name = brief(log->conns[i]->client_random);
		bytes_append_str(&text, name);
	}
	return (char *)steal(text.data);
}

static int
explain_unknown(const struct keylog *log, struct view random, struct err *err)
{
	const struct view all = { 0 };
	const struct keylog_conn *first = NULL;
	_cleanup_str_ char *name = brief(random.data), *known = NULL;
	size_t n = count(log, all, &first);

	if (n == 0)
		return err_set(err, ERR_INPUT,
			"no connection of the %zu in this key log has the "
			"client random %s: --client-random takes octets 6 to "
			"37 of the ClientHello",
			log->n_conns, name);
	known = list(log);
	return err_set(err, ERR_INPUT,
		"no connection in this key log has the client random %s: "
		"--client-random can choose from %zu: %s",
		name, n, known);
}

static int
pick_random(const struct keylog *log, struct view random,
	const struct keylog_conn **ret, struct err *err)
{
	const struct keylog_conn *c = NULL;
	size_t n;

	if (random.len < KEYLOG_BRIEF || random.len > EXPORTER_RANDOM)
		return err_set(err, ERR_INPUT,
			"--client-random has %zu octets: give all %d, or the "
			"first %d or more",
			random.len, EXPORTER_RANDOM, KEYLOG_BRIEF);
	if (random.len == EXPORTER_RANDOM)
		c = keylog_find(log, random);
	n = random.len == EXPORTER_RANDOM ? c != NULL : count(log, random, &c);
	if (n == 0)
		return explain_unknown(log, random, err);
	if (n == 1) {
		*ret = c;
		return 0;
	}
	return err_set(err, ERR_INPUT,
		"%zu connections have a client random that begins so: give "
		"all %d octets of it to --client-random",
		n, EXPORTER_RANDOM);
}

bool
keylog_is_usable(const struct keylog_conn *c)
{
	return c->exporter_secret.len > 0 || c->master_secret.len > 0;
}

int
keylog_pick(const struct keylog *log, struct view client_random,
	const struct keylog_conn **ret, struct err *err)
{
	const struct keylog_conn *first = NULL;
	_cleanup_str_ char *known = NULL;
	size_t n;

	if (log->n_conns == 0)
		return explain_empty(log, err);
	if (client_random.len > 0)
		return pick_random(log, client_random, ret, err);
	n = count(log, client_random, &first);
	if (n == 0) {
		explain(log->conns[0], err);
		return log->n_conns == 1
			? -1
			: err_context(err, "none of %zu connections is usable",
				log->n_conns);
	}
	if (n == 1) {
		*ret = first;
		return 0;
	}
	known = list(log);
	return err_set(err, ERR_INPUT,
		"%zu connections in this key log: choose one with "
		"--client-random HEX: %s",
		n, known);
}

/* ---- exporting ---------------------------------------------------------- */

/* All that is missing at once, so that nobody has to ask twice. */
static int
check_tls12(const struct keylog_conn *c, const struct keylog_export *how,
	struct err *err)
{
	const char *prf = how->prf == HASH_NONE
		? "--prf sha384 for a cipher suite whose name ends in SHA384, "
		  "else --prf sha256"
		: "";
	struct view client = { c->client_random, EXPORTER_RANDOM };

	if (how->server_random.len == 0)
		return err_set(err, ERR_INPUT,
			"this connection is TLS 1.2, for which a key log is "
			"not enough: give --server-random HEX, octets 6 to 37 "
			"of the ServerHello, of which the 02 at its start is "
			"octet 0 (openssl s_client -msg; tshark -Y "
			"tls.handshake.type==2 -T fields -e "
			"tls.handshake.random)%s%s",
			prf[0] != '\0' ? "; and " : "", prf);
	if (how->server_random.len != EXPORTER_RANDOM)
		return err_set(err, ERR_INPUT,
			"--server-random has %zu octets: a random has %d, "
			"octets 6 to 37 of the ServerHello",
			how->server_random.len, EXPORTER_RANDOM);
	if (view_eq(how->server_random, client))
		return err_set(err, ERR_INPUT,
			"--server-random is the client's random: take octets 6 "
			"to 37 of the ServerHello, not of the ClientHello");
	if (how->prf == HASH_NONE)
		return err_set(err, ERR_INPUT,
			"this connection is TLS 1.2, and a key log does not "
			"name the hash of its PRF: give %s",
			prf);
	return 0;
}

int
keylog_export(const struct keylog_conn *c, const struct keylog_export *how,
	struct bytes *ret, struct err *err)
{
	const struct view *context = how->has_context ? &how->context : NULL;
	const struct view nothing = { 0 };

	if (c->exporter_secret.len > 0)
		return exporter_tls13(bytes_view(&c->exporter_secret),
			how->label, context != NULL ? *context : nothing,
			how->len, ret, err);
	if (c->master_secret.len == 0)
		return explain(c, err);
	if (check_tls12(c, how, err) < 0)
		return -1;
	return exporter_tls12(bytes_view(&c->master_secret),
		(struct view){ c->client_random, EXPORTER_RANDOM },
		how->server_random, how->prf, how->label, context, how->len,
		ret, err);
}
