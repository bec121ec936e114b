#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# valgrind.sh PROGRAM... - run unit tests under valgrind: no error, no leak.
set -u

command -v valgrind >/dev/null || {
	echo "valgrind is missing: install it" >&2
	exit 1
}

status=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
for program in "$@"; do
	if valgrind --quiet --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect,possible \
		"./$program" >"$log" 2>&1; then
		echo "ok - valgrind $program"
	else
		status=1
		echo "not ok - valgrind $program"
		sed 's/^/# /' "$log"
	fi
done
exit $status
