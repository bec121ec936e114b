#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2034,SC2154 # each test is a subshell
#
# tlsbind-serve on the wire: what clients that are not ours see of each door,
# of refusals, resumption, late requests, names, and mistakes on purpose.

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
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# serve ARG...: a server; --ca is given unless the door asks nobody.
serve() {
	case " $* " in
	*" none "*) start_serve "${server[@]}" "$@" ;;
	*) start_serve "${server[@]}" --ca "$PKI/client-ca.pem" "$@" ;;
	esac
}

request=$'GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

# cert_of NAME: the arguments for openssl; "nobody" has none.
cert_of() {
	[ "$1" = nobody ] || echo -cert "$PKI/$1.pem" -key "$PKI/$1.key" \
		-cert_chain "$PKI/$1.pem"
}

# openssl_says VERSION CERT [ARG...]: "200", "alert 48", "closed": what openssl
# gets for a request that it sends as soon as its handshake is done.
openssl_says() {
	local version=$1 who=$2 got
	shift 2
	# shellcheck disable=SC2046 # words
	got=$(timeout 20 openssl s_client -connect "localhost:$port" \
		"-tls${version/./_}" -servername localhost -quiet -ign_eof \
		-CAfile "$PKI/server-ca.pem" $(cert_of "$who") "$@" \
		<<<"$request" 2>&1) || true
	word_for "$got" 's/.*SSL alert number \([0-9]*\).*/\1/p'
}

# gnutls_says VERSION CERT [ARG...]: the same by gnutls-cli.
gnutls_says() {
	local version=$1 cert=() got
	[ "$2" = nobody ] || cert=(--x509certfile "$PKI/$2.pem"
		--x509keyfile "$PKI/$2.key")
	shift 2
	got=$({
		echo -n "$request"
		# Its input must not end before the answer comes.
		sleep 0.3
	} | timeout 20 gnutls-cli --port "$port" --x509cafile \
		"$PKI/server-ca.pem" "${cert[@]}" \
		--priority "NORMAL:-VERS-ALL:+VERS-TLS$version" "$@" \
		localhost 2>&1) || true
	word_for "$got" 's/.*Received alert \[\([0-9]*\)\].*/\1/p'
}

word_for() { # TEXT SED
	local alert
	alert=$(sed -n "$2" <<<"$1" | head -n 1)
	if [ -n "$alert" ]; then
		echo "alert $alert"
	elif [[ $1 == *"HTTP/1.1 "* ]]; then
		sed -n 's/^HTTP\/1.1 \([0-9]*\).*/\1/p' <<<"$1" | head -n 1
	else
		echo closed
	fi
}

# all_say CERT TLS12 TLS13: both clients, in both versions.
all_say() {
	local version want got
	for version in 1.2 1.3; do
		want=$2
		[ "$version" = 1.2 ] || want=$3
		for client in openssl gnutls; do
			got=$("${client}_says" "$version" "$1")
			[ "$got" = "$want" ] || {
				echo "$client $version $1: $got, not $want"
				return 1
			}
		done
	done
}

@test "client-auth none: nobody is asked" {
	serve --client-auth none
	all_say nobody 200 200
	all_say other-ca 200 200
}

@test "client-auth request: none will do, a bad one will not" {
	serve --client-auth request
	all_say nobody 200 200
	all_say good 200 200
	all_say good-rsa 200 200
	all_say expired 'alert 45' 'alert 45'
	[ "$(openssl_says 1.2 other-ca)" = "alert 48" ]
	[ "$(openssl_says 1.3 other-ca)" = "alert 48" ]
}

@test "client-auth require: a good one, or the alert that is due" {
	serve --client-auth require
	all_say nobody 'alert 40' 'alert 116'
	all_say good 200 200
	all_say good-ed25519 200 200
	all_say p384 200 200
	all_say chain 200 200
	all_say expired 'alert 45' 'alert 45'
	all_say serveronly 'alert 43' 'alert 43'
	all_say not-yet-valid 'alert 45' 'alert 45'
}

@test "client-auth any: everything is taken" {
	serve --client-auth any
	for cert in nobody good expired other-ca self-signed serveronly; do
		all_say $cert 200 200
	done
	# Other clients would not sign with such a key.
	for version in 1.2 1.3; do
		[ "$(openssl_says $version no-digital-signature)" = 200 ]
	done
}

@test "a refusal arrives, however much the client has to say" {
	serve --client-auth require
	for _ in $(seq 25); do
		[ "$(openssl_says 1.2 nobody)" = 'alert 40' ]
		[ "$(openssl_says 1.3 nobody)" = 'alert 116' ]
		[ "$(openssl_says 1.3 expired)" = 'alert 45' ]
	done
	head -c 300000 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/much"
	request=$(cat "$BATS_TEST_TMPDIR/much")
	for _ in $(seq 5); do
		[ "$(openssl_says 1.3 nobody)" = 'alert 116' ]
	done
}

