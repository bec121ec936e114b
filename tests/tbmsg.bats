#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test is a subshell; run
#
# tlsbind-tbmsg decode and verify: statuses, every vector, every kind of
# damage, causes, reports, batches.  What tbmsg_cases.py calls right is stated
# by the vectors' sources or found by python3-cryptography.  Keys and other
# programs are in peers/tbmsg.bats.

bats_require_minimum_version 1.5.0

python=/usr/bin/python3

setup_file() {
	export DIR=$BATS_FILE_TMPDIR vectors=${srcdir:?}/tests/vectors
	cd "$DIR" || return
	own=$vectors/token-binding-own.json
	ekm=$(jq -r .ekm1 "$own") wrong=$(jq -r .ekm2 "$own")
	good=$(own provided-ecdsap256) two=$(own provided+referred-ecdsa)
	provided=$(jq -r .tb_ids.ec "$own") tbh=$(jq -r .tbh.ec "$own")
	referred=$(jq -r .tb_ids.ec_x0 "$own")
	export own ekm wrong good two provided tbh referred
	for kind in vectors causes damage large decoded; do
		cases $kind "$vectors" >$kind.cases
		lines_of $kind
	done
}

setup() {
	cd "$DIR" || return
}

cases() {
	"$python" "$BATS_TEST_DIRNAME/tbmsg_cases.py" "$@"
}

compare() { # compare|agree LINES REPORTS
	"$python" "$BATS_TEST_DIRNAME/tbmsg_compare.py" "$@"
}

own() { # NAME: that message
	jq -r --arg n "$1" '.cases[] | select(.name == $n).sec_token_binding' \
		"$own"
}

# try STATUS COMMAND ARG...: exactly this status; errors one line, and a hint
# for a wrong command line; anything but an error on standard output.
try() {
	local want=$1 errors=0
	shift
	run --separate-stderr tlsbind-tbmsg "$@"
	echo "tlsbind-tbmsg $*: status $status"
	printf '%s\n' "$output" "$stderr"
	[ "$status" -eq "$want" ]
	case $want in
	2) errors=2 ;;
	[35]) errors=1 ;;
	esac
	[ "$(grep -c . <<<"$stderr")" -eq "$errors" ]
	[ "$errors" -eq 0 ] || [[ $stderr == "tlsbind-tbmsg: "* ]]
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

diagnosed() { # ID...: these and no others
	is '[.diagnoses[].id] | join(" ")' "$*"
}

# lines_of KIND: what a program gets of cases, which also say what is wanted.
lines_of() {
	jq -c 'del(.want)' "$1.cases" >"$1.lines"
}

# batch STATUS KIND [OPTION]...: its lines, compared with what they want.
batch() {
	local want=$1 kind=$2 status=0
	shift 2
	lines_of "$kind"
	tlsbind-tbmsg verify --batch "$@" "$kind.lines" >"$kind.out" ||
		status=$?
	compare compare "$kind.cases" "$kind.out"
	[ "$status" -eq "$want" ]
}

# ---- statuses ------------------------------------------------------------

@test "yes is 0, no is 1" {
	try 0 decode "$good"
	[[ ${lines[0]} == DECODED* ]]
	try 0 verify --ekm "$ekm" "$good"
	[[ ${lines[0]} == VALID* ]]
	try 1 verify --ekm "$wrong" "$good"
	[[ ${lines[0]} == INVALID* ]]
	try 1 decode "$(own trailing-byte)"
	[[ ${lines[0]} == MALFORMED* ]]
	try 1 verify --ekm "$ekm" "$(own trailing-byte)"
	try 1 verify -q --ekm "$wrong" "$good"
	[ -z "$output" ]
	try 0 verify -q --ekm "$ekm" "$good"
	[ -z "$output" ]
}

@test "a wrong command line is 2, says so, and prints no report" {
	while IFS='|' read -r words args; do
		eval "set -- $args"
		try 2 "$@"
		[ -z "$output" ]
		[[ $stderr == *"$words"* ]]
	done <<-END
		begin with one of: decode, verify|
		nonsense|nonsense
		with which EKM? give --ekm|verify $good
		--nonsense|verify --nonsense
		--negotiated|verify --ekm $ekm --negotiated p256 $good
		--expect-id: |verify --ekm $ekm --expect-id x= $good
		empty: is the variable set?|verify --ekm $ekm --expect-id "" $good
		--expect-tbh: |verify --ekm $ekm --expect-tbh $provided $good
		43 characters|verify --ekm $ekm --expect-tbh $provided $good
		--referred-id: |verify --ekm $ekm --referred-id + $good
		--keylog|verify --ekm $ekm --client-random 00 $good
		excludes|verify --ekm $ekm --keylog x $good
		--batch|verify --ekm $ekm --jobs 2 $good
		one input|verify --batch --ekm $ekm x y
		--prf|verify --keylog x --prf md5 $good
		create takes options only|create --key x --ekm $ekm x
		with which key?|create --ekm $ekm
		for which connection?|create --key $vectors/keys/ec-sec1.pem
		--print|create --key x --ekm $ekm --print json
		excludes|create --key x --ekm $ekm --print id --format json
		ekm takes options only|ekm x
		from which secrets?|ekm
		--length|ekm --keylog x --length 0
		--context|ekm --keylog /dev/null --context xyz
	END
	run -2 script -qec 'tlsbind-tbmsg decode' /dev/null </dev/null
	[[ $output == *"which message?"* ]]
}

