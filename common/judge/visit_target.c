/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit_target.c - the target of a request without what lets somebody in.
 */
#include "judge/visit.h"

#include <strings.h>

#include "base/strbuf.h"

/* RFC 6749, RFC 6750 section 2.3, RFC 7521, RFC 8693. */
static bool
is_secret(const char *name, size_t len)
{
	static const char *const names[] = { "access_token", "actor_token",
		"assertion", "client_assertion", "client_secret", "code",
		"id_token", "id_token_hint", "password", "refresh_token",
		"request", "subject_token", "token" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == len
			&& strncasecmp(names[i], name, len) == 0)
			return true;
	/* It may be any of them, written otherwise. */
	return memchr(name, '%', len) != NULL;
}

char *
visit_redact(const char *target)
{
	const char *at = strchr(target, '?');
	_cleanup_strbuf_ struct strbuf out = { NULL };

	if (at == NULL)
		return xstrdup(target);
	strbuf_add(&out, target, (size_t)(at - target));
	while (*at != '\0') {
		size_t name = strcspn(at + 1, "=&"), len = name;

		if (at[1 + name] == '=') {
			len += strcspn(at + 1 + name, "&");
			if (is_secret(at + 1, name)) {
				strbuf_add(&out, at, 1 + name);
				strbuf_str(&out, "=(hidden)");
				at += 1 + len;
				continue;
			}
		}
		strbuf_add(&out, at, 1 + len);
		at += 1 + len;
	}
	return xstrndup(out.data, out.len);
}
