/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates in header fields: those that proxies wrote, each form, each
 * repair of what is known to break, and the faults by their names.
 */
#include "proof/clienthdr.h"

#include <ctype.h>

#include "base/hex.h"
#include "octets.h"
#include "proof/certfile.h"
#include "proof/hash.h"
#include "tap.h"
#include "vectors.h"

static struct bytes leaf, issuer;     /* DER */
static char *leaf_b64, *issuer_b64;   /* of these */
static char *leaf_pem, *issuer_pem;   /* RFC 7468 */
static char *leaf_escaped, *leaf_alb; /* percent-encoded */

/* ---- making values -------------------------------------------------------- */

/* A copy of TEXT with each of FROM replaced; the caller frees it. */
static char *
replace(const char *text, const char *from, const char *to)
{
	_cleanup_bytes_ struct bytes all = { 0 };
	const char *at;

	while ((at = strstr(text, from)) != NULL) {
		bytes_append(&all, text, (size_t)(at - text));
		bytes_append_str(&all, to);
		text = at + strlen(from);
	}
	bytes_append_str(&all, text);
	return xstrndup((const char *)all.data, all.len);
}

/* Percent-encode the characters of WHICH. */
static char *
escape(const char *text, const char *which)
{
	_cleanup_bytes_ struct bytes all = { 0 };

	for (; *text != '\0'; text++) {
		char code[4];

		(void)snprintf(code, sizeof(code), "%%%02X", *text);
		if (strchr(which, *text) != NULL)
			bytes_append_str(&all, code);
		else
			bytes_append(&all, text, 1);
	}
	return xstrndup((const char *)all.data, all.len);
}

/* TEXT in lines of so many characters. */
static char *
wrap(const char *text, size_t columns, const char *end)
{
	_cleanup_bytes_ struct bytes all = { 0 };

	for (size_t i = 0; text[i] != '\0'; i++) {
		if (i > 0 && i % columns == 0)
			bytes_append_str(&all, end);
		bytes_append(&all, text + i, 1);
	}
	return xstrndup((const char *)all.data, all.len);
}

/* The value of a product in proxy-headers.json. */
static const char *
value_of(const struct json *root, const char *product, const char *field)
{
	const struct json *c = json_first(json_get(root, "cases"));

	while (strcmp(json_string(json_get(c, "product")), product) != 0
		|| strcmp(json_string(json_get(c, "header")), field) != 0)
		c = json_next(c);
	return json_string(json_get(c, "value"));
}

/* ---- reading them ----------------------------------------------------------- */

/* From octets that end where their room ends. */
static void
read_exact(const char *text, struct clienthdr *ret)
{
	uint8_t *room = NULL;

	clienthdr_read(exact(view_of_str(text), &room), ret);
	free(room);
}

/* Exactly the certificates of WANT: l(eaf), i(ssuer). */
static bool
has(const struct clienthdr *h, const char *want)
{
	bool all = h->n == strlen(want);

	for (size_t i = 0; all && i < h->n; i++)
		all = view_eq(bytes_view(&h->cert[i].der),
			bytes_view(want[i] == 'l' ? &leaf : &issuer));
	return all;
}

static char *
remarks_of(const struct clienthdr *h)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < CLIENTHDR_REMARKS; i++) {
		_cleanup_str_ char *old = all;

		if ((h->remarks & 1u << i) != 0)
			all = xasprintf("%s%s%s", old, *old ? " " : "",
				clienthdr_remark_words(i)->id);
		else
			old = NULL;
	}
	return all;
}

/* TEXT has this form and these remarks, and holds the certificates of WANT. */
static void
good(const char *what, const char *text, const char *form, const char *remarks,
	const char *want)
{
	_cleanup_clienthdr_ struct clienthdr h;
	_cleanup_str_ char *got = NULL;

	read_exact(text, &h);
	got = remarks_of(&h);
	ok(h.fault.kind == ERR_NONE && h.why == NULL && has(&h, want)
			&& strcmp(clienthdr_form_words(h.form)->id, form) == 0
			&& strcmp(got, remarks) == 0,
		"%s: %s [%s] %zu %s", what, clienthdr_form_words(h.form)->id,
		got, h.n, h.fault.text);
	ok(clienthdr_is(view_part(view_of_str(text), 0, 4096)),
		"%s: is told from other inputs", what);
}

