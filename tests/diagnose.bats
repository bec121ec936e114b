#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# tlsbind-handshake --diagnose: which connections it opens, what it tells of
# them, and how the verdict follows.  That the right cause is named is held by
# peers/causes.bats.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	export demanding=$port
	start_s_server
	export plain=$port
	start_nginx
	export nginx_on=$port_on nginx_optional=$port_optional
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
	other=(--cert "$PKI/other-ca.pem" --key "$PKI/other-ca.key")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# start_witness: a server that takes any certificate and writes down every
# connection, and whom it saw.
start_witness() {
	log=$(new_log witness)
	# shellcheck disable=SC2016 # for node
	background "$log" node -e '
		const fs = require("fs"), pki = process.argv[1];
		const read = (name) => fs.readFileSync(`${pki}/${name}`);
		require("https").createServer({
			cert: read("server.pem"), key: read("server.key"),
			ca: read("client-ca.pem"), requestCert: true,
			rejectUnauthorized: false,
		}, (request, answer) => {
			console.log("request " + request.url);
			answer.end("welcome\n");
		}).on("connection", () => console.log("connection"))
			.on("secureConnection", (socket) => {
				const who = socket.getPeerCertificate().subject;
				console.log("client " +
					(who ? who.CN : "nobody"));
			})
			.listen(0, "127.0.0.1", function () {
				console.log("port " + this.address().port);
			});
		' "$PKI"
	port=$(wait_line "$log" '^port [0-9]+$')
}

steps() {
	jq -r '[.facts.probes[].step] | join(" ")' <<<"$output"
}

# ---- the statuses -------------------------------------------------------

@test "0: accepted; what the other connections meet does not count" {
	try 0 "${ca[@]}" "${good[@]}" --diagnose "localhost:$demanding"
	[[ $output == ACCEPTED* ]]
	[ -z "$stderr" ]
}

@test "1: refused, and the cause is named" {
	try 1 "${ca[@]}" "${other[@]}" -d "localhost:$demanding"
	[[ $output == REJECTED*unknown-ca* ]]
}

@test "1: HTTP refuses what TLS has let through" {
	report 0 "${ca[@]}" "${other[@]}" --tls 1.3 "localhost:$nginx_on"
	client_auth accepted ticket
	report 1 "${ca[@]}" "${other[@]}" --tls 1.3 --diagnose \
		"localhost:$nginx_on"
	client_auth rejected http
	cause unknown-ca
	check client-auth.accepted fail
	check server-cert.trusted pass
	try 1 "${ca[@]}" "${other[@]}" --tls 1.3 -d "localhost:$nginx_on"
	[[ $output == REJECTED* ]]
}

@test "2: the command line makes no sense" {
	try 2 --no-decoy "localhost:$demanding"
	try 2 --diagnose --other-key "$PKI/good.key" "localhost:$demanding"
	try 2 --diagnose --extra "$PKI/intermediate.pem" "localhost:$demanding"
}

@test "3: a certificate to compare with that cannot be read" {
	try 3 "${good[@]}" -d --other-cert nosuch.pem "localhost:$demanding"
	[[ $stderr == *nosuch.pem* ]]
	try 3 "${good[@]}" -d --extra nosuch.pem "localhost:$demanding"
	[[ $stderr == *nosuch.pem* ]]
}

@test "4: nobody is there, and nothing more is asked" {
	report 4 "${good[@]}" --diagnose "127.0.0.1:$refused"
	[ "$(steps)" = given ]
}

# ---- which connections --------------------------------------------------

@test "refused: without a certificate, in the other version, with a decoy" {
	report 1 "${ca[@]}" "${other[@]}" -d "localhost:$demanding"
	[ "$(steps)" = "given none other-tls decoy" ]
	is '.probes[1].verdict' rejected
	is '.probes[1].alert' certificate_required
	is '.probes[2].tls_version' TLS1.2
	is '.probes[3].alert' unknown_ca
	[ "$(fact '.probes | map(.p) | join(" ")')" = "P1 P0 P2 P3" ]
}

@test "a chosen priority is kept to" {
	report 1 "${ca[@]}" "${other[@]}" -d --priority NORMAL \
		"localhost:$demanding"
	[ "$(steps)" = "given none decoy" ]
}

@test "nothing further without --diagnose" {
	report 1 "${ca[@]}" "${other[@]}" "localhost:$demanding"
	is .probes null
}

