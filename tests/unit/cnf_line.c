/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a batch that must not pass for what they are not: members that
 * would say something in vain, text without a signature, and headers in which
 * a client may have had its say.
 */
#include "judge/cnf_line.h"

#include "base/b64.h"
#include "base/hex.h"
#include "judged.h"
#include "proof/certfile.h"
#include "proof/hash.h"
#include "tap.h"
#include "vectors.h"

enum { NOW = 1764079200, FAKES = 32 };

/* A certificate, its SHA-256 in hex, and its x5t#S256; another SHA-256. */
static char *escaped, *hex, *right, *other_hex, *other;

static struct cnf_check all;
static void *worker;

/* A line whose members are MEMBERS, judged; by status, and what is said. */
static void
line(const char *what, const char *members, int status, const char *id,
	const char *verdict, const char *words)
{
	_cleanup_str_ char *text = xasprintf("{%s}", members);
	struct report r = { .program = "p", .now = NOW };
	bool is_said;

	cnf_line_check(worker, &r, view_of_str(text));
	is_said = id != NULL
		? judged(&r, id, verdict, words)
		: words == NULL || strstr(r.err.text, words) != NULL;
	if (!ok(report_status(&r) == status && is_said, "%s", what)) {
		printf("# status %d, %s\n", report_status(&r), r.err.text);
		show(&r);
	}
	report_done(&r);
}

/* A JWT with that confirmation, that nobody signed; the caller frees it. */
static char *
jwt(const char *cnf)
{
	_cleanup_str_ char *payload = xasprintf("{\"exp\":%d,\"cnf\":%s}",
		NOW + 9, cnf);
	_cleanup_str_ char *body = b64url(view_of_str(payload));

	return xasprintf("eyJhbGciOiJFUzI1NiJ9.%s.AAAA", body);
}

static char *
bound_to(const char *x5t_s256)
{
	_cleanup_str_ char *cnf = xasprintf("{\"x5t#S256\":\"%s\"}", x5t_s256);

	return jwt(cnf);
}

/* ---- members in vain ---------------------------------------------------- */

static void
with(const char *what, const char *more, int status, const char *words)
{
	_cleanup_str_ char *token = bound_to(right);
	_cleanup_str_ char
		*members = xasprintf("\"token\":\"%s\",\"x5t#S256\":\"%s\"%s",
			token, right, more);

	line(what, members, status, NULL, NULL, words);
}

static void
test_members(void)
{
	_cleanup_str_ char *cert = xasprintf(",\"cert\":\"Hash=%s\"",
		other_hex);
	_cleanup_str_ char
		*jkt = xasprintf(",\"dpop\":\"a.b.c\",\"jkt\":\"%s\"", other);

	with("a thumbprint alone", "", 0, NULL);
	with("method without dpop", ",\"method\":\"GET\"", 3,
		"method: only with dpop");
	with("url without dpop", ",\"url\":\"https://a/\"", 3,
		"url: only with dpop");
	with("nonce without dpop", ",\"nonce\":\"a\"", 3,
		"nonce: only with dpop");
	with("access_token without dpop", ",\"access_token\":\"a\"", 3,
		"access_token: only with dpop");
	with("two certificates", cert, 3, "x5t#S256: only without cert");
	with("two keys of proofs", jkt, 3, "jkt: only without dpop");
}

/* ---- signatures --------------------------------------------------------- */

static void
test_unsigned(void)
{
	static const char id[] = "token.authentic",
			  jwks[] = ",\"jwks\":\"{\\\"keys\\\":[]}\"";
	_cleanup_str_ char *rest = xasprintf(",\"x5t#S256\":\"%s\"", right);
	_cleanup_str_ char *text =
		xasprintf("\"token\":\"{\\\"active\\\":true,\\\"cnf\\\":"
			  "{\\\"x5t#S256\\\":\\\"%s\\\"}}\"%s",
			right, rest);
	_cleanup_str_ char *object = xasprintf("\"token\":{\"active\":true,"
					       "\"cnf\":{\"x5t#S256\":"
					       "\"%s\"}}%s",
		right, rest);
	_cleanup_str_ char *text_keys = xasprintf("%s%s", text, jwks);
	_cleanup_str_ char *object_keys = xasprintf("%s%s", object, jwks);

	line("text, no keys", text, 0, id, "warn", "no signature");
	line("text without a signature, and keys", text_keys, 1, id, "fail",
		"or in a batch as an object");
	line("an object, and keys", object_keys, 0, id, "warn", "no signature");
}

/* ---- proofs for tokens that are bound otherwise ------------------------- */

static void
proof_for(const char *what, const char *scheme, const char *cnf,
	const char *verdict, const char *words)
{
	_cleanup_str_ char *token = jwt(cnf);
	_cleanup_str_ char *members =
		xasprintf("\"token\":\"%s%s\",\"dpop\":\"e30.e30.AA\"", scheme,
			token);

	line(what, members, 1, "dpop.key", verdict, words);
}