static void
bad(const char *what, const char *text, const char *id, const char *words)
{
	_cleanup_clienthdr_ struct clienthdr h;

	read_exact(text, &h);
	ok(h.fault.kind == ERR_INPUT && h.why != NULL && h.n == 0
			&& strcmp(h.why->id, id) == 0
			&& strstr(h.fault.text, words) != NULL
			&& strstr(h.fault.text, id) != NULL,
		"%s: %s", what,
		h.fault.kind == ERR_NONE ? "no fault" : h.fault.text);
}

/* ---- vectors ----------------------------------------------------------------- */

static bool
has_sha256(const struct clienthdr *h, size_t i, const char *hex)
{
	uint8_t digest[HASH_MAX];
	_cleanup_str_ char *got = NULL;
	size_t n;

	if (i >= h->n)
		return false;
	n = hash_data(HASH_SHA256, bytes_view(&h->cert[i].der), digest);
	got = hex_encode((struct view){ digest, n }, HEX_LOWER);
	return strcmp(got, hex) == 0;
}

static void
test_vector(const struct json *c, const char *text, const char *how)
{
	const char *first = json_string(json_get(c, "expect_leaf_sha256"));
	const struct json *chain = json_get(c, "expect_chain_sha256");
	_cleanup_clienthdr_ struct clienthdr h;
	const struct json *next = json_first(chain);
	bool none = first == NULL && next == NULL, all = true;
	size_t n = 0;

	read_exact(text, &h);
	if (next == NULL && first != NULL)
		all = has_sha256(&h, n++, first);
	for (; next != NULL; next = json_next(next))
		all &= has_sha256(&h, n++, json_string(next));
	/* One case has a certificate that the file does not name. */
	if (none && h.form == CLIENTHDR_DER)
		n = 1;
	ok(all && h.n == n && (h.fault.kind == ERR_NONE) == (n > 0),
		"%s, %s, %s: %s, %zu", json_string(json_get(c, "product")),
		json_string(json_get(c, "header")), how,
		clienthdr_form_words(h.form)->id, h.n);
}

static void
test_vectors(const struct json *root)
{
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c)) {
		const char *value = json_string(json_get(c, "value"));
		const char *name = json_string(json_get(c, "header"));
		_cleanup_str_ char *field = xasprintf("%s: %s\r\n", name,
			value);
		_cleanup_str_ char *section =
			xasprintf("GET / HTTP/1.1\r\nHost: a.example\r\n"
				  "X-Request-Id: 1\r\n%s: %s\r\nAccept: "
				  "*/*\r\n\r\nbody\n",
				name, value);
		_cleanup_str_ char *pseudo = xasprintf(
			":method: GET\n:path: /\n%s: %s\naccept: */*\n", name,
			value);

		test_vector(c, value, "a value");
		test_vector(c, field, "a field");
		test_vector(c, section, "a section");
		test_vector(c, pseudo, "a section of HTTP/2");
	}
}

