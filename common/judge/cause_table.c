/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_table.c - the causes themselves.  Which alert means what differs from
 * server to server (OpenSSL names the flaw, GnuTLS says access_denied to all
 * of them, Go bad_certificate, Java certificate_unknown, Node nothing), so a
 * row reads the alert together with what the user's own files show.
 */
#include "judge/cause.h"

/* Alerts of RFC 8446 section 6 that appear in the rows below. */
enum {
	HANDSHAKE_FAILURE = 40,
	BAD_CERTIFICATE = 42,
	UNSUPPORTED = 43,
	REVOKED = 44,
	EXPIRED = 45,
	UNKNOWN = 46,
	UNKNOWN_CA = 48,
	ACCESS_DENIED = 49,
	DECODE_ERROR = 50,
	DECRYPT_ERROR = 51,
	PROTOCOL_VERSION = 70,
	INSUFFICIENT_SECURITY = 71,
	INTERNAL_ERROR = 80,
	UNRECOGNIZED_NAME = 112,
	CERTIFICATE_REQUIRED = 116,
	NO_APPLICATION_PROTOCOL = 120,
};

/* clang-format off */
#define CAUSE(symbol, id, title) \
	static const struct cause symbol = { (id), (title) }

CAUSE(plain_http, "http-vs-https-port", "the port speaks plain HTTP, not TLS");
CAUSE(not_tls, "port-speaks-no-tls", "the port speaks another protocol");
CAUSE(no_cert_13, "no-client-cert-13",
	"the server requires a client certificate, and none was given");
CAUSE(no_cert_12, "no-client-cert-12",
	"the server requires a client certificate, and none was given");
CAUSE(no_scheme, "cert-suppressed-sigalg",
	"no signature algorithm in common: the certificate was withheld");
CAUSE(not_requested, "client-cert-not-requested",
	"the server never asked for a client certificate");
CAUSE(no_pha, "pha-not-offered",
	"the server asks after the handshake only, which was not offered");
CAUSE(http_no_cert, "app-layer-400-no-cert",
	"the HTTP server requires a client certificate");
CAUSE(http_bad_cert, "app-layer-400-cert-error",
	"the HTTP server did not accept the client certificate");
CAUSE(key_mismatch, "key-cert-mismatch",
	"the private key does not belong to the certificate");
CAUSE(wrong_order, "chain-wrong-order",
	"the client's own certificate is not the first in its file");
CAUSE(expired, "client-cert-expired", "the client certificate has expired");
CAUSE(not_yet, "client-cert-not-yet-valid",
	"the client certificate is not valid yet");
CAUSE(clock_skew, "clock-skew", "the two clocks differ");
CAUSE(no_eku, "missing-clientauth-eku",
	"the certificate may not be used for client authentication");
CAUSE(no_ku, "ku-no-digital-signature",
	"the certificate's key may not make signatures");
CAUSE(weak_signature, "weak-signature",
	"the certificate is signed with a broken digest");
CAUSE(weak_key, "weak-key", "the certificate's key is too short");
CAUSE(self_signed, "self-signed-client",
	"the client certificate is self-signed, and the server wants a CA's");
CAUSE(revoked, "revoked", "the client certificate has been revoked");
CAUSE(unknown_ca, "unknown-ca", "the server does not trust the issuer");
CAUSE(rekeyed_ca, "same-dn-other-key-ca",
	"the server knows a CA of that name with another key");
CAUSE(no_intermediate, "missing-intermediate",
	"an intermediate certificate was not sent");
CAUSE(silent, "server-no-alert", "the server closes without saying why");
CAUSE(version, "tls-version-refused", "no TLS version in common");
CAUSE(parameters, "no-common-parameters",
	"no cipher suite, group or signature algorithm in common");
CAUSE(name, "sni-unknown", "the server does not know the name asked for");
CAUSE(alpn, "alpn-refused", "no application protocol in common");

const struct cause *const cause_ids[] = {
	&plain_http, &not_tls, &no_cert_13, &no_cert_12, &no_scheme,
	&not_requested, &no_pha, &http_no_cert, &http_bad_cert, &key_mismatch,
	&wrong_order, &expired, &not_yet, &clock_skew, &no_eku, &no_ku,
	&weak_signature, &weak_key, &self_signed, &revoked, &unknown_ca,
	&rekeyed_ca, &no_intermediate, &silent, &version, &parameters, &name,
	&alpn, NULL
};

#define CERTAIN		.confidence = CONFIDENCE_CERTAIN
#define LIKELY		.confidence = CONFIDENCE_LIKELY
#define POSSIBLE	.confidence = CONFIDENCE_POSSIBLE

