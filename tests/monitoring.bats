#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2030,SC2031,SC2119,SC2154 # each test is a subshell
#
# What monitoring systems get from real servers: plugin statuses, one line,
# perfdata; and metrics that Prometheus' own reader takes.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	export demanding=$port
	start_s_server -www
	export plain=$port
	start_demanding_s_server -www
	export web=$port
	start_hostiles
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
	good=(--cert "$PKI/good.pem" --key "$PKI/good.key")
	bad=(--cert "$PKI/other-ca.pem" --key "$PKI/other-ca.key")
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# plugin STATUS ARG...: one line in the form of a plugin's, nothing on standard
# error; the line in $output, perfdata in $perf.
plugin() {
	local words=(OK WARNING CRITICAL UNKNOWN) want=$1
	shift
	try "$want" --format nagios "$@"
	[ -z "$stderr" ]
	[ "${#lines[@]}" -eq 1 ]
	[[ $output == "${words[want]} - "* ]]
	perf=
	[[ $output != *'|'* ]] || perf=${output#*| }
	[[ $perf != *'|'* ]]
	for item in $perf; do
		[[ $item =~ ^[a-z_]+=(-?[0-9]+|[0-9]+\.[0-9]{6}s\;\;\;0)$ ]]
	done
}

# metrics STATUS ARG...: the format is one that Prometheus' reader takes, and
# each sample is there once; "name label=value... value" a line in metrics.
metrics() {
	local want=$1
	shift
	try "$want" --format prometheus "$@"
	printf '%s\n' "$output" >exposition
	/usr/bin/python3 - >metrics <<-'PY'
		from prometheus_client.parser import text_string_to_metric_families
		text = open("exposition", encoding="utf-8", newline="").read()
		assert text.endswith("\n") and "\r" not in text
		families, samples = set(), set()
		for family in text_string_to_metric_families(text):
		    assert family.type == "gauge" and family.documentation
		    assert family.name.startswith("tlsbind_")
		    assert family.name not in families, family.name
		    families.add(family.name)
		    for s in family.samples:
		        assert s.name == family.name, s
		        key = (s.name, *sorted(s.labels.items()))
		        assert key not in samples, key
		        samples.add(key)
		        print(s.name, *("%s=%s" % l for l in s.labels.items()),
		              "%.15g" % s.value)
		assert families
	PY
}

has() { # a line of metrics
	grep -qxF -e "$1" metrics && return
	echo "no line: $1"
	cat metrics
	return 1
}

value() { # name: of the only sample
	awk -v name="$1" '$1 == name { print $NF }' metrics
}

# ---- nagios --------------------------------------------------------------

@test "OK: accepted, with the days that are left" {
	plugin 0 "${ca[@]}" "${good[@]}" "localhost:$demanding"
	[[ $output == "OK - localhost:$demanding accepted the client certificate | time="* ]]
	[[ $perf =~ \ server_cert_days=82[3-5]\ client_cert_days=82[3-5]$ ]]
	[[ $perf == *' handshake='*' verdict='* ]]
	plugin 0 "${ca[@]}" "localhost:$plain"
	[[ $perf != *client_cert_days* ]]
}

@test "CRITICAL: refused, and the cause" {
	plugin 2 "${ca[@]}" "${bad[@]}" "localhost:$demanding"
	[[ $output == "CRITICAL - localhost:$demanding refused the client certificate; unknown-ca ("*"): "*" | time="* ]]
	plugin 2 "${ca[@]}" "localhost:$demanding"
	[[ $output == *"; no-client-cert-13 (certain): "* ]]
}

@test "CRITICAL: nobody is there, no such name, or it hangs" {
	plugin 2 "127.0.0.1:$refused"
	[[ $output == "CRITICAL - 127.0.0.1:$refused: connect: Connection refused"* ]]
	plugin 2 nosuch.invalid
	[[ $output == "CRITICAL - nosuch.invalid:443: "* ]]
	plugin 2 --timeout 0.3 "127.0.0.1:$(hostile_port silent)"
	[[ $output == *"did not complete a TLS handshake; "* ]]
}

@test "UNKNOWN: no verdict" {
	start_demanding_s_server -num_tickets 0
	plugin 3 "${ca[@]}" "${good[@]}" --tls 1.3 --wait 0.3 "localhost:$port"
	[[ $output == *"neither accepted nor refused the client certificate"* ]]
}

@test "UNKNOWN: we are not able to, and standard output says so" {
	plugin 3 "${ca[@]}" --cert nosuch.pem "localhost:$demanding"
	[[ $output == "UNKNOWN - nosuch.pem: "* ]]
	plugin 3
	[[ $output == "UNKNOWN - which server? "* ]]
	plugin 3 --nonsense
	[ "$output" = "UNKNOWN - --nonsense: no such option" ]
	plugin 3 --now never localhost
	plugin 3 --key "$PKI/good.key" "localhost:$demanding"
	# What comes before --format is refused as usual.
	run -2 --separate-stderr tlsbind-handshake --nonsense --format nagios
	[ -z "$output" ]
}

@test "WARNING: an old client certificate that the server lets through" {
	start_s_server -verify 1
	plugin 1 "${ca[@]}" --cert "$PKI/expired.pem" \
		--key "$PKI/expired.key" "localhost:$port"
	[[ $output == *"; client-cert.dates: "*" expired on "* ]]
	[[ $perf == *" client_cert_days=-3"[01] ]]
	# Assertions alone decide.
	plugin 0 "${ca[@]}" --cert "$PKI/expired.pem" \
		--key "$PKI/expired.key" -e accepted "localhost:$port"
}

@test "assertions: days left, and a stranger who is kept out" {
	plugin 0 "${ca[@]}" "${good[@]}" -e 'server-cert-days>=30' \
		-e 'client-cert-days>=30' "localhost:$demanding"
	plugin 2 "${ca[@]}" "${good[@]}" -e 'server-cert-days>=30' \
		-e 'client-cert-days>=9999' "localhost:$demanding"
	[[ $output == *"; expect: client-cert-days>=9999: "* ]]
	plugin 0 "${ca[@]}" "${bad[@]}" -e rejected "localhost:$demanding"
	[[ $output == *"refused the client certificate, as expected; unknown-ca"* ]]
}

@test "two limits: WARNING below the first, CRITICAL below the second" {
	while read -r want limits words; do
		plugin "$want" "${ca[@]}" "${good[@]}" -e trusted -e accepted \
			-e "server-cert-days>=$limits" "localhost:$demanding"
		[[ $output == *"$words"* ]]
	done <<-'END'
		0 30,7 as expected | time=
		1 9999,30 as expected; expect: server-cert-days>=9999,30: not for long: 82
		2 9999,9998 not as expected; expect: server-cert-days>=9999,9998: does not hold
	END
	try 0 -q "${ca[@]}" "${good[@]}" -e 'client-cert-days>=9999,30' \
		"localhost:$demanding"
	for wrong in 7,30 '30,' ',7' 30,7,1 30,x; do
		plugin 3 -e "server-cert-days>=$wrong" localhost
	done
}

@test "trusted: what other assertions do not look at" {
	plugin 0 "${good[@]}" -e accepted "localhost:$demanding"
	plugin 2 "${good[@]}" -e accepted -e trusted "localhost:$demanding"
	[[ $output == *"; expect: trusted: does not hold: the server's certificate is not trusted: "* ]]
	plugin 2 "${ca[@]}" -e trusted -s other.example "localhost:$plain"
	[[ $output == *"is not for other.example"* ]]
	plugin 2 "${ca[@]}" --now 2050-01-01 -e trusted "localhost:$plain"
	plugin 2 --no-verify -e trusted "localhost:$plain"
	plugin 2 -e trusted "127.0.0.1:$refused"
	plugin 2 --timeout 0.3 -e trusted "127.0.0.1:$(hostile_port silent)"
	[[ $output == *"; expect: trusted: does not hold: the server sent no certificate"* ]]
}

@test "several servers: the worst first, then a line each" {
	try 2 -f nagios "${ca[@]}" "${good[@]}" "localhost:$demanding" \
		"localhost:$plain" "127.0.0.1:$refused"
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[0]} == "CRITICAL - localhost:$plain did not ask"*" (1 of 3 are OK)" ]]
	[[ ${lines[1]} == "CRITICAL - 127.0.0.1:$refused: "* ]]
	[[ ${lines[2]} == "OK - localhost:$demanding accepted"*" | "* ]]
	[ "$(tr -cd '|' <<<"$output")" = '|' ]
	for port in "$demanding" "$plain"; do
		[[ ${lines[2]} =~ \ \'localhost:$port\ time\'=0\.[0-9]{6}s\;\;\;0 ]]
		[[ ${lines[2]} =~ \ \'localhost:$port\ server_cert_days\'=82[3-5] ]]
	done
}

@test "--quiet: the statuses of plugins, and no word" {
	try 2 -qf nagios "${ca[@]}" "${bad[@]}" "localhost:$demanding"
	[ -z "$output$stderr" ]
	try 3 -qf nagios "${ca[@]}" --cert nosuch.pem "localhost:$demanding"
	[ -z "$output" ] && [ -n "$stderr" ]
	try 3 -qf nagios --nonsense
	[ -z "$output" ] && [ -n "$stderr" ]
}

@test "hostile servers forge neither perfdata nor lines" {
	while read -r name port; do
		[ "$name" != ready ] || continue
		run --separate-stderr tlsbind-handshake -f nagios --timeout 1 \
			--wait 0.1 "${good[@]}" --http "127.0.0.1:$port"
		[[ $status == [0123] ]]
		[ "${#lines[@]}" -eq 1 ]
		[ "$(tr -cd '|' <<<"$output" | wc -c)" -le 1 ]
		tame "$output"
		[ -z "$stderr" ]
	done < <(grep -E '^[a-z0-9-]+ [0-9]+$' "$HOSTILES" | shuf -n 12 \
		--random-source="$PKI/server.key")
}

# ---- prometheus ----------------------------------------------------------

@test "metrics of a server that accepts" {
	metrics 0 "${ca[@]}" "${good[@]}" --http "localhost:$web"
	[ -z "$stderr" ]
	at="target=localhost:$web"
	has "tlsbind_status $at program=tlsbind-handshake 0"
	has "tlsbind_handshake_verdict $at verdict=accepted 1"
	has "tlsbind_handshake_completed $at 1"
	has "tlsbind_handshake_version $at version=TLS1.3 1"
	has "tlsbind_http_status_code $at 200"
	has "tlsbind_check $at check=client-auth.accepted verdict=pass 1"
	grep -q '^tlsbind_build_info .*version=[0-9.]* 1$' metrics
	for side in server:server client:good; do
		[ "$(value "tlsbind_${side%:*}_certificate_not_after_timestamp_seconds")" \
			-eq "$(date +%s -d "$(openssl x509 -noout -enddate \
				-in "$PKI/${side#*:}.pem" | cut -d = -f 2)")" ]
	done
	# The whole is longer than its parts.
	awk '/_duration_seconds|_wait_seconds/ {
			whole += $1 == "tlsbind_probe_duration_seconds" ? $NF : -$NF
		}
		END { exit whole < 0 }' metrics
}

@test "metrics of one that refuses, and of one that is not there" {
	metrics 4 "${ca[@]}" "${bad[@]}" "localhost:$demanding" \
		"127.0.0.1:$refused"
	at="target=localhost:$demanding"
	has "tlsbind_status $at program=tlsbind-handshake 1"
	has "tlsbind_handshake_verdict $at verdict=rejected 1"
	has "tlsbind_check $at check=client-auth.accepted verdict=fail 1"
	grep -q "^tlsbind_cause $at cause=unknown-ca confidence=[a-z]* 1$" metrics
	at="target=127.0.0.1:$refused"
	has "tlsbind_status $at program=tlsbind-handshake 4"
	has "tlsbind_handshake_completed $at 0"
	run ! grep "^tlsbind_handshake_duration_seconds $at" metrics
	[[ $stderr == "tlsbind-handshake: 127.0.0.1:$refused: "* ]]
}

@test "assertions are checks of their own, and so is a target given twice" {
	metrics 1 "${ca[@]}" "${good[@]}" -e accepted -e 'tls>=1.3' -e http=200 \
		"localhost:$demanding" "localhost:$demanding"
	for at in "target=localhost:$demanding" "target=localhost:$demanding #2"; do
		has "tlsbind_check $at check=expect [accepted] verdict=pass 1"
		has "tlsbind_check $at check=expect [tls>=1.3] verdict=pass 1"
		has "tlsbind_check $at check=expect [http=200] verdict=fail 1"
	done
}

@test "the reader finds what is wrong" {
	metrics 0 "${ca[@]}" "localhost:$plain"
	for fault in 's/"} 1$/} 1/' 's/ gauge$/ gouge/' '/^# TYPE/d'; do
		sed "$fault" exposition >faulty
		run ! cmp -s exposition faulty
		run ! /usr/bin/python3 - <<-'PY'
			from prometheus_client.parser import \
			    text_string_to_metric_families
			for f in text_string_to_metric_families(open("faulty").read()):
			    assert f.type == "gauge"
		PY
	done
}

@test "every metric that is written is in the table, and none else" {
	metrics 1 "${ca[@]}" "${bad[@]}" --http "localhost:$web"
	cut -d ' ' -f 1 metrics >names
	metrics 0 "${ca[@]}" --http "localhost:$plain"
	cut -d ' ' -f 1 metrics >>names
	diff <(sort -u names) \
		<(tlsbind-handshake --describe=metrics | cut -f 1 | sort -u)
}

# ---- all programs --------------------------------------------------------

@test "the other programs: checks and statuses, no secret" {
	key=$PKI/good.key
	head -c 32 /dev/zero | xxd -p -c 64 >ekm
	tlsbind-tbmsg create --key "$key" --ekm ekm --print value >message
	run -0 --separate-stderr tlsbind-tbmsg verify -f nagios --ekm ekm - <message
	[[ $output == "OK - "* && -z $stderr ]]
	head -c 32 /dev/urandom | xxd -p -c 64 >other
	run -2 tlsbind-tbmsg verify -f nagios --ekm other - <message
	[[ $output == "CRITICAL - the provided token binding does not verify; "* ]]
	run -0 tlsbind-thumbprint -f nagios "$PKI/good.pem"
	[[ $output == "OK - "* ]]
	run -2 tlsbind-thumbprint -f nagios --expect AAAA "$PKI/good.pem"
	[[ $output == "CRITICAL - "* ]]
	run -3 --separate-stderr tlsbind-cnf show -f nagios nosuch
	[[ $output == "UNKNOWN - nosuch: "* && -z $stderr ]]
	for p in ${PROGRAMS:?}; do
		run -3 --separate-stderr "$p" -f nagios --nonsense
		[[ -z $stderr && $output == "UNKNOWN - --nonsense: "* ]]
	done
}

# ---- many servers --------------------------------------------------------

@test "a list of targets: one plugin, one file of metrics" {
	cat >list <<-END
		localhost:$demanding cert=$PKI/good.pem key=$PKI/good.key ref=shop
		localhost:$demanding cert=$PKI/other-ca.pem key=$PKI/other-ca.key ref=till
		127.0.0.1:$refused
		localhost:$demanding cert=nosuch.pem
	END
	try 2 -f nagios "${ca[@]}" --targets list
	[ -z "$stderr" ] && [ "${#lines[@]}" -eq 4 ]
	[[ ${lines[0]} == "CRITICAL - "*" (1 of 4 are OK)" ]]
	[[ $output == *"CRITICAL - till: localhost:$demanding refused the client certificate; unknown-ca"* ]]
	[[ ${lines[2]} == "UNKNOWN - line 4: nosuch.pem: "* ]]
	[[ ${lines[3]} == "OK - shop: localhost:$demanding accepted"* ]]
	[[ ${lines[3]} =~ \ \'till\ client_cert_days\'=82[3-5] ]]
	metrics 4 "${ca[@]}" --targets list
	[ -z "$stderr" ]
	by=program=tlsbind-handshake
	has "tlsbind_status target=localhost:$demanding ref=shop $by 0"
	has "tlsbind_status target=localhost:$demanding ref=till $by 1"
	has "tlsbind_status target=127.0.0.1:$refused $by 4"
	has "tlsbind_status target=line 4 $by 3"
	has "tlsbind_check target=localhost:$demanding ref=shop check=client-auth.accepted verdict=pass 1"
	plugin 3 --targets nosuch
	: >empty
	plugin 3 --targets empty
	[ "$output" = "UNKNOWN - empty: there is no target in it: nobody was asked" ]
}