static void
test_rfc9440(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc9440-examples.json");
	const struct json *c = json_first(json_get(root, "cases"));
	const char *own = json_string(json_get(c, "Client-Cert"));
	const char *chain = json_string(json_get(c, "Client-Cert-Chain"));
	size_t first = (size_t)(strchr(chain, ',') - chain);
	_cleanup_str_ char
		*forth = xasprintf("Client-Cert: %s\nClient-Cert-Chain: %s\n",
			own, chain);
	_cleanup_str_ char *back =
		xasprintf("client-cert-chain: %s\r\nCLIENT-CERT: %s\r\n", chain,
			own);
	_cleanup_str_ char *split = xasprintf(
		"Client-Cert-Chain: %.*s\nClient-Cert: %s;a=\"x,:y\"\n"
		"Client-Cert-Chain: %s;q=1\n",
		(int)first, chain, own, chain + first + 2);
	const char *const texts[] = { forth, back, split };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		_cleanup_clienthdr_ struct clienthdr h;
		const struct json *pem = json_first(json_get(c, "chain_pem"));
		bool same = true;
		size_t n = 0;

		read_exact(texts[i], &h);
		for (; pem != NULL && n < h.n; pem = json_next(pem), n++) {
			_cleanup_str_ char *got = certfile_pem(
				bytes_view(&h.cert[n].der));

			same &= strcmp(got, json_string(pem)) == 0
				&& h.cert[n].is_chain == (n > 0);
		}
		ok(same && h.n == 3 && h.form == CLIENTHDR_RFC9440
				&& h.remarks == 0 && h.fault.kind == ERR_NONE,
			"RFC 9440 appendix A, order %zu: leaf, then its chain",
			i);
	}
}

/* ---- forms ------------------------------------------------------------------- */

static void
test_forms(const struct json *root)
{
	_cleanup_str_ char *sf = xasprintf(":%s:", leaf_b64);
	_cleanup_str_ char *list = xasprintf(":%s:, :%s:", leaf_b64,
		issuer_b64);
	_cleanup_str_ char *params = xasprintf(":%s:;a=1;b=\"x, :y:\"",
		leaf_b64);
	_cleanup_str_ char *folded = replace(leaf_pem, "\n", "\n\t");
	_cleanup_str_ char *line = replace(leaf_pem, "\n", " ");
	_cleanup_str_ char *two = xasprintf("%s%s", leaf_pem, issuer_pem);
	_cleanup_str_ char *two_line = replace(two, "\n", " ");
	_cleanup_str_ char *two_alb = escape(two, " \n");
	_cleanup_str_ char *lower = replace(leaf_alb, "%0A", "%0a");
	_cleanup_str_ char *ders = xasprintf("%s,%s", leaf_b64, issuer_b64);
	_cleanup_str_ char *query = escape(ders, "+/=,");
	_cleanup_str_ char *b64_pem = b64_encode(view_of_str(two),
		B64_STD | B64_PAD);

	good("RFC 9440", sf, "rfc9440", "", "l");
	good("RFC 9440, a list", list, "rfc9440-chain", "", "li");
	good("RFC 9440, parameters", params, "rfc9440", "", "l");
	good("nginx", leaf_escaped, "escaped-pem", "", "l");
	good("nginx, folded", folded, "folded-pem", "folded", "l");
	good("nginx, as captured", value_of(root, "nginx 1.22.1", "X-Cert"),
		"folded-pem", "folded", "l");
	good("Apache, one line", line, "raw-pem", "", "l");
	good("Apache, a chain", two_line, "raw-pem", "chain", "li");
	good("AWS ALB", leaf_alb, "escaped-pem-alb", "", "l");
	good("AWS ALB, a chain", two_alb, "escaped-pem-alb", "chain", "li");
	good("Apache, escape()", lower, "escaped-pem-alb", "", "l");
	good("Traefik 3", ders, "base64-der-list", "chain no-pem-markers",
		"li");
	good("Traefik 2", query, "escaped-der-list", "chain no-pem-markers",
		"li");
	good("HAProxy", leaf_b64, "base64-der", "no-pem-markers", "l");
	good("Apache, base64()", b64_pem, "base64-pem", "chain", "li");
}

/* ---- repairs ----------------------------------------------------------------- */

