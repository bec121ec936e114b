/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_verify.c - the server's side of Token Binding, check by check.
 */
#include "judge/tbmsg_verify.h"

#include "judge/tbmsg_cause.h"
#include "judge/tbmsg_id.h"
#include "judge/tell_tbmsg.h"

enum {
	EXPLAINED_MAX = 4, /* signatures whose cause is looked for */
	SAID_MAX = 16,     /* bindings whose signature is told of */
};

/* A message, and how its signatures turned out. */
struct bench {
	struct report *r;
	const struct tbmsg_form *f;
	const struct tbmsg *m;
	const struct tbmsg_case *c;
	enum tbmsg_result *results; /* one for each binding */
	size_t explained;
};

/* The parse did not break off inside it. */
static bool
is_complete(const struct tbmsg_binding *b)
{
	return b->extensions.data != NULL;
}

/* Returns how many are invalid. */
static size_t
verify_all(struct bench *b)
{
	size_t invalid = 0;

	for (size_t i = 0; i < b->m->n; i++) {
		const struct tbmsg_binding *binding = &b->m->binding[i];

		if (!is_complete(binding))
			b->results[i] = TBMSG_UNEVALUATED;
		else
			b->results[i] = tbmsg_verify(binding, b->c->ekm);
		invalid += b->results[i] == TBMSG_INVALID;
	}
	return invalid;
}

/* ---- checks ------------------------------------------------------------- */

static void
check_negotiated(const struct bench *b)
{
	if (b->c->negotiated == TBMSG_NEGOTIATED_UNKNOWN) {
		report_check(b->r, &check_tokbind_negotiated, VERDICT_SKIP,
			"--negotiated does not tell");
	} else if (b->c->negotiated == TBMSG_NEGOTIATED_NONE) {
		report_check(b->r, &check_tokbind_negotiated, VERDICT_FAIL,
			"it was not: every binding must be rejected");
		report_advise(b->r,
			"see why with tlsbind-handshake --tokbind; clients "
			"must not send the header then");
	} else {
		report_check(b->r, &check_tokbind_negotiated, VERDICT_PASS,
			"%s", tbid_params_name((unsigned)b->c->negotiated));
	}
}

static void
check_counts(const struct bench *b)
{
	size_t provided = tbmsg_count(b->m, TBMSG_PROVIDED);
	size_t referred = tbmsg_count(b->m, TBMSG_REFERRED);

	report_check(b->r, &check_message_provided,
		provided == 1 ? VERDICT_PASS : VERDICT_FAIL,
		"%zu provided binding%s", provided, provided == 1 ? "" : "s");
	report_check(b->r, &check_message_referred,
		referred <= 1 ? VERDICT_PASS : VERDICT_FAIL,
		"%zu referred binding%s", referred, referred == 1 ? "" : "s");
}

static void
check_parameters(const struct bench *b)
{
	const struct tbmsg_binding *p = tbmsg_find(b->m, TBMSG_PROVIDED);
	char text[TELL_PARAMS_TEXT];

	if (b->c->negotiated < 0 || p == NULL) {
		report_check(b->r, &check_provided_parameters, VERDICT_SKIP,
			"%s",
			p == NULL ? "there is no provided binding"
				  : "--negotiated does not tell");
		return;
	}
	report_check(b->r, &check_provided_parameters,
		p->params == b->c->negotiated ? VERDICT_PASS : VERDICT_FAIL,
		"%s, negotiated %s", tell_tbmsg_params(p->params, text),
		tbid_params_name((unsigned)b->c->negotiated));
	if (p->params != b->c->negotiated)
		report_advise(b->r,
			"the client must prove a key of the kind that the "
			"server chose");
}

/* The layout's diagnosis is there already: say that the signature agrees. */
static void
explain_draft(const struct bench *b, const struct tbmsg_binding *binding)
{
	_cleanup_tbwhy_ struct tbwhy why = { .n = 0 };

	if (tbwhy_find(binding, b->c->ekm, NULL, 0, &why)
		&& why.row[0] == &tbwhy_draft)
		report_because(b->r,
			"it verifies as drafts -05 to -09 sign: the EKM alone, "
			"unhashed");
}

