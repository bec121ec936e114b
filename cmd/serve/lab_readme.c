/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The README of the laboratory: its files, and what servers answer, from the
 * tables that make the files and the answers.
 */
#include "base/alloc.h"
#include "base/io.h"
#include "base/strbuf.h"
#include "net/imitate.h"
#include "serve/lab_part.h"

#define FILE_NAME "README"

enum { WIDTH = 76, INDENT = 6, PUBLIC_FILE = 0644, README_MAX = 1 << 20 };

static const char *const intro =
	"A laboratory for client certificates, bound tokens and Token Binding\n"
	"\n"
	"tlsbind-serve --lab has made everything here, for tests alone: never\n"
	"trust ca.pem where it matters.  A key, certificate or list that is\n"
	"missing here, damaged, or not valid until tomorrow is made anew at\n"
	"the next start, and what it has issued; everything else stays.  To\n"
	"begin again, remove the directory.\n";

static const char *const legend =
	"Numbers are alerts (RFC 8446 section 6.2); behind a slash is the one\n"
	"of TLS 1.2, where it is another:\n"
	"\n"
	"   40 handshake_failure          48 unknown_ca\n"
	"   42 bad_certificate            49 access_denied\n"
	"   43 unsupported_certificate    50 decode_error\n"
	"   44 certificate_revoked        51 decrypt_error\n"
	"   45 certificate_expired        80 internal_error\n"
	"   46 certificate_unknown       116 certificate_required\n"
	"\n"
	"\"taken\": the certificate is accepted.  \"closed\": the connection\n"
	"ends without an alert.  \"400\": the handshake holds, and HTTP says\n"
	"status 400.  \"tlsbind\" is tlsbind-serve itself, the others are "
	"what\n"
	"it answers with --imitate.  In TLS 1.3 the client sees the answer\n"
	"after the handshake.\n";

static const char *const commands =
	"Run them in this directory.  tlsbind-serve tells its three ports\n"
	"when it starts; they change unless --listen names one.  Set PORT to\n"
	"the one of \"mtls\", AS to that of \"as\" and WEB to that of "
	"\"web\".\n"
	"\n"
	"What does the server see?\n"
	"\n"
	"    good='--cert clients/good-p256.pem --key clients/good-p256.key'\n"
	"    curl --cacert ca.pem $good https://localhost:$PORT/whoami\n"
	"\n"
	"Does it take this certificate, and if not, why?\n"
	"\n"
	"    tlsbind-handshake --ca ca.pem $good localhost:$PORT\n"
	"    tlsbind-handshake --ca ca.pem --diagnose \\\n"
	"        --cert clients/expired.pem --key clients/expired.key \\\n"
	"        localhost:$PORT\n"
	"    tlsbind-thumbprint --lint --crl crl.pem clients/revoked.pem\n"
	"\n"
	"A token that is bound to the certificate, and its use:\n"
	"\n"
	"    tlsbind-cnf make --cert clients/good-p256.pem\n"
	"    curl -s --cacert ca.pem $good https://localhost:$AS/token \\\n"
	"        -d grant_type=client_credentials -d client_id=good-p256 |\n"
	"        jq -r .access_token >token\n"
	"    tlsbind-cnf check token --cert clients/good-p256.pem\n"
	"    curl --cacert ca.pem $good https://localhost:$PORT/resource \\\n"
	"        -H \"Authorization: Bearer $(cat token)\"\n"
	"\n"
	"The same token from another client, who has stolen it: refused, but\n"
	"for /bearer, which checks nothing:\n"
	"\n"
	"    thief='--cert clients/other.pem --key clients/other.key'\n"
	"    curl --cacert ca.pem $thief https://localhost:$PORT/resource \\\n"
	"        -H \"Authorization: Bearer $(cat token)\"\n"
	"    curl --cacert ca.pem $thief https://localhost:$PORT/bearer \\\n"
	"        -H \"Authorization: Bearer $(cat token)\"\n"
	"\n"
	"Token Binding, negotiated, proven, and looked at:\n"
	"\n"
	"    tlsbind-handshake --ca ca.pem --http=/whoami --tokbind \\\n"
	"        --tokbind-key tokbind-p256.key localhost:$WEB\n"
	"    tlsbind-tbmsg create --key tokbind-p256.key --print value \\\n"
	"        --ekm $(printf %064d 0) >message\n"
	"    tlsbind-tbmsg decode message\n"
	"    tlsbind-tbmsg verify --ekm $(printf %064d 0) message\n";

static void
heading(struct strbuf *out, const char *title)
{
	strbuf_format(out, "\n\n%s\n", title);
	for (size_t n = strlen(title); n > 0; n--)
		strbuf_char(out, '-');
	strbuf_str(out, "\n\n");
}

/* Words at the indentation, in lines of WIDTH. */
static void
paragraph(struct strbuf *out, const char *words)
{
	size_t column = WIDTH;

	while (*words != '\0') {
		size_t len = strcspn(words, " ");

		if (column + 1 + len > WIDTH) {
			strbuf_str(out, column == WIDTH ? "" : "\n");
			strbuf_blanks(out, INDENT);
			column = INDENT;
		} else {
			strbuf_char(out, ' ');
			column++;
		}
		strbuf_add(out, words, len);
		column += len;
		words += len + (words[len] == ' ');
	}
	strbuf_char(out, '\n');
}

