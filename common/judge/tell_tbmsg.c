/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_tbmsg.c - facts of Token Binding messages: RFC 8471 section 3, and
 * draft-ietf-tokbind-ttrp.
 */
#include "judge/tell_tbmsg.h"

#include <stdlib.h>

#include "base/b64.h"
#include "base/hex.h"

enum {
	WHOLE_MAX = 91,      /* characters of an ID of P-256, shown whole */
	BRIEF_BINDINGS = 32, /* that a line of a batch tells of */
	SHOWN_BINDINGS = 8,  /* in the table of fields */
	SHOWN_OCTETS = 8,    /* of a value in it */
};

static const char *
name_or_number(const char *name, unsigned number,
	char ret_text[static TELL_PARAMS_TEXT])
{
	if (name != NULL)
		return name;
	snprintf(ret_text, TELL_PARAMS_TEXT, "unknown (%u)", number);
	return ret_text;
}

const char *
tell_tbmsg_params(unsigned params, char ret_text[static TELL_PARAMS_TEXT])
{
	return name_or_number(tbid_params_name(params), params, ret_text);
}

static const char *
type_words(unsigned type, char ret_text[static TELL_PARAMS_TEXT])
{
	return name_or_number(tbmsg_type_name(type), type, ret_text);
}

char *
tell_tbmsg_brief(struct view id, size_t most)
{
	char *brief, *text = b64url(id);
	size_t len = strlen(text);

	if (len <= most)
		return text;
	brief = xasprintf("%.16s…%s (%zu characters)", text, text + len - 8,
		len);
	free(text);
	return brief;
}

/* ---- fields, one after the other ---------------------------------------- */

/* Where fields are told: as a list for programs, as a table for people. */
struct table {
	struct report *r;
	const struct tbmsg *m;
	bool text;
	size_t lines;
};

static void
line(struct table *t, size_t offset, const char *name, const char *value,
	const char *words)
{
	report_line(t->r, t->lines++ == 0 ? "offset" : "",
		"%5zu  %-18s %-18s%s%s", offset, name, value,
		*words != '\0' ? " " : "", words);
}

/* A field of octets: the first of them in text, all for programs. */
static void
field(struct table *t, const char *name, struct view v, const char *words)
{
	_cleanup_str_ char *hex = NULL, *value = NULL;
	bool cut = v.len > SHOWN_OCTETS;

	if (v.data == NULL)
		return;
	hex = hex_encode(view_part(v, 0, t->text ? SHOWN_OCTETS : v.len),
		HEX_LOWER);
	if (t->text) {
		value = xasprintf("%s%s", hex, cut ? "…" : "");
		line(t, tbmsg_offset(t->m, v), name, value, words);
		return;
	}
	report_open(t->r, NULL, NULL);
	report_string(t->r, "name", NULL, "%s", name);
	report_integer(t->r, "offset", NULL, (int64_t)tbmsg_offset(t->m, v));
	report_integer(t->r, "length", NULL, (int64_t)v.len);
	report_string(t->r, "value_hex", NULL, "%s", hex);
	report_close(t->r);
}

/* The length in front of V, PREFIX octets. */
static void
length(struct table *t, const char *name, struct view v, size_t prefix)
{
	char words[32];

	if (v.data == NULL)
		return;
	snprintf(words, sizeof(words), "%zu", v.len);
	field(t, name, (struct view){ v.data - prefix, prefix }, words);
}

static void
key_fields(struct table *t, const struct tbmsg_binding *b)
{
	size_t half = b->point.len / 2;

	if (b->params == TBID_ECDSAP256) {
		length(t, "point length", b->point, 1);
		if (b->point.len == 2 * TBID_P256_LEN) {
			field(t, "X", view_part(b->point, 0, half), "");
			field(t, "Y", view_part(b->point, half, half), "");
		} else {
			field(t, "point", b->point, "");
		}
	} else if (b->modulus.data != NULL) {
		length(t, "modulus length", b->modulus, 2);
		field(t, "modulus", b->modulus, "");
		length(t, "exponent length", b->exponent, 1);
		field(t, "exponent", b->exponent, "");
	} else {
		field(t, "key", b->key, "not evaluated");
	}
}