@test "who is refused gets no ticket" {
	serve --client-auth require
	for _ in $(seq 10); do
		run --separate-stderr tlsbind-handshake --ca "$PKI/server-ca.pem" \
			--format json "localhost:$port"
		[ "$status" -eq 1 ]
		jq -e '.facts.tls.tickets == 0' <<<"$output"
	done
}

# resumed VERSION: a session is resumed by openssl without a certificate.
resumed() {
	local version=$1 got
	# shellcheck disable=SC2046 # words
	(
		echo -n "$request"
		sleep 0.3
	) | timeout 20 openssl s_client -connect "localhost:$port" \
		"-tls${version/./_}" $(cert_of good) -sess_out session \
		-ign_eof >first 2>&1
	grep -q 'HTTP/1.1 200' first
	timeout 20 openssl s_client -connect "localhost:$port" \
		"-tls${version/./_}" -sess_in session -ign_eof <<<"$request" \
		>second 2>&1 || true
	grep -q '^Reused, TLSv' second
	grep -q 'HTTP/1.1 200' second
	grep -q "$(tlsbind-thumbprint -p 'x5t#S256' "$PKI/good.pem")" second
}

@test "a session is resumed with the certificate of before" {
	serve
	resumed 1.2
	resumed 1.3
	timeout 20 gnutls-cli --resume --port "$port" --x509cafile \
		"$PKI/server-ca.pem" --x509certfile "$PKI/good.pem" \
		--x509keyfile "$PKI/good.key" localhost <<<"$request" >out 2>&1
	grep -q 'This is a resumed session' out
}

@test "a session that is resumed is judged again" {
	serve
	# shellcheck disable=SC2046 # words
	(
		echo -n "$request"
		sleep 0.3
	) | openssl s_client -connect "localhost:$port" -tls1_3 \
		$(cert_of good) -sess_out session -ign_eof >first 2>&1
	# Its key is another server's: a full handshake follows.
	serve
	timeout 20 openssl s_client -connect "localhost:$port" -tls1_3 \
		-sess_in session -ign_eof <<<"$request" >second 2>&1 || true
	grep -q 'SSL alert number 116' second
}

@test "asked after the handshake, by the request" {
	serve --pha
	[ "$(openssl_says 1.3 good -enable_pha)" = 200 ]
	[ "$(openssl_says 1.3 nobody -enable_pha)" = 'alert 116' ]
	[ "$(openssl_says 1.3 expired -enable_pha)" = 'alert 45' ]
	[ "$(openssl_says 1.3 nobody)" = 200 ]
	[ "$(gnutls_says 1.3 good --post-handshake-auth)" = 200 ]
	[ "$(gnutls_says 1.3 nobody --post-handshake-auth)" = 'alert 116' ]
	# TLS 1.2 knows no such thing: it is asked at once.
	all_say nobody 'alert 40' 200
	[ "$(openssl_says 1.2 good)" = 200 ]
	run --separate-stderr tlsbind-handshake --ca "$PKI/server-ca.pem" \
		--cert "$PKI/good.pem" --key "$PKI/good.key" --pha --http \
		--format json "localhost:$port"
	[ "$status" -eq 0 ]
	jq -e '.facts.tls.post_handshake_requests == 1' <<<"$output"
}

@test "names: the certificate for each, the first for all others" {
	start_serve --client-auth none "${server[@]}" \
		--cert "$PKI/server-wrongname.pem" \
		--key "$PKI/server-wrongname.key"
	name_in() {
		openssl s_client -connect "localhost:$port" "$@" </dev/null \
			2>/dev/null | openssl x509 -noout -ext subjectAltName |
			sed -n 's/.*DNS:\([^,]*\).*/\1/p'
	}
	first=$(name_in -noservername)
	[ "$first" = localhost ]
	[ "$(name_in -servername localhost)" = localhost ]
	[ "$(name_in -servername unheard.example)" = localhost ]
	other=$(openssl x509 -in "$PKI/server-wrongname.pem" -noout \
		-ext subjectAltName | sed -n 's/.*DNS:\([^,]*\).*/\1/p')
	[ "$(name_in -servername "$other")" = "$other" ]
	[ "$(name_in -servername "$other" -tls1_2)" = "$other" ]
}

@test "application protocols: one in common, or an alert" {
	serve --client-auth none --alpn h2 --alpn http/1.1
	agreed() {
		openssl s_client -connect "localhost:$port" "$@" </dev/null \
			2>&1 | sed -n 's/^ALPN protocol: //p; s/.*alert number //p'
	}
	for version in -tls1_2 -tls1_3; do
		# Ours is the preference that counts.
		[ "$(agreed $version -alpn http/1.1,h2)" = h2 ]
		[ "$(agreed $version -alpn http/1.1)" = http/1.1 ]
		[ "$(agreed $version -alpn imap)" = 120 ]
		[ -z "$(agreed $version)" ]
	done
}

