/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the text of a header to the certificates that a proxy forwards in it.
 */
#include "proof/clienthdr.h"

#include <stdarg.h>

#include "proof/clienthdr_part.h"

/* ---- the result ---------------------------------------------------------- */

/* It only matters where there is no certificate at all. */
static bool
is_soft(const struct clienthdr_words *why)
{
	for (int i = CLIENTHDR_WHY_NULL; i <= CLIENTHDR_WHY_INFO; i++)
		if (why == clienthdr_why_words((enum clienthdr_why)i))
			return true;
	return false;
}

int
clienthdr_fail(struct clienthdr *h, enum clienthdr_why why, const char *fmt,
	...)
{
	const struct clienthdr_words *w = clienthdr_why_words(why);
	char seen[160];
	va_list ap;

	if (h->why != NULL && (!is_soft(h->why) || is_soft(w)))
		return -1;
	va_start(ap, fmt);
	(void)vsnprintf(seen, sizeof(seen), fmt, ap);
	va_end(ap);
	h->why = w;
	return err_set(&h->fault, ERR_INPUT, "%s%s%s: %s (%s)", w->words,
		seen[0] != '\0' ? ": " : "", seen, w->advice, w->cause);
}

struct clienthdr_element *
clienthdr_last(struct clienthdr *h)
{
	return h->n_elements == 0 ? NULL : &h->element[h->n_elements - 1];
}

void
clienthdr_remark(struct clienthdr *h, unsigned remarks)
{
	clienthdr_last(h)->remarks |= remarks;
}

bool
clienthdr_begin(struct clienthdr *h, struct view name, enum clienthdr_form form)
{
	struct clienthdr_element e = { .form = form };

	if (h->n_elements == CLIENTHDR_ELEMENTS) {
		clienthdr_fail(h, CLIENTHDR_WHY_LIMIT, "more than %d elements",
			CLIENTHDR_ELEMENTS);
		return false;
	}
	if (name.len > 0)
		e.name = xstrndup((const char *)name.data, name.len);
	h->element = xgrow(h->element, &h->cap_elements, h->n_elements + 1,
		sizeof(*h->element));
	h->element[h->n_elements++] = e;
	return true;
}

/* ---- a value ------------------------------------------------------------- */

/* Behind an item: parameters, which say nothing here, and the comma. */
static struct view
skip_parameters(struct view v)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < v.len && (quoted || v.data[i] != ','); i++) {
		if (v.data[i] == '"')
			quoted = !quoted;
		else if (quoted && v.data[i] == '\\' && i + 1 < v.len)
			i++;
	}
	return view_part(v, i + 1, v.len);
}

/* Where a byte sequence ends that has no colon behind it. */
static size_t
open_len(struct view v)
{
	size_t i = 0;

	while (i < v.len && v.data[i] != ',' && v.data[i] != ';')
		i++;
	return i;
}

/* One byte sequence, or a list of them (RFC 8941 sections 3.1 and 3.3.5). */
static int
take_rfc9440(struct clienthdr *h, struct view v)
{
	size_t items = 0;

	for (v = view_trim(v); v.len > 0; v = view_trim(skip_parameters(v))) {
		const uint8_t *end;
		struct view item;

		if (v.data[0] != ':')
			return clienthdr_fail(h, CLIENTHDR_WHY_DAMAGED,
				"item %zu does not begin with a colon",
				items + 1);
		v = view_part(v, 1, v.len);
		end = v.len == 0 ? NULL : memchr(v.data, ':', v.len);
		item = view_part(v, 0,
			end != NULL ? (size_t)(end - v.data) : open_len(v));
		v = view_part(v, item.len + (end != NULL ? 1 : 0), v.len);
		if (view_trim(item).len == 0)
			return clienthdr_fail(h, CLIENTHDR_WHY_EMPTY,
				"item %zu is ::", items + 1);
		if (clienthdr_take_base64(h, item, false) < 0)
			return -1;
		if (end == NULL)
			clienthdr_remark(h, CLIENTHDR_NO_END);
		items++;
	}
	return 0;
}

/* A mark that lost its fellow at the beginning is only in the way. */
static struct view
before_mark(struct clienthdr *h, struct view v)
{
	const uint8_t *mark = v.len == 0 ? NULL
					 : memmem(v.data, v.len, "-----END", 8);

	if (mark == NULL)
		return v;
	clienthdr_remark(h, CLIENTHDR_NO_END);
	return view_part(v, 0, (size_t)(mark - v.data));
}

