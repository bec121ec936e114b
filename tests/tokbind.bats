#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154,SC2317 # each test is a subshell
#
# Token Binding in tlsbind-handshake: its negotiation (RFC 8472) with our own
# server and with OpenSSL, and the message that proves a key (RFC 8471, 8473).

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/peers/ask.bash"
	# As it is there, but it counts what it asks each server.
	eval "$(declare -f try | sed '1s/try/once/')"
	try() {
		[ "${log-}" = "${asked_of-}" ] || asked=0 asked_of=$log
		asked=$((asked + 1))
		once "$@"
	}
	cd "$BATS_TEST_TMPDIR" || return
	ca=(--ca "$PKI/server-ca.pem")
	all=ecdsap256,rsa2048_pss,rsa2048_pkcs1.5
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# told WORD: what stands behind it in the server's last line with it, when it
# is done with every connection that we have made to it.
told() {
	for _ in $(seq 200); do
		[ "$(grep -cx end "$log")" -ne "$asked" ] || break
		sleep 0.02
	done
	[ "$(grep -cx end "$log")" -eq "$asked" ] || cat "$log" >&2
	sed -n "s/^$1 //p" "$log" | tail -n 1
}

tokbind() { # verdict of answered, version, parameter, ems, renegotiation-info
	check tokbind.answered "$1"
	check tokbind.version "$2"
	check tokbind.parameter "$3"
	check tokbind.ems "$4"
	check tokbind.renegotiation-info "$5"
}

# ---- the command line ------------------------------------------------------

@test "words that make no sense" {
	for list in nonsense "$all," ",$all" "ecdsap256," "," ECDSAP256 \
		ecdsap256,ecdsap256 "ecdsap256 rsa2048_pss" 2; do
		try 2 "--tokbind=$list" 127.0.0.1:1
		[[ $stderr == *--tokbind:* ]]
	done
	try 2 --tokbind=nonsense 127.0.0.1:1
	[[ $stderr == *nonsense*ecdsap256*rsa2048_pss*rsa2048_pkcs1.5* ]]
	for expectation in tokbind= tokbind=nonsense tokbind=0 tokbind; do
		try 2 --tokbind --expect "$expectation" 127.0.0.1:1
	done
	try 2 --expect tokbind=none 127.0.0.1:1
	[[ $stderr == *"needs --tokbind"* ]]
}

# ---- what is agreed on --------------------------------------------------------

@test "both versions, each parameter" {
	start_tokbind_server
	local name tls
	for tls in 1.2 1.3; do
		for name in ecdsap256 rsa2048_pss rsa2048_pkcs1.5; do
			report 0 "${ca[@]}" --tls "$tls" --tokbind="$name" \
				"localhost:$port"
			is '.token_binding.offered | tojson' \
				'{"version":"1.0","key_parameters":["'"$name"'"]}'
			is .token_binding.answered true
			is .token_binding.negotiated "$name"
			is .token_binding.version 1.0
			is .token_binding.fault null
			is .token_binding.tbmsg null
			[ "$(told negotiated)" = "$name" ]
			if [ "$tls" = 1.2 ]; then
				tokbind pass pass pass pass pass
				is .token_binding.basis "RFC 8472"
			else
				tokbind pass pass pass skip skip
				[[ $(fact .token_binding.basis) == *expired* ]]
			fi
		done
	done
}

@test "everything is offered by default, and the server chooses" {
	start_tokbind_server params=0,2
	report 0 "${ca[@]}" --tokbind "localhost:$port"
	is '.token_binding.offered.key_parameters | join(",")' "$all"
	is .token_binding.negotiated rsa2048_pkcs1.5
	try 0 "${ca[@]}" --tls 1.2 --tokbind "localhost:$port"
	[[ $output == *"token binding  rsa2048_pkcs1.5, version 1.0"* ]]
	[[ $output != *draft* ]]
	try 0 "${ca[@]}" --tls 1.3 --tokbind "localhost:$port"
	[[ $output == *"version 1.0; by an expired draft, no RFC"* ]]
}

