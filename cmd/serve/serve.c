/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsbind-serve - a diagnostic server: what did this client really present?
 * With a laboratory of certificate-bound tokens and Token Binding behind it.
 */
#include <signal.h>

#include "cli/prog.h"
#include "cli/render.h"
#include "judge/visit.h"
#include "proof/hash.h"
#include "serve/nginx.h"
#include "serve/setup.h"
#include "serve/whoami.h"

static struct serve_opts args;

static const struct opt opts[] = {
	OPT_GROUP("Where"),
	OPT_STR('l', "listen", &args.listen, "ADDR:PORT",
		"listen there, or at a PORT alone (127.0.0.1:0, any free one)"),
	OPT_INT('n', "count", &args.count, "N", 1, 1000000000,
		"end after so many connections"),
	OPT_GROUP("Clients"),
	OPT_WORD(0, "client-auth", &args.client_auth,
		"none request require any",
		"how to treat client certificates (require with --ca or --lab, "
		"else any)"),
	OPT_FILE(0, "ca", &args.ca,
		"clients' certificates must lead to these authorities"),
	OPT_FILE(0, "crl", &args.crl, "refuse what these lists revoke"),
	OPT_FLAG(0, "pha", &args.pha,
		"ask after the first request, not in the handshake (TLS 1.3)"),
	OPT_NEEDS("crl", "ca"),
	OPT_GROUP("Server"),
	OPT_LIST('c', "cert", &args.cert, "CERT", NULL,
		"present this certificate and its chain; of several, the one "
		"for the name asked for (repeatable)"),
	OPT_LIST('k', "key", &args.key, "KEY", NULL,
		"the key of each --cert, in that order (else from CERT)"),
	OPT_STR(0, "pass", &args.pass, "SOURCE",
		"passphrase: a file, - or env:NAME"),
	OPT_NEEDS("key", "cert"),
	OPT_GROUP("Protocol"),
	OPT_WORD(0, "tls", &args.tls, "1.2 1.3", "speak this version only"),
	OPT_STR(0, "priority", &args.priority, "STRING",
		"GnuTLS priority string, instead of the default"),
	OPT_EXCLUDES("tls", "priority"),
	OPT_LIST(0, "alpn", &args.alpn, "PROTOCOL", "http/1.1",
		"speak this application protocol (http/1.1; repeatable)"),
	OPT_MAYBE_WORDS(0, "tokbind", &args.tokbind, "PARAMS",
		"ecdsap256 rsa2048_pss rsa2048_pkcs1.5",
		"negotiate Token Binding with these key parameters (or all)"),
	OPT_MS(0, "timeout", &args.handshake_ms, 1, 3600000,
		"a handshake may take so long (10)"),
	OPT_MS(0, "idle", &args.idle_ms, 1, 3600000,
		"and silence after it (30)"),
	OPT_GROUP("Tests of clients"),
	OPT_WORD(0, "imitate", &args.imitate, IMITATE_WORDS,
		"answer bad client certificates as this software does"),
	OPT_LIST(0, "mistake", &args.mistakes, "WORD", SETUP_MISTAKES,
		"make this mistake on purpose (repeatable): " SETUP_MISTAKES),
	OPT_GROUP("Laboratory"),
	OPT_STR(0, "lab", &args.lab, "DIR",
		"make keys and certificates in DIR, once, and run an "
		"authorization server and protected resources with them"),
	OPT_FLAG(0, "opaque", &args.opaque,
		"issue access tokens that say nothing by themselves"),
	OPT_NEEDS("opaque", "lab"),
	OPT_EXCLUDES("lab", "cert"),
	OPT_EXCLUDES("lab", "ca"),
	OPT_END,
};

static const struct check *const checks[] = { VISIT_CHECKS, NULL };
static const struct cause *const *const causes[] = { judge_visit_causes, NULL };

/* For the signal handler. */
static struct front *running;

