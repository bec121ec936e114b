/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys and certificates of the laboratory: what is there and sound stays,
 * the rest is made.
 */
#include "base/alloc.h"
#include "proof/cert_issue.h"
#include "proof/cert_link.h"
#include "proof/key_make.h"
#include "serve/lab_part.h"

enum {
	DAY = 86400,
	LEAF_DAYS = 397, /* a little more than a year */
	ROOT_DAYS = 3650,
	PAST_DAYS = 60, /* when an expired one began */
	CHAIN_MAX = 8,
	PUBLIC_FILE = 0644,
	PRIVATE_FILE = 0600,
};

static struct lab_item *
item_of(struct lab_pki *p, const char *name)
{
	const struct lab_row *row = lab_row_find(name);

	return row != NULL ? &p->item[row - lab_rows] : NULL;
}

static bool
is_hidden(const struct lab_row *row)
{
	return (row->flags & LAB_HIDDEN) != 0;
}

static void
item_clear(struct lab_item *item)
{
	certs_done(&item->chain);
	key_free(steal(item->key));
}

/* ---- what is there ------------------------------------------------------ */

static bool
is_dated(const struct lab_row *row, const struct cert *c, int64_t now)
{
	if (row->flags & LAB_EXPIRED)
		return c->x.dated && c->x.not_after < now;
	if (row->flags & LAB_NOT_YET)
		return c->x.dated && c->x.not_before > now + DAY;
	return c->x.dated && c->x.not_before <= now
		&& c->x.not_after > now + DAY;
}

/* Up to an authority that has a file, or to a root that nobody knows. */
static bool
is_issued(struct lab_pki *p, const struct lab_row *row,
	const struct certs *chain)
{
	const struct lab_row *by = lab_row_find(row->by);
	const struct cert *issuer, *c = chain->cert[0];

	if (!is_dated(row, c, p->now))
		return false;
	for (size_t i = 1; by != NULL && is_hidden(by); i++) {
		if (by->by == NULL)
			return true;
		if (i >= chain->n
			|| cert_link(c, chain->cert[i]) != CERT_LINK_HOLDS
			|| !is_dated(by, chain->cert[i], p->now))
			return false;
		c = chain->cert[i];
		by = lab_row_find(by->by);
	}
	if (by == NULL)
		return c->self_signed;
	if (item_of(p, by->name)->chain.n == 0)
		return false;
	issuer = item_of(p, by->name)->chain.cert[0];
	return cert_link(c, issuer) == CERT_LINK_HOLDS;
}

static bool
has_key(const struct key *key, struct view spki)
{
	_cleanup_bytes_ struct bytes own = { 0 };
	struct err err;

	return key_spki(key, &own, &err) == 0
		&& view_eq(bytes_view(&own), spki);
}

static bool
is_of_type(const struct key *key, enum key_type type)
{
	_cleanup_bytes_ struct bytes spki = { 0 };
	struct public_key is;
	struct err err;

	return key_spki(key, &spki, &err) == 0
		&& x509_spki(bytes_view(&spki), &is) && is.type == type;
}

static bool
is_sound(struct lab_pki *p, const struct lab_row *row,
	const struct lab_item *item)
{
	const struct lab_item *other = item_of(p, row->key_of);
	struct view spki;

	if (!is_of_type(item->key, row->type))
		return false;
	if (row->flags & LAB_KEY_ALONE)
		return true;
	spki = item->chain.cert[0]->x.spki;
	if (has_key(item->key, spki) != !(row->flags & LAB_OTHER_KEY))
		return false;
	if (other != NULL && (other->key == NULL || !has_key(other->key, spki)))
		return false;
	return is_issued(p, row, &item->chain);
}

/* What cannot be read is as good as not there. */
static bool
read_files(const struct lab_dir *dir, const struct lab_row *row,
	struct lab_item *item)
{
	_cleanup_str_ char *key = xasprintf("%s.key", row->name);
	_cleanup_str_ char *pem = xasprintf("%s.pem", row->name);
	_cleanup_str_ char *key_path = lab_dir_file(dir, key, "");
	_cleanup_str_ char *pem_path = lab_dir_file(dir, pem, "");
	struct err err;