static void
explain(struct bench *b, size_t i, const char *whose)
{
	if (b->explained++ >= EXPLAINED_MAX)
		return;
	if (tbmsg_form_is_draft(b->f))
		explain_draft(b, &b->m->binding[i]);
	else
		judge_tbmsg_signature_cause(b->r, &b->m->binding[i], whose,
			b->c->ekm, b->c->others, b->c->n_others);
}

/* Why an unevaluated signature is, for those who must decide what to do. */
static const char *
unevaluated_words(const struct tbmsg_binding *b)
{
	return is_complete(b) ? "its key parameters are unknown"
			      : "the message breaks off inside it";
}

static void
check_one(struct bench *b, size_t i, const struct check *check,
	enum verdict unevaluated)
{
	const struct tbmsg_binding *binding = &b->m->binding[i];
	_cleanup_str_ char *whose = NULL;

	if (b->results[i] == TBMSG_VALID && b->r->terse)
		return;
	whose = tbmsg_form_whose(b->m, binding);
	if (b->results[i] == TBMSG_VALID) {
		report_check(b->r, check, VERDICT_PASS,
			"%s: with the EKM of %s", whose, b->c->ekm_name);
	} else if (b->results[i] == TBMSG_UNEVALUATED) {
		report_check(b->r, check, unevaluated, "%s: not evaluated: %s",
			whose, unevaluated_words(binding));
	} else {
		report_check(b->r, check, VERDICT_FAIL,
			"%s: not with the EKM of %s", whose, b->c->ekm_name);
		explain(b, i, whose);
	}
}

/* RFC 8471 contradicts itself here; the stricter reading is the safe one. */
static void
check_other(struct bench *b, size_t i)
{
	const struct tbmsg_binding *binding = &b->m->binding[i];
	_cleanup_str_ char *whose = NULL;

	if (b->results[i] != TBMSG_INVALID)
		return;
	whose = tbmsg_form_whose(b->m, binding);
	report_check(b->r, &check_other_signature, VERDICT_FAIL,
		"%s: not with the EKM of %s", whose, b->c->ekm_name);
	report_because(b->r,
		"RFC 8471 contradicts itself: section 3.1 ignores unknown "
		"types, section 4.2 rejects a message with any invalid "
		"signature; rejected here, as a server that verifies all of "
		"them does");
	explain(b, i, whose);
}

static void
check_signatures(struct bench *b)
{
	enum { OTHER = TBMSG_REFERRED + 1, KINDS };
	size_t others = 0, invalid = 0, valid = 0, said[KINDS] = { 0 };

	for (size_t i = 0; i < b->m->n; i++) {
		unsigned type = b->m->binding[i].type;
		unsigned kind = type <= TBMSG_REFERRED ? type : OTHER;

		/* One that is valid says nothing of those behind it. */
		if (b->results[i] != TBMSG_VALID && said[kind]++ >= SAID_MAX)
			continue;
		if (type == TBMSG_PROVIDED)
			check_one(b, i, &check_provided_signature,
				VERDICT_FAIL);
		else if (type == TBMSG_REFERRED)
			check_one(b, i, &check_referred_signature,
				VERDICT_WARN);
		else
			check_other(b, i);
		if (kind != OTHER)
			continue;
		others++;
		invalid += b->results[i] == TBMSG_INVALID;
		valid += b->results[i] == TBMSG_VALID;
	}
	if (others > 0 && invalid == 0)
		report_check(b->r, &check_other_signature,
			valid > 0 ? VERDICT_PASS : VERDICT_SKIP,
			"%zu of %zu such bindings could be evaluated", valid,
			others);
}

static void
add_unknown(const struct bench *b, size_t n, const char *what, bool *said)
{
	if (n == 0)
		return;
	if (*said)
		report_because(b->r, "bindings %s: %zu", what, n);
	else
		report_check(b->r, &check_message_unknown, VERDICT_WARN,
			"bindings %s: %zu", what, n);
	*said = true;
}

/* Unknown things are ignored, but not in silence. */
static void
check_unknown(const struct bench *b)
{
	size_t types = 0, params = 0, extensions = 0;
	bool said = false;

	for (size_t i = 0; i < b->m->n; i++) {
		const struct tbmsg_binding *binding = &b->m->binding[i];

		types += binding->type > TBMSG_REFERRED;
		params += tbid_params_name(binding->params) == NULL;
		extensions += binding->extensions.len > 0;
	}
	add_unknown(b, types, "of unknown type, which a server ignores", &said);
	add_unknown(b, params, "with unknown key parameters", &said);
	add_unknown(b, extensions, "with extensions, which no signature covers",
		&said);
	if (!said)
		report_check(b->r, &check_message_unknown, VERDICT_PASS,
			"nothing");
}

