/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.h - JSON that a peer wrote as facts of a report: claims, headers,
 * metadata.
 */
#ifndef CLI_REPORT_JSON_H
#define CLI_REPORT_JSON_H

#include "base/json.h"
#include "cli/report.h"

/*
 * Add VALUE with all that is in it as the fact KEY, in its order; JSON shows
 * its numbers digit by digit.  Text shows a line for each scalar and for
 * each array of scalars, below the heading LABEL, and labels members by their
 * names; without LABEL it shows nothing of it.  VALUE and its names are copied.
 *
 * KEY and LABEL are constants; KEY is NULL inside a list.
 */
void report_json(struct report *r, const char *key, const char *label,
	const struct json *value);

#endif