static void
test_plus(const struct json *root)
{
	_cleanup_str_ char *alb = replace(leaf_alb, "+", " ");
	_cleanup_str_ char *decoded = replace(leaf_pem, "+", " ");
	_cleanup_str_ char *line = replace(leaf_pem, "\n", " ");
	_cleanup_str_ char *raw = replace(line, "+", " ");
	_cleanup_str_ char *sf = xasprintf(":%s:", leaf_b64);
	_cleanup_str_ char *sf_space = replace(sf, "+", " ");
	_cleanup_str_ char *der = replace(leaf_b64, "+", " ");
	_cleanup_str_ char
		*list = replace(value_of(root, "traefik v3",
					"X-Forwarded-Tls-Client-Cert"),
			"+", " ");
	_cleanup_str_ char *wrapped = wrap(der, 76, " ");

	good("AWS ALB, + became a space", alb, "escaped-pem-alb",
		"plus-to-space", "l");
	good("AWS ALB, decoded as a form", decoded, "raw-pem", "plus-to-space",
		"l");
	good("Apache, + became a space", raw, "raw-pem", "plus-to-space", "l");
	good("RFC 9440, + became a space", sf_space, "rfc9440", "plus-to-space",
		"l");
	good("HAProxy, + became a space", der, "base64-der",
		"plus-to-space no-pem-markers", "l");
	good("the same in lines of 76", wrapped, "base64-der",
		"plus-to-space white-space no-pem-markers", "l");
	good("Traefik, + became a space", list, "base64-der-list",
		"plus-to-space chain no-pem-markers", "li");
}

static void
test_escapes(void)
{
	_cleanup_str_ char *twice = escape(leaf_escaped, "%");
	_cleanup_str_ char *thrice = escape(twice, "%");
	_cleanup_str_ char *all = escape(leaf_pem, "-+/= \n");
	_cleanup_str_ char *form = replace(leaf_escaped, "%20", "+");
	_cleanup_str_ char *mark = escape(leaf_pem, " ");
	_cleanup_str_ char *mark_line = replace(mark, "\n", "%0A");
	_cleanup_str_ char *crlf_pem = replace(leaf_pem, "\n", "\r\n");
	_cleanup_str_ char *crlf = escape(crlf_pem, "+/= \r\n");
	_cleanup_str_ char *backslash = replace(leaf_pem, "\n", "\\n");
	_cleanup_str_ char *named = xasprintf("X-Cert: %s", backslash);
	_cleanup_str_ char *folded = replace(crlf_pem, "\r\n", "\r\n ");
	_cleanup_str_ char *raw =
		xasprintf("X-Cert: %sX-Cert-Verify: SUCCESS\n", leaf_pem);
	_cleanup_str_ char *named_fold = xasprintf("X-Cert: %s", folded);

	good("escaped twice", twice, "escaped-pem", "escaped-twice", "l");
	good("escaped thrice", thrice, "escaped-pem", "escaped-twice", "l");
	good("dashes escaped as well", all, "escaped-pem", "", "l");
	good("encoded as a form", form, "escaped-pem", "form-encoded", "l");
	good("the marks escaped", mark_line, "escaped-pem-alb", "", "l");
	good("CR and LF escaped", crlf, "escaped-pem", "carriage-returns", "l");
	good("\\n in the place of line ends", named, "raw-pem", "backslash-n",
		"l");
	good("folded by CR, LF and a space", named_fold, "folded-pem",
		"folded carriage-returns", "l");
	good("raw line ends in a section", raw, "raw-pem", "", "l");
}

static void
test_marks(void)
{
	_cleanup_str_ char *line = replace(leaf_pem, "\n", " ");
	_cleanup_str_ char *no_end = xstrndup(line,
		(size_t)(strstr(line, "-----END") - line));
	_cleanup_str_ char *half_end = xasprintf("%s-----END CERT", no_end);
	_cleanup_str_ char *no_begin = xstrdup(strstr(line, "MII"));
	_cleanup_str_ char *no_colon = xasprintf(":%s", leaf_b64);
	_cleanup_str_ char *quoted = xasprintf("\"%s\"", leaf_escaped);
	_cleanup_str_ char *single = xasprintf("X-Cert: '%s'", leaf_b64);
	_cleanup_str_ char *broken = xasprintf("%.100s\n %s", leaf_b64,
		leaf_b64 + 100);

	good("no END mark", no_end, "raw-pem", "mark-missing", "l");
	good("half of an END mark", half_end, "raw-pem", "mark-missing", "l");
	good("no BEGIN mark", no_begin, "base64-der",
		"white-space mark-missing no-pem-markers", "l");
	good("no second colon", no_colon, "rfc9440", "mark-missing", "l");
	good("in quotes", quoted, "escaped-pem", "quoted", "l");
	good("in single quotes", single, "base64-der", "quoted no-pem-markers",
		"l");
	good("a line end within base64", broken, "base64-der",
		"white-space no-pem-markers", "l");
}

