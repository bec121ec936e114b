/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsbind-cnf - to which key is a token bound, and is it the one that was
 * presented?
 */
#include <unistd.h>

#include "cli/batch.h"
#include "cli/prog.h"
#include "judge/cnf_check.h"
#include "judge/cnf_line.h"
#include "judge/cnf_make.h"

static struct {
	const char *cert, *pass, *dpop, *method, *url, *nonce, *access_token;
	const char *tbmsg, *negotiated, *jwks, *key, *alg, *issuer, *audience,
		*tbid, *print;
	struct opt_list candidates;
	struct ekm_opts ekm;
	bool require_signature, batch, jwk;
	int jobs, leeway, max_age;
} args = { .max_age = DPOP_MAX_AGE };

static const struct opt show_opts[] = { OPT_END };

static const struct opt check_opts[] = {
	OPT_GROUP("What was presented"),
	OPT_STR('c', "cert", &args.cert, "CERT",
		"the client certificate of the connection"),
	OPT_LIST(0, "candidate", &args.candidates, "CERT", NULL,
		"say so if the token is bound to this one (repeatable)"),
	OPT_STR(0, "pass", &args.pass, "SOURCE",
		"passphrase or PIN: a file, - or env:NAME"),
	OPT_STR('d', "dpop", &args.dpop, "PROOF",
		"the DPoP proof of the request"),
	OPT_STR(0, "method", &args.method, "METHOD",
		"the method of the request with the proof"),
	OPT_STR(0, "url", &args.url, "URL", "the URL of that request"),
	OPT_STR(0, "nonce", &args.nonce, "NONCE",
		"the nonce that the server gave for the proof"),
	OPT_INT(0, "max-age", &args.max_age, "SECONDS", 1, 1 << 30,
		"how old the proof may be (300)"),
	OPT_STR(0, "access-token", &args.access_token, "TOKEN",
		"the token itself, where TOKEN only tells of it"),
	OPT_STR(0, "tbmsg", &args.tbmsg, "TBMSG",
		"the Token Binding message of the connection"),
	EKM_OPTS(&args.ekm),
	OPT_WORD('n', "negotiated", &args.negotiated, TBMSG_NEGOTIATED_WORDS,
		"the key parameters that were negotiated"),
	OPT_GROUP("Whom to believe"),
	OPT_STR('k', "jwks", &args.jwks, "KEYS",
		"keys of the issuer: JWK Set, JWK, PEM or a certificate"),
	OPT_STR('a', "alg", &args.alg, "LIST",
		"algorithms that may be used (all that fit the keys)"),
	OPT_FLAG('s', "require-signature", &args.require_signature,
		"fail if the signature was not verified"),
	OPT_STR(0, "issuer", &args.issuer, "URL", "who must have issued it"),
	OPT_STR(0, "audience", &args.audience, "NAME", "for whom it must be"),
	OPT_INT(0, "leeway", &args.leeway, "SECONDS", 0, 86400,
		"how much clocks may differ (0)"),
	OPT_GROUP("Many tokens"),
	OPT_FLAG('b', "batch", &args.batch,
		"read NDJSON: {\"token\", \"cert\", ...}, report a line each"),
	OPT_INT('j', "jobs", &args.jobs, "N", 1, BATCH_JOBS_MAX,
		"work on so many lines at once (as many as processors)"),
	OPT_NEEDS("jobs", "batch"),
	OPT_NEEDS("method", "dpop"),
	OPT_NEEDS("url", "dpop"),
	OPT_NEEDS("nonce", "dpop"),
	OPT_NEEDS("max-age", "dpop"),
	OPT_NEEDS("access-token", "dpop"),
	OPT_NEEDS("negotiated", "tbmsg"),
	OPT_EXCLUDES("batch", "dpop"),
	OPT_EXCLUDES("batch", "tbmsg"),
	OPT_END,
};

static const struct opt verify_opts[] = {
	OPT_GROUP("Keys"),
	OPT_STR('k', "jwks", &args.jwks, "KEYS",
		"keys of the issuer: JWK Set, JWK, PEM or a certificate"),
	OPT_STR(0, "key", &args.jwks, "KEY",
		"the key of the issuer: JWK, PEM or DER"),
	OPT_STR('c', "cert", &args.jwks, "CERT",
		"the certificate of the issuer's key"),
	OPT_STR('a', "alg", &args.alg, "LIST",
		"algorithms that may be used (all that fit the keys)"),
	OPT_GROUP("Many tokens"),
	OPT_FLAG('b', "batch", &args.batch,
		"read NDJSON: {\"token\", \"jwks\", ...}, report a line each"),
	OPT_INT('j', "jobs", &args.jobs, "N", 1, BATCH_JOBS_MAX,
		"work on so many lines at once (as many as processors)"),
	OPT_NEEDS("jobs", "batch"),
	OPT_EXCLUDES("jwks", "key"),
	OPT_EXCLUDES("jwks", "cert"),
	OPT_EXCLUDES("key", "cert"),
	OPT_END,
};

