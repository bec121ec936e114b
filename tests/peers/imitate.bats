#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# tlsbind-serve --imitate: bad client certificates get the answer that other
# servers give, by a table of what they said, and side by side with those that
# are at hand.

# A line a client of the laboratory, a column an imitation; "self" is nobody.
# Words: ok, an alert, eof for the end of the connection without one, 400 for
# HTTP; TLS 1.3, and behind a slash TLS 1.2 where it differs.
table() {
	cat <<-'TABLE'
		client                 self   openssl gnutls go  java   node   nginx
		none                   116/40 116/40  116/50 42  116/40 116/40 400
		good-p256              ok     ok      ok     ok  ok     ok     ok
		good-rsa               ok     ok      ok     ok  ok     ok     ok
		good-ed25519           ok     ok      ok     ok  ok     ok     ok
		renewed                ok     ok      ok     ok  ok     ok     ok
		root-in-chain          ok     ok      ok     ok  ok     ok     ok
		self-signed            48     48      49     42  46     eof    400
		other-ca               48     48      49     42  46     eof    400
		same-name-other-key-ca 48     48      49     42  46     eof    400
		missing-intermediate   48     48      49     42  46     eof    400
		expired                45     45      49     42  46     eof    400
		ca-expired             45     45      49     42  46     eof    400
		not-yet-valid          45     42      49     42  46     eof    400
		serverauth-only        43     43      ok     42  46     eof    400
		ca-eku-serverauth      43     43      ok     42  ok     eof    400
		sha1                   42     42      49     42  ok     eof    400
		ca-sha1                42     42      49     42  ok     eof    400
		rsa1024                42     42      ok     ok  ok     ok     400
		ca-rsa1024             42     42      ok     ok  ok     ok     400
		key-mismatch           51     51      51     51  40     51     51
		wrong-order            51     43      80     51  46     51     51
		ca-no-ca               42     48      49     42  46     eof    400
		ca-path-too-long       42     48      49     42  46     eof    400
		revoked                44     44      49     ok  ok     eof    400
		ca-revoked             44     44      49     ok  ok     eof    400
		ku-no-signature        43     43      80     ok  46     eof    400
		only-agreement         43     ok      80     ok  46     ok     ok
	TABLE
}

bats_require_minimum_version 1.5.0

stacks="self openssl gnutls go java node nginx"
# Chains whose answer hangs on the way on which a library looks for issuers, or
# on more than one kind of fault can tell.
apart="any-eku same-name-no-ids forged-name decoy name-constraint critical
	old-twin trusted-intermediate
	many-other"

# make_clients: the zoo of the laboratory and a second one, in $CLIENTS; what
# the second one trusts is in $SECOND.
make_clients() {
	export LAB=$PEERS_HOME/lab SECOND=$PEERS_HOME/second
	export CLIENTS=$PEERS_HOME/clients
	local log file
	log=$(new_log lab)
	background "$log" tlsbind-serve --lab "$LAB"
	wait_line "$log" '\(as: ' >/dev/null
	kill "$pid"
	mkdir "$SECOND"
	"$python" "$srcdir/tests/vectors/visitor.py" "$SECOND" >"$SECOND/list"
}

# start_imitation NAME CA CRL STACK: sets port_NAME.
start_imitation() {
	local log more=() stack=$4
	log=$(new_log "imitate-$stack")
	[ "$stack" = self ] || more=(--imitate "$stack")
	[ -z "$3" ] || more+=(--crl "$3")
	background "$log" tlsbind-serve --client-auth require --ca "$2" \
		--cert "$PKI/server.pem" --key "$PKI/server.key" "${more[@]}"
	wait_line "$log" 'listening on' >/dev/null
	export "port_$1=$(grep -om1 -E ':[0-9]+ ' "$log" | tr -d ': ')"
}