/* Certificates whose length leaves padding: the last octet is cut or added. */
static void
test_base64(void)
{
	_cleanup_str_ char *bare = replace(leaf_b64, "=", "");
	_cleanup_str_ char *url = b64url(bytes_view(&leaf));
	_cleanup_str_ char *sf = xasprintf("Client-Cert: :%s:", bare);
	_cleanup_str_ char *spare = xstrdup(leaf_b64);
	_cleanup_str_ char *sf_spare = NULL;
	_cleanup_str_ char *named = xasprintf("Client-Cert: %s", leaf_b64);
	_cleanup_str_ char *escaped = xasprintf("client-cert: %s",
		leaf_escaped);
	char *last = strchr(spare, '=') - 1;

	*last = (char)(*last + 1);
	sf_spare = xasprintf(":%s:", spare);
	good("no padding", sf, "rfc9440", "padding-missing", "l");
	good("spare bits", sf_spare, "rfc9440", "spare-bits", "l");
	good("base64url", url, "base64-der",
		"padding-missing base64url no-pem-markers", "l");
	good("Client-Cert without colons", named, "base64-der",
		"not-rfc9440 no-pem-markers", "l");
	good("Client-Cert with PEM", escaped, "escaped-pem", "not-rfc9440",
		"l");
}

/* ---- X-Forwarded-Client-Cert -------------------------------------------------- */

static void
test_xfcc(const struct json *root)
{
	_cleanup_clienthdr_ struct clienthdr h, two;
	_cleanup_str_ char *hash = NULL, *text = NULL, *field = NULL;
	_cleanup_str_ char *open = NULL, *differs = NULL, *only = NULL;
	uint8_t digest[HASH_MAX];
	size_t n = hash_data(HASH_SHA256, bytes_view(&leaf), digest);

	read_exact(value_of(root, "envoy", "x-forwarded-client-cert"), &h);
	ok(h.n_elements == 1 && h.element[0].has_hash
			&& memcmp(h.element[0].hash, digest, n) == 0,
		"Envoy: its hash");
	ok(strcmp(h.element[0].by, "spiffe://example.com/proxy") == 0
			&& strcmp(h.element[0].uri,
				   "spiffe://example.com/ns/a/sa/b")
				== 0
			&& strcmp(h.element[0].dns,
				   "client-7.example.com, alt.example.com")
				== 0
			&& strstr(h.element[0].subject,
				   "O=Voorbeeld B.V.\\, \"Ops\",C=NL")
				!= NULL,
		"Envoy: By, URI, DNS and Subject %s", h.element[0].subject);
	ok(h.n == 2 && !h.cert[0].is_chain && h.cert[1].is_chain,
		"Envoy: Cert, and of Chain what is new");

	hash = hex_encode((struct view){ digest, n }, HEX_LOWER);
	text = xasprintf("URI=spiffe://a;Hash=%s,by=spiffe://b;"
			 "hash=%s;CERT=\"%s\"",
		hash, hash, leaf_escaped);
	read_exact(text, &two);
	ok(two.n_elements == 2 && two.n == 1 && two.cert[0].element == 1
			&& two.element[0].has_hash && two.remarks == 0,
		"two elements: the certificate is that of the second");
	field = xasprintf("X-Forwarded-Client-Cert: URI=a\r\n"
			  "x-forwarded-client-cert: Cert=\"%s\"\r\n",
		leaf_escaped);
	good("two fields", field, "xfcc", "", "l");
	open = xasprintf("By=x;Cert=\"%s", leaf_escaped);
	good("a quote that is never closed", open, "xfcc", "quote-open", "l");
	differs = xasprintf("Hash=%064d;Cert=\"%s\"", 0, leaf_escaped);
	good("another hash", differs, "xfcc", "hash-differs", "l");
	only = xasprintf("By=x;Hash=%s;Subject=\"\"", hash);
	bad("a hash alone", only, "header-hash-only",
		"SvJxi3g0PCUPPk08DmN1Grh97ZJwt1XFlnDSUathw88");
	bad("nothing of use", "By=spiffe://a;URI=spiffe://b", "header-empty",
		"neither Cert nor Hash");
}

