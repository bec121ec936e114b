/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsbind-tbmsg - decode, verify and create Token Binding messages, and derive
 * the keying material that they sign.
 */
#include <unistd.h>

#include "cli/batch.h"
#include "cli/prog.h"
#include "judge/ekm_set.h"
#include "judge/tbmsg_cause.h"
#include "judge/tbmsg_decode.h"
#include "judge/tbmsg_line.h"
#include "judge/tbmsg_make.h"
#include "judge/tbmsg_verify.h"

static struct {
	struct ekm_opts ekm;
	const char *negotiated, *expect_id, *expect_tbh, *referred_id;
	const char *key, *referred_key, *pass, *print, *label, *context;
	struct opt_list extensions;
	bool batch, pss;
	int jobs, length;
} args = { .label = EXPORTER_TOKEN_BINDING, .length = EKM_LEN };

static const struct opt decode_opts[] = { OPT_END };

static const struct opt verify_opts[] = {
	OPT_GROUP("Connection"),
	EKM_OPTS(&args.ekm),
	OPT_LIST(0, "other-ekm", &args.ekm.others, "EKM", NULL,
		"say so if it was signed for this one (repeatable)"),
	OPT_WORD('n', "negotiated", &args.negotiated, TBMSG_NEGOTIATED_WORDS,
		"the key parameters that were negotiated"),
	OPT_GROUP("Whom to expect"),
	OPT_STR('i', "expect-id", &args.expect_id, "ID",
		"the provided Token Binding ID, in base64url"),
	OPT_STR(0, "expect-tbh", &args.expect_tbh, "HASH",
		"its hash, as cnf has it: base64url"),
	OPT_STR(0, "referred-id", &args.referred_id, "ID",
		"the referred Token Binding ID, in base64url"),
	OPT_GROUP("Many messages"),
	OPT_FLAG('b', "batch", &args.batch,
		"read NDJSON: {\"tbmsg\", \"ekm\", ...}, report a line each"),
	OPT_INT('j', "jobs", &args.jobs, "N", 1, BATCH_JOBS_MAX,
		"work on so many lines at once (as many as processors)"),
	OPT_NEEDS("jobs", "batch"),
	OPT_END,
};

static const struct opt create_opts[] = {
	OPT_GROUP("Keys"),
	OPT_STR('k', "key", &args.key, "KEY",
		"sign the provided binding with this private key"),
	OPT_STR('r', "referred-key", &args.referred_key, "KEY",
		"add a referred binding, signed with this one"),
	OPT_FLAG(0, "pss", &args.pss,
		"use RSA keys as rsa2048_pss, not as rsa2048_pkcs1.5"),
	OPT_STR(0, "pass", &args.pass, "SOURCE",
		"passphrase or PIN: a file, - or env:NAME"),
	OPT_GROUP("Connection"),
	EKM_OPTS(&args.ekm),
	OPT_GROUP("Message"),
	OPT_LIST('x', "extension", &args.extensions, "TYPE:HEX", NULL,
		"add this extension to the provided binding (repeatable)"),
	OPT_WORD('p', "print", &args.print, TBMSG_MAKE_PRINTS,
		"print this alone"),
	OPT_EXCLUDES("print", "format"),
	OPT_EXCLUDES("print", "quiet"),
	OPT_END,
};

static const struct opt ekm_opts[] = {
	OPT_GROUP("Connection"),
	EKM_KEYLOG_OPTS(&args.ekm),
	OPT_GROUP("What to derive"),
	OPT_STR(0, "label", &args.label, "LABEL",
		"exporter label (EXPORTER-Token-Binding)"),
	OPT_STR(0, "context", &args.context, "HEX",
		"with this context (without one; \"\" is an empty one)"),
	OPT_INT(0, "length", &args.length, "N", 1, TBMSG_EKM_LENGTH_MAX,
		"so many octets (32)"),
	OPT_WORD('p', "print", &args.print, "hex base64url",
		"print the value alone"),
	OPT_EXCLUDES("print", "format"),
	OPT_EXCLUDES("print", "quiet"),
	OPT_END,
};

static const struct check *const form_checks[] = { TBMSG_FORM_CHECKS, NULL };
static const struct check *const verify_checks[] = { TBMSG_VERIFY_CHECKS,
	NULL };

static const struct cause *const *const form_causes[] = { tbmsg_form_cause_ids,
	NULL };
static const struct cause *const *const verify_causes[] = { tbmsg_cause_ids,
	NULL };

/* ---- decode ------------------------------------------------------------- */

/* The texts of all operands; none is standard input. */
struct texts {
	struct bytes *text;
	size_t n;
};

static void
texts_done(struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		bytes_done(&t->text[i]);
	free(t->text);
}

/* How many options already read standard input. */
static size_t
takes_input(const struct ekm_opts *o)
{
	const char *const from[] = { o->ekm, o->keylog };

	return opt_count_input(from, ARRAY_LEN(from))
		+ opt_count_input(o->others.value, o->others.n);
}

static int
texts_load(struct texts *t, char **operands, const struct ekm_opts *ekm,
	struct err *err)
{
	size_t inputs = takes_input(ekm), n;
	char input[] = "-";
	char *standard_input[] = { input, NULL };

