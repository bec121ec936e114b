/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.c - tests of base/bytes.h and base/alloc.h.
 */
#include "base/bytes.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

#include "tap.h"

/*
 * Stand in for the library's functions, hardened or not, to see what is wiped
 * before it is freed.
 */
static size_t wiped;

void explicit_bzero(void *p, size_t len);
void __explicit_bzero_chk(void *p, size_t len, size_t room);

static void
count_wipe(void *p, size_t len)
{
	volatile uint8_t *octets = p;

	for (size_t i = 0; i < len; i++)
		octets[i] = 0;
	wiped += len;
}

void
explicit_bzero(void *p, size_t len)
{
	count_wipe(p, len);
}

void
__explicit_bzero_chk(void *p, size_t len, size_t room _unused_)
{
	count_wipe(p, len);
}

/* Memory that is not there must end us, and not the sanitizer. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void
test_append(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	bool nul = true;

	bytes_append(&b, NULL, 0);
	ok(b.len == 0 && b.data && b.data[0] == 0, "append nothing");
	for (int i = 0; i < 1000; i++) {
		bytes_append_str(&b, "abc");
		nul = nul && b.data[b.len] == '\0';
	}
	ok(b.len == 3000 && nul, "a NUL follows at each length");
	ok(memcmp(b.data + 2997, "abc", 3) == 0
			&& memcmp(b.data, "abcabc", 6) == 0,
		"content survives growth");
	bytes_append_view(&b, view_of_str("xyz"));
	ok(view_eq_str(view_part(bytes_view(&b), 2999, 99), "cxyz"),
		"append_view");
}

static void
test_reserve(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	uint8_t *p = bytes_reserve(&b, 100);

	memset(p, 'x', 100);
	ok(b.len == 0 && b.data[100] == '\0', "room with a NUL behind it");
	b.len = 100;
	bytes_append_str(&b, "y");
	ok(b.data[99] == 'x' && b.data[100] == 'y' && b.data[101] == '\0',
		"what was put into the room stays");
	memset(bytes_reserve(&b, 50), 'z', 50);
	bytes_append_str(&b, "y");
	ok(b.len == 102 && strcmp((char *)b.data + 100, "yy") == 0,
		"what was put there and not counted goes");
}

static void
test_wipe(void)
{
	struct bytes b = { 0 };
	struct bytes other = { 0 };
	size_t cap;

	bytes_append_str(&b, "secret");
	cap = b.cap;
	wiped = 0;
	bytes_reserve(&b, cap);
	ok(wiped >= cap, "growth wipes the old copy");

	wiped = 0;
	cap = b.cap;
	bytes_clear(&b);
	ok(wiped == cap && b.len == 0 && b.cap == cap && b.data[0] == 0,
		"clear wipes and keeps the room");

	bytes_append_str(&b, "secret");
	bytes_append_str(&other, "other");
	wiped = 0;
	cap = other.cap;
	bytes_move(&other, &b);
	ok(wiped == cap && view_eq_str(bytes_view(&other), "secret") && !b.data
			&& b.len == 0 && b.cap == 0,
		"move wipes the target and empties the source");

	wiped = 0;
	cap = other.cap;
	bytes_done(&other);
	ok(wiped == cap && !other.data && other.len == 0, "done wipes");
	bytes_done(&other);
	ok(!other.data, "done twice");
}

static void
test_views(void)
{
	struct view v = view_of_str("abcdef");
	struct view none = { 0 };

	ok(view_eq_str(view_part(v, 2, 3), "cde"), "a part");
	ok(view_eq_str(view_part(v, 2, SIZE_MAX), "cdef"), "the rest");
	ok(view_part(v, 6, 1).len == 0 && view_part(v, 7, 1).len == 0
			&& view_part(v, SIZE_MAX, SIZE_MAX).len == 0,
		"beyond the end");
	ok(view_part(none, 1, 1).len == 0, "a part of nothing");
	ok(view_eq(none, view_of_str("")) && view_eq_secret(none, none),
		"nothing equals nothing");
	ok(!view_eq(v, view_of_str("abcdeF"))
			&& !view_eq_secret(v, view_of_str("abcdeF"))
			&& !view_eq_secret(v, view_of_str("Abcdef")),
		"other octets");
	ok(!view_eq(v, view_of_str("abcde"))
			&& !view_eq_secret(v, view_of_str("abcde")),
		"other length");
	ok(view_eq_secret(v, view_of_str("abcdef")), "same secret");
}

static void
test_alloc(void)
{
	_cleanup_str_ char *s = xasprintf("%s-%d", "a", 7);
	_cleanup_str_ char *part = xstrndup("abcdef", 3);
	_cleanup_str_ char *copy = xstrdup("abc");
	uint32_t *array = NULL;
	char *zeroed = xcalloc(0, 8);
	size_t cap = 0;

	ok(strcmp(s, "a-7") == 0 && strcmp(part, "abc") == 0
			&& strcmp(copy, "abc") == 0,
		"copies");
	ok(zeroed, "no octets, but no NULL");
	free(zeroed);
	for (uint32_t i = 0; i < 1000; i++) {
		array = xgrow(array, &cap, i + 1, sizeof(*array));
		array[i] = i;
	}
	ok(cap >= 1000 && array[0] == 0 && array[999] == 999, "xgrow");
	free(array);
	str_freep(&s);
	ok(!s, "str_freep");
}

enum want { WANT_PRODUCT, WANT_ARRAY, WANT_BYTES, WANT_ALL };

static void
exhaust(enum want want)
{
	static struct bytes b = { 0 };
	size_t cap = 1;

	fclose(stderr);
	if (want == WANT_PRODUCT)
		xcalloc(SIZE_MAX / 4 + 2, 4);
	if (want == WANT_ARRAY)
		xgrow(NULL, &cap, SIZE_MAX / 16 + 2, 16);
	if (want == WANT_BYTES) {
		bytes_append_str(&b, "x");
		bytes_reserve(&b, SIZE_MAX - 1);
	}
	if (want == WANT_ALL)
		xcalloc(PTRDIFF_MAX / 2, 1);
}

static void
test_out_of_memory(void)
{
	static const char *const names[] = {
		"a product that overflows",
		"an array that overflows",
		"octets that overflow",
		"more than there is",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		pid_t pid = fork();
		int status = 0;

		if (pid == 0) {
			exhaust((enum want)i);
			_exit(0);
		}
		waitpid(pid, &status, 0);
		ok(WIFEXITED(status) && WEXITSTATUS(status) == 5,
			"%s: status 5", names[i]);
	}
}

int
main(void)
{
	test_append();
	test_reserve();
	test_wipe();
	test_views();
	test_alloc();
	test_out_of_memory();
	return tap_done();
}
