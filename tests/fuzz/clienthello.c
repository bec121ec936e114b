/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthello.c - fuzzing of proof/clienthello.h: what is read lies within
 * what was given, and has a name or a number.
 */
#include "proof/clienthello.h"

#include "base/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_inside(struct view v, struct view body)
{
	if (v.len > 0
		&& (v.data < body.data
			|| v.data + v.len > body.data + body.len))
		abort();
}

static void
check_numbers(struct view list, struct view body,
	const char *(*name)(unsigned number, char *text))
{
	char text[CLIENTHELLO_TEXT];

	check_inside(list, body);
	if (list.len % 2 != 0)
		abort();
	for (size_t i = 0; i < clienthello_count(list); i++) {
		unsigned number = clienthello_number(list, i);
		const char *word = name(number, text);

		if (*word == '\0' || !clienthello_lists(list, number))
			abort();
	}
}

static void
check_alpn(const struct clienthello *h, struct view body)
{
	struct view list = h->alpn, protocol;

	while (clienthello_alpn(&list, &protocol)) {
		check_inside(protocol, body);
		if (protocol.len == 0)
			abort();
	}
}

static void
check_extensions(const struct clienthello *h)
{
	char text[CLIENTHELLO_TEXT];

	if (h->n_extensions > CLIENTHELLO_EXTENSIONS_MAX
		|| h->n_shares > CLIENTHELLO_SHARES_MAX)
		abort();
	for (size_t i = 0; i < h->n_extensions; i++)
		if (!clienthello_has(h, h->extension[i])
			|| *clienthello_extension_name(h->extension[i], text)
				== '\0')
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct clienthello h = { .legacy_version = 0xeeee };
	struct view body = { data, size };
	struct err err = { 0 };

	if (clienthello_parse(body, &h, &err) < 0) {
		if (h.legacy_version != 0xeeee || err.kind != ERR_INPUT)
			abort();
		return 0;
	}
	check_inside(h.session_id, body);
	check_inside(h.name, body);
	check_inside(h.tokbind, body);
	check_numbers(h.suites, body, clienthello_suite_name);
	check_numbers(h.versions, body, clienthello_version_name);
	check_numbers(h.groups, body, clienthello_group_name);
	check_numbers(h.schemes, body, clienthello_scheme_name);
	check_numbers(h.cert_schemes, body, clienthello_scheme_name);
	check_alpn(&h, body);
	check_extensions(&h);
	if (h.versions.len == 0 && clienthello_highest(&h) != h.legacy_version)
		abort();
	return 0;
}
