#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # each test is a subshell
#
# tlsbind-serve: the command line, the statuses, the formats, and clients that
# are not ours.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	cd "$BATS_TEST_TMPDIR" || return
	server=(--cert "$PKI/server.pem" --key "$PKI/server.key")
	demanding=("${server[@]}" --ca "$PKI/client-ca.pem")
	ca=(--ca "$PKI/server-ca.pem")
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
	expired=(--cert "$PKI/expired.pem" --key "$PKI/expired.key")
	good_x5t=$(tlsbind-thumbprint -p 'x5t#S256' "$PKI/good.pem")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# try STATUS ARG...: run the server, which must end by itself.
try() {
	local want=$1
	shift
	run --separate-stderr timeout 20 tlsbind-serve "$@" </dev/null
	echo "tlsbind-serve $*: status $status, expected $want"
	echo "$output"
	echo "$stderr"
	[ "$status" -eq "$want" ]
}

# visited CLIENT... -- ARG...: run the server with --count 1, and CLIENT, which
# is a shell command that finds $origin and $port.  Sets $output, $stderr and
# $status of the server.
visited() {
	local client=$1
	shift
	log=$(new_log serve)
	timeout 20 tlsbind-serve --count 1 "$@" >"$log.out" 2>"$log" \
		</dev/null 3>&- &
	pid=$!
	origin=$(door_of mtls)
	port=${origin##*:}
	eval "$client" >client.out 2>&1 </dev/null || true
	status=0
	wait "$pid" || status=$?
	output=$(cat "$log.out")
	stderr=$(cat "$log")
	echo "tlsbind-serve $*: status $status"
	echo "$output" "$stderr"
}

ours='tlsbind-handshake "${ca[@]}" "localhost:$port"'
ours_good='tlsbind-handshake "${ca[@]}" "${good[@]}" "localhost:$port"'
ours_expired='tlsbind-handshake "${ca[@]}" "${expired[@]}" "localhost:$port"'

# What the addresses are on which the server listens, one a line.
listening() {
	ss -Hltnp | awk -v pid="pid=$pid," 'index($0, pid) { print $4 }'
}

# ---- the statuses -------------------------------------------------------

@test "0: every client presented what it should" {
	visited "$ours_good" "${demanding[@]}"
	[ "$status" -eq 0 ]
}

@test "1: a client was refused" {
	visited "$ours_expired" "${demanding[@]}"
	[ "$status" -eq 1 ]
	visited "$ours" "${demanding[@]}"
	[ "$status" -eq 1 ]
}

@test "2: the command line makes no sense" {
	try 2 operand
	[[ $stderr == tlsbind-serve:*operand* && -z $output ]]
	try 2 --nonsense
	try 2 --client-auth sometimes
	try 2 --client-auth require
	[[ $stderr == *--ca* ]]
	try 2 --client-auth request
	try 2 --count 0
	try 2 --imitate nonsense
	try 2 --mistake nonsense
	[[ $stderr == *tb-no-ems* ]]
	try 2 --tls 1.1
	try 2 --priority NONSENSE
	try 2 --tokbind=nonsense
	try 2 --alpn ""
	try 2 --key "$PKI/server.key"
	try 2 "${server[@]}" --key "$PKI/server.key"
	try 2 --crl nosuch.pem
	try 2 --opaque
	try 2 --lab lab --ca "$PKI/client-ca.pem"
	try 2 --lab lab "${server[@]}"
	try 2 --now nonsense
	[ ! -e lab ]
}

@test "2: addresses that are none" {
	for address in nonsense localhost:x 127.0.0.1:65536 127.0.0.1:-1 \
		127.0.0.1: 300.0.0.1:0 "[::1" example.com:8443; do
		try 2 --listen "$address"
		[[ $stderr == *--listen* ]]
	done
	try 2 --lab lab --listen 127.0.0.1:65534
	[[ $stderr == *65533* ]]
}

@test "3: files that cannot be read, or are something else" {
	local file
	: >empty
	mkdir directory
	for file in nosuch empty directory "$PKI/server.key"; do
		try 3 --ca "$file"
		[[ $stderr == *"$file"* ]]
		try 3 --cert "$file" --key "$PKI/server.key"
		[[ $stderr == *"$file"* ]]
	done
	try 3 --cert "$PKI/server.pem" --key "$PKI/server.pem"
	try 3 --ca "$PKI/client-ca.pem" --crl "$PKI/client-ca.pem"
	try 3 --lab empty
	[[ $stderr == *empty* ]]
}

@test "3: a key that is not the certificate's" {
	try 3 --cert "$PKI/server.pem" --key "$PKI/good.key"
	[[ $stderr == *server* || $stderr == *good.key* ]]
}

@test "4: nobody came" {
	start_serve "${server[@]}"
	kill "$pid"
	log=$(new_log serve)
	timeout --signal TERM 0.5 tlsbind-serve 2>"$log" || status=$?
	# timeout itself says 124.
	run -4 bash -c 'tlsbind-serve & sleep 0.3; kill $!; wait $!'
}

@test "4: a client that showed nothing" {
	visited 'exec 9<>"/dev/tcp/127.0.0.1/$port"; exec 9>&-' "${server[@]}"
	[ "$status" -eq 4 ]
}

@test "4: somebody else listens there" {
	start_serve "${server[@]}"
	try 4 --listen "127.0.0.1:$port"
	[[ $stderr == *"127.0.0.1"*"$port"* ]]
}

@test "5: standard output is full" {
	log=$(new_log serve)
	tlsbind-serve --count 1 "${server[@]}" >/dev/full 2>"$log" </dev/null &
	pid=$!
	origin=$(door_of mtls)
	tlsbind-handshake "${ca[@]}" "localhost:${origin##*:}" || true
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 5 ]
}

