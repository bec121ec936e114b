# SPDX-License-Identifier: Apache-2.0
# What is written about the programs elsewhere - manuals, completions, lists
# of ids, the schema - is what their tables say.

bats_require_minimum_version 1.5.0

setup() {
	cd "${srcdir:?}" || return
}

# Every program with each of its subcommands, if it has any, a line each.
ways_to_call() {
	local p
	for p in $PROGRAMS; do
		"$p" --describe=commands | cut -f 1 | sed "s,^-$,,; s,^,$p ,"
	done
}

# The names of all options that are shown there, one a line.
options_of() { # program [command]
	"$1" --describe=table | awk -F '\t' -v command="${2--}" '
		$1 == "-" || $1 == command { print $3 }' | sort -u
}

# Every word of standard input must be a word of FILE.
all_words_in() { # file
	local word
	while read -r word; do
		grep -qwF -e "$word" "$1" || {
			echo "$word is not in $1"
			cat "$1"
			return 1
		}
	done
}

@test "every program describes at least the common options" {
	for p in ${PROGRAMS:?}; do
		for name in help version format quiet verbose color now \
			show-secrets; do
			options_of "$p" | grep -qx "$name"
		done
	done
}

@test "the table of options has six fields a line, none of them empty" {
	for p in $PROGRAMS; do
		"$p" --describe=table | awk -F '\t' '
			NF != 6 { print; bad = 1 }
			{ for (i = 1; i <= NF; i++) if ($i == "") { print; bad = 1 } }
			END { exit bad || NR == 0 }'
	done
}

@test "manuals hold exactly the options, checks and metrics of the programs" {
	mkdir "$BATS_TEST_TMPDIR/man"
	cp man/*.1 "$BATS_TEST_TMPDIR/man"
	chmod u+w "$BATS_TEST_TMPDIR"/man/*
	for p in $PROGRAMS; do
		sh man/refresh.sh "$p" "$BATS_TEST_TMPDIR"
		diff -u "man/$p.1" "$BATS_TEST_TMPDIR/man/$p.1"
	done
}

@test "refreshing a manual mends one that has drifted" {
	mkdir "$BATS_TEST_TMPDIR/man"
	for p in $PROGRAMS; do
		grep -v '^.fB.*show\\-secrets' "man/$p.1" >"$BATS_TEST_TMPDIR/man/$p.1"
		run ! cmp -s "man/$p.1" "$BATS_TEST_TMPDIR/man/$p.1"
		sh man/refresh.sh "$p" "$BATS_TEST_TMPDIR"
		cmp "man/$p.1" "$BATS_TEST_TMPDIR/man/$p.1"
	done
}

@test "manuals name every check and cause, and no other" {
	for p in $PROGRAMS; do
		mandoc -T utf8 -O width=500 "man/$p.1" | sed 's,.\x08,,g' \
			>"$BATS_TEST_TMPDIR/$p"
		"$p" --describe=checks | cut -f 2 |
			all_words_in "$BATS_TEST_TMPDIR/$p"
	done
}

@test "metrics are described in four fields, with names as they should be" {
	for p in $PROGRAMS; do
		"$p" --describe=metrics >"$BATS_TEST_TMPDIR/metrics"
		# The name tells the unit, and in perfdata no two are alike.
		awk -F '\t' '
			NF != 4 || $4 == "" { print; bad = 1 }
			$1 !~ /^tlsbind(_[a-z]+)+$/ { print; bad = 1 }
			$2 !~ /^(-|[a-z]+(,[a-z]+)*)$/ { print; bad = 1 }
			seen[$1]++ || ($3 != "-" && perf[$3]++) { print; bad = 1 }
			END { exit bad || NR < 4 }' "$BATS_TEST_TMPDIR/metrics"
		mandoc -T utf8 -O width=500 "man/$p.1" | sed 's,.\x08,,g' \
			>"$BATS_TEST_TMPDIR/$p"
		cut -f 1 "$BATS_TEST_TMPDIR/metrics" |
			all_words_in "$BATS_TEST_TMPDIR/$p"
	done
}

@test "manuals are clean" {
	for p in $PROGRAMS; do
		run -0 mandoc -T lint -W warning "man/$p.1"
		[ -z "$output" ]
	done
}

@test "manuals bear the version of the programs" {
	for p in $PROGRAMS; do
		version=$("$p" --version | head -n 1 | sed "s,.* ,,")
		grep -q "^\.TH .*tlsbind $version" "man/$p.1"
	done
}

@test "--help names every option, in 80 columns" {
	while read -r -a words; do
		"${words[@]}" --help >"$BATS_TEST_TMPDIR/help"
		options_of "${words[@]}" | sed 's/^/--/' |
			all_words_in "$BATS_TEST_TMPDIR/help"
		awk 'length > 80 { print; bad = 1 } END { exit bad }' \
			"$BATS_TEST_TMPDIR/help"
	done < <(ways_to_call)
}

@test "ids of checks and causes are unique, and well formed" {
	for p in $PROGRAMS; do
		"$p" --describe=checks >"$BATS_TEST_TMPDIR/checks"
		awk -F '\t' '
			$1 != "check" && $1 != "cause" { print; bad = 1 }
			$2 !~ /^[a-z0-9]+([.-][a-z0-9]+)*$/ { print; bad = 1 }
			seen[$1, $2]++ { print; bad = 1 }
			$3 == "" || $4 == "" { print; bad = 1 }
			END { exit bad || NR == 0 }' "$BATS_TEST_TMPDIR/checks"
	done
}

# shellcheck disable=SC2016 # another bash expands it
@test "bash completes every option of every program" {
	while read -r -a words; do
		run -0 bash -c '
			source completions/tlsbind.bash
			spec=$(complete -p "$1") || exit
			words=($spec)
			for i in "${!words[@]}"; do
				[ "${words[i]}" != -F ] || f=${words[i + 1]}
			done
			COMP_WORDS=("$@" --) COMP_CWORD=$#
			COMP_LINE="$* --" COMP_POINT=${#COMP_LINE}
			COMP_TYPE=9
			"$f" "$1" -- "${*: -1}" 2>/dev/null
			printf "%s\n" "${COMPREPLY[@]}"' _ "${words[@]}"
		diff <(options_of "${words[@]}") \
			<(sed 's/^--//; s/[= ]*$//' <<<"$output" | sort -u)
	done < <(ways_to_call)
}

@test "fish completes every option of every program" {
	while read -r -a words; do
		run -0 env HOME="$BATS_TEST_TMPDIR" fish --no-config -c \
			"source completions/tlsbind.fish
			complete -C '${words[*]} --'"
		diff <(options_of "${words[@]}") \
			<(cut -f 1 <<<"$output" | sed 's/^--//; s/=$//' | sort -u)
	done < <(ways_to_call)
}

@test "zsh completes every option of every program" {
	while read -r -a words; do
		run -0 env HOME="$BATS_TEST_TMPDIR" zsh -f tests/complete.zsh \
			"$PWD/completions" "${words[*]} --"
		diff <(options_of "${words[@]}") \
			<(sed -n 's/^--\([a-z0-9-]*\).*/\1/p' <<<"$output" | sort -u)
	done < <(ways_to_call)
}

