/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/cause: the table is sound, and signs lead to the causes
 * that they stand for.
 */
#include "judge/case_words.h"
#include "judge/cause.h"
#include "tap.h"

static bool
is_listed(const struct cause *cause)
{
	for (size_t i = 0; cause_ids[i] != NULL; i++)
		if (strcmp(cause_ids[i]->id, cause->id) == 0)
			return true;
	return false;
}

/* Every {name} of a sentence is one that can be filled in. */
static bool
names_known(const char *sentence)
{
	for (const char *s = sentence;
		s != NULL && (s = strchr(s, '{')) != NULL; s++)
		if (strchr(s, '}') == NULL
			|| !case_words_has(s + 1, strcspn(s + 1, "}")))
			return false;
	return true;
}

static void
table(void)
{
	bool listed = true, worded = true, advised = true, unique = true;

	for (const struct cause_row *r = cause_rows; r->story != NULL; r++) {
		listed &= is_listed(&r->story->cause);
		worded &= r->story->text != NULL && names_known(r->story->text);
		for (size_t i = 0; i < CAUSE_LINES; i++)
			worded &= names_known(r->story->because[i])
				&& names_known(r->story->advice[i]);
		advised &= r->story->advice[0] != NULL;
	}
	for (size_t i = 0; cause_ids[i] != NULL; i++)
		for (size_t j = 0; j < i; j++)
			unique &= strcmp(cause_ids[i]->id, cause_ids[j]->id)
				!= 0;
	ok(listed, "every row's cause is in the list of ids");
	ok(worded, "every sentence uses known names only");
	ok(advised, "every row says what to do");
	ok(unique, "no id stands for two causes");
	ok(!names_known("{nonsense}") && names_known("{issuer}"),
		"unknown names are noticed");
}

/* clang-format off: a table */
#define SENT (SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED) | SIGN(SENT))

