/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_flaw.c - causes in the user's own files: what a certificate, its chain,
 * its key and their container lack.
 */
#include "judge/cause.h"

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
		"{subject}, whose key is meant to sign, is not the first in "
		"the file",
	},
	.advice = {
		"put the client's certificate first, then its issuer, and so "
		"on",
	},
};

const struct cause_story story_wrong_order_unsent = {
	.cause = {
		"chain-wrong-order",
		"the client's own certificate is not the first in its file",
	},
	.text = "nothing was sent: {cert} begins with another certificate than "
		"the client's own, which the key does not fit",
	.because = {
		"{subject}, whose key is meant to sign, is not the first in "
		"the file",
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
	.advice = {
		"renew it",
		"{blamed}",
	},
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
	.text = "the server's clock and ours differ on whether the certificate "
		"is "
		"valid",
	.because = {
		"by our clock {cert} is valid from {not_before} until "
		"{not_after}",
		"the server's clock says {server_time}",
	},
	.advice = {
		"set the clocks right (NTP), the server's first; check the "
		"dates of every certificate in the file",
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

const struct cause_story story_ca_eku = {
	.cause = {
		"intermediate-eku-constrained",
		"an issuer in the chain may not issue for clients",
	},
	.text = "an intermediate in the chain is not made for client "
		"authentication: its extended key usage lacks clientAuth",
	.because = {
		"{narrow_ca}",
	},
	.advice = {
		"use an intermediate CA without extended key usage, or with "
		"clientAuth; OpenSSL, Go and Node refuse the chain as it is, "
		"GnuTLS and Java take it",
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
	.because = { "{decoy}" },
	.advice = {
		"use a certificate of one of the server's CAs; or let the "
		"server skip the issuer check and compare the registered "
		"certificate itself (RFC 8705 section 2.2)",
	},
};

const struct cause_story story_legacy_p12 = {
	.cause = { "p12-legacy", "the PKCS#12 file uses an obsolete cipher" },
	.text = "{cert} is encrypted with {p12_cipher}: OpenSSL 3, and curl "
		"and Java with it, do not read it",
	.advice = {
		"export it anew with AES: openssl pkcs12 -legacy -in OLD "
		"-nodes | openssl pkcs12 -export -out NEW",
	},
};

const struct cause_story story_root_sent = {
	.cause = { "chain-contains-root", "the chain contains its root" },
	.text = "{cert} contains the root, which servers have already or do "
		"not trust",
	.because = {
		"{root_sent}",
	},
	.advice = {
		"leave the root out: nobody reads it",
	},
};
