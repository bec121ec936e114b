/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsbind-handshake - perform a mutual-TLS handshake, wait for the server's
 * real verdict on the client certificate, and say why.
 */
#include "cli/prog.h"
#include "cli/tls_opts.h"
#include "judge/cause.h"
#include "judge/expect.h"
#include "judge/handshake.h"
#include "judge/lint.h"
#include "judge/inquest.h"
#include "judge/resume.h"
#include "judge/ladder.h"
#include "judge/server_cert.h"
#include "judge/spare.h"
#include "judge/sni_matrix.h"
#include "judge/tell_metrics.h"
#include "judge/target_list.h"
#include "judge/tls_plan.h"
#include "judge/tokbind.h"

static struct {
	struct tls_opts tls;
	struct opt_list expect, ekm, header, sni_matrix;
	const char *http, *host, *keylog, *tokbind, *tokbind_key, *ladder;
	const char *other_cert, *other_key, *extra, *crl, *targets;
	bool pha, withhold, diagnose, no_decoy, resume;
	int wait_ms, jobs;
} args = { .tls.timeout_ms = TLS_OPTS_TIMEOUT_MS };

enum { WAIT_MS = 1000 }; /* unless --wait says otherwise */

static const struct opt opts[] = {
	TLS_OPTS(&args.tls),
	OPT_MS(0, "wait", &args.wait_ms, 1, 3600000,
		"watch for so long after the handshake, even after a good "
		"sign (until one, or 1)"),
	OPT_FLAG(0, "pha", &args.pha,
		"offer to authenticate after the handshake (TLS 1.3)"),
	OPT_FLAG(0, "withhold", &args.withhold,
		"obey the server's list of CAs, as most clients do"),
	OPT_MAYBE_WORDS(0, "tokbind", &args.tokbind, "PARAMS",
		"ecdsap256 rsa2048_pss rsa2048_pkcs1.5",
		"offer Token Binding with these key parameters (or all)"),
	OPT_STR(0, "tokbind-key", &args.tokbind_key, "KEY",
		"prove this key in a Token Binding message"),
	OPT_NEEDS("tokbind-key", "tokbind"),
	OPT_GROUP("Questions"),
	OPT_MAYBE(0, "http", &args.http, "PATH",
		"request PATH (or /) and read what the server says"),
	OPT_STR(0, "host", &args.host, "NAME",
		"name this host in the request, not the server name"),
	OPT_NEEDS("host", "http"),
	OPT_LIST(0, "header", &args.header, "SOURCE", NULL,
		"add header fields to the request, one a line: a file, - or "
		"env:NAME (repeatable)"),
	OPT_NEEDS("header", "http"),
	OPT_FLAG(0, "resume", &args.resume,
		"resume the session with another certificate, and with none"),
	OPT_LIST(0, "sni-matrix", &args.sni_matrix, "NAME", NULL,
		"ask for this name as well; - for none (repeatable)"),
	OPT_LIST('e', "expect", &args.expect, "ASSERTION", EXPECT_WORDS,
		"let this assertion alone decide (repeatable)"),
	OPT_LIST(0, "ekm", &args.ekm, "LABEL[,LENGTH[,CONTEXT_HEX]]",
		"EXPORTER-Channel-Binding EXPORTER-Token-Binding",
		"export keying material (RFC 5705), shown with --show-secrets"),
	OPT_FILE(0, "keylog", &args.keylog,
		"append the session's secrets, for packet analysers"),
	OPT_MAYBE_WORDS(0, "ladder", &args.ladder, "FORM", "text mermaid",
		"show the messages as a sequence diagram: text or mermaid"),
	OPT_EXCLUDES("ladder=mermaid", "format"),
	OPT_EXCLUDES("ladder=mermaid", "quiet"),
	OPT_EXCLUDES("ladder=mermaid", "targets"),
	OPT_GROUP("Diagnosis"),
	OPT_FLAG('d', "diagnose", &args.diagnose,
		"open further connections to name the cause (12 at most)"),
	OPT_FLAG(0, "no-decoy", &args.no_decoy,
		"present no certificate that is not yours"),
	OPT_NEEDS("no-decoy", "diagnose"),
	OPT_STR(0, "other-cert", &args.other_cert, "CERT",
		"a certificate to compare with, such as one that works"),
	OPT_STR(0, "other-key", &args.other_key, "KEY",
		"its private key (else it is read from CERT)"),
	OPT_NEEDS("other-key", "other-cert"),
	OPT_STR(0, "extra", &args.extra, "CERT",
		"certificates that may be missing from the chain: to try"),
	OPT_NEEDS("extra", "cert"),
	OPT_FILE(0, "crl", &args.crl,
		"look the certificates up in these revocation lists"),
	OPT_NEEDS("crl", "cert"),
	OPT_GROUP("Many servers"),
	OPT_FILE(0, "targets", &args.targets,
		"a target a line, with options of its own; - for input"),
	OPT_INT('j', "jobs", &args.jobs, "N", 1, 1000,
		"so many at the same time (256)"),
	OPT_END,
};

