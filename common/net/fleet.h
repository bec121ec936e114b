/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fleet.h - any number of probes of one plan, many of them under way at the
 * same time; one is a fleet, too.
 */
#ifndef NET_FLEET_H
#define NET_FLEET_H

#include "net/tls.h"

enum {
	FLEET_AT_ONCE = 256,    /* probes under way at the same time */
	FLEET_DESCRIPTORS = 32, /* kept for everything but their sockets */
};

/*
 * Run the N probes of PROBE (zeroed but for host and port) by PLAN until all
 * have ended.  As many are under way as the limit of descriptors allows, which
 * is raised as far as the system permits.  ERR_USAGE, ERR_INPUT, ERR_SYSTEM;
 * what a server does is no error.
 */
int fleet_run(struct probe *probe, size_t n, const struct probe_plan *plan,
	struct err *err) _must_check_;

#endif
