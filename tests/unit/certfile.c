/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates out of every form of input: the original octets come back, in
 * order, wherever a window ends; what is damaged is refused with its position.
 */
#include "proof/certfile.h"

#include <unistd.h>

#include "proof/certfeed.h"
#include "tap.h"
#include "vectors.h"

static struct bytes ec, rsa; /* DER */
static char path[] = "/tmp/tlsbind-certfile-XXXXXX";

static void
write_file(struct view data)
{
	FILE *out = fopen(path, "w");

	if (out == NULL || fwrite(data.data, 1, data.len, out) != data.len
		|| fclose(out) != 0)
		exit(1);
}

/* What an input of these octets gives: how many, and whether all are right. */
static int
read_back(struct view data, const char *want, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	struct view der;
	int n = 0, more;

	*err = (struct err){ .kind = ERR_NONE };
	write_file(data);
	if (certfile_open(path, NULL, &f, err) < 0)
		return -1;
	while ((more = certfile_next(f, &der, err)) > 0) {
		const struct bytes *c = want[n] == 'e' ? &ec : &rsa;

		if (!view_eq(der, bytes_view(c))
			|| certfile_index(f) != (size_t)n)
			return -2;
		n++;
	}
	return more < 0 ? -1 : n;
}

static void
good(const char *what, struct view data, const char *want)
{
	struct err err;
	int n = read_back(data, want, &err);

	ok(n == (int)strlen(want), "%s: %zu certificates%s%s", what,
		strlen(want), n < 0 ? ": " : "", err.text);
}

/* Refused with these words, behind as many certificates as WANT has. */
static void
bad(const char *what, struct view data, const char *words)
{
	struct err err;
	int n = read_back(data, "eeee", &err);

	ok(n == -1 && err.kind == ERR_INPUT && strstr(err.text, path) != NULL
			&& strstr(err.text, words) != NULL,
		"%s: %s", what, err.kind != ERR_NONE ? err.text : "no error");
}

static struct bytes
joined(const char *a, const char *b, const char *c)
{
	struct bytes all = { 0 };

	bytes_append_str(&all, a);
	bytes_append_str(&all, b);
	bytes_append_str(&all, c);
	return all;
}

static void
test_pem(const char *pe, const char *pr)
{
	_cleanup_bytes_ struct bytes key = vector_octets("keys/ec-pkcs8.pem");
	_cleanup_bytes_ struct bytes two = joined(pe, pr, "");
	_cleanup_bytes_ struct bytes text = joined("Bag Attributes\n  a: b\n",
		pe, "trailing text");
	_cleanup_bytes_ struct bytes mixed = joined((char *)key.data, pe, pr);
	_cleanup_bytes_ struct bytes bom = joined("\xef\xbb\xbf", pe, "");
	_cleanup_bytes_ struct bytes crlf = { 0 }, loose = { 0 };
	size_t len = strlen(pe), body = strlen("-----BEGIN CERTIFICATE-----\n");
	size_t end = len - strlen("-----END CERTIFICATE-----\n");

	for (size_t i = 0; i < len; i++) {
		bytes_append_str(&crlf, pe[i] == '\n' ? "\r" : "");
		bytes_append(&crlf, pe + i, 1);
		/* Lines of other lengths and white space inside. */
		if (i >= body && i < end && i % 7 == 0)
			bytes_append_str(&loose, " \n\t");
		bytes_append(&loose, pe + i, 1);
	}
	good("PEM", view_of_str(pe), "e");
	good("two PEM blocks", bytes_view(&two), "er");
	good("text around", bytes_view(&text), "e");
	good("a key before", bytes_view(&mixed), "er");
	good("a byte order mark", bytes_view(&bom), "e");
	good("CRLF", bytes_view(&crlf), "e");
	good("lines of any length", bytes_view(&loose), "e");
}

