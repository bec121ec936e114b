/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog.c - tests of proof/keylog.h: recorded logs, damaged ones, and the
 * words for what a log cannot give.
 */
#include "proof/keylog.h"

#include <unistd.h>

#include "base/clock.h"

#include "octets.h"
#include "tap.h"
#include "vectors.h"

#define A8        "aaaaaaaa"
#define B8        "bbbbbbbb"
#define C8        "cccccccc"
#define S16       "0123456789abcdef"
#define TIMES4(x) x x x x
#define A32       TIMES4(A8) TIMES4(A8) /* two randoms: 64 digits each */
#define B32       TIMES4(B8) TIMES4(B8)
#define C32       TIMES4(C8) TIMES4(C8)
#define SECRET    TIMES4(S16)                /* 32 octets */
#define LONGER    TIMES4(S16) S16 S16        /* 48 octets */
#define OTHER     TIMES4("fedcba9876543210") /* 32 octets, too */

static struct keylog
parse(const char *text)
{
	struct keylog log = { 0 };
	struct view v = view_of_str(text);
	uint8_t *room;

	keylog_parse(exact(v, &room), &log);
	free(room);
	return log;
}

static const struct keylog_conn *
find(const struct keylog *log, const char *hex)
{
	_cleanup_bytes_ struct bytes random = octets(hex);

	return keylog_find(log, bytes_view(&random));
}

static bool
has(const struct bytes *b, const char *hex)
{
	_cleanup_bytes_ struct bytes want = octets(hex);

	return view_eq(bytes_view(b), bytes_view(&want));
}

/* How Token Binding exports from TLS 1.3. */
static struct keylog_export
token_binding(void)
{
	return (struct keylog_export){ .label = EXPORTER_TOKEN_BINDING,
		.len = EKM_LEN };
}

/* ---- recorded logs ------------------------------------------------------ */

static void
add_line(struct bytes *text, const char *line, const char *end)
{
	bytes_append_str(text, line);
	bytes_append_str(text, end);
}

static void
add_logs(struct bytes *text, const struct json *root, bool from_1_2,
	const char *end)
{
	const struct json *row = json_first(
		json_get(root, from_1_2 ? "tls12" : "tls13"));

	for (; row != NULL; row = json_next(row)) {
		const struct json *log = json_get(row, "keylog"), *line;

		if (json_string(log) != NULL)
			add_line(text, json_string(log), end);
		for (line = json_first(log); line; line = json_next(line))
			add_line(text, json_string(line), end);
	}
}

static bool
exports(const struct keylog *log, const struct json *row,
	const struct keylog_export *how, const char *ekm)
{
	const char *random = json_string(json_get(row, "client_random"));
	const struct keylog_conn *c = find(log, random);
	_cleanup_bytes_ struct bytes got = { 0 };
	struct err err = { 0 };

	return c != NULL && keylog_export(c, how, &got, &err) == 0
		&& has(&got, ekm);
}

static void
check_recorded_13(const struct keylog *log, const struct json *root)
{
	struct keylog_export how = token_binding();
	const struct json *row = json_first(json_get(root, "tls13"));

	/* What only TLS 1.2 needs does not disturb. */
	how.prf = HASH_SHA256;
	for (; row != NULL; row = json_next(row))
		if (json_get(row, "keylog") != NULL)
			ok(exports(log, row, &how,
				   json_string(
					   json_get(json_get(row,
							    "token_binding"),
						   "ekm"))),
				"%s", json_string(json_get(row, "name")));
}

static void
check_recorded_12(const struct keylog *log, const struct json *root)
{
	const struct json *row = json_first(json_get(root, "tls12"));
	struct keylog_export how = token_binding();

	for (; row != NULL; row = json_next(row)) {
		const char *prf = json_string(json_get(row, "prf_hash"));
		_cleanup_bytes_ struct bytes server = octets(
			json_string(json_get(row, "server_random")));

		if (json_get(row, "keylog") == NULL)
			continue;
		how.server_random = bytes_view(&server);
		how.prf = strcmp(prf, "sha384") == 0 ? HASH_SHA384
						     : HASH_SHA256;
		how.has_context = false;
		ok(exports(log, row, &how,
			   json_string(
				   json_get(row, "token_binding_no_context"))),
			"%s", json_string(json_get(row, "name")));
		how.has_context = true;
		ok(exports(log, row, &how,
			   json_string(json_get(row,
				   "token_binding_empty_context_WRONG"))),
			"its empty context is not the absence of one");
	}
}

