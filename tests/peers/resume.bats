#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# Sessions resumed with real servers, and one server by several names.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	start_nginx
	export port_on port_optional
	start_nginx_names
	export names=$port
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/ask.bash"
	cd "$BATS_TEST_TMPDIR" || return
	ca=(--ca "$PKI/server-ca.pem")
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# ---- --resume -----------------------------------------------------------

# without RESUMED VERDICT: what came of it without a certificate.
without() {
	is .resumption.offered true
	is .resumption.resumed_without_certificate.resumed "$1"
	is .resumption.resumed_without_certificate.verdict "$2"
}

@test "nginx takes a session for the certificate that began it" {
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" "${good[@]}" --tls $tls --http --resume \
			"localhost:$port_on"
		client_auth accepted http
		is .tls.resumed false
		without true accepted
		is .resumption.resumed_without_certificate.http_status 200
		is .resumption.resumed_without_certificate.requested false
		check session.resumption warn
	done
	is .resumption.resumed_with_other null
	try 0 "${ca[@]}" "${good[@]}" --http --resume "localhost:$port_on"
	[[ $output == *"without a certificate: resumed; accepted, HTTP 200"* ]]
	[[ $output == *"the session goes on without the certificate"* ]]
}

@test "nginx does not even look at another certificate" {
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" "${good[@]}" --tls $tls --http --resume \
			--other-cert "$PKI/expired.pem" \
			--other-key "$PKI/expired.key" "localhost:$port_on"
		is .resumption.resumed_with_other.resumed true
		is .resumption.resumed_with_other.verdict accepted
		is .resumption.resumed_with_other.http_status 200
		check session.resumption warn
	done
	try 0 "${ca[@]}" "${good[@]}" --http --resume \
		--other-cert "$PKI/expired.pem" \
		--other-key "$PKI/expired.key" "localhost:$port_on"
	[[ $output == *"with another certificate: resumed; accepted"* ]]
}

@test "so does another client's session, says another client" {
	request() {
		printf 'GET / HTTP/1.0\r\n\r\n' | timeout 10 openssl s_client \
			-quiet -ign_eof -connect "127.0.0.1:$port_on" "$@"
	}
	run --separate-stderr request
	[[ $output == *"No required SSL certificate"* ]]
	run --separate-stderr request -cert "$PKI/good.pem" \
		-key "$PKI/good.key" -sess_out session
	[[ $output == *SUCCESS* ]]
	run --separate-stderr request -sess_in session
	[[ $output == *SUCCESS* ]]
}

@test "so do servers of two libraries, by TLS alone" {
	start_demanding_s_server
	local openssl=$port
	start_demanding_gnutls_serv
	for port in "$openssl" "$port"; do
		for tls in 1.2 1.3; do
			report 0 "${ca[@]}" "${good[@]}" --tls $tls --resume \
				"127.0.0.1:$port"
			without true accepted
			check session.resumption warn
		done
	done
}

@test "a server that keeps no sessions" {
	start_demanding_s_server -no_ticket -no_cache -num_tickets 0 -www
	for tls in 1.2 1.3; do
		report 0 "${ca[@]}" "${good[@]}" --tls $tls --http --resume \
			"localhost:$port"
		is .resumption.offered false
		is .resumption.resumed_without_certificate null
		check session.resumption pass
	done
}

@test "where no certificate is needed the session says nothing" {
	report 0 "${ca[@]}" "${good[@]}" --http --resume \
		"localhost:$port_optional"
	without true accepted
	check session.resumption skip
}

@test "nothing accepted, nothing resumed" {
	report 1 "${ca[@]}" --http --resume "localhost:$port_on"
	check session.resumption skip
	report 1 "${ca[@]}" --cert "$PKI/expired.pem" \
		--key "$PKI/expired.key" --http --resume "localhost:$port_on"
	check session.resumption skip
	report 0 "${ca[@]}" "${good[@]}" --http "localhost:$port_on"
	is .resumption null
	check session.resumption ""
}

@test "a path that asks by renegotiation, with tickets about" {
	start_apache
	report 0 "${ca[@]}" "${good[@]}" --tls 1.2 --http=/secure --resume \
		"localhost:$port_location"
	client_auth accepted http
	is .tls.renegotiations 1
	is .resumption.resumed_without_certificate.verdict rejected
	check session.resumption pass
}

# ---- --sni-matrix -------------------------------------------------------

matrix() { # jq path below each row: all of them, a word each
	jq -r "[.facts.sni_matrix[] | .$1 | tostring] | join(\" \")" \
		<<<"$output"
}

@test "--sni-matrix: one name of three asks for a certificate" {
	report 1 "${ca[@]}" "${good[@]}" --servername open.example --http \
		--sni-matrix closed.example --sni-matrix other.example \
		--sni-matrix - "127.0.0.1:$names"
	[ "$(matrix name)" = "open.example closed.example other.example null" ]
	[ "$(matrix requested)" = "false true false false" ]
	[ "$(matrix verdict)" \
		= "not-requested accepted not-requested not-requested" ]
	[ "$(matrix http_status)" = "200 200 204 200" ]
	[ "$(matrix certificate)" = "CN=localhost,O=tlsbind \
CN=localhost,O=tlsbind CN=localhost,O=tlsbind CN=localhost,O=tlsbind" ]
	[ "$(matrix tls_version)" = "TLS1.3 TLS1.3 TLS1.3 TLS1.3" ]
}

@test "--sni-matrix: a line for each name" {
	try 0 --no-verify --servername open.example --http \
		--sni-matrix closed.example --sni-matrix - "127.0.0.1:$names"
	grep -A2 "^  by name" <<<"$output" >lines
	diff - lines <<-'TEXT'
		  by name     open.example    not-requested, HTTP 200  TLS 1.3  localhost
		              closed.example  rejected, HTTP 400       TLS 1.3  localhost
		              (no name)       not-requested, HTTP 200  TLS 1.3  localhost
	TEXT
}

@test "--sni-matrix: an address is asked for by no name" {
	report 0 "${ca[@]}" --sni-matrix closed.example "127.0.0.1:$names"
	[ "$(matrix name)" = "null closed.example" ]
}

@test "--sni-matrix: names that cannot be asked for" {
	for name in "" "a b" $'\xff' "$(printf 'a%.0s' {1..300})" a.example,b.example; do
		try 2 --sni-matrix "$name" "127.0.0.1:$names"
	done
	many=()
	for i in {1..17}; do
		many+=(--sni-matrix "$i.example")
	done
	try 2 "${many[@]}" "127.0.0.1:$names"
	[[ $stderr == *"16 are enough"* ]]
}
