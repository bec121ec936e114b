/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whoami.h - the pages that tell a client what it presented: JSON, and HTML
 * for a browser.
 */
#ifndef SERVE_WHOAMI_H
#define SERVE_WHOAMI_H

#include "serve/http.h"

/* "/" and "/whoami"; ends with { 0 }. */
extern const struct http_route whoami_routes[];

#endif