/* All recorded connections in one log, in several spellings. */
static void
test_recorded(const struct json *root)
{
	static const char *const ends[] = { "\n", "\r\n", "\n\n# rem\n",
		" \n" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		_cleanup_bytes_ struct bytes text = { 0 };
		_cleanup_keylog_ struct keylog log = { 0 };

		add_logs(&text, root, true, ends[i]);
		add_logs(&text, root, false, ends[i]);
		keylog_parse(bytes_view(&text), &log);
		ok(log.n_conns == 5 && log.n_bad == 0,
			"5 connections in spelling %zu", i);
		check_recorded_13(&log, root);
		check_recorded_12(&log, root);
	}
}

/* ---- lines -------------------------------------------------------------- */

static void
test_lines(void)
{
	_cleanup_keylog_ struct keylog log = parse(
		"# SSL/TLS secrets log file\n\n"
		"CLIENT_TRAFFIC_SECRET_0 " B32 " " SECRET "\n"
		"EXPORTER_SECRET " A32 " " SECRET "\r\n"
		"EARLY_EXPORTER_SECRET " B32 " " LONGER "\n"
		"  \t\n#EXPORTER_SECRET " C32 " " SECRET "\n"
		"SERVER_HANDSHAKE_TRAFFIC_SECRET " A32 " " SECRET "\n"
		"ECH_CONFIG " A32 " fe0d\n"
		"CLIENT_TRAFFIC_SECRET_1 " A32 " " SECRET "\n"
		"CLIENT_RANDOM " B32 " " LONGER);
	const struct keylog_conn *a = find(&log, A32), *b = find(&log, B32);

	ok(log.n_conns == 2 && log.n_bad == 0 && log.n_rsa == 0
			&& log.n_lines == 11,
		"lines of two connections, mixed");
	ok(log.conns[0] == b && log.conns[1] == a,
		"in order of first appearance");
	ok(has(&a->exporter_secret, SECRET) && a->master_secret.len == 0
			&& a->early_exporter_secret.len == 0,
		"the exporter secret");
	ok(has(&b->master_secret, LONGER) && b->exporter_secret.len == 0
			&& has(&b->early_exporter_secret, LONGER),
		"the master secret, the early exporter secret");
	ok(a->seen == (KEYLOG_EXPORTER | KEYLOG_SERVER_HANDSHAKE | KEYLOG_OTHER)
			&& b->seen
				== (KEYLOG_CLIENT_TRAFFIC
					| KEYLOG_EARLY_EXPORTER
					| KEYLOG_CLIENT_RANDOM),
		"which labels were seen");
	ok(find(&log, C32) == NULL && find(&log, A8) == NULL,
		"no other connection");
	ok(keylog_find(&log, (struct view){ a->client_random, 31 }) == NULL,
		"nor one by a part of its random");
	ok(keylog_is_usable(a) && keylog_is_usable(b), "both are usable");
}

/* Each label has a bit of its own. */
static void
test_labels(void)
{
	static const struct {
		const char *line;
		unsigned bit;
	} rows[] = {
		{ "CLIENT_RANDOM " A32 " " LONGER, KEYLOG_CLIENT_RANDOM },
		{ "EXPORTER_SECRET " A32 " " SECRET, KEYLOG_EXPORTER },
		{ "EARLY_EXPORTER_SECRET " A32 " " SECRET,
			KEYLOG_EARLY_EXPORTER },
		{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET " A32 " " SECRET,
			KEYLOG_CLIENT_HANDSHAKE },
		{ "SERVER_HANDSHAKE_TRAFFIC_SECRET " A32 " " LONGER,
			KEYLOG_SERVER_HANDSHAKE },
		{ "CLIENT_TRAFFIC_SECRET_0 " A32 " " SECRET,
			KEYLOG_CLIENT_TRAFFIC },
		{ "SERVER_TRAFFIC_SECRET_0 " A32 " " LONGER,
			KEYLOG_SERVER_TRAFFIC },
		{ "CLIENT_EARLY_TRAFFIC_SECRET " A32 " " SECRET,
			KEYLOG_CLIENT_EARLY },
		{ "QUIC_SERVER_TRAFFIC_SECRET_0 " A32 " " SECRET,
			KEYLOG_OTHER },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_keylog_ struct keylog log = parse(rows[i].line);

		ok(log.n_conns == 1 && log.n_bad == 0
				&& log.conns[0]->seen == rows[i].bit,
			"%.40s", rows[i].line);
	}
}

