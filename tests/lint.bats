#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2154 # what run and make check set
#
# tlsbind-thumbprint --lint: statuses, agreement with openssl verify about
# chains with flaws by chance, revocation lists, keys, containers; and the same
# checks in the report of tlsbind-handshake.

bats_require_minimum_version 1.5.0

setup_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_begin
	start_demanding_s_server
	export demanding=$port vectors=${srcdir:?}/tests/vectors
	cd "$PKI" || return
	make_lists
}

# Lists of the client CA: with good.pem in it, without, out of date, forged.
make_lists() {
	cat >crl.cnf <<-'CNF'
		[ca]
		default_ca = any
		[any]
		database = revoked
		default_md = sha256
		[for_cas]
		issuingDistributionPoint = critical,onlyCA:TRUE
		[for_users]
		issuingDistributionPoint = critical,onlyuser:TRUE
		[unknown]
		1.2.3.4 = critical,ASN1:NULL
	CNF
	: >revoked
	local gencrl=(openssl ca -config crl.cnf -cert client-ca.pem
		-keyfile client-ca.key -gencrl)
	"${gencrl[@]}" -crldays 30 -out nobody.crl 2>/dev/null
	local part
	for part in for_cas for_users unknown; do
		"${gencrl[@]}" -crldays 30 -crlexts "$part" \
			-out "$part.crl" 2>/dev/null
	done
	openssl ca -config crl.cnf -cert client-ca.pem -keyfile client-ca.key \
		-revoke good.pem -crl_reason keyCompromise 2>/dev/null
	"${gencrl[@]}" -crldays 30 -out good.crl 2>/dev/null
	"${gencrl[@]}" -crl_lastupdate 20200101000000Z \
		-crl_nextupdate 20200201000000Z -out old.crl 2>/dev/null
	openssl ca -config crl.cnf -cert samename-root.pem \
		-keyfile samename-root.key -gencrl -crldays 30 \
		-out forged.crl 2>/dev/null
	openssl crl -in good.crl -outform DER -out good.der
	cat client-ca.pem nobody.crl good.crl >both.pem
}

setup() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	# shellcheck source=tests/peers/ask.bash
	source "$BATS_TEST_DIRNAME/peers/ask.bash"
	cd "$PKI" || return
}

teardown() {
	peers_stop
}

teardown_file() {
	# shellcheck source=tests/peers/lib.bash
	source "$BATS_TEST_DIRNAME/peers/lib.bash"
	peers_end
}

# lint STATUS ARG...
lint() {
	local want=$1
	shift
	run --separate-stderr "-$want" tlsbind-thumbprint --lint "$@"
}

verdict() { # of the revocation lists
	jq -r '.checks[] | select(.id == "client-cert.revoked").verdict
		' <<<"$output"
}

# lint_is STATUS CHECKS ARG...: these checks, and no others, fail.
lint_is() {
	local want=$1 checks=$2
	shift 2
	lint "$want" --format json "$@"
	[ "$(jq -r '.status' <<<"$output")" = "$want" ]
	local got
	got=$(jq -r '[.checks[] | select(.verdict == "fail").id |
		ltrimstr("client-cert.")] | sort | join(",")' <<<"$output")
	[ "$got" = "$checks" ] && return
	echo "$*: '$got', expected '$checks'"
	return 1
}

# ---- statuses -----------------------------------------------------------

@test "0: nothing is wrong" {
	lint 0 --key good.key good.pem
	[[ $output == "CLEAN      good.pem shows no flaw"* ]]
	[ -z "$stderr" ]
	lint 0 --key chain.key chain.pem
	lint 0 - <good.pem
}

@test "1: something is, and is named with what to do" {
	lint 1 --key expired.key expired.pem
	[[ $output == "FLAWED     expired.pem: 1 check does not hold"* ]]
	[[ $output == *"expired on 20"*"do "*"FAIL  client-cert.dates"* ]]
}

@test "2: what cannot go together" {
	lint 2 --print x5t good.pem
	lint 2 --expect abc good.pem
	lint 2 --match dn=CN=x good.pem
	lint 2 --connect localhost good.pem
	run -2 tlsbind-thumbprint --key good.key good.pem
	run -2 tlsbind-thumbprint --crl good.crl good.pem
}

