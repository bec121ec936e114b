#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# tlsbind-cnf: statuses, every recipe, every kind of confirmation, proof and
# signature, what is shown, what is made.  cnf_cases.py makes the tokens with
# python3-cryptography and says what is due.  Reports in bulk and their formats
# are in cnf_reports.bats.

bats_require_minimum_version 1.5.0

python=/usr/bin/python3

setup_file() {
	export DIR=$BATS_FILE_TMPDIR vectors=${srcdir:?}/tests/vectors
	cd "$DIR" || return
	"$python" "$BATS_TEST_DIRNAME/cnf_cases.py" files "$vectors"
	for kind in recipes bound dpop jws; do
		"$python" "$BATS_TEST_DIRNAME/cnf_cases.py" $kind "$vectors" \
			>$kind.cases
	done
	# What a message of Token Binding proves, and for which connection.
	IFS=$'\t' read -r ekm tbmsg tbh < <(jq -r '.cases[] |
		select(.name | startswith("4.3.1")) |
		[.ekm, .sec_token_binding, .cnf.tbh] | @tsv' \
		"$vectors/oauth-token-binding-examples.json")
	export ekm tbmsg tbh
	jq -n --arg t "$tbh" '{active: true, cnf: {tbh: $t}}' >tbh.json
}

setup() {
	cd "$DIR" || return
}

compare() { # alone|batch|agree COMMAND KIND
	mkdir -p "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work" || return
	"$python" "$BATS_TEST_DIRNAME/cnf_compare.py" "$1" "$2" \
		"$DIR/$3.cases"
}

# The moment for which the tokens are made.
cnf() {
	tlsbind-cnf "$1" --now @1800000000 "${@:2}"
}

# try STATUS COMMAND ARG...: exactly this status; errors one line, and a hint
# for a wrong command line; anything but an error on standard output.
try() {
	local want=$1 errors=0
	shift
	run --separate-stderr cnf "$@"
	echo "tlsbind-cnf $*: status $status"
	printf '%s\n' "$output" "$stderr"
	[ "$status" -eq "$want" ]
	case $want in
	2) errors=2 ;;
	[35]) errors=1 ;;
	esac
	[ "$(grep -c . <<<"$stderr")" -eq "$errors" ]
	[ "$errors" -eq 0 ] || [[ $stderr == "tlsbind-cnf: "* ]]
}

# report STATUS COMMAND ARG...: the same in JSON, which has the status, too.
report() {
	local want=$1 command=$2
	shift 2
	try "$want" "$command" -f json "$@"
	[ "$(jq .status <<<"$output")" = "$want" ]
}

is() { # JQ EXPECTED: of the report
	local got
	got=$(jq -r "$1" <<<"$output")
	[ "$got" = "$2" ] && return
	echo "$1: $got, expected $2"
	return 1
}

