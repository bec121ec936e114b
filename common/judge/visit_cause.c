/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_cause.c - why a client was refused or did not get through, as its
 * server sees it, and what to do at the client.
 */
#include "judge/cause.h"
#include "judge/visit_part.h"

static const struct cause unreadable = {
	"client-cert-unreadable",
	"what the client sent is no certificate",
};
static const struct cause constraint = {
	"ca-constraint",
	"an issuer in the chain may not issue what it issued",
};

/* A cause for each fault; its id is that of a client's own report. */
static const struct fault_row {
	unsigned fault;
	const struct cause *cause;
	const char *text, *advice[3];
} fault_rows[] = {
	{ VISIT_UNREADABLE, &unreadable,
		"the client sent something that is no certificate",
		{ "look at its file: openssl x509 -in FILE -text" } },
	{ VISIT_SELF_SIGNED, &story_self_signed.cause,
		"the client's certificate is signed by itself, and this server "
		"wants one that a CA has issued",
		{ "have a certificate issued by a CA of this server",
			"or add this very certificate to --ca FILE; --client-"
			"auth any takes every certificate, for a look at "
			"it" } },
	{ VISIT_EXPIRED, &story_expired.cause,
		"the client's certificate, or one of its chain, has expired",
		{ "renew it at the client; if it has been renewed, see which "
		  "file the client reads, and restart it" } },
	{ VISIT_NOT_YET, &story_not_yet.cause,
		"the client's certificate, or one of its chain, is not valid "
		"yet",
		{ "wait, or compare the clocks of its issuer and of this "
		  "machine" } },
	{ VISIT_PURPOSE, &story_no_eku.cause,
		"the client's certificate is not made for client "
		"authentication",
		{ "have it issued with clientAuth; public CAs no longer do "
		  "that, a private CA does" } },
	{ VISIT_CA_PURPOSE, &story_ca_eku.cause,
		"an intermediate in the client's chain is not made for client "
		"authentication",
		{ "use an intermediate CA without extended key usage, or with "
		  "clientAuth" } },
	{ VISIT_KEY_USAGE, &story_no_ku.cause,
		"the key usage of the client's certificate does not allow "
		"signatures",
		{ "have it issued with digitalSignature" } },
	{ VISIT_WEAK_SIGNATURE, &story_weak_signature.cause,
		"a certificate of the client is signed with a broken digest",
		{ "have it issued with SHA-256 or better" } },
	{ VISIT_WEAK_KEY, &story_weak_key.cause,
		"a key of the client's chain is too short",
		{ "use a key of at least 2048 bits, or P-256" } },
	{ VISIT_REVOKED, &story_revoked.cause,
		"a revocation list of this server lists a certificate of the "
		"client",
		{ "have a new certificate issued, for a new key" } },
	{ VISIT_CONSTRAINT, &constraint,
		"an issuer in the client's chain is no CA, or may not issue "
		"so deep",
		{ "look at the basic constraints of its chain: the client's "
		  "own certificate must come first" } },
};

/* ---- faults of certificates --------------------------------------------- */

/* What we said. */
static void
because_answer(const struct visit_bench *b)
{
	_cleanup_str_ char *words = visit_answer_words(b->v);

	report_because(b->r, "our answer: %s", words);
}

static void
diagnose_no_cert(const struct visit_bench *b)
{
	bool new = visit_is_tls13(b->v);

	report_diagnosis(b->r,
		new ? &story_no_cert_13.cause : &story_no_cert_12.cause,
		CONFIDENCE_CERTAIN,
		"the client has sent no certificate, and this server requires "
		"one");
	report_because(b->r,
		b->v->certificate_message
			? "we asked for one, and its Certificate message was "
			  "empty"
			: "we asked for one, and none came");
	because_answer(b);
	report_advise(b->r,
		"give the client one: curl --cert FILE --key FILE; openssl "
		"s_client -cert FILE -key FILE; in a browser import a PKCS#12");
	report_advise(b->r,
		"if it has one, it withheld it, as none of its issuers is "
		"among the CAs that this server names, or as it may not sign: "
		"tlsbind-handshake --cert FILE tells");
}

/* The issuer of the client's certificate has issued our own. */
static bool
is_our_issuer(const struct visit_bench *b)
{
	struct view ours, its;

	return b->own != NULL && view_eq(b->own->x.issuer, b->leaf->x.issuer)
		&& !b->own->self_signed
		&& x509_authority_key_id(&b->own->x, &ours)
		&& x509_authority_key_id(&b->leaf->x, &its)
		&& view_eq(ours, its);
}

static void
diagnose_intermediate(const struct visit_bench *b, bool likely)
{
	report_diagnosis(b->r, &story_no_intermediate.cause,
		likely ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE,
		"the client has not sent an intermediate certificate");
	report_because(b->r, "it sent its own certificate alone");
	visit_because(b, VISIT_UNKNOWN_CA);
	if (likely)
		report_because(b->r,
			"this server's own certificate has the same issuer, "
			"and is sent with an intermediate");
	because_answer(b);
	report_advise(b->r,
		"if %s is an intermediate CA, let the client send its "
		"certificate behind its own",
		b->leaf->issuer);
}

static void
diagnose_rekeyed_ca(const struct visit_bench *b)
{
	report_diagnosis(b->r, &story_rekeyed_ca.cause, CONFIDENCE_CERTAIN,
		"this server has a CA of the issuer's name, but with another "
		"key");
	visit_because(b, VISIT_UNKNOWN_CA);
	because_answer(b);
	report_advise(b->r,
		"one of both is of an old CA: give this server the certificate "
		"of the CA that issued this one: --ca FILE");
}

