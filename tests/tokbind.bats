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

# mistaken WORD...: tlsbind-serve makes these mistakes; sets $port and $log.
mistaken() {
	log=$(new_log serve)
	background "$log" tlsbind-serve --client-auth none --format ndjson \
		--cert "$PKI/server.pem" --key "$PKI/server.key" \
		"${@/#/--mistake=}"
	wait_line "$log" 'listening on' >/dev/null
	port=$(grep -om1 -E ':[0-9]+ ' "$log" | tr -d ': ')
}

# ends ALERT CAUSE TLS [FLAG]...: as fault() has it, but for what our own
# server tells: it has received that alert.
ends() {
	local alert=$1 cause=$2 tls=$3
	shift 3
	report 1 "${ca[@]}" --tls "$tls" "$@" "localhost:$port"
	cause "$cause"
	is .tls.finished false
	is '.alerts | map("\(.direction) \(.code)") | join(",")' "sent $alert"
}

@test "the mistakes of our server are those that the RFC lists" {
	local word alert cause answer tls
	while read -r word alert cause answer; do
		mistaken "tb-$word"
		for tls in 1.2 1.3; do
			ends "$alert" "$cause" "$tls" --tokbind=ecdsap256
			is .token_binding.answer_hex "$answer"
			report 0 "${ca[@]}" --tls "$tls" "localhost:$port"
		done
	done <<-LIST
		version   110 tokbind-answer 02000102
		two       110 tokbind-answer 0100020200
		other     110 tokbind-answer 01000100
		malformed 50  tokbind-answer 01000202
	LIST
	while read -r word cause; do
		mistaken "tb-$word"
		ends 110 "$cause" 1.2 --tokbind
		report 0 "${ca[@]}" --tls 1.3 --tokbind "localhost:$port"
		report 0 "${ca[@]}" --tls 1.2 "localhost:$port"
	done <<-LIST
		no-ems tokbind-without-ems
		no-ri  tokbind-without-ri
	LIST
}

