/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which certificate has the subject that is registered for a client, RFC 8705
 * section 2.1.2, or by which mistake none has.
 */
#include "judge/match.h"

#include "cli/opt.h"

static const char prefix[] = "tls_client_auth_";

const struct check judge_match_dn = {
	"subject.dn",
	"a certificate of the input has the registered subject",
	"RFC 8705 section 2.1.2",
};
const struct check judge_match_dns = {
	"subject.san-dns",
	"a certificate of the input has the registered DNS name",
	"RFC 8705 section 2.1.2",
};
const struct check judge_match_uri = {
	"subject.san-uri",
	"a certificate of the input has the registered URI",
	"RFC 8705 section 2.1.2",
};
const struct check judge_match_ip = {
	"subject.san-ip",
	"a certificate of the input has the registered address",
	"RFC 8705 section 2.1.2",
};
const struct check judge_match_email = {
	"subject.san-email",
	"a certificate of the input has the registered mail address",
	"RFC 8705 section 2.1.2",
};
const struct check judge_match_spelling = {
	"subject.spelling",
	"the registered value is spelt as the certificate has it",
	"RFC 8705 section 2.1.2",
};

static const struct match_key keys[] = {
	{ "tls_client_auth_subject_dn", &judge_match_dn, 0 },
	{ "tls_client_auth_san_dns", &judge_match_dns, SAN_DNS },
	{ "tls_client_auth_san_uri", &judge_match_uri, SAN_URI },
	{ "tls_client_auth_san_ip", &judge_match_ip, SAN_IP },
	{ "tls_client_auth_san_email", &judge_match_email, SAN_EMAIL },
};

/* ---- assertions ---------------------------------------------------------- */

static const char *
bare_name(const struct match_key *key)
{
	return key->name + sizeof(prefix) - 1;
}

static const struct match_key *
find_key(const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strlen(bare_name(&keys[i])) == len
			&& strncmp(bare_name(&keys[i]), name, len) == 0)
			return &keys[i];
	return NULL;
}

static int
refuse_key(const char *typed, size_t len, struct err *err)
{
	_cleanup_str_ char *name = xstrndup(typed, len);
	const char *words[ARRAY_LEN(keys) + 1] = { NULL }, *near;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		words[i] = bare_name(&keys[i]);
	near = opt_nearest(words, name);
	return err_set(err, ERR_USAGE,
		"--match: '%s' is none of: %ssubject_dn, %ssan_dns, "
		"%ssan_uri, %ssan_ip, %ssan_email%s%s%s%s",
		name, prefix, prefix, prefix, prefix, prefix,
		near != NULL ? ": did you mean " : "",
		near != NULL ? prefix : "", near != NULL ? near : "",
		near != NULL ? "?" : "");
}

static int
parse(const char *text, struct match_claim *ret, struct err *err)
{
	const char *equals = strchr(text, '='), *name = text;
	size_t len;

	if (equals == NULL)
		return err_set(err, ERR_USAGE,
			"--match: '%s': write KEY=VALUE, as in "
			"tls_client_auth_san_dns=client.example",
			text);
	if (strncmp(name, prefix, sizeof(prefix) - 1) == 0)
		name += sizeof(prefix) - 1;
	len = (size_t)(equals - name);
	ret->key = find_key(name, len);
	if (ret->key == NULL)
		return refuse_key(name, len, err);
	if (equals[1] == '\0')
		return err_set(err, ERR_USAGE,
			"--match: %s: empty: is the variable set?",
			ret->key->name);
	ret->value = equals + 1;
	ret->found.result = MATCH_NONE;
	return 0;
}

int
judge_match_begin(struct match_judge *j, const char *const *assertions,
	size_t n, struct err *err)
{
	*j = (struct match_judge){ .claim = xcalloc(n, sizeof(*j->claim)),
		.n = n };
	for (size_t i = 0; i < n; i++) {
		if (parse(assertions[i], &j->claim[i], err) == 0)
			continue;
		judge_match_done(j);
		return -1;
	}
	return 0;
}

bool
judge_match_see(struct match_judge *j, const struct x509 *x, const char *source,
	size_t index)
{
	bool nearer = false;

	if (j->n == 0)
		return false;
	j->seen++;
	for (size_t i = 0; i < j->n; i++) {
		struct match_claim *c = &j->claim[i];
		bool now = c->key->type == 0
			? match_dn(x, c->value, &c->found)
			: match_san(x, c->key->type, c->value, &c->found);

		if (!now)
			continue;
		free(c->source);
		c->source = xstrdup(source);
		c->index = index;
		nearer = true;
	}
	return nearer;
}

void
judge_match_done(struct match_judge *j)
{
	for (size_t i = 0; i < j->n; i++) {
		match_found_done(&j->claim[i].found);
		free(j->claim[i].source);
	}
	free(j->claim);
	*j = (struct match_judge){ .n = 0 };
}