@test "an input that cannot be read is 3, named, with a way out" {
	try 3 decode ./nosuch
	[[ $stderr == *"./nosuch: cannot open"* ]]
	try 3 verify --ekm "$ekm" nosuch.txt
	[[ $stderr == *"nosuch.txt: cannot open"* ]]
	try 3 decode env:NOSUCH
	[[ $stderr == *NOSUCH* ]]
	head -c 300000 /dev/zero >huge
	try 3 decode huge
	[[ $stderr == *huge* ]]
	for bad in nosuch.ekm 00 "${ekm}00" "${ekm:1}" "${ekm/?/x}"; do
		try 3 verify --ekm "$bad" "$good"
		[[ $stderr == "tlsbind-tbmsg: --ekm: "* ]]
		[[ $stderr != *"${ekm:8}"* ]]
	done
	try 3 verify --keylog nosuch.keys "$good"
	[[ $stderr == *nosuch.keys* ]]
	try 3 verify --batch nosuch.lines
	try 3 verify --ekm "$ekm" --other-ekm 00 "$good"
	[[ $stderr == *--other-ekm* ]]
	try 3 create --ekm "$ekm" --key nosuch.pem
	[[ $stderr == *nosuch.pem* ]]
	report 3 decode ./nosuch
	is .error.kind input
}

@test "a full disk is 5" {
	for args in "decode $good" "verify --ekm $ekm $good" \
		"verify -b vectors.lines" \
		"create --ekm $ekm --key $vectors/keys/ec-sec1.pem" \
		"create -p id --ekm $ekm --key $vectors/keys/ec-sec1.pem"; do
		run -5 sh -c "tlsbind-tbmsg $args >/dev/full"
		[[ $output == *"No space left on device" ]]
	done
}

# ---- vectors -------------------------------------------------------------

@test "every vector has the stated result, each binding its own" {
	batch 1 vectors -v
	[ "$(wc -l <vectors.out)" -gt 160 ]
}

@test "every vector of a mistake is explained by that mistake" {
	other=$(jq -r 'first(.cases[] | select(.other_hex)).other_hex' \
		"$vectors/tbwhy.json")
	batch 1 causes --ekm "$(jq -r '.cases[0].ekm_hex' \
		"$vectors/tbwhy.json")" --other-ekm "$other"
	# None of them is taken for another leg without that leg's EKM.
	tlsbind-tbmsg verify -b --ekm "$(jq -r '.cases[0].ekm_hex' \
		"$vectors/tbwhy.json")" causes.lines >alone.out || true
	[ "$(jq -r 'select(.diagnoses == []).ref' alone.out)" = "$(jq -r \
		'select(.want.causes == ["ekm-mismatch-terminator"]).ref' \
		causes.cases)" ]
}

@test "decode has the IDs, hashes and proxy headers that others publish" {
	local status=0
	jq -r .tbmsg decoded.lines |
		xargs tlsbind-tbmsg decode -f ndjson >decoded.out || status=$?
	compare compare decoded.cases decoded.out
	[ "$status" -ne 0 ]
	[ "$(jq -s length decoded.out)" -gt 35 ]
	jq -se 'all(.[]; .facts.token_bindings | all(.signature ==
		"unevaluated"))' decoded.out
}

