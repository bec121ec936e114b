/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthello.c - tests of proof/clienthello.h with what real clients sent, and
 * with what none may send.
 */
#include "proof/clienthello.h"

#include "octets.h"
#include "tap.h"
#include "vectors.h"

/* Everything before the extensions: TLS 1.2, two suites. */
#define RANDOM \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define BEFORE             \
	"0303" RANDOM "00" \
	"0004"             \
	"130100ff"         \
	"0100"

static bool
parse(struct view v, struct clienthello *ret, struct err *err)
{
	uint8_t *room;
	bool parsed;

	*err = (struct err){ 0 };
	parsed = clienthello_parse(exact(v, &room), ret, err) == 0;
	free(room);
	return parsed;
}

/* The octets live as long as the hello. */
static struct clienthello
hello_of(const char *client, struct bytes *octets_of)
{
	_cleanup_str_ char *name = xasprintf("../fuzz/corpus/clienthello/%s",
		client);
	struct clienthello h;
	struct err err = { 0 };

	*octets_of = vector_octets(name);
	if (clienthello_parse(bytes_view(octets_of), &h, &err) < 0) {
		printf("Bail out! %s: %s\n", client, err.text);
		exit(1);
	}
	return h;
}

static bool
offers(const struct clienthello *h, const char *protocol)
{
	struct view list = h->alpn, p;

	while (clienthello_alpn(&list, &p))
		if (view_eq_str(p, protocol))
			return true;
	return false;
}

static void
test_curl(void)
{
	_cleanup_bytes_ struct bytes octets_of = { 0 };
	struct clienthello h = hello_of("curl", &octets_of);
	char text[CLIENTHELLO_TEXT];

	ok(clienthello_highest(&h) == 0x0304, "curl offers TLS 1.3");
	ok(view_eq_str(h.name, "localhost"), "... asks for localhost");
	ok(offers(&h, "h2") && offers(&h, "http/1.1") && !offers(&h, "h3"),
		"... and for h2 or http/1.1");
	ok(h.n_shares == 1
			&& strcmp(clienthello_group_name(h.share[0], text),
				   "x25519")
				== 0,
		"... with a share of x25519");
	ok(clienthello_lists(h.suites, SCSV_RENEGOTIATION_INFO)
			&& !clienthello_has(&h, EXT_RENEGOTIATION_INFO)
			&& clienthello_renegotiates(&h),
		"... secure renegotiation by the signal");
	ok(clienthello_has(&h, EXT_EXTENDED_MASTER_SECRET)
			&& clienthello_has(&h, EXT_POST_HANDSHAKE_AUTH)
			&& !clienthello_has(&h, EXT_TOKEN_BINDING),
		"... and what its library has");
}

static void
test_chromium(void)
{
	_cleanup_bytes_ struct bytes octets_of = { 0 };
	struct clienthello h = hello_of("chromium", &octets_of);
	char text[CLIENTHELLO_TEXT];
	size_t grease = 0;

	for (size_t i = 0; i < clienthello_count(h.suites); i++)
		grease += clienthello_is_grease(
			clienthello_number(h.suites, i));
	ok(grease == 1, "Chromium greases its suites");
	ok(clienthello_highest(&h) == 0x0304, "... which is no version");
	ok(strcmp(clienthello_suite_name(clienthello_number(h.suites, 0), text),
		   "GREASE")
			== 0,
		"... and is called so");
	ok(clienthello_lists(h.groups, 4588)
			&& strcmp(clienthello_group_name(4588, text),
				   "X25519MLKEM768")
				== 0,
		"... and it offers a hybrid group");
}

static void
test_old(void)
{
	_cleanup_bytes_ struct bytes octets_of = { 0 };
	struct clienthello h = hello_of("openssl11", &octets_of);
	char text[CLIENTHELLO_TEXT];

	ok(h.versions.len == 0 && clienthello_highest(&h) == 0x0302,
		"a client of TLS 1.1 names it where that stood then");
	ok(strcmp(clienthello_version_name(0x0302, text), "TLS1.1") == 0,
		"... and it has a name");
}

