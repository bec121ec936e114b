/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_cause.c - which mistake explains what is wrong with a header value, a
 * message, a signature or an ID.
 */
#include "judge/tbmsg_cause.h"

#include "base/b64.h"
#include "base/hex.h"

#define CAUSE(id, title)      \
	&(const struct cause) \
	{                     \
		id, title     \
	}

/* clang-format off */
const struct cause *const tbmsg_form_cause_ids[] = {
	CAUSE("header-padded", "the value has base64 padding"),
	CAUSE("header-standard-base64", "the value is in standard base64"),
	CAUSE("header-white-space", "the value has white space inside"),
	CAUSE("header-joined", "several fields were joined with a comma"),
	CAUSE("header-quoted", "the value stands in quotation marks"),
	CAUSE("header-spare-bits",
		"the last character has bits that do not count"),
	CAUSE("header-hex", "the value is hex, not base64url"),
	CAUSE("message-empty", "the message has no Token Binding"),
	CAUSE("message-cut-off", "the end of the message is missing"),
	CAUSE("message-trailing", "something stands behind the message"),
	CAUSE("message-length", "the length in front is wrong"),
	CAUSE("draft-format", "it is made by drafts -05 to -09"),
	NULL,
};

const struct cause *const tbmsg_cause_ids[] = {
	CAUSE("signed-bare-ekm", "the EKM alone was signed"),
	CAUSE("signed-order", "the right octets were signed in another order"),
	CAUSE("signed-incomplete", "type or parameters were not signed"),
	CAUSE("signed-other-type",
		"it was signed as a binding of another type"),
	CAUSE("signed-other-parameters",
		"it was signed for other key parameters"),
	CAUSE("signed-whole-id", "the key was signed with it"),
	CAUSE("signed-ekm-text", "the EKM was signed as text"),
	CAUSE("signed-ekm-hash", "a hash of the EKM was signed"),
	CAUSE("signed-twice-hashed", "what was signed was hashed twice"),
	CAUSE("signed-unhashed", "what was signed was not hashed"),
	CAUSE("signature-hash", "another hash than SHA-256 was used"),
	CAUSE("signature-scheme", "the signature is of the other RSA scheme"),
	CAUSE("pss-salt", "the PSS salt has another length than 32"),
	CAUSE("pss-mgf1-hash", "MGF1 does not use SHA-256"),
	CAUSE("signature-no-digestinfo", "the digest lacks its DigestInfo"),
	CAUSE("signature-der", "the signature is DER"),
	CAUSE("signature-swapped", "R and S are swapped"),
	CAUSE("signature-little-endian", "the signature is little-endian"),
	CAUSE("signature-stripped", "leading zeros of R or S are missing"),
	CAUSE("signature-trailing", "something stands around R and S"),
	CAUSE("key-sec1-prefix", "the key has the prefix of SEC 1"),
	CAUSE("key-little-endian", "the key is little-endian"),
	CAUSE("key-size", "the RSA key does not have 2048 bits"),
	CAUSE("key-leading-zeros", "the key has leading zeros"),
	CAUSE("ekm-empty-context",
		"the EKM was exported with an empty context"),
	CAUSE("ekm-other-label", "the EKM was exported with another label"),
	CAUSE("ekm-other-prf", "the EKM was derived with another --prf"),
	CAUSE("ekm-of-another-connection",
		"it was signed for another connection"),
	CAUSE("ekm-mismatch-terminator",
		"it was signed for another leg of the way"),
	CAUSE("id-is-referred", "the ID is that of the referred binding"),
	CAUSE("id-is-provided", "the ID is that of the provided binding"),
	CAUSE("id-other-parameters",
		"the key is the same, its parameters are others"),
	NULL,
};
/* clang-format on */

static const struct cause *
find(const struct cause *const *list, const char *id)
{
	for (; *list != NULL; list++)
		if (strcmp((*list)->id, id) == 0)
			return *list;
	return NULL;
}

const struct cause *
tbmsg_cause_find(const char *id)
{
	const struct cause *cause = find(tbmsg_form_cause_ids, id);

	return cause != NULL ? cause : find(tbmsg_cause_ids, id);
}

/* ---- the form ----------------------------------------------------------- */

/* What explains a flaw of the value, and who mends it how. */
static const struct {
	enum tbheader_flaw flaw;
	const char *cause, *text, *mend;
} flaws[] = {
	{ TBHEADER_PADDED, "header-padded",
		"the value ends with base64 padding",
		"leave the '=' out: base64url without padding" },
	{ TBHEADER_STANDARD, "header-standard-base64",
		"the value is in the alphabet of standard base64",
		"write '-' for '+' and '_' for '/' (RFC 4648 section 5)" },
	{ TBHEADER_WHITE, "header-white-space",
		"white space was put into the value",
		"send it in one piece; look for a hop that folds long lines" },
	{ TBHEADER_JOINED, "header-joined",
		"two values were joined to one field",
		"send one field; look for a proxy that adds its own and joins "
		"them" },
	{ TBHEADER_QUOTED, "header-quoted",
		"the value stands in quotation marks", "send the value alone" },
	{ TBHEADER_SPARE_BITS, "header-spare-bits",
		"the last character has bits that belong to no octet",
		"encode the octets anew: such bits are zero (RFC 4648 section "
		"3.5)" },
	{ TBHEADER_HEX, "header-hex", "the value is the message in hex",
		"encode the octets in base64url" },
};

