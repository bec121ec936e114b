/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GNU libmicrohttpd on sockets that the front hands over: which visit a
 * connection is of, what comes in, what goes out.
 */
#include "serve/http.h"

#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/front.h"
#include "serve/http_exchange.h"

enum {
	/*
	 * Routes may wait for a disk.  The library deals descriptors out by
	 * their remainder, and those of pairs are often all odd.
	 */
	THREADS = 3,

	/* Room to read more than we take, so that it is us who refuse it. */
	POOL = 2 * HTTP_MEMORY_MAX,

	/* A larger body is not waited for; the connection ends. */
	DISCARD_MAX = 16 * HTTP_BODY_MAX,
};

struct http {
	const struct http_site *site;
	struct MHD_Daemon *daemon;

	pthread_mutex_t lock;
	struct visit **waiting; /* by descriptor: not seen by a thread yet */
	size_t n_waiting;
};

static void
put_visit(struct http *h, int fd, struct visit *v)
{
	size_t had, at = (size_t)fd;

	pthread_mutex_lock(&h->lock);
	had = h->n_waiting;
	h->waiting = xgrow(h->waiting, &h->n_waiting, at + 1,
		sizeof(struct visit *));
	for (size_t i = had; i < h->n_waiting; i++)
		h->waiting[i] = NULL;
	/* One that the library dropped without a word. */
	visit_unref(h->waiting[at]);
	h->waiting[at] = visit_ref(v);
	pthread_mutex_unlock(&h->lock);
}

/* The caller gives it back; NULL if there is none. */
static struct visit *
take_visit(struct http *h, int fd)
{
	struct visit *v = NULL;

	pthread_mutex_lock(&h->lock);
	if ((size_t)fd < h->n_waiting)
		v = steal(h->waiting[fd]);
	pthread_mutex_unlock(&h->lock);
	return v;
}

static void
on_connection(void *cls, struct MHD_Connection *c, void **context,
	enum MHD_ConnectionNotificationCode what)
{
	const union MHD_ConnectionInfo *info;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		visit_unref(steal(*context));
		return;
	}
	info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info != NULL)
		*context = take_visit(cls, info->connect_fd);
}

/* The target is seen as sent here only. */
static void *
on_target(void *cls _unused_, const char *target, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
		MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct http_exchange *e = http_exchange_new(info->socket_context,
		target);

	e->raw_target = (struct http_span){ target, strlen(target) };
	return e;
}

static void
asked(struct http_exchange *e, const char *method)
{
	if (!e->asked)
		e->number = visit_asked(e->request.visit, method, e->target);
	e->asked = true;
}

static void
on_completed(void *cls _unused_, struct MHD_Connection *c, void **exchange,
	enum MHD_RequestTerminationCode how _unused_)
{
	struct http_exchange *e = steal(*exchange);
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
		MHD_CONNECTION_INFO_HTTP_STATUS);

	if (e == NULL)
		return;
	/* Some requests the library refuses without asking us. */
	asked(e, "?");
	if (!e->answered && info != NULL)
		visit_answered(e->request.visit, e->number, info->http_status);
	http_exchange_free(e);
}

static enum MHD_Result
on_field(void *cls, enum MHD_ValueKind kind _unused_, const char *name,
	size_t name_len, const char *value, size_t value_len)
{
	struct http_exchange *e = cls;

	http_exchange_span(e, name, name_len);
	http_exchange_span(e, value, value_len);
	http_exchange_field(e, name, value, value_len);
	return MHD_YES;
}

static void
free_body(void *body)
{
	struct strbuf *b = body;

	strbuf_done(b);
	free(b);
}

/* Takes P's body over. */
static struct MHD_Response *
response_of(struct http_reply *p)
{
	struct strbuf *body = xcalloc(1, sizeof(*body));
	struct MHD_Response *r;

	*body = p->body;
	p->body = (struct strbuf){ NULL };
	r = MHD_create_response_from_buffer_with_free_callback_cls(body->len,
		body->data, free_body, body);
	if (r == NULL) {
		free_body(body);
		return NULL;
	}
	for (size_t i = 0; i < p->n_fields; i++)
		MHD_add_response_header(r, p->field[i].name, p->field[i].value);
	return r;
}

static enum MHD_Result
send_reply(struct MHD_Connection *c, struct http_exchange *e,
	struct http_reply *p)
{
	struct MHD_Response *r;
	enum MHD_Result result = MHD_NO;

