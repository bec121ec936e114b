#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2119 # each test is a subshell
#
# The truth table: what real servers decide about good and bad client
# certificates, and that tlsbind-handshake says exactly that, every time.
# TRUTH_RUNS is how often each cell is asked (default 2).

# One row a client, one column a server.  Words:
#   ok     accepted, by a sign of TLS itself
#   200    accepted, and HTTP said so       opt   the same without a certificate
#   400, 403   refused by HTTP              N     refused by TLS alert number N
# s_server demands and verifies, so does gnutls; on, optional and no_ca are
# nginx's ssl_verify_client on, optional and optional_no_ca; require is an
# Apache host that demands, location an Apache path that does.
table() { # tls
	case $1 in
	1.2) cat <<-'TABLE'
		client               s_server gnutls on  optional no_ca require location
		none                 40       50     400 opt      opt   40      40
		good                 ok       ok     200 200      200   200     200
		chain                ok       ok     200 200      200   200     200
		other-ca             48       49     400 400      200   48      48
		self-signed          48       49     400 400      200   48      48
		expired              45       49     400 400      400   45      45
		not-yet-valid        42       49     400 400      400   42      42
		serveronly           43       ok     400 400      400   43      43
		missing-intermediate 48       49     400 400      200   48      48
		wrong-order          43       80     51  51       51    43      43
		key-mismatch         51       51     51  51       51    51      51
		samename             48       49     400 400      200   48      48
		no-digital-signature ok       80     200  200     200   200     200
		sha1                 42       49     400 400      400   42      42
		rsa1024              42       ok     400 400      400   42      42
	TABLE
		;;
	1.3) cat <<-'TABLE'
		client               s_server gnutls on  optional no_ca require location
		none                 116      116    400 opt      opt   116     403
		good                 ok       ok     200 200      200   200     403
		chain                ok       ok     200 200      200   200     403
		other-ca             48       49     400 400      200   48      403
		self-signed          48       49     400 400      200   48      403
		expired              45       49     400 400      400   45      403
		not-yet-valid        42       49     400 400      400   42      403
		serveronly           43       ok     400 400      400   43      403
		missing-intermediate 48       49     400 400      200   48      403
		wrong-order          43       80     51  51       51    43      403
		key-mismatch         51       51     51  51       51    51      403
		samename             48       49     400 400      200   48      403
		no-digital-signature ok       80     200 200      200   200     403
		sha1                 42       49     400 400      400   42      403
		rsa1024              42       ok     400 400      400   42      403
	TABLE
		;;
	esac
}

# expected TLS CLIENT WORD: a regular expression for what answer() prints:
# verdict, evidence, alert, exit status, whether a certificate was sent.
expected() {
	local sent=true
	[ "$2" != none ] || sent=false
	case $1:$3 in
	1.2:ok) echo "accepted (finished|ticket) - 0 $sent" ;;
	1.3:ok) echo "accepted (ticket|application-data) - 0 $sent" ;;
	*:200) echo "accepted http - 0 $sent" ;;
	*:opt) echo "optional http - 0 $sent" ;;
	*:400) echo "rejected http - 1 $sent" ;;
	*:403) echo "rejected http - 1 false" ;;
	*) echo "rejected alert $3 1 $sent" ;;
	esac
}

# answer TLS CLIENT PORT PATH: one run of the program, in five words.
answer() {
	local args=() status=0 report
	[ "$2" = none ] || args=(--cert "$PKI/$2.pem" --key "$PKI/$2.key")
	[ "$4" = - ] || args+=("--http=$4")
	report=$(tlsbind-handshake --format json --ca "$PKI/server-ca.pem" \
		--tls "$1" "${args[@]}" "127.0.0.1:$3" 2>&1) || status=$?
	jq -r --argjson status "$status" '.facts.client_auth |
		"\(.verdict) \(.evidence) \(.alert.code // "-") \($status) \(.sent)"
		' <<<"$report" 2>/dev/null ||
		echo "status $status: $report" | tr '\n' ' '
}

# cells TLS: a line a cell: TLS SERVER CLIENT WORD
cells() {
	table "$1" | awk -v tls="$1" '
		NR == 1 { for (i = 2; i <= NF; i++) server[i] = $i; next }
		{ for (i = 2; i <= NF; i++) print tls, server[i], $1, $i }'
}

path_of() { # server
	case $1 in
	s_server | gnutls) echo - ;;
	location) echo /secure ;;
	*) echo / ;;
	esac
}