/* Which of several ways the chain does not lead to us. */
static void
diagnose_unknown_ca(const struct visit_bench *b)
{
	struct lint with_cas = b->lint;
	bool alone = b->v->chain.n == 1, ours = alone && is_our_issuer(b);

	with_cas.extra = b->v->cas;
	if (lint_namesake(&with_cas) != NULL) {
		diagnose_rekeyed_ca(b);
		return;
	}
	if (ours)
		diagnose_intermediate(b, true);
	report_diagnosis(b->r, &story_unknown_ca.cause,
		ours            ? CONFIDENCE_POSSIBLE
			: alone ? CONFIDENCE_LIKELY
				: CONFIDENCE_CERTAIN,
		"this server does not trust the issuer of the client's "
		"certificate");
	visit_because(b, VISIT_UNKNOWN_CA);
	because_answer(b);
	report_advise(b->r,
		"use a certificate of a CA that this server trusts, or add the "
		"client's CA to the file of --ca");
	if (alone && !ours)
		diagnose_intermediate(b, false);
}

/* What the certificate of a CA lacks that stands in the client's place. */
enum { OF_WRONG_ORDER = VISIT_PURPOSE | VISIT_KEY_USAGE | VISIT_SIGNATURE };

/* The first certificate has issued the second one. */
static bool
is_turned(const struct visit_bench *b)
{
	const struct certs *chain = &b->v->chain;

	return b->leaf != NULL && b->leaf->is_ca && chain->n > 1
		&& view_eq(chain->cert[1]->x.issuer, b->leaf->x.subject);
}

static void
diagnose_order(const struct visit_bench *b)
{
	report_diagnosis(b->r, &story_wrong_order.cause, CONFIDENCE_CERTAIN,
		"the client sends the certificate of a CA first, and its own "
		"behind it");
	report_because(b->r, "certificate 1, %s, has issued certificate 2, %s",
		b->leaf->subject, b->v->chain.cert[1]->subject);
	because_answer(b);
	report_advise(b->r,
		"put the client's own certificate first in its file, then its "
		"issuer, and so on");
}

static void
diagnose_signature(const struct visit_bench *b)
{
	report_diagnosis(b->r, &story_key_mismatch.cause, CONFIDENCE_CERTAIN,
		"the client signs with a key that is not that of its "
		"certificate");
	visit_because(b, VISIT_SIGNATURE);
	because_answer(b);
	report_advise(b->r,
		"use the key that the certificate was issued for; to see which "
		"that is, compare the SPKI pins of tlsbind-thumbprint");
}

static void
diagnose_row(const struct visit_bench *b, const struct fault_row *row)
{
	report_diagnosis(b->r, row->cause, CONFIDENCE_CERTAIN, "%s", row->text);
	visit_because(b, row->fault);
	because_answer(b);
	for (size_t i = 0; row->advice[i] != NULL; i++)
		report_advise(b->r, "%s", row->advice[i]);
}

static void
diagnose_fault(const struct visit_bench *b, unsigned bit)
{
	if (bit == VISIT_NO_CERT)
		diagnose_no_cert(b);
	else if (b->leaf == NULL && bit != VISIT_UNREADABLE)
		return;
	else if ((bit & OF_WRONG_ORDER) != 0 && is_turned(b)) {
		/* One cause of them all, told with the first. */
		if ((b->v->faults & OF_WRONG_ORDER & (bit - 1)) == 0)
			diagnose_order(b);
		return;
	} else if (bit == VISIT_UNKNOWN_CA)
		diagnose_unknown_ca(b);
	else if (bit == VISIT_SIGNATURE)
		diagnose_signature(b);
	for (size_t i = 0; i < ARRAY_LEN(fault_rows); i++)
		if (fault_rows[i].fault == bit)
			diagnose_row(b, &fault_rows[i]);
}

/* Those that decided first, then what else there is. */
static void
diagnose_refusal(const struct visit_bench *b)
{
	unsigned all = visit_faults(b->v);
	unsigned counted = all & ~b->v->ignored;

	for (unsigned bit = 1; bit != 0 && bit <= all; bit <<= 1)
		if ((counted & bit) != 0)
			diagnose_fault(b, bit);
	for (unsigned bit = 1; bit != 0 && bit <= all; bit <<= 1)
		if ((all & ~counted & bit) != 0)
			diagnose_fault(b, bit);
}

void
visit_diagnose(const struct visit_bench *b)
{
	switch (b->outcome) {
	case VISIT_IS_REFUSED:
		diagnose_refusal(b);
		break;
	case VISIT_IS_BROKEN:
		visit_diagnose_break(b);
		break;
	case VISIT_IS_LEFT:
		visit_diagnose_left(b);
		break;
	case VISIT_IS_FOREIGN:
		visit_diagnose_speech(b);
		break;
	default:
		break;
	}
}

const struct cause *const judge_visit_causes[] = {
	&story_no_cert_13.cause,
	&story_no_cert_12.cause,
	&unreadable,
	&story_unknown_ca.cause,
	&story_rekeyed_ca.cause,
	&story_no_intermediate.cause,
	&story_self_signed.cause,
	&story_expired.cause,
	&story_not_yet.cause,
	&story_no_eku.cause,
	&story_ca_eku.cause,
	&story_no_ku.cause,
	&story_weak_signature.cause,
	&story_weak_key.cause,
	&story_revoked.cause,
	&constraint,
	&story_wrong_order.cause,
	&story_key_mismatch.cause,
	&visit_server_untrusted,
	&visit_server_name,
	&visit_server_expired,
	&visit_left_when_asked,
	&story_version.cause,
	&story_parameters.cause,
	&story_alpn.cause,
	&visit_plain_http,
	&visit_proxy_protocol,
	&visit_no_tls,
	NULL,
};
