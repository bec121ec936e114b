#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# The ladder of tlsbind-handshake against what OpenSSL and GnuTLS say of the
# same messages.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	export demanding=$port
	start_s_server -groups P-521
	export retrying=$port
	start_hostiles
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

# same WHAT FILE FILE
same() {
	diff "$2" "$3" && return
	echo "$1: ours is >"
	return 1
}

# rows: those of the ladder in $output, "client ClientHello 200".
rows() {
	fact '.ladder[] | "\(.from) \(.message) \(.octets)" +
		if .message == "Alert" then " " + .detail else "" end'
}

# order VERSION WHO STATUS: rows without sizes, up to the first ticket, for we
# do not read them all, and what comes behind is a matter of the client.  In
# TLS 1.2 we want none, and read none if nobody wants to know who we are.
order() {
	sed -E 's/ [0-9]+( .*)?$//; /ApplicationData/d' |
		case "$*" in
		1.2* | *"none 0") sed /NewSessionTicket/d ;;
		*) sed /NewSessionTicket/q ;;
		esac
}

# msg SENDER RECEIVER: rows of what openssl -msg prints at the side of SENDER.
msg() {
	local side length name more
	sed -nE "s/^>>> /$1 /p; s/^<<< /$2 /p" | sed -nE \
		-e 's/^(\w+) [^,]*, (Handshake) \[length (\w+)\], (\w+)$/\1 \3 \4/p' \
		-e 's/^(\w+) [^,]*, (ChangeCipherSpec) \[length (\w+)\]$/\1 \3 \2/p' \
		-e 's/^(\w+) [^,]*, (Alert) \[length (\w+)\], (.*)$/\1 \3 \2 \4/p' |
		while read -r side length name more; do
			echo "$side $name $((16#$length))${more:+ $more}"
		done
}

# OpenSSL has no name of its own for it, and says nothing of a
# ChangeCipherSpec that it receives.
as_openssl() { # SENDER, whose words they are not
	sed "s/HelloRetryRequest/ServerHello/; /^$1 ChangeCipherSpec/d"
}

# side SIDE: what it sent, by us and by the server's $log, in ours and theirs.
# We need not read all that the server sends, and it does not read what comes
# after it has refused.
side() {
	local most
	rows | as_openssl client | grep "^$1" >ours
	msg server client <"$log" | grep "^$1" >theirs
	most=$(wc -l <ours)
	[ "$1" = server ] || ! grep -q '^server Alert .* fatal' <(rows) ||
		most=$(wc -l <theirs)
	sed -i "$((most + 1)),\$d" ours theirs
	cmp -s ours theirs
}

# as_seen_by_server: $log is of a server with -msg that $output is about.
# Each direction by itself, for both may speak at the same time.
as_seen_by_server() {
	local side
	for side in client server; do
		for _ in $(seq 50); do
			side $side && break
			sleep 0.02
		done
		same "$side" theirs ours
		[ "$(wc -l <ours)" -gt 1 ]
	done
}

# What the test of each client is about: VERSION, WHO, STATUS.
each_client() { # command...
	"$@" 1.2 good 0
	"$@" 1.2 none 1
	"$@" 1.3 good 0
	"$@" 1.3 none 1
	"$@" 1.2 expired 1
	"$@" 1.3 expired 1
}

identity() { # who
	who=()
	[ "$1" = none ] || who=(--cert "$PKI/$1.pem" --key "$PKI/$1.key")
}

# ---- OpenSSL ------------------------------------------------------------

seen() { # version who status
	identity "$2"
	start_demanding_s_server -msg
	report "$3" "${ca[@]}" "${who[@]}" --tls "$1" --ladder "localhost:$port"
	as_seen_by_server
	peers_stop
}

@test "messages, sizes and alerts are those that openssl s_server sees" {
	each_client seen
}

@test "... with a HelloRetryRequest" {
	start_s_server -msg -groups P-521
	report 0 "${ca[@]}" --tls 1.3 --ladder "localhost:$port"
	fact '.ladder[1].message' | grep -x HelloRetryRequest
	as_seen_by_server
}

