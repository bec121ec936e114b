/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.c - sequence diagrams in text and Mermaid.  Brackets are those of
 * RFC 8446 figure 1: {} for what is encrypted in a handshake, [] for what is
 * encrypted after it.
 */
#include "judge/ladder.h"

#include <inttypes.h>

#include "proof/tlsmsg.h"
#include "proof/tlstrace.h"

enum { LANE = 50 }; /* columns between the two sides */

#define LEFT_OUT "more, left out"

int
ladder_check_form(const char *form, struct err *err)
{
	if (form == NULL || *form == '\0' || strcmp(form, "text") == 0
		|| strcmp(form, "mermaid") == 0)
		return 0;
	return err_set(err, ERR_USAGE,
		"--ladder: '%s' is no form: it is text or mermaid", form);
}

static double
ms(int64_t us)
{
	return (double)us / 1000;
}

static char *
counted(size_t n, const char *what)
{
	return xasprintf("%zu %s%s", n, what, n == 1 ? "" : "s");
}

static const char *
content_name(unsigned type)
{
	switch (type) {
	case TLS_CHANGE_CIPHER_SPEC:
		return "ChangeCipherSpec";
	case TLS_ALERT:
		return "Alert";
	case TLS_HANDSHAKE:
		return "Handshake";
	case TLS_HEARTBEAT:
		return "Heartbeat";
	default:
		return "ApplicationData";
	}
}

static char *
alert_words(const struct tlstrace_entry *e)
{
	const char *name = tlsmsg_alert_name(e->code);
	const char *level = e->fatal ? "fatal" : "warning";

	return strcmp(name, "unknown") == 0
		? xasprintf("%s, number %u", level, e->code)
		: xasprintf("%s %s", level, name);
}

static char *
message_words(const struct tlstrace_entry *e)
{
	if (e->bad)
		return xstrdup("malformed");
	if (e->type == TLS_CERTIFICATE)
		return e->count == 0 ? xstrdup("EMPTY")
				     : counted(e->count, "certificate");
	if (e->type == TLS_CERTIFICATE_REQUEST)
		return e->count == 0 ? xstrdup("no CA names")
				     : counted(e->count, "CA name");
	if (e->type == TLS_KEY_UPDATE && e->code == 1)
		return xstrdup("asks for one");
	return NULL;
}

/* What matters about an entry besides its name, or NULL. */
static char *
detail(const struct tlstrace_entry *e)
{
	switch (e->kind) {
	case TLSTRACE_MESSAGE:
		return message_words(e);
	case TLSTRACE_ALERT:
		return alert_words(e);
	case TLSTRACE_UNREAD:
		return xasprintf("%zu %s record%s", e->count,
			content_name(e->type), e->count == 1 ? "" : "s");
	case TLSTRACE_PART:
		return e->count > 0 ? xasprintf("of %zu octets", e->count)
				    : NULL;
	case TLSTRACE_CLOSED:
		return xstrdup("without close_notify");
	case TLSTRACE_CIPHER:
	case TLSTRACE_DATA:
	case TLSTRACE_FOREIGN:
	case TLSTRACE_RESET:
		break;
	}
	return NULL;
}

/* The name as it stands on an arrow, with its brackets. */
static char *
label(const struct tlstrace_entry *e)
{
	bool late = e->late || e->kind == TLSTRACE_DATA;
	const char *open = "", *close = "";
	_cleanup_str_ char *more = detail(e);

	if (e->encrypted) {
		open = late ? "[" : "{";
		close = late ? "]" : "}";
	}
	return xasprintf("%s%s%s%s%s", open, tlstrace_name(e),
		more == NULL                        ? ""
			: e->kind == TLSTRACE_ALERT ? ": "
						    : ", ",
		more != NULL ? more : "", close);
}

/* ---- text --------------------------------------------------------------- */

static void
put_dashes(struct strbuf *to, size_t label_len)
{
	for (size_t i = label_len + 2; i < LANE || i == label_len + 2; i++)
		strbuf_char(to, '-');
}

static void
tell_row(struct report *r, const struct tlstrace_entry *e)
{
	_cleanup_strbuf_ struct strbuf lane = { .len = 0 };
	_cleanup_str_ char *name = label(e);
	size_t len = strlen(name);

	if (e->outgoing) {
		strbuf_format(&lane, "%s ", name);
		put_dashes(&lane, len);
		strbuf_char(&lane, e->lost ? 'x' : '>');
	} else {
		strbuf_char(&lane, '<');
		put_dashes(&lane, len);
		strbuf_format(&lane, " %s", name);
	}
	if (e->octets > 0)
		report_line(r, NULL, "%8.1f  | %.*s |%7" PRIu64, ms(e->at_us),
			(int)lane.len, lane.data, e->octets);
	else
		report_line(r, NULL, "%8.1f  | %.*s |", ms(e->at_us),
			(int)lane.len, lane.data);
}

/* A row without an arrow. */
static void
tell_remark(struct report *r, int64_t at_us, const char *text)
{
	int len = (int)strlen(text), left = (LANE - len) / 2;

	report_line(r, NULL, "%8.1f  | %*s%s%*s |", ms(at_us), left, "", text,
		LANE - left - len, "");
}

/* What the signs in the rows mean, as far as there are any. */
static void
tell_legend(struct report *r, const struct tlstrace *t)
{
	bool early = false, late = false, lost = false;

	for (size_t i = 0; i < t->n; i++) {
		const struct tlstrace_entry *e = &t->entry[i];
		bool after = e->late || e->kind == TLSTRACE_DATA;

		early |= e->encrypted && !after;
		late |= e->encrypted && after;
		lost |= e->lost;
	}
	if (early || late)
		report_line(r, NULL, "%10s%s%s%s", "",
			early ? "{} encrypted" : "", early && late ? "   " : "",
			late ? "[] encrypted, after the handshake" : "");
	if (lost)
		report_line(r, NULL,
			"%10s-x the connection took no more: not delivered",
			"");
}

