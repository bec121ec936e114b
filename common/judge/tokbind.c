/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.c - the checks, one for each thing that RFC 8472 section 4 and RFC
 * 8473 section 2 ask for.
 */
#include "judge/tokbind.h"

#include "base/hex.h"

enum { OCTETS_SHOWN = 32 };

const struct check check_tokbind_answered = {
	"tokbind.answered",
	"the server answered the offer of Token Binding",
	"RFC 8472 section 3",
};
const struct check check_tokbind_version = {
	"tokbind.version",
	"the server answered a Token Binding version that we offered",
	"RFC 8472 section 4",
};
const struct check check_tokbind_parameter = {
	"tokbind.parameter",
	"the server chose exactly one of the key parameters offered",
	"RFC 8472 section 4",
};
const struct check check_tokbind_ems = {
	"tokbind.ems",
	"Token Binding goes with the extended master secret",
	"RFC 8472 section 4, RFC 7627",
};
const struct check check_tokbind_ri = {
	"tokbind.renegotiation-info",
	"Token Binding goes with secure renegotiation",
	"RFC 8472 section 4, RFC 5746",
};
const struct check check_tokbind_header = {
	"tokbind.header",
	"the HTTP request carried Sec-Token-Binding",
	"RFC 8473 section 2",
};

bool
tokbind_applies(const struct probe *p)
{
	return p->plan->tokbind != NULL
		&& (p->handshake_done || p->tokbind.came);
}

char *
tokbind_sent_words(const struct probe *p)
{
	struct view all = tokbind_octets(&p->tokbind);
	struct view shown = view_part(all, 0, OCTETS_SHOWN);
	_cleanup_str_ char *hex = hex_encode(shown, HEX_LOWER);
	size_t len = p->tokbind.octets_len;

	if (!p->tokbind.came)
		return NULL;
	if (len == 0)
		return xstrdup("it sent the extension without any data");
	return xasprintf("it sent %zu octet%s: %s%s", len, len == 1 ? "" : "s",
		hex, len > shown.len ? "..." : "");
}

char *
tokbind_offer_words(const struct probe *p)
{
	const struct tbneg_config *own = p->plan->tokbind;
	char version[TBNEG_VERSION_TEXT];
	_cleanup_bytes_ struct bytes list = { 0 };

	if (own == NULL)
		return NULL;
	for (size_t i = 0; i < own->n; i++) {
		bytes_append_str(&list, i > 0 ? ", " : "");
		bytes_append_str(&list, tbid_params_name(own->params[i]));
	}
	return xasprintf("we offered version %s: %s",
		tbneg_version_text(own->max, version), (char *)list.data);
}

static void
add_octets(struct report *r, const struct probe *p)
{
	_cleanup_str_ char *sent = tokbind_sent_words(p);

	if (sent != NULL)
		report_because(r, "%s", sent);
}

/* What keeps an obedient server from answering. */
static void
explain_silence(struct report *r, const struct probe *p)
{
	bool old = !probe_is_tls13(p);

	if (old && !p->extended_master_secret)
		report_because(r,
			"no extended master secret was negotiated: a "
			"server must not answer then");
	if (old && !p->safe_renegotiation)
		report_because(r,
			"no secure renegotiation was negotiated: a "
			"server must not answer then");
}

static void
check_answered(struct report *r, const struct probe *p, enum verdict bad)
{
	enum tbneg_verdict v = p->tokbind.verdict;

	if (v == TBNEG_UNANSWERED && p->handshake_done) {
		report_check(r, &check_tokbind_answered, VERDICT_WARN,
			"the server did not answer; it need not");
		explain_silence(r, p);
		report_advise(r,
			"check that Token Binding is on at this very "
			"listener, with one of the key parameters "
			"offered");
	} else if (!p->tokbind.came || v == TBNEG_UNANSWERED) {
		report_check(r, &check_tokbind_answered, VERDICT_SKIP,
			"the handshake did not get so far");
	} else if (v == TBNEG_MALFORMED || v == TBNEG_REPEATED
		|| v == TBNEG_MISPLACED) {
		report_check(r, &check_tokbind_answered, bad, "the server %s",
			tbneg_words(v));
		add_octets(r, p);
	} else {
		report_check(r, &check_tokbind_answered, VERDICT_PASS,
			"in its %s",
			probe_is_tls13(p) ? "EncryptedExtensions"
					  : "ServerHello");
	}
}