@test "our server answers what was not asked for, and what was" {
	local tls
	mistaken tb-unasked
	for tls in 1.2 1.3; do
		ends 110 tokbind-unsolicited "$tls"
		report 0 "${ca[@]}" --tls "$tls" --tokbind "localhost:$port"
		is .token_binding.negotiated ecdsap256
	done
	mistaken tb-version tb-two tb-no-ems
	ends 110 tokbind-answer 1.2 --tokbind
	is .token_binding.answer_hex 0200020200
	check tokbind.version fail
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

# ---- the proof ----------------------------------------------------------------

# proves PARAMETER PEM: the last report and the server's header are proof of
# this key on this very connection.
proves() {
	local header ekm
	header=$(told header)
	ekm=$(told ekm)
	is .token_binding.negotiated "$1"
	is .token_binding.tbmsg "$header"
	is .token_binding.tbmsg_error null
	check tokbind.header pass
	run -0 "$python" "$peers/tbmsg_verify.py" "$header" "$ekm" "$2" "$1"
	proved=$output
	# The same, with the EKM of another connection, is none.
	run -1 "$python" "$peers/tbmsg_verify.py" "$header" \
		"${ekm:2}00" "$2" "$1"
}

make_keys() {
	openssl ecparam -name prime256v1 -genkey -noout -out p256.pem
	openssl genrsa -traditional -out rsa.pem 2048 2>/dev/null
}

@test "the message proves the key to the server, and no other" {
	local name tls key report
	make_keys
	start_tokbind_server http=1
	for tls in 1.2 1.3; do
		for name in ecdsap256 rsa2048_pss rsa2048_pkcs1.5; do
			key=rsa.pem
			[ "$name" != ecdsap256 ] || key=p256.pem
			report 0 "${ca[@]}" --tls "$tls" --tokbind="$name" \
				--tokbind-key "$key" --http "localhost:$port"
			report=$output
			proves "$name" "$key"
			output=$report
			[ "$(fact .token_binding.id) $(fact .token_binding.tbh)" \
				= "$proved" ]
		done
	done
}

# jwk PEM: the same key as a JWK, RFC 7518 section 6.
jwk() {
	"$python" -c '
import base64, json, sys
from cryptography.hazmat.primitives import serialization
def b64(n, size=None):
    octets = n.to_bytes(size or (n.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
n = key.private_numbers()
p = n.public_numbers
if hasattr(p, "x"):
    jwk = {"kty": "EC", "crv": "P-256", "x": b64(p.x, 32), "y": b64(p.y, 32),
           "d": b64(n.private_value, 32)}
else:
    jwk = {"kty": "RSA", "n": b64(p.n), "e": b64(p.e), "d": b64(n.d),
           "p": b64(n.p), "q": b64(n.q), "dp": b64(n.dmp1),
           "dq": b64(n.dmq1), "qi": b64(n.iqmp)}
print(json.dumps(jwk))' "$1"
}

@test "keys as JWK" {
	local key name
	make_keys
	start_tokbind_server http=1
	while read -r name key; do
		jwk "$key.pem" >"$key.jwk"
		report 0 "${ca[@]}" --tokbind="$name" --http \
			--tokbind-key "$key.jwk" "localhost:$port"
		proves "$name" "$key.pem"
	done <<-LIST
		ecdsap256       p256
		rsa2048_pkcs1.5 rsa
		rsa2048_pss     rsa
	LIST
}

@test "OpenSSL derives the same EKM" {
	local tls report
	make_keys
	start_openssl_tokbind 01000102
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" --tls "$tls" --tokbind \
			--tokbind-key p256.pem --http "localhost:$port"
		proves ecdsap256 p256.pem
	done
}

@test "a key restricts what is offered by default" {
	make_keys
	start_tokbind_server
	report 0 "${ca[@]}" --tokbind --tokbind-key rsa.pem "localhost:$port"
	is '.token_binding.offered.key_parameters | join(",")' \
		rsa2048_pss,rsa2048_pkcs1.5
	report 0 "${ca[@]}" --tokbind --tokbind-key p256.pem "localhost:$port"
	is '.token_binding.offered.key_parameters | join(",")' ecdsap256
	[[ $(fact .token_binding.tbmsg) == AIkAAgBBQ* ]]
	# No request was made, so none lacked it.
	check tokbind.header ''
	try 0 "${ca[@]}" --tokbind --tokbind-key p256.pem "localhost:$port"
	[[ $output == *AIkAAgBBQ* ]]
}

@test "keys that cannot do it" {
	make_keys
	try 2 --tokbind-key p256.pem 127.0.0.1:1
	[[ $stderr == *"needs --tokbind"* ]]
	try 2 --tokbind=rsa2048_pss --tokbind-key p256.pem 127.0.0.1:1
	[[ $stderr == *p256.pem*rsa2048_pss* ]]
	try 2 --tokbind=rsa2048_pss,ecdsap256 --tokbind-key rsa.pem 127.0.0.1:1
	try 3 --tokbind --tokbind-key nosuch.pem 127.0.0.1:1
	[[ $stderr == *nosuch.pem* ]]
	for algorithm in "EC -pkeyopt ec_paramgen_curve:P-384" ED25519 \
		"RSA -pkeyopt rsa_keygen_bits:3072"; do
		# shellcheck disable=SC2086 # words
		openssl genpkey -algorithm $algorithm -out other.pem 2>/dev/null
		try 3 --tokbind --tokbind-key other.pem 127.0.0.1:1
		[[ $stderr == *"EC P-256"* ]]
	done
}

@test "keys that are encrypted" {
	make_keys
	openssl pkcs8 -topk8 -in p256.pem -passout pass:horse -out secret.pem
	start_tokbind_server http=1
	try 3 --tokbind --tokbind-key secret.pem 127.0.0.1:1 </dev/null
	[[ $stderr == *--pass* ]]
	HORSE=horse report 0 "${ca[@]}" --tokbind --tokbind-key secret.pem \
		--pass env:HORSE --http "localhost:$port"
	asked=1 proves ecdsap256 p256.pem
}

@test "once negotiated, a request without the header is warned about" {
	make_keys
	start_tokbind_server http=1
	report 0 "${ca[@]}" --tokbind --http "localhost:$port"
	check tokbind.header warn
	[ -z "$(told header)" ]
	start_tokbind_server http=1 params=
	for key in p256 rsa; do
		report 0 "${ca[@]}" --tokbind --tokbind-key $key.pem --http \
			"localhost:$port"
		check tokbind.header skip
		is .token_binding.tbmsg null
		is .token_binding.tbmsg_error null
		[ -z "$(told header)" ]
	done
}

@test "a key in a PKCS#11 token" {
	local name report
	make_keys
	mkdir tokens
	echo "directories.tokendir = $PWD/tokens" >softhsm2.conf
	export SOFTHSM2_CONF=$PWD/softhsm2.conf PIN=1234
	softhsm2-util --init-token --free --label lab --pin 1234 --so-pin 5678
	for name in p256 rsa; do
		GNUTLS_PIN=1234 p11tool --batch --login --write --label $name \
			--load-privkey $name.pem 'pkcs11:token=lab'
		openssl pkey -in $name.pem -pubout -out public.pem
		GNUTLS_PIN=1234 p11tool --batch --login --write --label $name \
			--load-pubkey public.pem 'pkcs11:token=lab'
	done
	start_tokbind_server http=1
	while read -r name key; do
		report 0 "${ca[@]}" --tokbind="$name" --http --pass env:PIN \
			--tokbind-key "pkcs11:token=lab;object=$key;type=private" \
			"localhost:$port"
		proves "$name" "$key.pem"
	done <<-LIST
		ecdsap256       p256
		rsa2048_pkcs1.5 rsa
		rsa2048_pss     rsa
	LIST
}