static const struct {
	const char *name;
	sign_set signs;
	int alert;       /* 0: none */
	const char *ids; /* in order, with their confidence */
} rows[] = {
	{ "nothing wrong", SIGN(ACCEPTED) | SIGN(SENT) | SIGN(TLS13), 0, "" },
	{ "no certificate, alert 116",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS13) | SIGN(BY_ALERT),
		116, "no-client-cert-13:certain " },
	{ "no certificate, closed",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS13) | SIGN(BY_EOF)
			| SIGN(VAGUE),
		0, "no-client-cert-13:likely " },
	{ "no certificate, TLS 1.2, alert 40",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12) | SIGN(BY_ALERT)
			| SIGN(VAGUE),
		40, "no-client-cert-12:likely " },
	{ "no certificate, TLS 1.2, GnuTLS's decode_error",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12) | SIGN(BY_ALERT),
		50, "no-client-cert-12:likely " },
	{ "expired, said so",
		SENT | SIGN(EXPIRED) | SIGN(FLAWED) | SIGN(BY_ALERT)
			| SIGN(TLS13),
		45, "client-cert-expired:certain " },
	{ "expired, GnuTLS's access_denied",
		SENT | SIGN(EXPIRED) | SIGN(FLAWED) | SIGN(BY_ALERT)
			| SIGN(VAGUE),
		49, "client-cert-expired:likely " },
	{ "called expired, but is not", SENT | SIGN(LISTED) | SIGN(BY_ALERT),
		45, "clock-skew:likely " },
	{ "issuer not listed, alert 48",
		SENT | SIGN(NOT_LISTED) | SIGN(BY_ALERT) | SIGN(ALONE)
			| SIGN(CA_UNKNOWN),
		48, "unknown-ca:likely missing-intermediate:possible " },
	{ "issuer not listed, chain complete",
		SENT | SIGN(NOT_LISTED) | SIGN(BY_ALERT), 48,
		"unknown-ca:likely " },
	{ "issuer listed, alert 48", SENT | SIGN(LISTED) | SIGN(BY_ALERT), 48,
		"same-dn-other-key-ca:likely " },
	{ "issuer listed, alert 46",
		SENT | SIGN(LISTED) | SIGN(BY_ALERT) | SIGN(VAGUE), 46,
		"same-dn-other-key-ca:possible crl-unavailable:possible "
		"revoked:possible " },
	{ "self-signed",
		SENT | SIGN(SELF_SIGNED) | SIGN(FLAWED) | SIGN(NOT_LISTED)
			| SIGN(BY_ALERT),
		48, "self-signed-client:likely " },
	{ "closed without an alert",
		SENT | SIGN(NOT_LISTED) | SIGN(BY_EOF) | SIGN(VAGUE), 0,
		"unknown-ca:likely server-no-alert:likely " },
	{ "key of another certificate",
		SENT | SIGN(KEY_MISMATCH) | SIGN(FLAWED) | SIGN(BY_ALERT), 51,
		"key-cert-mismatch:certain " },
	{ "key of another kind, nothing sent",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED)
			| SIGN(KEY_MISMATCH) | SIGN(FLAWED) | SIGN(BY_ALERT)
			| SIGN(TLS13),
		116, "key-cert-mismatch:certain " },
	{ "intermediate first",
		SENT | SIGN(LEAF_NOT_FIRST) | SIGN(FLAWED) | SIGN(BY_ALERT), 43,
		"chain-wrong-order:certain " },
	{ "revoked", SENT | SIGN(LISTED) | SIGN(BY_ALERT), 44,
		"revoked:certain " },
	{ "not asked", SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(TLS13), 0,
		"client-cert-not-requested:certain " },
	{ "not asked, none given", SIGN(NOT_REQUESTED) | SIGN(TLS13), 0, "" },
	{ "withheld",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED)
			| SIGN(NO_SCHEME) | SIGN(BY_ALERT) | SIGN(TLS13),
		116, "cert-suppressed-sigalg:certain " },
	{ "nginx: none sent",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(BY_HTTP)
			| SIGN(HTTP_NO_CERT) | SIGN(TLS13),
		0, "app-layer-400-no-cert:certain " },
	{ "an alert about something else",
		SIGN(UNDECIDED) | SIGN(REQUESTED) | SIGN(BY_ALERT)
			| SIGN(TLS13),
		10, "" },
	{ "none sent, says HTTP, but one was",
		SENT | SIGN(BY_HTTP) | SIGN(HTTP_NO_CERT), 0,
		"app-layer-400-no-cert:possible " },
	{ "nginx: expired",
		SENT | SIGN(BY_HTTP) | SIGN(HTTP_BAD_CERT) | SIGN(EXPIRED)
			| SIGN(FLAWED) | SIGN(VAGUE),
		0,
		"client-cert-expired:likely "
		"app-layer-400-cert-error:possible " },
	{ "Apache: after the handshake only",
		SIGN(REJECTED) | SIGN(TLS13) | SIGN(BY_HTTP) | SIGN(HTTP_REAUTH)
			| SIGN(CONFIGURED),
		0, "pha-not-offered:certain " },
	{ "plain HTTP",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST)
			| SIGN(NOT_TLS) | SIGN(PLAIN_HTTP),
		0, "http-vs-https-port:certain " },
	{ "another protocol",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST)
			| SIGN(NOT_TLS),
		0, "port-speaks-no-tls:likely " },
	{ "no version in common",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST), 70,
		"tls-version-refused:certain " },
	{ "alert 40 before any request",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST), 40,
		"no-common-parameters:likely " },
	{ "two faults: expired, but OpenSSL looks for the CA first",
		SENT | SIGN(EXPIRED) | SIGN(FLAWED) | SIGN(NOT_LISTED)
			| SIGN(BY_ALERT) | SIGN(CA_UNKNOWN) | SIGN(DECOY_ALIKE)
			| SIGN(STACK_OPENSSL),
		48, "unknown-ca:likely client-cert-expired:possible " },
	{ "two faults, and none of them is alert 46's alone",
		SENT | SIGN(NOT_YET) | SIGN(WEAK_KEY) | SIGN(FLAWED)
			| SIGN(LISTED) | SIGN(BY_ALERT) | SIGN(VAGUE),
		46, "client-cert-not-yet-valid:likely weak-key:likely " },
	{ "GnuTLS does not mind a short key",
		SENT | SIGN(WEAK_KEY) | SIGN(FLAWED) | SIGN(NOT_LISTED)
			| SIGN(BY_ALERT) | SIGN(VAGUE) | SIGN(STACK_GNUTLS)
			| SIGN(DECOY_ALIKE),
		49, "weak-key:possible unknown-ca:possible " },
	{ "refused, and an issuer that does not do clients",
		SENT | SIGN(CA_EKU) | SIGN(LISTED) | SIGN(BY_ALERT)
			| SIGN(THROUGH_CA),
		43, "intermediate-eku-constrained:certain " },
	{ "accepted with the intermediate of --extra",
		SENT | SIGN(ALONE) | SIGN(NOT_LISTED) | SIGN(CA_UNKNOWN)
			| SIGN(BY_ALERT) | SIGN(EXTRA_ACCEPTED),
		48, "missing-intermediate:certain " },
	{ "another key in the certificate of that CA",
		SENT | SIGN(LISTED) | SIGN(OTHER_ISSUER) | SIGN(THROUGH_CA)
			| SIGN(CA_UNKNOWN) | SIGN(BY_ALERT),
		48,
		"same-dn-other-key-ca:likely verify-depth:possible "
		"crl-unavailable:possible " },
	{ "a long chain, a short one works",
		SENT | SIGN(LISTED) | SIGN(THROUGH_CA) | SIGN(DEEP)
			| SIGN(CA_UNKNOWN) | SIGN(BY_ALERT)
			| SIGN(OTHER_ACCEPTED),
		48,
		"verify-depth:likely crl-unavailable:likely "
		"same-dn-other-key-ca:possible " },
	{ "an intermediate, none works",
		SENT | SIGN(LISTED) | SIGN(THROUGH_CA) | SIGN(CA_UNKNOWN)
			| SIGN(BY_ALERT) | SIGN(OTHER_ACCEPTED),
		48,
		"crl-unavailable:likely verify-depth:likely "
		"same-dn-other-key-ca:possible " },
	{ "in the revocation list, vague",
		SENT | SIGN(LISTED) | SIGN(IN_CRL) | SIGN(BY_HTTP) | SIGN(VAGUE)
			| SIGN(HTTP_BAD_CERT),
		0,
		"revoked:likely app-layer-400-cert-error:likely "
		"same-dn-other-key-ca:possible crl-unavailable:possible " },
	{ "no flaw, known issuer, closed",
		SENT | SIGN(LISTED) | SIGN(BY_EOF) | SIGN(VAGUE)
			| SIGN(DECOY_ALIKE) | SIGN(STACK_SILENT),
		0,
		"server-no-alert:likely same-dn-other-key-ca:possible "
		"crl-unavailable:possible revoked:possible " },
	{ "the server's clock judges otherwise",
		SENT | SIGN(LISTED) | SIGN(BY_HTTP) | SIGN(VAGUE)
			| SIGN(CLOCKS_DIFFER) | SIGN(DECOY_DIFFERS),
		0, "clock-skew:likely revoked:possible " },
	{ "the alert came once no request was made",
		SENT | SIGN(NOT_LISTED) | SIGN(CA_UNKNOWN) | SIGN(BY_ALERT)
			| SIGN(QUIET_ALERT),
		48, "unknown-ca:likely alert-lost-to-write-race:likely " },
	{ "none given, TLS 1.2, and the decoy is refused otherwise",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12) | SIGN(BY_ALERT)
			| SIGN(VAGUE) | SIGN(DECOY_DIFFERS),
		40, "no-client-cert-12:certain " },
	{ "a stranger is let in, ours is not",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED) | SIGN(SENT)
			| SIGN(TLS13) | SIGN(BY_ALERT) | SIGN(DIAGNOSED)
			| SIGN(LISTED) | SIGN(DECOY_ACCEPTED),
		44, "revoked:certain verification-disabled:likely " },
	{ "withheld: not listed",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED)
			| SIGN(TLS13) | SIGN(BY_ALERT) | SIGN(WITHHELD_LIST),
		116, "cert-suppressed-ca-hint:certain " },
	{ "withheld: not for clients",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(CONFIGURED)
			| SIGN(TLS13) | SIGN(BY_ALERT) | SIGN(WITHHELD_EKU),
		116, "cert-suppressed-eku:certain " },
	{ "asked late",
		SIGN(REJECTED) | SIGN(NOT_REQUESTED) | SIGN(CONFIGURED)
			| SIGN(TLS13) | SIGN(BY_HTTP) | SIGN(HTTP_REAUTH)
			| SIGN(LATE_BY_PATH),
		0,
		"pha-not-offered:certain client-cert-requested-late:certain " },
	{ "asked late, by a page that does not say so",
		SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(TLS13)
			| SIGN(LATE_BY_PATH),
		0,
		"pha-not-offered:certain client-cert-requested-late:certain " },
	{ "asked late, but not by HTTP/2",
		SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(TLS13) | SIGN(H2)
			| SIGN(LATE_BY_PATH),
		0,
		"pha-forbidden-h2:certain "
		"client-cert-requested-late:certain " },
	{ "asked by another name",
		SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(TLS13)
			| SIGN(NAME_MATTERS),
		0,
		"sni-dependent-auth:certain "
		"client-cert-not-requested:certain " },
	{ "asked by a name, not by none",
		SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(TLS13)
			| SIGN(NAME_MISSING),
		0, "sni-missing:certain client-cert-not-requested:certain " },
	{ "the wrong host", SIGN(ACCEPTED) | SIGN(HTTP_421), 0,
		"sni-host-mismatch-421:certain " },
	{ "a known inspector",
		SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) | SIGN(INSPECTOR)
			| SIGN(SERVER_UNTRUSTED),
		0,
		"intercepting-proxy:certain "
		"client-cert-not-requested:certain " },
	{ "IIS got none",
		SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(BY_HTTP) | SIGN(VAGUE)
			| SIGN(HTTP_NO_CERT) | SIGN(IIS_NO_CERT) | SIGN(TLS13),
		0, "iis-403-7:certain " },
	{ "IIS trusts it not",
		SENT | SIGN(BY_HTTP) | SIGN(VAGUE) | SIGN(HTTP_BAD_CERT)
			| SIGN(IIS_BAD_CERT) | SIGN(NOT_LISTED),
		0, "iis-403-16:certain unknown-ca:likely " },
	{ "accepted in the other version",
		SENT | SIGN(LISTED) | SIGN(BY_ALERT) | SIGN(TLS_ACCEPTED), 47,
		"tls12-13-divergence:certain " },
	{ "refused in the other version",
		SIGN(DIAGNOSED) | SIGN(ACCEPTED) | SIGN(SENT) | SIGN(LISTED)
			| SIGN(TLS_REJECTED),
		0, "tls12-13-divergence:certain " },
	{ "accepted, and nobody wants to know more",
		SIGN(ACCEPTED) | SIGN(SENT) | SIGN(NOT_LISTED) | SIGN(ROOT_SENT)
			| SIGN(P12_LEGACY) | SIGN(HUGE_LIST),
		0, "" },
	{ "accepted, and all of this",
		SIGN(DIAGNOSED) | SIGN(ACCEPTED) | SIGN(SENT) | SIGN(NOT_LISTED)
			| SIGN(ROOT_SENT) | SIGN(P12_LEGACY) | SIGN(HUGE_LIST)
			| SIGN(RESUMED_STALE),
		0,
		"ca-list-misleading:certain ca-list-huge:certain "
		"p12-legacy:certain chain-contains-root:certain " },
	{ "accepted, also a session of before, which was the question",
		SIGN(DIAGNOSED) | SIGN(ACCEPTED) | SIGN(SENT) | SIGN(LISTED)
			| SIGN(RESUMED_STALE) | SIGN(RESUME_ASKED),
		0, "resumption-stale-identity:certain " },
	{ "accepted without a list",
		SIGN(DIAGNOSED) | SIGN(ACCEPTED) | SIGN(SENT) | SIGN(NO_LIST),
		0, "empty-ca-list:certain " },
	{ "anything is accepted",
		SIGN(DIAGNOSED) | SIGN(ACCEPTED) | SIGN(SENT) | SIGN(NO_LIST)
			| SIGN(DECOY_ACCEPTED) | SIGN(NONE_ACCEPTED),
		0,
		"verification-disabled:certain client-auth-optional:certain " },
	{ "Token Binding without extended master secret",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST)
			| SIGN(TB_NO_EMS),
		0, "tokbind-without-ems:certain " },
	{ "Token Binding without secure renegotiation",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(TB_NO_RI), 0,
		"tokbind-without-ri:certain " },
	{ "Token Binding that was not offered",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(TB_UNSOLICITED), 0,
		"tokbind-unsolicited:certain " },
	{ "Token Binding, answered wrongly",
		SIGN(UNDECIDED) | SIGN(NO_HANDSHAKE) | SIGN(TB_ANSWER), 0,
		"tokbind-answer:certain " },
};
/* clang-format on */