static void
test_repeated(void)
{
	_cleanup_str_ char *twice = xasprintf("Client-Cert: :%s:\r\n"
					      "client-cert: :%s:\r\n",
		leaf_b64, issuer_b64);
	_cleanup_str_ char *chains = xasprintf("Client-Cert: :%s:\r\n"
					       "Client-Cert-Chain: :%s:\r\n"
					       "Client-Cert-Chain: :%s:\r\n",
		leaf_b64, issuer_b64, issuer_b64);
	_cleanup_str_ char *others = xasprintf("X-SSL-Cert: %s\r\n"
					       "ssl-client-cert: %s\r\n",
		leaf_escaped, leaf_escaped);

	good("a field that stands twice", twice, "rfc9440", "repeated", "li");
	good("a chain in two fields", chains, "rfc9440", "", "lii");
	good("two fields", others, "escaped-pem", "", "ll");
}

/* ---- faults ------------------------------------------------------------------- */

static void
test_faults(const struct json *root)
{
	_cleanup_str_ char *cut = xstrndup(leaf_b64, 400);
	_cleanup_str_ char *cut_pem = xstrndup(leaf_escaped, 400);
	_cleanup_str_ char *less = xstrndup(leaf_b64, 838);
	_cleanup_str_ char *made_up = wrap(less, 48, " ");
	_cleanup_str_ char *wrong = xasprintf(":%.100s!%s:", leaf_b64,
		leaf_b64 + 101);
	_cleanup_str_ char *more = b64_encode(view_of_str("0\x03\x02\x01\x05"),
		B64_STD | B64_PAD);
	_cleanup_str_ char *key = xasprintf("Client-Cert: :%s:", more);

	bad("(null)", "(null)", "header-null-literal", "no client certificate");
	bad("(null) in a field", "X-SSL-Client-Cert: (null)",
		"header-null-literal", "no client certificate");
	bad("::", "Client-Cert: ::", "header-empty", "no client certificate");
	bad("no value", "X-Client-Cert:", "header-empty",
		"no client certificate");
	bad("a placeholder", "X-Der: {http.request.tls.client.certificate_pem}",
		"header-placeholder", "no client certificate");
	bad("Apache's variable", "X-Cert: %{SSL_CLIENT_CERT}s",
		"header-placeholder", "SSL_CLIENT_CERT");
	bad("the BEGIN line alone", "-----BEGIN CERTIFICATE-----",
		"header-raw-pem-truncated", "$ssl_client_escaped_cert");
	bad("the same in a section",
		"Host: a\r\nX-Cert: -----BEGIN CERTIFICATE-----\r\n\r\n",
		"header-raw-pem-truncated", "$ssl_client_escaped_cert");
	bad("Traefik's Info",
		value_of(root, "traefik v3 info",
			"X-Forwarded-Tls-Client-Cert-Info"),
		"header-info-only", "pem = true");
	bad("SHA-256 in hex",
		"4af2718b78343c250f3e4d3c0e63751ab87ded9270b755c59670d251ab61c3"
		"c"
		"f",
		"header-hash-only",
		"SvJxi3g0PCUPPk08DmN1Grh97ZJwt1XFlnDSUathw88");
	bad("SHA-256 with colons, in a field",
		"Cf-Client-Cert-Sha256: 4a:f2:71:8b:78:34:3c:25:0f:3e:4d:3c:0e:"
		"63:75:1a:b8:7d:ed:92:70:b7:55:c5:96:70:d2:51:ab:61:c3:cf",
		"header-hash-only",
		"SvJxi3g0PCUPPk08DmN1Grh97ZJwt1XFlnDSUathw88");
	bad("x5t#S256", "SvJxi3g0PCUPPk08DmN1Grh97ZJwt1XFlnDSUathw88",
		"header-hash-only", "SvJxi3g0");
	bad("SHA-1", "163d1cac982ee4b60abf64f0a53e0069f23f8430",
		"header-hash-only", "SHA-1");
	bad("cut off", cut, "header-cut-off", "300 of 641 octets are here");
	bad("cut off, and spaces make up for it", made_up, "header-cut-off",
		"628 of 641 octets are here");
	bad("PEM cut off", cut_pem, "header-cut-off", "of 641");
	bad("a wrong character", wrong, "header-damaged",
		"character 101 of the base64 is 0x21");
	bad("a private key", key, "header-not-a-certificate", "swapped");
	bad("PEM of a key", "X-Cert: -----BEGIN PRIVATE KEY----- AAAA",
		"header-not-a-certificate", "PRIVATE KEY");
	bad("something else", "X-Cert: hello", "header-unknown", "5 octets");
}

