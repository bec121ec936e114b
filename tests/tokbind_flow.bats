#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2154,SC2317 # each test is a subshell
#
# Token Binding at the laboratory of tlsbind-serve (RFC 8471, 8472, 8473): a
# client of OpenSSL and Python registers, returns, steals and is sent from one
# site to another; our own client does what it can of that.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/lab.bash
	source "$BATS_TEST_DIRNAME/peers/lab.bash"
	peers_begin
	export LAB=$PEERS_HOME/lab
	start_lab "$LAB"
	export mtls web as
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/lab.bash
	source "$BATS_TEST_DIRNAME/peers/lab.bash"
	cd "$BATS_TEST_TMPDIR" || return
	all=(ecdsap256 rsa2048_pss rsa2048_pkcs1.5)
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# told STORY TLS PARAMETERS: it goes as standard input says.
told() {
	cat >expected
	"$python" "$BATS_TEST_DIRNAME/tokbind_flow.py" "$1" "$LAB" "$web" \
		"$as" "$2" "$3" >told 2>&1
	diff -u expected told || {
		echo "# $*"
		return 1
	}
}

# everywhere STORY: in both versions of TLS with all key parameters.
everywhere() {
	local tls params
	cat >story
	for tls in 1.2 1.3; do
		for params in "${all[@]}"; do
			told "$1" "$tls" "$params" <story
		done
	done
}

@test "without Token Binding the page says what is missing" {
	for params in "${all[@]}"; do
		told without 1.3 "$params" <<-END
			no-offer 200 offered=false negotiated=false extended_master_secret=true
			draft-version 200 offered=true negotiated=false extended_master_secret=true
			no-common-parameters 200 offered=true negotiated=false extended_master_secret=true
			unasked 400 tokbind.negotiated
		END
		told without 1.2 "$params" <<-END
			no-offer 200 offered=false negotiated=false extended_master_secret=true
			no-ems 200 offered=true negotiated=false extended_master_secret=false
			draft-version 200 offered=true negotiated=false extended_master_secret=true
			no-common-parameters 200 offered=true negotiated=false extended_master_secret=true
			unasked 400 tokbind.negotiated
		END
	done
}

@test "a key is registered, returns with its cookie, and a stolen cookie does not" {
	everywhere flow <<-END
		no-message 400 header.single
		two-messages 400 header.single
		register 200 issued
		same-connection 200 accepted
		return 200 accepted
		return-without-cookie 200 issued
		stolen-other-key 401 cookie.binding
		stolen-no-message 401 header.single
		stolen-no-token-binding 401 tokbind.negotiated
		stolen-replayed-message 401 provided.signature
		stolen-two-messages 400 header.single
		unknown-cookie 401 cookie.known
		still-good 200 accepted
		resumed-message-of-before 401 provided.signature
		resumed 200 accepted
		resumed-without 401 tokbind.negotiated
	END
}

@test "wrong messages are refused, each for its own fault" {
	local tls params
	cat >story <<-END
		right 200 issued
		with-referred 200 issued
		referred-alone 400 message.provided
		signed-as-referred 400 provided.signature
		referred-signed-as-provided 400 referred.signature
		swapped-signatures 400 provided.signature
		two-provided 400 message.provided
		two-referred 400 message.referred
		other-parameters 400 provided.parameters
		other-signer 400 provided.signature
		no-ekm 400 provided.signature
		draft-layout 400 message.structure
		der-signature 400 binding.signature-size
		padded 400 header.encoding
		hex 400 header.encoding
		named-again 400 header.encoding
		cut 400 message.length
		more-behind 400 message.length
		empty-list 400 message.length
		empty 400 header.encoding
	END
	grep -v ^der- story >rsa
	for tls in 1.2 1.3; do
		told messages "$tls" ecdsap256 <story
		told messages "$tls" rsa2048_pss <rsa
		told messages "$tls" rsa2048_pkcs1.5 <rsa
	done
}

