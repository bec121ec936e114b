#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2030,SC2031,SC2034,SC2154 # each test is a
# subshell, and evaluated is what stands in single quotes
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
		127.0.0.1: 300.0.0.1:0 "[::1" "[::1]:" "[::1]x" 65536 \
		127.0.0.1:+5 example.com:8443; do
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
	[[ $stderr == *good.key*server.pem* ]]
}

@test "4: nobody came" {
	tlsbind-serve --format json >out.json 2>log </dev/null &
	pid=$! log=$PWD/log
	origin=$(door_of mtls)
	kill "$pid"
	status=0
	wait "$pid" || status=$?
	[ "$status" -eq 4 ]
	[ "$(jq -r '.reports[].error.kind' out.json)" = network ]
}

@test "4: a client that showed nothing" {
	visited 'exec 9<>"/dev/tcp/127.0.0.1/$port"; exec 9>&-' "${server[@]}"
	[ "$status" -eq 4 ]
}

@test "4: somebody else listens there" {
	start_serve "${server[@]}"
	try 4 --listen "127.0.0.1:$port"
	[[ $stderr == *"127.0.0.1"*"$port"*--listen* ]]
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
	end_serve
	# A port alone is one of this machine.
	first=$(ports_in_a_row 1)
	start_serve --listen "$first"
	[ "$(listening)" = "127.0.0.1:$first" ]
}

@test "a laboratory has three doors, all on loopback" {
	start_serve --lab lab
	[ "$(wc -l <"$log")" -eq 3 ]
	[ "$(listening | wc -l)" -eq 3 ]
	run ! grep -v '^127\.0\.0\.1:' <(listening)
	[ "$(printf '%s\n' "$origin" "$web" "$as" | sort -u | wc -l)" -eq 3 ]
	end_serve
	# With a port given they stand in a row.
	first=$(ports_in_a_row 3)
	start_serve --lab lab --listen "127.0.0.1:$first"
	[ "$origin $web $as" = "https://localhost:$first \
https://localhost:$((first + 1)) https://localhost:$((first + 2))" ]
}

@test "elsewhere it listens only when told, and warns" {
	start_serve --listen 0.0.0.0:0
	grep -q 'diagnostic server' "$log"
	[[ $(listening) == 0.0.0.0:* ]]
	end_serve
	start_serve --listen ::1
	[[ $origin == 'https://[::1]:'* ]]
	end_serve
	start_serve --listen '[::1]:0'
	[[ $origin == 'https://[::1]:'* ]]
	[[ $(listening) == '[::1]:'* ]]
	run ! grep -q 'diagnostic server' "$log"
}

