/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace.c - tests of proof/tlstrace.h: what goes by in which order, and
 * what no peer may send.
 */
#include "proof/tlstrace.h"

#include "base/strbuf.h"
#include "octets.h"
#include "tap.h"

enum { IN = false, OUT = true };

/* ServerHello: version, random, no session_id, suite, extensions. */
#define RANDOM \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define RETRY    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
#define HELLO_12 "0303" RANDOM "00c02b00"
#define HELLO_13                   \
	"0303" RANDOM "0013010000" \
	"06002b00020304"
#define HELLO_AGAIN               \
	"0303" RETRY "0013010000" \
	"06002b00020304"

/* One certificate of one octet, and none. */
#define CERT_12 "00000400000130"
#define CERT_13            \
	"0000000600000130" \
	"0000"
#define EMPTY_13 "00000000"

struct stage {
	struct tlstrace t;
	int64_t now_us;
};

/* A record of LEN octets that nobody looks into. */
static void
pass(struct stage *s, bool outgoing, uint8_t type, size_t len)
{
	_cleanup_bytes_ struct bytes b = { 0 };

	bytes_append_u8(&b, type);
	bytes_append_u16(&b, 0x0303);
	bytes_append_u16(&b, len);
	memset(bytes_reserve(&b, len), 0, len);
	b.len += len;
	tlstrace_octets(&s->t, outgoing, bytes_view(&b), ++s->now_us);
}

static void
pass_hex(struct stage *s, bool outgoing, const char *hex)
{
	_cleanup_bytes_ struct bytes b = octets(hex);

	tlstrace_octets(&s->t, outgoing, bytes_view(&b), ++s->now_us);
}

static void
show(struct stage *s, bool outgoing, unsigned type, const char *hex)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	uint8_t *room;
	struct view body = exact(bytes_view(&b), &room);

	tlstrace_message(&s->t, outgoing, type, body, ++s->now_us);
	free(room);
}

/* A message that comes in a record of its own; plain ones need no LEN. */
static void
come(struct stage *s, uint8_t record, unsigned type, const char *hex)
{
	pass(s, IN, record, strlen(hex) / 2 + 4);
	show(s, IN, type, hex);
}

/* All entries: direction, brackets for encrypted, ! for late, x for lost. */
static void
check_story(struct stage *s, const char *want, const char *name)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	for (size_t i = 0; i < s->t.n; i++) {
		const struct tlstrace_entry *e = &s->t.entry[i];

		strbuf_format(&b, "%s%s%s%s%s%s%s%s", i > 0 ? " " : "",
			e->outgoing ? ">" : "<", e->encrypted ? "{" : "",
			tlstrace_name(e), e->encrypted ? "}" : "",
			e->late ? "!" : "", e->lost ? "x" : "",
			e->waiting ? "?" : "");
	}
	strbuf_char(&b, '\0');
	if (!ok(strcmp(b.data, want) == 0, "%s", name))
		printf("# got  %s\n# want %s\n", b.data, want);
}

/* The first flights of TLS 1.2 with a request for a certificate. */
static void
begin_12(struct stage *s)
{
	show(s, OUT, 1, "00");
	pass(s, OUT, TLS_HANDSHAKE, 5);
	come(s, TLS_HANDSHAKE, 2, HELLO_12);
	come(s, TLS_HANDSHAKE, 11, CERT_12);
	come(s, TLS_HANDSHAKE, 14, "");
}

/* The client's second flight, made in one go, and given to the transport. */
static void
answer_12(struct stage *s)
{
	show(s, OUT, 11, CERT_12);
	show(s, OUT, 16, "0011");
	show(s, OUT, 20, "000102030405060708090a0b");
	pass(s, OUT, TLS_HANDSHAKE, 11);
	pass(s, OUT, TLS_HANDSHAKE, 6);
	pass(s, OUT, TLS_CHANGE_CIPHER_SPEC, 1);
	pass(s, OUT, TLS_HANDSHAKE, 40);
}

static void
finish_12(struct stage *s)
{
	pass(s, IN, TLS_CHANGE_CIPHER_SPEC, 1);
	come(s, TLS_HANDSHAKE, 20, "000102030405060708090a0b");
}

#define STORY_12                                                         \
	">ClientHello <ServerHello <Certificate <ServerHelloDone "       \
	">Certificate >ClientKeyExchange >ChangeCipherSpec >{Finished} " \
	"<ChangeCipherSpec <{Finished}"

static void
test_tls12(void)
{
	struct stage s = { .now_us = 0 };

	begin_12(&s);
	answer_12(&s);
	finish_12(&s);
	check_story(&s, STORY_12, "TLS 1.2: ChangeCipherSpec is put in place");
	ok(s.t.entry[4].count == 1 && s.t.entry[4].octets == 11,
		"one certificate, 11 octets with the header");
	ok(s.t.entry[4].at_us == s.now_us - 6
			&& s.t.entry[7].at_us == s.now_us - 3,
		"what goes has the time of its record");
	tlstrace_data(&s.t, OUT, 10, 100);
	tlstrace_data(&s.t, OUT, 10, 101);
	tlstrace_data(&s.t, IN, 7, 102);
	check_story(&s, STORY_12 " >{ApplicationData}! <{ApplicationData}!",
		"data in a row is one entry");
	ok(s.t.entry[s.t.n - 2].octets == 20
			&& s.t.entry[s.t.n - 2].at_us == 100,
		"... from the first on, all octets");
}