/* The server saw the certificate and said no, at whatever layer. */
#define REFUSED		(SIGN(REJECTED) | SIGN(SENT))
/* The refusal does not tell that nothing was sent. */
#define NOT_FOR_LACK	(SIGN(HTTP_NO_CERT) | SIGN(HTTP_REAUTH))

const struct cause_row cause_rows[] = {
	/* ---- no TLS at all, or none in common ---- */
	{ &plain_http, CERTAIN, .all = SIGN(PLAIN_HTTP),
	  .text = "{target} answers in plain HTTP",
	  .advice = { "use the port that speaks HTTPS (often 443 or 8443), or "
		"switch TLS on for this one" } },
	{ &not_tls, LIKELY, .all = SIGN(NOT_TLS), .none = SIGN(PLAIN_HTTP),
	  .text = "{target} does not speak TLS, or not at once",
	  .advice = { "check the port; mail, directory and database servers "
		"expect STARTTLS in their own protocol first" } },
	{ &version, CERTAIN, .all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
	  .alerts = { PROTOCOL_VERSION },
	  .text = "the server takes none of the TLS versions that were offered",
	  .advice = { "leave --tls out, or try the other version" } },
	{ &parameters, LIKELY, .all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
	  .alerts = { HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY },
	  .text = "the server found no cipher suite, group or signature "
		"algorithm that it takes",
	  .advice = { "try a wider --priority, for example NORMAL:+SHA1",
		"some servers answer an unknown name like this: try "
		"--servername" } },
	{ &name, CERTAIN, .all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
	  .alerts = { UNRECOGNIZED_NAME },
	  .text = "the server has nothing for the name {name}",
	  .advice = { "ask for a name that it serves: --servername NAME" } },
	{ &alpn, CERTAIN, .all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
	  .alerts = { NO_APPLICATION_PROTOCOL },
	  .text = "the server speaks none of the protocols offered by ALPN",
	  .advice = { "leave --alpn out, or offer another protocol" } },

	/* ---- the certificate never was in question ---- */
	{ &not_requested, CERTAIN,
	  .all = SIGN(NOT_REQUESTED) | SIGN(CONFIGURED),
	  .text = "the server never asked for a client certificate",
	  .advice = { "enable client authentication on this very listener and "
		"server name; or TLS ends at a proxy in front of it" } },
	{ &no_pha, CERTAIN, .all = SIGN(HTTP_REAUTH),
	  .text = "this path wants a certificate after the handshake, and TLS "
		"1.3 allows that only to clients that offer it",
	  .because = { "the error page names Post-Handshake Authentication" },
	  .advice = { "verify at the handshake (for the whole virtual host), "
		"or try --tls 1.2: there the server renegotiates" } },
	{ &no_cert_13, CERTAIN, .all = SIGN(REJECTED) | SIGN(REQUESTED),
	  .none = SIGN(CONFIGURED) | SIGN(TLS12),
	  .alerts = { CERTIFICATE_REQUIRED },
	  .text = "the server requires a client certificate, and none was "
		"given",
	  .advice = { "give one: --cert FILE --key FILE",
		"{authorities}" } },
	{ &no_cert_13, LIKELY, .all = SIGN(REJECTED) | SIGN(REQUESTED),
	  .any = SIGN(VAGUE),
	  .none = SIGN(CONFIGURED) | SIGN(TLS12),
	  .text = "the server requires a client certificate, and none was "
		"given",
	  .advice = { "give one: --cert FILE --key FILE",
		"{authorities}" } },
	{ &no_cert_12, LIKELY,
	  .all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
	  .any = SIGN(VAGUE), .none = SIGN(CONFIGURED),
	  .text = "the server requires a client certificate, and none was "
		"given (TLS 1.2 has no alert of its own for that)",
	  .advice = { "give one: --cert FILE --key FILE",
		"{authorities}" } },
	{ &no_cert_12, LIKELY,
	  .all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
	  .none = SIGN(CONFIGURED), .alerts = { DECODE_ERROR },
	  .text = "the server requires a client certificate, and none was "
		"given (GnuTLS servers say decode_error to that)",
	  .advice = { "give one: --cert FILE --key FILE",
		"{authorities}" } },
	{ &no_scheme, CERTAIN, .all = SIGN(CONFIGURED) | SIGN(NO_SCHEME),
	  .text = "nothing was sent: the server takes no signature that the "
		"key of {cert} can make",
	  .because = { "the key is {key}; the server takes {schemes}" },
	  .advice = { "use a certificate with a key for one of these "
		"algorithms, or let the server take more of them" } },
	{ &http_no_cert, POSSIBLE, .all = SIGN(HTTP_NO_CERT) | SIGN(SENT),
	  .text = "the HTTP server says that no certificate was sent, but one "
		"was: TLS may end at a proxy before it",
	  .because = { "the error page says so" },
	  .advice = { "let the proxy pass the certificate on, or ask the HTTP "
		"server directly" } },
	{ &http_no_cert, CERTAIN, .all = SIGN(HTTP_NO_CERT),
	  .none = SIGN(SENT),
	  .text = "the HTTP server requires a client certificate and says that "
		"none was sent",
	  .because = { "the error page says so" },
	  .advice = { "{give}", "{authorities}" } },

	/* ---- flaws that the user's own files show ---- */
	{ &key_mismatch, CERTAIN, .all = REFUSED | SIGN(KEY_MISMATCH),
	  .alerts = { DECRYPT_ERROR },
	  .text = "the key given is not that of {cert}",
	  .because = { "its public key is not in any certificate of the file" },
	  .advice = { "use the key that the certificate was issued for; to see "
		"which that is, compare the SPKI pins of tlsbind-thumbprint" }
	},
	{ &key_mismatch, LIKELY, .all = REFUSED | SIGN(KEY_MISMATCH),
	  .none = NOT_FOR_LACK,
	  .text = "the key given is not that of {cert}",
	  .because = { "its public key is not in any certificate of the file" },
	  .advice = { "use the key that the certificate was issued for" } },
	{ &key_mismatch, CERTAIN, .all = SIGN(REQUESTED) | SIGN(KEY_MISMATCH),
	  .none = SIGN(SENT) | SIGN(NO_SCHEME),
	  .text = "nothing was sent: the key given is not that of {cert}, not "
		"even of its kind",
	  .because = { "its public key is not in any certificate of the file" },
	  .advice = { "use the key that the certificate was issued for" } },
	{ &wrong_order, CERTAIN, .all = REFUSED | SIGN(LEAF_NOT_FIRST) |
		SIGN(BY_ALERT),
	  .text = "{cert} begins with another certificate than the client's "
		"own",
	  .because = { "the key belongs to {subject}, which is not the first "
		"in the file" },
	  .advice = { "put the client's certificate first, then its issuer, "
		"and so on" } },
	{ &wrong_order, LIKELY, .all = REFUSED | SIGN(LEAF_NOT_FIRST),
	  .none = NOT_FOR_LACK,
	  .text = "{cert} begins with another certificate than the client's "
		"own",
	  .because = { "the key belongs to {subject}, which is not the first "
		"in the file" },
	  .advice = { "put the client's certificate first, then its issuer, "
		"and so on" } },
	{ &expired, CERTAIN, .all = REFUSED | SIGN(EXPIRED),
	  .alerts = { EXPIRED },
	  .text = "the client certificate has expired",
	  .because = { "{cert} was valid until {not_after}" },
	  .advice = { "renew it" } },
	{ &expired, LIKELY, .all = REFUSED | SIGN(EXPIRED),
	  .none = NOT_FOR_LACK,
	  .text = "the client certificate has expired",
	  .because = { "{cert} was valid until {not_after}" },
	  .advice = { "renew it" } },
	{ &not_yet, LIKELY, .all = REFUSED | SIGN(NOT_YET),
	  .none = NOT_FOR_LACK,
	  .text = "the client certificate is not valid yet",
	  .because = { "{cert} is valid from {not_before} on" },
	  .advice = { "wait, or compare the clocks of issuer and server" } },
	{ &clock_skew, POSSIBLE, .all = REFUSED, .none = SIGN(EXPIRED),
	  .alerts = { EXPIRED },
	  .text = "the server calls the certificate expired, our clock does "
		"not: its clock is ahead, or an intermediate has expired",
	  .because = { "{cert} is valid until {not_after}" },
	  .advice = { "compare the clocks; check the dates of every "
		"certificate in the file" } },
	{ &no_eku, CERTAIN, .all = REFUSED | SIGN(NO_CLIENT_EKU),
	  .alerts = { UNSUPPORTED },
	  .text = "the certificate is not made for client authentication",
	  .because = { "its extended key usage lacks clientAuth" },
	  .advice = { "have it issued with clientAuth; public CAs no longer "
		"do that, a private CA does" } },
	{ &no_eku, LIKELY, .all = REFUSED | SIGN(NO_CLIENT_EKU),
	  .none = NOT_FOR_LACK,
	  .text = "the certificate is not made for client authentication",
	  .because = { "its extended key usage lacks clientAuth" },
	  .advice = { "have it issued with clientAuth; public CAs no longer "
		"do that, a private CA does" } },
	{ &no_ku, LIKELY, .all = REFUSED | SIGN(NO_DIGITAL_SIGNATURE),
	  .none = NOT_FOR_LACK,
	  .text = "the certificate's key usage does not allow signatures",
	  .because = { "its key usage lacks digitalSignature" },
	  .advice = { "have it issued with digitalSignature" } },
	{ &weak_signature, LIKELY, .all = REFUSED | SIGN(WEAK_SIGNATURE),
	  .none = NOT_FOR_LACK,
	  .text = "the certificate is signed with a broken digest",
	  .because = { "its signature is {sig_alg}" },
	  .advice = { "have it issued with SHA-256 or better" } },
	{ &weak_key, LIKELY, .all = REFUSED | SIGN(WEAK_KEY),
	  .none = NOT_FOR_LACK,
	  .text = "the certificate's key is too short",
	  .because = { "it is {key}; OpenSSL takes 2048 bits and more" },
	  .advice = { "use a key of at least 2048 bits, or P-256" } },
	{ &self_signed, LIKELY, .all = REFUSED | SIGN(SELF_SIGNED),
	  .none = NOT_FOR_LACK,
	  .text = "the client certificate is self-signed, and the server wants "
		"one that a CA has issued",
	  .advice = { "use a certificate of one of the server's CAs; or let "
		"the "
		"server skip the issuer check and compare the registered "
		"certificate itself (RFC 8705 section 2.2)" } },

	/* ---- what only the server knows ---- */
	{ &revoked, CERTAIN, .all = REFUSED, .alerts = { REVOKED },
	  .text = "the server says that the client certificate is revoked",
	  .advice = { "ask {issuer} for a new one, and why it was revoked" } },
	{ &unknown_ca, LIKELY, .all = REFUSED,
	  .none = SIGN(LISTED) | SIGN(SELF_SIGNED) | SIGN(LEAF_NOT_FIRST),
	  .alerts = { UNKNOWN_CA },
	  .text = "the server does not trust the issuer \"{issuer}\"",
	  .because = { "{unlisted}" },
	  .advice = { "give the server's operator the certificate of this CA: "
		"{issuer_dn}" } },
	{ &unknown_ca, LIKELY, .all = REFUSED | SIGN(NOT_LISTED) | SIGN(VAGUE),
	  .none = SIGN(FLAWED) | NOT_FOR_LACK,
	  .text = "the server does not trust the issuer \"{issuer}\"",
	  .because = { "{unlisted}" },
	  .advice = { "give the server's operator the certificate of this CA: "
		"{issuer_dn}" } },
	{ &unknown_ca, POSSIBLE, .all = REFUSED | SIGN(NO_LIST) | SIGN(VAGUE),
	  .none = SIGN(FLAWED) | NOT_FOR_LACK,
	  .text = "the server does not trust the issuer \"{issuer}\"",
	  .because = { "the server names no CAs that it accepts" },
	  .advice = { "give the server's operator the certificate of this CA: "
		"{issuer_dn}" } },
	{ &rekeyed_ca, LIKELY, .all = REFUSED | SIGN(LISTED),
	  .none = SIGN(FLAWED), .alerts = { UNKNOWN_CA },
	  .text = "the server trusts a CA named \"{issuer}\", but not the one "
		"that signed {cert}",
	  .because = { "the issuer is among the CA names of the server, and "
		"yet "
		"it calls the CA unknown" },
	  .advice = { "compare the CA's key identifiers: it has been re-keyed, "
		"and the server has its old certificate" } },
	{ &rekeyed_ca, POSSIBLE, .all = REFUSED | SIGN(LISTED) | SIGN(VAGUE),
	  .none = SIGN(FLAWED) | NOT_FOR_LACK,
	  .text = "the server trusts a CA named \"{issuer}\", but perhaps not "
		"the one that signed {cert}",
	  .because = { "the issuer is among the CA names of the server" },
	  .advice = { "compare the CA's key identifiers: it may have been "
		"re-keyed" } },
	{ &no_intermediate, POSSIBLE,
	  .all = REFUSED | SIGN(ALONE), .any = SIGN(VAGUE) | SIGN(CA_UNKNOWN),
	  .none = SIGN(LISTED) | SIGN(FLAWED) | NOT_FOR_LACK,
	  .text = "an intermediate certificate between {issuer} and the "
		"server's CA was not sent",
	  .because = { "{cert} holds one certificate and none of its issuers" },
	  .advice = { "if {issuer} is an intermediate CA, append its "
		"certificate to {cert}" } },
	{ &http_bad_cert, POSSIBLE, .all = SIGN(HTTP_BAD_CERT),
	  .text = "the HTTP server did not accept the certificate, and only "
		"its "
		"log says why",
	  .because = { "the error page says \"The SSL certificate error\" or "
		"its like" },
	  .advice = { "nginx: look for \"client SSL certificate verify error\" "
		"in error_log at level info" } },
	{ &silent, POSSIBLE, .all = REFUSED | SIGN(BY_EOF),
	  .text = "the server closes without an alert, and only its log says "
		"why",
	  .advice = { "Node, slapd and Java servers do that: read the server's "
		"log at the moment of this connection" } },
	{ .cause = NULL },
};
/* clang-format on */
