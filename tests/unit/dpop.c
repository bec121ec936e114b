/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proofs of RFC 9449 hold, each check can fail alone, and near misses are
 * named, by proofs of python3-cryptography.
 */
#include "judge/dpop.h"

#include "judge/dpop_cause.h"
#include "judge/jws.h"
#include "tap.h"
#include "vectors.h"

enum { CHECKS = 13 };

static const struct check *const all_checks[] = { DPOP_CHECKS };

static const char *
text_of(const struct json *c, const char *name)
{
	return json_string(json_get(c, name));
}

static struct dpop_case
case_of(const struct json *c)
{
	const char *token = text_of(c, "access_token");

	return (struct dpop_case){
		.method = text_of(c, "method"),
		.url = text_of(c, "url"),
		.nonce = text_of(c, "nonce"),
		.access_token = view_of_str(token != NULL ? token : ""),
		.jkt = text_of(c, "jkt"),
		.max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY,
	};
}

static bool
is_in(const struct json *list, const char *id)
{
	const struct json *j = json_first(list);

	while (j != NULL && strcmp(json_string(j), id) != 0)
		j = json_next(j);
	return j != NULL;
}

static size_t
length(const struct json *list)
{
	size_t n = 0;

	for (const struct json *j = json_first(list); j; j = json_next(j))
		n++;
	return n;
}

static const struct finding *
find(const struct report *r, const char *id)
{
	for (size_t i = 0; i < r->n_findings; i++)
		if (strcmp(r->findings[i].check->id, id) == 0)
			return &r->findings[i];
	return NULL;
}

/* What the case says of a check; what it does not name holds. */
static enum verdict
wanted(const struct json *c, const char *id)
{
	if (is_in(json_get(c, "fails"), id))
		return VERDICT_FAIL;
	if (is_in(json_get(c, "warns"), id))
		return VERDICT_WARN;
	return is_in(json_get(c, "skips"), id) ? VERDICT_SKIP : VERDICT_PASS;
}

static void
test_verdicts(const struct report *r, const struct json *c, const char *name)
{
	size_t named = length(json_get(c, "fails"))
		+ length(json_get(c, "warns")) + length(json_get(c, "skips"));
	size_t odd = 0;

	for (size_t i = 0; i < ARRAY_LEN(all_checks); i++) {
		const char *id = all_checks[i]->id;
		const struct finding *f = find(r, id);
		enum verdict want = wanted(c, id);

		odd += want != VERDICT_PASS;
		if (f == NULL || f->verdict != want)
			ok(false, "%s: %s is %s, should be %s: %s", name, id,
				f != NULL ? verdict_name(f->verdict) : "absent",
				verdict_name(want),
				f != NULL ? f->evidence.line[0] : "");
		else if (f->verdict == VERDICT_FAIL)
			ok(f->check == r->findings[i].check
					&& f->evidence.n > 0,
				"%s: %s: %s", name, id, f->evidence.line[0]);
	}
	ok(odd == named, "%s: the checks are those that were expected", name);
}

static void
test_causes(const struct report *r, const struct json *c, const char *name)
{
	const struct json *causes = json_get(c, "causes");
	size_t n = 0;

	for (size_t i = 0; i < r->n_diagnoses; i++)
		n += is_in(causes, r->diagnoses[i].cause->id);
	ok(n == r->n_diagnoses && n == length(causes), "%s: cause %s (%zu)",
		name, r->n_diagnoses > 0 ? r->diagnoses[0].cause->id : "none",
		r->n_diagnoses);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		ok(r->diagnoses[i].advice.n > 0, "%s: advice for %s", name,
			r->diagnoses[i].cause->id);
}

static bool
in_lines(const struct lines *l, const char *text)
{
	for (size_t i = 0; i < l->n; i++)
		if (strstr(l->line[i], text) != NULL)
			return true;
	return false;
}