static void
test_spellings(void)
{
	static const char *const lines[] = {
		"EXPORTER_SECRET " A32 " " SECRET,
		"\xef\xbb\xbf"
		"EXPORTER_SECRET " A32 " " SECRET "\n",
		"  EXPORTER_SECRET\t" A32 "   " SECRET "\t \r\n",
		"EXPORTER_SECRET AAAAAAAAaaaaaaaa" A8 A8 A8 A8 A8 A8 " "
		"0123456789ABCDEF" S16 S16 S16 "\n",
		"EXPORTER_SECRET " A32 " " SECRET "\nEXPORTER_SECRET " A32
		" " SECRET "\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		_cleanup_keylog_ struct keylog log = parse(lines[i]);

		ok(log.n_conns == 1 && log.n_bad == 0
				&& find(&log, A32) == log.conns[0]
				&& has(&log.conns[0]->exporter_secret, SECRET),
			"spelling %zu of a line", i);
	}
}

/* What is malformed, why, and that the lines around it count. */
static void
test_bad_lines(void)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{ "exporter_secret " A32 " " SECRET, "label" },
		{ "EXPORTER-SECRET " A32 " " SECRET, "label" },
		{ "\x1b[31m " A32 " " SECRET, "label" },
		{ A32 " " SECRET, "label" },
		{ "EXPORTER_SECRET", "client random" },
		{ "EXPORTER_SECRET " A8, "client random" },
		{ "EXPORTER_SECRET " A32 "aa " SECRET, "client random" },
		{ "EXPORTER_SECRET g" A32 " " SECRET, "client random" },
		{ "EXPORTER_SECRET aa:bb " SECRET, "client random" },
		{ "EXPORTER_SECRET " A32, "no secret" },
		{ "EXPORTER_SECRET " A32 " 0x" SECRET, "no secret" },
		{ "EXPORTER_SECRET " A32 " " SECRET "0", "no secret" },
		{ "EXPORTER_SECRET " A32 " 01:23:45", "no secret" },
		{ "EXPORTER_SECRET " A32 " " SECRET " 00", "behind" },
		{ "EXPORTER_SECRET " A32 " " S16, "wrong length" },
		{ "EXPORTER_SECRET " A32 " " SECRET SECRET, "wrong length" },
		{ "EARLY_EXPORTER_SECRET " A32 " " S16, "wrong length" },
		{ "SERVER_TRAFFIC_SECRET_0 " A32 " " S16, "wrong length" },
		{ "CLIENT_RANDOM " A32 " " SECRET, "wrong length" },
		{ "EXPORTER_SECRET " B32 " " OTHER, "earlier line" },
		{ "CLIENT_RANDOM " B32 " " S16 SECRET S16, "earlier line" },
		{ "EARLY_EXPORTER_SECRET " B32 " " OTHER, "earlier line" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_str_ char *text =
			xasprintf("EXPORTER_SECRET " B32 " " SECRET "\n"
				  "EARLY_EXPORTER_SECRET " B32 " " SECRET "\n"
				  "CLIENT_RANDOM " B32 " " OTHER S16 S16 "\n"
				  "\n%s\n%s\nEXPORTER_SECRET " C32 " " OTHER
				  "\n",
				rows[i].line, "nonsense");
		_cleanup_keylog_ struct keylog log = parse(text);
		const struct keylog_conn *b = find(&log, B32);

		ok(log.n_bad == 2 && log.bad_line == 5
				&& strstr(log.bad_reason, rows[i].why) != NULL,
			"line 5: %s", log.bad_reason);
		ok(b == log.conns[0] && has(&b->exporter_secret, SECRET)
				&& has(&b->master_secret, OTHER S16 S16)
				&& find(&log, C32) != NULL,
			"the lines around it count");
	}
}

