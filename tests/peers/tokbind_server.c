/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind_server.c - a TLS server for tests that negotiates Token Binding, or
 * breaks its rules, and tells what it sees; one connection after another.
 *
 *	tokbind_server CERT KEY [WORD=VALUE]...
 *
 * Words: priority (appended to NORMAL), params ("2,1,0": what is negotiated,
 * the most preferred first; "": nothing), raw (answer these octets, in hex,
 * whatever was asked for), http (1: answer requests).  It prints "port N", and
 * for each connection "negotiated NAME" or "failed WORDS", "alert N", "ekm
 * HEX", "header VALUE" and at last "end".
 */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hex.h"
#include "net/tokbind.h"

enum { REQUEST_MAX = 16384, EKM_LEN = 32, PATIENCE_S = 10 };

static struct {
	const char *priority, *params, *raw;
	bool http;
} args = { .priority = "", .params = "2,1,0" };

static struct tbneg_config config = { .min = TBNEG_V1_0, .max = TBNEG_V1_0 };
static struct bytes raw;
static gnutls_certificate_credentials_t cred;
static gnutls_datum_t ticket_key;

_Noreturn static void _printf_(1, 2) die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void _printf_(1, 2) say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static void
read_argument(const char *arg)
{
	const char *value = strchr(arg, '=');
	size_t len;

	if (value == NULL)
		die("%s: no value", arg);
	len = (size_t)(value++ - arg);
	if (strncmp(arg, "priority", len) == 0)
		args.priority = value;
	else if (strncmp(arg, "params", len) == 0)
		args.params = value;
	else if (strncmp(arg, "raw", len) == 0)
		args.raw = value;
	else if (strncmp(arg, "http", len) == 0)
		args.http = true;
	else
		die("%s: unknown", arg);
}

static void
prepare(const char *cert, const char *key)
{
	struct err err;

	for (const char *s = args.params; *s != '\0'; s++)
		if (*s >= '0' && *s < '0' + TBID_PARAMS
			&& config.n < TBID_PARAMS)
			config.params[config.n++] = (uint8_t)(*s - '0');
	if (args.raw != NULL && *args.raw != '\0'
		&& hex_decode(view_of_str(args.raw), &raw, &err) < 0)
		die("%s", err.text);
	gnutls_certificate_allocate_credentials(&cred);
	if (gnutls_certificate_set_x509_key_file(cred, cert, key,
		    GNUTLS_X509_FMT_PEM)
		< 0)
		die("%s, %s: cannot be used", cert, key);
	gnutls_session_ticket_key_generate(&ticket_key);
}

static int
listen_on_loopback(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) < 0
		|| listen(fd, 16) < 0
		|| getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		die("no socket");
	say("port %d", ntohs(a.sin_port));
	return fd;
}

static int
hook(gnutls_session_t s, unsigned type, unsigned when, unsigned incoming,
	const gnutls_datum_t *msg)
{
	struct tokbind *t = gnutls_session_get_ptr(s);

	return tokbind_watch(t, s, type, when, incoming,
		(struct view){ msg->data, msg->size });
}

static int
send_raw(gnutls_session_t s _unused_, gnutls_buffer_t buf)
{
	if (raw.len == 0)
		return GNUTLS_E_INT_RET_0;
	gnutls_buffer_append_data(buf, raw.data, raw.len);
	return (int)raw.len;
}

static int
receive_nothing(gnutls_session_t s _unused_, const unsigned char *d _unused_,
	size_t len _unused_)
{
	return 0;
}

static int
attach(struct tokbind *t, gnutls_session_t s)
{
	*t = (struct tokbind){ .own = &config, .server = true };
	if (args.raw != NULL)
		return gnutls_session_ext_register(s, "raw", TBNEG_EXTENSION,
			GNUTLS_EXT_MANDATORY, receive_nothing, send_raw, NULL,
			NULL, NULL,
			GNUTLS_EXT_FLAG_CLIENT_HELLO
				| GNUTLS_EXT_FLAG_TLS12_SERVER_HELLO
				| GNUTLS_EXT_FLAG_EE | GNUTLS_EXT_FLAG_TLS
				| GNUTLS_EXT_FLAG_IGNORE_CLIENT_REQUEST);
	return tokbind_attach(t, s);
}

