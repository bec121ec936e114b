/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_checks.c - what is required of the confirmation of a token.
 */
#include "judge/cnf.h"

const struct check check_cnf_present = {
	"cnf.present",
	"the token is bound to a key",
	"RFC 7800 section 3.1",
};
const struct check check_cnf_form = {
	"cnf.form",
	"cnf is an object whose members have their form",
	"RFC 7800 section 3.1",
};
const struct check check_cnf_x5t_s256 = {
	"cnf.x5t-s256",
	"the certificate is the one in cnf x5t#S256",
	"RFC 8705 section 3.1",
};
const struct check check_cnf_jkt = {
	"cnf.jkt",
	"the key is the one in cnf jkt",
	"RFC 9449 section 6.1",
};
const struct check check_cnf_jwk = {
	"cnf.jwk",
	"the key is the one in cnf jwk",
	"RFC 7800 section 3.2",
};
const struct check check_cnf_tbh = {
	"cnf.tbh",
	"the provided Token Binding ID is the one in cnf tbh",
	"OpenID Connect Token Bound Authentication 1.0 section 3",
};
const struct check check_cnf_other = {
	"cnf.other",
	"cnf has no member that cannot be judged here",
	"RFC 7800 section 3.1",
};