# The server's commands: r renegotiates, c asks for a certificate, K updates
# keys and wants ours updated.
commanded() { # VERSION COMMAND MESSAGE [SERVER_FLAG...]
	local version=$1 command=$2 message=$3
	shift 3
	start_s_server -msg -CAfile "$PKI/client-ca.pem" "$@"
	(
		sleep 0.3
		echo "$command" >"$log.stdin"
	) &
	report 0 "${ca[@]}" "${good[@]}" --tls "$version" --pha --wait 1 \
		--expect 'tls>=1.2' --ladder "localhost:$port"
	rows | grep " $message "
	as_seen_by_server
}

@test "... with a renegotiation in TLS 1.2" {
	commanded 1.2 r HelloRequest -verify 2
	# Both ChangeCipherSpec stand before their Finished.
	rows | grep -B1 Finished | grep -c ChangeCipherSpec | grep -x 4
	fact ' | [.ladder[(.ladder | map(.message) | index("HelloRequest")):][] |
		.encrypted] | all' | grep -x true
}

@test "... with a request after the handshake in TLS 1.3" {
	commanded 1.3 c CertificateRequest
	fact ' | [.ladder[].message] | join(" ")' | grep \
		' CertificateRequest Certificate CertificateVerify Finished '
}

@test "... with an update of keys" {
	commanded 1.3 K KeyUpdate -verify 2
}

# When a ChangeCipherSpec without a meaning goes is each client's choice.
compatible() { # version who status
	sed '/close_notify/d' | order "$@" |
		if [ "$1" = 1.3 ]; then sed '/ChangeCipherSpec/d'; else cat; fi
}

# s_client's order; its sizes are its own.
client_order() { # version who status
	local flags=() flag=-tls${1/./_}
	identity "$2"
	[ "$2" = none ] ||
		flags=(-cert "$PKI/$2.pem" -key "$PKI/$2.key")
	sleep 0.5 | openssl s_client -msg "$flag" "${flags[@]}" \
		-groups P-256:P-521 -connect "localhost:$port" >log 2>&1 || true
	msg client server <log | compatible "$@" >theirs
	report "$3" "${ca[@]}" "${who[@]}" --tls "$1" --ladder "localhost:$port"
	rows | as_openssl server | compatible "$@" >ours
	same "TLS $1 $2" theirs ours
	[ "$(wc -l <ours)" -gt 8 ]
}

@test "the order is that of openssl s_client" {
	port=$demanding
	each_client client_order
	port=$retrying
	client_order 1.3 none 0
}

@test "... over a line with 60 ms each way" {
	start_delay "$demanding"
	each_client client_order
	# There and back.
	fact ' | .ladder[1].at_us - .ladder[0].at_us > 119000' | grep -x true
	fact '.ladder[-1] | .message + " " + .detail' |
		grep -x 'Alert fatal certificate_expired'
	fact ' | .ladder[-1].at_us - .ladder[1].at_us > 119000' | grep -x true
}

# ---- GnuTLS -------------------------------------------------------------

# gnutls_order: rows of what gnutls-cli -d 5 prints, without sizes.
gnutls_order() {
	sed -nE -e 's/^.* HSK.*: ([A-Z _]+) was queued.*/client \1/p' \
		-e 's/^.* HSK.*: ([A-Z _]+) \([0-9]+\) was received.*/server \1/p' \
		-e 's/^.*: Sent ChangeCipherSpec.*/client CHANGE CIPHER SPEC/p' \
		-e 's/^.* ChangeCipherSpec packet rec.*/server CHANGE CIPHER SPEC/p' \
		-e 's/^.* Alert\[2\|[0-9]+\].* was received.*/server ALERT/p' |
		awk '{ printf "%s ", $1; for (i = 2; i <= NF; i++)
			printf "%s%s", substr($i, 1, 1),
				tolower(substr($i, 2)); print "" }'
}