static void
tell_row(struct strbuf *out, const struct lab_row *row)
{
	if (row->flags & LAB_KEY_ALONE)
		strbuf_format(out, "  %s.key\n", row->name);
	else
		strbuf_format(out, "  %s.pem  %s.key\n", row->name, row->name);
	paragraph(out, row->words);
}

enum part { PART_OURS, PART_GOOD, PART_BAD, PART_NONE };

static enum part
part_of(const struct lab_row *row)
{
	if (row->flags & LAB_HIDDEN)
		return PART_NONE;
	if (row->flags & (LAB_CA | LAB_SERVER | LAB_KEY_ALONE))
		return PART_OURS;
	return row->faults != 0 ? PART_BAD : PART_GOOD;
}

static void
tell_part(struct strbuf *out, enum part part, const char *title)
{
	heading(out, title);
	for (const struct lab_row *row = lab_rows; row->name != NULL; row++)
		if (part_of(row) == part)
			tell_row(out, row);
}

static void
tell_others(struct strbuf *out)
{
	for (const struct lab_file *f = lab_others; f->name != NULL; f++) {
		strbuf_format(out, "  %s\n", f->name);
		paragraph(out, f->words);
	}
}

/* ---- what servers answer ------------------------------------------------ */

enum { NAME_WIDTH = 23, CELL_WIDTH = 8, CELL = 12 };

static void
answer(int refusal, char ret_text[static CELL])
{
	if (refusal == REFUSAL_NONE)
		snprintf(ret_text, CELL, "taken");
	else if (refusal == REFUSAL_CLOSE)
		snprintf(ret_text, CELL, "closed");
	else if (refusal == REFUSAL_HTTP)
		snprintf(ret_text, CELL, "400");
	else
		snprintf(ret_text, CELL, "%d", refusal);
}

static void
cell(struct strbuf *out, const struct imitation *i, unsigned faults)
{
	int new = imitate_refusal(i, faults, true);
	int old = imitate_refusal(i, faults, false);
	char text[CELL], other[CELL];
	_cleanup_str_ char *both = NULL;

	answer(new, text);
	answer(old, other);
	both = old == new ? xstrdup(text) : xasprintf("%s/%s", text, other);
	strbuf_format(out, "%-*s ", CELL_WIDTH - 1, both);
}

static void
end_line(struct strbuf *out)
{
	while (out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	strbuf_char(out, '\n');
}

/* The imitations, one after the other: what to do with each. */
static void
each_server(struct strbuf *out, const unsigned *faults)
{
	const char *at = IMITATE_WORDS;

	while (*at != '\0') {
		size_t len = strcspn(at, " ");
		_cleanup_str_ char *name = xstrndup(at, len);

		if (faults != NULL)
			cell(out, imitate_find(name), *faults);
		else
			strbuf_format(out, "%-*s", CELL_WIDTH, name);
		at += len + (at[len] == ' ');
	}
	end_line(out);
}

static void
answers_to(struct strbuf *out, const char *name, unsigned faults)
{
	strbuf_format(out, "%-*s", NAME_WIDTH, name);
	cell(out, NULL, faults);
	each_server(out, &faults);
}

static void
tell_answers(struct strbuf *out)
{
	heading(out, "What servers answer");
	strbuf_format(out, "%s\n%*s%-*s", legend, NAME_WIDTH, "", CELL_WIDTH,
		"tlsbind");
	each_server(out, NULL);
	answers_to(out, "no certificate", VISIT_NO_CERT);
	for (const struct lab_row *row = lab_rows; row->name != NULL; row++)
		if (part_of(row) == PART_BAD)
			answers_to(out, strchr(row->name, '/') + 1,
				row->faults);
}

/* ---- the file ----------------------------------------------------------- */

static bool
is_there(const struct lab_dir *d, struct view text)
{
	_cleanup_str_ char *file = lab_dir_file(d, FILE_NAME, "");
	_cleanup_bytes_ struct bytes have = { 0 };
	struct err err;

	return lab_dir_has(d, FILE_NAME)
		&& io_load(file, README_MAX, &have, &err) == 0
		&& view_eq(bytes_view(&have), text);
}

int
lab_readme(const struct lab_dir *d, struct err *err)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	struct view text;

	strbuf_str(&b, intro);
	tell_part(&b, PART_OURS, "Authorities, server, keys");
	tell_others(&b);
	tell_part(&b, PART_GOOD, "Clients that are taken");
	tell_part(&b, PART_BAD, "Clients with one fault each");
	tell_answers(&b);
	heading(&b, "Commands to try");
	strbuf_str(&b, commands);
	text = (struct view){ (const uint8_t *)b.data, b.len };
	if (is_there(d, text))
		return 0;
	return lab_dir_write(d, FILE_NAME, PUBLIC_FILE, text, err);
}
