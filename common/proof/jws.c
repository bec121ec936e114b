/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws.c - JSON Web Signatures, RFC 7515, taken apart.  A fault ends nothing:
 * what can be read behind it still is, for whoever wants to see it.
 */
#include "proof/jws.h"

#include <strings.h>

#include "base/b64.h"

enum { PARTS_JWS = 3, PARTS_JWE = 5 };
enum { ROOM_KEPT = 4 << 10 }; /* octets that the next token may use again */

static void
set_fault(struct err *fault, const char *part, const char *text)
{
	if (fault->kind == ERR_NONE)
		err_set(fault, ERR_INPUT, "%s: %s", part, text);
}

/* ---- which form it is --------------------------------------------------- */

static size_t
count(struct view text, uint8_t c)
{
	const uint8_t *found;
	size_t n = 0;

	while (text.len > 0
		&& (found = memchr(text.data, c, text.len)) != NULL) {
		text = view_part(text, (size_t)(found - text.data) + 1,
			text.len);
		n++;
	}
	return n;
}

static struct view
before_tilde(struct view text)
{
	const uint8_t *tilde = memchr(text.data, '~', text.len);

	return tilde != NULL ? view_part(text, 0, (size_t)(tilde - text.data))
			     : text;
}

/* What a JSON text says of itself by its members. */
static enum jws_form
json_form(struct view text)
{
	_cleanup_json_ struct json *root = NULL;
	struct err err;

	if (json_parse(text, &root, &err) < 0 || !json_is_object(root))
		return JWS_OTHER;
	if (json_get(root, "ciphertext") != NULL)
		return JWS_JSON_ENCRYPTED;
	if (json_get(root, "payload") == NULL)
		return JWS_OTHER;
	if (json_get(root, "signatures") != NULL)
		return JWS_GENERAL;
	return json_get(root, "signature") != NULL ? JWS_FLATTENED : JWS_OTHER;
}

static enum jws_form
find_form(struct view text)
{
	if (text.len == 0 || text.len > JWS_MAX)
		return JWS_OTHER;
	if (text.data[0] == '{')
		return json_form(text);
	/* An SD-JWT with a key binding is two JWTs, and no JWE. */
	switch (count(before_tilde(text), '.') + 1) {
	case PARTS_JWS:
		return JWS_COMPACT;
	case PARTS_JWE:
		return JWS_ENCRYPTED;
	default:
		return JWS_OTHER;
	}
}

const char *
jws_form_words(enum jws_form form)
{
	static const char *const words[] = {
		[JWS_COMPACT] = "a compact JWS",
		[JWS_ENCRYPTED] = "an encrypted token (JWE, five parts)",
		[JWS_FLATTENED] = "a JWS in the flattened JSON serialisation",
		[JWS_GENERAL] = "a JWS in the general JSON serialisation",
		[JWS_JSON_ENCRYPTED] = "an encrypted token (JWE) in JSON",
		[JWS_OTHER] = "no JWS",
	};

	return words[form];
}

static void
form_fault(struct jws *j)
{
	if (j->form == JWS_COMPACT)
		return;
	if (j->form != JWS_OTHER)
		err_set(&j->form_fault, ERR_INPUT, "it is %s",
			jws_form_words(j->form));
	else if (j->text.len == 0)
		err_set(&j->form_fault, ERR_INPUT, "it is empty");
	else if (j->text.len > JWS_MAX)
		err_set(&j->form_fault, ERR_INPUT,
			"it has %zu characters: the limit is %d", j->text.len,
			JWS_MAX);
	else
		err_set(&j->form_fault, ERR_INPUT,
			"it has %zu part%s with dots between: a compact JWS "
			"has three",
			count(before_tilde(j->text), '.') + 1,
			count(before_tilde(j->text), '.') == 0 ? "" : "s");
}

/* ---- the three parts ---------------------------------------------------- */

/* Why a part is no base64url (RFC 7515 section 2). */
static void
part_fault(struct jws *j, const char *name, struct view text)
{
	_cleanup_bytes_ struct bytes ignored = { 0 };
	const uint8_t *tilde = memchr(text.data, '~', text.len);
	struct err err;

	if (tilde != NULL)
		set_fault(&j->form_fault, name,
			"a '~' stands in it: SD-JWTs (RFC 9901) are not "
			"supported");
	else if (b64_decode(text, B64_URL, &ignored, &err) < 0)
		set_fault(&j->form_fault, name, err.text);
}

static struct view
decode(struct jws *j, const char *name, struct view text)
{
	uint8_t *out = j->octets.data + j->octets.len;
	ptrdiff_t len = b64_decode_to(out, text, B64_URL);

	if (len < 0) {
		part_fault(j, name, text);
		return (struct view){ NULL, 0 };
	}
	j->octets.len += (size_t)len;
	return (struct view){ out, (size_t)len };
}

/* Up to the next dot, which is taken, too. */
static struct view
cut(struct view *rest)
{
	const uint8_t *dot = memchr(rest->data, '.', rest->len);
	size_t len = dot != NULL ? (size_t)(dot - rest->data) : rest->len;
	struct view part = view_part(*rest, 0, len);

	*rest = view_part(*rest, len + (dot != NULL), rest->len);
	return part;
}