check() { # ID VERDICT [WORDS]: there is one such, and its evidence has WORDS
	is "[.checks[] | select(.id == \"$1\").verdict] | join(\" \")" "$2"
	[[ $(jq -r --arg id "$1" '.checks[] | select(.id == $id) |
		.evidence + .advice | join("; ")' <<<"$output") == *"${3:-}"* ]]
}

# ---- statuses ------------------------------------------------------------

@test "yes is 0, no is 1, and who cannot tell says 4" {
	try 0 check -c client.pem good.jwt
	[[ ${lines[0]} == "BOUND "* ]]
	try 1 check -c client.pem no.jwt
	[[ ${lines[0]} == "NOT BOUND "* ]]
	try 0 check -c client.pem -k jwks.json --require-signature good.jwt
	try 1 check -c client.pem --require-signature good.jwt
	[[ ${lines[0]} == "REJECTED "* ]]
	try 1 check -c client.pem -k wrong.json good.jwt
	for token in opaque jwe kid.jwt; do
		try 4 check -c client.pem $token
		[[ ${lines[0]} == "UNDECIDED "* ]]
		try 4 check -q -c client.pem $token
		[ -z "$output" ]
	done
	try 0 verify -k jwks.json good.jwt
	[[ ${lines[0]} == "VALID "* ]]
	try 1 verify -k wrong.json good.jwt
	[[ ${lines[0]} == "INVALID "* ]]
	try 0 show good.jwt
	[[ ${lines[0]} == "UNVERIFIED "* ]]
	try 4 show opaque
	[[ ${lines[0]} == "OPAQUE "* ]]
	try 1 show deep.jwt
	[[ ${lines[0]} == "NO TOKEN "* ]]
	try 0 make -c client.pem
	for args in "check -c client.pem" "verify -k jwks.json"; do
		# shellcheck disable=SC2086 # words
		try 0 $args -q good.jwt
		[ -z "$output" ]
	done
}

@test "a wrong command line is 2, says so, and prints no report" {
	while IFS='|' read -r words args; do
		eval "set -- $args"
		try 2 "$@"
		[ -z "$output" ]
		[[ $stderr == *"$words"* ]]
	done <<-END
		bound to what? give --cert|check good.jwt
		bound to what?|check --candidate client.pem good.jwt
		with which key? give --jwks|verify good.jwt
		bound to what? give --cert CERT, --key|make
		with which EKM? give --ekm|check --tbmsg x good.jwt
		--nonsense|check --nonsense
		more than one input|check -c client.pem good.jwt good.jwt
		more than one input|verify -bk jwks.json x y
		more than one input|show good.jwt no.jwt
		cannot be read twice|check -c - -
		cannot be read twice|check -c client.pem -k -
		cannot be read twice|check -c client.pem --candidate - -
		cannot be read twice|check -d - -
		cannot be read twice|verify -k - -
		--alg: of which keys?|check -c client.pem -a ES256 good.jwt
		'nope' is none of: HS256|verify -k jwks.json -a nope good.jwt
		'none' is none of|verify -k jwks.json -a ES256,none good.jwt
		'es256' is none of|verify -k jwks.json -a es256 good.jwt
		--alg: empty|verify -k jwks.json -a , good.jwt
		--method needs --dpop|check -c client.pem --method GET good.jwt
		--url needs --dpop|check -c client.pem --url x good.jwt
		--nonce needs --dpop|check -c client.pem --nonce x good.jwt
		--max-age needs --dpop|check -c client.pem --max-age 1 good.jwt
		--access-token needs|check -c client.pem --access-token x -
		--negotiated needs|check -c client.pem -n none good.jwt
		--batch excludes --dpop|check -b -d jkt.proof x
		--batch excludes --tbmsg|check -b --tbmsg x x
		--jobs needs --batch|check -j 2 -c client.pem good.jwt
		--jobs needs --batch|verify -j 2 -k jwks.json good.jwt
		--leeway: '-1'|check -c client.pem --leeway -1 good.jwt
		--jwks excludes --key|verify -k x --key x good.jwt
		--jwks excludes --cert|verify -k x --cert x good.jwt
		--key excludes --cert|verify --key x --cert x good.jwt
		--jwk needs --key|make --jwk
		make takes options only|make x
		'x' is none of: cnf|make -c client.pem -p x
		--print excludes --format|make -c client.pem -p cnf -f json
		--print excludes --quiet|make -c client.pem -p cnf -q
		--tbid: character 1|make --tbid +
		give the ID itself|make --tbid $tbh
		--url: there is no scheme|check -d jkt.proof --url accounts good.jwt
	END
	run -2 tlsbind-cnf
	[[ $output == *"begin with one of: show, check, verify, make"* ]]
	run -2 tlsbind-cnf nonsense
	# What may be a token is not shown, wherever it was given by mistake.
	run -2 tlsbind-cnf "$(cat good.jwt)"
	[[ $output != *"$(cut -d . -f 2 good.jwt)"* ]]
	for option in --cert --jwks --dpop=x.y.z\ --candidate; do
		# shellcheck disable=SC2086 # words
		run ! tlsbind-cnf check $option "$(cat good.jwt)" no.jwt
		[[ $output != *"$(cut -d . -f 2 good.jwt)"* ]]
	done
	run -2 script -qec 'tlsbind-cnf show' /dev/null </dev/null
	[[ $output == *"which token?"* ]]
}

@test "an input that cannot be read is 3, named" {
	for args in "show nosuch" "show ./nosuch" "show env:nosuch" \
		"check -c nosuch good.jwt" "check -c client.pem nosuch" \
		"check -c client.pem -k nosuch good.jwt" \
		"check -c client.pem --candidate nosuch good.jwt" \
		"check -d nosuch good.jwt" \
		"check -d jkt.proof --access-token nosuch tbh.json" \
		"check --tbmsg nosuch.txt --ekm $ekm good.jwt" \
		"check --tbmsg x --ekm nosuch good.jwt" \
		"check --tbmsg x --keylog nosuch good.jwt" \
		"check -bc nosuch" "check -b -k nosuch" "check -b nosuch" \
		"verify -k nosuch good.jwt" "verify --key nosuch good.jwt" \
		"verify --cert nosuch good.jwt" "verify -bk jwks.json nosuch" \
		"make -c nosuch" "make -k nosuch"; do
		# shellcheck disable=SC2086 # words
		try 3 $args
		[[ $stderr == *nosuch* || $args == *"--ekm nosuch"* ]]
	done
	for file in good.jwt /dev/null deep.json .; do
		try 3 check -c $file good.jwt
		[[ $stderr == *"$file: "* ]]
		try 3 check -c client.pem --candidate $file good.jwt
		try 3 make -c $file
	done
	try 3 make -k client.pem
	[[ $stderr == *"holds certificates"* ]]
	try 3 make -k "$vectors/keys/ec-encrypted.pem"
	[[ $stderr == *"encrypted"* ]]
	# It may be the passphrase itself.
	try 3 make -k "$vectors/keys/ec-encrypted.pem" --pass nosuch
	[[ $stderr != *nosuch* ]]
	report 3 show nosuch
	is .error.kind input
	is .verdict error
}

@test "what lies in a token or a key set is never more than 1" {
	head -c 3000 /dev/urandom >random
	for keys in /dev/null random good.jwt deep.json tbh.json other.pem; do
		report 1 verify -k $keys good.jwt
		is '[.checks[] | select(.id == "jws.key" or .id ==
			"jws.signature").verdict] | index("fail") != null' true
		report 1 check -c client.pem -k $keys good.jwt
		is .facts.binding.matches true
	done
	for token in /dev/null random deep.jwt deep.json larger.jwt twice.jwt \
		client.pem jwks.json; do
		# What is signed may be anything.
		want=1
		[ $token != deep.jwt ] || want=0
		report $want verify -k jwks.json $token
		report 1 check -c client.pem $token
		report 1 check -c client.pem -k jwks.json $token
		report 1 show $token
	done
	for proof in /dev/null random good.jwt deep.jwt larger.jwt; do
		report 1 check -d $proof jkt.jwt
	done
	report 1 check --tbmsg random --ekm "$ekm" tbh.json
}

@test "a full disk is 5" {
	for args in "show good.jwt" "check -c client.pem good.jwt" \
		"verify -k jwks.json good.jwt" "make -c client.pem" \
		"make -c client.pem -p cnf" "verify -bk jwks.json lines"; do
		echo '{"token":""}' >lines
		run -5 sh -c "tlsbind-cnf $args >/dev/full"
		[[ $output == *"No space left on device" ]]
	done
}

# ---- check ---------------------------------------------------------------

@test "every recipe is named, with its cause and the right value" {
	[ "$(jq -r 'select(.ref | startswith("rsa ")).ref[4:]' recipes.cases |
		sort)" = "$(grep -o '^	{ "[^"]*' \
		"$srcdir/common/proof/recipe_rows.c" | cut -d '"' -f 2 |
		sort)" ]
	compare alone check recipes
}

@test "confirmations, candidates, forms, times, parties: what is due" {
	compare alone check bound
}

@test "the example of RFC 8705, and its certificate of version 1" {
	jq -r '.cases[0].cert_pem' "$vectors/rfc8705-appendix-a.json" >v1.pem
	x5t=$(jq -r '.cases[0]["x5t#S256"]' "$vectors/rfc8705-appendix-a.json")
	for last in 0 1 2 3; do
		echo "{\"active\":true,\"cnf\":{\"x5t#S256\":\"${x5t%?}$last\"}}" \
			>introspected
		want=0
		# Of these characters only 0 leaves no bits over.
		report $want check -c v1.pem introspected
		is .facts.binding.matches true
		case $last in
		0) check cnf.form "" ;;
		*) check cnf.form warn "encode the 32 octets anew" ;;
		esac
	done
	echo "{\"active\":true,\"cnf\":{\"x5t#S256\":\"${x5t%?}4\"}}" >introspected
	report 1 check -c v1.pem introspected
	# What the figures of the RFC have is taken as 32 octets, too.
	value=bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2
	echo "{\"active\":true,\"cnf\":{\"x5t#S256\":\"$value\"}}" >introspected
	report 1 check -c v1.pem introspected
	check cnf.form warn
	is '.diagnoses[0].id' cnf-wrong-cert
}

