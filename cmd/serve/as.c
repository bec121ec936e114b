/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/lab.h"
const struct http_route as_routes[] = { { 0 } };
