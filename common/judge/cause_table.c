/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause_table.c - which signs tell which cause, and how sure that is.  Which
 * alert means what differs from server to server (OpenSSL names the flaw,
 * GnuTLS says access_denied to all of them, Go bad_certificate, Java
 * certificate_unknown, Node nothing), so a row reads the alert together with
 * what the user's own files show.
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

#define CERTAIN  CONFIDENCE_CERTAIN
#define LIKELY   CONFIDENCE_LIKELY
#define POSSIBLE CONFIDENCE_POSSIBLE

/* The server saw the certificate and said no, at whatever layer. */
#define REFUSED  (SIGN(REJECTED) | SIGN(SENT))
/* It was sent, or there are other reasons why it was not. */
#define NOT_SENT                                            \
	(SIGN(SENT) | SIGN(NO_SCHEME) | SIGN(WITHHELD_LIST) \
		| SIGN(WITHHELD_EKU))
/* The refusal is for want of a certificate. */
#define NOT_FOR_LACK (SIGN(HTTP_NO_CERT) | SIGN(HTTP_REAUTH))
/* What is seen at a server that accepts, when somebody wants to know. */
#define ALTHOUGH     (SIGN(DIAGNOSED) | SIGN(ACCEPTED))
/* A completed chain was accepted: nothing else was wrong. */
#define COMPLETED    SIGN(EXTRA_ACCEPTED)
/* Refused as any stranger would be, as far as that can be seen. */
#define STRANGER     (SIGN(VAGUE) | SIGN(CA_UNKNOWN))
/* The server answers a stranger otherwise: it knows the issuer. */
#define NO_STRANGER  SIGN(DECOY_DIFFERS)

/*
 * In the order of their weight; of those that are equally sure the first in
 * the table is the first that is named.
 */
