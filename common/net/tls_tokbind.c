/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_tokbind.c - proving a key to a server with which Token Binding was
 * negotiated (RFC 8471), and the field of HTTP that carries it (RFC 8473
 * section 2).
 */
#include "base/b64.h"
#include "net/tls_session.h"
#include "proof/tbmsg.h"

/* RFC 8471 section 3.3: no context, which is not the same as an empty one. */
static int
export_ekm(gnutls_session_t s, struct bytes *ret_ekm, struct err *err)
{
	static const char label[] = EXPORTER_TOKEN_BINDING;
	uint8_t *out = bytes_reserve(ret_ekm, EKM_LEN);
	int r = gnutls_prf_rfc5705(s, sizeof(label) - 1, label, 0, NULL,
		EKM_LEN, (char *)out);

	if (r < 0)
		return err_set(err, ERR_SYSTEM, "GnuTLS: %s",
			gnutls_strerror(r));
	ret_ekm->len = EKM_LEN;
	return 0;
}

static int
make_message(const struct probe *p, struct bytes *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes ekm = { 0 }, list = { 0 };

	if (export_ekm(p->tls->session, &ekm, err) < 0
		|| tbmsg_add(&list, TBMSG_PROVIDED, p->plan->tokbind_key,
			   p->tokbind.params, bytes_view(&ekm),
			   (struct view){ NULL, 0 }, err)
			< 0)
		return -1;
	return tbmsg_frame(bytes_view(&list), ret, err);
}

static void
take_id(struct probe *p)
{
	_cleanup_tbmsg_ struct tbmsg m = { .n = 0 };

	tbmsg_parse(bytes_view(&p->tbmsg), TBMSG_RFC8471, &m);
	if (m.n > 0)
		bytes_append_view(&p->tbid, m.binding[0].id);
}

void
tls_tokbind_prove(struct probe *p)
{
	struct err err = { 0 };

	/* After a renegotiation the message that went out is what counts. */
	if (p->tbmsg_sent)
		return;
	bytes_clear(&p->tbmsg);
	bytes_clear(&p->tbid);
	str_freep(&p->tbmsg_error);
	p->tbmsg_error = NULL;
	if (p->tokbind.verdict != TBNEG_NEGOTIATED
		|| p->plan->tokbind_key == NULL)
		return;
	if (make_message(p, &p->tbmsg, &err) < 0)
		p->tbmsg_error = xstrdup(err.text);
	else
		take_id(p);
}

void
tls_tokbind_ask(struct probe *p)
{
	_cleanup_str_ char *text = NULL;

	if (p->tbmsg.len == 0)
		return;
	text = b64url(bytes_view(&p->tbmsg));
	answer_ask_field(&p->tls->request, "Sec-Token-Binding", text);
	p->tbmsg_sent = true;
}