static void
test_proofs(void)
{
	static const char words[] = "neither jkt nor jwk";

	proof_for("a proof that is beside the point", "Bearer ",
		"{\"x5t#S256\":\"a\"}", "warn", words);
	proof_for("the scheme DPoP, and no key", "DPoP ",
		"{\"x5t#S256\":\"a\"}", "fail", words);
	proof_for("a jkt", "DPoP ", "{\"jkt\":\"a\"}", "skip", "no sound key");
	proof_for("a jwk", "DPoP ", "{\"jwk\":{}}", "skip", "no cnf.jkt");
}

/* The token that an introspection response tells of is another one. */
static void
test_response(void)
{
	_cleanup_str_ char *body = b64url(
		view_of_str("{\"token_introspection\":{\"active\":true,"
			    "\"cnf\":{\"jkt\":\"a\"}}}"));
	_cleanup_str_ char *members = xasprintf(
		"\"token\":\"eyJhbGciOiJFUzI1NiIsInR5cCI6InRva2VuLWludHJv"
		"c3BlY3Rpb24rand0In0.%s.AAAA\",\"dpop\":\"e30.e30.AA\"",
		body);

	line("a proof, and a JWT that tells of the token", members, 1,
		"dpop.token", "skip", "no access token is given");
}

/* ---- headers ------------------------------------------------------------ */

static void
header(const char *what, const char *x5t_s256, const char *value, int status)
{
	_cleanup_str_ char *token = bound_to(x5t_s256);
	_cleanup_str_ char *members =
		xasprintf("\"token\":\"%s\",\"cert\":\"%s\"", token, value);

	line(what, members, status, NULL, NULL, NULL);
}

static void
test_headers(void)
{
	_cleanup_str_ char
		*names = xasprintf("By=a;Hash=%s;URI=spiffe://a;Hash=%s",
			other_hex, hex);
	_cleanup_str_ char
		*hidden = xasprintf("By=a;Hash=%s,By=a;Hash=%s;Cert=\\\"%s\\\"",
			other_hex, hex, escaped);
	_cleanup_str_ char *differs = xasprintf("Hash=%s;Cert=\\\"%s\\\"",
		other_hex, escaped);
	_cleanup_str_ char *once = xasprintf("ssl-client-cert: %s", escaped);
	_cleanup_str_ char *twice = xasprintf("%s\\r\\n%s", once, once);

	header("the first Hash of an element", other, names, 0);
	header("a Hash that stands behind a name", right, names, 1);
	header("a Hash before the first Cert", other, hidden, 0);
	header("the certificate behind that", right, hidden, 1);
	header("a certificate with another Hash", right, differs, 1);
	header("a field", right, once, 0);
	header("a field that stands twice", right, twice, 1);
}

/* ---- access tokens ------------------------------------------------------ */

static void
access_token(const char *text, const char *want)
{
	struct cnf_check c = { .has_keys = false };
	struct err err = { .kind = ERR_NONE };
	int rc = cnf_check_access_token(&c, view_of_str(text), &err);

	ok(want != NULL ? rc == 0
				&& view_eq_str(bytes_view(&c.access_token),
					want)
			: rc == -1 && err.kind == ERR_INPUT,
		"the access token in %zu octets", strlen(text));
	cnf_check_done(&c);
}

static void
test_access_tokens(void)
{
	access_token("abc", "abc");
	access_token("abc\n", "abc");
	access_token("Authorization: DPoP abc\r\n", "abc");
	access_token("{\"access_token\":\"abc\",\"token_type\":\"DPoP\"}",
		"abc");
	access_token("", NULL);
	access_token("{\"active\":true}", NULL);
}

/* ---- all of it ---------------------------------------------------------- */

/* Between the marks of PEM, all in one line. */
static char *
escape_pem(const char *pem)
{
	_cleanup_bytes_ struct bytes b = { 0 };

	for (; *pem != '\0'; pem++)
		if (strchr(" \n+", *pem) == NULL)
			bytes_append(&b, pem, 1);
		else
			bytes_append_str(&b,
				*pem == ' '           ? "%20"
					: *pem == '+' ? "%2B"
						      : "%0A");
	return xstrndup((const char *)b.data, b.len);
}

static void
make_certs(void)
{
	_cleanup_str_ char *path = vector_path("keys/ec-cert.pem");
	_cleanup_certfile_ struct certfile *file = NULL;
	uint8_t digest[HASH_MAX], fake[FAKES] = { 0 };
	_cleanup_str_ char *text = NULL;
	struct view der;
	struct err err;

	if (certfile_open(path, NULL, &file, &err) < 0
		|| certfile_next(file, &der, &err) != 1) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	text = certfile_pem(der);
	escaped = escape_pem(text);
	hash_data(HASH_SHA256, der, digest);
	right = b64url((struct view){ digest, FAKES });
	hex = hex_encode((struct view){ digest, FAKES }, HEX_LOWER);
	other = b64url((struct view){ fake, FAKES });
	other_hex = hex_encode((struct view){ fake, FAKES }, HEX_LOWER);
}

int
main(void)
{
	make_certs();
	worker = cnf_line_begin(&all);
	test_members();
	test_unsigned();
	test_proofs();
	test_response();
	test_headers();
	test_access_tokens();
	cnf_line_end(worker);
	free(escaped);
	free(hex);
	free(right);
	free(other_hex);
	free(other);
	return tap_done();
}