@test "a message of the drafts is named, judged by the draft, and rejected" {
	for n in v0_8_singleProvidedECDSAP256 v0_8_providedAndReferredECDSAP256; do
		IFS=$'\t' read -r tbmsg key < <(jq -r --arg n $n '.cases[] |
			select(.name == $n) | [.message_b64url, .ekm_hex] |
			@tsv' "$vectors/tbmsg-implementations.json")
		report 1 verify --ekm "$key" "$tbmsg"
		is .facts.layout "drafts -05 to -09"
		is '[.facts.token_bindings[].signature] | unique[]' invalid
		diagnosed draft-format
		check provided.signature fail "it verifies as drafts -05 to -09"
		report 1 decode "$tbmsg"
		diagnosed draft-format
		report 1 verify --ekm "$wrong" "$tbmsg"
		is '[.facts.token_bindings[].signature] | unique[]' invalid
		[[ $output != *"it verifies as drafts"* ]]
	done
}

@test "a message of the drafts with a signature that no draft makes" {
	IFS=$'\t' read -r tbmsg key < <(jq -r '.cases[] | select(.name ==
		"v0_8_singleProvidedECDSAP256") | [.message_b64url, .ekm_hex] |
		@tsv' "$vectors/tbmsg-implementations.json")
	hex=$(basenc --base64url -d <<<"$tbmsg$(printf %.$((
		(4 - ${#tbmsg} % 4) % 4))s ==)" | xxd -p -c 0)
	[ "${#hex}" -eq 274 ]
	printf %s "${hex:0:142}${hex:206:64}${hex:142:64}0000" |
		xxd -r -p >swapped
	report 1 verify --ekm "$key" ./swapped
	is .facts.layout "drafts -05 to -09"
	is '.facts.token_bindings[0].signature' invalid
}

@test "an unknown type with a bad signature: rejected, and both rules named" {
	report 1 verify --ekm "$ekm" "$(own unknown-type-bad-signature)"
	check other.signature fail "section 3.1 ignores unknown types"
	check other.signature fail "section 4.2 rejects"
	check provided.signature pass
	report 0 verify --ekm "$ekm" "$(own unknown-type-valid-signature)"
	check message.unknown warn "bindings of unknown type, which a server ignores: 1"
	check provided.signature pass
}

@test "an unknown type with a good signature passes that check" {
	report 0 verify --ekm "$ekm" "$(own unknown-type-valid-signature)"
	check other.signature pass "1 of 1 such bindings could be evaluated"
}

@test "a referred binding with unknown key parameters: a warning" {
	report 0 verify --ekm "$ekm" "$(own referred-unknown-key-parameters)"
	check referred.signature warn "not evaluated"
	check message.unknown warn "unknown key parameters: 1"
	is '[.facts.token_bindings[].signature] | join(" ")' "valid unevaluated"
	report 1 verify --ekm "$ekm" "$(own provided-unknown-key-parameters)"
	check provided.signature fail "not evaluated"
	# No ID counts that nobody has proven.
	report 1 verify --ekm "$ekm" "$(own referred-unknown-key-parameters)" \
		--referred-id "$(tlsbind-tbmsg decode -f json \
			"$(own referred-unknown-key-parameters)" |
			jq -r '.facts.token_bindings[1].id')"
	check referred.id fail "its signature is not verified"
}

@test "the offsets and values of all fields" {
	report 0 decode "$(own two-extensions-one-empty)"
	is '.facts.token_bindings[0].fields | map("\(.name) \(.offset) \(.length)")
		| join(", ")' "type 2 1, key parameters 3 1, key length 4 2, point \
length 6 1, X 7 32, Y 39 32, signature length 71 2, R 73 32, S 105 32, \
extensions length 137 2, extension type 139 1, data length 140 2, extension \
type 142 1, data length 143 2, data 145 300"
	is '.facts.token_bindings[0].fields | map(.value_hex) | join("")' \
		"$(jq -r '.cases[] | select(.name == "two-extensions-one-empty") |
			.tbmsg_hex[4:]' "$own")"
	report 0 decode "$(own provided-rsa2048-pss)"
	is '.facts.token_bindings[0].fields | map(.value_hex) | join("")' \
		"$(jq -r '.cases[] | select(.name == "provided-rsa2048-pss") |
			.tbmsg_hex[4:]' "$own")"
	try 0 decode "$two"
	[[ $output == *"139  type  "*"01"*referred* ]]
}

# ---- damage --------------------------------------------------------------

@test "cut, changed, shifted anywhere: what an independent reader says" {
	batch 1 damage -v
	[ "$(wc -l <damage.out)" -gt 20000 ]
}

@test "as large as can be" {
	grep -v '"a list of ' large.cases >most.cases
	batch 1 most -v
	for n in $(seq "$(wc -l <most.cases)"); do
		sed -n "${n}p" most.cases >one
		jq -r .tbmsg one >value
		try "$(jq .want.status one)" verify -q --ekm "$ekm" ./value
	done
	# What one check and the table tell has a limit.
	jq -se 'all(.[].checks[]; .evidence | length <= 12)' most.out
	try 1 decode ./value
}

@test "lengths of which the text looks as if it counted itself" {
	grep '"a list of ' large.cases >itself.cases
	batch 0 itself -v
}

@test "spoilt texts are named, with the character" {
	n=${#good}
	standard=$(tr _- /+ <<<"$good")
	before=${standard%%[/+]*}
	while IFS='|' read -r cause place text; do
		for command in decode "verify --ekm $ekm"; do
			# shellcheck disable=SC2086 # words
			report 1 $command - <<<"$(printf %b "$text")"
			diagnosed "$cause"
			check header.encoding fail "character $place"
		done
	done <<-END
		header-padded|$n|$good==
		header-standard-base64|${#before}|$standard
		header-white-space|50|${good:0:50} ${good:50}
		header-white-space|50|${good:0:50}\t${good:50}
		header-white-space|50|${good:0:50}\r\n ${good:50}
		header-white-space|50|${good:0:50}\n${good:50}
		header-joined|$n|$good, $good
		header-joined|$n|$good,$good
		header-quoted|0|"$good"
		header-quoted|0|'$good'
		header-spare-bits|$((n - 1))|${good%?}B
	END
	report 1 decode "$good, $two"
	check header.single fail "2 or more values"
	rsa=$(own provided-rsa2048-pss)
	report 1 verify --ekm "$ekm" "${rsa}A"
	check header.encoding fail "character 705: the end comes within"
}

@test "a stray character ends the message, which was not cut off" {
	report 1 decode - <<<"${good:0:9}.${good:10}"
	check header.encoding fail "character 9: a character outside"
	diagnosed
	report 1 verify --ekm "$ekm" - <<<"${good:0:40}"$'\xc3\xa4\x01'
	check header.encoding fail "character 40"
	diagnosed
}

@test "behind the flaw the message is judged nevertheless" {
	for text in "$good==" "\"$good\"" "${good:0:50} ${good:50}" \
		"$good,$good" "${good%?}B" "$(tr _- /+ <<<"$good")"; do
		report 1 verify --ekm "$ekm" "$text"
		is '.facts.token_bindings[0].signature' valid
		check provided.signature pass
	done
}

@test "hex, octets in a file, and an empty input" {
	hex=$(jq -r '.cases[0].tbmsg_hex' "$own")
	for text in "$hex" "${hex^^}"; do
		report 1 verify --ekm "$ekm" "$text"
		diagnosed header-hex
		check header.encoding fail "hex"
		is '.facts.token_bindings[0].signature' valid
	done
	xxd -r -p <<<"$hex" >octets
	report 0 verify --ekm "$ekm" octets
	check header.encoding skip "the message itself"
	report 0 decode octets
	report 0 decode - <octets
	for text in "" " " $'\r\n'; do
		report 1 decode "$text"
		check header.encoding fail "empty"
		check message.length fail "offset 0"
		report 1 verify --ekm "$ekm" "$text"
		is .headline.word INVALID
	done
	report 1 decode - </dev/null
	report 1 decode /dev/null
	head -c 128 octets >part
	report 1 decode part
}

@test "a field with its name, and a header section with one or two" {
	for name in Sec-Token-Binding sec-token-binding SEC-TOKEN-BINDING; do
		report 0 verify --ekm "$ekm" "$name: $good"
		report 0 verify --ekm "$ekm" "$name:$good  "
	done
	printf 'GET / HTTP/1.1\r\nHost: a\r\nsec-token-binding:  %s \r\nX: y\r\n\r\n' \
		"$good" >section
	report 0 verify --ekm "$ekm" ./section
	check header.single pass "1 field"
	report 0 verify --ekm "$ekm" - <section
	TBMSG=$(cat section) report 0 verify --ekm "$ekm" env:TBMSG
	printf 'Host: a\r\nSec-Token-Binding: %s\r\nsec-token-binding: %s\r\n' \
		"$good" "$good" >two-fields
	report 1 verify --ekm "$ekm" ./two-fields
	check header.single fail "2 fields"
	check header.single fail "400"
	check header.encoding pass
	check provided.signature pass
	is .headline.text "there is more than one header field"
	report 1 decode ./two-fields
	check header.single fail "2 fields"
	printf 'Sec-Token-Binding: %s\nSec-Token-Binding: %s\n' \
		"$(own ecdsa-x-leading-zero)" "$good" >two-fields
	report 1 decode ./two-fields
	is '.facts.token_bindings[0].id' "$referred"
	printf 'Host: a\r\nSec-Token-Binding: %s\r\n %s\r\nX: y\r\n' \
		"${good:0:70}" "${good:70}" >folded
	report 1 verify --ekm "$ekm" ./folded
	diagnosed header-white-space
	check header.single pass
}

@test "a header section without the field is not taken for a value" {
	for text in $'GET / HTTP/1.1\r\nHost: a\r\n\r\n' \
		"X-Sec-Token-Binding: $good"; do
		report 1 verify --ekm "$ekm" - <<<"$text"
		check header.single fail "0 fields"
		diagnosed
	done
}

@test "standard input cannot be two things" {
	run -2 tlsbind-tbmsg verify --ekm - <<<"$ekm"
	run -2 tlsbind-tbmsg decode - - <<<"$good"
}

@test "operands: verify takes them for fields, decode for messages" {
	report 1 verify --ekm "$ekm" "$good" "$good"
	check header.single fail "2 fields"
	report 1 verify --ekm "$ekm" "$good" "$two" x
	check header.single fail "3 fields"
	try 1 decode -f json "$good" x "$two"
	is '.schema' tlsbind.reports/1
	is '[.reports[].status] | join(" ")' "0 1 0"
	is '[.reports[].subject] | join(",")' "message 1,message 2,message 3"
}

@test "the message says where it breaks off" {
	cut=$(head -c 60 <<<"$good")
	report 1 verify --ekm "$ekm" "$cut"
	diagnosed message-cut-off
	check message.length fail "offset 0, tokenbindings length"
	check message.structure fail "offset 6, TokenBindingPublicKey: expected 65 octets"
	try 1 decode "$cut"
	[[ $output == *"message-cut-off"* ]]
	report 1 verify --ekm "$ekm" "$(own trailing-byte)"
	diagnosed message-trailing
	check message.length fail "offset 139"
	report 1 verify --ekm "$ekm" "$(own empty-list)"
	diagnosed message-empty
	report 1 verify --ekm "$ekm" "AIo${good:3}"
	diagnosed message-length
	check message.length fail "offset 0"
	report 1 verify --ekm "$ekm" "AIg${good:3}"
	diagnosed message-length
	check message.structure pass
	is '.facts.token_bindings[0].signature' valid
}

@test "what is wrong with a key or a signature, and where" {
	while IFS='|' read -r name id words; do
		value=$(own "$name")
		[ -n "$value" ] || value=$(jq -r --arg n "$name" '.cases[] |
			select(.name == $n).message_b64url' \
			"$vectors/tbmsg-malformed.json")
		[ -n "$value" ]
		for command in decode "verify --ekm $ekm"; do
			# shellcheck disable=SC2086 # words
			report 1 $command "$value"
			check "$id" fail "$words"
		done
	done <<-END
		rsa-modulus-leading-zero|binding.key|offset 8, RSAPublicKey.modulus: expected no leading zeros
		rsa-1024|binding.key|offset 8, RSAPublicKey.modulus: expected a modulus of 2048 bits
		rsa_exp_1_forged|binding.key|offset 265, RSAPublicKey.publicexponent: expected an odd number of 3 or more
		rsa_exp_empty|binding.key|publicexponent: expected 1 octet
		rsa_exp_leading_zero|binding.key|publicexponent: expected no leading zeros
		ec-point-with-04-prefix|binding.key|offset 6, TB_ECPoint.point length: expected 64 octets
		ec-point-not-on-curve|binding.key|offset 7, TB_ECPoint.point: expected a point of the curve
		key-length-mismatch|binding.key|
		signature-63-bytes|binding.signature-size|offset 71, signature length: expected 64 octets
		list-below-132|message.length|offset 0, tokenbindings length: expected 132 octets or more
		extension-truncated|binding.extensions|offset 
	END
}

# ---- options of verify ---------------------------------------------------

@test "--negotiated: the parameters must be those, and none rejects all" {
	for k in ecdsap256 rsa2048-pkcs1.5 rsa2048-pss; do
		for n in ecdsap256 rsa2048_pkcs1.5 rsa2048_pss; do
			want=1 verdict=fail
			[ "${k/-/_}" != $n ] || want=0 verdict=pass
			report $want verify --ekm "$ekm" --negotiated $n \
				"$(own "provided-$k")"
			check provided.parameters $verdict
			check tokbind.negotiated pass $n
			check provided.signature pass
		done
	done
	report 1 verify --ekm "$ekm" --negotiated none "$good"
	check tokbind.negotiated fail "every binding must be rejected"
	is .headline.text "Token Binding was not negotiated: no binding counts"
	# A referred binding may have others.
	report 0 verify --ekm "$ekm" -n ecdsap256 \
		"$(own provided-ecdsa+referred-rsa-pss)"
}

@test "--expect-id, --expect-tbh and --referred-id, right and wrong" {
	report 0 verify --ekm "$ekm" "$two" --expect-id "$provided" \
		--expect-tbh "$tbh" --referred-id "$referred"
	is '[.checks[] | select(.id == "provided.id").verdict] | join(" ")' \
		"pass pass"
	check referred.id pass
	report 1 verify --ekm "$ekm" "$two" --expect-tbh "${tbh/?/N}"
	check provided.id fail "SHA-256 of"
	report 1 verify --ekm "$ekm" "$two" --expect-id "${provided/?/B}"
	check provided.id fail "is not"
	report 1 verify --ekm "$ekm" "$two" --expect-id "$referred"
	diagnosed id-is-referred
	check provided.id fail
	report 1 verify --ekm "$ekm" "$two" --referred-id "$provided"
	diagnosed id-is-provided
	check referred.id fail
	report 1 verify --ekm "$ekm" "$good" --referred-id "$provided"
	check referred.id fail "there is no referred binding"
	report 1 verify --ekm "$ekm" "$(own provided-rsa2048-pss)" \
		--expect-id "$(jq -r '.tb_ids["rsa_pkcs1.5"]' "$own")"
	diagnosed id-other-parameters
	# The right ID proves nothing where the signature is wrong.
	report 1 verify --ekm "$wrong" "$good" --expect-id "$provided"
	check provided.id fail "its signature is not verified"
	report 1 verify --ekm "$wrong" "$good" --expect-tbh "$tbh"
	check provided.id fail "its signature is not verified"
	report 1 verify --ekm "$wrong" "$two" --referred-id "$referred"
	check referred.id fail "its signature is not verified"
}

@test "--other-ekm: names the other leg, and accepts nothing for it" {
	report 1 verify --ekm "$wrong" --other-ekm "$ekm" "$good"
	diagnosed ekm-mismatch-terminator
	is '.facts.token_bindings[0].signature' invalid
	[[ $(jq -r '.diagnoses[0].evidence[0]' <<<"$output") == \
		*"--other-ekm number 1"* ]]
	report 1 verify --ekm "$wrong" --other-ekm "${wrong//0/1}" \
		--other-ekm "$ekm" "$good"
	[[ $(jq -r '.diagnoses[0].evidence[0]' <<<"$output") == \
		*"--other-ekm number 2"* ]]
	report 1 verify --ekm "$wrong" --other-ekm "${wrong//0/1}" "$good"
	diagnosed
	# Nothing explains it: what to do stands with the check itself.
	is '.checks[] | select(.id == "provided.signature").advice | length' 1
	report 0 verify --ekm "$ekm" --other-ekm "$wrong" "$good"
	diagnosed
}

@test "the EKM in every form" {
	url=$(jq -r '.cases[0].ekm' "$own")
	printf '%s\n' "$ekm" >hex.ekm
	xxd -r -p <<<"$ekm" >raw.ekm
	printf '    Keying material: %s\n' "${ekm^^}" >openssl.out
	for text in "$ekm" "${ekm^^}" "$url" hex.ekm @hex.ekm raw.ekm \
		openssl.out env:THE_EKM; do
		THE_EKM=$ekm report 0 verify --ekm "$text" "$good"
	done
	report 0 verify --ekm - "$good" <hex.ekm
}

# ---- reports -------------------------------------------------------------

@test "every report satisfies the schema; checks and causes are listed" {
	tlsbind-tbmsg --describe=schema >schema
	tlsbind-tbmsg --describe=checks >checks
	for kind in vectors causes large; do
		tlsbind-tbmsg verify -b --ekm "$ekm" --other-ekm "$wrong" \
			$kind.lines || true
	done >reports
	for text in "$good" "$two" "" x "$good="; do
		tlsbind-tbmsg decode -f ndjson "$text" || true
		tlsbind-tbmsg verify -vvf ndjson --ekm "$ekm" "$text" || true
	done >>reports
	tlsbind-tbmsg create -f ndjson --ekm "$ekm" \
		--key "$vectors/keys/ec-sec1.pem" >>reports
	tlsbind-tbmsg verify -f ndjson nosuch.file --ekm "$ekm" \
		>>reports 2>/dev/null || true
	shuf -n 400 --random-source=damage.lines damage.lines >some.lines
	tlsbind-tbmsg verify -b some.lines >>reports || true
	"$python" - <<-'PY'
		import json, jsonschema
		def unique(pairs):
		    keys = [k for k, v in pairs]
		    assert len(keys) == len(set(keys)), keys
		    return dict(pairs)
		validator = jsonschema.Draft7Validator(json.load(open("schema")))
		listed = {tuple(line.split("\t")[:2]) for line in open("checks")}
		seen = set()
		for line in open("reports"):
		    report = json.loads(line, object_pairs_hook=unique)
		    validator.validate(report)
		    seen |= {("check", c["id"]) for c in report["checks"]}
		    seen |= {("cause", d["id"]) for d in report["diagnoses"]}
		assert seen <= listed, seen - listed
		assert len(seen) > 40, sorted(seen)
	PY
}

@test "tap and junit are well formed, and count what failed" {
	for text in "$good" "$two" "$(own ecdsa-bit-flip)" "" \
		"$(own trailing-byte)"; do
		tlsbind-tbmsg verify -v -f json --ekm "$ekm" "$text" >r.json || true
		failed=$(jq '[.checks[] | select(.verdict == "fail")] | length' \
			r.json)
		n=$(jq '.checks | length' r.json)
		tlsbind-tbmsg verify -v -f tap --ekm "$ekm" "$text" >r.tap || true
		grep -qx "1\.\.$n" r.tap
		[ "$(grep -c '^ok ' r.tap)" -eq $((n - failed)) ]
		[ "$(grep -c '^not ok ' r.tap || true)" -eq "$failed" ]
		tlsbind-tbmsg verify -v -f junit --ekm "$ekm" "$text" >r.xml ||
			true
		"$python" - "$n" "$failed" <<-'PY'
			import sys, xml.etree.ElementTree as tree
			root = tree.parse("r.xml").getroot()
			assert len(list(root.iter("testcase"))) == int(sys.argv[1])
			assert len(list(root.iter("failure"))) == int(sys.argv[2])
		PY
	done
}

@test "no EKM in any report or error" {
	url=$(jq -r '.cases[0].ekm' "$own")
	url2=$(jq -r '.cases[] | select(.name == "wrong-ekm").ekm' "$own")
	key=$vectors/keys/ec-sec1.pem
	for format in text json tap junit; do
		for args in "verify --ekm $ekm --other-ekm $wrong $good" \
			"verify --ekm $wrong --other-ekm $ekm $good" \
			"verify --ekm $wrong $two" "verify --ekm $url x" \
			"create --ekm $ekm --key $key" \
			"create --ekm $ekm --key nosuch"; do
			# shellcheck disable=SC2086 # words
			tlsbind-tbmsg ${args%% *} -vvf $format ${args#* } || true
		done
	done >told 2>&1
	tlsbind-tbmsg verify -vvb --ekm "$wrong" --other-ekm "$ekm" \
		vectors.lines >>told 2>&1 || true
	jq -c 'del(.ekm)' vectors.lines | tlsbind-tbmsg verify -vvb \
		--ekm "$ekm" >>told 2>&1 || true
	[ -s told ]
	run -1 grep -qiF -e "$ekm" -e "$wrong" -e "$url" -e "$url2" told
}

# ---- batches -------------------------------------------------------------

@test "a line of a batch is judged as a message alone is" {
	shuf -n 60 --random-source=damage.lines damage.lines >sample.lines
	shuf -n 60 --random-source=damage.lines vectors.lines >>sample.lines
	tlsbind-tbmsg verify -vb sample.lines >sample.out || [ $? -eq 1 ]
	[ "$(wc -l <sample.out)" -eq 120 ]
	compare agree sample.lines sample.out
}

@test "a verbose batch lists all checks, as a message alone does" {
	jq -nc --arg m "$two" --arg e "$ekm" '{tbmsg: $m, ekm: $e}' |
		tlsbind-tbmsg verify -vb | jq .checks >all
	tlsbind-tbmsg verify -f json --ekm "$ekm" "$two" | jq .checks |
		diff all -
}

@test "order, references and line numbers, however many work on it" {
	head -n 3000 damage.lines >some.lines
	sed -i '5s/.*//;7s/.*/  /' some.lines
	for jobs in 1 2 7; do
		tlsbind-tbmsg verify -b -j $jobs --now @0 some.lines \
			>jobs.$jobs || [ $? -eq 1 ]
	done
	cmp jobs.1 jobs.2
	cmp jobs.1 jobs.7
	tlsbind-tbmsg verify -b --now @0 <some.lines | cmp jobs.1 -
	[ "$(wc -l <jobs.1)" -eq 2998 ]
	jq -r .ref jobs.1 | cmp - <(jq -r .ref some.lines)
	jq -r .line jobs.1 | cmp - <(seq 3000 | grep -vx '[57]')
}

@test "bad lines are answered in their place, and the highest status counts" {
	line() { # STATUS WORDS LINE
		printf '%s\n' "$3" >bad.lines
		try_batch "$1"
		[[ $(jq -r '.error.text // .headline.text' bad.out) == *"$2"* ]]
		# As text of an error or of a report, never of both.
		[ "$1" -ne 3 ] || [ "$(jq -r '.error.kind' bad.out)" = input ]
		printf '%s\n' "$3" >>all.lines
	}
	try_batch() {
		run "-$1" --separate-stderr tlsbind-tbmsg verify -b bad.lines
		[ -z "$stderr" ]
		printf '%s\n' "$output" >bad.out
	}
	: >all.lines
	line 0 "verifies" "{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\"}"
	line 0 "verifies" \
		"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"ref\":\"\"}"
	line 0 "verifies" \
		"{\"ekm\":\"$ekm\",\"negotiated\":\"ecdsap256\",\"tbmsg\":\"$good\"}"
	line 1 "malformed" "{\"tbmsg\":\"\",\"ekm\":\"$ekm\"}"
	line 1 "does not verify" "{\"tbmsg\":\"$good\",\"ekm\":\"$wrong\"}"
	line 3 "JSON" "nonsense"
	line 3 "JSON" "{\"tbmsg\":\"$good\""
	line 3 "no object" "[1]"
	line 3 "no object" "\"$good\""
	line 3 "tbmsg: is missing" "{\"ekm\":\"$ekm\"}"
	line 3 "tbmsg: is no string" "{\"ekm\":\"$ekm\",\"tbmsg\":null}"
	for member in expect_id expect-tbh ID negotiate x; do
		line 3 "'$member': no such member" \
			"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"$member\":\"\"}"
	done
	line 3 "tbmsg: is no string" "{\"ekm\":\"$ekm\",\"tbmsg\":[\"x\"]}"
	line 3 "ekm: is missing" "{\"tbmsg\":\"$good\"}"
	line 3 "ekm: is no string" "{\"tbmsg\":\"$good\",\"ekm\":1}"
	line 3 "ekm: " "{\"tbmsg\":\"$good\",\"ekm\":\"\"}"
	line 3 "ekm: " "{\"tbmsg\":\"$good\",\"ekm\":\"00\"}"
	for member in id tbh referred_id; do
		line 3 "$member: is no string" \
			"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"$member\":null}"
	done
	for member in negotiated id tbh referred_id; do
		line 3 "$member: " \
			"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"$member\":\"+\"}"
		line 3 "$member: is no string" \
			"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"$member\":true}"
		line 3 "$member: " \
			"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"$member\":\"\"}"
	done
	line 3 "ref: is no string" \
		"{\"tbmsg\":\"$good\",\"ekm\":\"$ekm\",\"ref\":1}"
	cp all.lines bad.lines
	try_batch 3
	[ "$(jq -s length bad.out)" -eq "$(wc -l <all.lines)" ]
	jq -r .line bad.out | cmp - <(seq "$(wc -l <all.lines)")
	head -n 4 all.lines >bad.lines
	try_batch 1
	head -n 2 all.lines >bad.lines
	try_batch 0
}

@test "members of a line go before the options, which go for the others" {
	jq -nc --arg m "$good" --arg t "$two" --arg e "$ekm" --arg w "$wrong" \
		--arg i "$referred" --arg h "$tbh" '
		{tbmsg: $m}, {tbmsg: $m, ekm: $w}, {tbmsg: $m, id: $i},
		{tbmsg: $m, negotiated: "rsa2048_pss"},
		{tbmsg: $m, negotiated: "none"}, {tbmsg: $t, referred_id: $i},
		{tbmsg: $t, tbh: $h}, {tbmsg: $t, tbh: ($h | sub("^."; "N"))},
		{tbmsg: $m, ekm: $e, ref: "the last\nof them"}' >some.lines
	run -1 tlsbind-tbmsg verify -b some.lines --ekm "$ekm" \
		--negotiated ecdsap256 --expect-id "$provided"
	[ "$(jq -r .status <<<"$output" | xargs)" = "0 1 1 1 1 0 0 1 0" ]
	[ "$(jq -r 'select(.line == 9).ref' <<<"$output")" = \
		$'the last\nof them' ]
	run -1 tlsbind-tbmsg verify -b some.lines --ekm "$ekm" \
		--expect-id "$referred"
	[ "$(jq -r .status <<<"$output" | xargs)" = "1 1 1 1 1 1 1 1 1" ]
	run -1 tlsbind-tbmsg verify -b some.lines --ekm "$ekm" \
		--referred-id "$referred"
	[ "$(jq -r .status <<<"$output" | xargs)" = "1 1 1 1 1 0 0 1 1" ]
	run -1 tlsbind-tbmsg verify -b some.lines --ekm "$ekm" \
		--negotiated none
	[ "$(jq -r .status <<<"$output" | xargs)" = "1 1 1 1 1 1 1 1 1" ]
	[ "$(jq 'select(any(.checks[]; .id == "tokbind.negotiated" and
		.verdict == "fail")) | .line' <<<"$output" | xargs)" = \
		"1 2 3 5 6 7 8 9" ]
}
