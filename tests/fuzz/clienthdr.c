/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthdr.c - fuzzing of proof/clienthdr.h: a header of hostile octets, whole
 * and as the first octets of a longer one.
 */
#include "proof/clienthdr.h"

#include "base/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each certificate is one DER element of an element that is there. */
static void
check_cert(const struct clienthdr *h, const struct clienthdr_cert *c)
{
	if (c->element >= h->n_elements || c->der.len == 0
		|| c->der.data[0] != DER_SEQUENCE
		|| der_total(bytes_view(&c->der)) != c->der.len)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { data, size };
	char thumb[CLIENTHDR_THUMB_TEXT];
	struct clienthdr h;

	(void)clienthdr_is(text);
	clienthdr_read(text, &h);
	/* Either all is there, or a fault says why not. */
	if ((h.fault.kind == ERR_NONE) != (h.why == NULL)
		|| (h.n == 0 && h.why == NULL) || h.n > CLIENTHDR_CERTS
		|| h.n_elements > CLIENTHDR_ELEMENTS
		|| h.remarks >> CLIENTHDR_REMARKS != 0)
		abort();
	for (size_t i = 0; i < h.n; i++)
		check_cert(&h, &h.cert[i]);
	for (size_t i = 0; i < h.n_elements; i++)
		if (h.element[i].has_hash)
			clienthdr_thumb(&h.element[i], thumb);
	clienthdr_done(&h);
	return 0;
}