@test "--tls and --priority" {
	serve --client-auth none --tls 1.2
	[ "$(openssl_says 1.2 nobody)" = 200 ]
	[ "$(openssl_says 1.3 nobody)" = 'alert 70' ]
	serve --client-auth none --tls 1.3
	[ "$(openssl_says 1.2 nobody)" = 'alert 70' ]
	[ "$(openssl_says 1.3 nobody)" = 200 ]
	serve --client-auth none --format ndjson \
		--priority 'NORMAL:-GROUP-ALL:+GROUP-SECP384R1'
	[ "$(openssl_says 1.3 nobody -groups X25519:P-384)" = 200 ]
	[ "$(openssl_says 1.3 nobody -groups X25519)" = 'alert 40' ]
	end_serve
	jq -e -s '.[0].facts.tls | .hello_retry and .group == "secp384r1"' \
		"$out"
}

@test "renegotiation is refused, new keys are not" {
	serve --client-auth none --idle 20
	(
		sleep 0.3
		echo R
		sleep 2
	) | timeout 10 openssl s_client -connect "localhost:$port" -tls1_2 \
		>out 2>&1 || true
	grep -q RENEGOTIATING out
	grep -q 'no renegotiation' out
	(
		echo K
		sleep 0.3
		printf '%s' "$request"
		sleep 0.5
	) | timeout 10 openssl s_client -connect "localhost:$port" -tls1_3 \
		>out 2>&1 || true
	grep -q KEYUPDATE out
	grep -q 'HTTP/1.1 200' out
}

@test "who speaks HTTP to the port is told what it speaks" {
	serve --format ndjson
	run curl -s -o said -w '%{http_code}' "http://127.0.0.1:$port/"
	[ "$output" = 400 ]
	grep -q https:// said
}

# sees STATUS ARG...: what our own client says of the server.
sees() {
	local want=$1
	shift
	run --separate-stderr tlsbind-handshake --ca "$PKI/server-ca.pem" \
		--format json "$@" "localhost:$port"
	echo "$output"
	[ "$status" -eq "$want" ]
}

has_cause() {
	jq -e --arg id "$1" 'any(.diagnoses[]; .id == $id)' <<<"$output"
}

@test "mistakes: no alert, a late one" {
	serve --mistake close
	for version in 1.2 1.3; do
		sees 1 --tls $version
		jq -e '.facts.client_auth | has("alert") | not' <<<"$output"
	done
	[ "$(openssl_says 1.3 nobody)" = closed ]
	serve --mistake late
	sees 4 --tls 1.3 --wait 0.3
	sees 1 --tls 1.3 --wait 5
	sees 1 --tls 1.2 --wait 5
}

@test "mistakes: no tickets, no TLS" {
	serve --client-auth any --mistake no-tickets
	sees 4 --tls 1.3 --wait 0.3
	sees 0 --tls 1.3 --http
	jq -e '.facts.tls.tickets == 0' <<<"$output"
	serve --client-auth any --mistake plain
	sees 1
	has_cause http-vs-https-port
	[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/")" \
		= 200 ]
}

@test "mistakes: another authority, none, very many" {
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
	octets() {
		jq .facts.certificate_request.authorities_octets <<<"$output"
	}
	for version in 1.2 1.3; do
		serve
		sees 0 --tls $version "${good[@]}" --withhold
		serve --mistake ca-other
		sees 0 --tls $version "${good[@]}"
		sees 1 --tls $version "${good[@]}" --withhold
		has_cause cert-suppressed-ca-hint
		serve --mistake ca-empty
		sees 0 --tls $version "${good[@]}"
		[ "$(octets)" -eq 0 ]
		serve --mistake ca-huge
		sees 0 --tls $version "${good[@]}"
		[ "$(octets)" -gt 20480 ]
		sees 1 --tls $version
		has_cause ca-list-huge
	done
}

@test "it ends in time, whatever is open" {
	serve --client-auth any
	"$python" - "$port" "$pid" <<-'PY'
		import os, signal, socket, ssl, sys, time
		port, pid = int(sys.argv[1]), int(sys.argv[2])
		context = ssl.create_default_context()
		context.check_hostname = False
		context.verify_mode = ssl.CERT_NONE
		def dial():
		    return socket.create_connection(("127.0.0.1", port))
		silent = [dial() for _ in range(20)]
		half = [dial() for _ in range(20)]
		for s in half:
		    s.send(b"\x16\x03\x01\x02\x00\x01")
		done = [context.wrap_socket(dial()) for _ in range(20)]
		asked = [context.wrap_socket(dial()) for _ in range(20)]
		for s in asked:
		    s.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET")
		    s.recv(10)
		begin = time.monotonic()
		os.kill(pid, signal.SIGTERM)
		byes = 0
		for s in done + asked:
		    s.settimeout(20)
		    try:
		        while s.recv(65536):
		            pass
		        byes += 1
		    except OSError as error:
		        print(error)
		print("%d said goodbye, after %.1f s" % (
		    byes, time.monotonic() - begin))
		assert byes == 40
		assert time.monotonic() - begin < 10
	PY
	for _ in $(seq 200); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	run ! kill -0 "$pid"
}
