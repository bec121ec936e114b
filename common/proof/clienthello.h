/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthello.h - what a TLS client offers: the body of its ClientHello, RFC
 * 8446 section 4.1.2 and RFC 5246 section 7.4.1.2.
 */
#ifndef PROOF_CLIENTHELLO_H
#define PROOF_CLIENTHELLO_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	CLIENTHELLO_EXTENSIONS_MAX = 128,
	CLIENTHELLO_SHARES_MAX = 64,
	CLIENTHELLO_TEXT = 16, /* room for a number without a name */

	/* Extensions that are asked for by number. */
	EXT_SERVER_NAME = 0,
	EXT_SUPPORTED_GROUPS = 10,
	EXT_SIGNATURE_ALGORITHMS = 13,
	EXT_ALPN = 16,
	EXT_EXTENDED_MASTER_SECRET = 23,
	EXT_TOKEN_BINDING = 24,
	EXT_SESSION_TICKET = 35,
	EXT_PRE_SHARED_KEY = 41,
	EXT_EARLY_DATA = 42,
	EXT_SUPPORTED_VERSIONS = 43,
	EXT_POST_HANDSHAKE_AUTH = 49,
	EXT_SIGNATURE_ALGORITHMS_CERT = 50,
	EXT_KEY_SHARE = 51,
	EXT_RENEGOTIATION_INFO = 0xff01,

	/* Cipher suites that are signals, RFC 5746 and RFC 7507. */
	SCSV_RENEGOTIATION_INFO = 0x00ff,
};

/* All views are into the body; those of numbers hold two octets for each. */
struct clienthello {
	uint16_t legacy_version; /* 0x0303: TLS 1.2 or later */
	struct view session_id;
	struct view suites;
	struct view versions; /* supported_versions; empty without it */
	struct view groups;
	struct view schemes;
	struct view cert_schemes; /* signature_algorithms_cert */
	struct view alpn;         /* for clienthello_alpn() */
	struct view name;         /* the host_name of server_name */
	struct view tokbind;      /* extension_data of token_binding */
	uint16_t share[CLIENTHELLO_SHARES_MAX]; /* groups of key_share */
	size_t n_shares;
	uint16_t extension[CLIENTHELLO_EXTENSIONS_MAX]; /* as they came */
	size_t n_extensions;
};

/* ERR_INPUT names the field and its offset; RET is then as it was. */
int clienthello_parse(struct view body, struct clienthello *ret,
	struct err *err) _must_check_;

/* How many numbers LIST has, and number I of it. */
size_t clienthello_count(struct view list);
unsigned clienthello_number(struct view list, size_t i);
bool clienthello_lists(struct view list, unsigned number);

/* Was an extension of this type sent? */
bool clienthello_has(const struct clienthello *h, unsigned type);

/* The next protocol of *LIST, which moves on; false at its end. */
bool clienthello_alpn(struct view *list, struct view *ret_protocol);

/* The highest version offered, 0x0304; reserved numbers (GREASE) aside. */
unsigned clienthello_highest(const struct clienthello *h);

/* renegotiation_info or its signal (RFC 5746 section 3.4). */
bool clienthello_renegotiates(const struct clienthello *h);

/* A number that only tests whether servers pass it over (RFC 8701)? */
bool clienthello_is_grease(unsigned number);

/*
 * Registered names, "TLS1.3", "x25519", "server_name"; "GREASE" for those of
 * RFC 8701.  What has none is written in hex into RET_TEXT.
 */
const char *clienthello_version_name(unsigned version,
	char ret_text[static CLIENTHELLO_TEXT]);
const char *
clienthello_suite_name(unsigned suite, char ret_text[static CLIENTHELLO_TEXT]);
const char *
clienthello_group_name(unsigned group, char ret_text[static CLIENTHELLO_TEXT]);
const char *clienthello_scheme_name(unsigned scheme,
	char ret_text[static CLIENTHELLO_TEXT]);
const char *clienthello_extension_name(unsigned type,
	char ret_text[static CLIENTHELLO_TEXT]);

#endif
