/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_plan.c - one function a step; each says why the step would tell
 * nothing, or nothing that is asked.
 */
#include "judge/inquiry_plan.h"

static bool
has(const struct inquiry_case *c, sign_set any)
{
	return (c->signs & any) != 0;
}

static const char *
omits_none(const struct inquiry_case *c)
{
	if (!has(c, SIGN(REQUESTED)))
		return "no certificate was asked for";
	return has(c, SIGN(SENT)) ? NULL : "the first connection sent none";
}

static const char *
omits_other_tls(const struct inquiry_case *c)
{
	if (c->tls_given)
		return "the version was given";
	if (has(c, SIGN(REQUESTED)) && !has(c, SIGN(CONFIGURED)))
		return "there is no certificate to present";
	return NULL;
}

static const char *
omits_decoy(const struct inquiry_case *c)
{
	if (c->no_decoy)
		return "--no-decoy";
	return has(c, SIGN(REQUESTED)) ? NULL : "no certificate was asked for";
}

static const char *
omits_name(const struct inquiry_case *c, size_t n)
{
	if (c->names <= n)
		return "the server's certificate has no further name";
	return has(c, SIGN(REQUESTED)) && has(c, SIGN(NAME_ASKED))
		? "a certificate was asked for"
		: NULL;
}

static const char *
omits_no_name(const struct inquiry_case *c)
{
	if (!has(c, SIGN(NAME_ASKED)))
		return "the first connection asked for no name";
	return has(c, SIGN(REQUESTED)) ? "a certificate was asked for" : NULL;
}

/* In TLS 1.2 the first connection has taken part in a renegotiation. */
static const char *
omits_path(const struct inquiry_case *c)
{
	if (!c->path_given)
		return "no path was asked for";
	if (c->pha_offered && !has(c, SIGN(H2)))
		return "the first connection offered it";
	if (!has(c, SIGN(TLS13)) && !has(c, SIGN(H2)))
		return "it takes TLS 1.3";
	return has(c, SIGN(REQUESTED)) ? "a certificate was asked for" : NULL;
}

static const char *
omits_resume(const struct inquiry_case *c)
{
	if (!has(c, SIGN(ACCEPTED)) || !has(c, SIGN(SENT)))
		return "no certificate was accepted";
	return c->session ? NULL : "there is no session to resume";
}

/* A strange certificate is presented only to whoever asked for a diagnosis. */
static const char *
omits_resume_other(const struct inquiry_case *c)
{
	const char *why = omits_resume(c);

	if (why == NULL && !c->other && (c->no_decoy || !c->diagnose))
		return "there is no other certificate";
	return why;
}

static const char *
omits_other(const struct inquiry_case *c)
{
	if (!c->other)
		return "no other certificate was given";
	return has(c, SIGN(REQUESTED)) ? NULL : "no certificate was asked for";
}

static const char *
omits_extra(const struct inquiry_case *c)
{
	if (!c->completes)
		return "no certificate was given that completes the chain";
	if (has(c, SIGN(ACCEPTED)))
		return "the chain was accepted as it is";
	return has(c, SIGN(REQUESTED)) ? NULL : "no certificate was asked for";
}

bool
inquiry_asks(const struct inquiry_case *c)
{
	return !c->path_given && has(c, SIGN(TLS12) | SIGN(TLS13))
		&& !has(c, SIGN(REJECTED) | SIGN(NO_HANDSHAKE));
}

static const char *
omits_http(const struct inquiry_case *c)
{
	if (c->path_given)
		return "the first connection asked";
	return inquiry_asks(c) ? NULL : "TLS has refused already";
}

/* The answer that tells why may be lost when a request meets a close. */
static const char *
omits_quiet(const struct inquiry_case *c)
{
	if (!c->path_given)
		return "the first connection made no request";
	return has(c, SIGN(CUT_OFF)) ? NULL : "an answer came";
}

const char *
inquiry_omits(const struct inquiry_case *c, enum step step)
{
	bool resumes = step == STEP_RESUME_NONE || step == STEP_RESUME_OTHER
		|| step == STEP_NONE;

	if (!c->diagnose && !(c->resume && resumes))
		return "not asked for";
	if (!c->reached || has(c, SIGN(NOT_TLS)))
		return "there is no TLS to ask";
	switch (step) {
	case STEP_NONE:
		return omits_none(c);
	case STEP_OTHER_TLS:
		return omits_other_tls(c);
	case STEP_DECOY:
		return omits_decoy(c);
	case STEP_NAME:
	case STEP_NAME_2:
	case STEP_NAME_3:
		return omits_name(c, (size_t)(step - STEP_NAME));
	case STEP_NO_NAME:
		return omits_no_name(c);
	case STEP_PATH:
		return omits_path(c);
	case STEP_RESUME_NONE:
		return omits_resume(c);
	case STEP_RESUME_OTHER:
		return omits_resume_other(c);
	case STEP_OTHER:
		return omits_other(c);
	case STEP_EXTRA:
		return omits_extra(c);
	case STEP_HTTP:
		return omits_http(c);
	case STEP_QUIET:
		return omits_quiet(c);
	case STEPS:
		break;
	}
	return "there is no such step";
}
