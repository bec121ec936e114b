/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_fetch.c - a probe that is only after the server's Certificate message.
 */
#include "net/tls_fetch.h"

#include "net/fleet.h"

static int
take_chain(struct probe *p, struct certs *ret, struct err *err)
{
	if (p->end == PROBE_UNREACHED)
		return err_set(err, ERR_NETWORK, "%s:%s: %s", p->host, p->port,
			p->error_text);
	if (p->end == PROBE_NOT_TLS)
		return err_set(err, ERR_NETWORK,
			"%s:%s: this port does not speak TLS: check the port",
			p->host, p->port);
	if (p->server.chain.n == 0)
		return err_set(err, ERR_NETWORK,
			"%s:%s: the server sent no certificate: see "
			"tlsbind-handshake %s:%s",
			p->host, p->port, p->host, p->port);
	*ret = p->server.chain;
	p->server.chain = (struct certs){ 0 };
	return 0;
}

int
tls_fetch_chain(const char *host, const char *port, const char *servername,
	int timeout_ms, struct certs *ret, struct err *err)
{
	struct probe_plan plan = { .servername = servername,
		.keylog_fd = -1,
		.timeout_ms = timeout_ms,
		.wait_ms = 1 };
	_cleanup_(probe_done) struct probe p = { .host = xstrdup(host),
		.port = xstrdup(port) };

	if (fleet_run_one(&p, &plan, err) < 0)
		return -1;
	return take_chain(&p, ret, err);
}
