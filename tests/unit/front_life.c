/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front_life.c - tests of net/front.h: connections that begin and end in all
 * ways there are, limits, mistakes on purpose, and the end of the front.
 */
#include <sys/resource.h>

#include "front_stage.h"

enum {
	CLOSERS = 40,
	HALF_OPEN = 20,
	BIG = 3 << 20, /* octets there and back */
	ALERTS = 100000,
};

/* All that comes on a plain socket until its end; -1: reset, or too late. */
static ssize_t
drain(int fd, char *ret_text, size_t size)
{
	size_t n = 0;
	ssize_t r;

	while ((r = recv(fd, ret_text + n, size - 1 - n, 0)) > 0)
		n += (size_t)r;
	ret_text[n] = '\0';
	return r < 0 ? -1 : (ssize_t)n;
}

static void
say(int fd, const char *text, size_t len)
{
	if (send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		bail_out("not sent");
}

/* RST instead of FIN. */
static void
reset(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	close(fd);
}

/* ---- what is no handshake ------------------------------------------------ */

enum manner { EOF_AFTER, RESET_AFTER, SILENT_AFTER };

static const struct {
	const char *what, *octets;
	size_t len;
	enum manner manner;
	enum visit_end end;
	const char *answer; /* how it begins; NULL: not to be had */
} strangers[] = {
	{ "nothing", "", 0, EOF_AFTER, VISIT_EOF, NULL },
	{ "a reset at once", "", 0, RESET_AFTER, VISIT_RESET, NULL },
	{ "silence", "", 0, SILENT_AFTER, VISIT_TIMEOUT, "" },
	{ "HTTP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27, SILENT_AFTER,
		VISIT_NOT_TLS, "HTTP/1.0 400 " },
	{ "half a line of HTTP", "POST ", 5, SILENT_AFTER, VISIT_NOT_TLS,
		"HTTP/1.0 400 " },
	{ "another protocol", "SSH-2.0-x\r\n", 11, SILENT_AFTER, VISIT_NOT_TLS,
		"" },
	{ "two octets of nothing", "\1\2", 2, SILENT_AFTER, VISIT_NOT_TLS, "" },
	{ "an octet of TLS", "\x16", 1, SILENT_AFTER, VISIT_TIMEOUT, "" },
	{ "an octet of TLS and an end", "\x16", 1, EOF_AFTER, VISIT_EOF, NULL },
	{ "half a record", "\x16\3\1\1\0\1\0\0", 8, EOF_AFTER, VISIT_EOF,
		NULL },
	{ "half a record and a reset", "\x16\3\1\1\0\1\0\0", 8, RESET_AFTER,
		VISIT_RESET, NULL },
	{ "an alert", "\x15\3\3\0\2\2\x28", 7, SILENT_AFTER, VISIT_ALERT, "" },
	{ "a record of zeros", "\x16\3\3\0\4\0\0\0\0", 9, SILENT_AFTER,
		VISIT_BROKEN, "\x15\3" },
};

static void
test_strangers(void)
{
	struct stage st;

	stage_set(&st, FRONT_NONE, 0);
	st.plan.handshake_ms = 300;
	stage_open(&st);
	for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
		int fd = client_connect(&st, 0);
		const char *want = strangers[i].answer;
		_cleanup_visit_ struct visit *v = NULL;
		char got[SAID_MAX] = "";
		bool answered = true;

		say(fd, strangers[i].octets, strangers[i].len);
		if (strangers[i].manner == RESET_AFTER)
			reset(fd);
		else if (strangers[i].manner == EOF_AFTER)
			shutdown(fd, SHUT_WR);
		if (want != NULL)
			answered = drain(fd, got, sizeof(got)) >= 0
				&& strncmp(got, want, strlen(want)) == 0
				&& (*want != '\0' || *got == '\0');
		v = stage_next(&st);
		ok(v->end == strangers[i].end && answered && !v->handshake_done
				&& v->octets_in == strangers[i].len
				&& v->n_held == strangers[i].len
				&& memcmp(v->held, strangers[i].octets,
					   v->n_held)
					== 0
				&& *v->version == '\0',
			"%s: ends as %d (%s)", strangers[i].what, (int)v->end,
			v->error_text != NULL ? v->error_text : "");
		if (strangers[i].manner != RESET_AFTER)
			close(fd);
	}
	ok(st.echoes == 0, "nobody had to serve them");
	stage_close(&st);
}

