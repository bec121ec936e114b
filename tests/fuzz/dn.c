/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn.c - fuzzing of proof/dn.h, dn_form.h, dn_match.h and san.h: a Name in
 * DER, and a text behind it.  What is printed of a name must be recognised.
 */
#include "base/alloc.h"
#include "proof/dn_match.h"
#include "proof/san.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_relation(const struct dn *dn, struct view text)
{
	_cleanup_dn_match_ struct dn_match m = { .difference = NULL };

	dn_match(dn, text, &m);
	if (m.form == dn_forms && m.relation != DN_EXACT)
		abort();
	if ((m.relation >= DN_CASE) != (m.difference != NULL))
		abort();
	if (m.relation < DN_CASE && m.distance != 0)
		abort();
}

static void
check_forms(const struct dn *dn)
{
	for (const struct dn_form *f = dn_forms; f->name != NULL; f++) {
		_cleanup_dn_match_ struct dn_match m = { .difference = NULL };
		_cleanup_str_ char *text = dn_form_text(f, dn);

		if (dn_form_find(dn, view_of_str(text)) == NULL)
			abort();
		dn_match(dn, view_of_str(text), &m);
		if (f == dn_forms && dn->n > 0 && m.relation > DN_FORMAT
			&& m.relation < DN_DIFFERS)
			abort();
	}
}

static void
check_san(struct view name, struct view text)
{
	static const enum san_type types[] = { SAN_EMAIL, SAN_DNS, SAN_URI,
		SAN_IP };

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		_cleanup_str_ char *written = san_text(types[i], name);
		enum san_relation r = san_compare(types[i], name, text);

		if (r <= SAN_SAME && types[i] != SAN_IP
			&& san_compare(types[i], text, name) != r)
			abort();
		if (san_is_text(types[i], text)
			&& san_compare(types[i], text, text) != SAN_EXACT
			&& types[i] != SAN_IP)
			abort();
		if (written == NULL)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view in = { data, size }, text;
	_cleanup_dn_text_ struct dn_text t = { .slashes = false };
	_cleanup_dn_ struct dn dn = { .n = 0 };
	size_t len = der_total(in);
	struct err err;

	if (len > size)
		len = 0;
	text = view_part(in, len, SIZE_MAX);
	in = view_part(in, 0, len);
	check_san(in, text);
	if (dn_parse(in, &dn, &err) == 0) {
		check_forms(&dn);
		check_relation(&dn, text);
	} else if (dn_text_parse(text, &t, &err) == 0 && t.dn.n == 0) {
		abort();
	}
	return 0;
}
