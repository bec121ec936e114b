/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.c - the token_binding extension in GnuTLS.
 *
 * The library passes over extensions in a ServerHello that it does not know,
 * and tells nobody about one that it refuses; so a client reads the messages
 * themselves.  Nothing here ever goes with early data, which neither side of
 * ours enables: RFC 8472 and its draft for TLS 1.3 forbid the combination.
 */
#include "net/tokbind.h"

#include <gnutls/gnutls.h>

enum { SUPPORTED_VERSIONS = 43 }; /* in a ServerHello: it is TLS 1.3 */

static bool
is_tls13(gnutls_session_t s)
{
	return gnutls_protocol_get_version(s) == GNUTLS_TLS1_3;
}

/* GnuTLS says no to both in TLS 1.3, where they do not exist. */
static struct tbneg_hello
read_hello(gnutls_session_t s)
{
	unsigned flags = gnutls_session_get_flags(s);

	return (struct tbneg_hello){
		.tls13 = is_tls13(s),
		.ems = (flags & GNUTLS_SFLAGS_EXT_MASTER_SECRET) != 0,
		.ri = (flags & GNUTLS_SFLAGS_SAFE_RENEGOTIATION) != 0,
	};
}

/* A hello begins a negotiation, be it resumed, repeated or renegotiated. */
static void
begin(struct tokbind *t)
{
	*t = (struct tokbind){ .own = t->own,
		.server = t->server,
		.mistakes = t->mistakes };
}

static void
keep(struct tokbind *t, struct view octets)
{
	struct view shown = view_part(octets, 0, TOKBIND_KEPT);

	t->came = true;
	t->octets_len = octets.len;
	if (shown.len > 0)
		memcpy(t->octets, shown.data, shown.len);
}

/* The error from which the library makes the alert that is due. */
static int
error_of(enum tbneg_verdict v)
{
	switch (tbneg_alert(v)) {
	case GNUTLS_A_DECODE_ERROR:
		return GNUTLS_E_UNEXPECTED_PACKET_LENGTH;
	case GNUTLS_A_ILLEGAL_PARAMETER:
		return GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER;
	case GNUTLS_A_UNSUPPORTED_EXTENSION:
		return GNUTLS_E_RECEIVED_ILLEGAL_EXTENSION;
	default:
		return 0;
	}
}

static int
settle(struct tokbind *t, enum tbneg_verdict v)
{
	t->verdict = v;
	if (v == TBNEG_NEGOTIATED) {
		t->version = t->peer.version;
		t->params = t->peer.params[0];
	}
	return error_of(v);
}

/* ---- the client ------------------------------------------------------- */

/* What can be said before the library reads the message, and all is lost. */
static int
see_message(struct tokbind *t, struct view body, bool hello)
{
	struct view octets = { NULL, 0 }, version;
	size_t n = tbneg_find(body, hello, TBNEG_EXTENSION, &octets);

	if (n == 0)
		return 0;
	keep(t, octets);
	if (n > 1)
		return settle(t, TBNEG_REPEATED);
	if (hello && tbneg_find(body, hello, SUPPORTED_VERSIONS, &version) > 0)
		return settle(t, TBNEG_MISPLACED);
	return 0;
}

static int
judge(struct tokbind *t, gnutls_session_t s)
{
	struct tbneg_hello hello = read_hello(s);

	if (!t->came)
		return 0;
	return settle(t,
		tbneg_judge(t->own, tokbind_octets(t), &hello, &t->peer));
}

static int
watch_server(struct tokbind *t, gnutls_session_t s, unsigned type, bool before,
	struct view body)
{
	switch (type) {
	case GNUTLS_HANDSHAKE_HELLO_RETRY_REQUEST:
		return before ? see_message(t, body, true) : 0;
	case GNUTLS_HANDSHAKE_SERVER_HELLO:
		if (before) {
			begin(t);
			return see_message(t, body, true);
		}
		return is_tls13(s) ? 0 : judge(t, s);
	case GNUTLS_HANDSHAKE_ENCRYPTED_EXTENSIONS:
		return before ? see_message(t, body, false) : judge(t, s);
	default:
		return 0;
	}
}

/* ---- what the library calls -------------------------------------------- */

static struct tokbind *
of(gnutls_session_t s)
{
	gnutls_ext_priv_data_t data = NULL;

	return gnutls_ext_get_data(s, TBNEG_EXTENSION, &data) < 0 ? NULL : data;
}

