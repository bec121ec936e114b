#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# lint.sh SRCDIR [CPPFLAG]... - everything that can be said about the source
# without running it.  Every linter runs; the status is 1 if one complained.
set -u

cd "$1" || exit 1
shift

status=0

lint() { # NAME COMMAND...
	name=$1
	shift
	if "$@"; then
		echo "lint: $name: clean"
	else
		echo "lint: $name: see above" >&2
		status=1
	fi
}

for tool in clang-format clang-tidy cppcheck shellcheck mandoc codespell; do
	command -v "$tool" >/dev/null || {
		echo "lint: $tool is missing: ./bootstrap need lint" >&2
		exit 1
	}
done

sources=$(find cmd common tests -name '*.c' | sort)
headers=$(find cmd common tests -name '*.h' | sort)
scripts=$(find bootstrap .ci/run build-aux/lint.sh man tests -name '*.sh' \
	-o -name run -o -name bootstrap -o -name demo | sort)
bats=$(find tests -name '*.bats' -o -name '*.bash' | sort)
pages=$(find man -name '*.1' | sort)

# Called through lint; the inner shell expands what is in single quotes.  File
# by file: clang-tidy 14 misjudges a va_list in all files but the first.
# shellcheck disable=SC2016,SC2086,SC2317
tidy() {
	cppflags=$*
	printf '%s\n' $sources | xargs -P 2 -n 1 sh -c '
		flags=$1; shift
		out=$(clang-tidy --quiet "$@" -- -std=gnu11 $flags 2>&1) ||
			{ printf "%s\n" "$out"; exit 1; }' sh "$cppflags"
}

# shellcheck disable=SC2086
{
	lint clang-format clang-format --dry-run -Werror $sources $headers
	lint shellcheck shellcheck -x $scripts
	lint "shellcheck, bats" shellcheck -x -s bats $bats
	lint mandoc mandoc -T lint -W warning $pages
	# "fo" is a test vector of RFC 4648, "verfiy" and "aplha" are mistyped.
	lint codespell codespell --skip 'tests/vectors/*,tests/fuzz/corpus/*,*.pem,*.der' \
		--ignore-words-list fo,verfiy,aplha,reacher,keypair,te \
		README.md NEWS man cmd common tests completions bootstrap
	lint cppcheck cppcheck -q -j 2 --std=c11 --error-exitcode=1 \
		--inline-suppr --enable=warning,performance,portability \
		--suppress=missingIncludeSystem -D__GNUC__=12 "$@" $sources
	lint clang-tidy tidy "$@"
}
exit $status
