/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_checks.c - what is required of a Token Binding message, in the order
 * of RFC 8471 section 4.2 and RFC 8473 section 2.
 */
#include "judge/tbmsg_verify.h"

const struct check check_tokbind_negotiated = {
	"tokbind.negotiated",
	"Token Binding was negotiated on the connection",
	"RFC 8471 section 4.2",
};
const struct check check_header_single = {
	"header.single",
	"there is exactly one Sec-Token-Binding header field",
	"RFC 8473 section 2",
};
const struct check check_header_encoding = {
	"header.encoding",
	"the value is base64url without padding, and nothing else",
	"RFC 8473 section 2",
};
const struct check check_message_length = {
	"message.length",
	"the length in front counts the octets behind it, 132 at least",
	"RFC 8471 section 3",
};
const struct check check_message_structure = {
	"message.structure",
	"every Token Binding is complete",
	"RFC 8471 section 3",
};
const struct check check_binding_key = {
	"binding.key",
	"the keys have the form of their key parameters",
	"RFC 8471 section 3.2",
};
const struct check check_binding_signature_size = {
	"binding.signature-size",
	"the signatures have the size of their key parameters",
	"RFC 8471 section 3.3",
};
const struct check check_binding_extensions = {
	"binding.extensions",
	"the extensions are complete",
	"RFC 8471 section 3.4",
};

const struct check check_message_provided = {
	"message.provided",
	"there is exactly one provided binding",
	"RFC 8473 section 2",
};
const struct check check_message_referred = {
	"message.referred",
	"there is one referred binding at most",
	"RFC 8473 section 2",
};
const struct check check_message_unknown = {
	"message.unknown",
	"there is nothing in the message that we do not know",
	"RFC 8471 section 4.2",
};
const struct check check_provided_parameters = {
	"provided.parameters",
	"the provided binding has the negotiated key parameters",
	"RFC 8471 section 4.2",
};
const struct check check_provided_signature = {
	"provided.signature",
	"the signature of the provided binding verifies",
	"RFC 8471 section 3.3",
};
const struct check check_referred_signature = {
	"referred.signature",
	"the signature of the referred binding verifies",
	"RFC 8471 section 3.3",
};
const struct check check_other_signature = {
	"other.signature",
	"no binding of another type has an invalid signature",
	"RFC 8471 section 4.2",
};
const struct check check_provided_id = {
	"provided.id",
	"the provided Token Binding ID is the expected one",
	"RFC 8471 section 5",
};
const struct check check_referred_id = {
	"referred.id",
	"the referred Token Binding ID is the expected one, and verified",
	"RFC 8473 section 5.3",
};