static void
test_binary(void)
{
	static const char utf16[] = "\xff\xfe"
				    "C\0L\0I\0E\0N\0T\0\n\0";
	_cleanup_keylog_ struct keylog log = { 0 };
	_cleanup_bytes_ struct bytes line = { 0 };
	uint8_t *room;
	struct view v = { (const uint8_t *)utf16, sizeof(utf16) - 1 };

	keylog_parse(exact(v, &room), &log);
	free(room);
	ok(log.n_conns == 0 && log.bad_line == 1
			&& strstr(log.bad_reason, "UTF-16"),
		"%s", log.bad_reason);
	bytes_append_str(&line, "ECH_CONFIG " A32 " ");
	while (line.len < KEYLOG_LINE_MAX)
		bytes_append_str(&line, "0");
	keylog_parse(bytes_view(&line), &log);
	ok(log.n_conns == 1 && log.n_bad == (line.len - 76) % 2,
		"a line of the greatest length");
	bytes_append_str(&line, "00");
	keylog_parse(bytes_view(&line), &log);
	ok(log.n_conns == 0 && log.n_bad == 1
			&& strstr(log.bad_reason, "longer"),
		"%s", log.bad_reason);
	keylog_parse((struct view){ NULL, 0 }, &log);
	ok(log.n_lines == 0 && log.n_conns == 0 && log.conns == NULL,
		"nothing, where there was something");
}

static void
test_load(void)
{
	char name[] = "/tmp/tlsbind-keylog-XXXXXX";
	static const char line[] = "EXPORTER_SECRET " A32 " " SECRET "\n";
	_cleanup_keylog_ struct keylog log = { 0 };
	struct err err = { 0 };
	int fd = mkstemp(name);

	if (fd < 0 || write(fd, line, sizeof(line) - 1) < 0)
		abort();
	close(fd);
	ok(keylog_load(name, &log, &err) == 0 && log.n_conns == 1,
		"load a file");
	unlink(name);
	ok(keylog_load(name, &log, &err) == -1 && err.kind == ERR_INPUT
			&& strstr(err.text, name) && log.n_conns == 1,
		"a file that is not there: %s", err.text);
}

/* ---- many --------------------------------------------------------------- */

/* Randoms by a generator, so that they scatter; or all alike for long. */
static void
random_of(size_t i, bool alike, char ret_hex[static 65])
{
	uint64_t x = i + 1;

	for (int part = 0; part < 4; part++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		snprintf(ret_hex + 16 * part, 17, "%016llx",
			(unsigned long long)(alike ? 0 : x));
	}
	if (alike)
		snprintf(ret_hex + 56, 9, "%08zx", i);
}

static void
test_many(bool alike)
{
	enum { MANY = 100000, SECONDS = 30 };
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_keylog_ struct keylog log = { 0 };
	int64_t start;
	bool found = true;
	char hex[65];

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < MANY; i++) {
			random_of(i, alike, hex);
			bytes_append_str(&text,
				round == 0 ? "CLIENT_TRAFFIC_SECRET_0 "
					   : "EXPORTER_SECRET ");
			bytes_append_str(&text, hex);
			bytes_append_str(&text, " " SECRET "\n");
		}
	start = clock_mono_us();
	keylog_parse(bytes_view(&text), &log);
	for (size_t i = 0; i < MANY && found; i++) {
		random_of(i, alike, hex);
		found = log.n_conns == MANY && find(&log, hex) == log.conns[i]
			&& keylog_is_usable(log.conns[i]);
	}
	start = clock_mono_us() - start;
	ok(found && start < SECONDS * 1000000LL,
		"%d connections with %s randoms, in order", MANY,
		alike ? "similar" : "scattered");
	printf("# in %lld ms\n", (long long)start / 1000);
}

/* ---- picking ------------------------------------------------------------ */

/* The connection picked by RANDOM in hex, or NULL with the words in ERR. */
static const struct keylog_conn *
pick(const struct keylog *log, const char *random, struct err *err)
{
	_cleanup_bytes_ struct bytes b = octets(random);
	const struct keylog_conn *kept = (const struct keylog_conn *)log;
	const struct keylog_conn *c = kept;

	*err = (struct err){ 0 };
	if (keylog_pick(log, bytes_view(&b), &c, err) == 0)
		return c;
	if (err->kind != ERR_INPUT || c != kept)
		abort();
	return NULL;
}

/* A log that gives nothing: the words for it. */
static bool
explained(const char *text, const char *random, const char *a, const char *b)
{
	_cleanup_keylog_ struct keylog log = parse(text);
	struct err err;
	bool good = pick(&log, random, &err) == NULL
		&& strstr(err.text, a) != NULL && strstr(err.text, b) != NULL;

	printf("# %s\n", err.text);
	return good;
}