	if (*operands == NULL && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
			"which message? give the value of Sec-Token-Binding, "
			"or a file that holds it");
	if (*operands == NULL)
		operands = standard_input;
	for (n = 0; operands[n] != NULL; n++)
		;
	inputs += opt_count_input((const char *const *)operands, n);
	if (inputs > 1)
		return err_set(err, ERR_USAGE,
			"standard input cannot be read twice");
	t->text = xcalloc(n, sizeof(*t->text));
	t->n = n;
	for (size_t i = 0; i < n; i++)
		if (tbheader_load(operands[i], &t->text[i], err) < 0)
			return -1;
	return 0;
}

static int
decode(struct report *r, char **operands, struct err *err)
{
	_cleanup_(texts_done) struct texts texts = { .n = 0 };

	if (texts_load(&texts, operands, &args.ekm, err) < 0)
		return -1;
	if (texts.n > 1)
		report_many(r);
	for (size_t i = 0; i < texts.n; i++) {
		_cleanup_tbmsg_form_ struct tbmsg_form form;

		if (texts.n > 1)
			report_subject(r, "message %zu", i + 1);
		tbmsg_form_read(&form, bytes_view(&texts.text[i]), 0);
		judge_tbmsg_decode(r, &form);
		if (i + 1 < texts.n)
			report_next(r);
	}
	return 0;
}

/* ---- verify ------------------------------------------------------------- */

static int
verify_many(struct report *r, struct tbmsg_line *how, char **operands,
	struct err *err)
{
	struct batch batch = { .jobs = args.jobs,
		.begin = tbmsg_line_begin,
		.line = tbmsg_line_verify,
		.arg = how };
	const char *name = operands[0] != NULL ? operands[0] : "-";

	if (operands[0] != NULL && operands[1] != NULL)
		return err_set(err, ERR_USAGE,
			"--batch: one input: put the lines of all into it");
	if (strcmp(name, "-") == 0 && takes_input(&args.ekm) > 0)
		return err_set(err, ERR_USAGE,
			"standard input cannot be read twice");
	return batch_run(r, name, &batch, err);
}

static int
verify(struct report *r, char **operands, struct err *err)
{
	_cleanup_tbmsg_line_ struct tbmsg_line how = { .negotiated = 0 };
	_cleanup_(texts_done) struct texts texts = { .n = 0 };
	_cleanup_tbmsg_form_ struct tbmsg_form form = { .headers = 0 };

	if (!args.batch && texts_load(&texts, operands, &args.ekm, err) < 0)
		return -1;
	if (tbmsg_line_expect(&how, args.negotiated, args.expect_id,
		    args.expect_tbh, args.referred_id,
		    err) < 0
		|| ekm_set_load(&how.ekms, &args.ekm, err) < 0)
		return -1;
	if (args.batch)
		return verify_many(r, &how, operands, err);
	if (how.ekms.n_right == 0)
		return err_set(err, ERR_USAGE,
			"with which EKM? give --ekm EKM or --keylog FILE; to "
			"look at a message without one: decode");
	tbmsg_form_read(&form, bytes_view(&texts.text[0]), texts.n - 1);
	tbmsg_line_judge(r, &form, &how, NULL, false);
	return 0;
}

/* ---- create ------------------------------------------------------------- */

static int
create(struct report *r, char **operands, struct err *err)
{
	_cleanup_ekm_set_ struct ekm_set ekms = { .n = 0 };
	const struct tbmsg_make make = { args.key, args.referred_key, args.pass,
		args.pss, &args.extensions };

	if (*operands != NULL)
		return err_set(err, ERR_USAGE,
			"'%s': create takes options only", *operands);
	if (args.key == NULL)
		return err_set(err, ERR_USAGE,
			"with which key? give --key KEY");
	if (ekm_set_load(&ekms, &args.ekm, err) < 0)
		return -1;
	return tbmsg_make(r, &make, &ekms, args.print, err);
}

/* ---- ekm ---------------------------------------------------------------- */

static int
ekm(struct report *r, char **operands, struct err *err)
{
	if (*operands != NULL)
		return err_set(err, ERR_USAGE, "'%s': ekm takes options only",
			*operands);
	if (args.ekm.keylog == NULL)
		return err_set(err, ERR_USAGE,
			"from which secrets? give --keylog FILE");
	return tbmsg_ekm(r, &args.ekm, args.label, args.context,
		(size_t)args.length, args.print, err);
}

static const struct command commands[] = {
	{
		.name = "decode",
		.summary = "show every field of a message, and what is wrong "
			   "with it",
		.operands = "[TBMSG]...",
		.opts = decode_opts,
		.checks = form_checks,
		.causes = form_causes,
		.run = decode,
	},
	{
		.name = "verify",
		.summary = "check a message as a server must, and say why it "
			   "does not hold",
		.operands = "[TBMSG]...",
		.opts = verify_opts,
		.checks = verify_checks,
		.causes = verify_causes,
		.run = verify,
	},
	{
		.name = "create",
		.summary = "make a message for a connection",
		.operands = "",
		.opts = create_opts,
		.run = create,
	},
	{
		.name = "ekm",
		.summary = "derive the exported keying material of a recorded "
			   "connection",
		.operands = "",
		.opts = ekm_opts,
		.run = ekm,
	},
	{ .run = NULL }
};

static const struct library libraries[] = {
	{ "GnuTLS", hash_library_version },
	{ NULL, NULL },
};

static const struct prog prog = {
	.name = "tlsbind-tbmsg",
	.summary = "decode, verify and create Token Binding messages",
	.commands = commands,
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	return prog_main(&prog, argc, argv);
}
