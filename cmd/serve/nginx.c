/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nginx.c - two pages, which never tell what is wrong with a certificate.
 */
#include "serve/nginx.h"

bool
nginx_refuses(void *arg _unused_, const struct http_request *q,
	struct http_reply *p)
{
	const struct visit *v = q->visit;
	const char *why = (v->faults & VISIT_NO_CERT) != 0
		? "No required SSL certificate was sent"
		: "The SSL certificate error";

	if (v->refusal != REFUSAL_HTTP)
		return false;
	p->status = 400;
	p->type = "text/html";
	p->close = true;
	http_reply_field(p, "Server", "nginx");
	strbuf_format(&p->body,
		"<!doctype html>\n"
		"<title>400 %s</title>\n"
		"<p>%s</p>\n"
		"<p>nginx</p>\n",
		why, why);
	return true;
}
