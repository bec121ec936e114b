/* SPDX-License-Identifier: Apache-2.0 */
/*
 * probe.c - what can be said of a probe's observations without judging them.
 */
#include "net/probe.h"

#include <arpa/inet.h>

const struct probe_alert *
probe_fatal_alert(const struct probe *p)
{
	for (size_t i = p->n_alerts; i > 0; i--)
		if (p->alert[i - 1].fatal && !p->alert[i - 1].outgoing)
			return &p->alert[i - 1];
	return NULL;
}

const char *
probe_tls(const struct probe *p)
{
	return strncmp(p->version, "TLS", 3) == 0 ? p->version + 3 : "";
}

bool
probe_is_tls13(const struct probe *p)
{
	return strcmp(p->version, "TLS1.3") == 0;
}

bool
probe_has_ticket(const struct probe *p)
{
	return probe_is_tls13(p) && p->tickets > p->tickets_before;
}

bool
probe_is_listed(const struct probe *p)
{
	const struct certs *chain = p->plan->chain;

	for (size_t i = 0; chain != NULL && i < chain->n; i++)
		if (certreq_lists(&p->request, chain->cert[i]->x.issuer))
			return true;
	return false;
}

static bool
is_dns_name(const char *name)
{
	unsigned char address[sizeof(struct in6_addr)];

	return *name != '\0' && strchr(name, '%') == NULL
		&& inet_pton(AF_INET, name, address) != 1
		&& inet_pton(AF_INET6, name, address) != 1;
}

const char *
probe_sni(const struct probe *p)
{
	bool anonymous = p->plan->servername != NULL
		&& *p->plan->servername == '\0';

	return !anonymous && is_dns_name(p->name) ? p->name : NULL;
}

void
probe_set_name(struct probe *p)
{
	const char *given = p->plan->servername;
	size_t len;

	snprintf(p->name, sizeof(p->name), "%s",
		given != NULL && *given != '\0' ? given : p->host);
	/* RFC 6066 section 3: without a trailing dot. */
	len = strlen(p->name);
	if (len > 1 && p->name[len - 1] == '.')
		p->name[len - 1] = '\0';
}

static void
server_done(struct probe_server *s)
{
	certs_done(&s->chain);
	free(s->unreadable);
	free(s->why);
	free(s->name);
	free(s->root);
	free(s->staple_text);
}

void
probe_done(struct probe *p)
{
	dial_done(&p->dial);
	free(p->host);
	free(p->port);
	free(p->error_text);
	free(p->request_error);
	certreq_done(&p->request);
	bytes_done(&p->sent_leaf);
	answer_done(&p->answer);
	server_done(&p->server);
	bytes_done(&p->tbmsg);
	bytes_done(&p->tbid);
	free(p->tbmsg_error);
	bytes_done(&p->session);
	free(p->trace);
	for (size_t i = 0; i < ARRAY_LEN(p->ekm); i++)
		bytes_done(&p->ekm[i].value);
}