static const struct opt make_opts[] = {
	OPT_GROUP("What to bind to"),
	OPT_STR('c', "cert", &args.cert, "CERT", "this certificate: x5t#S256"),
	OPT_STR('k', "key", &args.key, "KEY", "this private key: jkt"),
	OPT_FLAG(0, "jwk", &args.jwk, "write the public key, not its jkt"),
	OPT_STR(0, "tbid", &args.tbid, "ID",
		"this Token Binding ID, in base64url: tbh"),
	OPT_STR(0, "pass", &args.pass, "SOURCE",
		"passphrase or PIN: a file, - or env:NAME"),
	OPT_WORD('p', "print", &args.print, CNF_MAKE_PRINTS,
		"print the object alone"),
	OPT_NEEDS("jwk", "key"),
	OPT_EXCLUDES("print", "format"),
	OPT_EXCLUDES("print", "quiet"),
	OPT_END,
};

static const struct check *const show_checks[] = { &check_token_form, NULL };
static const struct check *const check_checks[] = { CNF_CHECK_CHECKS,
	DPOP_CHECKS, TBMSG_VERIFY_CHECKS, NULL };
static const struct check *const verify_checks[] = { JWS_CHECKS, NULL };
static const struct cause *const *const verify_causes[] = { judge_jws_causes,
	NULL };

/* ---- inputs ------------------------------------------------------------- */

static int
one_input(const char *token, struct err *err)
{
	const char *const from[] = { token, args.cert, args.pass, args.dpop,
		args.access_token, args.tbmsg, args.ekm.ekm, args.ekm.keylog,
		args.jwks, args.key };

	if (opt_count_input(from, ARRAY_LEN(from))
			+ opt_count_input(args.candidates.value,
				args.candidates.n)
		> 1)
		return err_set(err, ERR_USAGE,
			"standard input cannot be read twice");
	return 0;
}

/* The one operand, or standard input. */
static int
operand(char **operands, const char **ret, struct err *err)
{
	*ret = operands[0] != NULL ? operands[0] : "-";
	if (operands[0] == NULL && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
			"which token? name a file, env:NAME, or give it on "
			"standard input");
	if (operands[0] != NULL && operands[1] != NULL)
		return err_set(err, ERR_USAGE,
			"more than one input: give one at a time%s",
			args.batch ? "" : "; for many there is --batch");
	return one_input(*ret, err);
}

static int
load(const char *arg, struct bytes *ret, struct err *err)
{
	bool literal = false;

	if (token_load(arg, ret, &literal, err) < 0)
		return -1;
	if (literal)
		prog_warn("a token on the command line can be seen by other "
			  "users: give a file, - or env:NAME");
	return 0;
}

static int
load_token(char **operands, struct bytes *ret, struct err *err)
{
	const char *arg;

	return operand(operands, &arg, err) < 0 ? -1 : load(arg, ret, err);
}

static int
run_batch(struct report *r, char **operands, void *how,
	void (*line)(void *, struct report *, struct view), struct err *err)
{
	const struct batch batch = { args.jobs, cnf_line_begin, line,
		cnf_line_end, how };
	const char *name;

	return operand(operands, &name, err) < 0
		? -1
		: batch_run(r, name, &batch, err);
}

/* ---- show --------------------------------------------------------------- */

static int
show(struct report *r, char **operands, struct err *err)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_token_ struct token token = { .form = TOKEN_OTHER };

	if (load_token(operands, &text, err) < 0)
		return -1;
	token_read(bytes_view(&text), &token);
	judge_token_show(r, &token);
	return 0;
}

/* ---- check -------------------------------------------------------------- */

static int
load_keys(struct jws_keys *k, const char *name, bool *ret_has, struct err *err)
{
	/* They hold for keys that come with the lines of a batch, too. */
	if (args.alg != NULL && jws_keys_allow(k, args.alg, err) < 0)
		return -1;
	if (args.alg != NULL && name == NULL && !args.batch)
		return err_set(err, ERR_USAGE,
			"--alg: of which keys? give --jwks KEYS");
	*ret_has = name != NULL;
	return *ret_has ? jws_keys_load(k, name, err) : 0;
}

static int
load_dpop(struct cnf_check *c, struct err *err)
{
	_cleanup_bytes_ struct bytes token = { 0 };
	const struct dpop_case request = { .method = args.method,
		.url = args.url,
		.nonce = args.nonce,
		.max_age = args.max_age,
		.leeway = args.leeway > 0 ? args.leeway : DPOP_LEEWAY };

	c->has_dpop = args.dpop != NULL;
	if (cnf_check_request(c, &request, err) < 0) {
		err->kind = ERR_USAGE;
		return err_context(err, "--url");
	}
	if (c->has_dpop && load(args.dpop, &c->dpop, err) < 0)
		return -1;
	if (args.access_token == NULL)
		return 0;
	if (load(args.access_token, &token, err) < 0)
		return -1;
	if (cnf_check_access_token(c, bytes_view(&token), err) < 0)
		return err_context(err, "--access-token");
	return 0;
}

