/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keylog.c - fuzzing of proof/keylog.h: a log, and exports from all of its
 * connections.
 */
#include "proof/keylog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_error(const struct err *err)
{
	if (err->kind != ERR_INPUT || err->text[0] == '\0')
		abort();
}

static void
check_export(const struct keylog_conn *c, bool more)
{
	static const uint8_t server[EXPORTER_RANDOM] = "a server's random";
	struct keylog_export how = {
		.label = EXPORTER_TOKEN_BINDING,
		.has_context = more,
		.len = EKM_LEN,
	};
	_cleanup_bytes_ struct bytes ekm = { 0 };
	struct err err = { 0 };

	if (more) {
		how.server_random = (struct view){ server, sizeof(server) };
		how.prf = HASH_SHA384;
	}
	if (keylog_export(c, &how, &ekm, &err) < 0)
		check_error(&err);
	else if (ekm.len != EKM_LEN || !keylog_is_usable(c))
		abort();
}

static void
check_conn(const struct keylog *log, const struct keylog_conn *c)
{
	struct view random = { c->client_random, EXPORTER_RANDOM };
	const struct keylog_conn *picked = NULL;
	struct err err = { 0 };

	if (keylog_find(log, random) != c)
		abort();
	if (keylog_pick(log, random, &picked, &err) < 0 || picked != c)
		abort();
	if (keylog_pick(log, view_part(random, 0, KEYLOG_BRIEF), &picked, &err)
		< 0)
		check_error(&err);
	check_export(c, false);
	check_export(c, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t zeros[EXPORTER_RANDOM];
	_cleanup_keylog_ struct keylog log = { 0 };
	const struct keylog_conn *c = NULL;
	struct err err = { 0 };

	keylog_parse((struct view){ data, size }, &log);
	if ((log.n_bad > 0) != (log.bad_reason != NULL)
		|| log.bad_line > log.n_lines
		|| log.n_bad + log.n_rsa > log.n_lines)
		abort();
	for (size_t i = 0; i < log.n_conns; i++)
		check_conn(&log, log.conns[i]);
	if (keylog_pick(&log, (struct view){ 0 }, &c, &err) < 0)
		check_error(&err);
	if (keylog_pick(&log, (struct view){ zeros, sizeof(zeros) }, &c, &err)
		< 0)
		check_error(&err);
	return 0;
}