	if (!lab_dir_has(dir, key)
		|| key_load(key_path, NULL, &item->key, &err) < 0)
		return false;
	if (row->flags & LAB_KEY_ALONE)
		return true;
	if (!lab_dir_has(dir, pem)
		|| certfile_load(pem_path, NULL, CHAIN_MAX, &item->chain, &err)
			< 0)
		return false;
	if (row->flags & LAB_WRONG_ORDER && item->chain.n > 1) {
		struct cert *first = item->chain.cert[0];

		item->chain.cert[0] = item->chain.cert[1];
		item->chain.cert[1] = first;
	}
	return true;
}

static bool
find(struct lab_pki *p, const struct lab_row *row, struct lab_item *item)
{
	if (read_files(p->dir, row, item) && is_sound(p, row, item))
		return true;
	item_clear(item);
	return false;
}

/* ---- what is made ------------------------------------------------------- */

static void
set_time(struct cert_request *r, unsigned flags, int64_t now)
{
	r->not_before = now - DAY;
	if (flags & LAB_EXPIRED)
		r->not_before = now - (int64_t)PAST_DAYS * DAY;
	if (flags & LAB_NOT_YET)
		r->not_before = now + (int64_t)ROOT_DAYS * DAY;
	r->not_after = r->not_before
		+ (int64_t)(flags & LAB_YEARS ? ROOT_DAYS : LEAF_DAYS) * DAY;
	if (flags & LAB_EXPIRED)
		r->not_after = now - DAY;
}

static void
set_uses(struct cert_request *r, const struct lab_row *row)
{
	bool ca = (row->flags & LAB_CA) != 0;

	r->is_ca = ca && !(row->flags & LAB_NO_CA);
	r->pathlen = row->by != NULL ? 0 : -1;
	r->usage = r->is_ca                     ? CERT_USE_CERTS | CERT_USE_CRLS
		: row->flags & LAB_ENCIPHERMENT ? CERT_USE_ENCIPHERMENT
						: CERT_USE_SIGNATURE;
	if (row->flags & (LAB_PURPOSE | LAB_SERVER))
		r->purpose = CERT_FOR_SERVER;
	else if (!ca)
		r->purpose = CERT_FOR_CLIENT;
}

static int
issue(struct lab_pki *p, const struct lab_row *row, const struct key *key,
	struct cert **ret, struct err *err)
{
	static const char *const server[] = { "DNS:localhost",
		"DNS:rp.localhost", "DNS:idp.localhost", "IP:127.0.0.1",
		"IP:::1", NULL };
	_cleanup_str_ char *dns = xasprintf("DNS:%s.example", row->cn);
	_cleanup_str_ char *uri = xasprintf("URI:urn:example:%s", row->cn);
	const char *const client[] = { dns, uri, NULL };
	const struct lab_item *by = item_of(p, row->by);
	struct cert_request r = {
		.key = key,
		.organisation = "tlsbind lab",
		.cn = row->cn,
		.hash = row->flags & LAB_SHA1 ? HASH_SHA1 : HASH_SHA256,
	};
	struct cert_issuer issuer;

	if (!(row->flags & LAB_CA))
		r.sans = row->flags & LAB_SERVER ? server : client;
	set_time(&r, row->flags, p->now);
	set_uses(&r, row);
	if (by == NULL)
		return cert_issue(&r, NULL, ret, err);
	issuer = (struct cert_issuer){ by->chain.cert[0], by->key };
	return cert_issue(&r, &issuer, ret, err);
}

/* Its issuers, but for the root, which everybody must have already. */
static int
add_issuers(struct lab_pki *p, const struct lab_row *row, struct certs *chain,
	struct err *err)
{
	const struct lab_row *by = lab_row_find(row->by);

