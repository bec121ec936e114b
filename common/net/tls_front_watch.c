/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_watch.c - what a handshake shows: from its messages, and from what
 * the library says about it.
 */
#include <ctype.h>

#include "net/tls_front_part.h"
#include "proof/clienthello.h"
#include "proof/ekm.h"

static bool
is_tls13(gnutls_session_t s)
{
	return gnutls_protocol_get_version(s) == GNUTLS_TLS1_3;
}

static void
see_hello(struct visit *v, struct view body)
{
	if (v->hello.len == 0)
		bytes_append_view(&v->hello,
			view_part(body, 0, VISIT_HELLO_MAX));
}

/* A certificate that may be asked for later only in TLS 1.3. */
static void
read_hello(struct guest *g, gnutls_session_t s)
{
	if (g->front->plan->pha && !is_tls13(s) && g->visit->auth != FRONT_NONE)
		gnutls_certificate_server_set_request(s, GNUTLS_CERT_REQUEST);
}

/* With some keys the library would compute for hours, if it came to that. */
static int
see_certificate(struct guest *g, gnutls_session_t s, struct view body)
{
	guest_take_certificate(g, body);
	/*
	 * Only with this the library leaves the usage of a client's key to us;
	 * before the hellos it would give up extended_master_secret as well.
	 */
	(void)gnutls_priority_set(s, g->front->lax);
	return g->visit->unreadable != NULL ? GNUTLS_E_CERTIFICATE_ERROR : 0;
}

/*
 * TLS 1.2 can say what is wrong until our Finished, and by now the library has
 * verified the client's signature; in TLS 1.3 the client is done before we
 * are, and waits for our word.
 */
static int
see_finished(struct guest *g, gnutls_session_t s)
{
	if (is_tls13(s) || !g->visit->certificate_message)
		return 0;
	guest_judge(g);
	return guest_is_refused(g)
			&& (g->front->plan->mistakes & FRONT_LATE) == 0
		? GNUTLS_E_CERTIFICATE_ERROR
		: 0;
}

static void
see_ours(struct guest *g, unsigned type)
{
	struct visit *v = g->visit;

	if (type == GNUTLS_HANDSHAKE_SERVER_HELLO)
		g->answered = true;
	if (type == GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST)
		v->hello_retry = true;
	if (type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET)
		v->tickets++;
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST) {
		v->requested = true;
		v->requested_late = v->handshake_done;
	}
}

static int
hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct guest *g = gnutls_session_get_ptr(s);
	bool before = when == GNUTLS_HOOK_PRE;
	struct view body = { msg->data, msg->size };
	int r = 0;

	/*
	 * The library shows a message before it finds that nobody asked for
	 * it; by then others read the visit.
	 */
	if (incoming && g->visit->handshake_done && !g->asks_late)
		return 0;
	if (!incoming && before)
		see_ours(g, type);
	if (incoming && type == GNUTLS_HANDSHAKE_CLIENT_HELLO && before)
		see_hello(g->visit, body);
	if (incoming && type == GNUTLS_HANDSHAKE_CLIENT_HELLO && !before)
		read_hello(g, s);
	if (incoming && type == GNUTLS_HANDSHAKE_CERTIFICATE_PKT && before)
		r = see_certificate(g, s, body);
	else if (incoming && type == GNUTLS_HANDSHAKE_FINISHED && before)
		r = see_finished(g, s);
	return r < 0 ? r
		     : tokbind_watch(&g->visit->tokbind, s, type, when,
			     incoming, body);
}

void
guest_watch(struct guest *g)
{
	gnutls_handshake_set_hook_function(g->session, GNUTLS_HANDSHAKE_ANY,
		GNUTLS_HOOK_BOTH, hook);
}

/* 0x0301 for TLS 1.0, and so on. */
static unsigned
number_of(unsigned version)
{
	return 0x0300 + version - GNUTLS_SSL3;
}

static bool
offers(const struct clienthello *h, unsigned version)
{
	return h->versions.len > 0 ? clienthello_lists(h->versions, version)
				   : version <= h->legacy_version;
}

bool
guest_shares_version(const struct guest *g)
{
	struct clienthello h;
	const unsigned *ours;
	struct err err;
	int n = gnutls_priority_protocol_list(g->front->priority, &ours);

	if (clienthello_parse(bytes_view(&g->visit->hello), &h, &err) < 0)
		return true;
	for (int i = 0; i < n; i++)
		if (offers(&h, number_of(ours[i])))
			return true;
	return false;
}

static void
copy(char *to, size_t room, const char *from)
{
	snprintf(to, room, "%s", from != NULL ? from : "");
}

/* The registry writes secp256r1 and x25519, the library SECP256R1. */
static void
take_group(struct visit *v, gnutls_session_t s)
{
	gnutls_group_t group = gnutls_group_get(s);

	copy(v->group, sizeof(v->group),
		group != GNUTLS_GROUP_INVALID ? gnutls_group_get_name(group)
					      : "");
	for (char *c = v->group; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
}

static void
take_alpn(struct visit *v, gnutls_session_t s)
{
	gnutls_datum_t name;

	if (gnutls_alpn_get_selected_protocol(s, &name) >= 0)
		snprintf(v->alpn, sizeof(v->alpn), "%.*s", (int)name.size,
			(const char *)name.data);
}

static void
take_ekm(struct visit *v, gnutls_session_t s)
{
	uint8_t *out = bytes_reserve(&v->ekm, EKM_LEN);

	if (gnutls_prf_rfc5705(s, strlen(EXPORTER_TOKEN_BINDING),
		    EXPORTER_TOKEN_BINDING, 0, NULL, EKM_LEN, (char *)out)
		>= 0)
		v->ekm.len = EKM_LEN;
}

void
guest_take_sni(struct guest *g)
{
	struct visit *v = g->visit;
	char name[sizeof(v->sni)] = "";
	size_t len = sizeof(name);
	unsigned type;

	if (*v->sni == '\0'
		&& gnutls_server_name_get(g->session, name, &len, &type, 0) >= 0
		&& type == GNUTLS_NAME_DNS)
		copy(v->sni, sizeof(v->sni), name);
}

void
guest_take_signature(struct guest *g)
{
	int algo = gnutls_sign_algorithm_get_client(g->session);

	if (algo != GNUTLS_SIGN_UNKNOWN && g->visit->chain.n > 0)
		copy(g->visit->signature, sizeof(g->visit->signature),
			gnutls_sign_get_name((gnutls_sign_algorithm_t)algo));
}

void
guest_take_facts(struct guest *g)
{
	gnutls_session_t s = g->session;
	struct visit *v = g->visit;
	unsigned flags = gnutls_session_get_flags(s);
	gnutls_protocol_t version = gnutls_protocol_get_version(s);
	bool tls13 = version == GNUTLS_TLS1_3;

	guest_take_sni(g);
	/* What is agreed on is what we have said. */
	if (!g->answered)
		return;
	copy(v->version, sizeof(v->version), gnutls_protocol_get_name(version));
	copy(v->suite, sizeof(v->suite), gnutls_ciphersuite_get(s));
	take_group(v, s);
	take_alpn(v, s);
	v->extended_master_secret = tls13
		|| (flags & GNUTLS_SFLAGS_EXT_MASTER_SECRET) != 0;
	v->safe_renegotiation = tls13
		|| (flags & GNUTLS_SFLAGS_SAFE_RENEGOTIATION) != 0;
	v->resumed = gnutls_session_is_resumed(s) != 0;
	if (!v->handshake_done)
		return;
	guest_take_signature(g);
	take_ekm(v, s);
}
