/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server says of its visitors: chains with known faults, handshakes that
 * broke, clients that speak something else, and names that want to deceive.
 */
#include "judge/visit.h"

#include "cli/render.h"
#include "judged.h"
#include "octets.h"
#include "tap.h"
#include "vectors.h"

#define RANDOM \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define BEFORE             \
	"0303" RANDOM "00" \
	"0004"             \
	"130100ff"         \
	"0100"

static struct certs cas, no_cas;
static struct cert *own; /* for ec.example */
static int64_t now;

static void
bail_out(const char *why)
{
	printf("Bail out! %s\n", why);
	exit(1);
}

static struct cert *
read_cert(const struct json *text)
{
	_cleanup_bytes_ struct bytes der = { 0 };
	struct cert *cert = NULL;
	struct err err;

	if (b64_decode(view_of_str(json_string(text)), B64_STD | B64_PAD, &der,
		    &err)
			< 0
		|| cert_read(bytes_view(&der), &cert, &err) < 0)
		bail_out(err.text);
	return cert;
}

static void
read_chain(const struct json *list, struct certs *ret)
{
	for (const struct json *c = json_first(list); c != NULL;
		c = json_next(c))
		certs_add(ret, read_cert(c));
}

/* A visit over TLS that went well so far. */
static struct visit *
arrive(bool tls13)
{
	struct visit *v = visit_new();

	v->at = now;
	v->serial = 1;
	v->door = "mtls";
	v->auth = FRONT_REQUIRE;
	v->cas = &cas;
	v->requested = v->certificate_message = v->handshake_done = true;
	v->extended_master_secret = v->safe_renegotiation = true;
	v->n_held = 1;
	v->held[0] = 22;
	snprintf(v->peer, sizeof(v->peer), "127.0.0.1:50000");
	snprintf(v->local, sizeof(v->local), "127.0.0.1:8443");
	snprintf(v->version, sizeof(v->version), tls13 ? "TLS1.3" : "TLS1.2");
	snprintf(v->suite, sizeof(v->suite), "TLS_AES_256_GCM_SHA384");
	v->server_cert = own;
	return v;
}

/* One that did not come to the end of its handshake. */
static struct visit *
stumble(enum visit_end end)
{
	struct visit *v = arrive(true);

	v->handshake_done = v->certificate_message = false;
	*v->suite = '\0';
	v->end = end;
	v->end_us = v->start_us + 1000;
	return v;
}

static void
alert(struct visit *v, bool outgoing, uint8_t code)
{
	v->alert[v->n_alerts++] = (struct visit_alert){ .outgoing = outgoing,
		.fatal = true,
		.code = code };
}

/* ---- what is asked of a report ------------------------------------------ */

static bool
names(const struct report *r, const char *id, enum confidence confidence)
{
	for (size_t i = 0; i < r->n_diagnoses; i++)
		if (strcmp(r->diagnoses[i].cause->id, id) == 0)
			return r->diagnoses[i].confidence == confidence;
	return false;
}

/* Every cause says what shows it, and what to do. */
static bool
is_whole(const struct report *r)
{
	for (size_t i = 0; i < r->n_diagnoses; i++)
		if (r->diagnoses[i].evidence.n == 0
			|| r->diagnoses[i].advice.n == 0)
			return false;
	return true;
}

static bool
is_listed(const char *id)
{
	for (size_t i = 0; judge_visit_causes[i] != NULL; i++)
		if (strcmp(judge_visit_causes[i]->id, id) == 0)
			return true;
	return false;
}

static bool
all_listed(const struct report *r)
{
	for (size_t i = 0; i < r->n_diagnoses; i++)
		if (!is_listed(r->diagnoses[i].cause->id))
			return false;
	return true;
}

/* The first word, the status and the first cause ("" for none) of V. */
static void
expect(struct visit *v, const char *word, int status, const char *cause,
	const char *what)
{
	_cleanup_(report_done) struct report r = { .program = "test" };
	const char *first;

	judge_visit(&r, v);
	first = r.n_diagnoses > 0 ? r.diagnoses[0].cause->id : "";
	if (!ok(strcmp(r.word, word) == 0 && report_status(&r) == status
			    && strcmp(first, cause) == 0 && is_whole(&r)
			    && all_listed(&r),
		    "%s: %s %d %s", what, r.word, report_status(&r), first))
		show(&r);
	visit_unref(v);
}

/* ---- certificates ------------------------------------------------------- */

