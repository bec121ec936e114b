/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog.c - reading key logs: lines into connections.
 */
#include "proof/keylog.h"

#include "base/alloc.h"
#include "base/hex.h"
#include "base/io.h"

/* Why a line counts as malformed; nothing of it may appear here. */
static const char long_line[] = "longer than any line of a key log";
static const char binary[] = "a NUL octet: this is UTF-16 (iconv -f UTF-16 -t "
			     "UTF-8 mends that) or no text at all";
static const char no_label[] = "does not begin with a label in capital letters";
static const char no_random[] = "no client random of 64 hex digits behind the "
				"label";
static const char no_secret[] = "no secret in hex behind the client random";
static const char wrong_length[] = "a secret of a wrong length for its label: "
				   "is the line cut off?";
static const char more[] = "text behind the secret";
static const char contradiction[] =
	"another secret than an earlier line with the same label and client "
	"random";
static const char too_many[] = "more connections than are kept: cut the log";

static const struct label {
	const char *name;
	unsigned bit;
} labels[] = {
	{ "CLIENT_RANDOM", KEYLOG_CLIENT_RANDOM },
	{ "EXPORTER_SECRET", KEYLOG_EXPORTER },
	{ "EARLY_EXPORTER_SECRET", KEYLOG_EARLY_EXPORTER },
	{ "CLIENT_HANDSHAKE_TRAFFIC_SECRET", KEYLOG_CLIENT_HANDSHAKE },
	{ "SERVER_HANDSHAKE_TRAFFIC_SECRET", KEYLOG_SERVER_HANDSHAKE },
	{ "CLIENT_TRAFFIC_SECRET_0", KEYLOG_CLIENT_TRAFFIC },
	{ "SERVER_TRAFFIC_SECRET_0", KEYLOG_SERVER_TRAFFIC },
	{ "CLIENT_EARLY_TRAFFIC_SECRET", KEYLOG_CLIENT_EARLY },
};

static unsigned
bit_of(struct view name)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (view_eq_str(name, labels[i].name))
			return labels[i].bit;
	return KEYLOG_OTHER;
}

/* ---- the search tree ---------------------------------------------------- */

/*
 * Where the connection with RANDOM hangs, or would hang.  The node at depth N
 * agrees with all below it in N bits, so that no choice of randoms makes a
 * path longer than they have bits.
 */
static struct keylog_conn **
place(struct keylog_conn **root, const uint8_t *random)
{
	struct keylog_conn **at = root;

	for (size_t i = 0; *at != NULL; i++) {
		if (memcmp((*at)->client_random, random, EXPORTER_RANDOM) == 0)
			break;
		at = &(*at)->next[random[i / 8] >> i % 8 & 1];
	}
	return at;
}

/* The connection with RANDOM, a new one if need be; NULL beyond the limit. */
static struct keylog_conn *
conn_of(struct keylog *log, const struct bytes *random)
{
	struct keylog_conn **at = place(&log->tree, random->data);

	if (*at != NULL)
		return *at;
	if (log->n_conns == KEYLOG_CONNS_MAX)
		return NULL;
	*at = xcalloc(1, sizeof(**at));
	memcpy((*at)->client_random, random->data, EXPORTER_RANDOM);
	log->conns = xgrow(log->conns, &log->cap, log->n_conns + 1,
		sizeof(struct keylog_conn *));
	log->conns[log->n_conns++] = *at;
	return *at;
}

/* ---- lines -------------------------------------------------------------- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cut the first word off LINE. */
static struct view
word(struct view *line)
{
	struct view v = { line->data, 0 };

	while (v.len < line->len && !is_blank(line->data[v.len]))
		v.len++;
	*line = view_trim(view_part(*line, v.len, line->len));
	return v;
}

static bool
is_label(struct view v)
{
	for (size_t i = 0; i < v.len; i++) {
		uint8_t c = v.data[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')
			&& c != '_')
			return false;
	}
	return v.len > 0;
}

/* Without the colons that hex_decode() takes elsewhere. */
static bool
read_hex(struct view text, struct bytes *ret)
{
	struct err err = { 0 };

	return text.len > 0 && memchr(text.data, ':', text.len) == NULL
		&& hex_decode(text, ret, &err) >= 0;
}

