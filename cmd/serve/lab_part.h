/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lab_part.h - the files of the laboratory among themselves: what there is, a
 * directory that nobody else leads astray, and making what is missing.
 */
#ifndef SERVE_LAB_PART_H
#define SERVE_LAB_PART_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/cert.h"
#include "proof/key.h"

/* ---- lab_table.c: what there is ----------------------------------------- */

enum lab_flag { /* how a row differs from a good client: bits */
	LAB_CA = 1 << 0,
	LAB_SERVER = 1 << 1,       /* for servers, with the server's names */
	LAB_HIDDEN = 1 << 2,       /* has no file of its own */
	LAB_KEY_ALONE = 1 << 3,    /* no certificate */
	LAB_YEARS = 1 << 4,        /* valid for ten years */
	LAB_EXPIRED = 1 << 5,      /* since yesterday */
	LAB_NOT_YET = 1 << 6,      /* valid ten years from now */
	LAB_PURPOSE = 1 << 7,      /* EKU serverAuth */
	LAB_ENCIPHERMENT = 1 << 8, /* keyUsage keyEncipherment */
	LAB_SHA1 = 1 << 9,         /* signed with it */
	LAB_NO_CA = 1 << 10,       /* issues, and is no CA */
	LAB_REVOKED = 1 << 12,     /* its issuer's list lists it */
	LAB_OTHER_KEY = 1 << 13,   /* the file of its key has another one */
	LAB_LEAF_ALONE = 1 << 14,
	LAB_WRONG_ORDER = 1 << 15, /* its issuer is before it */
	LAB_WITH_ROOT = 1 << 16,
};

struct lab_row {
	const char *name; /* "clients/expired": with .pem and .key behind it */
	const char *cn;
	enum key_type type;
	unsigned bits;      /* of an RSA key */
	const char *by;     /* the row that signs it, before it; NULL: itself */
	const char *key_of; /* the row whose key it has, before it, or NULL */
	unsigned flags;     /* lab_flag */
	unsigned faults;    /* visit_fault: what a server may find in it */
	const char *words;  /* what is special, for the README */
};

enum { LAB_ROWS_MAX = 64 };

extern const struct lab_row lab_rows[]; /* ends with { 0 } */

/* The row of that name, NULL for NULL or none. */
const struct lab_row *lab_row_find(const char *name);

/* Files that are not a row's, and what they are, ending with { 0 }. */
struct lab_file {
	const char *name, *words;
};
extern const struct lab_file lab_others[];

/* ---- lab_dir.c: a directory of our own ---------------------------------- */

struct lab_dir {
	const char *path;
	int fd, clients; /* the directory itself, and the one below it */
	int lock;        /* nobody else makes files here meanwhile */
};
#define LAB_DIR_NONE                                \
	{                                           \
		.fd = -1, .clients = -1, .lock = -1 \
	}

/*
 * Make PATH, if it is not there, and everything that is ours to make files in
 * it; wait for another one who is doing so.  D is LAB_DIR_NONE, and given to
 * lab_dir_done() in any case.  ERR_INPUT: it is somebody else's, holds what is
 * not ours, or cannot be had; ERR_SYSTEM.
 */
int
lab_dir_open(struct lab_dir *d, const char *path, struct err *err) _must_check_;
void lab_dir_done(struct lab_dir *d);
#define _cleanup_lab_dir_ _cleanup_(lab_dir_done)

/* Is NAME there, and a plain file?  Links are not followed. */
bool lab_dir_has(const struct lab_dir *d, const char *name);

/* PATH/NAME.SUFFIX, for those who open files by name; the caller frees it. */
char *
lab_dir_file(const struct lab_dir *d, const char *name, const char *suffix);

/*
 * Write a file in whole or not at all; who has read the old one has all of it.
 * What stood there under this name, a link perhaps, is replaced itself.
 * ERR_INPUT: a directory is there; ERR_SYSTEM.
 */
int lab_dir_write(const struct lab_dir *d, const char *name, unsigned mode,
	struct view octets, struct err *err) _must_check_;

/* The names themselves survive a loss of power from now on. */
int lab_dir_sync(const struct lab_dir *d, struct err *err) _must_check_;

/* ---- lab_pki.c: keys, certificates, lists ------------------------------- */

/* A row at work. */
struct lab_item {
	struct certs chain; /* its own first, then its issuers but the root */
	struct key *key;
	bool made; /* now, rather than found */
};

struct lab_pki {
	const struct lab_dir *dir;
	int64_t now;
	struct lab_item item[LAB_ROWS_MAX]; /* in the order of lab_rows */
};

/* Find or make every file of lab_rows, and the lists. */
int lab_pki_make(struct lab_pki *p, struct err *err) _must_check_;
void lab_pki_done(struct lab_pki *p);
#define _cleanup_lab_pki_ _cleanup_(lab_pki_done)

/* ---- lab_crl.c ---------------------------------------------------------- */

/* Write crl.pem, unless it is there and says of P's items what it should. */
int lab_crl(const struct lab_pki *p, struct err *err) _must_check_;

/* ---- lab_readme.c -------------------------------------------------------- */

/* Write the README, unless it is there with the same text. */
int lab_readme(const struct lab_dir *d, struct err *err) _must_check_;

#endif