# Real ones, each with and without lists of revoked certificates.
start_real() { # name ca crl
	local log crl=() both=$PEERS_HOME/$1.both
	cat "$2" ${3:+"$3"} >"$both"
	[ -z "$3" ] || crl=(-crl_check_all)
	start_s_server -CAfile "$both" -Verify 4 -verify_return_error \
		"${crl[@]}"
	export "port_openssl_$1=$port"
	start_gnutls_serv --x509cafile "$2" ${3:+--x509crlfile "$3"} \
		--require-client-cert --verify-client-cert
	export "port_gnutls_$1=$port"
	log=$(new_log python)
	background "$log" "$python" "$peers/imitate.py" "$PKI/server.pem" \
		"$PKI/server.key" "$2" ${3:+"$3"}
	export "port_python_$1=$(wait_line "$log" '^port')"
	log=$(new_log node)
	background "$log" node "$peers/imitate.js" "$PKI/server.pem" \
		"$PKI/server.key" "$2" ${3:+"$3"}
	export "port_node_$1=$(wait_line "$log" '^port')"
	start_strict_nginx "$@"
	export "port_nginx_$1=$port"
}

start_strict_nginx() { # name ca crl
	local dir=$PEERS_HOME/nginx.$1
	mkdir "$dir"
	port=$(free_ports 1)
	{
		nginx_begins "$dir" | sed '/ssl_client_certificate/d
			s/ssl_verify_depth .*/ssl_verify_depth 4;/'
		cat <<-CONF
			ssl_client_certificate $2;
			${3:+ssl_crl $3;}
			server {
			listen 127.0.0.1:$port ssl;
			ssl_verify_client on;
			location / { return 200; }
			}
			}
		CONF
	} >"$dir/conf"
	background "$dir/out" /usr/sbin/nginx -c "$dir/conf" \
		-e "$dir/error.log"
	wait_port "$port" "$dir/error.log"
}

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	make_clients
	local stack
	for stack in $stacks; do
		start_imitation "$stack" "$LAB/ca.pem" "$LAB/crl.pem" "$stack"
		start_imitation "${stack}_second" "$SECOND/ca.pem" "" "$stack"
	done
	start_real plain "$LAB/ca.pem" ""
	start_real lists "$LAB/ca.pem" "$LAB/crl.pem"
	start_real second "$SECOND/ca.pem" ""
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_end
}

# answer TLS CLIENT PORT [HTTP]: a word of the table.
answer() {
	local args=()
	case $2 in
	none) ;;
	second/*) args=(--cert "$SECOND/${2#*/}.pem"
		--key "$SECOND/${2#*/}.key") ;;
	*) args=(--cert "$LAB/clients/$2.pem" --key "$LAB/clients/$2.key") ;;
	esac
	[ -z "$4" ] || args+=(--http=/whoami)
	tlsbind-handshake --format json --ca "$PKI/server-ca.pem" \
		--tls "$1" "${args[@]}" "127.0.0.1:$3" 2>&1 |
		jq -r '.facts.client_auth | "\(.verdict) \(.evidence)" as $seen |
			if .verdict == "accepted" then "ok"
			elif $seen == "rejected alert" then .alert.code
			elif $seen == "rejected http" then 400
			elif $seen | test("^rejected (eof|reset)$") then "eof"
			else $seen end'
}

http_of() { # stack
	[ "$1" != nginx ] || echo http
}

# ---- by the table ------------------------------------------------------------

# cell TLS STACK CLIENT WORD
cell() {
	local port=port_$2 got file=$3
	[ "$3" != only-agreement ] ||
		file=second/ku-agreement port=port_$2_second
	got=$(answer "$1" "$file" "${!port}" "$(http_of "$2")")
	if [ "$got" = "$4" ]; then
		echo right
	else
		echo "WRONG TLS $1, $2, $3: expected $4, got $got"
	fi
}

cells() { # tls
	table | awk -v tls="$1" '
		NR == 1 { for (i = 2; i <= NF; i++) stack[i] = $i; next }
		{ for (i = 2; i <= NF; i++) {
			n = split($i, word, "/")
			print tls, stack[i], $1, word[tls == "1.2" ? n : 1]
		} }'
}

# in_parallel FUNCTION: for each line of standard input, whose words are its
# arguments; none of what it says is other than "right", and that often.
in_parallel() {
	local lines results=$BATS_TEST_TMPDIR/results
	lines=$(cat)
	export -f answer http_of cell alike
	xargs -P 3 -L 1 bash -c "$1 \"\$@\"" _ <<<"$lines" >"$results"
	grep -v '^right$' "$results" && return 1
	[ "$(wc -l <"$results")" -eq "$(wc -l <<<"$lines")" ]
}

