/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_client_auth_san_dns and its kin, RFC 8705 section 2.1.2, against a
 * certificate.
 */
#include "base/alloc.h"
#include "judge/match_one.h"

enum { SHOWN_NAMES = 4 };

/* The nearest name of a certificate. */
struct near {
	enum match_result result;
	enum san_type type;
	struct view name;
};

static const char *
key_of(enum san_type type)
{
	switch (type) {
	case SAN_EMAIL:
		return "tls_client_auth_san_email";
	case SAN_DNS:
		return "tls_client_auth_san_dns";
	case SAN_URI:
		return "tls_client_auth_san_uri";
	default:
		return "tls_client_auth_san_ip";
	}
}

static enum match_result
result_of(enum san_relation relation)
{
	static const enum match_result results[] = {
		[SAN_EXACT] = MATCH_EXACT,
		[SAN_SAME] = MATCH_SAME,
		[SAN_CASE] = MATCH_CASE,
		[SAN_COVERED] = MATCH_WILDCARD,
		[SAN_DIFFERS] = MATCH_DIFFERS,
	};

	return results[relation];
}

/* A name that is right but of another type is not right at all. */
static struct near
find_near(const struct x509 *x, enum san_type type, struct view text)
{
	struct near best = { .result = MATCH_DIFFERS }, here;
	struct view list;

	if (!san_list(x, &list))
		return best;
	while (san_next(&list, &here.type, &here.name)) {
		here.result = result_of(
			san_compare(here.type, here.name, text));
		if (here.type != type)
			here.result = here.result <= MATCH_SAME
				? MATCH_OTHER_TYPE
				: MATCH_DIFFERS;
		if (here.result < best.result)
			best = here;
	}
	return best;
}

/* The attribute of the subject that holds TEXT, "CN", or NULL. */
static const char *
find_in_subject(const struct x509 *x, struct view text)
{
	static const char *const types[][2] = { { "2.5.4.3", "CN" },
		{ "1.2.840.113549.1.9.1", "emailAddress" } };
	_cleanup_dn_ struct dn dn = { .n = 0 };
	struct err err;

	if (dn_parse(x->subject, &dn, &err) < 0)
		return NULL;
	for (size_t i = 0; i < dn.n; i++)
		for (size_t j = 0; j < ARRAY_LEN(types); j++)
			if (strcmp(dn.attr[i].oid, types[j][0]) == 0
				&& san_compare(SAN_DNS,
					   bytes_view(&dn.attr[i].value), text)
					<= SAN_SAME)
				return types[j][1];
	return NULL;
}

/* What there is of that type: "a.example, b.example and 3 more". */
static char *
list_names(const struct x509 *x, enum san_type type)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_str_ char *more = NULL;
	enum san_type here;
	struct view list, name;
	size_t n = 0;

	if (!san_list(x, &list))
		return xstrdup("it has no subjectAltName");
	while (san_next(&list, &here, &name)) {
		_cleanup_str_ char *one = NULL;

		if (here != type || n++ >= SHOWN_NAMES)
			continue;
		one = san_text(type, name);
		bytes_append_str(&text, n > 1 ? ", " : "");
		bytes_append_str(&text, one);
	}
	if (n == 0)
		return xstrdup("it has none of this type");
	if (n > SHOWN_NAMES)
		more = xasprintf(" and %zu more", n - SHOWN_NAMES);
	return xasprintf("%s%s", (char *)text.data, more != NULL ? more : "");
}

static char *
evidence_of(const struct x509 *x, enum san_type type, const struct near *near,
	const char *attribute)
{
	_cleanup_str_ char *names = NULL;
	const char *word = san_type_name(type);

	switch (near->result) {
	case MATCH_EXACT:
		return xasprintf("one of its alternative names (%s)", word);
	case MATCH_SAME:
		return xasprintf("one of its alternative names (%s) in another "
				 "spelling",
			word);
	case MATCH_OTHER_TYPE:
		return xasprintf("one of its alternative names, but of type "
				 "%s, not %s",
			san_type_name(near->type), word);
	case MATCH_CASE:
		return xasprintf("one of its alternative names (%s) but for "
				 "the case of letters, which counts here",
			word);
	case MATCH_IN_SUBJECT:
		return xasprintf("the %s of its subject, and none of its "
				 "alternative names (%s)",
			attribute, word);
	case MATCH_UNREADABLE:
		return xasprintf("nothing that an alternative name (%s) can be",
			word);
	case MATCH_WILDCARD:
	default:
		names = list_names(x, type);
		return xasprintf("none of its alternative names (%s): %s", word,
			names);
	}
}

/* What is right to register: the name that was near, or the only one. */
static char *
right_of(const struct x509 *x, enum san_type type, const struct near *near)
{
	enum san_type here;
	struct view list, name, only = { NULL, 0 };
	size_t n = 0;

	if (near->result == MATCH_WILDCARD)
		return NULL;
	if (near->result < MATCH_DIFFERS && near->result != MATCH_IN_SUBJECT)
		return san_text(near->type, near->name);
	if (!san_list(x, &list))
		return NULL;
	while (san_next(&list, &here, &name))
		if (here == type && n++ == 0)
			only = name;
	return n == 1 ? san_text(type, only) : NULL;
}

bool
match_san(const struct x509 *x, enum san_type type, const char *value,
	struct match_found *found)
{
	struct view text = view_of_str(value);
	struct near near = find_near(x, type, text);
	const char *attribute = NULL;

	if (near.result == MATCH_DIFFERS)
		attribute = find_in_subject(x, text);
	if (attribute != NULL)
		near.result = MATCH_IN_SUBJECT;
	else if (near.result == MATCH_DIFFERS && !san_is_text(type, text))
		near.result = MATCH_UNREADABLE;
	if (near.result >= found->result)
		return false;
	match_found_done(found);
	*found = (struct match_found){ .result = near.result,
		.evidence = evidence_of(x, type, &near, attribute),
		.key = key_of(
			near.result == MATCH_OTHER_TYPE ? near.type : type),
		.right = right_of(x, type, &near) };
	return true;
}
