/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_lax.c - what is wrong although the certificate is accepted: servers
 * that ask for too little, or mislead other clients.
 */
#include "judge/cause.h"

const struct cause_story story_any = {
	.cause = {
		"verification-disabled",
		"the server takes any certificate",
	},
	.text = "TLS lets any certificate in, even one that nobody has issued",
	.because = {
		"{decoy}",
	},
	.advice = {
		"only what reads the verdict of the verification keeps "
		"strangers out: nginx $ssl_client_verify, Apache "
		"SSL_CLIENT_VERIFY, HAProxy ssl_c_verify",
		"unless self-signed certificates are registered (RFC 8705 "
		"section 2.2), let the server verify: nginx ssl_verify_client "
		"on, Node rejectUnauthorized, Go RequireAndVerifyClientCert",
	},
};

const struct cause_story story_optional = {
	.cause = {
		"client-auth-optional",
		"the server lets clients without a certificate in",
	},
	.text = "a client without a certificate is let in as well",
	.because = {
		"{none}",
	},
	.advice = {
		"if a certificate is to be required, let the server require "
		"it (nginx: ssl_verify_client on, Apache: SSLVerifyClient "
		"require), or let the application ask for it",
	},
};

const struct cause_story story_misleading_list = {
	.cause = {
		"ca-list-misleading",
		"the server accepts issuers that it does not list",
	},
	.text = "the certificate is accepted although its issuer is not among "
		"the CA names that the server sends",
	.because = {
		"{unlisted}",
	},
	.advice = {
		"clients that go by the list will send nothing: list what is "
		"trusted (nginx: ssl_client_certificate beside "
		"ssl_trusted_certificate, Apache: SSLCADNRequestFile)",
	},
};

const struct cause_story story_huge_list = {
	.cause = { "ca-list-huge", "the list of CA names is very long" },
	.text = "the server sends {n_authorities} CA names of {list_octets} "
		"octets with each handshake",
	.because = {
		"Windows cuts such a list at 16 KiB, so that clients miss the "
		"CAs behind",
	},
	.advice = {
		"list only the CAs that issue for clients",
	},
};

const struct cause_story story_empty_list = {
	.cause = { "empty-ca-list", "the server names no CAs" },
	.text = "the server asks for a certificate without naming a CA: "
		"clients with several certificates must guess, and some send "
		"none",
	.advice = {
		"list the CAs that issue for clients; with none, browsers "
		"offer every certificate they have",
	},
};

const struct cause_story story_stale = {
	.cause = {
		"resumption-stale-identity",
		"resumed sessions keep the old identity",
	},
	.text = "a session that is resumed goes by the certificate of before: "
		"nobody asks for the present one",
	.because = {
		"{resumed_none}",
		"{resumed_other}",
	},
	.advice = {
		"after a certificate was replaced or revoked, let the server "
		"forget its sessions, and the client its tickets; keep their "
		"lifetime short",
	},
};