static void
test_renegotiation(void)
{
	struct stage s = { .now_us = 0 };

	begin_12(&s);
	answer_12(&s);
	finish_12(&s);
	pass(&s, IN, TLS_HANDSHAKE, 28);
	show(&s, IN, 0, "");
	show(&s, OUT, 16, "0011");
	show(&s, OUT, 20, "000102030405060708090a0b");
	pass(&s, OUT, TLS_HANDSHAKE, 30);
	pass(&s, OUT, TLS_CHANGE_CIPHER_SPEC, 25);
	pass(&s, OUT, TLS_HANDSHAKE, 40);
	check_story(&s,
		STORY_12 " <{HelloRequest}! >{ClientKeyExchange}! "
			 ">{ChangeCipherSpec}! >{Finished}!",
		"renegotiation: encrypted, and Finished behind its change");
}

static void
test_tls13(void)
{
	struct stage s = { .now_us = 0 };

	show(&s, OUT, 1, "00");
	pass(&s, OUT, TLS_HANDSHAKE, 5);
	come(&s, TLS_HANDSHAKE, 2, HELLO_AGAIN);
	pass(&s, IN, TLS_CHANGE_CIPHER_SPEC, 1);
	pass(&s, OUT, TLS_CHANGE_CIPHER_SPEC, 1);
	show(&s, OUT, 1, "00");
	pass(&s, OUT, TLS_HANDSHAKE, 5);
	come(&s, TLS_HANDSHAKE, 2, HELLO_13);
	come(&s, TLS_DATA, 8, "0000");
	come(&s, TLS_DATA, 20, "00");
	show(&s, OUT, 11, EMPTY_13);
	show(&s, OUT, 20, "00");
	pass(&s, OUT, TLS_DATA, 25);
	pass(&s, OUT, TLS_DATA, 22);
	come(&s, TLS_DATA, 4, "00");
	come(&s, TLS_DATA, 24, "01");
	pass(&s, IN, TLS_DATA, 19);
	tlstrace_alert(&s.t, IN, true, 116, ++s.now_us);
	tlstrace_finish(&s.t, ++s.now_us);
	check_story(&s,
		">ClientHello <HelloRetryRequest <ChangeCipherSpec "
		">ChangeCipherSpec >ClientHello <ServerHello "
		"<{EncryptedExtensions} <{Finished} >{Certificate} "
		">{Finished} <{NewSessionTicket}! <{KeyUpdate}! <{Alert}!",
		"TLS 1.3: a hello is plain behind ChangeCipherSpec");
	ok(s.t.entry[8].count == 0 && !s.t.entry[8].bad,
		"an empty Certificate");
	ok(s.t.entry[11].code == 1, "a KeyUpdate that asks for another");
	ok(s.t.entry[12].fatal && s.t.entry[12].code == 116,
		"the alert and its code");
}

static void
test_records_and_messages(void)
{
	struct stage s = { .now_us = 0 };

	/* Two messages in one record, and one in three. */
	pass(&s, IN, TLS_HANDSHAKE, 100);
	show(&s, IN, 2, HELLO_12);
	show(&s, IN, 11, CERT_12);
	pass(&s, IN, TLS_HANDSHAKE, 2);
	pass(&s, IN, TLS_HANDSHAKE, 1);
	pass(&s, IN, TLS_HANDSHAKE, 1);
	show(&s, IN, 14, "");
	tlstrace_finish(&s.t, ++s.now_us);
	check_story(&s, "<ServerHello <Certificate <ServerHelloDone",
		"messages need not keep to records");

	s = (struct stage){ .now_us = 0 };
	show(&s, OUT, 1, "000102");
	show(&s, OUT, 11, CERT_12);
	pass(&s, OUT, TLS_HANDSHAKE, 5);
	check_story(&s, ">ClientHello? >Certificate?",
		"a message leaves with its last record");
	pass(&s, OUT, TLS_HANDSHAKE, 12);
	check_story(&s, ">ClientHello >Certificate?", "... and not before");
	pass(&s, OUT, TLS_HANDSHAKE, 1);
	check_story(&s, ">ClientHello >Certificate", "... nor behind it");
	ok(s.t.entry[0].at_us == 4 && s.t.entry[1].at_us == 5,
		"each at its own time");
}

