/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_tokbind.c - how a server can break the negotiation of Token Binding
 * (RFC 8472), and what to do about it.
 */
#include "judge/cause.h"

#define MUST_END                                                          \
	"RFC 8472 section 4: a client must end the handshake then, with " \
	"alert 110 unsupported_extension"

const struct cause_story story_tokbind_no_ems = {
	.cause = {
		"tokbind-without-ems",
		"Token Binding was answered without extended master secret",
	},
	.text = "the server answers token_binding, but not "
		"extended_master_secret",
	.because = { "{tokbind_octets}", MUST_END },
	.advice = {
		"have the server negotiate the extended master secret (RFC "
		"7627): without it a proof can be moved to another connection",
		"or switch Token Binding off there; TLS 1.3 needs neither",
	},
};

const struct cause_story story_tokbind_no_ri = {
	.cause = {
		"tokbind-without-ri",
		"Token Binding was answered without secure renegotiation",
	},
	.text = "the server answers token_binding, but not renegotiation_info",
	.because = { "{tokbind_octets}", MUST_END },
	.advice = {
		"have the server negotiate secure renegotiation (RFC 5746)",
		"or switch Token Binding off there; TLS 1.3 needs neither",
	},
};

const struct cause_story story_tokbind_unsolicited = {
	.cause = {
		"tokbind-unsolicited",
		"the server sent token_binding to a client that did not offer "
		"it",
	},
	.text = "the server sends token_binding, which was not offered",
	.because = { "{tokbind_octets}", MUST_END },
	.advice = {
		"mend or switch off Token Binding at the server: clients that "
		"obey end the handshake, others pass over it",
		"to see what it says to one that has: --tokbind",
	},
};

const struct cause_story story_tokbind_answer = {
	.cause = {
		"tokbind-answer",
		"the server answered Token Binding with what it may not say",
	},
	.text = "the server {tokbind_fault}",
	.because = { "{tokbind_offer}", "{tokbind_octets}" },
	.advice = {
		"mend Token Binding at the server: RFC 8472 section 3 wants "
		"the lower of both versions and exactly one of the key "
		"parameters offered, once, in ServerHello or, in TLS 1.3, in "
		"EncryptedExtensions",
	},
};