@test "3: what cannot be read" {
	lint 3 nosuch.pem
	[[ $stderr == *nosuch.pem* ]]
	lint 3 --key nosuch.key good.pem
	lint 3 --key good.pem good.pem
	lint 3 --crl nosuch.crl good.pem
	lint 3 --crl good.pem good.pem
	[[ $stderr == *"good.pem: no revocation list found"* ]]
}

@test "one that cannot be read does not hide the others" {
	lint 3 --format json nosuch.pem expired.pem good.pem
	[ "$(jq -c '[.reports[].status]' <<<"$output")" = "[3,1,0]" ]
}

# ---- flaws --------------------------------------------------------------

@test "each flaw by its check" {
	lint_is 0 "" --key good.key good.pem
	lint_is 1 dates --key expired.key expired.pem
	lint_is 1 dates --key not-yet-valid.key not-yet-valid.pem
	lint_is 0 "" --now "$(date -u -d +3800days +%FT%TZ)" \
		--key not-yet-valid.key not-yet-valid.pem
	lint_is 1 eku --key serveronly.key serveronly.pem
	lint_is 1 key-usage --key no-digital-signature.key \
		no-digital-signature.pem
	lint_is 1 order --key wrong-order.key wrong-order.pem
	lint_is 1 strength --key sha1.key sha1.pem
	lint_is 1 strength --key rsa1024.key rsa1024.pem
	lint_is 1 key --key key-mismatch.key key-mismatch.pem
	lint_is 0 "" --key self-signed.key self-signed.pem
}

@test "a chain in the wrong order is told how it belongs" {
	lint 1 --key wrong-order.key wrong-order.pem
	[[ $output == *"the key belongs to certificate 2, which must be the first"* ]]
	lint 1 wrong-order.pem
	[[ $output == *"the client's own is certificate 2"* ]]
}

@test "a root is a warning, whatever it says of itself" {
	cat chain.pem client-ca.pem >root.pem
	report=$(tlsbind-thumbprint --lint --format json root.pem)
	[ "$(jq -r '.checks[] | select(.id == "client-cert.root").verdict' \
		<<<"$report")" = warn ]
}

@test "a CA of the same name is not the issuer" {
	cat samename.pem client-ca.pem >impostor.pem
	lint_is 1 chain impostor.pem
	[[ $output == *"has that name, but another key"* ]]
	[[ $output == *"key identifiers: issued by "* ]]
}

@test "200 chains with flaws by chance: as they were made, and as openssl verify sees them" {
	mkdir -p "$BATS_TEST_TMPDIR/cases"
	/usr/bin/python3 "$srcdir/tests/lint_cases.py" \
		"$BATS_TEST_TMPDIR/cases" 200 "${SEED:-$RANDOM}" \
		>"$BATS_TEST_TMPDIR/want"
	cd "$BATS_TEST_TMPDIR/cases" || return
	while read -r i checks accepted flaws; do
		got=$({ tlsbind-thumbprint --lint --key "$i.key" -f json \
			"$i.pem" || true; } | jq -r '[.checks[] |
			select(.verdict == "fail").id |
			ltrimstr("client-cert.")] | sort |
			join(",") | if . == "" then "-" else . end')
		[ "$got" = "$checks" ] ||
			echo "$i ($flaws): $got, expected $checks"
		openssl=no
		openssl verify -CAfile "$i.root.pem" -untrusted "$i.all.pem" \
			-purpose sslclient -auth_level 2 "$i.leaf.pem" \
			>openssl.log 2>&1 && openssl=yes
		[ "$openssl" = "$accepted" ] ||
			echo "$i ($flaws): openssl says $openssl"
	done <"$BATS_TEST_TMPDIR/want" >wrong
	cat wrong
	[ ! -s wrong ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/want")" -eq 200 ]
}

