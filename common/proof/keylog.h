/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog.h - NSS key logs (the format of SSLKEYLOGFILE), and the exporters of
 * the connections in them.
 *
 * A line is a label, the client's random and a secret.  The lines of several
 * connections may be mixed in any order.
 */
#ifndef PROOF_KEYLOG_H
#define PROOF_KEYLOG_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/exporter.h"

enum {
	KEYLOG_SIZE_MAX = 128 << 20,  /* octets of a log */
	KEYLOG_LINE_MAX = 16 << 10,   /* octets of a line */
	KEYLOG_CONNS_MAX = 512 << 10, /* connections of a log */
	KEYLOG_LISTED_MAX = 4,        /* connections that an error lists */
	KEYLOG_BRIEF = 4,             /* octets of a random that it shows */
};

/* Labels, in a set. */
enum {
	KEYLOG_CLIENT_RANDOM = 1 << 0, /* TLS 1.2 and before: master secret */
	KEYLOG_EXPORTER = 1 << 1,
	KEYLOG_EARLY_EXPORTER = 1 << 2,
	KEYLOG_CLIENT_HANDSHAKE = 1 << 3, /* ..._TRAFFIC_SECRET */
	KEYLOG_SERVER_HANDSHAKE = 1 << 4,
	KEYLOG_CLIENT_TRAFFIC = 1 << 5, /* ..._SECRET_0 */
	KEYLOG_SERVER_TRAFFIC = 1 << 6,
	KEYLOG_CLIENT_EARLY = 1 << 7,
	KEYLOG_OTHER = 1 << 8, /* QUIC, ECH, updated keys... */
};

struct keylog_conn {
	uint8_t client_random[EXPORTER_RANDOM];
	struct bytes exporter_secret; /* 32 or 48 octets; empty: no line */
	struct bytes early_exporter_secret; /* the same */
	struct bytes master_secret;         /* 48 octets or empty */
	unsigned seen;                      /* which labels it has */
	struct keylog_conn *next[2];        /* the search tree's */
};

struct keylog {
	struct keylog_conn **conns; /* in order of first appearance */
	size_t n_conns, cap;
	struct keylog_conn *tree; /* the search tree of conns */
	size_t n_lines;
	size_t n_rsa;           /* lines of the old form "RSA ..." */
	size_t n_bad;           /* lines that are none of a key log */
	size_t bad_line;        /* number of the first of them, from 1 */
	const char *bad_reason; /* what is wrong with it: a static string
				   without any part of it */
};

/*
 * Read TEXT into RET, which is zeroed or was filled before.  Never fails:
 * malformed lines, lines that contradict earlier ones and those beyond the
 * limits are counted.
 */
void keylog_parse(struct view text, struct keylog *ret);

/* The same for a file, "-" or env:NAME.  ERR_INPUT, ERR_SYSTEM of io_load(). */
int
keylog_load(const char *name, struct keylog *ret, struct err *err) _must_check_;

/* Wipe and free; LOG is then empty and may be used again. */
void keylog_done(struct keylog *log);
#define _cleanup_keylog_ _cleanup_(keylog_done)

/* The connection with this client random, or NULL; it stays LOG's. */
const struct keylog_conn *
keylog_find(const struct keylog *log, struct view client_random);

/* Does it have the secret of TLS 1.2's or 1.3's exporter? */
bool keylog_is_usable(const struct keylog_conn *c);

/*
 * The connection that is meant: the one with CLIENT_RANDOM, of which the first
 * KEYLOG_BRIEF octets or more are enough if only one begins so; or if
 * CLIENT_RANDOM is empty, the only usable one.  It stays LOG's.  ERR_INPUT
 * tells what to do: which randoms there are, or why none is usable.
 */
int keylog_pick(const struct keylog *log, struct view client_random,
	const struct keylog_conn **ret, struct err *err) _must_check_;

/* What to export, and what a key log does not tell about TLS 1.2. */
struct keylog_export {
	const char *label;
	struct view context;
	bool has_context; /* an empty one is one, too, in TLS 1.2 */
	size_t len;
	struct view server_random; /* empty: unknown */
	enum hash_alg prf;         /* HASH_NONE: unknown */
};

/*
 * Keying material of TLS 1.3 where C has its exporter secret, else of TLS 1.2
 * where it has its master secret.  ERR_INPUT tells what is missing, and where
 * to get it.
 */
int keylog_export(const struct keylog_conn *c, const struct keylog_export *how,
	struct bytes *ret, struct err *err) _must_check_;

#endif
