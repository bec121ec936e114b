/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To be written.
 */
#include "serve/whoami.h"
const struct http_route whoami_routes[] = { { 0 } };
