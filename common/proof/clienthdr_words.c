/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said about forwarded certificates: forms, repairs and faults.
 */
#include "proof/clienthdr_part.h"

static const struct clienthdr_words forms[] = {
	[CLIENTHDR_UNKNOWN] = { "unknown", "no form that a proxy writes", "",
		NULL, false },
	[CLIENTHDR_RFC9440] = { "rfc9440",
		"Client-Cert of RFC 9440: base64 between colons", "", NULL,
		true },
	[CLIENTHDR_RFC9440_CHAIN] = { "rfc9440-chain",
		"Client-Cert-Chain of RFC 9440: a list of base64 between "
		"colons",
		"", NULL, true },
	[CLIENTHDR_ESCAPED_PEM] = { "escaped-pem",
		"percent-encoded PEM, as nginx's $ssl_client_escaped_cert", "",
		NULL, true },
	[CLIENTHDR_ALB_PEM] = { "escaped-pem-alb",
		"percent-encoded PEM with + / = as they are, as AWS ALB and "
		"Apache's %{escape:...}",
		"decode percent-encoding only: a + is a +",
		"header-plus-decoded-to-space", true },
	[CLIENTHDR_FOLDED_PEM] = { "folded-pem",
		"PEM in folded lines, as nginx's $ssl_client_cert", "", NULL,
		true },
	[CLIENTHDR_RAW_PEM] = { "raw-pem",
		"PEM on one line, as Apache's %{SSL_CLIENT_CERT}s",
		"turn the spaces between the marks into line ends, but not "
		"those in the marks",
		NULL, true },
	[CLIENTHDR_XFCC] = { "xfcc",
		"X-Forwarded-Client-Cert of Envoy or Istio",
		"the last element is that of the nearest proxy",
		"xfcc-wrong-hop", true },
	[CLIENTHDR_DER_LIST] = { "base64-der-list",
		"base64 of DER with commas between, as Traefik 3",
		"the first is the client's own", "header-chain-concatenated",
		true },
	[CLIENTHDR_ESCAPED_DER_LIST] = { "escaped-der-list",
		"percent-encoded base64 of DER, as Traefik 1 and 2",
		"decode percent-encoding, then base64: there are no PEM lines",
		"header-no-pem-markers", true },
	[CLIENTHDR_INFO] = { "traefik-info",
		"Traefik's description of a certificate", "", NULL, true },
	[CLIENTHDR_DER] = { "base64-der",
		"base64 of DER, as HAProxy's ssl_c_der,base64, Caddy, and "
		"Traefik 3",
		"decode base64: there are no PEM lines",
		"header-no-pem-markers", true },
	[CLIENTHDR_BASE64_PEM] = { "base64-pem",
		"base64 of PEM text, as Apache's %{base64:...}",
		"decode base64, then read PEM", NULL, true },
	[CLIENTHDR_HASH] = { "thumbprint", "a thumbprint alone", "", NULL,
		true },
	[CLIENTHDR_NULL] = { "null", "Apache's (null)", "", NULL, true },
	[CLIENTHDR_EMPTY] = { "empty", "no value", "", NULL, true },
	[CLIENTHDR_PLACEHOLDER] = { "placeholder",
		"the name of a variable in the place of its value", "", NULL,
		true },
};

