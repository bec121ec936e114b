#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell
#
# Clients that are broken or mean: tlsbind-serve goes on, answers the next good
# one at once, and takes nothing for good.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	cd "$BATS_TEST_TMPDIR" || return
	export BATS_TEST_TMPDIR
	server=(--client-auth request --ca "$PKI/client-ca.pem" --format ndjson)
	bound_ms=1500
	# The sanitizers keep what was freed, and take their time.
	if grep -q __asan_init "$(command -v tlsbind-serve)"; then
		export ROOM_KIB=$((1 << 20))
		bound_ms=10000
	fi
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# hostile NAME [NUMBER]: against the server that was started last; afterwards
# it has said nothing but where it listens, and every report is a line of JSON.
hostile() {
	"$python" "$peers/hostile_clients.py" "$port" "$pid" "$PKI" "$@"
	[ "$(grep -vc "listening on" "$log")" -eq 0 ]
	jq -es 'map(.schema) | unique == ["tlsbind.report/1"]' "$out" >/dev/null
}

@test "handshakes that end halfway, by close and by reset" {
	start_serve "${server[@]}"
	hostile half-open
	hostile cuts
	[ "$(jq -r .facts.end "$out" | sort -u | wc -l)" -ge 3 ]
}

@test "garbage before a handshake, within it and after it" {
	start_serve "${server[@]}"
	hostile garbage-before
	hostile changes
	hostile garbage-after
}

@test "what nobody asked for after the handshake is nobody's" {
	start_serve "${server[@]}"
	hostile unasked
	jq -es 'all(.[]; [.facts.certificates[].subject] ==
		["CN=good,O=tlsbind"])
		and (map(select(.facts.end == "broken")) | length == 2)' "$out"
}

@test "long chains, and large certificates" {
	start_serve "${server[@]}"
	hostile chains
}

@test "one octet after the other, and nobody who reads" {
	start_serve "${server[@]}" --timeout 1
	hostile slow
	start_serve "${server[@]}" --idle 1
	hostile deaf
	start_serve "${server[@]}"
	hostile slow-requests
}

@test "many at once, and many in a row" {
	start_serve "${server[@]}" --timeout 60
	hostile crowd 500
	hostile storm 1000
	hostile crowd 200
}

@test "it ends within a second, whoever is there" {
	start_serve "${server[@]}"
	server_pid=$pid
	background there "$python" "$peers/hostile_clients.py" "$port" "$pid" \
		"$PKI" stay
	wait_line there "all are there" >/dev/null
	pid=$server_pid
	end_serve
	echo "$milliseconds ms"
	[ "$milliseconds" -le "$bound_ms" ]
	pid=$(tail -n 1 "$(pids_file)")
	wait_line there "all have ended"
	[ "$(wc -l <"$out")" -eq 300 ]
}
