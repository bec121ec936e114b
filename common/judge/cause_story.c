/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_story.c - what each cause is called, how it is told, and what to do
 * about it.
 */
#include "judge/cause.h"

const struct cause_story story_plain_http = {
	.cause = {
		"http-vs-https-port",
		"the port speaks plain HTTP, not TLS",
	},
	.text = "{target} answers in plain HTTP",
	.advice = {
		"use the port that speaks HTTPS (often 443 or 8443), or switch "
		"TLS on for this one",
	},
};

const struct cause_story story_not_tls = {
	.cause = { "port-speaks-no-tls", "the port speaks another protocol" },
	.text = "{target} does not speak TLS, or not at once",
	.advice = {
		"check the port; mail, directory and database servers expect "
		"STARTTLS in their own protocol first",
	},
};

const struct cause_story story_version = {
	.cause = { "tls-version-refused", "no TLS version in common" },
	.text = "the server takes none of the TLS versions that were offered",
	.advice = { "leave --tls out, or try the other version" },
};

const struct cause_story story_parameters = {
	.cause = {
		"no-common-parameters",
		"no cipher suite, group or signature algorithm in common",
	},
	.text = "the server found no cipher suite, group or signature "
		"algorithm "
		"that it takes",
	.advice = {
		"try a wider --priority, for example NORMAL:+SHA1",
		"some servers answer an unknown name like this: try "
		"--servername",
	},
};

const struct cause_story story_name = {
	.cause = {
		"sni-unknown",
		"the server does not know the name asked for",
	},
	.text = "the server has nothing for the name {name}",
	.advice = { "ask for a name that it serves: --servername NAME" },
};

const struct cause_story story_alpn = {
	.cause = { "alpn-refused", "no application protocol in common" },
	.text = "the server speaks none of the protocols offered by ALPN",
	.advice = { "leave --alpn out, or offer another protocol" },
};

const struct cause_story story_not_requested = {
	.cause = {
		"client-cert-not-requested",
		"the server never asked for a client certificate",
	},
	.text = "the server never asked for a client certificate",
	.advice = {
		"enable client authentication on this very listener and server "
		"name; or TLS ends at a proxy in front of it",
	},
};

const struct cause_story story_no_pha = {
	.cause = {
		"pha-not-offered",
		"the server asks after the handshake only, which was not "
		"offered",
	},
	.text = "this path wants a certificate after the handshake, and TLS "
		"1.3 "
		"allows that only to clients that offer it",
	.because = { "the error page names Post-Handshake Authentication" },
	.advice = {
		"verify at the handshake (for the whole virtual host), or try "
		"--tls 1.2: there the server renegotiates",
	},
};

const struct cause_story story_no_cert_13 = {
	.cause = {
		"no-client-cert-13",
		"the server requires a client certificate, and none was given",
	},
	.text = "the server requires a client certificate, and none was given",
	.advice = { "give one: --cert FILE --key FILE", "{authorities}" },
};

const struct cause_story story_no_cert_12 = {
	.cause = {
		"no-client-cert-12",
		"the server requires a client certificate, and none was given",
	},
	.text = "the server requires a client certificate, and none was given "
		"(TLS 1.2 has no alert of its own for that)",
	.advice = { "give one: --cert FILE --key FILE", "{authorities}" },
};

const struct cause_story story_no_scheme = {
	.cause = {
		"cert-suppressed-sigalg",
		"no signature algorithm in common: the certificate was "
		"withheld",
	},
	.text = "nothing was sent: the server takes no signature that the key "
		"of {cert} can make",
	.because = { "the key is {key}; the server takes {schemes}" },
	.advice = {
		"use a certificate with a key for one of these algorithms, or "
		"let the server take more of them",
	},
};

const struct cause_story story_http_no_cert_passed_on = {
	.cause = {
		"app-layer-400-no-cert",
		"the HTTP server requires a client certificate",
	},
	.text = "the HTTP server says that no certificate was sent, but one "
		"was: TLS may end at a proxy before it",
	.because = { "the error page says so" },
	.advice = {
		"let the proxy pass the certificate on, or ask the HTTP server "
		"directly",
	},
};

const struct cause_story story_http_no_cert = {
	.cause = {
		"app-layer-400-no-cert",
		"the HTTP server requires a client certificate",
	},
	.text = "the HTTP server requires a client certificate and says that "
		"none was sent",
	.because = { "the error page says so" },
	.advice = { "{give}", "{authorities}" },
};

const struct cause_story story_key_mismatch = {
	.cause = {
		"key-cert-mismatch",
		"the private key does not belong to the certificate",
	},
	.text = "the key given is not that of {cert}",
	.because = { "its public key is not in any certificate of the file" },
	.advice = {
		"use the key that the certificate was issued for; to see which "
		"that is, compare the SPKI pins of tlsbind-thumbprint",
	},
};

const struct cause_story story_key_of_another_kind = {
	.cause = {
		"key-cert-mismatch",
		"the private key does not belong to the certificate",
	},
	.text = "nothing was sent: the key given is not that of {cert}, not "
		"even of its kind",
	.because = { "its public key is not in any certificate of the file" },
	.advice = { "use the key that the certificate was issued for" },
};

const struct cause_story story_wrong_order = {
	.cause = {
		"chain-wrong-order",
		"the client's own certificate is not the first in its file",
	},
	.text = "{cert} begins with another certificate than the client's own",
	.because = {
		"the key belongs to {subject}, which is not the first in the "
		"file",
	},
	.advice = {
		"put the client's certificate first, then its issuer, and so "
		"on",
	},
};

const struct cause_story story_expired = {
	.cause = {
		"client-cert-expired",
		"the client certificate has expired",
	},
	.text = "the client certificate has expired",
	.because = { "{cert} was valid until {not_after}" },
	.advice = { "renew it" },
};

