/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visit.c - what a visit came to, in its first words, and the order of the
 * rest.
 */
#include "judge/visit_part.h"

/* Chromium and its kin grease; Firefox knows delegated credentials. */
static bool
is_browser(const struct visit_bench *b)
{
	enum { DELEGATED_CREDENTIAL = 34 };
	bool greased = false;

	if (!b->has_hello)
		return false;
	for (size_t i = 0; i < clienthello_count(b->hello.suites); i++)
		greased |= clienthello_is_grease(
			clienthello_number(b->hello.suites, i));
	return greased || clienthello_has(&b->hello, DELEGATED_CREDENTIAL);
}

static enum visit_outcome
outcome_of_broken(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	switch (v->end) {
	case VISIT_OPEN:
		return VISIT_IS_BEGUN;
	case VISIT_NOT_TLS:
		return VISIT_IS_FOREIGN;
	case VISIT_TIMEOUT:
	case VISIT_STOPPED:
		return VISIT_IS_SILENT;
	default:
		if (v->n_held == 0)
			return VISIT_IS_SILENT;
		return v->requested && visit_left_silently(v) && is_browser(b)
			? VISIT_IS_LEFT
			: VISIT_IS_BROKEN;
	}
}

/* It was shown after the handshake; that its key is there was not. */
static bool
is_unproven(const struct visit *v)
{
	return v->requested_late && v->chain.n > 0 && *v->signature == '\0';
}

static enum visit_outcome
outcome_of(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	/* Some clients look at a certificate only after the handshake. */
	bool unhappy = v->n_requests == 0
		&& visit_blames_us(visit_fatal(v, false));

	if (v->refusal != REFUSAL_NONE)
		return VISIT_IS_REFUSED;
	if (*v->version == '\0' && v->n_requests > 0)
		return VISIT_IS_PLAIN;
	if (!v->handshake_done)
		return outcome_of_broken(b);
	if (unhappy || is_unproven(v))
		return VISIT_IS_BROKEN;
	if (v->chain.n == 0 && v->unreadable == NULL)
		return VISIT_IS_ANONYMOUS;
	return v->faults == 0 ? VISIT_IS_ACCEPTED : VISIT_IS_TAKEN;
}

/* ---- the first line ----------------------------------------------------- */

static unsigned
first_of(unsigned faults)
{
	return faults & -faults;
}

/* May a fault of this kind be an issuer's, and is it? */
static const char *
whose(const struct visit_bench *b, unsigned bit)
{
	const struct cert *c = b->leaf;
	bool own = true;

	switch (bit) {
	case VISIT_EXPIRED:
		own = c->x.not_after < b->r->now;
		break;
	case VISIT_NOT_YET:
		own = c->x.not_before > b->r->now;
		break;
	case VISIT_WEAK_KEY:
		own = cert_key_is_weak(c);
		break;
	case VISIT_WEAK_SIGNATURE:
		own = cert_signature_is_weak(c);
		break;
	case VISIT_REVOKED:
		own = b->v->chain.n == 1;
		break;
	default:
		break;
	}
	return own ? "" : " or an issuer in its chain,";
}

static void
head_refused(const struct visit_bench *b)
{
	const struct visit *v = b->v;
	unsigned all = visit_faults(v), counted = all & ~v->ignored;
	unsigned bit = first_of(counted != 0 ? counted : all);
	const char *words = visit_fault_words(bit);

	if (bit == VISIT_NO_CERT)
		report_headline(b->r, "REFUSED",
			"%s was refused: it sent no certificate", v->peer);
	else if (b->leaf == NULL)
		report_headline(b->r, "REFUSED",
			"%s was refused: its certificate %s", v->peer,
			words != NULL ? words : "was not taken");
	else
		report_headline(b->r, "REFUSED",
			"%s was refused: its certificate, %s,%s %s", v->peer,
			b->leaf->subject, whose(b, bit),
			words != NULL ? words : "was not taken");
}

static void
head_taken(const struct visit_bench *b)
{
	unsigned faults = visit_faults(b->v);
	unsigned bit = first_of(faults);
	const char *words = visit_fault_words(bit);

	if (b->leaf == NULL)
		report_headline(b->r, "TAKEN",
			"%s presented a certificate that cannot be read",
			b->v->peer);
	else if (faults == 0)
		report_headline(b->r, "TAKEN",
			"%s presented %s; there is no CA to hold it against",
			b->v->peer, b->leaf->subject);
	else
		report_headline(b->r, "TAKEN",
			"%s presented %s, and was let in although its "
			"certificate%s %s",
			b->v->peer, b->leaf->subject, whose(b, bit), words);
}

