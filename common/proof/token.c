/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.c - finding a token, and its claims, in what people have at hand.
 */
#include "proof/token.h"

#include <strings.h>
#include <unistd.h>

#include "base/io.h"
#include "proof/field.h"

static const char field_name[] = "Authorization";

/* ---- loading ------------------------------------------------------------ */

static bool
begins_with(struct view v, const char *prefix)
{
	size_t len = strlen(prefix);

	return v.len >= len
		&& strncasecmp((const char *)v.data, prefix, len) == 0;
}

/* A header begins with '{', then '"' ("eyJ"), a blank or a line end. */
static bool
is_literal(const char *arg)
{
	struct view v = view_of_str(arg);

	if (access(arg, F_OK) == 0)
		return false;
	return begins_with(v, "eyJ") || begins_with(v, "ewo")
		|| begins_with(v, "ewk") || begins_with(v, "ew0")
		|| begins_with(v, "eyA") || begins_with(v, "bearer ")
		|| begins_with(v, "dpop ") || begins_with(v, "authorization:")
		|| *arg == '{';
}

int
token_load(const char *arg, struct bytes *ret_text, bool *ret_literal,
	struct err *err)
{
	bool literal = is_literal(arg);

	if (!literal && io_load(arg, TOKEN_MAX, ret_text, err) < 0)
		return -1;
	if (literal) {
		bytes_clear(ret_text);
		bytes_append_str(ret_text, arg);
	}
	*ret_literal = literal;
	return 0;
}

/* ---- fields ------------------------------------------------------------- */

/* Take a scheme and the blanks behind it off the front (RFC 9110 11.4). */
static struct view
take_scheme(struct token *t, struct view v)
{
	static const char *const schemes[] = { "Bearer", "DPoP", NULL };

	for (const char *const *s = schemes; *s != NULL; s++) {
		size_t len = strlen(*s);

		if (!begins_with(v, *s) || (len < v.len && v.data[len] != ' '))
			continue;
		bytes_append_view(&t->scheme, view_part(v, 0, len));
		return view_trim(view_part(v, len, v.len));
	}
	return v;
}

/* ---- claims ------------------------------------------------------------- */

/*
 * RFC 9701 section 5 wraps the response of introspection into a JWT.  No other
 * JWT may pass for one, nor that one for a token (section 8.1): their claims
 * are not those of the same thing.
 */
static const struct json *
claims_of(struct token *t)
{
	const struct json *inner = json_get(t->payload, "token_introspection");
	bool is_typed = jws_is_type(t->jws.typ, "token-introspection+jwt");

	if (json_is_object(inner) && !is_typed)
		err_set(&t->fault, ERR_INPUT,
			"token_introspection, but typ is not "
			"token-introspection+jwt (RFC 9701 section 5)");
	else if (!json_is_object(inner) && is_typed)
		err_set(&t->fault, ERR_INPUT,
			"typ is token-introspection+jwt, but there is no "
			"object token_introspection (RFC 9701 section 5)");
	return json_is_object(inner) ? inner : t->payload;
}

/* b64token of RFC 6750 section 2.1, which JWTs are, too. */
static bool
is_b64token(struct view v)
{
	static const char others[] = "-._~+/";

	while (v.len > 1 && v.data[v.len - 1] == '=')
		v.len--;
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i], letter = c | 0x20;

		if ((letter < 'a' || letter > 'z') && (c < '0' || c > '9')
			&& (c == '\0' || strchr(others, c) == NULL))
			return false;
	}
	return v.len > 0;
}

static void
read_payload(struct token *t)
{
	struct err err;

	if (t->jws.payload.data == NULL || t->skips_payload)
		return;
	if (json_parse_again(t->jws.payload, &t->kept, &err) < 0) {
		err_set(&t->fault, ERR_INPUT, "the payload: %s", err.text);
		return;
	}
	t->payload = t->kept;
	if (!json_is_object(t->payload))
		err_set(&t->fault, ERR_INPUT,
			"the payload is no JSON object (RFC 7519 section 7.2)");
	else
		t->claims = claims_of(t);
}

static void
read_value(struct token *t, struct view value)
{
	t->value = value;
	jws_read_again(value, &t->jws);
	if (t->jws.form == JWS_COMPACT) {
		t->form = TOKEN_JWT;
		read_payload(t);
	} else if (t->jws.form == JWS_ENCRYPTED && !is_b64token(value)) {
		err_set(&t->fault, ERR_INPUT,
			"it has characters that no token has: is it more than "
			"one?");
	} else if (t->jws.form != JWS_OTHER
		|| (value.len <= JWS_MAX && is_b64token(value))) {
		t->form = TOKEN_OPAQUE;
	} else {
		t->fault = t->jws.form_fault;
	}
}