@test "our order of preference is what leaves" {
	start_openssl_tokbind 01000100
	report 0 "${ca[@]}" --tokbind=rsa2048_pkcs1.5,ecdsap256 \
		"localhost:$port"
	[ "$(told offer)" = 0100020002 ]
}

@test "without --tokbind nothing is offered, and nothing said" {
	start_tokbind_server
	report 0 "${ca[@]}" "localhost:$port"
	is .token_binding null
	tokbind '' '' '' '' ''
	[ "$(told negotiated)" = none ]
}

@test "a server that does not answer need not" {
	local tls
	start_tokbind_server params=
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" --tls "$tls" --tokbind "localhost:$port"
		tokbind warn '' '' '' ''
		is .token_binding.answered false
		is .token_binding.negotiated null
		is .token_binding.version null
	done
	start_s_server
	try 0 "${ca[@]}" --tokbind "localhost:$port"
	[[ $output == *"not negotiated: the server did not answer"* ]]
}

@test "a server without the extended master secret must not answer" {
	start_tokbind_server priority=%NO_SESSION_HASH
	report 0 "${ca[@]}" --tls 1.2 --tokbind "localhost:$port"
	check tokbind.answered warn
	[[ $(jq -r '.checks[] | select(.id == "tokbind.answered") |
		.evidence | join(" ")' <<<"$output") == *"extended master"* ]]
	report 0 "${ca[@]}" --tls 1.3 --tokbind "localhost:$port"
	is .token_binding.negotiated ecdsap256
}

# ---- what breaks the rules -----------------------------------------------------

# fault ALERT CAUSE CHECK TLS [ARG]...: the handshake ends with this alert of
# ours, which the server sees; the check fails, and the cause is known.
fault() {
	local alert=$1 cause=$2 failing=$3 tls=$4
	shift 4
	report 1 "${ca[@]}" --tls "$tls" --tokbind "$@" "localhost:$port"
	check tls.handshake fail
	check "$failing" fail
	cause "$cause"
	is .tls.finished false
	is .token_binding.negotiated null
	[ "$(fact .token_binding.fault)" != null ]
	is '.alerts | map("\(.direction) \(.code)") | join(",")' "sent $alert"
	[ "$(told alert)" = "$alert" ]
	[[ $(told negotiated) == '' ]]
}

@test "answers that no client may take" {
	local raw alert failing tls
	while read -r raw alert failing; do
		start_tokbind_server "raw=${raw#-}"
		for tls in 1.2 1.3; do
			fault "$alert" tokbind-answer "tokbind.$failing" "$tls"
			is .token_binding.answer_hex "${raw#-}"
		done
	done <<-LIST
		0100020201 110 parameter
		01000107   110 parameter
		01010102   110 version
		02000102   110 version
		-          50  answered
		0100010299 50  answered
		010000     50  answered
	LIST
	start_tokbind_server raw=01000100
	report 1 "${ca[@]}" --tokbind=ecdsap256 "localhost:$port"
	check tokbind.parameter fail
}

@test "an answer without extended master secret" {
	start_tokbind_server raw=01000102 priority=%NO_SESSION_HASH
	fault 110 tokbind-without-ems tokbind.ems 1.2
	tokbind pass pass pass fail pass
	is .tls.extended_master_secret false
	[[ $(jq -r '.diagnoses[0] | [.advice[], .evidence[]] | join(" ")' \
		<<<"$output") == *"RFC 7627"*01000102* ]]
}

@test "an answer without secure renegotiation" {
	start_tokbind_server raw=01000102 \
		priority=%DISABLE_SAFE_RENEGOTIATION
	fault 110 tokbind-without-ri tokbind.renegotiation-info 1.2
	tokbind pass pass pass pass fail
	is .tls.secure_renegotiation false
}

@test "an answer with neither names both" {
	start_tokbind_server raw=01000102 \
		priority=%DISABLE_SAFE_RENEGOTIATION:%NO_SESSION_HASH
	fault 110 tokbind-without-ems tokbind.ems 1.2
	tokbind pass pass pass fail fail
}

@test "an answer that was not asked for" {
	local tls
	start_tokbind_server raw=01000102
	for tls in 1.2 1.3; do
		report 1 "${ca[@]}" --tls "$tls" "localhost:$port"
		check tls.handshake fail
		cause tokbind-unsolicited
		is '.alerts | map("\(.direction) \(.code)") | join(",")' \
			"sent 110"
		is .token_binding null
		[ "$(told alert)" = 110 ]
	done
}

@test "a version that we do not speak: on without Token Binding" {
	local tls
	start_tokbind_server raw=000d0102
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" --tls "$tls" --tokbind "localhost:$port"
		check tokbind.version warn
		check tokbind.answered pass
		is .token_binding.negotiated null
		is .token_binding.fault null
	done
	try 0 "${ca[@]}" --tokbind "localhost:$port"
	[[ $output == *"0.13 (draft-ietf-tokbind-protocol-13)"* ]]
}

@test "with --expect a broken MUST is a warning, and the assertion fails" {
	start_tokbind_server raw=0100020201
	report 1 "${ca[@]}" --tokbind --expect tokbind=ecdsap256 \
		"localhost:$port"
	check tokbind.parameter warn
	check expect fail
	report 1 "${ca[@]}" --tokbind --expect tokbind=none "localhost:$port"
	report 0 "${ca[@]}" --tokbind --expect cause=tokbind-answer \
		"localhost:$port"
}

@test "--expect tokbind" {
	start_tokbind_server params=1
	report 0 "${ca[@]}" --tokbind --expect tokbind=rsa2048_pss \
		"localhost:$port"
	report 1 "${ca[@]}" --tokbind --expect tokbind=ecdsap256 \
		"localhost:$port"
	report 1 "${ca[@]}" --tokbind --expect tokbind=none "localhost:$port"
	report 0 "${ca[@]}" --tokbind=ecdsap256 --expect tokbind=none \
		"localhost:$port"
	report 4 --tokbind --expect tokbind=none 127.0.0.1:1
}

# ---- others -------------------------------------------------------------------

@test "OpenSSL answers, and sees our alerts" {
	local tls
	start_openssl_tokbind 01000102
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" --tls "$tls" --tokbind \
			--ekm EXPORTER-Token-Binding --show-secrets \
			"localhost:$port"
		is .token_binding.negotiated ecdsap256
		[ "$(told offer)" = 010003020100 ]
		is '.exported_keying_material[0].value_hex' "$(told ekm)"
	done
	start_openssl_tokbind 01000102 no-ems
	fault 110 tokbind-without-ems tokbind.ems 1.2
	report 0 "${ca[@]}" --tls 1.3 --tokbind "localhost:$port"
	start_openssl_tokbind 0100020102
	fault 110 tokbind-answer tokbind.parameter 1.2
	fault 110 tokbind-answer tokbind.parameter 1.3
}

@test "our server takes no offer that is empty" {
	start_tokbind_server
	for tls in tls1_2 tls1_3; do
		run openssl s_client -connect "127.0.0.1:$port" "-$tls" \
			-serverinfo 24 </dev/null
		[[ $output == *"alert decode error"* ]]
	done
}

@test "reports are what the schema says" {
	tlsbind-handshake --describe=schema >schema
	for raw in 01000102 0100020201 "" 000d0102; do
		start_tokbind_server "raw=$raw"
		run tlsbind-handshake "${ca[@]}" --tokbind -f json \
			"localhost:$port"
		echo "$output" >report
		"$python" -c '
import json, jsonschema
schema, report = (json.load(open(n)) for n in ("schema", "report"))
jsonschema.Draft202012Validator(schema).validate(report)'
	done
}