static int
receive(gnutls_session_t s, const unsigned char *data, size_t len)
{
	struct tokbind *t = of(s);
	struct view octets = { data, len };

	/* A client has seen it already. */
	if (t == NULL || !t->server)
		return 0;
	begin(t);
	keep(t, octets);
	if (tbneg_parse(octets, &t->peer))
		return 0;
	return settle(t, TBNEG_MALFORMED);
}

/*
 * RFC 8472 section 3: below TLS 1.3 only together with the other two, which
 * the library has read by now.
 */
static bool
may_answer(const struct tokbind *t, gnutls_session_t s)
{
	struct tbneg_hello hello = read_hello(s);

	return hello.tls13
		|| ((hello.ems || (t->mistakes & TOKBIND_NO_EMS) != 0)
			&& (hello.ri || (t->mistakes & TOKBIND_NO_RI) != 0));
}

static bool
answer(struct tokbind *t, gnutls_session_t s, struct tbneg *ret_answer)
{
	if (!t->came) /* we are called, so that we make the mistake */
		*ret_answer = (struct tbneg){ t->own->max,
			{ t->own->params[0] }, 1 };
	else if (!may_answer(t, s)
		|| !tbneg_choose(t->own, &t->peer, ret_answer))
		return false;
	t->verdict = TBNEG_NEGOTIATED;
	t->version = ret_answer->version;
	t->params = ret_answer->params[0];
	return true;
}

/* The lowest that is not among those of T. */
static uint8_t
other_param(const struct tbneg *t)
{
	uint8_t param = 0;

	while (memchr(t->params, param, t->n) != NULL)
		param++;
	return param;
}

/* Who takes it all the same is taken to have agreed, if that can be. */
static void
err_on_purpose(struct tokbind *t, struct tbneg *answer)
{
	if ((t->mistakes & TOKBIND_VERSION) != 0)
		answer->version = (uint16_t)(t->peer.version + 0x0100);
	if ((t->mistakes & TOKBIND_OTHER) != 0)
		answer->params[0] = other_param(&t->peer);
	if ((t->mistakes & TOKBIND_TWO) != 0) {
		answer->params[1] = other_param(answer);
		answer->n = 2;
	}
	if ((t->mistakes & (TOKBIND_OTHER | TOKBIND_MALFORMED)) != 0)
		t->verdict = TBNEG_UNANSWERED;
}

static int
send_extension(gnutls_session_t s, gnutls_buffer_t buf)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	struct tokbind *t = of(s);
	struct tbneg what;
	int r;

	if (t == NULL)
		return 0;
	if (!t->server)
		what = tbneg_offer(t->own);
	else if (!answer(t, s, &what))
		return 0;
	if (t->mistakes != 0)
		err_on_purpose(t, &what);
	tbneg_build(&what, &octets);
	if ((t->mistakes & TOKBIND_MALFORMED) != 0)
		octets.data[octets.len - what.n - 1]++;
	r = gnutls_buffer_append_data(buf, octets.data, octets.len);
	return r < 0 ? r : (int)octets.len;
}

int
tokbind_attach(struct tokbind *t, gnutls_session_t session)
{
	unsigned unasked = (t->mistakes & TOKBIND_UNASKED) != 0
		? GNUTLS_EXT_FLAG_IGNORE_CLIENT_REQUEST
		: 0;
	int r;

	begin(t);
	if (t->own == NULL)
		return 0;
	/* GNUTLS_EXT_MANDATORY: read in resumed handshakes, too (section 4). */
	r = gnutls_session_ext_register(session, "token_binding",
		TBNEG_EXTENSION, GNUTLS_EXT_MANDATORY, receive, send_extension,
		NULL, NULL, NULL,
		GNUTLS_EXT_FLAG_CLIENT_HELLO
			| GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO
			| GNUTLS_EXT_FLAG_EE | GNUTLS_EXT_FLAG_TLS | unasked);
	if (r >= 0)
		gnutls_ext_set_data(session, TBNEG_EXTENSION, t);
	return r;
}

int
tokbind_watch(struct tokbind *t, gnutls_session_t session, unsigned type,
	unsigned when, unsigned incoming, struct view body)
{
	bool before = when == GNUTLS_HOOK_PRE;

	if (!incoming)
		return 0;
	if (!t->server)
		return watch_server(t, session, type, before, body);
	if (before && type == GNUTLS_HANDSHAKE_CLIENT_HELLO)
		begin(t);
	return 0;
}

struct view
tokbind_octets(const struct tokbind *t)
{
	return (struct view){ t->octets,
		t->octets_len < TOKBIND_KEPT ? t->octets_len : TOKBIND_KEPT };
}