static const struct {
	const char *fault, *cause;
} causes_of[] = {
	{ "no-certificate", "no-client-cert-13" },
	{ "self-signed", "self-signed-client" },
	{ "unknown-ca", "unknown-ca" },
	{ "expired", "client-cert-expired" },
	{ "not-yet-valid", "client-cert-not-yet-valid" },
	{ "no-client-auth", "missing-clientauth-eku" },
	{ "ca-no-client-auth", "intermediate-eku-constrained" },
	{ "no-digital-signature", "ku-no-digital-signature" },
	{ "weak-signature", "weak-signature" },
	{ "weak-key", "weak-key" },
	{ "revoked", "revoked" },
	{ "constraint", "ca-constraint" },
	{ "bad-signature", "key-cert-mismatch" },
};

static unsigned
bits_of(const char *faults)
{
	unsigned bits = 0;

	for (unsigned bit = 1; visit_fault_name(bit) != NULL; bit <<= 1)
		for (const char *at = faults;
			(at = strstr(at, visit_fault_name(bit))) != NULL;
			at++) {
			size_t len = strlen(visit_fault_name(bit));

			if ((at == faults || at[-1] == ' ')
				&& (at[len] == ' ' || at[len] == '\0'))
				bits |= bit;
		}
	return bits;
}

/* Any cause that the first of these faults may have. */
static bool
tells(const struct report *r, unsigned faults, const char *name)
{
	bool rekeyed = strncmp(name, "same-name", 9) == 0
		|| strcmp(name, "forged-name") == 0;

	if ((faults & VISIT_SELF_SIGNED) != 0)
		faults &= ~(unsigned)VISIT_UNKNOWN_CA;
	for (size_t i = 0; i < ARRAY_LEN(causes_of); i++) {
		const char *id = causes_of[i].cause;
		bool found = false;

		if ((faults & bits_of(causes_of[i].fault)) == 0)
			continue;
		if (rekeyed && strcmp(id, "unknown-ca") == 0)
			id = "same-dn-other-key-ca";
		if (strcmp(name, "intermediate-first") == 0)
			id = "chain-wrong-order";
		for (size_t k = 0; k < r->n_diagnoses; k++)
			found |= strcmp(r->diagnoses[k].cause->id, id) == 0;
		if (!found)
			return false;
	}
	return true;
}

static void
test_chain(const struct json *c)
{
	_cleanup_(report_done) struct report r = { .program = "test" };
	const char *name = json_string(json_get(c, "name"));
	unsigned faults = bits_of(json_string(json_get(c, "faults")));
	struct visit *v = arrive(true);

	read_chain(json_get(c, "chain"), &v->chain);
	v->faults = faults;
	v->refusal = faults != 0 ? 42 : REFUSAL_NONE;
	v->end = faults != 0 ? VISIT_REFUSED : VISIT_CLOSED;
	if (faults != 0)
		alert(v, true, 42);
	judge_visit(&r, v);
	if (!ok(strcmp(r.word, faults != 0 ? "REFUSED" : "ACCEPTED") == 0
			    && report_status(&r) == (faults != 0)
			    && (r.n_diagnoses > 0) == (faults != 0)
			    && tells(&r, faults, name) && is_whole(&r)
			    && all_listed(&r)
			    && judged(&r, "client-cert.valid",
				    faults != 0 ? "fail" : "pass", ""),
		    "chain %s", name))
		show(&r);
	visit_unref(v);
}

static const struct json *
find_case(const struct json *root, const char *name)
{
	const struct json *c = json_first(json_get(root, "cases"));

	while (c != NULL && strcmp(json_string(json_get(c, "name")), name) != 0)
		c = json_next(c);
	if (c == NULL)
		bail_out(name);
	return json_get(c, "chain");
}

/* It was shown after the handshake, and the client went before its proof. */
static void
test_unproven(const struct json *root)
{
	struct visit *v = arrive(true);

	read_chain(find_case(root, "good"), &v->chain);
	v->requested_late = true;
	v->end = VISIT_EOF;
	for (int proven = 0; proven <= 1; proven++) {
		_cleanup_(report_done) struct report r = { .program = "test" };

		snprintf(v->signature, sizeof(v->signature), "%s",
			proven ? "ECDSA-SECP256R1-SHA256" : "");
		judge_visit(&r, v);
		ok((strcmp(r.word, "ACCEPTED") == 0) == proven
				&& (report_status(&r) == 0) == proven,
			"late, %s: %s", proven ? "proven" : "unproven", r.word);
	}
	visit_unref(v);
}