/* Keep SECRET in *KEPT; 0, or what is wrong. */
static const char *
keep(struct bytes *kept, struct bytes *secret)
{
	if (kept->len == 0)
		bytes_move(kept, secret);
	else if (!view_eq_secret(bytes_view(kept), bytes_view(secret)))
		return contradiction;
	return NULL;
}

static const char *
add_secret(struct keylog_conn *c, unsigned bit, struct bytes *secret)
{
	bool master = bit == KEYLOG_CLIENT_RANDOM;

	if (bit == KEYLOG_OTHER)
		return NULL;
	if (master ? secret->len != EXPORTER_MASTER
		   : exporter_hash(secret->len) == HASH_NONE)
		return wrong_length;
	if (master)
		return keep(&c->master_secret, secret);
	if (bit == KEYLOG_EXPORTER)
		return keep(&c->exporter_secret, secret);
	if (bit == KEYLOG_EARLY_EXPORTER)
		return keep(&c->early_exporter_secret, secret);
	return NULL;
}

/* NULL, or what is wrong with LINE. */
static const char *
read_line(struct keylog *log, struct view line)
{
	_cleanup_bytes_ struct bytes random = { 0 }, secret = { 0 };
	struct keylog_conn *c;
	const char *fault;
	struct view label;

	if (line.len > KEYLOG_LINE_MAX)
		return long_line;
	if (line.len > 0 && memchr(line.data, 0, line.len) != NULL)
		return binary;
	line = view_trim(line);
	if (line.len == 0 || line.data[0] == '#')
		return NULL;
	label = word(&line);
	if (!is_label(label))
		return no_label;
	if (view_eq_str(label, "RSA")) {
		log->n_rsa++;
		return NULL;
	}
	if (!read_hex(word(&line), &random) || random.len != EXPORTER_RANDOM)
		return no_random;
	if (!read_hex(word(&line), &secret))
		return no_secret;
	if (line.len > 0)
		return more;
	c = conn_of(log, &random);
	if (c == NULL)
		return too_many;
	fault = add_secret(c, bit_of(label), &secret);
	if (fault == NULL)
		c->seen |= bit_of(label);
	return fault;
}

/* ---- logs --------------------------------------------------------------- */

static struct view
without_bom(struct view text)
{
	static const char bom[] = "\xef\xbb\xbf";

	if (view_eq_str(view_part(text, 0, sizeof(bom) - 1), bom))
		return view_part(text, sizeof(bom) - 1, text.len);
	return text;
}

static struct view
next_line(struct view *text)
{
	const uint8_t *end = memchr(text->data, '\n', text->len);
	size_t len = end != NULL ? (size_t)(end - text->data) : text->len;
	struct view line = { text->data, len };

	*text = view_part(*text, len + 1, text->len);
	return line;
}

void
keylog_parse(struct view text, struct keylog *ret)
{
	struct keylog log = { 0 };

	text = without_bom(text);
	while (text.len > 0) {
		const char *fault = read_line(&log, next_line(&text));

		log.n_lines++;
		if (fault != NULL && log.n_bad++ == 0) {
			log.bad_line = log.n_lines;
			log.bad_reason = fault;
		}
	}
	keylog_done(ret);
	*ret = log;
}

int
keylog_load(const char *name, struct keylog *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };

	if (io_load(name, KEYLOG_SIZE_MAX, &data, err) < 0)
		return -1;
	keylog_parse(bytes_view(&data), ret);
	return 0;
}

void
keylog_done(struct keylog *log)
{
	for (size_t i = 0; i < log->n_conns; i++) {
		bytes_done(&log->conns[i]->exporter_secret);
		bytes_done(&log->conns[i]->early_exporter_secret);
		bytes_done(&log->conns[i]->master_secret);
		free(log->conns[i]);
	}
	free(log->conns);
	*log = (struct keylog){ 0 };
}

const struct keylog_conn *
keylog_find(const struct keylog *log, struct view client_random)
{
	struct keylog_conn *root = log->tree;

	if (client_random.len != EXPORTER_RANDOM)
		return NULL;
	return *place(&root, client_random.data);
}
