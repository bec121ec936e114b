#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2016,SC2154 # jq's variables; run
#
# tlsbind-cnf and the npm packages jose and dpop must be of one mind about
# signatures, thumbprints, proofs and claims; where they are not, jose.mjs says
# for what reason.  Keys, tokens and bits that flip are others in each run.

bats_require_minimum_version 1.5.0

setup_file() {
	export DIR=$BATS_FILE_TMPDIR
	unset NODE_EXTRA_CA_CERTS NODE_OPTIONS NODE_PATH SSL_CERT_FILE \
		CURL_CA_BUNDLE
	cd "$DIR" || return
	npm=$("$BATS_TEST_DIRNAME/npm.sh")
	for what in signatures keys proofs claims; do
		node "$BATS_TEST_DIRNAME/jose.mjs" "$npm" $what \
			>"$DIR/$what"
	done
	jq -c '{ref, token, jwks}' signatures >lines
	! tlsbind-cnf verify --batch lines >reports
}

setup() {
	cd "$DIR" || return
}

# joined CASES REPORTS JQ: for each case as $c with its report as $r.
joined() {
	jq -rn --slurpfile c "$1" --slurpfile r "$2" \
		"[\$c, \$r] | transpose[] | . as [\$c, \$r] | $3"
}

# none CASES REPORTS CONDITION: there are as many reports as cases, and for no
# case does it hold.
none() {
	[ "$(wc -l <"$1")" -eq "$(wc -l <"$2")" ] || return
	run -0 joined "$1" "$2" "select($3) |
		\"\(\$c.ref): \(\$r.headline // \$r.error) \(\$c.token)\""
	[ -z "$output" ]
}

valid='($r.headline.word == "VALID")'

@test "signatures: valid here is valid there, and so is invalid" {
	[ "$(wc -l <lines)" -gt 1000 ]
	[ "$(jq 'select(.want and .policy == null) | 1' signatures | wc -l)" \
		-gt 150 ]
	none signatures reports \
		"\$c.policy == null and \$c.want != $valid"
	none signatures reports '($r.headline.word | IN("VALID", "INVALID") |
		not) or $r.status != if $r.headline.word == "VALID" then 0
		else 1 end'
}

@test "signatures: every algorithm has valid and invalid tokens" {
	run -0 joined signatures reports "select($valid) | \$r.facts.jws.alg"
	[ "$(sort -u <<<"$output" | xargs)" = "ES256 ES384 ES512 Ed25519 EdDSA \
HS256 HS384 HS512 PS256 PS384 PS512 RS256 RS384 RS512" ]
	run -0 joined signatures reports "select($valid | not) |
		[\$r.checks[] | select(.verdict == \"fail\").id] | unique[]"
	[ "$(sort -u <<<"$output" | xargs)" = \
		"jws.algorithm jws.critical jws.form jws.key jws.signature" ]
}

@test "signatures: where we differ, we mean to" {
	none signatures reports "\$c.policy != null and \$c.ours != $valid"
	# A policy that makes no difference any more is none.
	run -0 jq -r 'select(.policy and .want != .ours).policy' signatures
	[ "$(sort -u <<<"$output")" = "$(jq -r '.policy // empty' signatures |
		sort -u)" ]
	[ "$(sort -u <<<"$output" | wc -l)" -eq 8 ]
}

@test "signatures: the jose program agrees" {
	# It knows no EdDSA, and no policy but its own.
	jq -r 'select(.third and .policy == null) |
		select(.ref | test("^Ed") | not) |
		[.want, .token, .jwks, .ref] | @tsv' signatures >third
	[ "$(wc -l <third)" -gt 200 ]
	while IFS=$'\t' read -r want token jwks ref; do
		got=false
		printf %s "$token" >third.jws
		! jose jws ver -i third.jws -k- <<<"$jwks" 2>/dev/null ||
			got=true
		[ "$got" = "$want" ] || {
			echo "$ref: $got, expected $want: $token $jwks"
			return 1
		}
	done <third
}

@test "thumbprints of keys, as JWK and as PEM, and of certificates" {
	[ "$(wc -l <keys)" -eq 6 ]
	while read -r line; do
		jq -rj .pem <<<"$line" >key.pem
		jq -cj .jwk <<<"$line" >key.jwk
		want=$(jq -r .thumbprint <<<"$line")
		for key in key.pem key.jwk; do
			[ "$(tlsbind-cnf make --key $key -p cnf)" = \
				"{\"jkt\":\"$want\"}" ]
			tlsbind-cnf make --key $key --jwk -p cnf >made
			[ "$(jq -S .jwk made)" = "$(jq -S \
				'{kty, crv, x, y, n, e} | with_entries(
				select(.value != null))' key.jwk)" ]
		done
		openssl req -x509 -new -key key.pem -subj /CN=a -out cert.pem
		[ "$(tlsbind-thumbprint --print jkt cert.pem)" = "$want" ]
		case $(jq -r .kind <<<"$line") in
		Ed*) ;; # the jose program knows no such keys
		*) [ "$(jose jwk thp -i key.jwk)" = "$want" ] ;;
		esac
	done <keys
}

@test "proofs of dpop and jose hold; what is wrong with one is found" {
	[ "$(jq 'select(.want == "") | 1' proofs | wc -l)" -eq 15 ]
	jq -c 'del(.want)' proofs >lines.proofs
	run -1 tlsbind-cnf check --batch lines.proofs
	printf '%s\n' "$output" >told
	none proofs told '$c.want != ([$r.checks[] |
		select(.verdict == "fail").id] | join(" "))'
	none proofs told '($c.want == "") != ($r.headline.word == "BOUND")'
	none proofs told '$c.want == "" and $r.checks != []'
}

@test "claims are decoded as jose decodes them" {
	[ "$(wc -l <claims)" -gt 40 ]
	while read -r line; do
		jq -rj .token <<<"$line" >claims.jwt
		tlsbind-cnf show --show-secrets -f ndjson claims.jwt
	done <claims >shown
	none claims shown '$c.claims != $r.facts.token.claims'
}
