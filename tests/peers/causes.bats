#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# tlsbind-handshake --diagnose names the cause that was brought about at a real
# server: the cases of causes.txt, and two faults at once.  make causes prints
# what is named as a table.  CAUSES_PAIRS is how many pairs of faults are tried,
# CAUSES_SEED which ones.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	# shellcheck source=tests/peers/causes.bash
	source "$BATS_TEST_DIRNAME/causes.bash"
	peers_begin
	start_cause_servers
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	# shellcheck source=tests/peers/causes.bash
	source "$BATS_TEST_DIRNAME/causes.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/ask.bash"
	results=$BATS_TEST_TMPDIR/results
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# all_right: every line of $results; shows the others.
all_right() {
	grep -v '^right ' "$results" | sort
	[ -s "$results" ]
	[ "$(grep -vc '^right ' "$results")" -eq 0 ]
}

# since MARK LOG REGEX: how many lines with it came after the first MARK lines.
since() {
	tail -n "+$(($1 + 1))" "$2" | grep -cE -- "$3" || true
}

# ---- the table ----------------------------------------------------------

@test "the cases are of at least 40 causes, in both versions of TLS" {
	cause_cases | cut -d' ' -f1 | sort -u >"$BATS_TEST_TMPDIR/ids"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/ids")" -ge 40 ]
	tlsbind-handshake --describe=checks |
		awk '$1 == "cause" { print $2 }' | sort >"$BATS_TEST_TMPDIR/known"
	comm -23 "$BATS_TEST_TMPDIR/ids" "$BATS_TEST_TMPDIR/known" |
		diff - /dev/null
}

@test "TLS 1.2: the cause that was set up is named, and none other certain" {
	cause_cases | grep -E '^[^ ]+ (1\.2|-) ' | ask_causes "" >"$results"
	all_right
}

@test "TLS 1.3: the cause that was set up is named, and none other certain" {
	cause_cases | grep -E '^[^ ]+ 1\.3 ' | ask_causes "" >"$results"
	all_right
}

# ---- the servers' own reasons ---------------------------------------------