@test "it ends within a second, with open connections" {
	for signal in TERM INT HUP; do
		start_serve "${server[@]}" --format ndjson
		server_pid=$pid
		# One that shakes no hands, one that has asked for nothing.
		background client "$python" -c '
import socket, ssl, sys, time
port, ca = int(sys.argv[1]), sys.argv[2]
silent = socket.create_connection(("127.0.0.1", port))
context = ssl.create_default_context(cafile=ca)
tls = context.wrap_socket(socket.create_connection(("127.0.0.1", port)),
                          server_hostname="localhost")
print("ready", flush=True)
time.sleep(60)' "$port" "$PKI/server-ca.pem"
		wait_line client '^ready$'
		pid=$server_pid
		end_serve "$signal"
		[ "$milliseconds" -le 1500 ]
		[ "$(jq -r .facts.end "$out" | sort | xargs)" = \
			"stopped stopped" ]
	done
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

@test "the manual has the table of answers that the laboratory has" {
	start_serve --lab lab
	sed -n '/^ *tlsbind openssl/,/^$/p' lab/README | grep . >table
	[ "$(wc -l <table)" -gt 20 ]
	sed -n '/^ *tlsbind openssl/,/^\.fi/p' "$srcdir/man/tlsbind-serve.1" |
		sed '/^\.fi/d; s/\\-/-/g' | diff - table
}

# ---- formats -------------------------------------------------------------

# told FORMAT ARG...: two clients come, a good one and an expired one; what the
# server said is in the file told.
told() {
	local format=$1
	shift
	start_serve "${demanding[@]}" --count 2 --format "$format" "$@"
	tlsbind-handshake "${ca[@]}" "${good[@]}" "localhost:$port"
	tlsbind-handshake "${ca[@]}" "${expired[@]}" "localhost:$port" || true
	for _ in $(seq 250); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	cp "$out" told
	cat told
}

@test "text: a verdict for each client, and no colour in a file" {
	told text
	[ "$(grep -c '^ACCEPTED ' told)" -eq 1 ]
	[ "$(grep -c '^REFUSED ' told)" -eq 1 ]
	run -1 env LC_ALL=C grep -n $'[\001-\010\013-\037\177]' told
	grep -q client-cert-expired told
	told text --color always
	grep -q $'\033' told
}

@test "text: each report is there when its client has gone" {
	start_serve "${demanding[@]}"
	tlsbind-handshake "${ca[@]}" "${good[@]}" "localhost:$port"
	for _ in $(seq 100); do
		! grep -q '^ACCEPTED ' "$out" || break
		sleep 0.02
	done
	grep -q '^ACCEPTED ' "$out"
	kill -0 "$pid"
}

@test "ndjson, json: what was seen, for programs" {
	told ndjson
	[ "$(wc -l <told)" -eq 2 ]
	jq -e '.schema == "tlsbind.report/1"' told
	[ "$(jq -r .status told | xargs)" = "0 1" ]
	[ "$(jq -r .facts.client_auth.verdict told | xargs)" = \
		"accepted rejected" ]
	[ "$(jq -r '.diagnoses[].id' told)" = client-cert-expired ]
	[ "$(jq -r '.facts.cnf["x5t#S256"]' told | head -n 1)" = "$good_x5t" ]
	told json
	jq -e '.schema == "tlsbind.reports/1" and (.reports | length == 2)' told
}

@test "tap, junit: well formed" {
	told tap
	run -1 prove --exec cat told
	grep -q '^not ok .*client-cert.valid' told
	told junit
	"$python" - <<-'PY'
		import xml.etree.ElementTree as E
		suites = E.parse("told").getroot()
		assert len(suites) == 2, len(suites)
		assert sum(int(s.get("failures")) for s in suites) == 1
	PY
}

@test "--quiet: nothing but the status" {
	visited "$ours_expired" "${demanding[@]}" --quiet
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "--now: certificates are judged as of that moment" {
	visited "$ours_good" "${demanding[@]}" --now 2001-01-01 \
		--format ndjson
	[ "$status" -eq 1 ]
	[ "$(jq -r '.diagnoses[0].id' <<<"$output")" = \
		client-cert-not-yet-valid ]
	[[ $(jq -r .time <<<"$output") == 2001-01-01T* ]]
	# A laboratory of that time, whose certificates have expired since.
	start_serve --lab lab --now 2001-01-01
	tlsbind-handshake --no-verify --cert lab/clients/good-p256.pem \
		--key lab/clients/good-p256.key "${origin#https://}"
	run -1 tlsbind-handshake --no-verify --cert lab/clients/expired.pem \
		--key lab/clients/expired.key "${origin#https://}"
}

# ---- clients that are not ours -------------------------------------------

# Which x5t#S256 the page /whoami told, at the end of what a client printed.
told_x5t() {
	grep -o '"x5t#S256": *"[^"]*"' "$1" | tail -n 1 | cut -d '"' -f 4
}

# meets VERSION: the client saw itself with the right thumbprint, and the
# server saw it as well, with that version of TLS.
meets() {
	cat client.out
	[ "$(told_x5t client.out)" = "$good_x5t" ]
	for _ in $(seq 100); do
		[ ! -s "$out" ] || break
		sleep 0.02
	done
	jq -e --arg x5t "$good_x5t" --arg version "TLS$1" '
		.facts.client_auth.verdict == "accepted"
		and .facts.tls.version == $version
		and .facts.cnf["x5t#S256"] == $x5t
		and .facts.requests[0].status == 200' "$out"
	end_serve
}

meet() { # VERSION COMMAND...
	local version=$1
	shift
	start_serve "${demanding[@]}" --format ndjson
	"$@" "$version" >client.out 2>client.err || cat client.err
	meets "$version"
}

request=$'GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

by_curl() {
	curl -sS --cacert "$PKI/server-ca.pem" "${good[@]}" \
		"--tlsv$1" --tls-max "$1" "https://localhost:$port/whoami"
}

by_openssl() {
	printf %s "$request" | openssl s_client -connect "localhost:$port" \
		-CAfile "$PKI/server-ca.pem" "${good[@]/#--/-}" \
		"-tls${1/./_}" -quiet -ign_eof
}

by_gnutls() {
	{
		printf %s "$request"
		sleep 0.5
	} | gnutls-cli -p "$port" --x509cafile "$PKI/server-ca.pem" \
		--x509certfile "$PKI/good.pem" --x509keyfile "$PKI/good.key" \
		--priority "NORMAL:-VERS-ALL:+VERS-TLS$1" localhost
}

by_node() {
	env NODE_OPTIONS='' node -e '
		const fs = require("fs"), [port, pki, tls] = process.argv.slice(1)
		const version = "TLSv" + tls
		require("https").get({ host: "localhost", port, path: "/whoami",
			ca: fs.readFileSync(pki + "/server-ca.pem"),
			cert: fs.readFileSync(pki + "/good.pem"),
			key: fs.readFileSync(pki + "/good.key"),
			minVersion: version, maxVersion: version,
		}, (answer) => answer.pipe(process.stdout))
	' "$port" "$PKI" "$1"
}

by_python() {
	"$python" - "$port" "$PKI" "$1" <<-'PY'
		import http.client, ssl, sys
		port, pki, version = sys.argv[1:]
		context = ssl.create_default_context(cafile=pki + "/server-ca.pem")
		context.load_cert_chain(pki + "/good.pem", pki + "/good.key")
		context.minimum_version = context.maximum_version = getattr(
		    ssl.TLSVersion, "TLSv" + version.replace(".", "_"))
		c = http.client.HTTPSConnection("localhost", int(port), context=context)
		c.request("GET", "/whoami")
		print(c.getresponse().read().decode())
	PY
}

@test "curl is told who it is" {
	for version in 1.2 1.3; do meet $version by_curl; done
}

@test "openssl s_client is told who it is" {
	for version in 1.2 1.3; do meet $version by_openssl; done
}

@test "gnutls-cli is told who it is" {
	for version in 1.2 1.3; do meet $version by_gnutls; done
}

@test "node is told who it is" {
	for version in 1.2 1.3; do meet $version by_node; done
}

@test "Python is told who it is" {
	for version in 1.2 1.3; do meet $version by_python; done
}

@test "clients without a certificate, and with a bad one" {
	start_serve "${demanding[@]}" --format ndjson
	for version in 1.2 1.3; do
		run ! curl -sS --cacert "$PKI/server-ca.pem" "--tlsv$version" \
			--tls-max "$version" "https://localhost:$port/"
		run ! curl -sS --cacert "$PKI/server-ca.pem" "${expired[@]}" \
			"--tlsv$version" --tls-max "$version" \
			"https://localhost:$port/"
	done
	end_serve
	[ "$(jq -r '.diagnoses[0].id' "$out" | xargs)" = "no-client-cert-12 \
client-cert-expired no-client-cert-13 client-cert-expired" ]
}

@test "keep-alive: many requests are one visit" {
	start_serve "${demanding[@]}" --format ndjson
	curl -sS --cacert "$PKI/server-ca.pem" "${good[@]}" \
		"https://localhost:$port/whoami?[1-300]" >client.out
	[ "$(grep -c '"schema"' client.out)" -eq 300 ]
	end_serve
	[ "$(jq -r .facts.requests_total "$out")" = 300 ]
}

@test "clients that speak HTTP/2 only learn that nobody does here" {
	start_serve "${server[@]}" --format ndjson
	run ! openssl s_client -connect "localhost:$port" -alpn h2 \
		-CAfile "$PKI/server-ca.pem" </dev/null
	[[ $output == *"no application protocol"* ]]
	# curl takes HTTP/1.1 where it is offered the choice.
	for option in --http2 --http2-prior-knowledge; do
		curl -sS --cacert "$PKI/server-ca.pem" "$option" -o page \
			-w '%{http_version}' "https://localhost:$port/" >version
		[ "$(cat version)" = 1.1 ]
	done
	end_serve
	[ "$(jq -r '.diagnoses[0].id' "$out" | head -n 1)" = alpn-refused ]
	# Who begins with HTTP/2 all the same gets an answer in HTTP/1.1.
	start_serve --mistake plain --format ndjson
	run ! curl -sS --http2-prior-knowledge "http://127.0.0.1:$port/"
	run -0 curl -sS -o page -w '%{http_code}' "http://127.0.0.1:$port/whoami"
	[ "$output" = 200 ]
}

@test "several certificates: the one for the name asked for" {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout a.key -out a.pem -subj /CN=a -days 1 \
		-addext subjectAltName=DNS:a.example 2>/dev/null
	start_serve "${server[@]}" --cert a.pem --key a.key
	for pair in a.example:a.pem localhost:"$PKI/server.pem" \
		b.example:"$PKI/server.pem"; do
		run -0 bash -c "openssl s_client -connect 127.0.0.1:$port \
			-servername ${pair%%:*} </dev/null 2>/dev/null |
			openssl x509 -noout -fingerprint"
		[ "$output" = "$(openssl x509 -noout -fingerprint \
			-in "${pair#*:}")" ]
	done
}
