/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_handshake PORT CA CERT KEY TIMES - so many verified mutual-TLS
 * handshakes with localhost, one after the other, by GnuTLS alone and without
 * a word.  CA "-" means the system's trust.
 */
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"

static int
connect_to(uint16_t port)
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

/* A handshake, then what the server says next: its tickets, or its end. */
static int
shake(uint16_t port, gnutls_certificate_credentials_t cred)
{
	int fd = connect_to(port), r;
	gnutls_session_t session;

	if (fd < 0 || gnutls_init(&session, GNUTLS_CLIENT) < 0)
		return -1;
	gnutls_set_default_priority(session);
	gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_server_name_set(session, GNUTLS_NAME_DNS, "localhost", 9);
	gnutls_session_set_verify_cert(session, "localhost", 0);
	gnutls_transport_set_int(session, fd);
	do
		r = gnutls_handshake(session);
	while (r < 0 && !gnutls_error_is_fatal(r));
	gnutls_bye(session, GNUTLS_SHUT_WR);
	gnutls_deinit(session);
	close(fd);
	return r;
}

int
main(int argc, char **argv)
{
	gnutls_certificate_credentials_t cred;
	int times;

	if (argc != 6 || gnutls_certificate_allocate_credentials(&cred) < 0)
		return 2;
	times = (int)strtol(argv[5], NULL, 10);
	if ((strcmp(argv[2], "-") == 0
			    ? gnutls_certificate_set_x509_system_trust(cred)
			    : gnutls_certificate_set_x509_trust_file(cred,
				    argv[2], GNUTLS_X509_FMT_PEM))
			< 0
		|| gnutls_certificate_set_x509_key_file(cred, argv[3], argv[4],
			   GNUTLS_X509_FMT_PEM)
			< 0)
		return 3;
	for (int i = 0; i < times; i++)
		if (shake((uint16_t)strtol(argv[1], NULL, 10), cred) < 0)
			return 1;
	gnutls_certificate_free_credentials(cred);
	return 0;
}