static bool
says(const struct report *r, const char *text)
{
	bool said = false;

	for (size_t i = 0; i < r->n_facts; i++)
		said |= r->facts[i].text != NULL
			&& strstr(r->facts[i].text, text) != NULL;
	for (size_t i = 0; i < r->n_findings; i++)
		said |= in_lines(&r->findings[i].evidence, text)
			|| in_lines(&r->findings[i].advice, text);
	for (size_t i = 0; i < r->n_diagnoses; i++)
		said |= strstr(r->diagnoses[i].text, text) != NULL
			|| in_lines(&r->diagnoses[i].evidence, text)
			|| in_lines(&r->diagnoses[i].advice, text);
	return said;
}

/* The token is secret: its beginning, too, in whatever form. */
static void
test_secret(const struct report *r, const char *token, const char *name)
{
	enum { BEGINNING = 30 };
	_cleanup_str_ char *plain = xstrndup(token, BEGINNING);
	_cleanup_str_ char *coded = b64url(view_of_str(plain));

	ok(!says(r, plain) && !says(r, coded), "%s: no token is shown", name);
}

static void
test_case(const struct json *c)
{
	const char *name = text_of(c, "name");
	const struct dpop_case given = case_of(c);
	_cleanup_dpop_ struct dpop d = { .count = 0 };
	struct report r = { .program = "test" };
	enum verdict v;

	json_integer(json_get(c, "now"), &r.now);
	dpop_read(view_of_str(text_of(c, "dpop")), &d);
	v = judge_dpop(&r, &d, &given);
	ok(v == (length(json_get(c, "fails")) > 0 ? VERDICT_FAIL : VERDICT_PASS)
			&& report_status(&r) == (v == VERDICT_FAIL)
			&& r.headline == NULL && r.n_findings == CHECKS,
		"%s: %s", name, verdict_name(v));
	test_verdicts(&r, c, name);
	test_causes(&r, c, name);
	if (text_of(c, "access_token") != NULL)
		test_secret(&r, text_of(c, "access_token"), name);
	if (*text_of(c, "words") != '\0')
		ok(says(&r, text_of(c, "words")), "%s: %s", name,
			text_of(c, "words"));
	report_done(&r);
}

/* One of the RFC's proofs, at the moment when it was made. */
static void
test_published(const struct json *p, const char *jkt)
{
	const char *name = text_of(p, "name");
	const char *token = text_of(p, "access_token");
	const struct dpop_case given = { .method = text_of(p, "htm"),
		.url = text_of(p, "htu"),
		.access_token = view_of_str(token != NULL ? token : ""),
		.jkt = jkt,
		.max_age = DPOP_MAX_AGE,
		.leeway = DPOP_LEEWAY };
	_cleanup_dpop_ struct dpop d = { .count = 0 };
	struct report r = { .program = "test" };

	dpop_read(view_of_str(text_of(p, "dpop")), &d);
	r.now = d.iat;
	ok(judge_dpop(&r, &d, &given) == VERDICT_PASS && r.n_diagnoses == 0,
		"%s holds", name);
	for (size_t i = 0; i < r.n_findings; i++) {
		const struct finding *f = &r.findings[i];
		bool open = f->check == &check_dpop_nonce
			|| (f->check == &check_dpop_token && token == NULL);

		ok(f->verdict == (open ? VERDICT_SKIP : VERDICT_PASS),
			"%s: %s: %s", name, f->check->id, f->evidence.line[0]);
	}
	report_done(&r);
}

static void
test_rfc9449(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc9449-examples.json");
	const struct json *p = json_first(json_get(root, "proofs"));
	const char *jkt = text_of(root, "jkt");
	size_t n = 0;

	for (; p != NULL; p = json_next(p), n++)
		test_published(p, jkt);
	ok(n == 3, "RFC 9449 has three proofs");
}