const struct cause_row cause_rows[] = {
	/* ---- no TLS at all, or none in common ---- */
	{ &story_plain_http, CERTAIN, .all = SIGN(PLAIN_HTTP) },
	{ &story_not_tls, LIKELY, .all = SIGN(NOT_TLS),
		.none = SIGN(PLAIN_HTTP) },
	{ &story_version, CERTAIN,
		.all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
		.alerts = { PROTOCOL_VERSION } },
	{ &story_parameters, LIKELY,
		.all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
		.alerts = { HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY } },
	{ &story_name, CERTAIN,
		.all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
		.alerts = { UNRECOGNIZED_NAME } },
	{ &story_alpn, CERTAIN,
		.all = SIGN(NO_HANDSHAKE) | SIGN(BEFORE_REQUEST),
		.alerts = { NO_APPLICATION_PROTOCOL } },

	/* ---- Token Binding ---- */
	{ &story_tokbind_no_ems, CERTAIN, .all = SIGN(TB_NO_EMS) },
	{ &story_tokbind_no_ri, CERTAIN, .all = SIGN(TB_NO_RI) },
	{ &story_tokbind_unsolicited, CERTAIN, .all = SIGN(TB_UNSOLICITED) },
	{ &story_tokbind_answer, CERTAIN, .all = SIGN(TB_ANSWER) },

	/* ---- the certificate never was in question ---- */
	{ &story_no_scheme, CERTAIN,
		.all = SIGN(CONFIGURED) | SIGN(NO_SCHEME) },
	{ &story_withheld_list, CERTAIN, .all = SIGN(WITHHELD_LIST) },
	{ &story_withheld_eku, CERTAIN, .all = SIGN(WITHHELD_EKU) },
	{ &story_proxy, CERTAIN, .all = SIGN(NOT_REQUESTED) | SIGN(INSPECTOR) },
	{ &story_421, CERTAIN, .all = SIGN(HTTP_421) },
	{ &story_pha_h2, CERTAIN, .all = SIGN(LATE_BY_PATH) | SIGN(H2) },
	{ &story_no_pha, CERTAIN, .all = SIGN(HTTP_REAUTH) },
	{ &story_no_pha_shown, CERTAIN,
		.all = SIGN(LATE_BY_PATH) | SIGN(NOT_REQUESTED) | SIGN(TLS13),
		.none = SIGN(H2) },
	{ &story_late, CERTAIN, .all = SIGN(LATE_BY_PATH),
		.none = SIGN(REQUESTED) },
	{ &story_late, CERTAIN, .all = SIGN(ASKED_LATE) | SIGN(DIAGNOSED) },
	{ &story_late, POSSIBLE, .all = SIGN(ASKED_LATE) | SIGN(REJECTED) },
	{ &story_sni_missing, CERTAIN, .all = SIGN(NAME_MISSING) },
	{ &story_sni_dependent, CERTAIN, .all = SIGN(NAME_MATTERS),
		.none = SIGN(HTTP_421) },
	{ &story_sni_dependent, POSSIBLE, .all = SIGN(NAME_MATTERS) },
	{ &story_not_requested, CERTAIN,
		.all = SIGN(NOT_REQUESTED) | SIGN(CONFIGURED),
		.none = SIGN(HTTP_REAUTH) | SIGN(LATE_BY_PATH) },
	{ &story_proxy, POSSIBLE,
		.all = SIGN(NOT_REQUESTED) | SIGN(CONFIGURED)
			| SIGN(SERVER_UNTRUSTED) },
	{ &story_iis_no_cert, CERTAIN, .all = SIGN(IIS_NO_CERT) },
	{ &story_no_cert_13, CERTAIN, .all = SIGN(REJECTED) | SIGN(REQUESTED),
		.none = SIGN(CONFIGURED) | SIGN(TLS12),
		.alerts = { CERTIFICATE_REQUIRED } },
	{ &story_no_cert_13, CERTAIN, .all = SIGN(REJECTED) | SIGN(REQUESTED),
		.any = SIGN(DECOY_DIFFERS) | SIGN(DECOY_ACCEPTED),
		.none = SIGN(CONFIGURED) | SIGN(TLS12) | SIGN(BY_HTTP) },
	{ &story_no_cert_13, LIKELY, .all = SIGN(REJECTED) | SIGN(REQUESTED),
		.any = SIGN(VAGUE),
		.none = SIGN(CONFIGURED) | SIGN(TLS12) | SIGN(HTTP_NO_CERT) },
	{ &story_no_cert_12, CERTAIN,
		.all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
		.any = SIGN(DECOY_DIFFERS) | SIGN(DECOY_ACCEPTED),
		.none = SIGN(CONFIGURED) | SIGN(BY_HTTP) },
	{ &story_no_cert_12, LIKELY,
		.all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
		.any = SIGN(VAGUE),
		.none = SIGN(CONFIGURED) | SIGN(HTTP_NO_CERT) },
	{ &story_no_cert_12, LIKELY,
		.all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
		.none = SIGN(CONFIGURED), .alerts = { DECODE_ERROR } },
	{ &story_http_no_cert_passed_on, POSSIBLE,
		.all = SIGN(HTTP_NO_CERT) | SIGN(SENT) },
	{ &story_http_no_cert, CERTAIN, .all = SIGN(HTTP_NO_CERT),
		.none = SIGN(SENT) | SIGN(IIS_NO_CERT) | SIGN(KEY_MISMATCH)
			| SIGN(LEAF_NOT_FIRST) },
	{ &story_http_no_cert, LIKELY, .all = SIGN(HTTP_NO_CERT),
		.none = SIGN(SENT) | SIGN(IIS_NO_CERT) },

	/* ---- one thing changed, and it is accepted ---- */
	{ &story_divergence, CERTAIN,
		.all = SIGN(REJECTED) | SIGN(TLS_ACCEPTED),
		.none = SIGN(NO_SCHEME) | SIGN(HTTP_REAUTH) | SIGN(LATE_BY_PATH)
			| SIGN(FLAWED) },
	{ &story_divergence, LIKELY, .all = SIGN(REJECTED) | SIGN(TLS_ACCEPTED),
		.none = SIGN(NO_SCHEME) | SIGN(HTTP_REAUTH)
			| SIGN(LATE_BY_PATH) },
	{ &story_divergence, CERTAIN, .all = ALTHOUGH | SIGN(TLS_REJECTED),
		.none = SIGN(ASKED_LATE) },
	{ &story_intermediate_shown, CERTAIN, .all = REFUSED | COMPLETED },

	/* ---- flaws that the user's own files show ---- */
	{ &story_key_mismatch, CERTAIN, .all = REFUSED | SIGN(KEY_MISMATCH),
		.alerts = { DECRYPT_ERROR } },
	{ &story_key_mismatch, LIKELY, .all = REFUSED | SIGN(KEY_MISMATCH),
		.none = NOT_FOR_LACK },
	{ &story_key_of_another_kind, CERTAIN,
		.all = SIGN(REQUESTED) | SIGN(KEY_MISMATCH), .none = NOT_SENT },
	{ &story_wrong_order_unsent, CERTAIN,
		.all = SIGN(REQUESTED) | SIGN(LEAF_NOT_FIRST),
		.none = NOT_SENT },
	{ &story_wrong_order, CERTAIN,
		.all = REFUSED | SIGN(LEAF_NOT_FIRST) | SIGN(BY_ALERT) },
	{ &story_wrong_order, LIKELY, .all = REFUSED | SIGN(LEAF_NOT_FIRST),
		.none = NOT_FOR_LACK },
	{ &story_revoked, CERTAIN, .all = REFUSED, .alerts = { REVOKED } },
	{ &story_expired, CERTAIN, .all = REFUSED | SIGN(EXPIRED),
		.alerts = { EXPIRED } },
	{ &story_no_eku, CERTAIN, .all = REFUSED | SIGN(NO_CLIENT_EKU),
		.none = SIGN(CA_EKU), .alerts = { UNSUPPORTED } },
	{ &story_ca_eku, CERTAIN, .all = REFUSED | SIGN(CA_EKU),
		.none = SIGN(NO_CLIENT_EKU), .alerts = { UNSUPPORTED } },
	{ &story_clock_skew, LIKELY, .all = REFUSED | SIGN(CLOCKS_DIFFER),
		.none = COMPLETED },
	{ &story_clock_skew, LIKELY, .all = REFUSED, .none = SIGN(EXPIRED),
		.alerts = { EXPIRED } },
	{ &story_self_signed, LIKELY, .all = REFUSED | SIGN(SELF_SIGNED),
		.none = NOT_FOR_LACK, .alerts = { UNKNOWN_CA } },
	{ &story_expired, LIKELY, .all = REFUSED | SIGN(EXPIRED) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED },
	{ &story_not_yet, LIKELY, .all = REFUSED | SIGN(NOT_YET) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED },
	{ &story_no_eku, LIKELY, .all = REFUSED | SIGN(NO_CLIENT_EKU),
		.none = NOT_FOR_LACK | COMPLETED, .alerts = { UNSUPPORTED } },
	{ &story_no_eku, LIKELY,
		.all = REFUSED | SIGN(NO_CLIENT_EKU) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED | SIGN(STACK_GNUTLS) },
	{ &story_ca_eku, LIKELY, .all = REFUSED | SIGN(CA_EKU),
		.none = NOT_FOR_LACK | COMPLETED, .alerts = { UNSUPPORTED } },
	{ &story_ca_eku, LIKELY, .all = REFUSED | SIGN(CA_EKU) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED | SIGN(STACK_GNUTLS)
			| SIGN(STACK_JAVA) },
	{ &story_no_ku, LIKELY, .all = REFUSED | SIGN(NO_DIGITAL_SIGNATURE),
		.none = NOT_FOR_LACK | COMPLETED,
		.alerts = { UNSUPPORTED, INTERNAL_ERROR } },
	{ &story_no_ku, LIKELY,
		.all = REFUSED | SIGN(NO_DIGITAL_SIGNATURE) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED | SIGN(STACK_GO) },
	{ &story_weak_signature, LIKELY,
		.all = REFUSED | SIGN(WEAK_SIGNATURE) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED | SIGN(STACK_JAVA) },
	{ &story_weak_key, LIKELY,
		.all = REFUSED | SIGN(WEAK_KEY) | SIGN(VAGUE),
		.none = NOT_FOR_LACK | COMPLETED | SIGN(STACK_GNUTLS)
			| SIGN(STACK_GO) | SIGN(STACK_JAVA) },
	{ &story_self_signed, LIKELY,
		.all = REFUSED | SIGN(SELF_SIGNED) | SIGN(VAGUE),
		.none = NOT_FOR_LACK },
	{ &story_revoked, LIKELY, .all = REFUSED | SIGN(IN_CRL) | SIGN(VAGUE),
		.none = NOT_FOR_LACK },
	{ &story_expired, POSSIBLE, .all = SIGN(REJECTED) | SIGN(EXPIRED) },
	{ &story_not_yet, POSSIBLE, .all = SIGN(REJECTED) | SIGN(NOT_YET) },
	{ &story_no_eku, POSSIBLE,
		.all = SIGN(REJECTED) | SIGN(NO_CLIENT_EKU) },
	{ &story_ca_eku, POSSIBLE, .all = SIGN(REJECTED) | SIGN(CA_EKU) },
	{ &story_no_ku, POSSIBLE,
		.all = SIGN(REJECTED) | SIGN(NO_DIGITAL_SIGNATURE) },
	{ &story_weak_signature, POSSIBLE,
		.all = SIGN(REJECTED) | SIGN(WEAK_SIGNATURE) },
	{ &story_weak_key, POSSIBLE, .all = SIGN(REJECTED) | SIGN(WEAK_KEY) },
	{ &story_self_signed, POSSIBLE,
		.all = SIGN(REJECTED) | SIGN(SELF_SIGNED) },
	{ &story_revoked, POSSIBLE, .all = SIGN(REJECTED) | SIGN(IN_CRL) },

	/* ---- what only the server knows ---- */
	{ &story_iis_bad_cert, CERTAIN, .all = SIGN(IIS_BAD_CERT) },
	{ &story_unknown_ca, LIKELY, .all = REFUSED,
		.none = SIGN(LISTED) | SIGN(SELF_SIGNED) | SIGN(LEAF_NOT_FIRST)
			| COMPLETED,
		.alerts = { UNKNOWN_CA } },
	{ &story_unknown_ca, LIKELY,
		.all = REFUSED | SIGN(NOT_LISTED) | SIGN(VAGUE),
		.none = SIGN(FLAWED) | NOT_FOR_LACK | NO_STRANGER | COMPLETED },
	{ &story_rekeyed_ca, LIKELY, .all = REFUSED | SIGN(OTHER_ISSUER),
		.any = STRANGER, .none = NO_STRANGER | COMPLETED },
	{ &story_depth, LIKELY, .all = REFUSED | SIGN(LISTED) | SIGN(DEEP),
		.any = STRANGER,
		.none = SIGN(FLAWED) | NO_STRANGER | COMPLETED },
	{ &story_no_crl, LIKELY,
		.all = REFUSED | SIGN(LISTED) | SIGN(THROUGH_CA)
			| SIGN(OTHER_ACCEPTED),
		.any = STRANGER, .none = SIGN(FLAWED) | COMPLETED },
	{ &story_depth, LIKELY,
		.all = REFUSED | SIGN(LISTED) | SIGN(THROUGH_CA)
			| SIGN(OTHER_ACCEPTED),
		.any = STRANGER, .none = SIGN(FLAWED) | COMPLETED },
	{ &story_rekeyed_ca, LIKELY, .all = REFUSED | SIGN(LISTED),
		.none = SIGN(FLAWED) | SIGN(THROUGH_CA) | COMPLETED,
		.alerts = { UNKNOWN_CA } },
	{ &story_unknown_ca, POSSIBLE,
		.all = REFUSED | SIGN(NO_LIST) | SIGN(VAGUE),
		.none = SIGN(SELF_SIGNED) | NOT_FOR_LACK | NO_STRANGER
			| COMPLETED },
	{ &story_unknown_ca, POSSIBLE, .all = REFUSED | SIGN(NOT_LISTED),
		.none = SIGN(SELF_SIGNED) | NOT_FOR_LACK | COMPLETED },
	{ &story_rekeyed_ca, POSSIBLE, .all = REFUSED | SIGN(LISTED),
		.any = STRANGER,
		.none = SIGN(FLAWED) | NOT_FOR_LACK | NO_STRANGER | COMPLETED },
	{ &story_no_intermediate, POSSIBLE, .all = REFUSED | SIGN(ALONE),
		.any = STRANGER | SIGN(FLAWED),
		.none = SIGN(LISTED) | NOT_FOR_LACK },
	{ &story_depth, POSSIBLE, .all = REFUSED | SIGN(THROUGH_CA),
		.any = STRANGER, .none = NO_STRANGER | COMPLETED },
	{ &story_no_crl, POSSIBLE, .all = REFUSED | SIGN(LISTED),
		.any = STRANGER,
		.none = SIGN(FLAWED) | NOT_FOR_LACK | NO_STRANGER | COMPLETED },
	{ &story_clock_skew, POSSIBLE, .all = REFUSED,
		.none = SIGN(FLAWED) | SIGN(DECOY_ALIKE) | COMPLETED,
		.alerts = { BAD_CERTIFICATE } },
	{ &story_revoked_perhaps, POSSIBLE,
		.all = REFUSED | SIGN(LISTED) | SIGN(VAGUE),
		.none = SIGN(FLAWED) | NOT_FOR_LACK | COMPLETED },
	{ &story_http_bad_cert, LIKELY,
		.all = SIGN(HTTP_BAD_CERT) | SIGN(LISTED),
		.none = SIGN(FLAWED) | SIGN(IIS_BAD_CERT) | COMPLETED },
	{ &story_http_bad_cert, POSSIBLE, .all = SIGN(HTTP_BAD_CERT),
		.none = SIGN(IIS_BAD_CERT) },
	{ &story_silent, LIKELY, .all = REFUSED | SIGN(BY_EOF),
		.none = SIGN(FLAWED) | COMPLETED },
	{ &story_silent, POSSIBLE, .all = REFUSED | SIGN(BY_EOF) },
	{ &story_write_race, LIKELY, .all = SIGN(QUIET_ALERT) },

	/* ---- accepted, and yet ---- */
	{ &story_any, CERTAIN, .all = SIGN(DIAGNOSED) | SIGN(DECOY_ACCEPTED),
		.none = SIGN(BY_ALERT) | SIGN(BY_EOF) },
	{ &story_any, LIKELY, .all = SIGN(DIAGNOSED) | SIGN(DECOY_ACCEPTED) },
	{ &story_optional, CERTAIN, .all = ALTHOUGH | SIGN(NONE_ACCEPTED) },
	{ &story_optional, CERTAIN, .all = ALTHOUGH | SIGN(REQUESTED),
		.none = SIGN(CONFIGURED) },
	{ &story_optional, POSSIBLE, .all = REFUSED | SIGN(NONE_ACCEPTED) },
	{ &story_misleading_list, CERTAIN,
		.all = ALTHOUGH | SIGN(SENT) | SIGN(NOT_LISTED),
		.none = SIGN(DECOY_ACCEPTED) },
	{ &story_huge_list, CERTAIN, .all = ALTHOUGH | SIGN(HUGE_LIST) },
	{ &story_huge_list, POSSIBLE, .all = SIGN(REJECTED) | SIGN(HUGE_LIST) },
	{ &story_legacy_p12, CERTAIN, .all = ALTHOUGH | SIGN(P12_LEGACY) },
	{ &story_legacy_p12, POSSIBLE,
		.all = SIGN(REJECTED) | SIGN(P12_LEGACY) },
	{ &story_root_sent, CERTAIN, .all = ALTHOUGH | SIGN(ROOT_SENT) },
	{ &story_root_sent, POSSIBLE, .all = REFUSED | SIGN(ROOT_SENT) },
	{ &story_empty_list, CERTAIN,
		.all = ALTHOUGH | SIGN(SENT) | SIGN(NO_LIST),
		.none = SIGN(DECOY_ACCEPTED) },
	{ &story_eku_withheld_elsewhere, POSSIBLE,
		.all = ALTHOUGH | SIGN(SENT) | SIGN(NO_CLIENT_EKU) },
	{ &story_stale, CERTAIN,
		.all = SIGN(RESUMED_STALE) | SIGN(RESUME_ASKED) },
	{ .story = NULL },
};
