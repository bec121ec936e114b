/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names: every form that programs print is made, recognised,
 * read back and told apart; near misses name what differs; other names are
 * compared by the rules of their type.
 */
#include "proof/dn_match.h"

#include "proof/san.h"
#include "tap.h"
#include "vectors.h"

static const char *const relations[] = {
	[DN_EXACT] = "exact",
	[DN_SAME] = "same",
	[DN_FORMAT] = "format",
	[DN_REVERSED] = "reversed",
	[DN_SHUFFLED] = "shuffled",
	[DN_CASE] = "case",
	[DN_DIFFERS] = "differs",
	[DN_UNREADABLE] = "unreadable",
};

/* Is the relation R right for what FORM printed of DN? */
static bool
is_fit(const struct dn *dn, const char *form, enum dn_relation r)
{
	if (strcmp(form, "openssl") == 0)
		return r == (dn->n_rdns > 1 ? DN_FORMAT : DN_SAME);
	if (strcmp(form, "openssl_oneline") == 0
		|| strcmp(form, "haproxy") == 0)
		return r == DN_FORMAT;
	if (strcmp(form, "gnutls_compat") == 0)
		return dn->n_rdns > 1 ? r == DN_REVERSED : r <= DN_SAME;
	if (strcmp(form, "go") == 0)
		return r <= DN_SAME || r == DN_SHUFFLED;
	return r <= DN_SAME;
}

static void
test_form(const struct dn *dn, const char *name, const struct dn_form *f,
	const char *printed)
{
	_cleanup_str_ char *made = dn_form_text(f, dn);
	_cleanup_dn_match_ struct dn_match m = { .difference = NULL };

	/* Python 38 puts the pairs of an RDN in any order. */
	if (strcmp(f->name, "python") != 0)
		ok(strcmp(made, printed) == 0, "%s: as %s prints it", name,
			f->name);
	dn_match(dn, view_of_str(printed), &m);
	ok(m.form != NULL, "%s: %s's form is recognised", name, f->name);
	ok(is_fit(dn, f->name, m.relation), "%s: %s's form is %s", name,
		f->name, relations[m.relation]);
	ok(m.difference == NULL && m.distance == 0, "%s: %s: no difference",
		name, f->name);
}

/* Without its program's form, a text is still read. */
static void
test_read(const struct dn *dn, const char *name, const struct dn_form *f,
	const char *printed)
{
	_cleanup_str_ char *blank = xasprintf("%s ", printed);
	_cleanup_dn_match_ struct dn_match m = { .difference = NULL };

	dn_match(dn, view_of_str(blank), &m);
	ok(m.form == NULL && is_fit(dn, f->name, m.relation),
		"%s: %s's form with a space behind is %s", name, f->name,
		relations[m.relation]);
}

static void
test_case(const struct json *c)
{
	_cleanup_bytes_ struct bytes der = vector_b64(c, "der");
	const char *name = json_string(json_get(c, "name"));
	const struct json *forms = json_get(c, "forms");
	_cleanup_dn_ struct dn dn = { .n = 0 };
	struct x509 x;
	struct err err;

	if (!ok(x509_parse(bytes_view(&der), &x, &err) == 0
			    && dn_parse(x.subject, &dn, &err) == 0,
		    "%s parses", name))
		return;
	for (const struct dn_form *f = dn_forms; f->name != NULL; f++) {
		const char *printed = json_string(json_get(forms, f->name));

		if (printed == NULL)
			continue;
		test_form(&dn, name, f, printed);
		/* These two lose what they print. */
		if (strcmp(name, "bmp") != 0 && strcmp(name, "repeated") != 0
			&& strcmp(name, "multi") != 0
			&& strcmp(f->name, "go") != 0
			&& strcmp(f->name, "openssl") != 0)
			test_read(&dn, name, f, printed);
	}
}

/* ---- what people type ---------------------------------------------------- */

