/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every mistake that signers of Token Bindings make is named, with each kind
 * of key; what is merely damaged is not explained.
 */
#include "proof/tbwhy.h"

#include "base/b64.h"
#include "base/hex.h"
#include "tap.h"
#include "vectors.h"

static struct bytes
hex_of(const struct json *c, const char *member)
{
	const char *text = json_string(json_get(c, member));
	struct bytes octets = { 0 };
	struct err err;

	if (text != NULL && hex_decode(view_of_str(text), &octets, &err) < 0)
		printf("Bail out! %s: %s\n", text, err.text);
	return octets;
}

static bool
has_cause(const struct tbwhy *w, const char *cause)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->row[i]->cause, cause) == 0)
			return true;
	return false;
}

/* Exactly the causes that the case names. */
static bool
has_causes(const struct tbwhy *w, const struct json *causes)
{
	const struct json *cause = json_first(causes);
	size_t n = 0;

	for (; cause != NULL; cause = json_next(cause), n++)
		if (!has_cause(w, json_string(cause)))
			return false;
	return n == w->n;
}

static void
test_case(const struct json *c)
{
	const char *name = json_string(json_get(c, "name"));
	_cleanup_bytes_ struct bytes octets = { 0 };
	_cleanup_bytes_ struct bytes ekm = hex_of(c, "ekm_hex");
	_cleanup_bytes_ struct bytes other = hex_of(c, "other_hex");
	struct tbwhy_ekm others[] = { { bytes_view(&other), &tbwhy_other_leg,
		"the other leg" } };
	_cleanup_tbwhy_ struct tbwhy why = { .n = 0 };
	_cleanup_tbmsg_ struct tbmsg m = { .n = 0 };
	struct err err;

	if (!ok(b64_decode(view_of_str(
				   json_string(json_get(c, "message_b64url"))),
			B64_URL, &octets, &err)
			    == 0,
		    "%s is base64url", name))
		return;
	tbmsg_parse(bytes_view(&octets), TBMSG_RFC8471, &m);
	if (!ok(tbmsg_is_whole(&m)
			    && tbmsg_verify(&m.binding[0], bytes_view(&ekm))
				    == TBMSG_INVALID,
		    "%s does not verify", name))
		return;
	ok(tbwhy_find(&m.binding[0], bytes_view(&ekm), others, other.len > 0,
		   &why) && has_causes(&why, json_get(c, "causes")),
		"%s: %s%s%s", name, why.n > 0 ? why.row[0]->cause : "nothing",
		why.n > 1 ? ", " : "", why.n > 1 ? why.row[1]->cause : "");
	ok((why.ekm == &others[0]) == (other.len > 0), "%s: whose EKM", name);
}

static void
test_damaged(void)
{
	_cleanup_json_ struct json *root = vector_json(
		"token-binding-own.json");
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c)) {
		const char *name = json_string(json_get(c, "name"));
		_cleanup_bytes_ struct bytes octets = { 0 }, ekm = { 0 };
		_cleanup_tbwhy_ struct tbwhy why = { .n = 0 };
		_cleanup_tbmsg_ struct tbmsg m = { .n = 0 };
		struct err err;

		if (strcmp(json_string(json_get(c, "expect")), "valid") != 0
			|| b64_decode(view_of_str(json_string(json_get(c,
					      "sec_token_binding"))),
				   B64_URL, &octets, &err)
				< 0
			|| b64_decode(view_of_str(
					      json_string(json_get(c, "ekm"))),
				   B64_URL, &ekm, &err)
				< 0)
			continue;
		tbmsg_parse(bytes_view(&octets), TBMSG_RFC8471, &m);
		ok(!tbwhy_find(&m.binding[0], bytes_view(&ekm), NULL, 0, &why),
			"%s: nothing is wrong, nothing is explained", name);
		ekm.data[0] ^= 1;
		ok(!tbwhy_find(&m.binding[0], bytes_view(&ekm), NULL, 0, &why)
				&& why.n == 0,
			"%s: a strange EKM explains nothing", name);
	}
}

/* A diagnosis by each row is a cause of its own, but for shared ones. */
static void
test_rows(void)
{
	for (size_t i = 0; tbwhy_rows[i] != NULL; i++)
		ok(tbwhy_rows[i]->cause != NULL && tbwhy_rows[i]->words != NULL
				&& tbwhy_rows[i]->mend != NULL,
			"%s has words", tbwhy_rows[i]->cause);
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("tbwhy.json");
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c))
		test_case(c);
	test_damaged();
	test_rows();
	return tap_done();
}
