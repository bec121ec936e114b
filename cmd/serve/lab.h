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

/* Three doors lead to the same pages; only their TLS differs. */
struct lab {
	const char *dir;
	/* Origins, "https://localhost:41233", no slash behind. */
	char *mtls; /* client certificates as --client-auth says */
	char *web;  /* asks for none: the issuer */
	char *as; /* asks, takes any: the endpoints of mtls_endpoint_aliases */
	struct store *store;        /* DIR/state.db */
	struct key *signer;         /* DIR/as.key: P-256, for ES256 */
	struct jwk public;          /* its public key; the kid is public.jkt */
	struct lab_client *clients; /* as.c's: who is registered */
	bool opaque;                /* tokens that say nothing: --opaque */
	int64_t now;                /* --now, or 0: the real time */
};

/*
 * Make DIR and all files in it that are not there yet: PKI, keys, README.  What
 * is there is kept, unless it will not be valid on the day after NOW: then
 * everything that is ours is made anew.  ERR_INPUT, ERR_SYSTEM.
 */
int lab_make(const char *dir, int64_t now, struct err *err) _must_check_;

/*
 * Read DIR, which lab_make() has made, but for the origins, which are the
 * caller's to set before a page is served.  lab_done() it.
 */
int lab_open(struct lab *l, const char *dir, struct err *err) _must_check_;
void lab_done(struct lab *l);

/* Pages, for http_site.routes with a struct lab; each ends with { 0 }. */
extern const struct http_route as_routes[];       /* as.c */
extern const struct http_route resource_routes[]; /* resource.c */
extern const struct http_route tokbind_routes[];  /* tokbind.c */

#endif
