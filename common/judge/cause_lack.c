/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_lack.c - causes of a certificate that never was in question: not asked
 * for, asked for late, not given, withheld.
 */
#include "judge/cause.h"

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

const struct cause_story story_late = {
	.cause = {
		"client-cert-requested-late",
		"the server asks for the certificate after the handshake",
	},
	.text = "the server asks for a certificate only once it has seen the "
		"request",
	.because = {
		"{late}",
		"{path}",
	},
	.advice = {
		"clients must take part: TLS 1.2 by renegotiation, TLS 1.3 by "
		"post-handshake authentication, neither over HTTP/2",
		"or verify at the handshake: for the whole virtual host, or "
		"on a name of its own",
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
		"offer it: --pha; curl with GnuTLS cannot",
		"or verify at the handshake (for the whole virtual host), or "
		"try --tls 1.2: there the server renegotiates",
	},
};

const struct cause_story story_no_pha_shown = {
	.cause = {
		"pha-not-offered",
		"the server asks after the handshake only, which was not "
		"offered",
	},
	.text = "this path wants a certificate after the handshake, and TLS "
		"1.3 allows that only to clients that offer it",
	.because = {
		"as given: {given}",
		"{path}",
	},
	.advice = {
		"offer it: --pha; curl with GnuTLS cannot",
		"or verify at the handshake (for the whole virtual host), or "
		"try --tls 1.2: there the server renegotiates",
	},
};

const struct cause_story story_pha_h2 = {
	.cause = {
		"pha-forbidden-h2",
		"the server asks after the handshake, which HTTP/2 forbids",
	},
	.text = "HTTP/2 was agreed on, and this path wants a certificate "
		"after the handshake, which HTTP/2 forbids (RFC 9113 section "
		"9.2.3)",
	.because = {
		"{path}",
	},
	.advice = {
		"speak HTTP/1.1 to this path: --alpn http/1.1",
		"or verify at the handshake",
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

const struct cause_story story_withheld_list = {
	.cause = {
		"cert-suppressed-ca-hint",
		"the certificate was withheld: its issuer is not listed",
	},
	.text = "nothing was sent: the issuer \"{issuer}\" is not among the "
		"CA names that the server sent",
	.because = {
		"{unlisted}",
	},
	.advice = {
		"send the intermediates that lead to a listed CA, or let the "
		"client send its certificate all the same (here: leave "
		"--withhold out)",
		"or let the server list the CA: {issuer_dn}",
	},
};

const struct cause_story story_withheld_eku = {
	.cause = {
		"cert-suppressed-eku",
		"the certificate was withheld: it is not for clients",
	},
	.text = "nothing was sent: the certificate is not made for client "
		"authentication, and clients that look at that withhold it",
	.because = {
		"its extended key usage lacks clientAuth",
	},
	.advice = {
		"have it issued with clientAuth",
	},
};

const struct cause_story story_eku_withheld_elsewhere = {
	.cause = {
		"cert-suppressed-eku",
		"the certificate was withheld: it is not for clients",
	},
	.text = "accepted here, but some clients refuse to send a certificate "
		"without clientAuth (.NET does)",
	.because = {
		"its extended key usage lacks clientAuth",
	},
	.advice = {
		"have it issued with clientAuth",
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

const struct cause_story story_iis_no_cert = {
	.cause = { "iis-403-7", "IIS requires a client certificate" },
	.text = "IIS requires a client certificate and did not get one (403.7)",
	.because = {
		"the error page says \"HTTP Error 403.7\"",
	},
	.advice = {
		"{give}",
		"IIS asks late: it must be told to negotiate client "
		"certificates at the handshake (netsh http, "
		"clientcertnegotiation=enable) for clients that do not "
		"renegotiate",
		"its log has the substatus 7 and, in sc-win32-status, the "
		"reason",
	},
};
