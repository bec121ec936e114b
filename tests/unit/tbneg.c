/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbneg.c - tests of proof/tbneg.h: the examples of RFC 8472, what public
 * implementations answer, and each MUST of section 4.
 */
#include "proof/tbneg.h"

#include "octets.h"
#include "tap.h"
#include "vectors.h"

static const struct tbneg_config all = {
	TBNEG_V1_0,
	TBNEG_V1_0,
	{ TBID_ECDSAP256, TBID_RSA2048_PSS, TBID_RSA2048_PKCS1_5 },
	3,
};
static const struct tbneg_hello tls12 = { .ems = true, .ri = true };
static const struct tbneg_hello tls13 = { .tls13 = true };

/* The octets that HEX writes, read out of a room of their size. */
static bool
parse(const char *hex, struct tbneg *ret)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	uint8_t *room;
	bool good = tbneg_parse(exact(bytes_view(&b), &room), ret);

	free(room);
	return good;
}

static enum tbneg_verdict
judge(const struct tbneg_config *own, const char *hex,
	const struct tbneg_hello *hello)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	struct tbneg answer;

	return tbneg_judge(own, bytes_view(&b), hello, &answer);
}

static bool
builds(const struct tbneg *t, const char *hex)
{
	_cleanup_bytes_ struct bytes b = { 0 }, want = octets(hex);

	tbneg_build(t, &b);
	return view_eq(bytes_view(&b), bytes_view(&want));
}

static void
test_examples(void)
{
	struct tbneg offer = tbneg_offer(&all), read = { 0 }, answer = { 0 };

	ok(builds(&offer, "010003020100"), "RFC 8472 section 2: the offer");
	ok(parse("010003020100", &read) && read.version == TBNEG_V1_0
			&& read.n == 3 && read.params[0] == TBID_ECDSAP256
			&& read.params[2] == TBID_RSA2048_PKCS1_5,
		"... and read again");
	ok(tbneg_choose(&all, &read, &answer) && builds(&answer, "01000102"),
		"RFC 8472 section 3: the answer");
	ok(judge(&all, "01000102", &tls12) == TBNEG_NEGOTIATED,
		"... is good for the client");
}

static void
test_malformed(void)
{
	static const char *const bad[] = { "", "01", "0100", "010000",
		"0100010299", "0100030201", "010002", "0100ff02", "01000001" };
	struct tbneg t;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		memset(&t, 0x55, sizeof(t));
		ok(!parse(bad[i], &t) && t.version == 0x5555
				&& t.n == (size_t)0x5555555555555555,
			"malformed, and nothing is touched: \"%s\"", bad[i]);
		ok(judge(&all, bad[i], &tls12) == TBNEG_MALFORMED,
			"... also as an answer");
	}
}

/* A list such as "2,1,0" in TEXT behind WORD, versions after it. */
static struct tbneg_config
config(const char *text, const char *word, uint16_t min, uint16_t max)
{
	struct tbneg_config c = { .min = min, .max = max };
	const char *s = strstr(text, word);

	for (s += strlen(word); *s >= '0' && *s <= '2'; s += *s == ',')
		c.params[c.n++] = (uint8_t)(*s++ - '0');
	return c;
}

/*
 * What token_bind answers is what the RFC asks for, except that it takes an
 * offer without parameters, and has another alert for what is malformed.
 */
static bool
server_agrees(const struct json *vector)
{
	const char *hex = json_string(json_get(vector, "ext24_body_hex"));
	const char *rfc = json_string(json_get(vector, "rfc8472"));
	const char *theirs = json_string(json_get(vector, "token_bind_result"));
	const char *expected = json_string(json_get(vector, "expected"));
	/* One case is of a server of the draft. */
	bool draft = strstr(expected, "(server max)") != NULL;
	struct tbneg_config own = config(json_string(json_get(vector,
						 "server_config")),
		"--params ", TBNEG_DRAFT_10,
		draft ? TBNEG_DRAFT_16 : TBNEG_V1_0);
	struct tbneg offer, answer;

	if (!parse(hex, &offer))
		return strstr(rfc, "decode") != NULL;
	if (strstr(rfc, "decode") != NULL)
		return false;
	if (!tbneg_choose(&own, &offer, &answer))
		return strncmp(theirs, "no extension", 12) == 0;
	if (draft)
		return builds(&answer, "00100102");
	return strncmp(theirs, "server_ext ", 11) == 0
		&& builds(&answer, theirs + 11);
}

/*
 * What the RFC asks for stands in words.  A version below ours is what the
 * java client can and we cannot: "proceed (... else without TB)".
 */