# A server's report: somebody has to come.
visited() { # ARG...
	tlsbind-serve --count 1 "$@" 2>"$BATS_TEST_TMPDIR/log" 3>&- &
	local server=$! origin
	for _ in $(seq 250); do
		origin=$(sed -n 's,.* https://\(.*\) (.*,\1,p' \
			"$BATS_TEST_TMPDIR/log")
		[ -z "$origin" ] || break
		sleep 0.02
	done
	tlsbind-handshake --no-verify --quiet "$origin" || true
	wait "$server"
}

@test "the schema is a JSON Schema, and real reports satisfy it" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$BATS_TEST_TMPDIR/key" -out "$BATS_TEST_TMPDIR/pem" \
		-subj /CN=schema -days 1 2>/dev/null
	for p in $PROGRAMS; do
		"$p" --describe=schema >"$BATS_TEST_TMPDIR/schema"
		case $p in
		*-handshake) good=(127.0.0.1:1) bad=(127.0.0.1:1 127.0.0.1:2) ;;
		*-cnf) good=(show "$BATS_TEST_TMPDIR/pem") bad=(show /nonexistent) ;;
		*-serve) good=(--now 2030-01-01) bad=(--ca /nonexistent) ;;
		*-tbmsg) good=(decode AAA) bad=(decode /nonexistent AAA) ;;
		*) good=("$BATS_TEST_TMPDIR/pem") bad=(/nonexistent) ;;
		esac
		case $p in *-serve) look=visited ;; *) look=$p ;; esac
		"$look" "${good[@]}" --format json >"$BATS_TEST_TMPDIR/1" || true
		"$p" "${bad[@]}" --format json >"$BATS_TEST_TMPDIR/2" || true
		/usr/bin/python3 - "$BATS_TEST_TMPDIR" <<-'PY'
			import json, sys, jsonschema
			d = sys.argv[1]
			schema = json.load(open(d + "/schema"))
			v = jsonschema.validators.validator_for(schema)
			v.check_schema(schema)
			for n in "12":
			    v(schema).validate(json.load(open(d + "/" + n)))
			try:
			    v(schema).validate({"schema": "tlsbind.report/1"})
			except jsonschema.ValidationError:
			    sys.exit(0)
			sys.exit("the schema takes anything")
		PY
	done
}
