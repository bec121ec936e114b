/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_server.c - causes that lie with the server: what it trusts, what it
 * has, how it says no.
 */
#include "judge/cause.h"

const struct cause_story story_revoked = {
	.cause = { "revoked", "the client certificate has been revoked" },
	.text = "the client certificate has been revoked",
	.because = { "{crl}" },
	.advice = { "ask {issuer} for a new one, and why it was revoked" },
};

const struct cause_story story_revoked_perhaps = {
	.cause = { "revoked", "the client certificate has been revoked" },
	.text = "the files show no flaw, so that the certificate may be "
		"revoked",
	.advice = {
		"look it up in the issuer's revocation list: --crl FILE",
		CAUSE_LOGS,
	},
};

const struct cause_story story_unknown_ca = {
	.cause = { "unknown-ca", "the server does not trust the issuer" },
	.text = "the server does not trust the issuer \"{issuer}\"",
	.because = { "{unlisted}", "{decoy}", "{other}", "{none}" },
	.advice = {
		"give the server's operator the certificate of this CA: "
		"{issuer_dn}",
		CAUSE_LOGS,
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
	.because = {
		"the issuer is among the CA names of the server",
		"{namesake}",
		"{decoy}",
	},
	.advice = {
		"compare the CA's key identifiers: it may have been re-keyed; "
		"{aki}",
		"give the CA's present certificate to the server's operator",
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
		"to try: --diagnose --extra FILE with the intermediates",
		"if {issuer} is an intermediate CA, append its certificate to "
		"{cert}",
	},
};

const struct cause_story story_intermediate_shown = {
	.cause = {
		"missing-intermediate",
		"an intermediate certificate was not sent",
	},
	.text = "an intermediate certificate was not sent: with it the server "
		"accepts",
	.because = {
		"{extra}",
	},
	.advice = {
		"append to {cert} what --extra added: the certificate first, "
		"then its issuer, and so on",
	},
};

const struct cause_story story_no_crl = {
	.cause = {
		"crl-unavailable",
		"the server has no revocation list for an issuer",
	},
	.text = "the server may lack a revocation list for one of the "
		"issuers, and refuses everything below it",
	.because = {
		"the issuer is among the CA names of the server",
		"{other}",
	},
	.advice = {
		"a server that looks into revocation lists needs one of every "
		"CA in the chain (nginx: ssl_crl, Apache: "
		"SSLCARevocationCheck leaf, s_server: -crl_check for the "
		"first alone)",
		"its log says \"unable to get certificate CRL\" then",
	},
};

const struct cause_story story_depth = {
	.cause = {
		"verify-depth",
		"the chain is longer than the server allows",
	},
	.text = "the chain may be longer than the server allows",
	.because = {
		"{cert} is sent with {n_more} further certificates",
		"{other}",
	},
	.advice = {
		"let the server allow a deeper chain (nginx: "
		"ssl_verify_depth, Apache: SSLVerifyDepth, HAProxy and "
		"stunnel have limits of their own)",
		"its log says \"certificate chain too long\" then",
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
		CAUSE_LOGS,
	},
};

const struct cause_story story_iis_bad_cert = {
	.cause = { "iis-403-16", "IIS does not trust the client certificate" },
	.text = "IIS does not trust the client certificate (403.16)",
	.because = {
		"the error page says \"HTTP Error 403.16\"",
	},
	.advice = {
		"put the issuing root into the Trusted Root store of the "
		"computer account, and nothing that is not self-signed: one "
		"intermediate in there makes Windows refuse all",
		"its log has the substatus 16 and, in sc-win32-status, the "
		"reason (2148204809 is an untrusted root)",
	},
};

const struct cause_story story_silent = {
	.cause = { "server-no-alert", "the server closes without saying why" },
	.text = "the server closes without an alert, and only its log says why",
	.because = { "{none}", "{decoy}" },
	.advice = {
		"Node: listen to tlsClientError; slapd: loglevel stats and "
		"conns, \"TLS negotiation failure\"; Java: "
		"-Djavax.net.debug=ssl:handshake; Envoy: response flags and "
		"ssl.fail_verify_*; stunnel: \"CERT: Verification error\"",
	},
};

const struct cause_story story_write_race = {
	.cause = {
		"alert-lost-to-write-race",
		"the server's alert is lost when the client writes first",
	},
	.text = "the server says why it refuses, but a client that sends its "
		"request at once may never read it",
	.because = {
		"with the request: the connection was cut off without an "
		"answer",
		"{quiet}",
	},
	.advice = {
		"believe the alert, not the error of the write (\"broken "
		"pipe\", \"connection reset\")",
		"a client that reads before it writes sees it: this program "
		"without --http does",
	},
};
