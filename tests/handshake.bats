#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# tlsbind-handshake against real servers.  The truth table of client
# certificates is in peers/truth.bats, hostile servers are in
# peers/hostile.bats.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	export demanding=$port
	start_s_server
	export plain=$port
	start_hostiles
	refused=$(free_ports 1)
	export refused
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/peers/ask.bash"
	cd "$BATS_TEST_TMPDIR" || return
	ca=(--ca "$PKI/server-ca.pem")
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# ---- the statuses -------------------------------------------------------

@test "0: the server accepts the certificate" {
	try 0 "${ca[@]}" "${good[@]}" "localhost:$demanding"
	[[ $output == ACCEPTED* ]]
	[ -z "$stderr" ]
}

@test "0: without a certificate where none is asked for" {
	try 0 "${ca[@]}" "localhost:$plain"
}

@test "1: the server refuses the certificate" {
	try 1 "${ca[@]}" --cert "$PKI/expired.pem" --key "$PKI/expired.key" \
		"localhost:$demanding"
	[[ $output == REJECTED* ]]
	[[ $output == *certificate_expired* ]]
}

@test "1: a certificate is demanded and none is given" {
	try 1 "${ca[@]}" "localhost:$demanding"
	[[ $output == REJECTED* ]]
}

@test "1: a certificate is given and nobody asks for it" {
	report 1 "${ca[@]}" "${good[@]}" "localhost:$plain"
	client_auth not-requested none
	is .client_auth.configured true
	is .client_auth.requested false
	is .client_auth.sent false
	check client-auth.accepted fail
}

@test "2: the command line makes no sense" {
	try 2
	[[ $stderr == tlsbind-handshake:* ]]
	[ -z "$output" ]
}

@test "3: a file that cannot be read" {
	try 3 --cert nosuch.pem --key "$PKI/good.key" "localhost:$demanding"
	[[ $stderr == *nosuch.pem* ]]
}

@test "4: nobody is there" {
	try 4 "127.0.0.1:$refused"
	[[ $output$stderr == *refused* ]]
}

@test "4: TLS 1.3 and no sign after the handshake" {
	start_demanding_s_server -num_tickets 0
	report 4 "${ca[@]}" "${good[@]}" --tls 1.3 --wait 0.5 \
		"localhost:$port"
	client_auth undecided timeout
	is .client_auth.sent true
	check client-auth.accepted undecided
	try 4 "${ca[@]}" "${good[@]}" --tls 1.3 --wait 0.5 "localhost:$port"
	[[ $output == UNDECIDED* ]]
}

@test "4 turns into an answer when the server is spoken to" {
	start_demanding_s_server -num_tickets 0 -www
	report 0 "${ca[@]}" "${good[@]}" --tls 1.3 --http "localhost:$port"
	client_auth accepted http
	check http.answer pass
	report 1 "${ca[@]}" --tls 1.3 --http "localhost:$port"
	client_auth rejected alert
}

@test "5: standard output is full" {
	run -5 bash -c 'tlsbind-handshake "$@" >/dev/full' _ "${ca[@]}" \
		"${good[@]}" "localhost:$demanding"
}

@test "the same servers and openssl: silence proves nothing, tickets do" {
	start_demanding_s_server -num_tickets 0
	report 0 "${ca[@]}" "${good[@]}" --tls 1.2 "localhost:$port"
	client_auth accepted 'finished|ticket'
	report 1 "${ca[@]}" --tls 1.3 "localhost:$port"
	client_auth rejected alert
	is .client_auth.alert.code 116
	is .client_auth.alert.name certificate_required
}

# ---- the command line ---------------------------------------------------

@test "options that make no sense" {
	try 2 --nonsense localhost
	try 2 --tls 1.1 localhost
	try 2 --tls 2 localhost
	try 2 --format nonsense localhost
	try 2 --timeout nonsense localhost
	try 2 --timeout -1 localhost
	try 2 --wait nonsense localhost
	try 2 --priority NONSENSE "127.0.0.1:$refused"
	try 2 --cert
	try 2 "localhost:70000"
	try 2 "localhost:nonsense"
	try 2 "localhost:"
	try 2 ":443"
	try 2 ""
}

@test "a key without a certificate" {
	try 2 --key "$PKI/good.key" "localhost:$demanding"
	[[ $stderr == *--cert* ]]
}