static void
read_parts(struct jws *j)
{
	struct view rest = j->text, header = cut(&rest), payload = cut(&rest);

	(void)bytes_reserve(&j->octets, B64_OCTETS(j->text.len) + PARTS_JWS);
	j->input = view_part(j->text, 0, header.len + 1 + payload.len);
	j->header = decode(j, "the header", header);
	j->payload = decode(j, "the payload", payload);
	j->signature = decode(j, "the signature", rest);
}

/* ---- the header --------------------------------------------------------- */

static bool
is_known_name(const char *name)
{
	/* RFC 7515 section 4.1.11: no name of JWS or JWA may stand in crit. */
	static const char *const names[] = { "alg", "jku", "jwk", "kid", "x5u",
		"x5c", "x5t", "x5t#S256", "typ", "cty", "crit", NULL };
	const char *const *n = names;

	while (*n != NULL && strcmp(*n, name) != 0)
		n++;
	return *n != NULL;
}

/* We understand no extension, so that any list of names is a fault. */
static void
read_crit(struct jws *j)
{
	const struct json *crit = json_get(j->head, "crit");
	const struct json *first = json_first(crit);
	const char *name = json_string(first);
	bool flag = true;

	if (crit == NULL) {
		if (json_boolean(json_get(j->head, "b64"), &flag) && !flag)
			err_set(&j->crit_fault, ERR_INPUT,
				"b64 is false, but crit does not name it (RFC "
				"7797 section 6)");
		return;
	}
	if (!json_is_array(crit) || name == NULL)
		err_set(&j->crit_fault, ERR_INPUT,
			"crit is no list of names, or an empty one");
	else if (is_known_name(name))
		err_set(&j->crit_fault, ERR_INPUT,
			"crit names '%.64s', which every reader understands",
			name);
	else if (json_get(j->head, name) == NULL)
		err_set(&j->crit_fault, ERR_INPUT,
			"crit names '%.64s', which the header does not have",
			name);
	else
		err_set(&j->crit_fault, ERR_INPUT,
			"crit names '%.64s', which is not understood here",
			name);
}

static const char *
text_member(struct jws *j, const char *name)
{
	const struct json *member = json_get(j->head, name);

	if (member != NULL && json_string(member) == NULL)
		set_fault(&j->header_fault, name, "is no string");
	return json_string(member);
}

static int
parse_header(struct jws *j, struct err *err)
{
	if (view_eq(bytes_view(&j->kept_text), j->header) && j->kept != NULL)
		return 0;
	json_free(steal(j->kept));
	if (json_parse(j->header, &j->kept, err) < 0)
		return -1;
	bytes_clear(&j->kept_text);
	bytes_append_view(&j->kept_text, j->header);
	return 0;
}

static void
read_header(struct jws *j)
{
	struct err err;

	if (j->header.data == NULL)
		return;
	if (parse_header(j, &err) < 0) {
		set_fault(&j->header_fault, "the header", err.text);
		return;
	}
	j->head = j->kept;
	if (!json_is_object(j->head)) {
		set_fault(&j->header_fault, "the header", "is no JSON object");
		return;
	}
	j->alg_name = text_member(j, "alg");
	j->kid = text_member(j, "kid");
	j->typ = text_member(j, "typ");
	if (j->alg_name == NULL)
		set_fault(&j->header_fault, "alg",
			"is missing (RFC 7515 section 4.1.1)");
	else
		j->alg = jwa_find(j->alg_name);
	read_crit(j);
}

/* The texts of faults, which are long, stay as they are. */
void
jws_none(struct jws *ret)
{
	memset(ret, 0, offsetof(struct jws, form_fault));
	ret->form = JWS_OTHER;
	ret->form_fault.kind = ERR_NONE;
	ret->header_fault.kind = ERR_NONE;
	ret->crit_fault.kind = ERR_NONE;
}

void
jws_read(struct view text, struct jws *ret)
{
	jws_none(ret);
	jws_read_again(text, ret);
}

void
jws_forget(struct jws *j)
{
	struct json *kept = j->kept;
	struct bytes kept_text = j->kept_text, octets;

	if (j->octets.cap > ROOM_KEPT)
		bytes_done(&j->octets);
	else
		bytes_clear(&j->octets);
	octets = j->octets;
	jws_none(j);
	j->octets = octets;
	j->kept = kept;
	j->kept_text = kept_text;
}

void
jws_read_again(struct view text, struct jws *j)
{
	jws_forget(j);
	j->form = find_form(text);
	j->text = text;
	form_fault(j);
	if (j->form == JWS_COMPACT) {
		read_parts(j);
		read_header(j);
	}
}

void
jws_done(struct jws *j)
{
	json_free(j->kept);
	bytes_done(&j->kept_text);
	bytes_done(&j->octets);
	jws_none(j);
}

bool
jws_is_type(const char *typ, const char *want)
{
	static const char prefix[] = "application/";

	if (typ == NULL)
		return false;
	if (strncasecmp(typ, prefix, sizeof(prefix) - 1) == 0)
		typ += sizeof(prefix) - 1;
	return strcasecmp(typ, want) == 0;
}
