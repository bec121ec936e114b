/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_decode.h - a Token Binding message told as far as it goes, without
 * any connection.
 */
#ifndef JUDGE_TBMSG_DECODE_H
#define JUDGE_TBMSG_DECODE_H

#include "judge/tbmsg_form.h"

/* Headline, every field, and the checks of judge_tbmsg_form(). */
void judge_tbmsg_decode(struct report *r, struct tbmsg_form *f);

#endif
