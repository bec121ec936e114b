/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_check.c - a check for each thing that a client can do wrong.
 */
#include "judge/visit_part.h"

#include <arpa/inet.h>
#include <strings.h>

const struct check check_visit_handshake = {
	"visit.handshake",
	"the TLS handshake completed",
	"RFC 8446 section 4",
};
const struct check check_visit_presented = {
	"client-cert.presented",
	"the client presented a certificate",
	"RFC 8446 section 4.4.2",
};
const struct check check_visit_valid = {
	"client-cert.valid",
	"the client's certificate is one that this server takes",
	"RFC 5280 section 6",
};
const struct check check_visit_name = {
	"visit.server-name",
	"this server's certificate is for the name that was asked for",
	"RFC 6066 section 3, RFC 6125 section 6",
};
const struct check check_visit_tokbind = {
	"visit.tokbind",
	"Token Binding was offered and negotiated",
	"RFC 8472 section 3",
};

/* ---- handshake ---------------------------------------------------------- */

static void
check_handshake(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	_cleanup_str_ char *why = NULL;

	if (v->handshake_done && b->outcome != VISIT_IS_BROKEN) {
		report_check(b->r, &check_visit_handshake, VERDICT_PASS,
			"TLS %s, %s", v->version + strlen("TLS"), v->suite);
		return;
	}
	if (b->outcome == VISIT_IS_PLAIN) {
		report_check(b->r, &check_visit_handshake, VERDICT_SKIP,
			"this server speaks without TLS");
		return;
	}
	if (b->outcome == VISIT_IS_REFUSED) {
		report_check(b->r, &check_visit_handshake, VERDICT_SKIP,
			"it ended with our refusal");
		return;
	}
	why = visit_break_words(b);
	if (b->outcome == VISIT_IS_BEGUN)
		report_check(b->r, &check_visit_handshake, VERDICT_SKIP,
			"it goes on");
	else
		report_check(b->r, &check_visit_handshake,
			b->outcome == VISIT_IS_SILENT
					|| b->outcome == VISIT_IS_LEFT
				? VERDICT_UNDECIDED
				: VERDICT_FAIL,
			"the handshake was not finished: %s", why);
	if (b->outcome == VISIT_IS_SILENT && v->n_held == 0)
		report_advise(b->r,
			"port scanners, and load balancers that look whether "
			"the port is open, do so");
	if (v->hello.len > 0 && !b->has_hello)
		report_because(b->r, "its ClientHello cannot be read: %s",
			b->hello_error.text);
}

/* ---- the client's certificate ------------------------------------------- */

static void
check_presented(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	bool lacks = (v->faults & VISIT_NO_CERT) != 0
		&& b->outcome == VISIT_IS_REFUSED;
	_cleanup_str_ char *answer = visit_answer_words(v);

	if (b->leaf != NULL || v->unreadable != NULL) {
		report_check(b->r, &check_visit_presented, VERDICT_PASS,
			v->resumed ? "in the session that was resumed"
				   : "in its Certificate message");
	} else if (lacks) {
		report_check(b->r, &check_visit_presented, VERDICT_FAIL,
			"it sent none");
		report_because(b->r, "our answer: %s", answer);
		report_advise(b->r,
			"give the client a certificate and its key");
	} else {
		report_check(b->r, &check_visit_presented, VERDICT_SKIP,
			v->auth == FRONT_NONE ? "we do not ask for one"
				: v->certificate_message || v->handshake_done
				? "it sent none, and need not"
				: "the handshake did not get so far");
	}
}

static void
say_faults(const struct visit_bench *b, unsigned faults)
{
	for (unsigned bit = 1; bit != 0 && bit <= faults; bit <<= 1) {
		const char *words = visit_fault_words(bit);

		if ((faults & bit) == 0 || words == NULL)
			continue;
		report_because(b->r, "it %s%s", words,
			(b->v->ignored & bit) != 0 ? ", which is forgiven"
						   : "");
		visit_because(b, bit);
	}
}

static void
check_valid(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	unsigned faults = visit_faults(v);
	bool refused = b->outcome == VISIT_IS_REFUSED;
	_cleanup_str_ char *answer = visit_answer_words(v);

	if (b->leaf == NULL && v->unreadable == NULL) {
		report_check(b->r, &check_visit_valid, VERDICT_SKIP,
			"there is none");
	} else if (faults == 0 && !refused && visit_lacks_cas(v)) {
		report_check(b->r, &check_visit_valid, VERDICT_SKIP,
			"there is no CA to hold it against: --ca FILE");
	} else if (faults == 0 && !refused) {
		report_check(b->r, &check_visit_valid, VERDICT_PASS,
			"its chain leads to a CA of this server");
	} else if (refused) {
		report_check(b->r, &check_visit_valid, VERDICT_FAIL,
			"our answer: %s", answer);
		say_faults(b, faults);
	} else {
		report_check(b->r, &check_visit_valid, VERDICT_WARN,
			"it was taken all the same");
		say_faults(b, faults);
	}
}

/* What every server would say of it, refused or not. */
static void
check_chain(const struct visit_bench *b)
{
	if (b->leaf != NULL)
		judge_lint_sent(b->r, &b->lint, VERDICT_WARN, VERDICT_WARN);
}