/* The ids that the table finds for a row, in order. */
static void
find(size_t i, char *ret, size_t room)
{
	struct probe_plan plan = { .cert_name = "client.pem" };
	struct probe p = { .host = NULL, .plan = &plan };
	struct client_auth a = { .configured = false };
	struct case_words words = { .probe = &p, .auth = &a };
	struct lines none = { 0 };
	struct report r = { .program = "test" };
	size_t n = 0;

	p.host = xstrdup("a.example");
	p.port = xstrdup("443");
	if (rows[i].alert != 0) {
		p.alert[0] = (struct probe_alert){ .fatal = true,
			.code = (uint8_t)rows[i].alert };
		p.n_alerts = 1;
	}
	judge_causes(&r, &words, rows[i].signs, &none);
	ret[0] = '\0';
	for (size_t d = 0; d < r.n_diagnoses && n < room; d++)
		n += (size_t)snprintf(ret + n, room - n, "%s:%s ",
			r.diagnoses[d].cause->id,
			confidence_name(r.diagnoses[d].confidence));
	report_done(&r);
	free(p.host);
	free(p.port);
}

int
main(void)
{
	char found[1024];

	table();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		find(i, found, sizeof(found));
		ok(strcmp(found, rows[i].ids) == 0, "%s: %s", rows[i].name,
			found);
	}
	return tap_done();
}
