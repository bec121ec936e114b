# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # run sets $status, $output and $stderr
#
# tlsbind-handshake in the tests: run it, and look into what it said.

# try STATUS ARG...: run it, standard output in $output, errors in $stderr.
try() {
	local want=$1
	shift
	run --separate-stderr tlsbind-handshake "$@"
	echo "tlsbind-handshake $*: status $status"
	[ "$status" -eq "$want" ] && return
	echo "expected status $want:"
	echo "$output"
	echo "$stderr"
	return 1
}

# report STATUS ARG...: the same with --format json; whatever the status is,
# it is also in the report.
report() {
	local want=$1
	shift
	try "$want" --format json "$@"
	[ "$(jq -r 'if .reports then empty else .status end' <<<"$output")" \
		= "$want" ]
}

fact() { # jq path below .facts
	jq -r ".facts$1" <<<"$output"
}

is() { # path expected
	local got
	got=$(fact "$1")
	[ "$got" = "$2" ] && return
	echo "facts$1: $got, expected $2"
	return 1
}

check() { # id verdict
	local got
	got=$(jq -r --arg id "$1" '[.checks[] | select(.id == $id) |
		.verdict] | unique | join(" ")' <<<"$output")
	[ "$got" = "$2" ] && return
	echo "check $1: $got, expected $2"
	return 1
}

cause() { # id: the first diagnosis
	local got
	got=$(jq -r '[.diagnoses[].id] | join(" ")' <<<"$output")
	[ "${got%% *}" = "$1" ] && return
	echo "diagnoses: $got, expected $1 first"
	return 1
}

client_auth() { # verdict evidence
	is .client_auth.verdict "$1"
	[[ $(fact .client_auth.evidence) =~ ^($2)$ ]]
}

# tame TEXT: nothing in it that a terminal would obey.
tame() {
	run -1 env LC_ALL=C grep -n $'[\001-\010\013-\037\177]' <<<"$1"
}
