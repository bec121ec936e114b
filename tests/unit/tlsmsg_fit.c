/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsmsg_fit.c - tests of proof/tlsmsg.h: which key can answer which request,
 * and the names of the numbers.
 */
#include "proof/tlsmsg.h"

#include "octets.h"
#include "tap.h"

/* AlgorithmIdentifiers as OpenSSL writes them into its keys. */
static const char rsa[] = "300d06092a864886f70d0101010500";
static const char pss[] = "300b06092a864886f70d01010a";
static const char pss_384[] =
	"303c06092a864886f70d01010a302fa00f300d06096086480165030402020500a11c30"
	"1a06092a864886f70d010108300d06096086480165030402020500";
static const char pss_sha1[] = "300d06092a864886f70d01010a3000";
static const char p256[] = "301306072a8648ce3d020106082a8648ce3d030107";
static const char p384[] = "301006072a8648ce3d020106052b81040022";
static const char p521[] = "301006072a8648ce3d020106052b81040023";
static const char secp256k1[] = "301006072a8648ce3d020106052b8104000a";
static const char brainpool[] = "301406072a8648ce3d020106092b2403030208010107";
static const char ed25519[] = "300506032b6570";
static const char ed448[] = "300506032b6571";
static const char x25519[] = "300506032b656e";

/* Does a key of ALGORITHM fit a request with these types and schemes? */
static bool
fits(const char *algorithm, bool tls13, const char *types, const char *schemes)
{
	_cleanup_bytes_ struct bytes alg = octets(algorithm);
	_cleanup_bytes_ struct bytes spki = { 0 };
	_cleanup_bytes_ struct bytes t = octets(types);
	_cleanup_bytes_ struct bytes s = octets(schemes);
	struct certreq r = { .tls13 = tls13 };
	uint8_t head[2] = { 0x30, (uint8_t)(alg.len + 3) };

	bytes_append(&spki, head, sizeof(head));
	bytes_append_view(&spki, bytes_view(&alg));
	bytes_append(&spki, "\x03\x01\x00", 3);
	for (size_t i = 0; i < t.len; i++)
		r.types[r.n_types++] = t.data[i];
	for (size_t i = 0; i + 1 < s.len; i += 2)
		r.schemes[r.n_schemes++] = (uint16_t)(s.data[i] << 8
			| s.data[i + 1]);
	return certreq_scheme_for_key(&r, bytes_view(&spki));
}

static void
test_fit_13(void)
{
	static const struct {
		const char *what, *algorithm, *scheme;
	} own[] = {
		{ "P-256", p256, "0403" },
		{ "P-384", p384, "0503" },
		{ "P-521", p521, "0603" },
		{ "brainpool", brainpool, "081a" },
		{ "Ed25519", ed25519, "0807" },
		{ "Ed448", ed448, "0808" },
		{ "RSA", rsa, "0804" },
		{ "RSA", rsa, "0805" },
		{ "RSA", rsa, "0806" },
		{ "RSASSA-PSS", pss, "0809" },
		{ "RSASSA-PSS", pss, "080b" },
		{ "RSASSA-PSS of SHA-384", pss_384, "080a" },
	};

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		ok(fits(own[i].algorithm, true, "", own[i].scheme),
			"1.3: %s fits %s", own[i].what, own[i].scheme);
	ok(!fits(p256, true, "", "05030603040108040203030308070000"),
		"1.3: P-256 fits no other curve");
	ok(!fits(p384, true, "", "0403"), "1.3: P-384 is not P-256");
	ok(!fits(rsa, true, "", "04010501060102010809080a"),
		"1.3: RSA signs with PSS only, and not as RSASSA-PSS");
	ok(!fits(pss, true, "", "080408050806"), "1.3: nor the reverse");
	ok(!fits(pss_384, true, "", "0809080b"),
		"1.3: RSASSA-PSS is bound to its hash");
	ok(!fits(pss_sha1, true, "", "0809080a080b"),
		"1.3: RSASSA-PSS with SHA-1 by default has no scheme");
	ok(!fits(ed25519, true, "", "08080403")
			&& !fits(ed448, true, "", "08070403"),
		"1.3: EdDSA");
	ok(!fits(secp256k1, true, "", "04030000"),
		"1.3: a curve that it does not know");
	ok(!fits(x25519, true, "", "08070403"), "1.3: X25519 signs nothing");
	ok(!fits(p256, true, "", ""), "1.3: no list, no scheme");
	ok(fits(p256, true, "", "080408070403"), "1.3: the last of several");
}