/* The marks and the body, across the end of the window at every octet. */
static void
test_window(const char *pe, const char *pr)
{
	size_t whole = strlen(pe) + strlen(pr), right = 0, n = 0;

	for (size_t shift = 0; shift <= whole; shift += shift < 120 ? 1 : 13) {
		_cleanup_bytes_ struct bytes file = { 0 };
		size_t before = CERTFEED_WINDOW - shift;
		struct err err;

		memset(bytes_reserve(&file, before), 'x', before);
		file.len = before;
		file.data[before - 1] = '\n';
		bytes_append_str(&file, pe);
		bytes_append_str(&file, pr);
		right += read_back(bytes_view(&file), "er", &err) == 2;
		n++;
	}
	ok(right == n, "%zu of %zu places of the window's end", right, n);
}

static void
test_labels(const char *pe)
{
	static const char *const labels[] = { "X509 CERTIFICATE",
		"TRUSTED CERTIFICATE" };
	_cleanup_bytes_ struct bytes trusted = { 0 }, text = { 0 };
	_cleanup_str_ char *body = NULL;

	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		_cleanup_bytes_ struct bytes file = { 0 };
		_cleanup_str_ char *b64 = b64_encode(bytes_view(&ec),
			B64_STD | B64_PAD);
		_cleanup_str_ char *pem = xasprintf("-----BEGIN %s-----\n%s\n"
						    "-----END %s-----\n",
			labels[i], b64, labels[i]);

		good(labels[i], view_of_str(pem), "e");
	}
	/* OpenSSL's trust settings stand behind the certificate. */
	bytes_append_view(&trusted, bytes_view(&ec));
	bytes_append(&trusted,
		"\x30\x03\x0c\x01"
		"a",
		5);
	body = b64_encode(bytes_view(&trusted), B64_STD | B64_PAD);
	bytes_append_str(&text, "-----BEGIN TRUSTED CERTIFICATE-----\n");
	bytes_append_str(&text, body);
	bytes_append_str(&text, "\n-----END TRUSTED CERTIFICATE-----\n");
	good("trust settings behind it", bytes_view(&text), "e");
	bytes_clear(&text);
	bytes_append_str(&text, "-----BEGIN CERTIFICATE-----\n");
	bytes_append_str(&text, body);
	bytes_append_str(&text, "\n-----END CERTIFICATE-----\n");
	bad("octets behind it in a block", bytes_view(&text),
		"PEM block 1 (at octet 0)");
	bytes_clear(&text);
	bytes_append_str(&text, pe);
	bytes_append_str(&text, "-----BEGIN nonsense\n");
	good("no begin line after all", bytes_view(&text), "e");
}

static void
test_damaged_pem(const char *pe)
{
	_cleanup_bytes_ struct bytes two = joined(pe, pe, "");
	size_t len = strlen(pe), refused = 0, n = 0;
	struct err err;

	for (size_t i = len + 40; i < 2 * len - 1; i += 9, n++)
		refused += read_back(view_part(bytes_view(&two), 0, i), "ee",
				   &err)
				== -1
			&& strstr(err.text, "PEM block 2") != NULL;
	ok(refused == n && n > 50,
		"a second block cut off at %zu places is refused by its number "
		"(%zu)",
		n, refused);
	bad("cut off", view_of_str("-----BEGIN CERTIFICATE-----\nMIIB"),
		"PEM block 1 (CERTIFICATE, at octet 0): the input ends before");
	two.data[len + 60] = '!';
	bad("not base64", bytes_view(&two), "(0x21) is not base64");
	two.data[len + 60] = 'A';
	two.data[2 * len - 10] = 'X';
	bad("another END line", bytes_view(&two),
		"expected -----END CERTIFICATE-----");
	bad("two BEGIN lines",
		view_of_str("-----BEGIN CERTIFICATE-----\n"
			    "-----BEGIN CERTIFICATE-----\n"),
		"expected -----END");
	bad("an empty block",
		view_of_str("-----BEGIN CERTIFICATE-----\n"
			    "-----END CERTIFICATE-----\n"),
		"PEM block 1");
}

static void
test_der(void)
{
	_cleanup_bytes_ struct bytes file = { 0 };
	size_t refused = 0;
	struct err err;

	good("DER", bytes_view(&ec), "e");
	bytes_append_view(&file, bytes_view(&ec));
	bytes_append_view(&file, bytes_view(&rsa));
	good("two DER certificates", bytes_view(&file), "er");
	for (size_t i = 1; i < rsa.len; i++)
		refused += read_back(view_part(bytes_view(&file), 0,
					     ec.len + i),
				   "er", &err)
			== -1;
	ok(refused == rsa.len - 1, "a second one cut off anywhere is refused");
	file.len = ec.len;
	bytes_append_str(&file, "junk!");
	bad("trailing octets", bytes_view(&file),
		"5 octets behind the last certificate, from octet ");
}

