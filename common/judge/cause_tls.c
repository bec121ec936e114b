/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_tls.c - causes in the connection itself: no TLS, none in common,
 * another name, another version, somebody in between.
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

const struct cause_story story_divergence = {
	.cause = {
		"tls12-13-divergence",
		"the server decides otherwise in the other version of TLS",
	},
	.text = "the two versions of TLS come out differently with the same "
		"certificate",
	.because = {
		"as given, in TLS {tls}: {given}",
		"{other_tls}",
	},
	.advice = {
		"use the version that works for now: --tls",
		"compare what the server is told for each version: protocols, "
		"ciphers, signature algorithms, late authentication; its log "
		"says what failed in this one",
	},
};

const struct cause_story story_sni_missing = {
	.cause = {
		"sni-missing",
		"no server name was sent, and the default host asks otherwise",
	},
	.text = "no server name was sent, so that the default host answered; "
		"by a name it decides otherwise",
	.because = {
		"{by_name}",
		"as given, by no name: {given}",
	},
	.advice = {
		"ask for the name: --servername NAME; a client that connects "
		"to an address sends none",
		"or give the default host the same client authentication",
	},
};

const struct cause_story story_sni_dependent = {
	.cause = {
		"sni-dependent-auth",
		"client authentication depends on the server name",
	},
	.text = "client authentication differs from one server name to another",
	.because = {
		"{by_name}",
		"as given, by {name}: {given}",
	},
	.advice = {
		"ask for the name that is meant: --servername NAME",
		"or switch client authentication on for this name, too",
	},
};

const struct cause_story story_421 = {
	.cause = {
		"sni-host-mismatch-421",
		"the request names another host than the connection",
	},
	.text = "HTTP answered 421: the request is for another host than the "
		"server name of the connection",
	.because = {
		"the connection asked for {name}",
	},
	.advice = {
		"open a connection of its own for each host; do not share one "
		"between hosts whose client authentication differs",
		"behind a proxy: let it send the name on (nginx: "
		"proxy_ssl_server_name on, proxy_ssl_name)",
		"Apache: look for AH02032 in the error log",
	},
};

const struct cause_story story_proxy = {
	.cause = {
		"intercepting-proxy",
		"a proxy that inspects TLS is in the way",
	},
	.text = "this is not the server but a proxy that inspects TLS: its "
		"certificate is by \"{server_issuer}\"",
	.because = {
		"no request for a client certificate passes through it",
	},
	.advice = {
		"have the host exempted from inspection; client certificates "
		"cannot pass such a proxy",
	},
};