/* An octet now and then does not make the handshake's time longer. */
static void
test_slow_hello(void)
{
	static const char hello[] = "\x16\3\1\2\0\1\0\1\xfc\3\3";
	struct stage st;
	_cleanup_visit_ struct visit *v = NULL;
	int fd, sent = 0;

	stage_set(&st, FRONT_NONE, 0);
	st.plan.handshake_ms = 400;
	stage_open(&st);
	fd = client_connect(&st, 0);
	while (sent < 100
		&& send(fd, hello + (sent < 10 ? sent : 9), 1, MSG_NOSIGNAL)
			== 1) {
		struct pollfd end = { .fd = fd, .events = POLLIN };

		sent++;
		if (poll(&end, 1, 50) > 0)
			break;
	}
	v = stage_next(&st);
	ok(v->end == VISIT_TIMEOUT && sent < 100, "a slow hello ends in time");
	close(fd);
	stage_close(&st);
}

/* ---- how a visit that was served ends ------------------------------------ */

static void
test_idle(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.plan.idle_ms = 200;
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	client_read(&c, 1);
	v = stage_next(&st);
	ok(v->end == VISIT_TIMEOUT && c.said_bye && st.echoes == 0,
		"1.%d: silence ends with close_notify", tls - 10);
	stage_close(&st);
}

static void
test_server_ends(int tls, bool refuse)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.refuse = refuse;
	st.hush = !refuse;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(v->end == VISIT_DONE && c.said_bye && *c.said == '\0'
			&& st.echoes == 1,
		"1.%d: who serves %s", tls - 10, refuse ? "cannot" : "ends");
	stage_close(&st);
}

static void
test_client_ends(int tls, enum visit_end end)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	gnutls_record_send(c.s, "x", 1);
	client_read(&c, 1);
	if (end == VISIT_ALERT)
		gnutls_alert_send(c.s, GNUTLS_AL_FATAL, GNUTLS_A_USER_CANCELED);
	if (end == VISIT_RESET)
		reset(c.fd);
	else
		close(c.fd);
	c.fd = -1;
	v = stage_next(&st);
	ok(v->end == end && v->handshake_done
			&& v->n_alerts == (end == VISIT_ALERT),
		"1.%d: the client ends it: %d", tls - 10, (int)v->end);
	ok(end != VISIT_ALERT
			|| (!v->alert[0].outgoing && v->alert[0].fatal
				&& v->alert[0].code == GNUTLS_A_USER_CANCELED),
		"1.%d: and its alert is kept", tls - 10);
	stage_close(&st);
}

/* Half is closed: what was asked before is answered. */
static void
test_half_close(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	gnutls_record_send(c.s, "last words", 10);
	gnutls_bye(c.s, GNUTLS_SHUT_WR);
	client_read(&c, SAID_MAX);
	v = stage_next(&st);
	ok(strcmp(c.said, "last words") == 0 && c.said_bye
			&& v->end == VISIT_CLOSED,
		"1.%d: half a close is answered", tls - 10);
	stage_close(&st);
}

static void *
write_all(void *arg)
{
	struct client *c = arg;
	uint8_t block[10000];
	ssize_t r = 0;

	for (size_t n = 0; n < BIG && r >= 0; n += sizeof(block)) {
		for (size_t i = 0; i < sizeof(block); i++)
			block[i] = (uint8_t)((n + i) * 31 >> 3);
		r = gnutls_record_send(c->s, block, sizeof(block));
	}
	gnutls_bye(c->s, GNUTLS_SHUT_WR);
	return NULL;
}

/* Much more than any buffer holds, there and back at the same time. */
static void
test_much(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	uint8_t block[7000];
	size_t n = 0, wrong = 0;
	pthread_t writer;
	ssize_t r;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	pthread_create(&writer, NULL, write_all, &c);
	/* The buffers fill up first. */
	(void)poll(NULL, 0, 200);
	for (;;) {
		r = gnutls_record_recv(c.s, block, sizeof(block));
		if (r == GNUTLS_E_AGAIN)
			continue;
		if (r <= 0)
			break;
		for (ssize_t i = 0; i < r; i++, n++)
			wrong += block[i] != (uint8_t)(n * 31 >> 3);
	}
	pthread_join(writer, NULL);
	v = stage_next(&st);
	ok(n >= BIG && wrong == 0 && r == 0 && v->octets_in > n
			&& v->octets_out > n,
		"1.%d: %zu octets, there and back", tls - 10, n);
	stage_close(&st);
}

/* ---- mistakes ------------------------------------------------------------- */