static void
test_refused(void)
{
	static const uint8_t zeros[8192];
	static const uint8_t huge[64] = { 0x30, 0x84, 0x7f, 0xff, 0xff, 0xff,
		0x30, 0x82 };
	struct err err;
	struct certfile *f = NULL;

	bad("empty", view_of_str(""), "empty");
	bad("text", view_of_str("hello\n"), "no certificate found");
	bad("zeros", (struct view){ zeros, sizeof(zeros) }, "binary, but not");
	bad("UTF-16", (struct view){ (const uint8_t *)"\xff\xfe-\0-\0", 6 },
		"iconv");
	bad("bare base64 that is cut off", view_of_str("MIIBBjCBrAIBAjAK\n"),
		"12 of 266 octets are here");
	bad("a header without a certificate", view_of_str("(null)"),
		"no client certificate");
	bad("a huge length", (struct view){ huge, sizeof(huge) }, "limit");
	bad("a DER key",
		(struct view){
			(const uint8_t *)"\x30\x81\x87\x02\x01\x00\x30\x13",
			8 },
		"private key");
	bad("JSON without x5c", view_of_str("{\"kty\":\"EC\"}"), "x5c");
	bad("x5c of numbers", view_of_str("{\"x5c\":[1]}"), "x5c[0]");
	bad("x5c in base64url", view_of_str("{\"x5c\":[\"__8\"]}"), "x5c[0]");
	bad("x5c that is no array", view_of_str("{\"x5c\":\"MIIB\"}"),
		"not an array");
	ok(certfile_open("/tmp", NULL, &f, &err) < 0 && f == NULL
			&& strstr(err.text, "directory"),
		"a directory: %s", err.text);
	ok(certfile_open("/nonexistent", NULL, &f, &err) < 0 && f == NULL,
		"no file: %s", err.text);
}

static void
test_jwk(void)
{
	_cleanup_str_ char *e = b64_encode(bytes_view(&ec), B64_STD | B64_PAD);
	_cleanup_str_ char *r = b64_encode(bytes_view(&rsa), B64_STD | B64_PAD);
	_cleanup_str_ char *jwk = xasprintf("{\"x5c\":[\"%s\",\"%s\"]}", e, r);
	_cleanup_str_ char
		*set = xasprintf(" {\"keys\":[{\"x5c\":[\"%s\"]},{\"kty\":"
				 "\"EC\"},{\"x5c\":[\"%s\"]}]}",
			r, e);
	_cleanup_str_ char *list = xasprintf("[{\"x5c\":[\"%s\"]}]", e);
	_cleanup_str_ char *x5c = xasprintf("[\"%s\",\"%s\"]", r, e);

	good("JWK", view_of_str(jwk), "er");
	good("JWK Set", view_of_str(set), "re");
	good("an array of JWKs", view_of_str(list), "e");
	good("an x5c array", view_of_str(x5c), "re");
}

/* Each certificate is known in the header that it comes from. */
static void
check_header(const char *what, struct view data, enum clienthdr_form form)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	const struct clienthdr *h;
	struct view der = { NULL, 0 };
	struct err err;

	write_file(data);
	if (!ok(certfile_open(path, NULL, &f, &err) == 0
			    && certfile_next(f, &der, &err) > 0,
		    "%s: opened", what))
		return;
	h = certfile_header(f);
	if (form == CLIENTHDR_UNKNOWN)
		ok(h == NULL && certfile_form(f) == CERTFILE_PEM,
			"%s: no header", what);
	else
		ok(h != NULL && h->form == form
				&& certfile_form(f) == CERTFILE_HEADER
				&& view_eq(bytes_view(&h->cert[0].der), der),
			"%s: a header", what);
}

