/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_cause.c - which mistake explains why a DPoP proof does not hold.
 */
#include "judge/dpop_cause.h"

#include <strings.h>

#include "base/hex.h"
#include "judge/dpop_ath.h"
#include "judge/tell_dpop.h"

#define CAUSE(id, title)      \
	&(const struct cause) \
	{                     \
		id, title     \
	}

/* clang-format off */
const struct cause *const dpop_cause_ids[] = {
	CAUSE("dpop-typ", "the type of the proof is another"),
	CAUSE("dpop-symmetric", "the proof is signed with a shared secret"),
	CAUSE("dpop-htm-case", "htm is the method in another case"),
	CAUSE("dpop-htu-query", "htu has a query or a fragment"),
	CAUSE("dpop-htu-relative", "htu is a path, not a URI"),
	CAUSE("dpop-htu-origin", "htu names another scheme, host or port"),
	CAUSE("dpop-htu-path", "htu has another path on the same server"),
	CAUSE("dpop-iat-ms", "iat does not count seconds"),
	CAUSE("dpop-clock", "the clocks of client and server disagree"),
	CAUSE("dpop-ath-hex", "ath is in hex"),
	CAUSE("dpop-ath-padded", "ath is in another base64 than base64url"),
	CAUSE("dpop-ath-half", "ath is half of the hash"),
	CAUSE("dpop-ath-hash", "ath is not the SHA-256 hash"),
	CAUSE("dpop-ath-of-payload", "ath is the hash of a part of the token"),
	CAUSE("dpop-ath-of-more", "ath is the hash of the token and more"),
	CAUSE("dpop-jkt-encoding", "cnf.jkt is the right key, written wrongly"),
	CAUSE("dpop-key-mismatch", "the proof is made with another key"),
	NULL,
};
/* clang-format on */

const struct cause *
dpop_cause_find(const char *id)
{
	for (size_t i = 0; dpop_cause_ids[i] != NULL; i++)
		if (strcmp(dpop_cause_ids[i]->id, id) == 0)
			return dpop_cause_ids[i];
	return NULL;
}

/* ---- the header --------------------------------------------------------- */

void
judge_dpop_type_cause(struct report *r, const struct dpop *d)
{
	const char *typ = d->jws.typ;
	bool is_token = typ != NULL
		&& (strcasecmp(typ, "at+jwt") == 0
			|| strcasecmp(typ, "application/at+jwt") == 0);

	report_diagnosis(r, dpop_cause_find("dpop-typ"), CONFIDENCE_CERTAIN,
		"%s",
		is_token ? "it is an access token, not a proof"
			 : "the JWT does not say that it is a DPoP proof");
	report_advise(r,
		is_token ? "send the token in Authorization, and in DPoP a "
			   "proof that the client makes"
			 : "put \"typ\":\"dpop+jwt\" into the header; "
			   "libraries often set JWT by themselves");
}

void
judge_dpop_symmetric_cause(struct report *r, const struct dpop *d)
{
	report_diagnosis(r, dpop_cause_find("dpop-symmetric"),
		CONFIDENCE_CERTAIN,
		"the proof is signed with a secret that no server can check");
	report_because(r, "%s is an HMAC: who verifies it could make it, too",
		d->jws.alg_name);
	report_advise(r,
		"make a key pair, sign with ES256, and send the public key in "
		"jwk");
}

/* ---- the request -------------------------------------------------------- */

void
judge_dpop_method_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c)
{
	if (strcasecmp(d->htm.text, c->method) != 0) {
		report_advise(r, "make a new proof for each request");
		return;
	}
	report_diagnosis(r, dpop_cause_find("dpop-htm-case"),
		CONFIDENCE_CERTAIN, "htm is the method in another case");
	report_because(r, "methods are case-sensitive (RFC 9110 section 9.1)");
	report_advise(r, "write \"htm\":\"%s\"", c->method);
}