/* ---- the name ----------------------------------------------------------- */

/* RFC 6125 section 6.4.3: a wildcard stands for one label, the first. */
static bool
fits(const char *pattern, const char *name)
{
	const char *dot = strchr(name, '.');

	if (strncmp(pattern, "*.", 2) != 0)
		return strcasecmp(pattern, name) == 0;
	return dot != NULL && dot != name && strcasecmp(pattern + 1, dot) == 0;
}

bool
visit_has_name(const struct visit_bench *b)
{
	return *b->v->sni != '\0' && b->own != NULL;
}

bool
visit_name_fits(const struct visit_bench *b)
{
	const struct cert *c = b->own;

	for (size_t i = 0; i < c->n_sans; i++)
		if (strncmp(c->sans[i], "DNS:", 4) == 0
			&& fits(c->sans[i] + 4, b->v->sni))
			return true;
	return false;
}

static bool
is_address(const char *name)
{
	unsigned char octets[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, name, octets) == 1
		|| inet_pton(AF_INET6, name, octets) == 1;
}

static void
check_name(const struct visit_bench *b)
{
	const char *name = b->v->sni;

	if (*name == '\0') {
		report_check(b->r, &check_visit_name, VERDICT_SKIP,
			"it asked for no name");
	} else if (is_address(name)) {
		report_check(b->r, &check_visit_name, VERDICT_WARN,
			"it asked for the name %s, which is an address", name);
		report_advise(b->r,
			"a client must not send an address as a server name");
	} else if (b->own == NULL) {
		report_check(b->r, &check_visit_name, VERDICT_SKIP,
			"it asked for %s, and saw no certificate", name);
	} else if (visit_name_fits(b)) {
		report_check(b->r, &check_visit_name, VERDICT_PASS, "%s", name);
	} else {
		report_check(b->r, &check_visit_name, VERDICT_WARN,
			"it asked for %s, and our certificate is for other "
			"names",
			name);
		for (size_t i = 0; i < b->own->n_sans && i < 4; i++)
			report_because(b->r, "it is for %s", b->own->sans[i]);
		if (b->own->n_sans == 0)
			report_because(b->r, "it has no subjectAltName");
		report_advise(b->r,
			"clients that compare the names go no further: use a "
			"name that it is for, or give a --cert for this one");
	}
}

/* ---- Token Binding ------------------------------------------------------ */

static bool
shares_parameter(const struct tbneg_config *own, const struct tbneg *offer)
{
	for (size_t i = 0; i < own->n; i++)
		if (memchr(offer->params, own->params[i], offer->n) != NULL)
			return true;
	return false;
}

/* Why an offer was not answered, RFC 8472 section 3. */
static void
say_unanswered(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	const struct tbneg_config *own = v->tokbind.own;
	bool old = !visit_is_tls13(v);
	struct tbneg offer;
	char text[TBNEG_VERSION_TEXT];

	if (!tbneg_parse(b->hello.tokbind, &offer))
		report_because(b->r, "its extension cannot be read");
	else if (offer.version < own->min)
		report_because(b->r, "it speaks version %s at most",
			tbneg_version_text(offer.version, text));
	else if (!shares_parameter(own, &offer))
		report_because(b->r,
			"it offers no key parameter that this server takes");
	if (old && !clienthello_has(&b->hello, EXT_EXTENDED_MASTER_SECRET))
		report_because(b->r,
			"it does not offer the extended master secret, without "
			"which no server may answer");
	if (old && !clienthello_renegotiates(&b->hello))
		report_because(b->r,
			"it does not offer secure renegotiation, without which "
			"no server may answer");
}

static void
check_tokbind(const struct visit_bench *b)
{
	const struct tokbind *t = &b->v->tokbind;
	char version[TBNEG_VERSION_TEXT];

	if (!b->has_hello || !clienthello_has(&b->hello, EXT_TOKEN_BINDING)) {
		report_check(b->r, &check_visit_tokbind, VERDICT_SKIP,
			"it was not offered");
	} else if (t->own == NULL) {
		report_check(b->r, &check_visit_tokbind, VERDICT_SKIP,
			"it was offered, but this server does not speak it: "
			"--tokbind");
	} else if (*b->v->version == '\0') {
		report_check(b->r, &check_visit_tokbind, VERDICT_SKIP,
			"the handshake did not get so far");
	} else if (t->verdict == TBNEG_NEGOTIATED) {
		report_check(b->r, &check_visit_tokbind, VERDICT_PASS,
			"%s, version %s", tbid_params_name(t->params),
			tbneg_version_text(t->version, version));
	} else {
		report_check(b->r, &check_visit_tokbind, VERDICT_WARN,
			"it was offered, and could not be answered");
		say_unanswered(b);
		report_advise(b->r,
			"offer version 1.0 with %s, and below TLS 1.3 both "
			"other extensions",
			tbid_params_name(t->own != NULL && t->own->n > 0
					? t->own->params[0]
					: TBID_ECDSAP256));
	}
}

void
visit_check(const struct visit_bench *b)
{
	check_handshake(b);
	if (b->outcome == VISIT_IS_SILENT || b->outcome == VISIT_IS_FOREIGN)
		return;
	check_presented(b);
	check_valid(b);
	check_chain(b);
	check_name(b);
	check_tokbind(b);
}
