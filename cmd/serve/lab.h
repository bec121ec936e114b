/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab.h - the laboratory behind the server: an authorization server, resource
 * servers, and the flow of Token Binding, on one machine.
 */
#ifndef SERVE_LAB_H
#define SERVE_LAB_H

#include "proof/key.h"
#include "proof/jwk.h"
#include "serve/http.h"
#include "serve/store.h"

/* How a client proves who it is: RFC 8705 section 2, RFC 7591 section 2. */
enum lab_auth {
	LAB_TLS_CLIENT,  /* "tls_client_auth": a valid chain and its name */
	LAB_SELF_SIGNED, /* "self_signed_tls_client_auth": that certificate */
	LAB_PUBLIC,      /* "none": it does not */
};

/* A client that is registered at the authorization server. */
struct lab_client {
	const char *id;
	enum lab_auth auth;
	const char *file;       /* "clients/good-p256.pem" in DIR, or NULL */
	const char *key;        /* "tls_client_auth_subject_dn" and its kin, */
	char *value;            /* and the name that is registered; or NULL */
	struct bytes cert;      /* DER, of LAB_SELF_SIGNED, or empty */
	bool certificate_bound; /* gets no token without a certificate */
	bool dpop_bound;        /* nor without a DPoP proof, */
	bool dpop_nonce;        /* which must have a nonce of ours */
};

/* Three doors lead to the same pages; only their TLS differs. */
struct lab {
	const char *dir;
	/* Origins, "https://localhost:41233", no slash behind. */
	char *mtls; /* client certificates as --client-auth says */
	char *web;  /* asks for none: the issuer */
	char *as; /* asks, takes any: the endpoints of mtls_endpoint_aliases */
	struct store *store;       /* DIR/state.db */
	struct key *signer;        /* DIR/as.key: P-256, for ES256 */
	struct jwk public;         /* its public key; the kid is public.jkt */
	struct lab_client *client; /* as_clients_load() */
	size_t n_clients;
	uint8_t nonce_key[32]; /* of the DPoP nonces; drawn at each start */
	bool opaque;           /* tokens that say nothing: --opaque */
	int64_t now;           /* --now, or 0: the real time */
};

/*
 * Make DIR and all files in it that are not there yet: PKI, keys, README.  What
 * is there is kept, unless it cannot be read or is not valid at NOW and a day
 * later: then it is made anew, and all that it has issued.  ERR_INPUT: DIR
 * cannot be had, is another user's, or holds what no laboratory has made;
 * ERR_SYSTEM.
 */
int lab_make(const char *dir, int64_t now, struct err *err) _must_check_;

/*
 * Read DIR, which lab_make() has made, but for the origins, which are the
 * caller's to set before a page is served.  lab_done() it, after failure, too.
 */
int lab_open(struct lab *l, const char *dir, struct err *err) _must_check_;
void lab_done(struct lab *l);

/*
 * For lab_open(), which has set dir: register the clients, whose certificates
 * are in DIR/clients, and draw nonce_key.  ERR_INPUT.  as_clients_done() after
 * failure, too.
 */
int as_clients_load(struct lab *l, struct err *err) _must_check_;
void as_clients_done(struct lab *l);

/* Pages, for http_site.routes with a struct lab; each ends with { 0 }. */
extern const struct http_route as_routes[];       /* as.c */
extern const struct http_route resource_routes[]; /* resource.c */
extern const struct http_route tokbind_routes[];  /* tokbind.c */

#endif
