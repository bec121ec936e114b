/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys as JWK have the public key that python3-cryptography sees; what
 * is broken is refused in the words that are due, and in none of the key's.
 */
#include "proof/key_jwk.h"

#include <sys/mman.h>
#include <unistd.h>

#include "proof/key.h"
#include "tap.h"
#include "vectors.h"

static int
load(struct view text, struct key **ret, struct err *err)
{
	int fd = memfd_create("jwk", MFD_CLOEXEC), rc;
	_cleanup_str_ char *name = xasprintf("/proc/self/fd/%d", fd);

	if (fd < 0 || write(fd, text.data, text.len) != (ssize_t)text.len)
		exit(1);
	rc = key_load(name, NULL, ret, err);
	close(fd);
	return rc;
}

static const char *
member(const struct json *row, const char *name)
{
	return json_string(json_get(row, name));
}

/* Whatever can sign here does: a JWK's key is as good as another. */
static bool
signs(const struct key *k, const char *text)
{
	_cleanup_bytes_ struct bytes sig = { 0 };
	struct err err;
	bool ec = strstr(text, "\"EC\"") != NULL;

	if (strstr(text, "\"OKP\"") != NULL)
		return true;
	return key_sign(k, ec ? KEY_SIGN_ECDSA_SHA256 : KEY_SIGN_RSA_PSS_SHA256,
		       view_of_str("data"), &sig, &err)
		== 0;
}

static void
test_good(const struct json *row)
{
	_cleanup_bytes_ struct bytes want = vector_b64(row, "spki");
	_cleanup_bytes_ struct bytes spki = { 0 };
	const char *text = member(row, "text");
	_cleanup_key_ struct key *k = NULL;
	struct err err = { 0 };

	ok(load(view_of_str(text), &k, &err) == 0
			&& key_spki(k, &spki, &err) == 0
			&& view_eq(bytes_view(&spki), bytes_view(&want))
			&& signs(k, text),
		"%s: %s", member(row, "name"),
		err.kind == ERR_NONE ? "the right key" : err.text);
}

/* Eight characters in a row of any long string would be a leak. */
static bool
leaks(const char *message, const char *text)
{
	enum { LEAK = 8 };

	for (size_t i = 0; strlen(text + i) >= LEAK; i++) {
		char part[LEAK + 1] = { 0 };

		memcpy(part, text + i, LEAK);
		if (strpbrk(part, " \"':,{}") == NULL
			&& strstr(message, part) != NULL)
			return true;
	}
	return false;
}

static void
test_bad(const struct json *row)
{
	const char *text = member(row, "text");
	struct key *k = NULL;
	struct err err = { 0 };

	ok(load(view_of_str(text), &k, &err) < 0 && k == NULL
			&& err.kind == ERR_INPUT
			&& strstr(err.text, member(row, "words")) != NULL
			&& !leaks(err.text, text),
		"%s: %s", member(row, "name"), err.text);
	key_free(k);
}

/* Cut off anywhere, or with any octet changed, it is never another key. */
static void
test_cut(const struct json *row)
{
	_cleanup_bytes_ struct bytes want = vector_b64(row, "spki");
	_cleanup_bytes_ struct bytes text = { 0 };
	size_t taken = 0, other = 0;

	bytes_append_str(&text, member(row, "text"));
	for (size_t i = 0; i < text.len; i++) {
		_cleanup_key_ struct key *k = NULL;
		struct err err;

		taken += load(view_part(bytes_view(&text), 0, i), &k, &err)
			== 0;
	}
	ok(taken == 0, "%s, cut off anywhere", member(row, "name"));
	for (size_t i = 0; i < text.len; i++) {
		_cleanup_bytes_ struct bytes spki = { 0 };
		_cleanup_key_ struct key *k = NULL;
		uint8_t was = text.data[i];
		struct err err;

		text.data[i] = was == 'B' ? 'C' : 'B';
		if (load(bytes_view(&text), &k, &err) == 0
			&& key_spki(k, &spki, &err) == 0)
			other += !view_eq(bytes_view(&spki), bytes_view(&want));
		text.data[i] = was;
	}
	ok(other == 0, "%s, changed anywhere", member(row, "name"));
}

static void
test_is(void)
{
	static const char *const yes[] = { "{", " {", "\r\n\t {}" };
	static const char *const no[] = { "", " ", "[{}]", "\"{\"",
		"-----BEGIN", "\v{" };

	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		ok(key_jwk_is(view_of_str(yes[i])), "an object: %zu", i);
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		ok(!key_jwk_is(view_of_str(no[i])), "no object: %zu", i);
	ok(!key_jwk_is((struct view){ NULL, 0 }), "no object: nothing");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("jwk.json");
	const struct json *row = json_first(json_get(root, "good"));

	for (; row != NULL; row = json_next(row)) {
		test_good(row);
		if (strcmp(member(row, "name"), "EC P-256") == 0
			|| strcmp(member(row, "name"), "OKP Ed25519") == 0)
			test_cut(row);
	}
	row = json_first(json_get(root, "bad"));
	for (; row != NULL; row = json_next(row))
		test_bad(row);
	test_is();
	return tap_done();
}
