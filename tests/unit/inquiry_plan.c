/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of judge/inquiry_plan: which further connections a question takes.
 */
#include "judge/inquiry_plan.h"
#include "judge/inquiry_step.h"
#include "tap.h"

/* clang-format off: a table */
#define HELLO (SIGN(TLS13) | SIGN(NAME_ASKED))
#define ASKED (HELLO | SIGN(REQUESTED))
#define GIVEN (ASKED | SIGN(CONFIGURED) | SIGN(SENT))

static const struct {
	const char *name;
	struct inquiry_case c;
	const char *steps; /* in order */
} rows[] = {
	{ "nothing was wished for",
		{ .signs = GIVEN | SIGN(REJECTED), .reached = true }, "" },
	{ "not reached", { .diagnose = true }, "" },
	{ "no TLS",
		{ .signs = SIGN(NOT_TLS), .reached = true, .diagnose = true },
		"" },
	{ "refused",
		{ .signs = GIVEN | SIGN(REJECTED),
			.reached = true,
			.diagnose = true },
		"none other-tls decoy " },
	{ "refused, another certificate and issuers at hand",
		{ .signs = GIVEN | SIGN(REJECTED),
			.reached = true,
			.diagnose = true,
			.other = true,
			.completes = true },
		"none other-tls decoy other extra " },
	{ "refused, the version given, no decoy wanted",
		{ .signs = GIVEN | SIGN(REJECTED),
			.reached = true,
			.diagnose = true,
			.tls_given = true,
			.no_decoy = true },
		"none " },
	{ "refused for want of a certificate",
		{ .signs = ASKED | SIGN(REJECTED),
			.reached = true,
			.diagnose = true },
		"decoy " },
	{ "accepted with a ticket",
		{ .signs = GIVEN | SIGN(ACCEPTED),
			.reached = true,
			.diagnose = true,
			.session = true },
		"none other-tls decoy resume-none resume-other http " },
	{ "accepted by HTTP",
		{ .signs = GIVEN | SIGN(ACCEPTED) | SIGN(BY_HTTP),
			.reached = true,
			.diagnose = true,
			.path_given = true },
		"none other-tls decoy " },
	{ "only to be resumed",
		{ .signs = GIVEN | SIGN(ACCEPTED),
			.reached = true,
			.resume = true,
			.session = true,
			.other = true },
		"none resume-none resume-other " },
	{ "only to be resumed, and nobody asked for a decoy",
		{ .signs = GIVEN | SIGN(ACCEPTED),
			.reached = true,
			.resume = true,
			.session = true },
		"none resume-none " },
	{ "to be resumed, no other certificate",
		{ .signs = GIVEN | SIGN(ACCEPTED),
			.reached = true,
			.resume = true,
			.session = true,
			.no_decoy = true },
		"none resume-none " },
	{ "no certificate asked for",
		{ .signs = HELLO | SIGN(NOT_REQUESTED) | SIGN(CONFIGURED),
			.reached = true,
			.diagnose = true,
			.names = 2 },
		"other-tls name name no-name http " },
	{ "no certificate asked for, by no name",
		{ .signs = SIGN(TLS13) | SIGN(NOT_REQUESTED),
			.reached = true,
			.diagnose = true,
			.names = 1 },
		"other-tls name http " },
	{ "none asked for at this path",
		{ .signs = HELLO | SIGN(NOT_REQUESTED),
			.reached = true,
			.diagnose = true,
			.path_given = true },
		"other-tls no-name path " },
	{ "none asked for at this path, post-handshake offered",
		{ .signs = HELLO | SIGN(NOT_REQUESTED),
			.reached = true,
			.diagnose = true,
			.path_given = true,
			.pha_offered = true },
		"other-tls no-name " },
	{ "... but by HTTP/2",
		{ .signs = HELLO | SIGN(NOT_REQUESTED) | SIGN(H2),
			.reached = true,
			.diagnose = true,
			.path_given = true,
			.pha_offered = true },
		"other-tls no-name path " },
	{ "the request was cut off",
		{ .signs = GIVEN | SIGN(REJECTED) | SIGN(CUT_OFF),
			.reached = true,
			.diagnose = true,
			.path_given = true },
		"none other-tls decoy quiet " },
	{ "the handshake failed",
		{ .signs = SIGN(NO_HANDSHAKE) | SIGN(NAME_ASKED)
				| SIGN(BEFORE_REQUEST),
			.reached = true,
			.diagnose = true },
		"other-tls no-name " },
};
/* clang-format on */