static void
test_silent_refusal(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	st.plan.mistakes = FRONT_CLOSE;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(c.alert == NO_ALERT && *c.said == '\0' && v->n_alerts == 0
			&& v->end == VISIT_REFUSED
			&& v->refusal == REFUSAL_CLOSE,
		"1.%d: refused without an alert", tls - 10);
	stage_close(&st);
}

/* The alert arrives although much was sent that nobody reads. */
static void
test_refused_talker(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	static const char block[16000];
	bool all_sent = true;
	char octet;
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	for (int i = 0; c.result == 0 && i < 12; i++)
		all_sent &= gnutls_record_send(c.s, block, sizeof(block)) > 0;
	(void)poll(NULL, 0, 100);
	if (c.result == 0)
		client_read(&c, 1);
	v = stage_next(&st);
	/* No reset comes, which other systems would let destroy the alert. */
	ok(c.alert > 0 && all_sent && v->end == VISIT_REFUSED
			&& recv(c.fd, &octet, 1, 0) == 0,
		"1.%d: alert %d reaches who talks on", tls - 10, c.alert);
	stage_close(&st);
}

static void
test_late_refusal(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_REQUIRE, tls);
	st.plan.mistakes = FRONT_LATE;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(c.result == 0 && c.alert > 0 && v->handshake_done && v->n_alerts == 1
			&& v->start_us + v->alert[0].at_us - v->handshake_us
				>= 1000000,
		"1.%d: refused a second later", tls - 10);
	stage_close(&st);
}

static void
test_no_tickets(int tls)
{
	_cleanup_(client_done) struct client c = { .tls = tls };
	_cleanup_visit_ struct visit *v = NULL;
	struct stage st;

	stage_set(&st, FRONT_NONE, tls);
	st.plan.mistakes = FRONT_NO_TICKETS;
	stage_open(&st);
	client_visit(&c, &st);
	v = stage_next(&st);
	ok(strcmp(c.said, "hello") == 0 && c.tickets == 0 && v->tickets == 0,
		"1.%d: no tickets", tls - 10);
	stage_close(&st);
}

static void
test_plain(void)
{
	_cleanup_visit_ struct visit *v = NULL;
	char got[SAID_MAX];
	struct stage st;
	int fd;

	stage_set(&st, FRONT_REQUIRE, 0);
	st.plan.mistakes = FRONT_PLAIN;
	stage_open(&st);
	fd = client_connect(&st, 0);
	say(fd, "GET / HTTP/1.0\r\n\r\n", 18);
	shutdown(fd, SHUT_WR);
	drain(fd, got, sizeof(got));
	v = stage_next(&st);
	ok(strcmp(got, "GET / HTTP/1.0\r\n\r\n") == 0 && v->end == VISIT_EOF
			&& !v->handshake_done && v->octets_in == 18
			&& v->octets_out == 18,
		"without TLS at all");
	close(fd);
	stage_close(&st);
}

static void
test_authorities(int tls, unsigned mistakes, enum front_auth auth, bool named)
{
	_cleanup_(
		client_done) struct client c = { .tls = tls, .holder = &good };
	struct stage st;

	stage_set(&st, auth, tls);
	st.plan.mistakes = mistakes;
	stage_open(&st);
	client_visit(&c, &st);
	visit_unref(stage_next(&st));
	ok(c.wants_name == named && strcmp(c.said, "hello") == 0,
		"1.%d: authorities are %snamed", tls - 10, named ? "" : "not ");
	stage_close(&st);
}

/* ---- limits and the end ---------------------------------------------------- */

static void
test_bound(void)
{
	struct stage st;
	int fd[3];
	struct pollfd third = { .events = POLLIN };
	char octet;

	stage_set(&st, FRONT_NONE, 0);
	st.plan.mistakes = FRONT_PLAIN;
	st.plan.visits_max = 2;
	stage_open(&st);
	for (size_t i = 0; i < 3; i++) {
		fd[i] = client_connect(&st, 0);
		say(fd[i], "x", 1);
		if (i < 2 && recv(fd[i], &octet, 1, 0) != 1)
			bail_out("no echo");
	}
	third.fd = fd[2];
	ok(poll(&third, 1, 300) == 0, "a third guest waits at the door");
	close(fd[0]);
	ok(recv(fd[2], &octet, 1, 0) == 1, "until one has left");
	close(fd[1]);
	close(fd[2]);
	stage_close(&st);
}

