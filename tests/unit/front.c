/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front.c - tests of net/front.h: what clients present, how each kind of door
 * answers it, and what is seen of it, in TLS 1.2 and 1.3.
 */
#include "front_stage.h"

enum {
	CERTIFICATE_REQUIRED = 116,
	HANDSHAKE_FAILURE = 40,
	BAD_CERTIFICATE = 42,
	EXPIRED = 45,
	UNKNOWN_CA = 48,
	DECRYPT_ERROR = 51,
	NO_APPLICATION_PROTOCOL = 120,
};

static bool
was_served(const struct client *c)
{
	return c->result == 0 && c->alert == NO_ALERT
		&& strcmp(c->said, "hello") == 0;
}

/* The alert and nothing else: no ticket, no octet. */
static bool
was_refused(const struct client *c, int alert)
{
	return c->alert == alert && *c->said == '\0' && c->tickets == 0;
}

static bool
last_alert_is(const struct visit *v, int alert)
{
	const struct visit_alert *a = &v->alert[v->n_alerts - 1];

	return v->n_alerts == 1 && a->outgoing && a->fatal && a->code == alert;
}

static void
test_good(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls,
		.holder = &good,
		.sni = "localhost",
		.alpn = "http/1.1" };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(was_served(&c) && c.said_bye == false && c.wants_name,
		"1.%d: a good certificate is served", tls - 10);
	ok(v->serial == 1 && v->end == VISIT_CLOSED && v->handshake_done
			&& v->handshake_us >= v->start_us
			&& v->end_us >= v->handshake_us && v->n_alerts == 0,
		"1.%d: and its visit ends well", tls - 10);
	ok(strcmp(v->version, tls == 12 ? "TLS1.2" : "TLS1.3") == 0
			&& *v->suite != '\0' && *v->group != '\0'
			&& strcmp(v->alpn, "http/1.1") == 0
			&& strcmp(c.alpn_got, "http/1.1") == 0
			&& strcmp(v->sni, "localhost") == 0
			&& strncmp(v->signature, "ECDSA-", 6) == 0
			&& v->extended_master_secret && !v->resumed
			&& v->hello.len > 100,
		"1.%d: what was agreed on is seen", tls - 10);
	ok(v->requested && !v->requested_late && v->certificate_message
			&& v->faults == 0 && v->refusal == REFUSAL_NONE
			&& v->chain.n == 1
			&& view_eq(bytes_view(&visit_leaf(v)->der),
				bytes_view(&good.chain.cert[0]->der)),
		"1.%d: so is the certificate", tls - 10);
	ok(v->ekm.len == EKM_LEN && memcmp(v->ekm.data, c.ekm, EKM_LEN) == 0,
		"1.%d: both export the same", tls - 10);
	ok(view_eq(bytes_view(&v->server_cert->der), bytes_view(&c.leaf)),
		"1.%d: and know the same server", tls - 10);
	ok(v->tickets == c.tickets && c.tickets == (tls == 12 ? 1u : 2u),
		"1.%d: tickets are counted", tls - 10);
	ok(v->octets_in > 0 && v->octets_out > 0 && v->n_held > 0
			&& v->held[0] == 22,
		"1.%d: and octets", tls - 10);
	stage_close(&st);
}