@test "assertions that make no sense" {
	for expectation in nonsense "" "alert=" alert=nonsense "tls>=9" \
		http=abc "server-cert-days>=" "server-cert-days>=x" cause= \
		cause=nonsense "accepted "; do
		try 2 --expect "$expectation" "127.0.0.1:$refused"
	done
}

@test "exporter labels that make no sense" {
	try 2 --ekm "" "127.0.0.1:$refused"
	try 2 --ekm LABEL,x "127.0.0.1:$refused"
	try 2 --ekm LABEL,0 "127.0.0.1:$refused"
	try 2 --ekm LABEL,32,xyz "127.0.0.1:$refused"
	try 2 --ekm LABEL,32,abc "127.0.0.1:$refused"
	try 2 --ekm LABEL,99999999999 "127.0.0.1:$refused"
}

@test "help and version go to standard output" {
	try 0 --help
	[[ $output == *--cert* && -z $stderr ]]
	try 0 --version
	[[ $output == tlsbind-handshake* && $output == *GnuTLS* ]]
}

# ---- files --------------------------------------------------------------

@test "files that are no certificates or keys" {
	local file
	: >empty
	printf 'no certificate\n' >text
	head -c 4096 /dev/zero >zeros
	printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n' >"cut"
	mkdir directory
	for file in nosuch directory empty text zeros cut; do
		try 3 --cert "$file" --key "$PKI/good.key" \
			"127.0.0.1:$refused"
		[[ $stderr == *"$file"* ]]
		try 3 --cert "$PKI/good.pem" --key "$file" \
			"127.0.0.1:$refused"
		[[ $stderr == *"$file"* ]]
		try 3 --ca "$file" "127.0.0.1:$refused"
		[[ $stderr == *"$file"* ]]
	done
}

@test "a file that we may not read" {
	# Where root may read everything, a loop of links may not be followed.
	ln -s loop.key loop.key
	try 3 --cert "$PKI/good.pem" --key loop.key "127.0.0.1:$refused"
	[[ $stderr == *loop.key* ]]
}

@test "a key in the place of a certificate, and the other way round" {
	try 3 --cert "$PKI/good.key" --key "$PKI/good.key" \
		"127.0.0.1:$refused"
	try 3 --cert "$PKI/good.pem" --key "$PKI/good.pem" \
		"127.0.0.1:$refused"
}

@test "an encrypted key" {
	local key=(--cert "$PKI/good.pem" --key "$PKI/good-encrypted.key")
	try 3 "${ca[@]}" "${key[@]}" "localhost:$demanding" </dev/null
	[[ $stderr == *good-encrypted.key* && $stderr == *--pass* ]]
	try 0 "${ca[@]}" "${key[@]}" --pass "$PKI/good-encrypted.pass" \
		"localhost:$demanding"
	secret="correct horse" try 0 "${ca[@]}" "${key[@]}" \
		--pass env:secret "localhost:$demanding"
	echo "wrong horse" >wrong
	try 3 "${ca[@]}" "${key[@]}" --pass wrong "localhost:$demanding"
	[[ $stderr == *good-encrypted.key* ]]
	try 3 "${ca[@]}" "${key[@]}" --pass env:nosuchvariable \
		"localhost:$demanding"
	[[ $stderr == *nosuchvariable* ]]
}

@test "a passphrase from standard input" {
	try 0 "${ca[@]}" --cert "$PKI/good.pem" \
		--key "$PKI/good-encrypted.key" --pass - \
		"localhost:$demanding" <"$PKI/good-encrypted.pass"
}

@test "certificate and key in one PKCS#12 file" {
	try 0 "${ca[@]}" --cert "$PKI/good.p12" --key "$PKI/good.p12" \
		--pass "$PKI/good-encrypted.pass" "localhost:$demanding"
}

@test "a key as JWK" {
	/usr/bin/python3 - "$PKI/good.key" >good.jwk <<-'END'
		import base64, json, sys
		from cryptography.hazmat.primitives import serialization
		with open(sys.argv[1], "rb") as f:
		    key = serialization.load_pem_private_key(f.read(), None)
		n = key.private_numbers()
		def octets(number):
		    return base64.urlsafe_b64encode(
		        number.to_bytes(32, "big")).decode().rstrip("=")
		print(json.dumps({"kty": "EC", "crv": "P-256",
		    "x": octets(n.public_numbers.x),
		    "y": octets(n.public_numbers.y),
		    "d": octets(n.private_value)}))
	END
	report 0 "${ca[@]}" --cert "$PKI/good.pem" --key good.jwk \
		"localhost:$demanding"
	client_auth accepted 'ticket|finished'
	check client-cert.key pass
	jq 'del(.d)' good.jwk >public.jwk
	try 3 "${ca[@]}" --cert "$PKI/good.pem" --key public.jwk \
		"localhost:$demanding"
	[[ $stderr == *"public.jwk: JWK: holds a public key but no private"* ]]
}