	for (; by != NULL && by->by != NULL; by = lab_row_find(by->by)) {
		const struct cert *have = item_of(p, by->name)->chain.cert[0];
		struct cert *c;

		if (cert_read(bytes_view(&have->der), &c, err) < 0)
			return -1;
		certs_add(chain, c);
	}
	return 0;
}

static int
take_key(struct lab_pki *p, const struct lab_row *row, struct key **ret,
	struct err *err)
{
	_cleanup_bytes_ struct bytes pem = { 0 };
	const struct lab_item *other = item_of(p, row->key_of);

	if (other == NULL)
		return key_make(row->type, row->bits, ret, err);
	if (key_pem(other->key, &pem, err) < 0)
		return -1;
	return key_read(bytes_view(&pem), ret, err);
}

static int
make(struct lab_pki *p, const struct lab_row *row, struct lab_item *item,
	struct err *err)
{
	struct cert *c;

	if (take_key(p, row, &item->key, err) < 0)
		return -1;
	if (row->flags & LAB_KEY_ALONE)
		return 0;
	if (issue(p, row, item->key, &c, err) < 0)
		return -1;
	certs_add(&item->chain, c);
	return add_issuers(p, row, &item->chain, err);
}

/* ---- its files ---------------------------------------------------------- */

static void
add_pem(struct bytes *text, const struct cert *c)
{
	_cleanup_str_ char *pem = certfile_pem(bytes_view(&c->der));

	bytes_append_str(text, pem);
}

static int
write_chain(struct lab_pki *p, const struct lab_row *row,
	const struct lab_item *item, struct err *err)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	_cleanup_str_ char *name = xasprintf("%s.pem", row->name);
	bool turned = (row->flags & LAB_WRONG_ORDER) != 0;

	if (!turned)
		add_pem(&text, item->chain.cert[0]);
	for (size_t i = 1; i < item->chain.n; i++)
		if (!(row->flags & LAB_LEAF_ALONE))
			add_pem(&text, item->chain.cert[i]);
	if (turned)
		add_pem(&text, item->chain.cert[0]);
	if (row->flags & LAB_WITH_ROOT)
		add_pem(&text, item_of(p, "ca")->chain.cert[0]);
	return lab_dir_write(p->dir, name, PUBLIC_FILE, bytes_view(&text), err);
}

static int
write_key(struct lab_pki *p, const struct lab_row *row,
	const struct lab_item *item, struct err *err)
{
	_cleanup_bytes_ struct bytes pem = { 0 };
	_cleanup_key_ struct key *other = NULL;
	_cleanup_str_ char *name = xasprintf("%s.key", row->name);
	bool changed = (row->flags & LAB_OTHER_KEY) != 0;

	if (changed && key_make(row->type, row->bits, &other, err) < 0)
		return -1;
	if (key_pem(changed ? other : item->key, &pem, err) < 0)
		return -1;
	return lab_dir_write(p->dir, name, PRIVATE_FILE, bytes_view(&pem), err);
}

/* The key first: a certificate without its own is noticed. */
static int
write_files(struct lab_pki *p, const struct lab_row *row,
	const struct lab_item *item, struct err *err)
{
	if (is_hidden(row))
		return 0;
	if (write_key(p, row, item, err) < 0)
		return -1;
	return row->flags & LAB_KEY_ALONE ? 0 : write_chain(p, row, item, err);
}

int
lab_pki_make(struct lab_pki *p, struct err *err)
{
	bool complete = true;

	for (size_t i = 0; lab_rows[i].name != NULL; i++)
		if (!is_hidden(&lab_rows[i])
			&& !find(p, &lab_rows[i], &p->item[i]))
			complete = false;
	for (size_t i = 0; !complete && lab_rows[i].name != NULL; i++) {
		if (p->item[i].key != NULL)
			continue;
		if (make(p, &lab_rows[i], &p->item[i], err) < 0
			|| write_files(p, &lab_rows[i], &p->item[i], err) < 0)
			return -1;
	}
	return lab_crl(p, err);
}

void
lab_pki_done(struct lab_pki *p)
{
	for (size_t i = 0; i < LAB_ROWS_MAX; i++)
		item_clear(&p->item[i]);
}