/* A row for each door and each certificate. */
static const struct door_row {
	const char *what;
	enum front_auth auth;
	const struct holder *holder;
	const struct key *const *key;
	int tls12, tls13; /* alert, or NO_ALERT */
	unsigned faults, ignored;
} doors[] = {
	{ "none: no certificate", FRONT_NONE, NULL, NULL, NO_ALERT, NO_ALERT, 0,
		0 },
	{ "none: nobody is asked", FRONT_NONE, &unknown, NULL, NO_ALERT,
		NO_ALERT, 0, 0 },
	{ "request: no certificate", FRONT_REQUEST, NULL, NULL, NO_ALERT,
		NO_ALERT, VISIT_NO_CERT, VISIT_NO_CERT },
	{ "request: a good one", FRONT_REQUEST, &good, NULL, NO_ALERT, NO_ALERT,
		0, 0 },
	{ "request: another's", FRONT_REQUEST, &unknown, NULL, UNKNOWN_CA,
		UNKNOWN_CA, VISIT_UNKNOWN_CA, 0 },
	{ "require: no certificate", FRONT_REQUIRE, NULL, NULL,
		HANDSHAKE_FAILURE, CERTIFICATE_REQUIRED, VISIT_NO_CERT, 0 },
	{ "require: another's", FRONT_REQUIRE, &unknown, NULL, UNKNOWN_CA,
		UNKNOWN_CA, VISIT_UNKNOWN_CA, 0 },
	{ "require: an expired one", FRONT_REQUIRE, &expired, NULL, EXPIRED,
		EXPIRED, VISIT_EXPIRED, 0 },
	{ "require: without its key", FRONT_REQUIRE, &good,
		(const struct key *const *)&unknown.key, DECRYPT_ERROR,
		DECRYPT_ERROR, VISIT_SIGNATURE, 0 },
	{ "any: no certificate", FRONT_ANY, NULL, NULL, NO_ALERT, NO_ALERT,
		VISIT_NO_CERT, VISIT_NO_CERT },
	{ "any: another's", FRONT_ANY, &unknown, NULL, NO_ALERT, NO_ALERT,
		VISIT_UNKNOWN_CA, VISIT_UNKNOWN_CA },
	{ "any: an expired one", FRONT_ANY, &expired, NULL, NO_ALERT, NO_ALERT,
		VISIT_EXPIRED, VISIT_EXPIRED },
	{ "any: without its key", FRONT_ANY, &good,
		(const struct key *const *)&unknown.key, DECRYPT_ERROR,
		DECRYPT_ERROR, VISIT_SIGNATURE, 0 },
};

static void
test_door(const struct door_row *row, int tls)
{
	int alert = tls == 12 ? row->tls12 : row->tls13;
	_cleanup_(client_done) struct client c = { .tls = tls,
		.holder = row->holder,
		.key = row->key != NULL ? *row->key : NULL };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, row->auth, tls);
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(alert == NO_ALERT ? was_served(&c) : was_refused(&c, alert),
		"1.%d %s: what the client sees", tls - 10, row->what);
	ok(v->faults == row->faults && v->ignored == row->ignored
			&& v->requested == (row->auth != FRONT_NONE)
			&& v->refusal
				== (alert == NO_ALERT ? REFUSAL_NONE : alert)
			&& (alert == NO_ALERT ? v->end == VISIT_CLOSED
						&& v->n_alerts == 0
					      : v->end == VISIT_REFUSED
						&& last_alert_is(v, alert)),
		"1.%d %s: what the server sees", tls - 10, row->what);
	stage_close(&st);
}

static void
test_unreadable(int tls, enum front_auth auth)
{
	_cleanup_(client_done) struct client c = { .tls = tls,
		.holder = &good,
		.garbage = "this is no certificate" };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, auth, tls);
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(was_refused(&c, BAD_CERTIFICATE) && v->faults == VISIT_UNREADABLE
			&& v->unreadable != NULL && v->end == VISIT_REFUSED
			&& v->ignored == 0,
		"1.%d: octets that are no certificate, door %d", tls - 10,
		(int)auth);
	stage_close(&st);
}

static void
test_names(int tls)
{
	static const struct {
		const char *sni;
		const struct holder *wanted;
	} rows[] = {
		{ NULL, &server },
		{ "localhost", &server },
		{ "other.example", &other_server },
		{ "a.wild.example", &other_server },
		{ "unheard.example", &server },
	};
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.plan.identity[1] = (struct front_identity){ other_server.chain,
		other_server.key };
	st.plan.n_identities = 2;
	stage_open(&st);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_(client_done) struct client c = { .tls = tls,
			.sni = rows[i].sni };

		client_visit(&c, &st);
		visit_unref(stage_next(&st));
		ok(was_served(&c)
				&& view_eq(bytes_view(&c.leaf),
					bytes_view(
						&rows[i].wanted->chain.cert[0]
							 ->der)),
			"1.%d: the certificate for %s", tls - 10,
			rows[i].sni != NULL ? rows[i].sni : "no name");
	}
	stage_close(&st);
}