static struct visit *
present(const struct json *root, const char *name)
{
	struct visit *v = arrive(true);

	read_chain(find_case(root, name), &v->chain);
	return v;
}

static void
test_doors(const struct json *root)
{
	struct visit *v = present(root, "expired");

	v->auth = FRONT_ANY;
	v->faults = v->ignored = VISIT_EXPIRED;
	expect(v, "TAKEN", 0, "", "an expired one where any is taken");
	v = present(root, "good");
	v->auth = FRONT_ANY;
	v->cas = &no_cas;
	v->faults = v->ignored = VISIT_UNKNOWN_CA;
	expect(v, "TAKEN", 0, "", "one without any CA to hold it against");
	v = arrive(true);
	v->auth = FRONT_REQUEST;
	v->faults = v->ignored = VISIT_NO_CERT;
	expect(v, "ANONYMOUS", 0, "", "none where none is due");
	v = arrive(true);
	v->auth = FRONT_NONE;
	v->requested = v->certificate_message = false;
	expect(v, "ANONYMOUS", 0, "", "none where nobody asks");
	v = present(root, "missing");
	v->faults = VISIT_UNKNOWN_CA;
	v->refusal = REFUSAL_CLOSE;
	expect(v, "REFUSED", 1, "unknown-ca", "one that was closed upon");
	v = present(root, "intermediate-first");
	v->faults = VISIT_SIGNATURE;
	v->refusal = 51;
	expect(v, "REFUSED", 1, "chain-wrong-order", "an issuer first");
	v = present(root, "good");
	v->faults = VISIT_SIGNATURE;
	v->refusal = 51;
	expect(v, "REFUSED", 1, "key-cert-mismatch", "another key");
}

static void
test_without(void)
{
	struct visit *v = arrive(true);

	v->faults = VISIT_NO_CERT;
	v->refusal = 116;
	expect(v, "REFUSED", 1, "no-client-cert-13", "none, TLS 1.3");
	v = arrive(false);
	v->faults = VISIT_NO_CERT;
	v->refusal = 40;
	expect(v, "REFUSED", 1, "no-client-cert-12", "none, TLS 1.2");
	v = arrive(true);
	v->faults = VISIT_NO_CERT;
	v->refusal = REFUSAL_HTTP;
	expect(v, "REFUSED", 1, "no-client-cert-13", "none, refused by HTTP");
	v = arrive(true);
	v->faults = VISIT_UNREADABLE;
	v->unreadable = xstrdup("no certificate at all");
	v->refusal = 42;
	expect(v, "REFUSED", 1, "client-cert-unreadable", "an unreadable one");
}

/* What one fault hides, and what is forgiven. */
static void
test_order(const struct json *root)
{
	_cleanup_(report_done) struct report r = { .program = "test" };
	struct visit *v = present(root, "expired");

	v->faults = VISIT_UNKNOWN_CA | VISIT_EXPIRED;
	v->ignored = VISIT_UNKNOWN_CA;
	v->refusal = 45;
	judge_visit(&r, v);
	ok(strcmp(r.diagnoses[0].cause->id, "client-cert-expired") == 0,
		"what decided comes before what is forgiven");
	visit_unref(v);
	report_clear(&r);

	v = present(root, "missing");
	v->faults = VISIT_UNKNOWN_CA;
	v->refusal = 48;
	judge_visit(&r, v);
	ok(names(&r, "unknown-ca", CONFIDENCE_LIKELY)
			&& names(&r, "missing-intermediate",
				CONFIDENCE_POSSIBLE),
		"alone, it may lack an intermediate");
	visit_unref(v);
	report_clear(&r);

	v = present(root, "self-signed");
	v->faults = VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED;
	v->refusal = 48;
	judge_visit(&r, v);
	ok(r.n_diagnoses == 1, "signed by itself: no CA is missing");
	visit_unref(v);
}

/* ---- handshakes --------------------------------------------------------- */