static void
test_portions(void)
{
	struct stage s = { .now_us = 0 };

	for (int i = 0; i < 3; i++) {
		pass_hex(&s, IN, "16");
		pass_hex(&s, IN, "0303");
		pass_hex(&s, IN, "0003");
		pass_hex(&s, IN, "00");
		ok(s.t.in.n_unread == (size_t)i, "a record is not whole");
		pass_hex(&s, IN, "0000");
		ok(s.t.in.n_unread == (size_t)i + 1, "... and now it is");
	}
	pass_hex(&s, IN, "1603030000150303000201");
	tlstrace_closed(&s.t, false, ++s.now_us);
	check_story(&s, "<unread <part of a record <closed",
		"records of which nothing was shown, and half a one");
	ok(s.t.entry[0].count == 4 && s.t.entry[0].octets == 9
			&& s.t.entry[0].type == TLS_HANDSHAKE,
		"an empty record counts as well");
	ok(s.t.entry[1].octets == 6 && s.t.entry[1].count == 7
			&& s.t.entry[1].type == TLS_ALERT,
		"what came of it, and what should have");
}

static void
test_foreign(const char *first, const char *hex, uint64_t octets,
	const char *name)
{
	struct stage s = { .now_us = 0 };

	pass_hex(&s, IN, first);
	pass_hex(&s, IN, hex);
	pass_hex(&s, IN, "1603030000");
	tlstrace_closed(&s.t, true, ++s.now_us);
	check_story(&s, "<no TLS record <reset", name);
	ok(s.t.entry[0].octets == octets + 5, "%s: all octets", name);
}

static void
test_lost(void)
{
	struct stage s = { .now_us = 0 };

	begin_12(&s);
	show(&s, OUT, 11, CERT_12);
	tlstrace_lost(&s.t);
	tlstrace_alert(&s.t, OUT, true, 0, ++s.now_us);
	tlstrace_closed(&s.t, true, ++s.now_us);
	check_story(&s,
		">ClientHello <ServerHello <Certificate <ServerHelloDone "
		">Certificatex >Alertx <reset",
		"what goes to a closed connection is lost");

	s = (struct stage){ .now_us = 0 };
	show(&s, OUT, 1, "00");
	tlstrace_finish(&s.t, ++s.now_us);
	tlstrace_alert(&s.t, OUT, false, 0, ++s.now_us);
	check_story(&s, ">ClientHellox >Alert",
		"what has not left at the end is lost, what follows is not");
}

static void
test_bodies(void)
{
	static const struct {
		unsigned type;
		const char *hex;
	} bad[] = {
		{ 2, "" },
		{ 2, "0303" },
		{ 2, "0303" RANDOM },
		{ 2, "0303" RANDOM "ff" },
		{ 2,
			"0303" RANDOM "00130100"
			"0006002b" },
		{ 11, "" },
		{ 11, "000001" },
		{ 13, "" },
		{ 13, "01" },
	};
	struct stage s = { .now_us = 0 };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		show(&s, IN, bad[i].type, bad[i].hex);
		ok(s.t.entry[i].bad, "%u '%s' is malformed", bad[i].type,
			bad[i].hex);
	}
	ok(!s.t.tls13, "nothing of that is TLS 1.3");
	s = (struct stage){ .now_us = 0 };
	show(&s, IN, 13,
		"0140"
		"0002"
		"0403"
		"0004"
		"0002"
		"3000");
	ok(!s.t.entry[0].bad && s.t.entry[0].count == 1,
		"a request with one authority");
	show(&s, IN, 99, "");
	ok(strcmp(tlstrace_name(&s.t.entry[1]), "unknown") == 0,
		"a message without a name");
	show(&s, IN, 2, HELLO_13);
	show(&s, IN, 11, CERT_13);
	ok(s.t.entry[3].count == 1, "the certificate of TLS 1.3");
}

static void
test_too_much(void)
{
	struct stage s = { .now_us = 0 };

	for (size_t i = 0; i < TLSTRACE_MAX + 10; i++)
		pass(&s, IN, TLS_CHANGE_CIPHER_SPEC, 1);
	ok(s.t.n == TLSTRACE_MAX - TLSTRACE_LAST
			&& s.t.dropped == 10 + TLSTRACE_LAST,
		"what has no room is counted");
	show(&s, OUT, 20, "00");
	pass(&s, OUT, TLS_CHANGE_CIPHER_SPEC, 1);
	tlstrace_alert(&s.t, IN, false, 90, ++s.now_us);
	ok(s.t.n == TLSTRACE_MAX - TLSTRACE_LAST, "warnings have none either");
	tlstrace_alert(&s.t, IN, true, 40, ++s.now_us);
	tlstrace_closed(&s.t, false, ++s.now_us);
	ok(s.t.n == TLSTRACE_MAX - TLSTRACE_LAST + 2,
		"what ends the connection has");
	for (size_t i = 0; i < TLSTRACE_MAX; i++)
		tlstrace_alert(&s.t, IN, true, 40, ++s.now_us);
	ok(s.t.n == TLSTRACE_MAX, "... as long as it lasts");
}

int
main(void)
{
	test_tls12();
	test_renegotiation();
	test_tls13();
	test_records_and_messages();
	test_portions();
	test_foreign("48", "5454502f312e31", 8, "another protocol");
	test_foreign("16", "0203000100", 6, "another version");
	test_foreign("160303", "4801", 5, "a record that is too long");
	test_foreign("19", "", 1, "another content type");
	test_lost();
	test_bodies();
	test_too_much();
	return tap_done();
}