@test "every client of the laboratory that is not good is in the table" {
	local file
	for file in "$LAB"/clients/*.pem; do
		file=$(basename "$file" .pem)
		table | grep -q "^$file " ||
			[ "$(answer 1.3 "$file" "$port_self")" = ok ] || {
			echo "$file: not in the table"
			return 1
		}
	done
}

@test "TLS 1.3: every imitation gives the answers of its column" {
	cells 1.3 | in_parallel cell
}

@test "TLS 1.2: every imitation gives the answers of its column" {
	cells 1.2 | in_parallel cell
}

# ---- side by side ------------------------------------------------------------

# alike TLS REAL CLIENT: the imitation says what the real server says.
alike() {
	local stack=$2 ours real kind=plain
	[ "$2" != python ] || stack=openssl
	case $3 in
	second/*) ours=port_${stack}_second kind=second ;;
	revoked | ca-revoked) ours=port_$stack kind=lists ;;
	*) ours=port_$stack ;;
	esac
	real=port_$2_$kind
	ours=$(answer "$1" "$3" "${!ours}" "$(http_of "$stack")")
	real=$(answer "$1" "$3" "${!real}" "$(http_of "$stack")")
	if [ "$ours" = "$real" ] && [ -n "$real" ]; then
		echo right
	else
		echo "WRONG TLS $1, $2, $3: it says $real, its imitation $ours"
	fi
}

# OpenSSL wants a list of every authority, and of the one that is revoked there
# is none.
clients() {
	local name
	echo none
	for name in "$LAB"/clients/*.pem; do
		basename "$name" .pem
	done
	while read -r name _; do
		case " $(xargs <<<"$apart") " in
		*" $name "*) ;;
		*) echo "second/$name" ;;
		esac
	done <"$SECOND/list"
}

same_as() { # real [regex: clients left aside]
	clients | grep -vE "^(${2:--})$" | awk -v real="$1" '
		$1 == "ca-revoked" && (real == "openssl" || real == "python") {
			next
		}
		{ print "1.3", real, $1 }
		$1 !~ "/" { print "1.2", real, $1 }' | in_parallel alike
}

@test "openssl s_server says the same as its imitation" {
	same_as openssl
}

@test "Python says the same" {
	same_as python
}

@test "gnutls-serv says the same as its imitation" {
	same_as gnutls
}

@test "nginx says the same as its imitation" {
	same_as nginx
}

@test "Node says the same as its imitation" {
	local weak=
	# With other builds of OpenSSL it is stricter with keys.
	[ "$(node -p 'process.versions.node.split(".")[0] + " " +
		process.config.variables.node_shared_openssl')" = "20 false" ] ||
		weak='(ca-)?(rsa1024|sha1)|second/.*'
	same_as node "$weak"
}

@test "a session that began without a certificate is refused again" {
	local tls session=$BATS_TEST_TMPDIR/session
	for tls in tls1_2 tls1_3; do
		for resume in -sess_out -sess_in; do
			printf 'GET / HTTP/1.1\r\nHost: a\r\n\r\n' |
				timeout 20 openssl s_client -"$tls" \
					"$resume" "$session.$tls" -ign_eof \
					-connect "127.0.0.1:$port_nginx" \
					>"$BATS_TEST_TMPDIR/said" 2>/dev/null ||
				true
			grep -q '^HTTP/1.1 400 ' "$BATS_TEST_TMPDIR/said"
		done
		grep -q '^Reused, ' "$BATS_TEST_TMPDIR/said"
	done
}

@test "nginx's pages are what clients look for, for every path" {
	local path words
	for path in / /whoami /nowhere; do
		while read -r client words; do
			local identity=()
			[ "$client" = none ] ||
				identity=(--cert "$LAB/clients/$client.pem"
					--key "$LAB/clients/$client.key")
			run -0 curl -si --cacert "$PKI/server-ca.pem" \
				"${identity[@]}" \
				"https://127.0.0.1:$port_nginx$path"
			[[ $output == "HTTP/1.1 400 "* ]]
			[[ $output == *$'\nServer: nginx\r'* ]]
			[[ $output == *"<title>400 $words</title>"* ]]
		done <<-LIST
			none    No required SSL certificate was sent
			expired The SSL certificate error
		LIST
	done
}