@test "a token from a file, standard input, a variable, an operand" {
	try 0 check -c client.pem <good.jwt
	try 0 check -c client.pem - <good.jwt
	TOKEN=$(cat good.jwt) try 0 check -c client.pem env:TOKEN
	for text in "$(cat good.jwt)" "Bearer $(cat good.jwt)" \
		"Authorization: Bearer $(cat good.jwt)" \
		"{\"access_token\":\"$(cat good.jwt)\"}"; do
		run -0 --separate-stderr cnf check -c client.pem "$text"
		[[ ${lines[0]} == BOUND* ]]
		[[ $stderr == *"can be seen by other users"* ]]
		[[ $stderr != *"$(cut -d . -f 3 good.jwt)"* ]]
	done
	run -0 --separate-stderr cnf show -q "$(cat good.jwt)"
	[ "$(grep -c . <<<"$stderr")" -eq 1 ]
}

@test "a proof in every form, and with the URL of the request" {
	report 0 check -d jkt.proof jkt.jwt
	is .facts.binding.method jkt
	is '.facts.binding.matches' true
	check dpop.method skip
	check dpop.url skip
	printf 'GET / HTTP/1.1\r\nHost: a\r\nDPoP: %s\r\n\r\n' \
		"$(cat jkt.proof)" >section
	report 0 check -d section --method GET --url 'https://api.example/?x' \
		jkt.jwt
	check dpop.method pass
	check dpop.url pass
	report 1 check -d jkt.proof --method get jkt.jwt
	is '.diagnoses[0].id' dpop-htm-case
	report 1 check -d jkt.proof --url https://api.example/x/ jkt.jwt
	is '.diagnoses[0].id' dpop-htu-path
	report 1 check -d jkt.proof --nonce x jkt.jwt
	check dpop.nonce fail
	run -1 tlsbind-cnf check -f json -d jkt.proof jkt.jwt --now @1800000400
	check dpop.time fail
	run -0 tlsbind-cnf check -f json -d jkt.proof jkt.jwt \
		--now @1800000400 --max-age 400
	run -1 tlsbind-cnf check -f json -d jkt.proof jkt.jwt \
		--now @1799999900
	is '.diagnoses[0].id' dpop-clock
	run -0 tlsbind-cnf check -f json -d jkt.proof jkt.jwt \
		--now @1799999900 --leeway 100
	# No two of them.
	sed '3p' section >sections
	report 1 check -d sections jkt.jwt
	check dpop.single fail
	is .facts.binding.matches false
}