static void
test_tokbind(void)
{
	_cleanup_bytes_ struct bytes octets_of = { 0 };
	struct clienthello h = hello_of("tokbind", &octets_of);

	ok(clienthello_has(&h, EXT_TOKEN_BINDING) && h.tokbind.len == 6
			&& h.tokbind.data[0] == 1,
		"token_binding is there, version 1.0");
	ok(clienthello_has(&h, EXT_POST_HANDSHAKE_AUTH),
		"so is post_handshake_auth");
	ok(clienthello_has(&h, EXT_RENEGOTIATION_INFO),
		"and renegotiation_info");
}

/* Each reads, or says where it does not. */
static void
test_all_cut_off(const char *client)
{
	_cleanup_bytes_ struct bytes octets_of = { 0 };
	struct clienthello h = hello_of(client, &octets_of), cut;
	struct view all = bytes_view(&octets_of);
	size_t read = 0, silent = 0;
	struct err err;

	(void)h;
	for (size_t n = 0; n < all.len; n++) {
		if (parse(view_part(all, 0, n), &cut, &err))
			read++;
		else if (strstr(err.text, "offset") == NULL)
			silent++;
	}
	/* Only where the extensions begin can it end as well. */
	ok(read == 1 && silent == 0, "%s: cut off anywhere: %zu, %zu", client,
		read, silent);
}

static void
fails(const char *hex, const char *words)
{
	_cleanup_bytes_ struct bytes b = octets(hex);
	struct clienthello h;
	struct err err;
	bool parsed = parse(bytes_view(&b), &h, &err);

	ok(!parsed && strstr(err.text, words) != NULL, "%s: %s", words,
		parsed ? "read" : err.text);
}

static void
test_faults(void)
{
	fails("", "legacy_version at offset 0");
	fails("0303" RANDOM "21"
	      "00",
		"legacy_session_id");
	fails("0303" RANDOM "00"
	      "0003"
	      "130100",
		"odd number");
	fails("0303" RANDOM "00"
	      "0000"
	      "0100",
		"cipher_suites at offset 35");
	fails(BEFORE "0005"
		     "00170000",
		"longer than what holds it");
	fails(BEFORE "0004"
		     "00170000"
		     "00",
		"octets behind its end");
	fails(BEFORE "0008"
		     "00170000"
		     "00170000",
		"appears a second time");
	fails(BEFORE "0008"
		     "000a0004"
		     "00040017",
		"longer than");
	fails(BEFORE "0009"
		     "000a0005"
		     "0003001700",
		"odd number");
	fails(BEFORE "0006"
		     "00000002"
		     "0000",
		"server_name at offset");
	fails(BEFORE "0007"
		     "00100003"
		     "000100",
		"application_layer_protocol_negotiation");
	fails(BEFORE "0007"
		     "002b0003"
		     "020304"
		     "00",
		"octets behind");
	fails(BEFORE "000a"
		     "00330006"
		     "00040017"
		     "0000",
		"key_share");
}

static void
test_names(void)
{
	char text[CLIENTHELLO_TEXT];

	ok(strcmp(clienthello_suite_name(0x1234, text), "0x1234") == 0,
		"a suite without a name is a number");
	ok(strcmp(clienthello_scheme_name(0xeeee, text), "0xeeee") == 0,
		"so is a scheme");
	ok(strcmp(clienthello_scheme_name(0x0807, text), "ed25519") == 0,
		"ed25519");
	ok(strcmp(clienthello_extension_name(24, text), "token_binding") == 0,
		"extension 24");
	ok(clienthello_is_grease(0x0a0a) && clienthello_is_grease(0xfafa)
			&& !clienthello_is_grease(0x0a1a)
			&& !clienthello_is_grease(0x1301),
		"what RFC 8701 reserves");
}

int
main(void)
{
	static const char *const clients[] = { "curl", "openssl12", "openssl11",
		"gnutls", "node", "chromium", "tokbind" };

	test_curl();
	test_chromium();
	test_old();
	test_tokbind();
	for (size_t i = 0; i < ARRAY_LEN(clients); i++)
		test_all_cut_off(clients[i]);
	test_faults();
	test_names();
	return tap_done();
}