/* Base64 of DER, with commas between several. */
static int
take_list(struct clienthdr *h, struct view text)
{
	_cleanup_bytes_ struct bytes plain = { 0 };
	struct view v;

	clienthdr_unescape(h, text, &plain);
	v = before_mark(h, bytes_view(&plain));
	if (clienthdr_begins(v, "MI", false))
		clienthdr_remark(h, CLIENTHDR_BARE);
	while (v.len > 0) {
		const uint8_t *comma = memchr(v.data, ',', v.len);
		struct view item = view_part(v, 0,
			comma != NULL ? (size_t)(comma - v.data) : v.len);

		v = view_part(v, item.len + 1, v.len);
		if (view_trim(item).len > 0
			&& clienthdr_take_base64(h, item, false) < 0)
			return -1;
	}
	return 0;
}

static struct view
without_quotes(struct clienthdr *h, struct view v)
{
	uint8_t quote = v.len > 0 ? v.data[0] : 0;

	if (quote != '"' && quote != '\'')
		return v;
	clienthdr_remark(h, CLIENTHDR_QUOTED);
	v = view_part(v, 1, v.len);
	if (v.len > 0 && v.data[v.len - 1] == quote)
		v.len--;
	return view_trim(v);
}

static int
fail_unknown(struct clienthdr *h, struct view v)
{
	return clienthdr_fail(h, CLIENTHDR_WHY_UNKNOWN,
		"%zu octets in no form that a proxy writes", v.len);
}

static int
take_form(struct clienthdr *h, enum clienthdr_form form, struct view v)
{
	switch (form) {
	case CLIENTHDR_RFC9440:
	case CLIENTHDR_RFC9440_CHAIN:
		return take_rfc9440(h, v);
	case CLIENTHDR_FOLDED_PEM:
		clienthdr_remark(h, CLIENTHDR_FOLDED);
		return clienthdr_take_pem(h, v);
	case CLIENTHDR_RAW_PEM:
		return clienthdr_take_pem(h, v);
	case CLIENTHDR_ESCAPED_PEM:
	case CLIENTHDR_ALB_PEM:
		return clienthdr_take_escaped(h, v);
	case CLIENTHDR_DER_LIST:
	case CLIENTHDR_ESCAPED_DER_LIST:
	case CLIENTHDR_DER:
	case CLIENTHDR_BASE64_PEM:
		return take_list(h, v);
	case CLIENTHDR_HASH:
		return clienthdr_take_hash(h, v);
	case CLIENTHDR_INFO:
		return clienthdr_fail(h, CLIENTHDR_WHY_INFO, "%s", "");
	case CLIENTHDR_NULL:
		return clienthdr_fail(h, CLIENTHDR_WHY_NULL, "%s", "");
	case CLIENTHDR_EMPTY:
		return clienthdr_fail(h, CLIENTHDR_WHY_EMPTY, "%s", "");
	case CLIENTHDR_PLACEHOLDER:
		return clienthdr_fail(h, CLIENTHDR_WHY_PLACEHOLDER, "%.*s",
			v.len < 80 ? (int)v.len : 80, (const char *)v.data);
	default:
		return fail_unknown(h, v);
	}
}

/* ---- fields -------------------------------------------------------------- */

static bool
is_named(struct view name, const char *words)
{
	return name.len == strlen(words) && clienthdr_begins(name, words, true);
}

static enum clienthdr_form
form_of(struct view name, struct view value)
{
	enum clienthdr_form form = clienthdr_guess(value);

	if (form == CLIENTHDR_RFC9440 && is_named(name, "Client-Cert-Chain"))
		return CLIENTHDR_RFC9440_CHAIN;
	return form;
}

static void
check_name(struct clienthdr *h, struct view name, enum clienthdr_form form)
{
	if (form != CLIENTHDR_RFC9440 && form != CLIENTHDR_RFC9440_CHAIN
		&& form < CLIENTHDR_HASH
		&& (is_named(name, "Client-Cert")
			|| is_named(name, "Client-Cert-Chain")))
		clienthdr_remark(h, CLIENTHDR_NOT_RFC9440);
}