@test "every kind of key" {
	local name tls
	for tls in 1.2 1.3; do
		for name in good good-rsa good-ed25519 p384 chain; do
			report 0 "${ca[@]}" --tls "$tls" \
				--cert "$PKI/$name.pem" \
				--key "$PKI/$name.key" "localhost:$demanding"
			client_auth accepted 'ticket|finished'
			is .tls.version "TLS$tls"
		done
	done
}

# ---- nobody there -------------------------------------------------------

@test "a name that does not exist" {
	report 4 --timeout 5 nosuchname.invalid
	[ "$(jq -r .error.kind <<<"$output")" = network ]
	check tls.handshake undecided
	try 4 --timeout 5 nosuchname.invalid:443
	[[ $output$stderr == *nosuchname.invalid* ]]
}

@test "a port that nobody listens on" {
	report 4 "127.0.0.1:$refused"
	[ "$(jq -r .error.kind <<<"$output")" = network ]
	check tls.handshake undecided
	client_auth undecided none
}

@test "a black hole is left after --timeout" {
	run -4 measured took tlsbind-handshake --timeout 1 \
		"127.0.0.1:$(hostile_port black-hole)"
	read -r seconds kib <took
	echo "$seconds s, $kib KiB"
	[ "${seconds%.*}" -ge 1 ]
	[ "${seconds%.*}" -lt 3 ]
}

@test "addresses of version 6 in brackets" {
	report 4 "[::1]:$refused"
	[[ $(jq -r .subject <<<"$output") == "[::1]:$refused" ]]
}

# ---- machine formats ----------------------------------------------------

valid() { # FILE: a report as --describe=schema says
	"$python" -c '
import json, sys, jsonschema
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(report)
' schema "$1"
}

@test "JSON reports are what the schema says" {
	local n=0
	tlsbind-handshake --describe=schema >schema
	keep() {
		n=$((n + 1))
		echo "$output" >"report-$n"
		valid "report-$n"
	}
	report 0 "${ca[@]}" "${good[@]}" "localhost:$demanding"
	keep
	report 1 "${ca[@]}" "localhost:$demanding"
	keep
	report 1 "${ca[@]}" --cert "$PKI/other-ca.pem" \
		--key "$PKI/other-ca.key" -v -v "localhost:$demanding"
	keep
	report 4 "localhost:$refused"
	keep
	report 3 --cert nosuch.pem --key nosuch.key "localhost:$demanding"
	keep
	report 1 "127.0.0.1:$(hostile_port garbage)"
	keep
	report 1 --timeout 1 "${ca[@]}" "${good[@]}" \
		"127.0.0.1:$(hostile_port request13-names)"
	keep
	echo '{"schema":"tlsbind.report/1"}' >bad
	run -1 valid bad
}

@test "the other formats can be read by those who read them" {
	local refused_cert=("${ca[@]}" --cert "$PKI/expired.pem" --key
		"$PKI/expired.key" "localhost:$demanding")
	try 1 --format ndjson "${refused_cert[@]}"
	[ "$(wc -l <<<"$output")" -eq 1 ]
	[ "$(jq -r .facts.client_auth.verdict <<<"$output")" = rejected ]
	try 1 --format tap "${refused_cert[@]}"
	[[ $output == *"not ok"* ]]
	[[ $output =~ (^|$'\n')1\.\.[0-9]+ ]]
	try 1 --format junit "${refused_cert[@]}"
	"$python" -c '
import sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.read())
assert root.findall(".//failure"), "no failure"
' <<<"$output"
	try 1 --quiet "${refused_cert[@]}"
	[ -z "$output" ]
}