cli_order() { # version who status
	local flags=()
	identity "$2"
	[ "$2" = none ] || flags=(--x509certfile "$PKI/$2.pem"
		--x509keyfile "$PKI/$2.key")
	sleep 0.4 | gnutls-cli -d 5 --no-ca-verification \
		--priority "NORMAL:-VERS-ALL:+VERS-TLS$1" "${flags[@]}" \
		-p "$port" localhost >log 2>&1 || true
	gnutls_order <log | order "$@" >theirs
	report "$3" "${ca[@]}" "${who[@]}" --tls "$1" --ladder "localhost:$port"
	rows | sed '/close_notify/d' | order "$@" >ours
	same "TLS $1 $2" theirs ours
}

@test "the order is that of gnutls-cli" {
	port=$demanding
	each_client cli_order
	port=$retrying
	cli_order 1.3 none 0
}

@test "the order of a GnuTLS server, too" {
	start_demanding_gnutls_serv
	cli_order 1.2 good 0
	cli_order 1.3 none 1
}

# ---- Apache -------------------------------------------------------------

@test "Apache asks late: the diagram shows where" {
	start_apache
	report 0 "${ca[@]}" "${good[@]}" --tls 1.2 --http=/secure --ladder \
		"localhost:$port_location"
	fact ' | [.ladder[] | select(.message == "CertificateRequest" or
		.message == "ApplicationData" or .message == "HelloRequest") |
		.from + " " + .message] | join(", ")' | grep -xF \
		'client ApplicationData, server HelloRequest, server CertificateRequest, server ApplicationData'
	report 0 "${ca[@]}" "${good[@]}" --tls 1.3 --pha --http=/secure \
		--ladder "localhost:$port_location"
	fact ' | [.ladder[] | select(.message == "CertificateRequest" or
		.message == "ApplicationData") | .from + " " + .message] |
		join(", ")' | grep -xF \
		'client ApplicationData, server CertificateRequest, server ApplicationData'
}

# ---- what it says -------------------------------------------------------

@test "what is in the messages that matter" {
	report 0 "${ca[@]}" "${good[@]}" --ladder "localhost:$demanding"
	row() { # from message
		fact ".ladder[] | select(.from == \"$1\" and
			.message == \"$2\") | \"\\(.encrypted) \\(.detail)\""
	}
	row client ClientHello | grep -x 'false null'
	row server CertificateRequest | grep -x 'true 1 CA name'
	row client Certificate | grep -x 'true 1 certificate'
	row client Finished | grep -x 'true null'
	fact ' | .ladder[-1] | .from + " " + .message + " " + .detail' |
		grep -x 'client Alert warning close_notify'
	report 0 "${ca[@]}" --cert "$PKI/chain.pem" --key "$PKI/chain.key" \
		--ladder "localhost:$demanding"
	row client Certificate | grep -x 'true 2 certificates'
	report 1 "${ca[@]}" --ladder --tls 1.2 "localhost:$demanding"
	row server CertificateRequest | grep -x 'false 1 CA name'
	row client Certificate | grep -x 'false EMPTY'
	row client Finished | grep -x 'true null'
	row server Alert | grep -x 'false fatal handshake_failure'
	fact ' | [.ladder[].delivered] | all' | grep -x true
}

@test "without --ladder there is none" {
	report 0 "${ca[@]}" "${good[@]}" "localhost:$demanding"
	is .ladder null
}

@test "--ladder for people: braces, arrows, legend" {
	try 1 "${ca[@]}" --ladder --tls 1.3 "localhost:$demanding"
	grep -E '^ +[0-9.]+  \| ClientHello -+> \| +[0-9]+$' <<<"$output"
	grep -E '^ +[0-9.]+  \| <-+ ServerHello \| +[0-9]+$' <<<"$output"
	grep -E '\| <-+ \{CertificateRequest, 1 CA name\} \|' <<<"$output"
	grep -E '\| \{Certificate, EMPTY\} -+> \| +8$' <<<"$output"
	grep -E '\| <-+ \[Alert: fatal certificate_required\] \|' <<<"$output"
	grep -F '{} encrypted   [] encrypted, after the handshake' <<<"$output"
	try 1 "${ca[@]}" --ladder=text --tls 1.3 "localhost:$demanding"
	grep -E '\| ClientHello -+> \|' <<<"$output"
}