@test "an ID token is bound to the referred ID, and taken from that key alone" {
	everywhere federated <<-END
		rp-without 200 -
		rp-no-message 400 header.single
		rp 303 true
		idp-no-referred 400 federation.referred
		idp 303 -
		return-other-key 401 cnf.tbh
		return-no-message 400 header.single
		return-without 200 -
		return 200 -
		return-again 400 federation.request
		token-stolen 401 cnf.tbh
		token-again 401 federation.state
		token-other-question 401 federation.state
		token-no-state 400 federation.request
		second 200 -
		id-token-as-access-token 401 token.audience
		typ-at+jwt 401 federation.token
		typ-dpop+jwt 401 federation.token
		typ-None 401 federation.token
		forged 401 jws.signature
		other-audience 401 token.audience
		no-cnf 401 cnf.present
		no-nonce 401 federation.state
		asked-by-another 401 federation.state
		made-right 200 -
		ids-mixed-up 401 cnf.tbh
		forced-login 401 cnf.tbh
		referred-other-parameters 303 -
		referred-forged 400 referred.signature
		idp-nobody 400 federation.request
		idp-no-state 400 federation.request
		idp-split 400 federation.request
	END
}

# The server of this test alone, on a laboratory of its own.
own_lab() {
	LAB=$BATS_TEST_TMPDIR/lab
	start_lab "$LAB"
}

@test "bindings survive a restart, and a crash" {
	local signal params
	for signal in TERM KILL; do
		for params in ecdsap256 rsa2048_pss; do
			rm -rf lab
			own_lab
			told before 1.3 "$params" <<<"before 200 issued"
			end_lab "$signal"
			start_lab "$LAB"
			told after 1.3 "$params" <<-END
				after 200 accepted
				after-stolen 401 cookie.binding
				after-without-cookie 200 issued
			END
			end_lab
		done
	done
}

@test "a server that is killed at work has lost nothing that it confirmed" {
	local client
	own_lab
	for _ in 1 2 3; do
		"$python" "$BATS_TEST_DIRNAME/tokbind_flow.py" until_killed \
			"$LAB" "$web" "$as" 1.3 ecdsap256 >log 2>&1 3>&- &
		client=$!
		for _ in $(seq 500); do
			[ ! -f cookies ] || [ "$(wc -l <cookies)" -lt 30 ] ||
				break
			sleep 0.02
		done
		end_lab KILL
		wait "$client" || { cat log && false; }
		start_lab "$LAB"
		told all_there 1.3 ecdsap256 <<<"lost 0"
		rm cookies
	done
}

@test "what is remembered is for its owner, and has no secret in the clear" {
	local cookie
	own_lab
	told before 1.3 ecdsap256 <<<"before 200 issued"
	[ "$(stat -c %a lab/state.db)" = 600 ]
	cookie=$(cut -d= -f2 cookie)
	[ "${#cookie}" -eq 43 ]
	end_lab KILL
	for file in lab/state.db*; do
		[ "$(stat -c %a "$file")" = 600 ]
		! grep -qF "$cookie" "$file"
	done
}

@test "a registry that is not ours is refused and left alone" {
	own_lab
	end_lab
	rm -f lab/state.db*
	echo "a text that somebody keeps under this name" >lab/state.db
	cp lab/state.db kept
	run --separate-stderr timeout 10 tlsbind-serve --lab lab --count 1
	[ "$status" -eq 3 ]
	[[ $stderr == *lab/state.db* ]]
	cmp kept lab/state.db
}

# ours KEY ARG...: our own client asks for /tokbind.
ours() {
	local key=$1
	shift
	run --separate-stderr tlsbind-handshake --ca "$LAB/ca.pem" --tokbind \
		--tokbind-key "$LAB/$key" --http=/tokbind --format json \
		--show-secrets "$@" "${web#https://}"
	echo "$output$stderr"
}

http_status() {
	jq .facts.http.status <<<"$output"
}

@test "our own client registers, returns, and steals in vain" {
	local tls key
	for tls in 1.2 1.3; do
		for key in tokbind-p256.key tokbind-rsa.key; do
			ours "$key" --tls "$tls"
			[ "$(http_status)" -eq 200 ]
			cookie=$(jq -r '.facts.http.set_cookie[0]' <<<"$output")
			printf 'Cookie: %s\n' "${cookie%%;*}" >cookie
			ours "$key" --tls "$tls" --header cookie
			[ "$(http_status)" -eq 200 ]
			[ "$(jq .facts.http.set_cookie <<<"$output")" = null ]
			ours dpop.key --tls "$tls" --header cookie
			[ "$(http_status)" -eq 401 ]
		done
	done
}

@test "our own client without a key is told what is missing" {
	local args=(--ca "$LAB/ca.pem" --http=/tokbind --format json)
	run tlsbind-handshake "${args[@]}" --tokbind "${web#https://}"
	[ "$(http_status)" -eq 400 ]
	run tlsbind-handshake "${args[@]}" "${web#https://}"
	[ "$(http_status)" -eq 200 ]
}
