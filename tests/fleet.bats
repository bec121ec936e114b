#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell
#
# tlsbind-handshake --targets: lists of servers, short and long, good and dead.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_nginx
	export on=$port_on optional=$port_optional
	# Nobody else gets it while we hold it, and nobody listens on it.
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
	good="cert=$PKI/good.pem key=$PKI/good.key"
	here=localhost:$on
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# list STATUS ARG...: probe the targets in the file list.
list() {
	try "$1" "${ca[@]}" --targets list "${@:2}"
}

# line N JQ-EXPRESSION: it holds for the report of that line.
line() {
	jq -es --argjson n "$1" "[.[] | select(.line == \$n)] |
		length == 1 and (.[0] | $2)" <<<"$output" >/dev/null && return
	echo "line $1: not $2"
	jq -c --argjson n "$1" 'select(.line == $n)' <<<"$output"
	return 1
}

# ---- the statuses -------------------------------------------------------

@test "0: every target accepts" {
	printf '%s %s\n' "$here" "$good" "$here" "$good" >list
	list 0
	[ "${#lines[@]}" -eq 2 ]
	[[ $stderr == *": 2 targets: 2 accepted, "*" s" ]]
	list 0 --quiet
	[ -z "$output$stderr" ]
}

@test "1, 3, 4: the highest of all lines" {
	echo "$here $good" >list
	echo "localhost:$optional expect=rejected" >>list
	list 1
	[[ $stderr == *": 2 targets: 1 accepted, 1 optional, "* ]]
	[[ $stderr == *"; status 0: 1" ]]
	echo "$here nonsense" >>list
	list 3
	echo "127.0.0.1:$refused" >>list
	list 4
	list 4 --quiet
	[ -z "$output$stderr" ]
}

@test "2: the command line makes no sense" {
	echo "$here $good" >list
	list 2 localhost
	[[ $stderr == *"the targets come from the list"* ]]
	for format in text json tap junit; do
		list 2 --format $format
		[[ $stderr == *"--targets writes NDJSON: leave --format out"* ]]
		[ -z "$output" ]
	done
	list 0 --format ndjson
	for n in 0 1001 x; do
		list 2 -j $n
	done
	try 2 --targets - --cert -
	[[ $stderr == *"cannot be read twice"* ]]
}

@test "3: no list, or nobody in it" {
	: >empty
	printf '\n# nobody\n \t\n' >blank
	for file in empty blank nonexistent . env:NOT_SET_AT_ALL; do
		try 3 --targets "$file"
		[ "${#lines[@]}" -eq 1 ]
		jq -e '.error.kind == "input" and has("line") == false' \
			<<<"$output"
		[ -n "$stderr" ]
	done
	try 3 --targets - </dev/null
}

@test "5: the disk is full" {
	yes "$here $good" | head -n 50 >list
	run -5 timeout 20 bash -c "tlsbind-handshake --targets list \
		--no-verify >/dev/full"
	[[ $output == *"standard output: No space left on device"* ]]
}

# ---- lines --------------------------------------------------------------

@test "each line has its own identity, name and expectations" {
	cat >list <<-LIST
		# a comment
		$here $good ref=one

		$here cert=$PKI/expired.pem key=$PKI/expired.key ref="the 2nd"
		$here
		127.0.0.1:$on $good name=localhost tls=1.2 expect=tls=1.2
		127.0.0.1:$on $good name=a.example expect=accepted expect=ems
		localhost:$optional expect=optional # a comment
		$here $good ca=$PKI/client-ca.pem
	LIST
	list 1 --http
	[ "${#lines[@]}" -eq 7 ]
	line 2 '.ref == "one" and .status == 0 and
		.facts.client_auth.verdict == "accepted"'
	line 4 '.ref == "the 2nd" and .status == 1 and
		.facts.client_auth.verdict == "rejected"'
	line 5 '.status == 1 and .facts.client_auth.configured == false and
		has("ref") == false'
	line 6 '.status == 0 and .facts.tls.version == "TLS1.2"'
	# The certificate is not for this name, but only assertions count.
	line 7 '.status == 0 and ([.checks[] | select(.id ==
		"server-cert.name" and .verdict == "warn")] | length == 1)'
	line 8 '.status == 0 and .facts.client_auth.verdict == "optional"'
	line 9 '.status == 1 and ([.checks[] | select(.id ==
		"server-cert.trusted" and .verdict == "fail")] | length == 1)'
}

