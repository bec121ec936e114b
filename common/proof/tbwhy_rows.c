/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy_rows.c - the mistakes that signers of Token Bindings make, in words.
 */
#include "proof/tbwhy.h"

#define SIGN_THIS                                                  \
	"sign tokenbinding_type, key_parameters and the EKM: 2 + " \
	"32 octets, in this order (RFC 8471 section 3.3)"

/* clang-format off */
const struct tbwhy_row tbwhy_draft = {
	"draft-format",
	"it is made by drafts -05 to -09, not by RFC 8471",
	"update the client: since draft -10 key_length precedes the key, and "
	"type and parameters are signed, too",
};
const struct tbwhy_row tbwhy_bare_ekm = {
	"signed-bare-ekm",
	"the EKM alone was signed, as drafts before -10 did",
	SIGN_THIS,
};
const struct tbwhy_row tbwhy_order = {
	"signed-order",
	"the right octets were signed in another order",
	SIGN_THIS,
};
const struct tbwhy_row tbwhy_incomplete = {
	"signed-incomplete",
	"type or parameters are missing in what was signed",
	SIGN_THIS,
};
const struct tbwhy_row tbwhy_other_type = {
	"signed-other-type",
	"it was signed as a binding of another type",
	"sign each binding with its own tokenbinding_type: 0 provided, 1 "
	"referred",
};
const struct tbwhy_row tbwhy_other_params = {
	"signed-other-parameters",
	"it was signed for other key parameters",
	"sign the same key_parameters that stand in the Token Binding ID",
};
const struct tbwhy_row tbwhy_whole_id = {
	"signed-whole-id",
	"the key or the whole Token Binding ID was signed with it",
	"leave the key out: " SIGN_THIS,
};
const struct tbwhy_row tbwhy_text_ekm = {
	"signed-ekm-text",
	"the EKM was signed as text",
	"decode the EKM to its 32 octets before signing",
};
const struct tbwhy_row tbwhy_hashed_ekm = {
	"signed-ekm-hash",
	"a hash of the EKM was signed",
	"sign the EKM itself, unhashed",
};
const struct tbwhy_row tbwhy_twice_hashed = {
	"signed-twice-hashed",
	"what is to be signed was hashed twice",
	"give the signing function either the octets or their digest, as it "
	"expects",
};
const struct tbwhy_row tbwhy_unhashed = {
	"signed-unhashed",
	"what is to be signed was not hashed",
	"hash it with SHA-256 before signing (RFC 8471 section 3.3)",
};
const struct tbwhy_row tbwhy_hash = {
	"signature-hash",
	"another hash than SHA-256 was used",
	"use SHA-256 (RFC 8471 section 3.3)",
};
const struct tbwhy_row tbwhy_scheme = {
	"signature-scheme",
	"the signature is of the other RSA scheme than the key parameters say",
	"sign as the key parameters say: rsa2048_pkcs1.5 is RSASSA-PKCS1-v1_5, "
	"rsa2048_pss is RSASSA-PSS",
};
const struct tbwhy_row tbwhy_pss_salt = {
	"pss-salt",
	"the PSS salt has another length than 32",
	"set the salt's length to 32 octets (RFC 8471 section 3.3)",
};
const struct tbwhy_row tbwhy_pss_mgf1 = {
	"pss-mgf1-hash",
	"MGF1 does not use SHA-256",
	"set the hash of MGF1 to SHA-256, too (RFC 8471 section 3.3)",
};
const struct tbwhy_row tbwhy_no_digest_info = {
	"signature-no-digestinfo",
	"the digest was signed without DigestInfo",
	"use RSASSA-PKCS1-v1_5 whole: RFC 8017 section 9.2 puts DigestInfo "
	"around the digest",
};
const struct tbwhy_row tbwhy_der = {
	"signature-der",
	"the signature is DER, not R || S",
	"write R and S as 32 octets each, without any header (RFC 8471 section "
	"3.3)",
};
const struct tbwhy_row tbwhy_swapped = {
	"signature-swapped",
	"R and S are swapped",
	"write R first, then S",
};
const struct tbwhy_row tbwhy_little_endian = {
	"signature-little-endian",
	"the signature is little-endian",
	"write numbers with the highest octet first",
};
const struct tbwhy_row tbwhy_stripped = {
	"signature-stripped",
	"leading zeros of R or S are missing",
	"keep leading zeros: R and S take 32 octets each",
};
const struct tbwhy_row tbwhy_trailing = {
	"signature-trailing",
	"something stands around R and S",
	"write R and S as 32 octets each, nothing before, between or behind",
};
const struct tbwhy_row tbwhy_key_sec1 = {
	"key-sec1-prefix",
	"the key has the prefix 04 of SEC 1",
	"write X and Y alone, 64 octets (RFC 8471 section 3.2)",
};
const struct tbwhy_row tbwhy_key_little_endian = {
	"key-little-endian",
	"the coordinates of the key are little-endian",
	"write X and Y with the highest octet first",
};
const struct tbwhy_row tbwhy_key_size = {
	"key-size",
	"the RSA key does not have 2048 bits",
	"use a key of 2048 bits: these key parameters allow no other",
};
const struct tbwhy_row tbwhy_key_zeros = {
	"key-leading-zeros",
	"the key has leading zeros, which change its Token Binding ID",
	"leave leading zeros of modulus and exponent out (RFC 8471 section "
	"3.2)",
};
const struct tbwhy_row tbwhy_empty_context = {
	"ekm-empty-context",
	"the EKM was exported with an empty context instead of none",
	"export without a context: in TLS 1.2 an empty one makes another EKM "
	"(RFC 5705 section 4)",
};
const struct tbwhy_row tbwhy_other_label = {
	"ekm-other-label",
	"the EKM was exported with another label",
	"export with the label EXPORTER-Token-Binding, 32 octets, no context",
};
const struct tbwhy_row tbwhy_other_prf = {
	"ekm-other-prf",
	"it verifies with the other hash for TLS 1.2",
	"give --prf as the cipher suite says: sha384 where its name ends with "
	"SHA384, else sha256",
};
const struct tbwhy_row tbwhy_other_connection = {
	"ekm-of-another-connection",
	"it was signed for another connection",
	"sign on each connection anew, with the EKM of the connection that "
	"carries the message",
};
const struct tbwhy_row tbwhy_other_leg = {
	"ekm-mismatch-terminator",
	"it was signed for another leg of the way",
	"verify where the client's TLS connection ends, or let that hop pass "
	"on the EKM or the verified Token Binding ID",
};
/* clang-format on */

const struct tbwhy_row *const tbwhy_rows[] = { &tbwhy_draft, &tbwhy_bare_ekm,
	&tbwhy_order, &tbwhy_incomplete, &tbwhy_other_type, &tbwhy_other_params,
	&tbwhy_whole_id, &tbwhy_text_ekm, &tbwhy_hashed_ekm,
	&tbwhy_twice_hashed, &tbwhy_unhashed, &tbwhy_hash, &tbwhy_scheme,
	&tbwhy_pss_salt, &tbwhy_pss_mgf1, &tbwhy_no_digest_info, &tbwhy_der,
	&tbwhy_swapped, &tbwhy_little_endian, &tbwhy_stripped, &tbwhy_trailing,
	&tbwhy_key_sec1, &tbwhy_key_little_endian, &tbwhy_key_size,
	&tbwhy_key_zeros, &tbwhy_empty_context, &tbwhy_other_label,
	&tbwhy_other_prf, &tbwhy_other_connection, &tbwhy_other_leg, NULL };