@test "a PSS signature is its issuer's, whatever its salt" {
	for salt in digest max 20; do
		openssl req -new -key good-rsa.key -subj /CN=salted -out pss.csr
		openssl req -x509 -newkey rsa:2048 -nodes -keyout pss-ca.key \
			-subj /CN=PSS -out pss-ca.pem 2>/dev/null
		openssl x509 -req -in pss.csr -CA pss-ca.pem \
			-CAkey pss-ca.key -CAcreateserial -sha256 -days 9 \
			-sigopt rsa_padding_mode:pss \
			-sigopt rsa_pss_saltlen:$salt -out pss.pem 2>/dev/null
		cat pss.pem pss-ca.pem >pss-chain.pem
		openssl verify -CAfile pss-ca.pem pss.pem
		lint_is 0 "" --key good-rsa.key pss-chain.pem
	done
}

# ---- revocation ---------------------------------------------------------

@test "a certificate in its issuer's list" {
	for list in good.crl good.der both.pem; do
		lint_is 1 revoked --crl "$list" good.pem
		[[ $output == *keyCompromise* ]]
	done
	# So says openssl.
	cat client-ca.pem good.crl >trust.pem
	run ! openssl verify -crl_check -CAfile trust.pem good.pem
	[[ $output == *revoked* ]]
	lint_is 0 "" --crl good.crl good-rsa.pem
	lint_is 0 "" --crl nobody.crl good.pem
}

@test "lists that tell less than it seems" {
	lint 0 --format json --crl old.crl good-rsa.pem
	[ "$(verdict)" = warn ]
	[[ $output == *"was to be replaced by 2020-02-01T00:00:00Z"* ]]
	lint 1 --format json --crl old.crl good.pem
	lint 0 --format json --crl good.crl other-ca.pem
	[ "$(verdict)" = warn ]
	[[ $output == *"none of the 1 revocation lists is of its issuer"* ]]
	lint 1 --crl good.crl good.pem
	[[ $output == *"its signature was not checked"* ]]
	cat good.pem client-ca.pem >with-root.pem
	lint 1 --crl good.crl with-root.pem
	[[ $output != *"its signature was not checked"* ]]
	# The same name, another key: nobody's word.
	lint 0 --format json --crl forged.crl with-root.pem
	[ "$(verdict)" = warn ]
}

@test "a list of a part only clears nobody" {
	local part
	for part in for_cas unknown; do
		lint 0 --format json --crl "$part.crl" good.pem
		[ "$(verdict)" = warn ]
		[[ $output == *"an extension limits it"* ]]
		cat nobody.crl "$part.crl" >whole-too.crl
		lint 0 --format json --crl whole-too.crl good.pem
		[ "$(verdict)" = pass ]
		cat "$part.crl" nobody.crl >whole-too.crl
		lint 0 --format json --crl whole-too.crl good.pem
		[ "$(verdict)" = pass ]
	done
	lint 0 --format json --crl for_users.crl good.pem
	[ "$(verdict)" = pass ]
}

# ---- keys and containers ------------------------------------------------

@test "a key beside the certificate is looked at without being asked for" {
	cat good.pem good.key >combined.pem
	lint 0 --format json combined.pem
	check client-cert.key pass
	cat good.pem key-mismatch.key >combined.pem
	lint_is 1 key combined.pem
}

@test "keys that cannot be used say why" {
	run -3 setsid -w tlsbind-thumbprint --lint --key good-encrypted.key \
		good.pem </dev/null
	[[ $output == *"good-encrypted.key: encrypted, and no passphrase was given"* ]]
	lint 0 --key good-encrypted.key --pass good-encrypted.pass good.pem
}

@test "a PKCS#12 with ciphers of old" {
	local sesame=(--pass env:SESAME --now 2026-12-01)
	export SESAME=sesame
	lint 1 --format json "${sesame[@]}" "$vectors/keys/ec-rc2.p12"
	check client-cert.container fail
	run ! openssl pkcs12 -in "$vectors/keys/ec-rc2.p12" -nokeys \
		-passin env:SESAME
	tlsbind-thumbprint --lint --format json "${sesame[@]}" \
		"$vectors/keys/ec-old.p12" >old.json || true
	output=$(cat old.json)
	check client-cert.container warn
	openssl pkcs12 -in "$vectors/keys/ec-old.p12" -nokeys \
		-passin env:SESAME >/dev/null
	lint 0 --format json --pass good-encrypted.pass good.p12
	check client-cert.key pass
	check client-cert.container pass
}

