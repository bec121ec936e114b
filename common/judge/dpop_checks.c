/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_checks.c - what is required of a DPoP proof, in the order of RFC 9449
 * section 4.3.
 */
#include "judge/dpop.h"

#define REF "RFC 9449 section 4.3"

const struct check check_dpop_single = {
	"dpop.single",
	"there is exactly one DPoP proof",
	REF,
};
const struct check check_dpop_form = {
	"dpop.form",
	"the proof is one well-formed JWT",
	REF,
};
const struct check check_dpop_claims = {
	"dpop.claims",
	"the proof has all claims that it must have",
	REF,
};
const struct check check_dpop_type = {
	"dpop.type",
	"the type of the proof is dpop+jwt",
	REF,
};
const struct check check_dpop_algorithm = {
	"dpop.algorithm",
	"the proof is signed with an asymmetric algorithm",
	REF,
};
const struct check check_dpop_signature = {
	"dpop.signature",
	"the signature of the proof verifies with the key in it",
	REF,
};
const struct check check_dpop_public_key = {
	"dpop.public-key",
	"the key in the proof is a public key alone",
	REF,
};
const struct check check_dpop_method = {
	"dpop.method",
	"the proof is for the request's method",
	REF,
};
const struct check check_dpop_url = {
	"dpop.url",
	"the proof is for the request's URI",
	REF,
};
const struct check check_dpop_nonce = {
	"dpop.nonce",
	"the proof has the nonce that the server gave",
	REF,
};
const struct check check_dpop_time = {
	"dpop.time",
	"the proof was made just now",
	REF,
};
const struct check check_dpop_token = {
	"dpop.token",
	"the proof is for the access token that came with it",
	REF,
};
const struct check check_dpop_key = {
	"dpop.key",
	"the access token is bound to the key of the proof",
	REF,
};
