/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.c - how far long work is.
 */
#include "cli/progress.h"

#include "base/clock.h"
#include "base/strbuf.h"

enum { SECOND = 1000000, REFRESH = SECOND / 4 };

void
progress_begin(struct progress *p, bool wanted)
{
	*p = (struct progress){ .wanted = wanted };
	if (wanted)
		p->start = clock_mono_us();
}

/* "12,345" */
static void
put_grouped(struct strbuf *b, int64_t n)
{
	if (n >= 1000) {
		put_grouped(b, n / 1000);
		strbuf_format(b, ",%03d", (int)(n % 1000));
	} else {
		strbuf_integer(b, n);
	}
}

void
progress_tell(struct progress *p, int64_t lines)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	int64_t now;

	if (!p->wanted)
		return;
	now = clock_mono_us();
	if (now - p->start < SECOND || now - p->last < REFRESH)
		return;
	strbuf_str(&b, "\r");
	put_grouped(&b, lines);
	strbuf_str(&b, " lines, ");
	put_grouped(&b, lines * SECOND / (now - p->start));
	strbuf_str(&b, "/s\033[K"); /* no more of a longer one */
	fwrite(b.data, 1, b.len, stderr);
	p->last = now;
	p->shown = true;
}

void
progress_end(struct progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = p->wanted = false;
}
