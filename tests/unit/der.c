/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der.c - tests of base/der.h against the rules of X.690.
 */
#include "base/der.h"

#include "octets.h"
#include "tap.h"

static void
test_read(void)
{
	_cleanup_bytes_ struct bytes b = octets("300602010105000a0401ff");
	struct view in = bytes_view(&b);
	struct der seq, e;

	ok(der_read_tag(&in, DER_SEQUENCE, &seq) && seq.value.len == 6
			&& seq.whole.len == 8 && in.len == 3,
		"SEQUENCE");
	ok(!der_read_tag(&seq.value, DER_NULL, &e) && seq.value.len == 6,
		"another tag leaves the view alone");
	ok(der_read_tag(&seq.value, DER_INTEGER, &e) && e.value.len == 1
			&& e.value.data[0] == 1,
		"INTEGER");
	ok(der_read(&seq.value, &e) && e.tag == DER_NULL && e.value.len == 0,
		"NULL");
	ok(!der_read(&seq.value, &e) && seq.value.len == 1,
		"an element that is cut off");
	seq.value.len = 0;
	ok(!der_read(&seq.value, &e) && !der_read_tag(&seq.value, DER_NULL, &e),
		"the end");
}

static void
test_lengths(void)
{
	static const struct {
		const char *what, *hex;
		size_t total; /* 0: no DER header */
		bool reads;
	} rows[] = {
		{ "nothing", "", 0, false },
		{ "tag alone", "30", 0, false },
		{ "empty", "3000", 2, true },
		{ "short form cut off", "3001", 3, false },
		{ "127 octets to come", "307f", 129, false },
		{ "indefinite", "30800000", 0, false },
		{ "81 with 7f", "30817f", 0, false },
		{ "81 with 80", "308180", 131, false },
		{ "81 with 00", "308100", 0, false },
		{ "81 without octet", "3081", 0, false },
		{ "82 with 0080", "30820080", 0, false },
		{ "82 with 00ff", "308200ff", 0, false },
		{ "82 with 0100", "30820100", 260, false },
		{ "82 with one octet", "308201", 0, false },
		{ "84 with 00000001", "308400000001", 0, false },
		{ "84 with ffffffff", "3084ffffffff", 4294967301, false },
		{ "88 that overflows", "3088ffffffffffffffff", 0, false },
		{ "88 that just overflows", "3088fffffffffffffff6", 0, false },
		{ "88 that just fits", "3088fffffffffffffff5", SIZE_MAX,
			false },
		{ "89", "3089010000000000000000", 0, false },
		{ "ff", "30ff", 0, false },
		{ "long-form tag", "1f0100", 0, false },
		{ "long-form context tag", "bf810100", 0, false },
		{ "context tag", "a003020102", 5, true },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes b = octets(rows[i].hex);
		uint8_t *room;
		struct view in = exact(bytes_view(&b), &room);
		struct view before = in;
		struct der e;

		ok(der_total(in) == rows[i].total
				&& der_read(&in, &e) == rows[i].reads
				&& (rows[i].reads ? in.len == 0
						  : in.data == before.data
							&& in.len
								== before.len),
			"length: %s", rows[i].what);
		free(room);
	}
}

static void
test_long_value(void)
{
	_cleanup_bytes_ struct bytes b = octets("048201000000");
	struct view in;
	struct der e;

	bytes_reserve(&b, 254);
	b.len += 254;
	in = bytes_view(&b);
	ok(der_read(&in, &e) && e.value.len == 256 && e.whole.len == 260
			&& in.len == 0,
		"256 octets");
	in = view_part(bytes_view(&b), 0, 259);
	ok(!der_read(&in, &e) && in.len == 259 && der_total(in) == 260,
		"one octet short");
}

