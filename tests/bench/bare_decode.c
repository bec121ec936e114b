/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare_decode FILE - the least that looking into tokens costs: header and
 * payload of each, from base64url to a tree of JSON.  FILE has a token a line.
 */
#include <cjson/cJSON.h>

#include "base/b64.h"

/* The part before the next dot; false if it is no JSON in base64url. */
static bool
decode(struct view *rest, uint8_t *room)
{
	const uint8_t *dot = memchr(rest->data, '.', rest->len);
	cJSON *tree;
	ptrdiff_t len;
	size_t at;

	if (dot == NULL)
		return false;
	at = (size_t)(dot - rest->data);
	len = b64_decode_to(room, view_part(*rest, 0, at), B64_URL);
	*rest = view_part(*rest, at + 1, rest->len);
	if (len < 0)
		return false;
	tree = cJSON_ParseWithLength((const char *)room, (size_t)len);
	cJSON_Delete(tree);
	return tree != NULL;
}

int
main(int argc, char **argv)
{
	static uint8_t room[1 << 16];
	FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (in == NULL)
		return 2;
	while ((len = getline(&line, &cap, in)) > 0) {
		struct view rest = { (uint8_t *)line, (size_t)len };

		if (rest.len > sizeof(room) || !decode(&rest, room)
			|| !decode(&rest, room))
			return 1;
	}
	free(line);
	(void)fclose(in);
	return 0;
}
