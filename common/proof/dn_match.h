/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn_match.h - does a text name the subject of a certificate, as
 * distinguishedNameMatch (RFC 4517 section 4.2.15) compares, and if not, how
 * near is it?
 *
 * Values of the types that we know are compared as caseIgnoreMatch does,
 * whatever their string type: letters of ASCII, Latin-1, Latin Extended-A,
 * Greek and Cyrillic without case, runs of white space as one space, none at
 * the ends.  Composed and decomposed letters differ, and so do other scripts'
 * cases.  Values of all other types, and those of more than DN_TEXT_MAX octets,
 * are compared octet for octet.
 */
#ifndef PROOF_DN_MATCH_H
#define PROOF_DN_MATCH_H

#include "proof/dn_form.h"

/* The better comes first. */
enum dn_relation {
	DN_EXACT,    /* octet for octet as RFC 4514 has it in our spelling */
	DN_SAME,     /* the same name, spelt otherwise */
	DN_FORMAT,   /* the same name in a form that RFC 4514 does not have */
	DN_REVERSED, /* the same RDNs in the opposite order */
	DN_SHUFFLED, /* the same pairs in another order, or in other RDNs */
	DN_CASE,     /* values differ in the case of letters that counts */
	DN_DIFFERS,
	DN_UNREADABLE, /* the text is no name */
};

struct dn_match {
	enum dn_relation relation;
	const struct dn_form *form; /* which it is exactly, or NULL */
	bool folded;                /* values differ in case or spaces */
	bool unquoted;              /* a separator lacks its "\" */
	size_t distance;            /* pairs that only one of them has */
	char *difference;           /* in words, or NULL */
};

/*
 * Compare the subject DN, which dn_parse() read, with TEXT.  dn_match_done()
 * the result.
 */
void dn_match(const struct dn *dn, struct view text, struct dn_match *ret);
void dn_match_done(struct dn_match *m);
#define _cleanup_dn_match_ _cleanup_(dn_match_done)

#endif