# What OpenSSL calls the flaw (X509_V_ERR_...), in the log of nginx and of
# s_server: so the table is about what it says it is about.
@test "servers log the cause that was set up" {
	local id server client reason log mark args
	while read -r id server client reason; do
		log=$(cause_log "$server")
		mark=$(wc -l <"$log")
		cause_args 1.3 "$client" --http
		tlsbind-handshake -q "${args[@]:1}" \
			"127.0.0.1:$(cause_port "$server")" || true
		for _ in $(seq 100); do
			[ "$(since "$mark" "$log" "$reason")" -eq 0 ] || break
			sleep 0.02
		done
		[ "$(since "$mark" "$log" "$reason")" -gt 0 ] || {
			echo "$id at $server: no $reason in $log:"
			tail -n "+$((mark + 1))" "$log"
			return 1
		}
		[ "$(cause_cases | grep -c "^$id 1.3 .* $server $client ")" -eq 1 ]
	done <<-'REASONS'
		unknown-ca on other-ca \(2[01]:
		missing-intermediate on missing-intermediate \(2[01]:
		same-dn-other-key-ca on samename \(2[01]:
		self-signed-client on self-signed \(18:
		client-cert-expired on expired \(10:
		client-cert-not-yet-valid on not-yet-valid \(9:
		clock-skew slow good \(9:
		clock-skew fast good \(10:
		clock-skew slow_s good num=9:
		clock-skew fast_s good num=10:
		missing-clientauth-eku on serveronly \(26:
		intermediate-eku-constrained on narrow \((26|79):
		intermediate-eku-constrained s_server narrow num=(26|79):
		weak-signature on sha1 \(68:
		weak-key on rsa1024 \(66:
		revoked crl revoked \(23:
		revoked s_crl revoked num=23:
		crl-unavailable crl chain \(3:
		crl-unavailable s_crl_all chain num=3:
		verify-depth depth deep \(2[02]:
		verify-depth s_depth deep num=2[02]:
	REASONS
}

# ---- slow lines ---------------------------------------------------------

# sample: cases of many kinds, with servers that close in silence among them.
sample() {
	local id tls server client
	while read -r id tls server client; do
		cause_cases | grep -E "^$id $tls [a-z]+ $server $client " |
			tail -n 1
	done <<-'SAMPLE'
		client-cert-requested-late 1.3 apache good
		pha-not-offered 1.3 apache good
		no-client-cert-12 1.2 s_server none
		no-client-cert-13 1.3 s_server none
		no-client-cert-13 1.3 slapd none
		cert-suppressed-sigalg 1.3 rsaonly good
		unknown-ca 1.3 on other-ca
		unknown-ca 1.2 node other-ca
		missing-intermediate 1.3 s_server missing-intermediate
		key-cert-mismatch 1.3 slapd key-mismatch
		client-cert-expired 1.3 gnutls expired
		client-cert-expired 1.2 slapd expired
		revoked 1.3 haproxy revoked
		server-no-alert 1.2 slapd_crl revoked
		server-no-alert 1.3 node_crl revoked
		verification-disabled 1.3 no_ca good
		sni-missing 1.2 names good
		resumption-stale-identity 1.3 on good - --resume
	SAMPLE
}

@test "over a line with 60 ms each way, the same is named" {
	local server
	[ "$(sample | wc -l)" -eq 18 ]
	for server in $(sample | cut -d' ' -f4 | sort -u); do
		start_delay "$(cause_port "$server")" 60
		is_at "far_$server"
	done
	sample | ask_causes "" | sort >"$BATS_TEST_TMPDIR/near"
	sample | ask_causes far_ | sort >"$results"
	diff "$BATS_TEST_TMPDIR/near" "$results"
	all_right
}

# ---- two faults at once -------------------------------------------------

@test "of two faults at once, both are named" {
	local seed=()
	[ -z "${CAUSES_SEED-}" ] || seed=("$CAUSES_SEED")
	"$python" "$peers/causes_pairs.py" "$PKI" "$PEERS_HOME/where" \
		"${CAUSES_PAIRS:-200}" "${seed[@]}"
}

# ---- what servers see of it ---------------------------------------------

# diagnosed SERVER CLIENT OPTION...: run it with -v; $announced is how many
# connections it tells of, $asked how many of them with a request.
diagnosed() {
	local args
	cause_args - "$2" "${@:3}"
	run tlsbind-handshake -v "${args[@]}" "127.0.0.1:$(cause_port "$1")"
	announced=$(grep -cE '^  (connections)? +P[0-9] ' \
		<<<"$output" || true)
	asked=$(grep -cE '^  (connections)? +P[0-9] .*GET /' \
		<<<"$output" || true)
	echo "$output"
	[ "$announced" -gt 1 ]
	[ "$announced" -le 12 ]
}

# counted WANTED LOG MARK REGEX: exactly so many, and no more a moment later.
counted() {
	for _ in $(seq 100); do
		[ "$(since "$3" "$2" "$4")" -lt "$1" ] || break
		sleep 0.02
	done
	sleep 0.1
	echo "$2: $(since "$3" "$2" "$4") lines of $4, announced $1"
	tail -n "+$(($3 + 1))" "$2"
	[ "$(since "$3" "$2" "$4")" -eq "$1" ]
}

@test "servers log the connections that -v tells of, and no other" {
	local log mark server client
	while read -r server client; do
		log=$(cause_log "$server")
		mark=$(wc -l <"$log")
		diagnosed "$server" "$client"
		case $server in
		apache) counted "$announced" "$log" "$mark" AH01964 ;;
		haproxy) counted "$announced" "$log" "$mark" '^127\.' ;;
		esac
	done <<-'CASES'
		apache good
		haproxy revoked
		haproxy none
		haproxy other-ca
	CASES
}

@test "servers log the requests that -v tells of, and no other" {
	local log mark client
	log=$(dirname "$(cause_log on)")/access.log
	for client in expired none good; do
		mark=$(wc -l <"$log")
		diagnosed on "$client" --http
		[ "$asked" -gt 1 ]
		counted "$asked" "$log" "$mark" '"GET / HTTP/1.1"'
	done
}

# ---- what is said without a connection ----------------------------------

@test "a key that cannot be used is told before any connection" {
	local cert=(--diagnose --cert "$PKI/good.pem")
	try 3 "${cert[@]}" --key "$PKI/good-encrypted.key" 127.0.0.1:1
	[[ $stderr == *good-encrypted.key*passphrase* ]]
	try 3 "${cert[@]}" --key "$PKI/no-such.key" 127.0.0.1:1
	[[ $stderr == *no-such.key* ]]
}