@test "--ladder that makes no sense" {
	try 2 --ladder=nonsense "localhost:$demanding"
	[[ $stderr == *"text or mermaid"* ]]
	try 2 --ladder=mermaid --format json "localhost:$demanding"
	[[ $stderr == *"--ladder=mermaid excludes --format"* ]]
	try 2 --ladder=mermaid --targets -
	try 2 --ladder=mermaid --quiet "localhost:$demanding"
	try 0 "${ca[@]}" "${good[@]}" --ladder=text --format json \
		"localhost:$demanding"
	try 0 "${ca[@]}" "${good[@]}" --ladder --quiet "localhost:$demanding"
	[ -z "$output" ]
}

# ---- width, colour, hostile servers -------------------------------------

# narrow FILE: no row of the ladder in it is wider than 80 columns.
narrow() {
	local most
	most=$(sed -n '/^  messages$/,/^$/p' "$1" | LC_ALL=C.UTF-8 wc -L)
	[ "$most" -gt 60 ] && [ "$most" -le 80 ] && return
	echo "$most columns"
	cat "$1"
	return 1
}

@test "hostile servers: narrow, tame, and in time" {
	local name hostile status
	while read -r name hostile; do
		[ "$name" != ready ] && [ "$name" != black-hole ] || continue
		status=0
		timeout 5 tlsbind-handshake --no-verify --timeout 0.5 \
			--wait 0.3 --http --ladder "${good[@]}" \
			"127.0.0.1:$hostile" >out 2>err || status=$?
		echo "$name: $status"
		[[ $status == [014] ]]
		narrow out
		tame "$(cat out err)"
		[ "$(wc -l <out)" -lt 400 ]
		mermaid "127.0.0.1:$hostile" --no-verify --timeout 0.5
	done <"$HOSTILES"
}

hostile_rows() { # name
	run -1 tlsbind-handshake --no-verify --timeout 0.5 --ladder \
		--format json "127.0.0.1:$(hostile_port "$1")"
	jq -r '.facts.ladder[] | select(.message != "ClientHello") |
		"\(.from) \(.message) \(.octets) \(.detail)"' <<<"$output"
}

@test "hostile servers: what came of them" {
	hostile_rows close-after-hello |
		grep -x 'server closed 0 without close_notify'
	hostile_rows reset | grep -x 'server reset 0 null'
	hostile_rows half-record-close |
		grep -x 'server part of a record 20 of 125 octets'
	hostile_rows plain-http | grep -E '^server no TLS record [0-9]+ null$'
	hostile_rows alert-unknown-code |
		grep -x 'server Alert 2 fatal, number 237'
	hostile_rows endless-requests |
		grep -E '^server unread [0-9]+ 1 Handshake record$'
	hostile_rows request12-truncated >refused
	grep 'CertificateRequest .* malformed' refused
	grep -x 'client Alert 2 fatal decode_error' refused
	hostile_rows endless-ccs >many
	[ "$(wc -l <many)" -le 256 ]
	fact ' | .ladder_left_out > 0 or (.ladder | length) < 250' | grep -x true
}