static void
stop(int number _unused_)
{
	if (running != NULL)
		front_stop(running);
}

static void
await_signals(void)
{
	struct sigaction sa = { .sa_handler = stop };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}

static void
announce(const struct setup *s)
{
	static const char *const does[] = {
		[FRONT_NONE] = "asks for no client certificate",
		[FRONT_REQUEST] = "asks for a client certificate",
		[FRONT_REQUIRE] = "requires a client certificate",
		[FRONT_ANY] = "asks for a client certificate, takes any",
	};

	for (size_t i = 0; i < s->plan.n_doors; i++) {
		char *origin = setup_origin(s, i);
		bool plain = (s->plan.mistakes & FRONT_PLAIN) != 0;

		prog_warn("listening on %s (%s: %s)", origin,
			s->plan.door[i].name,
			plain ? "speaks no TLS" : does[s->plan.door[i].auth]);
		free(origin);
	}
	if (!setup_is_loopback(s->host))
		prog_warn("%s is open to others: this is a diagnostic server, "
			  "not made for that",
			s->host);
}

/* A report a visit, until the count is reached or a signal comes. */
static int
watch(struct report *r, struct front *front, struct err *err)
{
	struct visit *v;
	int n = 0;

	report_many(r);
	while (front_next(front, &v) > 0) {
		judge_visit(r, v);
		visit_unref(v);
		report_next(r);
		if (++n == args.count)
			front_stop(front);
	}
	return n > 0 ? 0 : err_set(err, ERR_NETWORK, "no client came");
}

/* An address that cannot be had can be another one. */
static int
advise(struct err *err)
{
	struct err was = *err;

	if (was.kind != ERR_NETWORK)
		return -1;
	return err_set(err, was.kind, "%s: choose another one with --listen",
		was.text);
}

static int
run(struct report *r, char **operands, struct err *err)
{
	static const struct http_route *const plain[] = { whoami_routes, NULL };
	static const struct http_route *const lab[] = { whoami_routes,
		as_routes, resource_routes, tokbind_routes, NULL };
	_cleanup_setup_ struct setup setup = { .has_lab = false };
	struct http_site site = { .routes = plain, .refuse = nginx_refuses };
	_cleanup_(http_freep) struct http *http = NULL;
	_cleanup_front_ struct front *front = NULL;
	int result;

	if (*operands != NULL)
		return err_set(err, ERR_USAGE, "'%s': takes options only",
			*operands);
	if (setup_load(&setup, &args, r->now, err) < 0)
		return -1;
	if (setup.has_lab)
		site = (struct http_site){ .routes = lab,
			.arg = &setup.lab,
			.refuse = nginx_refuses };
	if (http_new(&site, &http, err) < 0)
		return -1;
	if (r->out->as_of)
		setup.plan.now = setup.lab.now = r->now;
	setup.plan.serve = http_serve;
	setup.plan.arg = http;
	setup.plan.listens = setup_origins;
	if (front_new(&setup.plan, &front, err) < 0)
		return advise(err);
	running = front;
	await_signals();
	announce(&setup);
	result = watch(r, front, err);
	running = NULL;
	return result;
}

static const struct command commands[] = {
	{
		.summary = "show what TLS clients present, and try out bound "
			   "tokens",
		.operands = "",
		.opts = opts,
		.checks = checks,
		.causes = causes,
		.run = run,
	},
	{ .run = NULL }
};

static const struct library libraries[] = {
	{ "GnuTLS", hash_library_version },
	{ "libmicrohttpd", http_library_version },
	{ "SQLite", store_library_version },
	{ NULL, NULL },
};

static const struct prog prog = {
	.name = "tlsbind-serve",
	.summary = "show what TLS clients present, and try out bound tokens",
	.commands = commands,
	.libraries = libraries,
};

int
main(int argc, char **argv)
{
	return prog_main(&prog, argc, argv);
}
