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

#define CERTAIN      CONFIDENCE_CERTAIN
#define LIKELY       CONFIDENCE_LIKELY
#define POSSIBLE     CONFIDENCE_POSSIBLE

/* The server saw the certificate and said no, at whatever layer. */
#define REFUSED      (SIGN(REJECTED) | SIGN(SENT))
/* The refusal does not tell that nothing was sent. */
#define NOT_FOR_LACK (SIGN(HTTP_NO_CERT) | SIGN(HTTP_REAUTH))

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
	{ &story_not_requested, CERTAIN,
		.all = SIGN(NOT_REQUESTED) | SIGN(CONFIGURED) },
	{ &story_no_pha, CERTAIN, .all = SIGN(HTTP_REAUTH) },
	{ &story_no_cert_13, CERTAIN, .all = SIGN(REJECTED) | SIGN(REQUESTED),
		.none = SIGN(CONFIGURED) | SIGN(TLS12),
		.alerts = { CERTIFICATE_REQUIRED } },
	{ &story_no_cert_13, LIKELY, .all = SIGN(REJECTED) | SIGN(REQUESTED),
		.any = SIGN(VAGUE), .none = SIGN(CONFIGURED) | SIGN(TLS12) },
	{ &story_no_cert_12, LIKELY,
		.all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
		.any = SIGN(VAGUE), .none = SIGN(CONFIGURED) },
	{ &story_no_cert_12, LIKELY,
		.all = SIGN(REJECTED) | SIGN(REQUESTED) | SIGN(TLS12),
		.none = SIGN(CONFIGURED), .alerts = { DECODE_ERROR } },
	{ &story_no_scheme, CERTAIN,
		.all = SIGN(CONFIGURED) | SIGN(NO_SCHEME) },
	{ &story_http_no_cert_passed_on, POSSIBLE,
		.all = SIGN(HTTP_NO_CERT) | SIGN(SENT) },
	{ &story_http_no_cert, CERTAIN, .all = SIGN(HTTP_NO_CERT),
		.none = SIGN(SENT) },

	/* ---- flaws that the user's own files show ---- */
	{ &story_key_mismatch, CERTAIN, .all = REFUSED | SIGN(KEY_MISMATCH),
		.alerts = { DECRYPT_ERROR } },
	{ &story_key_mismatch, LIKELY, .all = REFUSED | SIGN(KEY_MISMATCH),
		.none = NOT_FOR_LACK },
	{ &story_key_of_another_kind, CERTAIN,
		.all = SIGN(REQUESTED) | SIGN(KEY_MISMATCH),
		.none = SIGN(SENT) | SIGN(NO_SCHEME) },
	{ &story_wrong_order, CERTAIN,
		.all = REFUSED | SIGN(LEAF_NOT_FIRST) | SIGN(BY_ALERT) },
	{ &story_wrong_order, LIKELY, .all = REFUSED | SIGN(LEAF_NOT_FIRST),
		.none = NOT_FOR_LACK },
	{ &story_expired, CERTAIN, .all = REFUSED | SIGN(EXPIRED),
		.alerts = { EXPIRED } },
	{ &story_expired, LIKELY, .all = REFUSED | SIGN(EXPIRED),
		.none = NOT_FOR_LACK },
	{ &story_not_yet, LIKELY, .all = REFUSED | SIGN(NOT_YET),
		.none = NOT_FOR_LACK },
	{ &story_clock_skew, POSSIBLE, .all = REFUSED, .none = SIGN(EXPIRED),
		.alerts = { EXPIRED } },
	{ &story_no_eku, CERTAIN, .all = REFUSED | SIGN(NO_CLIENT_EKU),
		.alerts = { UNSUPPORTED } },
	{ &story_no_eku, LIKELY, .all = REFUSED | SIGN(NO_CLIENT_EKU),
		.none = NOT_FOR_LACK },
	{ &story_no_ku, LIKELY, .all = REFUSED | SIGN(NO_DIGITAL_SIGNATURE),
		.none = NOT_FOR_LACK },
	{ &story_weak_signature, LIKELY, .all = REFUSED | SIGN(WEAK_SIGNATURE),
		.none = NOT_FOR_LACK },
	{ &story_weak_key, LIKELY, .all = REFUSED | SIGN(WEAK_KEY),
		.none = NOT_FOR_LACK },
	{ &story_self_signed, LIKELY, .all = REFUSED | SIGN(SELF_SIGNED),
		.none = NOT_FOR_LACK },

	/* ---- what only the server knows ---- */
	{ &story_revoked, CERTAIN, .all = REFUSED, .alerts = { REVOKED } },
	{ &story_unknown_ca, LIKELY, .all = REFUSED,
		.none = SIGN(LISTED) | SIGN(SELF_SIGNED) | SIGN(LEAF_NOT_FIRST),
		.alerts = { UNKNOWN_CA } },
	{ &story_unknown_ca, LIKELY,
		.all = REFUSED | SIGN(NOT_LISTED) | SIGN(VAGUE),
		.none = SIGN(FLAWED) | NOT_FOR_LACK },
	{ &story_unknown_ca, POSSIBLE,
		.all = REFUSED | SIGN(NO_LIST) | SIGN(VAGUE),
		.none = SIGN(FLAWED) | NOT_FOR_LACK },
	{ &story_rekeyed_ca, LIKELY, .all = REFUSED | SIGN(LISTED),
		.none = SIGN(FLAWED), .alerts = { UNKNOWN_CA } },
	{ &story_rekeyed_ca, POSSIBLE,
		.all = REFUSED | SIGN(LISTED) | SIGN(VAGUE),
		.none = SIGN(FLAWED) | NOT_FOR_LACK },
	{ &story_no_intermediate, POSSIBLE, .all = REFUSED | SIGN(ALONE),
		.any = SIGN(VAGUE) | SIGN(CA_UNKNOWN),
		.none = SIGN(LISTED) | SIGN(FLAWED) | NOT_FOR_LACK },
	{ &story_http_bad_cert, POSSIBLE, .all = SIGN(HTTP_BAD_CERT) },
	{ &story_silent, POSSIBLE, .all = REFUSED | SIGN(BY_EOF) },
	{ .story = NULL },
};
