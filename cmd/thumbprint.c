/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsbind-thumbprint - every name by which tokens, pins and logs know a
 * certificate.
 */
#include <errno.h>
#include <unistd.h>

#include "base/io.h"
#include "cli/prog.h"
#include "cli/tls_opts.h"
#include "judge/cert_header.h"
#include "judge/lint_file.h"
#include "judge/match.h"
#include "judge/readable.h"
#include "judge/tell_cert.h"
#include "judge/tell_item.h"
#include "judge/thumb.h"
#include "judge/tls_plan.h"
#include "net/tls_fetch.h"
#include "proof/certfile.h"
#include "proof/thumb.h"

enum { KEPT_MAX = 16 }; /* certificates that an answer in text shows */

static struct {
	const char *print, *pass, *connect, *servername, *key, *crl;
	bool lint;
	struct opt_list expect, match;
	int timeout_ms;
} args = { .timeout_ms = TLS_OPTS_TIMEOUT_MS };

static const struct opt opts[] = {
	OPT_GROUP("What to tell"),
	OPT_WORD('p', "print", &args.print, THUMB_PRINTS,
		"print this value only, one line a certificate"),
	OPT_LIST('e', "expect", &args.expect, "VALUE", NULL,
		"check that a certificate has this x5t#S256; may be repeated"),
	OPT_LIST('m', "match", &args.match, "KEY=VALUE", MATCH_WORDS,
		"check that a subject is what is registered; may be repeated"),
	OPT_FLAG('l', "lint", &args.lint,
		"look for flaws: each input is the chain of a client"),
	OPT_STR('k', "key", &args.key, "KEY",
		"the private key that the chain shall belong to"),
	OPT_FILE('\0', "crl", &args.crl,
		"look the certificates up in these revocation lists"),
	OPT_NEEDS("key", "lint"),
	OPT_NEEDS("crl", "lint"),
	OPT_GROUP("Where certificates come from"),
	OPT_STR('\0', "pass", &args.pass, "SOURCE",
		"passphrase or PIN: a file, - or env:NAME"),
	OPT_STR('\0', "connect", &args.connect, "HOST:PORT",
		"take the chain that this TLS server sends"),
	OPT_STR('s', "servername", &args.servername, "NAME",
		"ask the server for this name"),
	OPT_MS('\0', "timeout", &args.timeout_ms, 1, 3600000,
		"give up on the server after so long (10)"),
	OPT_NEEDS("servername", "connect"),
	OPT_NEEDS("timeout", "connect"),
	OPT_EXCLUDES("print", "expect"),
	OPT_EXCLUDES("print", "match"),
	OPT_EXCLUDES("print", "format"),
	OPT_EXCLUDES("print", "quiet"),
	OPT_EXCLUDES("lint", "print"),
	OPT_EXCLUDES("lint", "expect"),
	OPT_EXCLUDES("lint", "match"),
	OPT_EXCLUDES("lint", "connect"),
	OPT_END,
};

static const struct check *const checks[] = { &judge_thumb_expected,
	&judge_match_dn, &judge_match_dns, &judge_match_uri, &judge_match_ip,
	&judge_match_email, &judge_match_spelling, &judge_readable,
	&judge_header, LINT_CHECKS, NULL };

static const struct cause *const *const causes[] = { judge_thumb_causes,
	judge_match_causes, NULL };

/* What one run does, whatever the number of its inputs. */
struct work {
	struct report *r;
	const struct thumb_kind *print;
	struct thumb_judge judge;
	struct match_judge match;
	struct certfile_pass pass;
	size_t kept; /* facts that nobody took yet */
	size_t omitted;
	struct readable_judge readable;
	struct header_judge header;
	size_t undefined; /* without the value to print */
	char *lacking;    /* the first of these */
};

static void
work_done(struct work *w)
{
	free(w->lacking);
	judge_thumb_done(&w->judge);
	judge_match_done(&w->match);
	judge_readable_done(&w->readable);
	judge_header_done(&w->header);
	certfile_pass_done(&w->pass);
}

/* ---- --print ------------------------------------------------------------ */

