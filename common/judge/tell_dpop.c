/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_dpop.c - facts of DPoP proofs, RFC 9449 section 4.2.
 */
#include "judge/tell_dpop.h"

#include "base/b64.h"

enum { TEXT_MAX = 160 }; /* octets of a text in a line */

char *
tell_dpop_text(const char *text)
{
	size_t len;

	if (text == NULL)
		return xstrdup("none");
	len = strlen(text);
	if (len <= TEXT_MAX)
		return xstrdup(text);
	len = TEXT_MAX;
	/* Not within a character of UTF-8. */
	while (len > 0 && ((uint8_t)text[len] & 0xc0) == 0x80)
		len--;
	return xasprintf("%.*s… (%zu octets)", (int)len, text, strlen(text));
}

/* By mistake ath may be the token itself, or its octets in base64. */
static bool
is_secret(const char *ath, struct view secret)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	struct err err;

	if (secret.len == 0)
		return false;
	if (memmem(ath, strlen(ath), secret.data, secret.len) != NULL)
		return true;
	return (b64_decode(view_of_str(ath), B64_URL | B64_PAD_MAY, &octets,
			&err) == 0
		       || b64_decode(view_of_str(ath), B64_STD | B64_PAD_MAY,
				  &octets, &err)
			       == 0)
		&& view_eq(bytes_view(&octets), secret);
}

char *
tell_dpop_ath(const char *ath, struct view secret)
{
	return ath != NULL && is_secret(ath, secret)
		? xstrdup("the access token itself")
		: tell_dpop_text(ath);
}

static void
member(struct report *r, const char *key, const char *text)
{
	if (text != NULL)
		report_string(r, key, NULL, "%s", text);
}

static void
ath_member(struct report *r, const char *ath, struct view secret)
{
	if (ath != NULL && is_secret(ath, secret))
		report_secret(r, "ath", NULL, ath);
	else
		member(r, "ath", ath);
}

static void
time_line(struct report *r, const struct dpop *d)
{
	int64_t age = r->now - d->iat;
	char when[CLOCK_TEXT], span[CLOCK_TEXT];

	report_line(r, "", "made %s, %s%s", clock_format(d->iat, when),
		clock_span(age, span), age >= 0 ? " ago" : " in the future");
}

static void
tell_lines(struct report *r, const struct dpop *d)
{
	_cleanup_str_ char *typ = tell_dpop_text(d->jws.typ);
	_cleanup_str_ char *alg = tell_dpop_text(d->jws.alg_name);
	_cleanup_str_ char *htm = tell_dpop_text(d->htm.text);
	_cleanup_str_ char *htu = tell_dpop_text(d->htu.text);
	_cleanup_str_ char *nonce = tell_dpop_text(d->nonce.text);
	const char *jkt = d->has_jwk ? d->jwk.jkt : "";

	report_line(r, "proof", "%s, %s%s%s", typ, alg,
		*jkt != '\0' ? ", key " : "", jkt);
	report_line(r, "", "for %s %s", htm, htu);
	if (d->is_iat_sound)
		time_line(r, d);
	if (d->nonce.text != NULL)
		report_line(r, "", "nonce %s", nonce);
}

void
tell_dpop(struct report *r, const struct dpop *d, struct view secret,
	bool lines)
{
	report_open(r, "dpop", NULL);
	member(r, "type", d->jws.typ);
	member(r, "algorithm", d->jws.alg_name);
	if (d->has_jwk && d->jwk.jkt[0] != '\0')
		member(r, "jkt", d->jwk.jkt);
	member(r, "jti", d->jti.text);
	member(r, "htm", d->htm.text);
	member(r, "htu", d->htu.text);
	if (d->is_iat_sound)
		report_time(r, "iat", NULL, d->iat);
	ath_member(r, d->ath.text, secret);
	member(r, "nonce", d->nonce.text);
	if (lines && dpop_is_readable(d))
		tell_lines(r, d);
	report_close(r);
}