static void
test_alpn(int tls)
{
	static const struct {
		const char *offered, *agreed;
	} rows[] = { { NULL, "" }, { "h2", "h2" }, { "http/1.1", "http/1.1" },
		{ "imap", NULL } };
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.plan.n_alpn = 2;
	stage_open(&st);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_(client_done) struct client c = { .tls = tls,
			.alpn = rows[i].offered };
		_cleanup_visit_ struct visit *v = NULL;
		const char *agreed = rows[i].agreed;

		client_visit(&c, &st);
		v = stage_next(&st);
		ok(agreed == NULL
				? was_refused(&c, NO_APPLICATION_PROTOCOL)
					&& v->end == VISIT_BROKEN
					&& *v->alpn == '\0'
					&& *v->version == '\0'
				: was_served(&c) && strcmp(v->alpn, agreed) == 0
					&& strcmp(c.alpn_got, agreed) == 0,
			"1.%d: application protocol %s", tls - 10,
			rows[i].offered != NULL ? rows[i].offered : "none");
	}
	stage_close(&st);
}

/* A session brings its certificate along, and only through its own door. */
static void
test_resumption(int tls)
{
	_cleanup_(client_done) struct client first = { .tls = tls,
		.holder = &good };
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	st.plan.door[1] = (struct front_door){ "web", "127.0.0.1", 0,
		FRONT_NONE };
	st.plan.n_doors = 2;
	stage_open(&st);
	client_visit(&first, &st);
	visit_unref(stage_next(&st));
	for (size_t door = 0; door < 2; door++) {
		_cleanup_(client_done) struct client c = { .tls = tls,
			.resume = first.session,
			.door = door };
		_cleanup_visit_ struct visit *v = NULL;

		client_visit(&c, &st);
		v = stage_next(&st);
		ok(was_served(&c) && c.resumed == (door == 0)
				&& v->resumed == c.resumed && !v->requested
				&& v->chain.n == (door == 0 ? 1u : 0u)
				&& v->faults == 0
				&& strcmp(v->door, door == 0 ? "door" : "web")
					== 0,
			"1.%d: resumed at %s", tls - 10, v->door);
	}
	stage_close(&st);
}

static void
test_late_request(const struct holder *holder, bool pha, int tls, int alert)
{
	_cleanup_(client_done) struct client c = { .tls = tls,
		.holder = holder,
		.pha = pha };
	_cleanup_visit_ struct visit *v = NULL;
	bool asked = pha || tls == 12;
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	st.plan.pha = true;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(alert == NO_ALERT ? was_served(&c)
			     : c.alert == alert && *c.said == '\0',
		"1.%d: asked late, %s, alert %d", tls - 10,
		holder == NULL ? "none" : "a certificate", alert);
	ok(v->requested == asked && v->requested_late == pha
			&& v->chain.n == (asked && holder != NULL)
			&& st.echoes == (alert == NO_ALERT),
		"1.%d: and nothing was handed on before", tls - 10);
	stage_close(&st);
}

static void
test_tokbind(int tls)
{
	static const struct tbneg_config own = { TBNEG_V1_0, TBNEG_V1_0,
		{ TBID_ECDSAP256 }, 1 };
	struct tokbind t = { .own = &own };
	_cleanup_(client_done) struct client c = { .tls = tls, .tokbind = &t };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.plan.tokbind = &own;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(was_served(&c) && t.verdict == TBNEG_NEGOTIATED
			&& v->tokbind.verdict == TBNEG_NEGOTIATED
			&& v->tokbind.params == TBID_ECDSAP256,
		"1.%d: Token Binding is negotiated", tls - 10);
	stage_close(&st);
}

int
main(void)
{
	holders_make();
	for (int tls = 12; tls <= 13; tls++) {
		test_good(tls);
		for (size_t i = 0; i < ARRAY_LEN(doors); i++)
			test_door(&doors[i], tls);
		test_unreadable(tls, FRONT_REQUIRE);
		test_unreadable(tls, FRONT_ANY);
		test_names(tls);
		test_alpn(tls);
		test_resumption(tls);
		test_tokbind(tls);
	}
	test_late_request(&good, true, 13, NO_ALERT);
	test_late_request(NULL, true, 13, CERTIFICATE_REQUIRED);
	test_late_request(&unknown, true, 13, UNKNOWN_CA);
	test_late_request(&good, false, 13, NO_ALERT);
	test_late_request(&good, false, 12, NO_ALERT);
	test_late_request(NULL, false, 12, HANDSHAKE_FAILURE);
	holders_done();
	return tap_done();
}