static void
test_no_descriptors(void)
{
	struct rlimit limit, low;
	struct stage st;
	int fd, held[256], n = 0;
	char octet;

	stage_set(&st, FRONT_NONE, 0);
	st.plan.mistakes = FRONT_PLAIN;
	st.plan.visits_max = 8;
	stage_open(&st);
	getrlimit(RLIMIT_NOFILE, &limit);
	low = limit;
	low.rlim_cur = 200;
	setrlimit(RLIMIT_NOFILE, &low);
	fd = client_connect(&st, 0);
	close(client_connect(&st, 0));
	while (n < (int)ARRAY_LEN(held) && (held[n] = dup(fd)) >= 0)
		n++;
	say(fd, "x", 1);
	(void)poll(NULL, 0, 300);
	while (n > 0)
		close(held[--n]);
	/* The one that was let in before may have found no socket pair. */
	close(fd);
	fd = client_connect(&st, 0);
	say(fd, "x", 1);
	ok(recv(fd, &octet, 1, 0) == 1, "descriptors may run out for a while");
	setrlimit(RLIMIT_NOFILE, &limit);
	close(fd);
	stage_close(&st);
}

/* A visit that ends at once; was it looked after? */
static bool
pass_by(const struct stage *st)
{
	int fd = client_connect(st, 0);
	struct pollfd end = { .fd = fd, .events = POLLIN };
	bool seen;

	shutdown(fd, SHUT_WR);
	seen = poll(&end, 1, 500) > 0;
	close(fd);
	return seen;
}

/* More visits than are kept, and nobody takes them. */
static void
test_queue(void)
{
	struct stage st;
	struct visit *v;
	size_t ended = 0, taken = 0;

	stage_set(&st, FRONT_NONE, 0);
	st.plan.visits_max = 2;
	stage_open(&st);
	while (ended <= FRONT_QUEUE_MAX && pass_by(&st))
		ended++;
	ok(ended == FRONT_QUEUE_MAX, "%zu visits are kept", ended);
	/* The place of the first one is that of the one that waits. */
	visit_unref(stage_next(&st));
	visit_unref(stage_next(&st));
	ok(pass_by(&st), "when some are taken, others may come");
	front_stop(st.front);
	for (; front_next(st.front, &v) > 0; taken++)
		visit_unref(v);
	ok(taken >= FRONT_QUEUE_MAX, "none of them is lost");
	front_free(st.front);
}

static void
client_await_tickets(struct client *c)
{
	char octet;

	while (c->tickets < (c->tls == 12 ? 1u : 2u))
		(void)!gnutls_record_recv(c->s, &octet, 1);
}

static ssize_t
keep(gnutls_transport_ptr_t octets, const void *data, size_t len)
{
	bytes_append(octets, data, len);
	return (ssize_t)len;
}

struct flood {
	int fd;
	struct bytes octets;
};

static void *
pour(void *flood)
{
	const struct flood *f = flood;
	size_t n = 0;
	ssize_t r;

	while (n < f->octets.len
		&& (r = send(f->fd, f->octets.data + n, f->octets.len - n,
			    MSG_NOSIGNAL))
			> 0)
		n += (size_t)r;
	return NULL;
}

/* TLS 1.2 has alerts without number: the stop is seen before the last. */
static void
test_flood(void)
{
	struct client c = { .tls = 12 };
	struct flood f = { .octets = { 0 } };
	pthread_t thread;
	struct visit *v;
	struct stage st;
	uint64_t in = 0;

	stage_set(&st, FRONT_NONE, 12);
	stage_open(&st);
	client_open(&c, &st);
	client_shake(&c);
	gnutls_transport_set_ptr2(c.s, (gnutls_transport_ptr_t)(intptr_t)c.fd,
		&f.octets);
	gnutls_transport_set_push_function(c.s, keep);
	for (size_t i = 0; i < ALERTS; i++)
		gnutls_alert_send(c.s, GNUTLS_AL_WARNING,
			GNUTLS_A_USER_CANCELED);
	f.fd = c.fd;
	if (pthread_create(&thread, NULL, pour, &f) != 0)
		bail_out("no thread");
	usleep(20000);
	front_stop(st.front);
	while (front_next(st.front, &v) > 0) {
		in = v->octets_in;
		visit_unref(v);
	}
	front_free(st.front);
	ok(in > 0 && in < f.octets.len,
		"1.2: the stop is seen in a flood of alerts");
	pthread_join(thread, NULL);
	client_done(&c);
	bytes_done(&f.octets);
}