static void
extension_fields(struct table *t, struct view rest)
{
	struct view data;
	uint8_t type;

	while (tbmsg_extension(&rest, &type, &data)) {
		struct view head = { data.data - 3, 1 };

		field(t, "extension type", head, "not evaluated");
		length(t, "data length", data, 2);
		if (data.len > 0)
			field(t, "data", data, "");
	}
}

static void
binding_fields(struct table *t, const struct tbmsg_binding *b)
{
	char text[TELL_PARAMS_TEXT];

	field(t, "type", view_part(b->whole, 0, 1), type_words(b->type, text));
	if (b->whole.len > 1)
		field(t, "key parameters", view_part(b->whole, 1, 1),
			tell_tbmsg_params(b->params, text));
	if (t->m->layout == TBMSG_RFC8471)
		length(t, "key length", b->key, 2);
	key_fields(t, b);
	length(t, "signature length", b->signature, 2);
	if (b->params == TBID_ECDSAP256
		&& b->signature.len == 2 * TBID_P256_LEN) {
		field(t, "R", view_part(b->signature, 0, TBID_P256_LEN), "");
		field(t, "S",
			view_part(b->signature, TBID_P256_LEN, TBID_P256_LEN),
			"");
	} else {
		field(t, "signature", b->signature, "");
	}
	length(t, "extensions length", b->extensions, 2);
	extension_fields(t, b->extensions);
}

/* The table breaks off where the message does. */
static void
fault_line(struct table *t, const struct tbmsg_fault *fault)
{
	_cleanup_str_ char *words = NULL;

	if (fault->field == NULL)
		return;
	words = xasprintf("expected %s, found %s", fault->expected,
		fault->found);
	line(t, fault->offset, fault->field, "!", words);
}

/* ---- bindings ----------------------------------------------------------- */

static void
tell_extensions(struct report *r, const struct tbmsg *m,
	const struct tbmsg_binding *b)
{
	struct view rest = b->extensions, data;
	uint8_t type;

	report_open_list(r, "extensions", NULL);
	while (tbmsg_extension(&rest, &type, &data)) {
		report_open(r, NULL, NULL);
		report_integer(r, "type", NULL, type);
		report_integer(r, "offset", NULL,
			(int64_t)tbmsg_offset(m, data) - 3);
		report_bytes(r, "data", NULL, data);
		report_string(r, "result", NULL, "unevaluated");
		report_close(r);
	}
	report_close(r);
}

static void
tell_summary(struct report *r, const struct tbmsg_binding *b,
	const enum tbmsg_result *result, const char *tbh)
{
	char text[TELL_PARAMS_TEXT], type[TELL_PARAMS_TEXT];
	_cleanup_str_ char *id = NULL;

	report_line(r, NULL, "%s  %s%s%s", type_words(b->type, type),
		tell_tbmsg_params(b->params, text),
		result != NULL ? ", signature " : "",
		result != NULL ? tbmsg_result_name(*result) : "");
	if (b->id.len == 0)
		return;
	id = tell_tbmsg_brief(b->id, WHOLE_MAX);
	report_line(r, "id", "%s", id);
	report_line(r, "tbh", "%s", tbh);
}