void
judge_dpop_query_cause(struct report *r, const struct uri *htu)
{
	report_diagnosis(r, dpop_cause_find("dpop-htu-query"),
		CONFIDENCE_CERTAIN,
		"the client put the whole URI into htu, with its %s",
		htu->has_query ? "query" : "fragment");
	report_because(r,
		"htu is the target URI without query and fragment (RFC 9449 "
		"section 4.2)");
	report_advise(r, "cut htu before the first %s",
		htu->has_query ? "'?'" : "'#'");
}

void
judge_dpop_relative_cause(struct report *r, const struct dpop *d,
	const struct uri *url)
{
	_cleanup_str_ char *normal = NULL;

	if (d->htu.text[0] != '/')
		return;
	report_diagnosis(r, dpop_cause_find("dpop-htu-relative"),
		CONFIDENCE_CERTAIN, "htu is a path, not a URI");
	if (url == NULL) {
		report_advise(r, "put scheme and host in front");
		return;
	}
	normal = uri_normal(url);
	report_advise(r, "write \"htu\":\"%s\"", normal);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return n < len && strcmp(text + len - n, end) == 0;
}

/* What two paths have in common, in words; NULL: nothing. */
static const char *
path_words(const char *htu, const char *url)
{
	size_t mine = strlen(htu), its = strlen(url);
	size_t least = mine < its ? mine : its;

	if (strcasecmp(htu, url) == 0)
		return "they differ in case only";
	if (strncmp(htu, url, least) == 0 && mine + its - 2 * least == 1
		&& (mine > its ? htu : url)[least] == '/')
		return "they differ in the slash at the end only";
	if (ends_with(htu, url))
		return "htu has a prefix that the request does not have";
	if (ends_with(url, htu))
		return "the request has a prefix that htu does not have";
	return NULL;
}

static void
path_cause(struct report *r, const struct uri *htu, const struct uri *url)
{
	_cleanup_str_ char *mine = uri_normal_path(htu);
	_cleanup_str_ char *its = uri_normal_path(url);
	_cleanup_str_ char *mine_shown = tell_dpop_text(mine);
	const char *words = path_words(mine, its);

	report_diagnosis(r, dpop_cause_find("dpop-htu-path"),
		words != NULL ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE, "%s",
		words != NULL ? "htu has almost the path of the request"
			      : "the proof was made for another path");
	report_because(r, "%s and %s%s%s", mine_shown, its,
		words != NULL ? ": " : "", words != NULL ? words : "");
	report_advise(r, "make a proof for each URI");
	report_advise(r,
		"if a proxy rewrites paths, the server must compare with what "
		"the client sees");
}

void
judge_dpop_url_cause(struct report *r, const struct uri *htu,
	const struct uri *url, enum uri_part part)
{
	if (part == URI_PATH) {
		path_cause(r, htu, url);
		return;
	}
	report_diagnosis(r, dpop_cause_find("dpop-htu-origin"),
		CONFIDENCE_POSSIBLE,
		"client and server call the server by another %s",
		uri_part_name(part));
	report_advise(r, "make the proof for the URI that is asked");
	report_advise(r,
		"if a proxy ends TLS or changes Host, let the server compare "
		"with its outer URI");
}

/* ---- the time ----------------------------------------------------------- */

enum {
	MINUTE = 60,
	HALF_HOUR = 30 * MINUTE, /* zones are multiples of it, mostly */
	ZONE_MAX = 14 * 2,       /* half hours */
};

/* How often a second goes into the unit that iat counts, or 0. */
static int64_t
unit_of(const struct report *r, const struct dpop_case *c, int64_t iat)
{
	for (int64_t unit = 1000; unit <= 1000000000; unit *= 1000)
		if (dpop_is_timely(r, c, iat / unit))
			return unit;
	/* In seconds it would be a time ten times as far as ours. */
	return r->now > 0 && iat / 10 > r->now ? 1000 : 0;
}

/* The half hours by which iat is off if that is all that is wrong, or 0. */
static int
zone_of(const struct report *r, const struct dpop_case *c, int64_t iat)
{
	if (c->max_age + c->leeway >= HALF_HOUR)
		return 0;
	for (int n = -ZONE_MAX; n <= ZONE_MAX; n++)
		if (n != 0
			&& dpop_is_timely(r, c, iat - n * (int64_t)HALF_HOUR))
			return n;
	return 0;
}