# ---- where it listens ----------------------------------------------------

@test "the first line tells the address, and only loopback listens" {
	start_serve
	[[ $(head -n 1 "$log") == \
		"tlsbind-serve: listening on https://127.0.0.1:$port ("* ]]
	[ "$port" -gt 0 ]
	[ "$(wc -l <"$log")" -eq 1 ]
	[ "$(listening)" = "127.0.0.1:$port" ]
}

@test "a laboratory has three doors, all on loopback" {
	start_serve --lab lab
	[ "$(wc -l <"$log")" -eq 3 ]
	[ "$(listening | wc -l)" -eq 3 ]
	run ! grep -v '^127\.0\.0\.1:' <(listening)
	[ "$(printf '%s\n' "$origin" "$web" "$as" | sort -u | wc -l)" -eq 3 ]
	end_serve
	# With a port given they stand in a row.
	first=$(three_ports)
	start_serve --lab lab --listen "127.0.0.1:$first"
	[ "$origin $web $as" = "https://localhost:$first \
https://localhost:$((first + 1)) https://localhost:$((first + 2))" ]
}

@test "elsewhere it listens only when told, and warns" {
	start_serve --listen 0.0.0.0:0
	grep -q 'diagnostic server' "$log"
	[[ $(listening) == 0.0.0.0:* ]]
	end_serve
	start_serve --listen '[::1]:0'
	[[ $origin == 'https://[::1]:'* ]]
	[[ $(listening) == '[::1]:'* ]]
	run ! grep -q 'diagnostic server' "$log"
}

@test "it ends within a second, with open connections" {
	for signal in TERM INT HUP; do
		start_serve "${server[@]}"
		# One that shakes no hands, one that has asked for nothing.
		exec 8<>"/dev/tcp/127.0.0.1/$port"
		background "$BATS_TEST_TMPDIR/client" openssl s_client \
			-connect "127.0.0.1:$port" -quiet -no_ign_eof
		client=$pid
		wait_for_visit
		pid=$(tail -n 2 "$(pids_file)" | head -n 1)
		end_serve "$signal"
		[ "$milliseconds" -le 1500 ]
		exec 8>&-
		[ "$(grep -c . "$out")" -gt 0 ]
	done
}

# wait_for_visit: until the server has two connections.
wait_for_visit() {
	for _ in $(seq 100); do
		[ "$(ss -Htn state established "sport = :$port" | wc -l)" \
			-lt 2 ] || return 0
		sleep 0.02
	done
	return 1
}

@test "--count ends it after so many connections" {
	start_serve --count 3 --format ndjson "${server[@]}"
	for _ in 1 2 3; do
		curl -s -o curl.out --cacert "$PKI/server-ca.pem" \
			"https://localhost:$port/whoami"
	done
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	run ! kill -0 "$pid"
	[ "$(wc -l <"$out")" -eq 3 ]
}

@test "help and version go to standard output" {
	try 0 --help
	[[ $output == *--lab* && -z $stderr ]]
	try 0 --version
	[[ $output == *GnuTLS* && $output == *libmicrohttpd* ]]
	[[ $output == *SQLite* ]]
}