@test "proofs of DPoP: RFC 9449, and every fault" {
	compare alone check dpop
}

@test "a Token Binding message: its ID counts where its signature does" {
	report 0 check --tbmsg "$tbmsg" --ekm "$ekm" tbh.json
	is .facts.binding.method tbh
	is .facts.binding.matches true
	is .headline.word BOUND
	check cnf.tbh pass
	check provided.signature pass
	report 1 check --tbmsg "$tbmsg" --ekm "${ekm/?/A}" tbh.json
	is .facts.binding.matches false
	is .headline.word REJECTED
	check cnf.tbh fail "nobody has proven that"
	check provided.signature fail
	jq -n --arg t "${tbh/?/A}" '{active: true, cnf: {tbh: $t}}' >other.json
	report 1 check --tbmsg "$tbmsg" --ekm "$ekm" other.json
	is .facts.binding.matches false
	check cnf.tbh fail "$tbh"
	report 1 check --tbmsg "$tbmsg" --ekm "$ekm" -n rsa2048_pss tbh.json
	report 1 check --tbmsg "$tbmsg" --ekm "$ekm" good.jwt
	check cnf.x5t-s256 fail "no certificate"
	# All of a draft's messages, of which two bind what was referred.
	jq -c '.cases[] | select(.cnf)' \
		"$vectors/oauth-token-binding-examples.json" >messages
	[ "$(wc -l <messages)" -eq 3 ]
	while read -r case; do
		jq '{active: true, cnf}' <<<"$case" >token.json
		want=1
		[ "$(jq -r .tbh_of <<<"$case")" != provided ] || want=0
		report $want check token.json --ekm "$(jq -r .ekm <<<"$case")" \
			--tbmsg "$(jq -r .sec_token_binding <<<"$case")"
		check provided.signature pass
	done <messages
}

