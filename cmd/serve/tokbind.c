/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/lab.h"
const struct http_route tokbind_routes[] = { { 0 } };