@test "a line's words come before the command line's" {
	cat >list <<-LIST
		$here
		$here cert=
		$here cert=$PKI/expired.pem key=$PKI/expired.key
		127.0.0.1:$on name=
		127.0.0.1:$on name=localhost
		$here tls=1.2
	LIST
	list 1 --cert "$PKI/good.pem" --key "$PKI/good.key" --tls 1.3 \
		--servername b.example --expect accepted --http
	line 1 '.status == 0 and .facts.tls.version == "TLS1.3"'
	line 2 '.status == 1 and .facts.client_auth.configured == false'
	line 3 '.status == 1 and .facts.client_auth.verdict == "rejected"'
	line 4 '.status == 0 and .facts.target.servername == ""'
	line 5 '.status == 0 and .facts.target.servername == "localhost"'
	line 6 '.status == 0 and .facts.tls.version == "TLS1.2" and
		.facts.target.servername == "b.example"'
	# Those of the command line hold for every line, its own on top.
	sed -i 's/$/ expect=tls=1.3/' list
	list 1 --cert "$PKI/good.pem" --key "$PKI/good.key" -e accepted --http
	line 1 '.status == 0'
	line 2 '.status == 1'
	line 6 '.status == 1'
}

@test "3: a bad line is a report, and stops nobody" {
	cat >list <<-LIST
		$here $good
		:443 ref=2
		$here cert=nosuch.pem ref=3
		$here $good certs=x
		$here cert=-
		$here cert=$PKI/good-encrypted.pem
		$here $good pass=nosuch expect=nonsense
		$here $good expect=tokbind=none
		$here key=$PKI/good.key
		$here cert="$PKI/good.pem
		$here $good expect=accepted
	LIST
	list 3
	[ "${#lines[@]}" -eq 11 ]
	line 1 '.status == 0'
	line 11 '.status == 0'
	for n in 2 3 4 5 6 7 8 9 10; do
		line $n '.status == 3 and .verdict == "error" and
			.error.kind == "input" and .checks == []'
	done
	line 2 '.ref == "2"'
	line 3 '.ref == "3" and (.error.text | test("nosuch.pem"))'
	line 8 '.error.text | test("expect: .* needs --tokbind")'
	[[ $stderr == *": 11 targets: 9 unreadable, 2 accepted, "* ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

@test "passphrases come from sources, and nobody is asked for one" {
	local locked="cert=$PKI/good.pem key=$PKI/good-encrypted.key"
	cat >list <<-LIST
		$here $locked pass=$PKI/good-encrypted.pass
		$here $locked pass=env:SECRET
		$here $locked
	LIST
	SECRET=$(cat "$PKI/good-encrypted.pass") list 3
	line 1 '.status == 0'
	line 2 '.status == 0'
	line 3 '.status == 3 and (.error.text | test("no passphrase"))'
	run -3 env TERM=xterm timeout 20 script -qec \
		"tlsbind-handshake --no-verify --targets list >got" /dev/null
	[[ $output != *Passphrase* ]]
	# The command line's serves all lines.
	sed -i 2d list
	list 0 --pass "$PKI/good-encrypted.pass"
}

@test "what one target can be asked, each of a list is asked" {
	start_tokbind_server http=1
	echo "localhost:$port $good" >list
	try 0 "${ca[@]}" --targets list --http --tokbind \
		--tokbind-key "$PKI/good.key" --keylog keys \
		--ekm EXPORTER-x -e tokbind=ecdsap256
	line 1 '.facts.token_binding.negotiated == "ecdsap256" and
		.facts.http.status == 200'
	grep -q CLIENT_RANDOM keys || grep -q EXPORTER_SECRET keys
}
