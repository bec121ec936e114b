/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsmsg.c - tests of proof/tlsmsg.h with messages of OpenSSL and GnuTLS
 * servers, and with what no server may send.
 */
#include "proof/tlsmsg.h"

#include "octets.h"
#include "tap.h"

/* Bodies that servers with two authorities sent. */
static const char openssl_12[] =
	"030102400028040305030603080708080809080a080b08040805080604010501060103"
	"03030103020402050206020054002830263110300e060355040a0c074578616d706c65"
	"3112301006035504030c09546573742043412031002830263110300e060355040a0c07"
	"4578616d706c653112301006035504030c09546573742043412032";
static const char openssl_13[] =
	"000080000d00220020040305030603080708080809080a080b08040805080604010501"
	"060103030301002f00560054002830263110300e060355040a0c074578616d706c6531"
	"12301006035504030c09546573742043412031002830263110300e060355040a0c0745"
	"78616d706c653112301006035504030c09546573742043412032";
static const char gnutls_12[] =
	"0201400020040108090804040308070501080a0805050308080601080b080606030201"
	"02030054002830263110300e060355040a0c074578616d706c65311230100603550403"
	"0c09546573742043412031002830263110300e060355040a0c074578616d706c653112"
	"301006035504030c09546573742043412032";
static const char gnutls_13[] =
	"000084000d00220020040108090804040308070501080a0805050308080601080b0806"
	"060302010203002f00560054002830263110300e060355040a0c074578616d706c6531"
	"12301006035504030c09546573742043412031002830263110300e060355040a0c0745"
	"78616d706c653112301006035504030c0954657374204341203200050000";

/* context 0102, signature_algorithms, _cert, oid_filters, an unknown one */
static const char full_13[] = "020102"
			      "0030000d"
			      "0006"
			      "0004"
			      "0403"
			      "08040032"
			      "0004"
			      "0002"
			      "04010030"
			      "0016"
			      "001405"
			      "0603551d0f"
			      "0004"
			      "0302078005"
			      "0603551d25"
			      "0000fafa"
			      "0000";

/* O = Example, CN = Test CA 2 */
static const char ca_2[] = "30263110300e060355040a0c074578616d706c6531123010060"
			   "35504030c09546573742043412032";

static int
parse(struct view v, bool tls13, struct certreq *ret, struct err *err)
{
	uint8_t *room;
	int status;

	*err = (struct err){ 0 };
	status = certreq_parse(exact(v, &room), tls13, ret, err);
	free(room);
	return status;
}

static struct certreq
must_parse(const char *hex, bool tls13)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	struct certreq r = { 0 };
	struct err err;

	if (parse(bytes_view(&b), tls13, &r, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return r;
}

static void
test_openssl(void)
{
	struct certreq r = must_parse(openssl_12, false);
	_cleanup_bytes_ struct bytes name = octets(ca_2);

	ok(!r.tls13 && r.n_types == 3 && r.types[0] == 1 && r.types[1] == 2
			&& r.types[2] == 64,
		"1.2: types");
	ok(r.n_schemes == 20 && r.schemes[0] == 0x0403
			&& r.schemes[19] == 0x0602,
		"1.2: schemes");
	ok(r.n_authorities == 2 && r.authorities_len == 84
			&& view_eq(r.authorities[1], bytes_view(&name))
			&& r.n_cert_schemes == 0 && r.n_oid_filters == 0
			&& r.context.len == 0,
		"1.2: authorities");
	certreq_done(&r);
	ok(!r.authorities && !r.raw.data && r.n_schemes == 0, "1.2: done");

	r = must_parse(openssl_13, true);
	ok(r.tls13 && r.n_types == 0 && r.context.len == 0, "1.3: no types");
	ok(r.n_schemes == 16 && r.schemes[0] == 0x0403
			&& r.schemes[15] == 0x0301,
		"1.3: schemes");
	ok(r.n_authorities == 2 && r.authorities_len == 84
			&& certreq_lists(&r, bytes_view(&name)),
		"1.3: authorities");
	name.data[name.len - 1] = '3';
	ok(!certreq_lists(&r, bytes_view(&name))
			&& !certreq_lists(&r, (struct view){ 0 }),
		"1.3: not listed");
	certreq_done(&r);
}

static void
test_gnutls(void)
{
	struct certreq r = must_parse(gnutls_12, false);

	ok(r.n_types == 2 && r.types[0] == 1 && r.types[1] == 64
			&& r.n_schemes == 16 && r.schemes[15] == 0x0203
			&& r.n_authorities == 2,
		"1.2");
	certreq_done(&r);
	r = must_parse(gnutls_13, true);
	ok(r.n_schemes == 16 && r.schemes[2] == 0x0804 && r.n_authorities == 2,
		"1.3, with an unknown extension");
	certreq_done(&r);
}

static void
test_full(void)
{
	struct certreq r = must_parse(full_13, true);

	ok(r.context.len == 2 && r.context.data[1] == 2 && r.n_schemes == 2
			&& r.schemes[1] == 0x0804 && r.n_cert_schemes == 1
			&& r.cert_schemes[0] == 0x0401 && r.n_authorities == 0,
		"context and scheme lists");
	ok(r.n_oid_filters == 2 && r.oid_filters[0].oid.len == 3
			&& r.oid_filters[0].oid.data[2] == 0x0f
			&& r.oid_filters[0].values.len == 4
			&& r.oid_filters[1].oid.data[2] == 0x25
			&& r.oid_filters[1].values.len == 0,
		"filters");
	certreq_done(&r);
}

static void
test_cut_off(const char *what, const char *hex, bool tls13)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	struct certreq r = { .n_types = 42 };
	size_t untouched = 0;
	struct err err;

	for (size_t len = 0; len < b.len; len++)
		if (parse(view_part(bytes_view(&b), 0, len), tls13, &r, &err)
				< 0
			&& r.n_types == 42 && !r.raw.data && !r.authorities
			&& err.kind == ERR_INPUT && strstr(err.text, "offset"))
			untouched++;
	ok(untouched == b.len, "%s: no prefix is whole", what);
	bytes_append(&b, "", 1);
	ok(parse(bytes_view(&b), tls13, &r, &err) == -1
			&& strstr(err.text, "CertificateRequest at offset"),
		"%s: an octet behind: %s", what, err.text);
}

