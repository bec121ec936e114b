/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Visits, counted references to them, and the requests within.
 */
#include "net/visit.h"

#include "base/clock.h"

struct visit *
visit_new(void)
{
	struct visit *v = xcalloc(1, sizeof(*v));

	pthread_mutex_init(&v->lock, NULL);
	v->refs = 1;
	v->refusal = REFUSAL_NONE;
	v->at = clock_now();
	v->start_us = clock_mono_us();
	return v;
}

struct visit *
visit_ref(struct visit *v)
{
	pthread_mutex_lock(&v->lock);
	v->refs++;
	pthread_mutex_unlock(&v->lock);
	return v;
}

void
visit_unref(struct visit *v)
{
	bool last;

	if (v == NULL)
		return;
	pthread_mutex_lock(&v->lock);
	last = --v->refs == 0;
	pthread_mutex_unlock(&v->lock);
	if (!last)
		return;
	pthread_mutex_destroy(&v->lock);
	bytes_done(&v->hello);
	bytes_done(&v->ekm);
	certs_done(&v->chain);
	free(v->unreadable);
	free(v->error_text);
	free(v);
}

void
visit_unrefp(struct visit **v)
{
	visit_unref(*v);
}

const struct cert *
visit_leaf(const struct visit *v)
{
	return v->chain.n > 0 ? v->chain.cert[0] : NULL;
}

size_t
visit_asked(struct visit *v, const char *method, const char *target)
{
	size_t n;

	pthread_mutex_lock(&v->lock);
	n = v->n_requests++;
	if (n < VISIT_REQUESTS_MAX) {
		struct visit_request *q = &v->request[n];

		snprintf(q->method, sizeof(q->method), "%s", method);
		snprintf(q->target, sizeof(q->target), "%s", target);
	}
	pthread_mutex_unlock(&v->lock);
	return n;
}

void
visit_answered(struct visit *v, size_t number, unsigned status)
{
	pthread_mutex_lock(&v->lock);
	if (number < VISIT_REQUESTS_MAX)
		v->request[number].status = status;
	pthread_mutex_unlock(&v->lock);
}

const char *
visit_fault_name(unsigned bit)
{
	static const struct {
		unsigned bit;
		const char *name;
	} rows[] = {
		{ VISIT_NO_CERT, "no-certificate" },
		{ VISIT_UNREADABLE, "unreadable" },
		{ VISIT_UNKNOWN_CA, "unknown-ca" },
		{ VISIT_SELF_SIGNED, "self-signed" },
		{ VISIT_EXPIRED, "expired" },
		{ VISIT_NOT_YET, "not-yet-valid" },
		{ VISIT_PURPOSE, "no-client-auth" },
		{ VISIT_CA_PURPOSE, "ca-no-client-auth" },
		{ VISIT_KEY_USAGE, "no-digital-signature" },
		{ VISIT_WEAK_SIGNATURE, "weak-signature" },
		{ VISIT_WEAK_KEY, "weak-key" },
		{ VISIT_REVOKED, "revoked" },
		{ VISIT_CONSTRAINT, "constraint" },
		{ VISIT_SIGNATURE, "bad-signature" },
		{ VISIT_KEY_AGREEMENT, "key-agreement-only" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].bit == bit)
			return rows[i].name;
	return NULL;
}