static void
clock_cause(struct report *r, const struct dpop *d, const struct dpop_case *c)
{
	int zone = zone_of(r, c, d->iat);
	bool ahead = d->iat > r->now;
	char span[CLOCK_TEXT];

	if (!ahead && zone == 0) {
		report_advise(r, "make a new proof for each request");
		return;
	}
	report_diagnosis(r, dpop_cause_find("dpop-clock"),
		ahead ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE, "%s",
		zone != 0 ? "iat is off by the hours of a time zone"
			  : "the client's clock is ahead of ours");
	if (zone != 0)
		report_because(r, "it is the time of a clock %s %s UTC",
			clock_span(zone * (int64_t)HALF_HOUR, span),
			zone > 0 ? "east of" : "west of");
	else
		report_because(r, "no proof is made in the future: %s",
			clock_span(d->iat - r->now, span));
	report_advise(r,
		zone != 0 ? "iat counts seconds since 1970-01-01T00:00:00Z: "
			    "take them from a clock in UTC"
			  : "set both clocks by NTP, or let the server give "
			    "nonces");
}

void
judge_dpop_time_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c)
{
	int64_t unit = unit_of(r, c, d->iat);
	char when[CLOCK_TEXT];

	if (unit == 0) {
		clock_cause(r, d, c);
		return;
	}
	report_diagnosis(r, dpop_cause_find("dpop-iat-ms"),
		dpop_is_timely(r, c, d->iat / unit) ? CONFIDENCE_CERTAIN
						    : CONFIDENCE_LIKELY,
		"iat counts %sseconds",
		unit == 1000              ? "milli"
			: unit == 1000000 ? "micro"
					  : "nano");
	report_because(r, "read like that, it is %s",
		clock_format(d->iat / unit, when));
	report_advise(r, "divide by %lld: iat counts seconds (RFC 7519)",
		(long long)unit);
}

/* ---- the token ---------------------------------------------------------- */

void
judge_dpop_ath_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c)
{
	struct dpop_ath why;

	if (c->brief)
		return;
	if (!dpop_ath_find(d->ath.text, c->access_token, &why)) {
		report_advise(r,
			"no known mistake explains it: was the proof made for "
			"another token?");
		return;
	}
	for (size_t i = 0; i < why.n; i++) {
		report_diagnosis(r, dpop_cause_find(why.part[i].cause),
			CONFIDENCE_CERTAIN, "%s", why.part[i].words);
		report_because(r,
			why.n > 1 ? "with all that is named here, it fits"
				  : "read like that, it fits");
		report_advise(r,
			"ath is base64url, without padding, of the SHA-256 of "
			"the token as it is sent");
	}
}

/* Is JKT the digest that RIGHT is, in other letters? */
static bool
is_same_digest(const char *jkt, const char *right)
{
	_cleanup_bytes_ struct bytes digest = { 0 };
	struct err err;

	return b64_decode(view_of_str(right), B64_URL, &digest, &err) == 0
		&& dpop_ath_is(jkt, bytes_view(&digest));
}

void
judge_dpop_key_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c)
{
	if (is_same_digest(c->jkt, d->jwk.jkt)) {
		report_diagnosis(r, dpop_cause_find("dpop-jkt-encoding"),
			CONFIDENCE_CERTAIN,
			"cnf.jkt is the thumbprint of the right key, written "
			"wrongly");
		report_advise(r,
			"the issuer must write base64url without padding: %s",
			d->jwk.jkt);
		return;
	}
	report_diagnosis(r, dpop_cause_find("dpop-key-mismatch"),
		CONFIDENCE_CERTAIN,
		"the proof is made with another key than the token's");
	report_advise(r,
		"sign with the key of the token request, or get a new token "
		"with this key");
	report_advise(r, "look for keys that are made anew at each start");
}