static void
test_refused(void)
{
	static const struct {
		const char *what;
		bool tls13;
		const char *hex, *field;
	} rows[] = {
		{ "1.2: no types", false,
			"00"
			"00020403"
			"0000",
			"certificate_types at offset 0" },
		{ "1.2: odd schemes", false,
			"0101"
			"0003040308"
			"0000",
			"supported_signature_algorithms at offset 4" },
		{ "1.2: names too long", false,
			"0101"
			"00020403"
			"0001",
			"certificate_authorities at offset 6" },
		{ "1.2: an empty name", false,
			"0101"
			"00020403"
			"00020000",
			"certificate_authorities at offset 8" },
		{ "1.2: a name longer than the list", false,
			"0101"
			"00020403"
			"000400033000",
			"certificate_authorities at offset 8" },
		{ "1.2: a name that is a SET", false,
			"0101"
			"00020403"
			"000400023100",
			"certificate_authorities at offset 10" },
		{ "1.2: octets behind a name", false,
			"0101"
			"00020403"
			"00050003300000",
			"certificate_authorities at offset 10" },
		{ "1.3: no extensions", true,
			"00"
			"0000",
			"extensions at offset 1" },
		{ "1.3: half an extension", true,
			"00"
			"0003"
			"000d00",
			"extension_data at offset 5" },
		{ "1.3: no schemes", true,
			"00"
			"0006"
			"000d"
			"0002"
			"0000",
			"signature_algorithms at offset 7" },
		{ "1.3: odd schemes", true,
			"00"
			"0009"
			"000d"
			"0005"
			"0003"
			"040308",
			"signature_algorithms at offset 9" },
		{ "1.3: octets behind the schemes", true,
			"00"
			"0009"
			"000d"
			"0005"
			"0002"
			"0403"
			"00",
			"extension_data at offset 11" },
		{ "1.3: schemes twice", true,
			"00"
			"0010"
			"000d"
			"0004"
			"0002"
			"0403000d"
			"0004"
			"0002"
			"0403",
			"extension_type at offset 11" },
		{ "1.3: an unknown extension twice", true,
			"00"
			"0008"
			"fafa"
			"0000"
			"fafa"
			"0000",
			"extension_type at offset 7" },
		{ "1.3: no authority", true,
			"00"
			"0006"
			"002f"
			"0002"
			"0000",
			"certificate_authorities at offset 7" },
		{ "1.3: a filter without OID", true,
			"00"
			"0009"
			"0030"
			"0005"
			"0003"
			"00"
			"0000",
			"oid_filters at offset 9" },
		{ "1.3: a filter of no OID", true,
			"00"
			"000c"
			"0030"
			"0008"
			"0006"
			"03"
			"020101"
			"0000",
			"oid_filters at offset 10" },
		{ "1.3: octets behind a filter's OID", true,
			"00"
			"000d"
			"0030"
			"0009"
			"0007"
			"04"
			"06012a000000",
			"oid_filters at offset 10" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes b = octets(rows[i].hex);
		struct certreq r = { 0 };
		struct err err;

		ok(parse(bytes_view(&b), rows[i].tls13, &r, &err) == -1
				&& strstr(err.text, rows[i].field),
			"%s: %s", rows[i].what, err.text);
	}
}

static void
append_number(struct bytes *b, size_t v)
{
	uint8_t be[2] = { (uint8_t)(v >> 8), (uint8_t)v };

	bytes_append(b, be, sizeof(be));
}

/* A request of 1.2 with so many schemes and empty names. */
static bool
takes(size_t schemes, size_t names)
{
	_cleanup_bytes_ struct bytes b = octets("0101");
	struct certreq r = { 0 };
	struct err err;
	bool good;

	append_number(&b, schemes * 2);
	for (size_t i = 0; i < schemes; i++)
		append_number(&b, i);
	append_number(&b, names * 4);
	for (size_t i = 0; i < names; i++)
		bytes_append(&b, "\x00\x02\x30\x00", 4);
	good = parse(bytes_view(&b), false, &r, &err) == 0
		&& r.n_schemes == schemes && r.n_authorities == names
		&& r.authorities_len == names * 4;
	certreq_done(&r);
	return good;
}

/* A request of 1.3 with so many filters. */
static bool
takes_filters(size_t n)
{
	_cleanup_bytes_ struct bytes b = octets("00");
	struct certreq r = { 0 };
	struct err err;
	bool good;

	append_number(&b, n * 6 + 6);
	append_number(&b, 48);
	append_number(&b, n * 6 + 2);
	append_number(&b, n * 6);
	for (size_t i = 0; i < n; i++)
		bytes_append(&b, "\x03\x06\x01\x2a\x00\x00", 6);
	good = parse(bytes_view(&b), true, &r, &err) == 0
		&& r.n_oid_filters == n;
	certreq_done(&r);
	return good;
}

static void
test_limits(void)
{
	ok(takes(0, 0), "an empty list of schemes in 1.2");
	ok(takes(TLSMSG_SCHEMES_MAX, 0) && !takes(TLSMSG_SCHEMES_MAX + 1, 0),
		"as many schemes as the limit");
	ok(takes(1, TLSMSG_AUTHORITIES_MAX)
			&& !takes(1, TLSMSG_AUTHORITIES_MAX + 1),
		"as many names as the limit");
	ok(takes_filters(TLSMSG_OID_FILTERS_MAX)
			&& !takes_filters(TLSMSG_OID_FILTERS_MAX + 1),
		"as many filters as the limit");
}

static void
test_certificate(void)
{
	static const struct {
		const char *what;
		bool tls13;
		const char *hex;
		int n; /* -1: refused */
		const char *first;
	} rows[] = {
		{ "1.2: none", false, "000000", 0, "" },
		{ "1.2: one", false,
			"000006"
			"000003616263",
			1, "abc" },
		{ "1.2: two", false,
			"00000a"
			"000003616263"
			"00000164",
			2, "abc" },
		{ "1.3: none", true,
			"00"
			"000000",
			0, "" },
		{ "1.3: one", true,
			"00"
			"000008"
			"000003616263"
			"0000",
			1, "abc" },
		{ "1.3: with context and extensions", true,
			"0177"
			"000011000003616263"
			"00020505"
			"00000164"
			"000162",
			2, "abc" },
		{ "1.2: nothing", false, "", -1, NULL },
		{ "1.2: an empty certificate", false,
			"000003"
			"000000",
			-1, NULL },
		{ "1.2: octets behind", false, "00000000", -1, NULL },
		{ "1.2: cut off", false,
			"000006"
			"0000036162",
			-1, NULL },
		{ "1.2: longer than the list", false,
			"000005"
			"0000036162",
			-1, NULL },
		{ "1.2: half a length", false,
			"000002"
			"0000",
			-1, NULL },
		{ "1.3: no extensions", true,
			"00"
			"000006"
			"000003616263",
			-1, NULL },
		{ "1.3: extensions longer than the list", true,
			"00"
			"000008"
			"000003616263"
			"0001",
			-1, NULL },
		{ "1.3: no list", true, "00", -1, NULL },
		{ "1.3: no context", true, "", -1, NULL },
		{ "1.3: context cut off", true, "0501", -1, NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes b = octets(rows[i].hex);
		struct view first = view_of_str("kept");
		struct err err = { 0 };
		uint8_t *room;
		size_t n = 42;
		int status = tlsmsg_certificate(exact(bytes_view(&b), &room),
			rows[i].tls13, &n, &first, &err);

		if (rows[i].n < 0)
			ok(status == -1 && n == 42 && err.kind == ERR_INPUT
					&& view_eq_str(first, "kept"),
				"%s: %s", rows[i].what, err.text);
		else
			ok(status == 0 && n == (size_t)rows[i].n
					&& view_eq_str(first, rows[i].first),
				"%s", rows[i].what);
		free(room);
	}
}

/* No more than there is room for, and all are counted. */
static void
test_certificates(void)
{
	_cleanup_bytes_ struct bytes b = octets("00"
						"00000e"
						"000003616263"
						"0000"
						"00000164"
						"0000");
	struct view list[2] = { { NULL, 0 }, { NULL, 0 } };
	struct err err = { 0 };

	for (size_t room = 0; room <= 2; room++) {
		size_t n = 0;

		ok(tlsmsg_certificates(bytes_view(&b), true, list, room, &n,
			   &err) == 0
				&& n == 2
				&& view_eq_str(list[0], room > 0 ? "abc" : "")
				&& view_eq_str(list[1], room > 1 ? "d" : ""),
			"two certificates, room for %zu", room);
	}
}

int
main(void)
{
	test_openssl();
	test_gnutls();
	test_full();
	test_cut_off("OpenSSL 1.2", openssl_12, false);
	test_cut_off("OpenSSL 1.3", openssl_13, true);
	test_cut_off("full 1.3", full_13, true);
	test_refused();
	test_limits();
	test_certificate();
	test_certificates();
	return tap_done();
}
