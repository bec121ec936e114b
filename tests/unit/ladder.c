/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.c - tests of judge/ladder.h: what real servers seldom do, and that
 * no row is too wide.
 */
#include "judge/ladder.h"

#include "proof/tlstrace.h"
#include "tap.h"

enum { INDENT = 4 }; /* of a row in a report */

struct stage {
	struct probe p;
	struct tlstrace t;
	struct report r;
	struct strbuf text;
};

static void
done(struct stage *s)
{
	report_done(&s->r);
	strbuf_done(&s->text);
}

/* Draw both forms; no row may be too wide. */
static void
draw(struct stage *s, const char *name)
{
	size_t most = 0;

	s->p.trace = &s->t;
	ladder_tell(&s->r, &s->p);
	for (size_t i = 0; i < s->r.n_facts; i++) {
		const struct fact *f = &s->r.facts[i];

		if (f->kind == FACT_LINE && strlen(f->text) > most)
			most = strlen(f->text);
	}
	ok(most > 0 && most + INDENT <= LADDER_WIDTH, "%s: %zu columns", name,
		most + INDENT);
	ladder_mermaid(&s->text, &s->p);
	strbuf_char(&s->text, '\0');
}

/* How many rows for people contain WHAT? */
static size_t
rows(const struct stage *s, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < s->r.n_facts; i++)
		n += s->r.facts[i].kind == FACT_LINE
			&& strstr(s->r.facts[i].text, what) != NULL;
	return n;
}

#define BEGIN                                                                \
	{                                                                    \
		.p = {.host = (char[]){ "a b;#" }, .port = (char[]){ "1" } } \
	}

static void
test_widest(void)
{
	struct stage s = BEGIN;

	for (unsigned code = 0; code < 256; code++) {
		s.t.entry[code] = (struct tlstrace_entry){
			.kind = TLSTRACE_ALERT,
			.octets = 9999999,
			.at_us = 999999900,
			.encrypted = true,
			.outgoing = code % 2,
			.late = code % 4 < 2,
			.fatal = code % 8 < 7,
			.code = (uint8_t)code,
		};
		s.t.n++;
	}
	draw(&s, "every alert");
	ok(rows(&s, "fatal certificate_required]") == 1, "they have names");
	done(&s);
	s = (struct stage)BEGIN;
	for (unsigned type = 0; type < 256; type++) {
		s.t.entry[type] = (struct tlstrace_entry){
			.octets = 1048576,
			.encrypted = true,
			.type = (uint8_t)type,
			.count = 100000000,
		};
		s.t.n++;
	}
	draw(&s, "every message");
	ok(rows(&s, "{unknown}") > 200, "most have no name");
	done(&s);
}

static void
test_left_out(void)
{
	struct stage s = BEGIN;

	for (size_t i = 0; i < TLSTRACE_MAX + 7; i++)
		tlstrace_message(&s.t, false, TLS_HELLO_REQUEST,
			(struct view){ NULL, 0 }, 1000);
	draw(&s, "too many");
	ok(rows(&s, "more, left out") == 1, "it is said that there were more");
	ok(strstr(s.text.data, "more, left out") != NULL, "... in Mermaid");
	done(&s);
	s.r = (struct report){ .program = NULL };
	tlstrace_closed(&s.t, true, 2000);
	draw(&s, "too many, and an end");
	ok(rows(&s, "more, left out") == 1 && rows(&s, "- reset |") == 1,
		"what ended it stands behind them");
	done(&s);
}

static void
test_lost(void)
{
	struct stage s = BEGIN;

	tlstrace_message(&s.t, true, TLS_CLIENT_HELLO, (struct view){ NULL, 0 },
		1000);
	tlstrace_lost(&s.t);
	s.p.end = PROBE_TIMEOUT;
	s.p.end_us = 5000000;
	draw(&s, "lost");
	ok(rows(&s, "| ClientHello ") == 1 && rows(&s, "---x |") == 1,
		"the arrow does not arrive");
	ok(rows(&s, "not delivered") == 1, "... which is explained");
	ok(rows(&s, "encrypted") == 0, "what does not occur is not");
	ok(rows(&s, "nothing more came") == 1, "silence is told");
	ok(strstr(s.text.data,
		   "client-xserver: 1.0 ms: ClientHello, 4 octets, "
		   "not delivered\n")
			!= NULL,
		"... in Mermaid");
	ok(strstr(s.text.data, "server as a#32;b#59;#35;:1\n") != NULL,
		"names are escaped there");
	done(&s);
}

static void
test_nothing(void)
{
	struct stage s = BEGIN;

	ladder_tell(&s.r, &s.p);
	ok(s.r.n_facts == 0, "no trace, no facts");
	ladder_mermaid(&s.text, &s.p);
	strbuf_char(&s.text, '\0');
	ok(strstr(s.text.data, "no connection\n") != NULL, "a diagram says so");
	done(&s);
}

static void
test_forms(void)
{
	struct err err = { 0 };

	ok(ladder_check_form(NULL, &err) == 0
			&& ladder_check_form("", &err) == 0
			&& ladder_check_form("text", &err) == 0
			&& ladder_check_form("mermaid", &err) == 0,
		"the forms");
	ok(ladder_check_form("svg", &err) < 0 && err.kind == ERR_USAGE,
		"none of them");
}

int
main(void)
{
	test_widest();
	test_left_out();
	test_lost();
	test_nothing();
	test_forms();
	return tap_done();
}