static int
load_tbmsg(struct cnf_check *c, struct err *err)
{
	if (tbmsg_line_expect(&c->connection, args.negotiated, NULL, NULL, NULL,
		    err)
		< 0)
		return -1;
	c->has_tbmsg = args.tbmsg != NULL;
	if (!c->has_tbmsg)
		return 0;
	if (tbheader_load(args.tbmsg, &c->tbmsg, err) < 0
		|| ekm_set_load(&c->connection.ekms, &args.ekm, err) < 0)
		return -1;
	if (c->connection.ekms.n_right == 0)
		return err_set(err, ERR_USAGE,
			"--tbmsg: with which EKM? give --ekm EKM or --keylog "
			"FILE");
	return 0;
}

static int
check(struct report *r, char **operands, struct err *err)
{
	_cleanup_cnf_check_ struct cnf_check c = { .has_keys = false };
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_token_ struct token token = { .form = TOKEN_OTHER };

	c.token = (struct token_case){ args.issuer, args.audience,
		args.leeway };
	c.require_signature = args.require_signature;
	if (!args.batch && load_token(operands, &text, err) < 0)
		return -1;
	if (cnf_certs_load(&c.certs, args.cert, &args.candidates, args.pass,
		    err) < 0
		|| load_keys(&c.keys, args.jwks, &c.has_keys, err) < 0
		|| load_dpop(&c, err) < 0 || load_tbmsg(&c, err) < 0)
		return -1;
	if (args.batch)
		return run_batch(r, operands, &c, cnf_line_check, err);
	if (!cnf_check_has_proof(&c))
		return err_set(err, ERR_USAGE,
			"bound to what? give --cert CERT, --dpop PROOF or "
			"--tbmsg TBMSG; to look at a token: show");
	token_read(bytes_view(&text), &token);
	cnf_check_judge(r, &token, &c);
	return 0;
}

/* ---- verify ------------------------------------------------------------- */

static int
verify(struct report *r, char **operands, struct err *err)
{
	_cleanup_jws_keys_ struct jws_keys keys = { .name = NULL };
	_cleanup_token_ struct token token = { .form = TOKEN_OTHER };
	_cleanup_bytes_ struct bytes text = { 0 };
	bool has_keys = false;

	if (!args.batch && load_token(operands, &text, err) < 0)
		return -1;
	if (load_keys(&keys, args.jwks, &has_keys, err) < 0)
		return -1;
	if (args.batch)
		return run_batch(r, operands, &keys, cnf_line_verify, err);
	if (!has_keys)
		return err_set(err, ERR_USAGE,
			"with which key? give --jwks, --key or --cert; to look "
			"at a token: show");
	judge_jws_alone(r, bytes_view(&text), &keys, false, &token);
	return 0;
}

/* ---- make --------------------------------------------------------------- */

static int
make(struct report *r, char **operands, struct err *err)
{
	const struct cnf_make how = { args.cert, args.key, args.tbid, args.pass,
		args.jwk };

	if (*operands == NULL)
		return cnf_make(r, &how, args.print, err);
	return err_set(err, ERR_USAGE, "make takes options only");
}

static const struct command commands[] = {
	{
		.name = "show",
		.summary = "show what stands in a token, and to what it is "
			   "bound",
		.operands = "[TOKEN]",
		.opts = show_opts,
		.checks = show_checks,
		.run = show,
	},
	{
		.name = "check",
		.summary = "check that a token is bound to what was presented, "
			   "and say why not",
		.operands = "[TOKEN]",
		.opts = check_opts,
		.checks = check_checks,
		.causes = cnf_check_causes,
		.run = check,
	},
	{
		.name = "verify",
		.summary = "check the signature of a JWS, and say why it does "
			   "not hold",
		.operands = "[TOKEN]",
		.opts = verify_opts,
		.checks = verify_checks,
		.causes = verify_causes,
		.run = verify,
	},
	{
		.name = "make",
		.summary = "make the cnf object for a certificate, a key or a "
			   "Token Binding ID",
		.operands = "",
		.opts = make_opts,
		.run = make,
	},
	{ .run = NULL }
};

static const struct library libraries[] = {
	{ "GnuTLS", hash_library_version },
	{ NULL, NULL },
};

static const struct prog prog = {
	.name = "tlsbind-cnf",
	.summary = "check to which certificate or key a token is bound",
	.commands = commands,
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	return prog_main(&prog, argc, argv);
}