static void
say_error(gnutls_session_t s, int r)
{
	if (r == GNUTLS_E_FATAL_ALERT_RECEIVED
		|| r == GNUTLS_E_WARNING_ALERT_RECEIVED)
		say("alert %d", (int)gnutls_alert_get(s));
}

static void
say_ekm(gnutls_session_t s)
{
	static const char label[] = "EXPORTER-Token-Binding";
	uint8_t ekm[EKM_LEN];
	_cleanup_str_ char *hex = NULL;

	if (gnutls_prf_rfc5705(s, sizeof(label) - 1, label, 0, NULL,
		    sizeof(ekm), (char *)ekm)
		< 0)
		die("no EKM");
	hex = hex_encode((struct view){ ekm, sizeof(ekm) }, HEX_LOWER);
	say("ekm %s", hex);
}

/* Every line of the request that begins with the name of our field. */
static void
say_headers(char *request)
{
	static const char name[] = "Sec-Token-Binding:";
	char *rest = request, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		line[strcspn(line, "\r")] = '\0';
		if (strncasecmp(line, name, sizeof(name) - 1) == 0)
			say("header%s", line + sizeof(name) - 1);
	}
}

static void
answer(gnutls_session_t s)
{
	static const char response[] = "HTTP/1.1 200 OK\r\n"
				       "Content-Length: 3\r\n"
				       "Connection: close\r\n\r\nOK\n";
	char request[REQUEST_MAX + 1] = "";
	size_t len = 0;
	ssize_t r = 0;

	while (len < REQUEST_MAX && strstr(request, "\r\n\r\n") == NULL) {
		do
			r = gnutls_record_recv(s, request + len,
				REQUEST_MAX - len);
		while (r == GNUTLS_E_INTERRUPTED || r == GNUTLS_E_REHANDSHAKE);
		if (r <= 0)
			break;
		len += (size_t)r;
		request[len] = '\0';
	}
	if (r < 0)
		say_error(s, (int)r);
	if (r <= 0 || !args.http)
		return;
	say_headers(request);
	gnutls_record_send(s, response, sizeof(response) - 1);
}

static void
serve(int fd, gnutls_session_t s, struct tokbind *t)
{
	int r;

	gnutls_transport_set_int(s, fd);
	do
		r = gnutls_handshake(s);
	while (r < 0 && !gnutls_error_is_fatal(r));
	if (r < 0) {
		say("failed %s", gnutls_strerror(r));
		say_error(s, r);
		gnutls_alert_send_appropriate(s, r);
		return;
	}
	say("negotiated %s",
		t->verdict == TBNEG_NEGOTIATED ? tbid_params_name(t->params)
					       : "none");
	say_ekm(s);
	answer(s);
	gnutls_bye(s, GNUTLS_SHUT_WR);
}

static void
serve_one(int fd)
{
	_cleanup_str_ char *priority = xasprintf("NORMAL%s%s",
		*args.priority != '\0' ? ":" : "", args.priority);
	struct timeval patience = { .tv_sec = PATIENCE_S };
	struct tokbind t;
	gnutls_session_t s;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	gnutls_init(&s, GNUTLS_SERVER | GNUTLS_NO_SIGNAL);
	gnutls_session_set_ptr(s, &t);
	if (gnutls_priority_set_direct(s, priority, NULL) < 0
		|| attach(&t, s) < 0)
		die("%s: no session", priority);
	gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_session_ticket_enable_server(s, &ticket_key);
	gnutls_handshake_set_hook_function(s, GNUTLS_HANDSHAKE_ANY,
		GNUTLS_HOOK_BOTH, hook);
	serve(fd, s, &t);
	gnutls_deinit(s);
	close(fd);
	say("end");
}

int
main(int argc, char **argv)
{
	int listener, fd;

	if (argc < 3)
		die("tokbind_server CERT KEY [WORD=VALUE]...");
	for (int i = 3; i < argc; i++)
		read_argument(argv[i]);
	prepare(argv[1], argv[2]);
	listener = listen_on_loopback();
	while ((fd = accept(listener, NULL, NULL)) >= 0)
		serve_one(fd);
	die("accept");
}