static bool
client_agrees(const struct json *vector)
{
	const char *hex = json_string(json_get(vector, "ext24_body_hex"));
	const char *rfc = json_string(json_get(vector, "rfc8472"));
	const char *offer = json_string(json_get(vector, "client_offer"));
	bool draft = strstr(offer, "0.16") != NULL;
	/* The client of the drafts begins with 0.13. */
	struct tbneg_config own = config(offer, "params ",
		draft ? 0x000d : TBNEG_V1_0,
		draft ? TBNEG_DRAFT_16 : TBNEG_V1_0);
	const char *name = json_string(json_get(vector, "name"));
	enum tbneg_verdict v = judge(&own, hex,
		strstr(name, "[TLS 1.3]") != NULL ? &tls13 : &tls12);
	int alert = tbneg_alert(v);

	if (strcmp(rfc, "ok") == 0)
		return v == TBNEG_NEGOTIATED;
	if (strncmp(rfc, "proceed", 7) == 0)
		return v == TBNEG_OLDER && alert == -1;
	if (strcmp(rfc, "decode error") == 0 || strcmp(rfc, "abort") == 0)
		return v == TBNEG_MALFORMED && alert == 50;
	return strncmp(rfc, "MUST abort", 10) == 0 && tbneg_is_fault(v)
		&& alert == 110;
}

static void
test_vectors(void)
{
	_cleanup_json_ struct json *root = vector_json(
		"tbmsg-implementations.json");
	const struct json *v = json_first(json_get(root, "cases"));
	size_t hellos = 0, answers = 0;

	for (; v != NULL; v = json_next(v)) {
		const char *type = json_string(json_get(v, "type"));
		const char *name = json_string(json_get(v, "name"));

		if (strcmp(type, "negotiation-clienthello") == 0) {
			ok(server_agrees(v), "server: %s", name);
			hellos++;
		} else if (strcmp(type, "negotiation-serverhello") == 0) {
			ok(client_agrees(v), "client: %s", name);
			answers++;
		}
	}
	ok(hellos == 94 && answers == 46, "%zu offers, %zu answers", hellos,
		answers);
}

static void
test_musts(void)
{
	static const struct tbneg_hello bare = { .tls13 = false };
	static const struct tbneg_hello no_ri = { .ems = true };
	static const struct tbneg_hello no_ems = { .ri = true };
	static const struct tbneg_config p256 = { TBNEG_V1_0, TBNEG_V1_0,
		{ TBID_ECDSAP256 }, 1 };

	ok(judge(NULL, "01000102", &tls12) == TBNEG_UNSOLICITED
			&& judge(NULL, "", &tls13) == TBNEG_UNSOLICITED,
		"not offered");
	ok(judge(&all, "01010102", &tls12) == TBNEG_TOO_NEW
			&& judge(&all, "02000102", &tls13) == TBNEG_TOO_NEW,
		"a higher version");
	ok(judge(&all, "0100020201", &tls12) == TBNEG_NOT_ONE
			&& judge(&all, "0100020202", &tls12) == TBNEG_NOT_ONE,
		"two parameters, or one twice");
	ok(judge(&p256, "01000101", &tls12) == TBNEG_NOT_OFFERED
			&& judge(&p256, "01000100", &tls12) == TBNEG_NOT_OFFERED
			&& judge(&all, "01000103", &tls13) == TBNEG_NOT_OFFERED,
		"a parameter that was not offered");
	ok(judge(&all, "01000102", &no_ems) == TBNEG_NO_EMS
			&& judge(&all, "01000102", &bare) == TBNEG_NO_EMS,
		"no extended master secret");
	ok(judge(&all, "01000102", &no_ri) == TBNEG_NO_RI,
		"no renegotiation_info");
	ok(judge(&all, "01000102", &tls13) == TBNEG_NEGOTIATED,
		"neither matters in TLS 1.3");
	ok(judge(&all, "00100102", &tls12) == TBNEG_OLDER
			&& judge(&all, "00ff0102", &tls13) == TBNEG_OLDER
			&& judge(&all, "000d0102", &bare) == TBNEG_NO_EMS,
		"an older version, which excuses nothing");
}

static void
test_verdicts(void)
{
	unsigned faults = 0, unsupported = 0;

	for (int v = 0; v < TBNEG_VERDICTS; v++) {
		faults += tbneg_is_fault((enum tbneg_verdict)v);
		unsupported += tbneg_alert((enum tbneg_verdict)v) == 110;
		ok(tbneg_words((enum tbneg_verdict)v) != NULL
				&& tbneg_is_fault((enum tbneg_verdict)v)
					== (tbneg_alert((enum tbneg_verdict)v)
						>= 0),
			"the server %s", tbneg_words((enum tbneg_verdict)v));
	}
	ok(faults == 9 && unsupported == 6, "the faults and their alerts");
}