static void
test_fit_12(void)
{
	ok(fits(p384, false, "40", "0403") && fits(p256, false, "40", "0203"),
		"1.2: any curve with any hash");
	ok(fits(secp256k1, false, "40", "0603"), "1.2: any curve at all");
	ok(!fits(p256, false, "40", "0401080408070402"),
		"1.2: EC needs an ECDSA pair");
	ok(!fits(p256, false, "01", "0403"), "1.2: EC needs ecdsa_sign");
	ok(fits(rsa, false, "01", "0401") && fits(rsa, false, "01", "0804")
			&& fits(rsa, false, "0140", "02010403"),
		"1.2: RSA");
	ok(!fits(rsa, false, "40", "0401"), "1.2: RSA needs rsa_sign");
	ok(!fits(rsa, false, "01", "0403080708090101"),
		"1.2: RSA needs an RSA scheme, and not MD5");
	ok(fits(pss, false, "01", "0809") && !fits(pss, false, "01", "0401"),
		"1.2: RSASSA-PSS");
	ok(fits(ed25519, false, "40", "0807")
			&& !fits(ed25519, false, "01", "0807")
			&& !fits(ed25519, false, "40", "0808"),
		"1.2: EdDSA counts as ecdsa_sign");
	ok(fits(p256, false, "40", "") && fits(rsa, false, "01", "")
			&& !fits(p256, false, "01", "")
			&& !fits(x25519, false, "40", ""),
		"1.2: an empty list is any scheme");
	ok(!fits(p256, false, "", "0403"), "1.2: no types");
}

static void
test_no_key(void)
{
	static const char *const bad[] = {
		"",
		"30",
		"3000",
		"30023000",
		"300430020600",
		"300430020200",
		"300d300b06092a864886f70d0101",
		"0500",
	};
	struct certreq r = { .schemes = { 0x0403, 0x0804 },
		.n_schemes = 2,
		.tls13 = true };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_bytes_ struct bytes b = octets(bad[i]);
		uint8_t *room;

		ok(!certreq_scheme_for_key(&r, exact(bytes_view(&b), &room)),
			"no key: \"%s\"", bad[i]);
		free(room);
	}
}

static void
test_names(void)
{
	size_t named = 0, wrong = 0;

	for (unsigned code = 0; code < 256; code++) {
		const char *name = tlsmsg_alert_name(code);

		if (strcmp(name, "unknown") == 0)
			continue;
		named++;
		wrong += tlsmsg_alert_code(name) != (int)code;
	}
	ok(wrong == 0 && named == 36, "%zu names of alerts lead back", named);
	ok(strcmp(tlsmsg_alert_name(48), "unknown_ca") == 0
			&& strcmp(tlsmsg_alert_name(116),
				   "certificate_required")
				== 0
			&& strcmp(tlsmsg_alert_name(21), "decryption_failed")
				== 0
			&& strcmp(tlsmsg_alert_name(0), "close_notify") == 0,
		"names of alerts");
	ok(tlsmsg_alert_code("bad_certificate") == 42
			&& tlsmsg_alert_code("unknown") == -1
			&& tlsmsg_alert_code("") == -1,
		"codes of alerts");
	ok(strcmp(tlsmsg_scheme_name(0x0403), "ecdsa_secp256r1_sha256") == 0
			&& strcmp(tlsmsg_scheme_name(0x0303), "ecdsa_sha224")
				== 0
			&& strcmp(tlsmsg_scheme_name(0x0804),
				   "rsa_pss_rsae_sha256")
				== 0
			&& strcmp(tlsmsg_scheme_name(0x0201), "rsa_pkcs1_sha1")
				== 0
			&& strcmp(tlsmsg_scheme_name(0xfafa), "unknown") == 0,
		"names of schemes");
	ok(strcmp(tlsmsg_cert_type_name(64), "ecdsa_sign") == 0
			&& strcmp(tlsmsg_cert_type_name(1), "rsa_sign") == 0
			&& strcmp(tlsmsg_cert_type_name(0), "unknown") == 0,
		"names of types");
}

int
main(void)
{
	test_fit_13();
	test_fit_12();
	test_no_key();
	test_names();
	return tap_done();
}