@test "the width of the terminal, and no colour" {
	local columns escape=$'\033'
	for columns in 40 80 200; do
		env TERM=xterm script -qc "stty cols $columns
			tlsbind-handshake ${ca[*]} --ladder localhost:$demanding" \
			/dev/null >out
		tr -d '\r' <out | sed -n '/^  messages$/,/^$/p' >ladder
		[ -s ladder ]
		run -1 grep -F "$escape" ladder
		# Below 60 columns nothing is fitted any more.
		most=$((columns < 60 ? 60 : columns < 80 ? columns : 80))
		[ "$(LC_ALL=C.UTF-8 wc -L <ladder)" -le "$most" ]
	done
	COLUMNS=40 tlsbind-handshake "${ca[@]}" --ladder \
		"localhost:$demanding" >out || true
	narrow out
	NO_COLOR=1 tlsbind-handshake "${ca[@]}" --ladder \
		"localhost:$demanding" >out || true
	run -1 grep -F "$escape" out
	tlsbind-handshake "${ca[@]}" --color always --ladder \
		"localhost:$demanding" | sed -n '/^  messages$/,/^$/p' >ladder
	[ -s ladder ]
	run -1 grep -F "$escape" ladder
}

# ---- Mermaid ------------------------------------------------------------

# is_mermaid FILE: sequence diagrams, as far as we use their grammar.
is_mermaid() {
	"$python" - "$1" <<-'PY'
		import re
		import sys

		side = "(client|server)"
		text = r"([^#;\n]|#\d+;)+"
		arrow = f"    {side}(-|--)(>>|x){side}: [0-9.]+ ms: {text}"
		note = f"    Note over client,server: {text}"
		text = open(sys.argv[1]).read()
		assert text.endswith("\n")
		for diagram in text[:-1].split("\n\n"):
		    first, left, right, *rows = diagram.split("\n")
		    assert first == "sequenceDiagram", first
		    assert left == "    participant client", left
		    name = r"    participant server as ([\w.:-]|#\d+;)+"
		    assert re.fullmatch(name, right), right
		    assert rows
		    for row in rows:
		        match = re.fullmatch(arrow, row)
		        assert match or re.fullmatch(note, row), row
		        assert not match or match[1] != match[4], row
	PY
}

mermaid() { # target... [option...]
	tlsbind-handshake --ladder=mermaid "$@" >diagram 2>err || true
	is_mermaid diagram
}

@test "--ladder=mermaid: a diagram instead of the report, same status" {
	try 0 "${ca[@]}" "${good[@]}" --ladder=mermaid "localhost:$demanding"
	[ -z "$stderr" ]
	echo "$output" >diagram
	is_mermaid diagram
	grep -xF "    participant server as localhost:$demanding" diagram
	grep -E '^    client->>server: [0-9.]+ ms: ClientHello, [0-9]+ octets$' \
		diagram
	grep -E '^    server-->>client: .*\{CertificateRequest, 1 CA name\}' \
		diagram
	try 1 "${ca[@]}" --ladder=mermaid "localhost:$demanding"
	[[ $output == *"server--xclient"*"certificate_required"* ]]
}

@test "--ladder=mermaid: the rows are those of the facts" {
	report 1 "${ca[@]}" --ladder --tls 1.2 "localhost:$demanding"
	rows | sed 's/ [0-9].*//' >ours
	mermaid --tls 1.2 "${ca[@]}" "localhost:$demanding"
	sed -nE 's/^    (\w+)-.*: [0-9.]+ ms: [[{]?(\w+).*/\1 \2/p' diagram \
		>theirs
	same mermaid theirs ours
}

@test "--ladder=mermaid: one for each server, reached or not" {
	local nobody
	nobody=$(free_ports 1)
	try 4 "${ca[@]}" "${good[@]}" --ladder=mermaid "localhost:$demanding" \
		"127.0.0.1:$nobody" "[::1]:$nobody" "localhost:$demanding"
	[[ $stderr == *refused* ]]
	echo "$output" >diagram
	is_mermaid diagram
	grep -c '^sequenceDiagram$' diagram | grep -x 4
	grep -c 'Note over client,server: no connection$' diagram | grep -x 2
	grep -c '^$' diagram | grep -x 3
}

@test "5: no room for the diagram" {
	run -5 bash -c 'tlsbind-handshake "$@" >/dev/full' _ "${ca[@]}" \
		"${good[@]}" --ladder=mermaid "localhost:$demanding"
}
