/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_hello.c - what a client offered, as facts.
 */
#include "judge/visit_part.h"

static void
tell_numbers(struct report *r, const char *key, const char *label,
	struct view list, const char *(*name)(unsigned number, char *text))
{
	char text[CLIENTHELLO_TEXT];

	report_open_list(r, key, label);
	for (size_t i = 0; i < clienthello_count(list); i++)
		report_string(r, NULL, "", "%s",
			name(clienthello_number(list, i), text));
	report_close(r);
}

static void
tell_array(struct report *r, const char *key, const char *label,
	const uint16_t *list, size_t n,
	const char *(*name)(unsigned number, char *text))
{
	char text[CLIENTHELLO_TEXT];

	report_open_list(r, key, label);
	for (size_t i = 0; i < n; i++)
		report_string(r, NULL, "", "%s", name(list[i], text));
	report_close(r);
}

/* Without the extension the version stands where it stood before. */
static void
tell_versions(struct report *r, const struct clienthello *h)
{
	if (h->versions.len > 0)
		tell_numbers(r, "versions", "versions", h->versions,
			clienthello_version_name);
	else
		tell_array(r, "versions", "versions", &h->legacy_version, 1,
			clienthello_version_name);
}

static void
tell_protocols(struct report *r, const struct clienthello *h)
{
	struct view list = h->alpn, p;

	report_open_list(r, "alpn", "ALPN");
	while (clienthello_alpn(&list, &p))
		report_string(r, NULL, "", "%.*s", (int)p.len,
			(const char *)p.data);
	report_close(r);
}

static void
tell_whether(struct report *r, const struct clienthello *h)
{
	static const struct {
		unsigned type;
		const char *key, *label;
	} rows[] = {
		{ EXT_EXTENDED_MASTER_SECRET, "extended_master_secret",
			"ext. master secret" },
		{ EXT_SESSION_TICKET, "session_ticket", "session ticket" },
		{ EXT_PRE_SHARED_KEY, "pre_shared_key", "pre-shared key" },
		{ EXT_EARLY_DATA, "early_data", "early data" },
		{ EXT_POST_HANDSHAKE_AUTH, "post_handshake_auth",
			"post-handshake auth." },
		{ EXT_TOKEN_BINDING, "token_binding", "token binding" },
	};

	report_boolean(r, "renegotiation_info", "secure renegotiation",
		clienthello_renegotiates(h));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		report_boolean(r, rows[i].key, rows[i].label,
			clienthello_has(h, rows[i].type));
}

void
visit_tell_hello(const struct visit_bench *b)
{
	const struct clienthello *h = &b->hello;
	struct report *r = b->r;

	if (b->v->hello.len == 0)
		return;
	report_open(r, "client_hello", "client hello");
	report_integer(r, "octets", "octets", (int64_t)b->v->hello.len);
	if (!b->has_hello) {
		report_string(r, "error", "cannot be read", "%s",
			b->hello_error.text);
		report_close(r);
		return;
	}
	tell_versions(r, h);
	if (*b->v->sni != '\0')
		report_string(r, "server_name", "server name", "%s", b->v->sni);
	else
		report_null(r, "server_name", "server name");
	tell_protocols(r, h);
	tell_numbers(r, "cipher_suites", "cipher suites", h->suites,
		clienthello_suite_name);
	tell_numbers(r, "groups", "groups", h->groups, clienthello_group_name);
	tell_array(r, "key_shares", "key shares", h->share, h->n_shares,
		clienthello_group_name);
	tell_numbers(r, "signature_algorithms", "signature algorithms",
		h->schemes, clienthello_scheme_name);
	if (h->cert_schemes.len > 0)
		tell_numbers(r, "signature_algorithms_cert", "in certificates",
			h->cert_schemes, clienthello_scheme_name);
	tell_whether(r, h);
	tell_array(r, "extensions", "extensions", h->extension, h->n_extensions,
		clienthello_extension_name);
	report_close(r);
}
