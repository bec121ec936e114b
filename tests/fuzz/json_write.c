/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_write.c - fuzzing of base/json_write.h: whatever the octets, a strict
 * reader reads what was written, and gets the same text back where that was
 * UTF-8; nothing in it could deceive a reader's eye.
 */
#include "base/json_write.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

/* Is it UTF-8?  TAME, if in addition nothing in it deceives. */
static bool
is_utf8(const char *s, size_t len, bool *ret_tame)
{
	uint32_t cp;

	*ret_tame = true;
	for (size_t n; len > 0; s += n, len -= n) {
		n = utf8_next(s, len, &cp);
		if (n == 0)
			return false;
		if (utf8_deceives(cp))
			*ret_tame = false;
	}
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_str_ char *text = xstrndup((const char *)data, size);
	_cleanup_strbuf_ struct strbuf out = { .len = 0 };
	_cleanup_json_ struct json *root = NULL;
	const char *const texts[] = { text, "{", text, NULL };
	struct err err;
	const struct json *last;
	bool tame;

	strbuf_char(&out, '{');
	json_write_text(&out, "a", text);
	json_write_texts(&out, "b", texts);
	json_write_text(&out, "c", "");
	strbuf_char(&out, '}');
	need(is_utf8(out.data, out.len, &tame) && tame);
	if (out.len > JSON_SIZE_MAX)
		return 0;
	need(json_parse((struct view){ (const uint8_t *)out.data, out.len },
		     &root, &err)
		== 0);
	last = json_next(json_next(json_first(json_get(root, "b"))));
	need(json_next(last) == NULL && json_get(root, "c") != NULL);
	need(strcmp(json_string(json_get(root, "a")), json_string(last)) == 0);
	if (is_utf8(text, strlen(text), &tame))
		need(strcmp(json_string(last), text) == 0);
	return 0;
}