static void
check_version(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct tbneg *peer = &p->tokbind.peer;
	enum tbneg_verdict v = p->tokbind.verdict;
	char text[TBNEG_VERSION_TEXT];

	tbneg_version_text(peer->version, text);
	if (v == TBNEG_TOO_NEW) {
		report_check(r, &check_tokbind_version, bad,
			"version %s was answered, 1.0 was offered", text);
		add_octets(r, p);
	} else if (peer->version < p->plan->tokbind->min) {
		report_check(r, &check_tokbind_version, VERDICT_WARN,
			"version %s was answered, which we do not speak: the "
			"connection goes on without Token Binding",
			text);
		add_octets(r, p);
		report_advise(r, "have the server speak version 1.0");
	} else {
		report_check(r, &check_tokbind_version, VERDICT_PASS,
			"version %s", text);
	}
}

static void
check_parameter(struct report *r, const struct probe *p, enum verdict bad)
{
	const struct tbneg *peer = &p->tokbind.peer;
	const char *name = tbid_params_name(peer->params[0]);
	enum tbneg_verdict v = p->tokbind.verdict;

	if (v == TBNEG_TOO_NEW) {
		report_check(r, &check_tokbind_parameter, VERDICT_SKIP,
			"the version forbids to go on");
	} else if (v == TBNEG_NOT_ONE) {
		report_check(r, &check_tokbind_parameter, bad,
			"%zu key parameters were answered", peer->n);
		add_octets(r, p);
	} else if (v == TBNEG_NOT_OFFERED) {
		report_check(r, &check_tokbind_parameter, bad,
			"key parameter %u (%s) was answered, which was not "
			"offered",
			peer->params[0], name != NULL ? name : "unknown");
		add_octets(r, p);
	} else {
		report_check(r, &check_tokbind_parameter, VERDICT_PASS, "%s",
			name);
	}
}

/* Both are conditions below TLS 1.3, each on its own. */
static void
check_condition(struct report *r, const struct probe *p,
	const struct check *check, bool holds, enum verdict bad)
{
	if (probe_is_tls13(p)) {
		report_check(r, check, VERDICT_SKIP,
			"TLS 1.3 has it in itself");
	} else {
		report_check(r, check, holds ? VERDICT_PASS : bad,
			holds ? "negotiated" : "not negotiated");
		if (!holds)
			add_octets(r, p);
	}
}

static void
check_header(struct report *r, const struct probe *p)
{
	if (p->plan->http_path == NULL || !p->handshake_done)
		return;
	if (p->tbmsg_sent) {
		report_check(r, &check_tokbind_header, VERDICT_PASS,
			"with a message of %zu octets", p->tbmsg.len);
	} else if (p->tokbind.verdict != TBNEG_NEGOTIATED) {
		report_check(r, &check_tokbind_header, VERDICT_SKIP,
			"not negotiated: it must not be sent");
	} else {
		report_check(r, &check_tokbind_header, VERDICT_WARN,
			"every request must, once negotiated; ours did not: %s",
			p->tbmsg_error != NULL ? p->tbmsg_error
					       : "there is no key to prove");
		report_advise(r, "give one: --tokbind-key KEY");
	}
}

void
judge_tokbind(struct report *r, const struct probe *p, enum verdict bad)
{
	if (p->plan->tokbind == NULL)
		return;
	check_answered(r, p, bad);
	if (p->tokbind.peer.n > 0) {
		check_version(r, p, bad);
		check_parameter(r, p, bad);
		check_condition(r, p, &check_tokbind_ems,
			p->extended_master_secret, bad);
		check_condition(r, p, &check_tokbind_ri, p->safe_renegotiation,
			bad);
	}
	check_header(r, p);
}
