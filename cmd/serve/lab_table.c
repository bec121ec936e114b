/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the laboratory has: authorities, a server, good clients, and a zoo of
 * bad ones, each with one fault, after which it is named.
 */
#include "net/visit.h"
#include "serve/lab_part.h"

#define INTERMEDIATE "intermediate"
#define ROOT_CN      "tlsbind lab root"

enum { RSA_TODAY = 2048, RSA_WEAK = 1024 };

#define EC  KEY_EC_P256, 0
#define RSA KEY_RSA, RSA_TODAY

/* A client with an EC key by the intermediate. */
#define CLIENT(n, ...)                                               \
	{                                                            \
		"clients/" n, n, EC, INTERMEDIATE, NULL, __VA_ARGS__ \
	}

/* An authority that is seen only in the chains of its clients. */
#define HIDDEN(n, by, flags)                                   \
	{                                                      \
		n, "tlsbind lab " n, EC, by, NULL,             \
			LAB_CA | LAB_HIDDEN | (flags), 0, NULL \
	}

/* A client of such a one, of the same name. */
#define BELOW(n, ...)                                     \
	{                                                 \
		"clients/" n, n, EC, n, NULL, __VA_ARGS__ \
	}

const struct lab_row lab_rows[] = {
	{ "ca", ROOT_CN, EC, NULL, NULL, LAB_CA | LAB_YEARS, 0,
		"the root of everything: give it to clients and servers as "
		"what they trust" },
	{ INTERMEDIATE, "tlsbind lab intermediate", EC, "ca", NULL, LAB_CA, 0,
		"the authority below it, which has issued the server and most "
		"clients" },
	{ "server", "localhost", EC, INTERMEDIATE, NULL, LAB_SERVER, 0,
		"the server, with the intermediate behind it: for localhost, "
		"rp.localhost, idp.localhost, 127.0.0.1 and ::1" },
	{ "as", NULL, EC, NULL, NULL, LAB_KEY_ALONE, 0,
		"the authorization server signs access tokens with it" },
	{ "dpop", NULL, EC, NULL, NULL, LAB_KEY_ALONE, 0,
		"a client's key for DPoP" },
	{ "tokbind-p256", NULL, EC, NULL, NULL, LAB_KEY_ALONE, 0,
		"a client's key for Token Binding: ecdsap256" },
	{ "tokbind-rsa", NULL, RSA, NULL, NULL, LAB_KEY_ALONE, 0,
		"the same for rsa2048_pss and rsa2048_pkcs1.5" },

	CLIENT("good-p256", 0, 0, "a client with a P-256 key"),
	{ "clients/good-rsa", "good-rsa", RSA, INTERMEDIATE, NULL, 0, 0,
		"a client with an RSA key of 2048 bits" },
	{ "clients/good-ed25519", "good-ed25519", KEY_ED25519, 0, INTERMEDIATE,
		NULL, 0, 0, "a client with an Ed25519 key" },
	CLIENT("other", 0, 0,
		"another good client: for the theft of what is bound to the "
		"first one"),
	CLIENT("introspector", 0, 0,
		"the resource server, where it asks about tokens as a client"),
	{ "clients/renewed", "good-p256", EC, INTERMEDIATE, "clients/good-p256",
		0, 0,
		"good-p256 after a renewal: the same subject and key, another "
		"certificate" },
	CLIENT("root-in-chain", LAB_WITH_ROOT, 0,
		"sends the root, too, which no server needs"),

	{ "clients/self-signed", "self-signed", EC, NULL, NULL, 0,
		VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED,
		"issued by nobody but itself (it is what "
		"self_signed_tls_client_auth registers)" },
	CLIENT("expired", LAB_EXPIRED, VISIT_EXPIRED, "not valid any more"),
	CLIENT("not-yet-valid", LAB_NOT_YET, VISIT_NOT_YET,
		"valid in ten years"),
	CLIENT("serverauth-only", LAB_PURPOSE, VISIT_PURPOSE,
		"extended key usage serverAuth, without clientAuth"),
	CLIENT("ku-no-signature", LAB_ENCIPHERMENT, VISIT_KEY_USAGE,
		"key usage keyEncipherment, without digitalSignature"),
	CLIENT("sha1", LAB_SHA1, VISIT_WEAK_SIGNATURE, "signed with SHA-1"),
	{ "clients/rsa1024", "rsa1024", KEY_RSA, RSA_WEAK, INTERMEDIATE, NULL,
		0, VISIT_WEAK_KEY, "an RSA key of 1024 bits" },
	CLIENT("revoked", LAB_REVOKED, VISIT_REVOKED,
		"crl.pem lists it: its key was compromised"),
	CLIENT("key-mismatch", LAB_OTHER_KEY, VISIT_SIGNATURE,
		"the file of its key holds another key"),
	CLIENT("missing-intermediate", LAB_LEAF_ALONE, VISIT_UNKNOWN_CA,
		"the file has the client's certificate alone"),
	CLIENT("wrong-order", LAB_WRONG_ORDER,
		VISIT_KEY_USAGE | VISIT_SIGNATURE,
		"the file has the intermediate first, and the client behind "
		"it"),

	HIDDEN("other-ca", NULL, 0),
	BELOW("other-ca", 0, VISIT_UNKNOWN_CA,
		"issued by an authority that nobody here knows"),
	{ "same-name-other-key-ca", ROOT_CN, EC, NULL, NULL,
		LAB_CA | LAB_HIDDEN, 0, NULL },
	BELOW("same-name-other-key-ca", 0, VISIT_UNKNOWN_CA,
		"issued by an authority with the name of our root, and "
		"another key"),
	HIDDEN("ca-eku-serverauth", "ca", LAB_PURPOSE),
	BELOW("ca-eku-serverauth", 0, VISIT_CA_PURPOSE,
		"its intermediate may issue servers only (extended key usage "
		"serverAuth)"),
	HIDDEN("ca-expired", "ca", LAB_EXPIRED),
	BELOW("ca-expired", 0, VISIT_EXPIRED,
		"its intermediate is not valid any more"),
	HIDDEN("ca-sha1", "ca", LAB_SHA1),
	BELOW("ca-sha1", 0, VISIT_WEAK_SIGNATURE,
		"its intermediate is signed with SHA-1"),
	{ "ca-rsa1024", "tlsbind lab ca-rsa1024", KEY_RSA, RSA_WEAK, "ca", NULL,
		LAB_CA | LAB_HIDDEN, 0, NULL },
	BELOW("ca-rsa1024", 0, VISIT_WEAK_KEY,
		"its intermediate has an RSA key of 1024 bits"),
	HIDDEN("ca-revoked", "ca", LAB_REVOKED),
	BELOW("ca-revoked", 0, VISIT_REVOKED,
		"its intermediate is revoked: crl.pem lists that"),
	HIDDEN("ca-no-ca", "ca", LAB_NO_CA),
	BELOW("ca-no-ca", 0, VISIT_CONSTRAINT,
		"its issuer is no authority (basic constraints CA:FALSE)"),
	HIDDEN("ca-path-too-long", INTERMEDIATE, 0),
	BELOW("ca-path-too-long", 0, VISIT_CONSTRAINT,
		"an authority below the intermediate, which must not have any "
		"(path length 0)"),
	{ .name = NULL },
};

const struct lab_file lab_others[] = {
	{ "README", "this text" },
	{ "crl.pem",
		"what the root and the intermediate have revoked, two lists" },
	{ "state.db",
		"what the servers remember, SQLite; with state.db-wal and "
		"state.db-shm while one of them runs" },
	{ ".tlsbind-lab",
		"says that this directory is a laboratory, and who makes "
		"files in it waits for it" },
	{ NULL, NULL },
};

const struct lab_row *
lab_row_find(const char *name)
{
	for (const struct lab_row *r = lab_rows; r->name != NULL; r++)
		if (name != NULL && strcmp(r->name, name) == 0)
			return r;
	return NULL;
}