static void
head_foreign(const struct visit_bench *b)
{
	static const char *const speaks[] = {
		[SPEECH_HTTP] = "speaks HTTP without TLS",
		[SPEECH_PROXY] = "sends a PROXY protocol header, not TLS",
		[SPEECH_OTHER] = "does not speak TLS",
	};

	report_headline(b->r, "NOT TLS", "%s %s", b->v->peer,
		speaks[visit_speech(b->v)]);
}

static void
head_silent(const struct visit_bench *b)
{
	const char *did = b->v->n_held == 0
		? "connected and said nothing"
		: "began a handshake and did not go on";

	report_headline(b->r, "UNDECIDED", "%s %s", b->v->peer, did);
}

static void
head_failed(const struct visit_bench *b)
{
	_cleanup_str_ char *why = visit_break_words(b);

	report_headline(b->r, "FAILED", "%s did not finish the handshake: %s",
		b->v->peer, why);
}

static void
headline(const struct visit_bench *b)
{
	const struct visit *v = b->v;

	switch (b->outcome) {
	case VISIT_IS_REFUSED:
		head_refused(b);
		break;
	case VISIT_IS_BROKEN:
		head_failed(b);
		break;
	case VISIT_IS_LEFT:
		report_headline(b->r, "LEFT",
			"%s left when it was asked for a certificate", v->peer);
		break;
	case VISIT_IS_FOREIGN:
		head_foreign(b);
		break;
	case VISIT_IS_SILENT:
		head_silent(b);
		break;
	case VISIT_IS_BEGUN:
		report_headline(b->r, "BEGUN", "%s has begun a handshake",
			v->peer);
		break;
	case VISIT_IS_PLAIN:
		report_headline(b->r, "PLAIN", "%s was served without TLS",
			v->peer);
		break;
	case VISIT_IS_ACCEPTED:
		report_headline(b->r, "ACCEPTED",
			"%s presented a valid certificate: %s", v->peer,
			b->leaf->subject);
		break;
	case VISIT_IS_TAKEN:
		head_taken(b);
		break;
	case VISIT_IS_ANONYMOUS:
		report_headline(b->r, "ANONYMOUS",
			v->requested ? "%s was asked for a certificate, and "
				       "goes on without one"
				     : "%s was not asked for a certificate",
			v->peer);
		break;
	}
}

/* ---- all of it ---------------------------------------------------------- */

static struct lint
lint_of(const struct visit *v, const struct cert *leaf, int64_t now)
{
	/* Its signature was verified, or was found wrong. */
	bool wrong = (v->faults & VISIT_SIGNATURE) != 0;

	return (struct lint){ .chain = &v->chain,
		.leaf = leaf,
		.has_key = wrong || v->handshake_done,
		.key_fits = !wrong,
		.now = now };
}

/*
 * Whether one has signed the other takes long to find out; of a chain that
 * held it is known.  Only names that do not fit are then of interest.
 */
static void
link_chain(struct visit *v)
{
	struct certs *chain = &v->chain;

	for (size_t i = 0; v->faults == 0 && i + 1 < chain->n; i++) {
		const struct x509 *x = &chain->cert[i]->x;
		const struct x509 *issuer = &chain->cert[i + 1]->x;
		struct view wanted = { NULL, 0 }, is = { NULL, 0 };

		if (!view_eq(x->issuer, issuer->subject))
			continue;
		if (!x509_authority_key_id(x, &wanted)
			|| !x509_subject_key_id(issuer, &is)
			|| view_eq(wanted, is))
			chain->cert[i]->to_next = 1 + CERT_LINK_HOLDS;
	}
	for (size_t i = 0; i + 1 < chain->n; i++)
		if (chain->cert[i]->to_next == 0)
			chain->cert[i]->to_next = 1
				+ (int)cert_link(chain->cert[i],
					chain->cert[i + 1]);
}

void
judge_visit(struct report *r, struct visit *v)
{
	struct visit_bench b = { .r = r,
		.v = v,
		.leaf = visit_leaf(v),
		.own = v->server_cert };

	pthread_mutex_lock(&v->lock);
	r->now = v->at;
	report_subject(r, "%s", v->peer);
	link_chain(v);
	b.lint = lint_of(v, b.leaf, r->now);
	b.has_hello = v->hello.len > 0
		&& clienthello_parse(bytes_view(&v->hello), &b.hello,
			   &b.hello_error)
			== 0;
	b.outcome = outcome_of(&b);
	headline(&b);
	visit_diagnose(&b);
	visit_line(&b);
	visit_tell(&b);
	visit_check(&b);
	pthread_mutex_unlock(&v->lock);
}
