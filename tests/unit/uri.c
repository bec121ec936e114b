/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URIs are taken apart and compared as RFC 3986 says, by its own examples and
 * by those of RFC 9110 section 4.2.3; what is no URI is refused with a reason.
 */
#include "proof/uri.h"

#include "base/alloc.h"
#include "tap.h"

static const struct {
	const char *a, *b;
	enum uri_part differs;
	bool verbatim;
} pairs[] = {
	{ "https://a.example/b", "https://a.example/b", URI_NOTHING, true },
	{ "https://a.example/b?c#d", "https://a.example/b", URI_NOTHING, true },
	{ "https://a.example/b#d", "https://a.example/b?e", URI_NOTHING, true },
	/* RFC 3986 section 6.2.2: its own example, with an authority. */
	{ "example://a/b/c/%7Bfoo%7D", "eXAMPLE://a/./b/../b/%63/%7bfoo%7d",
		URI_NOTHING, false },
	{ "HTTP://www.EXAMPLE.com/", "http://www.example.com/", URI_NOTHING,
		false },
	/* RFC 3986 section 6.2.3. */
	{ "http://example.com", "http://example.com/", URI_NOTHING, false },
	{ "http://example.com:/", "http://example.com/", URI_NOTHING, false },
	{ "http://example.com:80/", "http://example.com/", URI_NOTHING, false },
	{ "https://example.com:443?q", "https://example.com", URI_NOTHING,
		false },
	/* RFC 9110 section 4.2.3. */
	{ "http://example.com:80/~smith/home.html",
		"http://EXAMPLE.com/%7Esmith/home.html", URI_NOTHING, false },
	{ "http://EXAMPLE.com/%7Esmith/home.html",
		"http://EXAMPLE.com:/%7esmith/home.html", URI_NOTHING, false },
	{ "https://a/%2e/b", "https://a/b", URI_NOTHING, false },
	{ "https://a/c/%2E%2e/b", "https://a/b", URI_NOTHING, false },
	{ "https://[2001:DB8::A]:8443/", "https://[2001:db8::a]:8443",
		URI_NOTHING, false },
	{ "https://%41.example/", "https://a.example/", URI_NOTHING, false },
	{ "https://u:p@a/", "https://u:p@A", URI_NOTHING, false },
	{ "https://a/", "http://a/", URI_SCHEME, false },
	{ "https://a/", "https://b/", URI_HOST, false },
	{ "https://a./", "https://a/", URI_HOST, false },
	{ "https://a/", "https://u@a/", URI_USERINFO, false },
	{ "https://@a/", "https://a/", URI_USERINFO, false },
	{ "https://U@a/", "https://u@a/", URI_USERINFO, false },
	{ "https://a:80/", "https://a/", URI_PORT, false },
	{ "http://a:443/", "http://a/", URI_PORT, false },
	{ "ftp://a:21/", "ftp://a/", URI_PORT, false },
	{ "https://a:0443/", "https://a/", URI_PORT, false },
	{ "https://a/b", "https://a/B", URI_PATH, false },
	{ "https://a/b", "https://a/b/", URI_PATH, false },
	{ "https://a/b/", "https://a//b/", URI_PATH, false },
	{ "https://a/b%2Fc", "https://a/b/c", URI_PATH, false },
	{ "https://a/b%252e", "https://a/b%2e", URI_PATH, false },
	{ "https://a/b%3f", "https://a/b%3F", URI_NOTHING, false },
	{ "https://a/b+c", "https://a/b%2Bc", URI_PATH, false },
	/* The one whose name comes behind the last "@" is asked. */
	{ "https://good@evil/", "https://good/", URI_USERINFO, false },
};

static const struct {
	const char *path, *normal;
} paths[] = {
	/* RFC 3986 section 5.2.4. */
	{ "/a/b/c/./../../g", "/a/g" },
	{ "/a/b/", "/a/b/" },
	{ "/.", "/" },
	{ "/..", "/" },
	{ "/../..", "/" },
	{ "/./", "/" },
	{ "/../a", "/a" },
	{ "/a/..", "/" },
	{ "/a/b/..", "/a/" },
	{ "/a/b/.", "/a/b/" },
	{ "/a/b/../", "/a/" },
	{ "/a//../b", "/a/b" },
	{ "//a", "//a" },
	{ "/a/...", "/a/..." },
	{ "/.a/..b/c.", "/.a/..b/c." },
	{ "/a/../../b/../..", "/" },
	{ "", "/" },
	{ "/%", NULL },
};

