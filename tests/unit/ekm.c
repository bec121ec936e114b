/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ekm.c - tests of proof/ekm.h: every spelling of keying material, files of
 * other tools, and that no error shows any of it.
 */
#include "proof/ekm.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/b64.h"

#include "octets.h"
#include "tap.h"

/* One EKM, spelt by python3: hex, base64.urlsafe_b64encode, b64encode. */
#define HEX   "e656d10ef26c0ac5f218401cee8164c6a0c78ed34a672abc8aa869cfd0bf859d"
#define UPPER "E656D10EF26C0AC5F218401CEE8164C6A0C78ED34A672ABC8AA869CFD0BF859D"
#define COLONS                                                         \
	"e6:56:d1:0e:f2:6c:0a:c5:f2:18:40:1c:ee:81:64:c6:a0:c7:8e:d3:" \
	"4a:67:2a:bc:8a:a8:69:cf:d0:bf:85:9d"
#define URL "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_hZ0"
#define STD "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C/hZ0"
#define HEX_OF_HEX                                                             \
	"65363536643130656632366330616335663231383430316365653831363463366130" \
	"633738656433346136373261626338616138363963666430626638353964"
#define URL_OF_HEX                                                             \
	"ZTY1NmQxMGVmMjZjMGFjNWYyMTg0MDFjZWU4MTY0YzZhMGM3OGVkMzRhNjcyYWJjOGFh" \
	"ODY5Y2ZkMGJmODU5ZA"
#define HEX_OF_URL                                                             \
	"356c625244764a734373587947454163376f466b787144486a744e4b5a7971386971" \
	"68707a39435f685a30"
#define HEX_20 "9915726ea2b403835f85457712469281fd0e171e"
#define URL_20 "mRVybqK0A4NfhUV3EkaSgf0OFx4"
#define HEX_48 HEX "0123456789abcdef0123456789abcdef"
/* The beginnings of all the values above, which no error may show. */
static const char *const parts[] = { "e656", "E656", "e6:5", "5lbR", "9915",
	"mRVy", "6536", "ZTY1", "356c" };

static char dir[] = "/tmp/tlsbind-ekm-XXXXXX";

static bool
is_ekm(const struct bytes *b)
{
	_cleanup_bytes_ struct bytes want = octets(HEX);

	return view_eq(bytes_view(b), bytes_view(&want));
}

static bool
shows_nothing(const struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (strstr(err->text, parts[i]) != NULL)
			return false;
	return true;
}

/* A fair refusal, with both words in it. */
static bool
refused(int result, const struct bytes *kept, const struct err *err,
	const char *a, const char *b)
{
	return result == -1 && err->kind == ERR_INPUT && shows_nothing(err)
		&& view_eq_str(bytes_view(kept), "kept")
		&& strstr(err->text, a) != NULL && strstr(err->text, b) != NULL;
}

/* Write a file of ours and return its name, which the caller frees. */
static char *
file_of(const char *base, const void *data, size_t len)
{
	char *name = xasprintf("%s/%s", dir, base);
	FILE *f = fopen(name, "w");

	if (!f || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		abort();
	return name;
}

/* ---- text --------------------------------------------------------------- */

static const char *const spellings[] = {
	HEX,
	UPPER,
	COLONS,
	URL,
	URL "=",
	STD,
	STD "=",
	" " HEX "\r\n",
	"\n\t" URL "= \n",
};

static void
test_spellings(void)
{
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		_cleanup_bytes_ struct bytes a = { 0 }, b = { 0 };
		uint8_t *room;

		ok(ekm_parse(exact(view_of_str(spellings[i]), &room), &a, &err)
					== 0
				&& is_ekm(&a),
			"spelling %zu", i);
		free(room);
		ok(ekm_read(spellings[i], &b, &err) == 0 && is_ekm(&b),
			"as an operand");
	}
}

/* Digits that are base64url too: the length decides. */
static void
test_ambiguous(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	char zeros[B64_ROOM(EKM_LEN)] = "";
	struct err err = { 0 };

	memset(zeros, 'A', 43);
	ok(ekm_parse(view_of_str(zeros), &b, &err) == 0 && b.len == EKM_LEN
			&& b.data[0] == 0 && b.data[31] == 0,
		"43 of A are base64url");
}