/* A certificate without the value keeps its line: lines stay in step. */
static int
print_value(struct work *w, const struct x509 *x, const struct cert_item *i,
	struct err *err)
{
	char text[THUMB_TEXT];

	if (!w->print->compute(x, text)) {
		text[0] = '\0';
		if (w->undefined++ == 0)
			w->lacking = tell_place(i->name, i->index);
	}
	if (fputs_unlocked(text, stdout) == EOF
		|| putchar_unlocked('\n') == EOF)
		return err_errno(err, ERR_SYSTEM, errno, "standard output");
	return 0;
}

static int
end_print(const struct work *w, struct err *err)
{
	if (w->undefined == 0)
		return 0;
	return err_set(err, ERR_INPUT,
		"%s has no %s: empty lines stand for certificates without one "
		"(%zu)",
		w->lacking, w->print->name, w->undefined);
}

/* ---- reports ------------------------------------------------------------ */

static void
tell(struct report *r, const struct cert *c, const struct cert_item *i,
	const char *where)
{
	tell_item(r, c, i, where);
	if (args.match.n > 0)
		judge_match_tell(r, &c->x);
	tell_thumbs(r, &c->x);
	report_close(r);
}

/* A format that shows the headline first cannot take facts before the end. */
static void
keep_or_flush(struct work *w)
{
	report_flush(w->r);
	w->kept = w->r->n_facts > 0 ? w->kept + 1 : 0;
}

/* What is odd about the inputs so far. */
static void
say_inputs(struct work *w)
{
	judge_readable_say(&w->readable, w->r);
	judge_header_say(&w->header, w->r);
}

/* Where reports are lines, each certificate has its own. */
static void
tell_line(struct work *w, const struct cert *c, const struct cert_item *i,
	const char *where)
{
	report_subject(w->r, "%s", where);
	report_open_list(w->r, "certificates", NULL);
	tell(w->r, c, i, where);
	report_close(w->r);
	say_inputs(w);
	report_next(w->r);
}

static int
see(struct work *w, const struct cert_item *i, struct view whole,
	struct err *err)
{
	_cleanup_str_ char *where = tell_place(i->name, i->index);
	_cleanup_cert_ struct cert *c = NULL;
	bool explains = false;

	if (cert_read(i->der, &c, err) < 0)
		return -1;
	judge_readable_see(&w->readable, c, where);
	if (i->header != NULL)
		judge_header_see(&w->header, i->header, i->index, where);
	if (args.expect.n > 0)
		explains = judge_thumb_see(&w->judge, &c->x, i->name, i->index,
			i->index == 0 ? whole : (struct view){ NULL, 0 });
	explains |= judge_match_see(&w->match, &c->x, i->name, i->index);
	if (report_is_lines(w->r)) {
		tell_line(w, c, i, where);
	} else if (w->kept < KEPT_MAX || explains) {
		tell(w->r, c, i, where);
		keep_or_flush(w);
	} else {
		w->omitted++;
	}
	return 0;
}

static void
begin_report(struct report *r)
{
	if (report_is_lines(r)) {
		report_many(r);
		return;
	}
	/* Facts before a headline are not shown before its end. */
	if (args.expect.n + args.match.n > 0)
		report_headline(r, "UNDECIDED", "no certificate was found");
	report_open_list(r, "certificates", NULL);
}

static void
end_report(struct work *w)
{
	if (!report_is_lines(w->r))
		report_close(w->r);
	if (w->omitted > 0)
		report_line(w->r, NULL,
			"and %zu more certificate%s, left out here: -f json "
			"tells all",
			w->omitted, w->omitted == 1 ? "" : "s");
	if (w->judge.seen > 0)
		judge_thumb_say(&w->judge, w->r);
	if (w->match.seen > 0)
		judge_match_say(&w->match, w->r);
	say_inputs(w);
}

/* ---- inputs ------------------------------------------------------------- */

static int
print_one(struct work *w, const struct cert_item *i, struct err *err)
{
	struct x509 x;
	int rc = w->print->skim ? x509_skim(i->der, &x, err)
				: x509_parse(i->der, &x, err);

	return rc < 0 ? rc : print_value(w, &x, i, err);
}