static void
test_header(const char *pe, const char *pr)
{
	_cleanup_str_ char *e = b64_encode(bytes_view(&ec), B64_STD | B64_PAD);
	_cleanup_str_ char *r = b64_encode(bytes_view(&rsa), B64_STD | B64_PAD);
	_cleanup_str_ char *list = xasprintf("Client-Cert-Chain: :%s:, :%s:", e,
		r);
	_cleanup_str_ char *der = xasprintf("%s,%s", r, e);
	_cleanup_bytes_ struct bytes two = joined(pe, pr, ""), many = { 0 };

	good("base64 of DER", view_of_str(e), "e");
	good("RFC 9440", view_of_str(list), "er");
	good("a list of base64", view_of_str(der), "re");
	check_header("PEM", bytes_view(&two), CLIENTHDR_UNKNOWN);
	check_header("base64 of DER", view_of_str(e), CLIENTHDR_DER);
	for (size_t i = 0; i < two.len; i++)
		two.data[i] = two.data[i] == '\n' ? ' ' : two.data[i];
	good("PEM on one line", bytes_view(&two), "er");
	check_header("PEM on one line", bytes_view(&two), CLIENTHDR_RAW_PEM);
	while (many.len <= CERTFEED_WINDOW)
		bytes_append_view(&many, bytes_view(&two));
	check_header("more than a header can be", bytes_view(&many),
		CLIENTHDR_UNKNOWN);
	bytes_clear(&many);
	while (many.len <= CLIENTHDR_MAX)
		bytes_append_str(&many, e);
	bad("a header too long", bytes_view(&many), "limit of 1048576");
}

static void
test_load(const char *pe)
{
	_cleanup_bytes_ struct bytes two = joined(pe, pe, "");
	_cleanup_certs_ struct certs list = { 0 };
	_cleanup_bytes_ struct bytes again = { 0 };
	struct err err;

	write_file(bytes_view(&two));
	ok(certfile_load(path, NULL, 2, &list, &err) == 0 && list.n == 2
			&& view_eq(bytes_view(&list.cert[1]->der),
				bytes_view(&ec)),
		"two certificates are loaded");
	ok(certfile_load(path, NULL, 1, &list, &err) < 0 && list.n == 2
			&& strstr(err.text, "more than 1"),
		"one too many: %s", err.text);
}

static void
test_cipher(const char *file, const char *cipher)
{
	_cleanup_str_ char *name = xasprintf("keys/%s", file);
	_cleanup_str_ char *p12 = vector_path(name);
	_cleanup_certs_ struct certs list = { 0 };
	struct certfile_pass pass = { .source = "env:TEST_SESAME" };
	struct err err = { 0 };

	setenv("TEST_SESAME", "sesame", 1);
	ok(certfile_load(p12, &pass, 9, &list, &err) == 0
			&& (cipher == NULL ? list.weak_cipher == NULL
					   : list.weak_cipher != NULL
						&& strcmp(list.weak_cipher,
							   cipher)
							== 0),
		"%s: cipher of old: %s%s", file,
		cipher != NULL ? cipher : "none", err.text);
	certfile_pass_done(&pass);
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("certs.json");
	const struct json *c = json_first(json_get(root, "cases"));
	_cleanup_str_ char *pe = NULL, *pr = NULL;

	for (; c != NULL; c = json_next(c)) {
		if (strcmp(json_string(json_get(c, "name")), "ec") == 0)
			ec = vector_b64(c, "der");
		if (strcmp(json_string(json_get(c, "name")), "rsa") == 0)
			rsa = vector_b64(c, "der");
	}
	test_cipher("ec-old.p12", "3DES");
	test_cipher("ec-rc2.p12", "RC2-40");
	test_cipher("ec-modern.p12", NULL);
	test_cipher("ec-plain.p12", NULL);
	close(mkstemp(path));
	pe = certfile_pem(bytes_view(&ec));
	pr = certfile_pem(bytes_view(&rsa));
	test_pem(pe, pr);
	test_window(pe, pr);
	test_labels(pe);
	test_damaged_pem(pe);
	test_der();
	test_refused();
	test_jwk();
	test_header(pe, pr);
	test_load(pe);
	unlink(path);
	bytes_done(&ec);
	bytes_done(&rsa);
	return tap_done();
}
