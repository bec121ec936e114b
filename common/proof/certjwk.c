/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The x5c members of a JWK, a JWK Set, or an array of either: base64 of DER
 * (RFC 7517 section 4.7), the leaf first.
 */
#include "proof/certjwk.h"

#include "base/b64.h"
#include "base/json.h"

static int
add_x5c(const struct json *x5c, struct cert_ders *ret, struct err *err)
{
	const struct json *item = json_first(x5c);

	for (size_t i = 0; item != NULL; item = json_next(item), i++) {
		_cleanup_bytes_ struct bytes der = { 0 };
		const char *text = json_string(item);

		if (text == NULL)
			return err_set(err, ERR_INPUT,
				"x5c[%zu] is not a string (RFC 7517 section "
				"4.7)",
				i);
		if (b64_decode(view_of_str(text), B64_STD | B64_PAD, &der, err)
			< 0)
			return err_context(err,
				"x5c[%zu] is not base64 (RFC 7517 section 4.7)",
				i);
		if (ret->n == CERT_PKCS_MAX)
			return err_set(err, ERR_INPUT,
				"more than %d certificates in x5c",
				CERT_PKCS_MAX);
		cert_ders_add(ret, bytes_view(&der));
	}
	return 0;
}

static int
add_key(const struct json *key, struct cert_ders *ret, struct err *err)
{
	const struct json *x5c = json_get(key, "x5c");

	if (x5c != NULL && !json_is_array(x5c))
		return err_set(err, ERR_INPUT,
			"x5c is not an array (RFC 7517 section 4.7)");
	return add_x5c(x5c, ret, err);
}

static int
add_keys(const struct json *keys, struct cert_ders *ret, struct err *err)
{
	const struct json *key = json_first(keys);

	for (size_t i = 0; key != NULL; key = json_next(key), i++)
		if (add_key(key, ret, err) < 0)
			return err_context(err, "key %zu", i);
	return 0;
}

int
certjwk_read(struct view text, struct cert_ders *ret, struct err *err)
{
	_cleanup_json_ struct json *root = NULL;

	if (json_parse(text, &root, err) < 0)
		return -1;
	if (json_is_array(root) && json_string(json_first(root)) != NULL)
		return add_x5c(root, ret, err);
	if (json_is_array(root))
		return add_keys(root, ret, err);
	if (json_is_array(json_get(root, "keys")))
		return add_keys(json_get(root, "keys"), ret, err);
	return add_key(root, ret, err);
}