static int
take_one(struct work *w, const struct cert_item *i, struct view whole,
	struct err *err)
{
	int rc = w->print != NULL ? print_one(w, i, err)
				  : see(w, i, whole, err);

	if (rc < 0 && err->kind == ERR_INPUT)
		return err_context(err, "%s: certificate %zu", io_name(i->name),
			i->index + 1);
	return rc;
}

static int
take(struct work *w, const char *name, struct err *err)
{
	_cleanup_certfile_ struct certfile *f = NULL;
	_cleanup_bytes_ struct bytes whole = { 0 };
	struct cert_item i = { .name = name };
	int more;

	if (certfile_open(name, &w->pass, &f, err) < 0)
		return -1;
	if (args.expect.n > 0)
		judge_thumb_whole(name, &whole);
	while ((more = certfile_next(f, &i.der, err)) > 0) {
		i.index = certfile_index(f);
		i.form = certfile_form_name(certfile_form(f));
		i.header = certfile_header(f);
		if (take_one(w, &i, bytes_view(&whole), err) < 0)
			return -1;
	}
	return more;
}

/* The chain of a server, whatever it is worth. */
static int
take_server(struct work *w, const char *target, struct err *err)
{
	_cleanup_str_ char *host = NULL, *port = NULL;
	_cleanup_certs_ struct certs chain = { 0 };

	if (tls_plan_target(target, &host, &port, err) < 0
		|| tls_fetch_chain(host, port, args.servername, args.timeout_ms,
			   &chain, err)
			< 0)
		return -1;
	for (size_t n = 0; n < chain.n; n++) {
		struct cert_item i = { bytes_view(&chain.cert[n]->der), target,
			n, "TLS", NULL };

		if (take_one(w, &i, (struct view){ NULL, 0 }, err) < 0)
			return -1;
	}
	return 0;
}

/* One bad input must not hide the others: the last error ends the report. */
static int
take_all(struct work *w, char **names, struct err *err)
{
	struct err now;
	int rc = 0;

	if (args.connect != NULL)
		rc = take_server(w, args.connect, err);
	for (; *names != NULL; names++) {
		if (take(w, *names, &now) >= 0)
			continue;
		if (rc < 0)
			prog_warn("%s", err->text);
		*err = now;
		rc = -1;
		if (now.kind != ERR_INPUT)
			break;
	}
	return rc;
}

static int
run(struct report *r, char **operands, struct err *err)
{
	char input[] = "-", *standard_input[] = { input, NULL };
	_cleanup_(work_done) struct work w = { .r = r,
		.pass = { .source = args.pass } };
	bool none = *operands == NULL && args.connect == NULL;
	int rc;

	if (judge_thumb_begin(&w.judge, args.expect.value, args.expect.n, err)
			< 0
		|| judge_match_begin(&w.match, args.match.value, args.match.n,
			   err)
			< 0)
		return -1;
	if (none && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
			"which certificate? name a file or a pkcs11: URL, give "
			"it on standard input, or take a server's: --connect");
	if (none)
		operands = standard_input;
	if (args.print != NULL) {
		w.print = thumb_kind_find(args.print);
		rc = take_all(&w, operands, err);
		return rc < 0 ? rc : end_print(&w, err);
	}
	if (args.lint)
		return lint_files(r, operands, args.key, args.crl, &w.pass,
			err);
	begin_report(r);
	rc = take_all(&w, operands, err);
	end_report(&w);
	return rc;
}

static const struct command commands[] = {
	{
		.summary = "tell the thumbprints by which tokens, pins and "
			   "logs know certificates",
		.operands = "[CERT]...",
		.opts = opts,
		.checks = checks,
		.causes = causes,
		.run = run,
	},
	{ .run = NULL }
};

static const struct library libraries[] = {
	{ "GnuTLS", hash_library_version },
	{ NULL, NULL },
};

static const struct prog prog = {
	.name = "tlsbind-thumbprint",
	.summary = "tell the thumbprints by which tokens, pins and logs know "
		   "certificates",
	.commands = commands,
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	return prog_main(&prog, argc, argv);
}