@test "each token of our own vectors that is bound to a Token Binding ID" {
	own=$vectors/token-binding-own.json
	jq -n --arg t "$(jq -r .tbh.ec "$own")" \
		'{active: true, cnf: {tbh: $t}}' >own.json
	bound=0
	while IFS=$'\t' read -r name text; do
		status=0
		cnf check -q --tbmsg - --ekm "$(jq -r .ekm1 "$own")" own.json \
			<<<"$text" || status=$?
		[ "$status" -le 1 ]
		id=$(tlsbind-tbmsg verify -f json --ekm "$(jq -r .ekm1 "$own")" \
			- <<<"$text" | jq -r 'select(.status == 0) |
			.facts.token_bindings[] | select(.type == "provided")
			.id') || true
		want=1
		[ "$id" != "$(jq -r .tb_ids.ec "$own")" ] || want=0
		[ "$status" -eq "$want" ] || {
			echo "$name: $status, not $want"
			return 1
		}
		bound=$((bound + (want == 0)))
	done < <(jq -r '.cases[] | [.name, .sec_token_binding] | @tsv' "$own")
	[ "$bound" -gt 3 ]
}

# ---- verify --------------------------------------------------------------

@test "signatures of the RFCs, of attackers and of clumsy issuers" {
	[ "$(jq -r .want.status jws.cases | sort | uniq -c |
		awk '$1 > 40' | wc -l)" -eq 2 ]
	compare alone verify jws
}

@test "keys from a set, a JWK, PEM, DER, a certificate" {
	openssl x509 -in client.pem -pubkey -noout >public.pem
	openssl pkey -pubin -in public.pem -outform DER -out public.der
	openssl x509 -in client.pem -outform DER -out client.der
	jose jwk gen -i '{"alg":"ES256","kid":"a"}' -o private.jwk
	jose jwk pub -i private.jwk -o public.jwk
	jq -c '{keys: [., .]}' public.jwk >set.json
	echo -n x | jose jws sig -I - -k private.jwk -c -o x.jws
	for keys in public.jwk private.jwk set.json; do
		try 0 verify -k $keys x.jws
		try 0 verify --key $keys x.jws
	done
	for keys in public.pem public.der client.pem client.der; do
		try 1 verify --cert $keys x.jws
		[[ ${lines[0]} == "INVALID "* ]]
	done
	openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem \
		-subj /CN=a 2>/dev/null
	input=$(printf '{"alg":"RS256"}' | basenc --base64url | tr -d =).eA
	printf %s "$input" | openssl dgst -sha256 -sign rsa.key >rsa.sig
	echo "$input.$(basenc --base64url -w 0 rsa.sig | tr -d =)" >rsa.jws
	for keys in rsa.pem rsa.key; do
		try 0 verify --cert $keys rsa.jws
	done
	try 0 verify -a "RS256 PS256" -k rsa.pem rsa.jws
	try 1 verify -a PS256,ES256 -k rsa.pem rsa.jws
	[[ $output == *"is not among those of --alg"* ]]
	# The file of the public key is a secret for whoever thinks so.
	input=$(printf '{"alg":"HS256"}' | basenc --base64url | tr -d =).eA
	mac=$(printf %s "$input" | openssl dgst -sha256 -mac HMAC -macopt \
		hexkey:"$(xxd -p -c 0 public.pem)" -binary |
		basenc --base64url | tr -d =)
	report 1 verify -k public.pem - <<<"$input.$mac"
	is '.diagnoses[0].id' jws-hmac-of-public-key
	report 1 verify -k public.der - <<<"$input.$mac"
	is '.diagnoses | length' 0
}

@test "the payload may be anything, and is not shown" {
	for text in "" hello '{"secret":1}' $'\x01\xff'; do
		jose jwk gen -i '{"alg":"ES256"}' -o key.jwk
		printf %s "$text" | jose jws sig -I - -k key.jwk -c -o any.jws
		report 0 verify -vv -k key.jwk any.jws
		is .facts.jws.payload_octets "$(printf %s "$text" | wc -c)"
		[ -z "$text" ] || [[ $output != *"$text"* ]]
	done
}

# ---- show ----------------------------------------------------------------

@test "show has all claims, and trusts nothing" {
	report 0 show good.jwt
	cut -d . -f 2 good.jwt | tr _- /+ | base64 -di 2>/dev/null >claims ||
		true
	is '.facts.token.claims | tojson' "$(jq -c . claims)"
	is .facts.token.header.kid as-1
	is '.facts.cnf | tojson' "$(jq -c .cnf claims)"
	is .facts.binding null
	is '[.checks[].id] | join(" ")' token.form
	try 0 show good.jwt
	[[ ${lines[0]} == "UNVERIFIED  a JWT, bound to a certificate (x5t#S256)" ]]
	[[ $output == *"nothing of this was verified"* ]]
	[[ $output == *"expires 2027-01-15T08:10:00Z, in 10 min"* ]]
	for claim in "sub *a" "scope *read write" "far *9007199254740992" \
		"part *0.5" "yes *yes" "b *none"; do
		grep -qE "^ *$claim$" <<<"$output"
	done
	while IFS='|' read -r words value; do
		try 0 show - <<<"{\"sub\":\"a\",\"cnf\":$value}"
		[[ ${lines[0]} == "UNVERIFIED  claims without a signature"*"$words" ]]
	done <<-END
		to a DPoP key (jkt)|{"jkt":"a"}
		to a Token Binding ID (tbh)|{"tbh":"a"}
		by SHA-1 (x5t), which binds nothing|{"x5t":"a"}
		to a key (jwk)|{"jwk":{}}
		to a certificate (x5t#S256) and to a DPoP key (jkt)|{"jkt":"","x5t#S256":""}
		names no key that we know|{"osc":1}
	END
	try 0 show - <<<'{"sub":"a"}'
	[[ ${lines[0]} == *", not bound to any key" ]]
}

@test "what is large or deep ends soon" {
	[ "$(wc -c <large.jwt)" -eq $((1 << 20)) ]
	start=$EPOCHREALTIME
	try 0 show -q large.jwt
	try 4 check -q -c client.pem large.jwt
	report 1 verify -k jwks.json large.jwt
	report 1 show larger.jwt
	check token.form fail "the limit is 1048576"
	for file in deep.jwt deep.json; do
		for command in show "check -c client.pem"; do
			# shellcheck disable=SC2086 # words
			report 1 $command $file
			check token.form fail "nested too deep"
		done
	done
	report 1 verify -k deep.json good.jwt
	check jws.key fail "nested too deep"
	# A thumbprint of any length takes a line or two.
	jq -nc '{sub: "a", cnf: {"x5t#S256": ("A" * 100000)}}' >long.json
	try 1 check -c client.pem long.json
	[ "${#output}" -lt 3000 ]
	# With the sanitizers each of them takes longer.
	[ $(((${EPOCHREALTIME/./} - ${start/./}) / 1000)) -lt 10000 ]
	head -c 3000000 /dev/zero | tr '\0' a >huge
	try 3 show huge
}

# ---- make ----------------------------------------------------------------

@test "make: what a certificate, a key, an ID are in cnf" {
	for name in client ca rsa p384 ed25519; do
		[ -e $name.pem ] || jq -r --arg n $name '.cases[] |
			select(.name == $n).der' "$vectors/certs.json" |
			base64 -d >$name.pem
		[ "$(cnf make -p cnf -c $name.pem)" = \
			"{\"x5t#S256\":\"$(tlsbind-thumbprint -p 'x5t#S256' \
				$name.pem)\"}" ]
	done
	for alg in ES256 ES384 ES512 RS256 EdDSA; do
		kind="{\"alg\":\"$alg\"}"
		[ $alg != EdDSA ] || kind='{"kty":"OKP","crv":"Ed25519"}'
		if ! jose jwk gen -i "$kind" -o made.jwk 2>/dev/null; then
			jq '.cases[0].jwk_private' "$vectors/rfc8037-eddsa.json" \
				>made.jwk
			[ "$(cnf make -p cnf -k made.jwk | jq -r .jkt)" = \
				"$(jq -r '.cases[0].thumbprint_sha256' \
					"$vectors/rfc8037-eddsa.json")" ]
			continue
		fi
		[ "$(cnf make -p cnf -k made.jwk)" = \
			"{\"jkt\":\"$(jose jwk thp -a S256 -i made.jwk)\"}" ]
		cnf make -p cnf -k made.jwk --jwk | jq -c .jwk >public.jwk
		[ "$(jose jwk thp -a S256 -i public.jwk)" = \
			"$(jose jwk thp -a S256 -i made.jwk)" ]
		jq -e '[.d, .p, .k] == [null, null, null]' public.jwk
	done
	for key in ec-pkcs8.pem ec-sec1.der rsa-pkcs1.pem; do
		openssl pkey -in "$vectors/keys/$key" -pubout -out public.pem
		openssl req -new -x509 -key "$vectors/keys/$key" -subj /CN=a \
			-out self.pem
		[ "$(cnf make -p cnf -k "$vectors/keys/$key" | jq -r .jkt)" = \
			"$(tlsbind-thumbprint -p jkt self.pem)" ]
	done
	own=$vectors/token-binding-own.json
	[ "$(cnf make -p cnf --tbid "$(jq -r .tb_ids.ec "$own")")" = \
		"{\"tbh\":\"$(jq -r .tbh.ec "$own")\"}" ]
	report 0 make -c client.pem -k made.jwk --tbid \
		"$(jq -r .tb_ids.ec "$own")"
	is '.facts.cnf | keys | join(" ")' "jkt tbh x5t#S256"
	try 0 make -c client.pem
	[[ $output == "cnf      {\"x5t#S256\":\""* ]]
}

@test "make, sign, check: round" {
	jose jwk gen -i '{"alg":"ES256","kid":"a"}' -o as.jwk
	jose jwk gen -i '{"alg":"ES256"}' -o client.jwk
	jose jwk pub -s -i as.jwk -o as.jwks
	for args in "-c client.pem" "-k $vectors/keys/ec-pkcs8.pem" \
		"-k $vectors/keys/ec-pkcs8.pem --jwk" \
		"-c other.pem -k client.jwk"; do
		# shellcheck disable=SC2086 # words
		cnf make -p cnf $args >made
		jq -c '{iss: "a", exp: 1800000001, cnf: .}' made |
			jose jws sig -I - -k as.jwk -s '{"protected":
				{"kid": "a"}}' -c -o round.jwt
		openssl req -new -x509 -key "$vectors/keys/ec-pkcs8.pem" \
			-subj /CN=a -out self.pem
		case $args in
		"-c client.pem") cert=client.pem want=0 ;;
		*other.pem*) cert=other.pem want=1 ;;
		*) cert=self.pem want=0 ;;
		esac
		report $want check -sk as.jwks -c $cert round.jwt
		is .facts.binding.matches "$([ $want -eq 0 ] && echo true ||
			echo false)"
		check jws.signature pass
		is '.facts.cnf | tojson' "$(jq -c . made)"
		report 1 check -sk as.jwks -c renewed.pem round.jwt
	done
	is '.diagnoses | length > 0' true
}