static void
test_server(void)
{
	static const struct tbneg_config rsa = { TBNEG_V1_0, TBNEG_V1_0,
		{ TBID_RSA2048_PKCS1_5, TBID_RSA2048_PSS }, 2 };
	struct tbneg offer, answer = { .version = 7 };

	ok(parse("010003020100", &offer) && tbneg_choose(&rsa, &offer, &answer)
			&& builds(&answer, "01000100"),
		"the server's preference counts, not the client's");
	ok(parse("0200040102030b", &offer)
			&& tbneg_choose(&rsa, &offer, &answer)
			&& builds(&answer, "01000101"),
		"the server's version, and unknown numbers passed over");
	answer.version = 7;
	ok(parse("00100102", &offer) && !tbneg_choose(&all, &offer, &answer)
			&& parse("01000102", &offer)
			&& !tbneg_choose(&rsa, &offer, &answer)
			&& answer.version == 7,
		"nothing in common, no answer");
}

static void
test_versions(void)
{
	static const struct {
		unsigned version;
		const char *text;
	} rows[] = {
		{ 0x0100, "1.0" },
		{ 0x0201, "2.1" },
		{ 0x0009, "0.9" },
		{ 0x000a, "0.10 (draft-ietf-tokbind-protocol-10)" },
		{ 0x0010, "0.16 (draft-ietf-tokbind-protocol-16)" },
		{ 0x0011, "0.17" },
		{ 0xffff, "255.255" },
	};
	char text[TBNEG_VERSION_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(strcmp(tbneg_version_text(rows[i].version, text),
			   rows[i].text)
				== 0,
			"version %s", rows[i].text);
}

/* A ServerHello of TLS 1.2 with a session ID of 2 octets. */
#define HELLO                                                              \
	"0303"                                                             \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f" \
	"02aabbc02f00"

static void
test_find(void)
{
	static const struct {
		const char *hex;
		bool hello;
		unsigned type;
		size_t found;
		const char *octets;
	} rows[] = {
		{ HELLO "000800180004"
			"01000102",
			true, 24, 1, "01000102" },
		{ HELLO "000c00170000001800040100"
			"0102",
			true, 23, 1, "" },
		{ HELLO "000c0017000000180004"
			"01000102",
			true, 0xff01, 0, "" },
		{ HELLO "000dff0100010000180004"
			"01000102",
			true, 0xff01, 1, "00" },
		{ HELLO, true, 24, 0, "" },
		{ HELLO "000800180005"
			"01000102",
			true, 24, 0, "" },
		{ HELLO "000900180004"
			"01000102",
			true, 24, 0, "" },
		{ "0008001800040100"
		  "0102",
			false, 24, 1, "01000102" },
		{ "00090018000101001800"
		  "00",
			false, 24, 2, "01" },
		{ "0004002b0000", false, 24, 0, "" },
		{ "", false, 24, 0, "" },
		{ "", true, 24, 0, "" },
		{ "00", false, 24, 0, "" },
		{ "0003001800", false, 24, 0, "" },
		{ "0000", false, 24, 0, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes b = octets(rows[i].hex);
		_cleanup_bytes_ struct bytes want = octets(rows[i].octets);
		struct view got = { NULL, 0 };
		uint8_t *room;
		struct view body = exact(bytes_view(&b), &room);

		ok(tbneg_find(body, rows[i].hello, rows[i].type, &got)
					== rows[i].found
				&& view_eq(got, bytes_view(&want)),
			"find %u in %s", rows[i].type, rows[i].hex);
		free(room);
	}
}

/* Cut anywhere, nothing is read beyond. */
static void
test_cut(void)
{
	_cleanup_bytes_ struct bytes b = octets(HELLO "000c0017000000180004"
						      "01000102");
	size_t found = 0;

	for (size_t len = 0; len <= b.len; len++) {
		struct view got;
		uint8_t *room;
		struct view body = exact(view_part(bytes_view(&b), 0, len),
			&room);

		found += tbneg_find(body, true, 24, &got);
		free(room);
	}
	ok(found == 1, "a hello cut at every octet");
}

int
main(void)
{
	test_examples();
	test_malformed();
	test_vectors();
	test_musts();
	test_verdicts();
	test_server();
	test_versions();
	test_find();
	test_cut();
	return tap_done();
}