static void
test_stop(int tls)
{
	struct client open[CLOSERS];
	int half[HALF_OPEN];
	size_t stopped = 0, byes = 0;
	struct visit *v;
	struct stage st;
	int64_t start_us;

	stage_set(&st, FRONT_NONE, tls);
	stage_open(&st);
	for (size_t i = 0; i < CLOSERS; i++) {
		open[i] = (struct client){ .tls = tls };
		client_open(&open[i], &st);
		client_shake(&open[i]);
		/* Some have said nothing yet, but the server knows them. */
		if (i % 2 == 0)
			gnutls_record_send(open[i].s, "x", 1);
		if (i % 2 == 0)
			client_read(&open[i], 1);
		else
			client_await_tickets(&open[i]);
	}
	for (size_t i = 0; i < HALF_OPEN; i++) {
		half[i] = client_connect(&st, 0);
		say(half[i], "\x16\3\1", 3);
	}
	start_us = clock_mono_us();
	front_stop(st.front);
	front_stop(st.front);
	while (front_next(st.front, &v) > 0) {
		stopped += v->end == VISIT_STOPPED;
		visit_unref(v);
	}
	front_free(st.front);
	ok(clock_mono_us() - start_us < 5000000 && stopped >= CLOSERS,
		"1.%d: %zu visits were stopped", tls - 10, stopped);
	for (size_t i = 0; i < CLOSERS; i++) {
		client_read(&open[i], 1);
		byes += open[i].said_bye;
		client_done(&open[i]);
	}
	ok(byes == CLOSERS, "1.%d: and told so", tls - 10);
	for (size_t i = 0; i < HALF_OPEN; i++)
		close(half[i]);
}

static void
test_refusals_of_ours(void)
{
	struct stage st, second;
	struct front *f = NULL;
	struct err err;

	stage_set(&st, FRONT_NONE, 0);
	stage_open(&st);
	stage_set(&second, FRONT_NONE, 0);
	second.plan.door[0].port = st.plan.door[0].port;
	ok(front_new(&second.plan, &f, &err) < 0 && err.kind == ERR_NETWORK,
		"a port that is taken: %s", err.text);
	second.plan.door[0].port = 0;
	second.plan.priority = "NOTHING";
	ok(front_new(&second.plan, &f, &err) < 0 && err.kind == ERR_USAGE,
		"a priority that is none: %s", err.text);
	second.plan.priority = NULL;
	second.plan.identity[0].key = good.key;
	ok(front_new(&second.plan, &f, &err) < 0 && err.kind == ERR_INPUT,
		"a key of another certificate: %s", err.text);
	ok(f == NULL, "and nothing was made");
	stage_close(&st);
}

static void
test_six(void)
{
	struct stage st;
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct visit *v;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	stage_set(&st, FRONT_NONE, 0);
	st.plan.door[0].host = "::1";
	stage_open(&st);
	six.sin6_port = htons((uint16_t)st.plan.door[0].port);
	if (fd < 0 || connect(fd, (struct sockaddr *)&six, sizeof(six)) < 0)
		bail_out("no IPv6");
	close(fd);
	v = stage_next(&st);
	ok(strncmp(v->local, "[::1]:", 6) == 0
			&& strncmp(v->peer, "[::1]:", 6) == 0,
		"%s from %s", v->local, v->peer);
	visit_unref(v);
	stage_close(&st);
}

int
main(void)
{
	holders_make();
	test_strangers();
	test_slow_hello();
	for (int tls = 12; tls <= 13; tls++) {
		test_idle(tls);
		test_server_ends(tls, true);
		test_server_ends(tls, false);
		test_client_ends(tls, VISIT_EOF);
		test_client_ends(tls, VISIT_RESET);
		test_client_ends(tls, VISIT_ALERT);
		test_half_close(tls);
		test_much(tls);
		test_silent_refusal(tls);
		test_refused_talker(tls);
		test_late_refusal(tls);
		test_no_tickets(tls);
		test_authorities(tls, 0, FRONT_REQUIRE, true);
		test_authorities(tls, 0, FRONT_ANY, false);
		test_authorities(tls, FRONT_CA_EMPTY, FRONT_REQUIRE, false);
		test_authorities(tls, FRONT_CA_OTHER, FRONT_ANY, true);
		test_authorities(tls, FRONT_CA_HUGE, FRONT_REQUIRE, true);
		test_stop(tls);
	}
	test_flood();
	test_plain();
	test_bound();
	test_no_descriptors();
	test_queue();
	test_refusals_of_ours();
	test_six();
	holders_done();
	return tap_done();
}
