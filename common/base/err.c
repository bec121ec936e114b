/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.c - why we could not do our job.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>

/*
 * A copy, so that arguments may point into the err that is rewritten; an
 * overlong text is cut off.
 */
static void
text_set(struct err *err, const char *text, const char *tail)
{
	size_t room = sizeof(err->text) - 1;
	size_t len = strnlen(text, room);
	size_t tail_len = strnlen(tail, room - len);

	memmove(err->text + len, tail, tail_len);
	memcpy(err->text, text, len);
	err->text[len + tail_len] = '\0';
}

int
err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	char text[sizeof(err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err->kind = kind;
	text_set(err, text, "");
	return -1;
}

int
err_errno(struct err *err, enum err_kind kind, int number, const char *fmt, ...)
{
	char text[sizeof(err->text)];
	char words[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	errno = number;
	snprintf(words, sizeof(words), ": %m");
	err->kind = kind;
	text_set(err, text, words);
	return -1;
}

int
err_context(struct err *err, const char *fmt, ...)
{
	char text[sizeof(err->text)];
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text) - 2, fmt, ap);
	va_end(ap);
	len = strlen(text);
	memcpy(text + len, ": ", 3);
	text_set(err, text, err->text);
	return -1;
}

const char *
err_kind_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return "none";
	case ERR_USAGE:
		return "usage";
	case ERR_INPUT:
		return "input";
	case ERR_NETWORK:
		return "network";
	case ERR_SYSTEM:
		return "system";
	}
	return "none";
}
