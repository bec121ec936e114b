/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_front_part.h - what the files that make up the TLS front share among
 * themselves: nobody else includes it.
 *
 * A guest is one connection; a hand is a thread that looks after guests; the
 * porter lets them in.  Wherever a thread waits, it sees that the front stops.
 */
#ifndef NET_TLS_FRONT_PART_H
#define NET_TLS_FRONT_PART_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <pthread.h>

#include "net/front.h"
#include "net/tls_visitor.h"

enum {
	FRONT_STACK = 256 << 10, /* octets of a thread's stack */
	FRONT_IDLE_MAX = 32,     /* threads that wait for guests to come */
	FRONT_CROWD = 64,        /* threads that left: memory goes back */
	GUEST_IN_MAX = 64 << 10, /* plain octets on their way, each way */
	GUEST_OUT_MAX = 16 << 10,
	GUEST_BYE_MS = 200, /* for our last record to leave */
	GUEST_LAST = 7,     /* octets of a record with an alert */
};

/* What one identity looks like to GnuTLS. */
struct front_identity_tls {
	gnutls_pcert_st *pcert; /* the leaf first */
	unsigned n;
	gnutls_x509_crt_t leaf; /* for its names */
	gnutls_privkey_t key;   /* the plan's */
	int pk;                 /* gnutls_pk_algorithm_t of the leaf */
};

/* A visit that has ended and waits to be taken. */
struct front_ended {
	struct visit *visit;
	struct front_ended *next;
};

struct front {
	const struct front_plan *plan;

	/* ---- as it was made ---- */
	int listener[FRONT_DOORS_MAX];
	gnutls_datum_t ticket_key[FRONT_DOORS_MAX];
	gnutls_certificate_credentials_t cred;
	gnutls_priority_t priority, lax; /* the latter for clients' keys */
	struct front_identity_tls *identity;
	struct tls_visitor *visitor;
	size_t guests_max;
	int stop_fd; /* readable for ever once the front stops */
	int wake_fd; /* readable when there is room, or a hand has left */
	pthread_t porter;
	bool has_porter;
	size_t n_joined; /* by the porter, since memory was given back */
	uint64_t serial; /* the porter's */

	/* ---- under lock ---- */
	pthread_mutex_t lock;
	pthread_cond_t changed;      /* the queue, or what follows it */
	pthread_cond_t work;         /* a guest waits, or the front stops */
	struct guest *next_guest;    /* waits for a hand, and so on */
	struct guest **behind_guest; /* where the next one goes */
	size_t n_waiting, n_guests;  /* those with the ones that wait */
	struct front_hand *left;     /* to be joined */
	size_t n_hands, n_idle;
	struct front_ended *first, *last;
	size_t n_ended;
	bool stopping, /* the queue has no bound any more */
		empty; /* nobody will come any more */
};

/* A thread that looks after guests, one after the other. */
struct front_hand {
	struct front *front;
	pthread_t thread;
	struct front_hand *next;
};

/* Plain octets on their way: DATA[START..START + LEN). */
struct guest_pipe {
	uint8_t *data;
	size_t start, len;
	bool ended; /* nothing will come after them */
};

struct guest {
	struct front *front;
	size_t door;
	struct visit *visit;
	struct guest *next;

	int fd, inner;
	gnutls_session_t session; /* NULL: the octets are plain as they are */
	bool eof, reset, lost;    /* the transport's end, as it was seen */
	bool answered;            /* our ServerHello has left */
	bool judged;              /* the certificate has been weighed */
	bool asks_late;           /* a certificate, after the handshake */
	bool queued;              /* the visit was handed on */
	struct guest_pipe in, out;
	uint8_t last[GUEST_LAST]; /* octets that came */
};

/* How guest_wait() ended. */
enum guest_wait { GUEST_READY, GUEST_LATE, GUEST_STOPPED };

/* tls_front_cred.c: what all sessions share; ERR_USAGE, ERR_INPUT. */
int front_cred_new(struct front *f, struct err *err) _must_check_;
void front_cred_done(struct front *f);

/* tls_front_names.c: whom we ask for; ERR_INPUT. */
int front_names_new(struct front *f, struct err *err) _must_check_;

/* tls_front_listen.c: listen on all doors; ERR_NETWORK. */
int front_listen(struct front *f, struct front_plan *plan, struct err *err)
	_must_check_;
