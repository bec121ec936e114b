/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_facts.c - what a handshake agreed on, keying material exported from it
 * (RFC 5705, RFC 8446 section 7.5), and what resumes it.
 */
#include <ctype.h>

#include "net/tls_session.h"

static void
copy(char *to, size_t room, const char *from)
{
	snprintf(to, room, "%s", from != NULL ? from : "");
}

static void
take_alpn(struct probe *p, gnutls_session_t s)
{
	gnutls_datum_t name;

	if (gnutls_alpn_get_selected_protocol(s, &name) >= 0)
		snprintf(p->alpn, sizeof(p->alpn), "%.*s", (int)name.size,
			(const char *)name.data);
}

static void
take_ekms(struct probe *p, gnutls_session_t s)
{
	p->n_ekm = p->plan->n_ekm;
	for (size_t i = 0; i < p->n_ekm; i++) {
		const struct probe_ekm *want = &p->plan->ekm[i];
		struct probe_ekm *got = &p->ekm[i];
		uint8_t *out;

		bytes_clear(&got->value);
		out = bytes_reserve(&got->value, want->length);
		if (gnutls_prf_rfc5705(s, strlen(want->label), want->label,
			    want->context.len,
			    want->has_context ? (want->context.len > 0
					    ? (char *)want->context.data
					    : "")
					      : NULL,
			    want->length, (char *)out)
			>= 0)
			got->value.len = want->length;
	}
}

/* The registry writes secp256r1 and x25519, the library SECP256R1. */
static void
take_group(struct probe *p, gnutls_session_t s)
{
	gnutls_group_t group = gnutls_group_get(s);

	copy(p->group, sizeof(p->group),
		group != GNUTLS_GROUP_INVALID ? gnutls_group_get_name(group)
					      : "");
	for (char *c = p->group; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
}

void
tls_facts_take(struct probe *p)
{
	gnutls_session_t s = p->tls->session;
	unsigned flags = gnutls_session_get_flags(s);
	bool tls13 = gnutls_protocol_get_version(s) == GNUTLS_TLS1_3;

	copy(p->version, sizeof(p->version),
		gnutls_protocol_get_name(gnutls_protocol_get_version(s)));
	copy(p->suite, sizeof(p->suite), gnutls_ciphersuite_get(s));
	take_group(p, s);
	take_alpn(p, s);
	p->extended_master_secret = tls13
		|| (flags & GNUTLS_SFLAGS_EXT_MASTER_SECRET) != 0;
	p->safe_renegotiation = tls13
		|| (flags & GNUTLS_SFLAGS_SAFE_RENEGOTIATION) != 0;
	p->resumed = gnutls_session_is_resumed(s) != 0;
	if (p->handshake_done)
		take_ekms(p, s);
}

/*
 * Without a ticket of TLS 1.3 the library would wait for one; in TLS 1.2 it
 * would make something up that nobody can resume.
 */
static bool
can_resume(const struct probe *p)
{
	gnutls_datum_t id = { NULL, 0 };

	if (p->tickets > 0)
		return true;
	return !probe_is_tls13(p)
		&& gnutls_session_get_id2(p->tls->session, &id) >= 0
		&& id.size > 0;
}

void
tls_facts_keep_session(struct probe *p)
{
	gnutls_datum_t data;

	if (!p->plan->keep_session || !p->handshake_done || !can_resume(p)
		|| gnutls_session_get_data2(p->tls->session, &data) < 0)
		return;
	bytes_clear(&p->session);
	bytes_append(&p->session, data.data, data.size);
	wipe(data.data, data.size);
	gnutls_free(data.data);
}
