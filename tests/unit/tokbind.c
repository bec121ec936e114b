/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.c - tests of net/tokbind.h: a client and a server that talk in
 * memory, in both versions, resumed or not, and a server that answers what it
 * is told to.
 */
#include "net/tokbind.h"

#include "tap.h"
#include "tokbind_pair.h"

static const struct tbneg_config all = { TBNEG_V1_0, TBNEG_V1_0,
	{ TBID_ECDSAP256, TBID_RSA2048_PSS, TBID_RSA2048_PKCS1_5 }, 3 };
static const struct tbneg_config p256 = { TBNEG_V1_0, TBNEG_V1_0,
	{ TBID_ECDSAP256 }, 1 };
static const struct tbneg_config pss = { TBNEG_V1_0, TBNEG_V1_0,
	{ TBID_RSA2048_PSS }, 1 };
static const struct tbneg_config pkcs1 = { TBNEG_V1_0, TBNEG_V1_0,
	{ TBID_RSA2048_PKCS1_5 }, 1 };
static const struct tbneg_config rsa_first = { TBNEG_V1_0, TBNEG_V1_0,
	{ TBID_RSA2048_PKCS1_5, TBID_ECDSAP256 }, 2 };
static const struct tbneg_config draft = { TBNEG_DRAFT_10, TBNEG_DRAFT_16,
	{ TBID_ECDSAP256 }, 1 };
static const struct tbneg_config drafts_too = { TBNEG_DRAFT_10, TBNEG_V1_0,
	{ TBID_ECDSAP256 }, 1 };

static bool
agreed(const struct tokbind *t, unsigned params, unsigned version)
{
	return t->verdict == TBNEG_NEGOTIATED && t->params == params
		&& t->version == version;
}

/* Both sides finish, and think the same. */
static bool
both_agree(const struct pair *p, unsigned params)
{
	return p->client.result == 0 && p->server.result == 0
		&& agreed(&p->client.t, params, TBNEG_V1_0)
		&& agreed(&p->server.t, params, TBNEG_V1_0);
}

/* Both sides finish, without Token Binding. */
static bool
both_go_on(const struct pair *p)
{
	return p->client.result == 0 && p->server.result == 0
		&& p->client.t.verdict == TBNEG_UNANSWERED
		&& p->server.t.verdict == TBNEG_UNANSWERED;
}