# ---- hostile ------------------------------------------------------------

@test "names of escape sequences do not reach the terminal" {
	cat server-evil.pem >evil-chain.pem
	lint 1 evil-chain.pem
	[[ $output != *$'\033'* ]]
}

@test "a hundred certificates of one name take no time" {
	for _ in $(seq 50); do cat client-ca.pem samename-root.pem; done >many.pem
	run timeout 20 tlsbind-thumbprint --lint many.pem
	[ "$status" -eq 1 ]
	cat many.pem good.pem >more.pem
	lint 3 more.pem
	[[ $stderr == *"more than 100 certificates"* ]]
}

# ---- before a server ----------------------------------------------------

@test "the same checks are warnings before a server that does not mind" {
	local ca=(--ca server-ca.pem)
	report 0 "${ca[@]}" --cert chain.pem --key chain.key \
		"localhost:$demanding"
	for id in key dates eku key-usage order chain root strength issuer \
		scheme container; do
		check "client-cert.$id" pass
	done
	check client-cert.revoked skip
	report 1 "${ca[@]}" --cert serveronly.pem --key serveronly.key \
		"localhost:$demanding"
	check client-cert.eku warn
	report 1 "${ca[@]}" --cert key-mismatch.pem --key key-mismatch.key \
		"localhost:$demanding"
	check client-cert.key fail
}

@test "a revoked certificate before a server that has no list" {
	local ca=(--ca server-ca.pem) good=(--cert good.pem --key good.key)
	report 0 "${ca[@]}" "${good[@]}" --crl good.crl "localhost:$demanding"
	check client-cert.revoked warn
	report 0 "${ca[@]}" "${good[@]}" --crl nobody.crl \
		"localhost:$demanding"
	check client-cert.revoked pass
	try 3 "${ca[@]}" "${good[@]}" --crl nosuch.crl "localhost:$demanding"
	try 2 "${ca[@]}" --crl good.crl "localhost:$demanding"
}

@test "an issuer of the right name and another key is told by --extra" {
	local ca=(--ca server-ca.pem)
	local samename=(--cert samename.pem --key samename.key)
	report 1 "${ca[@]}" "${samename[@]}" "localhost:$demanding"
	check client-cert.issuer pass
	report 1 "${ca[@]}" "${samename[@]}" --extra client-ca.pem \
		"localhost:$demanding"
	check client-cert.issuer warn
	[[ $output == *"its key identifier is "* ]]
	report 1 "${ca[@]}" "${samename[@]}" --extra samename-root.pem \
		"localhost:$demanding"
	check client-cert.issuer pass
	report 1 "${ca[@]}" --cert missing-intermediate.pem \
		--key missing-intermediate.key --extra intermediate.pem \
		"localhost:$demanding"
	check client-cert.chain warn
	[[ $output == *"the intermediate CN=Test Intermediate CA,O=tlsbind is missing"* ]]
}

@test "a key for whose kind the server has no signature" {
	start_s_server -Verify 1 -CAfile "$PKI/client-ca.pem" -sigalgs \
		RSA-PSS+SHA256:ECDSA+SHA256 -client_sigalgs RSA-PSS+SHA256
	report 1 --ca server-ca.pem --cert good.pem --key good.key \
		"localhost:$port"
	check client-cert.scheme warn
	report 0 --ca server-ca.pem --cert good-rsa.pem --key good-rsa.key \
		"localhost:$port"
	check client-cert.scheme pass
}

@test "dates are judged by the server's clock, too" {
	start_nginx
	report 0 --no-verify --now 2019-01-01 --http --cert good.pem \
		--key good.key "localhost:$port"
	check client-cert.dates warn
	[[ $output == *"by the server's clock the certificate is valid"* ]]
	report 0 --no-verify --http --cert good.pem --key good.key \
		"localhost:$port"
	check client-cert.dates pass
}