static void
flaw_cause(struct report *r, const struct tbheader *h)
{
	for (size_t i = 0; i < ARRAY_LEN(flaws); i++) {
		if (flaws[i].flaw != h->flaw)
			continue;
		report_diagnosis(r, tbmsg_cause_find(flaws[i].cause),
			CONFIDENCE_CERTAIN, "%s", flaws[i].text);
		report_because(r, "character %zu of the value shows it",
			h->offset);
		report_advise(r, "%s", flaws[i].mend);
	}
}

static void
draft_cause(struct report *r)
{
	report_diagnosis(r, tbmsg_cause_find(tbwhy_draft.cause),
		CONFIDENCE_CERTAIN,
		"the message is laid out as drafts -05 to "
		"-09 of RFC 8471 said");
	report_because(r,
		"without key_length all fields fit, up to the last octet");
	report_advise(r, "%s", tbwhy_draft.mend);
}

enum { BINDING_LEAST = 72 }; /* octets: with 64 of signature and no key */

/* The length in front and what is there disagree: which of them is wrong? */
static void
length_cause(struct report *r, const struct tbmsg *m)
{
	size_t there = m->octets.len - 2;
	bool broken = m->body.field != NULL;

	if (m->octets.len < 2)
		return;
	if (m->length == 0 && there == 0) {
		report_diagnosis(r, tbmsg_cause_find("message-empty"),
			CONFIDENCE_CERTAIN, "the message has no Token Binding");
		report_advise(r,
			"without a key to prove, send no header at all");
	} else if (m->length > there
		&& (broken || m->length - there >= BINDING_LEAST)) {
		report_diagnosis(r, tbmsg_cause_find("message-cut-off"),
			CONFIDENCE_LIKELY, "the end of the message is missing");
		report_because(r,
			"%zu octets are there, the length in front counts %zu",
			there, m->length);
		if (!broken)
			report_because(r,
				"the cut is between two bindings, or the "
				"length is wrong");
		report_advise(r,
			"look for a limit on the length of header fields "
			"(RSA: 704 characters a binding)");
	} else if (m->length < there && !broken && m->n > 0
		&& m->binding[m->n - 1].whole.data
				+ m->binding[m->n - 1].whole.len
			< m->octets.data + m->octets.len) {
		report_diagnosis(r, tbmsg_cause_find("message-trailing"),
			CONFIDENCE_CERTAIN,
			"something stands behind the message");
		report_because(r, "%zu octet%s behind the last binding",
			there - m->length, there - m->length == 1 ? "" : "s");
		report_advise(r, "end the value where the message ends");
	} else if (m->length != there && !broken) {
		report_diagnosis(r, tbmsg_cause_find("message-length"),
			CONFIDENCE_CERTAIN, "the length in front is wrong");
		report_because(r,
			"the bindings end where the message does, after %zu "
			"octets, not %zu",
			there, m->length);
		report_advise(r, "count the octets of the list");
	}
}

void
judge_tbmsg_form_causes(struct report *r, const struct tbmsg_form *f)
{
	if (f->headers > 0)
		flaw_cause(r, &f->header);
	/* A stray character hides what follows: nothing else is missing. */
	if (tbmsg_form_is_draft(f))
		draft_cause(r);
	else if (f->header.flaw != TBHEADER_ALPHABET && f->headers > 0)
		length_cause(r, &f->msg);
}

/* ---- signatures --------------------------------------------------------- */

void
judge_tbmsg_signature_cause(struct report *r, const struct tbmsg_binding *b,
	const char *whose, struct view ekm, const struct tbwhy_ekm *others,
	size_t n_others)
{
	_cleanup_tbwhy_ struct tbwhy why = { .n = 0 };

	if (!tbwhy_find(b, ekm, others, n_others, &why)) {
		report_advise(r,
			"no known mistake explains it: compare the EKMs of "
			"both ends, or try tlsbind-tbmsg verify --other-ekm");
		return;
	}
	for (size_t i = 0; i < why.n; i++) {
		report_diagnosis(r, tbmsg_cause_find(why.row[i]->cause),
			CONFIDENCE_CERTAIN, "%s", why.row[i]->words);
		report_because(r, "%s: %s%s", whose, why.because[i],
			why.ekm != NULL ? ""
				: why.n > 1
				? "; with all that is named here, it verifies"
				: "; read like that, it verifies");
		report_advise(r, "%s", why.row[i]->mend);
	}
}