static const struct {
	const char *text, *a, *b;
} bad[] = {
	{ "", "empty", "64 hex digits" },
	{ " \n", "empty", "43" },
	{ HEX_20, "20 octets", "-keymatexportlen 32" },
	{ URL_20, "20 octets", "--keymatexportsize=32" },
	{ URL_20 "=", "20 octets", "default" },
	{ HEX_48, "48 octets", "key log" },
	{ HEX "00", "33 octets in hex", "64" },
	{ HEX HEX, "64 octets in hex", "32" },
	{ HEX_OF_HEX, "hex of", "decode it once" },
	{ HEX_OF_HEX "0a", "hex of", "decode it once" },
	{ URL_OF_HEX, "base64url of", "in hex already" },
	{ HEX_OF_URL, "hex of", "in base64url already" },
	{ HEX "0", "65 hex digits", "odd" },
	{ "e656d10ef26c0ac5f218401cee8164c6a0c78ed34a672abc8aa869cfd0bf859",
		"63 hex digits", "odd" },
	{ "e656:d10e", "8 hex digits", "colons" },
	{ "0x" HEX, "0x", "leave" },
	{ "e656d10ef26c0ac5f218401cee8164c6a0c78ed34a672abc8aa869cfd0bf85og",
		"character 63 of 64", "hex digit" },
	{ "e6 56 d1 0e f2 6c", "character 3 of 17", "hex digit" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_hZ1", "right length",
		"mistyped" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_hZ1=", "right length",
		"mistyped" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_hZ", "42 characters",
		"cut off" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_", "30 octets in base64",
		"32" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C_h", "41 characters",
		"cut off" },
	{ URL "==", "45 characters", "base64url" },
	{ URL "0123", "47 characters", "43" },
	{ "5lbRDvJsCsXyGEAc7oFkxq DHjtNKZyq8iqhpz9C_hZ0", "character 23",
		"neither" },
	{ "\"" URL "\"", "character 1", "neither" },
	{ "5lbRDvJs\x1b[31mZZ", "character 9", "neither" },
	{ "5lbRDvJsCsXyGEAc7oFkxqDHjtNKZyq8iqhpz9C/hZ_", "right length", "" },
	{ "\xff\xfe", "character 1", "neither" },
};

static void
test_bad_text(void)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_bytes_ struct bytes kept = { 0 };
		struct err err = { 0 };
		uint8_t *room;
		int result;

		bytes_append_str(&kept, "kept");
		result = ekm_parse(exact(view_of_str(bad[i].text), &room),
			&kept, &err);
		free(room);
		ok(refused(result, &kept, &err, bad[i].a, bad[i].b),
			"bad %zu: %s", i, err.text);
	}
}

/* Each text that is no EKM, as an operand that could be a file name. */
static void
test_bad_operands(void)
{
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_bytes_ struct bytes kept = { 0 };
		struct err err = { 0 };

		bytes_append_str(&kept, "kept");
		ok(refused(ekm_read(bad[i].text, &kept, &err), &kept, &err,
			   bad[i].a, "neither an EKM nor a file"),
			"operand %zu is not shown", i);
	}
}

/* ---- files -------------------------------------------------------------- */

static const char s_client[] =
	"CONNECTED(00000003)\n---\nSSL-Session:\n    Protocol  : TLSv1.3\n"
	"Keying material exporter:\n    Label: 'EXPORTER-Token-Binding'\n"
	"    Length: 32 bytes\n    Keying material: " UPPER "\n---\n";
static const char gnutls_cli[] = "- Options:\n- Key material: " HEX
				 "\n- Handshake was completed\n";

static void
test_files(void)
{
	static const char *const texts[] = {
		s_client,
		gnutls_cli,
		"    Keying material: " UPPER "\r\n",
		"Key material: " HEX,
		"Keying material: " HEX "\nnoise\nKeying material: " UPPER "\n",
	};
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(spellings) + ARRAY_LEN(texts); i++) {
		_cleanup_bytes_ struct bytes a = { 0 }, b = { 0 };
		const char *text = i < ARRAY_LEN(spellings)
			? spellings[i]
			: texts[i - ARRAY_LEN(spellings)];
		_cleanup_str_ char *name = file_of("f", text, strlen(text));
		_cleanup_str_ char *at = xasprintf("@%s", name);

		ok(ekm_read(name, &a, &err) == 0 && is_ekm(&a)
				&& ekm_read(at, &b, &err) == 0 && is_ekm(&b),
			"file %zu, with and without @", i);
	}
}

static void
test_raw(void)
{
	_cleanup_bytes_ struct bytes raw = octets(HEX), got = { 0 };
	_cleanup_str_ char *name = file_of("f", raw.data, raw.len),
			   *more = NULL;
	struct err err = { 0 };

	ok(ekm_read(name, &got, &err) == 0 && is_ekm(&got), "raw octets");
	bytes_clear(&got);
	bytes_append_str(&got, "kept");
	bytes_append_str(&raw, "\n");
	more = file_of("f", raw.data, raw.len);
	ok(refused(ekm_read(more, &got, &err), &got, &err, more, "line end"),
		"a line end behind: %s", err.text);
	raw.len = 31;
	free(file_of("f", raw.data, raw.len));
	ok(refused(ekm_read(name, &got, &err), &got, &err, name, "31 octets"),
		"one too few: %s", err.text);
	free(file_of("f", "                               \n", 32));
	ok(ekm_read(name, &got, &err) == 0 && got.len == EKM_LEN
			&& got.data[31] == '\n',
		"raw octets that look like white space");
}