static void
find(const struct inquiry_case *c, char *ret, size_t room)
{
	size_t n = 0;

	ret[0] = '\0';
	for (int i = 0; i < STEPS; i++)
		if (inquiry_omits(c, (enum step)i) == NULL)
			n += (size_t)snprintf(ret + n, room - n, "%s ",
				inquiry_step_name((enum step)i));
}

static size_t
count(const struct inquiry_case *c)
{
	size_t n = 0;

	for (int i = 0; i < STEPS; i++)
		n += inquiry_omits(c, (enum step)i) == NULL ? 1 : 0;
	return n;
}

/* Every case that the decision can tell from another. */
static size_t
most(void)
{
	static const sign_set signs[] = { SIGN(REQUESTED), SIGN(SENT),
		SIGN(CONFIGURED), SIGN(ACCEPTED), SIGN(REJECTED),
		SIGN(NAME_ASKED), SIGN(CUT_OFF), SIGN(H2) };
	size_t found = 0;

	for (unsigned bits = 0; bits < 1u << 13; bits++) {
		struct inquiry_case c = { .reached = true,
			.diagnose = true,
			.signs = SIGN(TLS13),
			.names = 3,
			.no_decoy = (bits & 1 << 8) != 0,
			.path_given = (bits & 1 << 9) != 0,
			.session = (bits & 1 << 10) != 0,
			.other = (bits & 1 << 11) != 0,
			.completes = (bits & 1 << 12) != 0 };

		for (size_t i = 0; i < ARRAY_LEN(signs); i++)
			c.signs |= (bits & 1u << i) != 0 ? signs[i] : 0;
		found = count(&c) > found ? count(&c) : found;
	}
	return found;
}

/* What a server's certificate names may be asked for, if it is a name. */
static void
names(void)
{
	static const char *const texts[] = { "DNS:a\r\nX-Evil: 1",
		"IP:", "DNS:", "DNS:*.a.example", "DNS:a b",
		"DNS:\xc3\xa9.example", "DNS:.", "DNS:..", "DNS:-", "DNS:-v",
		"DNS:a..example", "DNS:A.example", "DNS:b-1_c.example",
		"DNS:asked.example" };
	char *sans[ARRAY_LEN(texts)];
	struct cert c = { .sans = sans, .n_sans = ARRAY_LEN(sans) };
	struct cert *list[] = { &c };
	struct probe p = { .name = "Asked.example",
		.server.chain = { list, 1, 1 } };
	const char *found[INQUIRY_SANS_MAX];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		sans[i] = xstrdup(texts[i]);
	ok(inquiry_names(&p, found) == 2 && strcmp(found[0], "A.example") == 0
			&& strcmp(found[1], "b-1_c.example") == 0,
		"names are asked for, and nothing else that passes for one");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(sans[i]);
}

int
main(void)
{
	char found[256];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		find(&rows[i].c, found, sizeof(found));
		ok(strcmp(found, rows[i].steps) == 0, "%s: %s", rows[i].name,
			found);
	}
	ok(1 + most() <= INQUIRY_CONNECTIONS_MAX,
		"never more than %d connections: %zu", INQUIRY_CONNECTIONS_MAX,
		1 + most());
	names();
	return tap_done();
}