static void
tell_binding(struct report *r, const struct tbmsg *m,
	const struct tbmsg_binding *b, const enum tbmsg_result *result,
	bool fields)
{
	struct table t = { r, m, false, 0 };
	char text[TELL_PARAMS_TEXT], tbh[TBID_HASH_TEXT];
	_cleanup_str_ char *id = NULL;

	report_open(r, NULL, NULL);
	if (b->id.len > 0) {
		id = b64url(b->id);
		tbid_hash(b->id, tbh);
	}
	if (!r->terse)
		tell_summary(r, b, result, tbh);
	report_string(r, "type", NULL, "%s", type_words(b->type, text));
	report_string(r, "key_parameters", NULL, "%s",
		tell_tbmsg_params(b->params, text));
	if (id != NULL) {
		report_string(r, "id", NULL, "%s", id);
		report_string(r, "tbh", NULL, "%s", tbh);
	}
	report_string(r, "signature", NULL, "%s",
		tbmsg_result_name(
			result != NULL ? *result : TBMSG_UNEVALUATED));
	report_integer(r, "offset", NULL, (int64_t)tbmsg_offset(m, b->whole));
	if (fields) {
		report_integer(r, "type_code", NULL, b->type);
		report_integer(r, "key_parameters_code", NULL, b->params);
		tell_extensions(r, m, b);
		report_open_list(r, "fields", NULL);
		binding_fields(&t, b);
		report_close(r);
	}
	report_close(r);
}

void
tell_tbmsg(struct report *r, const struct tbmsg *m,
	const enum tbmsg_result *results, bool fields)
{
	size_t most = fields || m->n < BRIEF_BINDINGS ? m->n : BRIEF_BINDINGS;

	if (m->layout == TBMSG_DRAFT_05)
		report_string(r, "layout", NULL, "drafts -05 to -09");
	else if (fields)
		report_string(r, "layout", NULL, "RFC 8471");
	report_open_list(r, "token_bindings", NULL);
	for (size_t i = 0; i < most; i++)
		tell_binding(r, m, &m->binding[i],
			results != NULL ? &results[i] : NULL, fields);
	report_close(r);
	if (most < m->n)
		report_integer(r, "more_bindings", NULL,
			(int64_t)(m->n - most));
}

void
tell_tbmsg_table(struct report *r, const struct tbmsg *m)
{
	struct table t = { r, m, true, 0 };

	if (m->octets.len >= 2) {
		char words[48];

		snprintf(words, sizeof(words), "%zu, %zu follow", m->length,
			m->octets.len - 2);
		if (m->octets.len - 2 == m->length)
			*strchr(words, ',') = '\0';
		field(&t, "message length", view_part(m->octets, 0, 2), words);
	}
	for (size_t i = 0; i < m->n && i < SHOWN_BINDINGS; i++)
		binding_fields(&t, &m->binding[i]);
	if (m->n > SHOWN_BINDINGS)
		report_line(r, "", "and %zu more bindings: -f json tells all",
			m->n - SHOWN_BINDINGS);
	fault_line(&t, &m->body);
}

/* ---- what a reverse proxy passes on ------------------------------------- */

static void
tell_passed_on(struct report *r, const struct tbmsg *m, unsigned type,
	const char *name)
{
	const struct tbmsg_binding *b = tbmsg_find(m, type);

	if (b != NULL && b->id.len > 0)
		report_bytes(r, name, name, b->id);
}

void
tell_tbmsg_ttrp(struct report *r, const struct tbmsg *m)
{
	_cleanup_bytes_ struct bytes others = { 0 };

	if (m->n == 0)
		return;
	report_open(r, "ttrp", "as a reverse proxy passes it on");
	tell_passed_on(r, m, TBMSG_PROVIDED, "Sec-Provided-Token-Binding-ID");
	tell_passed_on(r, m, TBMSG_REFERRED, "Sec-Referred-Token-Binding-ID");
	for (size_t i = 0; i < m->n; i++) {
		const struct tbmsg_binding *b = &m->binding[i];
		_cleanup_str_ char *id = NULL;
		char prefix[8];

		if (b->type <= TBMSG_REFERRED || b->id.len == 0)
			continue;
		id = b64url(b->id);
		snprintf(prefix, sizeof(prefix), "%s%02x.",
			others.len > 0 ? "," : "", b->type);
		bytes_append_str(&others, prefix);
		bytes_append_str(&others, id);
	}
	if (others.len > 0)
		report_string(r, "Sec-Other-Token-Binding-ID",
			"Sec-Other-Token-Binding-ID", "%s",
			(const char *)others.data);
	report_close(r);
}