static void
test_limits(void)
{
	_cleanup_bytes_ struct bytes many = { 0 }, elements = { 0 };
	_cleanup_bytes_ struct bytes large = { 0 };
	_cleanup_clienthdr_ struct clienthdr h, e;

	for (size_t i = 0; i <= CLIENTHDR_CERTS; i++) {
		_cleanup_bytes_ struct bytes other = { 0 };
		_cleanup_str_ char *text = NULL;

		bytes_append_view(&other, bytes_view(&leaf));
		other.data[leaf.len - 1] = (uint8_t)i;
		text = b64_encode(bytes_view(&other), B64_STD | B64_PAD);
		bytes_append_str(&many, text);
		bytes_append_str(&many, ",");
		bytes_append_str(&elements, "By=x,");
	}
	read_exact((const char *)many.data, &h);
	ok(h.n == CLIENTHDR_CERTS && h.fault.kind == ERR_INPUT
			&& strcmp(h.why->id, "header-too-large") == 0,
		"too many certificates: %s", h.fault.text);
	read_exact((const char *)elements.data, &e);
	ok(e.n_elements == CLIENTHDR_ELEMENTS
			&& strcmp(e.why->id, "header-too-large") == 0,
		"too many elements: %s", e.fault.text);
	clienthdr_done(&e);
	memset(bytes_reserve(&large, CLIENTHDR_MAX + 1), 'M',
		CLIENTHDR_MAX + 1);
	large.len = CLIENTHDR_MAX + 1;
	clienthdr_read(bytes_view(&large), &e);
	ok(e.n == 0 && strcmp(e.why->id, "header-too-large") == 0,
		"too long: %s", e.fault.text);
}

/* A plus sign anywhere in a line of PEM text: at its ends, too. */
static void
test_plus_places(void)
{
	_cleanup_str_ char *base = replace(leaf_pem, "+", "A");
	size_t begin = strlen("-----BEGIN CERTIFICATE-----\n");
	size_t end = (size_t)(strstr(base, "\n-----END") - base);
	size_t right = 0, told = 0, n = 0;

	/* What identifies the algorithm must stay, or it would not parse. */
	for (size_t i = begin + 65; i < end; i++) {
		_cleanup_str_ char *pem = xstrdup(base), *text = NULL;
		_cleanup_clienthdr_ struct clienthdr want, got;

		if (!isalnum(pem[i]))
			continue;
		pem[i] = '+';
		read_exact(pem, &want);
		text = replace(pem, "+", " ");
		read_exact(text, &got);
		if (want.n == 1 && got.n == 1)
			right += view_eq(bytes_view(&want.cert[0].der),
				bytes_view(&got.cert[0].der));
		told += clienthdr_is(view_of_str(text));
		n += want.n == 1;
	}
	ok(right > n * 9 / 10 && n > 700, "%zu of %zu places of a +", right, n);
	ok(told == n, "%zu are told from PEM files", told);
}