	http_reply_finish(p);
	r = response_of(p);
	/* Noted before the client can know of it. */
	visit_answered(e->request.visit, e->number, p->status);
	e->answered = true;
	if (r != NULL) {
		result = MHD_queue_response(c, p->status, r);
		MHD_destroy_response(r);
	}
	http_reply_done(p);
	return result;
}

static enum MHD_Result
refuse(struct MHD_Connection *c, struct http_exchange *e, unsigned status,
	const char *why)
{
	struct http_reply p = { .close = true };

	http_reply_error(&p, status, why);
	return send_reply(c, e, &p);
}

/* The header section is there; a reply now ends the connection. */
static enum MHD_Result
begin(struct MHD_Connection *c, struct http_exchange *e, const char *method,
	const char *version)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c,
		MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	size_t size = info != NULL ? info->header_size : 0;
	const char *why = "the header section is malformed";
	unsigned status;

	e->request.method = arena_strdup(&e->arena, method);
	e->version = arena_strdup(&e->arena, version);
	asked(e, method);
	http_exchange_span(e, method, strlen(method));
	http_exchange_span(e, e->raw_target.at, e->raw_target.len);
	http_exchange_span(e, version, strlen(version));
	MHD_get_connection_values_n(c, MHD_HEADER_KIND, on_field, e);
	if (!http_is_exact(e, method + size))
		return refuse(c, e, 400, why);
	status = http_fault(e, size, &why);
	return status != 0 ? refuse(c, e, status, why) : MHD_YES;
}

static enum MHD_Result
take_body(struct http_exchange *e, const char *data, size_t *len)
{
	e->body_len += *len;
	if (e->body_len > DISCARD_MAX)
		return MHD_NO;
	if (e->body_len <= HTTP_BODY_MAX)
		bytes_append(&e->body, data, *len);
	*len = 0;
	return MHD_YES;
}

static enum MHD_Result
answer(const struct http *h, struct MHD_Connection *c, struct http_exchange *e)
{
	/* What follows chunks is not trusted to be another request. */
	struct http_reply p = {
		.close = http_header_count(&e->request, "Transfer-Encoding") > 0
	};

	if (e->body_len > HTTP_BODY_MAX)
		return refuse(c, e, 413, "the body is too large");
	e->request.body = bytes_view(&e->body);
	http_answer(h->site, e, &p);
	return send_reply(c, e, &p);
}

/* Called with the header section, with each part of the body, at the end. */
static enum MHD_Result
on_request(void *cls, struct MHD_Connection *c, const char *url _unused_,
	const char *method, const char *version, const char *upload,
	size_t *upload_len, void **exchange)
{
	struct http_exchange *e = *exchange;

	if (e->version == NULL)
		return begin(c, e, method, version);
	if (*upload_len > 0)
		return take_body(e, upload, upload_len);
	return answer(cls, c, e);
}

/* The library would decode targets and parameters, we take them as sent. */
static size_t
leave_escaped(void *cls _unused_, struct MHD_Connection *c _unused_, char *s)
{
	return strlen(s);
}

int
http_new(const struct http_site *site, struct http **ret, struct err *err)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->site = site;
	pthread_mutex_init(&h->lock, NULL);
	/*
	 * How long a silence may last is the front's to say.  With epoll(7)
	 * the library takes 128 events at once, and when there were exactly so
	 * many it waits for more before it looks at them.
	 */
	h->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD
			| MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC,
		0, NULL, NULL, on_request, h, MHD_OPTION_THREAD_POOL_SIZE,
		(unsigned)THREADS, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)(2 * THREADS * FRONT_VISITS_MAX),
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, h, MHD_OPTION_END);
	if (h->daemon == NULL) {
		http_free(h);
		return err_set(err, ERR_SYSTEM, "libmicrohttpd does not start");
	}
	*ret = h;
	return 0;
}

int
http_serve(void *http, struct visit *v, int inner)
{
	struct sockaddr nobody = { .sa_family = AF_UNIX };
	struct http *h = http;

	put_visit(h, inner, v);
	/* It closes the socket when it fails, too. */
	if (MHD_add_connection(h->daemon, inner, &nobody, sizeof(nobody))
		== MHD_YES)
		return 0;
	return -1;
}

void
http_free(struct http *h)
{
	if (h == NULL)
		return;
	if (h->daemon != NULL)
		MHD_stop_daemon(h->daemon);
	for (size_t i = 0; i < h->n_waiting; i++)
		visit_unref(h->waiting[i]);
	free(h->waiting);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

void
http_freep(struct http **h)
{
	http_free(*h);
}

const char *
http_library_version(void)
{
	return MHD_get_version();
}