/* C=NL, O="Example, Inc.", OU=a+b / DC=x (one RDN), CN=Client 7, 1.2.3=Ab */
static const uint8_t typed[] = { 0x30, 101,                     /**/
	0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 6, 0x13, 2, 'N', 'L', /**/
	0x31, 22, 0x30, 20, 6, 3, 0x55, 4, 10, 0x0c, 13, 'E', 'x', 'a', 'm',
	'p', 'l', 'e', ',', ' ', 'I', 'n', 'c', '.', /**/
	0x31, 31, 0x30, 10, 6, 3, 0x55, 4, 11, 0x0c, 3, 'a', '+', 'b', 0x30, 17,
	6, 10, 0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25, 0x16, 3,
	'x', 'y', 'z', /**/
	0x31, 17, 0x30, 15, 6, 3, 0x55, 4, 3, 0x0c, 8, 'C', 'l', 'i', 'e', 'n',
	't', ' ', '7', /**/
	0x31, 10, 0x30, 8, 6, 2, 0x2a, 3, 0x0c, 2, 'A', 'b' };

static const struct {
	const char *text;
	enum dn_relation relation;
	const char *difference;
} texts[] = {
	{ "1.2.3=#0c024162,CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_EXACT, NULL },
	{ "1.2.3=#0C024162,CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_SAME, NULL },
	{ "1.2.3= Ab ,CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_SAME, NULL },
	{ "1.2.3=Ab\\ ,CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_CASE, "the value says 1.2.3=Ab , the certificate 1.2.3=Ab" },
	{ "1.2.3=Ab,CN=Client 7,DC=xyz+OU=a\\2Bb,O=Example\\2c Inc.,C=NL",
		DN_SAME, NULL },
	{ "oid.1.2.3=Ab, cn = \"client  7 \" ; OU=\"a+b\" + dc=XYZ, "
	  "o=\"EXAMPLE, Inc.\", c=nl",
		DN_SAME, NULL },
	{ "OID.1.2.3=Ab,2.5.4.3=\\43lient 7,2.5.4.11=a\\+b+"
	  "0.9.2342.19200300.100.1.25=#160378797a,organizationName=Example\\, "
	  "Inc.,countryName=NL",
		DN_SAME, NULL },
	{ "1.2.3=Ab,CN=Client 7,DC=xyz+OU=a+b,O=Example, Inc.,C=NL", DN_FORMAT,
		NULL },
	{ "C=NL,O=Example\\, Inc.,OU=a\\+b+DC=xyz,CN=Client 7,1.2.3=Ab",
		DN_REVERSED, NULL },
	{ "/c=NL/O=Example, Inc./OU=a+b+DC=xyz/CN=Client 7/1.2.3=Ab", DN_FORMAT,
		NULL },
	{ "CN=Client 7,1.2.3=Ab,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_SHUFFLED, NULL },
	{ "1.2.3=Ab,CN=Client 7,OU=a\\+b,DC=xyz,O=Example\\, Inc.,C=NL",
		DN_SHUFFLED, NULL },
	{ "1.2.3=ab,CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_CASE, "the value says 1.2.3=ab, the certificate 1.2.3=Ab" },
	{ "1.2.3=Ab,CN=Client 8,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_DIFFERS,
		"the value says CN=Client 8, the certificate CN=Client 7" },
	{ "1.2.3=Ab,CN=Client7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL",
		DN_DIFFERS,
		"the value says CN=Client7, the certificate CN=Client 7" },
	{ "CN=Client 7,OU=a\\+b+DC=xyz,O=Example\\, Inc.,C=NL", DN_DIFFERS,
		"the value lacks 1.2.3=Ab" },
	{ "1.2.3=Ab,CN=Client 7,OU=a\\+b+DC=xyz,L=Delft,O=Example\\, Inc.,"
	  "C=NL",
		DN_DIFFERS,
		"the value says L=Delft, of which the certificate has none" },
	{ "CN=Client 7,CN=Client 7", DN_DIFFERS,
		"the value says CN=Client 7, of which the certificate has "
		"none" },
	{ "1.2.3=#0c0241,CN=Client 7", DN_DIFFERS,
		"the value says 1.2.3=#0c0241, the certificate 1.2.3=Ab" },
	{ "Client 7", DN_UNREADABLE,
		"at character 1 no type that we know stands before a =" },
	{ "", DN_UNREADABLE,
		"at character 1 no type that we know stands before a =" },
	{ "CN=a,", DN_UNREADABLE,
		"at character 6 no type that we know stands before a =" },
	{ "NC=a", DN_UNREADABLE,
		"at character 1 no type that we know stands before a =" },
	{ "CN=\"a", DN_UNREADABLE, "the quote at character 4 has no end" },
	{ "CN=\"a\"b", DN_UNREADABLE,
		"something stands behind the quote at character 6" },
	{ "/", DN_UNREADABLE,
		"at character 2 no type that we know stands before a =" },
};

static void
test_typed(void)
{
	struct view der = { typed, sizeof(typed) };
	_cleanup_dn_ struct dn dn = { .n = 0 };
	struct err err;

	if (!ok(dn_parse(der, &dn, &err) == 0, "the subject parses"))
		return;
	ok(dn.n == 6 && dn.n_rdns == 5, "six pairs in five RDNs");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		_cleanup_dn_match_ struct dn_match m = { .difference = NULL };
		const char *want = texts[i].difference;

		dn_match(&dn, view_of_str(texts[i].text), &m);
		ok(m.relation == texts[i].relation, "%s: %s", texts[i].text,
			relations[m.relation]);
		ok(want == NULL ? m.difference == NULL
				: m.difference != NULL
					&& strcmp(m.difference, want) == 0,
			"%s: %s", texts[i].text,
			m.difference != NULL ? m.difference : "no difference");
	}
}

/* ---- values -------------------------------------------------------------- */

/* A name that is CN=VALUE, in UTF8String. */
static void
parse_cn(const char *value, uint8_t room[static 128], struct dn *ret)
{
	static const uint8_t head[] = { 0x30, 11, 0x31, 9, 0x30, 7, 6, 3, 0x55,
		4, 3, 0x0c, 0 };
	size_t len = strlen(value);
	struct err err;

	memcpy(room, head, sizeof(head));
	memcpy(room + sizeof(head), value, len);
	for (size_t i = 1; i <= 5; i += 2)
		room[i] = (uint8_t)(head[i] + len);
	room[12] = (uint8_t)len;
	if (dn_parse((struct view){ room, sizeof(head) + len }, ret, &err) < 0)
		printf("Bail out! %s\n", err.text);
}

static const struct {
	const char *ours, *theirs;
	bool same;
} values[] = {
	{ "Stra\xc3\x9f"
	  "e",
		"stra\xc3\x9f"
		"e",
		true },
	{ "\xc3\x84rger", "\xc3\xa4rger", true },         /* Latin-1 */
	{ "\xc3\x97", "\xc3\xb7", false },                /* no letters */
	{ "\xc4\x8c", "\xc4\x8d", true },                 /* Extended-A */
	{ "\xc4\xb9", "\xc4\xba", true },                 /* odd capitals */
	{ "\xc4\xb0", "\xc4\xb1", false },                /* dotless i */
	{ "\xc5\xb8", "\xc3\xbf", true },                 /* y with dots */
	{ "\xce\x91", "\xce\xb1", true },                 /* Greek */
	{ "\xd0\x96\xd0\x81", "\xd0\xb6\xd1\x91", true }, /* Cyrillic */
	{ "\xd4\xb1", "\xd5\xa1", false },                /* Armenian */
	{ "A\xcc\x88", "\xc3\x84", false },               /* decomposed */
	{ "a b", "a\xc2\xa0 b", true },                   /* no-break */
	{ "  a\tb ", "A  B", true },
	{ "ab", "a b", false },
	{ "\xff\xfe", "\xff\xfe", true },
	{ "\xff\xfe", "\xff\xff", false },
};

static void
test_values(void)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		_cleanup_str_ char *text = xasprintf("CN=\"%s\"",
			values[i].theirs);
		_cleanup_dn_match_ struct dn_match m = { .difference = NULL };
		_cleanup_dn_ struct dn dn = { .n = 0 };
		uint8_t room[128];

		parse_cn(values[i].ours, room, &dn);
		dn_match(&dn, view_of_str(text), &m);
		ok((m.relation <= DN_SAME) == values[i].same,
			"value %zu of the table is %s", i,
			relations[m.relation]);
	}
}

/* SN is a surname to OpenSSL, a serial number to others. */
static void
test_sn(void)
{
	static const struct {
		uint8_t type; /* the last number of the OID */
		const char *text;
		enum dn_relation relation;
	} rows[] = {
		{ 4, "SN=7", DN_EXACT },
		{ 5, "SN=7", DN_SAME },
		{ 5, "serialNumber=7", DN_EXACT },
		{ 4, "surname=7", DN_SAME },
		{ 4, "serialNumber=7", DN_DIFFERS },
		{ 42, "SN=7", DN_DIFFERS },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		_cleanup_dn_match_ struct dn_match m = { .difference = NULL };
		_cleanup_dn_ struct dn first = { .n = 0 }, dn = { .n = 0 };
		uint8_t room[128];
		struct err err;

		parse_cn("7", room, &first);
		room[10] = rows[i].type;
		if (dn_parse(first.der, &dn, &err) < 0)
			printf("Bail out! %s\n", err.text);
		dn_match(&dn, view_of_str(rows[i].text), &m);
		ok(m.relation == rows[i].relation, "%s for 2.5.4.%d: %s",
			rows[i].text, rows[i].type, relations[m.relation]);
	}
}

static void
test_hostile(void)
{
	_cleanup_bytes_ struct bytes many = { 0 }, large = { 0 };
	_cleanup_dn_ struct dn dn = { .n = 0 };
	struct dn_text t;
	struct err err;

	for (size_t i = 0; i <= DN_ATTRS_MAX; i++)
		bytes_append_str(&many, i > 0 ? ",C=a" : "C=a");
	ok(dn_text_parse(bytes_view(&many), &t, &err) < 0, "too many pairs: %s",
		err.text);
	bytes_append_str(&large, "C=");
	while (large.len <= DN_TEXT_MAX)
		bytes_append_str(&large, "a");
	ok(dn_text_parse(bytes_view(&large), &t, &err) < 0, "too long: %s",
		err.text);
	for (size_t len = 0; len < sizeof(typed); len++)
		ok(dn_parse((struct view){ typed, len }, &dn, &err) < 0,
			"cut off after %zu octets", len);
	ok(dn_parse((struct view){ (const uint8_t *)"\x30\0", 2 }, &dn, &err)
				== 0
			&& dn.n == 0,
		"no RDN is a name");
}

/* ---- subjectAltName ------------------------------------------------------ */

static const struct {
	enum san_type type;
	const char *ours, *theirs;
	enum san_relation relation;
} names[] = {
	{ SAN_DNS, "a.example", "a.example", SAN_EXACT },
	{ SAN_DNS, "a.example", "A.Example", SAN_SAME },
	{ SAN_DNS, "a.example", "b.example", SAN_DIFFERS },
	{ SAN_DNS, "a.example", "a.example.", SAN_DIFFERS },
	{ SAN_DNS, "*.example", "a.example", SAN_COVERED },
	{ SAN_DNS, "*.example", "*.example", SAN_EXACT },
	{ SAN_DNS, "*.example", "b.a.example", SAN_DIFFERS },
	{ SAN_DNS, "*.example", ".example", SAN_DIFFERS },
	{ SAN_DNS, "a.example", "*.example", SAN_DIFFERS },
	{ SAN_URI, "*.example", "a.example", SAN_DIFFERS },
	{ SAN_URI, "urn:a:B", "urn:a:B", SAN_EXACT },
	{ SAN_URI, "urn:a:B", "URN:a:B", SAN_SAME },
	{ SAN_URI, "urn:a:B", "urn:a:b", SAN_CASE },
	{ SAN_URI, "spiffe://a.example/x", "SPIFFE://A.example/x", SAN_SAME },
	{ SAN_URI, "spiffe://a.example/x", "spiffe://a.example/X", SAN_CASE },
	{ SAN_URI, "spiffe://a.example/x", "spiffe://a.example/x/",
		SAN_DIFFERS },
	{ SAN_URI, "https://Me@a.example:1?q", "https://Me@A.EXAMPLE:1?q",
		SAN_SAME },
	{ SAN_URI, "https://Me@a.example", "https://me@a.example", SAN_CASE },
	{ SAN_URI, "https://a.example/@B", "https://a.example/@b", SAN_CASE },
	{ SAN_EMAIL, "Ops@a.example", "Ops@A.EXAMPLE", SAN_SAME },
	{ SAN_EMAIL, "Ops@a.example", "ops@a.example", SAN_CASE },
	{ SAN_EMAIL, "Ops@a.example", "a.example", SAN_DIFFERS },
	{ SAN_EMAIL, "\"a@B\"@c", "\"a@b\"@c", SAN_CASE },
};

static const struct {
	const char *octets;
	size_t len;
	const char *text;
	enum san_relation relation;
} addresses[] = {
	{ "\x7f\0\0\1", 4, "127.0.0.1", SAN_EXACT },
	{ "\x7f\0\0\1", 4, "127.0.0.2", SAN_DIFFERS },
	{ "\x7f\0\0\1", 4, "127.0.0.01", SAN_DIFFERS },
	{ "\x7f\0\0\1", 4, "::ffff:127.0.0.1", SAN_DIFFERS },
	{ " \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, "2001:db8::1", SAN_EXACT },
	{ " \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, "2001:DB8:0::1",
		SAN_SAME },
	{ " \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16,
		"2001:0db8:0:0:0:0:0.0.0.1", SAN_SAME },
	{ " \1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16, "2001:db8::2",
		SAN_DIFFERS },
	{ "\x7f\0\1", 3, "127.0.1", SAN_DIFFERS },
};

static const struct {
	enum san_type type;
	const char *text;
	bool possible;
} shapes[] = {
	{ SAN_DNS, "a.example", true },
	{ SAN_DNS, "https://a.example", false },
	{ SAN_DNS, "CN=a", false },
	{ SAN_URI, "urn:x", true },
	{ SAN_URI, "a.example", false },
	{ SAN_URI, ":x", false },
	{ SAN_URI, "/a:x", false },
	{ SAN_IP, "::1", true },
	{ SAN_IP, "1.2.3", false },
	{ SAN_IP, "[::1]", false },
	{ SAN_EMAIL, "a@b", true },
	{ SAN_EMAIL, "a", false },
	{ SAN_EMAIL, "@b", false },
	{ SAN_EMAIL, "a@", false },
};

static void
test_names(void)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ok(san_compare(names[i].type, view_of_str(names[i].ours),
			   view_of_str(names[i].theirs))
				== names[i].relation,
			"%s: %s and %s", san_type_name(names[i].type),
			names[i].ours, names[i].theirs);
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		ok(san_compare(SAN_IP,
			   (struct view){ (const uint8_t *)addresses[i].octets,
				   addresses[i].len },
			   view_of_str(addresses[i].text))
				== addresses[i].relation,
			"address %zu of the table is %s", i, addresses[i].text);
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		ok(san_is_text(shapes[i].type, view_of_str(shapes[i].text))
				== shapes[i].possible,
			"%s: %s can %s", san_type_name(shapes[i].type),
			shapes[i].text, shapes[i].possible ? "be" : "not be");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("dn.json");
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c))
		test_case(c);
	test_typed();
	test_values();
	test_sn();
	test_hostile();
	test_names();
	return tap_done();
}
