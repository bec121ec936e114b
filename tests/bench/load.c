/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load PORT CERT KEY TIMES THREADS - so many mutual-TLS handshakes with
 * localhost by GnuTLS alone, from several threads at once; each ends when the
 * server has said that it accepts: with its first ticket of TLS 1.3.
 */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

enum { THREADS_MAX = 64 };

static gnutls_certificate_credentials_t cred;
static gnutls_priority_t priority;
static uint16_t port;
static int times;

static int
connect_to_port(void)
{
	struct sockaddr_in sin = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (fd < 0 || connect(fd, (struct sockaddr *)&sin, sizeof(sin)) < 0)
		return -1;
	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0
		? -1
		: fd;
}

static int
saw_ticket(gnutls_session_t s)
{
	char octet;

	(void)gnutls_record_recv(s, &octet, 1);
	return (gnutls_session_get_flags(s) & GNUTLS_SFLAGS_SESSION_TICKET) != 0
		? 0
		: -1;
}

static int
visit(void)
{
	int fd = connect_to_port(), r;
	gnutls_session_t s;

	if (fd < 0 || gnutls_init(&s, GNUTLS_CLIENT) < 0)
		return -1;
	gnutls_priority_set(s, priority);
	gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_server_name_set(s, GNUTLS_NAME_DNS, "localhost", 9);
	gnutls_transport_set_int(s, fd);
	do
		r = gnutls_handshake(s);
	while (r < 0 && !gnutls_error_is_fatal(r));
	if (r >= 0)
		r = saw_ticket(s);
	gnutls_bye(s, GNUTLS_SHUT_WR);
	gnutls_deinit(s);
	close(fd);
	return r;
}

static void *
visit_often(void *failed)
{
	for (int i = 0; i < times; i++)
		if (visit() < 0)
			*(bool *)failed = true;
	return NULL;
}

int
main(int argc, char **argv)
{
	pthread_t thread[THREADS_MAX];
	bool failed[THREADS_MAX] = { false };
	int n = argc == 6 ? (int)strtol(argv[5], NULL, 10) : 0, bad = 0;

	if (n < 1 || n > THREADS_MAX
		|| gnutls_certificate_allocate_credentials(&cred) < 0
		|| gnutls_priority_init(&priority,
			   "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL)
			< 0)
		return 2;
	if (gnutls_certificate_set_x509_key_file(cred, argv[2], argv[3],
		    GNUTLS_X509_FMT_PEM)
		< 0)
		return 3;
	port = (uint16_t)strtol(argv[1], NULL, 10);
	times = (int)strtol(argv[4], NULL, 10) / n;
	for (int i = 0; i < n; i++)
		pthread_create(&thread[i], NULL, visit_often, &failed[i]);
	for (int i = 0; i < n; i++) {
		pthread_join(thread[i], NULL);
		bad += failed[i];
	}
	gnutls_certificate_free_credentials(cred);
	gnutls_priority_deinit(priority);
	return bad > 0;
}