/* What was read, in text with all that people paste around it. */
static void
test_found(void)
{
	static const struct {
		const char *text;
		size_t count;
		bool joined;
		const char *proof;
	} rows[] = {
		{ "a.b.c", 1, false, "a.b.c" },
		{ "  a.b.c\r\n", 1, false, "a.b.c" },
		{ "DPoP: a.b.c", 1, false, "a.b.c" },
		{ "DPOP:a.b.c\r\nHost: x", 1, false, "a.b.c" },
		{ "Host: x\r\n\r\nDPoP: a.b.c", 0, false, "" },
		{ "DPoP-Nonce: a.b.c", 0, false, "" },
		{ "DPoP: a.b.c\nDPoP: d.e.f", 2, false, "a.b.c" },
		{ "DPoP: a.b.c , d.e.f\nDPoP: g.h.i", 3, true, "a.b.c" },
		{ "a.b.c\n\nx.y.z\n", 2, false, "a.b.c" },
		{ "a.b.c,d.e.f", 2, true, "a.b.c" },
		{ "a.b.\nc", 1, false, "a.b.\nc" },
		{ "DPoP: a.b.c\n d", 1, false, "a.b.c\n d" },
		{ "{\"a\":1,\"b\":2}", 1, false, "{\"a\":1,\"b\":2}" },
		{ "", 0, false, "" },
		{ " \n", 0, false, "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_dpop_ struct dpop d = { .count = 0 };

		dpop_read(view_of_str(rows[i].text), &d);
		ok(d.count == rows[i].count && d.joined == rows[i].joined
				&& view_eq_str(d.jws.text, rows[i].proof),
			"text %zu: %zu proofs", i, d.count);
	}
}

/* Of a line among many, what holds is not said, and nothing for people. */
static void
test_terse(const struct json *root)
{
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c)) {
		struct dpop_case given = case_of(c);
		_cleanup_dpop_ struct dpop d = { .count = 0 };
		struct report r = { .program = "test", .terse = true };
		size_t fails = length(json_get(c, "fails"));
		enum verdict v;

		given.brief = true;
		json_integer(json_get(c, "now"), &r.now);
		dpop_read(view_of_str(text_of(c, "dpop")), &d);
		v = judge_dpop(&r, &d, &given);
		ok((v == VERDICT_FAIL) == (fails > 0)
				&& r.n_findings
					== fails + length(json_get(c, "warns")),
			"%s: the same in brief", text_of(c, "name"));
		for (size_t i = 0; i < r.n_diagnoses; i++)
			ok(strstr(r.diagnoses[i].cause->id, "-ath-") == NULL
					&& strncmp(r.diagnoses[i].cause->id,
						   "jws-", 4)
						!= 0,
				"%s: found without a search",
				r.diagnoses[i].cause->id);
		for (size_t i = 0; i < r.n_facts; i++)
			if (r.facts[i].kind == FACT_LINE)
				ok(false, "a line for people");
		report_done(&r);
	}
}

static size_t
count(const char *id)
{
	const struct cause *const *const lists[] = { dpop_cause_ids,
		judge_jws_causes };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t k = 0; lists[i][k] != NULL; k++)
			n += strcmp(lists[i][k]->id, id) == 0;
	return n;
}

/* Every cause is once in the list, and some case has it. */
static void
test_catalogue(const struct json *root)
{
	for (size_t i = 0; dpop_cause_ids[i] != NULL; i++) {
		const char *id = dpop_cause_ids[i]->id;
		const struct json *c = json_first(json_get(root, "cases"));

		while (c != NULL && !is_in(json_get(c, "causes"), id))
			c = json_next(c);
		ok(c != NULL && count(id) == 1
				&& dpop_cause_find(id) == dpop_cause_ids[i],
			"%s is a cause, and tested", id);
	}
	ok(dpop_cause_find("nonsense") == NULL, "nothing else is");
	ok(ARRAY_LEN(all_checks) == CHECKS, "there are 13 checks");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("dpop.json");
	const struct json *c = json_first(json_get(root, "cases"));

	test_rfc9449();
	test_found();
	for (; c != NULL; c = json_next(c))
		test_case(c);
	test_terse(root);
	test_catalogue(root);
	return tap_done();
}