@test "several targets: a report each, and one status" {
	local many=("${ca[@]}" "${good[@]}" "localhost:$demanding")
	try 0 --format json "${many[@]}" "127.0.0.1:$demanding"
	[ "$(jq -r '.schema' <<<"$output")" = tlsbind.reports/1 ]
	[ "$(jq -r '[.reports[].facts.client_auth.verdict] | join(" ")' \
		<<<"$output")" = "accepted accepted" ]
	tlsbind-handshake --describe=schema >schema
	echo "$output" >reports
	valid reports
	try 1 --format json "${many[@]}" "127.0.0.1:$plain"
	[ "$(jq -r '[.reports[].status | tostring] | sort | join(" ")' \
		<<<"$output")" = "0 1" ]
	try 4 --format json "${many[@]}" "127.0.0.1:$refused"
	# As within one report, an inability outranks a no.
	try 4 --format json "${many[@]}" "127.0.0.1:$refused" \
		"127.0.0.1:$plain"
	try 0 "${many[@]}" "127.0.0.1:$demanding"
	[ "$(grep -c '^ACCEPTED' <<<"$output")" -eq 2 ]
	try 0 --format ndjson "${many[@]}" "127.0.0.1:$demanding"
	[ "$(wc -l <<<"$output")" -eq 2 ]
}

# ---- what was asked, what was sent --------------------------------------

@test "the CertificateRequest is shown as it was sent" {
	report 0 "${ca[@]}" "${good[@]}" --tls 1.3 "localhost:$demanding"
	is '.certificate_request.authorities | length' 1
	[[ $(fact '.certificate_request.authorities[0]') == \
		*"Test Client CA"* ]]
	[[ $(fact '.certificate_request.signature_algorithms | join(" ")') == \
		*ecdsa_secp256r1_sha256* ]]
	check client-auth.listed pass
	check client-auth.sent pass
	is .client_auth.sent true
}

@test "a certificate whose issuer is not listed is sent all the same" {
	local name
	for name in other-ca missing-intermediate self-signed; do
		report 1 "${ca[@]}" --cert "$PKI/$name.pem" \
			--key "$PKI/$name.key" "localhost:$demanding"
		client_auth rejected alert
		is .client_auth.alert.name unknown_ca
		is .client_auth.sent true
		check client-auth.listed warn
	done
}

@test "withheld for want of a common signature algorithm: TLS 1.3" {
	start_demanding_s_server -client_sigalgs ECDSA+SHA256
	report 1 "${ca[@]}" --tls 1.3 --cert "$PKI/good-rsa.pem" \
		--key "$PKI/good-rsa.key" "localhost:$port"
	client_auth rejected alert
	is .client_auth.alert.name certificate_required
	is .client_auth.configured true
	is .client_auth.requested true
	is .client_auth.sent false
	check client-auth.sent fail
	cause cert-suppressed-sigalg
	# And with another key it is not withheld.
	report 0 "${ca[@]}" "${good[@]}" --tls 1.3 "localhost:$port"
	is .client_auth.sent true
}

@test "withheld for want of a common signature algorithm: TLS 1.2" {
	start_demanding_s_server -client_sigalgs ECDSA+SHA256
	run --separate-stderr tlsbind-handshake --format json "${ca[@]}" \
		--tls 1.2 --cert "$PKI/good-rsa.pem" \
		--key "$PKI/good-rsa.key" "localhost:$port"
	echo "$output"
	[ "$status" -eq 1 ]
	is .client_auth.sent false
	check client-auth.sent fail
	cause cert-suppressed-sigalg
}

@test "a key that does not belong to the certificate" {
	report 1 "${ca[@]}" --cert "$PKI/key-mismatch.pem" \
		--key "$PKI/key-mismatch.key" "localhost:$demanding"
	client_auth rejected alert
	is .client_auth.alert.name decrypt_error
	cause key-cert-mismatch
}

@test "asked and not demanded: optional" {
	start_s_server -CAfile "$PKI/client-ca.pem" -verify 2 \
		-verify_return_error
	local tls
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" --tls $tls "localhost:$port"
		client_auth optional 'ticket|finished'
		is .client_auth.requested true
		is .client_auth.sent false
	done
}

@test "the first diagnosis names the cause" {
	local name cause
	while read -r name cause; do
		report 1 "${ca[@]}" --cert "$PKI/$name.pem" \
			--key "$PKI/$name.key" "localhost:$demanding"
		cause "$cause"
	done <<-LIST
		expired               client-cert-expired
		not-yet-valid         client-cert-not-yet-valid
		serveronly            missing-clientauth-eku
		other-ca              unknown-ca
		self-signed           self-signed-client
		wrong-order           chain-wrong-order
		key-mismatch          key-cert-mismatch
		sha1                  weak-signature
		rsa1024               weak-key
		samename              same-dn-other-key-ca
	LIST
	report 1 "${ca[@]}" --tls 1.3 "localhost:$demanding"
	cause no-client-cert-13
	report 1 "${ca[@]}" --tls 1.2 "localhost:$demanding"
	cause no-client-cert-12
	report 1 "${ca[@]}" "${good[@]}" "localhost:$plain"
	cause client-cert-not-requested
}