/* ---- IDs ---------------------------------------------------------------- */

static void
check_ids(const struct bench *b)
{
	if (b->c->expect_id.len > 0)
		judge_tbmsg_id(b->r, &check_provided_id, TBMSG_PROVIDED, b->m,
			b->results, b->c->expect_id, false);
	if (b->c->expect_tbh.len > 0)
		judge_tbmsg_id(b->r, &check_provided_id, TBMSG_PROVIDED, b->m,
			b->results, b->c->expect_tbh, true);
	if (b->c->referred_id.len > 0)
		judge_tbmsg_id(b->r, &check_referred_id, TBMSG_REFERRED, b->m,
			b->results, b->c->referred_id, false);
}

/* ---- the answer --------------------------------------------------------- */

/* What to say first when a check of this id failed, the gravest first. */
static const struct {
	const struct check *check;
	const char *words;
} headlines[] = {
	{ &check_tokbind_negotiated,
		"Token Binding was not negotiated: no binding counts" },
	{ &check_header_encoding, "the header value is malformed" },
	{ &check_message_length, "the message is malformed" },
	{ &check_message_structure, "the message is malformed" },
	{ &check_header_single, "there is more than one header field" },
	{ &check_message_provided,
		"there is not exactly one provided binding" },
	{ &check_provided_signature,
		"the provided token binding does not verify" },
	{ &check_referred_signature,
		"the referred token binding does not verify" },
	{ &check_other_signature,
		"a token binding of unknown type does not verify" },
	{ &check_message_referred, "there is more than one referred binding" },
	{ &check_binding_key, "a key is malformed" },
	{ &check_binding_signature_size, "a signature is malformed" },
	{ &check_binding_extensions, "an extension is malformed" },
	{ &check_provided_parameters,
		"the provided binding has other key parameters than "
		"negotiated" },
	{ &check_provided_id,
		"the provided Token Binding ID is not the expected one" },
	{ &check_referred_id,
		"the referred Token Binding ID is not the expected one" },
};

static bool
has_failed(const struct report *r, const struct check *check)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (r->findings[i].check == check
			&& r->findings[i].verdict == VERDICT_FAIL)
			return true;
	return false;
}

static void
headline(const struct bench *b)
{
	if (report_status(b->r) == 0) {
		if (b->c->negotiated == TBMSG_NEGOTIATED_UNKNOWN)
			report_line(b->r, NULL,
				"not judged: whether Token Binding was "
				"negotiated (--negotiated)");
		report_headline(b->r, "VALID",
			"the token binding message verifies with the EKM of %s",
			b->c->ekm_name);
		return;
	}
	if (b->f->headers == 0) {
		report_headline(b->r, "INVALID",
			"there is no Sec-Token-Binding header field");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(headlines); i++) {
		if (!has_failed(b->r, headlines[i].check))
			continue;
		report_headline(b->r, "INVALID", "%s", headlines[i].words);
		return;
	}
}

static void
tell(const struct bench *b)
{
	report_level(b->r, 0);
	tell_tbmsg(b->r, b->m, b->results, !b->c->brief);
	if (b->c->brief)
		return;
	report_level(b->r, 1);
	tell_tbmsg_table(b->r, b->m);
	report_level(b->r, 0);
}

void
judge_tbmsg_verify(struct report *r, struct tbmsg_form *f,
	const struct tbmsg_case *c)
{
	enum { FEW = 8 };
	enum tbmsg_result few[FEW];
	struct bench b = { .r = r, .f = f, .m = &f->msg, .c = c };

	b.results = f->msg.n <= FEW ? few
				    : xcalloc(f->msg.n, sizeof(*b.results));
	/* A signature that verifies shows that the point is on the curve. */
	if (verify_all(&b) > 0)
		tbmsg_check_points(&f->msg);
	tell(&b);
	check_negotiated(&b);
	judge_tbmsg_form(r, f);
	check_counts(&b);
	check_parameters(&b);
	check_signatures(&b);
	check_unknown(&b);
	check_ids(&b);
	headline(&b);
	if (b.results != few)
		free(b.results);
}