void front_listen_done(struct front *f);

/* tls_front_porter.c: let guests in until the front stops; a thread's main. */
void *front_porter(void *front);

/* tls_front_hand.c: find a thread for a guest, which is taken over. */
void front_welcome(struct front *f, struct guest *g);
/* Join the threads that have ended; how many others are there? */
size_t front_reap(struct front *f);
/* The front stops: wait for all threads. */
void front_see_out(struct front *f);

/* tls_front.c: hand a visit on, once; waits while the queue is full. */
void front_ended(struct guest *g);

/* tls_front_guest.c: look after one connection from its begin to its end. */
void guest_receive(struct guest *g);
void guest_free(struct guest *g);

/*
 * tls_front_io.c: wait until FD is ready for EVENTS of poll(), no longer than
 * the moment UNTIL_US of clock_mono_us().
 */
enum guest_wait guest_wait(struct guest *g, short events, int64_t until_us);
/* The same, for what the session waits for. */
enum guest_wait guest_wait_session(struct guest *g, int64_t until_us);
/* Wait for room to write, also when the front stops: is there some? */
bool guest_wait_write(struct guest *g, int64_t until_us);
/*
 * The code of the fatal alert that came last, in a record that is not
 * encrypted; -1: something else came.
 */
int guest_plain_alert(const struct guest *g);
/* Keep more of what the client has sent, for people to see. */
void guest_hold_more(struct guest *g);
/* Let the session use our descriptor, and let us see the octets. */
void guest_io_attach(struct guest *g);
/*
 * Plain octets: their number, 0 at the end, or an error of GnuTLS, of which
 * GNUTLS_E_AGAIN is to be called again when the transport is ready.
 */
ssize_t guest_read(struct guest *g, void *data, size_t size);
ssize_t guest_write(struct guest *g, const void *data, size_t size);
/* A few octets, past any session. */
void guest_send_plain(struct guest *g, const char *text);

/* tls_front_session.c: a session, and its handshake: 0, or -1 at its end. */
int guest_open(struct guest *g);
int guest_shake_hands(struct guest *g);
/* Ask for a certificate after the handshake; it is not judged yet. */
int guest_reauth(struct guest *g);
/* Those of TLS 1.3. */
int guest_send_tickets(struct guest *g);

/* tls_front_watch.c: see all messages; take what was agreed on. */
void guest_watch(struct guest *g);
void guest_take_facts(struct guest *g);
void guest_take_sni(struct guest *g);
/* Does the client offer a version that we speak? */
bool guest_shares_version(const struct guest *g);
void guest_take_signature(struct guest *g);

/* tls_front_judge.c: the client's Certificate message has come. */
void guest_take_certificate(struct guest *g, struct view body);
/* Weigh what the client presented, if that is still to be done. */
void guest_judge(struct guest *g);
/* A fault was seen by GnuTLS: it goes no further. */
void guest_find_fault(struct guest *g, unsigned fault);
bool guest_is_refused(const struct guest *g);
/* Ask after the handshake (RFC 8446 section 4.6.2): 0, or -1 at its end. */
int guest_ask_late(struct guest *g);

/* tls_front_pump.c: plain octets both ways, until the visit ends. */
void guest_pump(struct guest *g);
/* Read the first ones, to be handed on later: 0, or -1 at the end. */
int guest_pump_first(struct guest *g);
/* Read what has come besides; -1: there is no room, or an error. */
int guest_pump_more(struct guest *g);

/* tls_front_end.c: how a visit ends; only the first end counts. */
void
guest_end(struct guest *g, enum visit_end end, int error, const char *text);
void guest_end_wait(struct guest *g, enum guest_wait how);
/* By an error of GnuTLS; tells the client, if that is due. */
void guest_end_error(struct guest *g, int error);
/* A client that speaks TLS where we do not, if it is one: as HTTP would. */
bool guest_end_tls(struct guest *g);
/* As its certificate is refused: the alert, if there is to be one. */
void guest_end_refused(struct guest *g);
/* Note an alert. */
void guest_note_alert(struct guest *g, bool outgoing, bool fatal, unsigned c);
void guest_refuse_renegotiation(struct guest *g);
/* close_notify. */
void guest_bye(struct guest *g);
/* Close so that what we said last is read. */
void guest_part(struct guest *g);

#endif