static const struct check *const checks[] = { &check_tls_handshake,
	&check_client_auth_accepted, &check_client_auth_sent,
	&check_client_auth_listed, LINT_CHECKS, &check_server_trusted,
	&check_server_name, &check_server_dates, &check_server_order,
	&check_server_staple, &check_http_answer, &check_session_resumption,
	&check_tokbind_answered, &check_tokbind_version,
	&check_tokbind_parameter, &check_tokbind_ems, &check_tokbind_ri,
	&check_tokbind_header, &check_expect, NULL };
static const struct cause *const *const causes[] = { cause_ids, NULL };

/* The targets of the command line, reported in its order. */
struct targets {
	struct report *report;
	const struct tls_plan *plan;
	struct target {
		char *host, *port;      /* until it is begun */
		struct inquiry *answer; /* when it is over */
	} * target;
	size_t n, begun, told;
};

static struct inquiry_wish wish;
static struct bytes fields; /* of --header */

static void
targets_done(struct targets *t)
{
	for (size_t i = 0; i < t->n; i++) {
		free(t->target[i].host);
		free(t->target[i].port);
		inquiry_free(t->target[i].answer);
	}
	free(t->target);
}

static int
targets_read(struct targets *t, char **operands, struct err *err)
{
	size_t n = 0;

	while (operands[n] != NULL)
		n++;
	if (n == 0)
		return err_set(err, ERR_USAGE,
			"which server? give HOST, HOST:PORT or --targets");
	t->target = xcalloc(n, sizeof(*t->target));
	t->n = n;
	for (size_t i = 0; i < n; i++)
		if (tls_plan_target(operands[i], &t->target[i].host,
			    &t->target[i].port, err)
			< 0)
			return -1;
	return 0;
}

/* Assertions that can be checked. */
static int
check_expectations(struct err *err)
{
	for (size_t i = 0; i < args.expect.n; i++) {
		const char *text = args.expect.value[i];

		if (expect_parse(text, err) < 0)
			return -1;
		if (args.tokbind == NULL && strncmp(text, "tokbind=", 8) == 0)
			return err_set(err, ERR_USAGE,
				"--expect: '%s' needs --tokbind", text);
	}
	return 0;
}

static bool
is_mermaid(void)
{
	return args.ladder != NULL && strcmp(args.ladder, "mermaid") == 0;
}

/* What makes no sense for any target. */
static int
check_args(struct err *err)
{
	static const char *http_alpn[] = { "http/1.1" };
	const char *const inputs[] = { args.tls.cert, args.tls.key,
		args.tls.pass, args.tokbind_key, args.other_cert,
		args.other_key, args.extra, args.targets };
	size_t n = opt_count_input(inputs, ARRAY_LEN(inputs))
		+ opt_count_input(args.header.value, args.header.n);

	if ((args.targets != NULL || args.header.n > 0) && n > 1)
		return err_set(err, ERR_USAGE,
			"standard input cannot be read twice");
	if (check_expectations(err) < 0
		|| ladder_check_form(args.ladder, err) < 0
		|| sni_matrix_check(&args.sni_matrix, err) < 0)
		return -1;
	if (args.http != NULL && *args.http != '\0'
		&& (*args.http != '/' || strpbrk(args.http, " \t\r\n") != NULL))
		return err_set(err, ERR_USAGE,
			"--http: '%s' is no path: it begins with / and has no "
			"spaces",
			args.http);
	/* Our request is HTTP/1.1: do not let the server choose h2. */
	if (args.http != NULL && args.tls.alpn.n == 0)
		args.tls.alpn = (struct opt_list){ http_alpn, 1, 1 };
	return 0;
}

/* All but the key log, for which there is one file. */
static int
make_plan(struct tls_plan *t, const struct tls_opts *o, struct err *err)
{
	if (tls_plan_load(t, o, err) < 0)
		return -1;
	for (size_t i = 0; i < args.ekm.n; i++)
		if (tls_plan_add_ekm(t, args.ekm.value[i], err) < 0)
			return -1;
	if (args.tokbind != NULL
		&& tls_plan_tokbind(t, args.tokbind, args.tokbind_key, err) < 0)
		return -1;
	if (args.host != NULL && tls_plan_host(t, args.host, err) < 0)
		return -1;
	t->plan.http_path = args.http;
	t->plan.http_fields = bytes_view(&fields);
	t->plan.trace = args.ladder != NULL;
	t->plan.pha = args.pha;
	t->plan.keep_session = args.diagnose || args.resume;
	t->plan.obey = args.withhold;
	t->plan.wait_ms = args.wait_ms != 0 ? args.wait_ms : WAIT_MS;
	t->plan.wait_out = args.wait_ms != 0;
	return 0;
}