# ---- the server's certificate -------------------------------------------

# bad_server CHECK ARG...: this check fails and only this one of the three;
# the verdict on the client stands, and --no-verify looks away.
bad_server() {
	local failing=$1 other
	shift
	report 1 "${good[@]}" "$@" "localhost:$port"
	client_auth accepted 'ticket|finished'
	check client-auth.accepted pass
	for other in trusted name dates; do
		if [ "$failing" = "$other" ]; then
			check "server-cert.$other" fail
		else
			check "server-cert.$other" pass
		fi
	done
	report 0 "${good[@]}" --no-verify "localhost:$port"
	client_auth accepted 'ticket|finished'
}

@test "a server certificate that is in order" {
	report 0 "${ca[@]}" "${good[@]}" "localhost:$demanding"
	check server-cert.trusted pass
	check server-cert.name pass
	check server-cert.dates pass
}

@test "a server certificate for another name" {
	start_demanding_s_server -cert "$PKI/server-wrongname.pem" \
		-key "$PKI/server-wrongname.key"
	bad_server name "${ca[@]}"
	report 0 "${ca[@]}" "${good[@]}" --servername elsewhere.example \
		"localhost:$port"
}

@test "a server certificate of another authority" {
	port=$demanding
	bad_server trusted --ca "$PKI/other-root.pem"
}

@test "a server certificate that has expired" {
	start_demanding_s_server -cert "$PKI/server-expired.pem" \
		-key "$PKI/server-expired.key"
	bad_server dates "${ca[@]}"
}

@test "--now: certificates judged as of another day" {
	report 1 "${ca[@]}" "${good[@]}" --now "@$(date -d +3years +%s)" \
		"localhost:$demanding"
	check server-cert.dates fail
	check client-cert.dates warn
	client_auth accepted 'ticket|finished'
}

# ---- assertions ---------------------------------------------------------