/* That is how it ended, or NULL. */
static const char *
silence(const struct probe *p)
{
	return p->end == PROBE_TIMEOUT ? "nothing more came" : NULL;
}

static int64_t
end_us(const struct probe *p)
{
	return p->end_us - p->connected_us;
}

static void
tell_rows(struct report *r, const struct probe *p, const struct tlstrace *t)
{
	report_line(r, NULL, "%8s  %-*s%s  octets", "ms", LANE - 2, "client",
		"server");
	for (size_t i = 0; i < t->n; i++) {
		if (i == TLSTRACE_MAX - TLSTRACE_LAST && t->dropped > 0)
			tell_remark(r, t->entry[i].at_us, LEFT_OUT);
		tell_row(r, &t->entry[i]);
	}
	if (t->n <= TLSTRACE_MAX - TLSTRACE_LAST && t->dropped > 0)
		tell_remark(r, end_us(p), LEFT_OUT);
	if (silence(p) != NULL)
		tell_remark(r, end_us(p), silence(p));
	tell_legend(r, t);
}

static void
tell_facts(struct report *r, const struct tlstrace_entry *e)
{
	_cleanup_str_ char *more = detail(e);

	report_open(r, NULL, NULL);
	report_integer(r, "at_us", NULL, e->at_us);
	report_string(r, "from", NULL, "%s", e->outgoing ? "client" : "server");
	report_string(r, "message", NULL, "%s", tlstrace_name(e));
	report_integer(r, "octets", NULL, (int64_t)e->octets);
	report_boolean(r, "encrypted", NULL, e->encrypted);
	report_boolean(r, "delivered", NULL, !e->lost);
	if (more != NULL)
		report_string(r, "detail", NULL, "%s", more);
	else
		report_null(r, "detail", NULL);
	report_close(r);
}

void
ladder_tell(struct report *r, const struct probe *p)
{
	const struct tlstrace *t = p->trace;

	if (t == NULL)
		return;
	report_open_list(r, "ladder", "messages");
	tell_rows(r, p, t);
	for (size_t i = 0; i < t->n; i++)
		tell_facts(r, &t->entry[i]);
	report_close(r);
	if (t->dropped > 0)
		report_integer(r, "ladder_left_out", NULL, (int64_t)t->dropped);
}

/* ---- Mermaid ------------------------------------------------------------ */

/*
 * A word of the user's: all but letters, digits and what names and addresses
 * are made of is written as an entity.
 */
static void
put_name(struct strbuf *to, const char *name)
{
	for (; *name != '\0'; name++) {
		bool plain = (*name >= '0' && *name <= '9')
			|| (*name >= 'a' && *name <= 'z')
			|| (*name >= 'A' && *name <= 'Z')
			|| strchr(".-:", *name) != NULL;

		if (plain)
			strbuf_char(to, *name);
		else
			strbuf_format(to, "#%u;", (unsigned char)*name);
	}
}

static void
put_note(struct strbuf *to, int64_t at_us, const char *text)
{
	strbuf_format(to, "    Note over client,server: %.1f ms: %s\n",
		ms(at_us), text);
}

static void
put_arrow(struct strbuf *to, const struct tlstrace_entry *e)
{
	bool cross = e->lost || e->kind == TLSTRACE_RESET
		|| e->kind == TLSTRACE_CLOSED
		|| (e->kind == TLSTRACE_ALERT && e->fatal);
	_cleanup_str_ char *name = label(e);

	strbuf_format(to, "    %s%s%s%s: %.1f ms: %s",
		e->outgoing ? "client" : "server", e->encrypted ? "--" : "-",
		cross ? "x" : ">>", e->outgoing ? "server" : "client",
		ms(e->at_us), name);
	if (e->octets > 0)
		strbuf_format(to, ", %" PRIu64 " octet%s", e->octets,
			e->octets == 1 ? "" : "s");
	strbuf_str(to, e->lost ? ", not delivered\n" : "\n");
}

void
ladder_mermaid(struct strbuf *to, const struct probe *p)
{
	static const struct tlstrace none = { .n = 0 };
	const struct tlstrace *t = p->trace != NULL ? p->trace : &none;
	bool told = false;

	strbuf_str(to,
		"sequenceDiagram\n    participant client\n"
		"    participant server as ");
	put_name(to, p->host);
	strbuf_char(to, ':');
	put_name(to, p->port);
	strbuf_char(to, '\n');
	if (p->trace == NULL)
		strbuf_str(to, "    Note over client,server: no connection\n");
	for (size_t i = 0; i < t->n; i++) {
		if (i == TLSTRACE_MAX - TLSTRACE_LAST && t->dropped > 0)
			put_note(to, t->entry[i].at_us, LEFT_OUT);
		if (t->entry[i].encrypted && !told)
			put_note(to, t->entry[i].at_us,
				"encrypted where lines are broken");
		told |= t->entry[i].encrypted;
		put_arrow(to, &t->entry[i]);
	}
	if (t->n <= TLSTRACE_MAX - TLSTRACE_LAST && t->dropped > 0)
		put_note(to, end_us(p), LEFT_OUT);
	if (p->trace != NULL && silence(p) != NULL)
		put_note(to, end_us(p), silence(p));
}
