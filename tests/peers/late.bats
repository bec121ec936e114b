#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# Servers that ask for the certificate after the handshake: Apache, by path.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	start_apache
	export port_require port_location
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/ask.bash"
	ca=(--ca "$PKI/server-ca.pem")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# late CLIENT PATH VERDICT EVIDENCE [ALERT]: over TLS 1.3 at $port, with the
# extension offered.
late() {
	local identity=() status=0
	[ "$1" = none ] ||
		identity=(--cert "$PKI/$1.pem" --key "$PKI/$1.key")
	[ "$3" != rejected ] || status=1
	report "$status" "${ca[@]}" --tls 1.3 --pha "--http=$2" \
		"${identity[@]}" "localhost:$port"
	client_auth "$3" "$4"
	is .client_auth.alert.code "${5:-null}"
	is .tls.post_handshake_requests 1
}

# all_late: what each client meets.
all_late() {
	late good /secure accepted http
	is .http.status 200
	late none /secure rejected alert 116
	late expired /secure rejected alert 45
	late other-ca /secure rejected alert 48
	late serveronly /secure rejected alert 43
	late none /maybe optional http
	late good /maybe accepted http
	late expired /maybe rejected alert 45
}

@test "--pha: a path that asks gets the certificate, and says what it thinks" {
	port=$port_location
	all_late
}

@test "--pha: the same over a line with 60 ms each way" {
	start_delay "$port_location"
	all_late
}

@test "--pha: no alert is lost" {
	port=$port_location
	for _ in {1..30}; do
		late none /secure rejected alert 116
		late expired /secure rejected alert 45
		late other-ca /secure rejected alert 48
	done
}

@test "--pha: nobody asks, or at once, and nothing changes" {
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
	report 0 "${ca[@]}" --pha --http "localhost:$port_location"
	client_auth not-requested none
	report 0 "${ca[@]}" --pha --http "${good[@]}" "localhost:$port_require"
	client_auth accepted http
	is .tls.post_handshake_requests 0
	report 1 "${ca[@]}" --pha --http "localhost:$port_require"
	client_auth rejected alert
	report 0 "${ca[@]}" --pha --http=/secure --tls 1.2 "${good[@]}" \
		"localhost:$port_location"
	client_auth accepted http
	is .tls.renegotiations 1
}

@test "without --pha the path is closed" {
	report 1 "${ca[@]}" --tls 1.3 --http=/secure --cert "$PKI/good.pem" \
		--key "$PKI/good.key" "localhost:$port_location"
	client_auth rejected http
	is .http.status 403
	jq -e 'any(.diagnoses[]; .id == "pha-not-offered")' <<<"$output"
}

# ask_late TIMES: let s_server ask so often, once somebody has connected; its
# command "c" does.  Opened for reading, too, the way to it never blocks.
ask_late() {
	(
		wait_line "$log" '^CIPHER is' >"$BATS_TEST_TMPDIR/cipher"
		for _ in $(seq "$1"); do
			sleep 0.2
			echo c 1<>"$log.stdin"
		done
	) >"$BATS_TEST_TMPDIR/asked" 2>&1 3>&- &
	# It must not write where the test's files are being removed.
	echo $! >>"$(pids_file)"
	disown
}

@test "--pha and --wait: a server that asks without a request" {
	start_s_server -CAfile "$PKI/client-ca.pem" -verify 2 \
		-verify_return_error -tls1_3
	ask_late 1
	report 0 "${ca[@]}" --pha --wait 1 --cert "$PKI/good.pem" \
		--key "$PKI/good.key" "localhost:$port"
	client_auth accepted ticket
	is .tls.post_handshake_requests 1
}

@test "--pha: who has asked at once is not said to ask late" {
	start_s_server -CAfile "$PKI/client-ca.pem" -verify 2 -tls1_3
	ask_late 1
	report 0 "${ca[@]}" --pha --wait 1 --diagnose --no-decoy \
		--cert "$PKI/good.pem" --key "$PKI/good.key" "localhost:$port"
	is .tls.post_handshake_requests 1
	jq -e 'all(.diagnoses[]; .id != "client-cert-requested-late")' \
		<<<"$output"
}

@test "--pha: a server that asks again and again is left" {
	start_s_server -CAfile "$PKI/client-ca.pem" -verify 2 \
		-verify_return_error -tls1_3
	ask_late 8
	report 4 "${ca[@]}" --pha --wait 5 --cert "$PKI/good.pem" \
		--key "$PKI/good.key" "localhost:$port"
	is .tls.post_handshake_requests 4
	jq -e '.facts.connection.total_us < 3000000' <<<"$output"
}
