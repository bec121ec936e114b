/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg.c - what can be told of a TokenBindingMessage that has been read, and
 * the octets of one that is made.
 */
#include "proof/tbmsg.h"

bool
tbmsg_is_whole(const struct tbmsg *m)
{
	return m->frame.field == NULL && m->body.field == NULL;
}

size_t
tbmsg_offset(const struct tbmsg *m, struct view part)
{
	return part.data == NULL ? 0 : (size_t)(part.data - m->octets.data);
}

const struct tbmsg_binding *
tbmsg_find(const struct tbmsg *m, unsigned type)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->binding[i].type == type)
			return &m->binding[i];
	return NULL;
}

size_t
tbmsg_count(const struct tbmsg *m, unsigned type)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += m->binding[i].type == type;
	return n;
}

const char *
tbmsg_type_name(unsigned type)
{
	static const char *const names[] = {
		[TBMSG_PROVIDED] = "provided",
		[TBMSG_REFERRED] = "referred",
	};

	return type < ARRAY_LEN(names) ? names[type] : NULL;
}

bool
tbmsg_extension(struct view *rest, uint8_t *ret_type, struct view *ret_data)
{
	enum { HEAD = 3 };
	size_t len;

	if (rest->len < HEAD)
		return false;
	len = (size_t)rest->data[1] << 8 | rest->data[2];
	if (rest->len - HEAD < len)
		return false;
	*ret_type = rest->data[0];
	*ret_data = view_part(*rest, HEAD, len);
	*rest = view_part(*rest, HEAD + len, rest->len);
	return true;
}

void
tbmsg_tbs(unsigned type, unsigned params, struct view ekm,
	uint8_t ret_octets[static TBMSG_TBS_LEN])
{
	ret_octets[0] = (uint8_t)type;
	ret_octets[1] = (uint8_t)params;
	memcpy(ret_octets + 2, ekm.data, EKM_LEN);
}

int
tbmsg_add_extension(struct bytes *extensions, unsigned type, struct view data,
	struct err *err)
{
	if (data.len > UINT16_MAX
		|| extensions->len + 3 + data.len > UINT16_MAX)
		return err_set(err, ERR_INPUT,
			"more than %d octets of extensions", UINT16_MAX);
	bytes_append_u8(extensions, type);
	bytes_append_u16(extensions, data.len);
	bytes_append_view(extensions, data);
	return 0;
}

void
tbmsg_put(struct bytes *list, unsigned type, struct view id,
	struct view signature, struct view extensions)
{
	bytes_append_u8(list, type);
	bytes_append_view(list, id);
	bytes_append_u16(list, signature.len);
	bytes_append_view(list, signature);
	bytes_append_u16(list, extensions.len);
	bytes_append_view(list, extensions);
}

int
tbmsg_frame(struct view list, struct bytes *ret, struct err *err)
{
	if (list.len > UINT16_MAX)
		return err_set(err, ERR_INPUT,
			"a message of %zu octets: the limit is %d", list.len,
			UINT16_MAX);
	bytes_clear(ret);
	bytes_append_u16(ret, list.len);
	bytes_append_view(ret, list);
	return 0;
}