static void
take_value(struct clienthdr *h, struct view name, struct view value)
{
	enum clienthdr_form form = form_of(name, value);
	struct clienthdr_element *e;

	if (form == CLIENTHDR_XFCC) {
		(void)clienthdr_take_xfcc(h, name, value);
	} else if (clienthdr_begin(h, name, form)) {
		value = without_quotes(h, view_trim(value));
		(void)take_form(h, form, value);
		e = clienthdr_last(h);
		/* Without a name, only the number of items tells. */
		if (form == CLIENTHDR_RFC9440 && name.len == 0
			&& (e->remarks & CLIENTHDR_CHAIN) != 0) {
			e->form = CLIENTHDR_RFC9440_CHAIN;
			e->remarks &= ~(unsigned)CLIENTHDR_CHAIN;
		}
	} else {
		return;
	}
	if (clienthdr_last(h) != NULL)
		check_name(h, name, form);
}

static bool
is_wanted(const struct clienthdr_field *f, bool chains)
{
	enum clienthdr_form form = form_of(f->name, f->value);

	if (!f->is_field || (form == CLIENTHDR_RFC9440_CHAIN) != chains)
		return false;
	if (form >= CLIENTHDR_HASH)
		return clienthdr_is_name(f->name)
			|| (form == CLIENTHDR_PLACEHOLDER
				&& clienthdr_is_name(f->value));
	return form != CLIENTHDR_UNKNOWN;
}

static bool
is_of_field(const struct clienthdr_element *e, struct view name)
{
	return e->name != NULL && is_named(name, e->name);
}

/* RFC 9440 section 2.2; of X-Forwarded-Client-Cert each proxy may add one. */
static void
check_repeated(struct clienthdr *h)
{
	struct clienthdr_element *last = clienthdr_last(h);

	if (last == NULL || last->name == NULL || last->form == CLIENTHDR_XFCC)
		return;
	for (struct clienthdr_element *e = h->element; e < last; e++) {
		if (!is_of_field(e, view_of_str(last->name)))
			continue;
		e->remarks |= CLIENTHDR_REPEATED;
		last->remarks |= CLIENTHDR_REPEATED;
	}
}

/* The client's own certificate stands before its chain, whatever the order. */
static void
take_fields(struct clienthdr *h, struct view text, bool chains)
{
	struct clienthdr_field f;

	while (clienthdr_cut(&text, &f) && (f.is_field || f.value.len > 0))
		if (is_wanted(&f, chains)) {
			take_value(h, f.name, f.value);
			if (!chains)
				check_repeated(h);
		}
}

static void
take_text(struct clienthdr *h, struct view text)
{
	struct view rest = text, nothing = { NULL, 0 };
	struct clienthdr_field first = { .is_field = false };

	if (clienthdr_guess(text) != CLIENTHDR_UNKNOWN
		|| !clienthdr_cut(&rest, &first)
		|| (!first.is_field && !first.is_request)) {
		take_value(h, nothing, text);
		return;
	}
	take_fields(h, text, false);
	take_fields(h, text, true);
	if (h->n_elements == 0 && h->why == NULL)
		take_value(h, first.name, first.value);
}

void
clienthdr_read(struct view text, struct clienthdr *ret)
{
	size_t main = 0;

	*ret = (struct clienthdr){ .form = CLIENTHDR_UNKNOWN };
	if (text.len > CLIENTHDR_MAX) {
		clienthdr_fail(ret, CLIENTHDR_WHY_LIMIT, "more than %d octets",
			CLIENTHDR_MAX);
		return;
	}
	if (clienthdr_begins(text, "\xef\xbb\xbf", false))
		text = view_part(text, 3, text.len);
	take_text(ret, view_trim(text));
	if (ret->n > 0) {
		main = ret->cert[0].element;
		if (ret->why != NULL && is_soft(ret->why)) {
			ret->why = NULL;
			ret->fault = (struct err){ .kind = ERR_NONE };
		}
	}
	for (size_t i = 0; i < ret->n_elements; i++)
		ret->remarks |= ret->element[i].remarks;
	if (ret->n_elements > 0) {
		ret->form = ret->element[main].form;
		ret->name = ret->element[main].name;
	}
}

void
clienthdr_done(struct clienthdr *h)
{
	for (size_t i = 0; i < h->n; i++)
		bytes_done(&h->cert[i].der);
	for (size_t i = 0; i < h->n_elements; i++) {
		free(h->element[i].name);
		free(h->element[i].by);
		free(h->element[i].subject);
		free(h->element[i].uri);
		free(h->element[i].dns);
	}
	free(h->cert);
	free(h->element);
	*h = (struct clienthdr){ .form = CLIENTHDR_UNKNOWN };
}
