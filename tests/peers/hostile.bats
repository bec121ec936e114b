#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell
#
# Servers that are broken or mean: tlsbind-handshake comes to an end in time,
# takes little memory, says what it saw, and shows nothing raw.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	start_hostiles
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

# hostile NAME STATUS CHECK VERDICT [ARG...]: bounded in time and memory,
# valid JSON, nothing of the peer's raw on the terminal.
hostile() {
	local name=$1 want=$2 check=$3 verdict=$4 status=0 seconds kib got
	shift 4
	measured "took-$name" tlsbind-handshake --format json --timeout 1 \
		--wait 0.5 --no-verify "$@" \
		"127.0.0.1:$(hostile_port "$name")" \
		>"$name.json" 2>"$name.err" || status=$?
	read -r seconds kib <"took-$name"
	got=$(jq -r --arg id "$check" '[.checks[] | select(.id == $id) |
		.verdict] | join(" ")' "$name.json" 2>&1) || got="no JSON"
	[ "$status" -eq "$want" ] && [ "$got" = "$verdict" ] &&
		[ "${seconds%.*}" -lt 3 ] && [ "$kib" -lt 131072 ] &&
		! LC_ALL=C grep -q $'[\001-\010\013-\037]' "$name.json" \
			"$name.err" && return
	echo "$name: status $status, expected $want; $check: $got," \
		"expected $verdict; $seconds s, $kib KiB"
	cat "$name.json" "$name.err"
	return 1
}

# hostiles [ARG...]: a line "NAME STATUS CHECK VERDICT" each.
hostiles() {
	local name status check verdict failed=0
	while read -r name status check verdict; do
		hostile "$name" "$status" "$check" "$verdict" "$@" || failed=1
	done
	return $failed
}

@test "hostile: no TLS at all" {
	hostiles <<-LIST
		plain-http      1 tls.handshake fail
		ssh             1 tls.handshake fail
		garbage         1 tls.handshake fail
		garbage-flood   1 tls.handshake fail
		escape-banner   1 tls.handshake fail
	LIST
}

@test "hostile: what speaks plain HTTP is named" {
	report 1 "127.0.0.1:$(hostile_port plain-http)"
	cause http-vs-https-port
}

@test "hostile: the connection ends before there is a handshake" {
	hostiles <<-LIST
		close-at-once      1 tls.handshake fail
		close-after-hello  1 tls.handshake fail
		reset              1 tls.handshake fail
		half-record-close  1 tls.handshake fail
	LIST
}

@test "hostile: silence" {
	hostiles <<-LIST
		silent               4 tls.handshake undecided
		half-record-silence  4 tls.handshake undecided
		black-hole           4 tls.handshake undecided
	LIST
}

@test "hostile: alerts before the ServerHello" {
	hostiles <<-LIST
		alert-fatal         1 tls.handshake fail
		alert-unknown-code  1 tls.handshake fail
		alert-close-notify  1 tls.handshake fail
		alert-bad-level     1 tls.handshake fail
		alert-warning       4 tls.handshake undecided
	LIST
}

@test "hostile: records that are too long" {
	hostiles <<-LIST
		record-overflow   1 tls.handshake fail
		record-just-over  1 tls.handshake fail
	LIST
}

@test "hostile: handshakes that never end" {
	hostiles <<-LIST
		flood-warnings    1 tls.handshake fail
		flood-empty       1 tls.handshake fail
		endless-ccs       1 tls.handshake fail
		endless-requests  1 tls.handshake fail
		endless-drip      4 tls.handshake undecided
	LIST
}

@test "hostile: certificates that are too large, too many, or none" {
	hostiles <<-LIST
		huge-certificate    1 tls.handshake fail
		broken-certificate  1 tls.handshake fail
		many-certificates   4 tls.handshake undecided
	LIST
}

@test "hostile: a version that we do not speak" {
	hostiles --tls 1.2 <<-LIST
		tls10  1 tls.handshake fail
	LIST
}

@test "hostile: a CertificateRequest that cannot be read" {
	hostiles "${good[@]}" <<-LIST
		request12-truncated   1 tls.handshake fail
		request12-names       1 client-auth.accepted fail
		request13-truncated   1 tls.handshake fail
		request13-bad-list    1 tls.handshake fail
		request13-names       1 tls.handshake fail
		request13-many-names  1 tls.handshake fail
	LIST
}

@test "hostile: HTTP that never ends, or is none" {
	hostiles --http <<-LIST
		http-endless-head  1 http.answer fail
		http-garbage       1 http.answer fail
		http-silent        4 http.answer undecided
		http-drip          4 http.answer undecided
		http-endless-body  0 http.answer pass
		http-escapes       0 http.answer warn
	LIST
}

@test "hostile: data that nobody asked for" {
	hostiles <<-LIST
		data-flood  0 tls.handshake pass
	LIST
}

@test "hostile: a handshake that ends before our certificate is there" {
	hostiles "${good[@]}" --pha <<-LIST
		ticket-flood        0 tls.handshake pass
		late-request-flood  4 tls.handshake pass
	LIST
}

@test "hostile: an alert behind a good sign counts for more" {
	local name
	for name in data-then-alert ticket-then-alert; do
		report 1 --no-verify "${good[@]}" \
			"127.0.0.1:$(hostile_port "$name")"
		client_auth rejected alert
	done
}

@test "escape sequences in names are never raw on the terminal" {
	local format
	start_s_server -cert "$PKI/server-evil.pem" \
		-key "$PKI/server-evil.key" -CAfile "$PKI/evil-ca.pem" \
		-verify 1
	for format in text json ndjson tap junit; do
		try 1 --format "$format" -v -v "${ca[@]}" "${good[@]}" \
			"localhost:$port"
		case $format in
		text | *json) [[ $output == *"[2J"* ]] ;;
		esac
		tame "$output$stderr"
	done
	try 1 --color always -v -v "${ca[@]}" "${good[@]}" "localhost:$port"
	[[ $output == *"[2J"* && $output != *$'\033[2J'* ]]
	[[ $output != *$'\033]0;'* && $output != *$'\033\\'* ]]
}

@test "escape sequences in an HTTP answer and a greeting, too" {
	local name
	for name in http-escapes http-garbage escape-banner; do
		run --separate-stderr tlsbind-handshake -v -v --http \
			--no-verify "127.0.0.1:$(hostile_port "$name")"
		echo "$name: $output"
		tame "$output$stderr"
	done
}

@test "hostile: Token Binding, and then no more" {
	for tls in 12 13; do
		report 1 --no-verify --tokbind \
			"127.0.0.1:$(hostile_port "tokbind$tls-closed")"
		check tokbind.answered pass
		check tokbind.parameter pass
		verdict=skip
		[ $tls = 13 ] || verdict=pass
		check tokbind.ems $verdict
		check tokbind.renegotiation-info $verdict
	done
}