# expects STATUS ASSERTION... -- ARG...
expects() {
	local want=$1 assertions=() verdict=pass
	shift
	while [ "$1" != -- ]; do
		assertions+=(--expect "$1")
		shift
	done
	shift
	[ "$want" -eq 0 ] || verdict=fail
	report "$want" "${assertions[@]}" "$@"
	[ "$(jq '[.checks[] | select(.id == "expect")] | length' \
		<<<"$output")" -eq $((${#assertions[@]} / 2)) ]
	check expect "$verdict"
}

@test "--expect accepted, rejected, requested, not-requested, alert" {
	local at=("${ca[@]}" "localhost:$demanding")
	expects 0 accepted requested -- "${good[@]}" "${at[@]}"
	expects 1 rejected -- "${good[@]}" "${at[@]}"
	expects 1 not-requested -- "${good[@]}" "${at[@]}"
	expects 0 rejected requested alert=certificate_required -- \
		--tls 1.3 "${at[@]}"
	expects 0 rejected alert=handshake_failure -- --tls 1.2 "${at[@]}"
	expects 1 accepted -- "${at[@]}"
	expects 1 alert=unknown_ca -- "${at[@]}"
	expects 0 rejected alert=unknown_ca cause=unknown-ca -- \
		--cert "$PKI/other-ca.pem" --key "$PKI/other-ca.key" \
		"${at[@]}"
	expects 1 cause=client-cert-expired -- \
		--cert "$PKI/other-ca.pem" --key "$PKI/other-ca.key" \
		"${at[@]}"
	expects 0 not-requested -- "${ca[@]}" "localhost:$plain"
	expects 1 requested -- "${ca[@]}" "localhost:$plain"
}

@test "--expect tls, ems" {
	local at=("${ca[@]}" "${good[@]}" "localhost:$demanding")
	expects 0 "tls>=1.3" "tls>=1.2" -- --tls 1.3 "${at[@]}"
	expects 0 "tls>=1.2" ems -- --tls 1.2 "${at[@]}"
	expects 1 "tls>=1.3" -- --tls 1.2 "${at[@]}"
	expects 1 ems -- --priority \
		NORMAL:-VERS-ALL:+VERS-TLS1.2:%NO_SESSION_HASH "${at[@]}"
}

@test "--expect days that are left" {
	local at=("${ca[@]}" "${good[@]}" "localhost:$demanding")
	expects 0 "server-cert-days>=30" "client-cert-days>=30" -- "${at[@]}"
	expects 1 "server-cert-days>=1000" -- "${at[@]}"
	expects 1 "client-cert-days>=1000" -- "${at[@]}"
	expects 1 "client-cert-days>=30" -- "${ca[@]}" \
		--cert "$PKI/expired.pem" --key "$PKI/expired.key" \
		"localhost:$demanding"
}

@test "--expect http" {
	local web
	web=127.0.0.1:$(hostile_port http-escapes)
	expects 0 http=403 -- --no-verify --http "$web"
	expects 1 http=401 -- --no-verify --http "$web"
}

@test "with --expect the assertions alone decide" {
	expects 0 rejected -- --ca "$PKI/other-root.pem" \
		--cert "$PKI/expired.pem" --key "$PKI/expired.key" \
		"localhost:$demanding"
	[ "$(jq '[.checks[] | select(.verdict == "fail")] | length' \
		<<<"$output")" -eq 0 ]
	try 4 --expect accepted "127.0.0.1:$refused"
	try 4 --expect rejected "127.0.0.1:$refused"
}

# ---- secrets of the connection ------------------------------------------

@test "--ekm derives what the server derives" {
	local tls got want
	for tls in 1.2 1.3; do
		start_demanding_s_server -keymatexport EXPORTER-tlsbind-test \
			-keymatexportlen 48
		report 0 "${ca[@]}" "${good[@]}" --tls $tls --show-secrets \
			--ekm EXPORTER-tlsbind-test,48 "localhost:$port"
		for _ in $(seq 50); do
			want=$(sed -n 's/^ *Keying material: //p' "$log")
			[ -z "$want" ] || break
			sleep 0.02
		done
		[ "${#want}" -eq 96 ]
		is '.exported_keying_material[0].label' EXPORTER-tlsbind-test
		got=$(fact '.exported_keying_material[0].value_hex')
		echo "TLS $tls: $got, openssl: $want"
		[ "${got,,}" = "${want,,}" ]
	done
}

@test "--ekm: a context, and values that are shown only when asked for" {
	local args=("${ca[@]}" "${good[@]}" "localhost:$demanding")
	local values=.exported_keying_material tls
	for tls in 1.2 1.3; do
		report 0 --tls $tls --show-secrets --ekm LABEL --ekm LABEL,16 \
			--ekm LABEL,32,00ff --ekm LABEL,32, "${args[@]}"
		is "$values | length" 4
		is "$values | map(.value_hex | length) | tostring" \
			"[64,32,64,64]"
		# No context and an empty one: the same since TLS 1.3 only.
		is "$values | map(.value_hex) | unique | length" \
			"$([ $tls = 1.3 ] && echo 3 || echo 4)"
		is "$values | [.[0, 3].value_hex] | unique | length" \
			"$([ $tls = 1.3 ] && echo 1 || echo 2)"
	done
	report 0 --ekm LABEL "${args[@]}"
	[[ ! $(fact "${values}[0] | tostring") =~ [0-9a-f]{64} ]]
}

@test "--keylog writes what the server logs, readable by nobody else" {
	local tls
	umask 000
	for tls in 1.2 1.3; do
		start_demanding_s_server -keylogfile "$PWD/theirs-$tls"
		try 0 "${ca[@]}" "${good[@]}" --tls $tls \
			--keylog "ours-$tls" "localhost:$port"
		[ "$(stat -c %a "ours-$tls")" = 600 ]
		[ -s "ours-$tls" ]
		# What the server has is all in ours, and nothing but that
		# kind of line is in ours.
		grep -v '^#' "theirs-$tls" | tr a-f A-F | sort >theirs
		tr a-f A-F <"ours-$tls" | sort >ours
		[ -s theirs ]
		[ -z "$(comm -23 <(grep -v '^EXPORTER' theirs) ours)" ]
		run -1 grep -Evx '[A-Z0-9_]+ [0-9A-F]{64} [0-9A-F]{64,96}' ours
	done
}

@test "--keylog refuses what it cannot write" {
	try 3 --keylog nosuch/file "127.0.0.1:$refused" ||
		[ "$status" -eq 5 ]
	[[ $stderr == *nosuch/file* ]]
}

# ---- keys that never leave their token -----------------------------------

@test "certificate and key from a PKCS#11 token" {
	mkdir tokens
	echo "directories.tokendir = $PWD/tokens" >softhsm2.conf
	export SOFTHSM2_CONF=$PWD/softhsm2.conf PIN=1234
	softhsm2-util --init-token --free --label lab --pin 1234 --so-pin 5678
	GNUTLS_PIN=1234 p11tool --batch --login --write --label me --id 01 \
		--load-certificate "$PKI/good.pem" 'pkcs11:token=lab'
	GNUTLS_PIN=1234 p11tool --batch --login --write --label me --id 01 \
		--load-privkey "$PKI/good.key" 'pkcs11:token=lab'
	for version in 1.2 1.3; do
		report 0 "${ca[@]}" --tls "$version" --pass env:PIN \
			--cert 'pkcs11:token=lab;object=me;type=cert' \
			--key 'pkcs11:token=lab;object=me;type=private' \
			"localhost:$demanding"
		is .client_auth.verdict accepted
		check client-cert.key pass
	done
	PIN=4321 try 3 "${ca[@]}" --pass env:PIN --cert "$PKI/good.pem" \
		--key 'pkcs11:token=lab;object=me;type=private' \
		"localhost:$demanding"
	[[ $stderr == *PIN* ]]
}

# ---- the server's chain for tlsbind-thumbprint ----------------------------

@test "tlsbind-thumbprint --connect tells what the server sends" {
	want=$(openssl x509 -in "$PKI/server.pem" -outform DER |
		openssl dgst -sha256 -r | cut -d ' ' -f 1)
	for port in "$plain" "$demanding"; do
		run -0 tlsbind-thumbprint --connect "localhost:$port" \
			-p sha256_hex
		[ "$output" = "$want" ]
	done
	run -0 tlsbind-thumbprint --connect "127.0.0.1:$plain" -f json
	[ "$(jq -r '.facts.certificates[0].form' <<<"$output")" = TLS ]
	run -4 tlsbind-thumbprint --connect "127.0.0.1:$refused"
	[[ $output == *refused* ]]
	run -4 tlsbind-thumbprint --connect \
		"127.0.0.1:$(hostile_port plain-http)"
	[[ $output == *"does not speak TLS"* ]]
	run -2 tlsbind-thumbprint --connect nonsense:port
	run -2 tlsbind-thumbprint --servername a.example cert.pem
}

# ---- what attackers tried ---------------------------------------------------

@test "a client's certificate does not make a server" {
	start_s_server -cert "$PKI/good.pem" -key "$PKI/good.key"
	report 1 --ca "$PKI/client-ca.pem" --servername client.example \
		"127.0.0.1:$port"
	check server-cert.trusted fail
	check server-cert.name pass
}

@test "--ca from a pipe is read once, for any number of servers" {
	run -0 timeout 20 tlsbind-handshake --ca <(cat "$PKI/server-ca.pem") \
		"localhost:$plain" "127.0.0.1:$plain"
}

@test "a key log that cannot be written is our fault" {
	try 5 "${ca[@]}" --keylog /dev/full "localhost:$plain"
	[[ $stderr == *"key log"* ]]
}

@test "server names: a final dot is no part of it, nonsense is refused" {
	report 0 "${ca[@]}" --servername localhost. "127.0.0.1:$plain"
	check server-cert.name pass
	for name in "a b" $'a\nb' $'\xff' "$(printf 'a%.0s' {1..300})"; do
		try 2 "${ca[@]}" --servername "$name" "127.0.0.1:$plain"
	done
}

@test "--host: the request names another host than the handshake" {
	start_nginx_names
	report 0 --no-verify --servername open.example --http "127.0.0.1:$port"
	is .http.status 200
	report 0 --no-verify --servername open.example --http \
		--host other.example "127.0.0.1:$port"
	is .http.status 204
	report 0 --no-verify --servername open.example --http \
		--host closed.example "127.0.0.1:$port"
	is .http.status 421
	try 2 --host a.example "127.0.0.1:$port"
	for name in "" "a b" $'a\nb' a.example:80 "$(printf 'a%.0s' {1..300})"
	do
		try 2 --http --host "$name" "127.0.0.1:$port"
	done
}

@test "--header: fields from a file, input or a variable, and never in view" {
	web=127.0.0.1:$(hostile_port http-challenge)
	printf 'Authorization: Bearer horse\r\nX-One:  1 \n\nAccept: text/html\n' \
		>fields
	export VARIABLE='Cookie: battery=staple'
	report 0 --no-verify --http --header fields --header env:VARIABLE \
		--header - "$web" <<<"X-Two: 2"
	request=$("$python" -c 'import sys, urllib.parse
print(urllib.parse.unquote(sys.argv[1]).replace("\r", ""))' \
		"$(fact .http.location)")
	for line in 'Authorization: Bearer horse' 'X-One: 1' 'X-Two: 2' \
		'Cookie: battery=staple' 'Accept: text/html' \
		'User-Agent: tlsbind'; do
		[ "$(grep -cxF "$line" <<<"$request")" -eq 1 ]
	done
	[ "$(grep -c '^Accept' <<<"$request")" -eq 1 ]
	web=127.0.0.1:$(hostile_port http-escapes)
	try 0 -v -v --ladder --no-verify --http --header fields "$web"
	[[ $output$stderr != *horse* ]]
}

@test "--header: what is no field, or not the user's to set" {
	web=127.0.0.1:$(hostile_port http-challenge)
	for line in horse ': horse' 'A b: horse' $'A: \033horse' 'Host: horse' \
		'content-length: horse' 'Transfer-Encoding: horse' \
		'Connection: horse' 'Sec-Token-Binding: horse'; do
		printf 'X: y\n%s\n' "$line" >fields
		try 3 --no-verify --http --header fields "$web"
		[[ $stderr == *"fields: line 2"* && $stderr != *horse* ]]
	done
	# It would be seen in a list of processes.
	try 2 --no-verify --http --header "Authorization: Bearer horse" "$web"
	[[ $stderr == *env:NAME* && $stderr != *horse* ]]
	try 2 --no-verify --header fields "$web"
	try 3 --no-verify --http --header nosuch "$web"
	try 2 --no-verify --http --header - --header - "$web" <<<"X: y"
}

@test "what a server says about a token is told, a cookie only on request" {
	web=127.0.0.1:$(hostile_port http-challenge)
	try 0 --no-verify --http "$web"
	grep -qF 'invalid_token: bound to \x1b[2J another' <<<"$output"
	tame "$output"
	report 0 --no-verify --http "$web"
	[[ $(fact .http.www_authenticate) == 'Basic realm="a, b", Bearer err'* ]]
	[ "$(fact '.http.set_cookie | length')" = 2 ]
	[[ $output != *first* && $output != *second* ]]
	report 0 --no-verify --http --show-secrets "$web"
	is '.http.set_cookie[0]' 'a=first; Secure'
	[[ $(fact '.http.set_cookie[1]') == b=second* ]]
	try 0 -v --no-verify --http --show-secrets "$web"
	[[ $output == *a=first* ]]
	tame "$output"
}

@test "--withhold: what the server says to clients that obey its list" {
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" "${good[@]}" --withhold --tls $tls \
			"localhost:$demanding"
		is .client_auth.withheld null
		withheld other-ca unlisted
		withheld missing-intermediate unlisted
		withheld serveronly eku
		report 0 "${ca[@]}" --cert "$PKI/chain.pem" \
			--key "$PKI/chain.key" --withhold --tls $tls \
			"localhost:$demanding"
		is .client_auth.sent true
	done
	start_s_server -Verify 2
	report 0 "${ca[@]}" --cert "$PKI/other-ca.pem" \
		--key "$PKI/other-ca.key" --withhold "localhost:$port"
	is .client_auth.sent true
}

# withheld CLIENT WHY: it is not sent, and that is said; without the option it
# is sent.
withheld() {
	local identity=(--cert "$PKI/$1.pem" --key "$PKI/$1.key")
	report 1 "${ca[@]}" "${identity[@]}" --withhold --tls "$tls" \
		"localhost:$demanding"
	is .client_auth.withheld "$2"
	is .client_auth.sent false
	is .client_auth.requested true
	check client-auth.sent fail
	report 1 "${ca[@]}" "${identity[@]}" --tls "$tls" \
		"localhost:$demanding"
	is .client_auth.withheld null
	is .client_auth.sent true
}

@test "few descriptors only make it slower" {
	targets=()
	for _ in {1..60}; do
		targets+=("localhost:$plain")
	done
	(ulimit -n 45; timeout 60 tlsbind-handshake -f ndjson "${ca[@]}" \
		"${targets[@]}" >out)
	[ "$(jq -r .status out | sort | uniq -c | tr -s ' ')" = " 60 0" ]
}

@test "--wait watches on after a good sign" {
	started=$(date +%s%N)
	report 0 "${ca[@]}" "${good[@]}" --wait 0.5 --tls 1.3 \
		"localhost:$demanding"
	[ $(($(date +%s%N) - started)) -ge 500000000 ]
	is .client_auth.evidence ticket
}