static void
test_blame(void)
{
	static const struct {
		uint8_t code;
		const char *sni, *cause;
	} rows[] = {
		{ 48, "ec.example", "server-cert-untrusted" },
		{ 42, "ec.example", "server-cert-untrusted" },
		{ 46, "", "server-cert-untrusted" },
		{ 42, "other.example", "server-cert-name" },
		{ 46, "other.example", "server-cert-name" },
		{ 48, "other.example", "server-cert-untrusted" },
		{ 45, "ec.example", "server-cert-expired" },
		{ 40, "ec.example", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct visit *v = stumble(VISIT_ALERT);

		alert(v, false, rows[i].code);
		snprintf(v->sni, sizeof(v->sni), "%s", rows[i].sni);
		expect(v, "FAILED", 1, rows[i].cause, "the client's alert");
	}
}

static void
test_breaks(void)
{
	struct visit *v = stumble(VISIT_BROKEN);

	*v->version = '\0';
	alert(v, true, 70);
	expect(v, "FAILED", 1, "tls-version-refused", "no version in common");
	v = stumble(VISIT_BROKEN);
	alert(v, true, 120);
	expect(v, "FAILED", 1, "alpn-refused", "no protocol in common");
	v = stumble(VISIT_BROKEN);
	alert(v, true, 40);
	expect(v, "FAILED", 1, "no-common-parameters", "no suite in common");
	v = stumble(VISIT_BROKEN);
	alert(v, true, 50);
	v->error_text = xstrdup("nonsense");
	expect(v, "FAILED", 1, "", "a message that cannot be read");
	v = stumble(VISIT_EOF);
	expect(v, "FAILED", 1, "server-cert-untrusted",
		"it left when it saw our certificate");
	v = stumble(VISIT_EOF);
	snprintf(v->sni, sizeof(v->sni), "other.example");
	expect(v, "FAILED", 1, "server-cert-name",
		"it left when it saw a certificate for another name");
	v = stumble(VISIT_EOF);
	v->hello = vector_octets("../fuzz/corpus/clienthello/chromium");
	expect(v, "LEFT", 4, "left-when-asked", "it left to ask its user");
	v = arrive(true);
	v->end = VISIT_ALERT;
	v->requested = v->certificate_message = false;
	alert(v, false, 48);
	expect(v, "FAILED", 1, "server-cert-untrusted",
		"it looks at our certificate only afterwards");
	v = stumble(VISIT_OPEN);
	expect(v, "BEGUN", 0, "", "it goes on");
}

static struct visit *
speak(const char *octets_sent, enum visit_end end)
{
	struct visit *v = stumble(end);

	*v->version = '\0';
	v->n_held = strlen(octets_sent);
	memcpy(v->held, octets_sent, v->n_held);
	return v;
}

static void
test_speech(void)
{
	struct visit *v = speak("GET / HTTP/1.1\r\n", VISIT_NOT_TLS);

	expect(v, "NOT TLS", 1, "plain-http", "plain HTTP");
	v = speak("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", VISIT_NOT_TLS);
	expect(v, "NOT TLS", 1, "proxy-protocol", "PROXY protocol");
	v = speak("SSH-2.0-x\r\n", VISIT_NOT_TLS);
	expect(v, "NOT TLS", 1, "client-speaks-no-tls", "another protocol");
	v = speak("", VISIT_EOF);
	expect(v, "UNDECIDED", 4, "", "nothing at all");
	v = speak("", VISIT_TIMEOUT);
	expect(v, "UNDECIDED", 4, "", "silence");
	v = stumble(VISIT_TIMEOUT);
	expect(v, "UNDECIDED", 4, "", "half a handshake");
	v = speak("GET / HTTP/1.1\r\n", VISIT_DONE);
	visit_answered(v, visit_asked(v, "GET", "/"), 200);
	expect(v, "PLAIN", 0, "", "HTTP where that is spoken");
}

/* ---- names and Token Binding -------------------------------------------- */

static void
test_name(const char *sni, const char *verdict)
{
	_cleanup_(report_done) struct report r = { .program = "test" };
	struct visit *v = arrive(true);

	v->auth = FRONT_NONE;
	snprintf(v->sni, sizeof(v->sni), "%s", sni);
	judge_visit(&r, v);
	ok(judged(&r, "visit.server-name", verdict, ""), "name %s: %s", sni,
		verdict);
	visit_unref(v);
}

static void
test_tokbind(const char *hello, bool tls13, const char *verdict,
	const char *words)
{
	static const struct tbneg_config config = { TBNEG_V1_0, TBNEG_V1_0,
		{ TBID_ECDSAP256 }, 1 };
	_cleanup_(report_done) struct report r = { .program = "test" };
	_cleanup_bytes_ struct bytes body = octets(hello);
	struct visit *v = arrive(tls13);

	v->auth = FRONT_NONE;
	v->tokbind.own = &config;
	v->tokbind.server = true;
	bytes_append_view(&v->hello, bytes_view(&body));
	judge_visit(&r, v);
	if (!ok(judged(&r, "visit.tokbind", verdict, words),
		    "Token Binding: %s %s", verdict, words))
		show(&r);
	visit_unref(v);
}

static void
test_tokbinds(void)
{
	test_tokbind(BEFORE, true, "skip", "not offered");
	test_tokbind(BEFORE "0008"
			    "0018"
			    "0004"
			    "01000102",
		false, "warn", "extended master secret");
	test_tokbind(BEFORE "0008"
			    "0018"
			    "0004"
			    "01000101",
		true, "warn", "no key parameter");
	test_tokbind(BEFORE "0008"
			    "0018"
			    "0004"
			    "000d0102",
		true, "warn", "version 0.13");
	test_tokbind(BEFORE "0006"
			    "0018"
			    "0002"
			    "0100",
		true, "warn", "cannot be read");
}

/* ---- what wants to deceive ---------------------------------------------- */

static bool
has_octets(const struct strbuf *b, const char *octets_wanted)
{
	return memmem(b->data, b->len, octets_wanted, strlen(octets_wanted))
		!= NULL;
}

static void
test_hostile(const struct json *root)
{
	static const struct report_format *const formats[] = { &format_text,
		&format_json, &format_tap, &format_junit };
	_cleanup_(report_done) struct report r = { .program = "test" };
	struct visit *v = present(root, "good");

	free(v->chain.cert[0]->subject);
	v->chain.cert[0]->subject = xstrdup(
		"CN=%s%n<script>\x1b[2J\xe2\x80\xae");
	snprintf(v->sni, sizeof(v->sni), "%%s\x1b[2J");
	for (size_t i = 0; i < VISIT_REQUESTS_MAX + 9; i++)
		visit_asked(v, "GE\x1bT", "/%s%n\x1b[2J");
	judge_visit(&r, v);
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		_cleanup_strbuf_ struct strbuf text = { NULL };

		render_into(&r, formats[i], &text);
		ok(text.len > 0 && !has_octets(&text, "\x1b")
				&& !has_octets(&text, "\xe2\x80\xae")
				&& (formats[i] == &format_junit
					|| has_octets(&text, "%s%n")),
			"%s: nothing deceives", formats[i]->name);
	}
	visit_unref(v);
}

