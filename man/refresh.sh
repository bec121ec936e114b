#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refresh.sh PROGRAM SRCDIR - write what a program's tables say into the three
# regions of its manual that hold it:
#	.\" options {	.\" checks {	.\" metrics {
#	.\" }		.\" }		.\" }
set -eu

page=$2/man/$(basename "$1").1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$1" --describe=roff >"$work/options"
"$1" --describe=roff-checks >"$work/checks"
"$1" --describe=roff-metrics >"$work/metrics"
awk -v work="$work" '
	$0 == ".\\\" }" { region = "" }
	region == "" { print }
	$0 ~ "^\\.\\\\\" (options|checks|metrics) \\{$" {
		region = $2
		while ((getline line < (work "/" region)) > 0)
			print line
	}
	END {
		if (region != "")
			print "refresh.sh: the region of the " region \
				" has no end" >"/dev/stderr"
		exit region != ""
	}' "$page" >"$work/page"
cmp -s "$work/page" "$page" || cat "$work/page" >"$page"
