/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uri.h - the URIs of HTTP requests (RFC 3986, RFC 9110 section 4.2), and
 * whether two of them are the same once they are normalised.
 */
#ifndef PROOF_URI_H
#define PROOF_URI_H

#include "base/bytes.h"
#include "base/err.h"

enum { URI_MAX = 8192 }; /* characters: RFC 9110 section 4.1 wants 8000 */

/* Views into the text; empty where there is none. */
struct uri {
	struct view text;
	struct view bare; /* without query and fragment */
	struct view scheme, userinfo, host, port, path;
	struct view query, fragment; /* without ? and # */
	bool has_userinfo, has_query, has_fragment;
};

/*
 * Read TEXT, which stays the caller's: a scheme, "//", a host, and whatever
 * may follow.  ERR_INPUT says what is wrong and at which character: none that
 * a URI may have (RFC 3986 section 2), "%" without two digits, no scheme, no
 * "//", no host, a port that is no number up to 65535.  No name is resolved,
 * and what stands between brackets need not be an address.
 */
int uri_parse(struct view text, struct uri *ret, struct err *err) _must_check_;

enum uri_part {
	URI_NOTHING,
	URI_SCHEME,
	URI_USERINFO,
	URI_HOST,
	URI_PORT,
	URI_PATH
};

/*
 * The first part in which A and B differ, queries and fragments aside, after
 * what RFC 3986 sections 6.2.2 and 6.2.3 say: case of scheme and host, case
 * of percent-encoding, unreserved characters in it, dot segments, an empty
 * path, the default ports of http and https.
 */
enum uri_part uri_compare(const struct uri *a, const struct uri *b);

/* Are they the same without that, character by character? */
bool uri_is_verbatim(const struct uri *a, const struct uri *b);

/* "scheme", "userinfo", "host", "port", "path", or "nothing". */
const char *uri_part_name(enum uri_part part);

/*
 * U as it is compared, without userinfo (it may be a password), query and
 * fragment; the caller frees it.
 */
char *uri_normal(const struct uri *u);

/* The path alone, as it is compared; the caller frees it. */
char *uri_normal_path(const struct uri *u);

#endif