static void
redacts(const char *target, const char *want)
{
	_cleanup_str_ char *got = visit_redact(target);

	ok(strcmp(got, want) == 0, "%s", got);
}

static void
test_redact(void)
{
	redacts("/", "/");
	redacts("/a?b=c&d", "/a?b=c&d");
	redacts("/?access_token=x", "/?access_token=(hidden)");
	redacts("/?a=1&Code=x&b=2", "/?a=1&Code=(hidden)&b=2");
	redacts("/?access%5ftoken=x", "/?access%5ftoken=(hidden)");
	redacts("/?token", "/?token");
	redacts("/?&&=&token=", "/?&&=&token=(hidden)");
	redacts("/?tokens=1?token=2", "/?tokens=1?token=2");
}

static void
test_twice(const struct json *root)
{
	_cleanup_(report_done) struct report r = { .program = "test" };
	_cleanup_strbuf_ struct strbuf a = { NULL }, b = { NULL };
	struct visit *v = present(root, "through");

	judge_visit(&r, v);
	render_into(&r, &format_json, &a);
	report_clear(&r);
	judge_visit(&r, v);
	render_into(&r, &format_json, &b);
	ok(a.len == b.len && memcmp(a.data, b.data, a.len) == 0,
		"told twice, it is the same");
	visit_unref(v);
}

int
main(void)
{
	struct json *root = vector_json("visitor.json");
	struct json *others = vector_json("certs.json");
	const struct json *c = json_first(json_get(others, "cases"));

	while (strcmp(json_string(json_get(c, "name")), "ec") != 0)
		c = json_next(c);
	own = read_cert(json_get(c, "der"));
	if (!json_integer(json_get(root, "now"), &now))
		bail_out("no moment");
	read_chain(json_get(root, "cas"), &cas);
	for (c = json_first(json_get(root, "cases")); c != NULL;
		c = json_next(c))
		test_chain(c);
	test_unproven(root);
	test_doors(root);
	test_without();
	test_order(root);
	test_blame();
	test_breaks();
	test_speech();
	test_name("ec.example", "pass");
	test_name("EC.Example", "pass");
	test_name("other.example", "warn");
	test_name("127.0.0.1", "warn");
	test_name("", "skip");
	test_tokbinds();
	test_hostile(root);
	test_redact();
	test_twice(root);
	certs_done(&cas);
	cert_free(own);
	json_free(root);
	json_free(others);
	return tap_done();
}
