/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "net/front.h"
int front_new(struct front_plan *plan _unused_, struct front **ret _unused_, struct err *err) { return err_set(err, ERR_SYSTEM, "not written yet"); }
int front_next(struct front *f _unused_, struct visit **ret _unused_) { return 0; }
void front_stop(struct front *f _unused_) { }
void front_free(struct front *f _unused_) { }
void front_freep(struct front **f _unused_) { }
