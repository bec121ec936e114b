/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "judge/visit.h"
void judge_visit(struct report *r, struct visit *v) { report_subject(r, "%s", v->peer); report_headline(r, "SEEN", "%s", v->peer); }
const struct check check_visit_handshake = { "visit.handshake", "x", NULL }, check_visit_presented = { "visit.presented", "x", NULL }, check_visit_valid = { "visit.valid", "x", NULL }, check_visit_names = { "visit.names", "x", NULL }, check_visit_tokbind = { "visit.tokbind", "x", NULL };
const struct cause *const judge_visit_causes[] = { NULL };
