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

# ---- many ---------------------------------------------------------------

# start_dead: $silent takes connections and says nothing, $full takes none.
start_dead() {
	log=$(new_log dead)
	background "$log" "$python" -c '
import socket, time
silent, full = socket.socket(), socket.socket()
for s in (silent, full):
    s.bind(("127.0.0.1", 0))
silent.listen(64)
full.listen(0)
held = [socket.socket() for _ in range(4)]
for s in held:
    s.setblocking(False)
    s.connect_ex(full.getsockname())
time.sleep(0.2)
print("ports", silent.getsockname()[1], full.getsockname()[1], flush=True)
time.sleep(1000)'
	full=$(wait_line "$log" '^ports ')
	silent=$(awk '{ print $2 }' "$log")
}

@test "dead targets delay nobody" {
	start_dead
	{
		echo "localhost:$silent ref=dead"
		echo "127.0.0.1:$full ref=dead"
		yes "$here $good" | head -n 100
		echo "127.0.0.1:$full ref=dead"
		yes "$here $good" | head -n 100
	} >list
	start=$EPOCHREALTIME
	list 4 -j 8 --timeout 6
	took=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
	[ "${#lines[@]}" -eq 203 ]
	# All others were over before the first of the dead.
	[ "$(head -n 200 <<<"$output" | jq -r '"\(.status) \(.ref)"' |
		sort -u)" = "0 null" ]
	[ "$(tail -n 3 <<<"$output" | jq -r '"\(.status) \(.ref)"' |
		sort -u)" = "4 dead" ]
	# The dead were waited for at the same time, the last one had to wait
	# for a place.
	echo "$took ms"
	[ $took -lt 11000 ]
	[[ $stderr == *": 203 targets: 200 accepted, 2 unreached, 1 undecided, "* ]]
}

@test "a line is asked when it comes, and answered when it is over" {
	start_dead
	mkfifo in out
	tlsbind-handshake "${ca[@]}" --targets - --timeout 20 <in >out 2>/dev/null &
	local program=$!
	exec 5>in 6<out
	echo "127.0.0.1:$silent ref=0" >&5
	for n in 1 2 3; do
		echo "$here $good ref=$n" >&5
		read -r -t 10 -u 6 text
		[ "$(jq -r '"\(.line) \(.ref)"' <<<"$text")" = "$((n + 1)) $n" ]
	done
	# Half a line holds nobody up: not the one that is under way either.
	printf '%s' "$here ref=5" >&5
	run ! read -r -t 0.3 -u 6 text
	echo >&5
	read -r -t 10 -u 6 text
	[ "$(jq -r .ref <<<"$text")" = 5 ]
	exec 5>&-
	kill $program
	exec 6<&-
	wait $program || true
}

@test "a deadline holds while nothing more comes" {
	start_dead
	{
		echo "127.0.0.1:$silent"
		sleep 3
	} | {
		"$python" -c 'import subprocess, sys, time
start = time.monotonic()
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
line = p.stdout.readline()
took = time.monotonic() - start
print("%.2f s" % took)
sys.exit(not (0.4 < took < 2 and "did not complete" in line))' \
			tlsbind-handshake --targets - --timeout 0.5
	}
}

# peak FILE: the most memory for the targets in it, in kB.
peak() {
	measured took tlsbind-handshake "${ca[@]}" -j 64 --targets "$1" \
		>reports 2>summary || [ $? -eq 4 ]
	[ "$(wc -l <reports)" -eq "$(wc -l <"$1")" ]
	awk '{ print $2 }' took
}

@test "ten times the targets take no more memory" {
	# A program of the sanitizers keeps what it has freed.
	local o=quarantine_size_mb=0:thread_local_quarantine_size_kb=0
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:$o:malloc_context_size=1
	for n in 5000 50000; do
		# Two lines in three say the same; each has its own name.
		seq $n | awk -v t="127.0.0.1:$refused" -v id="$good" '{
			print t, ($1 % 3 ? id : ""), "ref=" $1, "name=h" $1
		}' >list.$n
	done
	some=$(peak list.5000)
	many=$(peak list.50000)
	echo "$some kB, $many kB"
	[ "$many" -lt $((some + 1024)) ]
	[ "$(jq -r .ref reports | sort -un | wc -l)" -eq 50000 ]
}

@test "lines that say the same share what they need" {
	mkfifo key
	{
		yes "$here cert=$PKI/good.pem key=key" | head -n 50
		seq 50 | sed "s|.*|$here cert=$PKI/good.pem key=key name=h&|"
	} >list
	# What a pipe gave once it does not give again.
	cat "$PKI/good.key" >key &
	run -0 timeout 20 tlsbind-handshake --no-verify -j 8 --targets list
	wait $!
	[[ $output == *": 100 targets: 100 accepted, "* ]]
}

@test "progress is shown on a terminal only, and taken away" {
	cat >slow <<-SH
		for _ in \$(seq 30); do
			echo "127.0.0.1:$refused"
			sleep 0.1
		done | tlsbind-handshake --no-verify --targets - >got
	SH
	TERM=xterm script -qec "bash slow" /dev/null >shown || true
	grep -q $'\r[0-9]* lines, [0-9]*/s\e\[K' shown
	# The summary stands alone in its line.
	grep -q $'^.*\r\e\\[Ktlsbind-handshake: 30 targets: 30 unreached, ' shown
	[ "$(wc -l <got)" -eq 30 ]
	bash slow 2>shown || true
	[ "$(grep -c . shown)" -eq 1 ]
	run ! grep -q 'lines, ' shown
}