static const struct {
	const char *text, *why;
} refused[] = {
	{ "", "no scheme" },
	{ "/token", "no scheme" },
	{ "a.example/b", "no scheme" },
	{ "//a.example/b", "no scheme" },
	{ "1http://a/", "no scheme" },
	{ "ht_tp://a/", "no scheme" },
	{ ":", "no scheme" },
	{ "https:a", "\"//\"" },
	{ "https:/a", "\"//\"" },
	{ "mailto:a@b.example", "\"//\"" },
	{ "https://", "no host" },
	{ "https:///b", "no host" },
	{ "https://:443/", "no host" },
	{ "https://u@/", "no host" },
	{ "https://a:b/", "port" },
	{ "https://a:65536/", "port" },
	{ "https://a:99999999999999999999/", "port" },
	{ "https://a:-1/", "port" },
	{ "https://::1/", "host" },
	{ "https://[::1/", "']'" },
	{ "https://[::1]a/", "behind ']'" },
	{ "https://a]/", "bracket" },
	{ "https://a/[b]", "bracket" },
	{ "https://a@b@c/", "'@'" },
	{ "https://a/b c", "character 11: none" },
	{ " https://a/", "character 0: none" },
	{ "https://a/\n", "character 10: none" },
	{ "https://\xc3\xa4/", "character 8: none" },
	{ "https://a/\"", "none" },
	{ "https://a/\\b", "none" },
	{ "https://a/<b>", "none" },
	{ "https://a/{b}", "none" },
	{ "https://a/%", "'%'" },
	{ "https://a/%2", "'%'" },
	{ "https://a/%2g", "'%'" },
	{ "https://a/?%zz", "'%'" },
};

static void
test_pairs(void)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct uri a, b;
		struct err err;

		if (!ok(uri_parse(view_of_str(pairs[i].a), &a, &err) == 0
				    && uri_parse(view_of_str(pairs[i].b), &b,
					       &err)
					    == 0,
			    "%s and %s are URIs", pairs[i].a, pairs[i].b))
			continue;
		ok(uri_compare(&a, &b) == pairs[i].differs
				&& uri_compare(&b, &a) == pairs[i].differs,
			"%s, %s: %s differs", pairs[i].a, pairs[i].b,
			uri_part_name(pairs[i].differs));
		ok(uri_is_verbatim(&a, &b) == pairs[i].verbatim,
			"%s, %s: verbatim", pairs[i].a, pairs[i].b);
	}
}

static void
test_paths(void)
{
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		_cleanup_str_ char *text = xasprintf("https://a%s",
			paths[i].path);
		_cleanup_str_ char *path = NULL;
		struct uri u;
		struct err err;

		if (uri_parse(view_of_str(text), &u, &err) == 0)
			path = uri_normal_path(&u);
		ok(paths[i].normal == NULL ? path == NULL
					   : path != NULL
					&& strcmp(path, paths[i].normal) == 0,
			"%s is %s", paths[i].path,
			paths[i].normal != NULL ? paths[i].normal : "none");
	}
}

static void
test_refused(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct uri u;
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(refused); i++)
		ok(uri_parse(view_of_str(refused[i].text), &u, &err) < 0
				&& err.kind == ERR_INPUT
				&& strstr(err.text, refused[i].why) != NULL,
			"refused, row %zu: %s", i, err.text);
	ok(uri_parse((struct view){ (const uint8_t *)"https://a/\0", 11 }, &u,
		   &err) < 0,
		"refused: a NUL: %s", err.text);
	bytes_append_str(&b, "https://a/");
	while (b.len < URI_MAX)
		bytes_append_str(&b, "b");
	ok(uri_parse(bytes_view(&b), &u, &err) == 0, "the longest");
	bytes_append_str(&b, "b");
	ok(uri_parse(bytes_view(&b), &u, &err) < 0, "too long: %s", err.text);
}

static void
test_parts(void)
{
	static const char text[] = "HTTPS://u%20:p@[::1]:8443/a/../b?c=/?#e?";
	_cleanup_str_ char *normal = NULL;
	struct uri u;
	struct err err;

	if (!ok(uri_parse(view_of_str(text), &u, &err) == 0, "%s", text))
		return;
	ok(view_eq_str(u.scheme, "HTTPS") && view_eq_str(u.userinfo, "u%20:p")
			&& view_eq_str(u.host, "[::1]")
			&& view_eq_str(u.port, "8443")
			&& view_eq_str(u.path, "/a/../b")
			&& view_eq_str(u.query, "c=/?")
			&& view_eq_str(u.fragment, "e?"),
		"all parts");
	ok(u.has_userinfo && u.has_query && u.has_fragment
			&& view_eq(u.text, view_of_str(text))
			&& view_eq_str(u.bare,
				"HTTPS://u%20:p@[::1]:8443/a/../b"),
		"what is there");
	normal = uri_normal(&u);
	ok(strcmp(normal, "https://[::1]:8443/b") == 0,
		"normalised, without what may be a password: %s", normal);
	ok(uri_parse(view_of_str("http://a?#"), &u, &err) == 0 && u.has_query
			&& u.query.len == 0 && u.has_fragment
			&& u.fragment.len == 0 && !u.has_userinfo,
		"empty ones are there, too");
}

int
main(void)
{
	test_pairs();
	test_paths();
	test_refused();
	test_parts();
	return tap_done();
}