static bool
has_any(const struct json *j, const char *const *names)
{
	while (*names != NULL && json_get(j, *names) == NULL)
		names++;
	return *names != NULL;
}

static bool
is_inactive(const struct json *object)
{
	bool active;

	return json_boolean(json_get(object, "active"), &active) && !active;
}

static void
read_object(struct token *t, const struct json *object)
{
	static const char *const claims[] = { "cnf", "iss", "sub", "exp", "aud",
		"client_id", NULL };
	const struct json *token = json_get(object, "access_token");
	const char *text = json_string(token);

	t->token_type = json_string(json_get(object, "token_type"));
	if (token != NULL && is_inactive(object)) {
		err_set(&t->fault, ERR_INPUT,
			"active is false beside access_token: the token is "
			"expired, revoked or unknown");
	} else if (text != NULL) {
		t->from_response = true;
		read_value(t, view_of_str(text));
	} else if (token != NULL) {
		err_set(&t->fault, ERR_INPUT, "access_token is no string");
	} else if (json_get(object, "active") != NULL) {
		t->form = TOKEN_INTROSPECTION;
		t->claims = object;
	} else if (has_any(object, claims)) {
		t->form = TOKEN_CLAIMS;
		t->claims = object;
	} else if (json_get(object, "error") != NULL) {
		err_set(&t->fault, ERR_INPUT,
			"it is an error of an OAuth endpoint: %.80s",
			json_string(json_get(object, "error")) != NULL
				? json_string(json_get(object, "error"))
				: "error");
	} else {
		err_set(&t->fault, ERR_INPUT,
			"the JSON has neither access_token, active nor claims "
			"of a token");
	}
}

/* JSON that holds a token or claims; the serialisations of JWS are no such. */
static void
read_json(struct token *t, struct view text)
{
	struct err err;

	jws_read_again(text, &t->jws);
	if (t->jws.form != JWS_OTHER) {
		t->form = TOKEN_OPAQUE;
		t->value = text;
		return;
	}
	if (json_parse(text, &t->response, &err) < 0)
		err_set(&t->fault, ERR_INPUT, "%s", err.text);
	else
		read_object(t, t->response);
}

static void
read_text(struct token *t, struct view text)
{
	struct view v = view_trim(text);
	size_t fields;

	if (v.len > 0 && v.data[0] == '{') {
		read_json(t, v);
		return;
	}
	v = field_find(v, field_name, &fields);
	if (fields == 1)
		read_value(t, take_scheme(t, v));
	else
		err_set(&t->fault, ERR_INPUT,
			"there are %zu Authorization fields: one is wanted",
			fields);
}

/* All but the JWS and what is kept. */
static void
begin(struct token *t)
{
	memset(t, 0, offsetof(struct token, jws));
	t->form = TOKEN_OTHER;
	t->fault.kind = ERR_NONE;
}

static void
none(struct token *ret)
{
	begin(ret);
	jws_none(&ret->jws);
	ret->kept = NULL;
}

/* Where none was read there is none: nobody may take it for an empty one. */
static void
end(struct token *t)
{
	if (t->jws.text.data == NULL && t->jws.form_fault.kind == ERR_NONE)
		err_set(&t->jws.form_fault, ERR_INPUT, "there is no JWS");
}

static void
free_members(struct token *t)
{
	bytes_done(&t->scheme);
	json_free(t->response);
}

void
token_read(struct view text, struct token *ret)
{
	none(ret);
	token_read_again(text, ret);
}

void
token_read_jws(struct view text, struct token *ret)
{
	none(ret);
	token_read_jws_again(text, ret);
}

static void
read_again(struct view text, bool skips_payload, struct token *t)
{
	free_members(t);
	begin(t);
	jws_forget(&t->jws);
	t->skips_payload = skips_payload;
	read_text(t, text);
	end(t);
}

void
token_read_again(struct view text, struct token *t)
{
	read_again(text, false, t);
}

void
token_read_jws_again(struct view text, struct token *t)
{
	read_again(text, true, t);
}

void
token_read_json(const struct json *object, struct token *ret)
{
	none(ret);
	if (json_is_object(object))
		read_object(ret, object);
	else
		err_set(&ret->fault, ERR_INPUT, "it is no JSON object");
	end(ret);
}

void
token_done(struct token *t)
{
	free_members(t);
	begin(t);
	json_free(steal(t->kept));
	jws_done(&t->jws);
}

const char *
token_words(const struct token *t)
{
	switch (t->form) {
	case TOKEN_JWT:
		return "a JWT";
	case TOKEN_INTROSPECTION:
		return "an introspection response";
	case TOKEN_CLAIMS:
		return "claims without a signature";
	case TOKEN_OPAQUE:
		return t->jws.form != JWS_OTHER ? jws_form_words(t->jws.form)
						: "an opaque token";
	case TOKEN_OTHER:
		break;
	}
	return "no token";
}