static void
test_parameters(int tls)
{
	static const struct {
		const char *what;
		const struct tbneg_config *client, *server;
		unsigned params;
	} rows[] = {
		{ "ecdsap256", &p256, &all, TBID_ECDSAP256 },
		{ "rsa2048_pss", &pss, &all, TBID_RSA2048_PSS },
		{ "rsa2048_pkcs1.5", &pkcs1, &all, TBID_RSA2048_PKCS1_5 },
		{ "the server's first", &all, &rsa_first,
			TBID_RSA2048_PKCS1_5 },
		{ "the server's second", &p256, &rsa_first, TBID_ECDSAP256 },
		{ "a server that knows the drafts", &all, &drafts_too,
			TBID_ECDSAP256 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_(pair_done) struct pair p = { .session.size = 0 };

		shake_hands(&p,
			&(struct scene){ .tls = tls,
				.client = rows[i].client,
				.server = rows[i].server });
		ok(both_agree(&p, rows[i].params), "1.%d: %s", tls % 10,
			rows[i].what);
	}
}

static void
test_unanswered(int tls)
{
	static const struct {
		const char *what;
		const struct tbneg_config *client, *server;
		const char *client_priority, *server_priority;
		bool only12;
	} rows[] = {
		{ "nothing in common", &p256, &pss, NULL, NULL, false },
		{ "nothing offered", NULL, &all, NULL, NULL, false },
		{ "an offer that is too old", &draft, &all, NULL, NULL, false },
		{ "no extended master secret here", &all, &all,
			"%NO_SESSION_HASH", NULL, true },
		{ "no extended master secret there", &all, &all, NULL,
			"%NO_SESSION_HASH", true },
		{ "no renegotiation_info here", &all, &all,
			"%DISABLE_SAFE_RENEGOTIATION", NULL, true },
		{ "no renegotiation_info there", &all, &all, NULL,
			"%DISABLE_SAFE_RENEGOTIATION", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_(pair_done) struct pair p = { .session.size = 0 };

		shake_hands(&p,
			&(struct scene){ .tls = tls,
				.client = rows[i].client,
				.server = rows[i].server,
				.client_priority = rows[i].client_priority,
				.server_priority = rows[i].server_priority });
		if (tls == 13 && rows[i].only12)
			ok(both_agree(&p, TBID_ECDSAP256), "1.3: no matter: %s",
				rows[i].what);
		else
			ok(both_go_on(&p), "1.%d: no answer: %s", tls % 10,
				rows[i].what);
	}
}

static void
test_faults(int tls)
{
	static const struct {
		const char *raw, *server_priority;
		const struct tbneg_config *client;
		enum tbneg_verdict verdict;
		int alert;
		int only; /* in this version */
	} rows[] = {
		{ "01000102", NULL, &all, TBNEG_NEGOTIATED, NO_ALERT, 0 },
		{ "00100102", NULL, &all, TBNEG_OLDER, NO_ALERT, 0 },
		{ "0100020201", NULL, &all, TBNEG_NOT_ONE, 110, 0 },
		{ "01010102", NULL, &all, TBNEG_TOO_NEW, 110, 0 },
		{ "01000107", NULL, &all, TBNEG_NOT_OFFERED, 110, 0 },
		{ "01000100", NULL, &p256, TBNEG_NOT_OFFERED, 110, 0 },
		{ "", NULL, &all, TBNEG_MALFORMED, 50, 0 },
		{ "0100010299", NULL, &all, TBNEG_MALFORMED, 50, 0 },
		{ "010000", NULL, &all, TBNEG_MALFORMED, 50, 0 },
		{ "01000102", NULL, NULL, TBNEG_UNSOLICITED, 110, 0 },
		{ "01000102", "%NO_SESSION_HASH", &all, TBNEG_NO_EMS, 110, 12 },
		{ "01000102", "%DISABLE_SAFE_RENEGOTIATION", &all, TBNEG_NO_RI,
			110, 12 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_(pair_done) struct pair p = { .session.size = 0 };
		const struct tokbind *t = &p.client.t;
		bool fatal = rows[i].alert != NO_ALERT;

		if (rows[i].only != 0 && rows[i].only != tls)
			continue;
		shake_hands(&p,
			&(struct scene){ .tls = tls,
				.client = rows[i].client,
				.server = &all,
				.server_priority = rows[i].server_priority,
				.raw = rows[i].raw });
		ok(t->verdict == rows[i].verdict
				&& (p.client.result == 0) == !fatal
				&& p.server.alert == rows[i].alert && t->came
				&& t->octets_len == strlen(rows[i].raw) / 2,
			"1.%d: the server %s: alert %d", tls % 10,
			tbneg_words(t->verdict), p.server.alert);
	}
}

/*
 * In the ServerHello, where TLS 1.3 has no place for it.  The client has no
 * keys yet: the server may not understand its alert, but it leaves.
 */
static void
test_misplaced(void)
{
	static const uint8_t alert[] = { 21, 3, 3, 0, 2, 2, 47 };
	_cleanup_(pair_done) struct pair p = { .session.size = 0 };
	struct view wire, last = { alert, sizeof(alert) };

	shake_hands(&p,
		&(struct scene){ .tls = 13,
			.client = &all,
			.server = &all,
			.raw = "01000102",
			.raw_in = GNUTLS_EXT_FLAG_TLS13_SERVER_HELLO });
	wire = bytes_view(&p.server.in);
	ok(p.client.t.verdict == TBNEG_MISPLACED && p.client.result < 0
			&& view_eq(view_part(wire, wire.len - sizeof(alert),
					   sizeof(alert)),
				last),
		"1.3: the server %s", tbneg_words(p.client.t.verdict));
}

/* Longer than any offer can be, and cut where it would be right. */
static void
test_long(int tls)
{
	_cleanup_(pair_done) struct pair p = { .session.size = 0 };
	char hex[2 * 300 + 1];

	for (size_t i = 0; i < sizeof(hex) - 1; i++)
		hex[i] = '0';
	hex[sizeof(hex) - 1] = '\0';
	memcpy(hex, "0100ff", 6);
	shake_hands(&p,
		&(struct scene){ .tls = tls,
			.client = &all,
			.server = &all,
			.raw = hex });
	ok(p.client.t.verdict == TBNEG_MALFORMED && p.server.alert == 50
			&& p.client.t.octets_len == 300,
		"1.%d: too long an answer", tls % 10);
}

static void
test_resumption(int tls)
{
	_cleanup_(pair_done) struct pair first = { .session.size = 0 };
	_cleanup_(pair_done) struct pair again = { .session.size = 0 };
	_cleanup_(pair_done) struct pair without = { .session.size = 0 };
	_cleanup_(pair_done) struct pair fault = { .session.size = 0 };

	shake_hands(&first,
		&(struct scene){ .tls = tls, .client = &all, .server = &all });
	ok(both_agree(&first, TBID_ECDSAP256), "1.%d: a session", tls % 10);
	shake_hands(&again,
		&(struct scene){ .tls = tls,
			.client = &all,
			.server = &rsa_first,
			.resume = first.session });
	ok(gnutls_session_is_resumed(again.client.s)
			&& gnutls_session_is_resumed(again.server.s)
			&& both_agree(&again, TBID_RSA2048_PKCS1_5),
		"1.%d: resumed, and negotiated anew", tls % 10);
	shake_hands(&without,
		&(struct scene){ .tls = tls,
			.client = NULL,
			.server = &all,
			.resume = first.session });
	ok(gnutls_session_is_resumed(without.client.s) && both_go_on(&without),
		"1.%d: resumed, and not offered", tls % 10);
	shake_hands(&fault,
		&(struct scene){ .tls = tls,
			.client = &all,
			.server = &all,
			.raw = "0100020201",
			.resume = first.session });
	ok(fault.client.t.verdict == TBNEG_NOT_ONE && fault.server.alert == 110,
		"1.%d: resumed, and judged anew", tls % 10);
}

/* RFC 8446 section 4.1.2: the second ClientHello offers the same. */
static void
test_retry(void)
{
	_cleanup_(pair_done) struct pair p = { .session.size = 0 };

	shake_hands(&p,
		&(struct scene){ .tls = 13,
			.client = &all,
			.server = &all,
			.client_priority = "-GROUP-ALL:+GROUP-X25519:"
					   "+GROUP-SECP384R1",
			.server_priority = "-GROUP-ALL:+GROUP-SECP384R1" });
	ok(p.server.hellos == 2 && p.server.hellos_agree
			&& both_agree(&p, TBID_ECDSAP256),
		"1.3: HelloRetryRequest");
}

static void
renegotiate(struct pair *p)
{
	gnutls_rehandshake(p->server.s);
	read_on(&p->client); /* the HelloRequest */
	p->client.result = p->server.result = GNUTLS_E_AGAIN;
	for (int i = 0; i < ROUNDS; i++) {
		step(&p->client);
		step(&p->server);
	}
}

/* TLS 1.2: more handshakes on the same connection. */
static void
test_renegotiation(void)
{
	static const struct tbneg_config nothing = { TBNEG_V1_0, TBNEG_V1_0,
		{ 0 }, 0 };
	_cleanup_(pair_done) struct pair p = { .session.size = 0 };

	shake_hands(&p,
		&(struct scene){ .tls = 12,
			.client = &all,
			.server = &all,
			.no_tickets = true });
	ok(both_agree(&p, TBID_ECDSAP256), "1.2: a connection");
	p.server.t.own = &rsa_first;
	renegotiate(&p);
	ok(p.server.hellos == 2 && both_agree(&p, TBID_RSA2048_PKCS1_5),
		"1.2: negotiated anew in a renegotiation");
	p.server.t.own = &nothing;
	renegotiate(&p);
	ok(p.server.hellos == 3 && both_go_on(&p),
		"1.2: and forgotten in the next");
}

/* Messages that no library of ours sends. */
static void
test_messages(void)
{
	_cleanup_bytes_ struct bytes twice = octets(
		"0303"
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d"
		"1e1f00c02f000010"
		"0018000401000102"
		"0018000401000102");
	struct tokbind client = { .own = &all };
	struct tokbind server = { .own = &all,
		.server = true,
		.verdict = TBNEG_NEGOTIATED };

	ok(tokbind_watch(&client, NULL, GNUTLS_HANDSHAKE_SERVER_HELLO,
		   GNUTLS_HOOK_PRE, 1, bytes_view(&twice))
				== GNUTLS_E_RECEIVED_ILLEGAL_PARAMETER
			&& client.verdict == TBNEG_REPEATED,
		"the server %s", tbneg_words(client.verdict));
	ok(tokbind_watch(&server, NULL, GNUTLS_HANDSHAKE_CLIENT_HELLO,
		   GNUTLS_HOOK_PRE, 1, bytes_view(&twice))
				== 0
			&& server.verdict == TBNEG_UNANSWERED,
		"a server forgets with each ClientHello");
}

static void
test_malformed_offer(int tls)
{
	static const char *const bad[] = { "", "0100", "010000", "0100010299" };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_(pair_done) struct pair p = { .session.size = 0 };
		struct scene scene = { .tls = tls, .server = &all };

		p.client.peer = &p.server;
		p.server.peer = &p.client;
		set_up(&p.client, &scene, false);
		set_up(&p.server, &scene, true);
		scene.raw = bad[i];
		answer_raw(&p.client, &scene);
		for (int j = 0; j < ROUNDS; j++) {
			step(&p.client);
			step(&p.server);
		}
		ok(p.server.t.verdict == TBNEG_MALFORMED && p.server.result < 0
				&& p.client.alert == 50,
			"1.%d: an offer that is malformed: \"%s\"", tls % 10,
			bad[i]);
	}
}

int
main(void)
{
	load_credentials();
	for (int tls = 12; tls <= 13; tls++) {
		test_parameters(tls);
		test_unanswered(tls);
		test_faults(tls);
		test_long(tls);
		test_resumption(tls);
		test_malformed_offer(tls);
	}
	test_misplaced();
	test_retry();
	test_renegotiation();
	test_messages();
	gnutls_certificate_free_credentials(client_cred);
	gnutls_certificate_free_credentials(server_cred);
	gnutls_free(ticket_key.data);
	return tap_done();
}
