#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# valgrind.sh PROGRAM... - run unit tests under valgrind, as many at once as
# there are processors: no error, no leak.
set -u

command -v valgrind >/dev/null || {
	echo "valgrind is missing: install it" >&2
	exit 1
}

# one PROGRAM: all that is to be said of it, at once.
one() {
	log=$(mktemp) || exit 1
	trap 'rm -f "$log"' EXIT
	if valgrind --quiet --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect,possible \
		"./$1" >"$log" 2>&1; then
		echo "ok - valgrind $1"
	else
		printf 'not ok - valgrind %s\n%s\n' "$1" \
			"$(sed 's/^/# /' "$log")"
		return 1
	fi
}

if [ "${VALGRIND_ONE-}" = yes ]; then
	one "$1"
	exit
fi
export VALGRIND_ONE=yes
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$0"
