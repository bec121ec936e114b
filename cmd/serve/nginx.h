/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nginx.h - the pages with which nginx refuses a client certificate: it lets
 * the handshake hold, and answers every request with one of them.
 */
#ifndef SERVE_NGINX_H
#define SERVE_NGINX_H

#include "serve/http.h"

/*
 * http_site.refuse: is the visit refused by HTTP (REFUSAL_HTTP)?  Then P is
 * the page; its title and its sentence are those that clients look for.
 */
bool
nginx_refuses(void *arg, const struct http_request *q, struct http_reply *p);

#endif