/* No cut goes unnoticed: the certificate is there, or a fault. */
static void
test_cuts(const struct json *root)
{
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c)) {
		const char *value = json_string(json_get(c, "value"));
		const char *name = json_string(json_get(c, "product"));
		size_t unseen = 0, len = strlen(value);

		if (json_string(json_get(c, "expect_leaf_sha256")) == NULL)
			continue;
		for (size_t i = 0; i < len; i += i % 7 + 1) {
			_cleanup_str_ char *cut = xstrndup(value, i);
			_cleanup_clienthdr_ struct clienthdr h;

			read_exact(cut, &h);
			if (h.fault.kind == ERR_NONE && !has(&h, "l")
				&& !has(&h, "li")) {
				printf("# %zu octets\n", i);
				unseen++;
			}
			(void)clienthdr_is(view_of_str(cut));
		}
		ok(unseen == 0, "%s: every cut is seen", name);
	}
}

/* ---- what is no header ---------------------------------------------------------- */

static void
test_others(void)
{
	_cleanup_str_ char *crlf = replace(leaf_pem, "\n", "\r\n");
	_cleanup_str_ char *bag = xasprintf("Bag Attributes\n    friendlyName: "
					    "x\nsubject=CN = a\n%s",
		leaf_pem);
	_cleanup_str_ char *subject = xasprintf("subject=CN = a\n%s", leaf_pem);
	_cleanup_str_ char *dump = xasprintf("Certificate:\n    Data:\n        "
					     "Version: 3 (0x2)\n%s",
		leaf_pem);
	_cleanup_str_ char *titled = xasprintf("Certificate:\n%s", leaf_pem);
	_cleanup_str_ char *comment = xasprintf("## Bundle: of many\n%s",
		leaf_pem);
	_cleanup_str_ char *escaped = replace(leaf_pem, "\n", "\\n");
	_cleanup_str_ char *indented = replace(leaf_pem, "\n", "\n    ");
	const char *const others[] = { leaf_pem, crlf, bag, subject, dump,
		titled, comment, escaped, indented, "", "hello", "a: b\n",
		"{\"kty\":\"EC\"}", "[\"MIIB\"]", "{}",
		"-----BEGIN CERTIFICATE-----\nMIIB",
		"-----BEGIN CERTIFICATE-----\n!!" };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		ok(!clienthdr_is(view_of_str(others[i])), "no header: %zu", i);
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("proxy-headers.json");
	_cleanup_clienthdr_ struct clienthdr h;

	clienthdr_read(view_of_str(value_of(root, "traefik v3",
			       "X-Forwarded-Tls-Client-Cert")),
		&h);
	if (h.n != 2) {
		printf("Bail out! no certificates: %s\n", h.fault.text);
		return 1;
	}
	bytes_move(&leaf, &h.cert[0].der);
	bytes_move(&issuer, &h.cert[1].der);
	leaf_b64 = b64_encode(bytes_view(&leaf), B64_STD | B64_PAD);
	issuer_b64 = b64_encode(bytes_view(&issuer), B64_STD | B64_PAD);
	leaf_pem = certfile_pem(bytes_view(&leaf));
	issuer_pem = certfile_pem(bytes_view(&issuer));
	leaf_escaped = escape(leaf_pem, " \n+/=");
	leaf_alb = escape(leaf_pem, " \n");
	ok(strcmp(leaf_pem, json_string(json_get(root, "leaf_pem"))) == 0
			&& strcmp(issuer_pem,
				   json_string(
					   json_get(root, "issuing_ca_pem")))
				== 0,
		"the certificates are those of the file");
	test_vectors(root);
	test_rfc9440();
	test_forms(root);
	test_plus(root);
	test_plus_places();
	test_escapes();
	test_marks();
	test_base64();
	test_xfcc(root);
	test_repeated();
	test_faults(root);
	test_limits();
	test_cuts(root);
	test_others();
	bytes_done(&leaf);
	bytes_done(&issuer);
	free(leaf_b64);
	free(issuer_b64);
	free(leaf_pem);
	free(issuer_pem);
	free(leaf_escaped);
	free(leaf_alb);
	return tap_done();
}
