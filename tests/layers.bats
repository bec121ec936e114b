# SPDX-License-Identifier: Apache-2.0
# The laws of the house: which room a line of code may stand in, and what it
# may touch there.

bats_require_minimum_version 1.5.0

setup() {
	cd "${srcdir:?}" || return
	mapfile -t headers < <(find cmd common -name '*.h' | sort)
	mapfile -t modules < <(find cmd common -name '*.c' | sort)
	[ "${#headers[@]}" -gt 20 ] && [ "${#modules[@]}" -gt 20 ]
}

# Where a file lives: base, cli, proof, net, judge, cmd, or the folder of a
# program.
room_of() {
	case $1 in
	common/*) room=${1#common/} ;;
	cmd/*/*) room=${1#cmd/} ;;
	*) room=$1 ;;
	esac
	echo "${room%%/*}"
}

# The rooms that a file of this room may include.
may_see() {
	case $1 in
	base) echo "base" ;;
	cli) echo "base cli" ;;
	proof) echo "base proof" ;;
	net) echo "base proof net" ;;
	judge) echo "base cli proof net judge" ;;
	cmd) echo "base cli proof net judge" ;;
	serve) echo "base cli proof net judge serve" ;;
	esac
}

# Fail with each line of standard input as an offence against a rule.
none() { # RULE
	local found
	found=$(cat)
	[ -z "$found" ] || {
		printf '%s:\n%s\n' "$1" "$found"
		return 1
	}
}

# Files that include HEADER (a pattern), other than those behind the door.
includes_outside() { # HEADER DOOR
	grep -lE "^#[[:space:]]*include[[:space:]]*[<\"]$1" \
		"${headers[@]}" "${modules[@]}" | grep -vxE "$2" || true
}