static void
test_pick(void)
{
	_cleanup_keylog_ struct keylog log = parse(
		"SERVER_TRAFFIC_SECRET_0 " A32 " " SECRET "\n"
		"EXPORTER_SECRET " B32 " " SECRET "\n");
	_cleanup_keylog_ struct keylog two = parse(
		"EXPORTER_SECRET " A32 " " SECRET "\n"
		"CLIENT_RANDOM " B32 " " LONGER "\n"
		"EXPORTER_SECRET " A8 C8 C8 C8 C8 C8 C8 C8 " " OTHER);
	struct err err;

	ok(pick(&log, "", &err) == find(&log, B32), "the only usable one");
	ok(pick(&log, A32, &err) == find(&log, A32),
		"one that is not usable, if it is wanted");
	ok(pick(&two, B8, &err) == find(&two, B32), "by 4 octets");
	ok(pick(&two, "bbbbbb", &err) == NULL && strstr(err.text, "3 octets"),
		"not by 3: %s", err.text);
	ok(pick(&two, A8 "aa", &err) == find(&two, A32), "by 5 octets");
	ok(pick(&two, A8, &err) == NULL && strstr(err.text, "2 connections")
			&& strstr(err.text, "all 32"),
		"two begin so: %s", err.text);
	ok(pick(&two, A32 "aa", &err) == NULL && strstr(err.text, "33 octets"),
		"more than a random: %s", err.text);
	ok(pick(&two, "", &err) == NULL && strstr(err.text, "3 connections")
			&& strstr(err.text, "--client-random")
			&& strstr(err.text,
				"aaaaaaaa..., bbbbbbbb..., aaaaaaaa...")
			&& !strstr(err.text, "more"),
		"several: %s", err.text);
	ok(pick(&two, C32, &err) == NULL && strstr(err.text, "cccccccc...")
			&& strstr(err.text, "from 3: aaaaaaaa..., bbbbbbbb..."),
		"unknown: %s", err.text);
}

static void
test_pick_many(void)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_keylog_ struct keylog log = { 0 };
	struct err err;

	for (int i = 1; i <= 7; i++) {
		_cleanup_str_ char
			*line = xasprintf("EXPORTER_SECRET 0%d%s " SECRET "\n",
				i, A8 A8 A8 A8 A8 A8 A8 "aaaaaa");

		bytes_append_str(&text, line);
	}
	keylog_parse(bytes_view(&text), &log);
	ok(pick(&log, "", &err) == NULL && strstr(err.text, "7 connections")
			&& strstr(err.text, "01aaaaaa...")
			&& strstr(err.text, "04aaaaaa..., and more")
			&& !strstr(err.text, "05aaaaaa"),
		"the first four of seven: %s", err.text);
}

static void
test_explain_log(void)
{
	ok(explained("", "", "no connection", "SSLKEYLOGFILE"), "empty");
	ok(explained("# SSL/TLS secrets log file, generated by OpenSSL\n", A32,
		   "no connection", "-keylogfile"),
		"a comment alone");
	ok(explained("hello\n", "", "line 1", "label"), "no key log");
	ok(explained("RSA 0123456789abcdef " LONGER "\n", "", "RSA",
		   "CLIENT_RANDOM"),
		"the old form");
	ok(explained("SERVER_TRAFFIC_SECRET_0 " A32 " " SECRET "\n"
		     "SERVER_HANDSHAKE_TRAFFIC_SECRET " B32 " " SECRET "\n",
		   "", "none of 2", "connection aaaaaaaa..."),
		"none is usable");
	ok(explained("SERVER_TRAFFIC_SECRET_0 " A32 " " SECRET, B32,
		   "bbbbbbbb...", "ClientHello"),
		"unknown, and none is usable");
}

/* ---- exporting ---------------------------------------------------------- */

static bool
refuses(const char *text, const struct keylog_export *how, const char *a,
	const char *b)
{
	_cleanup_keylog_ struct keylog log = parse(text);
	_cleanup_bytes_ struct bytes got = { 0 };
	struct err err = { 0 };
	bool refused;

	bytes_append_str(&got, "kept");
	refused = keylog_export(log.conns[0], how, &got, &err) == -1
		&& err.kind == ERR_INPUT
		&& view_eq_str(bytes_view(&got), "kept")
		&& strstr(err.text, a) != NULL && strstr(err.text, b) != NULL
		&& strlen(err.text) < sizeof(err.text) - 40
		&& strstr(err.text, S16) == NULL;
	printf("# %s\n", err.text);
	return refused;
}