const struct cause_story story_not_yet = {
	.cause = {
		"client-cert-not-yet-valid",
		"the client certificate is not valid yet",
	},
	.text = "the client certificate is not valid yet",
	.because = { "{cert} is valid from {not_before} on" },
	.advice = { "wait, or compare the clocks of issuer and server" },
};

const struct cause_story story_clock_skew = {
	.cause = { "clock-skew", "the two clocks differ" },
	.text = "the server calls the certificate expired, our clock does not: "
		"its clock is ahead, or an intermediate has expired",
	.because = { "{cert} is valid until {not_after}" },
	.advice = {
		"compare the clocks; check the dates of every certificate in "
		"the file",
	},
};

const struct cause_story story_no_eku = {
	.cause = {
		"missing-clientauth-eku",
		"the certificate may not be used for client authentication",
	},
	.text = "the certificate is not made for client authentication",
	.because = { "its extended key usage lacks clientAuth" },
	.advice = {
		"have it issued with clientAuth; public CAs no longer do that, "
		"a private CA does",
	},
};

const struct cause_story story_no_ku = {
	.cause = {
		"ku-no-digital-signature",
		"the certificate's key may not make signatures",
	},
	.text = "the certificate's key usage does not allow signatures",
	.because = { "its key usage lacks digitalSignature" },
	.advice = { "have it issued with digitalSignature" },
};

const struct cause_story story_weak_signature = {
	.cause = {
		"weak-signature",
		"the certificate is signed with a broken digest",
	},
	.text = "the certificate is signed with a broken digest",
	.because = { "its signature is {sig_alg}" },
	.advice = { "have it issued with SHA-256 or better" },
};

const struct cause_story story_weak_key = {
	.cause = { "weak-key", "the certificate's key is too short" },
	.text = "the certificate's key is too short",
	.because = { "it is {key}; OpenSSL takes 2048 bits and more" },
	.advice = { "use a key of at least 2048 bits, or P-256" },
};

const struct cause_story story_self_signed = {
	.cause = {
		"self-signed-client",
		"the client certificate is self-signed, and the server wants a "
		"CA's",
	},
	.text = "the client certificate is self-signed, and the server wants "
		"one that a CA has issued",
	.advice = {
		"use a certificate of one of the server's CAs; or let the "
		"server skip the issuer check and compare the registered "
		"certificate itself (RFC 8705 section 2.2)",
	},
};

const struct cause_story story_revoked = {
	.cause = { "revoked", "the client certificate has been revoked" },
	.text = "the server says that the client certificate is revoked",
	.advice = { "ask {issuer} for a new one, and why it was revoked" },
};

const struct cause_story story_unknown_ca = {
	.cause = { "unknown-ca", "the server does not trust the issuer" },
	.text = "the server does not trust the issuer \"{issuer}\"",
	.because = { "{unlisted}" },
	.advice = {
		"give the server's operator the certificate of this CA: "
		"{issuer_dn}",
	},
};

const struct cause_story story_rekeyed_ca = {
	.cause = {
		"same-dn-other-key-ca",
		"the server knows a CA of that name with another key",
	},
	.text = "the server trusts a CA named \"{issuer}\", but perhaps not "
		"the "
		"one that signed {cert}",
	.because = { "the issuer is among the CA names of the server" },
	.advice = {
		"compare the CA's key identifiers: it may have been re-keyed",
	},
};

const struct cause_story story_no_intermediate = {
	.cause = {
		"missing-intermediate",
		"an intermediate certificate was not sent",
	},
	.text = "an intermediate certificate between {issuer} and the server's "
		"CA was not sent",
	.because = { "{cert} holds one certificate and none of its issuers" },
	.advice = {
		"if {issuer} is an intermediate CA, append its certificate to "
		"{cert}",
	},
};

const struct cause_story story_http_bad_cert = {
	.cause = {
		"app-layer-400-cert-error",
		"the HTTP server did not accept the client certificate",
	},
	.text = "the HTTP server did not accept the certificate, and only its "
		"log says why",
	.because = {
		"the error page says \"The SSL certificate error\" or its "
		"like",
	},
	.advice = {
		"nginx: look for \"client SSL certificate verify error\" in "
		"error_log at level info",
	},
};

const struct cause_story story_silent = {
	.cause = { "server-no-alert", "the server closes without saying why" },
	.text = "the server closes without an alert, and only its log says why",
	.advice = {
		"Node, slapd and Java servers do that: read the server's log "
		"at "
		"the moment of this connection",
	},
};

const struct cause *const cause_ids[] = {
	&story_plain_http.cause,
	&story_not_tls.cause,
	&story_version.cause,
	&story_parameters.cause,
	&story_name.cause,
	&story_alpn.cause,
	&story_tokbind_no_ems.cause,
	&story_tokbind_no_ri.cause,
	&story_tokbind_unsolicited.cause,
	&story_tokbind_answer.cause,
	&story_not_requested.cause,
	&story_no_pha.cause,
	&story_no_cert_13.cause,
	&story_no_cert_12.cause,
	&story_no_scheme.cause,
	&story_http_no_cert.cause,
	&story_key_mismatch.cause,
	&story_wrong_order.cause,
	&story_expired.cause,
	&story_not_yet.cause,
	&story_clock_skew.cause,
	&story_no_eku.cause,
	&story_no_ku.cause,
	&story_weak_signature.cause,
	&story_weak_key.cause,
	&story_self_signed.cause,
	&story_revoked.cause,
	&story_unknown_ca.cause,
	&story_rekeyed_ca.cause,
	&story_no_intermediate.cause,
	&story_http_bad_cert.cause,
	&story_silent.cause,
	NULL,
};