static const struct clienthdr_words remarks[] = {
	{ "padding-missing", "the = at the end of base64 is missing",
		"write base64 with padding: strict readers refuse it without",
		NULL, false },
	{ "spare-bits", "unused bits at the end of base64 are not zero",
		"use another base64 encoder: this one is broken", NULL, false },
	{ "plus-to-space", "spaces in base64 were read as +",
		"decode percent-encoding only, not as a form: + is no space",
		"header-plus-decoded-to-space", false },
	{ "form-encoded", "it is encoded as forms are: spaces as +",
		"encode with percent signs alone: a space is %20", NULL,
		false },
	{ "folded", "it is folded over several lines",
		"send one line: $ssl_client_escaped_cert in nginx; HTTP "
		"forbids folding, and most servers refuse it",
		NULL, false },
	{ "escaped-twice", "it is percent-encoded more than once",
		"let one proxy only encode the value", NULL, false },
	{ "carriage-returns", "lines end with CR and LF", "", NULL, true },
	{ "white-space", "white space stands within base64",
		"send base64 in one piece, without line ends", NULL, false },
	{ "backslash-n", "lines end with the two characters \\n",
		"write line ends, or percent-encode them", NULL, false },
	{ "mark-missing", "a mark that begins or ends it is missing",
		"look for what cuts the value: a limit of its length, or an "
		"end of line",
		NULL, false },
	{ "base64url", "base64 has - and _ in the place of + and /",
		"use the standard alphabet of base64", NULL, false },
	{ "quoted", "the value is in quotes", "send the value without quotes",
		NULL, false },
	{ "quote-open", "a quote is not closed",
		"look for what cuts the value: a limit of its length", NULL,
		false },
	{ "hash-differs",
		"Hash of an element is not the SHA-256 of its certificate",
		"do not trust this element: its parts contradict each other",
		NULL, false },
	{ "not-rfc9440",
		"the field is called Client-Cert, but RFC 9440 wants base64 "
		"of DER between colons",
		"send :base64(DER): or give the field another name",
		"header-not-rfc9440", false },
	{ "chain", "the value holds several certificates",
		"the first is the client's own", "header-chain-concatenated",
		true },
	{ "no-pem-markers", "the base64 has no PEM lines around it",
		"decode base64 to DER: a reader of PEM fails",
		"header-no-pem-markers", true },
	{ "repeated", "the field stands more than once",
		"let the proxy remove what the client sent: readers differ in "
		"which one they take",
		NULL, false },
};

static const struct clienthdr_words whys[] = {
	[CLIENTHDR_WHY_NULL] = { "header-null-literal",
		"Apache writes (null) where there is none: the proxy had no "
		"client certificate",
		"let the proxy demand one (SSLVerifyClient require)",
		"header-null-literal", false },
	[CLIENTHDR_WHY_EMPTY] = { "header-empty",
		"the header is empty: the proxy had no client certificate",
		"let the proxy demand one, and send the header only then "
		"(HAProxy: if { ssl_c_used })",
		"header-empty", false },
	[CLIENTHDR_WHY_PLACEHOLDER] = { "header-placeholder",
		"the proxy sent the name of its variable, not a value: it had "
		"no client certificate, or does not know that name",
		"let the proxy demand a client certificate, and look for the "
		"name in its manual",
		"header-placeholder", false },
	[CLIENTHDR_WHY_HASH] = { "header-hash-only",
		"a thumbprint names a certificate, but does not hold it",
		"compare it with a certificate (--expect), or let the proxy "
		"send the certificate",
		"header-hash-only", false },
	[CLIENTHDR_WHY_INFO] = { "header-info-only",
		"Traefik's Info header describes a certificate, but does not "
		"hold it",
		"set pem = true: X-Forwarded-Tls-Client-Cert then has it",
		"header-info-only", false },
	[CLIENTHDR_WHY_BEGIN] = { "header-raw-pem-truncated",
		"only the BEGIN line is left: PEM with its line ends was put "
		"into a header",
		"use $ssl_client_escaped_cert in nginx, %{SSL_CLIENT_CERT}s "
		"in Apache",
		"header-raw-pem-truncated", false },
	[CLIENTHDR_WHY_CUT] = { "header-cut-off", "the certificate is cut off",
		"raise the proxy's and the server's limits of a header",
		"header-cut-off", false },
	[CLIENTHDR_WHY_DAMAGED] = { "header-damaged", "the value is damaged",
		"look at what the proxy sends", "header-damaged", false },
	[CLIENTHDR_WHY_NOT_CERT] = { "header-not-a-certificate",
		"the value holds something else than a certificate",
		"give what the proxy sends of the client's certificate",
		"header-not-a-certificate", false },
	[CLIENTHDR_WHY_LIMIT] = { "header-too-large", "the header is too large",
		"give the leaf certificate only", "header-too-large", false },
	[CLIENTHDR_WHY_UNKNOWN] = { "header-unknown",
		"no header with a certificate", "give the value as it arrives",
		"header-unknown", false },
};

const struct clienthdr_words *
clienthdr_form_words(enum clienthdr_form form)
{
	return &forms[form];
}

const struct clienthdr_words *
clienthdr_remark_words(size_t i)
{
	return &remarks[i];
}

const struct clienthdr_words *
clienthdr_why_words(enum clienthdr_why why)
{
	return &whys[why];
}