static void
test_explain_13(void)
{
	struct keylog_export how = token_binding();

	ok(refuses("CLIENT_HANDSHAKE_TRAFFIC_SECRET " A32 " " SECRET "\n"
		   "SERVER_HANDSHAKE_TRAFFIC_SECRET " A32 " " SECRET "\n",
		   &how, "broke off", "GnuTLS"),
		"only handshake secrets");
	ok(refuses("CLIENT_HANDSHAKE_TRAFFIC_SECRET " A32 " " SECRET "\n"
		   "CLIENT_TRAFFIC_SECRET_0 " A32 " " SECRET "\n",
		   &how, "leaves it out", "OpenSSL"),
		"only traffic secrets");
	ok(refuses("SERVER_TRAFFIC_SECRET_0 " A32 " " SECRET "\n", &how,
		   "leaves it out", "OpenSSL"),
		"only one of them");
	ok(refuses("CLIENT_EARLY_TRAFFIC_SECRET " A32 " " SECRET "\n", &how,
		   "early", "log again"),
		"only early data");
	ok(refuses("EARLY_EXPORTER_SECRET " A32 " " SECRET "\n", &how, "early",
		   "log again"),
		"only the early exporter");
	ok(refuses("ECH_SECRET " A32 " " SECRET "\n", &how, "EXPORTER_SECRET",
		   "CLIENT_RANDOM"),
		"neither");
	how.label = "";
	ok(refuses("EXPORTER_SECRET " A32 " " SECRET "\n", &how, "label",
		   "249"),
		"the exporter's own limits");
}

static void
test_explain_12(void)
{
	static const char line[] = "CLIENT_RANDOM " A32 " " LONGER "\n";
	_cleanup_bytes_ struct bytes server = octets(B32);
	_cleanup_bytes_ struct bytes client = octets(A32);
	_cleanup_bytes_ struct bytes got = { 0 };
	_cleanup_keylog_ struct keylog log = parse(line);
	struct keylog_export how = token_binding();
	struct err err = { 0 };

	ok(refuses(line, &how, "--server-random", "--prf sha256"),
		"TLS 1.2: everything is missing");
	how.prf = HASH_SHA256;
	ok(refuses(line, &how, "--server-random", "6 to 37")
			&& !refuses(line, &how, "--prf", ""),
		"TLS 1.2: the server random is missing");
	how.server_random = view_part(bytes_view(&server), 0, 28);
	ok(refuses(line, &how, "28 octets", "ServerHello"),
		"TLS 1.2: it is too short");
	how.server_random = bytes_view(&client);
	ok(refuses(line, &how, "client's", "ServerHello"),
		"TLS 1.2: it is the client's");
	how.server_random = bytes_view(&server);
	how.prf = HASH_NONE;
	ok(refuses(line, &how, "--prf sha384", "SHA384"),
		"TLS 1.2: the hash is missing");
	how.prf = HASH_SHA1;
	ok(refuses(line, &how, "SHA-1", "PRF"), "TLS 1.2: no such PRF");
	how.prf = HASH_SHA384;
	ok(keylog_export(log.conns[0], &how, &got, &err) == 0
			&& got.len == EKM_LEN,
		"TLS 1.2: nothing is missing");
}

/* A context that is switched off does not count. */
static void
test_context(void)
{
	_cleanup_keylog_ struct keylog log = parse(
		"EXPORTER_SECRET " A32 " " SECRET "\n");
	_cleanup_bytes_ struct bytes without = { 0 }, off = { 0 }, on = { 0 };
	struct keylog_export how = token_binding();
	struct err err = { 0 };

	ok(keylog_export(log.conns[0], &how, &without, &err) == 0, "1.3");
	how.context = view_of_str("context");
	ok(keylog_export(log.conns[0], &how, &off, &err) == 0
			&& view_eq(bytes_view(&off), bytes_view(&without)),
		"1.3: a context that is not there");
	how.has_context = true;
	ok(keylog_export(log.conns[0], &how, &on, &err) == 0
			&& !view_eq(bytes_view(&on), bytes_view(&without)),
		"1.3: a context");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("tls-exporter-own.json");

	test_recorded(root);
	test_lines();
	test_labels();
	test_spellings();
	test_bad_lines();
	test_binary();
	test_load();
	test_many(false);
	test_many(true);
	test_pick();
	test_pick_many();
	test_explain_log();
	test_explain_13();
	test_explain_12();
	test_context();
	return tap_done();
}
