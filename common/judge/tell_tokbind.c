/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_tokbind.c - Token Binding as facts, and in a few lines for people.
 */
#include "base/b64.h"
#include "base/hex.h"
#include "judge/tokbind.h"

/* RFC 8472 ends with TLS 1.2; what goes on in TLS 1.3 was never published. */
static const char *
basis(const struct probe *p)
{
	return probe_is_tls13(p) ? "draft-ietf-tokbind-tls13 (expired; no RFC)"
				 : "RFC 8472";
}

static void
tell_offer(struct report *r, const struct tbneg_config *own)
{
	char version[TBNEG_VERSION_TEXT];

	report_open(r, "offered", "offered");
	report_string(r, "version", "version", "%s",
		tbneg_version_text(own->max, version));
	report_open_list(r, "key_parameters", "key parameters");
	for (size_t i = 0; i < own->n; i++)
		report_string(r, NULL, "", "%s",
			tbid_params_name(own->params[i]));
	report_close(r);
	report_close(r);
}

static void
tell_answer(struct report *r, const struct tokbind *t)
{
	_cleanup_str_ char *hex = hex_encode(tokbind_octets(t), HEX_LOWER);

	report_boolean(r, "answered", "answered", t->came);
	if (t->came)
		report_string(r, "answer_hex", "answer", "%s", hex);
}

static void
tell_message(struct report *r, const struct probe *p)
{
	char tbh[TBID_HASH_TEXT];
	struct view id = bytes_view(&p->tbid);

	if (p->tbmsg_error != NULL)
		report_string(r, "tbmsg_error", "no message", "%s",
			p->tbmsg_error);
	if (p->tbmsg.len == 0)
		return;
	tbid_hash(id, tbh);
	report_bytes(r, "tbmsg", "message", bytes_view(&p->tbmsg));
	report_bytes(r, "id", "Token Binding ID", id);
	report_string(r, "tbh", "tbh", "%s", tbh);
}

void
tell_tokbind(struct report *r, const struct probe *p)
{
	const struct tokbind *t = &p->tokbind;
	bool agreed = t->verdict == TBNEG_NEGOTIATED;
	char version[TBNEG_VERSION_TEXT];

	if (p->plan->tokbind == NULL)
		return;
	report_open(r, "token_binding", "token binding");
	tell_offer(r, p->plan->tokbind);
	tell_answer(r, t);
	if (agreed) {
		report_string(r, "negotiated", "negotiated", "%s",
			tbid_params_name(t->params));
		report_string(r, "version", "version", "%s",
			tbneg_version_text(t->version, version));
	} else {
		report_null(r, "negotiated", "negotiated");
		report_null(r, "version", NULL);
	}
	if (tbneg_is_fault(t->verdict))
		report_string(r, "fault", "fault", "the server %s",
			tbneg_words(t->verdict));
	if (*p->version != '\0')
		report_string(r, "basis", "basis", "%s", basis(p));
	tell_message(r, p);
	report_close(r);
}

static void
line_message(struct report *r, const struct probe *p)
{
	_cleanup_str_ char *text = b64url(bytes_view(&p->tbmsg));
	char tbh[TBID_HASH_TEXT];

	if (p->tbmsg_error != NULL)
		report_line(r, "", "no message: %s", p->tbmsg_error);
	if (p->tbmsg.len == 0)
		return;
	tbid_hash(bytes_view(&p->tbid), tbh);
	report_line(r, "", "tbh %s", tbh);
	report_line(r, "", "message %s", text);
}

void
line_tokbind(struct report *r, const struct probe *p)
{
	const struct tokbind *t = &p->tokbind;
	char version[TBNEG_VERSION_TEXT];

	if (!tokbind_applies(p))
		return;
	if (t->verdict == TBNEG_NEGOTIATED)
		report_line(r, "token binding", "%s, version %s%s",
			tbid_params_name(t->params),
			tbneg_version_text(t->version, version),
			probe_is_tls13(p) ? "; by an expired draft, no RFC"
					  : "");
	else if (t->verdict == TBNEG_OLDER)
		report_line(r, "token binding",
			"not negotiated: the server answered version %s",
			tbneg_version_text(t->peer.version, version));
	else
		report_line(r, "token binding", "not negotiated: the server %s",
			tbneg_words(t->verdict));
	line_message(r, p);
}