static void
test_oid(void)
{
	static const struct {
		const char *hex, *text;
	} good[] = {
		{ "2a864886f70d010101", "1.2.840.113549.1.1.1" },
		{ "2b6570", "1.3.101.112" },
		{ "550403", "2.5.4.3" },
		{ "00", "0.0" },
		{ "27", "0.39" },
		{ "28", "1.0" },
		{ "4f", "1.39" },
		{ "50", "2.0" },
		{ "8837", "2.999" },
		{ "883703", "2.999.3" },
		{ "2a81ffffffffffffffff7f", "1.2.18446744073709551615" },
	};
	static const char *const bad[] = {
		"",
		"80",
		"8001",
		"2a8001",
		"2a80",
		"2a86",
		"2a8648ce3d83",
		"2a82808080808080808000",
		"2affffffffffffffffffff7f",
	};
	char text[DER_OID_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		_cleanup_bytes_ struct bytes b = octets(good[i].hex);

		ok(der_oid_text(bytes_view(&b), text)
				&& strcmp(text, good[i].text) == 0,
			"OID %s", good[i].text);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_bytes_ struct bytes b = octets(bad[i]);

		text[0] = 'k';
		ok(!der_oid_text(bytes_view(&b), text) && text[0] == 'k',
			"no OID: %s", bad[i]);
	}
}

static void
test_oid_room(void)
{
	uint8_t arcs[200];
	struct view oid = { arcs, 63 };
	char text[DER_OID_TEXT];

	memset(arcs, 1, sizeof(arcs));
	/* "0.1" and 62 times ".1": 127 characters. */
	ok(der_oid_text(oid, text) && strlen(text) == DER_OID_TEXT - 1,
		"the longest OID");
	oid.len = 64;
	ok(!der_oid_text(oid, text), "an OID that is too long");
	oid.len = sizeof(arcs);
	ok(!der_oid_text(oid, text), "an OID that is far too long");
}

static void
test_time(void)
{
	static const struct {
		uint8_t tag;
		const char *text;
		bool good;
		int64_t t;
	} rows[] = {
		{ DER_UTC_TIME, "700101000000Z", true, 0 },
		{ DER_UTC_TIME, "491231235959Z", true, 2524607999 },
		{ DER_UTC_TIME, "500101000000Z", true, -631152000 },
		{ DER_UTC_TIME, "261122185456Z", true, 1795373696 },
		{ DER_GENERALIZED_TIME, "20500101000000Z", true, 2524608000 },
		{ DER_GENERALIZED_TIME, "99991231235959Z", true, 253402300799 },
		{ DER_GENERALIZED_TIME, "00000101000000Z", true, -62167219200 },
		{ DER_UTC_TIME, "20500101000000Z", false, 0 },
		{ DER_GENERALIZED_TIME, "700101000000Z", false, 0 },
		{ DER_UTC_TIME, "7001010000Z", false, 0 },
		{ DER_UTC_TIME, "700101000000", false, 0 },
		{ DER_UTC_TIME, "700101000000z", false, 0 },
		{ DER_UTC_TIME, "700101000000+0000", false, 0 },
		{ DER_UTC_TIME, "7001010000000", false, 0 },
		{ DER_UTC_TIME, "70010100000 Z", false, 0 },
		{ DER_UTC_TIME, "7001-1000000Z", false, 0 },
		{ DER_UTC_TIME, "701301000000Z", false, 0 },
		{ DER_UTC_TIME, "700229000000Z", false, 0 },
		{ DER_UTC_TIME, "700101240000Z", false, 0 },
		{ DER_UTC_TIME, "700101006000Z", false, 0 },
		{ DER_UTC_TIME, "700101000060Z", false, 0 },
		{ DER_UTC_TIME, "", false, 0 },
		{ DER_GENERALIZED_TIME, "20500101000000.5Z", false, 0 },
		{ DER_OCTET_STRING, "700101000000Z", false, 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct der e = { .tag = rows[i].tag };
		uint8_t *room;
		int64_t t = 42;

		e.value = exact(view_of_str(rows[i].text), &room);
		ok(der_time(&e, &t) == rows[i].good
				&& t == (rows[i].good ? rows[i].t : 42),
			"time %02x %s", rows[i].tag, rows[i].text);
		free(room);
	}
}

int
main(void)
{
	test_read();
	test_lengths();
	test_long_value();
	test_oid();
	test_oid_room();
	test_time();
	return tap_done();
}