# ask WAY TLS SERVER CLIENT WORD: a line with the cell and what came.
ask() {
	local port=$1_$3 want got
	want=$(expected "$2" "$4" "$5")
	got=$(answer "$2" "$4" "${!port}" "$(path_of "$3")")
	if [[ $got =~ ^($want)$ ]]; then
		echo "right $2 $3 $4"
	else
		echo "WRONG $2 $3 $4: expected ($want), got: $got"
	fi
}

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/lib.bash"
	peers_begin
	local server
	start_demanding_s_server
	export direct_s_server=$port
	start_demanding_gnutls_serv
	export direct_gnutls=$port
	start_nginx
	export direct_on=$port_on direct_optional=$port_optional
	export direct_no_ca=$port_optional_no_ca
	start_apache
	export direct_require=$port_require direct_location=$port_location
	for server in s_server gnutls on optional no_ca require location; do
		local direct=direct_$server
		start_delay "${!direct}" 60
		export "delayed_$server=$port"
	done
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

# judge WAY TLS RUNS: ask all cells, in an order in which the servers take
# turns; show each wrong answer.
judge() {
	local results=$BATS_TEST_TMPDIR/results cells wanted
	export -f ask answer expected path_of
	cells=$(for _ in $(seq "$3"); do cells "$2"; done)
	wanted=$(wc -l <<<"$cells")
	[ "$wanted" -eq $((15 * 7 * $3)) ]
	xargs -P 4 -L 1 bash -c 'ask "$@"' _ "$1" <<<"$cells" >"$results"
	grep -v '^right ' "$results" | sort | uniq -c
	[ "$(grep -c '^right ' "$results")" -eq "$wanted" ]
}

@test "TLS 1.2: every verdict is the server's" {
	judge direct 1.2 "${TRUTH_RUNS:-2}"
}

@test "TLS 1.3: every verdict is the server's" {
	judge direct 1.3 "${TRUTH_RUNS:-2}"
}

@test "TLS 1.2: the same over a line with 60 ms each way" {
	judge delayed 1.2 1
}

@test "TLS 1.3: the same over a line with 60 ms each way" {
	judge delayed 1.3 1
}

# apache TLS CLIENT PATH WANTED
apache() {
	local got
	got=$(answer "$1" "$2" "$direct_location" "$3")
	[[ $got =~ ^($4)$ ]] && return
	echo "TLS $1 $2 $3: $got, expected $4"
	return 1
}

@test "Apache: paths that ask no one, or leave it to the client" {
	local tls
	for tls in 1.2 1.3; do
		apache $tls none / "not-requested (none|http) - 0 false"
		apache $tls good / "not-requested (none|http) - 1 false"
	done
	apache 1.2 none /maybe "optional http - 0 false"
	apache 1.2 good /maybe "accepted http - 0 true"
	apache 1.2 expired /maybe "rejected alert 45 1 true"
	apache 1.3 none /maybe "rejected http - 1 false"
	apache 1.3 good /maybe "rejected http - 1 false"
}

# An independent client, so that the table is the servers' and not ours.  It
# cannot load certificates that do not fit to their keys.
@test "another client sees what the table says" {
	local tls server client word port
	for tls in 1.2 1.3; do
		cells "$tls" | while read -r tls server client word; do
			case $client in
			wrong-order | key-mismatch) continue ;;
			none) ;;
			*) client=$PKI/$client ;;
			esac
			port=direct_$server
			echo "${!port} $tls $client $(path_of "$server")" \
				"${word/opt/200}"
		done
	done >"$BATS_TEST_TMPDIR/cells"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/cells")" -eq $((13 * 7 * 2)) ]
	cut -d' ' -f1-4 "$BATS_TEST_TMPDIR/cells" | "$python" \
		"$peers/oracle.py" >"$BATS_TEST_TMPDIR/seen"
	diff <(cut -d' ' -f5 "$BATS_TEST_TMPDIR/cells" |
		paste -d' ' "$BATS_TEST_TMPDIR/cells" -) \
		<(paste -d' ' "$BATS_TEST_TMPDIR/cells" \
			"$BATS_TEST_TMPDIR/seen")
}

# slapd refuses without a word: in both versions the connection simply ends
# after a handshake that went well.  It sends no tickets either.
slapd() { # TLS CLIENT WANTED
	local got
	got=$(answer "$1" "$2" "$port" -)
	[[ $got =~ ^($3)$ ]] && return
	echo "TLS $1 $2: $got, expected $3"
	return 1
}

@test "slapd: a connection that is closed in silence is a refusal" {
	local tls
	start_slapd
	for tls in 1.2 1.3; do
		slapd $tls none "rejected eof - 1 false"
		slapd $tls expired "rejected eof - 1 true"
		slapd $tls other-ca "rejected eof - 1 true"
	done
}

@test "slapd: silence is not acceptance in TLS 1.3" {
	start_slapd
	slapd 1.3 good "undecided timeout - 4 true"
	slapd 1.2 good "accepted (finished|ticket) - 0 true"
}
