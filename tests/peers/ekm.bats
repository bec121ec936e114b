#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# tlsbind-tbmsg ekm against live connections: what openssl and gnutls-cli
# export themselves must follow from the key logs that they write.

bats_require_minimum_version 1.5.0

label=EXPORTER-Token-Binding

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	# -msg shows the ServerHello, whose random TLS 1.2 needs.
	start_s_server -msg -keylogfile "$PEERS_HOME/server.keys" \
		-keymatexport "$label" -keymatexportlen 32
	export live_port=$port live_log=$log
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	keys=$BATS_TEST_TMPDIR/keys
	out=$BATS_TEST_TMPDIR/out
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# by_openssl FLAG...: connect; writes $keys and $out, sets $want.
by_openssl() {
	openssl s_client -connect "127.0.0.1:$live_port" -msg \
		-CAfile "$PKI/server-ca.pem" -keylogfile "$keys" \
		-keymatexport "$label" -keymatexportlen 32 "$@" \
		</dev/null >"$out" 2>&1
	want=$(sed -n 's/^ *Keying material: //p' "$out" |
		tail -n 1 | tr A-F a-f)
	[ "${#want}" -gt 0 ]
}

# by_gnutls PRIORITY: the same with gnutls-cli.
by_gnutls() {
	SSLKEYLOGFILE=$keys gnutls-cli --x509cafile "$PKI/server-ca.pem" \
		--sni-hostname localhost --verify-hostname localhost \
		--priority "$1" --keymatexport="$label" \
		--keymatexportsize=32 -p "$live_port" 127.0.0.1 \
		</dev/null >"$out" 2>&1
	want=$(sed -n 's/^- Key material: //p' "$out")
	[ "${#want}" -eq 64 ]
}

# server_random FILE: of the last ServerHello that openssl's -msg shows there.
server_random() {
	awk '/^(<<<|>>>) / { take = /, ServerHello$/; if (take) hex = ""; next }
		take && /^    / { gsub(/ /, ""); hex = hex $0; next }
		{ take = 0 }
		END { print substr(hex, 13, 64) }' "$1"
}

# client_random: of the last line of the key log.
client_random() {
	awk '!/^#/ { random = $2 } END { print random }' "$keys"
}

# exported ARG...: the value that we export must be $want.
exported() {
	local got
	got=$(tlsbind-tbmsg ekm --keylog "$keys" --print hex "$@")
	[ "$got" = "$want" ] && return
	echo "got $got, expected $want"
	return 1
}

@test "TLS 1.3, SHA-256: openssl's key log gives openssl's export" {
	by_openssl -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256
	exported
	exported --label "$label" --length 32
}

@test "TLS 1.3, SHA-384: openssl's key log gives openssl's export" {
	by_openssl -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384
	exported
}

@test "TLS 1.3: ChaCha20-Poly1305 goes with SHA-256, too" {
	by_openssl -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256
	exported
}

@test "TLS 1.3: another label and another length" {
	by_openssl -tls1_3 -keymatexport EXPORTER-Channel-Binding \
		-keymatexportlen 77
	[ "${#want}" -eq 154 ]
	exported --label EXPORTER-Channel-Binding --length 77
}

@test "TLS 1.3: an empty context is none" {
	by_openssl -tls1_3
	exported --context ""
}

@test "TLS 1.2, SHA-256: with the server's random and the hash" {
	by_openssl -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256
	exported --server-random "$(server_random "$out")" --prf sha256
}

@test "TLS 1.2, SHA-384: with the server's random and the hash" {
	by_openssl -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384
	exported --server-random "$(server_random "$out")" --prf sha384
}

@test "TLS 1.2: an empty context is not none" {
	by_openssl -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256
	chmod 600 "$keys"
	run -0 tlsbind-tbmsg ekm --keylog "$keys" --print hex --context "" \
		--prf sha256 --server-random "$(server_random "$out")"
	[ "${#output}" -eq 64 ]
	[ "$output" != "$want" ]
}

@test "TLS 1.2: what is missing is asked for" {
	by_openssl -tls1_2
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex
	[[ $output == *--server-random* && $output == *--prf* ]]
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex \
		--server-random "$(server_random "$out")"
	[[ $output != *--server-random* && $output == *--prf* ]]
	[[ $output != *"$want"* ]]
}

@test "TLS 1.2: the client's random in the place of the server's" {
	by_openssl -tls1_2
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex --prf sha384 \
		--server-random "$(client_random)"
	[[ $output == *"client's random"* ]]
}

@test "TLS 1.3: gnutls-cli's key log gives gnutls-cli's export" {
	by_gnutls NORMAL:-VERS-ALL:+VERS-TLS1.3
	exported
}

@test "TLS 1.2: gnutls-cli's key log, the random from the server" {
	by_gnutls NORMAL:-VERS-ALL:+VERS-TLS1.2:-AES-256-GCM
	exported --server-random "$(server_random "$live_log")" --prf sha256
}

@test "the server's key log gives the client's export" {
	by_openssl -tls1_3
	random=$(client_random)
	keys=$PEERS_HOME/server.keys
	exported --client-random "$random"
}

@test "several connections in one log" {
	by_openssl -tls1_3
	first=$want first_random=$(client_random)
	by_openssl -tls1_3
	[ "$want" != "$first" ]
	exported --client-random "$(client_random)"
	want=$first
	exported --client-random "$first_random"
	exported --client-random "${first_random:0:8}"
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex
	[[ $output == *"2 connections"*--client-random* ]]
	[[ $output == *"${first_random:0:8}..."* ]]
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex \
		--client-random "${first_random//[0-9]/0}"
	[[ $output == *"no connection"* ]]
}

@test "a handshake that broke off has no exporter secret" {
	run ! env SSLKEYLOGFILE="$keys" gnutls-cli \
		--priority NORMAL:-VERS-ALL:+VERS-TLS1.3 -p "$live_port" \
		127.0.0.1 </dev/null
	grep -q HANDSHAKE_TRAFFIC "$keys"
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex
	[[ $output == *"broke off"* ]]
}

@test "a log without EXPORTER_SECRET says who leaves it out" {
	by_openssl -tls1_3
	sed -i /^EXPORTER_SECRET/d "$keys"
	run -3 tlsbind-tbmsg ekm --keylog "$keys" --print hex
	[[ $output == *EXPORTER_SECRET*"leaves it out"* ]]
}

@test "base64url is the same value" {
	by_openssl -tls1_3
	got=$(tlsbind-tbmsg ekm --keylog "$keys" --print base64url)
	[ "$(printf '%s=' "$got" | basenc --base64url -d | xxd -p -c 64)" \
		= "$want" ]
}