static int
make_wish(struct spare *s, struct err *err)
{
	const struct spare_names names = { args.other_cert, args.other_key,
		args.extra, args.crl, args.tls.pass };

	wish.diagnose = args.diagnose;
	wish.no_decoy = args.no_decoy;
	wish.resume = args.resume;
	wish.names = &args.sni_matrix;
	return spare_load(s, &names, &wish, err);
}

/* Diagrams of several targets are parted by a blank line. */
static void
draw(const struct probe *p, bool first)
{
	_cleanup_strbuf_ struct strbuf text = { .len = 0 };

	strbuf_str(&text, first ? "" : "\n");
	ladder_mermaid(&text, p);
	fwrite(text.data, 1, text.len, stdout);
}

static int
begin_plan(struct tls_plan *t, struct spare *s, struct err *err)
{
	if (check_args(err) < 0
		|| tls_plan_fields(&args.header, &fields, err) < 0
		|| make_plan(t, &args.tls, err) < 0 || make_wish(s, err) < 0)
		return -1;
	if (args.keylog != NULL && tls_plan_keylog(t, args.keylog, err) < 0)
		return -1;
	return tls_plan_finish(t, err);
}

static int
next_target(void *arg, struct inquiry **ret, struct err *err _unused_)
{
	struct targets *t = arg;
	struct target *target;

	if (t->begun == t->n)
		return 0;
	target = &t->target[t->begun++];
	*ret = inquiry_new(t->plan, &wish, steal(target->host),
		steal(target->port));
	(*ret)->arg = target;
	return 0;
}

static void
took_target(void *arg, struct inquiry *q)
{
	struct targets *t = arg;
	struct target *target = q->arg;

	target->answer = q;
	for (; t->told < t->n; t->told++) {
		target = &t->target[t->told];
		if (target->answer == NULL)
			break;
		if (is_mermaid())
			draw(target->answer->given, t->told == 0);
		target_tell(t->report, target->answer, &args.expect);
		report_next(t->report);
		inquiry_free(target->answer);
		target->answer = NULL;
	}
}

static int
run_list(struct report *r, char **operands, struct err *err)
{
	_cleanup_tls_plan_ struct tls_plan plan = { .pass.known = false };
	_cleanup_(spare_done) struct spare spare = { .extra = { 0 } };
	struct target_list list = {
		.maker = { &args.tls, &plan, make_plan },
		.wish = &wish,
		.expect = &args.expect,
		.at_once = args.jobs,
	};

	if (operands[0] != NULL)
		return err_set(err, ERR_USAGE,
			"--targets: '%s' is one too many: the targets come "
			"from the list",
			operands[0]);
	if (begin_plan(&plan, &spare, err) < 0)
		return -1;
	return target_list_run(r, args.targets, &list, err);
}

static int
run_operands(struct report *r, char **operands, struct err *err)
{
	_cleanup_tls_plan_ struct tls_plan plan = { .pass.known = false };
	_cleanup_(spare_done) struct spare spare = { .extra = { 0 } };
	_cleanup_(targets_done) struct targets targets = { .report = r,
		.plan = &plan };
	struct inquest inquest = { next_target, NULL, took_target, &targets };

	if (targets_read(&targets, operands, err) < 0
		|| begin_plan(&plan, &spare, err) < 0)
		return -1;
	if (targets.n > 1)
		report_many(r);
	if (is_mermaid())
		report_instead(r);
	return inquest_run(&inquest, (size_t)args.jobs, err);
}

static int
run(struct report *r, char **operands, struct err *err)
{
	int result = args.targets != NULL ? run_list(r, operands, err)
					  : run_operands(r, operands, err);

	bytes_done(&fields);
	return result;
}

static const struct library libraries[] = {
	{ "GnuTLS", hash_library_version },
	{ NULL, NULL },
};

static const struct command commands[] = {
	{
		.summary = "perform a mutual-TLS handshake and wait for the "
			   "server's verdict",
		.operands = "HOST[:PORT]...",
		.opts = opts,
		.checks = checks,
		.causes = causes,
		.metrics = handshake_metrics,
		.run = run,
	},
	{ .run = NULL }
};

static const struct prog prog = {
	.name = "tlsbind-handshake",
	.summary = "perform a mutual-TLS handshake and wait for the server's "
		   "verdict",
	.commands = commands,
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	return prog_main(&prog, argc, argv);
}
