/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each kind of server answers a client certificate with one fault, or
 * with several: as real ones did.
 */
#include "net/imitate.h"

#include "tap.h"

enum { NONE = REFUSAL_NONE, EOF_ = REFUSAL_CLOSE, HTTP = REFUSAL_HTTP };

static const char *const stacks[] = { NULL, "openssl", "gnutls", "go", "java",
	"node", "nginx" };

/* A column a stack, as above; TLS 1.3. */
static const struct {
	const char *what;
	unsigned faults;
	int says[ARRAY_LEN(stacks)];
} table[] = {
	{ "good", 0, { NONE, NONE, NONE, NONE, NONE, NONE, NONE } },
	{ "none", VISIT_NO_CERT, { 116, 116, 116, 42, 116, 116, HTTP } },
	{ "unreadable", VISIT_UNREADABLE, { 42, 50, 42, 42, 42, 50, 50 } },
	{ "other CA", VISIT_UNKNOWN_CA, { 48, 48, 49, 42, 46, EOF_, HTTP } },
	{ "self-signed", VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED,
		{ 48, 48, 49, 42, 46, EOF_, HTTP } },
	{ "expired", VISIT_EXPIRED, { 45, 45, 49, 42, 46, EOF_, HTTP } },
	{ "not yet", VISIT_NOT_YET, { 45, 42, 49, 42, 46, EOF_, HTTP } },
	{ "EKU", VISIT_PURPOSE, { 43, 43, NONE, 42, 46, EOF_, HTTP } },
	{ "EKU of a CA", VISIT_CA_PURPOSE,
		{ 43, 43, NONE, 42, NONE, EOF_, HTTP } },
	{ "key usage", VISIT_KEY_USAGE, { 43, 43, 80, NONE, 46, EOF_, HTTP } },
	{ "key agreement", VISIT_KEY_USAGE | VISIT_KEY_AGREEMENT,
		{ 43, NONE, 80, NONE, 46, NONE, NONE } },
	{ "SHA-1", VISIT_WEAK_SIGNATURE, { 42, 42, 49, 42, NONE, EOF_, HTTP } },
	{ "RSA 1024", VISIT_WEAK_KEY,
		{ 42, 42, NONE, NONE, NONE, NONE, HTTP } },
	{ "revoked", VISIT_REVOKED, { 44, 44, 49, NONE, NONE, EOF_, HTTP } },
	{ "constraint", VISIT_CONSTRAINT, { 42, 48, 49, 42, 46, EOF_, HTTP } },
	{ "signature", VISIT_SIGNATURE, { 51, 51, 51, 51, 40, 51, 51 } },
	{ "expired and EKU", VISIT_EXPIRED | VISIT_PURPOSE,
		{ 45, 43, 49, 42, 46, EOF_, HTTP } },
	{ "expired and revoked", VISIT_EXPIRED | VISIT_REVOKED,
		{ 44, 44, 49, 42, 46, EOF_, HTTP } },
	{ "expired and SHA-1", VISIT_EXPIRED | VISIT_WEAK_SIGNATURE,
		{ 45, 42, 49, 42, 46, EOF_, HTTP } },
	{ "expired and another's", VISIT_EXPIRED | VISIT_UNKNOWN_CA,
		{ 48, 48, 49, 42, 46, EOF_, HTTP } },
	{ "EKU and key usage", VISIT_PURPOSE | VISIT_KEY_USAGE,
		{ 43, 43, 80, 42, 46, EOF_, HTTP } },
	{ "EKU and SHA-1", VISIT_PURPOSE | VISIT_WEAK_SIGNATURE,
		{ 43, 43, 49, 42, 46, EOF_, HTTP } },
	{ "not ours, and RSA 1024", VISIT_UNKNOWN_CA | VISIT_WEAK_KEY,
		{ 48, 42, 49, 42, 46, EOF_, HTTP } },
	{ "not ours, and signature", VISIT_UNKNOWN_CA | VISIT_SIGNATURE,
		{ 51, 48, 51, 42, 46, 51, 51 } },
};

/* What TLS 1.2 says otherwise. */
static const struct {
	const char *stack;
	unsigned faults;
	int says;
} tls12[] = {
	{ NULL, VISIT_NO_CERT, 40 },
	{ "openssl", VISIT_NO_CERT, 40 },
	{ "gnutls", VISIT_NO_CERT, 50 },
	{ "java", VISIT_NO_CERT, 40 },
	{ "node", VISIT_NO_CERT, 40 },
	{ "gnutls", VISIT_UNKNOWN_CA | VISIT_SIGNATURE, 49 },
};

static const struct imitation *
find(const char *stack)
{
	return stack != NULL ? imitate_find(stack) : NULL;
}

static bool
differs(const char *stack, unsigned faults, int *ret_says)
{
	for (size_t i = 0; i < ARRAY_LEN(tls12); i++)
		if (tls12[i].faults == faults
			&& (stack == NULL || tls12[i].stack == NULL
					? stack == tls12[i].stack
					: strcmp(stack, tls12[i].stack) == 0)) {
			*ret_says = tls12[i].says;
			return true;
		}
	return false;
}

static void
test_cell(size_t row, size_t column)
{
	const struct imitation *i = find(stacks[column]);
	unsigned faults = table[row].faults;
	int want = table[row].says[column], want12 = want;
	int got = imitate_refusal(i, faults, true);
	int got12 = imitate_refusal(i, faults, false);

	(void)differs(stacks[column], faults, &want12);
	ok(got == want && got12 == want12, "%s, %s: %d, in TLS 1.2 %d",
		stacks[column] != NULL ? stacks[column] : "our own",
		table[row].what, got, got12);
	ok((imitate_ignored(i, faults) == faults) == (want == NONE),
		"... and what is ignored fits that");
}

static void
test_ignored(void)
{
	const struct imitation *gnutls = imitate_find("gnutls");

	ok(imitate_ignored(gnutls, VISIT_PURPOSE | VISIT_EXPIRED)
			== VISIT_PURPOSE,
		"of two faults one is ignored");
	ok(imitate_ignored(NULL, (VISIT_KEY_AGREEMENT << 1) - 1) == 0,
		"we ignore nothing");
}

static void
test_names(void)
{
	char word[16];
	int n;

	for (const char *s = IMITATE_WORDS; sscanf(s, "%15s%n", word, &n) == 1;
		s += n)
		ok(imitate_find(word) != NULL, "%s is known", word);
	ok(imitate_find("") == NULL && imitate_find("ngin") == NULL,
		"others are not");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		for (size_t k = 0; k < ARRAY_LEN(stacks); k++)
			test_cell(i, k);
	test_ignored();
	test_names();
	return tap_done();
}