@test "no file includes a higher floor or the other room on its own" {
	for file in "${headers[@]}" "${modules[@]}"; do
		seen=" $(may_see "$(room_of "$file")") "
		sed -n 's/^#[[:space:]]*include[[:space:]]*"\(.*\)".*/\1/p' \
			"$file" | while read -r include; do
			[[ $include == */* ]] ||
				echo "$file: $include does not name its room"
			[[ $seen == *" ${include%%/*} "* ]] ||
				echo "$file: $include"
		done
	done | none "an include that climbs the stairs"
}

@test "every header compiles alone" {
	# shellcheck disable=SC2046 # a list of flags
	for h in "${headers[@]}"; do
		printf '#include "%s"\n' "${h#common/}" | ${CC:-cc} \
			-std=gnu11 -D_GNU_SOURCE -fsyntax-only -Wall -Werror \
			$(pkg-config --cflags gnutls) -Icommon -Icmd -xc - 2>&1 ||
			echo "$h"
	done | none "a header that needs another one before it"
}

@test "every header starts with its purpose, a sentence" {
	for h in "${headers[@]}"; do
		# "/*", then " * name.h - words", up to the first full stop.
		awk -v name="${h##*/}" '
			NR == 2 && $0 != "/*" { exit 1 }
			NR == 3 && index($0, " * " name " - ") != 1 { exit 1 }
			NR >= 3 && /[.:?]($|[[:space:]])/ { found = 1; exit }
			NR > 3 && /\*\// { exit 1 }
			END { exit !found }' "$h" || echo "$h"
	done | none "a header without a first sentence"
}

@test "every module says what it is for" {
	for c in "${modules[@]}"; do
		[ "$(sed -n 2p "$c")" = '/*' ] || echo "$c"
	done | none "a module without a comment of its purpose"
}

@test "curl only in net/http.c" {
	includes_outside 'curl/' 'common/net/http\.c' | none "curl/"
}

@test "cJSON only in base/json.c and what builds its items" {
	includes_outside '(cjson/)?cJSON\.h' 'common/base/json(_read)?\.c' |
		none "cJSON.h"
}

@test "getopt only in cli/opt.c" {
	includes_outside 'getopt\.h' 'common/cli/opt\.c' | none "getopt.h"
	{ grep -lE '\bgetopt(_long)?(_only)?\(' "${modules[@]}" || true; } |
		{ grep -vx 'common/cli/opt.c' || true; } | none "getopt()"
}

@test "libmicrohttpd only in the server's HTTP file" {
	includes_outside 'microhttpd' 'cmd/serve/http\.c' | none "microhttpd.h"
}

@test "SQLite only in the server's store" {
	includes_outside 'sqlite3' 'cmd/serve/store\.c' | none "sqlite3.h"
}

@test "GnuTLS only where certificates, keys, digests and sessions are made" {
	includes_outside 'gnutls/' \
		'common/(proof/(cert[a-z0-9_]*|key[a-z0-9_]*|pubkey|hash|chbind)|net/(tls[a-z0-9_]*|tokbind))\.[ch]' |
		none "gnutls/"
}

@test "a cmd file includes no other cmd file" {
	{ grep -nE '^#[[:space:]]*include[[:space:]]*".*(cmd/|\.\./|\.c")' \
		"${modules[@]}" "${headers[@]}" || true; } |
		none "an include of a program"
}

@test "a cmd file ends with a main() of one line" {
	grep -l '^main(' "${modules[@]}" | while read -r c; do
		tail -n 5 "$c" | tr -d '\n' | grep -qE \
			'intmain\(int argc, char \*\*argv\)\{	return prog_main\(&prog, argc, argv\);\}' ||
			echo "$c"
	done | none "a main() that does more than it should"
}

@test "only base/alloc.c may end the process" {
	{ grep -lE '\b(_exit|_Exit|exit|quick_exit|abort)\(' \
		"${modules[@]}" "${headers[@]}" || true; } |
		{ grep -vx 'common/base/alloc.c' || true; } | none "exit()"
}

@test "every source file names its licence in the first line" {
	for f in "${headers[@]}" "${modules[@]}" tests/*/*.[ch]; do
		[ "$(head -n 1 "$f")" = \
			'/* SPDX-License-Identifier: Apache-2.0 */' ] ||
			echo "$f"
	done | none "no licence"
	for f in bootstrap configure.ac Makefile.am .ci/run tests/*.bats \
		tests/*/*.bats tests/*.sh man/*.sh completions/*; do
		head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' ||
			echo "$f"
	done | none "no licence"
}

@test "no file is longer than 400 lines" {
	wc -l "${headers[@]}" "${modules[@]}" |
		awk '$2 != "total" && $1 > 400' | none "too long"
}

@test "no function is longer than 60 lines" {
	# A body stands between a brace in the first column and its fellow.
	awk '
		FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ && start { if (FNR - start - 1 > 60)
			print FILENAME ":" start ": " FNR - start - 1
			start = 0 }' "${modules[@]}" | none "too long"
}

@test "no goto" {
	{ grep -nE '\bgoto\b[^*]*;' "${headers[@]}" "${modules[@]}" || true; } |
		none "goto"
}

@test "no typedef hides a struct, an enum or a pointer" {
	{ grep -nE '\btypedef[[:space:]]+(struct|union|enum)\b|\btypedef\b([^()]*|.*\()\*' \
		"${headers[@]}" "${modules[@]}" || true; } | none "typedef"
}

@test "comments stand between /* and */, lines within 80 columns" {
	{ grep -nE '(^|[^:"])//' "${headers[@]}" "${modules[@]}" |
		grep -vE '"[^"]*//[^"]*"|/\*.*//' || true; } | none "//"
	for f in "${headers[@]}" "${modules[@]}"; do
		expand "$f" | awk -v f="$f" 'length > 80 { print f ":" NR }'
	done | none "too wide"
}

@test "banned calls are out of reach: base.h is included everywhere" {
	# shellcheck disable=SC2046 # a list of flags
	for h in "${headers[@]}"; do
		printf '#include "%s"\nchar *f(char *s);\nchar *f(char *s) { return strcpy(s, s); }\n' \
			"${h#common/}" | ${CC:-cc} -std=gnu11 -D_GNU_SOURCE \
			-fsyntax-only $(pkg-config --cflags gnutls) -Icommon \
			-xc - 2>/dev/null && echo "$h"
	done | { grep -v '^common/base/banned.h$' || true; } |
		none "a header without base.h"
}

@test "programs without HTTP do not link curl, and none links what it does not use" {
	for p in $PROGRAMS; do
		needed=$(objdump -p "${builddir:?}/$p" |
			sed -n 's/^  NEEDED *//p')
		[[ $needed != *curl* ]] || echo "$p: $needed"
		[[ $needed == *libgnutls* ]] || echo "$p: no GnuTLS?"
	done | none "linked without need"
}