@test "the missing intermediate, found by trying" {
	local cut=(--cert "$PKI/missing-intermediate.pem"
		--key "$PKI/missing-intermediate.key")
	report 1 "${ca[@]}" "${cut[@]}" -d --extra "$PKI/intermediate.pem" \
		--expect cause=missing-intermediate --expect accepted \
		"localhost:$demanding"
	[[ $(steps) == *extra* ]]
	cause missing-intermediate
	is '.probes[-1].verdict' accepted
	report 1 "${ca[@]}" "${cut[@]}" -d --extra "$PKI/other-root.pem" \
		"localhost:$demanding"
	[[ $(steps) != *extra* ]]
}

@test "another certificate to compare with" {
	report 1 "${ca[@]}" "${other[@]}" -d --other-cert "$PKI/good.pem" \
		--other-key "$PKI/good.key" "localhost:$demanding"
	[ "$(steps)" = "given none other-tls decoy other" ]
	is '.probes[-1].verdict' accepted
}

@test "a request only where HTTP was agreed on" {
	report 0 "${ca[@]}" "${good[@]}" -d "localhost:$demanding"
	is '.probes | map(select(.request)) | length' 0
	report 0 "${ca[@]}" "${good[@]}" -d "localhost:$nginx_on"
	is '.probes | map(select(.request == "/")) | length' 6
	is '.probes[-1].http_status' 200
}

# ---- what the server sees -----------------------------------------------

@test "the server sees the connections that are told, and no others" {
	start_witness
	report 0 "${ca[@]}" "${good[@]}" -d "localhost:$port"
	local told seen
	told=$(fact '.probes | length')
	seen=$(grep -c '^connection$' "$log")
	echo "told $told, seen $seen"
	[ "$told" -eq "$seen" ]
	[ "$seen" -le 12 ]
	[ "$(grep -c '^request /$' "$log")" -eq \
		"$(fact '.probes | map(select(.request)) | length')" ]
	grep -q '^client tlsbind decoy$' "$log"
	cause verification-disabled
	[[ $output == *"accepted the client certificate, as it does any other"* ]]
}

@test "--no-decoy: no certificate that is not ours" {
	start_witness
	report 0 "${ca[@]}" "${good[@]}" -d --no-decoy "localhost:$port"
	[ "$(grep -c decoy "$log")" -eq 0 ]
	grep -q '^client good$' "$log"
	grep -q '^client nobody$' "$log"
	[ "$(jq '[.diagnoses[] | select(.id == "verification-disabled")] |
		length' <<<"$output")" -eq 0 ]
}

# ---- what is told -------------------------------------------------------

@test "-v tells each connection, -v -v what was left out, and why" {
	try 1 "${ca[@]}" "${other[@]}" -d "localhost:$demanding"
	[[ $output != *"P0  TLS"* ]]
	try 1 "${ca[@]}" "${other[@]}" -d -v "localhost:$demanding"
	[[ $output == *"P1  TLS 1.3  as given: rejected, unknown_ca"* ]]
	[[ $output == *"P0  TLS 1.3  without a certificate: rejected, "* ]]
	[[ $output == *"P3  TLS 1.3  with a self-signed decoy: rejected, "* ]]
	[[ $output != *"left out"* ]]
	try 1 "${ca[@]}" "${other[@]}" -d -v -v "localhost:$demanding"
	[[ $output == *"left out"* ]]
	[[ $output == *"without a certificate: no certificate was accepted"* ]]
}

@test "an accepting server that is imperfect is not called a failure" {
	report 0 "${ca[@]}" "${good[@]}" -d --http "localhost:$nginx_optional"
	cause client-auth-optional
	client_auth accepted http
	try 0 "${ca[@]}" "${good[@]}" -d --http "localhost:$nginx_optional"
	[[ $output == ACCEPTED* ]]
	report 0 "${ca[@]}" "${good[@]}" --http "localhost:$nginx_optional"
	[ "$(jq '.diagnoses | length' <<<"$output")" -eq 0 ]
}

@test "an expected cause decides" {
	try 0 "${ca[@]}" "${other[@]}" -d --expect cause=unknown-ca \
		"localhost:$demanding"
	try 1 "${ca[@]}" "${other[@]}" -d --expect cause=revoked \
		"localhost:$demanding"
}

@test "several servers at once" {
	try 1 --format ndjson "${ca[@]}" "${good[@]}" -d \
		"localhost:$demanding" "localhost:$plain"
	[ "$(jq -s -r 'map(.facts.probes | length > 1) | all' \
		<<<"$output")" = true ]
}

@test "another name that meets the same HTTP refusal is no cause" {
	start_nginx
	report 1 "${ca[@]}" -d --cert "$PKI/expired.pem" \
		--key "$PKI/expired.key" "127.0.0.1:$port_on"
	cause client-cert-expired
	[ "$(jq '[.diagnoses[] | select(.id | startswith("sni-"))] | length' \
		<<<"$output")" -eq 0 ]
}