static void
test_bad_files(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "empty" },
		{ HEX_20 "\n", "-keymatexportlen 32" },
		{ "    Keying material: " HEX_20 "\n", "-keymatexportlen 32" },
		{ "Keying material: " HEX "\nKeying material: " HEX_20 "\n",
			"20 octets" },
		{ "Keying material: " HEX "\nKeying material: "
		  "f656d10ef26c0ac5f218401cee8164c6"
		  "a0c78ed34a672abc8aa869cfd0bf859d\n",
			"several connections" },
		{ "Keying material:\n", "empty" },
		{ "CONNECTED(00000003)\nSSL-Session:\n",
			"-keymatexport EXPORTER-Token-Binding" },
		{ "Keying material exporter:\n    Error\nSSL-Session:\n",
			"-keymatexport EXPORTER-Token-Binding" },
		{ "- Handshake was completed\n",
			"--keymatexport=EXPORTER-Token-Binding" },
		{ "EXPORTER_SECRET " HEX " " HEX "\n", "a key log" },
		{ "e656d10ef26c0ac5f218401cee8164c6", "16 octets in hex" },
		{ "e656d10ef26c0ac5f218401cee8164c\n", "31 hex digits" },
		{ HEX "\n" HEX "\n", "character 65 of 129" },
		{ "\xff\xfe" HEX, "iconv" },
		{ "\xc3\xa4" HEX, "66 octets in a raw file" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_bytes_ struct bytes kept = { 0 };
		_cleanup_str_ char *name = file_of("f", rows[i].text,
			strlen(rows[i].text));
		struct err err = { 0 };

		bytes_append_str(&kept, "kept");
		ok(refused(ekm_read(name, &kept, &err), &kept, &err, name,
			   rows[i].why),
			"bad file %zu: %s", i, err.text);
	}
}

/* What names where to read from, and what wins. */
static void
test_operands(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	_cleanup_str_ char *huge = file_of("huge", "", 0);
	struct err err = { 0 };

	setenv("TLSBIND_TEST", URL, 1);
	ok(ekm_read("env:TLSBIND_TEST", &b, &err) == 0 && is_ekm(&b),
		"env:NAME");
	bytes_done(&b);
	ok(ekm_read("@env:TLSBIND_TEST", &b, &err) == 0 && is_ekm(&b),
		"@env:NAME");
	unsetenv("TLSBIND_TEST");
	ok(ekm_read("env:TLSBIND_TEST", &b, &err) == -1 && err.kind == ERR_INPUT
			&& strstr(err.text, "env:TLSBIND_TEST") && is_ekm(&b),
		"no such variable: %s", err.text);
	ok(ekm_read("@/no/such/file", &b, &err) == -1
			&& strstr(err.text, "/no/such/file: cannot open"),
		"no such file: %s", err.text);
	ok(ekm_read("@", &b, &err) == -1 && err.kind == ERR_INPUT,
		"no name: %s", err.text);
	ok(ekm_read(dir, &b, &err) == -1 && strstr(err.text, "directory"),
		"a folder: %s", err.text);
	if (truncate(huge, EKM_FILE_MAX + 1) < 0)
		abort();
	ok(ekm_read(huge, &b, &err) == -1 && strstr(err.text, "too large"),
		"beyond the limit: %s", err.text);
}

static void
test_literal_wins(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err = { 0 };

	if (chdir(dir) < 0)
		abort();
	free(file_of(HEX, "", 0));
	ok(ekm_read(HEX, &b, &err) == 0 && is_ekm(&b),
		"a file with such a name is not looked at");
	ok(ekm_read("@" HEX, &b, &err) == -1 && strstr(err.text, "empty"),
		"unless it is named by @");
	unlink(HEX);
}

static void
test_stdin(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err = { 0 };
	int fds[2], saved = dup(STDIN_FILENO);

	if (pipe(fds) < 0 || write(fds[1], HEX "\n", 65) != 65)
		abort();
	close(fds[1]);
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	ok(ekm_read("-", &b, &err) == 0 && is_ekm(&b), "standard input");
	ok(ekm_read("-", &b, &err) == -1
			&& strstr(err.text, "standard input: empty"),
		"which is now at its end: %s", err.text);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

int
main(void)
{
	static const char *const files[] = { "f", "huge" };

	if (!mkdtemp(dir))
		abort();
	test_spellings();
	test_ambiguous();
	test_bad_text();
	test_bad_operands();
	test_files();
	test_raw();
	test_bad_files();
	test_operands();
	test_literal_wins();
	test_stdin();
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		_cleanup_str_ char *name = xasprintf("%s/%s", dir, files[i]);

		unlink(name);
	}
	rmdir(dir);
	return tap_done();
}
