/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ways in which x5t#S256 (RFC 8705 section 3.1) is computed in the field:
 * the right one first, then the wrong ones, the likelier first.
 */
#include "proof/recipe.h"

static const char mend_encoding[] =
	"write base64url of the 32 octets, without padding";
static const char mend_twice[] =
	"encode the 32 octets of the digest, not their text";
static const char mend_hash[] =
	"hash the DER certificate with SHA-256, and write base64url of that";
static const char mend_pem[] = "hash the DER octets, not their PEM text";
static const char mend_key[] =
	"hash the whole DER certificate, not its public key";
static const char mend_jkt[] = "write it as jkt, or hash the DER certificate";
static const char mend_file[] =
	"hash the DER octets of the leaf certificate alone";

const struct recipe recipe_rows[] = {
	{ "der-sha256-b64url", NULL, "the right thumbprint", NULL, RECIPE_DER,
		HASH_SHA256, RECIPE_B64URL },

	{ "der-sha256-b64url-padded", "x5t-padded",
		"the right thumbprint with base64 padding", mend_encoding,
		RECIPE_DER, HASH_SHA256, RECIPE_B64URL_PAD },
	{ "der-sha256-b64", "x5t-std-base64",
		"the right thumbprint in base64 instead of base64url",
		mend_encoding, RECIPE_DER, HASH_SHA256, RECIPE_B64 },
	{ "der-sha256-hex", "x5t-hex", "the right thumbprint, written in hex",
		mend_encoding, RECIPE_DER, HASH_SHA256, RECIPE_HEX },
	{ "der-sha256-hex-upper", "x5t-hex-upper",
		"the right thumbprint, written in upper-case hex",
		mend_encoding, RECIPE_DER, HASH_SHA256, RECIPE_HEX_UPPER },
	{ "der-sha256-colon-upper", "x5t-colon-hex",
		"the right thumbprint, written in hex with colons",
		mend_encoding, RECIPE_DER, HASH_SHA256, RECIPE_COLON_UPPER },
	{ "der-sha256-colon", "x5t-colon-hex",
		"the right thumbprint, written in lower-case hex with colons",
		mend_encoding, RECIPE_DER, HASH_SHA256, RECIPE_COLON },

	{ "der-sha256-hex-b64url", "x5t-double-encoded",
		"base64url of the thumbprint's hex text", mend_twice,
		RECIPE_DER, HASH_SHA256, RECIPE_URL_OF_HEX },
	{ "der-sha256-hex-upper-b64url", "x5t-double-encoded",
		"base64url of the thumbprint's upper-case hex text", mend_twice,
		RECIPE_DER, HASH_SHA256, RECIPE_URL_OF_HEX_UPPER },
	{ "der-sha256-colon-upper-b64url", "x5t-double-encoded",
		"base64url of the thumbprint's hex text with colons",
		mend_twice, RECIPE_DER, HASH_SHA256,
		RECIPE_URL_OF_COLON_UPPER },
	{ "der-sha256-colon-b64url", "x5t-double-encoded",
		"base64url of the thumbprint's lower-case hex text with colons",
		mend_twice, RECIPE_DER, HASH_SHA256, RECIPE_URL_OF_COLON },
	{ "der-sha256-b64url-b64url", "x5t-double-encoded",
		"the right thumbprint, encoded in base64url twice", mend_twice,
		RECIPE_DER, HASH_SHA256, RECIPE_URL_OF_B64URL },
	{ "der-sha256-b64-b64url", "x5t-double-encoded",
		"base64url of the thumbprint's base64 text", mend_twice,
		RECIPE_DER, HASH_SHA256, RECIPE_URL_OF_B64 },

	{ "der-sha1-b64url", "x5t-sha1", "the SHA-1 thumbprint (x5t)",
		mend_hash, RECIPE_DER, HASH_SHA1, RECIPE_B64URL },
	{ "der-sha1-b64url-padded", "x5t-sha1",
		"the SHA-1 thumbprint (x5t) with base64 padding", mend_hash,
		RECIPE_DER, HASH_SHA1, RECIPE_B64URL_PAD },
	{ "der-sha1-b64", "x5t-sha1", "the SHA-1 thumbprint in base64",
		mend_hash, RECIPE_DER, HASH_SHA1, RECIPE_B64 },
	{ "der-sha1-hex", "x5t-sha1", "the SHA-1 thumbprint in hex", mend_hash,
		RECIPE_DER, HASH_SHA1, RECIPE_HEX },
	{ "der-sha1-hex-upper", "x5t-sha1",
		"the SHA-1 thumbprint in upper-case hex", mend_hash, RECIPE_DER,
		HASH_SHA1, RECIPE_HEX_UPPER },
	{ "der-sha1-colon-upper", "x5t-sha1",
		"the SHA-1 thumbprint in hex with colons", mend_hash,
		RECIPE_DER, HASH_SHA1, RECIPE_COLON_UPPER },
	{ "der-sha1-colon", "x5t-sha1",
		"the SHA-1 thumbprint in lower-case hex with colons", mend_hash,
		RECIPE_DER, HASH_SHA1, RECIPE_COLON },
	{ "der-sha1-hex-b64url", "x5t-sha1",
		"base64url of the SHA-1 thumbprint's hex text", mend_hash,
		RECIPE_DER, HASH_SHA1, RECIPE_URL_OF_HEX },
	{ "der-sha1-hex-upper-b64url", "x5t-sha1",
		"base64url of the SHA-1 thumbprint's upper-case hex text",
		mend_hash, RECIPE_DER, HASH_SHA1, RECIPE_URL_OF_HEX_UPPER },

	{ "der-sha384-b64url", "x5t-wrong-hash-len",
		"SHA-384 of the certificate instead of SHA-256", mend_hash,
		RECIPE_DER, HASH_SHA384, RECIPE_B64URL },
	{ "der-sha384-hex", "x5t-wrong-hash-len",
		"SHA-384 of the certificate, in hex", mend_hash, RECIPE_DER,
		HASH_SHA384, RECIPE_HEX },
	{ "der-sha512-b64url", "x5t-wrong-hash-len",
		"SHA-512 of the certificate instead of SHA-256", mend_hash,
		RECIPE_DER, HASH_SHA512, RECIPE_B64URL },
	{ "der-sha512-hex", "x5t-wrong-hash-len",
		"SHA-512 of the certificate, in hex", mend_hash, RECIPE_DER,
		HASH_SHA512, RECIPE_HEX },

	{ "pem-lf-sha256-b64url", "x5t-of-pem", "a hash of the PEM text",
		mend_pem, RECIPE_PEM, HASH_SHA256, RECIPE_B64URL },
	{ "pem-lf-sha256-hex", "x5t-of-pem", "a hash of the PEM text, in hex",
		mend_pem, RECIPE_PEM, HASH_SHA256, RECIPE_HEX },
	{ "pem-crlf-sha256-b64url", "x5t-of-pem",
		"a hash of the PEM text with CRLF line ends", mend_pem,
		RECIPE_PEM_CRLF, HASH_SHA256, RECIPE_B64URL },
	{ "pem-crlf-sha256-hex", "x5t-of-pem",
		"a hash of the PEM text with CRLF line ends, in hex", mend_pem,
		RECIPE_PEM_CRLF, HASH_SHA256, RECIPE_HEX },
	{ "pem-open-sha256-b64url", "x5t-of-pem",
		"a hash of the PEM text without its last line end", mend_pem,
		RECIPE_PEM_OPEN, HASH_SHA256, RECIPE_B64URL },
	{ "pem-open-sha256-hex", "x5t-of-pem",
		"a hash of the PEM text without its last line end, in hex",
		mend_pem, RECIPE_PEM_OPEN, HASH_SHA256, RECIPE_HEX },
	{ "pem-body-sha256-b64url", "x5t-of-pem",
		"a hash of the base64 text of the certificate", mend_pem,
		RECIPE_BODY, HASH_SHA256, RECIPE_B64URL },
	{ "pem-body-sha256-hex", "x5t-of-pem",
		"a hash of the base64 text of the certificate, in hex",
		mend_pem, RECIPE_BODY, HASH_SHA256, RECIPE_HEX },
	{ "pem-body-lines-sha256-b64url", "x5t-of-pem",
		"a hash of the base64 lines between BEGIN and END", mend_pem,
		RECIPE_BODY_LINES, HASH_SHA256, RECIPE_B64URL },
	{ "pem-body-lines-sha256-hex", "x5t-of-pem",
		"a hash of the base64 lines between BEGIN and END, in hex",
		mend_pem, RECIPE_BODY_LINES, HASH_SHA256, RECIPE_HEX },

	{ "spki-sha256-b64url", "x5t-of-spki",
		"a hash of the public key (SPKI), not of the certificate",
		mend_key, RECIPE_SPKI, HASH_SHA256, RECIPE_B64URL },
	{ "spki-sha256-b64", "x5t-of-spki",
		"the public-key pin (SPKI) in base64", mend_key, RECIPE_SPKI,
		HASH_SHA256, RECIPE_B64 },
	{ "spki-sha256-hex", "x5t-of-spki",
		"a hash of the public key (SPKI), in hex", mend_key,
		RECIPE_SPKI, HASH_SHA256, RECIPE_HEX },
	{ "jkt-sha256-b64url", "x5t-is-jkt",
		"the key's JWK thumbprint (jkt, RFC 7638)", mend_jkt,
		RECIPE_JKT, HASH_SHA256, RECIPE_B64URL },
	{ "jkt-sha256-hex", "x5t-is-jkt",
		"the key's JWK thumbprint (jkt, RFC 7638), in hex", mend_jkt,
		RECIPE_JKT, HASH_SHA256, RECIPE_HEX },

	{ "file-sha256-b64url", "x5t-of-chain", "a hash of the whole file",
		mend_file, RECIPE_FILE, HASH_SHA256, RECIPE_B64URL },
	{ "file-sha256-hex", "x5t-of-chain", "a hash of the whole file, in hex",
		mend_file, RECIPE_FILE, HASH_SHA256, RECIPE_HEX },
	{ .name = NULL }
};
