/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbneg.c - RFC 8472, for both sides.
 */
#include "proof/tbneg.h"

enum { SERVER_RANDOM = 32, SUITE_AND_COMPRESSION = 3 };

bool
tbneg_parse(struct view octets, struct tbneg *ret)
{
	const uint8_t *d = octets.data;

	if (octets.len < 4 || octets.len != 3 + (size_t)d[2])
		return false;
	ret->version = (uint16_t)(d[0] << 8 | d[1]);
	ret->n = d[2];
	memcpy(ret->params, d + 3, ret->n);
	return true;
}

void
tbneg_build(const struct tbneg *t, struct bytes *octets)
{
	uint8_t head[] = { (uint8_t)(t->version >> 8), (uint8_t)t->version,
		(uint8_t)t->n };

	bytes_append(octets, head, sizeof(head));
	bytes_append(octets, t->params, t->n);
}

struct tbneg
tbneg_offer(const struct tbneg_config *own)
{
	struct tbneg offer = { .version = own->max, .n = own->n };

	memcpy(offer.params, own->params, own->n);
	return offer;
}

bool
tbneg_choose(const struct tbneg_config *own, const struct tbneg *offer,
	struct tbneg *ret_answer)
{
	if (offer->version < own->min)
		return false;
	for (size_t i = 0; i < own->n; i++) {
		if (memchr(offer->params, own->params[i], offer->n) == NULL)
			continue;
		ret_answer->version = offer->version < own->max ? offer->version
								: own->max;
		ret_answer->params[0] = own->params[i];
		ret_answer->n = 1;
		return true;
	}
	return false;
}

enum tbneg_verdict
tbneg_judge(const struct tbneg_config *own, struct view octets,
	const struct tbneg_hello *hello, struct tbneg *ret_answer)
{
	if (own == NULL)
		return TBNEG_UNSOLICITED;
	if (!tbneg_parse(octets, ret_answer))
		return TBNEG_MALFORMED;
	if (ret_answer->version > own->max)
		return TBNEG_TOO_NEW;
	if (ret_answer->n != 1)
		return TBNEG_NOT_ONE;
	if (memchr(own->params, ret_answer->params[0], own->n) == NULL)
		return TBNEG_NOT_OFFERED;
	if (!hello->tls13 && !hello->ems)
		return TBNEG_NO_EMS;
	if (!hello->tls13 && !hello->ri)
		return TBNEG_NO_RI;
	return ret_answer->version < own->min ? TBNEG_OLDER : TBNEG_NEGOTIATED;
}

bool
tbneg_is_fault(enum tbneg_verdict v)
{
	return v >= TBNEG_MALFORMED;
}

int
tbneg_alert(enum tbneg_verdict v)
{
	enum {
		ILLEGAL_PARAMETER = 47,
		DECODE_ERROR = 50,
		UNSUPPORTED_EXTENSION = 110
	};

	if (!tbneg_is_fault(v))
		return -1;
	if (v == TBNEG_MALFORMED)
		return DECODE_ERROR;
	return v == TBNEG_REPEATED || v == TBNEG_MISPLACED
		? ILLEGAL_PARAMETER
		: UNSUPPORTED_EXTENSION;
}

const char *
tbneg_words(enum tbneg_verdict v)
{
	static const char *const words[TBNEG_VERDICTS] = {
		[TBNEG_UNANSWERED] = "did not answer",
		[TBNEG_NEGOTIATED] = "agreed",
		[TBNEG_OLDER] = "answered a version that we do not speak",
		[TBNEG_MALFORMED] = "answered a malformed token_binding "
				    "extension",
		[TBNEG_UNSOLICITED] = "sent a token_binding extension that was "
				      "not offered",
		[TBNEG_TOO_NEW] = "answered a higher Token Binding version "
				  "than was offered",
		[TBNEG_NOT_ONE] = "answered more than one key parameter",
		[TBNEG_NOT_OFFERED] = "answered a key parameter that was not "
				      "offered",
		[TBNEG_NO_EMS] = "answered token_binding without extended "
				 "master secret",
		[TBNEG_NO_RI] = "answered token_binding without secure "
				"renegotiation",
		[TBNEG_REPEATED] = "sent the token_binding extension twice",
		[TBNEG_MISPLACED] = "sent token_binding in its ServerHello, "
				    "not in EncryptedExtensions",
	};

	return words[v];
}

const char *
tbneg_version_text(unsigned version, char ret_text[static TBNEG_VERSION_TEXT])
{
	unsigned major = version >> 8 & 0xff, minor = version & 0xff;

	if (version >= TBNEG_DRAFT_10 && version <= TBNEG_DRAFT_16)
		snprintf(ret_text, TBNEG_VERSION_TEXT,
			"0.%u (draft-ietf-tokbind-protocol-%u)", minor, minor);
	else
		snprintf(ret_text, TBNEG_VERSION_TEXT, "%u.%u", major, minor);
	return ret_text;
}

/* Take octets behind a length of WIDTH octets off REST. */
static bool
take(struct view *rest, size_t width, struct view *ret)
{
	size_t len = 0;

	if (rest->len < width)
		return false;
	for (size_t i = 0; i < width; i++)
		len = len << 8 | rest->data[i];
	if (len > rest->len - width)
		return false;
	*ret = view_part(*rest, width, len);
	*rest = view_part(*rest, width + len, SIZE_MAX);
	return true;
}

/* RFC 8446 section 4.1.3: what stands before a ServerHello's extensions. */
static bool
skip_hello(struct view *rest)
{
	struct view session_id;

	*rest = view_part(*rest, 2 + SERVER_RANDOM, SIZE_MAX);
	if (!take(rest, 1, &session_id) || rest->len < SUITE_AND_COMPRESSION)
		return false;
	*rest = view_part(*rest, SUITE_AND_COMPRESSION, SIZE_MAX);
	return true;
}

size_t
tbneg_find(struct view body, bool hello, unsigned type, struct view *ret_octets)
{
	struct view list, octets;
	size_t found = 0;

	if ((hello && !skip_hello(&body)) || !take(&body, 2, &list))
		return 0;
	while (list.len >= 2) {
		unsigned this = (unsigned)list.data[0] << 8 | list.data[1];

		list = view_part(list, 2, SIZE_MAX);
		if (!take(&list, 2, &octets))
			break;
		if (this == type && found++ == 0)
			*ret_octets = octets;
	}
	return found;
}
