/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recipe.h - given a value that should be a certificate's x5t#S256: how was
 * it made?  One row of a table for the right recipe, one for each wrong one
 * that is seen in the field.
 */
#ifndef PROOF_RECIPE_H
#define PROOF_RECIPE_H

#include "proof/x509.h"

enum recipe_input {
	RECIPE_DER,
	RECIPE_PEM,
	RECIPE_PEM_CRLF,
	RECIPE_PEM_OPEN,
	RECIPE_BODY,
	RECIPE_BODY_LINES,
	RECIPE_SPKI,
	RECIPE_JKT,
	RECIPE_FILE,
	RECIPE_BINDING, /* Token Binding ID */
	RECIPE_BINDING_PSS,
	RECIPE_SKI,
	RECIPE_AKI,
	RECIPE_INPUTS
};

enum recipe_encoding {
	RECIPE_B64URL,
	RECIPE_B64URL_PAD,
	RECIPE_B64,
	RECIPE_HEX,
	RECIPE_HEX_UPPER,
	RECIPE_COLON,
	RECIPE_COLON_UPPER,
	RECIPE_URL_OF_HEX,
	RECIPE_URL_OF_HEX_UPPER,
	RECIPE_URL_OF_COLON,
	RECIPE_URL_OF_COLON_UPPER,
	RECIPE_URL_OF_B64URL,
	RECIPE_URL_OF_B64,
	RECIPE_ENCODINGS
};

struct recipe {
	const char *name;  /* "der-sha256-hex": stable */
	const char *cause; /* the catalogue's id: "x5t-hex"; NULL: right */
	const char *words; /* "the right thumbprint, written in hex" */
	const char *mend;  /* what whoever wrote the value must do */
	enum recipe_input input;
	enum hash_alg hash; /* HASH_NONE: the input as it stands */
	enum recipe_encoding encoding;
};

enum {
	RECIPE_TEXT = 2048, /* characters of the longest value */
	RECIPE_RAW = 704,   /* octets of the longest identifier */
};

/* A value, read in every way in which it can be read. */
struct recipe_value {
	struct {
		enum recipe_encoding encoding;
		uint8_t raw[RECIPE_RAW];
		size_t len;
	} reading[RECIPE_ENCODINGS];
	size_t n;
};

/*
 * The value within what people paste: without quotes, braces and the name
 * before it ("SHA1 Fingerprint=", "x5t#S256: ").  It may be empty.
 */
struct view recipe_bare(struct view text);

/*
 * Read the value within TEXT, up to RECIPE_TEXT characters.  Returns false if
 * no recipe makes such a value, whatever the certificate.
 */
bool recipe_read(const char *text, struct recipe_value *ret);

/*
 * The recipe that makes the value from this certificate, or NULL.  FILE is
 * the whole file that the certificate came from, or empty: some recipes hash
 * that.  The right recipe is row 0 of recipe_rows.
 */
const struct recipe *recipe_match(const struct recipe_value *value,
	const struct x509 *x, struct view file);

extern const struct recipe recipe_rows[]; /* ends with { 0 } */

/* "hex of SHA-256 over the DER"; the caller frees it. */
char *recipe_phrase(const struct recipe *row);

/*
 * Make the value of a row for a certificate, for tests and explanations; the
 * caller frees it, NULL where the row is not defined for it.
 */
char *
recipe_make(const struct recipe *row, const struct x509 *x, struct view file);

#endif
